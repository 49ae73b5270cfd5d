"""Workers: processes that ask side by side, one processor each, the questions whose time nobody reports."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.errors import WorkerLost
from evals.run_file import Outcome

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

    from evals.runner import Evaluation, Task

_AT_ONCE = 4
"""Tasks handed to a process at a time: enough that handing over costs nothing, few enough that a stop loses little."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Asks tasks in processes of their own, each of which opens the evaluation for itself."""

    processes: int
    open_evaluation: Callable[[], Evaluation]
    """Opens what the processes ask; it must be picklable."""

    def __call__(self, tasks: Sequence[Task]) -> Iterator[Outcome]:
        """Yield the outcome of each task, in order; raises WorkerLost where a process dies.

        Close the iterator to stop: tasks that were not begun are dropped.
        """
        if not tasks:
            return
        context = multiprocessing.get_context("spawn")
        processors: Queue[int] = context.Queue()
        for number in range(self.processes):
            processors.put(number)
        pool = ProcessPoolExecutor(self.processes, context, _open, (self.open_evaluation, processors))
        try:
            yield from pool.map(_ask, tasks, chunksize=_AT_ONCE)
        except BrokenProcessPool:
            raise WorkerLost(
                f"One of {self.processes} processes ended before its time, perhaps for want of memory. "
                f"What is finished is kept: run the same command again, with fewer --processes."
            ) from None
        finally:
            pool.shutdown(cancel_futures=True)


_opened: Evaluation | None = None
"""What this process asks; a process is opened once and asks many tasks."""


def _open(open_evaluation: Callable[[], Evaluation], processors: Queue[int]) -> None:
    global _opened
    _stay_on(processors.get())
    _opened = open_evaluation()


def _ask(task: Task) -> Outcome:
    assert _opened is not None
    return _opened.outcome(task)


def _stay_on(number: int) -> None:
    """Keep to one processor where the system lets a process choose: threads that share one only slow each other."""
    if hasattr(os, "sched_setaffinity"):
        usable = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {usable[number % len(usable)]})
