"""Dense search: cosines of a question with all texts, or with the nearest ones where there are very many."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.entry import Kind
from index.encoder import Vectors
from index.fusion import rounded

EXACT_LIMIT = 20_000
"""Up to this many texts every cosine is computed: 30 MB and 2 ms, nothing missed, the same bytes on every run. Beyond
it Chroma's approximate graph is asked, which is random where it is built and may miss a neighbour."""

Positions = NDArray[np.int64]


class DenseIndex(Protocol):
    """Scores texts by the angle between their vectors and a question's."""

    def candidates(
        self,
        vector: Vectors,
        k: int,
        among: Positions,
        *,
        kinds: Collection[Kind] | None,
        entries: Collection[str] | None,
    ) -> Positions:
        """Return the positions of `among` that are worth scoring: at least about the k nearest.

        Kinds and entries say the same as `among`, in the form of a filter.
        """
        ...

    def cosines(self, vector: Vectors, positions: Positions) -> Vectors:
        """Return the cosine of a question with each of some texts, -1 to 1."""
        ...


class ExactIndex:
    """All vectors in memory; every text is scored."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = np.ascontiguousarray(vectors, dtype=np.float32)

    def candidates(
        self,
        vector: Vectors,
        k: int,
        among: Positions,
        *,
        kinds: Collection[Kind] | None = None,
        entries: Collection[str] | None = None,
    ) -> Positions:
        """Return all positions of `among`."""
        return among

    def cosines(self, vector: Vectors, positions: Positions) -> Vectors:
        """Return the cosine of a question with each of some texts, -1 to 1."""
        # All rows at once, whatever is asked for: how a row is summed up can depend on how many rows there are.
        return rounded(self._vectors @ vector)[positions]
