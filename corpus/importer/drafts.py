"""Paragraphs -> the entries to be written: their ids, titles, bodies and pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from rapidfuzz import fuzz

from corpus.importer.places import Place
from corpus.importer.practices import Practice
from corpus.importer.recommendations import Recommendation
from corpus.importer.text import Paragraph, Passage, stretches


@dataclass(slots=True)
class Draft:
    """An entry before it is written."""

    id: str
    kind: Literal["recommendation", "practice", "background"]
    title: str
    passage: Passage
    number: str | None = None
    pillar: str | None = None
    filed_under: list[str] = field(default_factory=list)
    also: list[tuple[int, int, int]] = field(default_factory=list)
    """Further (page, start, end) that print the same words."""


def draft_recommendation(found: Recommendation, paragraphs: Sequence[Paragraph]) -> Draft:
    """Draft the entry of a recommendation from its main place; the others become pages or sections."""
    passage = _passage(found.main, paragraphs)
    if not passage.text:
        first = paragraphs[found.main.start]
        passage.add(found.title, [(0, first.page)])
    draft = Draft(found.id, "recommendation", found.title, passage, found.number or None)
    for place in found.others:
        _add_other(draft, place, paragraphs)
    return draft


def draft_practice(identity: str, practice: Practice, paragraphs: Sequence[Paragraph], filed: str | None) -> Draft:
    """Draft the entry of a practice, filed under the recommendation that it stands in."""
    passage = Passage()
    for position in practice.text:
        start = practice.start if position == practice.text[0] else 0
        add_paragraph(passage, paragraphs[position], start)
    return Draft(identity, "practice", practice.title, passage, filed_under=[filed] if filed else [])


def add_paragraph(passage: Passage, paragraph: Paragraph, start: int = 0) -> None:
    """Append a paragraph to a body as Markdown: headings as `## `, list items as `- `, all else as text."""
    text = paragraph.text[start:].strip()
    if not text:
        return
    skipped = start + len(paragraph.text[start:]) - len(paragraph.text[start:].lstrip())
    places = stretches(paragraph, skipped)
    prefix = ""
    if paragraph.level and passage.text:
        prefix, text = "## ", " ".join(text.split())
    elif paragraph.bullet:
        prefix = "- "
    elif re.match(r"#|---|===|```|~~~", text):
        prefix = "\\"  # else the line would change the structure of the Markdown file
    follows_item = passage.text.rsplit("\n", 1)[-1].startswith("- ")
    between = "\n" if prefix == "- " and follows_item else "\n\n"
    shifted = [(offset + len(prefix) if offset else 0, page) for offset, page in places]
    passage.add(prefix + text, shifted, between)


def _passage(place: Place, paragraphs: Sequence[Paragraph]) -> Passage:
    passage = Passage()
    for position in place.text:
        start = place.title_end if position == place.start else 0
        add_paragraph(passage, paragraphs[position], start)
    # A heading with nothing below it says nothing.
    if match := re.search(r"\n\n## [^\n]*$", passage.text):
        passage.cut(match.start())
    return passage


def _add_other(draft: Draft, place: Place, paragraphs: Sequence[Paragraph]) -> None:
    """Keep a further place: as a page of the same words, or as a section where the words differ."""
    own = draft.passage
    other = _passage(place, paragraphs)
    page = paragraphs[place.start].page
    pages = list(dict.fromkeys([page, *(number for number, _, _ in other.pages)]))
    if not other.text or _is_part(other.text, f"{draft.title} {own.text}"):
        draft.also.extend((number, 0, len(own.text)) for number in pages)
        return
    heading = f"## Also printed on page {page} of the PDF"
    own.add(heading, [(0, page)])
    own.add(re.sub(r"^## ", "", other.text, flags=re.MULTILINE), _stretches_without_headings(other))


def _stretches_without_headings(passage: Passage) -> list[tuple[int, int]]:
    removed = [m.start() for m in re.finditer(r"^## ", passage.text, re.MULTILINE)]
    return [(start - 3 * sum(r < start for r in removed), page) for page, start, _ in passage.pages]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _is_part(text: str, whole: str) -> bool:
    """Say whether a text, perhaps a shortened one, is in the other in nearly the same words."""
    a, b = _letters(text), _letters(whole)
    return len(a) <= 1.05 * len(b) and fuzz.partial_ratio(a, b) >= 94
