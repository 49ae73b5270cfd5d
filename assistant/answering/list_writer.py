"""List writer: the draft of a list, with a lead that says what it is limited to and, for each entry, what it rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.draft import Block, Draft, Passage
from assistant.answering.listing import ListReader
from assistant.answering.overviews import first_sentence
from assistant.answering.premises import sentences_of
from assistant.answering.topics import TopicFinder
from assistant.understanding.amounts import telling_quantity
from assistant.understanding.filters import Filters, describe
from assistant.understanding.places import country_name
from assistant.understanding.question import Question
from assistant.understanding.references import stated_number
from corpus.corpus import Corpus
from corpus.entry import Entry, Kind
from index.words import Word, fold

LEAST_SEVERAL = 3
"""Places that are a group, of which not each must have something."""
MOST_COUNTED = 4
"""Countries whose numbers are told one by one."""
MOST_INTRODUCED = 3
"""Entries of a list up to which each is introduced before it is told why it is in the list."""
TITLES_FROM = 7
"""From so many entries on, a list shows titles only."""
_PLURALS: dict[Kind, tuple[str, str]] = {
    "recommendation": ("recommendation", "recommendations"),
    "practice": ("practice", "practices"),
    "term": ("term", "terms"),
    "background": ("background fact", "background facts"),
}


class ListWriter:
    """Writes lists of the entries of one corpus."""

    def __init__(self, corpus: Corpus, lists: ListReader, topics: TopicFinder) -> None:
        self._corpus = corpus
        self._lists = lists
        self._topics = topics

    def write(
        self, question: Question, kind: Kind, filters: Filters, topic: Sequence[Word], entries: Sequence[Entry]
    ) -> Draft:
        """Write the draft of a list of some entries; an empty one where there is none.

        `filters` are named in its lead, and so is `topic`, where it tells.
        """
        if not entries:
            return Draft(())
        absent = self._absent_places(question, entries) if kind == "practice" and not filters.mentioned else ()
        # Of two places both are wanted; of several, which are a group, it is enough to say which have nothing.
        several = len(question.places) >= LEAST_SEVERAL
        missing = () if several else tuple(f"practices from {name}" for name in absent)
        groups = self._groups(entries, filters)
        style = "titles" if len(entries) >= TITLES_FROM else "items"
        blocks = [
            Block(heading, tuple(p for e in group for p in self.telling(e, topic, filters, len(entries))), style)
            for heading, group in groups
        ]
        sizes = [str(len(group)) for _, group in groups]
        held = f" ({' and '.join(sizes)})" if len(filters.pillars) == len(sizes) > 1 else ""
        held = held or self._by_place(question, entries)
        held += f" (none from {' or '.join(absent)})" if absent and several else ""
        lead = self._lead(question, kind, filters, topic, entries, held)
        listed = tuple(dict.fromkeys(p.entry.id for b in blocks for p in b.passages))
        return Draft(tuple(blocks), lead=lead, missing=missing, listed=listed, limits=filters)

    def _lead(
        self,
        question: Question,
        kind: Kind,
        filters: Filters,
        topic: Sequence[Word],
        entries: Sequence[Entry],
        held: str,
    ) -> str:
        """Say how many there are and what they are limited to; `held` says how many of them each part or place has."""
        singular, plural = _PLURALS[kind]
        which = describe(replace(filters, amounts=()), self._corpus) + held
        which += self._about(question, filters, topic, entries) if topic else ""
        which += describe(Filters(amounts=filters.amounts), self._corpus)
        which += f" apart from those on {' '.join(w.text for w in question.unwanted)}" if question.unwanted else ""
        if len(entries) == 1:
            which = re.sub(r" that (name|tell) ", r" that \1s ", which)
            return f"The corpus holds 1 {singular}{which}:"
        # "Which of the fifteen recommendations concern SMEs?" states how many there are, not how many are listed.
        whole = len(entries) == len(self._corpus.of_kind(kind))
        wrong = stated_number(question.text, plural) if whole and not question.wanted else None
        correction = f" (not {wrong})" if wrong not in (None, len(entries)) else ""
        return f"The corpus holds {len(entries)} {plural}{which}{correction}:"

    def with_unknown(self, draft: Draft, question: Question, topic: Sequence[Word], kind: Kind | None = None) -> Draft:
        """Say of which of several topics nothing of a kind, or nothing at all, is held: "fishing and hydrogen"."""
        if not self._lists.names_topic(question, topic):
            return draft
        among = self._corpus.of_kind(kind) if kind else list(self._corpus)
        unknown = self._topics.unknown(among, topic, question.text)
        what = _PLURALS[kind][1] if kind else "anything"
        return replace(draft, missing=(*draft.missing, *(f"{what} on {name}" for name in unknown)))

    def telling(self, entry: Entry, topic: Sequence[Word], filters: Filters, number: int) -> tuple[Passage, ...]:
        """What an entry of a list rests on: the sentence that tells of an amount asked for, or of its topic.

        In a list of a few the first sentence, which says what the entry is, comes before it.
        """
        first = first_sentence(entry)
        if filters.amounts and (span := telling_quantity(entry, filters.amounts[0])):
            told = Passage(entry, *span)
        elif topic:
            told = Passage(entry, *self._topics.telling_span(entry, topic))
        else:
            told = (_dated(entry) if filters.years else _placed(entry, filters)) or first
        return tuple(dict.fromkeys((first, told))) if number <= MOST_INTRODUCED else (told,)

    def _about(self, question: Question, filters: Filters, topic: Sequence[Word], entries: Sequence[Entry]) -> str:
        """Name the topic of a list, "on" it only where every entry says so itself: food practices may bear on bakers."""
        kind = entries[0].kind
        passing = sum(self._lists.passes(entry, filters) for entry in self._corpus.of_kind(kind))
        if not self._lists.tells(topic) and len(entries) == passing:  # nothing was left out
            return ""
        bears = "bears" if len(entries) == 1 else "bear"
        said = self._topics.all_say(entries, topic, question.text)
        # "We think about a quality seal. In which examples ...?": what is said before the question is not named.
        named = self._topics.named(self._lists.asking(question, entries[0].kind, topic) or topic, question.text)
        return f" {'on' if said else f'that {bears} on'} {named}"

    @staticmethod
    def _by_place(question: Question, entries: Sequence[Entry]) -> str:
        """Tell the number from each of a few countries, where they are counted or compared."""
        codes = question.filters.countries
        if question.form not in ("count", "compare") or not 1 < len(codes) <= MOST_COUNTED or question.filters.regions:
            return ""
        counts = [f"{country_name(code)} {sum(code in entry.countries for entry in entries)}" for code in codes]
        return f" ({', '.join(counts)})"

    def _absent_places(self, question: Question, entries: Sequence[Entry]) -> tuple[str, ...]:
        """Name the single countries asked for from which nothing is listed; groups of countries are no promise."""
        held = {code for entry in entries for code in entry.countries}
        return tuple(
            country_name(place.codes[0])
            for place in question.places
            if len(place.codes) == 1 and place.codes[0] in question.filters.countries and place.codes[0] not in held
        )

    def _groups(self, entries: Sequence[Entry], filters: Filters) -> list[tuple[str, Sequence[Entry]]]:
        if entries[0].kind == "recommendation":
            parts = self._corpus.report.pillars
            groups = [(part.title, [e for e in entries if e.pillar == part.id]) for part in parts]
            groups.append(("", [e for e in entries if e.pillar is None]))
            return [(title, group) for title, group in groups if group]
        if entries[0].kind == "practice" and filters.recommendations:
            wanted = set(filters.recommendations)
            filed = [e for e in entries if wanted & set(e.filed_under)]
            matched = sorted((e for e in entries if e not in filed), key=lambda e: e.weak_match)
            return [
                (title, group)
                for title, group in (("Filed by the Policy Toolkit", filed), ("Related, our match", matched))
                if group
            ]
        return [("", entries)]


def _dated(entry: Entry) -> Passage | None:
    """The first sentence that tells the first year of an entry, or else its last; None where none does."""
    years = [str(year) for year in (entry.years.start, entry.years.end) if year] if entry.years else []
    return next((p for year in years for p in sentences_of(entry) if year in p.text), None)


def _placed(entry: Entry, filters: Filters) -> Passage | None:
    """The first sentence that names a place which limits a list; None where none does."""
    names = [*filters.regions, *(country_name(code) for code in filters.countries if code in entry.countries)]
    patterns = [re.compile(rf"(?<!\w){re.escape(fold(name))}(?!\w)") for name in names]
    return next((p for p in sentences_of(entry) if any(one.search(fold(p.text)) for one in patterns)), None)


def shortened(draft: Draft, wanted: int | None, best_first: Sequence[str]) -> Draft:
    """Keep as many items of a list as were asked for, those that fit best, in the order of the list."""
    if wanted is None or len(draft.listed) <= wanted:
        return draft
    order = {entry_id: place for place, entry_id in enumerate(best_first)}
    kept = set(sorted(draft.listed, key=lambda i: order.get(i, len(order)))[:wanted])
    blocks = [
        replace(b, passages=tuple(p for p in b.passages if p.entry.id in kept), style="items") for b in draft.blocks
    ]
    lead = f"{wanted} of the {len(draft.listed)} that the corpus holds:"
    listed = tuple(i for i in draft.listed if i in kept)
    return replace(draft, blocks=tuple(b for b in blocks if b.passages), lead=lead, listed=listed, more=True)
