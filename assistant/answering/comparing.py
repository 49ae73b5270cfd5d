"""Comparing: things that a question names, set side by side: entries, parts, countries, numbers of practices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.draft import Block, Draft, Passage, label_of
from assistant.answering.listing import ListReader
from assistant.answering.overviews import (
    addressed_by,
    asks_for_more,
    in_time,
    parts_of,
    practices_counted,
    statement_passages,
)
from assistant.answering.topics import TopicFinder
from assistant.understanding.amounts import comparative_in, compares_quality, told_of
from assistant.understanding.filters import Filters, links_of, matches
from assistant.understanding.kin import Kin
from assistant.understanding.lexicon import is_english
from assistant.understanding.question import Question
from assistant.understanding.references import NamedEntry
from assistant.understanding.subjects import stands_at
from corpus.corpus import Corpus
from corpus.entry import Entry
from index.words import fold

MOST_SAID = 3
"""Sentences of each thing that is compared."""
MOST_BESIDE = 6
"""Entries that are set side by side at most."""
MOST_COMPARED = 2
"""Practices of one place that are set beside those of another; of more no one is meant."""

_FEW_OF_A_PLACE = re.compile(
    r"\b(?:two|both)\b.{0,40}\b(?:practices|examples|cases|projects|programmes|schemes|initiatives|clusters|entries|ones|policies)\b"
)


class Comparer:
    """Compares what a question names, over one corpus."""

    def __init__(self, corpus: Corpus, lists: ListReader, topics: TopicFinder, kin: Kin) -> None:
        self._corpus = corpus
        self._lists = lists
        self._topics = topics
        self._kin = kin

    def compared(self, question: Question) -> Draft | None:
        """Return what a comparison names side by side, an empty draft where nothing tells which is more so; None where it names
        too little."""
        if compares_quality(question.text):
            return Draft(())
        addressed = addressed_by(self._corpus, question)
        return addressed or self._by_name(question) or self._by_place(question) or self._of_one_place(question)

    def _by_name(self, question: Question) -> Draft | None:
        ids = list(question.ids)
        if len(ids) < 2:
            named = [n for n in question.names if len(n.stems) > 1 or self._is_distinct(question.text[n.start : n.end])]
            named = [n for n in named if self._may_be_there(n, question)]
            spans: dict[tuple[int, int], str] = {}
            # One name may belong to a term and a practice: the one with nothing else in its title is meant.
            for name in sorted(named, key=lambda n: (-len(n.stems), *_plainness(self._corpus[n.entry_id]))):
                if not any(
                    start <= name.start and name.end <= end for start, end in spans
                ):  # a name within a name is none
                    spans[name.start, name.end] = name.entry_id
            ids = list(dict.fromkeys([*ids, *(spans[at] for at in sorted(spans))]))
        if len(ids) < 2 and len(question.filters.pillars) >= 2:
            parts = parts_of(self._corpus, question.filters.pillars)
            counted = asks_for_more(question.text) and "practice" in question.kinds
            return replace(parts, lead=self._practices_of_parts(question)) if counted else parts
        if len(ids) < 2:
            return None
        ids = self.of_one_kind(ids, question)[:MOST_BESIDE]
        if asks_for_more(question.text) and {self._corpus[i].kind for i in ids} == {"recommendation"}:
            return self._by_ties(ids)
        # What speaks of the others tells the difference.
        ids = sorted(ids, key=lambda i: -len(self._kin.named_by(i) & set(ids)))
        ids = in_time(ids, self._corpus, question.text)
        amount = comparative_in(question.text)
        told = {i: held for i in ids if amount and (held := told_of(self._corpus[i], amount))}
        if amount and not told:
            return Draft(())  # what else is told of them does not say which has more
        if amount and len(told) == len(ids):  # the one with more comes first
            ids = sorted(ids, key=lambda i: told[i][0], reverse=amount.largest)
        blocks = [self._side(self._corpus[i], told[i][1] if i in told else None) for i in ids]
        return Draft(tuple(blocks), listed=tuple(ids))

    def _practices_of_parts(self, question: Question) -> str:
        """Say how many practices each of some parts has, the part with the most first."""
        told = []
        for pillar in question.filters.pillars:
            there = Filters(pillars=(pillar,))
            number = sum(self._lists.passes(entry, there) for entry in self._corpus.of_kind("practice"))
            told.append((number, self._corpus.report.pillar(pillar).title))
        told.sort(key=lambda part: -part[0])
        each = ", ".join(f"{number} with “{title}”" for number, title in told)
        return f"Practices filed under or matched by us to recommendations of these parts: {each}."

    def _side(self, entry: Entry, telling: tuple[int, int] | None) -> Block:
        """What an entry states, with the sentence that tells of the amount that is compared, where there is one."""
        stated = statement_passages(entry, MOST_SAID)
        if telling and Passage(entry, *telling) not in stated:
            stated = [*stated[: MOST_SAID - 1], Passage(entry, *telling)]
        return Block(label_of(entry, self._corpus), tuple(stated))

    def _by_ties(self, ids: Sequence[str]) -> Draft:
        """Say how many practices each of some recommendations has, the one with the most first."""
        tied = [i for entry in self._corpus.of_kind("practice") for i in links_of(entry, Filters())]
        ids = sorted(ids, key=lambda i: -tied.count(i))
        blocks = [
            Block(label_of(self._corpus[i], self._corpus), tuple(statement_passages(self._corpus[i], 1))) for i in ids
        ]
        counted = practices_counted(self._corpus, ids)
        lead = f"{counted[0].upper()}{counted[1:]}:"
        return Draft(tuple(blocks), lead=lead, listed=tuple(ids))

    def _by_place(self, question: Question) -> Draft | None:
        """Set what each of some places does on a topic side by side: "compare the calls of Bulgaria and Romania"."""
        filters = self._lists.limits(question, "practice")
        topic = self._lists.topic(question, filters)
        if len(question.places) < 2 or question.unwanted:
            return None
        practices = self._corpus.of_kind("practice")
        found: list[Entry] = []
        for place in question.places:
            there = Filters(countries=place.codes, regions=(place.region,) if place.region else ())
            held = [entry for entry in practices if self._lists.passes(entry, there)]
            on_topic = self._topics.about(held, topic, question.text) if topic else held
            if not on_topic or len(on_topic) > MOST_COMPARED:
                return None
            found += [entry for entry in on_topic if entry not in found]
        blocks = [Block(label_of(entry, self._corpus), tuple(statement_passages(entry, MOST_SAID))) for entry in found]
        return Draft(tuple(blocks), listed=tuple(entry.id for entry in found))  # one may be in all of the places

    def _of_one_place(self, question: Question) -> Draft | None:
        """Set the few practices of one place side by side: "South Korea has two schemes: what is the difference?"."""
        filters = replace(question.filters, kinds=("practice",), pillars=(), recommendations=())
        if not filters.places or _FEW_OF_A_PLACE.search(fold(question.text)) is None:
            return None
        found = [entry for entry in self._corpus.of_kind("practice") if self._lists.passes(entry, filters)]
        if len(found) != 2:
            return None
        blocks = [Block(label_of(entry, self._corpus), tuple(statement_passages(entry, MOST_SAID))) for entry in found]
        return Draft(tuple(blocks), listed=tuple(entry.id for entry in found))

    def _may_be_there(self, name: NamedEntry, question: Question) -> bool:
        """Say whether an entry may be meant beside some places: no practice from elsewhere, and no term that goes with a place
        where nothing is told of it.

        "The Bulgarian innovation cluster grants" are a practice there, whatever an innovation cluster is.
        """
        entry, placed = self._corpus[name.entry_id], question.filters.places
        if entry.kind == "term":
            spans = [(place.start, place.end) for place in question.places]
            apart = not any(stands_at(question, (name.start, name.end), span) for span in spans)
            return apart or any(matches(self._corpus[i], placed) for i in self._kin.of(entry.id))
        return entry.kind != "practice" or matches(entry, placed)

    def of_one_kind(self, ids: Sequence[str], question: Question) -> list[str]:
        """Put a practice in the place of a term of its own name, where the other things compared are practices.

        Only one from the places that the question names, where it names any.
        """
        if {self._corpus[i].kind for i in ids} != {"term", "practice"}:
            return list(ids)
        found = list(ids)
        for at, entry_id in enumerate(ids):
            related = [self._corpus[i] for i in self._kin.of(entry_id) if i not in found]
            there = [e for e in related if e.kind == "practice" and matches(e, question.filters.places)]
            practices = sorted(there, key=lambda e: (*_plainness(e), e.id))
            if self._corpus[entry_id].kind == "term" and practices:
                found[at] = practices[0].id
        return found

    def _is_distinct(self, name: str) -> bool:
        """Say whether a single word can only be a name: an acronym, or no word of English."""
        return not is_english(fold(name)) and len(name) > 1


def _plainness(entry: Entry) -> tuple[int, bool]:
    """Order entries of one name: the shortest title first, of two alike the definition."""
    return len(entry.title), entry.kind != "term"
