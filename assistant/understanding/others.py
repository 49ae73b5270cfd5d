"""Others: what a follow-up asks for beside what was answered or shown: "any others?", "two more", "the rest of that part"."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.understanding import followups as said
from assistant.understanding.filters import Filters, describe
from assistant.understanding.fragments import of_the_same
from assistant.understanding.members import FEW
from assistant.understanding.question import QuestionReader
from assistant.understanding.references import cardinal_of
from assistant.understanding.relisting import Relisting
from assistant.understanding.talk import Talk, Turn
from corpus.entry import Kind
from index.words import fold


class Others:
    """Writes the question for what was not answered or shown yet."""

    def __init__(self, reader: QuestionReader, relisting: Relisting) -> None:
        self._reader = reader
        self._corpus = reader.corpus
        self._relisting = relisting

    def beside(self, text: str, talk: Talk) -> str | None:
        """ "Is there another one in Austria?": a question about what was not answered yet, beside what was."""
        if said.LEFT.match(text):
            return self._left(talk)
        if more := said.SOME_MORE.match(text):
            return self._some_more(more["number"] or more["others"] or "", talk)
        match, focus = said.OTHERS_BESIDE.match(text), talk.focus()
        if match is None or not focus:
            return None
        if _UNDER_IT.search(text) and (under := self._under(talk)) is not None:
            return under
        if match["else"] and (_ASKS_OF_IT.match(match["else"]) or said.TAKING_PART.match(match["else"])):
            taking_part = said.TAKING_PART.match(match["else"]) and not talk.last.is_list and len(focus) == 1
            return of_the_same(text, talk.name(focus)) if taking_part else None
        return self._besides_answered(match, talk)

    def _under(self, talk: Talk) -> str | None:
        """ "What else is under that one?": other practices of the recommendation that was named for a practice."""
        told = [self._corpus[i] for i in talk.last.cited]
        about = [self._corpus[i] for turn in reversed(talk.turns) for i in (*turn.question.ids, *turn.cited)]
        practice = next((entry for entry in about if entry.kind == "practice"), None)
        if len(told) != 1 or told[0].kind != "recommendation" or practice is None:
            return None
        return f"Which other practices belong to {talk.name(told)}, besides {talk.name([practice])}?"

    def similar(self, text: str, talk: Talk) -> str | None:
        """ "Anything similar elsewhere?", "... in Austria?": other practices on the first subject of the one talked about."""
        match, focus = said.SIMILAR.match(text), talk.focus()
        if match is None or not focus or focus[0].kind != "practice" or not focus[0].headings:
            return None
        where = describe(self._reader.read(text).filters.places, self._corpus)
        return f"Which other practices are there on {focus[0].headings[0]}{where}, besides {talk.name(focus[:1])}?"

    def _besides_answered(self, match: re.Match[str], talk: Talk) -> str | None:
        focus = talk.focus()
        rest = (match["rest"] or match["else"] or "").strip()
        given = said.BESIDES.search(f" {rest}")
        rest = said.BESIDES.sub("", f" {rest}").strip() if given else rest
        turn = talk.last
        named = tuple(
            i for i in turn.question.ids if i not in turn.question.filters.recommendations or not turn.is_list
        )
        answered = named or turn.cited[: FEW if turn.is_list else 1] or (focus[0].id,)
        if (
            _AGAIN.fullmatch(rest)
            and not given
            and len(turn.listed) > FEW
            and not set(turn.listed) <= set(turn.question.ids)
        ):
            return self._some_more("", talk)  # "any others?" of a list
        if self._reader.read(rest or "?").ids or (len(turn.listed) > FEW and not given):
            return None
        kind = _kind_of(match["noun"] or "", self._corpus[answered[0]].kind)
        if match["noun"] and kind != self._corpus[answered[0]].kind:
            return None  # "which other recommendations ..." after a practice has nothing to leave out
        out = given["what"] if given else talk.name([self._corpus[i] for i in answered])
        if match["else"] and kind in ("term", "background") and said.HAPPENING.match(rest) and self._tells(rest):
            return f"What {rest}, {'except' if given else 'besides'} {out}?"
        own = self._reader.read(rest or "?")
        listing = match["else"] or (_PLURAL_NOUN.fullmatch(match["noun"] or "") and not turn.is_list)
        if listing and kind == "practice" and own.places and self._relisting.only_limits(own):
            # "Anything else from Slovenia?", "which other practices is that country part of?"
            where = describe(own.filters, self._corpus)
            return f"Which other practices are there{where}, {'except' if given else 'besides'} {out}?"
        predicate = self._predicate(rest, self._list_with(answered[0], talk), kind, said_noun=bool(match["noun"]))
        if predicate is None:
            return None
        return f"Which other {predicate}, {'except' if given else 'besides'} {out}?"

    def _some_more(self, number: str, talk: Talk) -> str | None:
        """ "Two more": others of the latest list, or the recommendations after the one talked about."""
        turn = next((turn for turn in reversed(talk.turns) if set(turn.listed) - set(turn.question.ids)), None)
        if turn is None:
            return self._next_few(cardinal_of(number), talk)
        now = self._relisting.merged(turn, self._reader.read(""), keep=False)
        shown = dict.fromkeys(i for earlier in talk.turns for i in earlier.listed)
        without = tuple(limits for limits in now.filters.without if not limits.entries)  # these were shown as well
        now = replace(now, filters=replace(now.filters, without=without))
        opening = f"Give me {number} other" if number else "Which other"
        noun = said.PLURAL[now.kind] if number else f"{said.PLURAL[now.kind]} are there"
        out = talk.name([self._corpus[i] for i in shown])
        return f"{opening} {noun}{self._relisting.described(now)}, besides {out}{'.' if number else '?'}"

    def _next_few(self, number: int | None, talk: Talk) -> str | None:
        """ "And two more?" after one recommendation: the next two; without a number the others of its part."""
        focus = talk.focus()
        if talk.last.is_list or not focus or focus[0].kind != "recommendation":
            return None
        if number is None:
            return self._left(talk)
        order = self._corpus.of_kind("recommendation")
        following = order[order.index(focus[-1]) + 1 :][:number]
        return f"Tell me about {talk.name(following)}" if following else None

    def of_part(self, text: str, talk: Talk) -> str | None:
        """ "What do the others in that part say?": the recommendations of its part that the one talked about leaves."""
        match, focus = said.OTHERS_OF_PART.search(text), talk.focus()
        if match is None or talk.last.is_list or not focus or focus[0].pillar is None:
            return None
        named = self._reader.read(text).filters.pillars
        same = named == (focus[0].pillar,) if named else said.PARTS.search(f"{match['part']}s")
        return self._left(talk) if same else None

    def _tells(self, text: str) -> bool:
        own = self._reader.read(text)
        return bool(own.topic or own.names or own.kinds)

    def _left(self, talk: Talk) -> str | None:
        """The recommendations of a part that were not talked about yet."""
        focus = talk.focus()
        if not focus or focus[0].kind != "recommendation" or focus[0].pillar is None:
            return None
        part = self._corpus.of_pillar(focus[0].pillar)
        discussed = {focus[0].id, *(i for turn in talk.turns for i in (*turn.question.ids, *turn.listed))}
        done = [entry for entry in part if entry.id in discussed]
        where = describe(Filters(pillars=(focus[0].pillar,)), self._corpus)
        return f"Which other recommendations are there{where}, besides {talk.name(done)}?"

    def _list_with(self, entry_id: str, talk: Talk) -> Turn:
        """The latest turn that showed an entry beside others, else the latest that was no follow-up on an entry."""
        showed = (turn for turn in reversed(talk.turns) if entry_id in turn.listed)
        free = (turn for turn in reversed(talk.turns) if not turn.question.ids)
        return next(showed, None) or next(free, talk.last)

    def _predicate(self, rest: str, turn: Turn, kind: Kind, *, said_noun: bool) -> str | None:
        """What is asked of the others, with their noun; None where it is neither said now nor before."""
        plural = said.PLURAL[kind]
        own = self._reader.read(rest or "?")
        before = self._relisting.merged(turn, own, keep=False, kind=kind)
        described = self._relisting.described(before)
        again = not rest or _AGAIN.fullmatch(rest) is not None
        if again or (self._relisting.only_limits(own) and (before.topic or before.filters.recommendations)):
            return f"{plural} are there{described}" if described else None
        if re.search(r"\b(?:it|this|that)$", rest):
            return None  # what the others do is to what was talked about
        if relative := re.match(r"(?:that|which|who)\s+", rest, re.IGNORECASE):
            return f"{plural} {_in_plural(rest[relative.end() :])}"
        if there := re.match(r"(?:is|are) there\s+", rest, re.IGNORECASE):
            return f"{plural} are there {rest[there.end() :]}"
        if _PREPOSITION.match(rest):
            return f"{plural} are there {rest}"
        verbal = said_noun or (
            re.match(r"\w+(?:s|ed)\s+\w", rest) and rest.split()[0].islower() and own.topic[:1] != own.focus[:1]
        )
        return f"{plural} {_in_plural(rest)}" if verbal else f"{rest} are there"


_UNDER_IT = re.compile(r"\b(?:under|behind|for|with|to) (?:that|this|it)(?: one| recommendation)?\W*$", re.IGNORECASE)
# "What else do they do there?" asks more of what was talked about, and for no other entry.
_ASKS_OF_IT = re.compile(
    r"(?:do|does|did|can|could|should|will|would|has|have|is|are) (?:they|it|he|she|that|this)\b", re.IGNORECASE
)
_AGAIN = re.compile(r"(?:does|did|do|is|has|have)?\s*(?:it|that|this|so|there|are there|is there)?", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:on|about|for|from|in|with|of|at|by|like|since|before|after)\b", re.IGNORECASE)
_IRREGULAR_PLURALS = {"is": "are", "was": "were", "has": "have", "does": "do", "goes": "go"}


def _in_plural(clause: str) -> str:
    """A clause whose verb agrees with several: "deals with skills" becomes "deal with skills"."""
    verb, _, rest = clause.partition(" ")
    if verb in _IRREGULAR_PLURALS:
        return f"{_IRREGULAR_PLURALS[verb]} {rest}".strip()
    if re.search(r"(?:ss|sh|ch|x)es$", verb):
        return f"{verb[:-2]} {rest}".strip()
    plain = verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb
    return f"{plain} {rest}".strip()


_PLURAL_NOUN = re.compile(r"practices|examples|cases|projects", re.IGNORECASE)


def _kind_of(noun: str, kind: Kind) -> Kind:
    noun = fold(noun).removesuffix("s")
    if not noun or noun == "one":
        return kind
    return "recommendation" if noun == "recommendation" else "practice"
