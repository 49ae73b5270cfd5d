"""Markers -> series -> the series that are the report's recommendations.

A single number says nothing: numbers open paragraphs, footnotes, lists and contents alike. A series of them says a
lot: counted on without gaps, set alike, under a heading or a sentence that speaks of recommendations, followed by
text that asks for something. Every series of a report is scored by these signs together, and none of them decides
alone; a report none of whose series scores enough has no numbered recommendations.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median

from corpus.importer.headings import sections_of
from corpus.importer.markers import Marker, follows
from corpus.importer.text import Paragraph

ENOUGH = 5.0
"""Score from which a series counts as recommendations."""
_MAX_GAP = 3
_STEM = re.compile(
    r"recommend|empfehl|recomend|recomand|raccomand|aanbevel|anbefal|rekommend|rekomend|suosit|doporu[čc]|odpor[úu][čc]"
    r"|aj[áa]nl|priporo[čc]|preporu[čk]|soovit|ieteik|rakkomand|moltaí|σύστασ|συστάσ|препоръ",
    re.IGNORECASE,
)
_WEAK_STEM = re.compile(r"proposal|proposed|actions?\b|measures|way forward|next steps|we propose", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:should|must|shall|ought|recommend\w*|need(?:s|ed)? to|urge[sd]?|call(?:s|ed)? (?:on|for|upon)|propose[sd]?"
    r"|encourage[sd]?|invite[sd]?|advise[sd]?|is to be|are to be|be (?:required|established|given|made|amended))\b"
    r"|soll(?:te|ten|en)?\b|devr(?:ait|aient)|doit|deber[íi]a|dovrebbe|moet(?:en)?\b|powinn",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"(?:establish|create|develop|ensure|promote|support|strengthen|improve|introduce|provide|set up|build|increase|"
    r"adopt|encourage|foster|invest|make|use|launch|enhance|extend|facilitate|expand|review|implement|reduce|remove|"
    r"require|simplify|accelerate|align|amend|appoint|clarify|connect|design|enable|equip|fund|help|integrate|"
    r"invite|offer|publish|put|raise|reform|share|stimulate|take|test|train|update|work|give|monitor|define|prepare|"
    r"commission|consider|continue|deliver|empower|engage|lead|link|mobilise|mobilize|open|pilot|prioriti[sz]e|protect)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that starts with a number."""

    position: int
    """Which paragraph."""
    marker: Marker
    section: float
    """1 where a heading above it speaks of recommendations, 0.4 where one speaks of proposals or actions."""
    asks: bool
    """Its text says what somebody should do."""
    length: int
    """Characters up to the next number of its kind."""
    look: tuple[object, ...]
    """Type, so that a series is set alike."""
    indent: float
    heading: bool


@dataclass(slots=True)
class Series:
    """Numbers that count on."""

    members: list[Candidate]
    missing: int = 0
    """Numbers left out between its members."""
    score: float = 0.0

    @property
    def form(self) -> str:
        """Form of its markers."""
        return self.members[0].marker.form

    @property
    def numbers(self) -> set[tuple[int, ...]]:
        """The numbers of its members."""
        return {m.marker.parts for m in self.members}

    @property
    def positions(self) -> list[int]:
        """The paragraphs of its members."""
        return [m.position for m in self.members]


@dataclass(slots=True)
class Scored:
    """All series of a report, the best first, and what they were judged on."""

    series: list[Series]
    sections: list[tuple[int, ...]] = field(default_factory=list)


def speaks_of_recommendations(text: str) -> bool:
    """Say whether a text has the word, in any language of the Union."""
    return bool(_STEM.search(text))


def asks(text: str) -> bool:
    """Say whether a text says what somebody should do."""
    return bool(_ASKS.search(text[:1500]) or _IMPERATIVE.match(text))


