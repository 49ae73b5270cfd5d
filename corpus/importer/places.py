"""Where a recommendation that starts at a number ends, and which of its text is the title."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.importer.headings import Body
from corpus.importer.markers import RECOMMENDATION
from corpus.importer.series import Series, speaks_of_recommendations
from corpus.importer.text import Paragraph

_WORD_ALONE = re.compile(rf"(?:{RECOMMENDATION})s?", re.IGNORECASE)
_MAX_BAR = 280
"""Characters above which a panel holds more than a heading."""
_LEAD = 300
"""Characters of text before the first recommendation of a section from which it stands in the running text."""
_LONG_GAP = 6000
"""Characters between two recommendations from which they stand apart in a running text."""
_MAX_TITLE = 160
_STATES = re.compile(r"^That\b|\b(?:should|must|shall|recommends?)\b|\. [A-Z]")
"""What makes a long bold paragraph the recommendation itself and not its title."""


@dataclass(slots=True)
class Place:
    """One place of the report where a recommendation is printed."""

    start: int
    """The paragraph with its number."""
    series: Series
    text: list[int] = field(default_factory=list)
    """Paragraphs of its text, in reading order; the first may hold the title before the text."""
    title: str = ""
    """As printed; "" where none is."""
    title_end: int = 0
    """Where the text starts in the first paragraph of `text`."""
    headings: list[int] = field(default_factory=list)
    """Paragraphs that are its number and title alone."""
    stop: int = 0
    """The paragraph after its extent."""
    next_start: int | None = None
    """Where the next recommendation starts, in any series."""

    def length(self, paragraphs: Sequence[Paragraph]) -> int:
        """Return the characters of its text."""
        return sum(len(paragraphs[i].text) for i in self.text) - self.title_end

    @property
    def taken(self) -> set[int]:
        """All paragraphs that belong to it."""
        return {self.start, *self.text, *self.headings}


class PlaceFinder:
    """Finds the extent of the recommendations of a report."""

    def __init__(
        self,
        paragraphs: Sequence[Paragraph],
        body: Body,
        every: Sequence[Series],
        chosen: Sequence[Series],
        skipped: Collection[int] = (),
    ) -> None:
        """`skipped` are paragraphs that belong to something else, such as an example beside the text."""
        self.paragraphs = paragraphs
        self.body = body
        self.skipped = skipped
        self.starts = {position for series in chosen for position in series.positions}
        self.running = _running_numbers(paragraphs, every, self.starts)
        self.internal = self._internal_headings()

    def places(self, series: Series) -> list[Place]:
        """Return the place of each member of a series."""
        embedded = self._is_embedded(series)
        return [self._place(series, member.position, embedded) for member in series.members]

    def _internal_headings(self) -> set[str]:
        """Return headings that come again under several recommendations, such as "Rationale"."""
        seen: dict[str, int] = {}
        for start, stop in pairwise(sorted(self.starts)):
            for text in {_plain(p.text) for p in self.paragraphs[start + 1 : stop] if p.level}:
                seen[text] = seen.get(text, 0) + 1
        return {text for text, count in seen.items() if count >= 2}

    def _is_embedded(self, series: Series) -> bool:
        """Say whether other text of the report stands between most members of a series."""
        gaps = list(pairwise(series.positions))
        if not gaps:
            return False
        return sum(self._is_broken(a, b) for a, b in gaps) > 0.5 * len(gaps) or self._is_set_into_text(series)

    def _is_set_into_text(self, series: Series) -> bool:
        """Say whether bare numbers and statements in a type of their own stand in the running text of several sections."""
        starts = series.positions
        apart = sum(_is_bare(self.paragraphs[s]) and self._has_own_type(s + 1) for s in starts)
        if apart < 0.7 * len(starts):
            return False
        led: dict[int, bool] = {}
        for start in starts:
            heading = next((i for i in range(start - 1, -1, -1) if self._is_section(i)), -1)
            led.setdefault(heading, sum(len(p.text) for p in self.paragraphs[heading + 1 : start]) > _LEAD)
        return len(led) > 1 and sum(led.values()) > 0.6 * len(led)

    def _has_own_type(self, position: int) -> bool:
        """Say whether a text is bold or slanted beside the running text."""
        if position >= len(self.paragraphs) or self.paragraphs[position].level:
            return False
        style, plain = self.paragraphs[position].style, self.body.style
        return (style.bold, style.italic) != (plain.bold, plain.italic)

    def _is_section(self, position: int) -> bool:
        paragraph = self.paragraphs[position]
        named = paragraph.marker is not None and paragraph.marker.form == "word"
        return paragraph.level > 0 and position not in self.starts and not named and not self._is_internal(paragraph)

    def _is_broken(self, start: int, stop: int) -> bool:
        first = self.paragraphs[start]
        between = self.paragraphs[start + (2 if _is_bare(first) else 1) : stop]
        if any(i in self.running or (i in self.starts) for i in range(start + 1, stop)):
            return True
        if any(p.level and (not first.level or p.level < first.level) for p in between if not self._is_internal(p)):
            return True
        return sum(len(p.text) for p in between) > _LONG_GAP

    def _is_internal(self, paragraph: Paragraph) -> bool:
        return _plain(paragraph.text) in self.internal

    def _place(self, series: Series, start: int, embedded: bool) -> Place:
        place = Place(start, series, next_start=min((s for s in self.starts if s > start), default=None))
        first = self.paragraphs[start]
        statement: Paragraph | None = None
        place.stop = len(self.paragraphs)
        for position in range(start + 1, len(self.paragraphs)):
            paragraph = self.paragraphs[position]
            if position in self.skipped:
                continue
            if self._ends(place, first, statement, position, embedded):
                place.stop = position
                break
            place.text.append(position)
            if statement is None and not paragraph.level:
                statement = paragraph
        if place.stop in self.starts:
            self._drop_lead_in(place)
        _set_title(place, self.paragraphs, self.body)
        return place

    def _ends(self, place: Place, first: Paragraph, statement: Paragraph | None, position: int, embedded: bool) -> bool:
        """Say whether a paragraph is no part of the recommendation that `first` opens."""
        paragraph = self.paragraphs[position]
        if position in self.starts or (position in self.running and place.start not in self.running):
            return True
        has_text = statement is not None or len(first.text) > 200
        if first.place[1] is not None and paragraph.place != first.place and has_text and not self._is_bar(place.start):
            in_table = _is_bare(first) and paragraph.place[1] is not None
            return not in_table and not self._continues(first, position) and not self._is_in_table(place, position)
        if paragraph.level:
            if not embedded and self._is_internal(paragraph):
                return False
            return self._heading_ends(place, first, paragraph, has_text)
        if _is_out_dented(first, paragraph, self.paragraphs[place.start + 1]):
            return True
        states = not first.level and first.marker is not None and len(first.text) - first.marker.end > 80
        sample = statement or (first if states else None)
        return embedded and sample is not None and self._returns_to_body(sample, paragraph)

    def _heading_ends(self, place: Place, first: Paragraph, heading: Paragraph, has_text: bool) -> bool:
        if not has_text and _is_bare(first) and not place.text:
            return False  # the title below a bare number
        if not first.level:
            return True
        if heading.level < first.level:
            return True
        return heading.level == first.level and has_text

    def _is_bar(self, start: int) -> bool:
        """Say whether a panel holds the heading of a recommendation alone, whose text stands below the panel."""
        first = self.paragraphs[start]
        assert first.marker is not None
        if not first.level or first.text.endswith(".") or _STATES.search(first.text[first.marker.end :]):
            return False
        position, length = start + 1, len(first.text)
        while position < len(self.paragraphs) and self.paragraphs[position].place == first.place:
            length += len(self.paragraphs[position].text)
            if length > _MAX_BAR or not self.body.stands_out(self.paragraphs[position].style):
                return False
            position += 1
        return position < len(self.paragraphs) and self.paragraphs[position].first.box is None

    def _continues(self, first: Paragraph, position: int) -> bool:
        """Say whether a paragraph stands in the same panel, or in its continuation on the next page."""
        paragraph, last = self.paragraphs[position], self.paragraphs[position - 1].last
        if paragraph.place == first.place:
            return True
        if paragraph.place[1] is None or last.box is None or paragraph.page - first.page not in (1, 2):
            return False
        if paragraph.place == (last.page, last.box):
            return True
        line = paragraph.first
        as_wide = any(abs((a.right - a.left) - (line.right - line.left)) < 40 for a in (first.first, last))
        return as_wide and paragraph.gap == 9.0 and not paragraph.level

    def _is_in_table(self, place: Place, position: int) -> bool:
        """Say whether a paragraph stands in the table or frame that a recommendation heads, or in its continuation."""
        head, last = self.paragraphs[place.start].first, self.paragraphs[position - 1].last
        line = self.paragraphs[position].first
        goes_on = line.page == last.page + 1 and self.paragraphs[position].gap == 9.0
        if line.outer is not None and ((line.page, line.outer) == (head.page, head.box) or (goes_on and last.outer)):
            return True
        if head.table is None or line.table is None:
            return False
        return (line.page, line.table) == (last.page, last.table) or (goes_on and last.table is not None)

    def _returns_to_body(self, statement: Paragraph, paragraph: Paragraph) -> bool:
        """Say whether a recommendation that is set apart is over: the type is that of the running text again."""
        own, style = statement.style, paragraph.style
        plain = self.body.style
        apart = (own.bold, own.italic) != (plain.bold, plain.italic)
        return apart and (style.bold, style.italic) == (plain.bold, plain.italic)

    def _drop_lead_in(self, place: Place) -> None:
        """Leave the words that announce the next recommendation to it."""
        while place.text:
            last = self.paragraphs[place.text[-1]]
            announces = last.text.rstrip().endswith(":") and speaks_of_recommendations(last.text[-200:])
            if not (announces or last.level or _WORD_ALONE.fullmatch(last.text)):
                break
            place.text.pop()


def _running_numbers(paragraphs: Sequence[Paragraph], every: Sequence[Series], starts: Collection[int]) -> set[int]:
    """Return the paragraphs that the report numbers throughout, the recommendations apart."""
    running: set[int] = set()
    for series in every:
        positions = series.positions
        if not all(m.marker.number[-1].isdigit() for m in series.members):
            continue
        long_texts = sum(len(paragraphs[p].text) > 120 for p in positions)
        apart = not any(p in starts for p in positions)
        if len(positions) >= 12 and long_texts > 0.5 * len(positions) and apart:
            running.update(positions)
    return running


def _is_bare(first: Paragraph) -> bool:
    """Say whether a paragraph is a number alone."""
    return first.marker is not None and not first.text[first.marker.end :].strip()


def _is_out_dented(first: Paragraph, paragraph: Paragraph, after: Paragraph) -> bool:
    """Say whether a paragraph stands further left than the text of a list item before it; `after` follows the item."""
    own = first.first.hang
    # A wide blank after a number may be that of justified type: the next line tells.
    if len(first.lines) > 1:
        own = first.lines[1].x0 if first.lines[1].x0 > first.first.x0 + 5 else None
    elif after.style.bold != first.style.bold and after.first.x0 < first.first.x0 + 5:
        own = None  # a title, with its text below
    if own is None or first.level or paragraph.bullet or paragraph.place != first.place:
        return False
    if paragraph.page != first.page:
        own += paragraph.first.left - first.first.left
    return paragraph.first.x0 < own - 5


# --- titles


def _set_title(place: Place, paragraphs: Sequence[Paragraph], body: Body) -> None:
    """Tell title and text apart, in the paragraph of the number and those right below it."""
    first = paragraphs[place.start]
    assert first.marker is not None
    rest = first.text[first.marker.end :]
    place.headings = [place.start]
    if not rest.strip():
        _title_below(place, paragraphs, body)
        return
    has_text = any(not paragraphs[i].level for i in place.text)
    if _is_title(rest, first, has_text, body):
        place.title = rest.strip().rstrip(":.").strip()
        return
    place.headings = []
    place.text.insert(0, place.start)
    place.title_end = first.marker.end
    lead = lead_title(first, first.marker.end)
    if lead:
        place.title, place.title_end = lead


def _title_below(place: Place, paragraphs: Sequence[Paragraph], body: Body) -> None:
    taken: list[int] = []
    for position in place.text:
        paragraph = paragraphs[position]
        together = not taken or paragraphs[taken[-1]].style == paragraph.style
        heading = paragraph.level or (body.stands_out(paragraph.style) and not paragraph.text.endswith((".", ";")))
        if not taken and _is_beside(paragraphs[place.start], paragraph):
            taken.append(position)
            break
        if not heading or not together or len(paragraph.text) > 260 or paragraph.bullet:
            break
        taken.append(position)
    if len(taken) == len(place.text):
        taken = taken[:-1] if len(taken) > 1 else []
    place.title = " ".join(paragraphs[i].text for i in taken)
    place.headings.extend(taken)
    place.text = [i for i in place.text if i not in taken]


def _is_beside(first: Paragraph, paragraph: Paragraph) -> bool:
    """Say whether a short text stands in the next cell of the table whose cell holds a number alone."""
    a, b = first.first, paragraph.first
    beside = a.table is not None and (a.page, a.table) == (b.page, b.table) and a.box != b.box
    level = abs(a.y - b.y) < 0.8 * a.style.size
    return beside and level and len(paragraph.text) <= _MAX_TITLE and not paragraph.text.endswith((".", ";"))


def _is_title(rest: str, first: Paragraph, has_text: bool, body: Body) -> bool:
    if not has_text:
        return False
    if re.match(r"That\b", rest):
        return False
    if rest.strip().endswith("."):
        apart = first.level > 0 or body.stands_out(first.style)
        return apart and len(rest) <= 110 and not _STATES.search(rest)
    if len(rest) <= _MAX_TITLE and not rest.strip().endswith((";", ",")):
        named = first.marker is not None and first.marker.form in ("word", "noun", "letter")
        return first.level > 0 or body.stands_out(first.style) or (named and len(first.lines) <= 2)
    return first.level > 0 and len(rest) <= 220 and not _STATES.search(rest)


def lead_title(first: Paragraph, begin: int) -> tuple[str, int] | None:
    """Return a title that is set apart at the start of the text, with the place where the text goes on.

    `begin` is where the text starts, after a number or label.
    """
    opening, end = first.first.opening, 0
    for offset, line in zip(first.starts, first.lines, strict=True):
        if (line.opening.bold, line.opening.italic) != (opening.bold, opening.italic):
            break
        end = offset + (line.lead or len(line.text))
        if line.lead:
            break
    lead = first.text[begin:end].strip()
    after = first.text[end:].lstrip(" .:–—-")
    if not after or not 8 <= len(lead) <= _MAX_TITLE or " " not in lead or first.text[end - 1 : end + 1].isalnum():
        return None
    closed = lead.endswith((".", ":", "–", "—")) or first.text[end:].lstrip()[:1] in "–—:"
    if not closed and not (opening.bold and after[0].isupper()):
        return None
    return lead.rstrip(" .:–—-"), len(first.text) - len(after)


def short_title(text: str, limit: int = 110) -> str:
    """Return the first words of a text, for a recommendation that prints no title."""
    text = " ".join(text.split())
    first = re.split(r"(?<=[a-zà-ÿ\d)”\"])[.;](?:\s|$)", text, maxsplit=1)[0].strip()
    if 12 <= len(first) <= limit:
        return first
    if len(text) <= limit:
        return text
    cut = text[: limit + 1].rsplit(" ", 1)[0].rstrip(",;:–- ")
    return cut + "…"


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def texts(paragraphs: Sequence[Paragraph], positions: Iterable[int]) -> str:
    """Return the text of some paragraphs."""
    return " ".join(paragraphs[i].text for i in positions)
