"""Levels: at which level of government what is asked for works, from the European Union down to a single firm."""

from __future__ import annotations

import re

from corpus.entry import Level
from index.words import fold

_ADJECTIVES: dict[Level, str] = {
    "european": r"european union|europe(?:an)?(?:[- ]?wide)?|pan-?european|eu(?:[- ]?wide)?|union[- ]wide",
    "national": r"national(?:ly)?|nation-?\s?wide|country-?\s?wide|country",
    "regional": r"region(?:al|ally)?",
    "local": r"local(?:ly)?|municipal|city|town",
    "cross_border": r"cross-?\s?border",
    "interregional": r"inter-?\s?regional",
    "cluster": r"cluster",
    "company": r"compan(?:y|ie)|firm|enterprise",
    "research": r"research|academic|scientific",
}
"""How each level is called before a noun ("national schemes") and before "level"."""
_BY_NOUN: frozenset[Level] = frozenset({"cluster", "company", "research"})
""""Cluster practices" and "research projects" name a topic; only "cluster level" names a level."""
_RUNNERS: dict[Level, str] = {
    "european": r"eu|european (?:union|commission)|commission",
    "national": r"(?:national|central|federal) (?:government|state|authorit(?:y|ies))s?|(?:a |the )?(?:whole |entire )?(?:ministr(?:y|ies)|countr(?:y|ies)|states?)",
    "regional": r"(?:regional (?:government|authorit(?:y|ies)|agenc(?:y|ies)|administration)s?|regions?|provinces?)",
    "local": r"(?:local (?:government|authorit(?:y|ies))s?|cit(?:y|ies)|towns?|municipalit(?:y|ies)|city councils?|town halls?)",
    "cluster": r"(?:one |single |individual |one single )*(?:clusters?|cluster organi[sz]ations?)(?: itself| themselves| alone)?",
    "company": r"(?:one |single |individual |one single )*(?:compan(?:y|ies)|firms?|enterprises?|business(?:es)?)(?: themselves| alone| among themselves)?",
}
"""Who runs what works at a level ("run by a city")."""
_ALONE: dict[Level, str] = {
    "national": r"\bnation-?\s?wide\b|\bcountry-?\s?wide\b|\b(?:for|across|in|throughout|over|cover(?:s|ing)?|serv(?:es|ing)) (?:a |an |the |their |its )?(?:whole|entire) (?:country|countries|nations?)\b",
    "regional": r"\b(?:single|individual) (?:regions?|provinces?)\b",
    "local": r"\b(?:single|individual) (?:cit(?:y|ies)|towns?|municipalit(?:y|ies))\b",
    "european": r"\b(?:eu|europe)-?\s?wide\b|\bpan-?european\b|\beu-level\b",
    "cluster": r"\b(?:a|one|of one|by one|of a|by a)(?: single| individual)+ clusters?\b|\b(?:only|just) (?:a |one )(?:single )?cluster\b|\bsingle clusters?\b|\bindividual clusters?\b"
    r"|\bclusters? (?:itself|themselves)\b",
}
"""What names a level wherever it stands."""
_CARRIED = r"(?:run|led|managed|operated|organi[sz]ed|coordinated|funded|financed)"
_RUN = (
    r"\b(?:run|runs|ran|led|lead|managed|carried out|operated|organi[sz]ed|coordinated|started|launched|set up|initiated|carried)"
    r" (?:directly |mainly |jointly )?by (?:an? |the |some |its |their |just |only )*"
)
_CLASSED = r"(?:class(?:ed|ified)|label(?:l)?ed|marked|tagged|categori[sz]ed|count(?:ed)?|described|listed|recorded|known) (?:as )?(?:being )?(?:both )?"
_NOUN = (
    r"(?:(?:good |best )?(?:practices?|activit(?:y|ies)|examples?|cases?|projects?|program(?:me)?s?|initiatives?"
    r"|schemes?|polic(?:y|ies)|measures?|networks?|entries|ones?))"
)
_SEVERAL = re.compile(
    r"\b(?:practices|activities|examples|cases|projects|program(?:me)?s|initiatives|schemes|ones|which are)\b"
)
_ANY = "|".join(f"(?:{words})" for words in _ADJECTIVES.values())
# "national or regional schemes", "neither local nor regional": every adjective of the chain counts.
_AND = r"(?:\s*(?:,|/|&|\b(?:and|or|nor)\b(?: at)?(?: the)?)\s*)+"
_CHAIN = rf"(?:(?:{_ANY}){_AND})*"
_TAIL = rf"(?:{_AND}(?:{_ANY}))*"


