"""Page: the lines of one page of the report, as the reading process hands them over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from corpus.importer.lines import Line
from corpus.importer.pages import Style


@dataclass(slots=True)
class Page:
    """One page of the PDF with its lines in reading order."""

    number: int
    """Page of the PDF, from 1."""
    label: str
    """Page number as printed; from the PDF's own labels until the printed ones are known."""
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    picture: bool = False
    """The page shows something but holds no text that can be read."""
    recognised: bool = False
    """The text was recognised from a picture."""
    cut: bool = False
    """The page held more characters than are read."""


def to_json(page: Page) -> dict[str, Any]:
    """Pack a page as plain data; styles once a page."""
    styles: dict[Style, int] = {}
    lines = [
        [
            line.text,
            line.x0,
            line.x1,
            line.y,
            styles.setdefault(line.style, len(styles)),
            styles.setdefault(line.opening, len(styles)),
            line.column,
            line.left,
            line.right,
            line.box,
            line.lead,
            line.hang,
            line.hyphen,
            line.raised,
        ]
        for line in page.lines
    ]
    fields = ("number", "label", "width", "height", "picture", "recognised", "cut")
    return {**{name: getattr(page, name) for name in fields}, "styles": [list(s) for s in styles], "lines": lines}


def from_json(data: dict[str, Any]) -> Page:
    """Unpack a page."""
    styles = [Style(*style) for style in data.pop("styles")]
    rows = data.pop("lines")
    number = data["number"]
    lines = [Line(row[0], number, *row[1:4], styles[row[4]], styles[row[5]], *row[6:]) for row in rows]
    return Page(**data, lines=lines)
