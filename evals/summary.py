"""Summary: the outcomes of one system, averaged with intervals, and how they change under perturbation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from evals.case import CASE_KINDS, Case, Split
from evals.estimate import Estimate, estimate, percentile
from evals.risk_coverage import RiskCoverage, risk_coverage

if TYPE_CHECKING:
    from evals.run_file import Outcome

ROBUST_MEASURES = ("wholly_right", "decision_right", "citation_recall", "first_citation_right")
Estimates = dict[str, Estimate]
"""By the name of the measure."""


class Drop(BaseModel):
    """A measure over the same cases as written and as perturbed."""

    model_config = ConfigDict(frozen=True)
    plain: Estimate
    perturbed: Estimate

    @property
    def points(self) -> float | None:
        """What is lost, in percentage points; None where either could not be scored."""
        if self.plain.value is None or self.perturbed.value is None:
            return None
        return 100 * (self.plain.value - self.perturbed.value)


class Latency(BaseModel):
    """Wall-clock time of one question from end to end, in milliseconds."""

    model_config = ConfigDict(frozen=True)
    n: int
    p50: float | None
    p95: float | None
    sample: tuple[float, ...] = ()
    """Every time measured, sorted, rounded to a hundredth."""


class SystemSummary(BaseModel):
    """All figures of one system; those without a split are of the reported one."""

    model_config = ConfigDict(frozen=True)
    cases: int
    errors: int
    """Cases of any variant that raised an error instead of being answered."""
    measures: Estimates
    by_split: dict[str, Estimates]
    by_kind: dict[str, Estimates]
    by_suite: dict[str, Estimates]
    robustness: dict[str, dict[str, Drop]]
    """By perturbation, then by measure."""
    determinism: Estimate
    """Share of the questions that got the same answer to the byte when asked again."""
    written_by_model: Estimate
    """Share of the answers that a model wrote; the others are extractive, as asked or as a fall-back."""
    latency: Latency
    confidence: RiskCoverage | None


def summarise(outcomes: Sequence[Outcome], cases: Sequence[Case], reported: Split) -> SystemSummary:
    """Average the outcomes of one system; `reported` names the split that the figures speak for."""
    by_id = {case.id: case for case in cases}
    plain = [o for o in outcomes if not o.variant]
    own = [o for o in plain if by_id[o.case].split == reported]
    kinds = [kind for kind in CASE_KINDS if any(by_id[o.case].kind == kind for o in own)]
    return SystemSummary(
        cases=len(own),
        errors=sum(o.error is not None for o in outcomes),
        measures=average(own),
        by_split=_grouped(plain, lambda o: by_id[o.case].split),
        by_kind={kind: average([o for o in own if by_id[o.case].kind == kind]) for kind in kinds},
        by_suite=_grouped(own, lambda o: by_id[o.case].suite),
        robustness=_robustness(own, [o for o in outcomes if o.variant]),
        determinism=estimate(None if o.same_again is None else float(o.same_again) for o in own),
        written_by_model=estimate(float(o.answer.mode == "generated") for o in own if o.answer and o.answer.citations),
        latency=_latency(own),
        confidence=risk_coverage((o.answer.confidence, by_id[o.case].answerable) for o in own if o.answer),
    )


def average(outcomes: Iterable[Outcome]) -> Estimates:
    """Average every measure over some outcomes; one that failed to run is unscored in all of them."""
    scores = [outcome.scores for outcome in outcomes]
    names = list(dict.fromkeys(name for each in scores for name in each))
    return {name: estimate(each.get(name) for each in scores) for name in names}


def _grouped(outcomes: Sequence[Outcome], group_of: Callable[[Outcome], str]) -> dict[str, Estimates]:
    groups = sorted({group_of(o) for o in outcomes})
    return {group: average(o for o in outcomes if group_of(o) == group) for group in groups}


def _robustness(plain: Sequence[Outcome], varied: Sequence[Outcome]) -> dict[str, dict[str, Drop]]:
    by_case = {o.case: o for o in plain}
    drops = {}
    for variant in dict.fromkeys(o.variant for o in varied):
        pairs = [(by_case[o.case].scores, o.scores) for o in varied if o.variant == variant and o.case in by_case]
        drops[variant] = {name: _drop(name, pairs) for name in ROBUST_MEASURES}
    return drops


def _drop(name: str, pairs: Sequence[tuple[Mapping[str, float | None], Mapping[str, float | None]]]) -> Drop:
    """Compare over the cases that could be scored both ways, so that the two means speak of the same cases."""
    values = [(before.get(name), after.get(name)) for before, after in pairs]
    both = [(before, after) for before, after in values if before is not None and after is not None]
    return Drop(plain=estimate(b for b, _ in both), perturbed=estimate(a for _, a in both))


def _latency(outcomes: Sequence[Outcome]) -> Latency:
    times = sorted(round(o.elapsed_ms, 2) for o in outcomes if o.error is None)
    return Latency(n=len(times), p50=percentile(times, 0.5), p95=percentile(times, 0.95), sample=tuple(times))
