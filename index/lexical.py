"""Lexical index: BM25 over stemmed, accent-folded words."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from index.encoder import Vectors
from index.words import stem, words

K1, B = 1.2, 0.4
"""k1 as in Lucene, b as Anserini sets it for BEIR; together with the cosines better than b = 0.75 on the collections
named in `index/fusion.py`, where texts of one collection differ in length for good reasons."""
_JOINT = re.compile(r"[-/]")


class LexicalIndex:
    """BM25 scores of texts for a query.

    Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", in the variant of Lucene
    (its idf is never negative), computed by bm25s (Lù 2024, https://arxiv.org/abs/2407.03618).
    """

    def __init__(self, texts: Sequence[str], *, k1: float = K1, b: float = B) -> None:
        import bm25s  # Half a second where scipy is installed; whoever only asks for terms does not pay for it.

        self._size = len(texts)
        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(term, len(vocabulary)) for term in terms(text)] for text in texts]
        self._vocabulary = vocabulary
        self._bm25: Any = None
        if vocabulary:
            # bm25s sets its own logger to DEBUG and would fill the log of whoever configures one.
            logging.getLogger("bm25s").setLevel(logging.WARNING)
            self._bm25 = bm25s.BM25(k1=k1, b=b, method="lucene")
            self._bm25.index((ids, dict(vocabulary)), show_progress=False)

    def scores(self, query: str) -> Vectors:
        """Return the score of every text, in order; 0 where no word is shared."""
        known = [self._vocabulary[term] for term in terms(query) if term in self._vocabulary]
        if self._bm25 is None or not known:
            return np.zeros(self._size, dtype=np.float32)
        found: Vectors = self._bm25.get_scores_from_ids(known)
        return found


def terms(text: str) -> list[str]:
    """List the index terms of a text: stems of its content words; `COVID-19` also gives `covid` and `19`."""
    # A word never spans white space, and the same pieces come again and again: this is ten times faster.
    return [term for piece in text.split() for term in (_terms if len(piece) < 40 else _terms_of)(piece)]


def _terms_of(piece: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in words(piece):
        if word.is_function:
            continue
        found.append(word.stem)
        if _JOINT.search(word.stem):
            found.extend(stem(part) for part in _JOINT.split(word.stem) if part)
    return tuple(found)


_terms = lru_cache(maxsize=1 << 17)(_terms_of)
