"""Risk and coverage: what the assistant's confidence is worth for deciding which questions to answer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One threshold: the share of questions answered above it, and the share of those that should not be."""

    coverage: float
    risk: float
    threshold: float


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """The curve, its area, the area that a perfect order would have, and the Brier score."""

    points: tuple[CurvePoint, ...]
    area: float
    best_area: float
    brier: float


def risk_coverage(judged: Iterable[tuple[float, bool]]) -> RiskCoverage | None:
    """Return the curve over pairs (confidence that the corpus answers, whether it does); None for no pairs.

    Questions are answered from the most confident down. Coverage is the share answered so far, risk the share
    of those that the report does not answer. The area is the mean risk over all coverages (lower is better).
    Questions of equal confidence are taken as one block, in which risk grows evenly, so that the order of a
    file changes nothing. Sources: El-Yaniv and Wiener, JMLR 11 (2010); area: Geifman, Uziel and El-Yaniv,
    "Bias-reduced uncertainty estimation", ICLR 2019. Brier score: Brier, Monthly Weather Review 78 (1950).
    """
    ordered = sorted(judged, key=lambda pair: -pair[0])
    if not ordered:
        return None
    errors = [not answers for _, answers in ordered]
    points = []
    for threshold, block in groupby(range(len(ordered)), key=lambda i: ordered[i][0]):
        covered = max(block) + 1
        points.append(CurvePoint(covered / len(ordered), sum(errors[:covered]) / covered, threshold))
    brier = math.fsum((confidence - answers) ** 2 for confidence, answers in ordered) / len(ordered)
    return RiskCoverage(tuple(points), _area(points, len(ordered)), _mean_risk(sorted(errors)), brier)


def _area(points: Sequence[CurvePoint], n: int) -> float:
    """Mean of the risk after each of the `n` questions, errors of a block spread evenly over it."""
    total, before, errors_before = 0.0, 0, 0.0
    for point in points:
        covered = round(point.coverage * n)
        errors = point.risk * covered
        step = (errors - errors_before) / (covered - before)
        total += sum((errors_before + step * (i - before)) / i for i in range(before + 1, covered + 1))
        before, errors_before = covered, errors
    return total / n


def _mean_risk(errors: Sequence[bool]) -> float:
    seen, total = 0, 0.0
    for covered, error in enumerate(errors, 1):
        seen += error
        total += seen / covered
    return total / len(errors)
