"""Topic lists: the entries of a kind that are on a topic, as far as words, headings and ties tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.draft import Block, Draft
from assistant.answering.list_writer import ListWriter
from assistant.answering.listing import ListReader
from assistant.answering.membership import Membership
from assistant.answering.premises import sentences_of
from assistant.answering.ties import Ties
from assistant.answering.topics import TopicFinder
from assistant.understanding.agents import agent_in
from assistant.understanding.filters import Filters, describe
from assistant.understanding.question import Question
from corpus.corpus import Corpus
from corpus.entry import Entry, Kind
from index.words import Word, fold, words

_ASKS_WHICH = re.compile(r"(?:and |so |but )?(?:which|what|who|whose)\b")
# "All the terms you can explain", "the whole set of recommendations": nothing is to be left out.
_WHOLE = re.compile(
    r"(?<!above )(?<!over )\b(?:all|every|each|whole|entire|full|complete)(?: (?:single|one|set|list|lot|collection|of|the|your|these|those|\d+))*"
    r" (?:recommendations?|practices?|examples?|terms?|definitions?)\b"
)
PLURAL_PRACTICES = re.compile(
    r"\b(?:practices|examples|cases|projects|programmes|programs|initiatives|schemes|cluster policies|pilots|activities|ones|those)\b"
)
MEMBER_AS_WELL = 0.9
"""Probability from which an entry is on a topic without saying it in its own words."""


class TopicLists:
    """Lists what one corpus holds on a topic."""

    def __init__(
        self,
        corpus: Corpus,
        lists: ListReader,
        topics: TopicFinder,
        membership: Membership,
        writer: ListWriter,
        ties: Ties,
    ) -> None:
        self._corpus = corpus
        self._lists = lists
        self._topics = topics
        self._membership = membership
        self._writer = writer
        self._ties = ties

    def on_topic(
        self, question: Question, kind: Kind, filters: Filters, topic: list[Word], entries: list[Entry]
    ) -> Draft | None:
        """List those of some entries that are about a topic; an empty draft where it surely is one that none is about.

        None where the words are no topic, or where the evidence has to decide.
        """
        if filters.recommendations and not self._lists.tells(topic):  # no lead would say what was left out
            return self._writer.write(question, kind, filters, [], entries)
        special = self._special(question, filters, topic, entries) if kind == "practice" else None
        return special if special is not None else self._about(question, kind, filters, topic, entries)

    def _special(self, question: Question, filters: Filters, topic: list[Word], entries: list[Entry]) -> Draft | None:
        """List the practices of an agent, or of the recommendation that a topic is wholly about; None where it is another topic."""
        if (acting := self._by_agent(question, filters, topic, entries)) is not None:
            return acting
        about = self._lists.recommendation_on(topic) if not filters.recommendations else None
        # "Reskilling" is what B2 is called; "who trains managers" only has a stem of another title.
        if about and (len(topic) > 1 or topic[0].lower in {word.lower for word in words(self._corpus[about].title)}):
            return self._ties.practices_on(question, filters, topic, entries, about)
        return None

    def _about(
        self, question: Question, kind: Kind, filters: Filters, topic: list[Word], entries: list[Entry]
    ) -> Draft | None:
        """List those of some entries that meet a topic or are judged to be on it."""
        by_headings = kind == "practice" and self._membership.reads_headings
        if self._lists.is_absent(question, kind, topic):
            # "Artificial intelligence" may be said in letters only.
            # What a term means is looked for by its meaning.
            term = any(self._corpus[name.entry_id].kind == "term" for name in question.names)
            judged = self._membership.judged(question, entries, topic) if by_headings and not term else []
            surely = any(sure >= MEMBER_AS_WELL for _, sure in judged)
            return self._writer.write(question, kind, filters, topic, [e for e, _ in judged] if surely else [])
        plural = PLURAL_PRACTICES.search(fold(question.text)) is not None
        only_years = replace(filters, kinds=(), basis=None, years=None) == Filters() != filters
        exact = question.form == "count" or (
            kind == "practice" and (not plural or (only_years and bool(filters.years)))
        )
        fitting = self._topics.about(entries, topic, question.text, question.wanted or 0, exact=exact)
        surely = plural and question.wording.surely_lists and not (filters.countries or filters.regions)
        if by_headings and (fitting or surely):
            # A recommendation says in few words what it is about; of practices many are about what they do not name.
            fitting = self._membership.about(question, entries, topic)
        elif kind == "recommendation" and fitting and self._membership.reads_headings:
            judged = self._membership.judged(question, entries, topic)
            fitting += [entry for entry, sure in judged if sure >= MEMBER_AS_WELL and entry not in fitting]
        if fitting:
            return self._writer.with_unknown(
                self._writer.write(question, kind, filters, topic, fitting), question, topic, kind
            )
        if kind == "practice" and (naming := self._naming_place(question, filters, topic, entries)):
            return self._writer.write(question, kind, replace(filters, mentioned=True), topic, naming)
        if _WHOLE.search(fold(question.text)) and not self._lists.is_treated(question, kind, topic):
            return self._writer.write(question, kind, filters, [], entries)
        limited = replace(filters, kinds=(), basis=None) != Filters()
        single = question.asked_kind == "practice" and not plural and self._lists.tells(topic)
        # What limits a list by place, level or link is exact; other words that fit nothing are talk. A year alone says
        # too little: "how many cases had the toolkit after the update of 2022" asks for no list of that year.
        year_alone = only_years and self._lists.tells(self._lists.asking(question, kind, topic))
        if not limited or kind != "practice" or single or year_alone:
            return None
        if not self._lists.is_treated(question, kind, topic):
            return self._writer.write(question, kind, filters, [], entries)
        # Where a part of what is told fits, the evidence decides whether the rest does.
        partly = not plural or self._topics.treats(entries, topic)
        asks_other = question.asked_kind is None and _ASKS_WHICH.match(fold(question.text)) is not None
        named = any(self._lists.is_proper(question, name) for name in question.names)
        other = question.aspect is not None or asks_other or named
        return None if (partly or other) and not self._lists.names_topic(question, topic) else Draft(())

    def _by_agent(
        self, question: Question, filters: Filters, topic: Sequence[Word], entries: Sequence[Entry]
    ) -> Draft | None:
        """List the practices that are said to be led, run or paid by whom a question names; None where none says so."""
        agent = agent_in(question.text)
        if agent is None:
            return None
        beyond = [word for word in topic if not agent.start <= word.start < agent.end]
        entries = self._topics.about(entries, beyond, question.text) if beyond else entries
        told = [next((p for p in sentences_of(entry) if agent.named_in(p.text)), None) for entry in entries]
        passages = tuple(passage for passage in told if passage)
        if not passages:
            return Draft(()) if beyond else None
        noun = "practice" if len(passages) == 1 else "practices"
        lead = f"The corpus holds {len(passages)} {noun}{describe(filters, self._corpus)} that are said to be {agent.text}:"
        lead = lead.replace("that are", "that is") if len(passages) == 1 else lead
        listed = tuple(passage.entry.id for passage in passages)
        return Draft((Block("", passages, "items"),), lead=lead, listed=listed, limits=filters)

    def _naming_place(
        self, question: Question, filters: Filters, topic: list[Word], entries: Sequence[Entry]
    ) -> list[Entry]:
        """The practices on a topic that name a place and do not come from it: "the war in Ukraine" breaks chains elsewhere."""
        if not filters.places or filters.mentioned:
            return []
        passing = self._lists.entries(question, "practice", replace(filters, mentioned=True), None)
        naming = [entry for entry in passing if entry not in entries]
        found = self._topics.about(naming, topic, question.text, exact=True) if naming else []
        return found if self._topics.treats(found, topic) else []

    def on_frame(self, question: Question, filters: Filters, entries: list[Entry]) -> Draft | None:
        """List what is told in words that mostly frame a list: "which practices get clusters to work with each other?".

        Judged as a topic; where nothing surely is on it, the evidence decides, and never are all entries listed.
        """
        told = [word for word in words(question.text) if not word.is_function]
        found = self._membership.about(question, entries, told) if self._membership.reads_headings else []
        if len(found) < 2:
            return None
        lead = f"The corpus holds {len(found)} practices that bear on this question:"
        return replace(self._writer.write(question, "practice", filters, told, found), lead=lead)
