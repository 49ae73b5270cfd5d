"""Plots as tables: every number stands in a cell, and its length or shade is only drawn around it.

So they need no script and nothing from outside, follow the theme, and read well with a screen reader.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.ui.render import text

SHADES = 4
"""Steps of the shade of a grid; 0 is empty."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart."""

    label: str
    """HTML of the row's name."""
    value: float
    shown: str
    """The value as the reader sees it."""
    css_class: str = ""


def bars_html(caption: str, headers: tuple[str, str], bars: Sequence[Bar], *, longest: float | None = None) -> str:
    """Return a bar chart; `headers` name the rows and their number, `longest` is the value of a full bar."""
    full = longest or max((bar.value for bar in bars), default=0.0) or 1.0
    rows = "".join(
        f'<tr><th scope="row">{bar.label}</th><td class="number">{text(bar.shown)}</td>'
        f'<td aria-hidden="true"><span class="bar-track"><span class="bar-fill {bar.css_class}" '
        f'style="width:{100 * max(0.0, min(1.0, bar.value / full)):.1f}%"></span></span></td></tr>'
        for bar in bars
    )
    return (
        f'<table class="bars"><caption>{text(caption)}</caption><thead class="vh"><tr><th scope="col">{text(headers[0])}</th>'
        f'<th scope="col">{text(headers[1])}</th><td></td></tr></thead><tbody>{rows}</tbody></table>'
    )


@dataclass(frozen=True, slots=True)
class Heading:
    """A row or column of a grid."""

    key: str
    html: str


def grid_html(
    caption: str,
    corner: str,
    rows: Sequence[Heading],
    columns: Sequence[Heading],
    count: Callable[[str, str], int],
    cell: Callable[[str, str, int], str],
) -> str:
    """Return a grid of counts, darker where there are more; `cell` makes the HTML of a cell that is not empty."""
    highest = max((count(row.key, column.key) for row in rows for column in columns), default=0)

    def shown(row: str, column: str) -> str:
        found = count(row, column)
        shade = 0 if not found else 1 + round((SHADES - 1) * (found - 1) / max(1, highest - 1))
        inner = cell(row, column, found) if found else '<span class="vh">0</span>'
        return f'<td class="number shade-{shade}">{inner}</td>'

    head = "".join(f'<th scope="col">{column.html}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{row.html}</th>{"".join(shown(row.key, column.key) for column in columns)}</tr>'
        for row in rows
    )
    return (
        f'<table class="grid"><caption>{text(caption)}</caption><thead><tr><th scope="col">{text(corner)}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
