"""Question: what was asked, as data; and the reader that makes it from a stand-alone text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.understanding.filters import Filters, years_of
from assistant.understanding.forms import (
    Aspect,
    Form,
    asks_judgement,
    aspect_of,
    audiences_of,
    focus_spans,
    form_of,
    is_scaffold,
    kind_asked_for,
    kinds_of,
    levels_of,
)
from assistant.understanding.lexicon import Lexicon, english_rarity, is_english
from assistant.understanding.places import Gazetteer, Place
from assistant.understanding.references import NamedEntry, ReferenceFinder, ordinal_of
from corpus.corpus import Corpus
from corpus.entry import Kind
from index.words import Word, fold, stems, words


@dataclass(frozen=True, slots=True)
class Question:
    """A stand-alone question, understood."""

    text: str
    form: Form
    kinds: tuple[Kind, ...]
    asked_kind: Kind | None
    """The kind that the answer must have ("which recommendation ..."), or None."""
    aspect: Aspect | None
    ids: tuple[str, ...]
    """Entries named by id, number or ordinal."""
    missing: tuple[str, ...]
    """References to entries that do not exist."""
    names: tuple[NamedEntry, ...]
    filters: Filters
    places: tuple[Place, ...]
    topic: tuple[Word, ...]
    """Content words that say what it is about, without scaffold, places and ids."""
    focus: tuple[Word, ...]
    """The words of the topic that name what is asked for ("which minister", "the legal form of")."""
    asks_judgement: bool
    """True where an opinion, a forecast or advice in a personal matter is asked for."""
    unknown: tuple[str, ...]
    """Names and words that neither the corpus nor English knows."""
    corrected: tuple[tuple[str, str], ...] = field(default=())
    """Spelling corrections made: (as typed, as read)."""

    @property
    def selects(self) -> bool:
        """True where it asks which of several named entries something holds for."""
        return len(self.ids) > 1 and _WHICH_OF.match(self.text) is not None

    @property
    def asks_many(self) -> bool:
        """True where practices are asked for in the plural, of which there may be many."""
        return self.form == "list" and "practice" in self.kinds

    @property
    def wanted(self) -> int | None:
        """How many items are asked for ("give me three examples"), or None."""
        match = _WANTED.search(fold(self.text)) if self.form == "list" else None
        return (_FEW.get(match[1]) or int(match[1])) if match else None

    @property
    def has_number(self) -> bool:
        """True where the topic holds a year or another number."""
        return any(word.text[0].isdigit() for word in self.topic)

    @property
    def topic_text(self) -> str:
        """The topic as a phrase, for searching without the scaffold."""
        return " ".join(word.text for word in self.topic)


SHORTEST_NAME = 5
"""Letters of a word in lower case that may be an unknown name and not a slip of the finger."""
_WHICH_OF = re.compile(r"^(?:and |so )?which (?:one )?of\b", re.IGNORECASE)
# "Part B: Bright beacons" is called "Part B" and "Bright beacons".
_LABELLED = re.compile(r"^((?:part|chapter|section|theme|pillar) [\w.]{1,4})\s*[:.–-]?\s+(.+)$")
_PART_CALLED = re.compile(
    r"\b(?:part|chapter|section|theme|pillar) (?:on|about|called|named|titled) ([\w’' -]+?)(?=[?.!,;:]|$| (?:say|recommend|contain|hold))"
)
_FEW = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "a few": 3, "a couple of": 2}
_WANTED = re.compile(
    rf"\b({'|'.join(_FEW)}|[2-9]|10)\s+(?:\w+\s+){{0,2}}?(?:practices|examples|cases|projects|programmes|programs|initiatives)\b"
)
_UNLINKED = re.compile(
    r"\b(?:not|no|never|aren't|isn't)\s+(?:\w+\s+){0,2}?(?:tied|linked|filed|matched|attached|assigned|connected|related)\b"
    r"|\bwithout (?:an?y? )?(?:recommendation|link|match)|\b(?:belongs?|tied|linked|matched|filed)\s+(?:\w+\s+)?(?:to |under )?(?:no|none)\b"
)


class QuestionReader:
    """Reads questions against one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.lexicon = Lexicon(corpus)
        self.gazetteer = Gazetteer(corpus)
        self.references = ReferenceFinder(corpus)

    def read(self, text: str) -> Question:
        """Understand a clean, stand-alone question."""
        text, corrected = self._correct(text)
        known_ids, missing = self._ids(text)
        titles = self.references.titles(text)
        # A title that stands for an entry limits nothing, whatever year, place or level is in it.
        bare = _blanked(text, titles)
        places = tuple(self.gazetteer.find(bare))
        names = tuple(self.references.by_name(text))
        filters = self._filters(bare, places, known_ids)
        topic = tuple(self._topic(text, [*((p.start, p.end) for p in places), *self.references.spans(text)]))
        if known_ids:  # "the twelfth recommendation": the ordinal has named its entry
            topic = tuple(word for word in topic if ordinal_of(word.lower) is None)
        return Question(
            text=text,
            form=form_of(text),
            kinds=kinds_of(text),
            asked_kind=kind_asked_for(bare),
            aspect=aspect_of(text),
            ids=tuple(known_ids),
            missing=tuple(missing),
            names=names,
            filters=filters,
            places=places,
            topic=topic,
            focus=tuple(word for word in topic if any(start <= word.start < end for start, end in focus_spans(text))),
            asks_judgement=asks_judgement(text),
            unknown=tuple(self._unknown(text, topic)),
            corrected=corrected,
        )

    def _correct(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Replace misspelt words; capitalised words inside a sentence are names and stay."""
        corrections: list[tuple[str, str]] = []
        pieces: list[str] = []
        at = 0
        cased = text != text.lower()
        for word in words(text):
            is_name = cased and word.text[0].isupper() and word.start > 0 and not text.isupper()
            better = self.lexicon.correct_name(word) if is_name else self.lexicon.correct(word)
            if better is not None and not self._is_place(word.text):
                corrections.append((word.text, better))
                pieces += [text[at : word.start], _like(word.text, better)]
                at = word.end
        pieces.append(text[at:])
        return "".join(pieces), tuple(corrections)

    def _is_place(self, text: str) -> bool:
        return bool(self.gazetteer.find(text))

    def _ids(self, text: str) -> tuple[list[str], list[str]]:
        known, missing = self.references.by_id(text)
        for number in self.references.numbers(text):
            entry_id = self.references.by_number(number)
            if entry_id is not None:
                known.append(entry_id)
            elif not known:
                missing.append(f"recommendation {number}")
        position = ordinal_of(text)
        pillars = self._pillars(text)
        if position is not None and not known and re.search(r"\b(?:recommendation|one|entry|point)\b", fold(text)):
            if len(pillars) == 1:
                group = self.corpus.of_pillar(pillars[0])
                if position <= len(group):
                    known.append(group[position - 1 if position > 0 else position].id)
                else:
                    missing.append(f"recommendation {position} of that part")
            elif self.corpus.report.official and "recommendation" in fold(text):
                entry_id = self._numbered(position)
                known += [entry_id] if entry_id else []
                missing += [] if entry_id else [f"recommendation {position}"]
            elif position > 0 and not self.corpus.report.official and "recommendation" in fold(text):
                missing.append(f"recommendation {position}")
        return list(dict.fromkeys(known)), list(dict.fromkeys(missing))

    def _numbered(self, position: int) -> str | None:
        """The recommendation of an official report that an ordinal names: by its number, or the last one."""
        if position > 0:
            return self.references.by_number(str(position))
        recommendations = self.corpus.of_kind("recommendation")
        return recommendations[position].id if recommendations else None

    def _pillars(self, text: str) -> list[str]:
        folded = fold(text)
        found = []
        called = _PART_CALLED.search(folded)
        content = set(stems(called[1])) if called else set()
        for pillar in self.corpus.report.pillars:
            label = _LABELLED.match(fold(pillar.title))
            names = [pillar.title, *pillar.aliases, *(label.groups() if label else ())]
            if (content and content <= set(stems(pillar.title))) or any(
                re.search(rf"(?<![\w-]){re.escape(fold(name))}(?![\w-])", folded) for name in names
            ):
                found.append(pillar.id)
        numbered = re.search(r"\b(\w+) (?:part|pillar|theme|chapter|heading)\b", folded)
        position = ordinal_of(numbered.group(1)) if numbered else None
        pillars = self.corpus.report.pillars
        if not found and position is not None and abs(position) <= len(pillars):
            found.append(pillars[position - 1 if position > 0 else position].id)
        return found

    def _filters(self, text: str, places: tuple[Place, ...], ids: list[str]) -> Filters:
        folded = fold(text)
        countries = tuple(dict.fromkeys(code for place in places for code in place.codes))
        regions = tuple(dict.fromkeys(place.region for place in places if place.region))
        link = None
        if _UNLINKED.search(folded):
            link = "none"
        else:
            filed = re.search(r"\bfil(?:e|ed|es|ing)\b", folded) is not None
            matched = re.search(r"\b(?:match(?:ed|es)?|your match|own match)\b", folded) is not None
            link = "filed" if filed and not matched else "matched" if matched and not filed else None
        basis = None
        if re.search(
            r"\btoolkit (?:practices?|examples?|items?)\b|\b(?:from|in|of|by) (?:the|that|this|your) (?:policy )?toolkit\b",
            folded,
        ):
            basis = "policy_toolkit"
        return Filters(
            pillars=tuple(self._pillars(text)),
            countries=countries,
            regions=regions,
            levels=levels_of(text),
            audiences=audiences_of(text),
            years=years_of(folded),
            recommendations=tuple(i for i in ids if self.corpus[i].kind == "recommendation"),
            link=link,
            basis=basis,
        )

    def _topic(self, text: str, used: list[tuple[int, int]]) -> list[Word]:
        return [
            word
            for word in words(text)
            if not word.is_function
            and not is_scaffold(word.lower)
            and not any(start <= word.start < end for start, end in used)
        ]

    def _unknown(self, text: str, topic: tuple[Word, ...]) -> list[str]:
        """Names that the corpus does not hold: capitalised inside a sentence, or no English word at all."""
        unknown = []
        cased = text != text.lower() and text != text.upper()
        first = next(words(text), None)
        for word in topic:
            if self.lexicon.in_corpus(word.stem) or word.lower[0].isdigit():
                continue
            capital = cased and word.text[0].isupper() and (first is None or word.start != first.start)
            strange = (
                len(word.text) >= SHORTEST_NAME
                and "-" not in word.text
                and not is_english(word.lower)
                and english_rarity(word.lower) >= 1.0
            )
            if capital or strange:
                unknown.append(word.text)
        return unknown


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Put spaces in the place of some stretches, so that all others stay where they are."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _like(model: str, text: str) -> str:
    """Give a corrected word the capitals of the word as typed."""
    if model.isupper() and len(model) > 1:
        return text.upper()
    return text.capitalize() if model[0].isupper() else text
