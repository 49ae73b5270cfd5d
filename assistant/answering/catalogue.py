"""Catalogue: lists, counts, comparisons and summaries, answered from the typed entries, completely and exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from assistant.answering.draft import Block, Draft, label_of
from assistant.answering.membership import Membership
from assistant.answering.overviews import (
    asks_for_countries,
    countries_of,
    extreme_of,
    first_sentence,
    most_tied,
    parts_of,
    statement_passages,
)
from assistant.answering.topics import TopicFinder, stems_of
from assistant.understanding.audiences import AUDIENCE_WORDS
from assistant.understanding.filters import Filters, describe, matches
from assistant.understanding.forms import is_frame, link_spans, talk_spans
from assistant.understanding.levels import LEVEL_WORDS
from assistant.understanding.lexicon import Lexicon, is_english
from assistant.understanding.places import country_name, union_codes
from assistant.understanding.question import Question
from assistant.understanding.references import NamedEntry, ordinal_of, stated_number
from assistant.understanding.wording import HARDLY
from assistant.understanding.years import YEAR_WORDS
from corpus.corpus import Corpus
from corpus.entry import Entry, Kind
from index.words import Word, fold, words

_PLURAL_PRACTICES = re.compile(
    r"\b(?:practices|examples|cases|projects|programmes|programs|initiatives|schemes|cluster policies|pilots|activities|ones|those)\b"
)
_POLICIES = re.compile(r"\bcluster policies\b")
_LINKING = re.compile(
    r"\b(?:relat\w+|belong\w*|match\w*|fil(?:e|ed|es|ing)|link\w*|tied|attached|assigned|fit|fits|go with|goes with|under which)\b"
)
_ASKS_PARTS = re.compile(r"\b(?:what|which|list|how many|name)\b.{0,20}\b(?:parts|chapters|pillars|themes|sections)\b")
_ASKS_REPORT = re.compile(r"^what(?:'s| is) (?:this|the) (?:report|document|paper)(?: about)?[?.! ]*$")
_EXAMPLES = re.compile(r"\b(?:practices?|examples?|cases?)\b")
_NO_PRACTICE = re.compile(
    r"\b(?:no|without(?: any| an?)?|lacks?|lacking|not (?:have|had|has)(?: any| an?| a single)?|nor any)"
    r" (?:\w+ ){0,2}?(?:practices?|examples?|cases?)\b"
)
_ASKS_WHICH = re.compile(r"(?:and |so |but )?(?:which|what|who|whose)\b")
_ENDS_CLAUSE = re.compile(r"\s*(?:[.?!,;:]|$|(?:to|in|at|on|with|for|here|there|part)\b)")
_CLAUSE_END = re.compile(r"[.?!:;] ")
_ABOUT = re.compile(
    r"\b(?:on|about|concerning|regarding|around|(?:deal|deals|dealing|dealt|do|concerned) with|in the field of)"
    r"(?: (?:the|an?|any|some))* ?$"
)
_EVERYTHING = re.compile(
    r"^(?:please |can you |could you |i(?:'m| am) |we(?:'re| are) )*(?:look(?:ing)? for|show(?: me| us)?|give(?: me| us)?|list|find|need"
    r"|i (?:want|need)|tell me|what(?: else)? (?:do|have|has) (?:you|we|it)(?: have| got| hold)?)\b.{0,12}?"
    r"\b(?:anything|everything|whatever|all)\b|^(?:anything|everything|whatever|all (?:there is|you have|that you have)) (?:on|about|to do with|that|concerning|related)\b"
    r"|^what(?: else)? do (?:you|we) (?:have|hold)\b(?: (?:on|about|concerning|regarding)\b|.* to do with\b)"
)
# "Food industry" and "hydrogen sector" are about food and hydrogen.
_GENERAL_HEADS = frozenset(
    "maker makers producer producers industry industries sector sectors field fields firm firms company companies business"
    " businesses area areas matters issues question questions topics people sphere branch domain".split()
)
# "What do the Danish authorities and firms do?": who acts in a place names no topic.
_ACTORS = frozenset(
    "cluster clusters authority authorities firm firms company companies organisation organisations institution institutions"
    " body bodies actor actors people region regions ministry ministries government governments agency agencies business"
    " businesses colleagues neighbours partners friends side sides members".split()
)
# The Union is no place in most questions, but where a list is asked of what comes from there.
_FROM_UNION = re.compile(
    r"(?<!outside )\b(?:in|from|within|across|inside|throughout) (?:the )?(?:eu|european union)\b(?![- ]\w+ed\b)"
)
# "All the terms you can explain", "the whole set of recommendations": nothing is to be left out.
_WHOLE = re.compile(
    r"(?<!above )(?<!over )\b(?:all|every|each|whole|entire|full|complete)(?: (?:single|one|set|list|lot|collection|of|the|your|these|those|\d+))*"
    r" (?:recommendations?|practices?|examples?|terms?|definitions?)\b"
)
_THE_ONE = re.compile(
    r"\b(?:the|that) (?:one|recommendation|advice|call|point|idea|proposal) (?:about|on|that|which|for|of|where|concerning|regarding|to|asking|saying) (.+)$"
)
_OPENLY = re.compile(
    r"^(?:and |so |but |now )*(?:who|where|in (?:which|what) (?:places|countries|regions|cities|parts)|anybody|anyone)\b"
    r"|\b(?:anybody|anyone|anywhere|somewhere)\b|\b(?:what (?:have|do|did|are|were)|which|what) (?:the |other |\w+ )?(?:clusters|regions|firms|countries|people|others)\b"
    r"|\b(?:show|tell|give) (?:me|us) (?:who|what|where|how) (?:\w+ )?(?:clusters|regions|firms|countries|others)\b|\bany (?:good )?practices?\b"
)
_ASKED_NOUNS = re.compile(
    r"\b(?:which|what|how many|number of|count of(?: the)?|list(?: the)?|name the) ((?:[\w-]+ ?){1,3})"
)
MOST_GATHERED = 8
"""Practices on a topic beyond which it is too common to have been meant as one."""
TITLES_FROM = 7
"""From so many entries on, a list shows titles only."""

_KIND_NOUNS: tuple[tuple[Kind, str], ...] = (
    ("recommendation", r"recommendations?|recs?|pieces? of advice|advice"),
    (
        "practice",
        r"(?:good |best )?practices?|examples?|cases?|projects?|program(?:me)?s?|initiatives?|schemes?|pilots?|cluster policies",
    ),
    ("term", r"terms?|definitions?|concepts?|acronyms?"),
    ("background", r"(?:background )?facts?"),
)
YEAR_DIGITS = 4
TELLING = 0.3
"""Weight from which a word says what a question is about."""
_PLURALS: dict[Kind, tuple[str, str]] = {
    "recommendation": ("recommendation", "recommendations"),
    "practice": ("practice", "practices"),
    "term": ("term", "terms"),
    "background": ("background fact", "background facts"),
}


class Asked(NamedTuple):
    """What a list is to hold: entries of a kind that pass some limits, on a topic where one is told."""

    kind: Kind
    filters: Filters
    topic: tuple[Word, ...]
    entries: tuple[Entry, ...]
    """Those that pass the limits, whatever their topic."""


class Catalogue:
    """Answers questions about the structure of one corpus."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon, topics: TopicFinder, membership: Membership) -> None:
        self._corpus = corpus
        self._lexicon = lexicon
        self._topics = topics
        self._membership = membership
        self._named = {entry.id: stems_of(entry.title, *entry.aliases) for entry in corpus}
        self._stated = {entry.id: self._named[entry.id] | stems_of(entry.statement) for entry in corpus}

    def answer(self, question: Question, limits: Filters | None = None) -> Draft | None:
        """Return the draft of a structural answer, an empty draft where nothing passes, or None if none was asked.

        `limits` are the reader's own filters, which hold besides those of the question.
        """
        question = _by_set_phrases(question)
        if question.form == "compare":
            compared = self._compare(question)
            placed = question.filters.countries or question.filters.regions
            if compared is not None or not placed or self._tells(self._open_topic(question, question.filters)):
                return compared
        if question.form == "summarise":
            return self._summarise(question)
        if self._corpus.report.official and _ASKS_REPORT.search(fold(question.text)):
            return self.introduce()
        if self._corpus.report.official and _ASKS_PARTS.search(fold(question.text)):
            return parts_of(self._corpus, [part.id for part in self._corpus.report.pillars])
        overview = self._overview(question, limits)
        if overview is not None:
            return overview
        if (by_ties := self._by_ties(question, limits)) is not None:
            return by_ties
        kind = self._asked_kind(question)
        named = any(len(name.stems) > 1 for name in question.names)
        if kind is None and not named and _EVERYTHING.search(fold(question.text)):
            return self._everything(question, limits)
        if kind is not None:
            return self._listing(question, kind, limits)
        return self._class_of_facts(question)

    def gathered(self, question: Question, limits: Filters | None, ranking: Sequence[Entry]) -> Draft | None:
        """List all practices on the topic of a question that asks openly who or where, or what clusters do.

        Only where the entry that fits the question best (`ranking`) is a practice of the list.
        """
        named = any(len(name.stems) > 1 and self._is_proper(question, name) for name in question.names)
        if (
            question.ids
            or named
            or "recommendation" in question.kinds
            or _asks_of_detail(question)
            or not _asks_openly(question)
        ):
            return None
        filters = self._filters(question, "practice")
        topic = self._open_topic(question, filters)
        told = self._open_topic(question, filters, linking=True)
        if not self._tells(topic):
            return None
        entries = self._wanted(question, "practice", filters, limits)
        for words_ in filter(self._tells, (topic, self._topics.main(topic, question.text, told))):
            found = self._topics.about(entries, words_, question.text, exact=True)
            if 1 < len(found) <= MOST_GATHERED and self._topics.treats(found, words_):
                first = next((entry for entry in ranking if entry.kind != "term"), None)
                return self._list(question, "practice", filters, words_, found) if first in found else None
        return None

    def asked(self, question: Question, limits: Filters | None = None) -> Asked:
        """Say what a list is to hold that no set phrase asks for."""
        kind = question.wording.kind or "practice"
        filters = self._filters(question, kind)
        content = question.wording.told(question.topic)
        topic = self._open_topic(question, filters, linking=bool(content), content=content)
        limited = replace(filters, kinds=(), basis=None) != Filters()
        if not content and (limited or not self._tells(topic)):
            topic = []
        return Asked(kind, filters, tuple(topic), tuple(self._wanted(question, kind, filters, limits)))

    def told(self, question: Question, limits: Filters | None, ranking: Sequence[Entry]) -> Draft | None:
        """List or count what a question asks for as a whole, in no set phrase: "I'd love to see who else reuses waste".

        On a topic, only where the entry that fits the question best (`ranking`) is in the list.
        """
        named = any(len(name.stems) > 1 and self._is_proper(question, name) for name in question.names)
        if not question.unmarked or question.form not in ("list", "count") or named or _asks_of_detail(question):
            return None
        asked = self.asked(question, limits)
        if not asked.entries or set(question.ids) - set(asked.filters.recommendations):
            return None
        if asked.topic:
            found = self._membership.about(question, asked.entries, asked.topic)
            some = len(found) > 1 and _first(ranking, asked.kind) in found
            return self._list(question, asked.kind, asked.filters, list(asked.topic), found) if some else None
        limited, sure = replace(asked.filters, kinds=(), basis=None) != Filters(), question.wording.surely_lists
        bare = not self._tells(self._open_topic(question, asked.filters))
        if (limited and (bare or sure)) or (bare and sure and question.wording.kind is not None):
            return self._list(question, asked.kind, asked.filters, [], list(asked.entries))
        return None

    def _is_proper(self, question: Question, name: NamedEntry) -> bool:
        """Say whether a name is written as one, or is no practice's: "smart specialisation strategy" is a topic."""
        written = question.text[name.start : name.end]
        return written[0].isupper() or (
            self._corpus[name.entry_id].kind == "practice" and not is_english(fold(written))
        )

    def _class_of_facts(self, question: Question) -> Draft | None:
        """List the facts whose titles share the noun in the plural that is asked for ("which input papers ...")."""
        asked = _ASKED_NOUNS.search(fold(question.text))
        if asked is None or question.ids:
            return None
        facts = self._corpus.of_kind("background")
        named: list[Word] = []
        for word in words(asked[1]):
            if word.is_function:
                break
            if is_frame(word.lower):
                continue
            named.append(word)
            asked_stems = {known.stem for known in named}
            held = (
                [entry for entry in facts if asked_stems <= stems_of(entry.title)] if word.lower.endswith("s") else []
            )
            if 1 < len(held) < len(facts) and self._tells(named):
                return self._list(question, "background", Filters(), [], held)
        return None

    def _by_ties(self, question: Question, limits: Filters | None) -> Draft | None:
        """List the entries with the most ties, the fewest or none, where recommendations or practices are asked for so."""
        kind = question.asked_kind or ("recommendation" if "recommendation" in question.kinds else None)
        if kind not in ("recommendation", "practice") or question.ids:
            return None
        filters = self._filters(question, kind)
        entries = self._wanted(question, kind, filters, limits)
        if kind == "recommendation" and _NO_PRACTICE.search(fold(question.text)):
            bare = [entry for entry in entries if not any(self._corpus.practices_of(entry.id))]
            draft = self._list(question, kind, filters, [], bare)
            return replace(draft, lead="Recommendations that no practice is filed under or matched to:")
        return most_tied(self._corpus, entries, question.text)

    def _everything(self, question: Question, limits: Filters | None) -> Draft | None:
        """List the recommendations and the practices that a topic or a recommendation has, for "everything on X"."""
        filters = self._filters(question, "practice")
        topic = self._open_topic(question, filters)
        drafts = []
        if question.ids:
            named = [self._corpus[i] for i in question.ids if self._corpus[i].kind == "recommendation"]
            if len(named) == len(question.ids):
                practices = self._wanted(question, "practice", filters, limits)
                drafts = [self._list(question, "recommendation", Filters(), [], named)]
                drafts.append(self._list(question, "practice", filters, [], practices))
        elif topic and (question.form != "lookup" or not question.filters.limits_practices):
            for kind in ("recommendation", "practice") if not question.filters.limits_practices else ("practice",):
                found = self._topics.about(self._wanted(question, kind, filters, limits), topic, question.text)
                drafts.append(self._list(question, kind, self._filters(question, kind), topic, found))
        drafts = [draft for draft in drafts if draft.blocks]
        if not drafts:
            absent = topic and all(self._is_absent(question, kind, topic) for kind in ("recommendation", "practice"))
            return Draft(()) if absent else None
        lead = " ".join(draft.lead for draft in drafts)
        blocks = tuple(block for draft in drafts for block in draft.blocks)
        return Draft(blocks, lead=lead, listed=tuple(i for draft in drafts for i in draft.listed))

    def _overview(self, question: Question, limits: Filters | None) -> Draft | None:
        """Tell of all practices which countries they come from, or which started first or last."""
        filters = self._filters(question, "practice")
        topic = self._open_topic(question, filters)
        if [i for i in question.ids if i not in filters.recommendations] or self._named_practice(question):
            return None
        practices = self._practices(question, limits)
        if asks_for_countries(question.text) and not topic and not question.names:
            limited = replace(filters, countries=(), regions=())
            return countries_of(practices, question.text, describe(limited, self._corpus), filters.countries)
        practices = self._topics.about(practices, topic, question.text) if topic else practices
        # "The most recent: practices of 2023 or later" says itself what is recent enough.
        extreme = extreme_of(practices, question.text) if "practice" in question.kinds and not filters.years else None
        if not extreme:
            return None
        lead = f"Of the practices{describe(filters, self._corpus)} whose first year is known:"
        return replace(self._list(question, "practice", filters, [], extreme), lead=lead)

    def _practices(self, question: Question, limits: Filters | None) -> list[Entry]:
        """The practices that pass the limits of a question and the reader's own."""
        filters = self._filters(question, "practice")
        passing = [entry for entry in self._corpus.of_kind("practice") if self._passes(entry, filters)]
        return [entry for entry in passing if limits is None or self._passes(entry, limits)]

    def _listing(self, question: Question, kind: Kind, limits: Filters | None) -> Draft | None:
        """List or count the entries of one kind, or return None where another answer fits better."""
        if kind == "recommendation":
            special = self._special_recommendations(question)
            if special is not None or question.ids:
                return special
        filters = self._filters(question, kind)
        limited = replace(filters, kinds=(), basis=None) != Filters()
        topic = self._open_topic(question, filters)
        if limited and question.wording.surely_lists:  # "In pub quiz style: how many are Austrian?" is about no quiz
            topic = question.wording.told(topic, least=HARDLY)
        plural = kind == "practice" and _PLURAL_PRACTICES.search(fold(question.text)) is not None
        single = question.asked_kind == kind == "practice" and not plural
        told = question.form == "lookup" and question.aspect is not None and not question.filters.countries
        addressed = kind == "recommendation" and question.addressee is not None
        listed = question.form in ("list", "count") or ((plural or single or addressed) and limited and not told)
        if not listed and (topic or not filters):
            return None
        if question.form == "count" and not topic and self._is_told_elsewhere(question, kind, filters):
            return None
        entries = self._wanted(question, kind, filters, limits)
        if not entries and kind == "practice" and filters.recommendations and not topic:
            return self._none_linked(filters)
        if kind == "practice" and not filters.recommendations and (about := self._recommendation_on(topic)):
            return self._linked(question, filters, topic, entries, about)
        if topic:
            return self._list_on_topic(question, kind, filters, topic, entries)
        return self._list(question, kind, filters, topic, entries)

    def _list_on_topic(
        self, question: Question, kind: Kind, filters: Filters, topic: list[Word], entries: list[Entry]
    ) -> Draft | None:
        """List those of some entries that are about a topic; an empty draft where it surely is one that none is about."""
        if self._is_absent(question, kind, topic):
            return Draft(())
        plural = _PLURAL_PRACTICES.search(fold(question.text)) is not None
        only_years = replace(filters, kinds=(), basis=None, years=None) == Filters() != filters
        exact = question.form == "count" or (
            kind == "practice" and (not plural or (only_years and bool(filters.years)))
        )
        fitting = self._topics.about(entries, topic, question.text, question.wanted or 0, exact=exact)
        if fitting:
            return self._list(question, kind, filters, topic, fitting)
        if _WHOLE.search(fold(question.text)) and not self._treated(question, kind, topic):
            return self._list(question, kind, filters, [], entries)
        limited = replace(filters, kinds=(), basis=None) != Filters()
        single = question.asked_kind == "practice" and not plural and self._tells(topic)
        # What limits a list by place, level or link is exact; other words that fit nothing are talk. A year alone says
        # too little: "how many cases had the toolkit after the update of 2022" asks for no list of that year.
        if not limited or kind != "practice" or single or (only_years and self._tells(topic)):
            return None
        if not self._treated(question, kind, topic):
            return self._list(question, kind, filters, [], entries)
        # Where a part of what is told fits, the evidence decides whether the rest does.
        partly = not plural or self._topics.treats(entries, topic)
        asks_other = question.asked_kind is None and _ASKS_WHICH.match(fold(question.text)) is not None
        named = any(self._is_proper(question, name) for name in question.names)
        other = question.aspect is not None or asks_other or named
        return None if (partly or other) and not self._names_topic(question, topic) else Draft(())

    def _treated(self, question: Question, kind: Kind, topic: list[Word]) -> bool:
        """Say whether words are a topic and no talk: introduced as one, or treated by some entry of the kind.

        Only what stands with the noun that is listed counts: what comes before it says why it is asked ("we prepare a
        mission to Canada: ...", "I train people and want to see every German example").
        """
        text = question.text.rstrip(" ?!.:;,")
        noun = re.search(rf"\b(?:{dict(_KIND_NOUNS)[kind]})\b", fold(text))
        asking = [word for word in topic if not _CLAUSE_END.search(text, word.end)]
        if noun is not None:
            asking = [word for word in asking if word.start > noun.start() or _leads_to(text[word.end : noun.start()])]
        entries = self._corpus.of_kind(kind)
        return self._names_topic(question, topic) or self._topics.treats(entries, asking)

    def _wanted(self, question: Question, kind: Kind, filters: Filters, limits: Filters | None) -> list[Entry]:
        """The entries of a kind that pass the limits of a question and the reader's own, in the order to be shown."""
        entries = [entry for entry in self._corpus.of_kind(kind) if self._passes(entry, filters)]
        if limits:
            entries = [entry for entry in entries if self._passes(entry, limits)]
        if question.unwanted:
            unwanted = self._topics.about(entries, question.unwanted, question.text)
            if about := self._recommendation_on(list(question.unwanted)):
                unwanted += [entry for entry in entries if about in (*entry.filed_under, *entry.matched_to)]
            entries = [entry for entry in entries if entry not in unwanted]
        years = filters.years
        if years is not None and years.dated:
            entries.sort(key=lambda entry: not years.is_exact(entry.years))
        return entries

    def _is_absent(self, question: Question, kind: Kind, topic: list[Word]) -> bool:
        """Say whether a list is asked on something of which no entry of its kind says a word."""
        if not self._names_topic(question, topic):
            return False
        entries = self._corpus.of_kind(kind)
        return any(not self._topics.knows(entries, w) for w in topic if self._lexicon.weight(w) >= TELLING)

    def _names_topic(self, question: Question, topic: list[Word]) -> bool:
        """Say whether a question says outright that its words are a topic ("on blockchain", "dealing with tourism")."""
        introduced = _ABOUT.search(fold(question.text[: topic[0].start])) is not None
        headed = any(
            question.text[topic[-1].end : start].isspace()
            for start, end in self._idle_spans(question)
            if question.text[start:end].lower() in _GENERAL_HEADS
        )
        return self._tells(topic) and (introduced or headed)

    def _none_linked(self, filters: Filters) -> Draft | None:
        """Say that nothing is tied to some recommendations, where nothing else limits the list."""
        if replace(filters, kinds=(), recommendations=(), link=None, every_link=False) != Filters():
            return Draft(())
        passages = tuple(first_sentence(self._corpus[i]) for i in filters.recommendations)
        lead = f"The corpus holds no practice{describe(filters, self._corpus)}:"
        return Draft((Block("", passages, "items"),), lead=lead, listed=filters.recommendations)

    def _special_recommendations(self, question: Question) -> Draft | None:
        """List the recommendations of a practice, or for somebody who is none of the audiences."""
        if (linked := self._recommendations_of(question)) is not None:
            return linked
        addressee = question.addressee
        if addressee is None or addressee.audiences:
            return None
        named = [word for word in question.topic if addressee.start <= word.start < addressee.end]
        stems = {word.stem for word in named}
        holding = [e for e in self._corpus.of_kind("recommendation") if stems and stems <= self._stated[e.id]]
        return self._list(question, "recommendation", Filters(), named, holding)

    def _recommendation_on(self, topic: list[Word]) -> str | None:
        """Return the one recommendation that a topic is wholly about ("circular economy"), or None.

        Its title and statement hold every word of the topic; of several, the one whose title holds more of them.
        """
        asked = {word.stem for word in topic}
        holding: list[tuple[int, str]] = []
        for entry in self._corpus.of_kind("recommendation") if asked else ():
            if asked <= self._stated[entry.id]:
                holding.append((len(asked & self._named[entry.id]), entry.id))
        holding.sort(reverse=True)
        if not holding or (len(holding) > 1 and holding[0][0] == holding[1][0]):
            return None
        return holding[0][1]

    def _linked(
        self, question: Question, filters: Filters, topic: list[Word], entries: list[Entry], recommendation: str
    ) -> Draft:
        """List the practices of the recommendation that a topic is about, then others that name the topic."""
        links = replace(filters, recommendations=(recommendation,))
        linked = [entry for entry in entries if matches(entry, replace(links, pillars=()))]
        others = [entry for entry in self._topics.about(entries, topic, question.text) if entry not in linked]
        draft = self._list(question, "practice", links, [], linked)
        if not others:
            return draft
        named = self._list(question, "practice", filters, topic, others)
        if not linked:
            return named
        heading = f"Also naming {' '.join(word.text for word in topic)}"
        style = draft.blocks[-1].style
        block = Block(heading, tuple(map(first_sentence, others)), style)
        return replace(draft, blocks=(*draft.blocks, block), listed=(*draft.listed, *named.listed))

    def _is_told_elsewhere(self, question: Question, kind: Kind, filters: Filters) -> bool:
        """Say whether a total is a fact with an entry of its own, and not the count of what is held here.

        How many recommendations the report has is told by its summary; the Policy Toolkit holds more than is held here.
        """
        if kind == "recommendation":
            return not self._corpus.report.official and not replace(filters, kinds=())
        asks_what_is_here = re.search(r"\byour?\b|\bhere\b|\bfrom the\b", fold(question.text)) is not None
        names_toolkit = "toolkit" in fold(question.text)
        return names_toolkit and not asks_what_is_here and not replace(filters, kinds=(), basis=None, years=None)

    def fallback(self, question: Question, limits: Filters | None = None) -> Draft:
        """List what passes the limits of a question that nothing else answers ("what could I visit in Germany?").

        Empty where the question limits nothing, asks for one thing (an amount, a name), or holds a telling word that the
        corpus does not know.
        """
        filters = replace(question.filters, kinds=("practice",), audiences=())
        filters = replace(filters, recommendations=())
        place_or_time = filters.countries or filters.regions or filters.levels or filters.years
        telling = self._tells(self._open_topic(question, filters))
        asks_one = question.aspect not in (None, "place", "names") or question.form in ("define", "compare")
        only_time = not (filters.countries or filters.regions or filters.levels) and "practice" not in question.kinds
        asks_one = asks_one or (only_time and _asks_of_one(question))
        if not place_or_time or asks_one or question.unknown or question.asks_judgement or telling:
            return Draft(())
        entries = [e for e in self._corpus.of_kind("practice") if self._passes(e, filters)]
        entries = [e for e in entries if not limits or self._passes(e, limits)]
        return self._list(question, "practice", filters, [], entries)

    def shortened(self, draft: Draft, wanted: int | None, best_first: Sequence[str]) -> Draft:
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

    def introduce(self) -> Draft:
        """Say what the report is, for a greeting or "what can you do?"."""
        facts = self._corpus.of_kind("background")[:2]
        if facts and not self._corpus.report.official:
            return Draft((Block("", tuple(map(first_sentence, facts))),))
        whole = parts_of(self._corpus, [part.id for part in self._corpus.report.pillars])
        count = len(self._corpus.of_kind("recommendation"))
        return replace(whole, lead=f"{self._corpus.report.title} holds {count} recommendations:")

    def _recommendations_of(self, question: Question) -> Draft | None:
        """List the recommendations that a practice named in the question is filed under or matched to."""
        ids = [i for i in question.ids if self._corpus[i].kind == "practice"]
        ids += [n.entry_id for n in question.names if self._corpus[n.entry_id].kind == "practice"]
        if not ids or not _LINKING.search(fold(question.text)):
            return None
        practice = self._corpus[ids[0]]
        groups = [("Filed by the Policy Toolkit", practice.filed_under), ("Related, our match", practice.matched_to)]
        blocks = [
            Block(title, tuple(first_sentence(self._corpus[i]) for i in linked), "items")
            for title, linked in groups
            if linked
        ]
        if not blocks:
            return None
        return Draft(tuple(blocks), listed=tuple(p.entry.id for b in blocks for p in b.passages))

    def _asked_kind(self, question: Question) -> Kind | None:
        """Return the kind whose entries are listed; None where the noun that is listed or counted is another."""
        folded = fold(question.text)
        limited = bool(question.filters.countries or question.filters.regions or question.filters.without)
        if question.form == "count":
            counted = self._counted_kind(question, folded)
            if counted is not None or not (limited or question.filters.levels or question.filters.years):
                return counted
        if (limited or question.filters.levels) and re.search(r"\bones\b|\bthose\b|\btotal\b", folded):
            return self._first_kind(question, folded, r"\b") or "practice"
        if question.form in ("list", "count") or limited or question.filters.levels or question.filters.years:
            kind = self._first_kind(question, folded, r"\b")
            if kind is not None:
                return kind
        timed = question.filters.years and not _asks_of_one(question)
        return self._implied_kind(question, folded, bool(limited or timed or question.filters.levels))

    def _implied_kind(self, question: Question, folded: str, limited: bool) -> Kind | None:
        """The kind that a question lists without naming it: what is addressed to somebody, tied, limited or in a part."""
        to_recommendation = question.filters.recommendations and (
            _LINKING.search(folded) or (_EXAMPLES.search(folded) and not self._open_topic(question, question.filters))
        )
        if to_recommendation and not re.search(r"\brecommendations?\b", folded):
            return "practice"
        if question.addressee is not None and question.filters.audiences and "recommendation" in question.kinds:
            return "recommendation"
        if question.filters.link and any(
            len(n.stems) > 1 and self._corpus[n.entry_id].kind == "recommendation" for n in question.names
        ):
            return "practice"
        if question.filters.link and (question.filters.recommendations or question.filters.link == "none"):
            return "practice"
        if limited and not self._open_topic(question, question.filters, linking=True):
            return "practice"
        only_pillar = question.filters.pillars and not self._open_topic(question, question.filters)
        return "recommendation" if only_pillar and "practice" not in question.kinds else None

    def _counted_kind(self, question: Question, folded: str) -> Kind | None:
        """The kind that "how many" counts; practices where only a place is named."""
        if (question.filters.countries or question.filters.regions) and re.search(
            r"\bhow many (?:are|have|come|exist|do)\b", folded
        ):
            return "practice"
        counted = self._first_kind(question, folded, r"\b(?:how many|number of|count)\b(?: [\w'-]+){0,4}? ")
        return counted or self._first_kind(
            question, folded, r"\bof (?:the|these|those|all|your)(?: [\w'-]+)? (?=.*how many)"
        )

    def _first_kind(self, question: Question, folded: str, before: str) -> Kind | None:
        """The kind of the noun that comes first: "which practices belong to the recommendation" lists practices."""
        found: list[tuple[int, Kind]] = []
        for kind, noun in _KIND_NOUNS:
            match = re.search(rf"{before}(?:{noun})\b", folded)
            if match and (kind != "practice" or not self._named_practice(question)):
                found.append((match.end(), kind))
        return min(found)[1] if found else None

    def _named_practice(self, question: Question) -> bool:
        """True where the "programme" or "project" belongs to a name."""
        return any(len(name.stems) > 1 and self._corpus[name.entry_id].kind == "practice" for name in question.names)

    def _filters(self, question: Question, kind: Kind) -> Filters:
        filters = replace(question.filters, kinds=(kind,))
        if kind == "practice":
            named = tuple(
                dict.fromkeys(
                    name.entry_id
                    for name in question.names
                    if len(name.stems) > 1 and self._corpus[name.entry_id].kind == "recommendation"
                )
            )
            if not question.places and _FROM_UNION.search(fold(question.text)):
                filters = replace(filters, countries=union_codes())
            named = filters.recommendations or named or self._described(question)
            return replace(filters, audiences=(), recommendations=named)
        if kind != "recommendation":
            return Filters(kinds=(kind,))
        without = tuple(limits for limits in filters.without if limits.pillars or limits.entries)
        return Filters(kinds=(kind,), pillars=filters.pillars, audiences=filters.audiences, without=without)

    def _described(self, question: Question) -> tuple[str, ...]:
        """The recommendation that practices are to belong to, where it is told in words ("the one about ...")."""
        match = _THE_ONE.search(fold(question.text))
        if match is None or len(fold(question.text)) != len(question.text):
            return ()
        told = [word for word in question.topic if word.start >= match.start(1) and not is_frame(word.lower)]
        best = self._topics.closest(self._corpus.of_kind("recommendation"), told)
        return (best.id,) if best else ()

    def _passes(self, entry: Entry, filters: Filters) -> bool:
        if any(self._passes(entry, limits) for limits in filters.without):
            return False
        filters = replace(filters, without=())
        if entry.kind == "practice" and filters.pillars:
            links = {*entry.filed_under, *entry.matched_to}
            inside = {e.id for pillar in filters.pillars for e in self._corpus.of_pillar(pillar)}
            return bool(links & inside) and matches(entry, replace(filters, pillars=()))
        return matches(entry, filters)

    def _open_topic(
        self, question: Question, filters: Filters, *, linking: bool = False, content: Sequence[Word] | None = None
    ) -> list[Word]:
        """Topic words that no filter has used up; with those that may only link what is listed where `linking`.

        `content` are the words that tell something, where that is known; else words that only frame a list do not.
        """
        used: set[str] = set()
        if filters.levels:
            used |= LEVEL_WORDS | set(filters.levels)
        if filters.audiences:
            used |= AUDIENCE_WORDS
        addressee = question.addressee
        if addressee is not None and addressee.audiences:
            used |= {word.lower for word in question.topic if addressee.start <= word.start < addressee.end}
        if filters.countries == union_codes():
            used.add("eu")
        pillar_words = {
            w.stem
            for pillar in self._corpus.report.pillars
            if pillar.id in filters.pillars
            for text in (pillar.title, *pillar.aliases)
            for w in words(text)
        }
        described = _THE_ONE.search(fold(question.text)) if filters.recommendations and not question.ids else None
        talk = [*talk_spans(question.text), *self._idle_spans(question, verbs=not linking)]
        talk += [] if linking else link_spans(question.text)
        talk += [match.span() for match in _POLICIES.finditer(question.text.lower())]
        return [
            word
            for word in question.topic
            if word.lower not in used
            and not any(start <= word.start < end for start, end in talk)
            and (word in content if content else not is_frame(word.lower) or _is_compound(question.text, word))
            and word.stem not in pillar_words
            and not (filters.pillars and ordinal_of(word.lower) is not None)
            and not (described and word.start >= described.start(1))
            and word.stem != "cluster"
            and not (word.lower.isdigit() and len(word.lower) < YEAR_DIGITS)
            and not (filters.years and (word.lower.rstrip("s").isdigit() or word.lower in YEAR_WORDS))
            and not any(
                name.start <= word.start < name.end and name.entry_id in filters.recommendations
                for name in question.names
            )
        ]

    def _idle_spans(self, question: Question, *, verbs: bool = True) -> list[tuple[int, int]]:
        """Where words stand that only follow a topic ("food industry") or a place ("Danish authorities and firms")."""
        spans = []
        ends = [word.end for word in question.topic]
        for word in question.topic:
            before = question.text[: word.start].rstrip()
            if word.lower in _GENERAL_HEADS and len(before) in ends:
                spans.append((word.start, word.end))
            joined = [end for _, end in spans if question.text[end : word.start].strip() in ("and", "or", ",", "&")]
            of_place = any(place.end == len(before) for place in question.places)
            # "Hungary contributes", "Denmark takes part": a verb behind the place.
            named = verbs and of_place and word.text.islower() and not before.endswith(("'s", "’s"))
            verb = named and _ENDS_CLAUSE.match(question.text, word.end) is not None
            if verb or (word.lower in _ACTORS and (of_place or joined)):
                spans.append((word.start, word.end))
        return spans

    def _tells(self, topic: list[Word]) -> bool:
        """Say whether words beyond the limits tell what is asked."""
        return any(self._lexicon.weight(word) >= TELLING for word in topic)

    def _list(self, question: Question, kind: Kind, filters: Filters, topic: list[Word], entries: list[Entry]) -> Draft:
        if not entries:
            return Draft(blocks=())
        absent = self._absent_places(question, entries) if kind == "practice" else ()
        singular, plural = _PLURALS[kind]
        limits = describe(filters, self._corpus)
        about = f" on {' '.join(w.text for w in topic)}" if topic else ""
        about += f" apart from those on {' '.join(w.text for w in question.unwanted)}" if question.unwanted else ""
        noun = singular if len(entries) == 1 else plural
        # "Which of the fifteen recommendations concern SMEs?" states how many there are, not how many are listed.
        whole = len(entries) == len(self._corpus.of_kind(kind))
        wrong = stated_number(question.text, plural) if whole and not question.wanted else None
        correction = f" (not {wrong})" if wrong not in (None, len(entries)) else ""
        groups = self._groups(entries, filters)
        sizes = [str(len(group)) for _, group in groups]
        parts = f" ({' and '.join(sizes)})" if len(filters.pillars) == len(sizes) > 1 else ""
        limits = limits.replace(" that name ", " that names ") if len(entries) == 1 else limits
        lead = f"The corpus holds {len(entries)} {noun}{limits}{parts}{about}{correction}:"
        style = "titles" if len(entries) >= TITLES_FROM else "items"
        blocks = [Block(heading, tuple(map(first_sentence, group)), style) for heading, group in groups]
        listed = tuple(p.entry.id for b in blocks for p in b.passages)
        return Draft(tuple(blocks), lead=lead, missing=absent, listed=listed)

    def _absent_places(self, question: Question, entries: list[Entry]) -> tuple[str, ...]:
        """Name the single countries asked for from which nothing is listed; groups of countries are no promise."""
        held = {code for entry in entries for code in entry.countries}
        return tuple(
            f"practices from {country_name(place.codes[0])}"
            for place in question.places
            if len(place.codes) == 1 and place.codes[0] not in held
        )

    def _groups(self, entries: list[Entry], filters: Filters) -> list[tuple[str, list[Entry]]]:
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

    def _compare(self, question: Question) -> Draft | None:
        ids = list(question.ids)
        if len(ids) < 2:
            named = [n for n in question.names if len(n.stems) > 1 or self._is_distinct(question.text[n.start : n.end])]
            spans: dict[int, str] = {}
            # One name may belong to a term and a practice: the one with nothing else in its title is meant.
            for name in sorted(named, key=lambda n: (-len(n.stems), *_plainness(self._corpus[n.entry_id]))):
                spans.setdefault(name.start, name.entry_id)
            ids = list(dict.fromkeys([*ids, *(spans[at] for at in sorted(spans))]))
        if len(ids) < 2 and len(question.filters.pillars) >= 2:
            return parts_of(self._corpus, question.filters.pillars)
        if len(ids) < 2:
            return None
        blocks = [
            Block(label_of(self._corpus[i], self._corpus), tuple(statement_passages(self._corpus[i], 3)))
            for i in ids[:4]
        ]
        return Draft(tuple(blocks), listed=tuple(ids[:4]))

    def _is_distinct(self, name: str) -> bool:
        """Say whether a single word can only be a name: an acronym, or no word of English."""
        return not is_english(fold(name)) and len(name) > 1

    def _summarise(self, question: Question) -> Draft | None:
        if question.filters.limits_practices and not question.ids:
            return None  # "everything about Norway" is a list of practices
        if question.ids:
            blocks = [
                Block(label_of(self._corpus[i], self._corpus), tuple(statement_passages(self._corpus[i], 4)))
                for i in question.ids
            ]
            return Draft(tuple(blocks), listed=question.ids)
        if question.filters.pillars:
            return parts_of(self._corpus, question.filters.pillars)
        whole = re.search(r"\b(?:report|recommendations|document|paper|it all|everything|whole)\b", fold(question.text))
        if whole and not self._open_topic(question, Filters()):
            return parts_of(self._corpus, tuple(part.id for part in self._corpus.report.pillars))
        return None


