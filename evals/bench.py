"""Bench: how fast the parts are and how much memory they take, each measured in a process of its own.

All steps use a state folder that is thrown away, so nothing of the user's is read or changed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from evals.errors import EvalsError
from evals.estimate import percentile
from index.home import state_home

if TYPE_CHECKING:
    from rich.console import Console

QUESTIONS = 120
BUILDS = 3
PROCESSES = 10
_QUESTION = "How can clusters help small firms to reskill their workers?"


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one thing took, in milliseconds, each time it was done."""

    what: str
    milliseconds: list[float]
    goal: str = ""
    p50_under: float | None = None
    p95_under: float | None = None

    @property
    def p50(self) -> float:
        """Median, in milliseconds."""
        return percentile(self.milliseconds, 0.5) or 0.0

    @property
    def p95(self) -> float:
        """95th percentile, in milliseconds."""
        return percentile(self.milliseconds, 0.95) or 0.0

    @property
    def met(self) -> bool:
        """Whether every limit was kept."""
        limits = ((self.p50, self.p50_under), (self.p95, self.p95_under))
        return all(limit is None or value < limit for value, limit in limits)


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step measured."""

    timings: list[Timing]
    peak_mb: float | None
    """Most memory that the process held at once, in megabytes; None where the system does not say."""


def run_bench(console: Console | None = None) -> int:
    """Measure every step, print times, memory and ratios, and return 0. Raises EvalsError where a step fails."""
    from rich.console import Console

    console = console or Console()
    with tempfile.TemporaryDirectory(prefix="assistant-bench-") as home:
        # The steps in this order: the index that the first one leaves is what the others open.
        results = {step: _in_process(step, Path(home)) for step in STEPS}
    _show(results, console)
    return 0


def measure_build() -> Iterator[Timing]:
    """Build from nothing, the encoder's graph too; then the index alone, several times."""
    from corpus.load import load_corpus
    from index.build import open_index
    from index.minilm import MiniLM

    corpus, home = load_corpus(), state_home()
    embedder = MiniLM(home)

    def build() -> None:
        open_index(corpus, home, embedder, report=lambda line: None, progress=False, rebuild=True)

    yield Timing("first start", _times([build]))
    yield Timing("index build", _times([build] * BUILDS), "<10 s", p50_under=10_000)


def measure_encoder() -> Iterator[Timing]:
    """Embed single questions, padded to nothing and padded to 256 tokens in turn, with the same weights."""
    from index.minilm import MiniLM

    embedder, ours, padded = MiniLM(state_home()), list[float](), list[float]()
    embedder.embed([_QUESTION])
    embedder.embed_padded(_QUESTION)
    for question in _questions():
        ours += _times([partial(embedder.embed, [question])])
        padded += _times([partial(embedder.embed_padded, question)])
    yield Timing(OURS, ours)
    yield Timing(PADDED, padded)


def measure_answers() -> Iterator[Timing]:
    """Open the assistant in a process that has just started; then ask each question once."""
    from assistant.build import open_assistant

    start = time.perf_counter()
    assistant = open_assistant()
    yield Timing("open the assistant", [(time.perf_counter() - start) * 1000])
    yield Timing("first answer", _times([partial(assistant.ask, _QUESTION)]))
    times = _times([partial(assistant.ask, question) for question in _questions()])
    yield Timing("answer in process", times, "<15, <40 ms", p50_under=15, p95_under=40)


def measure_command() -> Iterator[Timing]:
    """Run the command line as a user does."""
    command = [sys.executable, "-m", "assistant", "ask", _QUESTION]

    def ask() -> None:
        subprocess.run(command, check=True, capture_output=True)

    yield Timing("assistant ask (process)", _times([ask] * PROCESSES), "<2.5 s", p50_under=2500)


STEPS = {
    "build": measure_build,
    "encoder": measure_encoder,
    "answers": measure_answers,
    "command": measure_command,
}
OURS = "embed a question"
PADDED = "the same padded to 256"
RATIO_GOAL = 6
MEMORY_GOAL_MB = 450


def _questions() -> Sequence[str]:
    """Choose questions from all over the sets: each a different one, so that nothing remembered helps."""
    from corpus.load import load_corpus
    from evals.case import load_cases

    asked = list(dict.fromkeys(case.question for case in load_cases(load_corpus()) if not case.history))
    return asked[:: max(1, len(asked) // QUESTIONS)][:QUESTIONS]


def _times(calls: Sequence[Callable[[], object]]) -> list[float]:
    times = []
    for call in calls:
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return times


def _in_process(step: str, home: Path) -> StepResult:
    environment = os.environ | {"ASSISTANT_HOME": str(home)}
    for name in ("ASSISTANT_CHROMA_URL", "ASSISTANT_MODEL", "ASSISTANT_EMBEDDINGS"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", "evals.bench", step], env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise EvalsError(f"The step {step!r} failed ({last}). Run it alone with: python -m evals.bench {step}")
    data = json.loads(done.stdout)
    return StepResult([Timing(**timing) for timing in data["timings"]], data["peak_mb"])


def _peak_mb(*, children: bool) -> float | None:
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def _show(results: dict[str, StepResult], console: Console) -> None:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Step", "n", "p50 ms", "p95 ms", "MB", "goal"):
        table.add_column(column, justify="left" if column in ("Step", "goal") else "right", no_wrap=True)
    for result in results.values():
        for timing in result.timings:
            last = timing is result.timings[-1]
            table.add_row(
                timing.what,
                str(len(timing.milliseconds)),
                _short(timing.p50),
                _short(timing.p95),
                f"{result.peak_mb:,.0f}" if last and result.peak_mb else "",
                f"{timing.goal} {'met' if timing.met else 'MISSED'}" if timing.goal else "",
            )
    console.print(table)
    times = {timing.what: timing.p50 for result in results.values() for timing in result.timings}
    ratio = times[PADDED] / times[OURS]
    peak = max((result.peak_mb or 0 for name, result in results.items() if name in ("answers", "command")), default=0)
    for line, met in (
        (f"Padding to 256 tokens takes {ratio:.1f} times as long as ours (goal: {RATIO_GOAL}).", ratio >= RATIO_GOAL),
        (f"Answering takes {peak:,.0f} MB at most (goal: under {MEMORY_GOAL_MB}).", peak < MEMORY_GOAL_MB),
    ):
        console.print(line, "Met." if met else "MISSED.", markup=False, soft_wrap=True)


def _short(milliseconds: float) -> str:
    return f"{milliseconds:,.1f}" if milliseconds < 1000 else f"{milliseconds:,.0f}"


def main(step: str) -> None:
    """Measure one step in this process and print the result as JSON."""
    timings = list(STEPS[step]())
    result = StepResult(timings, _peak_mb(children=step == "command"))
    sys.stdout.write(json.dumps(asdict(result)))


if __name__ == "__main__":
    main(sys.argv[1])
