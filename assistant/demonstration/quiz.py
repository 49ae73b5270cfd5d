"""Quiz: questions whose answer is certain, because it stands in a typed field or is a verbatim gap.

The same corpus and seed give the same quiz, to the byte, on every machine.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal, TypeVar

from assistant.answer import Citation, cite
from assistant.understanding.places import Gazetteer, country_name
from corpus.chunk import sentence_spans
from corpus.corpus import Corpus
from corpus.entry import Entry

QuizKind = Literal["recommendation", "term", "country", "year", "part", "filing"]
OPTIONS = 4
"""Answers offered, the right one included; fewer where the corpus holds fewer."""
GAP = "_____"

_YEAR = re.compile(r"(?<![\d./-])(?:1[89]|20)\d\d(?![\d/-])")
_ANY_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question with its options, of which one is right, and the words of the corpus that say so."""

    kind: QuizKind
    text: str
    options: tuple[str, ...]
    right: int
    """Place of the right option, from 0."""
    citation: Citation
    """The words it rests on; numbered 1."""
    why: str = ""
    """What makes it right, in one sentence; "" where the cited words say it themselves."""

    @property
    def answer(self) -> str:
        """The right option."""
        return self.options[self.right]

    @property
    def letter(self) -> str:
        """The letter of the right option: A, B, C ..."""
        return letter_of(self.right)


def letter_of(place: int) -> str:
    """Return the letter of an option, from its place."""
    return chr(ord("A") + place)


def make_quiz(corpus: Corpus, seed: int, count: int) -> tuple[QuizQuestion, ...]:
    """Make up to `count` questions, mixed over their kinds; fewer where the corpus gives no more.

    No entry is asked about twice.
    """
    makers = (_recommendations, _terms, _countries, _years, _parts, _filings)
    kinds = [_shuffled(make(corpus, seed), seed, key=lambda q: q.text) for make in makers]
    mixed = [question for row in zip_longest(*kinds) for question in row if question is not None]
    one_each: dict[str, QuizQuestion] = {}
    for question in mixed:
        one_each.setdefault(question.citation.entry_id, question)
    return tuple(one_each.values())[:count]


def recommendation_name(entry: Entry) -> str:
    """Name a recommendation by its official number, or by our id, and its title."""
    return f"Recommendation {entry.number}: {entry.title}" if entry.number else f"{entry.id}: {entry.title}"


def _recommendations(corpus: Corpus, seed: int) -> Iterator[QuizQuestion]:
    """Ask which recommendation a sentence belongs to; the others offered are of the same part first."""
    entries = corpus.of_kind("recommendation")
    for entry in entries:
        start, end = _first_sentence(entry)
        quote = entry.body[start:end]
        others = [other for other in entries if other.id != entry.id and quote not in other.body]
        near = [other for other in others if other.pillar == entry.pillar]
        far = [other for other in others if other.pillar != entry.pillar]
        names = [
            recommendation_name(other)
            for group in (near, far)
            for other in _shuffled(group, seed, entry.id, key=lambda e: e.id)
        ]
        yield from _question(
            "recommendation",
            f"Which recommendation says this? “{quote}”",
            recommendation_name(entry),
            names,
            seed,
            citation=cite(1, entry, start, end),
        )


def _terms(corpus: Corpus, seed: int) -> Iterator[QuizQuestion]:
    """Ask which term fits the gap in its own definition."""
    entries = corpus.of_kind("term")
    for entry in entries:
        start, end = _first_sentence(entry)
        quote = entry.body[start:end]
        gapped = _without_names(quote, entry)
        if gapped == quote:
            continue
        fitting = [o for o in entries if o.id != entry.id and not _related(entry, o, gapped)]
        yield from _question(
            "term",
            f"Which term belongs in the gap? “{gapped}”",
            entry.title,
            [other.title for other in _shuffled(fitting, seed, entry.id, key=lambda e: e.id)],
            seed,
            citation=cite(1, entry, start, end),
        )


def _countries(corpus: Corpus, seed: int) -> Iterator[QuizQuestion]:
    """Ask for the one country of a practice whose title does not give it away."""
    gazetteer = Gazetteer(corpus)
    practices = corpus.of_kind("practice")
    codes = sorted({code for entry in practices for code in entry.countries} - {"EU"})
    for entry in practices:
        if len(entry.countries) != 1 or entry.countries[0] not in codes:
            continue
        country = entry.countries[0]
        said = _sentence_naming(entry, country, gazetteer)
        if said is None or _gives_away(entry, country, gazetteer):
            continue
        mentioned = {code for place in gazetteer.find(entry.body) for code in place.codes}
        others = [code for code in codes if code != country and code not in mentioned]
        yield from _question(
            "country",
            f"Which country does the practice “{entry.title}” come from?",
            country_name(country),
            [country_name(code) for code in _shuffled(others, seed, entry.id, key=str)],
            seed,
            citation=cite(1, entry, *said),
        )


def _years(corpus: Corpus, seed: int) -> Iterator[QuizQuestion]:
    """Ask which year fits the gap in a sentence that names just one; the others offered lie close."""
    practices = [entry for entry in corpus.of_kind("practice") if entry.years and entry.years.start]
    starts = sorted({entry.years.start for entry in practices if entry.years and entry.years.start})
    for entry in practices:
        start, end = _first_sentence(entry)
        quote = entry.body[start:end]
        year = str(entry.years.start) if entry.years else ""
        if _YEAR.findall(quote) != [year] or len(_ANY_YEAR.findall(quote)) > 1 or year in entry.title:
            continue
        close = sorted((s for s in starts if str(s) != year), key=lambda s: (abs(s - int(year)), s))[: 2 * OPTIONS]
        yield from _question(
            "year",
            f"Which year belongs in the gap? “{_YEAR.sub(GAP, quote)}”",
            year,
            [str(s) for s in _shuffled(close, seed, entry.id, key=str)],
            seed,
            citation=cite(1, entry, start, end),
        )