def _asks_of_detail(question: Question) -> bool:
    """Say whether an amount, a date or the like is asked for, which is told of one thing."""
    counted = question.form == "count" and question.aspect == "number"
    return question.aspect not in (None, "place", "person", "names") and not counted


def _by_set_phrases(question: Question) -> Question:
    """Read a list that no set phrase asks for as any question: it is left to `Catalogue.told`."""
    listed = question.unmarked and question.form in ("list", "count")
    return replace(question, form="lookup") if listed else question


def _first(ranking: Sequence[Entry], kind: Kind) -> Entry | None:
    """Return the best entry of a kind."""
    return next((entry for entry in ranking if entry.kind == kind), None)


def _asks_of_one(question: Question) -> bool:
    """Say whether a yes-or-no question is about one thing: "does the group still exist?", not "is there any from 2021?"."""
    return (
        question.form == "yesno"
        and re.search(r"\b(?:there|any|anything|some|something)\b", fold(question.text)) is None
    )


def _asks_openly(question: Question) -> bool:
    """Say whether a question asks openly who or where, or is a bare topic: there may be several answers."""
    bare = question.form == "lookup" and len(question.text.split()) <= 2 and not question.text.endswith("?")
    return bare or _OPENLY.search(fold(question.text)) is not None


def _plainness(entry: Entry) -> tuple[int, bool]:
    """Order entries of one name: the shortest title first, of two alike the definition."""
    return len(entry.title), entry.kind != "term"


def _leads_to(between: str) -> bool:
    """Say whether a word belongs to the noun behind some text: nothing stands between them but other content words."""
    return all(not word.is_function for word in words(between)) and not re.search(r"[,.;:?!]", between)


def _is_compound(text: str, word: Word) -> bool:
    """Say whether a word is a part of a longer one: "start-ups" start nothing."""
    return text[word.end : word.end + 1] == "-" or text[max(0, word.start - 1) : word.start] == "-"
