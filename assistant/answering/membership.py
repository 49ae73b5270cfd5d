"""Membership: which entries a list on a topic holds, judged one by one from how the topic fits them.

What the words of a topic meet decides little by itself: "kitchens" are furniture, and a mission to Canada is no mission.
A logistic model weighs them with the ranking of the evidence and with the subject headings; `evals fit` fits it on lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.candidates import Candidate, CandidateFinder, Searcher
from assistant.answering.headings import HEADING_FEATURES, HeadingMatcher
from assistant.answering.support import LED, MEMBER_FEATURES, OF_CANDIDATES, SupportModel
from assistant.understanding.question import Question
from corpus.corpus import Corpus
from corpus.entry import Entry
from index.words import Word

Floats = NDArray[Any]


class Membership:
    """Chooses the entries of lists over one corpus."""

    def __init__(self, corpus: Corpus, searcher: Searcher, finder: CandidateFinder, support: SupportModel) -> None:
        self._finder = finder
        self._row = {entry.id: row for row, entry in enumerate(corpus)}
        self._headings = HeadingMatcher(list(corpus), searcher.headings)
        self._support = support

    @property
    def reads_headings(self) -> bool:
        """True where the entries have subject headings that can judge."""
        return self._headings.can_judge

    def about(self, question: Question, entries: Sequence[Entry], topic: Sequence[Word]) -> list[Entry]:
        """Return the entries that are on the topic of a list, the surest first; none where none surely is."""
        return [entry for entry, _ in self.judged(question, entries, topic)]

    def judged(self, question: Question, entries: Sequence[Entry], topic: Sequence[Word]) -> list[tuple[Entry, float]]:
        """Return the same entries with the probability that each is on the topic."""
        weighed, signals = self.weigh(question, entries, topic)
        filed = np.array([self.reads_headings and bool(c.entry.headings) for c in weighed], dtype=bool)
        # An imported report brings entries without headings beside those that have them.
        by_headings, by_words = self._support.members, self._support.members_without_headings
        sure = np.where(filed, by_headings.probabilities(signals), by_words.probabilities(signals))
        if not np.any(sure >= np.where(filed, by_headings.held_at, by_words.held_at)):
            return []
        listed = sure >= np.where(filed, by_headings.member_at, by_words.member_at)
        order = np.argsort(-sure, kind="stable").tolist()
        return [(weighed[at].entry, float(sure[at])) for at in order if listed[at]]

    def weigh(
        self, question: Question, entries: Sequence[Entry], topic: Sequence[Word]
    ) -> tuple[list[Candidate], Floats]:
        """Return some entries with their signals, shape (entries, MEMBER_FEATURES); for fitting."""
        among = {entry.id for entry in entries}
        candidates = self._finder.find(question).among(lambda entry: entry.id in among)
        if not len(candidates):
            return [], np.zeros((0, len(MEMBER_FEATURES)))
        weighed = list(candidates)
        scores = self._support.scores(candidates.signals)
        place = np.argsort(np.argsort(-scores, kind="stable"))
        rows = [self._row[candidate.entry.id] for candidate in weighed]
        headings = self._headings.match(topic, question.wording.phrase(question.text), question.text)[rows]
        led = headings[:, [HEADING_FEATURES.index(name) for name in LED]]
        own = np.array([[candidate.feature(name) for name in OF_CANDIDATES] for candidate in weighed])
        signals = np.c_[scores, scores - scores.max(), np.log1p(place), own, headings, led - led.max(axis=0)]
        return weighed, signals
