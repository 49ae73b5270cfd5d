"""Candidates: every entry that may answer a question, with the signals that say how well it does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.answering.aspects import field_holds_aspect, holds_aspect
from assistant.answering.counting import counted_noun, counts
from assistant.answering.headings import NearHeadings
from assistant.answering.soft_matching import SOFT_FEATURES, NearWords, SoftMatcher
from assistant.understanding.filters import matches
from assistant.understanding.lexicon import Lexicon, is_english
from assistant.understanding.places import OUTSIDE_EUROPE
from assistant.understanding.question import Question
from assistant.understanding.thesaurus import relatives
from corpus.chunk import Chunk
from corpus.corpus import Corpus
from corpus.entry import KINDS, Entry, is_context
from index.words import Word, fold, words

SAME_QUESTION = 0.9
"""Cosine from which two questions in the same words are the same question; "who chose" and "whom they chose" are not."""
_ASKS_FOR = frozenset("who whom whose what which when where why how many much not no".split())
MOST_NAMING = 5
"""Entries that hold a name that still tells whose words a sentence reports; "SME" stands in most."""
_GROUP_NOUN = re.compile(r"(?<=\w) (?:countries|(?:member )?states|nations)$")

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
    "reason_missing",
    "names_missing",
    "counted_held",
    "unknown_names",
    "place_held",
    "place_missing",
    "number_missing",
    "linked",
    "no_topic",
    "asks_judgement",
    *SOFT_FEATURES,
)


_AT = {name: at for at, name in enumerate(FEATURES)}
Floats = NDArray[Any]
SentencesOf = Callable[[int], tuple[tuple[float, Chunk], ...]]


class Searcher(Protocol):
    """What is needed of the index: scores of all chunks for a text, in chunk order."""

    chunks: Sequence[Chunk]

    @property
    def vocabulary(self) -> NearWords:
        """The words of the index, to compare single words by meaning."""
        ...

    @property
    def headings(self) -> NearHeadings:
        """The subject headings of the corpus."""
        ...

    def cosines(self, text: str) -> Floats:
        """Cosine similarity of a text and every chunk."""
        ...

    def bm25(self, text: str) -> Floats:
        """BM25 score of every chunk for a text."""
        ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry with its signals for one question (in the order of FEATURES) and its sentences."""

    entry: Entry
    features: tuple[float, ...]
    sentences: tuple[tuple[float, Chunk], ...]
    """(fit, chunk) of the entry's sentences, in reading order."""
    around: frozenset[int] = frozenset()
    """Where those begin that stand around what it says and name whom or what the question names."""

    @property
    def told(self) -> tuple[tuple[float, Chunk], ...]:
        """The sentences that may answer: its own, and `around`; what else stands around them is told by other entries."""
        return tuple(
            (fit, chunk) for fit, chunk in self.sentences if not is_context(chunk.section) or chunk.start in self.around
        )

    def feature(self, name: str) -> float:
        """Return one signal by its name."""
        return self.features[_AT[name]]


class Candidates:
    """Every entry of the corpus, weighed for one question."""

    def __init__(
        self,
        entries: Sequence[Entry],
        signals: Floats,
        sentences_of: SentencesOf,
        around: Mapping[str, frozenset[int]] = MappingProxyType({}),
    ) -> None:
        self.entries = entries
        self.signals = signals
        """Shape (entries, FEATURES)."""
        self._sentences_of = sentences_of
        self._around = around

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Candidate]:
        return (self[at] for at in range(len(self)))

    def __getitem__(self, at: int) -> Candidate:
        entry = self.entries[at]
        around = self._around.get(entry.id, frozenset())
        return Candidate(entry, tuple(self.signals[at].tolist()), self._sentences_of(at), around)

    def among(self, passes: Callable[[Entry], bool]) -> Candidates:
        """Keep the entries that pass a test."""
        kept = [at for at, entry in enumerate(self.entries) if passes(entry)]
        return Candidates(
            [self.entries[at] for at in kept],
            self.signals[kept],
            lambda place: self._sentences_of(kept[place]),
            self._around,
        )


