"""Embedder: what turns texts into vectors; the seam at which a test puts a fake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
_SLICE = 256


class Embedder(Protocol):
    """Turns texts into vectors of one length."""

    @property
    def name(self) -> str:
        """Model and version; two embedders of one name give the same vectors."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text, float32, each of Euclidean length 1."""
        ...


def embed_listed(listed: Sequence[str], embedder: Embedder) -> Vectors:
    """Return the vector of each of many short texts, each embedded by itself; shape (texts, dimensions)."""
    parts = [embedder.embed(listed[at : at + _SLICE]) for at in range(0, len(listed), _SLICE)]
    return np.concatenate(parts) if parts else np.zeros((0, embedder.dimensions), dtype=np.float32)
