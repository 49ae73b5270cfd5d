"""Which paragraphs are headings, and of what level; and which pages are tables of contents.

A heading is known by its type, not by its words: larger, heavier, in capitals, slanted or coloured beside the
running text, short, and standing alone. Levels follow from the looks that occur: a larger look ranks higher.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from corpus.importer.lines import Line
from corpus.importer.page import Page
from corpus.importer.pages import Style
from corpus.importer.text import Paragraph

_MAX_LENGTH = 260
CONTENTS = re.compile(
    r"(?:table of |list of )?(?:contents|recommendations|figures|tables|boxes)(?: page)?|index|inhalt(?:sverzeichnis)?"
    r"|sommaire|table des matières|[íi]ndice|sommario|inhoud(?:sopgave)?|spis treści|obsah|innehåll|indhold",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"(?:figure|fig\.|table|chart|graph|map|exhibit|diagram|abbildung|tabelle|tableau|graphique|cuadro|gr[áa]fico)"
    r"[ \t]*(?:\d|[IVX]+\b)",
    re.IGNORECASE,
)
_PAGE_AT_END = re.compile(r"(?:[\s.…·_]|^)(\d{1,4})\s*$")
_PAGE_AT_START = re.compile(r"^(\d{1,4})(?:\s*[-–]\s*\d{1,4})?(?=\s|$)")
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|_{4,}")


class _Look(NamedTuple):
    """What ranks a heading; sorts from high to low."""

    size: float
    caps: bool
    bold: bool
    italic: bool


def drop_contents(pages: Sequence[Page]) -> list[int]:
    """Take the lines of tables of contents out of `pages`; return the pages that held one."""
    last = pages[-1].number if pages else 0
    found = []
    for page in pages:
        if _is_contents(page.lines, last):
            page.lines = []
            found.append(page.number)
        else:
            kept = [line for line in page.lines if not (_LEADERS.search(line.text) and _PAGE_AT_END.search(line.text))]
            if len(kept) < len(page.lines):
                page.lines = kept
                found.append(page.number)
    return found


def _is_contents(lines: Sequence[Line], last_page: int) -> bool:
    """Say whether most lines of a page end, or start, with page numbers that only rise."""
    if len(lines) < 5:
        return False
    titled = any(CONTENTS.fullmatch(line.text.strip(" :")) for line in lines[:4])
    for pattern, place in ((_PAGE_AT_END, "end"), (_PAGE_AT_START, "start")):
        numbers = [int(m.group(1)) for line in lines if (m := pattern.search(line.text))]
        numbers = [n for n in numbers if 0 < n <= last_page + 60]
        share = len(numbers) / len(lines)
        if len(numbers) < 4 or (place == "start" and not titled):
            continue
        rising = sum(a <= b for a, b in pairwise(numbers)) / (len(numbers) - 1)
        if rising > 0.85 and share > (0.25 if titled else 0.5) and len(set(numbers)) > 3:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Body:
    """The look of the running text."""

    style: Style

    @classmethod
    def of(cls, paragraphs: Sequence[Paragraph]) -> Body:
        """Find the style that most characters are set in."""
        counts: Counter[Style] = Counter()
        for paragraph in paragraphs:
            counts[paragraph.style] += len(paragraph.text)
        if not counts:
            return cls(Style(10.0, "", False, False, 0))
        return cls(counts.most_common(1)[0][0])

    def stands_out(self, style: Style) -> bool:
        """Say whether a style is larger, heavier or slanted beside the running text."""
        larger = style.size > 1.06 * self.style.size
        return larger or (style.bold and not self.style.bold) or (style.italic and not self.style.italic)


def mark_headings(paragraphs: Sequence[Paragraph], body: Body) -> None:
    """Set the level of every paragraph that is a heading."""
    found: list[tuple[Paragraph, _Look]] = []
    for position, paragraph in enumerate(paragraphs):
        after = paragraphs[position + 1] if position + 1 < len(paragraphs) else None
        if _is_heading(paragraph, after, body):
            found.append((paragraph, _look(paragraph)))
    looks = sorted({look for _, look in found}, key=_rank)
    levels = {look: level for level, look in enumerate(looks, 1)}
    for paragraph, look in found:
        paragraph.level = levels[look]


def _look(paragraph: Paragraph) -> _Look:
    style = paragraph.style
    return _Look(float(round(style.size)), _is_caps(paragraph.text), style.bold, style.italic)


def _rank(look: _Look) -> tuple[float, bool, bool, bool]:
    return -look.size, not look.caps, not look.bold, look.italic


def _is_caps(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) > 0.9 * len(letters)


def _is_heading(paragraph: Paragraph, after: Paragraph | None, body: Body) -> bool:
    text, style = paragraph.text, paragraph.style
    letters = sum(c.isalpha() for c in text)
    if _FIGURE.match(text):
        return False  # a caption heads its figure, not the text after it
    if paragraph.bullet or len(text) > _MAX_LENGTH or letters < 3 or letters < 0.4 * len(text):
        return False
    larger = style.size > 1.12 * body.style.size
    if len(paragraph.lines) > (6 if larger else 4):
        return False
    if larger:
        return not text.endswith((";", ",")) and not (text.endswith(".") and len(text) > 120)
    if style.size < 0.94 * body.style.size or text[0].islower() or re.search(r"[.;,:]$", text):
        return False
    whole = all(line.lead == 0 for line in paragraph.lines)
    heavy = style.bold and not body.style.bold and whole
    caps = _is_caps(text)
    slanted = style.italic and not body.style.italic and whole and len(text) < 120
    coloured = style.colour != body.style.colour and style.font != body.style.font and len(text) < 120
    apart = paragraph.gap > 1.3 or paragraph.gap == 9.0
    if slanted and not (heavy or caps):
        # Slanted text may be a quotation: a heading stands at the margin, with text below it.
        return apart and after is not None and not text.startswith(("“", "‘", '"')) and len(paragraph.lines) <= 2
    return apart and (heavy or caps or coloured)


def sections_of(paragraphs: Sequence[Paragraph]) -> list[tuple[int, ...]]:
    """Return for each paragraph the positions of the headings above it, the highest first; a heading includes itself."""
    stack: list[int] = []
    above: list[tuple[int, ...]] = []
    for position, paragraph in enumerate(paragraphs):
        if paragraph.level:
            while stack and paragraphs[stack[-1]].level >= paragraph.level:
                stack.pop()
            stack.append(position)
        above.append(tuple(stack))
    return above