def _pattern(level: Level) -> re.Pattern[str]:
    words = _ADJECTIVES[level]
    found = [
        rf"(?<![\w-])(?:{words}){_TAIL}[- ]levels?\b",
        rf"\bat (?:an? |the )?(?:{words}) level\b",
        rf"(?<![\w-])(?:{words}){_TAIL} (?:as (?:an? |the |its |their )?|in |for (?:its |their )?)levels?\b",
        rf"\blevels?(?: of|:| is)? (?:an? |the |one |single |individual )*{_CHAIN}(?:{words})s?\b",
    ]
    if level not in _BY_NOUN:
        found += [
            rf"\b(?:{_NOUN}|of (?:them|these|those)|which|that)\b.{{0,20}}\b(?:are|is) (?:all |only |purely |both |either )?{_CHAIN}(?:{words})\b(?! (?!(?:in|from|and|or|nor|but|rather|only|as|too)\b)\w)",
            rf"(?<![\w-])(?:{words}){_TAIL} {_NOUN}\b",
            rf"\b{_CLASSED}{_CHAIN}(?:{words})\b",
        ]
    if level in ("national", "regional", "local"):
        found.append(rf"\b{level}ly[- ]{_CARRIED}\b|\b{_CARRIED} {level}ly\b")
    if level in _ALONE:
        found.append(_ALONE[level])
    return re.compile("|".join(found))


_LEVELS = tuple((level, _pattern(level)) for level in _ADJECTIVES)
_RUN_BY = tuple((level, re.compile(rf"{_RUN}(?:{runners})\b")) for level, runners in _RUNNERS.items())
_BARE = tuple(
    (level, re.compile(rf"(?<![\w-])(?:{words}|{_RUNNERS.get(level, words)})\b"))
    for level, words in _ADJECTIVES.items()
    if level not in _BY_NOUN
)
LEVEL_WORDS = frozenset(
    "level levels national nationally nationwide wide regional regionally local locally municipal city cities town towns"
    " european eu pan europe interregional cross border country countrywide countries region regions state ministry ministries government governments"
    " authority authorities municipality municipalities classed classified labelled labeled marked tagged categorised categorized run runs led managed operated carried itself themselves alone"
    " funded financed coordinated single individual whole entire nation nations province provinces federal union cluster company companies firm firms academic operate operates operating".split()
)
"""Words by which levels are told, which therefore name no topic."""


def levels_of(text: str) -> tuple[Level, ...]:
    """Return the levels of government that limit what is asked for."""
    folded = re.sub("[\"'“”‘’]", "", fold(text))
    found = {level for level, pattern in _LEVELS if pattern.search(folded)}
    if _SEVERAL.search(folded):  # "which project is run by a ministry" asks for one, which its level does not tell
        found |= {level for level, pattern in _RUN_BY if pattern.search(folded)}
    return tuple(level for level in _ADJECTIVES if level in found)


def levels_named(phrase: str) -> tuple[Level, ...]:
    """Return the levels in a short phrase that only limits ("regional or local", "ministries")."""
    folded = fold(phrase)
    return tuple(level for level, pattern in _BARE if pattern.search(folded)) or levels_of(phrase)
