"""Topics: which entries are about a topic, completely and in order, the main matter first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from numpy.typing import NDArray

from assistant.answering.soft_matching import NearWords
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.thesaurus import relatives
from corpus.chunk import sentence_spans
from corpus.corpus import Corpus
from corpus.entry import Entry
from index.vocabulary import is_comparable
from index.words import Word, fold, stem, words

SAME = 0.8
"""Cosine of two words from which they say the same: "sea" and "ocean"."""
NEAR = 0.68
"""Cosine from which one word may stand for the other, where no entry holds the word itself: "skills" and "competences"."""
TELLING = 0.2
"""Weight from which a word of a topic has to be met; commoner words are talk."""
KNOWN = 0.3
"""Weight from which a word must be known for a topic to be one that something may be held on."""
SHORTEST_PREFIXED = 5
"""Letters of a stem that is known again behind a prefix; "port" is not what "report" is about."""
WEIGHTY = 0.5
"""Share of the weight of a phrase passed over as talk that another must have to be the topic itself."""
CLEARLY_MORE = 0.1
"""Share of the weight of a topic that a sentence must say beyond the first one to be quoted in its place."""
FAINT = 0.4
"""Cosine below which two words have nothing to do with one another."""
DESCRIBED = 0.6
"""Share of the weight of a description that an entry must meet to be the one described."""
_APART = re.compile(
    r"\W*(?:(?:and/or|and|or|as well as|plus|[,;:/&])\W*)+(?:(?:the|an?|on|about|with|of|in|for|even|also|any)\W+)*",
    re.IGNORECASE,
)
"""What stands between two topics, and nothing besides."""
_EITHER = re.compile(r"\bor\b", re.IGNORECASE)

TITLE, STATEMENT, RELATED, BODY = 4, 3, 2, 1
"""How well a word is met: in the title, in the statement, by a word of like meaning in either, in what stands around."""


@dataclass(frozen=True, slots=True)
class _Held:
    """The stems of one entry by where they stand."""

    title: frozenset[str]
    statement: frozenset[str]
    body: frozenset[str]


class TopicFinder:
    """Finds all entries of one corpus that are about a topic."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon, vocabulary: NearWords) -> None:
        self._lexicon = lexicon
        self._vocabulary = vocabulary
        self._held = {
            entry.id: _Held(
                stems_of(entry.title, *entry.aliases), stems_of(*_own(entry)), stems_of(entry.body, entry.region or "")
            )
            for entry in corpus
        }
        self._column = {word: at for at, word in enumerate(vocabulary.words)}
        self._alike = lru_cache(1024)(self._alike_stems)

    def about(
        self, entries: Sequence[Entry], topic: Sequence[Word], text: str, wanted: int = 0, *, exact: bool = False
    ) -> list[Entry]:
        """Return the entries about a topic of a text, the main matter first; `wanted` where so many are asked for.

        Phrases that no entry of the corpus meets are passed over as talk, unless an `exact` match is needed.

        Of several topics ("oceans, ships and the sea") one is enough. Words of like meaning count where no entry says
        it in the word itself, or too few do; what only stands around an entry where none says it at all.
        """
        telling = [word for word in topic if self._lexicon.weight(word) >= TELLING] or list(topic)
        entries = self._with_compounds(entries, topic, text)
        choices = _choices(telling, text)
        met = self._meeting(entries, choices)
        if len(met) < wanted:
            met = self._meeting(entries, choices, enough=RELATED)
        return met if met or exact else self._meeting(entries, self._without_talk(choices, text), STATEMENT)

    def all_say(self, entries: Sequence[Entry], topic: Sequence[Word], text: str) -> bool:
        """Say whether each of some entries says one of several topics in its own words or in words of the same meaning."""
        choices = _choices(topic, text)
        return all(max(self._met(entry.id, choice) for choice in choices) >= STATEMENT for entry in entries)

    def _meeting(
        self, entries: Sequence[Entry], choices: Sequence[Sequence[Word]], worst: int = BODY, enough: int = STATEMENT
    ) -> list[Entry]:
        """Return the entries that meet one of several topics best or well `enough`; none where the best is too bad."""
        met = {entry.id: max((self._met(entry.id, choice) for choice in choices), default=0) for entry in entries}
        best = max(met.values(), default=0)
        least = min(best, enough)
        kept = [entry for entry in entries if met[entry.id] >= least]
        return sorted(kept, key=lambda entry: -met[entry.id]) if best >= worst else []

    def main(self, topic: Sequence[Word], text: str, told: Sequence[Word]) -> list[Word]:
        """Return the phrase of a topic that makes up most of all that is told, by weight; empty where none does."""
        heaviest = max(_phrases(topic, text), key=self._weight, default=[])
        return heaviest if self._weight(heaviest) >= WEIGHTY * self._weight(told) else []

    def _weight(self, phrase: Sequence[Word]) -> float:
        return sum(map(self._lexicon.weight, phrase))

    def _without_talk(self, choices: Sequence[Sequence[Word]], text: str) -> list[list[Word]]:
        """Leave out of each topic the phrases that no entry of the corpus meets, where it holds others, too.

        "Busy with hydrogen" is about hydrogen; "women entrepreneurs" is one phrase, met as a whole or not at all.
        """
        kept = []
        for choice in choices:
            phrases = _phrases(choice, text)
            known = [phrase for phrase in phrases if any(self._met(i, phrase) >= RELATED for i in self._held)]
            heaviest = max(map(self._weight, phrases), default=0.0)
            if len(known) < len(phrases) and max(map(self._weight, known), default=0.0) > heaviest * WEIGHTY:
                kept.append([word for phrase in known for word in phrase])
        return kept

    def _with_compounds(self, entries: Sequence[Entry], topic: Sequence[Word], text: str) -> Sequence[Entry]:
        """Keep the entries that hold the compounds of a topic as such: what starts up is no start-up."""
        for one, other in pairwise(topic):
            if text[one.end : other.start] == "-":
                compound = re.compile(rf"\b{re.escape(one.stem)}\w{{0,3}}[- ]?{re.escape(other.stem)}")
                entries = [e for e in entries if compound.search(fold(f"{e.title} {e.statement}"))] or entries
        return entries

    def closest(self, entries: Sequence[Entry], told: Sequence[Word]) -> Entry | None:
        """Return the one entry that some words describe: it meets most of them, and more than any other; else None."""
        weights = [self._lexicon.weight(word) for word in told]
        total = sum(weights)
        met = {entry.id: 0.0 for entry in entries}
        for entry in entries:
            held = [self._met_by(self._held[entry.id], word) >= RELATED for word in told]
            met[entry.id] = sum(weight for weight, holds in zip(weights, held, strict=True) if holds)
        ranked = sorted(entries, key=lambda entry: -met[entry.id])
        if not told or not ranked or met[ranked[0].id] < DESCRIBED * total:
            return None
        return None if len(ranked) > 1 and met[ranked[0].id] == met[ranked[1].id] else ranked[0]

    def telling_span(self, entry: Entry, topic: Sequence[Word]) -> tuple[int, int]:
        """Return where the sentence of an entry stands that says most of a topic, in its own words or near to them.

        The first sentence, which says what the entry is, gives way only to one that clearly says more.
        """
        own = [section for section in entry.sections if not section.is_context] or entry.sections[:1]
        spans = [span for section in own for span in sentence_spans(entry.body, section.start, section.end)]
        near = self._vocabulary.nearness([word.lower for word in topic])
        weights = [self._lexicon.weight(word) for word in topic]
        said = [
            sum(
                weight * self._said(word, row, entry.body[start:end])
                for word, row, weight in zip(topic, near, weights, strict=True)
            )
            for start, end in spans
        ]
        most = max(said)
        return spans[0] if most - said[0] < CLEARLY_MORE * sum(weights) else spans[said.index(most)]

    def _said(self, word: Word, near: NDArray[Any], sentence: str) -> float:
        """How well a sentence says a word, 0 to 1; by its nearest word where it does not hold the word itself."""
        held = {own.stem: own.lower for own in words(sentence) if not own.is_function}
        if self._forms(word.stem) & set(held):
            return 1.0
        columns = [at for own in held.values() if (at := self._column.get(own)) is not None]
        nearest = float(max(near[columns])) if columns else 0.0
        return nearest if nearest >= FAINT else 0.0

    def treats(self, entries: Sequence[Entry], topic: Sequence[Word]) -> bool:
        """Say whether any of some entries says a telling word of a topic itself."""
        telling = [word for word in topic if self._lexicon.weight(word) >= TELLING]
        return any(self._met(entry.id, [word]) >= STATEMENT for word in telling for entry in entries)

    def knows_one(self, entries: Sequence[Entry], topic: Sequence[Word], text: str) -> bool:
        """Say whether of one of several topics each telling word, or one of like meaning, is held by any of some entries."""
        return any(
            all(self._knows(entries, word) for word in choice if self._lexicon.weight(word) >= KNOWN)
            for choice in _choices(topic, text)
        )

    @staticmethod
    def named(topic: Sequence[Word], text: str) -> str:
        """Return several topics with what joins them ("fishing or hydrogen", as one is enough), one by its words alone."""
        return " or ".join(" ".join(word.text for word in choice) for choice in _choices(topic, text))

    def unknown(self, entries: Sequence[Entry], topic: Sequence[Word], text: str) -> tuple[str, ...]:
        """Return those of several topics of which none of some entries says a telling word.

        None where it is all of them, or where one is enough ("vehicles or railways").
        """
        choices = _choices(topic, text)
        if _EITHER.search(text[topic[0].start : topic[-1].end]):
            return ()
        silent = [
            choice
            for choice in choices
            if (telling := [word for word in choice if self._lexicon.weight(word) >= KNOWN])
            and not any(self._knows(entries, word) for word in telling)
        ]
        return tuple(text[c[0].start : c[-1].end] for c in silent) if len(silent) < len(choices) else ()

    def _knows(self, entries: Sequence[Entry], word: Word) -> bool:
        return any(self._met_by(self._held[entry.id], word) for entry in entries)

    def _met(self, entry_id: str, choice: Sequence[Word]) -> int:
        met = min(self._met_by(self._held[entry_id], word) for word in choice)
        # Several words may stand around an entry without having to do with one another.
        return 0 if met == BODY and len(choice) > 1 else met

    def _met_by(self, held: _Held, word: Word) -> int:
        if held.title & self._forms(word.stem):
            return TITLE
        if held.statement & self._forms(word.stem):
            return STATEMENT
        if self._alike(word.lower, SAME) & (held.title | held.statement):
            return STATEMENT
        if (self._alike(word.lower, NEAR) | relatives(word.stem)) & (held.title | held.statement):
            return RELATED
        return BODY if word.stem in held.body else 0

    def _forms(self, own: str) -> frozenset[str]:
        """A stem, alone and behind a prefix: "reskilling" and "upskilling" are about skills."""
        if len(own) < SHORTEST_PREFIXED:
            return frozenset((own,))
        prefixed = [prefix + own for prefix in ("re", "up", "bio", "agri")]
        return frozenset((own, *prefixed, *(stem(f"{longer}ing") for longer in prefixed)))

    def _alike_stems(self, word: str, least: float) -> frozenset[str]:
        """The stems of the words of the index that come so near to a word in meaning."""
        if not is_comparable(word):
            return frozenset()
        near = self._vocabulary.nearness([word])[0]
        return frozenset(stem(w) for w, cosine in zip(self._vocabulary.words, near, strict=True) if cosine >= least)


