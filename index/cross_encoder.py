"""CrossEncoder: says how well a passage answers a question, by reading both together.

all-MiniLM-L6-v2, trained further by `evals/train_cross_encoder.py` on questions that a passage answers and on near
misses that it does not. Only what the training changed is kept in the repository: low-rank updates of the weight
matrices (LoRA, Hu et al. 2021, https://arxiv.org/abs/2106.09685), the small tensors, and the head.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.bert import scoring_graph
from index.encoding import EncodingModel, batches, pair_of
from index.low_rank import updated
from index.weights import SHA256, Weights, read_tensors

UPDATES = Path(__file__).with_name("cross_encoder.safetensors")
MAX_QUESTION, MAX_PAIR = 64, 200
"""Tokens of a question, and of a pair with its three marks: where both are cut."""
_DIGITS = 4
_GRAPH_VERSION = 1
_REMEMBERED = 256
"""Readings that are kept: a question is weighed several times on its way to an answer, and again when it is asked again."""
Scores = NDArray[np.float64]


class CrossEncoder:
    """Scores pairs of a question and a passage.

    Raises WeightsMissing or WeightsDamaged when it is made; the model is loaded with the first pair.
    """

    def __init__(self, home: Path, *, updates: Path = UPDATES, threads: int | None = None) -> None:
        self._updates = updates
        version = hashlib.sha256(updates.read_bytes()).hexdigest()[:12]
        name = f"cross-encoder-{SHA256['model.safetensors'][:12]}-{version}-v{_GRAPH_VERSION}"
        self._model = EncodingModel(home, name, self._graph, threads=threads)
        # By whole calls, never by pairs: how a sum is rounded can depend on the pairs that were read beside it.
        self._scores = lru_cache(_REMEMBERED)(self._scores_once)

    def scores(self, question: str, passages: Sequence[str]) -> Scores:
        """Return for each passage the log-odds that it answers the question, as learnt: not calibrated.

        The last few readings are remembered. Do not write into what is returned.
        """
        return self._scores(question, tuple(passages))

    def _scores_once(self, question: str, passages: tuple[str, ...]) -> Scores:
        asked = self._model.tokens([question], MAX_QUESTION, special=False)[0]
        read = self._model.tokens(passages, MAX_PAIR, special=False)
        pairs = [pair_of(asked, passage, MAX_PAIR) for passage in read]
        scores = np.zeros(len(pairs))
        for batch in batches([pair.ids for pair in pairs]):
            chosen = [pairs[at] for at in batch]
            scores[batch] = self._model.run([p.ids for p in chosen], [p.types for p in chosen])[:, 0]
        # How a sum is rounded can depend on the pairs beside it; what is decided from it must not.
        found: Scores = scores.round(_DIGITS)
        found.flags.writeable = False
        return found

    def _graph(self, weights: Weights) -> bytes:
        return scoring_graph(updated(read_tensors(weights.model), read_tensors(self._updates)))
