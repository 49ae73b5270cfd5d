"""Counting: whether an entry tells how many there are of what a question counts ("how many firms took part?")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from assistant.answering.aspects import holds_number, of_other_years
from assistant.understanding.quantities import Quantity, quantities
from assistant.understanding.thesaurus import relatives
from index.words import fold, stem, stems, words

_COUNTED = re.compile(r"\b(?:how many|number of)\s+((?:[\w&'’-]+\s*){1,4})")
# "How many of the French clusters obtained ...": what is counted is the first noun in the plural.
_COUNTED_RUN = re.compile(
    r"\b(?:how many|number of)\s+(?:(?:of )?(?:the|these|those|its|their) |such |different |other |more )?((?:[\w&’-]+ ?){1,5})"
)
_GRAMMAR = frozenset(
    "are is was were has have had do does did can could will would of in on for from with to at by there them you it they"
    " this that and or who which".split()
)
_PLURAL = re.compile(r".{2,}[^s’]s")
_PERSONS = frozenset(
    stem(word)
    for word in (
        "people person worker employee staff personnel workforce labour job post expert manager member applicant application"
        " participant specialist professional student graduate advisor inhabitant delegate representative user trainee woman man"
        " interview researcher farmer entrepreneur speaker visitor"
    ).split()
)
"""What stands for persons where it is counted: 145 applications are as many people who applied."""
_ASKED_PERSONS = frozenset(stem(word) for word in "people person worker employee staff personnel job visitor".split())
_COUNTRIES = frozenset({stem("country"), stem("state"), stem("nation")})
# What a number counts ends where the sentence turns to something else.
_TURNS = re.compile(
    r"[.;:]|, (?!and|or)|\b(?:that|which|who|from|in|by|with|to|for|at|on|is|are|was|were|has|have|had)\b"
)
_SOME = re.compile(r"\b(?:several|dozens?|hundreds|thousands|many|few)\b")


def counts_nothing_asked(sentences: Sequence[str], question: str) -> bool:
    """Say whether sentences speak of what "how many ..." counts and never count it.

    "Growing clusters may become National Key Clusters" counts no clusters, whatever else of the entry is counted. Where
    the word is not in the sentences nothing is said of it: "37 partners" may be 37 organisations. Persons are counted by
    whatever stands for persons, and countries by their name or as states, or not at all.
    """
    asked = _asked_in_plural(question)
    if asked is None:
        return False
    if asked in _ASKED_PERSONS or asked in _COUNTRIES:
        return not any(_counts(text, _PERSONS if asked in _ASKED_PERSONS else _COUNTRIES) for text in sentences)
    told = [text for text in sentences if asked in stems(text)]
    return bool(told) and not any(_counts(text, {asked} | relatives(asked)) for text in sentences)


def _asked_in_plural(question: str) -> str | None:
    """The stem of the noun in the plural that "how many ..." counts; None where a word of grammar comes before one."""
    match = _COUNTED_RUN.search(fold(question))
    for word in match[1].split() if match else ():
        if word in _GRAMMAR:
            return None
        if stem(word) in _ASKED_PERSONS or _PLURAL.fullmatch(word):
            return stem(word)
    return None


def _counts(text: str, nouns: AbstractSet[str]) -> bool:
    def counted(number: Quantity) -> AbstractSet[str]:
        return (number.left if not number.right else frozenset()) | set(stems(_TURNS.split(text[number.end :])[0]))

    if _SOME.search(fold(text)) and nouns & set(stems(text)):
        return True
    return any(not number.is_year and nouns & counted(number) for number in quantities(text))


def counts_in_other_years(texts: Iterable[str], question: str) -> bool:
    """Say whether what "how many ..." counts is told in some sentences, and in each of other years than the question's."""
    noun = counted_noun(question)
    told = [text for text in texts if counts_exactly(text, noun)] if noun else []
    return bool(told) and all(of_other_years(text, question) for text in told)


def counts(text: str, stems: AbstractSet[str], noun: str) -> bool:
    """Say whether a sentence, given with its stems, holds a number and what is counted."""
    return (noun in stems or bool(relatives(noun) & stems)) and holds_number(text)


def counts_exactly(text: str, noun: str) -> bool:
    """Say whether a number of a sentence is one of what is counted: "15 recommendations" are no 15 examples."""
    counted = {noun} | relatives(noun)
    return any(
        not number.is_year and counted & (number.left | number.right | _noun_phrase(text, number.end))
        for number in quantities(text)
    )


def _noun_phrase(text: str, start: int) -> frozenset[str]:
    """The stems of the words behind a number up to the first word of grammar: "six Flemish spearhead clusters"."""
    told: list[str] = []
    end = start
    for word in words(text[start:]):
        if word.is_function or re.search(r"[,.;:()?!]", text[end : start + word.start]):
            break
        told.append(word.stem)
        end = start + word.end
    return frozenset(told)


def counted_noun(question: str) -> str | None:
    """Return the stem of what "how many ..." counts: the first content word behind it."""
    match = _COUNTED.search(fold(question))
    if match is None:
        return None
    content = [word for word in words(match.group(1)) if not word.is_function]
    return content[0].stem if content else None
