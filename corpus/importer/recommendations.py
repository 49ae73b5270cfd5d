"""The report's recommendations: the best series, the other places that print the same ones, and their texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from statistics import mean

from rapidfuzz import fuzz

from corpus.importer.headings import Body
from corpus.importer.places import Place, PlaceFinder, short_title, texts
from corpus.importer.series import ENOUGH, Scored, Series, find_series
from corpus.importer.text import Paragraph

_ALIKE = 50.0
"""Mean likeness, 0 to 100, from which two series may print the same recommendations."""
_MARGIN = 8.0
"""How much more alike equal numbers must be than neighbouring ones."""
_ANNEX = re.compile(r"(?:annex|appendix|anhang|annexe|anexo|allegato|bijlage)\b", re.IGNORECASE)
_LABELLED = re.compile(r"\((Conclusion|Recommendation)s?\b[^()]{0,60}\)\s*$", re.IGNORECASE)


@dataclass(slots=True)
class Recommendation:
    """One recommendation of the report."""

    number: str
    """As printed; "" where the report numbers none."""
    id: str
    title: str
    title_printed: bool
    """False where the title is the first words of the text."""
    main: Place
    others: list[Place] = field(default_factory=list)
    """Other places that print it, such as a summary."""


@dataclass(slots=True)
class Found:
    """What the search for recommendations came to."""

    recommendations: list[Recommendation] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Numbers between the first and the last that were not found."""
    repeated: list[str] = field(default_factory=list)
    """Numbers that the report prints on more than one recommendation."""
    conclusions: list[str] = field(default_factory=list)
    """Numbers that the report itself labels as conclusions."""
    sections: list[tuple[int, ...]] = field(default_factory=list)
    """For every paragraph the headings above it."""

    @property
    def taken(self) -> set[int]:
        """Paragraphs that belong to a recommendation."""
        return {i for r in self.recommendations for place in (r.main, *r.others) for i in place.taken}


def find_recommendations(paragraphs: Sequence[Paragraph], body: Body, skipped: Collection[int] = ()) -> Found:
    """Find the numbered recommendations of a report; none where no series of numbers is convincing.

    `skipped` are paragraphs that belong to something else, such as an example beside the text.
    """
    scored = find_series(paragraphs)
    chosen = _choose(scored, paragraphs)
    found = Found(sections=scored.sections)
    if not chosen:
        return found
    finder = PlaceFinder(paragraphs, body, scored.series, [s for part in chosen for s in part], skipped)
    for index, part in enumerate(chosen, 1):
        prefix = f"{index}-" if len(chosen) > 1 and _collide(chosen) else ""
        _collect(found, part, finder, paragraphs, prefix)
    _note_missing(found, chosen)
    return found


# --- which series


def _choose(scored: Scored, paragraphs: Sequence[Paragraph]) -> list[list[Series]]:
    """Return the parts of the list of recommendations, each with all series that print it, the best first.

    There is one part, unless the numbers start again in every chapter.
    """
    parts: list[list[Series]] = []
    for series in scored.series:
        if series.score < (ENOUGH if not parts else 1.0):
            break
        if any(set(series.positions) & set(s.positions) for part in parts for s in part):
            continue
        if not parts:
            parts.append([series])
        elif (same := next((p for p in parts if _prints_the_same(p[0], series, paragraphs)), None)) is not None:
            same.append(series)
        elif _is_annexed(series, scored, paragraphs) and not _is_annexed(parts[0][0], scored, paragraphs):
            continue  # what an annex reprints is not the report's own
        elif _goes_on(parts[0][0], series) and not _apart(parts[0][0], series):
            # Cards beside and below each other are read in columns, so that the numbers come in two chains.
            parts[0][0] = _together(parts[0][0], series)
        elif _goes_on(parts[0][0], series) or _starts_again(parts, series):
            parts.append([series])
    parts.sort(key=lambda part: part[0].members[0].position)
    return parts


