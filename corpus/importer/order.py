"""Pieces of a page in reading order, over columns, boxes, hanging numbers, headings in the margin and tables.

The order is found by cutting: the page (and each drawn box in it) is a region; a region is cut into runs of rows
that share a gutter, a run with a gutter is judged to be columns, numbers hanging in the margin, headings in the
margin or a table, and columns are cut again (a recursive XY cut, Nagy and Seth 1984, with rows as the unit).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from corpus.importer.boxes import Box
from corpus.importer.pages import Rect
from corpus.importer.pieces import Piece

LABEL = re.compile(
    r"[\W_]{1,2}|[(\[]?(?:[A-Za-z]{0,3}[.-]?\d{1,4}(?:\.\d{1,3}){0,3}[a-z]?|[ivxlcIVXLC]{1,6}|[A-Za-z])[.):\]]{0,2}"
)
"""What may hang before a text: a number, a letter, a bullet."""
_MIN_GUTTER = 7.0
_MAX_DEPTH = 12


class Row(NamedTuple):
    """Pieces that stand on one line."""

    pieces: list[Piece]
    column: int
    """Region of the page that they belong to."""
    edges: Rect
    """Rectangle around that region's text."""
    box: Box | None
    """Drawn box that they stand in."""


class ReadingOrder:
    """Puts the pieces of one page in the order in which they are read."""

    def __init__(self, boxes: list[Box]) -> None:
        self.boxes = boxes
        self.columns = 0
        self.owner: dict[int | None, list[Piece]] = {}

    def rows(self, pieces: list[Piece]) -> list[Row]:
        """Return the rows of the page."""
        owner: dict[int | None, list[Piece]] = {}
        for piece in pieces:
            owner.setdefault(self._box_of(piece), []).append(piece)
        for box in sorted(self.boxes, key=lambda b: b.rect.area):
            if inner := owner.get(box.index):
                text = hull(inner)
                parent = owner.setdefault(box.parent, [])
                parent.append(Piece(text.x0, text.x1, box.rect.y0 + 2, box.rect.y1 - 2, box=box))
        self.owner = owner
        return list(self._region(owner.get(None, []), None, 0))

    def _box_of(self, piece: Piece) -> int | None:
        inside = [b for b in self.boxes if b.rect.holds((piece.x0 + piece.x1) / 2, piece.y - 0.3 * piece.size)]
        return min(inside, key=lambda b: b.rect.area).index if inside else None

    def _region(self, pieces: list[Piece], box: Box | None, depth: int) -> Iterator[Row]:
        """Yield the rows of a page, a box or a column."""
        if not pieces:
            return
        self.columns += 1
        column, edges = self.columns, hull(pieces)
        for run in _runs(_rows(pieces)):
            cut = (_cells(run) or _columns(run)) if depth < _MAX_DEPTH else None
            if cut is not None:
                for side in cut:
                    yield from self._region(side, box, depth + 1)
                continue
            for row in _in_reading_order(run):
                yield from self._row(row, column, edges, box, depth)

    def _row(self, row: list[Piece], column: int, edges: Rect, box: Box | None, depth: int) -> Iterator[Row]:
        words: list[Piece] = []
        for piece in sorted(row, key=lambda p: p.x0):
            if piece.box is not None:
                if words:
                    yield Row(words, column, edges, box)
                    words = []
                yield from self._region(self.owner[piece.box.index], piece.box, depth + 1)
            else:
                words.append(piece)
        if words:
            yield Row(words, column, edges, box)


def hull(pieces: Iterable[Piece]) -> Rect:
    """Return the rectangle around some pieces."""
    pieces = list(pieces)
    return Rect(
        min(p.x0 for p in pieces), min(p.y0 for p in pieces), max(p.x1 for p in pieces), max(p.y1 for p in pieces)
    )


_Rows = list[list[Piece]]


def _rows(pieces: Iterable[Piece]) -> _Rows:
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
    gutters = _gutters(runs[-1])
    if len(runs) < 2 or not gutters or _columns(runs[-2]) is not None:
        return
    before, count = runs[-2], 0
    for row in reversed(before):
        fits = [g for g in gutters if all(p.x1 <= g[0] + 1 or p.x0 >= g[1] - 1 for p in row)]
        gutters = [g for g in fits if any(p.x0 >= g[1] - 1 for p in row)]
        if not gutters:
            break
        count += 1
    if count:
        runs[-1][:0] = before[-count:]
        del before[-count:]


def _free(row: Iterable[Piece]) -> list[_Span]:
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


