"""Definitions: whether an entry says what a word means, or only uses it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.understanding.question import Question
from assistant.understanding.references import names_of
from corpus.entry import Entry
from index.words import Word, stems, words

LONGEST = 3
"""Words of what a definition is asked for; more tell a meaning and ask for its name."""
_PART_OF = re.compile(r"\s+(?:of|behind)\s")
"""What follows what is asked for of a thing: the "ISBN of the report" is no word to be explained."""
_ENDS_OPEN = re.compile(r"\b(?:about|(?<!stand )(?<!stands )for|like|doing|called|worth|made of)\W*$", re.IGNORECASE)
CLOSED_WITHIN = 40
"""Letters within which what is put beside something ends with a comma."""
_DEFINES = re.compile(
    r"\s*(?:[,(–]|(?:is|are|means?|refers? to|stands? for|denotes?|describes?|covers?|consists? of|unites?|forms?)\b)"
)
"""What follows a word that a sentence says something of: "a cluster is ...", "NCE (Norwegian Centres of Expertise)"."""

_JOINED = re.compile(r"\s*[,:(/)]\s*|\s+(?:and|[-–])\s+")


def only_uses(question: Question, entry: Entry) -> bool:
    """Say whether an entry only uses the word whose meaning is asked for: "a large triple-helix cluster" defines no helix.

    An entry defines what it is called by and what one of its sentences begins with. One that does not hold the word as it
    is asked may tell its meaning in others.
    """
    asked = question.topic
    if _ENDS_OPEN.search(question.text) or question.asks_things:  # "what is the booklet about?"
        return False
    names_something = asked or question.ids or question.names or question.filters or "background" in question.kinds
    if question.form == "define" and not names_something:  # "what is a practice?"
        return True
    if question.form != "define" or question.aspect or question.places or not 0 < len(asked) <= LONGEST:
        return False
    if _PART_OF.match(question.text, asked[-1].end):
        return False
    if any(question.text[one.end : other.start].strip(" -‐’'“”\"") for one, other in pairwise(asked)):
        return False
    told = [word.stem for word in asked]
    if _is_called(entry, told):
        return False
    held = list(words(entry.body))
    places = [at for at in range(len(held)) if [w.stem for w in held[at : at + len(told)]] == told]
    return bool(places) and not any(_is_told(entry.body, held, at, len(told)) for at in places)


def _is_called(entry: Entry, told: Sequence[str]) -> bool:
    """Say whether words name an entry: a term by any part of its name, another by all of it or one of two things joined in it.

    "Industry 4.0 Showcase Factories" are factories, and no definition of what stands before them.
    """
    if entry.kind == "term":
        return any(set(told) <= set(name) for name in names_of(entry))
    joined = [tuple(stems(part)) for part in _JOINED.split(entry.title)]
    return tuple(told) in [*names_of(entry), *joined]


def _is_told(body: str, held: Sequence[Word], at: int, length: int) -> bool:
    """Say whether words begin a sentence (but for an article) and are followed by what is said of them, or are put beside
    what they are: "one hub of the house, eVRyLab at Krems"."""
    start = held[at].start
    before = re.split(r"[.!?]\s", body[:start])[-1]
    if re.search(r"\w, $", before) and "," in body[start : start + CLOSED_WITHIN]:
        return True
    begins = all(word.is_function for word in words(before))
    return begins and _DEFINES.match(body, held[at + length - 1].end) is not None
