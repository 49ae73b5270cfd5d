"""Fragments: follow-ups that are no sentence ("Led by whom?", "And from Hungary?", "The budget?")."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.understanding import followups as said
from assistant.understanding.question import Question, QuestionReader
from assistant.understanding.references import cardinal_of, names_of
from assistant.understanding.relisting import Relisting
from assistant.understanding.talk import Talk, Turn, is_plural
from corpus.entry import Entry
from index.words import fold, stems, words

SHORT = 7
"""Words of a text that may be a fragment though it has a verb."""


class Fragments:
    """Writes out fragments as full questions."""

    def __init__(self, reader: QuestionReader, relisting: Relisting) -> None:
        self._reader = reader
        self._corpus = reader.corpus
        self._relisting = relisting

    def bare(self, text: str, talk: Talk) -> str | None:
        """A fragment that asks one thing of what was talked about: "Led by whom?", "Since when?", "Its budget?"."""
        focus = talk.focus()
        if not focus:
            return None
        name = talk.name(focus[:1])
        text = said.IS_THAT.sub("", text) if re.match(r"(?:which|what) \w+ (?:is|was)\b", text, re.IGNORECASE) else text
        own, single = self._reader.read(text), len(talk.last.listed) <= 1
        if (
            single
            and not own.places
            and not own.filters.levels  # "and local level?"
            and (match := said.ONLY_ATTRIBUTE.match(text))
            and not said.BARE_WH.get(fold(text.strip(" ?.!")))
        ):
            return _attribute_of(match, name)
        if (match := said.FRAGMENT.match(text)) and (match["wh"] or (match["done"] and match["by"])):
            return _asked_of(match, name, many=is_plural(focus[0]))
        if (match := said.HOW_MANY_THERE.match(text)) and single and not talk.last.is_list and is_plural(focus[0]):
            number, _, things = focus[0].title.partition(" ")
            return f"How many {focus[0].title if cardinal_of(number) is None else things} {match[1]} there?"
        if (match := said.HOW_MANY_SOMEWHERE.match(text)) and own.places and not talk.last.is_list:
            meant = self._things_meant(talk)
            return f"How many {meant} {match['rest']}" if meant else None
        if not single or own.ids or own.places or any(len(n.stems) > 1 for n in own.names):
            return None
        if (
            (match := said.COUNTED_NOUN.match(text))
            and not said.VERBAL.search(text)
            and focus[0].kind != "recommendation"
        ):
            wh, noun = (match[1], match[2]) if match[1] else (match[3], match[4])
            if _PLACES.search(noun):
                return f"in {wh} {noun} {'are' if is_plural(focus[0]) else 'is'} {name}?"
            return f"{wh} {noun} {'do' if is_plural(focus[0]) else 'does'} {name} have?"
        if said.WHO_DOES.match(text) and own.form == "lookup":
            return of_the_same(text, name)
        return None

    def done_instead(self, text: str, talk: Talk) -> str | None:
        """ "When was it published? And adopted?": the last question, asked of something else that was done."""
        match, before = said.ONLY_DONE.match(text), said.WHAT_WAS_DONE.match(talk.last.question.text)
        return f"{before['asked']}{match['done']}?" if match and before else None

    def _things_meant(self, talk: Talk) -> str | None:
        """The things in the plural that were talked about: those of a term that was explained or named, or those asked about."""
        named = [self._corpus[name.entry_id] for name in talk.last.question.names if len(name.stems) > 1]
        term = next((entry for entry in (*talk.focus()[:1], *named) if entry.kind == "term"), None)
        if term is None:
            return talk.things()
        title = re.sub(r"\s*\(.*", "", term.title)
        return title if is_plural(term) else f"{title}s"

    def is_fragment(self, text: str, talk: Talk, *, continues: bool) -> bool:
        """Say whether a text is no question of its own: few words, no verb, or only limits ("any from Spain?")."""
        text = self._unapposed(text)
        own = self._reader.read(text)
        asked = said.HAS_ONE.match(text) if talk.last.is_list else None
        if asked and self._relisting.only_limits(self._reader.read(asked["where"])):
            return True
        if own.ids or own.missing:
            return len(list(words(text))) <= 3 and not said.VERBAL.search(text)
        if said.SINGULAR.search(text):  # "which recommendation uses it?" says something of its own
            return False
        if not said.VERBAL.search(text):
            return said.ASKS.match(text) is None or (not own.topic and not own.names)
        if talk.last.is_list and said.SOMETHING.match(text) and self._relisting.only_limits(own):
            return True
        beyond = self._relisting.beyond_limits(own)
        if own.form == "count" and not own.kinds and self._relisting.limits(own) and not beyond:
            return talk.last.is_list
        if said.ANY_EXAMPLES.match(text) and self._relisting.limits(own):
            return not beyond and self._on_recommendation(talk)
        short = len(list(words(text))) <= SHORT
        limits_only = not beyond and bool(replace(own.filters, kinds=()))
        return short and continues and limits_only and not own.kinds

    def another_of_them(self, text: str, talk: Talk) -> str | None:
        """The question before asked of another one of what it counts off: "and in the second phase?" after the third."""
        match = said.ANOTHER_OF_THEM.match(text)
        if match is None:
            return None
        asked, noun = talk.last.question.text, re.escape(match["noun"])
        titles = self._reader.references.titles(asked)
        for before in re.finditer(rf"\b{said.NUMBERS}(?= {noun}\b)", asked, re.IGNORECASE):
            if not any(start <= before.start() < end for start, end in titles):  # "Euroclusters, first wave" is a name
                return asked[: before.start()] + match["number"].lower() + asked[before.end() :]
        return None

    def in_place(self, text: str, talk: Talk) -> str | None:
        """The question before, with what the fragment gives put in the place of its like."""
        text = self._unapposed(said.TRAILING.sub("", said.ONLY.sub("", text)) or text)
        if asked := said.HAS_ONE.match(text):
            text = asked["where"]
        own = self._reader.read(text)
        if not self._relisting.limits(own) and self._relisting.limits(
            level := self._reader.read(f"{text.strip(' ?.!')} ones")
        ):
            own = level  # "and national?"
        if talk.last.question.filters.audiences and not self._relisting.limits(own):
            named = self._reader.read(f"recommendations addressed to {re.sub(r'^(?:to|for) ', '', text)}")
            own = named if named.filters.audiences else own  # "and for universities?"
        limits = self._relisting.limits(own)
        beyond = self._relisting.beyond_limits(own)
        if not own.ids and ((limits and self._relisting.only_limits(own)) or (own.kinds and not beyond)):
            return self._new_limits(own, talk)
        if own.ids and not self._reader.references.by_id(text)[0]:  # "the second one on resilience"
            return self._new_entry(talk.name([self._corpus[i] for i in own.ids]), own, talk)
        if sibling := self.sibling(text, talk):
            return self.instead(sibling, talk)
        if own.ids or (own.names and not limits):
            return self._new_entry(text, own, talk)
        if beyond and not said.PARTS.search(text):  # "digital hubs" are no part of the report
            own = replace(own, filters=replace(own.filters, pillars=()))
        if own.topic and not said.OTHERS.search(text):
            return self._new_topic(text, own, talk)
        return None

    def _unapposed(self, text: str) -> str:
        """ "Its neighbour Sweden" is Sweden."""
        for place in self._reader.read(text).places[:1]:
            return said.APPOSED.sub("", text[: place.start]) + text[place.start :]
        return text

    def sibling(self, phrase: str, talk: Talk) -> Entry | None:
        """The entry beside the one talked about that a phrase names in part: "the second call" of the Euroclusters."""
        own = self._reader.read(phrase)
        told = {word.stem for word in words(phrase) if not word.is_function or word.stem in stems("first second third")}
        focus = talk.focus()
        if (
            not told
            or not focus
            or own.ids
            or own.places
            or self._relisting.limits(own)
            or any(len(n.stems) > 1 for n in own.names)
        ):
            return None
        near = _with_parts({*stems(focus[0].title), *stems(talk.last.question.text)})
        if said.ROUND.search(phrase):  # of the same thing by name: no word of the question before is enough
            told, near = told - set(stems(said.ROUNDS)), _with_parts({*stems(focus[0].title)}) - set(stems("clusters"))
        fitting = [
            entry
            for entry in self._corpus
            if told <= (held := _with_parts({s for name in names_of(entry) for s in name})) and near & (held - told)
        ]
        return fitting[0] if len(fitting) == 1 else None

    def instead(self, entry: Entry, talk: Talk) -> str:
        """The last question, asked of another entry."""
        name = talk.name([entry])
        return self._new_entry(name, self._reader.read(name), talk) or f"Tell me about {name}"

    def _on_recommendation(self, talk: Talk) -> bool:
        """Say whether the last exchange was about one recommendation."""
        focus = Talk(self._corpus, talk.turns[-1:]).focus()
        return bool(focus) and focus[0].kind == "recommendation" and not talk.last.listed

    def _new_limits(self, own: Question, talk: Talk) -> str | None:
        last, before = talk.last, talk.last.question
        if own.kinds == ("term",) and said.DEFINITION.search(own.text) and not self._relisting.limits(own):
            topic = self._relisting.topic_phrase(before)
            return f"What is {topic}?" if topic else None  # "and the definition?"
        if not last.is_list and (listed := _list_of(own, talk)) is not None:
            return self._relisting.canonical(self._relisting.merged(listed, own, keep=False), listed.question.form)
        if own.places and not before.places and before.aspect is not None and not last.is_list:
            # "What share of jobs is in clusters? And what about Germany alone?"
            return f"{before.text.rstrip(' ?.!')} in {own.text[own.places[0].start : own.places[0].end]}?"
        if own.places and before.places and (not last.is_list or before.form not in ("list", "count")):
            old, new = before.places[0], own.places[0]
            place = own.text[new.start : new.end]
            start = (
                re.sub(r"\bthe\s+$", "", before.text[: old.start])
                if re.search(r"['’]s$", place)
                else before.text[: old.start]
            )
            return start + place + before.text[old.end :]
        if (replaced := self._other_part(own, before)) and not last.listed:
            return replaced
        if last.is_list:
            form = "count" if own.form == "count" else before.form
            return self._relisting.canonical(self._relisting.merged(last, own, keep=False), form)
        if "practice" in own.kinds or own.filters.countries or own.filters.regions or own.filters.levels:
            focus = talk.focus()
            merged = self._relisting.merged(last, own, keep=True, kind="practice")
            if focus and focus[0].kind == "term":
                merged = replace(merged, topic=focus[0].title)
            if focus and focus[0].kind == "recommendation" and last.cited:
                merged = replace(
                    merged, topic="", filters=replace(merged.filters, recommendations=(focus[0].id,), pillars=())
                )
            return self._relisting.canonical(merged, "list")
        return self._relisting.canonical(self._relisting.merged(last, own, keep=False), before.form)

    def _other_part(self, own: Question, before: Question) -> str | None:
        """ "How much do they support digital? And green?": the last question, with the other part in its place."""
        if len(own.filters.pillars) != 1 or len(before.filters.pillars) != 1:
            return None
        old, new = (self._corpus.report.pillar(q.filters.pillars[0]) for q in (before, own))
        for name in sorted((old.title, *old.aliases), key=len, reverse=True):
            if match := re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", before.text, re.IGNORECASE):
                names = (*new.aliases, new.title)
                given = next((n for n in names if set(stems(n)) & set(stems(name))), "")  # "transition" stays
                given = given or next((n for n in names if fold(n) in fold(own.text)), new.title)
                return before.text[: match.start()] + given + before.text[match.end() :]
        return None

    def _new_entry(self, text: str, own: Question, talk: Talk) -> str | None:
        """Put another named entry where the last question named one."""
        before = talk.last.question
        name = re.sub(r"^(?:with|to|for|about|on|from|of)\s+", "", text.strip(" ?.!"), flags=re.IGNORECASE)
        spans = sorted({(n.start, n.end) for n in before.names if len(n.stems) > 1}, key=lambda s: s[0] - s[1])
        if before.form == "compare" and len(before.ids) > 1 and len(own.ids) > 1:
            return f"Compare {talk.name([self._corpus[i] for i in own.ids])}"
        if before.ids:
            # "Compare D1 with D5. And with D4?": the first stays what is compared.
            entry = self._corpus[before.ids[-1 if before.form == "compare" and name != text.strip(" ?.!") else 0]]
            written = talk.name([entry])
            if written in before.text:
                return before.text.replace(written, name)
            id_span = re.search(rf"\b(?:recommendation )?{re.escape(entry.id)}\b", before.text)
            if id_span:
                return before.text[: id_span.start()] + name + before.text[id_span.end() :]
        if spans:
            start, end = spans[0]
            article = re.search(r"\b(?:the|an?)\s+$", before.text[:start], re.IGNORECASE)
            if article and (re.match(r"(?:the|an?)\b", name, re.IGNORECASE) or " " not in name):
                start = article.start()
            return before.text[:start] + name + before.text[end:]
        return self._new_topic(text, own, Talk(self._corpus, [talk.last]))

    def _new_topic(self, text: str, own: Question, talk: Talk) -> str | None:
        """Put another topic where the last question that had one of its own had it."""
        last: Turn = next((turn for turn in reversed(talk.turns) if not turn.question.ids), talk.last)
        before = last.question
        placed = next((turn.question for turn in reversed(talk.turns) if turn.question.places), None)
        asked = self._reader.read(f"What about {text.strip(' ?.!')}?")
        if placed and asked.unknown and {word.stem for word in asked.topic} <= set(stems(asked.unknown[0])):
            return _elsewhere(placed, asked.unknown[0])
        if said.APPENDED.match(text) and not last.listed:
            return f"{before.text.rstrip(' ?.!')} {text.strip(' ?.!')}?"
        phrase = re.sub(
            r"^(?:(?:about|on|for|with|regarding)\s+)?(?:(?:the|a|an|any|some)\s+)?", "", text.strip(" ?.!"), flags=re.I
        )
        if last.listed or (before.form in ("list", "count") and before.kinds):
            merged = self._relisting.merged(last, own, keep=False, topic=phrase)
            return self._relisting.canonical(merged, before.form)
        if own.places:
            thing = text.strip(" ?.!")
            span = _thing_span(before) if before.aspect else None
            return f"{before.text[: span[0]]}{thing}{before.text[span[1] :]}" if span else f"What is there on {phrase}?"
        if not before.topic or before.ids:
            return f"What does the report say about {phrase}?"
        names = [(n.start, n.end) for n in before.names if len(n.stems) > 1]
        start, end = min((start for start, _ in names), default=0), max((end for _, end in names), default=0)
        if not names:
            start, end = before.topic[0].start, before.topic[-1].end
        return before.text[:start] + phrase + before.text[end:]


def _list_of(own: Question, talk: Talk) -> Turn | None:
    """The list by place or level that what was talked about last was taken from: "from Denmark? ... and from Ireland?".

    None where the last question had a limit of that sort itself.
    """
    by_place = bool(own.places)

    def limited(turn: Turn) -> bool:
        return bool(turn.question.places if by_place else turn.question.filters.levels)

    if limited(talk.last) or not (by_place or own.filters.levels):
        return None
    lists = (turn for turn in reversed(talk.turns) if turn.is_list and limited(turn))
    return next((turn for turn in lists if set(talk.last.cited[:1]) & set(turn.listed)), None)


def _thing_span(question: Question) -> tuple[int, int] | None:
    """Where a question names what it is about: a name, or a noun with a place before it ("Ireland's fund")."""
    names = [(n.start, n.end) for n in question.names if len(n.stems) > 1 or "-" in question.text[n.start : n.end]]
    named = max(names, key=lambda span: span[1] - span[0], default=None)
    if named is None and question.places:
        place = question.places[0]
        noun = re.match(
            r"(?:['’]s)?\s+(?:(?!(?:is|are|was|were|have|has|had|get|start|run|in|at)\b)[\w’'-]+\s*){1,3}?(?=\s(?:is|are|was|were|have|has|had|get|start|run|in|at)\b|[?.!]|$)",
            question.text[place.end :],
        )
        named = (place.start, place.end + (noun.end() if noun else 0))
    if named is None:
        return None
    article = re.search(r"\b(?:the|an?)\s+$", question.text[: named[0]], re.IGNORECASE)
    return (article.start() if article else named[0], named[1])


def _with_parts(found: set[str]) -> set[str]:
    """Stems with the parts of those that have a hyphen: "4x" of "ESCP-4x"."""
    return found | {part for stem_ in found for part in stem_.split("-")}


_BEGINNINGS = re.compile(
    r"^(?:founded|set up|launched|created|started|begun|adopted|published|written|approved|established|built|opened|closed|ended|made|drawn up|signed|printed|chosen|held)$"
)
"""Participles of what happens once; a thing is led and funded as long as it lasts."""


_PLACES = re.compile(r"\b(?:countries|regions|cities|towns|places)$", re.IGNORECASE)


def of_the_same(text: str, name: str) -> str:
    """A question without a subject, asked of something: "Who took part in ...?"."""
    text = text.strip(" ?.!")
    return f"{text} {'in' if text.endswith(' part') else 'with regard to'} {name}?"


def _asked_of(match: re.Match[str], name: str, *, many: bool) -> str:
    """Write out "[founded] [by] [whom]" about something."""
    done, by, wh = (match["done"] or "").lower(), (match["by"] or "").lower(), (match["wh"] or "").lower()
    whole = f"{by} {wh}".strip()
    be, past, do, have = ("are", "were", "do", "have") if many else ("is", "was", "does", "has")
    if done:
        wh = wh or ("whom" if by == "by" else "what")
        verb = past if _BEGINNINGS.match(done) or wh == "when" or "year" in wh else be
        return f"{whole if match['wh'] else f'{by} {wh}'} {verb} {name} {done}?".strip()
    if whole in said.BARE_WH:
        sentence = said.BARE_WH[whole]
        for one, other in (
            ("was {", f"{past} {{"),
            (" is {", f" {be} {{"),
            ("has {", f"{have} {{"),
            ("does {", f"{do} {{"),
        ):
            sentence = sentence.replace(one, other)
        return sentence.format(name)
    if _PLACES.search(wh) and not by and not wh.startswith("how"):
        return f"in {wh} {be} {name}?"
    if re.match(r"how (?:many|much) [\w-]+|(?:which|what) [\w-]+s$", wh):
        return f"{whole} {do} {name} {'work' if by else 'have'}?"
    if not by and (place := re.search(r"\b(?:page|level|country|region|city|town|place)$", wh)):
        by = {"page": "on", "level": "at"}.get(place.group(), "in")
    return f"{by} {wh} {be} {name}?".strip()


def _attribute_of(match: re.Match[str], name: str) -> str:
    what = match["what"]
    many = fold(what).endswith("s") and not fold(what).endswith(("ss", "address"))
    if match["any"]:
        return f"Are there any {what} of {name}?" if many else f"Is there any {what} of {name}?"
    return f"What {'are' if many else 'is'} the {what} of {name}?"


def _elsewhere(before: Question, name: str) -> str:
    """ "And Scotland?": the last question, asked of a place that is not known, and no topic of the place before."""
    return before.text[: before.places[0].start] + name + before.text[before.places[-1].end :]
