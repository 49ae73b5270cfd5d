"""Fingerprint: what an index was made of, so that a stale one is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from corpus.chunk import Chunk

LAYOUT = 5
"""Raise it when the files of an index, or what is embedded, change their form or meaning."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Corpus, model and version of an index."""

    corpus: str
    """SHA-256 of all passages with their places, and of the headings."""
    model: str
    layout: int

    @classmethod
    def of(cls, chunks: Sequence[Chunk], model: str, headings: Sequence[str] = ()) -> Self:
        """Take the fingerprint of what an index would be made of now."""
        digest = hashlib.sha256()
        for chunk in chunks:
            parts = [chunk.id, chunk.entry_id, chunk.kind, chunk.start, chunk.end, chunk.indexed_text, chunk.text]
            digest.update(json.dumps(parts).encode() + b"\n")
        digest.update(json.dumps(list(headings)).encode())
        return cls(digest.hexdigest(), model, LAYOUT)

    @property
    def short(self) -> str:
        """Sixteen hexadecimal digits that stand for all parts."""
        return hashlib.sha256(f"{self.corpus}\n{self.model}\n{self.layout}".encode()).hexdigest()[:16]

    def difference(self, other: Fingerprint) -> str:
        """Say in words what has changed since `other` was taken."""
        if self.corpus != other.corpus:
            return "the corpus has changed"
        return "the embedding model has changed" if self.model != other.model else "the program has changed"
