"""Tagger: reads a question and says what shape of answer it asks for, of what, which words tell on what, and how it hangs
together with the questions before it.

Joint classification of a text and its words (Chen et al. 2019, https://arxiv.org/abs/1902.10909): the first layers of
all-MiniLM-L6-v2, trained further by `evals/train_tagger.py`, with one linear head for the text and one for its words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.bert import tagging_graph
from index.encoding import EncodingModel, TokenPair, pair_of
from index.low_rank import updated
from index.weights import SHA256, Weights, read_tensors

UPDATES = Path(__file__).with_name("tagger.safetensors")
LAYERS = 4
MAX_TOKENS = 128
"""Tokens of a question, [CLS] and [SEP] counted: where it is cut."""
SHAPES = ("list", "count", "compare", "summarise", "fact", "outside", "talk")
"""What is asked for: `outside` is nothing that a report can answer, `talk` a greeting or a question on the assistant."""
SORTS = ("recommendation", "practice", "term", "background", "any")
"""What an answer is made of."""
TAGS = ("frame", "topic", "place", "time", "who", "except")
"""What a word tells: `who` an addressee or an actor as a limit, `except` what is not meant, `frame` nothing of the content."""
RELATIONS = ("alone", "thing", "swap", "among", "more")
"""What a question needs of those before it: nothing; the one thing talked about; the question itself, with something else
put in; the entries listed; the answer, of which it wants more."""
MOST_EARLIER = 2
"""Earlier questions that are read with a question, the last first."""
_DIGITS = 4
_GRAPH_VERSION = 1


class TaggedToken(NamedTuple):
    """A token of a question, by its characters, and how likely each of TAGS is."""

    start: int
    end: int
    tags: Mapping[str, float]


class Tagged(NamedTuple):
    """What a question asks for; the probabilities of each mapping add up to 1."""

    shapes: Mapping[str, float]
    sorts: Mapping[str, float]
    tokens: tuple[TaggedToken, ...]


class Tagger:
    """Tags questions.

    Raises WeightsMissing or WeightsDamaged when it is made; the model is loaded with the first question.
    """

    def __init__(self, home: Path, *, updates: Path = UPDATES, threads: int | None = None) -> None:
        self._updates = updates
        version = hashlib.sha256(updates.read_bytes()).hexdigest()[:12]
        name = f"tagger-{SHA256['model.safetensors'][:12]}-{version}-v{_GRAPH_VERSION}"
        self._model = EncodingModel(home, name, self._graph, threads=threads)

    def tag(self, question: str) -> Tagged:
        """Read a question; of a long one what stands first."""
        ids, spans = self._model.spanned_tokens(question, MAX_TOKENS)
        of_text, of_tokens = self._model.run_all([ids], [[0] * len(ids)])
        shapes, sorts = of_text[0, : len(SHAPES)], of_text[0, len(SHAPES) : -len(RELATIONS)]
        tokens = tuple(
            TaggedToken(start, end, _probabilities(TAGS, row))
            for (start, end), row in zip(spans, of_tokens[0], strict=True)
            if end > start
        )
        return Tagged(_probabilities(SHAPES, shapes), _probabilities(SORTS, sorts), tokens)

    def relation(self, question: str, earlier: Sequence[str]) -> Mapping[str, float]:
        """Say how likely each of RELATIONS is between a question and those before it, oldest first."""
        pair = turn_of(self._model, question, earlier)
        of_text = self._model.run_all([pair.ids], [pair.types])[0]
        return _probabilities(RELATIONS, of_text[0, -len(RELATIONS) :])

    def _graph(self, weights: Weights) -> bytes:
        return tagging_graph(updated(read_tensors(weights.model), read_tensors(self._updates)), LAYERS)


def turn_of(model: EncodingModel, question: str, earlier: Sequence[str]) -> TokenPair:
    """Return a question with those before it as the model reads them."""
    asked = model.tokens([question], MAX_TOKENS // 2, special=False)[0]
    before = model.tokens([" / ".join(earlier[: -MOST_EARLIER - 1 : -1])], MAX_TOKENS, special=False)[0]
    return pair_of(asked, before, MAX_TOKENS)


def _probabilities(names: tuple[str, ...], scores: NDArray[np.float32]) -> dict[str, float]:
    powers = np.exp(scores.astype(np.float64) - scores.max())
    return dict(zip(names, (powers / powers.sum()).round(_DIGITS).tolist(), strict=True))
