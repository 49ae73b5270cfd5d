"""Assistant: the one path from a question to an answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from assistant.answer import Answer, Decision, Mode
from assistant.answering.candidates import CandidateFinder, Candidates, Searcher, numbers_missing
from assistant.answering.catalogue import Catalogue
from assistant.answering.draft import Draft, compose
from assistant.answering.lookup import Ranked, choose, draft_lookup, named_outright, rank
from assistant.answering.refusal import follow_ups, missing_part_text, premise_note, refusal_text, suggestions
from assistant.answering.support import SupportModel, load_support_model, veto
from assistant.errors import QuestionRejected
from assistant.understanding.cleaning import clean_question, without_markup
from assistant.understanding.conversation import Conversation, Turn
from assistant.understanding.filters import Filters, matches
from assistant.understanding.parts import compared, split_parts
from assistant.understanding.question import Question, QuestionReader
from corpus.corpus import Corpus
from corpus.entry import Entry
from index.words import stems

SURE = 0.8
"""Confidence from which a part of a message may be answered about another thing than the part before it."""
SUBJECT = 1.0
"""Weight of the words that a question needs to be understood without the sentences around it."""
WIDENED = 0.5
"""Confidence from which another entry may answer for the one that a follow-up means."""
REMEMBERED = 256
"""Beginnings of talks whose turns are kept."""
NEAREST = 3
"""How many entries a refusal names."""


class Writer(Protocol):
    """Writes an extractive answer more fluently; yields growing answers whose every sentence has been checked."""

    def stream(self, draft: Answer, evidence: Sequence[Entry]) -> Iterator[Answer]:
        """Yield growing answers; the last is complete, and is `draft` itself where the model fails."""
        ...

    def in_english(self, question: str) -> str:
        """Translate a question of another language; an English one, or one that cannot be, is returned as it is."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for one stand-alone question."""

    question: Question
    draft: Draft
    confidence: float
    nearest: tuple[Entry, ...]
    other_numbers: tuple[str, ...] = ()
    """Years and numbers of the question that the entry answering it does not hold."""
    structural: bool = False
    """True for lists, counts, comparisons: never rewritten by a model."""

    @property
    def found(self) -> bool:
        """True where the corpus answers."""
        return bool(self.draft.blocks)


