"""Compare: two runs side by side, and the cases whose result changed between them."""

from __future__ import annotations

from dataclasses import dataclass

from evals.case import Case
from evals.estimate import Estimate
from evals.measures import measure_named
from evals.run_file import Outcome, Run
from evals.summary import average

_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Change:
    """A case that fails in one run and not in the other, or fails otherwise."""

    case: Case
    before: Outcome
    after: Outcome

    @property
    def direction(self) -> str:
        """Whether the case was mended or broken, or is wrong in another way."""
        if self.is_wrong(self.before) == self.is_wrong(self.after):
            return "otherwise wrong"
        return "broken" if self.is_wrong(self.after) else "mended"

    @staticmethod
    def is_wrong(outcome: Outcome) -> bool:
        """Say whether anything is wrong with an outcome."""
        return bool(outcome.wrong or outcome.error)


@dataclass(frozen=True, slots=True)
class Shift:
    """One measure over the cases that both runs hold."""

    name: str
    title: str
    before: Estimate
    after: Estimate

    @property
    def points(self) -> float | None:
        """The change in percentage points; None where either run could not score it."""
        if self.before.value is None or self.after.value is None:
            return None
        return 100 * (self.after.value - self.before.value)

    @property
    def is_better(self) -> bool | None:
        """Whether the change is for the better; None where there is none."""
        if self.points is None or abs(self.points) < _LEAST:
            return None
        return (self.points > 0) == measure_named(self.name).higher_is_better


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the cases they share."""

    before: Run
    after: Run
    shared: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    rewritten: tuple[str, ...]
    """Cases whose question or gold changed; they are compared nowhere."""
    shifts: tuple[Shift, ...]
    changes: tuple[Change, ...]


def compare_runs(before: Run, after: Run, system: str = "assistant") -> Comparison:
    """Compare what one system said in two runs, over the cases that are the same in both."""
    old, new = before.outcomes_of(system), after.outcomes_of(system)
    old_cases, new_cases = {c.id: c for c in before.cases}, {c.id: c for c in after.cases}
    both = [case_id for case_id in new if case_id in old]
    same = [i for i in both if old_cases[i].model_dump() == new_cases[i].model_dump()]
    changes = [Change(new_cases[i], old[i], new[i]) for i in same if _differs(old[i], new[i])]
    return Comparison(
        before=before,
        after=after,
        shared=len(same),
        only_before=tuple(i for i in old if i not in new),
        only_after=tuple(i for i in new if i not in old),
        rewritten=tuple(i for i in both if i not in same),
        shifts=_shifts([old[i] for i in same], [new[i] for i in same]),
        changes=tuple(sorted(changes, key=lambda change: (change.direction, change.case.id))),
    )


def _differs(before: Outcome, after: Outcome) -> bool:
    return (before.wrong, before.error) != (after.wrong, after.error)


def _shifts(before: list[Outcome], after: list[Outcome]) -> tuple[Shift, ...]:
    old, new = average(before), average(after)
    return tuple(Shift(name, measure_named(name).title, old[name], new[name]) for name in new if name in old)