def _gutters(run: _Rows) -> list[_Span]:
    """Return the stretches that no row of a run covers, with text on both sides, from left to right."""
    free: list[_Span] = [(float("-inf"), float("inf"))]
    for row in run:
        free = _meet(free, _free(row))
    around = hull(p for row in run for p in row)
    return sorted(s for s in free if s[0] >= around.x0 and s[1] <= around.x1)


def _gutter(run: _Rows) -> _Span | None:
    """Return the widest gutter of a run."""
    return max(_gutters(run), key=lambda s: s[1] - s[0], default=None)


def _sides(run: _Rows, gutter: _Span) -> tuple[list[Piece], list[Piece]]:
    pieces = [p for row in run for p in row]
    return [p for p in pieces if p.x1 <= gutter[0] + 0.5], [p for p in pieces if p.x0 >= gutter[1] - 0.5]


def _columns(run: _Rows) -> list[list[Piece]] | None:
    """Return the two sides of a run that is set in columns; None where it reads row by row.

    Of several gutters the leftmost that parts columns is taken: numbers that hang in a column make a gutter too,
    but right of the one between the columns.
    """
    for gutter in _gutters(run):
        left, right = _sides(run, gutter)
        if not _are_labels(left) and not _are_labels(right) and _are_columns(left, right):
            return [left, right]
    widest = _gutter(run)
    if widest is None:
        return None
    left, right = _sides(run, widest)
    return None if _are_labels(left) or _are_labels(right) else _side_heads(left, right)


def _cells(run: _Rows) -> list[list[Piece]] | None:
    """Return the cells of a table without drawn boxes, row by row; None for what is none.

    Its rows start where numbers stand in the first column, and two columns or more hold text beside them.
    """
    gutters = _gutters(run)
    if len(gutters) < 2 or any(p.box is not None for row in run for p in row):
        return None
    head, body = _without_head(run, gutters[0])
    numbers, rest = _sides(body, gutters[0]) if body else ([], [])
    if len(numbers) < 2 or not _are_labels(numbers):
        return None
    pieces = [*numbers, *rest]
    edges = [float("-inf"), *((left + right) / 2 for left, right in gutters[1:]), float("inf")]
    columns = [[p for p in rest if a <= p.x0 < b] for a, b in pairwise(edges)]
    columns = [column for column in columns if len(_rows(column)) > 1]  # a page number may stand further right
    if len(columns) < 2 or any(_are_labels(column) for column in columns):
        return None  # no text, or numbers that hang before a text which has such of its own
    tops = [min(p.y0 for p in row) - 3 for row in _rows(numbers)]
    if not all(_starts_level(column, tops) for column in columns[1:]):
        return None
    rows = [[p for p in pieces if a <= p.y0 < b] for a, b in pairwise([float("-inf"), *tops, float("inf")])]
    first = edges[1]
    cells = [[p for p in row if p.x0 < first] for row in rows]
    others = [[[p for p in row if a <= p.x0 < b] for a, b in pairwise(edges[1:])] for row in rows]
    found = [cell for cell, beside in zip(cells, others, strict=True) for cell in (cell, *beside) if cell]
    return [*([head] if head else []), *found]


def _without_head(run: _Rows, gutter: _Span) -> tuple[list[Piece], _Rows]:
    """Return the pieces above the first row that a number opens, and the rows from there on."""
    for position, row in enumerate(run):
        left = [p for p in row if p.x1 <= gutter[0] + 0.5]
        if left and _are_labels(left):
            return [p for head in run[:position] for p in head], run[position:]
    return [], []


def _starts_level(column: list[Piece], tops: list[float]) -> bool:
    """Say whether a column's text starts anew, below some blank, at most rows of a table."""
    rows = _rows(column)
    starts = [min(p.y0 for p in rows[0])]
    for above, row in pairwise(rows):
        if min(p.y0 for p in row) - max(p.y1 for p in above) > 0.5 * row[0].size:
            starts.append(min(p.y0 for p in row))
    return sum(any(top - 1 <= y <= top + 7 for y in starts) for top in tops) >= 0.6 * len(tops)


def _side_heads(left: list[Piece], right: list[Piece]) -> list[list[Piece]] | None:
    """Return headings in the margin and the text beside each, in turn; None where the left side holds no such."""
    heads: list[list[Piece]] = []
    for row in _rows(left):
        if heads and min(p.y0 for p in row) - max(p.y1 for p in heads[-1]) < 1.2 * row[0].size:
            heads[-1].extend(row)
        else:
            heads.append(row)
    if any(p.box is not None for p in left) or len(_rows(right)) < 3 * len(heads):
        return None
    if _may_be_blanks(left, right):
        return None
    tops = [min(p.y0 for p in head) - 3 for head in heads]
    sides = [[p for p in right if p.y0 < tops[0]]]
    for head, top, after in zip(heads, tops, [*tops[1:], float("inf")], strict=True):
        sides.extend([head, [p for p in right if top <= p.y0 < after]])
    return [side for side in sides if side]


