"""Relisting: a list or count that was shown, asked for again with other limits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.understanding import followups as said
from assistant.understanding.amounts import AMOUNT_WORDS, amounts_in
from assistant.understanding.filters import Filters, describe, taken_out
from assistant.understanding.forms import Form, is_frame
from assistant.understanding.links import WEAK_WORDS
from assistant.understanding.question import Question, QuestionReader
from assistant.understanding.references import ordinal_of
from assistant.understanding.several import SEVERAL_WORDS
from assistant.understanding.talk import Talk, Turn
from assistant.understanding.wording import HARDLY
from assistant.understanding.years import YearRange
from corpus.chunk import sentence_spans
from corpus.entry import Kind
from index.words import Word, fold, words

_AUDIENCE_WORDS = frozenset(
    "sme smes small medium sized firm firms business businesses company companies enterprise enterprises policymaker"
    " policymakers policy maker makers public authority authorities government governments cluster manager managers"
    " address addresses addressed aim aimed concern concerns name names mention mentions target targets".split()
)


_TIMES = frozenset("older newer younger earlier later recent".split())
"""Words that go with a year and name no topic."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked to hold."""

    kind: Kind
    filters: Filters
    topic: str = ""


class Relisting:
    """Writes the question for a list with limits that were changed by a follow-up."""

    def __init__(self, reader: QuestionReader) -> None:
        self._reader = reader
        self._corpus = reader.corpus

    def limits(self, own: Question) -> bool:
        """Say whether a text limits entries by part, place, level, audience or year."""
        return bool(replace(own.filters, kinds=(), link=None, basis=None, recommendations=()))

    def only_limits(self, own: Question) -> bool:
        """Say whether a text holds limits, and nothing else that tells what it is about."""
        return self.limits(own) and not own.ids and not [w for w in self.beyond_limits(own) if not is_frame(w.lower)]

    def beyond_limits(self, question: Question) -> list[Word]:
        """Words of the topic that no year, level, audience or part of the filters has used up."""
        used = {part for level in question.filters.levels for part in level.split("_")}
        used |= {f"{part}s" for part in used}
        used |= _AUDIENCE_WORDS if question.filters.audiences else set()
        used |= WEAK_WORDS if question.filters.weak is not None else set()
        several = (
            question.filters.every or question.filters.only or question.filters.lacking or question.filters.numbers
        )
        used |= SEVERAL_WORDS if several else set()
        used |= AMOUNT_WORDS if question.filters.amounts else set()
        amounts = amounts_in(question.text) if question.filters.amounts else ()
        years = question.filters.years is not None
        parts = {
            word.stem
            for pillar in question.filters.pillars
            for text in (self._corpus.report.pillar(pillar).title, *self._corpus.report.pillar(pillar).aliases)
            for word in words(text)
        }
        return [
            word
            for word in question.topic
            if word.lower not in used
            and not any(asked.start <= word.start < asked.end for asked in amounts)
            and word.stem not in parts
            and not (years and (word.lower.isdigit() or word.lower in _TIMES))
            and not (parts and ordinal_of(word.lower) is not None)
        ]

    def topic_phrase(self, question: Question) -> str:
        """The topic as it stands in the text, function words inside it kept."""
        beyond = self.beyond_limits(question)
        # What was said before the question asks nothing.
        asked = max((start for start, _ in sentence_spans(question.text)), default=0)
        content = [w for w in beyond if not w.lower.isdigit() and not is_frame(w.lower) and w.start >= asked]
        if self.limits(question) and question.wording.surely_lists:  # "we prepare a visit to Italy" is about no visit
            content = question.wording.told(content, least=HARDLY)
        if question.ids or not content:
            return ""
        phrase = question.text[content[0].start : content[-1].end]
        closed = phrase.count("(") == phrase.count(")") or question.text[content[-1].end :][:1] != ")"
        return phrase if closed else f"{phrase})"

    def merged(
        self, last: Turn, own: Question, *, keep: bool, topic: str | None = None, kind: Kind | None = None
    ) -> Asked:
        """Merge limits: those given now replace their like; others stay."""
        old, new = last.question.filters, own.filters
        old_topic = self.topic_phrase(last.question)
        if last.limits is not None and last.limits.recommendations and not old.recommendations:
            # The words of the topic were the name of the recommendation.
            old, old_topic = replace(old, recommendations=last.limits.recommendations), ""
        place = bool(new.countries or new.regions)
        listed_kind = self._corpus[last.listed[0]].kind if last.listed else None
        own_kind = next((k for k in own.kinds if k in ("recommendation", "practice", "term")), None)
        filters = replace(
            old,
            pillars=new.pillars or old.pillars,
            countries=new.countries if place else old.countries,
            regions=new.regions if place else old.regions,
            levels=new.levels or old.levels,
            audiences=new.audiences or old.audiences,
            years=_like(old.years, new.years),
            amounts=new.amounts or old.amounts,
            recommendations=new.recommendations or old.recommendations,
            link=new.link or old.link,
            weak=old.weak if new.weak is None else new.weak,
            numbers=new.numbers or tuple(n for n in old.numbers if not place or n[0] != "countries"),
            every=new.every or old.every,
            only=new.only or old.only,
            lacking=new.lacking or old.lacking,
            basis=new.basis or old.basis,
            without=(*old.without, *new.without),
            kinds=(),
            entries=(),
        )
        beyond = [word.text for word in self.beyond_limits(own) if not is_frame(word.lower)]
        own_topic = " ".join(beyond) if keep else ""
        joined = " ".join(part for part in (old_topic, own_topic) if part)
        return Asked(
            kind=kind or own_kind or listed_kind or (last.question.kinds[0] if last.question.kinds else "practice"),
            filters=filters,
            topic=topic if topic is not None else joined,
        )

    def narrowed(self, last: Turn, own: Question) -> Asked:
        """Merge limits for what is asked of a list: of two limits of a sort each holds ("which of the local ones are national?")."""
        asked = self.merged(last, own, keep=True)
        old, new = last.question.filters, own.filters
        filters = asked.filters
        if old.levels and new.levels:
            levels = tuple(dict.fromkeys((*old.levels, *new.levels)))
            filters = replace(filters, levels=levels, every=(*filters.every, "levels"))
        if old.audiences and new.audiences:
            audiences = tuple(dict.fromkeys((*old.audiences, *new.audiences)))
            filters = replace(filters, audiences=audiences, every=(*filters.every, "audiences"))
        return replace(asked, filters=filters)

    def canonical(self, asked: Asked, form: Form) -> str:
        """Write the question for a list or count."""
        opening = "How many" if form == "count" else "Which"
        return f"{opening} {said.PLURAL[asked.kind]} are there{self.described(asked)}?"

    def described(self, asked: Asked) -> str:
        """Say in words what a list is limited to."""
        about = f" on {asked.topic}" if asked.topic else ""
        # Whom the recommendation of a practice names is no limit of the practice.
        filters = replace(asked.filters, audiences=()) if asked.kind == "practice" else asked.filters
        return about + describe(filters, self._corpus)

    def again(self, text: str, talk: Talk) -> str | None:
        """ "How many are there?", "in total?" and "name them" after a list or a count."""
        last = talk.last
        if said.OLDEST.match(text):  # of what was shown, not of what was asked for in vain after it
            last = next((turn for turn in reversed(talk.turns) if turn.cited), last)
        if (examples := said.THE_EXAMPLES.search(text)) and (told := self._told_of(text, last)):
            return text[: examples.end()] + told + text[examples.end() :]
        if not last.listed and last.question.form != "count":
            return None
        now = self.merged(last, self._reader.read(""), keep=True)
        kind = self._corpus[last.listed[0]].kind if last.listed else now.kind
        if said.ALTOGETHER.match(text):
            return self.canonical(Asked(kind, Filters()), "count")
        if last.listed and (match := said.OLDEST.match(text)) and kind == "practice":
            return f"What is the {match.group(1).lower()} practice{self.described(now)}?"
        if last.listed and said.LIST_THEM.match(text):
            return self.canonical(replace(now, kind=kind), "list")
        if last.listed and said.COUNT_THEM.match(text):
            return self.canonical(replace(now, kind=kind), "count")
        return None

    def _told_of(self, text: str, last: Turn) -> str:
        """What "the examples" of a text are limited to, where it says nothing itself and the question before did."""
        own = self._reader.read(text)
        says = own.ids or own.names or own.places or self.limits(own) or any(not is_frame(w.lower) for w in own.topic)
        return "" if says or last.question.ids else self.described(self.merged(last, own, keep=False, kind="practice"))

    def adjusted(self, text: str, talk: Talk) -> str | None:
        """A list made wider or narrower: "widen it to Austria", "add France", "drop the year", "without the German ones"."""
        last = next((turn for turn in reversed(talk.turns) if turn.is_list), None)
        if last is None:
            return None
        now = self.merged(last, self._reader.read(""), keep=False)
        form = last.question.form
        if (match := said.REST_OF.match(text)) and self.only_limits(own := self._reader.read(match["whole"])):
            places = now.filters.places
            left_out = places if places and places != own.filters else Filters(entries=last.listed)
            whole = replace(now.filters, countries=own.filters.countries, regions=own.filters.regions)
            return self.canonical(replace(now, filters=replace(whole, without=(*whole.without, left_out))), form)
        if now.filters.years and (asked := self._in_other_years(text, last, now)):
            return self.canonical(asked, form)
        if (match := said.INTERESTED.match(text)) and self.only_limits(own := self._ones(match["to"])):
            return self.canonical(self.merged(last, own, keep=False), form)
        if match := said.DROP.match(text):
            return self.canonical(_dropped(now, match["slot"].lower()), form)
        if (match := said.ADD.match(text)) and self.only_limits(own := self._ones(next(filter(None, match.groups())))):
            form = "count" if "how many" in fold(text) else form
            return self.canonical(replace(now, filters=_both(now.filters, own.filters)), form)
        if lessened := self._lessened(text, now, form):
            return lessened
        if (match := said.ADJUST.match(text)) and self.only_limits(own := self._ones(match["to"])):
            if match["wider"]:
                return self.canonical(replace(now, filters=_both(now.filters, own.filters)), form)
            return self.canonical(self.merged(last, own, keep=False), form)
        return None

    def _in_other_years(self, text: str, last: Turn, now: Asked) -> Asked | None:
        """A list of some years asked for of others: "and the year after?", "and which are still running?"."""
        years = now.filters.years
        if years and years.first == years.last and (match := said.OTHER_YEAR.match(text)):
            by = -1 if re.search(r"before|earlier|prev|preced", match.group().lower()) else 1
            years = replace(years, first=years.first + by, last=years.last + by)
            return replace(now, filters=replace(now.filters, years=years))
        if match := said.WHICH_ARE.match(text):
            own = self._reader.read(f"Which {said.PLURAL[now.kind]} {text[match.end() :]}")
            return self.merged(last, own, keep=False) if own.filters.years and self.only_limits(own) else None
        return None

    def _lessened(self, text: str, now: Asked, form: Form) -> str | None:
        """A list without some of it: "leave out the ones at regional level", "how many remain without the weak matches?"."""
        counted, listed = said.COUNT_WITHOUT.match(text), said.WITHOUT.match(text)
        phrase = (counted["what"] or counted["whom"]) if counted else ""
        phrase = phrase or ((listed["what"] or listed["out"]) if listed else "")
        return self.without(phrase, now, "count" if counted else form) if phrase else None

    def without(self, phrase: str, asked: Asked, form: Form) -> str | None:
        """Write the question for a list without those within some limits; None where a phrase tells no limits alone."""
        own = self._ones(phrase)
        if not self.only_limits(own):
            return None
        unwanted = replace(own.filters, kinds=(), mentioned=False)
        left = replace(asked.filters, weak=False) if own.filters.weak else taken_out(asked.filters, [unwanted])
        return self.canonical(replace(asked, filters=left), form)

    def _ones(self, phrase: str) -> Question:
        """Read a phrase of limits; "national" alone is read as "national ones"."""
        own = self._reader.read(phrase)
        return own if self.limits(own) else self._reader.read(f"{phrase} ones")


