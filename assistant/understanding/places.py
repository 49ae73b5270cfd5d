"""Places: countries by name, code, capital letter abbreviations and demonym; groups of countries; regions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from babel import Locale
from countryinfo import all_countries

from corpus.corpus import Corpus
from index.words import fold

MOST_NAMED = 6
"""Countries that are told one by one; more are told by the groups that they make up."""
OUTSIDE_EUROPE = ("outside europe", "outside of europe", "beyond europe", "non-european")
"""What firms sell to as often as practices come from it."""
MOST_LACKING = 2
"""Countries that a group may lack and still be told by its name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in a question: `codes` for a country or a group, `region` for a region of the corpus."""

    text: str
    start: int
    end: int
    codes: tuple[str, ...] = ()
    region: str | None = None


class Gazetteer:
    """All places that can be recognised: the world's countries and the regions of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        data = _place_data()
        self._countries = _country_names() | {fold(k): (v,) for k, v in data["countries"].items()}
        self._groups = _world_regions() | {fold(name): tuple(codes) for name, codes in data["groups"].items()}
        self._capitalised = frozenset(data["capitalised"])
        self._groups |= dict.fromkeys(OUTSIDE_EUROPE, beyond_europe(corpus))
        self.europe = europe_codes()
        """No limit where it is named by itself, but where something comes from it, or not from it."""
        self._groups |= dict.fromkeys(("from europe", "from european countries"), self.europe)
        self.union = union_codes()
        adjectives = {fold(k): v for k, v in data["region_adjectives"].items()}
        regions = {fold(name): name for name in corpus_regions(corpus)}
        self._regions = regions | {a: name for a, name in adjectives.items() if fold(name) in regions}
        names = [*self._countries, *self._groups, *self._regions]
        alternatives = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<![\w-])(?:{alternatives})(?:'s|’s|s)?(?![\w-])")
        self._abbreviation = re.compile(r"(?<![\w.-])(?:U\.?K\.?|U\.?S\.?A?\.?|uk|usa)(?![\w-])")

    def find(self, text: str) -> list[Place]:
        """List the places of a text in order; the longest name wins where names overlap."""
        found = [
            self._place(match)
            for match in self._pattern.finditer(_fold_in_place(text))
            if match.group() not in self._capitalised or text[match.start()].isupper()
        ]
        for match in self._abbreviation.finditer(text):
            code = "GB" if "k" in match.group().lower() else "US"
            found.append(Place(match.group(), match.start(), match.end(), (code,)))
        return sorted((place for place in found if place is not None), key=lambda place: place.start)

    def _place(self, match: re.Match[str]) -> Place:
        name = re.sub(r"['’]s$", "", match.group())
        for candidate in (name, name.removesuffix("s")):
            if candidate in self._regions:
                return Place(match.group(), match.start(), match.end(), region=self._regions[candidate])
            if candidate in self._groups:
                return Place(match.group(), match.start(), match.end(), self._groups[candidate])
            if candidate in self._countries:
                return Place(match.group(), match.start(), match.end(), self._countries[candidate])
        raise AssertionError(name)


def corpus_regions(corpus: Corpus) -> list[str]:
    """List the single region names of the practices, in corpus order."""
    names: dict[str, None] = {}
    for entry in corpus:
        for name in re.split(r",|;|\band\b|\(|\)", entry.region or ""):
            if name.strip()[:1].isupper() and not name.strip().endswith(("regions", "countries")):
                names.setdefault(name.strip())
    return [name for name in names if fold(name) not in _country_names()]


@lru_cache(maxsize=1)
def _european() -> frozenset[str]:
    codes = (c.iso(2) for c in all_countries() if c.region() == "Europe")
    return frozenset(str(code) for code in codes if code) | {"TR", "CY", "XK"}


@lru_cache(maxsize=1)
def _world_regions() -> dict[str, tuple[str, ...]]:
    """Folded names of continents and their parts, with their countries: "Africa", "sub-Saharan African", "Central Asia"."""
    groups: dict[str, list[str]] = {}
    for country in all_countries():
        code = str(country.iso(2))
        for name in {country.region(), country.subregion()} if code and code not in _european() else ():
            if name and name != "Europe":
                groups.setdefault(fold(name), []).append(code)
    whole = tuple(groups["americas"])
    named = {name: whole for name in ("the americas", "north and south america", "both americas")}
    for name, codes in groups.items():
        for variant in (
            name,
            re.sub(r"\b(north|south|east|west)(?:-east)?ern\b", lambda m: m[0].removesuffix("ern"), name),
        ):
            named[variant] = named[variant.replace("-", "")] = tuple(codes)
            if variant.endswith(("africa", "asia")):
                named[f"{variant}n"] = tuple(codes)
    return named


@lru_cache(maxsize=1)
def europe_codes() -> tuple[str, ...]:
    """Return the codes of Europe and of the Union as a whole."""
    return tuple(sorted({*_european(), "EU"}))


@lru_cache(maxsize=1)
def union_codes() -> tuple[str, ...]:
    """Return the codes of the member states and of the Union as a whole."""
    return (*_place_data()["groups"]["EU member states"], "EU")


@lru_cache(maxsize=1)
def _group_names() -> dict[tuple[str, ...], str]:
    """A name for each group of countries: a noun, the longest."""
    names = {europe_codes(): "Europe", union_codes(): "the EU"}
    world = {re.sub(r"\b(?!and\b|the\b|sub-)[a-z]", lambda m: m[0].upper(), k): v for k, v in _world_regions().items()}
    for name, codes in sorted((world | _place_data()["groups"]).items(), key=lambda item: len(item[0])):
        if not name.endswith(("n", "c", "b", "practices", "examples", "cases", "ones")):
            names[tuple(codes)] = name
    return names


def beyond_europe(corpus: Corpus) -> tuple[str, ...]:
    """Return the codes of all countries outside Europe that a corpus has an entry of."""
    return tuple(sorted({c for entry in corpus for c in entry.countries} - _european() - {"EU"}))


def names_of_countries(codes: tuple[str, ...], corpus: Corpus) -> list[str]:
    """Return the English names of some countries; of many those of the groups that they make up ("Asia", "Africa")."""
    if codes == beyond_europe(corpus):
        return ["outside Europe"]
    group = _group_names().get(codes)
    if group or len(codes) <= MOST_NAMED:
        return [group] if group else [country_name(code) for code in codes]
    for whole, name in sorted(_group_names().items(), key=lambda item: len(item[0])):
        lacking = sorted(set(whole) - set(codes))
        if len(lacking) <= MOST_LACKING and set(codes) < set(whole):
            return [f"{name} other than {' and '.join(map(country_name, lacking))}"]
    names: list[str] = []
    left = set(codes)
    for whole, name in sorted(_group_names().items(), key=lambda item: -len(item[0])):
        if len(whole) > MOST_NAMED and left.issuperset(whole):
            names.append(name)
            left -= set(whole)
    return [*names, *(country_name(code) for code in codes if code in left)]


@lru_cache(maxsize=1)
def _capitals() -> dict[str, str]:
    """Folded capitals and their countries; Brussels stands for the Union as often as for Belgium and is left out."""
    found: dict[str, str] = {}
    for country in all_countries():
        capital, code = country.capital(), country.iso(2)
        for name in capital if isinstance(capital, list) else [capital]:
            if name and code:
                found.setdefault(fold(name), str(code))
    return {name: code for name, code in found.items() if name != "brussels"}


@lru_cache(maxsize=1)
def _demonyms() -> frozenset[str]:
    """Folded demonyms of the world's countries that are no name of one."""
    countries = all_countries()
    return frozenset(fold(c.demonym()) for c in countries if c.demonym()) - {fold(c.name()) for c in countries}


def is_demonym(text: str) -> bool:
    """Say whether a place is named by an adjective: what stands behind "American" is a noun."""
    return fold(text) in _demonyms()


def capital_of(word: str) -> str | None:
    """Return the code of the country whose capital a word names: "Ottawa" often stands for its government."""
    return _capitals().get(fold(word))


@lru_cache(maxsize=512)
def country_name(code: str) -> str:
    """Return the English name of a country code, in the short form of Unicode CLDR."""
    own = {"EU": "European Union", "PS": "Palestine", "TR": "Türkiye"}
    return own.get(code) or str(Locale("en").territories.get(code, code))


def _fold_in_place(text: str) -> str:
    """Fold a text letter by letter so that offsets stay; letters that fold to two keep their first."""
    return "".join((fold(char) or " ")[0] for char in text)


@lru_cache(maxsize=1)
def _place_data() -> dict[str, Any]:
    text = files("assistant.understanding").joinpath("places.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return data


@lru_cache(maxsize=1)
def _country_names() -> dict[str, tuple[str, ...]]:
    """Folded names and demonyms of the world's countries, from countryinfo and CLDR."""
    names: dict[str, tuple[str, ...]] = {}
    # The largest country first: a demonym ("American") belongs to it, not to one of its islands.
    for country in sorted(all_countries(), key=lambda country: -(country.population() or 0)):
        code = country.iso(2)
        if not code:
            continue
        for name in (country.name(), country.demonym(), *country.alt_spellings()):
            if name and len(name) > 3 and name.isascii():
                names.setdefault(fold(name.strip()), (code,))
    for code, name in Locale("en").territories.items():
        if re.fullmatch("[A-Z]{2}", str(code)) and code not in {"EU", "EZ", "UN", "ZZ"}:
            names[fold(str(name))] = (str(code),)
    for ambiguous in _place_data()["not_places"]:
        names.pop(fold(ambiguous), None)
    return names
