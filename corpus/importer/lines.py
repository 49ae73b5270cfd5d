"""Pieces on one row -> a line of text: spaces, footnote marks, letterspacing, what hangs before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.importer.boxes import find_boxes
from corpus.importer.order import LABEL, ReadingOrder, Row
from corpus.importer.pages import Glyph, PdfPage, Rect, Style
from corpus.importer.pieces import Piece, gather


@dataclass(slots=True)
class Line:
    """A line of text as it stands on the page."""

    text: str
    page: int
    """Page of the PDF, from 1."""
    x0: float
    x1: float
    y: float
    """Baseline, from the top."""
    style: Style
    """That of most of its characters."""
    opening: Style
    """That of its first character."""
    column: int
    """Region of the page it belongs to: lines of one column follow each other."""
    left: float
    right: float
    """Edges of that region's text."""
    box: int | None = None
    """Drawn box of the page that it stands in."""
    outer: int | None = None
    """The box around that box."""
    table: int | None = None
    """Table of the page whose cell that box is."""
    lead: int = 0
    """Length of the beginning that is set apart from the rest by weight, slope, colour or font."""
    hang: float | None = None
    """Where the text starts after a number or bullet that hangs before it."""
    hyphen: bool = False
    """Ends with a hyphen inside a word."""
    raised: str = ""
    """Footnote marks taken out of the line."""
    marks: tuple[Rect, ...] = field(default=(), repr=False)
    """Place of each character of `text`, where asked for."""


def page_lines(page: PdfPage, *, with_marks: bool = False) -> list[Line]:
    """Return the lines of a page in reading order; `with_marks` adds the place of every character."""
    pieces = gather(page.glyphs)
    boxes = find_boxes(page, [Rect(p.x0, p.y0, p.x1, p.y1) for p in pieces])
    return [_line(page.number, row, with_marks) for row in ReadingOrder(boxes).rows(pieces)]


def _line(page: int, row: Row, with_marks: bool) -> Line:
    pieces = sorted(row.pieces, key=lambda p: p.x0)
    main = max(pieces, key=lambda p: len(p.glyphs))
    text, glyphs, raised = _text(pieces, main)
    shown = [g for g in glyphs if g is not None]
    apart = len(pieces) > 1 and pieces[1].x0 - pieces[0].x1 > 0.4 * main.size
    hangs = apart and LABEL.fullmatch(pieces[0].text)
    return Line(
        text=text,
        page=page,
        x0=round(pieces[0].x0, 1),
        x1=round(max(p.x1 for p in pieces), 1),
        y=round(main.y, 1),
        style=Counter(g.style for g in shown).most_common(1)[0][0],
        opening=shown[0].style,
        column=row.column,
        left=round(row.edges.x0, 1),
        right=round(row.edges.x1, 1),
        box=row.box.index if row.box else None,
        outer=row.box.parent if row.box else None,
        table=row.box.table if row.box else None,
        lead=_lead(glyphs),
        hang=round(pieces[1].x0, 1) if hangs else None,
        hyphen=shown[-1].hyphen,
        raised=raised,
        marks=tuple(_mark(g) for g in glyphs) if with_marks else (),
    )


def _mark(glyph: Glyph | None) -> Rect:
    if glyph is None:
        return Rect(0, 0, 0, 0)
    size = glyph.style.size
    return Rect(glyph.x0, glyph.y - 0.82 * size, glyph.x1, glyph.y + 0.24 * size)


def _text(pieces: list[Piece], main: Piece) -> tuple[str, list[Glyph | None], str]:
    """Join pieces to text; returns also the character behind each letter (None: a space) and footnote marks."""
    glyphs: list[Glyph | None] = []
    raised: list[str] = []
    last: Glyph | None = None
    after_mark = False
    gaps = _gaps(pieces)
    for piece in pieces:
        for glyph in piece.glyphs:
            if _is_raised_mark(glyph, main):
                raised.append(glyph.text)
                last, after_mark = glyph, True
                continue
            # Behind a mark the change of height reads as a blank that is none: only the distance counts.
            if (
                glyphs
                and last is not None
                and (glyph.x0 - last.x1 > gaps[1] if after_mark else _spaced(last, glyph, gaps))
            ):
                glyphs.append(None)
            glyphs.append(glyph)
            last, after_mark = glyph, False
    if not any(g is not None for g in glyphs):
        glyphs, raised = [g for p in pieces for g in p.glyphs], []
    glyphs = _closed_up(glyphs)
    return "".join(" " if g is None else g.text for g in glyphs), glyphs, "".join(raised)


def _gaps(pieces: Sequence[Piece]) -> tuple[float, float]:
    """Return the gap below which a space is none, and the one from which there is a space, printed or not.

    Kerning may draw the next letter back over a space, and many files have no spaces but only gaps.
    """
    pairs = [(a, b) for p in pieces for a, b in pairwise(p.glyphs) if abs(a.y - b.y) < 1]
    printed = [b.x0 - a.x1 for a, b in pairs if b.spaced]
    narrow = 0.2 * median(printed) if len(printed) > 3 and median(printed) > 0 else float("-inf")
    inside = [b.x0 - a.x1 for a, b in pairs if not b.spaced]
    tracking = max(0.0, median(inside)) if len(inside) > 5 else 0.0
    return narrow, tracking + 0.115 * max(p.size for p in pieces)


def _spaced(last: Glyph, glyph: Glyph, gaps: tuple[float, float]) -> bool:
    gap = glyph.x0 - last.x1
    if glyph.spaced and (gap > gaps[0] or abs(glyph.y - last.y) > 1):
        return True
    return gap > gaps[1]


def _is_raised_mark(glyph: Glyph, main: Piece) -> bool:
    """Say whether a character is a footnote mark: a small digit or sign above the line."""
    small = glyph.style.size <= 0.8 * main.size and main.y - glyph.y > 0.12 * main.size
    return small and (glyph.text.isdigit() or glyph.text in "*†‡§,[]")


def _closed_up(glyphs: list[Glyph | None]) -> list[Glyph | None]:
    """Take out the spaces of l e t t e r s p a c e d  words, where nearly every word is one letter long."""
    words = "".join(" " if g is None else g.text for g in glyphs).split()
    if len(words) < 6 or sum(len(w) == 1 for w in words) < 0.8 * len(words):
        return glyphs
    letters = [g for g in glyphs if g is not None]
    gaps = [b.x0 - a.x1 for a, b in pairwise(letters)]
    wide = 1.8 * median(gaps) + 0.05 * letters[0].style.size
    out: list[Glyph | None] = [letters[0]]
    for gap, glyph in zip(gaps, letters[1:], strict=True):
        out.extend([None, glyph] if gap > wide else [glyph])
    return out


def _lead(glyphs: list[Glyph | None]) -> int:
    """Return how many characters at the start share a look that the rest has not; 0 where all look alike."""
    first = next(g for g in glyphs if g is not None)
    for position, glyph in enumerate(glyphs):
        if glyph is not None and _look(glyph.style) != _look(first.style):
            return position
    return 0


def _look(style: Style) -> tuple[bool, bool, int]:
    return style.bold, style.italic, style.colour
