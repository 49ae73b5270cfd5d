"""Reports: the report in use, opened again whenever another one is chosen, and those that earlier answers came from."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from threading import RLock

from assistant.answer import Answer, Mode
from assistant.answering.candidates import Searcher
from assistant.assistant import Assistant
from assistant.understanding.filters import Filters
from corpus.corpus import Corpus
from corpus.errors import CorpusError
from corpus.library import Library
from index.errors import RetrievalError

_log = logging.getLogger(__name__)


class Reports:
    """Answers from the report that is in use at the moment of each question; safe to share between threads.

    What is chosen on the command line or by another reader is noticed with the next question or page.
    """

    def __init__(self, library: Library, open_chosen: Callable[[], Assistant]) -> None:
        self._library = library
        self._open = open_chosen
        self._lock = RLock()
        self._told: list[Callable[[], None]] = []
        self._choice = library.chosen_at()
        self._opened = open_chosen()

    def current(self) -> Assistant:
        """Return the assistant over the report in use; hold on to it for as long as one answer takes.

        Where the chosen report cannot be opened, the one before stays in use.
        """
        choice = self._library.chosen_at()
        if choice != self._choice:
            with self._lock:
                if choice != self._choice:
                    self._choice = choice
                    self._reopen()
        return self._opened

    def named(self, name: str) -> Corpus | None:
        """Return the corpus that an earlier answer came from, by the name of its report; None where it is gone."""
        corpus = self._opened.corpus
        if corpus.report.name == name:
            return corpus
        try:
            return self._library.corpus_of(name.split("+"))
        except CorpusError:
            return None

    def watch(self, told: Callable[[], None]) -> None:
        """Call `told` whenever another report was opened."""
        self._told.append(told)

    def _reopen(self) -> None:
        try:
            self._opened = self._open()
        except (CorpusError, RetrievalError) as error:
            _log.warning("The chosen report is not used: %s", error)
            return
        for told in self._told:
            told()

    @property
    def corpus(self) -> Corpus:
        """What the report in use says."""
        return self.current().corpus

    @property
    def retriever(self) -> Searcher:
        """What the report in use is searched with."""
        return self.current().retriever

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        mode: Mode | None = None,
    ) -> Answer:
        """Answer a question from the report in use, as `Assistant.ask` does."""
        return self.current().ask(question, history, filters, mode)

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        mode: Mode | None = None,
    ) -> Iterator[Answer]:
        """Answer from the report in use as `Assistant.stream` does."""
        return self.current().stream(question, history, filters, mode)
