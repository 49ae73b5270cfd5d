"""Catalogue: lists, counts, comparisons and summaries, answered from the typed entries, completely and exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.comparing import Comparer
from assistant.answering.draft import Block, Draft, label_of
from assistant.answering.list_writer import ListWriter
from assistant.answering.listing import ListReader, asks_of_one, names_country
from assistant.answering.lookup import Shortlist
from assistant.answering.membership import Membership
from assistant.answering.overviews import (
    addressed_by,
    amounts_compared,
    asks_for_countries,
    countries_of,
    extreme_of,
    first_sentence,
    parts_of,
    statement_passages,
)
from assistant.answering.ties import Ties
from assistant.answering.topic_lists import MEMBER_AS_WELL, PLURAL_PRACTICES, TopicLists
from assistant.answering.topics import TopicFinder, stems_of
from assistant.understanding.amounts import superlative_in
from assistant.understanding.filters import Filters, describe
from assistant.understanding.forms import asks_for_all, asks_which_of_two, is_frame
from assistant.understanding.kin import Kin
from assistant.understanding.lexicon import is_english
from assistant.understanding.question import Question
from assistant.understanding.references import NamedEntry
from assistant.understanding.wording import HARDLY
from assistant.understanding.years import EVER, YearRange
from corpus.corpus import Corpus
from corpus.entry import Entry, Kind
from index.words import Word, fold, stems, words

_ASKS_PARTS = re.compile(r"\b(?:what|which|list|how many|name)\b.{0,20}\b(?:parts|chapters|pillars|themes|sections)\b")
_EACH_PART = re.compile(
    r"\b(?:each|every|per|by) (?:of the )?(?:\w+ )?(?:parts?|pillars?|themes?|chapters?|sections?)\b"
)
_ASKS_REPORT = re.compile(r"^what(?:'s| is) (?:this|the) (?:report|document|paper)(?: about)?[?.! ]*$")
_EVERYTHING = re.compile(
    r"^(?:please |can you |could you |i(?:'m| am) |we(?:'re| are) )*(?:look(?:ing)? for|show(?: me| us)?|give(?: me| us)?|list|find|need"
    r"|i (?:want|need)|tell me|what(?: else)? (?:do|have|has) (?:you|we|it)(?: have| got| hold)?)\b.{0,12}?"
    r"\b(?:anything|everything|whatever|all)\b|^(?:anything|everything|whatever|all (?:there is|you have|that you have)) (?:on|about|to do with|that|concerning|related)\b"
    r"|^what(?: else)? do (?:you|we) (?:have|hold)\b(?: (?:on|about|concerning|regarding)\b|.* to do with\b)"
)
_OPENLY = re.compile(
    r"^(?:and |so |but |now )*(?:who|where|in (?:which|what) (?:places|countries|regions|cities|parts)|anybody|anyone)\b"
    r"|\b(?:anybody|anyone|anywhere|somewhere)\b|\b(?:what (?:have|do|did|are|were)|which|what) (?:the |other |\w+ )?(?:clusters|regions|firms|countries|people|others)\b"
    r"|\b(?:show|tell|give) (?:me|us) (?:who|what|where|how) (?:\w+ )?(?:clusters|regions|firms|countries|others)\b|\bany (?:good )?practices?\b"
)
# "What came after the report?", "what has happened since its publication?"
_CAME_AFTER = re.compile(
    r"\b(?:what|which \w+|anything|something)\b.{0,25}\b(?:came|come|comes|happened|followed|follows|been done|was done|done|became)\b"
    r".{0,20}\b(?:after|since|out of|afterwards|of)\b.{0,20}\b(?:report|recommendations|publication)\b"
    r"|\b(?:what|which \w+|anything)\b.{0,12}\b(?:came|happened|followed)\b.{0,6}\bfrom the (?:report|recommendations)\b"
    r"|^(?:and |so )?(?:which|what|list|name|are there)(?: (?:are|all|any|the|your|of|known))* follow-?ups\b"
)
_ASKED_NOUNS = re.compile(
    r"\b(?:which|what|how many|number of|count of(?: the)?|list(?: the)?|name the) ((?:[\w-]+ ?){1,3})"
)
# "What does the report say about skills?", "anything on exports?": the topic stands at the end, and nothing else is asked.
_WHAT_IT_SAYS = re.compile(
    r"\b(?:say|says|said|cover|covers|covered|mention|mentions|mentioned|address|addresses|treat|treats|deal with|deals with"
    r"|talk|talks|speak|speaks|recommend|recommends|recommended|advise|advises|advised|suggest|suggests|propose|proposes"
    r"|anything|something|have|has|contain|contains|include|includes|touch|touches)\b"
    r"(?: (?:anything|something|much))?(?: (?:on|about|for|of|regarding|concerning|upon))?(?: the)?(?: (?:topic|subject|issue|question) of)?"
    r" [\w’'-]+(?: in (?:it|the report))?(?: at all)?\W*$"
)
_ON = re.compile(r"\b(?:practices?|examples?|cases?|projects?) (?:on|about|dealing with|for) (?:the )?$")
_UNDATED = ("time", "money", "person")
"""What no list of recommendations tells: "by which year does each recommendation have to be carried out?"."""
AS_GOOD = 2.0
"""How far below the best an entry may be ranked and still be what a list is asked of; of other questions it is 4 and more."""
MOST_GATHERED = 8
"""Practices on a topic beyond which it is too common to have been meant as one."""
SURELY_ON = 0.8
"""Probability from which an entry is surely on the one word that is asked about; "finance" is near to what a report is."""
MOST_STATED, STATED = 3, 2
"""Entries that are told where a topic of one word is asked about, and sentences of each."""


class Catalogue:
    """Answers questions about the structure of one corpus."""

    def __init__(
        self, corpus: Corpus, lists: ListReader, topics: TopicFinder, membership: Membership, kin: Kin
    ) -> None:
        self._corpus = corpus
        self._topics = topics
        self._membership = membership
        self._lists = lists
        self._writer = ListWriter(corpus, lists, topics)
        self._ties = Ties(corpus, lists, topics, self._writer)
        self._on_topics = TopicLists(corpus, lists, topics, membership, self._writer, self._ties)
        self.comparer = Comparer(corpus, lists, topics, kin)

    def answer(self, question: Question, limits: Filters | None = None) -> Draft | None:
        """Return the draft of a structural answer, an empty draft where nothing passes, or None if none was asked.

        `limits` are the reader's own filters, which hold besides those of the question.
        """
        question = _by_set_phrases(question)
        if question.form == "compare":
            compared = self.comparer.compared(question)
            placed = question.filters.countries or question.filters.regions
            # "Which has more practices, Germany or France?" is told by the practices of both.
            of_things = asks_which_of_two(question.text) and not question.kinds
            if (
                compared is not None
                or not placed
                or of_things
                or self._lists.tells(self._lists.topic(question, question.filters))
            ):
                return compared
        if question.form == "summarise":
            return self._summarise(question)
        if self._corpus.report.official and _ASKS_REPORT.search(fold(question.text)):
            return self.introduce()
        if self._corpus.report.official and _ASKS_PARTS.search(fold(question.text)):
            return parts_of(self._corpus, [part.id for part in self._corpus.report.pillars])
        # "Is the Basque policy matched to G1?" is answered by all that it is matched to.
        of_tie = question.form == "yesno" and any(self._corpus[i].kind == "recommendation" for i in question.ids)
        asks_tie = of_tie or question.asked_kind == "recommendation"
        linked = self._ties.recommendations_of(question) if asks_tie else None
        overview = linked or addressed_by(self._corpus, question) or self._overview(question, limits)
        if overview is not None:
            return overview
        if (by_ties := self._ties.by_number(question, limits) or self._ties.without_any(question)) is not None:
            return by_ties
        kind = self._lists.kind(question)
        named = any(len(name.stems) > 1 for name in question.names)
        if kind is None and not named and _EVERYTHING.search(fold(question.text)):
            return self._everything(question, limits)
        if kind is not None:
            return self._listing(question, kind, limits)
        return self._class_of_facts(question)

    def _names_one(self, question: Question, name: NamedEntry) -> bool:
        """Say whether a name means one entry: it has several words, or is no English word ("HZwo")."""
        alone = not is_english(fold(question.text[name.start : name.end]))
        return (len(name.stems) > 1 or alone) and self._lists.is_proper(question, name)

    def gathered(self, question: Question, limits: Filters | None, short: Shortlist) -> Draft | None:
        """List all practices on the topic of a question that asks openly who or where, or what clusters do.

        Only where the entry that fits the question best (`short`) is a practice of the list.
        """
        named = any(self._names_one(question, name) for name in question.names)
        if (
            question.ids
            or named
            or "recommendation" in question.kinds
            or _asks_of_detail(question)
            or not _asks_openly(question)
        ):
            return None
        filters = self._lists.limits(question, "practice")
        topic = self._lists.topic(question, filters)
        told = self._lists.topic(question, filters, linking=True)
        if not self._lists.tells(topic):
            return None
        entries = self._lists.entries(question, "practice", filters, limits)
        for words_ in filter(self._lists.tells, (topic, self._topics.main(topic, question.text, told))):
            found = self._topics.about(entries, words_, question.text, exact=True)
            if found and self._membership.reads_headings:
                members = self._membership.about(question, entries, words_)
                found = [entry for entry in found if entry in members]
            if 1 < len(found) <= MOST_GATHERED and self._topics.treats(found, words_):
                first = next((c.entry for c in short.candidates if c.entry.kind != "term"), None)
                return self._writer.write(question, "practice", filters, words_, found) if first in found else None
        return None

    def told(self, question: Question, limits: Filters | None, short: Shortlist) -> Draft | None:
        """List or count what a question asks for as a whole, in no set phrase: "I'd love to see who else reuses waste".

        On a topic only where the entry that fits the question best (`short`) is in the list and nothing of another kind fits
        it clearly better.
        """
        named = any(len(name.stems) > 1 and self._lists.is_proper(question, name) for name in question.names)
        if not question.unmarked or question.form not in ("list", "count") or named or _asks_of_detail(question):
            return None
        asked = self._lists.asked(question, limits)
        if not asked.entries or set(question.ids) - set(asked.filters.recommendations):
            return None
        if asked.topic:
            if asked.kind != "practice" and not question.wording.surely_lists:
                return None  # "What do the recommendations say for firms like ours?" may be told by one
            judged = self._membership.judged(question, asked.entries, asked.topic)
            found = [entry for entry, _ in judged]
            for_practices = PLURAL_PRACTICES.search(fold(question.text)) is not None
            surely = for_practices and any(sure >= MEMBER_AS_WELL for _, sure in judged)
            # One alone counts where no entry says the words themselves, which would tell more.
            several = len(found) > 1 or (surely and not self._topics.about(asked.entries, asked.topic, question.text))
            fits = several and _is_best(short, asked.kind, found)
            return self._writer.write(question, asked.kind, asked.filters, list(asked.topic), found) if fits else None
        # "Green clusters" names a part as well as what the report is about: by itself it limits no list.
        limited = replace(asked.filters, kinds=(), basis=None, pillars=()) != Filters()
        bare, sure = not self._lists.tells(self._lists.topic(question, asked.filters)), question.wording.surely_lists
        if limited and replace(asked.filters, kinds=(), basis=None, pillars=(), recommendations=()) == Filters():
            bare = False  # the title of a recommendation alone asks for no practices of it
        limited = limited or (bare and bool(asked.filters.pillars))
        whole = bare and sure and question.wording.kind is not None and asks_for_all(question.text)
        if (limited and (bare or sure)) or whole:
            return self._writer.write(question, asked.kind, asked.filters, [], list(asked.entries))
        return None

    def said_on(self, question: Question, limits: Filters | None) -> tuple[Draft, float] | None:
        """Say what the report holds on a topic of one word that a question asks nothing else about: "does it cover exports?".

        So short a question is hardly like any sentence; what it is about is judged as for a list. Returns None where
        another thing is asked, else the draft, empty where nothing surely is on the topic, and how sure the best entry is.
        """
        filters = self._lists.limits(question, "recommendation")
        topic = self._lists.topic(question, filters)
        other = question.ids or question.places or question.aspect or question.asks_judgement or filters.pillars
        if other or len(topic) != 1 or _WHAT_IT_SAYS.search(fold(question.text)) is None:
            return None
        kinds: tuple[Kind, ...] = ("recommendation", "background")
        among = [self._lists.entries(question, kind, self._lists.limits(question, kind), limits) for kind in kinds]
        if not self._membership.reads_headings or not all(e.headings for entries in among for e in entries):
            return None  # an imported report has no headings, and words alone judge too badly
        judged = [self._membership.judged(question, entries, topic) for entries in among]
        best = max(judged, key=lambda found: found[0][1] if found else 0.0)
        if not best or best[0][1] < SURELY_ON:
            return Draft(()), best[0][1] if best else 0.0
        found = [entry for entry, _ in best[:MOST_STATED]]
        blocks = [Block(label_of(e, self._corpus), tuple(statement_passages(e, STATED))) for e in found]
        return Draft(tuple(blocks), listed=tuple(entry.id for entry in found)), best[0][1]

    def _class_of_facts(self, question: Question) -> Draft | None:
        """List the facts whose titles share the noun in the plural that is asked for ("which input papers ...")."""
        facts = self._corpus.of_kind("background")
        if _CAME_AFTER.search(fold(question.text)) and not (question.ids or question.aspect or question.places):
            followed = [entry for entry in facts if set(stems("follow-up")) <= stems_of(entry.title)]
            lead = f"The corpus holds {len(followed)} follow-ups to the report:"
            listed = self._writer.write(question, "background", Filters(), [], followed)
            return replace(listed, lead=lead) if len(followed) > 1 else None
        asked = _ASKED_NOUNS.search(fold(question.text))
        if asked is None or question.ids or question.places:
            return None
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
            if 1 < len(held) < len(facts) and self._lists.tells(named):
                called = asked[1][named[0].start : named[-1].end]
                lead = f"The corpus holds {len(held)} {called}:"
                return replace(self._writer.write(question, "background", Filters(), [], held), lead=lead)
        return None

    def _everything(self, question: Question, limits: Filters | None) -> Draft | None:
        """List the recommendations and the practices that a topic or a recommendation has, for "everything on X"."""
        filters = self._lists.limits(question, "practice")
        topic = self._lists.topic(question, filters)
        drafts = []
        if question.ids:
            named = [self._corpus[i] for i in question.ids if self._corpus[i].kind == "recommendation"]
            if len(named) == len(question.ids):
                practices = self._lists.entries(question, "practice", filters, limits)
                drafts = [self._writer.write(question, "recommendation", Filters(), [], named)]
                drafts.append(self._writer.write(question, "practice", filters, [], practices))
        elif topic and (question.form != "lookup" or not question.filters.limits_practices):
            for kind in ("recommendation", "practice") if not question.filters.limits_practices else ("practice",):
                found = self._topics.about(self._lists.entries(question, kind, filters, limits), topic, question.text)
                drafts.append(self._writer.write(question, kind, self._lists.limits(question, kind), topic, found))
        drafts = [draft for draft in drafts if draft.blocks]
        if not drafts:
            absent = topic and all(
                self._lists.is_absent(question, kind, topic) for kind in ("recommendation", "practice")
            )
            return Draft(()) if absent else None
        lead = " ".join(draft.lead for draft in drafts)
        blocks = tuple(block for draft in drafts for block in draft.blocks)
        everything = Draft(blocks, lead=lead, listed=tuple(i for draft in drafts for i in draft.listed))
        return everything if question.ids else self._writer.with_unknown(everything, question, topic)

    def _overview(self, question: Question, limits: Filters | None) -> Draft | None:
        """Tell of all practices which countries they come from, or which started first or last."""
        filters = self._lists.limits(question, "practice")
        topic = self._lists.topic(question, filters)
        if [i for i in question.ids if i not in filters.recommendations] or self._lists.names_practice(question):
            return None
        practices = self._practices(question, limits)
        if asks_for_countries(question.text) and not question.names and (not topic or self._on(question, topic)):
            limits_told = describe(replace(filters, countries=(), regions=()), self._corpus)
            if topic:
                practices = self._topics.about(practices, topic, question.text)
                limits_told += f" on {self._topics.named(topic, question.text)}"
            return countries_of(practices, question.text, limits_told, filters.countries)
        if (amounts := self._amounts_compared(question, practices, topic)) is not None:
            return amounts
        practices = self._topics.about(practices, topic, question.text) if topic else practices
        # "The most recent: practices of 2023 or later" says itself what is recent enough.
        extreme = extreme_of(practices, question.text) if "practice" in question.kinds and not filters.years else None
        if not extreme:
            return None
        lead = f"Of the practices{describe(filters, self._corpus)} whose first year is known:"
        dated = replace(filters, years=YearRange(0, EVER))
        return replace(self._writer.write(question, "practice", dated, [], extreme), lead=lead, limits=None)

    def _amounts_compared(self, question: Question, practices: list[Entry], topic: list[Word]) -> Draft | None:
        """Tell which practices, of those on a topic where one is told, have the most of something; None where one thing is meant."""
        named = any(len(name.stems) > 1 and self._lists.is_proper(question, name) for name in question.names)
        wanted = superlative_in(question.text)
        if wanted is None or named or "practice" not in question.kinds or question.asks_judgement:
            return None
        limits = describe(self._lists.limits(question, "practice"), self._corpus)
        told = [word for word in topic if not wanted.start <= word.start < wanted.end and not is_frame(word.lower)]
        if told and (self._lists.tells(told) or self._lists.introduces(question, told)):
            practices = self._topics.about(practices, told, question.text)
            limits += f" on {self._topics.named(told, question.text)}"
        return amounts_compared(practices, question.text, wanted, limits)

    def _on(self, question: Question, topic: list[Word]) -> bool:
        """Say whether a topic stands behind the practices that are asked about: "which countries are the cases on skills from?"."""
        return _ON.search(fold(question.text[: topic[0].start])) is not None

    def _practices(self, question: Question, limits: Filters | None) -> list[Entry]:
        """The practices that pass the limits of a question and the reader's own."""
        filters = self._lists.limits(question, "practice")
        passing = [entry for entry in self._corpus.of_kind("practice") if self._lists.passes(entry, filters)]
        return [entry for entry in passing if limits is None or self._lists.passes(entry, limits)]

    def _listing(self, question: Question, kind: Kind, limits: Filters | None) -> Draft | None:
        """List or count the entries of one kind, or return None where another answer fits better."""
        if kind == "recommendation":
            special = self._special_recommendations(question)
            if special is not None or question.ids or question.aspect in _UNDATED:
                return special
        filters = self._limits(question, kind)
        limited = replace(filters, kinds=(), basis=None) != Filters()
        topic = self._lists.topic(question, filters)
        if limited and question.wording.surely_lists:  # "In pub quiz style: how many are Austrian?" is about no quiz
            topic = question.wording.told(topic, least=HARDLY)
        plural = kind == "practice" and PLURAL_PRACTICES.search(fold(question.text)) is not None
        single = question.asked_kind == kind == "practice" and not plural
        placed = bool(filters.countries or filters.regions)
        fact = question.form == "lookup" and placed and question.wording.asks_fact
        told = fact or (question.form == "lookup" and question.aspect is not None and not question.filters.countries)
        addressed = kind == "recommendation" and question.addressee is not None
        listed = question.form in ("list", "count") or ((plural or single or addressed) and limited and not told)
        of_one = question.aspect in ("money", "share", "number", "duration", "page") or (
            question.aspect in ("time", "reason") and not plural and not filters.years
        )
        if not listed and (topic or fact or of_one or not limited or self._lists.names_practice(question)):
            return None
        if question.form == "count" and not topic and self._is_told_elsewhere(question, kind, filters):
            return None
        entries = self._lists.entries(question, kind, filters, limits)
        if not entries and kind == "practice" and filters.recommendations and not topic:
            return self._ties.none_of(filters)
        if kind == "practice" and not topic and not limited and not limits and not asks_for_all(question.text):
            return self._on_topics.on_frame(question, filters, entries)
        if not topic:
            return self._writer.write(question, kind, filters, topic, entries)
        return self._on_topics.on_topic(question, kind, filters, topic, entries)

    def _limits(self, question: Question, kind: Kind) -> Filters:
        """Return what limits a list; of recommendations told part by part all parts, so that each is counted."""
        filters = self._lists.limits(question, kind)
        if kind == "recommendation" and not filters.pillars and _EACH_PART.search(fold(question.text)):
            return replace(filters, pillars=tuple(part.id for part in self._corpus.report.pillars))
        return filters

    def _special_recommendations(self, question: Question) -> Draft | None:
        """List the recommendations of a practice, or for somebody who is none of the audiences, or for one country: none."""
        if (linked := self._ties.recommendations_of(question)) is not None:
            return linked
        filters = self._lists.limits(question, "recommendation")
        limited = replace(filters, kinds=()) != Filters()
        if names_country(question) and not limited and not question.ids and not self._lists.topic(question, filters):
            return Draft(())  # no recommendation is from a country or speaks of one
        addressee = question.addressee
        if addressee is None or addressee.audiences:
            return None
        named = [word for word in question.topic if addressee.start <= word.start < addressee.end]
        stems = {word.stem for word in named}
        holding = [e for e in self._corpus.of_kind("recommendation") if stems and stems <= self._lists.stated[e.id]]
        return self._writer.write(question, "recommendation", Filters(), named, holding)

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

        Empty where the question limits nothing, asks for one thing (an amount, a name), or holds a telling word or one that
        the corpus does not know.
        """
        filters = replace(question.filters, kinds=("practice",), audiences=())
        filters = replace(filters, recommendations=())
        place_or_time = filters.countries or filters.regions or filters.levels or filters.years or filters.amounts
        topic = self._lists.topic(question, filters)
        if filters.amounts and question.wording.surely_lists:  # "that bring together 300 firms or more"
            topic = question.wording.told(topic)
        telling = self._lists.tells(topic) or self._lists.is_strange(topic)
        asks_one = question.aspect not in (None, "place", "names") or question.form in ("define", "compare")
        only_time = (
            not (filters.countries or filters.regions or filters.levels or filters.amounts)
            and "practice" not in question.kinds
        )
        asks_one = asks_one or (only_time and asks_of_one(question))
        # A recommendation has neither place nor year, and of the group "the Slovak ones" are no practices.
        asks_one = asks_one or question.kinds[:1] in (("recommendation",), ("background",))
        if not place_or_time or asks_one or question.unknown or question.asks_judgement or telling:
            return Draft(())
        entries = [e for e in self._corpus.of_kind("practice") if self._lists.passes(e, filters)]
        entries = [e for e in entries if not limits or self._lists.passes(e, limits)]
        return self._writer.write(question, "practice", filters, [], entries)

    def introduce(self) -> Draft:
        """Say what the report is, for a greeting or "what can you do?"."""
        facts = self._corpus.of_kind("background")[:2]
        if facts and not self._corpus.report.official:
            return Draft((Block("", tuple(map(first_sentence, facts))),))
        whole = parts_of(self._corpus, [part.id for part in self._corpus.report.pillars])
        count = len(self._corpus.of_kind("recommendation"))
        return replace(whole, lead=f"{self._corpus.report.title} holds {count} recommendations:")

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
        if whole and not self._lists.topic(question, Filters()):
            return parts_of(self._corpus, tuple(part.id for part in self._corpus.report.pillars))
        return None


def _is_best(short: Shortlist, kind: Kind, found: Sequence[Entry]) -> bool:
    """Say whether the entry of a kind that fits a question best is among some, and none of another kind fits clearly better."""
    best = next((at for at, candidate in enumerate(short.candidates) if candidate.entry.kind == kind), None)
    if best is None or short.scores[0] - short.scores[best] > AS_GOOD:
        return False
    return short.candidates[best].entry in found


def _asks_of_detail(question: Question) -> bool:
    """Say whether an amount, a date or the like is asked for, which is told of one thing."""
    counted = question.form == "count" and question.aspect == "number"
    return question.aspect not in (None, "place", "person", "names") and not counted


def _by_set_phrases(question: Question) -> Question:
    """Read a list that no set phrase asks for as any question: it is left to `Catalogue.told`."""
    listed = question.unmarked and question.form in ("list", "count")
    return replace(question, form="lookup") if listed else question


def _asks_openly(question: Question) -> bool:
    """Say whether a question asks openly who or where, or is a bare topic: there may be several answers."""
    bare = question.form == "lookup" and len(question.text.split()) <= 2 and not question.text.endswith("?")
    return bare or _OPENLY.search(fold(question.text)) is not None
