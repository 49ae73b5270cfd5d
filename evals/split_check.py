"""Split check: no question may stand in both splits, even reworded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.case import Case
from index.encoder import Embedder
from index.words import stems, words

SAME_GOLD = (0.7, 0.87)
"""Two questions with the same gold are one question reworded at this share of common words, or this cosine."""
OTHER_GOLD = (1.0, 0.98)
"""With another gold they ask for something else ("from Norway", "from Spain") unless they are all but equal."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """A question of the one split that the other split holds in other words."""

    dev: Case
    test: Case
    common_words: float
    """Jaccard index of the stems of the content words, 0 to 1."""
    cosine: float

    def __str__(self) -> str:
        return (
            f"{self.dev.suite}.jsonl {self.dev.id!r} (dev) and {self.test.suite}.jsonl {self.test.id!r} (test) ask "
            f"the same: {self.dev.standalone!r} / {self.test.standalone!r} "
            f"(words in common {self.common_words:.2f}, cosine {self.cosine:.2f}). Move one or rewrite it."
        )


def reworded_pairs(cases: Sequence[Case], embedder: Embedder) -> list[Reworded]:
    """List the pairs of a dev and a test question that ask the same, the most alike first.

    Stand-alone forms are compared, twice: by the stems of their content words and by their vectors.
    """
    dev = [case for case in cases if case.split == "dev"]
    test = [case for case in cases if case.split == "test"]
    if not dev or not test:
        return []
    vectors = embedder.embed([case.standalone for case in [*dev, *test]])
    cosines = vectors[: len(dev)] @ vectors[len(dev) :].T
    dev_words, test_words = [_word_set(case) for case in dev], [_word_set(case) for case in test]
    # A pair below the lower cosine can only be caught by its words, and those need most words in common.
    pairs = [
        Reworded(dev[i], test[j], _jaccard(dev_words[i], test_words[j]), float(cosines[i, j]))
        for i, j in np.ndindex(cosines.shape)
        if cosines[i, j] >= SAME_GOLD[1] or dev_words[i] & test_words[j]
    ]
    same = [pair for pair in pairs if _ask_the_same(pair)]
    return sorted(same, key=lambda pair: -(pair.common_words + pair.cosine))


def _ask_the_same(pair: Reworded) -> bool:
    same_gold = pair.dev.decision == pair.test.decision and set(pair.dev.needed) == set(pair.test.needed)
    if pair.dev.plant != pair.test.plant:
        return False
    common_words, cosine = SAME_GOLD if same_gold and pair.dev.needed else OTHER_GOLD
    return pair.common_words >= common_words or pair.cosine >= cosine


def _word_set(case: Case) -> frozenset[str]:
    """The stems of the content words; of all words where there are no others."""
    return frozenset(stems(case.standalone)) or frozenset(word.stem for word in words(case.standalone))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0
