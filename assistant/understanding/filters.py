"""Filters: limits on which entries are meant, how they are read, checked and said in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

from assistant.understanding.amounts import Amount, telling_quantity
from assistant.understanding.counts import Count
from assistant.understanding.places import country_name, names_of_countries
from assistant.understanding.several import Several
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
    every: tuple[Several, ...] = ()
    """Of which of the things named an entry must have each, and not any ("both SMEs and clusters")."""
    link_count: Count | None = None
    """To how many recommendations an entry must be tied."""
    only: tuple[Several, ...] = ()
    """Of which of the things named an entry must have no other ("Denmark alone", "policymakers and nobody else")."""
    lacking: tuple[Several, ...] = ()
    """What an entry must have none of ("without a country", "for which no addressee is given")."""
    weak: bool | None = None
    """True where only what fits its recommendations weakly is meant, False where what does is not."""
    numbers: tuple[tuple[Several, Count], ...] = ()
    """How many of some things an entry must have ("in more than one country", "with a single addressee")."""
    amounts: tuple[Amount, ...] = ()
    """Of what sums or numbers an entry must tell ("more than 100 million euros")."""
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
    def limited(self) -> frozenset[str]:
        """Names of the fields that limit."""
        return frozenset(field.name for field in fields(self) if getattr(self, field.name) != field.default)

    @property
    def places(self) -> Filters:
        """The countries and regions alone."""
        return Filters(countries=self.countries, regions=self.regions)

    @property
    def limits_practices(self) -> bool:
        """True where a place, a year or a level is given, which only practices have."""
        by_place = self.countries or self.regions or "countries" in self.lacking
        numbered = any(several in ("countries", "levels") for several, _ in self.numbers)
        return bool(by_place or numbered or self.years or self.levels)

    def wants(self, several: Several, held: Sequence[bool], number: int) -> bool:
        """Say whether an entry passes that has some of the things named, and of all such things a number."""
        if several in self.only and number > sum(held):
            return False
        return all(held) if several in self.every else any(held)


def taken_out(filters: Filters, unwanted: Sequence[Filters]) -> Filters:
    """Take what is not meant out of some limits: countries from several countries, all else from what passes."""
    left = filters.countries
    others = []
    for limit in unwanted:
        if limit == Filters(countries=limit.countries) and set(limit.countries) < set(left):
            left = tuple(code for code in left if code not in limit.countries)
        else:
            others.append(limit)
    return replace(filters, countries=left, without=(*filters.without, *others))


_LEVEL_NAMES: dict[Level, str] = {"european": "European", "cross_border": "cross-border"}

_SEVERAL_NAMES: dict[Several, tuple[str, str]] = {
    "countries": ("country", "countries"),
    "levels": ("level", "levels"),
    "audiences": ("addressee", "addressees"),
}
_NONE_OF: dict[Several, str] = {
    "countries": "a country",
    "levels": "a level",
    "audiences": "an addressee",
    "regions": "a region",
}
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
        parts.append(f"in the part{'s' * (len(titles) > 1)} {_all_of(titles)}")
    parts += [*_places(filters, corpus), *_levels(filters), *_audiences(filters)]
    parts += [f"with {count.text(*_SEVERAL_NAMES[several])}" for several, count in filters.numbers]
    if filters.lacking:
        parts.append("without " + " and ".join(_NONE_OF[several] for several in filters.lacking))
    if filters.years:
        parts.append(filters.years.text)
    if filters.amounts:
        parts.append("that tell of " + " and of ".join(amount.text for amount in filters.amounts))
    parts += _links(filters)
    if filters.basis == "policy_toolkit" and filters.link != "filed":
        parts.append("from the Policy Toolkit")
    if filters.entries:
        parts.append(" and ".join(filters.entries))
    if filters.without:
        parts.append("apart from " + " and ".join(_excluded(limits, corpus) for limits in filters.without))
    return "".join(f" {part}" for part in parts)


def _places(filters: Filters, corpus: Corpus) -> Iterator[str]:
    if filters.countries or filters.regions:
        names = [*names_of_countries(filters.countries, corpus), *filters.regions]
        among = _either(names, every="countries" in filters.every) + " alone" * ("countries" in filters.only)
        outside = names == ["outside Europe"]
        yield among if outside else ("with a connection to " if filters.mentioned else "from ") + among


def _levels(filters: Filters) -> Iterator[str]:
    if filters.levels:
        levels = [_LEVEL_NAMES.get(level, level) for level in filters.levels]
        among = _either(levels, every="levels" in filters.every)
        yield f"at {among} level{' alone' * ('levels' in filters.only)}"


def audiences_named(audiences: Sequence[Audience]) -> str:
    """Return the names of some audiences in running text; "nobody" where there are none."""
    return _all_of([_AUDIENCE_NAMES[audience] for audience in audiences]) if audiences else "nobody"


def _audiences(filters: Filters) -> Iterator[str]:
    if filters.audiences:
        among = _either([_AUDIENCE_NAMES[a] for a in filters.audiences], every="audiences" in filters.every)
        yield f"that name {among}{' and nobody else' * ('audiences' in filters.only)}"


def tied(link: str | None, weak: bool | None = None) -> str:
    """Say how practices are tied to recommendations by the link that counts: "matched by us to", weakly or not."""
    if weak is not None:
        return f"matched by us {'weakly' if weak else 'and not weakly'} to"
    verbs = {"filed": "filed by the Policy Toolkit under", "matched": "matched by us to"}
    return verbs.get(link or "", "filed under or matched by us to")


def _links(filters: Filters) -> list[str]:
    verb = tied(filters.link, filters.weak)
    if filters.recommendations:
        return [f"{verb} {_either(filters.recommendations, every='recommendations' in filters.every)}"]
    if filters.link_count:
        return [f"{verb} {filters.link_count.text('recommendation', 'recommendations')}"]
    if filters.link == "none":
        return ["tied to no recommendation"]
    return [f"{verb} a recommendation"] if filters.link or filters.weak is not None else []


def _excluded(limits: Filters, corpus: Corpus) -> str:
    text = describe(limits, corpus).strip()
    return text if limits.entries else f"those {text}"


def _either(names: Sequence[str], *, every: bool = False) -> str:
    if len(names) == 1:
        return names[0]
    return f"both {_all_of(names)}" if every else f"{', '.join(names[:-1])} or {names[-1]}"


def _all_of(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def matches(entry: Entry, filters: Filters) -> bool:
    """Say whether an entry passes every limit of the filters."""
    if any(matches(entry, limits) for limits in filters.without):
        return False
    return (
        (not filters.kinds or entry.kind in filters.kinds)
        and (not filters.pillars or entry.pillar in filters.pillars)
        and _place_matches(entry, filters)
        and (not filters.placed or bool(entry.countries))
        and _wanted(filters, "levels", filters.levels, entry.levels)
        and _wanted(filters, "audiences", filters.audiences, entry.audiences)
        and ("levels" not in filters.lacking or not entry.levels)
        and ("audiences" not in filters.lacking or not entry.audiences)
        and ("countries" not in filters.lacking or not entry.countries)
        and ("regions" not in filters.lacking or not entry.region)
        and all(count.holds(number_of(several, entry)) for several, count in filters.numbers)
        and (filters.years is None or filters.years.holds(entry.years))
        and all(telling_quantity(entry, amount) for amount in filters.amounts)
        and _linked(entry, filters)
        and filters.weak in (None, entry.weak_match)
        and (filters.basis is None or entry.basis == filters.basis)
        and (not filters.entries or entry.id in filters.entries)
    )


def share_no_country(one: Entry, other: Entry) -> bool:
    """Say whether two practices come from different countries: the Saxon contest is not told of by the Bulgarian one."""
    return bool(one.countries and other.countries) and not {*one.countries} & {*other.countries}


def _wanted(filters: Filters, several: Several, named: Sequence[str], held: Sequence[str]) -> bool:
    return not named or filters.wants(several, [one in held for one in named], len(held))


def number_of(several: Several, entry: Entry) -> int:
    """Return how many countries, levels or audiences an entry has; the Union is none of its countries."""
    if several == "countries":
        return len({*entry.countries} - {"EU"})
    return len(entry.levels if several == "levels" else entry.audiences)


def _place_matches(entry: Entry, filters: Filters) -> bool:
    if not filters.countries and not filters.regions:
        return True
    region = fold(entry.region or "")
    names = [*filters.regions, *(country_name(code) for code in filters.countries)]
    held = [_names(region, name) for name in filters.regions] + [code in entry.countries for code in filters.countries]
    if filters.mentioned:  # what names a place need not be from there: a war in one country breaks chains in others
        text = fold(f"{entry.title} {entry.statement}")
        held = [there or _names(text, name) for there, name in zip(held, names, strict=True)]
    return filters.wants("countries", held, len(entry.countries))


def _names(folded: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", folded) is not None


def links_of(entry: Entry, filters: Filters) -> tuple[str, ...]:
    """Return the recommendations that an entry is tied to by the link that counts."""
    links = {"filed": entry.filed_under, "matched": entry.matched_to}
    return links.get(filters.link or "", (*entry.filed_under, *entry.matched_to))


def _linked(entry: Entry, filters: Filters) -> bool:
    links = links_of(entry, filters)
    if filters.link == "none":
        return not links
    if filters.recommendations:
        return filters.wants("recommendations", [i in links for i in filters.recommendations], len(links))
    if filters.link_count:
        return filters.link_count.holds(len(links))
    return filters.link is None or bool(links)
