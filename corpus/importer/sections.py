"""What is neither recommendation nor practice, as background: one entry a headed section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from corpus.importer.drafts import Draft, add_paragraph
from corpus.importer.text import Paragraph, Passage

_MAX_LENGTH = 9000
"""Characters from which a section is cut into several entries."""
_MIN_LENGTH = 200
"""Characters below which a section joins the one before it."""
_COVER = 900
"""A first page with fewer characters is a cover."""
_IMPRINT_PAGE = 1600
"""Characters below which a page with some lines of an imprint is one."""
_LABEL = re.compile(
    r"(?:chapter|part|section|annex|appendix|volume|module|theme|pillar|priority|box|table|kapitel|teil|chapitre|partie"
    r"|cap[íi]tulo|parte|capitolo)\s+(?:\w{1,5}|one|two|three|four|five|six|seven|eight|nine|ten)\s*[:.–—-]?",
    re.IGNORECASE,
)
_APPARATUS = re.compile(
    r"(?:\W|\d|annex|appendix|[ivx]+\b)*(?:references|bibliography|endnotes|end notes|notes and references|footnotes"
    r"|works cited|literature|index|literaturverzeichnis|bibliographie|bibliograf[íi]a|references and notes)\W*",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"\bISBN\b|\bISSN\b|\b97[89][-\d ]{10,}|©|\bcopyright\b|all rights reserved|creative commons|printed (?:in|on|by)\b"
    r"|catalogue n(?:o|umber)|\bdoi:? ?10\.|open government licence|neither the european commission nor",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Background:
    """Background entries, and what was left out."""

    drafts: list[Draft] = field(default_factory=list)
    left_out: dict[str, list[int]] = field(default_factory=dict)
    """Reason -> pages."""

    def leave_out(self, reason: str, paragraph: Paragraph) -> None:
        """Note a paragraph that goes into no entry."""
        pages = self.left_out.setdefault(reason, [])
        if paragraph.page not in pages:
            pages.append(paragraph.page)


@dataclass(slots=True)
class _Section:
    title: str
    parent: str
    passage: Passage = field(default_factory=Passage)
    joined: int = 0


def mark_imprint(paragraphs: Sequence[Paragraph], last_page: int) -> None:
    """Mark imprint and copyright lines on the first and last pages, and short pages of nothing else, as no text."""
    pages: dict[int, list[Paragraph]] = {}
    for paragraph in paragraphs:
        if paragraph.page <= 4 or paragraph.page >= last_page - 2:
            pages.setdefault(paragraph.page, []).append(paragraph)
    for page in pages.values():
        marked = [p for p in page if _IMPRINT.search(p.text) and len(p.text) < 700]
        whole = len(marked) > 1 and sum(len(p.text) for p in page) < _IMPRINT_PAGE
        for paragraph in page if whole else marked:
            paragraph.note = True


def draft_background(
    paragraphs: Sequence[Paragraph], sections: Sequence[tuple[int, ...]], taken: Collection[int]
) -> Background:
    """Draft the background entries S1, S2 ... in reading order."""
    found = Background()
    parts: list[_Section] = []
    for position, paragraph in enumerate(paragraphs):
        if position in taken:
            continue
        reason = _reason(paragraph, paragraphs, sections[position])
        if reason:
            found.leave_out(reason, paragraph)
            continue
        if paragraph.level or not parts:
            title, parent = heading_title(paragraphs, sections[position])
            parts.append(_Section(title, parent))
        if not paragraph.level:
            if len(parts[-1].passage.text) > _MAX_LENGTH:
                parts.append(_Section(parts[-1].title, parts[-1].parent))
            add_paragraph(parts[-1].passage, paragraph)
    _number(found, _joined(parts))
    return found


def heading_title(paragraphs: Sequence[Paragraph], above: tuple[int, ...]) -> tuple[str, str]:
    """Return the title of the innermost heading and of the one around it; "Chapter 2:" joins the line below it."""
    if not above:
        return "Opening pages", ""
    own = full_heading(paragraphs, above[-1])
    parent = full_heading(paragraphs, above[-2]) if len(above) > 1 else ""
    return own, parent


def full_heading(paragraphs: Sequence[Paragraph], position: int) -> str:
    """Return a heading together with the label line above it, such as "Chapter 2:"."""
    heading = paragraphs[position]
    before = paragraphs[position - 1] if position else None
    if before is not None and before.level == heading.level and _LABEL.fullmatch(before.text.strip()):
        return f"{before.text.strip().rstrip(':.–—- ')}: {heading.text}"
    return heading.text


def _reason(paragraph: Paragraph, paragraphs: Sequence[Paragraph], above: tuple[int, ...]) -> str | None:
    """Return why a paragraph goes into no entry; None where it does."""
    if paragraph.note:
        return "imprint"
    if any(_APPARATUS.fullmatch(paragraphs[h].text) for h in above):
        return "references and notes"
    if paragraph.page == 1 and sum(len(p.text) for p in paragraphs[:60] if p.page == 1) < _COVER:
        return "cover"
    if paragraph.level:
        return None
    text = paragraph.text
    letters = sum(c.isalpha() for c in text)
    sentence = len(text) >= 40 or paragraph.bullet or re.search(r"[.!?:;]$", text)
    if letters < 0.5 * len(text.replace(" ", "")) or not sentence:
        return "fragments of tables and figures"
    return None


def _joined(parts: list[_Section]) -> list[_Section]:
    """Join short sections to the one before, under their own heading; drop headings without text."""
    kept: list[_Section] = []
    for part in parts:
        if not part.passage.text:
            continue
        if kept and len(part.passage.text) < _MIN_LENGTH and len(kept[-1].passage.text) < _MAX_LENGTH:
            page = part.passage.pages[0][0]
            kept[-1].passage.add(f"## {part.title}", [(0, page)])
            kept[-1].passage.add(part.passage.text, [(start, number) for number, start, _ in part.passage.pages])
        else:
            kept.append(part)
    return kept


def _number(found: Background, parts: list[_Section]) -> None:
    titles = Counter(part.title for part in parts)
    seen: Counter[str] = Counter()
    for index, part in enumerate(parts, 1):
        title = part.title
        if titles[title] > 1 and part.parent:
            title = f"{part.parent}: {title}"
        seen[title] += 1
        if seen[title] > 1:
            title = f"{title} ({seen[title]})"
        found.drafts.append(Draft(f"S{index}", "background", _short(title), part.passage))


def _short(title: str) -> str:
    return title if len(title) <= 300 else title[:299].rsplit(" ", 1)[0] + "…"
