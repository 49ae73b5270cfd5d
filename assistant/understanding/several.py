"""Several: of several things that a question names, whether each is meant, no other, none at all, or how many."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

from assistant.understanding.counts import Count, count_in, counted
from index.words import fold

Several = Literal["recommendations", "audiences", "countries", "levels", "pillars", "regions"]
"""What an entry may have several of, and a question may name several of."""

SEVERAL_WORDS = frozenset(
    "alone else share shares sharing sole single only country countries exclusively solely shared jointly joint together nobody nothing none other others another given named stated"
    " known told shown addressee addressees audience audiences once simultaneously same time".split()
)
"""Words by which this is told, which therefore name no topic."""

_NOUNS: dict[Several, str] = {
    "countries": r"(?:countr(?:y|ies)|nations?|states?)",
    "audiences": r"(?:addressees?|audiences?|target groups?|readers?)",
    "levels": r"levels?",
    "regions": r"regions?",
    "pillars": r"(?:parts?|pillars?)",
    "recommendations": r"recommendations?",
}
_EVERY = re.compile(
    r"\b(?:both|each of|all of|all three|all together|at once|together)\b|\bas well as\b|\band also\b|\bat the same time\b|\bsimultaneously\b"
)
_JOINTLY = re.compile(
    r"\bbetween\b|\b(?:involv\w+|connect\w*|link\w*|join\w*|bring\w*|cover\w*|concern\w*|includ\w+|unit\w+) (?:\w+ )?both\b"
    r"|\b(?:joint|shared by|bilateral|common to|in both|to do with both)\b"
)
_NO_OTHER = re.compile(
    r"\b(?:nobody|no one|noone|nothing|none) else\b|\bno others?\b|\bwithout (?:any )?(?:an)?others?\b|\b(?:sole|only|single|one) country\b"
    r"|(?<!\d\d )\balone\b|\b(?:by|for) (?:itself|themselves)\b|\bon (?:its|their) own\b|\b(?:exclusively|solely)\b"
    r"|\bnothing shared\b|\bnot (?:together|shared|jointly|in common) with\b"
)
_NOBODY_ELSE = re.compile(r"\b(?:nobody|no one|noone|nothing|none) else\b|\bno others?\b")
_OTHERS = re.compile(r"\b(?:an)?other (\w+)|\b(?:sole|only|single|one) (country)\b")
_SHARED = re.compile(
    r"\bshare[sd]?(?: \w+)? with (?:an)?others?\b|\b(?:together|jointly) with (?:an)?other countr|\bshared (?:ones|practices)\b(?! (?:included|too|as well))"
)


def _lacks(noun: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:no|without(?: an?y?| a single)?|lack(?:s|ing)?(?: an?y?)?|(?:not|n't) (?:have|has|got|name|give|state|show|mention) an?y?)"
        rf" (?:(?!(?:an)?others?\b)\w+ )?{noun}\b(?! (?:other|besides|but|except|outside))"
        rf"|\b{noun} (?:is |are |was |were )?(?:not|never|un)[- ]?(?:given|stated|named|known|told|shown|mentioned)\b"
    )


_COUNTED: dict[Several, re.Pattern[str]] = {
    several: counted(_NOUNS[several].removeprefix("(?:").removesuffix(")"))
    for several in ("countries", "audiences", "levels")
}
_LACKS = {several: _lacks(noun) for several, noun in _NOUNS.items() if several not in ("recommendations", "pillars")}


def asks_every(text: str) -> bool:
    """Say whether a text asks for what has each of the things that it names, and not any of them."""
    return _EVERY.search(fold(text)) is not None


def names_jointly(text: str) -> bool:
    """Say whether a text asks for what is in each of the countries that it names: "between Germany and the Netherlands"."""
    return _JOINTLY.search(fold(text)) is not None


def named_alone(text: str, named: Collection[Several]) -> tuple[Several, ...]:
    """Return of which of the things `named` a text wants no other: "Denmark alone", "policymakers and nobody else".

    Where several sorts are named it is the one that the wording tells ("no other country"), else none.
    """
    folded = fold(text)
    if _NO_OTHER.search(folded) is None:
        return ()
    others = ["".join(nouns) for nouns in _OTHERS.findall(folded)]
    told = [several for several in named for noun in others if re.fullmatch(_NOUNS[several], noun)]
    if others and not told:  # "no other years"
        return ()
    if not told and "audiences" in named and _NOBODY_ELSE.search(folded):
        told = ["audiences"]
    return tuple(dict.fromkeys(told)) or (tuple(named) if len(named) == 1 else ())


def numbers_in(text: str, places: int) -> tuple[tuple[Several, Count], ...]:
    """Return how many countries, levels or audiences a text says that an entry must have, where it names some `places`.

    "Two countries, Norway and Sweden" are told by their names; "what Sweden shares with others" is in two at least.
    """
    folded = fold(text)
    found = {several: count_in(folded, pattern) for several, pattern in _COUNTED.items()}
    if places:
        found["countries"] = Count(2) if _is_shared(folded) else None
    return tuple((several, count) for several, count in found.items() if count)


def _is_shared(folded: str) -> bool:
    counted_in = re.search(r"\b(?:counting|including|incl|also|even|plus)\b[^.?!;]{0,30}\bshare", folded)
    return _SHARED.search(folded) is not None and counted_in is None and _NO_OTHER.search(folded) is None


def lacking_spans(text: str) -> list[tuple[int, int]]:
    """Return where a text says what entries have none of."""
    return [match.span() for pattern in _LACKS.values() for match in pattern.finditer(fold(text))]


def alone_spans(text: str) -> list[tuple[int, int]]:
    """Return where a text says that no other is wanted: "without any other country"."""
    return [match.span() for match in _NO_OTHER.finditer(fold(text))]


def lacking_in(text: str) -> tuple[Several, ...]:
    """Return what a text says that entries have none of: "without a country", "for which no addressee is given"."""
    folded = fold(text)
    return tuple(several for several, pattern in _LACKS.items() if pattern.search(folded))