def find_series(paragraphs: Sequence[Paragraph]) -> Scored:
    """Collect and score every series of numbers; the best first."""
    sections = sections_of(paragraphs)
    candidates = list(_candidates(paragraphs, _in_sections(paragraphs, sections)))
    found: list[Series] = []
    for _, group in groupby(sorted(candidates, key=_kind), key=_kind):
        for series in _chains(sorted(group, key=lambda c: c.position)):
            found.extend(_with_parts(series))
    titled = any(_STEM.search(p.text) for p in paragraphs if p.level and p.page <= 2)
    for series in found:
        series.score = _score(series, paragraphs, titled)
    found.sort(key=lambda s: (-s.score, s.members[0].position))
    return Scored(found, sections)


def _kind(candidate: Candidate) -> tuple[str, str]:
    """Return what must be the same in a series; words win over type, as lists and chapters are set differently."""
    marker = candidate.marker
    if marker.form in ("word", "noun"):
        return marker.signature, ""
    return marker.signature, repr(candidate.look)


def _in_sections(paragraphs: Sequence[Paragraph], sections: Sequence[tuple[int, ...]]) -> list[float]:
    """Return for each paragraph what the headings above it say: 1 recommendations, 0.4 proposals, 0 neither.

    The report's own title does not count, nor do the recommendations' own headings.
    """
    cover = {_plain(p.text) for p in paragraphs if p.level and p.page == 1}
    weights: dict[int, float] = {}
    for position, paragraph in enumerate(paragraphs):
        if paragraph.level and _plain(paragraph.text) not in cover and not _is_word(paragraph.marker):
            weak = 0.4 if _WEAK_STEM.search(paragraph.text) else 0.0
            weights[position] = 1.0 if _STEM.search(paragraph.text) else weak
    return [max((weights.get(h, 0.0) for h in above if h != i), default=0.0) for i, above in enumerate(sections)]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _is_word(marker: Marker | None) -> bool:
    return marker is not None and marker.form == "word"


def _candidates(paragraphs: Sequence[Paragraph], weights: Sequence[float]) -> Iterable[Candidate]:
    for position, paragraph in enumerate(paragraphs):
        marker = paragraph.marker
        if marker is None or paragraph.note:
            continue
        text = paragraph.text[marker.end :]
        after = " ".join(p.text for p in paragraphs[position + 1 : position + 3] if p.marker is None)
        opening = paragraph.first.opening
        yield Candidate(
            position=position,
            marker=marker,
            section=weights[position],
            asks=asks(f"{text} {after}"),
            length=len(text) + len(after),
            look=(round(opening.size), opening.bold),
            indent=paragraph.first.x0 - paragraph.first.left,
            heading=paragraph.level > 0 or (len(text) < 4 and marker.form in ("word", "noun")),
        )


# --- chains


def _chains(candidates: Sequence[Candidate]) -> list[Series]:
    """Let every candidate go on with the series that it follows best, or begin one."""
    open_series: list[Series] = []
    for candidate in candidates:
        fitting = [s for s in open_series[-60:] if follows(s.members[-1].marker.parts, candidate.marker.parts)]
        if not fitting:
            fitting = [s for s in open_series[-60:] if _repeats(s, candidate)]
        if not fitting and candidate.marker.parts[-1] > 1:
            fitting = [s for s in open_series[-60:] if _skips(s.members[-1].marker.parts, candidate.marker.parts)]
        if fitting:
            best = min(fitting, key=lambda s: (_distance(s.members[-1], candidate), -s.members[-1].position))
            step = candidate.marker.parts[-1] - best.members[-1].marker.parts[-1]
            best.missing += max(0, step - 1)
            best.members.append(candidate)
        else:
            open_series.append(Series([candidate]))
    return open_series


def _repeats(series: Series, candidate: Candidate) -> bool:
    """Say whether a long series prints its last number once more, by mistake."""
    last = series.members[-1]
    return (
        len(series.members) >= 5
        and last.marker.form not in ("word", "noun")
        and last.marker.parts == candidate.marker.parts
        and _distance(last, candidate) == 0
    )


