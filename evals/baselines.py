"""Baselines: what stock parts reach on the same questions, so that a score shows what our work adds.

Both read the same sentences as the assistant, take the top four, quote those that pass one fixed threshold and
refuse where none does. The threshold is the best one on the dev questions, which favours the baseline.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from assistant.answer import Answer, Sentence, cite
from corpus.chunk import Chunk, split_corpus
from corpus.corpus import Corpus
from evals.case import Case
from evals.systems import entry_ranking
from index.lexical import LexicalIndex

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

TOP = 4
"""What LangChain's retriever returns by default."""
_DEPTH = 60
_REFUSAL = "The report does not say."
Search = Callable[[str, int], list[tuple[Chunk, float]]]
"""Finds the best `k` chunks for a query, each with a score between 0 and 1, higher is better."""


class TopChunks:
    """Quotes the top chunks of a search that reach a threshold; refuses where none does."""

    def __init__(self, name: str, corpus: Corpus, search: Search, dev: Sequence[Case]) -> None:
        self.name = name
        self.corpus = corpus
        self._search = search
        self.threshold = best_threshold([(self._best_score(c.question), c.answerable) for c in dev])

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Quote what was found for the question alone: stock retrieval does not look at the history."""
        found = self._search(question, TOP)
        passed = [chunk for chunk, score in found if score >= self.threshold]
        citations = tuple(
            cite(n, self.corpus[chunk.entry_id], chunk.start, chunk.end) for n, chunk in enumerate(passed, 1)
        )
        return Answer(
            question=question,
            understood_as=question,
            decision="answered" if citations else "not_in_report",
            answer=" ".join(f"{c.quote} [{c.n}]" for c in citations) or _REFUSAL,
            sentences=tuple(Sentence(c.quote, (c.n,)) for c in citations),
            citations=citations,
            suggestions=(),
            nearest=tuple(entry_ranking(chunk for chunk, _ in found)),
            confidence=found[0][1] if found else 0.0,
        )

    def rank(self, query: str) -> list[str]:
        """Rank the ids of entries by their best chunk."""
        return entry_ranking(chunk for chunk, _ in self._search(query, _DEPTH))

    def _best_score(self, question: str) -> float:
        found = self._search(question, 1)
        return found[0][1] if found else 0.0


def langchain_search(corpus: Corpus, embeddings: Embeddings) -> Search:
    """Search with langchain-chroma, cosine distance, over vectors of our own model, as its guide shows."""
    from langchain_chroma import Chroma

    chunks = {chunk.id: chunk for chunk in _sentences(corpus)}
    # Clients in memory share their data within a process, so every store needs a name of its own.
    store = Chroma(
        collection_name=f"baseline-{uuid.uuid4().hex}",
        embedding_function=embeddings,
        collection_configuration={"hnsw": {"space": "cosine"}},
    )
    store.add_texts([chunk.indexed_text for chunk in chunks.values()], ids=list(chunks))

    def search(query: str, k: int) -> list[tuple[Chunk, float]]:
        found = store.similarity_search_with_score(query, k=k)
        # Cosine distance runs from 0 to 2; the store's own relevance scores are not to be relied on.
        return [(chunks[document.id], 1 - distance / 2) for document, distance in found if document.id]

    return search


def bm25_search(corpus: Corpus) -> Search:
    """Search with BM25 alone, by the lexical half of our own index."""
    chunks = _sentences(corpus)
    lexical = LexicalIndex([chunk.indexed_text for chunk in chunks])

    def search(query: str, k: int) -> list[tuple[Chunk, float]]:
        scores = lexical.scores(query)
        best = np.argsort(-scores, kind="stable")[:k]
        # Scores have no upper end: squeezed into 0 to 1 in the same order.
        return [(chunks[at], float(scores[at] / (1 + scores[at]))) for at in best if scores[at] > 0]

    return search


def _sentences(corpus: Corpus) -> list[Chunk]:
    """The sentences of the corpus, without the questions that we index beside them."""
    return [chunk for chunk in split_corpus(corpus) if not chunk.question]


def best_threshold(scored: Sequence[tuple[float, bool]]) -> float:
    """Return the score at which most decisions are right: answered from there on, refused below.

    Pairs are (best score, whether the report answers). Without pairs everything is answered.
    """
    best, most = 0.0, -1
    for threshold in [0.0, *sorted({score for score, _ in scored})]:
        right = sum((score >= threshold) == answerable for score, answerable in scored)
        if right > most:
            best, most = threshold, right
    return best