class CandidateFinder:
    """Weighs every entry of a corpus for a question, all entries at once."""

    def __init__(self, corpus: Corpus, searcher: Searcher, lexicon: Lexicon) -> None:
        self._entries = list(corpus)
        self._searcher = searcher
        self._lexicon = lexicon
        position = {entry.id: at for at, entry in enumerate(self._entries)}
        self._owner = np.array([position[chunk.entry_id] for chunk in searcher.chunks], dtype=np.intp)
        self._asked = np.array([bool(chunk.question) for chunk in searcher.chunks])
        self._own = np.array([not is_context(chunk.section) for chunk in searcher.chunks])
        # What stands around an entry repeats other entries, and is cited from those.
        self._said = self._own & ~self._asked
        self._sentence_stems = [frozenset() if c.question else stems_of(c.text) for c in searcher.chunks]
        self._entry_stems = [stems_of(f"{entry.title} {entry.body}") for entry in self._entries]
        self._chunks_of: list[list[int]] = [[] for _ in self._entries]
        for at in np.flatnonzero(~self._asked).tolist():
            self._chunks_of[self._owner[at]].append(at)
        titles = [
            frozenset(word.stem for text in (entry.title, *entry.aliases) for word in words(text))
            for entry in self._entries
        ]
        statements = [
            titles[at] | {word.stem for word in words(entry.statement)} for at, entry in enumerate(self._entries)
        ]
        sentences = [
            frozenset() if chunk.question else titles[position[chunk.entry_id]] | {w.stem for w in words(chunk.text)}
            for chunk in searcher.chunks
        ]
        self._in_title = _Postings(titles)
        self._in_statement = _Postings(statements)
        self._in_entry = _Postings([titles[at] | lexicon.entry_stems(e.id) for at, e in enumerate(self._entries)])
        self._in_sentence = _Postings(sentences)
        around = np.flatnonzero(~self._own & ~self._asked).tolist()
        self._names_around = [(at, names) for at in around if (names := self._only_around(at))]
        held_by = Counter(stem for held in self._entry_stems for stem in held)
        self._rare_names = {stem for stem, entries in held_by.items() if entries <= MOST_NAMING}
        self._kind = np.array([KINDS.index(entry.kind) for entry in self._entries])
        self._soft = SoftMatcher(self._entries, searcher.chunks, searcher.vocabulary)

    def _only_around(self, at: int) -> frozenset[str]:
        """The names in a sentence around an entry that nothing the entry says itself holds, as stems.

        None where it names practices: what they do is cited from them.
        """
        text = self._searcher.chunks[at].text
        if any(entry.kind == "practice" and entry.title in text for entry in self._entries):
            return frozenset()
        owner = self._owner[at]
        own = frozenset[str]().union(*(self._sentence_stems[c] for c in self._chunks_of[owner] if self._own[c]))
        names = {word.stem for word in words(text) if word.text[0].isupper()}
        return frozenset(names - own)

    def find(self, question: Question) -> Candidates:
        """Weigh every entry, in corpus order."""
        cosines = self._searcher.cosines(question.text)
        topic_cosines = self._searcher.cosines(question.topic_text) if question.topic else cosines
        bm25 = self._searcher.bm25(question.topic_text or question.text)
        weights = np.array([self._lexicon.weight(word) for word in question.topic])
        total = float(weights.sum())
        covered = _Coverage(weights, total)
        in_entry = self._in_entry.held(question.topic)
        coverage = covered.of(in_entry)
        sentences = covered.of(self._in_sentence.held(question.topic))
        best, topic_best, lexical = (self._best(scores, self._said) for scores in (cosines, topic_cosines, bm25))
        asked = self._best(cosines, self._asked)
        asked = np.where(asked < 0, best, asked)  # an imported entry has no questions of its own
        aspect_held = self._aspect_held(question, sentences)
        rest_coverage, rest_missing = self._rest(question, weights, in_entry)
        foreign = [not self._lexicon.in_corpus(word.stem) for word in question.topic]
        kinds = {kind: self._kind == KINDS.index(kind) for kind in KINDS}
        wanted = {kind: kind in question.kinds for kind in KINDS}
        wanted["term"] = wanted["term"] or question.form == "define"
        asks = {kind: wanted[kind] * kinds[kind] for kind in KINDS}
        place_held, place_missing = self._places(question)
        everywhere = np.ones(len(self._entries))
        signals = {
            "cosine": best,
            "topic_cosine": topic_best,
            "cosine_lead": best - best.max(),
            "topic_lead": topic_best - topic_best.max(),
            "asked_cosine": asked,
            "asked_lead": asked - asked.max(),
            "bm25_share": lexical / lexical.max() if lexical.max() > 0 else 0 * lexical,
            "coverage": coverage,
            "sentence_coverage": self._best(sentences, self._said),
            "statement_coverage": covered.of(self._in_statement.held(question.topic)),
            "heaviest_missing": (weights[:, None] * (1 - in_entry)).max(axis=0) if total else 0 * everywhere,
            "rest_coverage": rest_coverage,
            "rest_missing": rest_missing,
            "foreign": everywhere * (float(weights[foreign].sum()) / total if total else 0.0),
            "name": self._names(question, weights),
            "title_coverage": covered.of(self._in_title.held(question.topic)),
            "by_id": np.array([entry.id in question.ids for entry in self._entries]),
            "asks_recommendation": asks["recommendation"],
            "asks_practice": asks["practice"],
            "asks_term": asks["term"],
            "asks_background": asks["background"],
            "other_kind": np.array([bool(question.kinds) and e.kind not in question.kinds for e in self._entries]),
            "recommendation": kinds["recommendation"],
            "practice": kinds["practice"],
            "term": kinds["term"],
            "aspect_held": aspect_held,
            "aspect_missing": (aspect_held == 0) * (question.aspect is not None),
            "reason_missing": (aspect_held == 0) * (question.aspect == "reason"),
            "names_missing": (aspect_held == 0) * (question.aspect == "names"),
            "counted_held": self._counted(question),
            "unknown_names": everywhere * min(2, len(question.unknown)),
            "place_held": place_held,
            "place_missing": place_missing,
            "number_missing": self._numbers_missing(question),
            "linked": self._linked(best, lexical),
            "no_topic": everywhere * (not question.topic),
            "asks_judgement": everywhere * question.asks_judgement,
            **self._soft.match(question.topic, weights, question.focus),
        }
        table = np.stack([np.asarray(signals[name], dtype=np.float64) for name in FEATURES], axis=1)
        fit = 0.5 * cosines + 0.5 * topic_cosines + sentences
        chunks = self._searcher.chunks
        return Candidates(
            self._entries,
            table,
            lambda at: tuple((float(fit[c]), chunks[c]) for c in self._chunks_of[at]),
            self._around(question),
        )

    def asked_as(self, question: Question) -> str | None:
        """Return the entry that a question is indexed with in the same words but for words of grammar; None where none is."""
        near = np.where(self._asked, self._searcher.cosines(question.text), -1.0)
        best = self._searcher.chunks[int(near.argmax())] if near.size else None
        if best is None or not best.question or near.max() < SAME_QUESTION:
            return None
        return best.entry_id if _content(best.question) == _content(question.text) else None

    def _around(self, question: Question) -> dict[str, frozenset[int]]:
        """Where the sentences around entries begin that name whom or what a question names, by entry."""
        asked = {
            word.stem
            for word in words(question.text)
            if not is_english(word.lower) or any(place.start <= word.start < place.end for place in question.places)
        }
        found: dict[str, set[int]] = {}
        for at, names in self._names_around:
            chunk = self._searcher.chunks[at]
            telling = names & asked
            if telling and (chunk.entry_id in question.ids or telling & self._rare_names):
                found.setdefault(chunk.entry_id, set()).add(chunk.start)
        return {entry_id: frozenset(starts) for entry_id, starts in found.items()}

    def _best(self, scores: Floats, among: NDArray[np.bool_]) -> Floats:
        best = np.full(len(self._entries), -1.0)
        np.maximum.at(best, self._owner[among], scores[among])
        return best

    def _aspect_held(self, question: Question, sentence_coverage: Floats) -> Floats:
        """How well the best sentence that holds what is asked for (an amount, a date) covers the topic, 0 to 1."""
        held = np.zeros(len(self._entries))
        if question.aspect is None:
            return held
        for at, entry in enumerate(self._entries):
            own = [c for c in self._chunks_of[at] if self._own[c]]
            fitting = [c for c in own if holds_aspect(question.aspect, self._searcher.chunks[c].text, question.text)]
            if field_holds_aspect(question.aspect, entry, question.text):
                fitting = own
            elif question.aspect == "place" and entry.kind == "practice":
                fitting = []  # where it is is not known, whatever names its text holds
            if fitting:
                held[at] = max(LEAST_HELD, *(float(sentence_coverage[c]) for c in fitting))
        return held

    def _counted(self, question: Question) -> Floats:
        """1 where a sentence holds a number together with the noun that "how many" counts."""
        noun = counted_noun(question.text) if question.aspect == "number" else None
        if noun is None:
            return np.zeros(len(self._entries))
        return np.array(
            [
                any(
                    counts(self._searcher.chunks[c].text, self._sentence_stems[c], noun)
                    for c in self._chunks_of[at]
                    if self._own[c]
                )
                for at in range(len(self._entries))
            ],
            dtype=float,
        )

    def _rest(self, question: Question, weights: Floats, in_entry: Floats) -> tuple[Floats, Floats]:
        """What is asked beyond an entry's own name: (share of it that the entry holds, weight that it does not)."""
        beyond = np.ones((len(weights), len(self._entries)))
        for name in question.names:
            at = self._position(name.entry_id)
            for row, word in enumerate(question.topic):
                if name.start <= word.start < name.end:
                    beyond[row, at] = 0
        rest = weights[:, None] * beyond
        total = rest.sum(axis=0)
        missing = (rest * (1 - in_entry)).sum(axis=0)
        share = np.where(total > 0, 1 - missing / np.where(total > 0, total, 1), 1.0)
        return share, np.minimum(2.0, missing)

    def _names(self, question: Question, weights: Floats) -> Floats:
        """Share of the topic's weight that a full name of the entry makes up."""
        shares = np.zeros(len(self._entries))
        total = float(weights.sum())
        for name in question.names:
            inside = sum(
                w for w, word in zip(weights, question.topic, strict=True) if name.start <= word.start < name.end
            )
            at = self._position(name.entry_id)
            shares[at] = max(shares[at], inside / total if total else 1.0)
        return shares

    def _position(self, entry_id: str) -> int:
        return next(at for at, entry in enumerate(self._entries) if entry.id == entry_id)

    def _places(self, question: Question) -> tuple[Floats, Floats]:
        held = np.zeros(len(self._entries))
        if not question.places:
            return held, held
        filters = question.filters.places
        # "EU countries" are named where the EU is.
        names = [_GROUP_NOUN.sub("", fold(place.text).removesuffix("'s")) for place in question.places]
        named = re.compile("|".join(rf"(?<!\w){re.escape(name)}" for name in names))
        for at, entry in enumerate(self._entries):
            text = fold(f"{entry.title} {entry.region or ''} {entry.body}")
            held[at] = matches(entry, filters) or named.search(text) is not None
        missing = 1 - held
        if all(fold(place.text) in OUTSIDE_EUROPE for place in question.places):  # "we want to sell outside Europe"
            missing[self._kind == KINDS.index("recommendation")] = 0
        return held, missing

    def _numbers_missing(self, question: Question) -> Floats:
        if not question.has_number:
            return np.zeros(len(self._entries))
        pairs = zip(self._entries, self._entry_stems, strict=True)
        return np.array([bool(_missing(question, entry, held)) for entry, held in pairs], dtype=float)

    def _linked(self, best: Floats, lexical: Floats) -> Floats:
        """1 for the practices of the recommendation that fits best: they are linked to the topic."""
        scale = float(lexical.max()) or 1.0
        fit = np.where(self._kind == KINDS.index("recommendation"), best + 0.5 * lexical / scale, -np.inf)
        if not np.isfinite(fit).any():
            return np.zeros(len(self._entries))
        closest = self._entries[int(fit.argmax())].id
        return np.array([closest in (*e.filed_under, *e.matched_to) for e in self._entries], dtype=float)


