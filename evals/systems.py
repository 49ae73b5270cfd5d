"""Systems: whatever can be asked the questions of a run; the assistant is one, the baselines are others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Answer, Mode
from assistant.errors import QuestionRejected
from corpus.chunk import Chunk
from corpus.corpus import Corpus
from corpus.entry import Entry, Section, Source
from evals.case import PLANTED, Plant
from index.fusion import best_first, fuse


class System(Protocol):
    """Answers questions and ranks entries, over one corpus."""

    name: str
    corpus: Corpus

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer the last question of a conversation."""
        ...

    def rank(self, query: str) -> list[str]:
        """Rank the ids of entries for a query, best first."""
        ...


class Searcher(Protocol):
    """The part of the index that a ranking needs: scores of all chunks for a text, in chunk order."""

    chunks: Sequence[Chunk]

    def cosines(self, text: str) -> NDArray[np.float32]:
        """Cosine similarity of a text and every chunk."""
        ...

    def bm25(self, text: str) -> NDArray[np.float32]:
        """BM25 score of every chunk for a text."""
        ...


class Assistant(Protocol):
    """The part of the assistant that is measured."""

    @property
    def corpus(self) -> Corpus:
        """The entries it answers from."""
        ...

    @property
    def retriever(self) -> Searcher:
        """What it searches with."""
        ...

    def ask(self, question: str, history: Sequence[str] = (), *, mode: Mode | None = None) -> Answer:
        """Answer the last question of a conversation."""
        ...


class AssistantSystem:
    """The assistant in one mode."""

    def __init__(self, assistant: Assistant, mode: Mode | None = None, name: str = "assistant") -> None:
        self.name = name
        self.corpus = assistant.corpus
        self._assistant = assistant
        self._mode = mode

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer the last question of a conversation; one that the assistant will not read counts as refused."""
        try:
            return self._assistant.ask(question, history=tuple(history), mode=self._mode)
        except QuestionRejected as reason:
            return Answer(question, question, "not_in_report", str(reason), (), (), ())

    def rank(self, query: str) -> list[str]:
        """Rank the ids of entries by their best chunk in the hybrid search."""
        found = self._assistant.retriever
        order = best_first(fuse(found.cosines(query), found.bm25(query)), len(found.chunks))
        return entry_ranking(found.chunks[at] for at in order)


Planting = Callable[[Plant], System]
"""Opens a system over the corpus with one entry planted in it."""


def plant_entry(corpus: Corpus, plant: Plant) -> Corpus:
    """Return the corpus with a planted background entry at its end."""
    source = (Source("https://example.org/planted"),)
    section = Section("", 0, len(plant.body), "related_page", source)
    entry = Entry(PLANTED, "background", plant.title, plant.body, "related_page", source, (section,))
    return Corpus(corpus.report, (*corpus.entries, entry))


def entry_ranking(chunks: Iterable[Chunk]) -> list[str]:
    """Turn chunks, best first, into the ids of their entries, each once."""
    return list(dict.fromkeys(chunk.entry_id for chunk in chunks))
