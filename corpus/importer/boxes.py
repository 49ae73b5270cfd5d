"""Drawn rectangles and rules of a page -> the boxes that hold text: tinted panels, frames, table cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.importer.pages import PdfPage, Rect

_MIN_WIDTH, _MIN_HEIGHT = 14.0, 11.0
_THIN = 3.0
_PAGE_END = 0.15
"""Share of the page's height, above and below, in which a frame may be broken off."""
_MAX_SHARE = 0.88
"""A rectangle over more of the page than this is its background."""
_MAX_BOXES = 150
_MAX_RULES = 120
"""Rules of a page that frames are built from, the longest first."""
_MAX_DRAWN = 400
"""Rectangles of a page that are looked at, the largest first: charts and maps have thousands."""


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn box that holds text."""

    index: int
    rect: Rect
    parent: int | None
    """The smallest box around it."""
    table: int | None = None
    """The first of the boxes that touch each other, of which it is one: cells of a table."""


def find_boxes(page: PdfPage, pieces: Sequence[Rect]) -> list[Box]:
    """Find the boxes of a page that hold some of its `pieces` of text, and cut through none."""
    rects = _merged(_panels(page), _rules(page)) + _frames(page)
    holding = [rect for rect in _distinct(rects) if _holds_text(rect, pieces)]
    holding = sorted(holding, key=lambda r: -r.area)[:_MAX_BOXES]
    boxes: list[Box] = []
    for index, rect in enumerate(holding):
        around = [b for b in boxes if _inside(rect, b.rect)]
        parent = min(around, key=lambda b: b.rect.area).index if around else None
        boxes.append(Box(index, rect, parent))
    return _with_tables(boxes)


def _with_tables(boxes: list[Box]) -> list[Box]:
    """Say of each box which others it touches, directly or over others."""
    first = list(range(len(boxes)))
    for box in boxes:
        for other in boxes[: box.index]:
            if box.parent == other.parent and _touch(box.rect, other.rect):
                joined = {first[box.index], first[other.index]}
                first = [min(joined) if group in joined else group for group in first]
    return [replace(b, table=first[b.index]) if first.count(first[b.index]) > 1 else b for b in boxes]


def _touch(a: Rect, b: Rect) -> bool:
    """Say whether two rectangles share a stretch of a side."""
    beside = min(abs(a.x1 - b.x0), abs(b.x1 - a.x0)) < 4 and min(a.y1, b.y1) - max(a.y0, b.y0) > 6
    below = min(abs(a.y1 - b.y0), abs(b.y1 - a.y0)) < 4 and min(a.x1, b.x1) - max(a.x0, b.x0) > 6
    return beside or below


def _panels(page: PdfPage) -> list[tuple[Rect, int | None]]:
    limit = _MAX_SHARE * page.width * page.height
    return [
        (rect, fill)
        for rect, fill in page.drawn
        if rect.x1 - rect.x0 > _THIN and rect.y1 - rect.y0 > _THIN and rect.area < limit
    ]


def _rules(page: PdfPage) -> list[Rect]:
    """Return level rules, the longest first."""
    level = [r for r, _ in page.drawn if r.y1 - r.y0 <= _THIN and r.x1 - r.x0 >= _MIN_WIDTH]
    return sorted(level, key=lambda r: r.x0 - r.x1)[:_MAX_DRAWN]


def _merged(panels: list[tuple[Rect, int | None]], rules: list[Rect]) -> list[Rect]:
    """Join panels of one colour that touch one above the other, as word processors tint line by line.

    Cells of a table touch, too, but have a rule between them.
    """
    done: list[tuple[Rect, int | None]] = []
    for rect, fill in sorted(panels, key=lambda p: (round(p[0].x0), p[0].y0)):
        last = done[-1] if done else None
        joined = last and fill is not None and last[1] == fill and _stacked(last[0], rect)
        if last and joined and not _closed(rect.y0, rect, rules):
            done[-1] = (Rect(last[0].x0, last[0].y0, last[0].x1, max(last[0].y1, rect.y1)), fill)
        else:
            done.append((rect, fill))
    rects = [rect for rect, _ in done if rect.x1 - rect.x0 >= _MIN_WIDTH and rect.y1 - rect.y0 >= _MIN_HEIGHT]
    return sorted(rects, key=lambda r: -r.area)[:_MAX_DRAWN]


def _stacked(upper: Rect, lower: Rect) -> bool:
    same_width = abs(upper.x0 - lower.x0) < 2 and abs(upper.x1 - lower.x1) < 2
    return same_width and -2 <= lower.y0 - upper.y1 <= 2


def _frames(page: PdfPage) -> list[Rect]:
    """Build boxes from rules: cells and frames between two upright ones, closed above and below.

    One that goes on over the end of the page may be closed on one side alone.
    """
    upright = [r for r, _ in page.drawn if r.x1 - r.x0 <= _THIN and r.y1 - r.y0 >= _MIN_HEIGHT]
    upright = sorted(sorted(upright, key=lambda r: r.y0 - r.y1)[:_MAX_RULES], key=lambda r: r.x0)
    level = _rules(page)[:_MAX_RULES]
    broken_off = {r.y0 for r in upright if r.y0 < _PAGE_END * page.height}
    heights = sorted({r.y0 for r in level} | broken_off)
    frames: list[Rect] = []
    for top in heights:
        here = [r for r in upright if r.y0 <= top + 4 and r.y1 >= top + _MIN_HEIGHT]
        for left, right in _neighbours(here):
            bottom = min(left.y1, right.y1)
            whole = Rect(left.x0, top, right.x1, bottom)
            below = (y for y in heights if top + _MIN_HEIGHT <= y <= bottom + 4 and _closed(y, whole, level))
            closed, end = _closed(top, whole, level), next(below, None)
            if closed and end is None and bottom > (1 - _PAGE_END) * page.height:
                end = bottom
            if end is not None and (closed or top in broken_off):
                frames.append(Rect(left.x0, top, right.x1, end))
    return frames


def _neighbours(upright: list[Rect]) -> Iterator[tuple[Rect, Rect]]:
    """Yield each upright rule with the next one to its right that leaves room for text."""
    for position, left in enumerate(upright):
        right = next((r for r in upright[position + 1 :] if r.x0 - left.x0 >= _MIN_WIDTH), None)
        if right is not None:
            yield left, right


def _closed(y: float, rect: Rect, level: list[Rect]) -> bool:
    return any(abs(r.y0 - y) < 4 and r.x0 <= rect.x0 + 4 and r.x1 >= rect.x1 - 4 for r in level)


def _distinct(rects: list[Rect]) -> list[Rect]:
    kept: list[Rect] = []
    for rect in sorted(rects, key=lambda r: -r.area):
        if not any(all(abs(a - b) < 4 for a, b in zip(rect, other, strict=True)) for other in kept):
            kept.append(rect)
    return kept


def _inside(inner: Rect, outer: Rect) -> bool:
    return (
        outer.area > inner.area
        and outer.holds((inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2)
        and inner.x0 >= outer.x0 - 3
        and inner.x1 <= outer.x1 + 3
        and inner.y0 >= outer.y0 - 3
        and inner.y1 <= outer.y1 + 3
    )


def _holds_text(rect: Rect, pieces: Sequence[Rect]) -> bool:
    """Say whether text stands in a rectangle and none crosses its sides (then it is a highlight or a chart)."""
    holds = False
    for piece in pieces:
        middle = (piece.y0 + piece.y1) / 2
        if not rect.y0 <= middle <= rect.y1:
            continue
        if piece.x1 <= rect.x0 + 2 or piece.x0 >= rect.x1 - 2:
            continue
        if piece.x0 < rect.x0 - 3 or piece.x1 > rect.x1 + 3:
            return False
        holds = True
    return holds