def _is_annexed(series: Series, scored: Scored, paragraphs: Sequence[Paragraph]) -> bool:
    return in_annex(scored.sections[series.positions[0]], paragraphs)


def in_annex(above: Sequence[int], paragraphs: Sequence[Paragraph]) -> bool:
    """Say whether one of the headings above a paragraph opens an annex."""
    return any(_ANNEX.match(paragraphs[heading].text) for heading in above)


def _prints_the_same(series: Series, other: Series, paragraphs: Sequence[Paragraph]) -> bool:
    """Say whether two series print the same recommendations: equal numbers are more alike than neighbours."""
    a, b = _texts_by_number(series, paragraphs), _texts_by_number(other, paragraphs)
    common = [n for n in a if n in b]
    if len(common) < 0.6 * len(b):
        return False
    equal = mean(_likeness(a[n], b[n]) for n in common)
    if len(common) < 3:
        return equal > 82
    shifted = [_likeness(a[n], b[m]) for n, m in zip(common, common[1:] + common[:1], strict=True)]
    return equal >= _ALIKE and equal - mean(shifted) >= _MARGIN


def _texts_by_number(series: Series, paragraphs: Sequence[Paragraph]) -> dict[tuple[int, ...], str]:
    found: dict[tuple[int, ...], str] = {}
    for member in series.members:
        after = paragraphs[member.position + 1 : member.position + 4]
        own = paragraphs[member.position].text[member.marker.end :]
        found[member.marker.parts] = " ".join([own, *(p.text for p in after if p.marker is None)])[:700]
    return found


def _likeness(a: str, b: str) -> float:
    return fuzz.token_set_ratio(a.lower(), b.lower())


def _goes_on(best: Series, series: Series) -> bool:
    """Say whether a series prints further numbers of the same kind, such as those of another chapter."""
    first, own = best.members[0], series.members[0]
    if first.marker.signature != own.marker.signature or series.score < ENOUGH or best.numbers & series.numbers:
        return False
    return best.form == "word" or ((first.look, first.heading) == (own.look, own.heading) and _apart(best, series))


def _together(a: Series, b: Series) -> Series:
    return Series(sorted([*a.members, *b.members], key=lambda m: m.position), score=a.score)


def _apart(a: Series, b: Series) -> bool:
    return a.positions[-1] < b.positions[0] or b.positions[-1] < a.positions[0]


def _starts_again(parts: Sequence[Sequence[Series]], series: Series) -> bool:
    """Say whether a series counts a further chapter's recommendations from 1: set alike, beside the others."""
    best = parts[0][0]
    first, own = best.members[0], series.members[0]
    if series.score < max(ENOUGH, best.score - 3) or first.marker.signature != own.marker.signature:
        return False
    if (first.look, first.heading) != (own.look, own.heading):
        return False
    return all(_apart(part[0], series) for part in parts)


def _collide(parts: Sequence[Sequence[Series]]) -> bool:
    numbers = [n for part in parts for n in part[0].numbers]
    return len(numbers) > len(set(numbers))


# --- their texts


def _collect(
    found: Found, part: Sequence[Series], finder: PlaceFinder, paragraphs: Sequence[Paragraph], prefix: str
) -> None:
    places: dict[tuple[int, ...], list[Place]] = {}
    extra: list[tuple[str, Place]] = []
    for series in part:
        for member, place in zip(series.members, finder.places(series), strict=True):
            same = places.setdefault(member.marker.parts, [])
            if any(p.series is series for p in same):
                extra.append((member.marker.number, place))  # the same number once more in one list
            else:
                same.append(place)
    labelled = _labels(places, paragraphs)
    for parts, same in sorted(places.items()):
        number = _number(same)
        if labelled.get(parts) == "conclusion":
            found.conclusions.append(number)
            continue
        main, others = _main(same, paragraphs)
        found.recommendations.append(_recommendation(number, main, others, paragraphs, prefix, parts))
    for number, place in extra:
        found.repeated.append(number)
        parts = next(m.marker.parts for m in place.series.members if m.position == place.start)
        taken = {r.id for r in found.recommendations}
        twin = _recommendation(number, place, [], paragraphs, prefix, parts)
        twin.id = next(f"{twin.id}-{n}" for n in range(2, 100) if f"{twin.id}-{n}" not in taken)
        position = next(i for i, r in enumerate(found.recommendations) if r.number == number)
        found.recommendations.insert(position + 1, twin)