def _own(entry: Entry) -> list[str]:
    """What an entry says itself, under whatever heading, without what only stands around it."""
    return [entry.body[section.start : section.end] for section in entry.sections if not section.is_context]


def _choices(topic: Sequence[Word], text: str) -> list[list[Word]]:
    """Part a topic at "and", "or" and commas; adjectives before one noun ("green and digital skills") share the noun."""
    choices: list[list[Word]] = []
    for at, word in enumerate(topic):
        if at and not _APART.fullmatch(text[topic[at - 1].end : word.start]):
            choices[-1].append(word)
        else:
            choices.append([word])
    head = choices[-1]
    shared = len(head) > 1 and all(len(c) == 1 and not _is_plural(c[0].lower) for c in choices[:-1])
    return [[*choice, head[-1]] if shared and choice is not head else choice for choice in choices]


def _phrases(choice: Sequence[Word], text: str) -> list[list[Word]]:
    """Part the words of a topic where other words stand between them: "vouchers" and "small firms"."""
    phrases: list[list[Word]] = []
    for word in choice:
        if phrases and not text[phrases[-1][-1].end : word.start].strip(" -"):
            phrases[-1].append(word)
        else:
            phrases.append([word])
    return phrases


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "ics"))


def stems_of(*texts: str) -> frozenset[str]:
    """Return the stems of all words of some texts."""
    return frozenset(word.stem for text in texts for word in words(text))
