"""Fusion: one score from the cosine and the BM25 score of the same texts.

Two methods, both from 0 to 1. nDCG@10 of each, measured with this room's encoder and lexical index on public test
collections (k = 60 for the ranks, equal weights for the sum):

    collection (texts, questions)            dense   BM25    ranks   sum
    XQuAD English, sentences (1170, 1190)    0.846   0.861   0.879   0.892
    XQuAD English, paragraphs (240, 1190)    0.943   0.969   0.970   0.977
    SciFact, 2101 of its abstracts (313)     0.726   0.761   0.768   0.795
    Cranfield (1400, 225)                    0.382   0.370   0.415   0.421
    CACM (3205, 52)                          0.409   0.501   0.546   0.585
    CISI, dev part (1459, 18)                0.439   0.417   0.468   0.478
    NPL (11426, 93)                          0.433   0.447   0.516   0.527

The sum won everywhere and is the default.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors

Method = Literal["sum", "ranks"]

DENSE_WEIGHT = 0.5
"""Flat between 0.5 and 0.6 on the collections above."""
RANK_CONSTANT = 60
_DIGITS = 6


def fuse(cosines: Vectors, bm25: Vectors, method: Method = "sum") -> Vectors:
    """Fuse the scores of the same candidates by a method."""
    return weighted_sum(cosines, bm25) if method == "sum" else reciprocal_ranks(cosines, bm25)


def weighted_sum(cosines: Vectors, bm25: Vectors, *, dense_weight: float = DENSE_WEIGHT) -> Vectors:
    """Add both scores, each as a share of the best candidate's.

    The convex combination of Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval"
    (https://arxiv.org/abs/2210.11934), with 0 as the lowest value of both scores: it needs no minimum of the
    candidates, so the score of a text does not depend on how bad the worst candidate is.
    """
    fused = dense_weight * _share_of_best(cosines) + (1 - dense_weight) * _share_of_best(bm25)
    return rounded(fused)


def reciprocal_ranks(cosines: Vectors, bm25: Vectors, *, constant: int = RANK_CONSTANT) -> Vectors:
    """Add 1 / (constant + rank) of both lists, scaled so that first in both gives 1.

    Cormack, Clarke and Büttcher 2009, "Reciprocal Rank Fusion outperforms Condorcet". A text that shares no word
    with the query has no rank in the lexical list.
    """
    dense = 1 / (constant + _ranks(cosines))
    lexical = np.where(bm25 > 0, 1 / (constant + _ranks(bm25)), 0)
    return rounded((dense + lexical) * (constant + 1) / 2)


def rounded(scores: NDArray[np.floating[Any]]) -> Vectors:
    """Drop the digits that depend on the order of additions, so that equal texts tie on every machine."""
    return np.round(scores.astype(np.float64), _DIGITS).astype(np.float32)


def best_first(scores: Vectors, k: int) -> NDArray[np.int64]:
    """Return the positions of the k highest scores, the earlier of two equals first."""
    if k < len(scores):
        # Partition first: sorting all of 60,000 scores for ten of them takes most of the search.
        threshold = np.partition(scores, len(scores) - k)[len(scores) - k] if k > 0 else np.inf
        candidates = np.flatnonzero(scores >= threshold)
    else:
        candidates = np.arange(len(scores))
    order = np.argsort(-scores[candidates], kind="stable")[: max(k, 0)]
    return candidates[order].astype(np.int64)


def _share_of_best(scores: Vectors) -> Vectors:
    best = scores.max(initial=0)
    return np.clip(scores, 0, None) / best if best > 0 else np.zeros_like(scores)


def _ranks(scores: Vectors) -> Vectors:
    ranks = np.empty(len(scores), dtype=np.float32)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return ranks
