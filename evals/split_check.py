"""Split check: no test question may be known beforehand, neither to dev nor to the index, even reworded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.corpus import Corpus
from evals.case import Case
from index.encoder import Embedder
from index.words import stems, words

SAME_GOLD = (0.7, 0.87)
"""Two questions with the same gold are one question reworded at this share of common words, or this cosine."""
OTHER_GOLD = (1.0, 0.98)
"""With another gold they ask for something else ("from Norway", "from Spain") unless they are all but equal."""
INDEXED = (0.8, 0.93)
"""A question that is indexed with an entry may be near to a test question, but may not be that question."""


@dataclass(frozen=True, slots=True)
class Known:
    """A question that tuning or the index has seen, with its place and the entries that answer it."""

    place: str
    text: str
    gold: frozenset[str]
    plant: str = ""


@dataclass(frozen=True, slots=True)
class Reworded:
    """A test question that was known beforehand in these or other words."""

    known: Known
    test: Case
    common_words: float
    """Jaccard index of the stems of the content words, 0 to 1."""
    cosine: float

    def __str__(self) -> str:
        return (
            f"{self.test.suite}.jsonl {self.test.id!r} (test) asks the same as {self.known.place}: "
            f"{self.test.standalone!r} / {self.known.text!r} "
            f"(words in common {self.common_words:.2f}, cosine {self.cosine:.2f}). Move one or rewrite it."
        )


def reworded_pairs(cases: Sequence[Case], embedder: Embedder) -> list[Reworded]:
    """List the test questions that stand in dev as well, the most alike first.

    Stand-alone forms are compared, twice: by the stems of their content words and by their vectors.
    """
    dev = [
        Known(f"{c.suite}.jsonl {c.id!r} (dev)", c.standalone, frozenset(c.needed), c.plant.body if c.plant else "")
        for c in cases
        if c.split == "dev"
    ]
    return [pair for pair in _alike(dev, cases, embedder) if _ask_the_same(pair)]


def indexed_pairs(cases: Sequence[Case], corpus: Corpus, embedder: Embedder) -> list[Reworded]:
    """List the test questions that the corpus has indexed with an entry that answers them, the most alike first."""
    known = [Known(f"a question indexed with {e.id}", q, frozenset({e.id})) for e in corpus for q in e.asked_as]
    pairs = [pair for pair in _alike(known, cases, embedder) if pair.known.gold & set(pair.test.needed)]
    return [pair for pair in pairs if pair.common_words >= INDEXED[0] or pair.cosine >= INDEXED[1]]


def trained_pairs(cases: Sequence[Case], questions: Sequence[str], embedder: Embedder) -> list[Reworded]:
    """List the test questions that a small model was trained on in the same words, in any order.

    The training questions cover every entry, so others are near to test questions, as they are near to those of readers.
    """
    known = {_all_words(question): Known("a training question", question, frozenset()) for question in questions}
    same = [(known[words_], case) for case in cases if (words_ := _all_words(case.standalone)) in known]
    same = [(k, case) for k, case in same if case.split == "test"]
    cosines = [embedder.embed([k.text])[0] @ embedder.embed([case.standalone])[0] for k, case in same]
    return [Reworded(k, case, 1.0, float(cosine)) for (k, case), cosine in zip(same, cosines, strict=True)]


def _all_words(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(text))


def _alike(known: Sequence[Known], cases: Sequence[Case], embedder: Embedder) -> list[Reworded]:
    test = [case for case in cases if case.split == "test"]
    if not known or not test:
        return []
    cosines = embedder.embed([k.text for k in known]) @ embedder.embed([case.standalone for case in test]).T
    common = _common_words([_word_set(k.text) for k in known], [_word_set(case.standalone) for case in test])
    near = (cosines >= min(SAME_GOLD[1], INDEXED[1])) | (common >= min(SAME_GOLD[0], INDEXED[0]))
    pairs = [
        Reworded(known[i], test[j], float(common[i, j]), float(cosines[i, j])) for i, j in np.argwhere(near).tolist()
    ]
    return sorted(pairs, key=lambda pair: -(pair.common_words + pair.cosine))


def _ask_the_same(pair: Reworded) -> bool:
    if pair.known.plant != (pair.test.plant.body if pair.test.plant else ""):
        return False
    same_gold = pair.known.gold and pair.known.gold == set(pair.test.needed)
    common_words, cosine = SAME_GOLD if same_gold else OTHER_GOLD
    return pair.common_words >= common_words or pair.cosine >= cosine


def _word_set(text: str) -> frozenset[str]:
    """The stems of the content words; of all words where there are no others."""
    return frozenset(stems(text)) or frozenset(word.stem for word in words(text))


def _common_words(known: Sequence[frozenset[str]], test: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """The Jaccard index of each pair of word sets, shape (known, test)."""
    column = {stem: at for at, stem in enumerate(sorted(frozenset().union(*known, *test)))}
    held = [np.zeros((len(sets), len(column)), dtype=np.float32) for sets in (known, test)]
    for matrix, sets in zip(held, (known, test), strict=True):
        for row, stems_ in enumerate(sets):
            matrix[row, [column[stem] for stem in stems_]] = 1
    both = (held[0] @ held[1].T).astype(np.float64)
    either = held[0].sum(axis=1)[:, None] + held[1].sum(axis=1)[None, :] - both
    # Two questions without a word are alike.
    common: NDArray[np.float64] = np.divide(both, either, out=np.ones_like(both), where=either > 0)
    return common
