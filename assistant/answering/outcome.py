"""Outcome: what is found for one stand-alone question, by structure or by evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.candidates import Candidate, CandidateFinder, Candidates, Searcher, numbers_missing
from assistant.answering.catalogue import Catalogue
from assistant.answering.draft import Block, Draft, label_of
from assistant.answering.list_writer import shortened
from assistant.answering.listing import TELLING, ListReader
from assistant.answering.lookup import Ranked, Shortlist, choose, draft_lookup, named_outright, rank, shortlist
from assistant.answering.membership import Membership
from assistant.answering.overviews import first_sentence, statement_passages
from assistant.answering.premises import bears_out, premises_of, says_otherwise, sentences_of
from assistant.answering.quantified import Quantified
from assistant.answering.reading import SURELY_READ, PassageScorer, passage_of
from assistant.answering.support import SILENCES, SupportModel, veto
from assistant.answering.topics import TopicFinder
from assistant.understanding.filters import Filters, matches
from assistant.understanding.forms import asks_for_recommendation, is_frame
from assistant.understanding.kin import Kin
from assistant.understanding.parts import compared
from assistant.understanding.places import country_name
from assistant.understanding.question import Question, QuestionReader
from assistant.understanding.subjects import Subject, asked_of, subjects_of
from corpus.corpus import Corpus
from corpus.entry import Entry
from index.words import fold

LIKELY = 0.6
"""Confidence from which an entry is taken for one of two things that are described to be compared, and for what answers a
topic of one word."""
SURELY = 0.8
"""Confidence from which a recommendation is taken for the one that a list tells in other words; reading must agree."""
HALF_SURELY = 0.5
"""Confidence below which a recommendation that is asked for by its topic is none on it."""
MOSTLY, WHOLLY = 0.6, 0.99
"""Share of a topic, by weight, that such a recommendation says mostly, and share of its least word that it says outright."""
_SAYS_ON = re.compile(
    r"^”?\)?\s+(?:\w+ )?(?:say|says|said|mention|mentions|recommend|recommends|advise|advises|tell|tells|cover|covers|speak|speaks|touch|touches)\s+\w"
)
_BEFORE_TITLE = re.compile(r"\b(?:the recommendation )?(?:the )?[“\"]?$")
NEAREST = 3
"""How many entries a refusal names."""


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
    reading: float = 0.0
    """The most that reading says of the entries that answer; 0 where none was read."""
    probability: float = 0.0
    """The calibrated probability of the surest of them, whatever name the question gives it."""
    silent: bool = False
    """True where the entry that is asked what it says of something says nothing of it."""

    asked: str = ""
    """What was asked, where the question was read without a part of it: "which others are there, besides NCE?"."""

    @property
    def understood(self) -> str:
        """The question as a whole."""
        return self.asked or self.question.text

    @property
    def found(self) -> bool:
        """True where the corpus answers."""
        return bool(self.draft.blocks)


# "Industrial symbiosis means that plants ...": what stands before says which term it is.
_MEANS = re.compile(r"^.{3,90}? (?:means(?: that)?|refers to|stands for|is|are)(?: an?| the)? ")


class OutcomeFinder:
    """Answers stand-alone questions over one corpus."""

    def __init__(
        self, corpus: Corpus, searcher: Searcher, scorer: PassageScorer, reader: QuestionReader, support: SupportModel
    ) -> None:
        self._corpus = corpus
        self._scorer = scorer
        self._reader = reader
        self._support = support
        self._finder = CandidateFinder(corpus, searcher, reader.lexicon)
        topics = self._topics = TopicFinder(corpus, reader.lexicon, searcher.vocabulary)
        self._membership = Membership(corpus, searcher, self._finder, support)
        self._lists = ListReader(corpus, reader.lexicon, topics)
        self._kin = Kin(corpus, reader.references)
        self._catalogue = Catalogue(corpus, self._lists, topics, self._membership, self._kin)

    def weigh(self, question: Question) -> Candidates:
        """Return every entry that may answer, with its signals; for fitting and ablation."""
        return self._finder.find(question)

    def weigh_list(self, question: Question) -> tuple[list[Candidate], NDArray[Any]]:
        """Return the entries that a list on a topic may hold, with their signals (`membership`); for fitting."""
        asked = self._lists.asked(question)
        if question.form not in ("list", "count") or not asked.topic:
            return [], np.zeros((0, 0))
        return self._membership.weigh(question, asked.entries, asked.topic)

    def read(self, question: Question, short: Shortlist) -> NDArray[Any]:
        """Read the first entries of a shortlist with a question; one score for each of `short.read`."""
        asked = self._reader.references.without_ids(question.text)
        return self._scorer.scores(asked, [passage_of(short.candidates[place]) for place in short.read])

    def find(self, question: Question, filters: Filters | None = None, *, in_full: bool = False) -> Outcome:
        """Answer one stand-alone question, by structure or by evidence; `in_full` keeps all of a list of which some are wanted.

        Where the question takes more recommendations for granted than there are, the sentence that says so comes with it.
        """
        found = self._find(question, filters, in_full=in_full)
        whole = len(self._corpus.of_kind("recommendation"))
        wrong = next((p for p in premises_of(question.text) if p.is_whole(question.text, "recommend", whole)), None)
        if wrong is None or not found.found or len(found.draft.listed) == whole:  # a list of all says it itself
            return found
        told = next((p for e in self._corpus.of_kind("background") if (p := says_otherwise(e, wrong))), None)
        if told is None:
            return found
        draft = found.draft.with_passage(told, label_of(told.entry, self._corpus))
        return replace(found, draft=draft, other_numbers=(*found.other_numbers, wrong.value))

    def _find(self, question: Question, filters: Filters | None, *, in_full: bool) -> Outcome:
        candidates = self._finder.find(question)
        if filters:
            candidates = candidates.among(lambda entry: matches(entry, filters))
        if question.asked_kind and not question.ids:
            candidates = candidates.among(lambda entry: entry.kind == question.asked_kind)
        short = shortlist(candidates, self._support, question.ids)
        nearest = tuple(candidate.entry for candidate in short.candidates[:NEAREST])
        if (question.missing and not question.ids) or self._lists.asks_of_unknown(question):
            return Outcome(question, Draft(()), 0.0, nearest)
        if question.form == "about":
            return Outcome(question, self._catalogue.introduce(), 1.0, nearest, structural=True)
        if structural := self._by_structure(question, filters, short, nearest):
            return structural if in_full else self._shortened(structural, short)
        outcome, chosen = self._look_up(question, short)
        if outcome.found and not self._is_on_what_is_asked(question, outcome, chosen):
            outcome = replace(outcome, draft=Draft(()))
        apart = self._one_by_one(question, chosen, filters)
        if apart:
            return apart
        if outcome.found and self._is_silent_on(question):
            return replace(outcome, draft=Draft(()), silent=True)
        if outcome.found:
            return self._checked(question, outcome, filters)
        return self._otherwise(question, outcome, filters)

    def _by_structure(
        self, question: Question, filters: Filters | None, short: Shortlist, nearest: tuple[Entry, ...]
    ) -> Outcome | None:
        """Answer from the typed entries, where a question asks for a list, a count or the like in any words; else None."""
        structured = self._structured(question, filters)
        if question.form in ("list", "count") and (structured is None or not structured.blocks):
            structured = self._tied(question, filters) or self._as_defined(question, filters) or structured
        if structured is None and not question.asks_judgement:
            structured = self._catalogue.told(question, filters, short)
            structured = structured or self._catalogue.gathered(question, filters, short)
        if structured is None:
            return None
        return Outcome(question, structured, float(bool(structured.blocks)), nearest, structural=True)

    @staticmethod
    def _shortened(outcome: Outcome, short: Shortlist) -> Outcome:
        """Keep as many of a list as were asked for."""
        question = outcome.question
        order = () if question.wants_first else [candidate.entry.id for candidate in short.candidates]
        return replace(outcome, draft=shortened(outcome.draft, question.wanted, order))

    def _is_silent_on(self, question: Question) -> bool:
        """Say whether an entry that is asked what it says of something is no answer to that, its title left out.

        A title that a follow-up is written out with fits its entry whatever is asked: "what does it say about ships?".
        """
        titles = self._reader.references.titles(question.text)
        if len(titles) != 1 or len(question.ids) != 1:
            return False
        (start, end), text = titles[0], question.text
        if not _SAYS_ON.search(text[end:]):
            return False
        asked = self._reader.read(f"{_BEFORE_TITLE.sub('', text[:start])}the report{text[end:]}")
        if not asked.topic or self._topics.treats([self._corpus[question.ids[0]]], asked.topic):
            return False
        return not self.look_up(asked, lambda entry: entry.id == question.ids[0]).found

    def _is_on_what_is_asked(self, question: Question, found: Outcome, chosen: Sequence[Ranked]) -> bool:
        """Say whether a recommendation that is asked for by its topic, and found unsurely, surely deals with it.

        Of a few short texts one always is nearest: "which is about artificial intelligence?" has a word in common with one
        on collective intelligence.
        """
        best = chosen[0].candidate
        if best.entry.kind == "practice" and not question.ids and asks_for_recommendation(question.text):
            return False
        unsure = found.confidence < SURELY and best.entry.kind == "recommendation" and not question.ids
        if not unsure or not asks_for_recommendation(question.text) or best.feature("soft_least") >= WHOLLY:
            return True
        if found.confidence < HALF_SURELY:
            return False
        topic = self._lists.topic(question, self._lists.limits(question, "recommendation"))
        if best.feature("soft_coverage") >= MOSTLY or not topic or not self._membership.reads_headings:
            return True
        judged = self._membership.judged(question, self._corpus.of_kind("recommendation"), topic)
        return any(entry is best.entry and sure >= SURELY for entry, sure in judged)

    def _checked(self, question: Question, found: Outcome, filters: Filters | None) -> Outcome:
        """Keep what was found unsurely for a topic of one word where what is judged to be on it agrees.

        What is told of the report itself is near to any question on "the report", and counts only where it is on the topic.
        """
        of_report = all(entry.kind == "background" for entry in found.draft.entries)
        if not of_report and found.confidence >= LIKELY:
            return found
        said = self._said_on(question, found, filters)
        if said.found and said.draft.entries[0] == found.draft.entries[0]:
            return replace(found, confidence=said.confidence)
        return said if said.found or of_report else found

    def _otherwise(self, question: Question, silent: Outcome, filters: Filters | None) -> Outcome:
        """Answer what no entry answers as it is asked: with its premise put right, or by a list that stands for it."""
        if placed := self._where_it_is(question, filters):
            return placed
        if righted := self._put_right(question, silent.nearest[:1], filters):
            return righted
        if (said := self._said_on(question, silent, filters)).found:
            return said
        rest = self._tied(question, filters) if question.form == "lookup" else None
        rest = rest if rest and rest.blocks else self._catalogue.fallback(question, filters)
        return replace(silent, draft=rest, structural=bool(rest.blocks))

    def look_up(self, question: Question, may_answer: Callable[[Entry], bool]) -> Outcome:
        """Answer from the evidence of some entries only; never by structure."""
        short = shortlist(self.weigh(question).among(may_answer), self._support, question.ids)
        return self._look_up(question, short)[0]

    def _look_up(self, question: Question, short: Shortlist) -> tuple[Outcome, list[Ranked]]:
        """Answer by evidence; also return the entries that were chosen."""
        ranked = rank(short, self.read(question, short), self._support)
        nearest = tuple(r.candidate.entry for r in ranked[:NEAREST])
        chosen = choose(question, ranked, self._support) if ranked else []
        confidence = max((r.probability for r in chosen), default=0.0)
        if any(named_outright(question, r.candidate) for r in chosen):
            confidence = 1.0
        if not chosen or confidence < self._support.answer_at or self._vetoed(question, chosen):
            indexed = [r for r in ranked if r.candidate.entry.id == self._finder.asked_as(question)]
            told = indexed or self._told_by_kin(question, chosen, ranked)
            if not told:
                return Outcome(question, Draft(()), confidence, nearest), chosen
            chosen, confidence = told, 1.0 if indexed else told[0].probability
        numbers = numbers_missing(question, chosen[0].candidate.entry)
        asked = self._reader.references.without_ids(question.text)
        draft = draft_lookup(question, chosen, self._corpus, lambda passages: self._scorer.scores(asked, passages))
        reading = max(ranked.standing.reading for ranked in chosen)
        surest = max(ranked.probability for ranked in chosen)
        return Outcome(question, draft, confidence, nearest, numbers, reading=reading, probability=surest), chosen

    def _said_on(self, question: Question, otherwise: Outcome, filters: Filters | None) -> Outcome:
        """Answer a question for a topic of one word from what is on it; `otherwise` where more or another thing is asked."""
        said = self._catalogue.said_on(question, filters)
        if said is None:
            return otherwise
        draft, sure = said
        return replace(otherwise, draft=draft, confidence=sure, structural=bool(draft.blocks))

    def _where_it_is(self, question: Question, filters: Filters | None) -> Outcome | None:
        """Answer "is the GAIA cluster in Catalonia?" by where it is, where nothing else is asked of what is named."""
        names = [
            n
            for n in question.names
            if self._corpus[n.entry_id].kind == "practice" and self._lists.is_proper(question, n)
        ]
        longest = max(names, key=lambda name: name.end - name.start, default=None)
        if question.form != "yesno" or len(question.places) != 1 or longest is None:
            return None
        beyond = [w for w in question.topic if not longest.start <= w.start < longest.end and not is_frame(w.lower)]
        if any(self._reader.lexicon.weight(word) >= TELLING for word in beyond if word.stem != "cluster"):
            return None
        entry = self._corpus[longest.entry_id]
        named = [name for name in (entry.region, *map(country_name, entry.countries)) if name]
        told = next((p for p in sentences_of(entry) if any(fold(name) in fold(p.text) for name in named)), None)
        if told is None or (filters and not matches(entry, filters)):
            return None
        draft = Draft((Block(label_of(entry, self._corpus), (told,)),))
        place = question.places[0]
        return Outcome(question, draft, 1.0, (entry,), (question.text[place.start : place.end],))

    def _put_right(self, question: Question, nearest: Sequence[Entry], filters: Filters | None) -> Outcome | None:
        """Answer a question without a number or year that it takes for granted, where an entry says otherwise.

        "What were the six input papers about?" is answered, and the sentence that speaks of three comes with it. What the
        nearest entry bears out is no wrong premise.
        """
        if question.ids:
            return None
        for premise in premises_of(question.text):
            if any(bears_out(entry, premise) for entry in nearest):
                continue
            asked = self._reader.read(premise.left_out(question.text))
            if next(premises_of(asked.text), None) is not None or asked.missing or not asked.topic:
                continue
            found = self.find(asked, filters)
            if not found.found or found.structural or found.reading < SURELY_READ:
                continue
            told = dict.fromkeys((*found.draft.entries, *found.nearest))
            otherwise = next((p for entry in told if (p := says_otherwise(entry, premise))), None)
            if otherwise:
                draft = found.draft.with_passage(otherwise, label_of(otherwise.entry, self._corpus))
                return replace(found, question=question, draft=draft, other_numbers=(premise.value,))
        return None

    def _one_by_one(self, question: Question, chosen: Sequence[Ranked], filters: Filters | None) -> Outcome | None:
        """Answer for each thing that a question names, where no chosen entry speaks of them all.

        None where it names one thing, or where one of them has no answer by itself.
        """
        subjects = subjects_of(question, self._corpus)
        if not subjects or any(_speaks_of_all(subjects, question, r.candidate.entry) for r in chosen):
            return None
        found = [self.find(self._reader.read(asked_of(question, s, subjects)), filters) for s in subjects]
        if not all(outcome.found and not outcome.structural for outcome in found):
            return None
        answers = [outcome.draft.blocks[0] for outcome in found]
        pairs = zip(subjects, answers, strict=True)
        if not all(_speaks_of_all([subject], question, block.passages[0].entry) for subject, block in pairs):
            return None
        draft = Draft(tuple(answers), listed=tuple(block.passages[0].entry.id for block in answers))
        nearest = tuple(block.passages[0].entry for block in answers)
        return Outcome(question, draft, min(outcome.confidence for outcome in found), nearest)

    def _structured(self, question: Question, filters: Filters | None) -> Draft | None:
        """Answer from the typed entries, where that is asked; "which do you find the best?" asks for no list."""
        if question.asks_judgement and not question.filters.limits_practices:
            return None
        of_all = Quantified(self._corpus, self._reader, lambda asked: self._catalogue.answer(asked, filters))
        if (told := of_all.answer(question)) is not None:
            return told
        structured = self._catalogue.answer(question, filters)
        if structured is None and question.form == "compare":
            structured = self._compare(question)
            if structured is None and not question.unmarked:
                structured = self._catalogue.answer(replace(question, form="list"), filters)
        limited = (_names_place(question) or question.filters.amounts) and not question.ids
        if structured is None and limited and not question.wording.asks_fact:
            listed = self._catalogue.fallback(question, filters)
            structured = listed if listed.blocks else None
        return structured

    def _tied(self, question: Question, filters: Filters | None) -> Draft | None:
        """List the practices of the recommendation that a question for practices tells in other words.

        "Which practices illustrate clusters becoming a piece of the local education system?"
        """
        listed = question.form in ("list", "count")
        kind = question.asked_kind or (next(iter(question.kinds), None) if listed else None)
        if kind != "practice" or question.ids or question.missing:
            return None
        short = shortlist(self.weigh(question), self._support)
        ranked = rank(short, self.read(question, short), self._support)
        if not ranked or ranked[0].candidate.entry.kind != "recommendation" or veto(question, ranked[0].candidate):
            return None
        if ranked[0].probability < SURELY or ranked[0].standing.reading < SURELY_READ:
            return None
        meant = ranked[0].candidate.entry.id
        limits = replace(question.filters, recommendations=(meant,))
        return self._catalogue.answer(replace(question, form="list", ids=(meant,), topic=(), filters=limits), filters)

    def _as_defined(self, question: Question, filters: Filters | None) -> Draft | None:
        """List the practices of what a term means, where none says the term: "practices on industrial symbiosis"."""
        terms = [name for name in question.names if self._corpus[name.entry_id].kind == "term"]
        kind = question.asked_kind or next(iter(question.kinds), None)
        if kind != "practice" or len(terms) != 1 or len(terms) != len(question.names):
            return None
        topic = self._lists.topic(question, self._lists.limits(question, "practice"))
        if not topic or any(word.start < terms[0].start or word.end > terms[0].end for word in topic):
            return None
        name, passage = terms[0], first_sentence(self._corpus[terms[0].entry_id])
        meaning = _MEANS.sub("", passage.text).rstrip(".")
        text = question.text[: name.start] + meaning + question.text[name.end :]
        draft = self._catalogue.answer(self._reader.read(text), filters) if meaning != passage.text else None
        if draft is None or not draft.blocks or any(self._corpus[i].kind != "practice" for i in draft.listed):
            return None
        practices = "practice bears" if len(draft.listed) == 1 else "practices bear"
        lead = f"{len(draft.listed)} {practices} on what {question.text[name.start : name.end]} means:"
        return replace(draft, lead=lead[0].upper() + lead[1:], missing=())

    def _compare(self, question: Question) -> Draft | None:
        """Compare two things that are described, not named: by their places or names, else each half by itself."""
        pair = compared(question.text)
        subjects = subjects_of(question, self._corpus)
        # "Which Spanish region was earlier, the Basques or the Catalans?" compares no Spain.
        held = tuple(s for s in subjects if pair and any(question.text[slice(*span)] in pair for span in s.spans))
        subjects = held if len(held) > 1 else subjects
        ways = [self._block_of(asked_of(question, s, subjects), self._practices(s.entries)) for s in subjects]
        blocks = [block for block in ways if block]
        if len(blocks) < 2 and pair:
            halves = [self._block_of(half, None, pair.besides) for half in (pair.one, pair.other)]
            blocks = [block for block in halves if block]
        found = [block.passages[0].entry.id for block in blocks]
        for at, entry_id in enumerate(self._catalogue.comparer.of_one_kind(found, question)):
            if entry_id != found[at] and (block := self._block_of(question.text, (entry_id,))):
                blocks[at] = block
        listed = tuple(dict.fromkeys(block.passages[0].entry.id for block in blocks))
        return Draft(tuple(blocks), listed=listed) if len(blocks) == len(listed) > 1 else None

    def _practices(self, ids: Collection[str]) -> Collection[str]:
        """Keep the practices of some entries, where there are any: what a country does, not a word that is used there."""
        return [i for i in ids if self._corpus[i].kind == "practice"] or ids

    def _block_of(self, text: str, among: Collection[str] | None, besides: str = "") -> Block | None:
        """Say what the entry that fits a description best states of itself, and what of it fits best.

        Among a few entries the best is taken; among all only one that answers, read with what is said besides if need be.
        """
        for read in (text, f"{text} {besides}") if besides else (text,):
            question = replace(self._reader.read(read), aspect=None)
            candidates = self.weigh(question).among(lambda entry: among is None or entry.id in among)
            outcome, chosen = self._look_up(question, shortlist(candidates, self._support, question.ids))
            if chosen and (among is not None or (outcome.found and outcome.confidence >= LIKELY)):
                entry = chosen[0].candidate.entry
                fitting = draft_lookup(question, chosen[:1], self._corpus).blocks[0].passages
                stated = {p.start: p for p in (*statement_passages(entry, 3), *fitting)}
                return Block(label_of(entry, self._corpus), tuple(stated[start] for start in sorted(stated)))
        return None

    def _told_by_kin(self, question: Question, chosen: Sequence[Ranked], ranked: Sequence[Ranked]) -> list[Ranked]:
        """Return the entry that tells what is asked of the same thing as the best one, which does not tell it; else none.

        How many countries the first Euroclusters come from is told where what followed the report is, and not where they are.
        What is told of one practice is never told of another.
        """
        if not chosen or veto(question, chosen[0].candidate) not in SILENCES:
            return []
        best = chosen[0].candidate.entry
        kin = {i for i in self._kin.of(best.id) if not best.kind == self._corpus[i].kind == "practice"}
        telling = (r for r in ranked if r.candidate.entry.id in kin and veto(question, r.candidate) is None)
        sure = (r for r in telling if r.probability >= HALF_SURELY and r.standing.reading > 0)
        return list(islice(sure, 1))

    def _vetoed(self, question: Question, chosen: Sequence[Ranked]) -> bool:
        """Say whether something speaks against every chosen entry, whatever their probability.

        A word that one of them uses and none explains is not explained by what is cited beside it.
        """
        vetoes = [veto(question, ranked.candidate) for ranked in chosen]
        return None not in vetoes or "no_definition" in vetoes


def _names_place(question: Question) -> bool:
    return bool(question.filters.countries or question.filters.regions)


def _speaks_of_all(subjects: Sequence[Subject], question: Question, entry: Entry) -> bool:
    """Say whether an entry is meant by, or mentions, every subject."""
    text = fold(f"{entry.title} {entry.body}")
    names = [[fold(question.text[start:end]) for start, end in subject.spans] for subject in subjects]
    return all(
        entry.id in s.entries or any(name in text for name in own) for s, own in zip(subjects, names, strict=True)
    )
