"""Plots: small SVG drawings for the report and the evaluators' page, without any script.

Every plot has a text beside it that says the same in numbers; colours come from the page (CSS classes `s0`, `s1`,
`s2`) and are never the only mark: series also differ by dash and shape.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from evals.estimate import Estimate

_LABELS, _PLOT, _VALUES, _ROW = 190, 340, 110, 24
_WIDTH = _LABELS + _PLOT + _VALUES
_LEFT, _TOP, _AREA_W, _AREA_H = 56, 14, 520, 220
_DASHES = ("none", "7 4", "2 3")
Points = Sequence[tuple[float, float]]


def interval_plot(rows: Sequence[tuple[str, Estimate]], title: str) -> Markup:
    """Draw a share with its 95 % interval in each row; a share that could not be scored says so."""
    drawn = [_interval_row(at, label, value) for at, (label, value) in enumerate(rows)]
    return _row_plot(len(rows), drawn, title)


def paired_plot(rows: Sequence[tuple[str, Estimate, Estimate]], title: str) -> Markup:
    """Draw two shares in each row, before as a ring and after as a dot, joined by a line."""
    drawn = [_paired_row(at, label, before, after) for at, (label, before, after) in enumerate(rows)]
    return _row_plot(len(rows), drawn, title)


def line_plot(series: Mapping[str, Points], title: str, x_label: str, y_label: str) -> Markup:
    """Draw named lines over one pair of axes that begin at 0 and end at a round number."""
    points = [point for line in series.values() for point in line]
    x_max, y_max = (_round_up(max(values, default=0)) for values in ([x for x, _ in points], [y for _, y in points]))
    lines = [_line(at, line, x_max, y_max) for at, line in enumerate(series.values())]
    keys = [_key(at, name) for at, name in enumerate(series)]
    height = _TOP + _AREA_H + 46 + 18 * len(series)
    return _svg(_LEFT + _AREA_W + 24, height, title, [_axes(x_max, y_max, x_label, y_label), *lines, *keys])


def _row_plot(rows: int, drawn: Sequence[Markup], title: str) -> Markup:
    bottom = rows * _ROW + 6
    grid = [
        Markup('<line class="grid" x1="{x}" y1="0" x2="{x}" y2="{y}"/><text x="{x}" y="{t}" class="mid">{p} %</text>')
        .format(x=_across(share), y=bottom, t=bottom + 16, p=round(100 * share))
        for share in (0, 0.25, 0.5, 0.75, 1)
    ]  # fmt: skip
    return _svg(_WIDTH, bottom + 22, title, [*grid, *drawn])


def _interval_row(at: int, label: str, value: Estimate) -> Markup:
    y = at * _ROW + _ROW // 2 + 3
    parts = [_text(_LABELS - 8, y + 4, label, "end")]
    if value.value is None or value.low is None or value.high is None:
        return Markup("").join([*parts, _text(_LABELS + 8, y + 4, "could not be scored", "faint")])
    whisker = Markup('<line class="s0 whisker" x1="{a}" y1="{y}" x2="{b}" y2="{y}"/>')
    dot = Markup('<circle class="s0 dot" cx="{x}" cy="{y}" r="5"/>')
    parts += [whisker.format(a=_across(value.low), b=_across(value.high), y=y), dot.format(x=_across(value.value), y=y)]
    parts.append(_text(_LABELS + _PLOT + 12, y + 4, f"{100 * value.value:.1f} %  (n {value.n})"))
    return Markup("").join(parts)


def _paired_row(at: int, label: str, before: Estimate, after: Estimate) -> Markup:
    y = at * _ROW + _ROW // 2 + 3
    parts = [_text(_LABELS - 8, y + 4, label, "end")]
    if before.value is None or after.value is None:
        return Markup("").join([*parts, _text(_LABELS + 8, y + 4, "could not be scored", "faint")])
    a, b = _across(before.value), _across(after.value)
    join = Markup('<line class="s1 whisker" x1="{a}" y1="{y}" x2="{b}" y2="{y}"/>').format(a=a, b=b, y=y)
    ring = Markup('<circle class="s0 ring" cx="{x}" cy="{y}" r="5"/>').format(x=a, y=y)
    dot = Markup('<circle class="s1 dot" cx="{x}" cy="{y}" r="4"/>').format(x=b, y=y)
    change = 100 * (after.value - before.value)
    return Markup("").join([*parts, join, ring, dot, _text(_LABELS + _PLOT + 12, y + 4, f"{change:+.1f} points")])


def _axes(x_max: float, y_max: float, x_label: str, y_label: str) -> Markup:
    parts = []
    for step in range(5):
        x = round(_LEFT + _AREA_W * step / 4, 1)
        y = round(_TOP + _AREA_H * (1 - step / 4), 1)
        parts.append(
            Markup(
                '<line class="grid" x1="{left}" y1="{y}" x2="{right}" y2="{y}"/>'
                '<line class="grid" x1="{x}" y1="{top}" x2="{x}" y2="{bottom}"/>'
            ).format(left=_LEFT, right=_LEFT + _AREA_W, top=_TOP, bottom=_TOP + _AREA_H, x=x, y=y)
        )
        parts.append(_text(x, _TOP + _AREA_H + 16, _tick(x_max * step / 4), "mid"))
        parts.append(_text(_LEFT - 6, y + 4, _tick(y_max * step / 4), "end"))
    parts.append(_text(_LEFT + _AREA_W / 2, _TOP + _AREA_H + 34, x_label, "mid"))
    turned = Markup('<text class="mid" transform="translate(14 {y}) rotate(-90)">{label}</text>')
    return Markup("").join([*parts, turned.format(y=_TOP + _AREA_H // 2, label=y_label)])


def _line(at: int, points: Points, x_max: float, y_max: float) -> Markup:
    drawn = " ".join(f"{_LEFT + _AREA_W * x / x_max:.1f},{_TOP + _AREA_H * (1 - y / y_max):.1f}" for x, y in points)
    line = Markup('<polyline class="s{at} line" stroke-dasharray="{dash}" points="{points}"/>')
    return line.format(at=at % 3, dash=_DASHES[at % 3], points=drawn)


def _key(at: int, name: str) -> Markup:
    y = _TOP + _AREA_H + 52 + 18 * at
    line = Markup('<line class="s{at} line" stroke-dasharray="{dash}" x1="{a}" y1="{y}" x2="{b}" y2="{y}"/>')
    drawn = line.format(at=at % 3, dash=_DASHES[at % 3], a=_LEFT, b=_LEFT + 34, y=y)
    return drawn + _text(_LEFT + 42, y + 4, name)


def _svg(width: float, height: float, title: str, parts: Sequence[Markup]) -> Markup:
    start = Markup('<svg class="plot" viewBox="0 0 {w} {h}" width="{w}" role="img" aria-label="{title}">')
    return start.format(w=width, h=height, title=title) + Markup("").join(parts) + Markup("</svg>")


def _text(x: float, y: float, text: str, css: str = "") -> Markup:
    return Markup('<text x="{x}" y="{y}" class="{css}">{text}</text>').format(x=round(x, 1), y=y, css=css, text=text)


def _across(share: float) -> float:
    return round(_LABELS + _PLOT * share, 1)


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 5, 8 and their tens, which four even steps divide well."""
    if value <= 0:
        return 1.0
    ten = 10.0 ** math.floor(math.log10(value))
    return next(ten * step for step in (1, 2, 4, 5, 8, 10) if value <= ten * step * (1 + 1e-9))


def _tick(value: float) -> str:
    return f"{value:.3g}"
