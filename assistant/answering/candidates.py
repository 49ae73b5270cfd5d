"""Candidates: every entry that may answer a question, with the signals that say how well it does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.answering.aspects import field_holds_aspect, holds_aspect
from assistant.understanding.filters import Filters, matches
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.question import Question
from assistant.understanding.thesaurus import relatives
from corpus.chunk import Chunk
from corpus.corpus import Corpus
from corpus.entry import Entry
from index.words import Word, fold, words

RELATIVE_SHARE = 0.6
"""How much a word of nearly the same meaning counts against the word itself."""

LEAST_HELD = 0.05
"""A sentence that holds the amount or date asked for counts, even where it shares no word with the topic."""

FEATURES = (
    "cosine",
    "topic_cosine",
    "cosine_lead",
    "topic_lead",
    "asked_cosine",
    "asked_lead",
    "bm25_share",
    "coverage",
    "sentence_coverage",
    "statement_coverage",
    "heaviest_missing",
    "rest_coverage",
    "rest_missing",
    "foreign",
    "name",
    "title_coverage",
    "by_id",
    "asks_recommendation",
    "asks_practice",
    "asks_term",
    "asks_background",
    "other_kind",
    "recommendation",
    "practice",
    "term",
    "aspect_held",
    "aspect_missing",
    "unknown_names",
    "place_held",
    "place_missing",
    "number_missing",
    "linked",
    "no_topic",
    "asks_judgement",
)


class Searcher(Protocol):
    """What is needed of the index: scores of all chunks for a text, in chunk order."""

    chunks: Sequence[Chunk]

    def cosines(self, text: str) -> NDArray[np.float32]:
        """Cosine similarity of a text and every chunk."""
        ...

    def bm25(self, text: str) -> NDArray[np.float32]:
        """BM25 score of every chunk for a text."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry with its signals for one question (in the order of FEATURES) and its best sentences."""

    entry: Entry
    features: tuple[float, ...]
    sentences: tuple[tuple[float, Chunk], ...]
    """(fit, chunk) of the entry's sentences, in reading order."""

    def feature(self, name: str) -> float:
        """Return one signal by its name."""
        return self.features[FEATURES.index(name)]


class CandidateFinder:
    """Scores every entry of a corpus for a question."""

    def __init__(self, corpus: Corpus, searcher: Searcher, lexicon: Lexicon) -> None:
        self._corpus = corpus
        self._searcher = searcher
        self._lexicon = lexicon
        self._entry_ids = [entry.id for entry in corpus]
        position = {entry_id: at for at, entry_id in enumerate(self._entry_ids)}
        self._owner = np.array([position[chunk.entry_id] for chunk in searcher.chunks], dtype=np.intp)
        self._chunks_of: list[list[int]] = [[] for _ in self._entry_ids]
        for at, owner in enumerate(self._owner):
            if not searcher.chunks[at].question:
                self._chunks_of[owner].append(at)
        self._is_asked = np.array([bool(chunk.question) for chunk in searcher.chunks])
        self._stems = [frozenset(word.stem for word in words(chunk.text)) for chunk in searcher.chunks]
        self._titles = [
            frozenset(w.stem for text in (entry.title, *entry.aliases) for w in words(text)) for entry in corpus
        ]
        self._statements = [
            frozenset(w.stem for w in words(entry.statement)) | self._titles[at] for at, entry in enumerate(corpus)
        ]

    def find(self, question: Question) -> list[Candidate]:
        """Return a candidate for every entry, in corpus order."""
        cosines = self._searcher.cosines(question.text)
        topic_text = question.topic_text
        topic_cosines = self._searcher.cosines(topic_text) if topic_text else cosines
        bm25 = self._searcher.bm25(topic_text or question.text)
        said = ~self._is_asked
        best, topic_best, lexical = (self._by_entry(scores, said) for scores in (cosines, topic_cosines, bm25))
        asked = self._by_entry(cosines, self._is_asked)
        asked = np.where(asked < 0, best, asked)  # an imported entry has no questions of its own
        weights = [(word, self._lexicon.weight(word)) for word in question.topic]
        foreign = _share(weights, [w for w, _ in weights if not self._lexicon.in_corpus(w.stem)])
        shared = _Shared(
            question=question,
            weights=weights,
            total=sum(weight for _, weight in weights),
            foreign=foreign,
            linked=self._linked(best, lexical),
        )
        signals = np.stack(
            [
                best,
                topic_best,
                best - best.max(),
                topic_best - topic_best.max(),
                asked,
                asked - asked.max(),
                lexical / lexical.max() if lexical.max() > 0 else lexical,
            ],
            axis=1,
        )
        fit = 0.5 * cosines + 0.5 * topic_cosines
        return [self._candidate(at, tuple(map(float, signals[at])), shared, fit) for at in range(len(self._entry_ids))]

    def _by_entry(self, scores: NDArray[np.float32], among: NDArray[np.bool_]) -> NDArray[np.float32]:
        best = np.full(len(self._entry_ids), -1.0, dtype=np.float32)
        np.maximum.at(best, self._owner[among], scores[among])
        return best

    def _linked(self, best: NDArray[np.float32], lexical: NDArray[np.float32]) -> frozenset[str]:
        """Ids of the one or two recommendations that fit best: their practices are linked to the topic."""
        scale = float(lexical.max()) or 1.0
        fit = [
            (float(best[at]) + 0.5 * float(lexical[at]) / scale, entry.id)
            for at, entry in enumerate(self._corpus)
            if entry.kind == "recommendation"
        ]
        return frozenset(entry_id for _, entry_id in sorted(fit, reverse=True)[:1])

    def _candidate(self, at: int, found: tuple[float, ...], shared: _Shared, fit: NDArray[np.float32]) -> Candidate:
        entry = self._corpus[self._entry_ids[at]]
        question = shared.question
        chunks = self._chunks_of[at]
        held = self._lexicon.entry_stems(entry.id)
        own = [c for c in chunks if not _is_context(self._searcher.chunks[c], entry)]
        coverages = {c: _coverage(shared.weights, self._stems[c] | self._titles[at], shared.total) for c in chunks}
        sentence_coverages = [coverages[c] for c in own]
        sentences = [self._searcher.chunks[c].text for c in own]
        asked = set(question.kinds)
        aspect_held = _aspect_coverage(question, entry, sentences, sentence_coverages)
        features = (
            *found,
            _coverage(shared.weights, held, shared.total),
            max(sentence_coverages, default=0.0),
            _coverage(shared.weights, self._statements[at], shared.total),
            _heaviest_missing(shared.weights, held),
            *_rest(question, entry, shared, held | self._titles[at]),
            shared.foreign,
            _name_share(question, entry, shared),
            _coverage(shared.weights, self._titles[at], shared.total),
            float(entry.id in question.ids),
            float("recommendation" in asked and entry.kind == "recommendation"),
            float("practice" in asked and entry.kind == "practice"),
            float(("term" in asked or question.form == "define") and entry.kind == "term"),
            float("background" in asked and entry.kind == "background"),
            float(bool(asked) and entry.kind not in asked),
            float(entry.kind == "recommendation"),
            float(entry.kind == "practice"),
            float(entry.kind == "term"),
            aspect_held,
            float(question.aspect is not None and aspect_held == 0.0),
            min(2.0, float(len(question.unknown))),
            *_place_signals(question, entry),
            float(bool(question.has_number and numbers_missing(question, entry))),
            float(any(link in shared.linked for link in (*entry.filed_under, *entry.matched_to))),
            float(not question.topic),
            float(question.asks_judgement),
        )
        scored = tuple((float(fit[c]) + coverages[c], self._searcher.chunks[c]) for c in chunks)
        return Candidate(entry, features, scored)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What is the same for all entries of one question."""

    question: Question
    weights: list[tuple[Word, float]]
    total: float
    foreign: float
    linked: frozenset[str]


def _is_context(chunk: Chunk, entry: Entry) -> bool:
    """A recommendation's context repeats other entries; what it says is cited from those."""
    return entry.kind == "recommendation" and bool(chunk.section)


