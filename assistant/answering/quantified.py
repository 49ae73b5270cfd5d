"""Quantified: whether something holds of every entry of a list: "is every practice from Hungary national?"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from assistant.answering.draft import Block, Draft
from assistant.understanding.filters import Filters
from assistant.understanding.forms import is_frame
from assistant.understanding.question import Question, QuestionReader
from corpus.corpus import Corpus
from index.words import words

_ASKED = re.compile(
    r"^(?:and |so |but |then )*(?P<verb>is|are|was|were|do|does|did|has|have)\s+(?:really |actually )?(?:each|every|all|both)"
    r"(?: single)?(?: one)?(?: of)?(?: (?:the|your|these|those|its))?\s+(?P<before>(?:[\w’'-]+ ){0,3}?)"
    r"(?P<noun>practice|example|case|project|programme|initiative|scheme|recommendation)s?(?P<rest>\s.+?)[?.! ]*$",
    re.IGNORECASE,
)
_BELONGS_TO_NOUN = re.compile(
    r"\s+(?:from|in|of|at|under|on|about|(?:that|which) (?:are|come) from|filed under|matched to|tied to|belonging to)\s",
    re.IGNORECASE,
)
_LEVEL_OR_PART = re.compile(
    r"\bat (?:the )?[\w-]+ level\b|\b(?:part|pillar|theme|chapter|section)(?: (?:on|of|about) [\w-]+)?\b", re.IGNORECASE
)
_LIMITS = re.compile(
    r"\s+(?:from|in|at|under|(?:that|which) (?:are|come) from|filed under|matched to|tied to)\s", re.IGNORECASE
)
_HELPING = {"is": "are", "was": "were", "does": "", "do": "", "did": "", "has": "have"}
Listing = Callable[[Question], Draft | None]


class _Split(NamedTuple):
    """A question for all of some entries, as two questions for lists."""

    subject: str
    """Asks for all that are spoken of."""
    holding: str
    """Asks for those of them of which it holds."""


class Quantified:
    """Answers whether something holds of all of some entries of one corpus."""

    def __init__(self, corpus: Corpus, reader: QuestionReader, listing: Listing) -> None:
        self._corpus = corpus
        self._reader = reader
        self._listing = listing

    def answer(self, question: Question) -> Draft | None:
        """List those of which it holds and then the others; None where no such thing is asked or it cannot be told."""
        split = self._split(question.text)
        if split is None:
            return None
        asked, spoken_of = self._reader.read(split.holding), self._reader.read(split.subject)
        if not self._says_more(asked, spoken_of):
            return None
        every, held = self._listing(spoken_of), self._listing(asked)
        if every is None or held is None or not set(held.listed) <= set(every.listed):
            return None
        others = [i for i in every.listed if i not in held.listed]
        number = len(every.listed)
        if held.listed and held.lead == every.lead:  # what is asked of them limited nothing
            return None
        if number < 2 or any(self._corpus[i].kind not in spoken_of.kinds for i in every.listed):
            return None
        if not others:
            lead = f"Yes, {'both' if number == 2 else f'all {number}'}."
        elif not held.listed:
            lead = f"No, as far as the corpus says: none of the {number}."
        else:
            lead = f"No, as far as the corpus says: {len(held.listed)} of the {number}."
        first = {p.entry.id: p for block in reversed(every.blocks) for p in reversed(block.passages)}
        heading = "The others" if held.listed else ""
        rest = (Block(heading, tuple(first[i] for i in others), "titles"),) if others else ()
        lead = f"{lead} {held.lead}".strip()
        return Draft((*held.blocks, *rest), lead=lead, listed=(*held.listed, *others))

    @staticmethod
    def _says_more(asked: Question, spoken_of: Question) -> bool:
        """Say whether what is asked of the entries was understood: it limits them further, or tells a topic."""
        told = {word.stem for word in asked.topic if not is_frame(word.lower)} - {word.stem for word in spoken_of.topic}
        kinds: Filters = replace(asked.filters, kinds=spoken_of.filters.kinds, every=spoken_of.filters.every)
        return bool(told) or kinds != spoken_of.filters

    def _split(self, text: str) -> _Split | None:
        match = _ASKED.match(text)
        if match is None:
            return None
        rest = match["rest"]
        at = self._end_of_noun_phrase(rest)
        if at is None:
            return None
        subject = f"{match['before']}{match['noun']}s{rest[:at]}"
        verb = match["verb"].lower()
        said = f"{_HELPING.get(verb, verb)}{rest[at:]}".strip()
        return _Split(f"Which {subject} are there?", f"Which {subject} {said}?")

    def _end_of_noun_phrase(self, rest: str) -> int | None:
        """Where what belongs to the noun ends ("from Hungary | national"), 0 where nothing of it does.

        None where that cannot be told: "all examples of vouchers from Slovenia".
        """
        if _BELONGS_TO_NOUN.match(rest) is None:
            return 0
        named = [name.end for name in self._reader.references.by_name(rest) if len(name.stems) > 1]
        ends = [
            *named,
            *(place.end for place in self._reader.gazetteer.find(rest)),
            *(end for _, end in self._reader.references.spans(rest)),
            *(match.end() for match in _LEVEL_OR_PART.finditer(rest)),
        ]
        followed = [end for end in sorted(ends) if any(not word.is_function for word in words(rest[end:]))]
        if followed:
            return followed[0]
        # "Are all practices from Europe?": all of it is what is asked of them.
        return 0 if ends and _LIMITS.match(rest) else None