def _number(places: Sequence[Place]) -> str:
    place = places[0]
    return next(m.marker.number for m in place.series.members if m.position == place.start)


def _labels(places: dict[tuple[int, ...], list[Place]], paragraphs: Sequence[Paragraph]) -> dict[tuple[int, ...], str]:
    """Return what the report calls each item, where it labels them: "conclusion" or "recommendation"."""
    labels: dict[tuple[int, ...], str] = {}
    for parts, same in places.items():
        match = _LABELLED.search(texts(paragraphs, same[0].text))
        if match:
            labels[parts] = match[1].lower()
    kinds = set(labels.values())
    return labels if len(kinds) == 2 and len(labels) > 0.7 * len(places) else {}


def _main(places: list[Place], paragraphs: Sequence[Paragraph]) -> tuple[Place, list[Place]]:
    """Return the place that prints a recommendation in full, and the others.

    A heading whose discussion leads up to the recommendation itself, printed again below, is not one of them.
    Of equal texts the one among the report's chapters is the main one, not that in a list.
    """
    kept = [place for place in places if not any(_leads_up(place, other, paragraphs) for other in places)]
    longest = max(place.length(paragraphs) for place in kept)
    full = [place for place in kept if place.length(paragraphs) >= 0.85 * longest]
    main = max(full, key=lambda p: (p.series.positions[-1] - p.series.positions[0], -p.start))
    if not main.title:
        main.title = next((p.title for p in places if p.title), "")
    return main, [place for place in kept if place is not main]


def _leads_up(place: Place, other: Place, paragraphs: Sequence[Paragraph]) -> bool:
    """Say whether the next place after one prints the same number again, with the recommendation itself."""
    return place.next_start == other.start and other.length(paragraphs) >= 60


def _recommendation(
    number: str,
    main: Place,
    others: list[Place],
    paragraphs: Sequence[Paragraph],
    prefix: str,
    parts: tuple[int, ...],
) -> Recommendation:
    title = main.title
    if not title:
        whole = texts(paragraphs, main.text)[main.title_end :] or paragraphs[main.start].text
        title = short_title(whole)
    return Recommendation(number, _identity(number, parts, prefix), title, bool(main.title), main, others)


def _identity(number: str, parts: tuple[int, ...], prefix: str) -> str:
    """Return the id: R7, R8.12, R4a, RA1; a roman number is counted: R4 for IV."""
    lettered = re.fullmatch(r"([A-Z]{1,3})[.-]?(\d[\w.]*)", number)
    if lettered:
        return f"R{prefix}{lettered[1]}{lettered[2]}"
    tail = number if re.fullmatch(r"\d[\w.]*", number) else ".".join(str(part) for part in parts)
    return f"R{prefix}{tail}"


def _note_missing(found: Found, chosen: Sequence[Sequence[Series]]) -> None:
    """Note the numbers between the first and the last of each chapter that were not found."""
    for part in chosen:
        printed = {m.marker.parts: m.marker.number for series in part for m in series.members}
        for chapter in sorted({n[:-1] for n in printed}):
            have = {n[-1]: number for n, number in printed.items() if n[:-1] == chapter}
            first = 1 if len(have) > 1 and min(have) < 4 else min(have)
            head = re.sub(r"\d+[a-zA-Z]?$", "", next(iter(have.values())))
            found.missing.extend(f"{head}{n}" for n in range(first, max(have)) if n not in have)
