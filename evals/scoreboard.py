"""Scoreboard: the table in the README and on the About page, written from a run of the very tree it stands in."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.ui.score_table import ScoreTable
from evals.errors import RunStale
from evals.estimate import Estimate
from evals.fingerprint import Fingerprint
from evals.measures import measure_named
from evals.report import system_title
from evals.run_file import Run
from evals.summary import SystemSummary
from index.home import replace_file

README = Path(__file__).parent.parent / "README.md"
PUBLISHED = Path(__file__).parent / "data" / "scoreboard.json"
"""The same table for the app, which a wheel ships without its README."""
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
OF_KINDS = (
    ("near_miss", "rejected", "Near misses refused"),
    ("followup", "first_citation_right", "First citation right, follow-ups"),
)
"""The hardest kinds of questions, each with its measure, shown below: what the average of all kinds would hide."""


def write_scoreboard(run: Run, tree: Fingerprint, readme: Path = README) -> str:
    """Write the table between the markers of a README and return it; nothing else in that file changes.

    The About page shows the same table: it is written as data below the folder of the README, too.

    Raises RunStale where the run was made of another state of the tree or of a part of the questions, or where
    the file has no markers.
    """
    _check_fits(run, tree)
    made = score_table(run)
    table = _as_markdown(made)
    try:
        text = readme.read_text(encoding="utf-8")
    except OSError as error:
        raise RunStale(f"{readme} cannot be read: {error.strerror}. Check the path.") from None
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise RunStale(f"{readme.name} has no lines {START!r} and {END!r}. Put them where the table belongs.")
    replace_file(readme, f"{before}{START}\n{table}{END}{after}".encode())
    published = readme.parent / PUBLISHED.relative_to(README.parent)
    replace_file(published, (json.dumps(made.to_dict(), ensure_ascii=False, indent=1) + "\n").encode())
    return table


def score_table(run: Run) -> ScoreTable:
    """Return the figures of a run as a table, with a line that says what was measured and how."""
    info, systems = run.info, run.summaries
    measured = next(iter(systems.values()))
    rows: list[tuple[str, tuple[str, ...]]] = []
    for name in ROWS:
        figures = [summary.measures.get(name, Estimate(None, 0)) for summary in systems.values()]
        if any(figure.n for figure in figures):
            rows.append((_title(name), tuple(map(str, figures))))
    for kind, name, title in OF_KINDS:
        figures = [summary.by_kind.get(kind, {}).get(name, Estimate(None, 0)) for summary in systems.values()]
        if any(figure.n for figure in figures):
            rows.append((title, tuple(map(str, figures))))
    if worst := _worst_drop(measured):
        name, lost = worst
        rows.append((name, (lost, *("–" for _ in range(len(systems) - 1)))))
    rows.append(("Time p50 / p95, ms", tuple(_time(s.latency.p50, s.latency.p95) for s in systems.values())))
    note = (
        f"Measured on {info.started[:10]} with `python -m evals run` ({info.mode}, {info.processors} processors), "
        f"95 % intervals in brackets. The baselines read the same sentences with the same vectors, quote the top four "
        f"above one threshold, and were given the best threshold on the dev questions."
    )
    title = f"Test split, {measured.cases} questions, per cent"
    return ScoreTable(title, tuple(system_title(name) for name in systems), tuple(rows), note)


def _as_markdown(table: ScoreTable) -> str:
    lines = [
        f"| {table.title} | {' | '.join(table.systems)} |",
        f"| --- | {' | '.join('---:' for _ in table.systems)} |",
        *(f"| {name} | {' | '.join(cells)} |" for name, cells in table.rows),
    ]
    return "\n".join([*lines, "", table.note, ""])


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


def _worst_drop(summary: SystemSummary) -> tuple[str, str] | None:
    """Name and first cell of the row that says what bad typing costs; None where it was not measured."""
    drops = {variant: measures["wholly_right"].points for variant, measures in summary.robustness.items()}
    scored = {variant: points for variant, points in drops.items() if points is not None}
    if not scored:
        return None
    worst = max(scored, key=lambda variant: scored[variant])
    return f"Wholly right, lost with {worst}, points", f"{scored[worst]:.1f}"


def _time(p50: float | None, p95: float | None) -> str:
    return "–" if p50 is None or p95 is None else f"{p50:.1f} / {p95:.1f}"
