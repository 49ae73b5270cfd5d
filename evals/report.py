"""Report: one run as a single HTML page that opens from disk, with plots and every failing case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from evals.case import CASE_KINDS, Case
from evals.compare import Comparison
from evals.estimate import Estimate
from evals.gate import Check
from evals.measures import ANSWER_MEASURES, RETRIEVAL_MEASURES, Measure, measure_named
from evals.plots import interval_plot, line_plot, paired_plot
from evals.run_file import Outcome, Run
from evals.summary import ROBUST_MEASURES, SystemSummary

if TYPE_CHECKING:
    from jinja2 import Environment

REPORT = "report.html"
KIND_MEASURES = (
    "wholly_right",
    "decision_right",
    "citation_recall",
    "citation_precision",
    "first_citation_right",
    "vital_recall",
)
_MOST_LINES = 3
"""More systems than can be told apart in a plot are drawn from the last one back."""
_SYSTEM_TITLES = {"assistant": "This assistant", "langchain": "Stock LangChain", "bm25": "BM25 alone"}


@dataclass(frozen=True, slots=True)
class Failure:
    """A case with something wrong, with its gold beside what was found."""

    case: Case
    outcome: Outcome

    @property
    def missing(self) -> tuple[str, ...]:
        """Needed entries that were not cited."""
        cited = {c.entry_id for c in self.outcome.answer.citations} if self.outcome.answer else set()
        return tuple(entry_id for entry_id in self.case.needed if entry_id not in cited)


def write_report(run: Run, folder: Path, comparison: Comparison | None = None, checks: Sequence[Check] = ()) -> Path:
    """Write the page of a run into its folder and return its path."""
    file = folder / REPORT
    file.write_text(render_report(run, comparison, checks), encoding="utf-8")
    return file


def render_report(run: Run, comparison: Comparison | None = None, checks: Sequence[Check] = ()) -> str:
    """Render the page of a run; nothing in it is fetched and no script is in it."""
    return _render("report.html.j2", run, comparison, checks)


def render_run(run: Run, comparison: Comparison | None = None, checks: Sequence[Check] = ()) -> str:
    """Render what the page of a run holds, from its first table on, to stand inside another page."""
    return _render("run.html.j2", run, comparison, checks)


def _render(template: str, run: Run, comparison: Comparison | None, checks: Sequence[Check]) -> str:
    measured, summary = next(iter(run.summaries.items()))
    failed = failures(run)
    return _environment().get_template(template).render(
        run=run,
        info=run.info,
        summary=summary,
        titles={name: system_title(name) for name in run.summaries},
        measured=measured,
        table=headline(run),
        kind_measures=[(name, measure_named(name).title) for name in KIND_MEASURES],
        robust_measures=[(name, measure_named(name).title) for name in ROBUST_MEASURES],
        plots=plots(run),
        failures={kind: list(group) for kind, group in groupby(failed, key=lambda failure: failure.case.kind)},
        failed=len(failed),
        definitions=_definitions(),
        comparison=comparison,
        checks=checks,
    )  # fmt: skip


def headline(run: Run) -> list[tuple[str, Measure, dict[str, Estimate]]]:
    """List the measures that any system has a figure for: name, measure, and the figures by system."""
    names = list(dict.fromkeys(name for summary in run.summaries.values() for name in summary.measures))
    rows = [
        (n, measure_named(n), {s: m.measures.get(n, Estimate(None, 0)) for s, m in run.summaries.items()})
        for n in names
    ]
    return [row for row in rows if any(figure.n for figure in row[2].values())]  # fmt: skip


def failures(run: Run) -> list[Failure]:
    """List the failing cases of the measured system by kind, then by id; errors count as failing."""
    outcomes = run.outcomes_of(next(iter(run.summaries)))
    found = [Failure(case, outcomes[case.id]) for case in run.cases if case.id in outcomes]
    failed = [failure for failure in found if failure.outcome.wrong or failure.outcome.error]
    return sorted(failed, key=lambda f: (CASE_KINDS.index(f.case.kind), f.case.split, f.case.id))


def plots(run: Run) -> dict[str, str]:
    """Draw the plots of a run as SVG: kinds, robustness, confidence, latency; one without data is left out."""
    summary = next(iter(run.summaries.values()))
    nothing = Estimate(None, 0)
    kinds = [(kind, figures.get("wholly_right", nothing)) for kind, figures in summary.by_kind.items()]
    drawn = {"kinds": interval_plot([(_words(k), e) for k, e in kinds], "Share of answers that are wholly right")}
    if summary.robustness:
        drops = [(name, d["wholly_right"].plain, d["wholly_right"].perturbed) for name, d in summary.robustness.items()]
        drawn["robustness"] = paired_plot(drops, "Wholly right as written and as perturbed")
    drawable = list(run.summaries.items())[-_MOST_LINES:]
    curves = {system_title(n): _risk_points(s) for n, s in drawable if s.confidence}
    if curves:
        title = "Share of questions the report does not answer, among those answered"
        drawn["confidence"] = line_plot(curves, title, "coverage", "risk")
    times = {system_title(n): _time_points(s) for n, s in drawable if s.latency.n}
    if times:
        drawn["latency"] = line_plot(times, "Share of answers given within a time", "milliseconds", "share")
    return {name: str(plot) for name, plot in drawn.items()}


def system_title(name: str) -> str:
    """Return the name of a system for people."""
    return _SYSTEM_TITLES.get(name, name)


def _risk_points(summary: SystemSummary) -> list[tuple[float, float]]:
    return [(p.coverage, p.risk) for p in summary.confidence.points] if summary.confidence else []


def _time_points(summary: SystemSummary) -> list[tuple[float, float]]:
    """The distribution up to its 99th percentile, so that one slow answer does not flatten the plot."""
    times = summary.latency.sample
    kept = times[: max(1, round(0.99 * len(times)))]
    return [(0.0, 0.0), *((time, (at + 1) / len(times)) for at, time in enumerate(kept))]


def _definitions() -> list[tuple[str, str, str]]:
    known: Mapping[str, Measure] = {**ANSWER_MEASURES, **RETRIEVAL_MEASURES}
    return [(name, measure.title, measure.definition) for name, measure in known.items()]


def _words(name: str) -> str:
    return name.replace("_", " ")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("evals", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["words"] = _words
    return environment
