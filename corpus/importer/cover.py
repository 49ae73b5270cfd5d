"""The title of the report: what the cover prints largest, or the PDF's own title where the cover confirms it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from rapidfuzz import fuzz

from corpus.importer.headings import CONTENTS
from corpus.importer.text import Paragraph

_MAX_LENGTH = 180
_LINE = 90
"""Characters from which a paragraph on the cover is text."""
_COVER = 0.7
"""The cover is the first page with type of at least this share of the largest on the opening pages."""
_COVER_TEXT = 900
"""Characters from which a page, but for the first, is no cover."""
_SMALLER = 0.72
"""Type smaller than this share of the largest is no part of the title."""
_MUCH_SMALLER = 0.55
"""The same where the largest type alone says too little to be a title."""
_TELLING = 25
"""Characters from which it says enough."""
_HARDLY_LARGER = 1.3
"""Where the largest type is not this much larger than the usual one, it alone is the title."""


def report_title(own: str, paragraphs: Sequence[Paragraph], file_stem: str) -> str:
    """Return the title of a report; `own` is the one in the PDF's metadata, often left over from a template."""
    cover = _cover(paragraphs)
    printed = " ".join(p.text for p in paragraphs if p.page <= 3)
    own = _without_site(" ".join(own.split()), printed)
    if len(own) >= 8 and not re.search(r"\.(?:docx?|indd|pdf|qxp)$|^Microsoft Word", own, re.IGNORECASE):
        whole = fuzz.partial_ratio(own.lower(), printed[:3000].lower()) >= 88
        telling = len({w for w in re.findall(r"[^\W\d_]{4,}", own.lower())}) >= 4
        if whole or not cover or (telling and fuzz.token_set_ratio(own.lower(), printed[:3000].lower()) >= 80):
            return own
    largest = _largest(cover)
    if own and sum(c.isalpha() for c in largest) < 10:
        return own
    return largest or own or file_stem


def _without_site(own: str, printed: str) -> str:
    """Drop the name of the web site that a browser puts behind the title of a page it prints."""
    shorter = re.sub(r"\s+[-|–]\s+[^-|–]{2,30}$", "", own)
    is_printed = len(shorter) >= _TELLING and shorter.lower() in printed.lower()
    return shorter if is_printed and own.lower() not in printed.lower() else own


def _cover(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the first of the opening pages that is set large; the very first may be a picture."""
    opening = [p for p in paragraphs if p.page <= 4 and sum(c.isalpha() for c in p.text) >= 5]
    lengths = Counter(p.page for p in opening for _ in range(len(p.text)))
    contents = {p.page for p in opening if CONTENTS.fullmatch(p.text)} - {1}
    opening = [p for p in opening if p.page == 1 or (lengths[p.page] < _COVER_TEXT and p.page not in contents)]
    if not opening:
        return []
    largest = max(p.style.size for p in opening)
    page = next(p.page for p in opening if p.style.size >= _COVER * largest)
    return [p for p in paragraphs if p.page == page]


def _largest(cover: Sequence[Paragraph]) -> str:
    """Join the lines of the cover that are set large, in reading order."""
    letters = [p for p in cover if sum(c.isalpha() for c in p.text) >= 3 and not CONTENTS.fullmatch(p.text)]
    if not letters:
        return ""
    largest = max(p.style.size for p in letters)
    usual = median(p.style.size for p in letters for _ in range(len(p.text)))
    title = _joined(letters, largest * (_SMALLER if largest >= _HARDLY_LARGER * usual else 0.97))
    return title if len(title) >= _TELLING or len(title.split()) > 2 else _joined(letters, largest * _MUCH_SMALLER)


def _joined(letters: Sequence[Paragraph], smallest: float) -> str:
    title = ""
    for paragraph in letters:
        if paragraph.style.size < smallest:
            if title and len(paragraph.text) > _LINE:
                break  # the text below the title
            continue
        text = paragraph.text.strip()
        between = " " if title.endswith(":") else " – "
        joined = f"{title}{between}{text}" if title else text
        if len(joined) > _MAX_LENGTH:
            break
        title = joined
    return title
