"""Recommendations that a report does not number: headings, bold openings, list items or sentences of its own section.

They are looked for only where no series of numbers is convincing, and only where the report itself says that it
recommends: under a heading that is about recommendations, or behind the label "Recommendation:". What they are
called here, U1, U2 ..., is ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from corpus.importer.headings import Body
from corpus.importer.markers import RECOMMENDATION
from corpus.importer.places import Place, lead_title, short_title, texts
from corpus.importer.recommendations import Found, Recommendation, in_annex
from corpus.importer.series import Series, asks, speaks_of_recommendations
from corpus.importer.text import Paragraph

_LABEL = re.compile(rf"(?:[A-Z][\w-]+ ){{0,2}}(?i:{RECOMMENDATION})[ \t]*(?:[:–—|][ \t]*|-[ \t]+|\.[ \t]+(?=[A-Z])|$)")
_ABOUT = re.compile(
    r"\b(?:previous|earlier|past|former|implement\w*|follow[- ]?up|respon[sd]\w*|status|progress|method\w*|rejected"
    r"|how|list|engine|systems?|letters?|acceptance|monitoring|international|existing|other)\b",
    re.IGNORECASE,
)
"""What a heading names beside the word where the section is about recommendations and holds none."""
_MAX_HEADING = 110
_MIN_ITEM = 25
_SAME = 90.0
"""Likeness, 0 to 100, from which two places print the same recommendation."""
_GERUND = re.compile(r"(?!during|according|following|including)\w{3,}ing\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Item:
    """A recommendation in its section."""

    start: int
    stop: int
    """The paragraph after it."""


def find_unnumbered(
    paragraphs: Sequence[Paragraph], sections: Sequence[tuple[int, ...]], body: Body, skipped: Collection[int] = ()
) -> Found:
    """Find the recommendations of a report that numbers none; none where it has no section of them either.

    `skipped` are paragraphs that belong to something else, such as an example beside the text.
    """
    finder = _Finder(paragraphs, sections, body, skipped)
    places = finder.labelled() or [place for heading in finder.headings() for place in finder.items_of(heading)]
    found = Found(sections=list(sections))
    for place in places:
        _add(found, place, paragraphs)
    if len(found.recommendations) < 2:
        return Found(sections=list(sections))
    for position, recommendation in enumerate(found.recommendations, 1):
        recommendation.id = f"U{position}"
    return found


def are_lists_within(numbered: Found, unnumbered: Found) -> bool:
    """Say whether what is numbered are lists inside a few of many recommendations that are not."""
    items = numbered.recommendations
    if not items or items[0].main.series.form == "word":
        return False
    within = [[r.id for r in unnumbered.recommendations if r.main.start < i.main.start < r.main.stop] for i in items]
    around = {name for names in within for name in names}
    return all(within) and len(around) <= 0.5 * len(items) and len(around) < 0.5 * len(unnumbered.recommendations)


def _add(found: Found, place: Place, paragraphs: Sequence[Paragraph]) -> None:
    """Take a place for a recommendation of its own, or for a further place of one that is there already."""
    text = _whole(place, paragraphs)
    for known in found.recommendations:
        if _is_same(text, _whole(known.main, paragraphs)):
            if place.length(paragraphs) > known.main.length(paragraphs):
                known.main, place = place, known.main
                known.title, known.title_printed = _title(known.main, paragraphs)
            known.others.append(place)
            return
    title, printed = _title(place, paragraphs)
    found.recommendations.append(Recommendation("", "", title, printed, place))


def _whole(place: Place, paragraphs: Sequence[Paragraph]) -> str:
    return f"{place.title} {texts(paragraphs, place.text)[place.title_end :]}".strip()


def _is_same(a: str, b: str) -> bool:
    """Say whether one text is the other, or the beginning of the other, in nearly the same words."""
    short, long = sorted((a.lower(), b.lower()), key=len)
    return fuzz.ratio(short, long[: len(short) + 10]) >= _SAME or fuzz.ratio(short, long) >= _SAME


def _title(place: Place, paragraphs: Sequence[Paragraph]) -> tuple[str, bool]:
    if place.title:
        return place.title, True
    return short_title(texts(paragraphs, place.text)[place.title_end :]), False


class _Finder:
    def __init__(
        self,
        paragraphs: Sequence[Paragraph],
        sections: Sequence[tuple[int, ...]],
        body: Body,
        skipped: Collection[int],
    ) -> None:
        self.paragraphs = paragraphs
        self.sections = sections
        self.body = body
        self.skipped = skipped

    # --- behind a label

    def labelled(self) -> list[Place]:
        """Return what the label "Recommendation" opens, in the text or as a heading; [] where that is so only once."""
        starts = [i for i, p in enumerate(self.paragraphs) if i not in self.skipped and _LABEL.match(p.text)]
        places = [self._labelled(start, starts) for start in starts]
        kept = [place for place in places if place is not None]
        return kept if len(kept) > 1 else []

    def _labelled(self, start: int, starts: Collection[int]) -> Place | None:
        first = self.paragraphs[start]
        match = _LABEL.match(first.text)
        assert match is not None
        bare = match.end() >= len(first.text)
        if not bare:
            return self._place(_Item(start, self._end_of_item(start, starts)), begin=match.end())
        if not first.level and not self.body.stands_out(first.style):
            return None
        stop = self._end_of_section(start, first.level or 99)
        stop = min((i for i in starts if start < i < stop), default=stop)
        inside = self._inside(start + 1, stop)
        if not inside or len(texts(self.paragraphs, inside)) < _MIN_ITEM:
            return None
        return Place(start, Series([]), text=inside, headings=[start], stop=stop)

    # --- sections of recommendations

    def headings(self) -> list[int]:
        """Return the headings whose sections hold recommendations, the innermost ones, those of annexes last."""
        opening = [p for p in self.paragraphs if p.level and p.page == 1]
        title = min(opening, key=lambda p: p.level, default=None)
        heads = [i for i, p in enumerate(self.paragraphs) if p.level and _is_about_recommendations(p.text)]
        heads = [h for h in heads if title is None or _plain(self.paragraphs[h].text) != _plain(title.text)]
        inner = [h for h in heads if not any(h < other < self._stop(h) for other in heads)]
        own = [h for h in inner if not in_annex(self.sections[h], self.paragraphs)]
        return own or inner

    def items_of(self, heading: int) -> list[Place]:
        """Return the recommendations of a section, by the way it sets them apart; [] where it does not."""
        start, stop = heading + 1, self._stop(heading)
        ways: tuple[Callable[[int, int], list[_Item]], ...] = (
            self._asking_headings,
            self._bold_openings,
            self._list_items,
            self._headings_with_text,
            self._sentences,
        )
        for way in ways:
            items = way(start, stop)
            if len(items) > 1:
                return [self._place(item) for item in items]
        return []

    def _stop(self, heading: int) -> int:
        return self._end_of_section(heading, self.paragraphs[heading].level)

    def _end_of_section(self, heading: int, level: int) -> int:
        for position in range(heading + 1, len(self.paragraphs)):
            if 0 < self.paragraphs[position].level <= level:
                return position
        return len(self.paragraphs)

    def _inside(self, start: int, stop: int) -> list[int]:
        return [i for i in range(start, stop) if i not in self.skipped]

    # --- the ways

    def _asking_headings(self, start: int, stop: int) -> list[_Item]:
        """Headings of one rank that say what to do."""
        for heads in self._ranks(start, stop):
            if _share(asks(self.paragraphs[h].text) for h in heads) > 0.5:
                return self._cut(heads, stop)
        return []

    def _headings_with_text(self, start: int, stop: int) -> list[_Item]:
        """Headings of the highest rank, where the text below says what to do."""
        for heads in self._ranks(start, stop):
            items = self._cut(heads, stop)
            below = [texts(self.paragraphs, self._inside(i.start + 1, i.stop))[:600] for i in items]
            return items if _share(_asks(text) for text in below) >= 0.5 else []
        return []

    def _ranks(self, start: int, stop: int) -> Iterator[list[int]]:
        """Yield the headings of each rank, the highest first, where there are two or more that head some text."""
        heads = [i for i in range(start, stop) if self.paragraphs[i].level]
        for level in sorted({self.paragraphs[i].level for i in heads}):
            rank = [i for i in heads if self.paragraphs[i].level == level]
            if len(rank) > 1 and all(item.stop > item.start + 1 for item in self._cut(rank, stop)):
                yield rank

    def _cut(self, starts: Sequence[int], stop: int) -> list[_Item]:
        """Cut a stretch at its starts; a heading of a higher rank ends an item, too."""
        items = []
        for start, after in pairwise([*starts, stop]):
            level = self.paragraphs[start].level
            ends = (i for i in range(start + 1, after) if level and 0 < self.paragraphs[i].level < level)
            items.append(_Item(start, next(ends, after)))
        return items

    def _bold_openings(self, start: int, stop: int) -> list[_Item]:
        """Paragraphs with a bold beginning, together with what follows each."""
        inside = self._inside(start, stop)
        opened = [i for i in inside if not self.paragraphs[i].level and self._opens_bold(self.paragraphs[i])]
        if len(opened) < 2 or _share(asks(self._text_of(i)) for i in opened) < 0.4:
            return []
        items = []
        for first, after in pairwise([*opened, stop]):
            heads = (i for i in range(first + 1, after) if self.paragraphs[i].level)
            items.append(_Item(first, next(heads, after)))
        return self._without_farewell(items)

    def _opens_bold(self, paragraph: Paragraph) -> bool:
        if self.body.style.bold or not paragraph.first.opening.bold:
            return False
        whole = paragraph.style.bold and all(line.lead == 0 for line in paragraph.lines)
        return whole or lead_title(paragraph, 0) is not None

    def _list_items(self, start: int, stop: int) -> list[_Item]:
        """List items, where they are most of the section and say what to do."""
        inside = [i for i in self._inside(start, stop) if not self.paragraphs[i].level]
        bullets = [i for i in inside if self.paragraphs[i].bullet and len(self.paragraphs[i].text) >= _MIN_ITEM]
        if not bullets:
            return []
        edge = min(self.paragraphs[i].first.x0 - self.paragraphs[i].first.left for i in bullets) + 6
        outer = [i for i in bullets if self.paragraphs[i].first.x0 - self.paragraphs[i].first.left <= edge]
        covered = len(texts(self.paragraphs, bullets)) / max(1, len(texts(self.paragraphs, inside)))
        if covered < 0.4 or _share(_asks(self.paragraphs[i].text) for i in outer) < 0.4:
            return []
        return [_Item(i, self._end_of_item(i, outer)) for i in outer]

    def _sentences(self, start: int, stop: int) -> list[_Item]:
        """Paragraphs that each say what should be done."""
        inside = [
            i
            for i in self._inside(start, stop)
            if not self.paragraphs[i].level and not self.paragraphs[i].bullet and len(self.paragraphs[i].text) >= 60
        ]
        asking = [i for i in inside if asks(self.paragraphs[i].text)]
        if len(asking) < 0.6 * len(inside):
            return []
        return [_Item(i, self._end_of_item(i, asking)) for i in asking]

    def _end_of_item(self, start: int, starts: Collection[int] = ()) -> int:
        """Return the end of an item: with it go the list below it and what stands further in."""
        first = self.paragraphs[start]
        column = (first.page, first.first.column)
        position = start + 1
        while position < len(self.paragraphs) and position not in starts and position not in self.skipped:
            paragraph = self.paragraphs[position]
            same = (paragraph.page, paragraph.first.column) == column
            further_in = same and paragraph.first.x0 > first.first.x0 + 5
            if paragraph.level or not (further_in or (paragraph.bullet and not first.bullet)):
                break
            position += 1
        return position

    def _without_farewell(self, items: list[_Item]) -> list[_Item]:
        """Leave plain text after the last opening out where all others are one paragraph each."""
        if len(items) > 2 and all(item.stop == item.start + 1 for item in items[:-1]):
            last = items[-1]
            return [*items[:-1], _Item(last.start, last.start + 1)]
        return items

    # --- places

    def _text_of(self, position: int) -> str:
        after = self.paragraphs[position + 1].text if position + 1 < len(self.paragraphs) else ""
        return f"{self.paragraphs[position].text} {after}"[:1500]

    def _place(self, item: _Item, begin: int = 0) -> Place:
        """Return the place of an item, its title told from its text; `begin` is where that starts after a label."""
        first = self.paragraphs[item.start]
        rest = self._inside(item.start + 1, item.stop)
        place = Place(item.start, Series([]), stop=item.stop, title_end=begin)
        heads = first.level > 0 or (first.style.bold and not self.body.style.bold and not first.bullet)
        if not begin and heads and rest and len(first.text) <= 200:
            place.title, place.headings, place.text = first.text.rstrip(" :."), [item.start], rest
            return place
        place.text = [item.start, *rest]
        if not first.level and (lead := lead_title(first, begin)):
            place.title, place.title_end = lead
        return place


def _is_about_recommendations(heading: str) -> bool:
    return speaks_of_recommendations(heading) and len(heading) <= _MAX_HEADING and not _ABOUT.search(heading)


def _asks(text: str) -> bool:
    return asks(text) or bool(_GERUND.match(text))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _share(values: Iterator[bool]) -> float:
    seen = list(values)
    return sum(seen) / max(1, len(seen))
