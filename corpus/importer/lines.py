"""Characters of a page -> lines in reading order, over columns, boxes, hanging numbers and tables.

The order is found by cutting: the page (and each drawn box in it) is a region; a region is cut into runs of rows
that share a gutter, a run with a gutter is judged to be columns, numbers hanging in the margin, headings in the
margin or a table, and columns are cut again (a recursive XY cut, Nagy and Seth 1984, with rows as the unit).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.importer.boxes import Box, find_boxes
from corpus.importer.pages import Glyph, PdfPage, Rect, Style

_MIN_GUTTER = 7.0
_LABEL = re.compile(
    r"[\W_]{1,2}|[(\[]?(?:[A-Za-z]{0,3}[.-]?\d{1,4}(?:\.\d{1,3}){0,3}[a-z]?|[ivxlcIVXLC]{1,6}|[A-Za-z])[.):\]]{0,2}"
)
_MAX_DEPTH = 12


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

    @property
    def top(self) -> float:
        """Upper edge of the letters."""
        return self.y - 0.78 * self.style.size

    @property
    def bottom(self) -> float:
        """Lower edge of the letters."""
        return self.y + 0.22 * self.style.size


@dataclass(slots=True, eq=False)
class _Piece:
    """Characters that follow each other without a gap; or a drawn box with its own lines."""

    x0: float
    x1: float
    y0: float
    y1: float
    glyphs: list[Glyph] = field(default_factory=list)
    box: Box | None = None
    size: float = 0.0
    y: float = 0.0

    @property
    def text(self) -> str:
        return "".join(g.text for g in self.glyphs)


def page_lines(page: PdfPage, *, with_marks: bool = False) -> list[Line]:
    """Return the lines of a page in reading order; `with_marks` adds the place of every character."""
    pieces = _pieces(page.glyphs)
    boxes = find_boxes(page, [Rect(p.x0, p.y0, p.x1, p.y1) for p in pieces])
    return _Reader(page.number, boxes, with_marks).read(pieces)


def _pieces(glyphs: Sequence[Glyph]) -> list[_Piece]:
    """Gather characters that the PDF writes one after the other on one line."""
    groups: list[list[Glyph]] = []
    for glyph in glyphs:
        if groups and _follows(groups[-1][-1], glyph):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return _with_raised_marks(_without_doubles([_piece(group) for group in groups]))


def _follows(last: Glyph, glyph: Glyph) -> bool:
    size = max(last.style.size, glyph.style.size)
    gap = glyph.x0 - last.x1
    # The letters of a ligature come with one and the same box.
    forward = gap >= -0.5 * size or glyph.x0 >= last.x0 - 0.1
    return abs(glyph.y - last.y) <= 0.45 * size and forward and gap <= size


def _piece(glyphs: list[Glyph]) -> _Piece:
    size = max(_size_counts(glyphs).items(), key=lambda item: (item[1], item[0]))[0]
    y = median([g.y for g in glyphs if g.style.size == size])
    x0, x1 = min(g.x0 for g in glyphs), max(g.x1 for g in glyphs)
    return _Piece(x0, x1, y - 0.7 * size, y + 0.12 * size, glyphs, None, size, y)


def _size_counts(glyphs: Iterable[Glyph]) -> Counter[float]:
    return Counter(g.style.size for g in glyphs)


def _without_doubles(pieces: list[_Piece]) -> list[_Piece]:
    """Drop text that is drawn twice at nearly the same place, as shadows and fake bold are."""
    kept: list[_Piece] = []
    seen: dict[tuple[str, int], list[_Piece]] = {}
    for piece in pieces:
        twins = seen.setdefault((piece.text, round(piece.size)), [])
        if any(abs(piece.x0 - t.x0) < 2.5 and abs(piece.y - t.y) < 2.5 for t in twins):
            continue
        twins.append(piece)
        kept.append(piece)
    return kept


def _with_raised_marks(pieces: list[_Piece]) -> list[_Piece]:
    """Give small raised numbers, the marks of footnotes, to the words that they stand behind."""
    kept: list[_Piece] = []
    marks: list[_Piece] = []
    for piece in pieces:
        is_mark = len(piece.glyphs) <= 4 and all(g.text.isdigit() or g.text in "*†‡,[]" for g in piece.glyphs)
        (marks if is_mark else kept).append(piece)
    for mark in marks:
        owner = next((p for p in kept if _is_raised_at(mark, p)), None)
        if owner is None:
            kept.append(mark)
        else:
            owner.glyphs.extend(mark.glyphs)
    return kept


def _is_raised_at(mark: _Piece, piece: _Piece) -> bool:
    """Say whether a mark stands raised in, right behind or right before a piece."""
    rise = piece.y - mark.y
    small = mark.size <= 0.78 * piece.size and 0.12 * piece.size < rise < 0.75 * piece.size
    return small and piece.x0 - 1.2 * piece.size <= mark.x0 <= piece.x1 + 0.6 * piece.size


class _Reader:
    """Puts the pieces of one page in order and joins them to lines."""

    def __init__(self, number: int, boxes: list[Box], with_marks: bool) -> None:
        self.number = number
        self.boxes = boxes
        self.with_marks = with_marks
        self.columns = 0

    def read(self, pieces: list[_Piece]) -> list[Line]:
        owner: dict[int | None, list[_Piece]] = {}
        for piece in pieces:
            owner.setdefault(self._box_of(piece), []).append(piece)
        for box in sorted(self.boxes, key=lambda b: b.rect.area):
            if inner := owner.get(box.index):
                text = _hull(inner)
                parent = owner.setdefault(box.parent, [])
                parent.append(_Piece(text.x0, text.x1, box.rect.y0 + 2, box.rect.y1 - 2, box=box))
        self.owner = owner
        return list(self._region(owner.get(None, []), None, 0))

    def _box_of(self, piece: _Piece) -> int | None:
        inside = [b for b in self.boxes if b.rect.holds((piece.x0 + piece.x1) / 2, piece.y - 0.3 * piece.size)]
        return min(inside, key=lambda b: b.rect.area).index if inside else None

    def _region(self, pieces: list[_Piece], box: int | None, depth: int) -> Iterator[Line]:
        """Yield the lines of a page, a box or a column."""
        if not pieces:
            return
        self.columns += 1
        column, edges = self.columns, _hull(pieces)
        for run in _runs(_rows(pieces)):
            cut = _columns(run) if depth < _MAX_DEPTH else None
            if cut is not None:
                for side in cut:
                    yield from self._region(side, box, depth + 1)
                continue
            for row in _in_reading_order(run):
                yield from self._row(row, column, edges, box, depth)

    def _row(self, row: list[_Piece], column: int, edges: Rect, box: int | None, depth: int) -> Iterator[Line]:
        words: list[_Piece] = []
        for piece in sorted(row, key=lambda p: p.x0):
            if piece.box is not None:
                if words:
                    yield self._line(words, column, edges, box)
                    words = []
                yield from self._region(self.owner[piece.box.index], piece.box.index, depth + 1)
            else:
                words.append(piece)
        if words:
            yield self._line(words, column, edges, box)

    def _line(self, pieces: list[_Piece], column: int, edges: Rect, box: int | None) -> Line:
        pieces = sorted(pieces, key=lambda p: p.x0)
        main = max(pieces, key=lambda p: len(p.glyphs))
        text, glyphs, raised = _text(pieces, main)
        shown = [g for g in glyphs if g is not None]
        apart = len(pieces) > 1 and pieces[1].x0 - pieces[0].x1 > 0.4 * main.size
        hangs = apart and _LABEL.fullmatch(pieces[0].text)
        return Line(
            text=text,
            page=self.number,
            x0=round(pieces[0].x0, 1),
            x1=round(max(p.x1 for p in pieces), 1),
            y=round(main.y, 1),
            style=Counter(g.style for g in shown).most_common(1)[0][0],
            opening=shown[0].style,
            column=column,
            left=round(edges.x0, 1),
            right=round(edges.x1, 1),
            box=box,
            lead=_lead(glyphs),
            hang=round(pieces[1].x0, 1) if hangs else None,
            hyphen=shown[-1].hyphen,
            raised=raised,
            marks=tuple(_mark(g) for g in glyphs) if self.with_marks else (),
        )


def _hull(pieces: Iterable[_Piece]) -> Rect:
    pieces = list(pieces)
    return Rect(
        min(p.x0 for p in pieces), min(p.y0 for p in pieces), max(p.x1 for p in pieces), max(p.y1 for p in pieces)
    )


_Rows = list[list[_Piece]]


def _rows(pieces: Iterable[_Piece]) -> _Rows:
    """Gather pieces that overlap in height."""
    rows: _Rows = []
    low = float("-inf")
    for piece in sorted(pieces, key=lambda p: p.y0):
        if rows and piece.y0 < low:
            rows[-1].append(piece)
            low = max(low, piece.y1)
        else:
            rows.append([piece])
            low = piece.y1
    return rows


_Span = tuple[float, float]


def _runs(rows: _Rows) -> list[_Rows]:
    """Cut rows into runs: a run either shares a gutter with text on both sides, or has none."""
    runs: list[_Rows] = []
    free: list[_Span] = []
    for row in rows:
        own = _free(row)
        if runs and free and (shared := _valid(_meet(free, own), [*runs[-1], row])):
            runs[-1].append(row)
            free = shared
        elif starting := _valid(own, [row]):
            runs.append([row])
            free = starting
            _take_back(runs)
        elif runs and not free:
            runs[-1].append(row)
        else:
            runs.append([row])
            free = []
    return [run for run in runs if run]


def _take_back(runs: list[_Rows]) -> None:
    """Give a new run of columns the rows just above it that fit its gutter and reach its right side."""
    gutter = _gutter(runs[-1])
    if len(runs) < 2 or gutter is None or _columns(runs[-2]) is not None:
        return
    before, count = runs[-2], 0
    for row in reversed(before):
        right = [p for p in row if p.x0 >= gutter[1] - 1]
        if not right or not all(p.x1 <= gutter[0] + 1 for p in row if p not in right):
            break
        count += 1
    if count:
        runs[-1][:0] = before[-count:]
        del before[-count:]


def _free(row: Iterable[_Piece]) -> list[_Span]:
    """Return the stretches of the page's width that no piece of a row covers."""
    spans: list[_Span] = []
    edge = float("-inf")
    for piece in sorted(row, key=lambda p: p.x0):
        if piece.x0 > edge:
            spans.append((edge, piece.x0))
        edge = max(edge, piece.x1)
    spans.append((edge, float("inf")))
    return spans