class Assistant:
    """Answers questions over one corpus; holds no state of any conversation."""

    def __init__(
        self,
        corpus: Corpus,
        retriever: Searcher,
        *,
        support: SupportModel | None = None,
        open_writer: Callable[[], Writer] | None = None,
    ) -> None:
        self.corpus = corpus
        self.retriever = retriever
        self.support = support or load_support_model()
        self._reader = QuestionReader(corpus)
        self._conversation = Conversation(self._reader)
        self._finder = CandidateFinder(corpus, retriever, self._reader.lexicon)
        self._catalogue = Catalogue(corpus, self._reader.lexicon)
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
        english = clean_question(writer.in_english(text)) if writer else text
        outcomes = self._outcomes(english, self._turns(tuple(history)), filters)
        answer = self._answer(text, outcomes)
        answer = replace(answer, elapsed_ms=round((time.perf_counter() - began) * 1000, 3))
        rewritable = answer.decision != "not_in_report" and not any(outcome.structural for outcome in outcomes)
        if wanted == "extractive" or not rewritable:
            yield answer
        elif writer is None:
            yield replace(answer, note="No model is set (ASSISTANT_MODEL), so this is the extractive answer.")
        else:
            evidence = list({e.id: e for outcome in outcomes for e in outcome.draft.entries}.values())
            for written in writer.stream(answer, evidence):
                yield replace(written, elapsed_ms=round((time.perf_counter() - began) * 1000, 3))

    def examine(self, question: str, history: Sequence[str] = ()) -> list[tuple[Outcome, Candidates]]:
        """Return, for each part of a message, what was found and the candidates behind it; for fitting and ablation."""
        outcomes = self._outcomes(clean_question(question), self._turns(tuple(history)), None)
        return [(outcome, self._finder.find(outcome.question)) for outcome in outcomes]

    def _play(self, history: tuple[str, ...]) -> tuple[Turn, ...]:
        """Play earlier questions through, for what later ones refer to; an unreadable one is passed over."""
        if not history:
            return ()
        turns = self._turns(history[:-1])
        try:
            outcomes = self._outcomes(clean_question(history[-1]), turns, None)
        except QuestionRejected:
            return turns
        return (*turns, *(turn_of(outcome) for outcome in outcomes))

    def _outcomes(self, text: str, turns: Sequence[Turn], filters: Filters | None) -> list[Outcome]:
        """Resolve and answer each part of a message in turn; a later part may refer to an earlier one."""
        outcomes: list[Outcome] = []
        so_far = list(turns)
        text = without_markup(text)
        parts = split_parts(text)
        if len(parts) == 1 and turns and self._conversation.resolve(text, turns) != text:
            parts = [text]
        for part in parts:
            outcome = self._find_or_widen(self._conversation.resolve(part, so_far), filters)
            if outcomes and outcome.found and self._strays(part, outcome, outcomes):
                outcome = replace(outcome, draft=Draft(()))
            if len(parts) == 1 and part != text:
                outcome = self._with_setting(text, outcome, so_far, filters)
            outcomes.append(outcome)
            so_far.append(turn_of(outcome))
        return outcomes

    def _strays(self, part: str, outcome: Outcome, before: Sequence[Outcome]) -> bool:
        """Say whether a later part without a subject of its own was answered about something else, and unsurely.

        "How much could a cluster get, and how many applied?": the second half is about the first half's subject.
        """
        own = self._reader.read(part)
        if outcome.structural or own.ids or own.places or any(len(name.stems) > 1 for name in own.names):
            return False
        subject = {entry.id for earlier in before for entry in earlier.draft.entries}
        return outcome.confidence < SURE and not subject & {entry.id for entry in outcome.draft.entries}

    def _with_setting(self, text: str, outcome: Outcome, turns: Sequence[Turn], filters: Filters | None) -> Outcome:
        """Read the one question of a message together with what was said around it, where that tells more.

        "Our firms throw away a lot of packaging. What should we do?" has its topic in the first sentence.
        """
        asked = outcome.question
        limits = replace(asked.filters, kinds=())
        if (outcome.structural and outcome.found and limits) or asked.ids or asked.missing:
            return outcome
        whole = self._reader.read(self._conversation.resolve(text, turns))
        whole = replace(
            whole,
            form=asked.form,
            kinds=asked.kinds,
            aspect=asked.aspect,
            focus=asked.focus,
            asks_judgement=asked.asks_judgement,
            unknown=asked.unknown,
            missing=asked.missing,
            filters=asked.filters if "recommendation" in asked.kinds else whole.filters,
            places=asked.places if "recommendation" in asked.kinds else whole.places,
        )
        wider = self._find(whole, filters)
        alone = self._has_subject(asked) and outcome.found and outcome.confidence >= wider.confidence
        return outcome if alone else wider

    def _has_subject(self, question: Question) -> bool:
        """Say whether a question names by itself what it is about."""
        telling = sum(self._reader.lexicon.weight(word) for word in question.topic)
        return telling >= SUBJECT or any(len(name.stems) > 1 for name in question.names)

    def _find_or_widen(self, text: str, filters: Filters | None) -> Outcome:
        """Answer a resolved question; where the entry that a follow-up means is silent, ask all about its title.

        "Where does it happen?" after a definition is answered by a practice, not by the term.
        """
        outcome = self._find(self._reader.read(text), filters)
        bare = self._reader.references.without_ids(text)
        if outcome.found or bare == text:
            return outcome
        wider = self._find(self._reader.read(bare), filters)
        return wider if wider.found and wider.confidence >= WIDENED and not wider.structural else outcome

    def _find(self, question: Question, filters: Filters | None) -> Outcome:
        """Answer one stand-alone question, by structure or by evidence."""
        candidates = self._finder.find(question)
        if filters:
            candidates = candidates.among(lambda entry: matches(entry, filters))
        if question.asked_kind and not question.ids:
            candidates = candidates.among(lambda entry: entry.kind == question.asked_kind)
        ranked = rank(candidates, self.support, question.ids)
        nearest = tuple(r.candidate.entry for r in ranked[:NEAREST])
        if question.missing and not question.ids:
            return Outcome(question, Draft(()), 0.0, nearest)
        if question.form == "about":
            return Outcome(question, self._catalogue.introduce(), 1.0, nearest, structural=True)
        structured = self._catalogue.answer(question, filters)
        if structured is None and question.form == "compare":
            structured = self._compare(question, filters)
        if structured is None and question.filters.countries + question.filters.regions:
            structured = self._catalogue.fallback(question, filters)
            structured = structured if structured.blocks else None
        if structured is not None:
            structured = self._catalogue.shortened(structured, question.wanted, [r.candidate.entry.id for r in ranked])
            return Outcome(question, structured, float(bool(structured.blocks)), nearest, structural=True)
        chosen = choose(question, ranked, self.support) if ranked else []
        confidence = max((r.probability for r in chosen), default=0.0)
        if any(named_outright(question, r.candidate) for r in chosen):
            confidence = 1.0
        if not chosen or confidence < self.support.answer_at or self._vetoed(question, chosen):
            rest = self._catalogue.fallback(question, filters)
            return Outcome(question, rest, confidence, nearest, structural=bool(rest.blocks))
        numbers = numbers_missing(question, chosen[0].candidate.entry)
        return Outcome(question, draft_lookup(question, chosen, self.corpus), confidence, nearest, numbers)

    def _compare(self, question: Question, filters: Filters | None) -> Draft | None:
        """Compare two things that are described, not named: find each half by itself."""
        halves = compared(question.text)
        found = [self._find(self._reader.read(half), filters) for half in halves]
        if len(found) < 2 or not all(outcome.found for outcome in found):
            return None
        blocks = [outcome.draft.blocks[0] for outcome in found]
        if blocks[0].passages[0].entry == blocks[1].passages[0].entry:
            return None
        return Draft(tuple(blocks), listed=tuple(block.passages[0].entry.id for block in blocks))

    def _vetoed(self, question: Question, chosen: Sequence[Ranked]) -> bool:
        """Say whether something speaks against every chosen entry, whatever their probability."""
        return all(veto(question, ranked.candidate) is not None for ranked in chosen)

    def _answer(self, asked: str, outcomes: Sequence[Outcome]) -> Answer:
        found = [outcome for outcome in outcomes if outcome.found]
        missing = [outcome.question.text for outcome in outcomes if not outcome.found]
        missing += [part for outcome in found for part in outcome.draft.missing]
        understood = " ".join(outcome.question.text for outcome in outcomes)
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
        blocks = tuple(block for outcome in found for block in outcome.draft.blocks)
        lead = found[0].draft.lead if len(found) == 1 else ""
        composed = compose(Draft(blocks, lead=lead), self.corpus)
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


def turn_of(outcome: Outcome) -> Turn:
    """Keep of an outcome what later questions can refer to."""
    cited = tuple(entry.id for entry in outcome.draft.entries)
    return Turn(outcome.question, cited, outcome.draft.listed)