def _are_labels(side: list[Piece]) -> bool:
    """Say whether a side holds nothing but numbers and bullets that hang before the text."""
    return all(p.box is None and len(p.text) <= 9 and LABEL.fullmatch(p.text) for p in side)


def _are_columns(left: list[Piece], right: list[Piece]) -> bool:
    boxes_left = [p.box.rect for p in left if p.box is not None]
    boxes_right = [p.box.rect for p in right if p.box is not None]
    if any(abs(a.x1 - b.x0) < 4 for a in boxes_left for b in boxes_right):
        return False  # cells of a table: row by row
    if boxes_left or boxes_right:
        return _overlap(left, right) > 0.3
    rows_left, rows_right = _rows(left), _rows(right)
    if min(len(rows_left), len(rows_right)) < 3:
        return False
    if _may_be_blanks(left, right) and _flush(rows_right) < 0.5:
        return False
    return min(_fill(rows_left), _fill(rows_right)) > 0.5 and min(_letters(left), _letters(right)) > 40


def _may_be_blanks(left: list[Piece], right: list[Piece]) -> bool:
    """Say whether a gutter may be but a chain of wide blanks between the words of justified lines."""
    sizes = [p.size for p in right if p.box is None]
    if not sizes or min(p.x0 for p in right) - max(p.x1 for p in left) >= 1.7 * median(sizes):
        return False
    rows = _rows([*left, *right])
    edge = max(p.x1 for p in left)
    return sum(any(p.x0 > edge for p in row) and any(p.x1 <= edge for p in row) for row in rows) >= 0.7 * len(rows)


def _flush(rows: _Rows) -> float:
    """Return the share of rows that start at the two places where most do: those of a column do, items that hang too."""
    starts = Counter(round(min(p.x0 for p in row) / 4) for row in rows)
    usual = {near for start, _ in starts.most_common(2) for near in (start - 1, start, start + 1)}
    return sum(starts[start] for start in usual) / len(rows)


def _overlap(left: list[Piece], right: list[Piece]) -> float:
    a, b = hull(left), hull(right)
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared / max(1.0, min(a.y1 - a.y0, b.y1 - b.y0))


def _fill(rows: _Rows) -> float:
    """Return how much of a column's width its rows fill, as a median: running text fills it, cells do not."""
    around = hull(p for row in rows for p in row)
    width = max(1.0, around.x1 - around.x0)
    return median((max(p.x1 for p in row) - min(p.x0 for p in row)) / width for row in rows)


def _letters(pieces: list[Piece]) -> int:
    return sum(len(p.glyphs) for p in pieces)


def _in_reading_order(run: _Rows) -> Iterator[list[Piece]]:
    """Yield the rows of a run that is not set in columns, cell by cell where it is a table."""
    for row in run:
        lines = _baselines(row)
        if len(lines) > 1 and (gutter := _gutter([row])) is not None:
            # Cells of several lines whose lines do not stand level: read each cell whole.
            left, right = _sides([row], gutter)
            if not _are_labels(left) or any(p.box is not None for p in right):
                yield from _in_reading_order([left])
                yield from _in_reading_order([right])
                continue
        yield from lines


def _baselines(row: list[Piece]) -> _Rows:
    """Split a row of overlapping pieces into lines by their baselines; boxes stand alone."""
    lines: _Rows = []
    large = {id(p): line for p in row if (line := _line_of_numeral(p, row)) is not None}
    plain = [p for p in row if id(p) not in large]
    for piece in sorted(plain, key=lambda p: (p.y1, p.x0) if p.box is None else (4 * round(p.y0 / 4), p.x0)):
        last = lines[-1][-1] if lines else None
        level = last is not None and last.box is None and piece.box is None
        if last is not None and level and abs(piece.y - last.y) <= 0.4 * max(piece.size, last.size):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    for numeral in row:
        beside = large.get(id(numeral))
        next((line for line in lines if beside in line), []).extend([numeral] if beside is not None else [])
    return lines


def _line_of_numeral(piece: Piece, row: list[Piece]) -> Piece | None:
    """Return, for a numeral much larger than the text beside it, the highest text that it stands beside."""
    if piece.box is not None or len(piece.text) > 4 or not LABEL.fullmatch(piece.text):
        return None
    beside = [p for p in row if p.box is None and p.x0 > piece.x1 and p.y > piece.y0 and p.y0 < piece.y1]
    if not beside or piece.size < 1.6 * max(p.size for p in beside):
        return None
    return min(beside, key=lambda p: p.y)