def _meet(a: list[_Span], b: list[_Span]) -> list[_Span]:
    return [
        (max(p[0], q[0]), min(p[1], q[1])) for p in a for q in b if min(p[1], q[1]) - max(p[0], q[0]) >= _MIN_GUTTER
    ]


def _valid(spans: list[_Span], rows: _Rows) -> list[_Span]:
    """Keep the spans that are gutters: wide enough, with text on both sides; [] where there is none."""
    left = min(p.x0 for row in rows for p in row)
    right = max(p.x1 for row in rows for p in row)
    gutters = [s for s in spans if s[1] - s[0] >= _MIN_GUTTER and s[0] > left and s[1] < right]
    return [s for s in spans if s[1] - s[0] >= _MIN_GUTTER] if gutters else []


def _gutter(run: _Rows) -> _Span | None:
    free: list[_Span] = [(float("-inf"), float("inf"))]
    for row in run:
        free = _meet(free, _free(row))
    hull = _hull(p for row in run for p in row)
    inner = [s for s in free if s[0] >= hull.x0 and s[1] <= hull.x1]
    return max(inner, key=lambda s: s[1] - s[0], default=None)


def _columns(run: _Rows) -> list[list[_Piece]] | None:
    """Return the two sides of a run that is set in columns; None where it reads row by row."""
    gutter = _gutter(run)
    if gutter is None:
        return None
    pieces = [p for row in run for p in row]
    left = [p for p in pieces if p.x1 <= gutter[0] + 0.5]
    right = [p for p in pieces if p.x0 >= gutter[1] - 0.5]
    if _are_labels(left) or _are_labels(right):
        return None
    if _are_columns(left, right):
        return [left, right]
    return _side_heads(left, right)


