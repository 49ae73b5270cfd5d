"""TokenBudget: how many tokens one session may still spend on generated answers."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from assistant.generating.model import Usage


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


class TokenBudgets:
    """One budget per caller, the least recently seen forgotten first."""

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
