"""Asking: one question of one reader, from what was typed to a finished turn. Knows nothing of Gradio."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from queue import SimpleQueue
from threading import Event, Thread

from assistant.answer import Answer, Mode
from assistant.errors import AssistantError
from assistant.generating.budget import TokenBudget
from assistant.ui.context import Answering
from assistant.ui.conversations import MAX_TURNS, Turn
from assistant.understanding.filters import Filters
from corpus.errors import CorpusError

UPDATE_EVERY = 0.08
"""Seconds between two updates of a growing answer: quick to read along, and kind to a slow browser."""

_log = logging.getLogger(__name__)


def answer_turn(
    assistant: Answering,
    asked: str,
    before: Sequence[Turn],
    limits: Filters,
    mode: Mode | None = None,
    budget: TokenBudget | None = None,
) -> Generator[Turn, None, None]:
    """Yield the turn as its answer grows; the last one is complete. Nothing is raised: a failure is a turn too."""
    history = tuple(turn.asked for turn in before)
    number = len(before) + 1

    def turn(answer: Answer | None = None, error: str | None = None) -> Turn:
        return Turn(number, asked, answer, error, limits, history=history, corpus=assistant.corpus)

    if number > MAX_TURNS:
        yield turn(error=f"This conversation holds {MAX_TURNS} questions already. Start a new conversation.")
        return
    try:
        if budget:
            answers = budget.stream(assistant, asked, history, limits or None, mode)
        else:
            answers = assistant.stream(asked, history, limits or None, mode)
        yield from map(turn, _paced(answers))
    except (AssistantError, CorpusError) as error:
        yield turn(error=str(error))
    except Exception:  # the reader gets one calm sentence, whoever runs the app gets the traceback
        _log.exception("Question of %d characters failed", len(asked))
        yield turn(error="Something went wrong inside the assistant. Ask again, or put the question in other words.")


def _paced(answers: Iterator[Answer]) -> Iterator[Answer]:
    """Leave out updates that follow another too closely; the last one always comes."""
    shown_at = 0.0
    kept: Answer | None = None
    for answer in answers:
        kept = answer
        now = time.monotonic()
        if now - shown_at >= UPDATE_EVERY:
            shown_at, kept = now, None
            yield answer
    if kept is not None:
        yield kept


class LiveAnswer:
    """An answer under way, which its reader may stop at any moment.

    It is made in a thread of its own, so that stopping waits for no model and no search, however slow.
    """

    def __init__(self, turns: Generator[Turn, None, None]) -> None:
        self._turns = turns
        self._made: SimpleQueue[Turn | None] = SimpleQueue()
        self._stopped = Event()
        self.complete = False
        """True once the whole answer was given out; stopping it then changes nothing."""

    def stop(self) -> None:
        """Give out nothing more; the thread ends with the next piece of its answer."""
        self._stopped.set()
        self._made.put(None)

    def __iter__(self) -> Iterator[Turn]:
        """Yield the turn as its answer grows, until it is complete or stopped."""
        Thread(target=self._make, daemon=True).start()
        try:
            while (turn := self._made.get()) is not None and not self._stopped.is_set():
                yield turn
            self.complete = not self._stopped.is_set()
        finally:
            self._stopped.set()

    def _make(self) -> None:
        try:
            for turn in self._turns:
                self._made.put(turn)
                if self._stopped.is_set():
                    break
        finally:
            self._turns.close()
            self._made.put(None)
