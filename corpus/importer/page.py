"""Page: the lines of one page of the report, as the reading process hands them over."""

from __future__ import annotations

import dataclasses
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
    lines = []
    for line in page.lines:
        data: dict[str, Any] = {name: getattr(line, name) for name in _LINE_FIELDS}
        data["style"] = styles.setdefault(line.style, len(styles))
        data["opening"] = styles.setdefault(line.opening, len(styles))
        lines.append(list(data.values()))
    fields = {name: getattr(page, name) for name in _PAGE_FIELDS}
    return {**fields, "styles": [list(style) for style in styles], "lines": lines}


def from_json(data: dict[str, Any]) -> Page:
    """Unpack a page."""
    styles = [Style(*style) for style in data["styles"]]
    page = Page(**{name: data[name] for name in _PAGE_FIELDS})
    for row in data["lines"]:
        fields = dict(zip(_LINE_FIELDS, row, strict=True))
        fields["style"], fields["opening"] = styles[fields["style"]], styles[fields["opening"]]
        page.lines.append(Line(**fields))
    return page


_LINE_FIELDS = [f.name for f in dataclasses.fields(Line) if f.name != "marks"]
_PAGE_FIELDS = [f.name for f in dataclasses.fields(Page) if f.name != "lines"]