def _side_heads(left: list[_Piece], right: list[_Piece]) -> list[list[_Piece]] | None:
    """Return headings in the margin and the text beside each, in turn; None where the left side holds no such."""
    heads: list[list[_Piece]] = []
    for row in _rows(left):
        if heads and min(p.y0 for p in row) - max(p.y1 for p in heads[-1]) < 1.2 * row[0].size:
            heads[-1].extend(row)
        else:
            heads.append(row)
    if any(p.box is not None for p in left) or len(_rows(right)) < 3 * len(heads):
        return None
    tops = [min(p.y0 for p in head) - 3 for head in heads]
    sides = [[p for p in right if p.y0 < tops[0]]]
    for head, top, after in zip(heads, tops, [*tops[1:], float("inf")], strict=True):
        sides.extend([head, [p for p in right if top <= p.y0 < after]])
    return [side for side in sides if side]


def _are_labels(side: list[_Piece]) -> bool:
    """Say whether a side holds nothing but numbers and bullets that hang before the text."""
    return all(p.box is None and len(p.text) <= 9 and _LABEL.fullmatch(p.text) for p in side)


def _are_columns(left: list[_Piece], right: list[_Piece]) -> bool:
    boxes_left = [p.box.rect for p in left if p.box is not None]
    boxes_right = [p.box.rect for p in right if p.box is not None]
    if any(abs(a.x1 - b.x0) < 4 for a in boxes_left for b in boxes_right):
        return False  # cells of a table: row by row
    if boxes_left or boxes_right:
        return _overlap(left, right) > 0.3
    rows_left, rows_right = _rows(left), _rows(right)
    if min(len(rows_left), len(rows_right)) < 3:
        return False
    return min(_fill(rows_left), _fill(rows_right)) > 0.5 and min(_letters(left), _letters(right)) > 40


