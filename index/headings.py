"""Headings: the subject headings of a corpus with their vectors, so that a topic finds what is filed under it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from corpus.corpus import Corpus
from index.encoder import Embedder, Vectors, embed_listed
from index.fusion import rounded
from index.topic_adapter import TopicAdapter, adapter_for

_REMEMBERED = 64
_NONE: Vectors = np.zeros(0, dtype=np.float32)


def headings_of(corpus: Corpus) -> tuple[str, ...]:
    """List the headings of all entries of a corpus, each once, in order of the alphabet."""
    return tuple(sorted({heading for entry in corpus for heading in entry.headings}))


class Headings:
    """Says how near a text is to each heading of a corpus; the vectors are made at first use where none are kept."""

    def __init__(
        self,
        listed: Sequence[str],
        embedder: Embedder,
        vectors: Vectors | None = None,
        adapter: TopicAdapter | None = None,
    ) -> None:
        """Take the headings, and their vectors where they are kept; `adapter` stands in for the one that ships, for fitting."""
        self.listed = tuple(listed)
        self._embedder = embedder
        self._kept = vectors
        self._adapter = adapter or adapter_for(embedder.name)
        self._cosines = lru_cache(_REMEMBERED)(self._cosines_once)
        self._adapted_cosines = lru_cache(_REMEMBERED)(self._adapted_once)

    @property
    def is_adapted(self) -> bool:
        """True where the adapter knows the model that makes the vectors."""
        return self._adapter is not None

    def cosines(self, text: str) -> Vectors:
        """Return the cosine similarity of a text and every heading, -1 to 1, in order. Do not write into it."""
        return self._cosines(text)

    def adapted_cosines(self, text: str) -> Vectors:
        """Return the same between the vectors as the adapter maps them; as they are where it does not know the model."""
        return self._adapted_cosines(text)

    @cached_property
    def _vectors(self) -> Vectors:
        return embed_listed(self.listed, self._embedder) if self._kept is None else self._kept

    @cached_property
    def _adapted(self) -> Vectors:
        return self._adapter(self._vectors) if self._adapter else self._vectors

    def _cosines_once(self, text: str) -> Vectors:
        return self._near(self._vectors, self._embedder.embed([text])) if self.listed else _NONE

    def _adapted_once(self, text: str) -> Vectors:
        if not self.listed:
            return _NONE
        vector = self._embedder.embed([text])
        return self._near(self._adapted, self._adapter(vector) if self._adapter else vector)

    def _near(self, headings: Vectors, text: Vectors) -> Vectors:
        found: Vectors = rounded(headings @ text[0])
        found.flags.writeable = False
        return found
