"""TokenBudget: how many tokens one session may still spend on generated answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Lock
from typing import Protocol

from assistant.answer import Answer, Mode
from assistant.generating.model import Usage
from assistant.understanding.filters import Filters


class Answering(Protocol):
    """The part of the assistant that answers as it goes."""

    def stream(
        self, question: str, history: Sequence[str] = (), filters: Filters | None = None, mode: Mode | None = None
    ) -> Iterator[Answer]:
        """Yield the answer as it grows; the last one is complete."""
        ...


class TokenBudget:
    """Counts the tokens of one session against its cap; safe to share between threads."""

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self._spent = 0
        self._lock = Lock()

    @property
    def spent(self) -> int:
        """Tokens used so far."""
        return self._spent

    @property
    def used_up(self) -> bool:
        """True once the cap is reached; the next answer is then extractive."""
        return self._spent >= self.cap

    def add(self, usage: Usage) -> None:
        """Count what an answer cost."""
        with self._lock:
            self._spent += usage.total

    def stream(
        self,
        assistant: Answering,
        question: str,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        mode: Mode | None = None,
    ) -> Iterator[Answer]:
        """Yield an answer as it grows and count what it costs; extractive, with a note, where the cap is reached."""
        if self.used_up and mode != "extractive":
            note = (
                f"This session has used its {self.cap:,} tokens of the model, so this answer is quoted word for word."
            )
            for answer in assistant.stream(question, history, filters, "extractive"):
                yield replace(answer, note=" ".join(filter(None, [answer.note, note])))
            return
        spent = Usage()
        try:
            for answer in assistant.stream(question, history, filters, mode):
                spent = Usage(answer.input_tokens, answer.output_tokens)
                yield answer
        finally:
            self.add(spent)


class TokenBudgets:
    """One budget per caller, whichever door it takes, the least recently seen forgotten first."""

    def __init__(self, cap: int, *, most_callers: int = 10_000) -> None:
        self._cap = cap
        self._most = most_callers
        self._budgets: OrderedDict[str, TokenBudget] = OrderedDict()
        self._lock = Lock()

    def of(self, caller: str) -> TokenBudget:
        """Return the budget of a caller, a new one at first sight."""
        with self._lock:
            budget = self._budgets.setdefault(caller, TokenBudget(self._cap))
            self._budgets.move_to_end(caller)
            while len(self._budgets) > self._most:
                self._budgets.popitem(last=False)
            return budget
