"""Listing: what a list is to hold, read from a question: the kind of its entries, their limits, and their topic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from assistant.answering.aspects import asks_for_present
from assistant.answering.counting import counts_exactly
from assistant.answering.topics import TopicFinder, stems_of
from assistant.understanding.amounts import AMOUNT_WORDS, amounts_in
from assistant.understanding.audiences import AUDIENCE_WORDS
from assistant.understanding.filters import Filters, matches
from assistant.understanding.forms import asks_duty, counts_other_things, is_frame, link_spans, talk_spans
from assistant.understanding.levels import LEVEL_WORDS
from assistant.understanding.lexicon import Lexicon, is_english
from assistant.understanding.links import WEAK_WORDS
from assistant.understanding.places import europe_codes, is_demonym, union_codes
from assistant.understanding.question import Question
from assistant.understanding.references import NamedEntry, cardinal_of, ordinal_of
from assistant.understanding.several import SEVERAL_WORDS
from assistant.understanding.years import YEAR_WORDS
from corpus.chunk import sentence_spans
from corpus.corpus import Corpus
from corpus.entry import Entry, Kind, Level
from index.words import Word, fold, stem, stems, words

_IDLE_PHRASES = re.compile(r"\bcluster policies\b|\bat (?:least|most)\b")
LINKING = re.compile(
    r"\b(?:relat\w+|belong\w*|match\w*|fil(?:e|ed|es|ing)|link\w*|tied|attached|assigned|fit|fits|go with|goes with|under which)\b"
)
_EXAMPLES = re.compile(r"\b(?:practices?|examples?|cases?)\b")
_ENDS_CLAUSE = re.compile(r"\s*(?:[.?!,;:]|$|(?:to|in|at|on|with|for|here|there|part)\b)")
_CLAUSE_END = re.compile(r"[.?!:;] ")
_ABOUT = re.compile(
    r"\b(?:on|about|concern(?:s|ing)?|regarding|around|(?:deal|deals|dealing|dealt|do|concerned) with|in the field of)"
    r"(?: (?:the|an?|any|some))* ?$"
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
    " businesses colleagues neighbours partner partners friends side sides members participant participants location locations".split()
)
# The Union is no place in most questions, but where a list is asked of what comes from there.
_FROM_UNION = re.compile(
    r"(?<!outside )\b(?:in|from|within|across|inside|throughout) (?:the )?(?:eu|european union)\b(?![- ]\w+ed\b)"
)
_THE_ONE = re.compile(
    r"\b(?:the|that) (?:one|recommendation|advice|call|point|idea|proposal) (?:about|on|that|which|for|of|where|concerning|regarding|to|asking|saying) (.+)$"
)
_THE_RECOMMENDATION = re.compile(
    r"\b(?:the|that|your) ((?:[\w’'-]+ ){1,4}?)recommendation\b(?! (?:on|about|that|which|for|of)\b)"
)
_KIND_NOUNS: tuple[tuple[Kind, str], ...] = (
    ("recommendation", r"recommendations?|recs?|pieces? of advice|advice"),
    (
        "practice",
        r"(?:good |best )?practices?|examples?|cases?|projects?|program(?:me)?s?|initiatives?|schemes?|pilots?|cluster policies"
        r"|matches(?= (?:to|of|with|for|do|are|have|fall|falls|in|on|that|which)\b)",
    ),
    ("term", r"terms?|definitions?|concepts?|acronyms?"),
    ("background", r"(?:background )?facts?"),
)
YEAR_DIGITS = 4
TELLING = 0.3
"""Weight from which a word says what a question is about."""


class Asked(NamedTuple):
    """What a list is to hold: entries of a kind that pass some limits, on a topic where one is told."""

    kind: Kind
    filters: Filters
    topic: tuple[Word, ...]
    entries: tuple[Entry, ...]
    """Those that pass the limits, whatever their topic."""


# What a practice does with practices of its own: "how many examples did SMARTY find?".
_FINDS = re.compile(
    r"\b(?:practices|examples|cases)\b.*\b(?:f[io]u?nd|identif\w+|collect\w*|gather\w*|c[oa]me up with|publish\w*|shar(?:e|ed)|pick\w*|put together|br(?:ing|ought) together)\b"
)
# "How many joint projects have come out of the clusters there?": what somebody has done, and no practices.
_DONE = re.compile(
    r"\bhow many (?:[\w-]+ ){0,3}(?P<noun>projects|programmes|programs|initiatives|cases)\b.*\b(?:c[oa]me out|came about|carried out|put into practice|completed?"
    r"|start(?:ed)?|launch(?:ed)?|financed?|funded?|supported?|approved?|selected|chosen|produced?|r[au]n)\b"
)
_SINCE_WHEN = re.compile(r"(?:and |so |but )?(?:since|until) when\b")
_WHEN = re.compile(r"(?:and |so |but )?when\b")
_ANY = re.compile(r"\b(?:an?|any|every|each|which|what|some) $", re.IGNORECASE)


class ListReader:
    """Reads what lists are to hold over one corpus."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon, topics: TopicFinder) -> None:
        self._corpus = corpus
        self._lexicon = lexicon
        self._topics = topics
        self._named = {entry.id: stems_of(entry.title, *entry.aliases) for entry in corpus}
        self.stated = {entry.id: self._named[entry.id] | stems_of(entry.statement) for entry in corpus}
        """The stems of the title, the names and the statement of each entry."""

    def asked(self, question: Question, limits: Filters | None = None) -> Asked:
        """Say what a list is to hold that no set phrase asks for."""
        kind = question.wording.kind or "practice"
        filters = self.limits(question, kind)
        content = question.wording.told(question.topic)
        topic = self.topic(question, filters, linking=bool(content), content=content)
        limited = replace(filters, kinds=(), basis=None) != Filters()
        if not content and (limited or not self.tells(topic)):
            topic = []
        return Asked(kind, filters, tuple(topic), tuple(self.entries(question, kind, filters, limits)))

    def is_proper(self, question: Question, name: NamedEntry) -> bool:
        """Say whether a name is written as one, or is no practice's: "smart specialisation strategy" is a topic."""
        written = question.text[name.start : name.end]
        if _ANY.search(question.text[: name.start]) and written.islower():
            return False  # "a cluster programme" is any
        return written[0].isupper() or (
            self._corpus[name.entry_id].kind == "practice" and not is_english(fold(written))
        )

    def entries(self, question: Question, kind: Kind, filters: Filters, limits: Filters | None) -> list[Entry]:
        """The entries of a kind that pass the limits of a question and the reader's own, in the order to be shown."""
        entries = [entry for entry in self._corpus.of_kind(kind) if self.passes(entry, filters)]
        if limits:
            entries = [entry for entry in entries if self.passes(entry, limits)]
        if question.unwanted:
            unwanted = self._topics.about(entries, question.unwanted, question.text)
            if about := self.recommendation_on(list(question.unwanted)):
                unwanted += [entry for entry in entries if about in (*entry.filed_under, *entry.matched_to)]
            entries = [entry for entry in entries if entry not in unwanted]
        years = filters.years
        if years is not None and years.dated:
            entries.sort(key=lambda entry: not years.is_exact(entry.years))
        return entries

    def is_absent(self, question: Question, kind: Kind, topic: list[Word]) -> bool:
        """Say whether a list is asked on something of which no entry of its kind says a word; of several things, on none."""
        if not self.names_topic(question, topic):
            return False
        return not self._topics.knows_one(self._corpus.of_kind(kind), topic, question.text)

    def names_topic(self, question: Question, topic: Sequence[Word]) -> bool:
        """Say whether a question says outright that its words are a topic ("on blockchain", "dealing with tourism")."""
        return self.tells(topic) and self.introduces(question, topic)

    def introduces(self, question: Question, topic: Sequence[Word]) -> bool:
        """Say whether words stand where a topic stands, however little they tell: behind "on", before "sector"."""
        introduced = _ABOUT.search(fold(question.text[: topic[0].start])) is not None
        headed = any(
            question.text[topic[-1].end : start].isspace()
            for start, end in self._idle_spans(question)
            if question.text[start:end].lower() in _GENERAL_HEADS
        )
        return introduced or headed

    def recommendation_on(self, topic: list[Word]) -> str | None:
        """Return the one recommendation that a topic is wholly about ("circular economy"), or None.

        Its title and statement hold every word of the topic; of several, the one whose title holds more of them.
        """
        if all(word.lower in AUDIENCE_WORDS for word in topic):
            return None  # "practices for SMEs" are not those of the one recommendation that names SMEs in its title
        asked = {word.stem for word in topic}
        holding: list[tuple[int, str]] = []
        for entry in self._corpus.of_kind("recommendation") if asked else ():
            if asked <= self.stated[entry.id]:
                holding.append((len(asked & self._named[entry.id]), entry.id))
        holding.sort(reverse=True)
        if not holding or (len(holding) > 1 and holding[0][0] == holding[1][0]):
            return None
        return holding[0][1]

    def kind(self, question: Question) -> Kind | None:
        """Return the kind whose entries are listed; None where the noun that is listed or counted is another."""
        folded = fold(question.text)
        if asks_duty(question.text) and "practice" in question.kinds and question.form != "count":
            return None
        own = question.filters
        limited = bool(own.countries or own.regions or own.amounts or own.without)
        still_so = question.form == "yesno" and asks_for_present(question.text)
        since_when = question.form != "count" and _SINCE_WHEN.match(folded)
        if still_so or since_when or (question.form == "count" and self._counts_within(question)):
            return None
        if question.form == "count":
            if counts_other_things(question.text) and not own.amounts:
                return None
            counted = self._counted_kind(question, folded)
            tied = own.link and own.recommendations
            if counted is not None or not (limited or own.levels or own.years or tied):
                return counted
        if (limited or question.filters.levels) and re.search(r"\bones\b|\bthose\b|\btotal\b", folded):
            return self._first_kind(question, folded, r"\b") or "practice"
        if question.form in ("list", "count") or limited or question.filters.levels or question.filters.years:
            asked = question.asked_kind if question.form == "list" and not self.names_practice(question) else None
            kind = asked or self._first_kind(question, folded, r"\b")
            if kind is not None:
                return kind
        timed = question.filters.years and not asks_of_one(question) and not _WHEN.match(folded)
        return self._implied_kind(question, folded, bool(limited or timed or question.filters.levels))

    def _implied_kind(self, question: Question, folded: str, limited: bool) -> Kind | None:
        """The kind that a question lists without naming it: what is addressed to somebody, tied, limited or in a part."""
        to_recommendation = question.filters.recommendations and (
            LINKING.search(folded) or (_EXAMPLES.search(folded) and not self.topic(question, question.filters))
        )
        if to_recommendation and not re.search(r"\brecommendations?\b", folded):
            return "practice"
        if question.addressee is not None and question.filters.audiences and "recommendation" in question.kinds:
            return "recommendation"
        if question.filters.link and self._names_recommendation(question):
            return "practice"
        if question.filters.weak is not None and "recommendation" not in question.kinds:
            return "practice"
        if question.filters.link and (question.filters.recommendations or question.filters.link == "none"):
            return "practice"
        if limited and not self.topic(question, question.filters, linking=True):
            return "practice"
        only_pillar = question.filters.pillars and not self.topic(question, question.filters)
        return "recommendation" if only_pillar and "practice" not in question.kinds else None

    def _names_recommendation(self, question: Question) -> bool:
        return any(len(n.stems) > 1 and self._corpus[n.entry_id].kind == "recommendation" for n in question.names)

    def _counts_within(self, question: Question) -> bool:
        """Say whether what is counted is told within a practice: "how many examples did SMARTY find?", "how many projects
        have the clusters of Lower Austria started?"."""
        folded, own = fold(question.text), question.filters
        done = _DONE.search(folded)
        if done and own.places and not own.years:
            there = [e for e in self._corpus.of_kind("practice") if self.passes(e, own.places)]
            return any(counts_exactly(text, stem(done["noun"])) for e in there for text in _sentences(e.statement))
        names = [n for n in question.names if self.is_proper(question, n)]
        held = {n.entry_id for n in names if self._corpus[n.entry_id].kind == "practice"}
        return len(held) == 1 and not own.recommendations and _FINDS.search(folded) is not None

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
            if match and (kind != "practice" or not self.names_practice(question)):
                found.append((match.end(), kind))
        return min(found)[1] if found else None

    def named_first(self, question: Question) -> Kind | None:
        """Return the kind whose noun a question names first."""
        return self._first_kind(question, fold(question.text), r"\b")

    def names_practice(self, question: Question) -> bool:
        """True where the "programme" or "project" belongs to a name; in "a cluster programme" it is any."""
        practices = [name for name in question.names if self._corpus[name.entry_id].kind == "practice"]
        return any(len(name.stems) > 1 and not _ANY.search(question.text[: name.start]) for name in practices)

    def limits(self, question: Question, kind: Kind) -> Filters:
        """Return what limits a list of a kind: practices by place, year, level and ties, recommendations by part and audience."""
        filters = replace(question.filters, kinds=(kind,))
        if kind == "practice":
            named = tuple(
                dict.fromkeys(
                    name.entry_id
                    for name in question.names
                    if len(name.stems) > 1 and self._corpus[name.entry_id].kind == "recommendation"
                )
            )
            left_out = any(limit.countries == union_codes() for limit in filters.without)
            if not question.places and not left_out and _FROM_UNION.search(fold(question.text)):
                filters = replace(filters, countries=union_codes())
            named = filters.recommendations or named or self._addressed(question) or self._described(question)
            lacking = tuple(several for several in filters.lacking if several != "audiences")
            without = tuple(map(self._tied_to_none, filters.without))
            numbers = tuple(number for number in filters.numbers if number[0] != "audiences")
            filters = replace(filters, levels=self._levels(filters))
            return replace(
                filters, audiences=(), lacking=lacking, numbers=numbers, recommendations=named, without=without
            )
        if kind != "recommendation":
            return Filters(kinds=(kind,))
        without = tuple(limits for limits in filters.without if limits.pillars or limits.entries or limits.audiences)
        return Filters(
            kinds=(kind,),
            pillars=filters.pillars,
            audiences=filters.audiences,
            every=filters.every,
            only=tuple(several for several in filters.only if several == "audiences"),
            lacking=tuple(several for several in filters.lacking if several == "audiences"),
            numbers=tuple(number for number in filters.numbers if number[0] == "audiences"),
            without=without,
        )

    def _levels(self, filters: Filters) -> tuple[Level, ...]:
        """The levels that limit: "which EU project works with Morocco?" tells who pays for it, where none there is European."""
        there = Filters(countries=filters.countries, levels=filters.levels)
        by_payer = filters.levels == ("european",) and filters.countries
        return () if by_payer and not any(matches(e, there) for e in self._corpus) else filters.levels

    def _addressed(self, question: Question) -> tuple[str, ...]:
        """The recommendations that practices are to belong to, where it is told whom these name ("those for SMEs")."""
        limits = Filters(pillars=question.filters.pillars, audiences=question.filters.audiences)
        if not limits.audiences or "recommendation" not in question.kinds:
            return ()
        return tuple(e.id for e in self._corpus.of_kind("recommendation") if matches(e, limits))

    def limits_of_tied(self, question: Question) -> Filters:
        """Return what limits the practices by which recommendations are asked for ("which have practices from Spain?")."""
        limits = self.limits(question, "practice")
        limited = question.filters.limits_practices or question.filters.weak is not None
        if not limited or not ("practice" in question.kinds or question.filters.weak is not None):
            return Filters()
        without = tuple(limit for limit in limits.without if limit.limits_practices)
        return replace(limits, kinds=(), pillars=(), recommendations=(), link=None, without=without)

    def _tied_to_none(self, limit: Filters) -> Filters:
        """What practices are not to be, where a recommendation is set aside: "on D5 but not on D1" leaves out those tied to D1."""
        named = [self._corpus[i] for i in limit.entries]
        if not named or any(entry.kind != "recommendation" for entry in named):
            return limit
        return replace(limit, entries=(), recommendations=limit.entries)

    def _described(self, question: Question) -> tuple[str, ...]:
        """The recommendation that practices are to belong to, where it is told in words ("the one about ...")."""
        folded = fold(question.text)
        match = _THE_ONE.search(folded) or _THE_RECOMMENDATION.search(folded)
        if match is None or len(folded) != len(question.text):
            return ()
        told = [w for w in question.topic if match.start(1) <= w.start < match.end(1) and not is_frame(w.lower)]
        best = self._topics.closest(self._corpus.of_kind("recommendation"), told)
        return (best.id,) if best else ()

    def passes(self, entry: Entry, filters: Filters) -> bool:
        """Say whether an entry passes some limits; a practice is in a part where a recommendation of it is tied to it."""
        if any(self.passes(entry, limits) for limits in filters.without):
            return False
        filters = replace(filters, without=())
        if entry.kind == "practice" and filters.pillars:
            links = {*entry.filed_under, *entry.matched_to}
            inside = {e.id for pillar in filters.pillars for e in self._corpus.of_pillar(pillar)}
            if "pillars" in filters.every and not all(
                links & {e.id for e in self._corpus.of_pillar(pillar)} for pillar in filters.pillars
            ):
                return False
            return bool(links & inside) and matches(entry, replace(filters, pillars=()))
        return matches(entry, filters)

    def topic(
        self, question: Question, filters: Filters, *, linking: bool = False, content: Sequence[Word] | None = None
    ) -> list[Word]:
        """Topic words that no filter has used up; with those that may only link what is listed where `linking`.

        `content` are the words that tell something, where that is known; else words that only frame a list do not.
        """
        used: set[str] = set()
        by_payer = question.filters.levels if filters.kinds == ("practice",) else ()
        if levels := filters.levels or by_payer:
            used |= LEVEL_WORDS | set(levels)
        if filters.audiences:
            used |= AUDIENCE_WORDS
        if filters.weak is not None:
            used |= WEAK_WORDS
        if filters.every or filters.only or filters.lacking or filters.numbers:
            used |= SEVERAL_WORDS
        if filters.amounts:
            used |= AMOUNT_WORDS
        addressee = question.addressee
        if filters.audiences and addressee is not None and addressee.audiences:
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
        folded = fold(question.text)
        by_words = filters.recommendations and not question.ids
        described = (_THE_ONE.search(folded) or _THE_RECOMMENDATION.search(folded)) if by_words else None
        told = self._told_spans(question, filters.recommendations)
        talk = [*talk_spans(question.text), *self._idle_spans(question, verbs=not linking)]
        talk += [] if linking else link_spans(question.text)
        talk += [(asked.start, asked.end) for asked in amounts_in(question.text)] if filters.amounts else []
        if "recommendation" in question.kinds:
            talk += self._author_spans(question)
        talk += [match.span() for match in _IDLE_PHRASES.finditer(question.text.lower())]
        return [
            word
            for word in question.topic
            if word.lower not in used
            and not any(start <= word.start < end for start, end in talk)
            and (word in content if content else not is_frame(word.lower) or _is_compound(question.text, word))
            and word.stem not in pillar_words
            and not (filters.pillars and ordinal_of(word.lower) is not None)
            and not (described and described.start(1) <= word.start < described.end(1))
            and word.stem != "cluster"
            and not (word.lower.isdigit() and len(word.lower) < YEAR_DIGITS)
            and not (filters.years and (word.lower.rstrip("s").isdigit() or word.lower in YEAR_WORDS))
            and not any(start <= word.start < end for start, end in told)
        ]

    def _author_spans(self, question: Question) -> list[tuple[int, int]]:
        """Where a question names whose report it is: "of the European Expert Group on Clusters" are all recommendations."""
        title = stems_of(self._corpus.report.title)
        return [(n.start, n.end) for n in question.names if len(n.stems) > 1 and set(n.stems) <= title]

    def _told_spans(self, question: Question, ids: Sequence[str]) -> list[tuple[int, int]]:
        """Where a question names some recommendations, each with what it states itself right before and behind its name.

        "Clusters as agents of change for the green economy" names the green one, and nothing besides; "capacity building of
        green-tech firms" names the one for such firms.
        """
        spans = []
        for name in question.names:
            if name.entry_id not in ids:
                continue
            end = name.end
            for word in words(question.text):
                between = question.text[end : word.start]
                if word.start < end or word.is_function:
                    continue
                if word.stem not in self.stated[name.entry_id] or re.search(r"[,.;:?!–]", between):
                    break
                end = word.end
            start = name.start
            for word in reversed([w for w in words(question.text) if w.end <= name.start]):
                between = question.text[word.end : start]
                if re.search(r"[,.;:?!–]", between):
                    break
                if not word.is_function and word.stem not in self.stated[name.entry_id]:
                    break
                start = start if word.is_function else word.start
            spans.append((start, end))
        return spans

    def _idle_spans(self, question: Question, *, verbs: bool = True) -> list[tuple[int, int]]:
        """Where words stand that only follow a topic ("food industry") or a place ("Danish authorities and firms")."""
        spans = []
        ends = [word.end for word in question.topic]
        for word in question.topic:
            before = question.text[: word.start].rstrip()
            if word.lower in _GENERAL_HEADS and len(before) in ends:
                spans.append((word.start, word.end))
            joined = [
                end for _, end in spans if question.text[end : word.start].strip() in ("and", "or", ",", "&", "and/or")
            ]
            place = next((place for place in question.places if place.end == len(before)), None)
            of_place = place is not None
            # "Hungary contributes", "Denmark takes part": a verb behind the place.
            noun = place is not None and not is_demonym(place.text) and not before.endswith(("'s", "’s"))
            named = verbs and noun and word.text.islower()
            verb = named and _ENDS_CLAUSE.match(question.text, word.end) is not None
            if verb or (word.lower in _ACTORS and (of_place or joined)):
                spans.append((word.start, word.end))
        return spans

    def tells(self, topic: Sequence[Word]) -> bool:
        """Say whether words beyond the limits tell what is asked."""
        return any(self._lexicon.weight(word) >= TELLING and cardinal_of(word.lower) is None for word in topic)

    def asks_of_unknown(self, question: Question) -> bool:
        """Say whether a list or count is asked of a name alone that no entry holds: "anything on Scotland?"."""
        if question.form not in ("list", "count") or not question.unknown or question.ids:
            return False
        names = {stem for name in question.unknown for stem in stems(name)}
        told = [word for word in self.topic(question, question.filters) if not is_frame(word.lower)]
        return not question.filters.limited and {word.stem for word in told if self.tells([word])} <= names

    def is_strange(self, topic: list[Word]) -> bool:
        """Say whether a word is told of which no entry says anything."""
        return any(not self._lexicon.in_corpus(word.stem) for word in topic)

    def is_treated(self, question: Question, kind: Kind, topic: list[Word]) -> bool:
        """Say whether words are a topic and no talk: introduced as one, or treated by some entry of the kind.

        Only what stands with the noun that is listed counts: what comes before it says why it is asked ("we prepare a
        mission to Canada: ...", "I train people and want to see every German example").
        """
        entries = self._corpus.of_kind(kind)
        asking = self.asking(question, kind, topic)
        return self.names_topic(question, topic) or self._topics.treats(entries, asking)

    def asking(self, question: Question, kind: Kind, topic: Sequence[Word]) -> list[Word]:
        """Return the words of a topic that stand with the noun that is listed, and not before it in a clause of their own."""
        text = question.text.rstrip(" ?!.:;,")
        noun = re.search(rf"\b(?:{dict(_KIND_NOUNS)[kind]})\b", fold(text))
        asking = [word for word in topic if not _CLAUSE_END.search(text, word.end)]
        if noun is None:
            return asking
        return [word for word in asking if word.start > noun.start() or _leads_to(text[word.end : noun.start()])]


def names_country(question: Question) -> bool:
    """Say whether a question names a country or region; the Union and Europe are what the whole report is about."""
    countries = {*question.filters.countries} - {"EU"}
    groups = [{*codes} - {"EU"} for codes in (union_codes(), europe_codes())]
    return bool(question.filters.regions) or (bool(countries) and countries not in groups)


def asks_of_one(question: Question) -> bool:
    """Say whether a yes-or-no question is about one thing: "does the group still exist?", not "is there any from 2021?"."""
    return (
        question.form == "yesno"
        and re.search(r"\b(?:there|any|anything|some|something)\b", fold(question.text)) is None
    )


def _leads_to(between: str) -> bool:
    """Say whether a word belongs to the noun behind some text: nothing stands between them but other content words."""
    return all(not word.is_function for word in words(between)) and not re.search(r"[,.;:?!]", between)


def _is_compound(text: str, word: Word) -> bool:
    """Say whether a word is a part of a longer one: "start-ups" start nothing."""
    return text[word.end : word.end + 1] == "-" or text[max(0, word.start - 1) : word.start] == "-"


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]
