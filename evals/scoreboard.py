"""Scoreboard: the table in the README, written from a run of the very tree that it stands in."""

from __future__ import annotations

from pathlib import Path

from evals.errors import RunStale
from evals.estimate import Estimate
from evals.fingerprint import Fingerprint
from evals.measures import measure_named
from evals.report import system_title
from evals.run_file import Run
from evals.summary import SystemSummary
from index.home import replace_file

README = Path(__file__).parent.parent / "README.md"
START, END = "<!-- scoreboard -->", "<!-- /scoreboard -->"
ROWS = (
    "wholly_right",
    "decision_right",
    "rejected",
    "falsely_rejected",
    "citation_recall",
    "citation_precision",
    "first_citation_right",
    "list_exact",
    "vital_recall",
    "sentence_citation_recall",
    "citation_validity",
    "attack_success",
    "recall@5",
    "ndcg@10",
    "mrr@10",
)
"""What the table shows, in its order."""


def write_scoreboard(run: Run, tree: Fingerprint, readme: Path = README) -> str:
    """Write the table between the markers of a README and return it; nothing else in the file changes.

    Raises RunStale where the run was made of another state of the tree or of a part of the questions, or where
    the file has no markers.
    """
    _check_fits(run, tree)
    table = scoreboard(run)
    try:
        text = readme.read_text(encoding="utf-8")
    except OSError as error:
        raise RunStale(f"{readme} cannot be read: {error.strerror}. Check the path.") from None
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise RunStale(f"{readme.name} has no lines {START!r} and {END!r}. Put them where the table belongs.")
    replace_file(readme, f"{before}{START}\n{table}{END}{after}".encode())
    return table


def scoreboard(run: Run) -> str:
    """Return the table as Markdown, with a line that says what was measured and how."""
    info, systems = run.info, run.summaries
    measured = next(iter(systems.values()))
    lines = [
        f"| Test split, {measured.cases} questions, per cent | {' | '.join(system_title(name) for name in systems)} |",
        f"| --- | {' | '.join('---:' for _ in systems)} |",
    ]
    for name in ROWS:
        figures = [summary.measures.get(name, Estimate(None, 0)) for summary in systems.values()]
        if any(figure.n for figure in figures):
            lines.append(f"| {_title(name)} | {' | '.join(str(figure) for figure in figures)} |")
    if worst := _worst_drop(measured):
        lines.append(f"| {worst} |{' – |' * (len(systems) - 1)}")
    lines.append(
        f"| Time p50 / p95, ms | {' | '.join(_time(s.latency.p50, s.latency.p95) for s in systems.values())} |"
    )
    note = (
        f"Measured on {info.started[:10]} with `python -m evals run` ({info.mode}, {info.processors} processors), "
        f"95 % intervals in brackets. The baselines read the same sentences with the same vectors, quote the top four "
        f"above one threshold, and were given the best threshold on the dev questions."
    )
    return "\n".join([*lines, "", note, ""])


def _check_fits(run: Run, tree: Fingerprint) -> None:
    again = "Make one with: python -m evals run"
    if run.info.fingerprint != tree:
        raise RunStale(f"The run {run.info.name} was made of another state of the tree. {again}")
    whole = run.info.suite is None and run.info.limit is None and run.info.reported == "test"
    if not whole or run.info.mode != "extractive" or len(run.summaries) < 2:
        raise RunStale(f"The run {run.info.name} is not of all suites, test split, baselines included. {again}")


def _title(name: str) -> str:
    measure = measure_named(name)
    return measure.title if measure.higher_is_better else f"{measure.title} (lower is better)"


def _worst_drop(summary: SystemSummary) -> str:
    """The first two cells of the row that says what bad typing costs; "" where it was not measured."""
    drops = {variant: measures["wholly_right"].points for variant, measures in summary.robustness.items()}
    scored = {variant: points for variant, points in drops.items() if points is not None}
    if not scored:
        return ""
    worst = max(scored, key=lambda variant: scored[variant])
    return f"Wholly right, lost with {worst}, points | {scored[worst]:.1f}"


def _time(p50: float | None, p95: float | None) -> str:
    return "–" if p50 is None or p95 is None else f"{p50:.1f} / {p95:.1f}"
