"""Estimate: a mean over cases with its 95 % interval, and the percentiles of times."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_Z95 = 1.959963984540054
"""97.5 % point of the standard normal distribution."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean of values between 0 and 1 over `n` cases, with its Wilson 95 % interval."""

    value: float | None
    """None where no case could be scored."""
    n: int
    unscored: int = 0
    """Cases that could not be scored; they count nowhere."""
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        """Per cent with the interval; a dash where nothing could be scored."""
        if self.value is None or self.low is None or self.high is None:
            return "–"
        return f"{100 * self.value:.1f} ({100 * self.low:.1f}–{100 * self.high:.1f})"


def estimate(values: Iterable[float | None]) -> Estimate:
    """Average what could be scored; None values are counted apart and never as zero.

    For values that are fractions themselves (a recall for each case) the interval is on the safe side: among
    all variables on [0, 1] with one mean, the yes-or-no variable has the largest variance.
    """
    all_values = list(values)
    scored = [value for value in all_values if value is not None]
    unscored = len(all_values) - len(scored)
    if not scored:
        return Estimate(None, 0, unscored)
    mean = math.fsum(scored) / len(scored)
    low, high = wilson_interval(mean, len(scored))
    return Estimate(mean, len(scored), unscored, low, high)


def wilson_interval(proportion: float, n: int) -> tuple[float, float]:
    """Return the 95 % score interval of a proportion over `n` trials.

    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927). Raises
    ValueError where the proportion is outside 0 to 1 or there is no trial.
    """
    if n < 1 or not 0 <= proportion <= 1:
        raise ValueError(f"No interval for a proportion of {proportion!r} over {n} trials.")
    square = _Z95**2
    centre = (proportion + square / (2 * n)) / (1 + square / n)
    spread = proportion * (1 - proportion) / n + square / (4 * n**2)
    half = _Z95 / (1 + square / n) * math.sqrt(spread)
    # Rounding may put an end a hair inside the proportion itself, where that is 0 or 1.
    return min(proportion, max(0.0, centre - half)), max(proportion, min(1.0, centre + half))


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which a share (0 to 1) of the values lies, interpolated; None for no values."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
