"""Premises: a number or a year that a question takes for granted, and the sentence of an entry that says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.draft import Passage
from assistant.understanding.references import cardinal_of
from corpus.chunk import sentence_spans
from corpus.entry import Entry, is_context
from index.words import Word, fold, words

MOST_BETWEEN = 2
"""Words that may stand between a number and the things it counts: "twelve Commission services"."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEGUN = (
    r"(?:began|begun|started?|set up|founded|created?|established|launched|adopted|published|issued|introduced|formed"
    r"|opened|wrote|written|came out|held|met|signed)"
)
# "founded in 2015": a year that belongs to the thing, and not to what is asked of it. "The Panorama of 2023" is another one.
_DATED = re.compile(
    rf"\b{_BEGUN}\b(?:\s+[\w’'-]+){{0,4}}?(?P<when>\s+(?:back )?in\s+(?:\w+\s+)?(?P<year>(?:19|20)\d\d))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Premise:
    """A number of things, or the year of something, that a question takes for granted."""

    value: str
    start: int
    end: int
    counted: str = ""
    """Stem of what is counted; empty for a year."""

    def left_out(self, text: str) -> str:
        """Return the question without it."""
        return f"{text[: self.start].rstrip()} {text[self.end :].lstrip()}".replace(" ?", "?").replace(" ,", ",")

    def is_whole(self, text: str, noun: str, number: int) -> bool:
        """Say whether it tells of more things, called by the stem of a noun, than there are: "the twenty recommendations"."""
        told = cardinal_of(self.value)
        return self.counted == noun and told is not None and told > number and not _AT_MOST.search(text[: self.start])


_AT_MOST = re.compile(
    r"\b(?:more|fewer|less|least|most|over|under|than|above|below|up to|about|another)\s+$", re.IGNORECASE
)


def premises_of(text: str) -> Iterator[Premise]:
    """Yield what a question takes for granted: "the six input papers", "founded in 2015"."""
    all_words = list(words(text))
    for at, word in enumerate(all_words):
        if cardinal_of(word.text) is not None and not _YEAR.fullmatch(word.text):
            noun = next((w for w in _behind(all_words, at) if _is_plural(w)), None)
            if noun is not None:
                yield Premise(word.text, word.start, word.end, noun.stem)
    for match in _DATED.finditer(text):
        yield Premise(match["year"], *match.span("when"))


def says_otherwise(entry: Entry, premise: Premise) -> Passage | None:
    """Return the sentence of an entry that names another number or year; None where there is none, or the same one too."""
    if premise.counted:
        return _counted_otherwise(entry, premise)
    years = {year.group() for year in _YEAR.finditer(entry.body)}
    begun = entry.years.start if entry.years else None
    if premise.value in years or (begun is None and len(years) != 1):
        return None
    wanted = str(begun) if begun is not None else next(iter(years))
    return next((p for p in sentences_of(entry) if wanted in p.text and wanted != premise.value), None)


def bears_out(entry: Entry, premise: Premise) -> bool:
    """Say whether an entry tells the number or year that a question takes for granted, of the same things."""
    if not premise.counted:
        return premise.value in entry.body
    number = cardinal_of(premise.value)
    return any(told == number and premise.counted in counted for _, told, counted in _counts(entry))


def _counted_otherwise(entry: Entry, premise: Premise) -> Passage | None:
    number, other = cardinal_of(premise.value), None
    for passage, told, counted in _counts(entry):
        if premise.counted not in counted:
            continue
        if told == number:
            return None
        other = other or passage
    return other


def _counts(entry: Entry) -> Iterator[tuple[Passage, int, frozenset[str]]]:
    """Yield the numbers that an entry tells, each with its sentence and the stems of what it may count."""
    for passage in sentences_of(entry):
        found = list(words(passage.text))
        for at, word in enumerate(found):
            if (told := cardinal_of(word.text)) is not None:
                yield passage, told, frozenset(w.stem for w in _behind(found, at))


def _behind(found: list[Word], at: int) -> list[Word]:
    return found[at + 1 : at + 2 + MOST_BETWEEN]


def _is_plural(word: Word) -> bool:
    return len(word.text) > 3 and fold(word.text).endswith("s") and not word.is_function and not _is_measure(word)


def _is_measure(word: Word) -> bool:
    return re.fullmatch(r"years|months|weeks|days|hours|euros|times|percents?", fold(word.text)) is not None


def sentences_of(entry: Entry) -> Iterator[Passage]:
    """Yield the sentences in which an entry speaks of itself."""
    for section in entry.sections:
        if not is_context(section.title):
            spans = sentence_spans(entry.body, section.start, section.end)
            yield from (Passage(entry, start, end) for start, end in spans)
