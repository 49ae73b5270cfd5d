"""HybridRetriever: the passages that fit a question best, by meaning and by words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property, lru_cache

import numpy as np

from corpus.chunk import Chunk
from corpus.entry import KINDS, Kind
from index.dense import DenseIndex, Positions
from index.encoder import Embedder, Vectors, embed_listed
from index.fusion import Method, best_first, fuse
from index.headings import Headings
from index.hit import Hit
from index.lexical import LexicalIndex
from index.vocabulary import Vocabulary, words_of

_REMEMBERED = 32
"""Questions whose vector and word scores are kept: one answer searches several kinds with the same words."""
_CANDIDATES = 200
"""Nearest and best-worded passages that are fused, where not all vectors are in memory."""


class HybridRetriever:
    """Searches the passages of one corpus.

    Kinds are searched apart: scores are shares of the best passage among those asked for, so that fifteen
    recommendations do not drown in a hundred practices. Equal scores keep the order of the corpus, and the same
    question gives the same hits on every run.
    """

    def __init__(
        self,
        chunks: Sequence[Chunk],
        dense: DenseIndex,
        embedder: Embedder,
        *,
        method: Method = "sum",
        vocabulary: Vocabulary | None = None,
        headings: Headings | None = None,
    ) -> None:
        self.chunks = chunks
        self._dense = dense
        self._embedder = embedder
        self._method = method
        self._vocabulary = vocabulary
        self.headings = headings or Headings((), embedder)
        self._lexical = LexicalIndex([chunk.indexed_text for chunk in chunks])
        self._kinds = np.array([KINDS.index(chunk.kind) for chunk in chunks], dtype=np.int64)
        self._entries = np.array([chunk.entry_id for chunk in chunks], dtype=object)
        places: dict[tuple[str, int], int] = {}
        self._places = np.array(
            [places.setdefault((chunk.entry_id, chunk.start), len(places)) for chunk in chunks], dtype=np.int64
        )
        self._embed = lru_cache(_REMEMBERED)(self._embed_once)
        self._bm25 = lru_cache(_REMEMBERED)(self._bm25_once)
        self._cosines = lru_cache(_REMEMBERED)(self._cosines_once)

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        kinds: Collection[Kind] | None = None,
        entries: Collection[str] | None = None,
    ) -> list[Hit]:
        """Return up to k passages, best first; only of some kinds or entries where these are given.

        A passage that several questions lead to comes once, with its best score.
        """
        among = self._among(kinds, entries)
        if k <= 0 or not len(among):
            return []
        vector, bm25 = self.embed(query), self._bm25(query)
        near = self._dense.candidates(vector, max(k, _CANDIDATES), among, kinds=kinds, entries=entries)
        if len(near) < len(among):
            worded = among[best_first(bm25[among], max(k, _CANDIDATES))]
            among = np.union1d(near, worded[bm25[worded] > 0])
        cosines = self._dense.cosines(vector, among)
        fused = fuse(cosines, bm25[among], self._method)
        hits: dict[tuple[str, int], Hit] = {}
        for at in best_first(fused, len(among)):
            chunk = self.chunks[among[at]]
            # Questions that lead to a passage are indexed beside it; each passage is found once.
            place = (chunk.entry_id, chunk.start)
            if place not in hits:
                hits[place] = Hit(chunk, float(fused[at]), float(cosines[at]), float(bm25[among[at]]))
            if len(hits) == k:
                break
        return list(hits.values())

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the index with their vectors; made now where none was kept."""
        if self._vocabulary is not None:
            return self._vocabulary
        listed = words_of(self.chunks)
        return Vocabulary(listed, embed_listed(listed, self._embedder), self._embedder)

    def embed(self, text: str) -> Vectors:
        """Return the vector of a text; the last few are remembered. Do not write into it."""
        return self._embed(text)

    def cosines(self, text: str) -> Vectors:
        """Return the cosine similarity of a text and every passage, in the order of `chunks`.

        Where not all vectors are in memory only the nearest are known; the others are given 0. Do not write into it.
        """
        return self._cosines(text)

    def bm25(self, text: str) -> Vectors:
        """Return the BM25 score of every passage for a text, in the order of `chunks`. Do not write into it."""
        return self._bm25(text)

    def _embed_once(self, text: str) -> Vectors:
        vector: Vectors = self._embedder.embed([text])[0]
        vector.flags.writeable = False
        return vector

    def _cosines_once(self, text: str) -> Vectors:
        vector, everywhere = self.embed(text), np.arange(len(self.chunks))
        near = self._dense.candidates(vector, _CANDIDATES, everywhere, kinds=None, entries=None)
        found = np.zeros(len(everywhere), dtype=np.float32)
        if len(near):
            found[near] = self._dense.cosines(vector, near)
        found.flags.writeable = False
        return found

    def _bm25_once(self, text: str) -> Vectors:
        scores = self._lexical.scores(text)
        scores.flags.writeable = False
        return scores

    def _among(self, kinds: Collection[Kind] | None, entries: Collection[str] | None) -> Positions:
        wanted = np.ones(len(self.chunks), dtype=bool)
        if kinds is not None:
            wanted &= np.isin(self._kinds, [KINDS.index(kind) for kind in kinds])
        if entries is not None:
            chosen = frozenset(entries)
            wanted &= np.fromiter((id_ in chosen for id_ in self._entries), dtype=bool, count=len(wanted))
        return np.flatnonzero(wanted)
