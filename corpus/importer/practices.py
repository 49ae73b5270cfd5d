"""Boxes and headed passages of good practice: "Box 3: Good practice – X", "Case study: Y", "Example: Z"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.importer.headings import Body
from corpus.importer.markers import numbered_recommendation
from corpus.importer.places import short_title
from corpus.importer.text import Paragraph

_WORDS = (
    r"(?:(?:good|best|promising|inspiring|innovative|emerging|selected|leading|notable|interesting)[- ]practices?"
    r"(?: examples?)?|practice examples?|examples? of (?:good|best) practices?|case (?:stud(?:y|ies)|examples?)"
    r"|examples?|success stor(?:y|ies)|spotlight(?: on)?|in practice|what works|(?:praxis|fall)?beispiele?"
    r"|bonnes? pratiques?|[ée]tudes? de cas|buenas? pr[áa]cticas?|estudios? de caso|buon[ae] pratic(?:a|he)"
    r"|boas? pr[áa]ticas?|goede praktijk\w*|dobr[aey]\w* prakty\w*)"
)
_BOX = r"(?:box|kasten|encadr[ée]|recuadro|riquadro|caixa|kader|ramka)"
_LABEL = re.compile(
    rf"(?:{_BOX}[ \t]*[\dIVX]*(?:\.\d+)?[ \t]*[.:–—|-]?[ \t]*)?{_WORDS}\b(?:[ \t]*(?:no\.?)?[ \t]*\d{{1,3}}(?:\.\d+)?)?"
    r"(?P<end>[ \t]*[.:–—|-]+[ \t]*|[ \t]*$|[ \t]+(?-i:(?=[A-Z“\"‘])))",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    rf"(?P<name>{_BOX}[ \t]*(?P<number>\d{{1,3}}(?:\.\d+)?|[IVX]+|[A-Z]))\b[ \t]*[.:–—|-]?[ \t]*", re.IGNORECASE
)
_SPEAKS = re.compile(
    r"\b(?:examples?|(?:good|best|promising)[- ]practices?|case stud(?:y|ies)|success stor(?:y|ies)|pilots?"
    r"|beispiele?|exemples?|bonnes pratiques|ejemplos?|esempi|voorbeeld\w*)\b",
    re.IGNORECASE,
)
_MAX_LENGTH = 7000
"""Characters from which a headed passage is a chapter and no example."""
_MIN_ITEM = 60


@dataclass(slots=True)
class Practice:
    """One example of good practice."""

    title: str
    headings: list[int] = field(default_factory=list)
    """Paragraphs that are label and title alone."""
    text: list[int] = field(default_factory=list)
    start: int = 0
    """Where the text starts in its first paragraph, after a label."""

    @property
    def taken(self) -> set[int]:
        """All its paragraphs."""
        return {*self.headings, *self.text}


def find_practices(paragraphs: Sequence[Paragraph], sections: Sequence[tuple[int, ...]], body: Body) -> list[Practice]:
    """Find the practices of a report, in reading order."""
    finder = _Finder(paragraphs, sections, body)
    found: list[Practice] = []
    taken: set[int] = set()
    for practice in (*finder.boxes(), *finder.headed(), *finder.run_in()):
        if practice.text and not practice.taken & taken:
            taken |= practice.taken
            found.append(practice)
    return sorted(found, key=lambda p: min(p.taken))


class _Finder:
    def __init__(self, paragraphs: Sequence[Paragraph], sections: Sequence[tuple[int, ...]], body: Body) -> None:
        self.paragraphs = paragraphs
        self.sections = sections
        self.body = body

    # --- drawn boxes

    def boxes(self) -> Iterator[Practice]:
        """Yield the drawn boxes that label, heading or text call an example."""
        position = 0
        while position < len(self.paragraphs):
            group = self._box_group(position)
            if group:
                practice = self._boxed(group)
                if practice is not None:
                    yield practice
            position += max(1, sum(place < position + len(group) for place in group))

    def _box_group(self, start: int) -> list[int]:
        """Return the paragraphs of the box that starts here, over a page break."""
        first = self.paragraphs[start]
        if first.first.box is None:
            return []
        group = [start]
        for position in range(start + 1, len(self.paragraphs)):
            paragraph, last = self.paragraphs[position], self.paragraphs[group[-1]]
            same = paragraph.place == (last.last.page, last.last.box)
            goes_on = (
                paragraph.first.box is not None
                and paragraph.page == last.last.page + 1
                and paragraph.gap == 9.0
                and not paragraph.level
                and abs((paragraph.first.right - paragraph.first.left) - (first.first.right - first.first.left)) < 40
                and not self._starts_page_text(last.last.page, position)
            )
            if not same and not goes_on:
                break
            group.append(position)
        return group + self._broken_off(group)

    def _broken_off(self, group: list[int]) -> list[int]:
        """Return the rest of a box beside the text that breaks off in a sentence and goes on atop the next page."""
        first, last = self.paragraphs[group[0]].first, self.paragraphs[group[-1]]
        if re.search(r"[.!?:][\"”’)]*$", last.text):
            return []
        for position in range(group[-1] + 1, min(group[-1] + 15, len(self.paragraphs))):
            paragraph = self.paragraphs[position]
            line = paragraph.first
            beside = line.box is not None and line.page == last.last.page + 1 and abs(line.x0 - first.x0) < 8
            if beside and not paragraph.level and line.text[:1].islower():
                return [position]
        return []

    def _starts_page_text(self, page: int, position: int) -> bool:
        """Say whether other text stands between the box and its continuation."""
        return any(p.page == page + 1 for p in self.paragraphs[max(0, position - 2) : position])

    def _boxed(self, group: list[int]) -> Practice | None:
        if any(numbered_recommendation(self.paragraphs[i].text) for i in group):
            return None
        captions = self._captions_above(group[0])
        opening = [*captions, *group[:2]]
        labelled = any(_LABEL.match(self.paragraphs[i].text) for i in opening)
        numbered = [m["number"] for i in opening if (m := _CAPTION.match(self.paragraphs[i].text))]
        if not (labelled or self._is_under_examples(opening[0]) or any(map(self._is_called_example, numbered))):
            return None
        if sum(len(self.paragraphs[i].text) for i in group) < _MIN_ITEM:
            return None
        return self._titled(captions, group)

    def _captions_above(self, start: int) -> list[int]:
        """Return the lines above a box that name it: "Box 4" and the title below that."""
        taken: list[int] = []
        for position in range(start - 1, max(-1, start - 4), -1):
            paragraph = self.paragraphs[position]
            near = paragraph.page == self.paragraphs[start].page and len(paragraph.text) < 200
            if not near or paragraph.first.box is not None or paragraph.text.endswith("."):
                break
            if not (paragraph.level or self.body.stands_out(paragraph.style)):
                break
            taken.insert(0, position)
            if _CAPTION.match(paragraph.text) or _LABEL.match(paragraph.text):
                return taken
        return []

    def _is_under_examples(self, position: int) -> bool:
        above = [h for h in self.sections[position] if h != position][-1:]
        return any(_SPEAKS.search(self.paragraphs[h].text) for h in above)

    def _is_called_example(self, number: str) -> bool:
        """Say whether the text refers to a numbered box as an example."""
        refers = re.compile(rf"\b{_BOX}(?:es)?[^.;]{{0,20}}\b{re.escape(number)}\b", re.IGNORECASE)
        return any(
            _SPEAKS.search(p.text[max(0, m.start() - 250) : m.end() + 80])
            for p in self.paragraphs
            if p.first.box is None
            for m in refers.finditer(p.text)
            if m.start() > 0
        )

    # --- headings

    def headed(self) -> Iterator[Practice]:
        """Yield the passages under headings that say practice, example or case study."""
        for position, paragraph in enumerate(self.paragraphs):
            match = _LABEL.match(paragraph.text) if paragraph.level else None
            if match is None:
                continue
            inside = self._below(position)
            if inside and self._is_numbered_text(inside[0]):
                continue  # a chapter of the report
            rest = paragraph.text[match.end() :].strip()
            if not rest and (parts := self._parts(inside)):
                yield from parts
            elif 0 < sum(len(self.paragraphs[i].text) for i in inside) <= _MAX_LENGTH:
                yield self._titled([position], inside)

    def _is_numbered_text(self, position: int) -> bool:
        marker = self.paragraphs[position].marker
        return marker is not None and (marker.form == "dotted" or (marker.form == "plain" and marker.parts[0] > 1))

    def _below(self, heading: int) -> list[int]:
        """Return the paragraphs under a heading, up to the next of its rank."""
        level = self.paragraphs[heading].level
        inside: list[int] = []
        for position in range(heading + 1, len(self.paragraphs)):
            paragraph = self.paragraphs[position]
            if (paragraph.level and paragraph.level <= level) or numbered_recommendation(paragraph.text):
                break
            inside.append(position)
        return inside

    def _parts(self, inside: list[int]) -> list[Practice]:
        """Cut what stands under "Good practices" into its single practices: sub-headings, else list items."""
        heads = [i for i in inside if self.paragraphs[i].level]
        if heads:
            top = min(self.paragraphs[i].level for i in heads)
            starts = [i for i in heads if self.paragraphs[i].level == top]
            ends = [*starts[1:], inside[-1] + 1]
            cut = [[i for i in inside if start < i < end] for start, end in zip(starts, ends, strict=True)]
            return [self._titled([start], text) for start, text in zip(starts, cut, strict=True) if text]
        items = [i for i in inside if self.paragraphs[i].bullet and len(self.paragraphs[i].text) >= _MIN_ITEM]
        return [self._item(i) for i in items] if len(items) > 1 else []

    def _item(self, position: int) -> Practice:
        paragraph = self.paragraphs[position]
        named = re.match(r"(.{3,90}?)(?:\s*[:–—]\s|\.\s)", paragraph.text)
        title = named[1] if named else short_title(paragraph.text)
        return Practice(title, [], [position])

    # --- labels at the start of a paragraph

    def run_in(self) -> Iterator[Practice]:
        """Yield paragraphs that a label such as "Example:" opens, with the list below them."""
        for position, paragraph in enumerate(self.paragraphs):
            match = None if paragraph.level else _LABEL.match(paragraph.text)
            if match is None or not re.search(r"[:–—|]", match["end"]) or paragraph.first.box is not None:
                continue
            if len(paragraph.text) - match.end() < _MIN_ITEM:
                continue
            text = [position]
            while text[-1] + 1 < len(self.paragraphs) and self.paragraphs[text[-1] + 1].bullet:
                text.append(text[-1] + 1)
            rest = paragraph.text[match.end() :]
            lead = re.match(r"(.{3,90}?)(?:\s*[:–—]\s)", rest)
            yield Practice(lead[1] if lead else short_title(rest), [], text, match.end())

    # --- titles

    def _titled(self, captions: list[int], text: list[int]) -> Practice:
        """Take label and title from the opening lines, and the text from the rest."""
        headings, title, start = list(captions), "", 0
        rest = list(text)
        for position in [*captions, *text[:3]]:
            paragraph = self.paragraphs[position]
            bare = _without_label(paragraph.text)
            is_caption = position in captions
            is_heading = is_caption or self._is_title_line(paragraph, position == text[-1])
            if not is_heading:
                if bare != paragraph.text and not title:
                    start = len(paragraph.text) - len(bare)
                break
            if not is_caption:
                headings.append(position)
                rest.remove(position)
            title = f"{title} {bare}".strip()
            if title and not is_caption:
                break
        whole = " ".join(self.paragraphs[i].text for i in rest)[start:]
        return Practice(title.strip(" :–—-.") or short_title(whole), headings, rest, start)

    def _is_title_line(self, paragraph: Paragraph, last: bool) -> bool:
        if last or paragraph.bullet or len(paragraph.text) > 160 or paragraph.text.endswith((".", ";")):
            return False
        label_only = not _without_label(paragraph.text)
        return label_only or paragraph.level > 0 or self.body.stands_out(paragraph.style)


def _without_label(text: str) -> str:
    label = _LABEL.match(text) or _CAPTION.match(text)
    return text[label.end() :].strip() if label else text