class _Postings:
    """Which texts hold which stems: an inverted index."""

    def __init__(self, texts: Sequence[AbstractSet[str]]) -> None:
        self._size = len(texts)
        holders: dict[str, list[int]] = {}
        for at, stems in enumerate(texts):
            for stem in stems:
                holders.setdefault(stem, []).append(at)
        self._holders = {stem: np.array(at) for stem, at in holders.items()}

    def held(self, topic: Sequence[Word]) -> Floats:
        """Return, shape (words, texts), 1 where a text holds the word, RELATIVE_SHARE where a related one."""
        held = np.zeros((len(topic), self._size))
        for row, word in enumerate(topic):
            for related in relatives(word.stem):
                if related in self._holders:
                    held[row, self._holders[related]] = RELATIVE_SHARE
            if word.stem in self._holders:
                held[row, self._holders[word.stem]] = 1.0
        return held


@dataclass(frozen=True, slots=True)
class _Coverage:
    """The share of a topic's weight that texts hold."""

    weights: Floats
    total: float

    def of(self, held: Floats) -> Floats:
        return self.weights @ held / self.total if self.total else np.zeros(held.shape[1])


def _content(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """What tells one question from another: the stems of its content words, and what sort of thing it asks for."""
    told = list(words(text))
    return frozenset(w.stem for w in told if not w.is_function), frozenset(w.lower for w in told) & _ASKS_FOR


def numbers_missing(question: Question, entry: Entry) -> tuple[str, ...]:
    """Return the years and numbers of the topic that an entry neither holds nor covers by its own years."""
    return _missing(question, entry, stems_of(f"{entry.title} {entry.body}"))


def stems_of(text: str) -> frozenset[str]:
    """Return the stems of all words of a text."""
    return frozenset(word.stem for word in words(text))


def _missing(question: Question, entry: Entry, held: AbstractSet[str]) -> tuple[str, ...]:
    numbers = [word.text for word in question.topic if re.fullmatch(r"\d[\d.,]*%?", word.text)]
    years = entry.years
    return tuple(
        number
        for number in numbers
        if number not in held and not (number.isdigit() and years is not None and years.covers(int(number)))
    )
