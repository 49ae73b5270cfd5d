"""Filters: limits on which entries are meant, how they are read, checked and said in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.links import LinkCount
from assistant.understanding.places import country_name, names_of_countries
from assistant.understanding.years import YearRange
from corpus.corpus import Corpus
from corpus.entry import Audience, Entry, Kind, Level
from index.words import fold


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
    every_link: bool = False
    """True where an entry must be tied to each of the recommendations named, not to any of them."""
    link_count: LinkCount | None = None
    basis: str | None = None
    mentioned: bool = False
    """True where it is enough that an entry names a place; by itself it limits nothing."""
    placed: bool = False
    """True where only what has a country is meant ("outside Germany")."""
    entries: tuple[str, ...] = ()
    """Single entries, by id."""
    without: tuple[Filters, ...] = ()
    """What passes any of these is not meant ("apart from Denmark")."""

    def __bool__(self) -> bool:
        return self != Filters()

    @property
    def limits_practices(self) -> bool:
        """True where a place, a year or a level is given, which only practices have."""
        return bool(self.countries or self.regions or self.years or self.levels)


_LEVEL_NAMES: dict[Level, str] = {"european": "European", "cross_border": "cross-border"}

_AUDIENCE_NAMES: dict[Audience, str] = {
    "sme": "SMEs",
    "policymaker": "policymakers and public authorities",
    "cluster_manager": "clusters",
    "company": "companies",
    "education_research": "education and research",
}


def describe(filters: Filters, corpus: Corpus) -> str:
    """Say in words what a list was limited to."""
    parts = []
    if filters.pillars:
        titles = [f"“{corpus.report.pillar(p).title}”" for p in filters.pillars]
        parts.append(f"in the part {' and '.join(titles)}")
    if filters.countries or filters.regions:
        names = [*names_of_countries(filters.countries), *filters.regions]
        parts.append(("with a connection to " if filters.mentioned else "from ") + _either(names))
    if filters.levels:
        parts.append(f"at {_either([_LEVEL_NAMES.get(level, level) for level in filters.levels])} level")
    if filters.audiences:
        parts.append("that name " + _either([_AUDIENCE_NAMES[audience] for audience in filters.audiences]))
    if filters.years:
        parts.append(filters.years.text)
    parts += _links(filters)
    if filters.basis == "policy_toolkit" and filters.link != "filed":
        parts.append("from the Policy Toolkit")
    if filters.entries:
        parts.append(" and ".join(filters.entries))
    if filters.without:
        parts.append("apart from " + " and ".join(_excluded(limits, corpus) for limits in filters.without))
    return "".join(f" {part}" for part in parts)


def _links(filters: Filters) -> list[str]:
    verbs = {"filed": "filed by the Policy Toolkit under", "matched": "matched by us to"}
    verb = verbs.get(filters.link or "", "filed under or matched by us to")
    if filters.recommendations:
        named = list(filters.recommendations)
        return [f"{verb} {'both ' + ' and '.join(named) if filters.every_link else _either(named)}"]
    if filters.link_count:
        return [f"{verb} {filters.link_count.text}"]
    if filters.link == "none":
        return ["tied to no recommendation"]
    return [f"{verb} a recommendation"] if filters.link else []


def _excluded(limits: Filters, corpus: Corpus) -> str:
    text = describe(limits, corpus).strip()
    return text if limits.entries else f"those {text}"


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


def matches(entry: Entry, filters: Filters) -> bool:
    """Say whether an entry passes every limit of the filters."""
    if any(matches(entry, limits) for limits in filters.without):
        return False
    return (
        (not filters.kinds or entry.kind in filters.kinds)
        and (not filters.pillars or entry.pillar in filters.pillars)
        and _place_matches(entry, filters)
        and (not filters.placed or bool(entry.countries))
        and (not filters.levels or any(level in entry.levels for level in filters.levels))
        and (not filters.audiences or any(audience in entry.audiences for audience in filters.audiences))
        and (filters.years is None or filters.years.holds(entry.years))
        and _linked(entry, filters)
        and (filters.basis is None or entry.basis == filters.basis)
        and (not filters.entries or entry.id in filters.entries)
    )


def _place_matches(entry: Entry, filters: Filters) -> bool:
    if not filters.countries and not filters.regions:
        return True
    region = fold(entry.region or "")
    by_region = any(_names(region, name) for name in filters.regions)
    if by_region or any(code in entry.countries for code in filters.countries):
        return True
    return filters.mentioned and _mentions(entry, filters)


def _mentions(entry: Entry, filters: Filters) -> bool:
    """Say whether an entry names a place without being from there: a war in one country breaks chains in others."""
    text = fold(f"{entry.title} {entry.statement}")
    return any(_names(text, name) for name in (*filters.regions, *(country_name(c) for c in filters.countries)))


def _names(folded: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", folded) is not None


def _linked(entry: Entry, filters: Filters) -> bool:
    every = (*entry.filed_under, *entry.matched_to)
    links = {"filed": entry.filed_under, "matched": entry.matched_to}.get(filters.link or "", every)
    if filters.link == "none":
        return not every
    if filters.recommendations:
        held = [i in links for i in filters.recommendations]
        return all(held) if filters.every_link else any(held)
    if filters.link_count:
        return filters.link_count.least <= len(links) <= filters.link_count.most
    return filters.link is None or bool(links)