def _parts(corpus: Corpus, seed: int) -> Iterator[QuizQuestion]:
    """Ask for the part of a recommendation whose words do not name one."""
    pillars = corpus.report.pillars
    telling = {word for pillar in pillars for word in re.findall(r"\w{5,}", pillar.title.casefold())}
    for entry in corpus.of_kind("recommendation"):
        start, end = _first_sentence(entry)
        quote = entry.body[start:end]
        if entry.pillar is None or telling & set(re.findall(r"\w{5,}", f"{entry.title} {quote}".casefold())):
            continue
        right = corpus.report.pillar(entry.pillar).title
        yield from _question(
            "part",
            f"In which part of the report does this stand? “{quote}”",
            right,
            [pillar.title for pillar in pillars if pillar.id != entry.pillar],
            seed,
            why=f"{recommendation_name(entry)} stands in this part.",
            citation=cite(1, entry, start, end),
        )


def _filings(corpus: Corpus, seed: int) -> Iterator[QuizQuestion]:
    """Ask where the toolkit files a practice; not asked where all are filed under the same recommendation."""
    filed = [entry for entry in corpus.of_kind("practice") if len(entry.filed_under) == 1]
    if len({entry.filed_under for entry in filed}) < 2:
        return
    recommendations = corpus.of_kind("recommendation")
    for entry in filed:
        right = corpus[entry.filed_under[0]]
        others = [r for r in recommendations if r.id != right.id and r.id not in entry.matched_to]
        yield from _question(
            "filing",
            f"Under which recommendation does the Policy Toolkit itself file the practice “{entry.title}”?",
            recommendation_name(right),
            [recommendation_name(r) for r in _shuffled(others, seed, entry.id, key=lambda e: e.id)],
            seed,
            why="This is the toolkit's own filing, not our match.",
            citation=cite(1, entry, *_first_sentence(entry)),
        )


def _question(
    kind: QuizKind, text: str, right: str, others: Iterable[str], seed: int, *, citation: Citation, why: str = ""
) -> Iterator[QuizQuestion]:
    """Put the right option among the first distinct others; nothing is asked where there is only one option."""
    wrong = [other for other in dict.fromkeys(others) if other.casefold() != right.casefold()]
    options = tuple(_shuffled([right, *wrong[: OPTIONS - 1]], seed, text, key=str))
    if len(options) > 1:
        yield QuizQuestion(kind, text, options, options.index(right), citation, why)


def _shuffled(items: Iterable[_T], seed: int, *about: str, key: Callable[[_T], str]) -> list[_T]:
    """Order items by a digest of seed and key: unlike a generator, the same for every version of Python."""

    def digest(item: _T) -> bytes:
        return hashlib.sha256("\0".join([str(seed), *about, key(item)]).encode("utf-8", "surrogatepass")).digest()

    return sorted(items, key=digest)


def _first_sentence(entry: Entry) -> tuple[int, int]:
    section = entry.sections[0]
    return next(sentence_spans(entry.body, section.start, section.end), (section.start, section.end))


def _sentence_naming(entry: Entry, country: str, gazetteer: Gazetteer) -> tuple[int, int] | None:
    section = entry.sections[0]
    for start, end in sentence_spans(entry.body, section.start, section.end):
        if any(place.codes == (country,) for place in gazetteer.find(entry.body[start:end])):
            return start, end
    return None


def _gives_away(entry: Entry, country: str, gazetteer: Gazetteer) -> bool:
    """True where a name of the practice holds a place, even as a part of a word."""
    names = ". ".join([entry.title, *entry.aliases])
    return bool(gazetteer.find(names)) or country_name(country).casefold() in names.casefold()


def _names(entry: Entry) -> list[str]:
    """List title and aliases, a title in brackets also apart, longest first."""
    bracketed = re.fullmatch(r"(.+?) \((.+)\)", entry.title)
    parts: Sequence[str] = bracketed.groups() if bracketed else ()
    return sorted({entry.title, *entry.aliases, *parts}, key=lambda name: (-len(name), name))


def _without_names(text: str, entry: Entry) -> str:
    alternatives = "|".join(re.escape(name) for name in _names(entry))
    gapped = re.sub(rf"(?<!\w)(?:{alternatives})(?!\w)", GAP, text, flags=re.IGNORECASE)
    gapped = re.sub(rf"{GAP} \({GAP}\)", GAP, gapped)
    # The article would tell which option can follow it.
    return re.sub(rf"\b([Aa])n? (?={GAP})", r"\1(n) ", gapped)


def _related(entry: Entry, other: Entry, gapped: str) -> bool:
    """True where another term could be taken for the right one, or where the sentence itself names it."""
    own, others = (" | ".join(_names(e)).casefold() for e in (entry, other))
    shared = any(name.casefold() in own for name in _names(other)) or any(
        name.casefold() in others for name in _names(entry)
    )
    return shared or any(name.casefold() in gapped.casefold() for name in _names(other))
