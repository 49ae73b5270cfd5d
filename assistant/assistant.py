"""Assistant: the one path from a question to an answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Protocol

from numpy.typing import NDArray

from assistant.answer import Answer, Decision, Mode
from assistant.answering.candidates import Candidate, Candidates, Searcher
from assistant.answering.draft import compose, joined
from assistant.answering.messages import Messages, turn_of
from assistant.answering.outcome import NEAREST, Outcome, OutcomeFinder
from assistant.answering.reading import PassageScorer
from assistant.answering.refusal import follow_ups, missing_part_text, premise_note, refusal_text, suggestions
from assistant.answering.support import SupportModel, load_support_model
from assistant.errors import QuestionRejected
from assistant.understanding.cleaning import clean_question
from assistant.understanding.filters import Filters
from assistant.understanding.question import QuestionReader
from assistant.understanding.talk import Turn
from assistant.understanding.wording import QuestionTagger
from corpus.corpus import Corpus
from corpus.entry import Entry
from index.words import stems

MOST_EARLIER, STEP = 100, 20
"""Earlier questions that count, and in what steps those before them are forgotten."""
REMEMBERED = 256
"""Beginnings of talks whose turns are kept."""


class Writer(Protocol):
    """Writes an extractive answer more fluently; yields growing answers whose every sentence has been checked."""

    def stream(self, draft: Answer, evidence: Sequence[Entry]) -> Iterator[Answer]:
        """Yield growing answers; the last is complete, and is `draft` itself where the model fails."""
        ...

    def in_english(self, question: str) -> tuple[str, str]:
        """Translate a question of another language; one that cannot be is returned as it is, with a sentence on why."""
        ...


class Assistant:
    """Answers questions over one corpus; holds no state of any conversation."""

    def __init__(
        self,
        corpus: Corpus,
        retriever: Searcher,
        scorer: PassageScorer,
        tagger: QuestionTagger,
        *,
        support: SupportModel | None = None,
        open_writer: Callable[[], Writer] | None = None,
    ) -> None:
        self.corpus = corpus
        self.retriever = retriever
        self.scorer = scorer
        self.support = support or load_support_model()
        self.tagger = tagger
        self._reader = QuestionReader(corpus, tagger)
        self._finder = OutcomeFinder(corpus, retriever, scorer, self._reader, self.support)
        self._messages = Messages(corpus, self._finder, self._reader)
        self._open_writer = open_writer
        # A talk is sent whole with every question; what was played once is kept for its next question.
        self._turns = lru_cache(maxsize=REMEMBERED)(self._play)

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        mode: Mode | None = None,
    ) -> Answer:
        """Answer a question after some earlier ones (oldest first).

        Raises QuestionRejected for an empty or over-long question.
        """
        *_, answer = self.stream(question, history, filters, mode)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        mode: Mode | None = None,
    ) -> Iterator[Answer]:
        """Yield growing answers; the last is complete. Extractive answers come at once, as one."""
        began = time.perf_counter()
        text = clean_question(question)
        wanted = mode or ("generated" if self._open_writer else "extractive")
        # The corpus is English: with a model, a question of another language is searched in translation.
        writer = self._open_writer() if wanted == "generated" and self._open_writer else None
        english, untranslated = writer.in_english(text) if writer else (text, "")
        english = clean_question(english)
        outcomes = self._messages.answer(english, self._turns(_that_count(history)), filters)
        answer = self._answer(text, outcomes)
        answer = replace(answer, elapsed_ms=round((time.perf_counter() - began) * 1000, 3))
        rewritable = answer.decision != "not_in_report" and not any(outcome.structural for outcome in outcomes)
        if untranslated:
            # The model is not asked again: it has failed once, and the reader waits.
            note = " ".join(filter(None, [answer.note, untranslated, "This is the extractive answer."]))
            yield replace(answer, note=note)
        elif wanted == "extractive" or not rewritable:
            yield answer
        elif writer is None:
            yield replace(answer, note="No model is set (ASSISTANT_MODEL), so this is the extractive answer.")
        else:
            evidence = list({e.id: e for outcome in outcomes for e in outcome.draft.entries}.values())
            for written in writer.stream(answer, evidence):
                yield replace(written, elapsed_ms=round((time.perf_counter() - began) * 1000, 3))

    def examine(self, question: str, history: Sequence[str] = ()) -> list[tuple[Outcome, Candidates]]:
        """Return, for each part of a message, what was found and the candidates behind it; for fitting and ablation."""
        outcomes = self._messages.answer(clean_question(question), self._turns(_that_count(history)), None)
        return [(outcome, self._finder.weigh(outcome.question)) for outcome in outcomes]

    def examine_list(self, question: str, history: Sequence[str] = ()) -> tuple[list[Candidate], NDArray[Any]]:
        """Return the entries that a list may hold, with their signals (`answering.membership`); for fitting."""
        outcome = self._messages.answer(clean_question(question), self._turns(_that_count(history)), None)[-1]
        return self._finder.weigh_list(outcome.question)

    def _play(self, history: tuple[str, ...]) -> tuple[Turn, ...]:
        """Play earlier questions through, for what later ones refer to; an unreadable one is passed over."""
        if not history:
            return ()
        turns = self._turns(history[:-1])
        try:
            outcomes = self._messages.answer(clean_question(history[-1]), turns, None)
        except QuestionRejected:
            return turns
        return (*turns, *(turn_of(outcome) for outcome in outcomes))

    def _answer(self, asked: str, outcomes: Sequence[Outcome]) -> Answer:
        found = [outcome for outcome in outcomes if outcome.found]
        missing = [outcome.understood for outcome in outcomes if not outcome.found]
        missing += [part for outcome in found for part in outcome.draft.missing]
        understood = self._messages.understood(outcomes)
        if _same_words(understood, asked):
            understood = asked
        nearest = tuple(dict.fromkeys(e for outcome in outcomes for e in outcome.nearest))[:NEAREST]
        note = premise_note([number for outcome in found for number in outcome.other_numbers])
        if not found:
            text = refusal_text(outcomes[0].question, nearest, self.corpus)
            return Answer(
                question=asked,
                understood_as=understood,
                decision="not_in_report",
                answer=text,
                sentences=(),
                citations=(),
                suggestions=suggestions(nearest, self.corpus, understood),
                nearest=tuple(entry.id for entry in nearest),
                confidence=max((o.confidence for o in outcomes), default=0.0),
            )
        composed = compose(joined(outcome.draft for outcome in found), self.corpus)
        decision: Decision = "partly" if missing else "answered"
        text = composed.answer + (f"\n\n{missing_part_text(missing)}" if missing else "")
        cited = tuple(dict.fromkeys(self.corpus[c.entry_id] for c in composed.citations))
        return Answer(
            question=asked,
            understood_as=understood,
            decision=decision,
            answer=text,
            sentences=composed.sentences,
            citations=composed.citations,
            suggestions=follow_ups(cited, self.corpus, understood),
            note=note,
            confidence=min(outcome.confidence for outcome in found),
        )


def _same_words(one: str, other: str) -> bool:
    """Compare two texts by their content words in order."""
    return stems(one) == stems(other)


def _that_count(history: Sequence[str]) -> tuple[str, ...]:
    """Return the last MOST_EARLIER questions and less than STEP before them, so that what was played once stays of use."""
    return tuple(history[max(0, len(history) - MOST_EARLIER) // STEP * STEP :])
