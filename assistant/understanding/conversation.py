"""Conversation: turns a follow-up into a full question, without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.understanding import followups as said
from assistant.understanding.filters import Filters, describe, matches
from assistant.understanding.forms import Form, is_frame
from assistant.understanding.question import Question, QuestionReader
from assistant.understanding.references import ordinal_of
from corpus.entry import Entry, Kind
from index.words import Word, fold, stems, words


@dataclass(frozen=True, slots=True)
class Turn:
    """One finished exchange, as far as later questions can refer to it."""

    question: Question
    cited: tuple[str, ...]
    """Ids of the entries cited, in order."""
    listed: tuple[str, ...] = ()
    """Ids in the order of a list or comparison that was shown."""


FEW = 4
"""A list of at most so many entries is named one by one when a question asks which of them."""


class Conversation:
    """Resolves follow-ups against the turns so far."""

    def __init__(self, reader: QuestionReader) -> None:
        self._reader = reader
        self._corpus = reader.corpus

    def resolve(self, text: str, turns: Sequence[Turn]) -> str:
        """Return the full question that a text stands for after some turns; the text itself where it stands alone."""
        if not turns:  # "So, which practices come from Norway?" opens a talk as well
            return said.OPENER.sub("", text).strip() or text
        if back := said.BACK_TO.match(said.OPENER.sub("", text).strip()):
            earlier = self._turns_about(back.group(1), turns)
            if earlier:
                return self.resolve(back.group(2), earlier)
        bare = (
            said.CORRECTION.sub("", text) if said.CORRECTION.match(text) and not said.NEGATED_ONE.match(text) else text
        )
        corrected = bare != text
        bare = said.OPENER.sub("", bare).strip() or text
        continues = bare != text
        if said.MORE.match(bare) or said.MORE.match(text):
            return self._more(turns) or text
        for step in (self._count_again, self._wh, self._beside, self._from_list, self._among):
            resolved = step(bare, turns)
            if resolved is not None:
                return resolved
        about = said.ABOUT.match(bare)
        rest = bare[about.end() :].strip() if about else bare
        if about or corrected or self._is_fragment(bare, continues, turns):
            resolved = self._ellipsis(rest or bare, turns)
            if resolved is not None:
                return resolved
        return self._anaphora(bare if continues else text, turns) or (bare if continues and not corrected else text)

    def lists_again(self, text: str) -> bool:
        """Say whether a text only asks to name what was counted before ("name them too, please")."""
        return said.LIST_THEM.match(text) is not None

    # What was talked about

    def _focus(self, turns: Sequence[Turn]) -> list[Entry]:
        """The entries of the latest turn that has any: named ones first, else the one cited first."""
        for turn in reversed(turns):
            if turn.question.ids:
                return [self._corpus[i] for i in turn.question.ids]
            if turn.cited:
                return [self._corpus[turn.cited[0]]]
        return []

    def _name(self, entries: Sequence[Entry]) -> str:
        names = [f"{entry.title} ({entry.id})" for entry in entries]
        return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]

    def _more(self, turns: Sequence[Turn]) -> str | None:
        focus = self._focus(turns)
        return f"Tell me more about {self._name(focus)}" if focus else None

    def _wh(self, text: str, turns: Sequence[Turn]) -> str | None:
        match = said.ONLY_WH.match(text)
        focus = self._focus(turns)
        form = said.WH_FORMS.get(match.group(1).lower(), said.WH_FORMS["where"]) if match else ""
        return form.format(self._name(focus[:1])) if match and focus else None

    # References into a list

    def _beside(self, text: str, turns: Sequence[Turn]) -> str | None:
        """ "The next one" and "the previous one": beside the entry talked about, in the list or else in its part."""
        match, focus = said.NEXT.match(text), self._focus(turns)
        if match is None or not focus:
            return None
        listed = next((turn.listed for turn in reversed(turns) if focus[0].id in turn.listed), ())
        order = list(listed) or [entry.id for entry in self._corpus.of_kind(focus[0].kind)]
        at = order.index(focus[0].id) + (1 if match.group(1).lower() in ("next", "following") else -1)
        return f"Tell me about {self._name([self._corpus[order[at]]])}" if 0 <= at < len(order) else None

    def _from_list(self, text: str, turns: Sequence[Turn]) -> str | None:
        listed = next((turn.listed for turn in reversed(turns) if turn.listed), ())
        own = self._reader.read(text)
        if own.ids or own.filters.pillars:
            return None
        if (
            said.PARTS.search(turns[-1].question.text)
            and (ordinal := said.ORDINAL_PHRASE.search(text))
            and not turns[-1].listed
        ):
            word = re.search(said.NUMBERS, ordinal.group(), re.I)
            return f"{text[: ordinal.start()]}the {word.group() if word else 'first'} part{text[ordinal.end() :]}"
        negated = said.NEGATED_ONE.match(text)
        chosen, phrase = self._chosen(text[negated.end() :] if negated else text, listed, turns)
        if negated and chosen:
            unwanted = self._limited(negated.group(), listed)
            chosen, text = tuple(i for i in chosen if i not in unwanted), text[negated.end() :]
        if not chosen or phrase is None:
            return None
        name = self._name([self._corpus[i] for i in chosen])
        before, after = text[: phrase.start()].strip(" :,;"), text[phrase.end() :].strip(" ?.!:,;")
        rest = self._reader.read(f"{before} {after}".strip() or "?")
        if not said.VERBAL.search(before) and not said.VERBAL.search(after) and not rest.topic:
            lead = "Compare" if re.search(r"\bcompar|differ", fold(text)) else "Tell me about"
            return f"{lead} {name}"
        if not before and said.PERSONAL.search(after):  # "The Canadian one: what does it do?"
            return said.PERSONAL.sub(lambda _: name, after, count=1) + "?"
        return f"{before} {name} {after}".strip() + ("?" if text.rstrip().endswith("?") else "")

    def _chosen(
        self, text: str, listed: tuple[str, ...], turns: Sequence[Turn]
    ) -> tuple[tuple[str, ...], re.Match[str] | None]:
        if (match := said.FIRST_TWO.search(text)) and listed:
            count = 2 if match.group(1).lower() == "two" else 3
            return (listed[:count] if "first" in match.group().lower() else listed[-count:]), match
        if match := said.BOTH.search(text):
            return (self._pair(listed, turns), match)
        if not listed:
            return (), None
        if match := said.OTHERS.search(text):
            discussed = {
                i for turn in turns for i in (*turn.question.ids, *(turn.cited[:1] if not turn.listed else ()))
            }
            return tuple(i for i in listed if i not in discussed)[:6], match
        if match := said.ORDINAL_PHRASE.search(text):
            if placed := re.search(r"middle|former|latter", match.group().lower()):
                return (listed[{"middle": len(listed) // 2, "former": 0, "latter": -1}[placed.group()]],), match
            position = ordinal_of(match.group())
            if position is not None and abs(position) <= len(listed):
                return (listed[position - 1 if position > 0 else position],), match
        if (match := said.ITEM_NUMBER.search(text)) and 0 < int(match.group(1)) <= len(listed):
            return (listed[int(match.group(1)) - 1],), match
        if (match := said.LIMITED_ONE.search(text)) and not said.PLURAL_ONES.search(match.group()):
            return self._limited(match.group(), listed)[:2], match
        return (), None

    def _limited(self, phrase: str, listed: tuple[str, ...]) -> tuple[str, ...]:
        """The listed entries that a place, year or level in a phrase picks out ("the Canadian one")."""
        limits = self._reader.read(phrase).filters
        limits = Filters(countries=limits.countries, regions=limits.regions, levels=limits.levels, years=limits.years)
        fitting = [i for i in listed if limits and matches(self._corpus[i], limits)]
        alone = [i for i in fitting if len(self._corpus[i].countries) == 1]
        return tuple(alone or fitting)

    def _turns_about(self, phrase: str, turns: Sequence[Turn]) -> list[Turn]:
        """The turns up to the latest one that a phrase refers to: the first, or one about a place or an entry."""
        position = ordinal_of(phrase)
        if position is not None and 0 < position <= len(turns):
            return list(turns[:position])
        own = self._reader.read(phrase)
        wanted = {word.stem for word in own.topic}
        for end in range(len(turns), 0, -1):
            question = turns[end - 1].question
            places = set(own.filters.countries) & set(question.filters.countries)
            if places or set(own.filters.regions) & set(question.filters.regions):
                return list(turns[:end])
            told = [word.stem for word in question.topic]
            told += [stem for i in (*question.ids, *turns[end - 1].cited[:1]) for stem in stems(self._corpus[i].title)]
            if wanted and wanted <= set(told):
                return list(turns[:end])
        return []

    def _count_again(self, text: str, turns: Sequence[Turn]) -> str | None:
        """ "How many are there?" and "in total?" after a list or a count."""
        last = turns[-1]
        if not last.listed:
            return None
        kind = self._corpus[last.listed[0]].kind
        if said.ALTOGETHER.match(text):
            return self._canonical(_Asked(kind, Filters(), ""), "count")
        if (match := said.OLDEST.match(text)) and kind == "practice":
            asked = self._merged(last, self._reader.read(""), keep=True)
            about = f" on {asked.topic}" if asked.topic else ""
            return f"What is the {match.group(1).lower()} practice{about}{describe(asked.filters, self._corpus)}?"
        if self.lists_again(text):
            return self._canonical(replace(self._merged(last, self._reader.read(""), keep=True), kind=kind), "list")
        if said.COUNT_THEM.match(text):
            asked = self._merged(last, self._reader.read(""), keep=True)
            return self._canonical(replace(asked, kind=kind), "count")
        return None

    def _pair(self, listed: tuple[str, ...], turns: Sequence[Turn]) -> tuple[str, ...]:
        if len(listed) == 2:
            return listed
        return self._recent(turns)

    def _recent(self, turns: Sequence[Turn]) -> tuple[str, ...]:
        """The last two entries that were talked about, the earlier one first."""
        recent = [i for turn in turns for i in turn.question.ids or turn.cited[:1]]
        return tuple(dict.fromkeys(reversed(recent)))[:2][::-1]

    def _among(self, text: str, turns: Sequence[Turn]) -> str | None:
        """ "Which of them are from Spain?": the list before, limited further."""
        if not said.AMONG.search(text):
            return None
        previous = next((turn for turn in reversed(turns) if turn.listed), None)
        if previous is None:
            return None
        rest = said.AMONG.sub(" ", text).strip()
        own = self._reader.read(text)
        if len(previous.listed) <= FEW and own.form != "count":
            return f"Which of {self._name([self._corpus[i] for i in previous.listed])} {rest}"
        own = replace(self._reader.read(rest), filters=own.filters, form=own.form)
        return self._canonical(self._merged(previous, own, keep=True), own.form)

    # Ellipsis

    def _on_recommendation(self, turns: Sequence[Turn]) -> bool:
        """Say whether the last exchange was about one recommendation."""
        focus = self._focus(turns[-1:])
        return bool(focus) and focus[0].kind == "recommendation" and not turns[-1].listed

    def _is_fragment(self, text: str, continues: bool, turns: Sequence[Turn]) -> bool:
        """Say whether a text is no question of its own: few words, no verb, or only limits ("any from Spain?")."""
        own = self._reader.read(text)
        if own.ids or own.missing:
            return len(list(words(text))) <= 3 and not said.VERBAL.search(text)
        if said.SINGULAR.search(text):  # "which recommendation uses it?" says something of its own
            return False
        if not said.VERBAL.search(text):
            wh = re.match(r"^(?:which|what|who|when|where|how|why)\b", fold(text))
            return not wh or (not own.topic and not own.names)
        if own.form == "count" and not own.kinds and self._limits(own) and not self._beyond_limits(own):
            return bool(turns[-1].listed) or turns[-1].question.form == "count"
        if said.ANY_EXAMPLES.match(text) and self._limits(own):
            return not self._beyond_limits(own) and self._on_recommendation(turns)
        short = len(list(words(text))) <= 7
        limits_only = not self._beyond_limits(own) and bool(replace(own.filters, kinds=()))
        return short and continues and limits_only and not own.kinds

    def _ellipsis(self, text: str, turns: Sequence[Turn]) -> str | None:
        """The question before, with what the fragment gives put in the place of its like."""
        last = turns[-1]
        own = self._reader.read(text)
        if not self._limits(own) and self._limits(level := self._reader.read(f"{text.strip(' ?.!')} ones")):
            own = level  # "and national?"
        limits = self._limits(own)
        if not self._beyond_limits(own) and not own.ids and (limits or own.kinds):
            return self._new_limits(own, last, turns)
        if own.ids or (own.names and not limits):
            return self._new_entry(text, own, last)
        if own.topic:
            return self._new_topic(text, own, turns)
        return None

    def _limits(self, own: Question) -> bool:
        return bool(replace(own.filters, kinds=(), link=None, basis=None, recommendations=()))

    def _new_limits(self, own: Question, last: Turn, turns: Sequence[Turn]) -> str | None:
        before = last.question
        if own.places and before.places and not last.listed and before.form not in ("list", "count"):
            old, new = before.places[0], own.places[0]
            return before.text[: old.start] + new.text + before.text[old.end :]
        if last.listed or last.question.form in ("list", "count"):
            return self._canonical(self._merged(last, own, keep=False), last.question.form)
        if "practice" in own.kinds or own.filters.countries or own.filters.regions or own.filters.levels:
            focus = self._focus(turns)
            merged = self._merged(last, own, keep=True, kind="practice")
            if focus and focus[0].kind == "recommendation" and last.cited:
                merged = replace(
                    merged, topic="", filters=replace(merged.filters, recommendations=(focus[0].id,), pillars=())
                )
            return self._canonical(merged, "list")
        merged = self._merged(last, own, keep=False)
        return self._canonical(merged, last.question.form)

    def _new_entry(self, text: str, own: Question, last: Turn) -> str | None:
        """Put another named entry where the last question named one."""
        before = last.question
        name = text.strip(" ?.!")
        spans = sorted({(n.start, n.end) for n in before.names if len(n.stems) > 1}, key=lambda s: s[0] - s[1])
        id_span = (
            re.search(r"(?:[^()]*?\()?\b(?:" + "|".join(map(re.escape, before.ids)) + r")\b\)?", before.text)
            if before.ids
            else None
        )
        if id_span and "(" not in id_span.group():
            return before.text[: id_span.start()] + name + before.text[id_span.end() :]
        if before.ids:
            entry = self._corpus[before.ids[0]]
            return before.text.replace(f"{entry.title} ({entry.id})", name)
        if spans:
            start, end = spans[0]
            return before.text[:start] + name + before.text[end:]
        return self._new_topic(text, own, [last])

    def _new_topic(self, text: str, own: Question, turns: Sequence[Turn]) -> str | None:
        """Put another topic where the last question that had one of its own had it."""
        last = next((turn for turn in reversed(turns) if not turn.question.ids), turns[-1])
        before = last.question
        if said.APPENDED.match(text) and not last.listed:
            return f"{before.text.rstrip(' ?.!')} {text.strip(' ?.!')}?"
        phrase = re.sub(
            r"^(?:(?:about|on|for|with|regarding)\s+)?(?:(?:the|a|an|any|some)\s+)?", "", text.strip(" ?.!"), flags=re.I
        )
        if last.listed or (before.form in ("list", "count") and before.kinds):
            return self._canonical(self._merged(last, own, keep=False, topic=phrase), before.form)
        span = _topic_span(before)
        if span is None or before.ids:
            return f"What does the report say about {phrase}?"
        start, end = span
        return before.text[:start] + phrase + before.text[end:]

    def _merged(
        self, last: Turn, own: Question, *, keep: bool, topic: str | None = None, kind: Kind | None = None
    ) -> _Asked:
        """Merge limits: those given now replace their like; others stay."""
        old, new = last.question.filters, own.filters
        place = bool(new.countries or new.regions)
        listed_kind = self._corpus[last.listed[0]].kind if last.listed else None
        own_kind = next((k for k in own.kinds if k in ("recommendation", "practice", "term")), None)
        filters = Filters(
            pillars=new.pillars or old.pillars,
            countries=new.countries if place else old.countries,
            regions=new.regions if place else old.regions,
            levels=new.levels or old.levels,
            audiences=new.audiences or old.audiences,
            years=new.years or old.years,
            recommendations=new.recommendations or old.recommendations,
            link=new.link or old.link,
            basis=new.basis or old.basis,
        )
        old_topic = self._topic_phrase(last.question)
        own_topic = " ".join(word.text for word in self._beyond_limits(own)) if keep else ""
        joined = " ".join(part for part in (old_topic, own_topic) if part)
        return _Asked(
            kind=kind or own_kind or listed_kind or (last.question.kinds[0] if last.question.kinds else "practice"),
            filters=filters,
            topic=topic if topic is not None else joined,
        )

    def _canonical(self, asked: _Asked, form: Form) -> str:
        opening = "How many" if form == "count" else "Which"
        about = f" on {asked.topic}" if asked.topic else ""
        return f"{opening} {said.PLURAL[asked.kind]} are there{about}{describe(asked.filters, self._corpus)}?"

    # Anaphora

    def _anaphora(self, text: str, turns: Sequence[Turn]) -> str | None:
        """Put the entry talked about where a pronoun or "the programme" stands."""
        own = self._reader.read(text)
        focus = self._focus(turns)
        if not focus or (own.ids and own.form != "compare"):
            return None
        if own.form != "compare" and any(len(name.stems) > 1 for name in own.names):
            return None
        who = self._meant(text, own, focus, turns)
        name = self._name(who)
        recommended = "recommendation" in own.kinds and own.form not in ("list", "count")
        wanted = own.asked_kind or ("recommendation" if recommended else None)
        if wanted and who[0].kind not in (wanted, "recommendation"):
            name = who[0].title  # asked is what is recommended or done about it, not the entry itself
        for pattern in (said.DEFINITE, said.PERSONAL, said.BARE_THAT):
            if match := pattern.search(text):
                return text[: match.start()] + name + text[match.end() :]
        if match := said.POSSESSIVE.search(text):
            return text[: match.start()] + name + "'s" + text[match.end() :]
        if said.ASKS_EXAMPLES.search(text) and not own.topic and not self._limits(own):
            if who[0].kind == "recommendation":
                return f"Which practices belong to {self._name(who[:1])}?"
            return f"Which practices are there on {self._topic_phrase(turns[-1].question) or who[0].title}?"
        listing = own.form in ("list", "count") and own.kinds
        if not own.topic and not own.filters and not own.names and not listing and own.form != "about":
            return f"{text.rstrip(' ?.!')} – {name}?"
        return None

    def _meant(self, text: str, own: Question, focus: Sequence[Entry], turns: Sequence[Turn]) -> Sequence[Entry]:
        """The entries that a pronoun stands for: those of a short list for "them", else the ones talked about."""
        listed = turns[-1].listed
        if re.search(r"\b(?:they|them|these|those|their)\b", fold(text)):
            if 1 < len(listed) <= FEW:
                return [self._corpus[i] for i in listed]
            if own.form == "compare":
                return [self._corpus[i] for i in self._recent(turns)]
        return focus[:FEW]

    # What a question is about

    def _beyond_limits(self, question: Question) -> list[Word]:
        """Words of the topic that no year, level or part of the filters has used up."""
        used = {part for level in question.filters.levels for part in level.split("_")}
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
            and word.stem not in parts
            and not (years and word.lower.isdigit())
            and not (parts and ordinal_of(word.lower) is not None)
        ]

    def _topic_phrase(self, question: Question) -> str:
        """The topic as it stands in the text, function words inside it kept."""
        beyond = self._beyond_limits(question)
        content = [word for word in beyond if not word.lower.isdigit() and not is_frame(word.lower)]
        if question.ids or not content:
            return ""
        return question.text[content[0].start : content[-1].end]


@dataclass(frozen=True, slots=True)
class _Asked:
    kind: Kind
    filters: Filters
    topic: str


def _topic_span(question: Question) -> tuple[int, int] | None:
    if not question.topic:
        return None
    return question.topic[0].start, question.topic[-1].end
