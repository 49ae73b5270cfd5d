"""Where the words of a quotation stand on a page of the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.importer.lines import Line, page_lines
from corpus.importer.pages import Rect, open_pdf, read_page
from corpus.importer.text import clean

_MIN_PART = 12
"""Letters of a quotation that must stand on the page, where it goes on from or to another."""


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
    start, length = _find(letters, wanted)
    return _rects(owners[start : start + length])


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


def _find(letters: str, wanted: str) -> tuple[int, int]:
    """Return start and length of the quotation in the page's letters; length 0 where it is not there."""
    if not wanted:
        return 0, 0
    start = letters.find(wanted)
    if start >= 0:
        return start, len(wanted)
    part = min(_MIN_PART, len(wanted))
    head = letters.find(wanted[:part])
    if head >= 0:
        shared = _shared(letters[head:], wanted)
        return head, shared
    for cut in range(1, len(wanted) - part + 1):
        tail = wanted[cut:]
        if letters.find(tail) >= 0:
            return letters.find(tail), len(tail)
    return 0, 0


def _shared(a: str, b: str) -> int:
    """Return how many letters two texts share at their start."""
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count


def _rects(owners: Sequence[tuple[int, Rect]]) -> list[Rect]:
    rects: dict[int, Rect] = {}
    for line, mark in owners:
        seen = rects.get(line)
        rects[line] = mark if seen is None else _around(seen, mark)
    return list(rects.values())


def _around(a: Rect, b: Rect) -> Rect:
    return Rect(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))
