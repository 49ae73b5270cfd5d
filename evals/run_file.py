"""Run: what a run found, as one JSON file with a version, and the journal that lets it go on after a stop."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answer import Answer
from evals.case import Case, Split
from evals.errors import RunUnreadable
from evals.fingerprint import Fingerprint
from evals.summary import SystemSummary

FORMAT = "cluster-report-assistant evaluation"
VERSION = 1
RESULTS = "results.json"
RUNS = Path("runs")
"""Where runs are written by default; git passes it over."""


class Outcome(BaseModel):
    """What one system said to one question, and the scores of that."""

    model_config = ConfigDict(frozen=True)
    system: str
    case: str
    variant: str = ""
    """Name of the perturbation; "" for the question as it is written."""
    question: str
    answer: Answer | None = None
    error: str | None = None
    """Why there is no answer; such a case is counted apart and scored nowhere."""
    elapsed_ms: float = 0.0
    ranked: tuple[str, ...] | None = None
    same_again: bool | None = None
    """Whether asking once more gave the same answer to the byte; None where it was not asked again."""
    scores: dict[str, float | None] = {}
    wrong: tuple[str, ...] = ()
    """What is wrong with the answer, in words."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What was asked of whom: system, case, variant."""
        return (self.system, self.case, self.variant)


class RunInfo(BaseModel):
    """How a run was made."""

    model_config = ConfigDict(frozen=True)
    name: str
    started: str
    """Local time, ISO 8601."""
    seconds: float
    fingerprint: Fingerprint
    commit: str | None
    mode: str
    model: str | None
    suite: str | None
    split: Split | None
    limit: int | None
    reported: Split
    """The split whose figures are the headline: test, unless only dev was run."""
    report_title: str
    python: str
    processors: int


class Run(BaseModel):
    """A finished run."""

    model_config = ConfigDict(frozen=True)
    format: str = FORMAT
    version: int = VERSION
    info: RunInfo
    summaries: dict[str, SystemSummary]
    """By system; the assistant comes first."""
    cases: tuple[Case, ...]
    suites: dict[str, str]
    """The suite of each case id."""
    titles: dict[str, str]
    """The titles of all entries that the gold names."""
    outcomes: tuple[Outcome, ...]

    def outcomes_of(self, system: str = "assistant", variant: str = "") -> dict[str, Outcome]:
        """Return the outcomes of one system by case id."""
        return {o.case: o for o in self.outcomes if o.system == system and o.variant == variant}


def write_run(run: Run, folder: Path) -> Path:
    """Write a run into a new folder below `folder` and return that; nothing is ever overwritten."""
    for number in range(1, 1000):
        target = folder / (run.info.name if number == 1 else f"{run.info.name}-{number}")
        try:
            target.mkdir(parents=True)
        except FileExistsError:
            continue
        partial = target / f".{RESULTS}.part"
        partial.write_text(run.model_dump_json(), encoding="utf-8")
        partial.replace(target / RESULTS)
        return target
    raise RunUnreadable(f"{folder} holds a thousand runs named {run.info.name!r}. Remove some of them.")


def find_run(name: str, folder: Path = RUNS) -> Path:
    """Return the results file of a run named by path, by its name in `folder`, or as "latest".

    Raises RunUnreadable where there is none.
    """
    if name == "latest":
        files = sorted(folder.glob(f"*/{RESULTS}"), key=lambda file: file.stat().st_mtime)
        if not files:
            raise RunUnreadable(f"{folder} holds no finished run. Make one with: python -m evals run")
        return files[-1]
    for path in (Path(name), folder / name):
        if path.is_file():
            return path
        if (path / RESULTS).is_file():
            return path / RESULTS
    raise RunUnreadable(f"There is no run {name!r}, neither as a path nor in {folder}. Give its folder or 'latest'.")


def read_run(file: Path) -> Run:
    """Read a results file; raises RunUnreadable for one that is damaged, foreign or of another version."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise RunUnreadable(f"{file} cannot be read: {error.strerror}. Check the path.") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise RunUnreadable(f"{file}{line}: the file is damaged or no JSON. Run the evaluation again.") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise RunUnreadable(f"{file} is no result file of this project. Give the results.json of a run.")
    if data.get("version") != VERSION:
        raise RunUnreadable(
            f"{file} has version {data.get('version')!r} of the result format; this program reads version {VERSION}. "
            f"Run the evaluation again, or read the file with the program that wrote it."
        )
    try:
        return _with_suites(Run.model_validate(data))
    except ValidationError as error:
        field = ".".join(map(str, error.errors()[0]["loc"]))
        raise RunUnreadable(f"{file}, field {field!r}: the file is damaged. Run the evaluation again.") from None


class Journal:
    """Finished outcomes of a run that has not ended, one JSON line each, only ever appended to."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def read(self) -> Iterator[Outcome]:
        """Yield what an interrupted run left; a line that was cut off in the middle is passed over."""
        if not self.file.exists():
            return
        for line in self.file.read_text(encoding="utf-8", errors="replace").split("\n"):
            try:
                yield Outcome.model_validate_json(line)
            except ValidationError:
                continue

    def append(self, outcome: Outcome) -> None:
        """Write one outcome to the disk, so that it survives whatever comes."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        # A line that was cut off by a stop must not swallow the next one, so each begins with a line end.
        line = f"\n{outcome.model_dump_json()}".encode()
        handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)

    def remove(self) -> None:
        """Remove the journal of a run that has ended."""
        self.file.unlink(missing_ok=True)


def suites_of(cases: Sequence[Case]) -> dict[str, str]:
    """Return the suite of each case; a case is written without it, as it stands in its file."""
    return {case.id: case.suite for case in cases}


def _with_suites(run: Run) -> Run:
    named = tuple(case.model_copy(update={"suite": run.suites.get(case.id, "")}) for case in run.cases)
    return run.model_copy(update={"cases": named})