def _skips(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Say whether a number is a little further on, with some left out."""
    return before[:-1] == after[:-1] and len(before) == len(after) and 1 < after[-1] - before[-1] <= _MAX_GAP


def _distance(last: Candidate, candidate: Candidate) -> float:
    """Return how differently two members are set."""
    same_look = last.look == candidate.look
    return (
        (0 if same_look else 20)
        + (0 if last.heading == candidate.heading else 10)
        + min(30.0, round(abs(last.indent - candidate.indent) / 4))
    )


def _with_parts(series: Series) -> list[Series]:
    """Return a series and those of its parts that may stand for themselves: under a heading, or of one chapter."""
    found = [series]
    if series.form in ("word", "noun"):
        return found
    stretches = [list(g) for inside, g in groupby(series.members, key=lambda m: m.section == 1.0) if inside]
    found.extend(_part(stretch) for stretch in stretches if 2 <= len(stretch) < len(series.members))
    chapters = [list(g) for _, g in groupby(series.members, key=lambda m: m.marker.chapter)]
    if len(chapters) > 1:
        found.extend(_part(chapter) for chapter in chapters if len(chapter) >= 2)
    return found


def _part(members: list[Candidate]) -> Series:
    missing = sum(
        max(0, b.marker.parts[-1] - a.marker.parts[-1] - 1)
        for a, b in pairwise(members)
        if a.marker.chapter == b.marker.chapter
    )
    return Series(members, missing)


# --- scores

_FORM_SCORE: dict[str, float] = {"word": 5.0, "noun": 1.5, "letter": 0.5, "dotted": 0.0, "plain": 0.0, "roman": 0.0}


def _score(series: Series, paragraphs: Sequence[Paragraph], titled: bool) -> float:
    """Weigh the signs; `titled` says that the report's own title speaks of recommendations."""
    members = series.members
    count = len(members)
    said = _FORM_SCORE[series.form] + 4.0 * _share(m.section for m in members)
    said += _introduced(paragraphs, members[0].position)
    if members[0].marker.signature.startswith("letter:R:"):
        said += 3.0
    asks = _share(m.asks for m in members)
    apart = _share(m.heading or m.look[1] is True for m in members)
    if count >= 4 and apart > 0.9:
        said += 1.0 * titled + (1.5 if titled else 0.7) * _is_parallel(series, paragraphs)
    # Where nothing speaks of recommendations, headings that all ask for something may still be some.
    if said < 1.5 and not (count >= 4 and asks > 0.85 and apart > 0.9):
        said -= 3.0
    score = said + 2.0 * asks + apart + min(3.0, count / 4)
    score -= 6.0 * series.missing / (series.missing + count)
    if members[0].marker.parts[-1] > 1:
        score -= 0.5 if count >= 5 or members[0].section else 2.0
    if count < 3:
        score -= 4.5 - 1.5 * count
    if median(m.length for m in members) < 40:
        score -= 3.0
    return score


def _is_parallel(series: Series, paragraphs: Sequence[Paragraph]) -> bool:
    """Say whether most members have a sub-heading in common, such as "Why this matters"."""
    seen: Counter[str] = Counter()
    for start, stop in pairwise(series.positions):
        seen.update({_plain(p.text) for p in paragraphs[start + 1 : stop] if p.level})
    return any(count >= 0.5 * len(series.members) for count in seen.values())


def _share(values: Iterable[float]) -> float:
    seen = list(values)
    return sum(seen) / len(seen)


def _introduced(paragraphs: Sequence[Paragraph], position: int) -> float:
    """Return 2 where the words just before a series announce recommendations, 1 where they announce proposals."""
    if not position:
        return 0.0
    before = paragraphs[position - 1].text[-250:]
    if not before.rstrip().endswith((":", "that", "recommendations.", "below.")):
        return 0.0
    return 2.0 if _STEM.search(before) else 1.0 if _WEAK_STEM.search(before) else 0.0
