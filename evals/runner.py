"""Runner: asks every question of every system, keeps each outcome at once, and sums up at the end."""

from __future__ import annotations

import hashlib
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from assistant.answer import Answer, Mode
from evals.answer_measures import what_is_wrong
from evals.case import Case, Split
from evals.fingerprint import Fingerprint, commit_name
from evals.measures import Scores, score_answer, score_ranking
from evals.perturb import PERTURBATIONS, perturb
from evals.run_file import RUNS, Journal, Outcome, Run, RunInfo, suites_of, write_run
from evals.summary import summarise
from evals.systems import Planting, System

Judging = Callable[[Case, Answer], Scores]
"""Scores an answer by a model."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to run."""

    suite: str | None = None
    split: Split | None = None
    mode: Mode = "extractive"
    limit: int | None = None
    """At most so many cases, spread evenly over the sets."""
    perturbations: bool = True
    baselines: bool = True
    ask_again: int = 1
    """Ask one question in so many of the reported split again to see whether the answer stays the same; 0 for none."""
    rankings: bool = True
    """Rank the entries for each question as well, for the measures of retrieval."""


@dataclass(frozen=True, slots=True)
class Task:
    """One question for one system."""

    system: str
    case: Case
    variant: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What is asked of whom, as in `Outcome.key`."""
        return (self.system, self.case.id, self.variant)


AskingApart = Callable[[Sequence[Task]], Iterator[Outcome]]
"""Asks tasks elsewhere, side by side, and yields the outcome of each."""


@dataclass
class Evaluation:
    """A run: `run()` yields outcomes and may be left at any time, `finish()` sums up and writes.

    A page shows `len(tasks)` as the end of its bar and closes the generator to cancel; `finish()` is for a run that
    came to its end, because it removes the journal that a later run would go on from.

    `systems` holds what is asked, by name, the measured assistant first. `plant` opens a throw-away assistant
    for the cases that plant a document; without it these cases are not run. `apart` asks what is not timed before
    the rest, which is asked here, one question after the other, so that a time is that of a machine doing nothing else.
    """

    cases: Sequence[Case]
    systems: Mapping[str, System]
    fingerprint: Fingerprint
    options: Options = Options()
    plant: Planting | None = None
    judge: Judging | None = None
    apart: AskingApart | None = None
    model: str | None = None
    folder: Path = RUNS
    _done: dict[tuple[str, str, str], Outcome] = field(default_factory=dict, init=False)
    _started: datetime = field(default_factory=lambda: datetime.now().astimezone(), init=False)

    def __post_init__(self) -> None:
        self.cases = _spread(self.cases, self.options.limit)
        self._journal = Journal(self.folder / f"unfinished-{self._key()}.jsonl")
        wanted = {task.key for task in self.tasks}
        self._done = {o.key: o for o in self._journal.read() if o.key in wanted and o.error is None}
        reported = [case.id for case in self.cases if case.split == self.reported]
        self._twice = frozenset(reported[:: self.options.ask_again] if self.options.ask_again else ())
        self.resumed = len(self._done)
        """Outcomes that an interrupted run had left."""

    @property
    def reported(self) -> Split:
        """The split whose figures are the headline: test, where there is any of it."""
        return "test" if any(case.split == "test" for case in self.cases) else "dev"

    @property
    def tasks(self) -> list[Task]:
        """List everything to be asked: all cases as written, and for the reported split the rest as well."""
        measured, *baselines = self.systems
        plain = [Task(measured, case) for case in self.cases if case.plant is None or self.plant]
        reported = [case for case in self.cases if case.split == self.reported and case.plant is None]
        varied = [Task(measured, c, name) for name in PERTURBATIONS for c in reported if not c.is_attack]
        compared = [Task(name, case) for name in baselines for case in reported]
        return [*plain, *compared, *(varied if self.options.perturbations else ())]

    def run(self) -> Iterator[Outcome]:
        """Yield the outcome of every task; those of an interrupted run come at once.

        An error in one task becomes its outcome. Leave the generator to cancel: what is finished is kept, and
        the next run of the same tree goes on from there.
        """
        done = [task for task in self.tasks if task.key in self._done]
        waiting = [task for task in self.tasks if task.key not in self._done]
        yield from (self._done[task.key] for task in done)
        yield from map(self._kept, self.apart([t for t in waiting if not self._is_timed(t)]) if self.apart else ())
        yield from (self._kept(self.outcome(task)) for task in waiting if task.key not in self._done)

    def finish(self) -> tuple[Run, Path]:
        """Sum up what was run, write it into a new folder, and return both."""
        outcomes = tuple(self._done[task.key] for task in self.tasks if task.key in self._done)
        asked = {outcome.case for outcome in outcomes}
        cases = tuple(case for case in self.cases if case.id in asked)
        by_system = {name: [o for o in outcomes if o.system == name] for name in self.systems}
        run = Run(
            info=self._info(),
            summaries={name: summarise(own, cases, self.reported) for name, own in by_system.items() if own},
            cases=cases,
            suites=suites_of(cases),
            titles=self._titles(cases),
            outcomes=outcomes,
        )
        written = write_run(run, self.folder)
        self._journal.remove()
        return run, written

    def _kept(self, outcome: Outcome) -> Outcome:
        self._done[outcome.key] = outcome
        self._journal.append(outcome)
        return outcome

    def _is_timed(self, task: Task) -> bool:
        """Tell whether its time is reported: that of the questions of the reported split, as they are written."""
        return not task.variant and task.case.split == self.reported

    def outcome(self, task: Task) -> Outcome:
        """Ask one question and score the answer; an error becomes the outcome."""
        question = perturb(task.case, task.variant) if task.variant else task.case.question
        blank = Outcome(system=task.system, case=task.case.id, variant=task.variant, question=question)
        try:
            return self._asked(task, blank)
        except Exception as error:
            # One failing case never stops a run, whatever it raised: it is counted and shown as such.
            return blank.model_copy(update={"error": f"{type(error).__name__}: {error}"})

    def _asked(self, task: Task, blank: Outcome) -> Outcome:
        case, system = task.case, self._system_for(task)
        before = time.perf_counter()
        answer = system.ask(blank.question, case.history)
        elapsed = 1000 * (time.perf_counter() - before)
        scores = score_answer(case, answer, system.corpus)
        ranked: tuple[str, ...] = ()
        if self.options.rankings:
            ranked = tuple(system.rank(answer.understood_as or blank.question)) if case.needed else ()
            scores |= score_ranking(case, ranked)
        return blank.model_copy(
            update={
                "answer": answer,
                "elapsed_ms": elapsed,
                "ranked": ranked[:10],
                "same_again": self._same_again(task, system, answer),
                "scores": scores | self._judged(task, case, answer),
                "wrong": tuple(what_is_wrong(case, answer, system.corpus)),
            }
        )

    def _system_for(self, task: Task) -> System:
        if task.case.plant is not None and self.plant is not None:
            return self.plant(task.case.plant)
        return self.systems[task.system]

    def _same_again(self, task: Task, system: System, answer: Answer) -> bool | None:
        if task.variant or task.case.id not in self._twice:
            return None
        again = system.ask(task.case.question, task.case.history)
        return replace(again, elapsed_ms=answer.elapsed_ms) == answer

    def _judged(self, task: Task, case: Case, answer: Answer) -> Scores:
        measured = next(iter(self.systems))
        return self.judge(case, answer) if self.judge and task.system == measured and not task.variant else {}

    def _key(self) -> str:
        """What a run must share with an interrupted one to go on from it: the tree, the questions and the settings."""
        asked = sorted(f"{t.system} {t.case.id} {t.variant}" for t in self.tasks)
        settings = [str(self.options), self.model or "", "judged" if self.judge else "", *asked]
        return f"{self.fingerprint.short}-{hashlib.sha256(repr(settings).encode()).hexdigest()[:12]}"

    def _titles(self, cases: Sequence[Case]) -> dict[str, str]:
        corpus = next(iter(self.systems.values())).corpus
        named = {entry_id for case in cases for entry_id in (*case.needed, *case.acceptable)}
        return {entry.id: entry.title for entry in corpus if entry.id in named}

    def _info(self) -> RunInfo:
        now = datetime.now().astimezone()
        return RunInfo(
            name=f"{self._started:%Y-%m-%dT%H-%M-%S}-{self.fingerprint.short[:6]}",
            started=self._started.isoformat(timespec="seconds"),
            seconds=round((now - self._started).total_seconds(), 1),
            fingerprint=self.fingerprint,
            commit=commit_name(),
            mode=self.options.mode,
            model=self.model,
            suite=self.options.suite,
            split=self.options.split,
            limit=self.options.limit,
            reported=self.reported,
            report_title=next(iter(self.systems.values())).corpus.report.title,
            python=platform.python_version(),
            processors=os.cpu_count() or 1,
        )


def _spread(cases: Sequence[Case], limit: int | None) -> list[Case]:
    """Take every so many-th case, so that a small run still touches every suite."""
    if limit is None or limit >= len(cases):
        return list(cases)
    return [cases[at * len(cases) // limit] for at in range(limit)]
