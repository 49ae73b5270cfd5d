"""Where the words of a quotation stand on a page of the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.importer.lines import Line, page_lines
from corpus.importer.pages import Rect, open_pdf, read_page
from corpus.importer.text import clean

_MIN_PART = 12
"""Letters of a quotation that must stand on the page, where it goes on from or to another."""
_HEAD, _FOOT = 0.15, 0.8
"""Where on the page, as shares of its letters, such a part may stand; notes may stand below it."""


def find_quote(pdf: Path, number: int, quote: str) -> list[Rect]:
    """Return the places of a quotation's words on page `number` (from 1), one for each line.

    Blanks, hyphens and the way lines break do not matter. Of a quotation that goes over the end of the page the
    part on this page is found. [] where the words are not on the page. Raises ReportUnreadable.
    """
    document = open_pdf(pdf)
    try:
        if not 1 <= number <= len(document):
            return []
        lines = page_lines(read_page(document, number - 1), with_marks=True)
    finally:
        document.close()
    letters, owners = _letters(lines)
    wanted = _plain(quote)
    found = _in_two(letters, owners, wanted) or [_find(letters, owners, wanted)]
    return _rects([owner for start, length in found for owner in owners[start : start + length]])


def _letters(lines: Sequence[Line]) -> tuple[str, list[tuple[int, Rect]]]:
    """Return the letters and digits of a page in reading order, each with its line and place."""
    letters: list[str] = []
    owners: list[tuple[int, Rect]] = []
    for index, line in enumerate(lines):
        for character, mark in zip(line.text, line.marks, strict=True):
            for letter in _plain(character):
                letters.append(letter)
                owners.append((index, mark))
    return "".join(letters), owners


def _plain(text: str) -> str:
    return "".join(c for c in clean(text).lower() if c.isalnum())


def _find(letters: str, owners: Sequence[tuple[int, Rect]], wanted: str) -> tuple[int, int]:
    """Return start and length of the quotation in the page's letters; length 0 where it is not there."""
    start = letters.find(wanted) if wanted else 0
    if start >= 0:
        return start, len(wanted)
    part = min(_MIN_PART, len(wanted))
    for length in range(len(wanted) - 1, part - 1, -1):
        # It goes on over the end of the page: its beginning must stand near the foot, its end near the head.
        foot = letters.rfind(wanted[:length])
        end = foot + length
        if foot >= 0 and end >= _FOOT * len(letters) and _is_line_end(owners, end):
            return foot, length
        head = letters.find(wanted[-length:])
        if 0 <= head <= _HEAD * len(letters) and _is_line_end(owners, head):
            return head, length
    return 0, 0


def _in_two(letters: str, owners: Sequence[tuple[int, Rect]], wanted: str) -> list[tuple[int, int]]:
    """Return the two stretches of a quotation that notes or the foot of a column part on its page; [] for any other."""
    if wanted in letters:
        return []
    for length in range(len(wanted) - _MIN_PART, _MIN_PART - 1, -1):
        start = letters.find(wanted[:length])
        if start < 0 or not _is_line_end(owners, start + length):
            continue
        rest = letters.find(wanted[length:], start + length)
        if rest >= 0 and _is_line_end(owners, rest):
            return [(start, length), (rest, len(wanted) - length)]
    return []


def _is_line_end(owners: Sequence[tuple[int, Rect]], position: int) -> bool:
    """Say whether a line ends before a letter of the page."""
    return position in (0, len(owners)) or owners[position - 1][0] != owners[position][0]


def _rects(owners: Sequence[tuple[int, Rect]]) -> list[Rect]:
    rects: dict[int, Rect] = {}
    for line, mark in owners:
        seen = rects.get(line)
        rects[line] = mark if seen is None else _around(seen, mark)
    return list(rects.values())


def _around(a: Rect, b: Rect) -> Rect:
    return Rect(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))
