"""Naming: whether an entry tells by name the things that a question wants named, or only counts or mentions them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understanding.places import country_name
from assistant.understanding.quantities import quantities
from corpus.entry import Entry
from index.words import fold, stems

SEVERAL = 2
"""Names that a sentence must hold where a question for names tells no number."""
_WANTED = r"(?:name|list|enumerate|identify|names of|which|what are|what were|who are|who were|tell me|give me)"
_BETWEEN = r"(?: (?:me|us|all|of|the|those|these|its|their|down|out))*"
_PERIOD = r"(?!years?\b|months?\b|weeks?\b|days?\b)"
# "Name the seven regions", "which four proposals"; "where is the list of the 14" wants no names.
_NUMBERED = re.compile(rf"(?<!the )(?<!a )\b{_WANTED}{_BETWEEN} $")
# What is counted first and asked for behind: "partners from ten countries - which ones were they?"
_ASKED_BEHIND = re.compile(
    r"^ (?:[\w-]+ ){1,4}?[-–—,:;.?]? ?(?:and )?(?:which|what|who) (?:ones (?:are|were)|are they|were they|exactly)\b"
)
_NAMES = re.compile(
    r"\bnames of (?!the (?:report|practice|project|programme)\b)|\b(?:need|want|give me|have|know) (?:the|all|all the|their) names\b"
    r"|^(?:please |can you |could you |and )*name (?:the|all|those|some) (?:[\w-]+ ){0,3}[\w-]+s\b"
    r"|\b(?:which|what) (?!(?:is|are|was|were|do|does|did|has|have|can|should|will|would)\b)(?:[\w-]+ ){0,2}[\w-]+s (?:exactly|specifically|precisely)\b"
)
_ITEM = r"(?:[\w’'&/()-]+ ){0,6}[\w’'&/()-]+"
_ENUMERATION = re.compile(rf"{_ITEM}(?:, (?:(?:and|or) )?{_ITEM})+")
_LAST_TWO = re.compile(r"[^,] (?:and|or) [\w’' -]+$")
_NAME = re.compile(r"\b[A-ZÀ-Ž][\w&’'-]+")


def names_nothing(question: str, sentences: Sequence[str], entry: Entry) -> bool:
    """Say whether a question wants things named of which an entry names none.

    An entry that says "seven regions" names them where one of its sentences lists seven things or holds seven names. Where
    it tells no such number nothing is said of it: the number may be wrong, and the entry right.
    """
    wanted = things_to_name(question)
    if wanted is None:
        return False
    if wanted > SEVERAL and not any(q.value == wanted for text in (entry.title, *sentences) for q in quantities(text)):
        return False
    known = frozenset(stems(" ".join((question, entry.title, entry.region or "", *map(country_name, entry.countries)))))
    return not any(max(_listed(text) if wanted > SEVERAL else 0, _named(text, known)) >= wanted for text in sentences)


def things_to_name(question: str) -> int | None:
    """Return how many things a question wants named, SEVERAL where it tells no number; None where it wants none named."""
    folded = fold(question)
    for number in quantities(folded):
        before, behind = folded[: number.start], folded[number.end :]
        counts = not (number.is_year or number.percent or number.currency) and re.match(rf" {_PERIOD}[a-z]", behind)
        if counts and number.value > SEVERAL and (_NUMBERED.search(before) or _ASKED_BEHIND.match(behind)):
            return int(number.value)
    return SEVERAL if _NAMES.search(folded) else None


def _listed(text: str) -> int:
    """The most things that a sentence lists one after the other."""
    runs = [match.group() for match in _ENUMERATION.finditer(text)]
    return max((run.count(",") + 1 + bool(_LAST_TWO.search(run)) for run in runs), default=0)


def _named(text: str, known: frozenset[str]) -> int:
    """How many names a sentence holds beside those known from the question, the title and the places of the entry."""
    return sum(match.start() > 0 and not known & set(stems(match.group())) for match in _NAME.finditer(text))
