"""Console: what the commands of evals/ print."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from evals.case import Case
from evals.compare import Comparison
from evals.estimate import Estimate
from evals.gate import Check
from evals.report import headline, system_title
from evals.run_file import Run
from evals.summary import SystemSummary

_FEW = 4
"""More systems than these are shown without intervals, which stand in the report."""


def show_run(run: Run, console: Console, only: Sequence[str] = ()) -> None:
    """Print the headline table of a run (all measures, or `only` some), the drops under perturbation and the times."""
    table = Table(title=f"Split “{run.info.reported}”, {run.info.mode}", title_justify="left")
    table.add_column("Measure", no_wrap=bool(only))
    for name in run.summaries:
        table.add_column(system_title(name), justify="right")
    table.add_column("n", justify="right")
    last = list(run.summaries)[-1]
    for name, measure, figures in headline(run):
        if not only or name in only:
            lower = "" if measure.higher_is_better else " (lower is better)"
            cells = [_cell(figure, with_interval=len(figures) <= _FEW) for figure in figures.values()]
            table.add_row(measure.title + lower, *cells, str(figures[last if only else next(iter(figures))].n))
    if not only:
        table.add_row("Time p50 / p95, ms", *(_times(summary) for summary in run.summaries.values()), "")
    console.print(table)
    if not only:
        _show_rest(next(iter(run.summaries.values())), console)


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Print the measures that differ between two runs, and the cases that changed."""
    table = Table(title=f"{comparison.before.info.name} → {comparison.after.info.name}", title_justify="left")
    for column in ("Measure", "Before", "Now", "Points"):
        table.add_column(column, justify="left" if column == "Measure" else "right")
    for shift in comparison.shifts:
        if shift.is_better is not None:
            word = "better" if shift.is_better else "worse"
            table.add_row(shift.title, str(shift.before), str(shift.after), f"{shift.points:+.1f} {word}")
    console.print(table if table.row_count else "No measure differs.")
    console.print(
        f"{comparison.shared} questions are the same in both; {len(comparison.rewritten)} rewritten, "
        f"{len(comparison.only_after)} new, {len(comparison.only_before)} gone."
    )
    for change in comparison.changes:
        fault = change.after.error or "; ".join(change.after.wrong) or "right"
        console.print(f"{change.direction}: {change.case.id} ({change.case.split}): {fault}", markup=False)


def show_checks(checks: Sequence[Check], console: Console) -> None:
    """Print each floor with what was reached."""
    table = Table(title="Floors", title_justify="left")
    for column in ("Measure", "Of", "Floor", "Reached", "Result"):
        table.add_column(column)
    for check in checks:
        value = check.reached.value
        reached = "could not be scored" if value is None else f"{value:.4g}"
        result = "holds" if check.passed else "FAILS"
        table.add_row(check.floor.measure, check.floor.scope, check.floor.bound, reached, result)
    console.print(table)


def show_sets(cases: Sequence[Case], console: Console) -> None:
    """Print how many cases each suite holds, by split and decision."""
    table = Table(title=f"{len(cases)} cases", title_justify="left")
    columns = ("Suite", "cases", "dev", "test", "answered", "partly", "not_in_report")
    for column in columns:
        table.add_column(column, justify="left" if column == "Suite" else "right")
    for suite in sorted({case.suite for case in cases}):
        own = [case for case in cases if case.suite == suite]
        splits = [sum(case.split == split for case in own) for split in columns[2:4]]
        decisions = [sum(case.decision == decision for case in own) for decision in columns[4:]]
        table.add_row(suite, *map(str, [len(own), *splits, *decisions]))
    console.print(table)


def _cell(figure: Estimate, with_interval: bool) -> str:
    return str(figure) if with_interval or figure.value is None else f"{100 * figure.value:.1f}"


def _show_rest(summary: SystemSummary, console: Console) -> None:
    for variant, drops in summary.robustness.items():
        points = drops["wholly_right"].points
        text = "could not be scored" if points is None else f"{points:.1f} points lost"
        console.print(f"{variant}: {text} of wholly right answers (n {drops['wholly_right'].plain.n})")
    if summary.determinism.value is not None:
        console.print(f"Same answer when asked again: {summary.determinism} %")
    if summary.written_by_model.value:
        console.print(f"Answers written by the model: {summary.written_by_model} %")
    if summary.confidence:
        console.print(
            f"Risk-coverage area {summary.confidence.area:.4f} (best possible {summary.confidence.best_area:.4f}), "
            f"Brier score {summary.confidence.brier:.4f}"
        )
    if summary.errors:
        console.print(f"{summary.errors} questions raised an error; they are scored nowhere. See the report.")


def _times(summary: SystemSummary) -> str:
    if summary.latency.p50 is None or summary.latency.p95 is None:
        return "–"
    return f"{summary.latency.p50:.1f} / {summary.latency.p95:.1f}"
