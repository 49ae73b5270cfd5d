"""Vocabulary: the words of an index with their vectors, so that words of like meaning find one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from corpus.chunk import Chunk
from index.encoder import Embedder, Vectors
from index.fusion import rounded
from index.words import words

MOST_WORDS = 20_000
"""Words of an index that are given a vector, the most frequent first: 30 MB."""
_REMEMBERED = 4096


def words_of(chunks: Sequence[Chunk]) -> tuple[str, ...]:
    """List the content words that can be compared by meaning, folded, in order of the alphabet."""
    texts = dict.fromkeys(text for chunk in chunks for text in (chunk.header, chunk.text, chunk.question))
    found = (word for text in texts for word in words(text) if not word.is_function)
    counts = Counter(word.lower for word in found if is_comparable(word.lower))
    return tuple(sorted(sorted(counts, key=lambda word: (-counts[word], word))[:MOST_WORDS]))


def is_comparable(word: str) -> bool:
    """Say whether a folded word has a meaning of its own that another word may share; numbers have none."""
    return word[0].isalpha() and len(word) > 1


class Vocabulary:
    """Says how near any word is to each word of an index: soft matching in place of a list of synonyms.

    The cosine of single words embedded by the sentence encoder, as in the soft cardinality of short texts
    (Jimenez et al. 2012); no context is seen.
    """

    def __init__(self, listed: Sequence[str], vectors: Vectors, embedder: Embedder) -> None:
        self.words = tuple(listed)
        self._vectors = vectors
        self._row = {word: row for row, word in enumerate(self.words)}
        self._embedder = embedder
        self._nearness = lru_cache(_REMEMBERED)(self._nearness_once)

    def nearness(self, asked: Sequence[str]) -> Vectors:
        """Return the cosine of each asked word with each word of the index, -1 to 1; shape (asked, words)."""
        if not asked or not self.words:
            return np.zeros((len(asked), len(self.words)), dtype=np.float32)
        return np.stack([self._nearness(word) for word in asked])

    def _nearness_once(self, word: str) -> Vectors:
        row = self._row.get(word)
        # One word at a time: how a row is summed up can depend on how many rows there are.
        vector = self._embedder.embed([word])[0] if row is None else self._vectors[row]
        found: Vectors = rounded(self._vectors @ vector)
        return found
