"""Membership: which entries a list on a topic holds, judged one by one from how the words and the whole fit.

What the words of a topic meet decides little by itself: "kitchens" are furniture, and a mission to Canada is no mission.
A logistic model weighs them with the ranking of the evidence and with what reading says; `evals fit` fits it on lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.candidates import Candidate, CandidateFinder
from assistant.answering.reading import PassageScorer, passage_of
from assistant.answering.support import MEMBER_FEATURES, OF_CANDIDATES, MemberModel
from assistant.answering.topics import STATEMENT, TopicFinder
from assistant.understanding.question import Question
from corpus.entry import Entry
from index.words import Word

MOST_WEIGHED = 16
"""How many of the best entries are weighed for a list; each is read with the question."""
Floats = NDArray[Any]


class Membership:
    """Chooses the entries of lists over one corpus."""

    def __init__(self, finder: CandidateFinder, scorer: PassageScorer, topics: TopicFinder, model: MemberModel) -> None:
        self._finder = finder
        self._scorer = scorer
        self._topics = topics
        self._model = model

    def about(self, question: Question, entries: Sequence[Entry], topic: Sequence[Word]) -> list[Entry]:
        """Return the entries that are on the topic of a list, the surest first."""
        weighed, signals = self.weigh(question, entries, topic)
        sure = self._model.probabilities(signals)
        order = np.argsort(-sure, kind="stable").tolist()
        return [weighed[at].entry for at in order if sure[at] >= self._model.member_at]

    def weigh(
        self, question: Question, entries: Sequence[Entry], topic: Sequence[Word]
    ) -> tuple[list[Candidate], Floats]:
        """Return the best of some entries with their signals, shape (entries, MEMBER_FEATURES); for fitting."""
        among = {entry.id for entry in entries}
        candidates = self._finder.find(question).among(lambda entry: entry.id in among)
        scores = self._model.scores(candidates.signals)
        best = np.argsort(-scores, kind="stable")[:MOST_WEIGHED].tolist()
        weighed = [candidates[at] for at in best]
        if not weighed:
            return [], np.zeros((0, len(MEMBER_FEATURES)))
        readings = self._scorer.scores(question.text, [passage_of(candidate) for candidate in weighed])
        rows = []
        for place, candidate in enumerate(weighed):
            met, share = self._topics.met(candidate.entry, topic, question.text)
            rows.append(
                (
                    *(scores[best[place]], scores[best[place]] - scores[best[0]], np.log1p(place)),
                    *(readings[place], readings[place] - readings.max(), met, share, met >= STATEMENT),
                    *(candidate.feature(name) for name in OF_CANDIDATES),
                )
            )
        return weighed, np.array(rows, dtype=np.float64)