def _overlap(left: list[_Piece], right: list[_Piece]) -> float:
    a, b = _hull(left), _hull(right)
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared / max(1.0, min(a.y1 - a.y0, b.y1 - b.y0))


def _fill(rows: _Rows) -> float:
    """Return how much of a column's width its rows fill, as a median: running text fills it, cells do not."""
    hull = _hull(p for row in rows for p in row)
    width = max(1.0, hull.x1 - hull.x0)
    return median((max(p.x1 for p in row) - min(p.x0 for p in row)) / width for row in rows)


def _letters(pieces: list[_Piece]) -> int:
    return sum(len(p.glyphs) for p in pieces)


def _in_reading_order(run: _Rows) -> Iterator[list[_Piece]]:
    """Yield the rows of a run that is not set in columns, cell by cell where it is a table."""
    for row in run:
        lines = _baselines(row)
        if len(lines) > 1 and (gutter := _gutter([row])) is not None:
            # Cells of several lines whose lines do not stand level: read each cell whole.
            left = [p for p in row if p.x1 <= gutter[0] + 0.5]
            right = [p for p in row if p.x0 >= gutter[1] - 0.5]
            if not _are_labels(left) or any(p.box is not None for p in right):
                yield from _in_reading_order([left])
                yield from _in_reading_order([right])
                continue
        yield from lines


def _baselines(row: list[_Piece]) -> _Rows:
    """Split a row of overlapping pieces into lines by their baselines; boxes stand alone."""
    lines: _Rows = []
    for piece in sorted(row, key=lambda p: (p.y1, p.x0) if p.box is None else (4 * round(p.y0 / 4), p.x0)):
        last = lines[-1][-1] if lines else None
        level = last is not None and last.box is None and piece.box is None
        if last is not None and level and abs(piece.y - last.y) <= 0.4 * max(piece.size, last.size):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _mark(glyph: Glyph | None) -> Rect:
    if glyph is None:
        return Rect(0, 0, 0, 0)
    size = glyph.style.size
    return Rect(glyph.x0, glyph.y - 0.82 * size, glyph.x1, glyph.y + 0.24 * size)


def _text(pieces: list[_Piece], main: _Piece) -> tuple[str, list[Glyph | None], str]:
    """Join pieces to text; returns also the character behind each letter (None: a space) and footnote marks."""
    glyphs: list[Glyph | None] = []
    raised: list[str] = []
    last: Glyph | None = None
    gaps = _gaps(pieces)
    for piece in pieces:
        for glyph in piece.glyphs:
            if _is_raised_mark(glyph, main):
                raised.append(glyph.text)
                continue
            if last is not None and _spaced(last, glyph, gaps):
                glyphs.append(None)
            glyphs.append(glyph)
            last = glyph
    if not any(g is not None for g in glyphs):
        glyphs, raised = [g for p in pieces for g in p.glyphs], []
    glyphs = _closed_up(glyphs)
    return "".join(" " if g is None else g.text for g in glyphs), glyphs, "".join(raised)


def _gaps(pieces: Sequence[_Piece]) -> tuple[float, float]:
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


def _is_raised_mark(glyph: Glyph, main: _Piece) -> bool:
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
