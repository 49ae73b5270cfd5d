"""Filters: limits on which entries are meant, how they are read, checked and said in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.places import country_name
from corpus.corpus import Corpus
from corpus.entry import Audience, Entry, Kind, Level
from index.words import fold


@dataclass(frozen=True, slots=True)
class YearRange:
    """Calendar years that a question limits itself to; `started` where only the first year counts."""

    first: int
    last: int
    started: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits on which entries are meant; empty fields do not limit."""

    pillars: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    audiences: tuple[Audience, ...] = ()
    years: YearRange | None = None
    recommendations: tuple[str, ...] = ()
    link: str | None = None
    """"filed" or "matched" where only one of the two links to recommendations counts, "none" for entries without any."""
    basis: str | None = None

    def __bool__(self) -> bool:
        return self != Filters()

    @property
    def limits_practices(self) -> bool:
        """True where a place, a year or a level is given, which only practices have."""
        return bool(self.countries or self.regions or self.years or self.levels)


_YEAR = r"((?:19|20)\d\d)"
_RANGES: tuple[tuple[str, str], ...] = (
    (rf"\bbetween {_YEAR} and {_YEAR}", "between"),
    (rf"\bfrom {_YEAR} (?:to|until|till|through) {_YEAR}", "between"),
    (rf"\b{_YEAR}\s*[-–]\s*{_YEAR}", "between"),
    (rf"\b{_YEAR} or (?:earlier|before)", "until"),
    (rf"\b{_YEAR} or (?:later|after)", "since"),
    (rf"\b(?:before|prior to|earlier than|older than) {_YEAR}", "before"),
    (rf"\b(?:after|later than|newer than) {_YEAR}", "after"),
    (rf"\bsince {_YEAR}|\bfrom {_YEAR} on(?:wards?)?\b", "since"),
    (rf"\b(?:until|up to|by) {_YEAR}", "until"),
    (r"\b((?:19|20)\d0)s\b", "decade"),
    (rf"\b{_YEAR}\b", "in"),
)
_STARTED = re.compile(
    r"\b(?:start\w*|began|begun|begin\w*|launch\w*|founded|created|set up|established|dating|dated|since|from (?=(?:19|20)\d\d)|got going|got under way|kicked off|go back|goes back)\b"
)


def describe(filters: Filters, corpus: Corpus) -> str:
    """Say in words what a list was limited to."""
    parts = []
    if filters.pillars:
        titles = [f"“{corpus.report.pillar(p).title}”" for p in filters.pillars]
        parts.append(f"in the part {' and '.join(titles)}")
    if filters.countries or filters.regions:
        names = [*(country_name(code) for code in filters.countries), *filters.regions]
        parts.append("from " + _either(names))
    if filters.levels:
        parts.append(f"at {_either([level.replace('_', '-') for level in filters.levels])} level")
    if filters.audiences:
        labels = {"sme": "SMEs", "policymaker": "policymakers and public authorities", "cluster_manager": "clusters"}
        parts.append("that name " + _either([labels.get(a, a.replace("_", " ")) for a in filters.audiences]))
    if filters.years:
        parts.append(_describe_years(filters))
    if filters.recommendations:
        verb = {"filed": "filed by the Policy Toolkit under", "matched": "matched by us to"}.get(
            filters.link or "", "filed under or matched by us to"
        )
        parts.append(f"{verb} {_either(list(filters.recommendations))}")
    if filters.link == "none":
        parts.append("tied to no recommendation")
    if filters.basis == "policy_toolkit":
        parts.append("from the Policy Toolkit")
    return "".join(f" {part}" for part in parts)


def _describe_years(filters: Filters) -> str:
    years = filters.years
    assert years is not None
    verb = "that started" if years.started else "that ended" if years.ended else "that ran"
    if years.first == 0:
        return f"{verb} in {years.last} or earlier"
    if years.last == 9999:
        return f"{verb} in {years.first} or later"
    return f"{verb} in {years.first}" if years.first == years.last else f"{verb} between {years.first} and {years.last}"


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


def matches(entry: Entry, filters: Filters) -> bool:
    """Say whether an entry passes every limit of the filters."""
    if filters.link == "none" and (entry.filed_under or entry.matched_to):
        return False
    return (
        (not filters.kinds or entry.kind in filters.kinds)
        and (not filters.pillars or entry.pillar in filters.pillars)
        and _place_matches(entry, filters)
        and (not filters.levels or any(level in entry.levels for level in filters.levels))
        and (not filters.audiences or any(audience in entry.audiences for audience in filters.audiences))
        and (filters.years is None or _year_matches(entry, filters.years))
        and (not filters.recommendations or _linked(entry, filters))
        and (filters.basis is None or entry.basis == filters.basis)
    )


def _place_matches(entry: Entry, filters: Filters) -> bool:
    if not filters.countries and not filters.regions:
        return True
    region = fold(entry.region or "")
    by_region = any(re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", region) for name in filters.regions)
    return by_region or any(code in entry.countries for code in filters.countries)


def _linked(entry: Entry, filters: Filters) -> bool:
    filed = any(i in entry.filed_under for i in filters.recommendations)
    matched = any(i in entry.matched_to for i in filters.recommendations)
    return {"filed": filed, "matched": matched}.get(filters.link or "", filed or matched)


def _year_matches(entry: Entry, wanted: YearRange) -> bool:
    years = entry.years
    if years is None or years.start is None:
        return False
    if wanted.started:
        return wanted.first <= years.start <= wanted.last
    if wanted.ended:
        return years.end is not None and wanted.first <= years.end <= wanted.last
    return years.start <= wanted.last and (years.end is None or years.end >= wanted.first)


def years_of(folded: str) -> YearRange | None:
    """Return the years that a folded text limits itself to."""
    started = bool(_STARTED.search(folded))
    ended = bool(re.search(r"\b(?:end(?:ed|ing|s)?|finish\w*|complet\w*|clos(?:e|es|ed|ing))\b", folded))
    if re.search(r"\b(?:last|previous|twentieth|20th) century\b", folded):
        return YearRange(0, 1999, started=True)
    for pattern, name in _RANGES:
        match = re.search(pattern, folded)
        if match is None:
            continue
        numbers = [int(group) for group in match.groups() if group]
        first, last = numbers[0], numbers[-1]
        if name == "decade":
            return YearRange(first, first + 9, started=True)
        if name == "before":
            return YearRange(0, first - 1, started=True) if not ended else YearRange(0, first - 1, ended=True)
        if name == "after":
            return YearRange(first + 1, 9999, started=not ended, ended=ended)
        if name == "since":
            return YearRange(first, 9999, started=not ended, ended=ended)
        if name == "until":
            return YearRange(0, first, ended=ended, started=not ended)
        return YearRange(first, last, started=started, ended=ended and not started)
    return None
