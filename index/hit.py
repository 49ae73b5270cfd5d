"""Hit: a chunk found for a query, with its scores."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.chunk import Chunk


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk and how well it fits; higher is better in every score."""

    chunk: Chunk
    score: float
    """Fused score, 0 to 1 within one search."""
    cosine: float
    """Cosine similarity of query and chunk, -1 to 1."""
    bm25: float
    """BM25 score, 0 and up."""