def _coverage(weights: list[tuple[Word, float]], held: frozenset[str], total: float) -> float:
    """Share of the topic's weight that a set of stems holds; related words count in part."""
    if total == 0:
        return 0.0
    return sum(weight * _held(word, held) for word, weight in weights) / total


def _held(word: Word, held: frozenset[str]) -> float:
    if word.stem in held:
        return 1.0
    return RELATIVE_SHARE if relatives(word.stem) & held else 0.0


def _share(weights: list[tuple[Word, float]], part: list[Word]) -> float:
    total = sum(weight for _, weight in weights)
    return sum(weight for word, weight in weights if word in part) / total if total else 0.0


def _heaviest_missing(weights: list[tuple[Word, float]], held: frozenset[str]) -> float:
    return max((weight * (1 - _held(word, held)) for word, weight in weights), default=0.0)


def _aspect_coverage(question: Question, entry: Entry, sentences: list[str], coverages: list[float]) -> float:
    """How well the best sentence that holds what is asked for (an amount, a date) covers the topic, 0 to 1."""
    if question.aspect is None:
        return 0.0
    held = [c for s, c in zip(sentences, coverages, strict=True) if holds_aspect(question.aspect, s, question.text)]
    if field_holds_aspect(question.aspect, entry):
        held.append(max(coverages, default=0.0))
    return max(LEAST_HELD, *held) if held else 0.0


def _rest(question: Question, entry: Entry, shared: _Shared, held: frozenset[str]) -> tuple[float, float]:
    """What is asked beyond the entry's own name: (share of it that the entry holds, weight that it does not)."""
    spans = [(name.start, name.end) for name in question.names if name.entry_id == entry.id]
    rest = [(w, weight) for w, weight in shared.weights if not any(s <= w.start < e for s, e in spans)]
    total = sum(weight for _, weight in rest)
    if total == 0:
        return 1.0, 0.0
    share = _coverage(rest, held, total)
    return share, min(2.0, total * (1 - share))


def _name_share(question: Question, entry: Entry, shared: _Shared) -> float:
    """Share of the topic's weight that a full name of the entry makes up."""
    best = 0.0
    for name in question.names:
        if name.entry_id == entry.id:
            inside = [weight for word, weight in shared.weights if name.start <= word.start < name.end]
            best = max(best, sum(inside) / shared.total if shared.total else 1.0)
    return best


def _place_signals(question: Question, entry: Entry) -> tuple[float, float]:
    if not question.places:
        return 0.0, 0.0
    filters = Filters(countries=question.filters.countries, regions=question.filters.regions)
    text = fold(f"{entry.title} {entry.region or ''} {entry.body}")
    held = matches(entry, filters) or any(fold(place.text).removesuffix("'s") in text for place in question.places)
    return float(held), float(not held)


def numbers_missing(question: Question, entry: Entry) -> tuple[str, ...]:
    """Return the years and numbers of the topic that an entry neither holds nor covers by its own years."""
    held = {word.stem for text in (entry.title, entry.body) for word in words(text)}
    numbers = [word.text for word in question.topic if re.fullmatch(r"\d[\d.,]*%?", word.text)]
    years = entry.years
    return tuple(
        number
        for number in numbers
        if number not in held and not (number.isdigit() and years is not None and years.covers(int(number)))
    )
