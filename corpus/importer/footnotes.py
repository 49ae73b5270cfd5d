"""Small type at the foot of the page: footnotes, which are no part of the text above them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.importer.furniture import Furniture
from corpus.importer.lines import Line
from corpus.importer.page import Page

_OPENS = re.compile(r"(?:\(?\d{1,4}\)?[.:]?|[*†‡§]{1,3})(?:\s|(?=[A-Z“\"‘]))")
_REASON = "footnote"


def body_size(pages: Sequence[Page]) -> float:
    """Return the type size of the running text: that of most characters."""
    counts: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            counts[line.style.size] += len(line.text)
    return counts.most_common(1)[0][0] if counts else 10.0


def remove_footnotes(pages: Sequence[Page], found: Furniture) -> None:
    """Take footnotes out of `pages`: lines smaller than the text, below all of it, that a note number opens."""
    size = body_size(pages)
    open_note = False
    for page in pages:
        foot = _foot(page, size)
        opened = any(_OPENS.match(line.text) or line.raised for line in foot)
        if foot and (opened or open_note):
            for line in foot:
                found.note(_REASON, line)
            gone = {id(line) for line in foot}
            page.lines = [line for line in page.lines if id(line) not in gone]
            open_note = not re.search(r"[.)\]]$", foot[-1].text)
        else:
            open_note = False


def _foot(page: Page, size: float) -> list[Line]:
    """Return the lines of a page that are smaller than the text and have none of it below them."""
    text = [line for line in page.lines if line.style.size > 0.93 * size and line.box is None]
    small = [line for line in page.lines if line.style.size <= 0.93 * size and line.box is None]
    if not text:
        return []
    marked = {mark for line in text for mark in re.findall(r"\d+", line.raised)}
    foot: list[Line] = []
    for line in small:
        below = any(t.y > line.y and t.x0 < line.x1 and t.x1 > line.x0 for t in text)
        opens_note = line.raised or re.split(r"\D", line.text, maxsplit=1)[0] in marked
        if not below and (line.y > 0.35 * page.height or foot or opens_note):
            foot.append(line)
    return _from_first_note(foot)


def _from_first_note(foot: list[Line]) -> list[Line]:
    """Drop what stands above the first note, such as the source line of a table, unless it goes on from a page before."""
    for position, line in enumerate(foot):
        if _OPENS.match(line.text) or line.raised:
            above = foot[:position]
            return foot[position:] if above and line.y - above[-1].y > 2 * line.style.size else foot
    return foot