def _like(old: YearRange | None, new: YearRange | None) -> YearRange | None:
    """Other years, of which the same counts as before: "Which began in 2016? And 2017?"."""
    if new is None or old is None or new.started or new.ended or new.open or new.dated:
        return new or old
    return replace(new, started=old.started, ended=old.ended, dated=old.dated and new.first == new.last)


def _dropped(asked: Asked, slot: str) -> Asked:
    filters = asked.filters
    if slot in ("topic", "subject"):
        return replace(asked, topic="")
    if slot in ("year", "date", "time", "period"):
        return replace(asked, filters=replace(filters, years=None))
    if slot in ("countr", "place", "region"):
        return replace(asked, filters=replace(filters, countries=(), regions=()))
    if slot == "level":
        return replace(asked, filters=replace(filters, levels=()))
    if slot == "audience":
        return replace(asked, filters=replace(filters, audiences=()))
    return replace(asked, filters=replace(filters, pillars=()))


def _both(old: Filters, new: Filters) -> Filters:
    """What either limits lets through, limit by limit; limits of different sorts hold together."""
    return replace(
        old,
        pillars=tuple(dict.fromkeys((*old.pillars, *new.pillars))),
        countries=tuple(dict.fromkeys((*old.countries, *new.countries))),
        regions=tuple(dict.fromkeys((*old.regions, *new.regions))),
        levels=tuple(dict.fromkeys((*old.levels, *new.levels))),
        audiences=tuple(dict.fromkeys((*old.audiences, *new.audiences))),
        years=_joined(old.years, new.years),
    )


def _joined(old: YearRange | None, new: YearRange | None) -> YearRange | None:
    """Both of two years that follow one another ("and if you add 2021?"); else the later wish."""
    if old is None or new is None or not (old.first - 1 <= new.last and new.first - 1 <= old.last):
        return new or old
    first, last = min(old.first, new.first), max(old.last, new.last)
    return replace(new, first=first, last=last, dated=new.dated and first == last)
