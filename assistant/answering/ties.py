"""Ties: the links between recommendations and practices, asked for by number, by name or by their absence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.draft import Block, Draft
from assistant.answering.list_writer import ListWriter
from assistant.answering.listing import LINKING, ListReader
from assistant.answering.overviews import first_sentence, most_tied, practice_count_of, says_none
from assistant.answering.topics import TopicFinder
from assistant.understanding.counts import Count
from assistant.understanding.filters import Filters, describe, links_of, matches, tied
from assistant.understanding.question import Question
from corpus.corpus import Corpus
from corpus.entry import Entry
from index.words import Word, fold

_NO_PRACTICE = re.compile(
    r"\b(?:no|not (?:a single|one|any)|without(?: any| an?)?|lacks?|lacking|not (?:have|had|has)(?: any| an?| a single)?|nor any)"
    r" (?:\w+ ){0,2}?(?:practices?|examples?|cases?)\b"
)
_SOME_PRACTICE = re.compile(
    r"\brecommendations? (?:do |does |that |which |really |actually )*(?:have|has|come with|comes with|with) (?:an?y?|some|at least one|one or more|their own|its own)?"
    r" ?(?:\w+ )?(?:practices?|examples?|cases?)\b"
)
_ANY_PRACTICE = re.compile(
    r"\b(?:any|an?|some|which|what|how many|no)\s+(?:\w+ ){0,2}?(?:practices?|examples?|cases?|projects?)\b"
)
_STANDS_FOR = re.compile(
    r"\b(?:illustrat\w*|exemplif\w*|stands? for|examples? (?:of|for)|falls? under|listed under|counts? (?:under|towards))\b"
)


class Ties:
    """Answers what is tied to what in one corpus."""

    def __init__(self, corpus: Corpus, lists: ListReader, topics: TopicFinder, writer: ListWriter) -> None:
        self._corpus = corpus
        self._lists = lists
        self._topics = topics
        self._writer = writer

    def by_number(self, question: Question, limits: Filters | None) -> Draft | None:
        """List the entries with the most ties, the fewest or none, where recommendations or practices are asked for so."""
        kind = question.asked_kind
        if kind is None and "recommendation" in question.kinds:
            kind = self._lists.named_first(question)
        if kind not in ("recommendation", "practice") or question.ids:
            return None
        filters = self._lists.limits(question, kind)
        entries = self._lists.entries(question, kind, filters, limits)
        folded = fold(_without_places(question))
        if kind == "practice":
            return most_tied(entries, self._corpus.of_kind(kind), folded, question.filters.link)
        listed = question.form in ("list", "count") or question.asked_kind == kind
        of_practices = self._lists.limits_of_tied(question) if listed else Filters()
        number = Count(0, 0) if _NO_PRACTICE.search(folded) else practice_count_of(folded)
        number = number or (Count(1) if of_practices or _SOME_PRACTICE.search(folded) else None)
        most = most_tied(entries, self._practices(of_practices), folded, question.filters.link)
        if most or not number:
            return most
        topic = self._lists.topic(question, replace(of_practices, audiences=filters.audiences))
        if of_practices and topic and self._lists.introduces(question, topic):
            entries = self._topics.about(entries, topic, question.text)
        return self._by_practices(question, filters, entries, number, of_practices)

    def _by_practices(
        self,
        question: Question,
        filters: Filters,
        entries: Sequence[Entry],
        number: Count,
        of_practices: Filters,
    ) -> Draft:
        """List the recommendations that have as many of some practices as asked; only by one kind of tie where one is told."""
        link = question.filters.link if question.filters.link in ("filed", "matched") else None
        counted = [i for practice in self._practices(of_practices) for i in links_of(practice, Filters(link=link))]
        held = [entry for entry in entries if number.holds(counted.count(entry.id))]
        if not held:
            return Draft(())
        draft = self._writer.write(question, "recommendation", filters, [], held)
        which, whom = describe(replace(of_practices, weak=None), self._corpus), describe(filters, self._corpus)
        noun = "recommendation" if len(held) == 1 else "recommendations"
        ones = "it" if len(held) == 1 else "them"
        lead = f"The corpus holds {len(held)} {noun}{whom} with {number.text('practice', 'practices')}{which} {tied(link, of_practices.weak)} {ones}:"
        return replace(draft, lead=lead)

    def _practices(self, limits: Filters) -> list[Entry]:
        return [entry for entry in self._corpus.of_kind("practice") if self._lists.passes(entry, limits)]

    def recommendations_of(self, question: Question) -> Draft | None:
        """List the recommendations that a practice named in the question is filed under or matched to, or say that it is to none."""
        folded = fold(question.text)
        asks = LINKING.search(folded) or _STANDS_FOR.search(folded)
        practice = self._practice_named(question) if asks else None
        if practice is None:
            return None
        groups = [("Filed by the Policy Toolkit", practice.filed_under), ("Related, our match", practice.matched_to)]
        blocks = [
            Block(title, tuple(first_sentence(self._corpus[i]) for i in linked), "items")
            for title, linked in groups
            if linked
        ]
        if not blocks:
            lead = f"{practice.title} is tied to no recommendation, neither by the Policy Toolkit nor by us:"
            return Draft((Block("", (first_sentence(practice),), "items"),), lead=lead)
        return Draft(tuple(blocks), listed=tuple(p.entry.id for b in blocks for p in b.passages))

    def _practice_named(self, question: Question) -> Entry | None:
        """The practice that a question names, by id or else by the longest name."""
        ids = [i for i in question.ids if self._corpus[i].kind == "practice"]
        named = [name for name in question.names if self._corpus[name.entry_id].kind == "practice"]
        named = [name for name in named if len(name.stems) > 1 or self._lists.is_proper(question, name)]
        longest = max(named, key=lambda name: name.end - name.start, default=None)
        found = next(iter(ids), longest.entry_id if longest else None)
        return self._corpus[found] if found else None

    def practices_on(
        self, question: Question, filters: Filters, topic: list[Word], entries: list[Entry], recommendation: str
    ) -> Draft:
        """List the practices of the recommendation that a topic is about, then others that name the topic.

        Where it is ties that are asked for ("filed under skills"), what only names the topic is no answer.
        """
        links = replace(filters, recommendations=(recommendation,))
        linked = [entry for entry in entries if matches(entry, replace(links, pillars=()))]
        naming = [] if filters.link or filters.link_count else self._topics.about(entries, topic, question.text)
        others = [entry for entry in naming if entry not in linked]
        draft = self._writer.write(question, "practice", links, [], linked)
        if not others:
            return draft
        named = self._writer.write(question, "practice", filters, topic, others)
        if not linked:
            return named
        heading = f"Also naming {' '.join(word.text for word in topic)}"
        style = draft.blocks[-1].style
        block = Block(
            heading, tuple(p for e in others for p in self._writer.telling(e, topic, filters, len(others))), style
        )
        names = (
            f"{len(others)} more that {'names' if len(others) == 1 else 'name'} {' '.join(word.text for word in topic)}"
        )
        lead = f"{draft.lead.removesuffix(':')}, and {names}:"
        return replace(draft, lead=lead, blocks=(*draft.blocks, block), listed=(*draft.listed, *named.listed))

    def without_any(self, question: Question) -> Draft | None:
        """Say that nothing is tied to a recommendation, where a practice of it is asked for in any words; else None.

        "Does any practice go with the recommendation on the Pact for Skills?" is told by no text of the recommendation itself.
        """
        if "recommendation" not in question.kinds or not _ANY_PRACTICE.search(fold(question.text)):
            return None
        filters = self._lists.limits(question, "practice")
        if not filters.recommendations or any(self._lists.passes(e, filters) for e in self._corpus.of_kind("practice")):
            return None
        draft = self.none_of(filters)
        return draft if draft is not None and draft.blocks else None

    def none_of(self, filters: Filters) -> Draft | None:
        """Say that nothing is tied to some recommendations, where nothing else limits the list."""
        if replace(filters, kinds=(), recommendations=(), link=None, every=()) != Filters():
            return Draft(())
        passages = tuple(
            sentence
            for i in filters.recommendations
            for sentence in dict.fromkeys((first_sentence(self._corpus[i]), *says_none(self._corpus[i])))
        )
        lead = f"The corpus holds no practice{describe(filters, self._corpus)}:"
        return Draft((Block("", passages, "items"),), lead=lead, listed=filters.recommendations)


def _without_places(question: Question) -> str:
    """Return a question without its places: "the most German practices" are the most practices."""
    text = question.text
    for place in sorted(question.places, key=lambda place: -place.start):
        text = f"{text[: place.start].rstrip()} {text[place.end :].lstrip()}"
    return text
