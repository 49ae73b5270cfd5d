"""Subjects: the separate things that one question names, each of which wants an answer of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.understanding.filters import Filters, matches
from assistant.understanding.lexicon import is_english
from assistant.understanding.question import Question
from corpus.corpus import Corpus
from index.words import words

MOST_SUBJECTS = 3
# "... and who behind", "... or the"
_JOINED_BEFORE = re.compile(r",?\s+(?:and|or|versus|vs\.?|&)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_JOINED_AFTER = re.compile(r",?\s+(?:and|or|versus|vs\.?|&)\s+", re.IGNORECASE)
_OF_PLACE = re.compile(r"\s+(?:of|in|from)\s+(?:the\s+)?", re.IGNORECASE)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that a question names: where it stands in the text, and the entries it may mean."""

    spans: tuple[Span, ...]
    entries: frozenset[str]

    def joined(self, other: Subject) -> Subject:
        """Return both as one: a name and a place of the same entry are one subject."""
        return Subject(self.spans + other.spans, self.entries & other.entries)


def subjects_of(question: Question, corpus: Corpus) -> tuple[Subject, ...]:
    """List the things that a question names by a full name or by their place; empty where it names one thing only.

    "Who is behind go-cluster and who behind Clusters4Future?" names two; "the Green Tech Cluster in Styria" names one.
    """
    found: list[Subject] = []
    placed = list(_placed(question, corpus))
    # "Denmark's superclusters" are no others that bear that name.
    named = [one for one in _named(question, corpus) if not any(_is_of_elsewhere(one, to, question) for to in placed)]
    for subject in (*named, *placed):
        if any(_overlap(span, own) for other in found for own in other.spans for span in subject.spans):
            continue
        same = next((at for at, other in enumerate(found) if other.entries & subject.entries), None)
        if same is None:
            found.append(subject)
        else:
            found[same] = found[same].joined(subject)
    found.sort(key=lambda subject: min(subject.spans))
    return tuple(found) if 1 < len(found) <= MOST_SUBJECTS else ()


def asked_of(question: Question, subject: Subject, others: Iterable[Subject]) -> str:
    """Return the question with the names of other subjects left out, and with them the conjunction."""
    text = question.text
    spans = sorted(span for other in others if other is not subject for span in other.spans)
    for start, end in reversed(spans):
        before, after = _JOINED_BEFORE.search(text[:start]), _JOINED_AFTER.match(text[end:])
        start = before.start() if before else start
        end = end + after.end() if after and not before else end
        text = f"{text[:start]} {text[end:]}"
    return re.sub(r"\s+(?=[?.!,;:])", "", " ".join(text.split()))


def _named(question: Question, corpus: Corpus) -> Iterator[Subject]:
    """Names of practices and other proper names, the longest first; "circular economy" is a topic, not a name."""
    spans: dict[Span, set[str]] = {}
    for name in question.names:
        written = question.text[name.start : name.end]
        is_practice = corpus[name.entry_id].kind == "practice" and not is_english(written.lower())
        if is_practice or all(word.text[0].isupper() for word in words(written) if not word.is_function):
            spans.setdefault((name.start, name.end), set()).add(name.entry_id)
    for span in sorted(spans, key=lambda span: span[0] - span[1]):
        yield Subject((span,), frozenset(spans[span]))


def _placed(question: Question, corpus: Corpus) -> Iterator[Subject]:
    for place in question.places:
        limits = Filters(countries=place.codes, regions=(place.region,) if place.region else ())
        there = frozenset(entry.id for entry in corpus if matches(entry, limits))
        if there:
            yield Subject(((place.start, place.end),), there)


def stands_at(question: Question, span: Span, place: Span) -> bool:
    """Say whether a place stands right before a name, or behind one in small letters: "the cluster programme of Austria"."""
    text = question.text
    if place[1] <= span[0]:
        return not text[place[1] : span[0]].strip(" '’s")
    return text[slice(*span)].islower() and _OF_PLACE.fullmatch(text[span[1] : place[0]]) is not None


def _is_of_elsewhere(named: Subject, placed: Subject, question: Question) -> bool:
    """Say whether a name goes with a place from which nothing of that name comes."""
    return not placed.entries & named.entries and stands_at(question, named.spans[0], placed.spans[0])


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
