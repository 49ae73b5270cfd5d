"""Members: entries of a list that a follow-up picks out, asks about or sets aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.understanding import followups as said
from assistant.understanding.filters import Filters, matches
from assistant.understanding.forms import is_frame
from assistant.understanding.question import QuestionReader
from assistant.understanding.references import cardinal_of, names_of, ordinal_of
from assistant.understanding.relisting import Relisting
from assistant.understanding.talk import Talk, Turn
from corpus.entry import Entry, Kind
from index.words import fold, stem, stems

FEW = 4
"""A list of at most so many entries is named one by one when a question asks which of them."""
MOST_NAMED = 6
"""Entries that one question names, where the others of a list are meant."""


Describing = Callable[[str, Sequence[str]], str | None]
"""Says which of some entries a phrase describes best."""


@dataclass(frozen=True, slots=True)
class Picked:
    """Entries that a phrase of a text picks out of a list."""

    ids: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """The full question that a text stands for."""

    text: str
    among: tuple[str, ...] = ()
    """The only entries that may answer, those of a list that was shown; empty where any may."""
    missing: str = ""
    """What is asked for and was not shown: "the sixth of 5"."""
    otherwise: str = ""
    """The same, asked of what was talked about: what answers clearly better counts."""
    shown: tuple[str, ...] = ()
    """The entries of a list that `otherwise` is asked of, where several were talked about."""
    choices: tuple[str, ...] = ()
    """The same with each of several things in the place of a pronoun, the likeliest first: what answers best is meant."""


class Members:
    """Reads what a follow-up says about the entries of a list."""

    def __init__(self, reader: QuestionReader, relisting: Relisting, described: Describing) -> None:
        self._reader = reader
        self._corpus = reader.corpus
        self._relisting = relisting
        self.best_described = described

    def beside(self, text: str, talk: Talk) -> str | None:
        """ "The next one" and "the previous one": beside the entry talked about, in the list or else in its part."""
        match, focus = said.NEXT.match(text), talk.focus()
        if match is None or not focus:
            return None
        listed = next(
            (
                turn.listed
                for turn in reversed(talk.turns)
                if focus[0].id in turn.listed[1:] or focus[0].id in turn.listed[:-1]
            ),
            (),
        )
        order = list(listed) or [entry.id for entry in self._corpus.of_kind(focus[0].kind)]
        way = next(filter(None, match.groups())).lower()
        at = order.index(focus[0].id) + (1 if way in ("next", "following", "after", "follows") else -1)
        return f"Tell me about {talk.name([self._corpus[order[at]]])}" if 0 <= at < len(order) else None

    def compared(self, text: str, talk: Talk) -> str | None:
        """ "What is the difference?" and "which is older?": asked of the two that were talked about last."""
        pair = talk.last.listed if len(talk.last.listed) == 2 else talk.recent()
        if len(pair) != 2:
            return None
        names = talk.name([self._corpus[i] for i in pair])
        if said.DIFFERENCE.match(text):
            return f"Compare {names}"
        match = said.WHICH_IS_MORE.match(text)
        return f"Which of {names} {match[1].rstrip(' ?.!')}?" if match else None

    def picked(self, text: str, talk: Talk) -> Picked | None:
        """Find the phrase that picks entries out of what was shown: "the last two", "number four", "the Finnish one"."""
        if (match := said.BOTH.search(text)) and not said.SEVERAL_ITEMS.search(text):
            each_listed = "each" in match.group().lower() and 1 < len(talk.last.listed) <= FEW
            pair = talk.last.listed if each_listed else talk.listed if len(talk.listed) == 2 else talk.recent()
            return Picked(pair, *match.span()) if pair else None
        if (match := said.OTHERS.search(text)) and not (
            said.OTHERS_BESIDE.match(text) or said.ASKS_MEMBERS.match(text)
        ):
            return _found(self._rest(talk) or self._of_its_class(match.group(), talk), match)
        if one := self._in_class(text, talk):
            return one
        for shown in talk.lists:
            if picked := self._placed(text, shown):
                return picked
        if match := said.ONE_UNLIKE.search(text):
            left = self.unlike(match["what"], talk)
            return Picked(left, *match.span()) if left and len(left) == 1 else None
        return self._described(text, talk)

    def _rest(self, talk: Talk) -> tuple[str, ...]:
        """The others of a list: without those answered last, where these were a part of it, else without those discussed."""
        answered = set(talk.last.listed or talk.last.cited)
        for shown in talk.lists:
            if answered and answered < set(shown):
                return tuple(i for i in shown if i not in answered)[:MOST_NAMED]
        discussed = talk.discussed()
        shown = talk.lists[0] if talk.lists else talk.listed
        return tuple(i for i in shown if i not in discussed)[:MOST_NAMED]

    def _of_its_class(self, phrase: str, talk: Talk) -> tuple[str, ...]:
        """ "The other two" after one input paper: the entries whose titles begin as its title does, where no list was shown."""
        focus = talk.focus()
        label = _CLASS.match(focus[0].title) if focus and not talk.listed else None
        if label is None:
            return ()
        alike = [e.id for e in self._corpus.of_kind(focus[0].kind) if e.title.startswith(label.group())]
        others = tuple(i for i in alike if i != focus[0].id)[: MOST_NAMED + 1]
        wanted = cardinal_of(phrase.split()[-1])
        return others if 0 < len(others) <= MOST_NAMED and wanted in (None, len(others)) else ()

    def _in_class(self, text: str, talk: Talk) -> Picked | None:
        """ "The third paper" after one input paper: of those whose titles begin as its title does."""
        focus = talk.focus()
        label = _CLASS.match(focus[0].title) if focus and not talk.last.listed else None
        match = said.ORDINAL_NOUN.search(text)
        if label is None or match is None or stem(match["noun"]) not in stems(label.group()):
            return None
        alike = [e.id for e in self._corpus.of_kind(focus[0].kind) if e.title.startswith(label.group())]
        at = ordinal_of(match.group())
        return Picked((alike[at - 1 if at > 0 else at],), *match.span()) if at and abs(at) <= len(alike) else None

    def _placed(self, text: str, shown: tuple[str, ...]) -> Picked | None:
        """What is picked out by its place: "the last two", "the second and the fourth", "the middle one", "#3"."""
        if (match := said.FIRST_FEW.search(text)) and (count := cardinal_of(match.group(2))):
            first = match.group(1).lower() == "first"
            return Picked(shown[:count] if first else shown[-count:], *match.span()) if count <= len(shown) else None
        if match := said.SEVERAL_ITEMS.search(text):
            places = [_place_of(part) for part in re.split(r",\s*(?:and\s+)?|\s+and\s+|\s*&\s*", match.group())]
            ids = tuple(shown[p - 1 if p > 0 else p] for p in places if p and abs(p) <= len(shown))
            return Picked(ids, *match.span()) if len(ids) == len(places) else None
        if match := said.ORDINAL_PHRASE.search(text):
            if placed := re.search(r"middle|former|latter|last but one", match.group().lower()):
                at = {"middle": len(shown) // 2, "former": 0, "latter": -1, "last but one": -2}[placed.group()]
                return Picked((shown[at],), *match.span())
            position = ordinal_of(match.group())
            if position is not None and abs(position) <= len(shown):
                return Picked((shown[position - 1 if position > 0 else position],), *match.span())
        if match := said.ITEM_NUMBER.search(text):
            number = cardinal_of(match.group(1) or match.group(2)) or 0
            return Picked((shown[number - 1],), *match.span()) if 0 < number <= len(shown) else None
        return None

    def beyond(self, text: str, talk: Talk) -> Resolved | None:
        """ "The sixth one" of a list of five: there is none, and the question says of what."""
        match = said.ORDINAL_PHRASE.search(text) or said.ITEM_NUMBER.search(text)
        turn = next((turn for turn in reversed(talk.turns) if turn.listed), None)
        if match is None or turn is None or self._reader.read(text).ids:
            return None
        position = _place_of(match.group())
        if position is None or position <= len(turn.listed) or re.search(r"\d{4}", text):
            return None
        now = self._relisting.merged(turn, self._reader.read(""), keep=True)
        number = match.group().removesuffix(" one") if ordinal_of(match.group()) else f"number {position}"
        of = f"{number} of the {len(turn.listed)} {said.PLURAL[now.kind]}{self._relisting.described(now)}"
        before, after = text[: match.start()].strip(), text[match.end() :].strip(" ?.!")
        whole = f"{before} {of} {after}".strip() if before or after else f"Tell me about {of}"
        return Resolved(whole, missing=f"{number} of {len(turn.listed)}")

    def _described(self, text: str, talk: Talk) -> Picked | None:
        """What is picked out by a description: "the Canadian one", "the one on forests"; of the latest list that has it."""
        match = said.LIMITED_ONE.search(text) or said.HEADED.match(text)
        if match is None or said.PLURAL_ONES.search(match.group()):
            return None
        phrase = match.group() + self._place_behind(text, match.end())
        lists = [turn.shown for turn in reversed(talk.turns) if turn.shown]
        for shown in lists:
            if named := self.fitting(phrase, shown, by_text=False):
                return Picked(named[:1], *match.span())
        if near := self._beside_focus(phrase, talk):
            return Picked((near,), *match.span())
        focus = talk.focus()
        if focus and not talk.last.is_list and self.fitting(phrase, [focus[0].id]):
            return Picked((focus[0].id,), *match.span())  # "the mobility one" of the clusters that it tells of
        for shown in lists:
            if (fitting := self.fitting(phrase, shown)) and (best := self.best_described(phrase, fitting)):
                return Picked((best,), *match.span())
        kind: Kind | None = "recommendation" if "recommendation" in fold(match.group()) else None
        kind = kind or (focus[0].kind if focus else None)
        alike = self._corpus.of_kind(kind) if kind in ("recommendation", "practice") else []
        fitting = self.fitting(phrase, [entry.id for entry in alike])
        if len(fitting) == 1:
            return Picked(fitting, *match.span())
        described = lists and re.search(r"\bone\b", fold(phrase)) and ordinal_of(phrase) is None
        best = self._told(phrase, lists[0]) if described else None
        return Picked((best,), *match.span()) if best else None

    def _place_behind(self, text: str, end: int) -> str:
        """Where the one that a phrase means comes from: "the food one from Galicia"."""
        link = re.match(r"\s+(?:from|in|of)\s+(?:the\s+)?", text[end:])
        places = self._reader.read(text).places if link else ()
        return next((text[end : place.end] for place in places if link and place.start == end + link.end()), "")

    def named(self, phrase: str, talk: Talk) -> str | None:
        """The one entry that a phrase calls by words of its name, of the latest list that has one."""
        if said.UNLIKE.search(phrase):
            return None
        fits = (self.fitting(phrase, turn.shown, by_text=False) for turn in reversed(talk.turns))
        found = next((ids for ids in fits if ids), ())
        return found[0] if len(found) == 1 else None

    def meant(self, phrase: str, talk: Talk) -> str | None:
        """The one entry that a phrase means, of those shown so far, by its place in a list or by what it says."""
        if match := said.OTHER_ONE.search(phrase):  # "the other Hungarian one"
            left = [i for i in self.fitting(match["what"], talk.listed) if i not in talk.discussed()]
            return left[0] if len(left) == 1 else None
        if match := said.UNLIKE.search(phrase):
            others = self.unlike(match["what"], talk)
            return others[0] if others and len(others) == 1 else None
        picked = self.picked(phrase, talk)
        if picked is not None:
            return picked.ids[0] if len(picked.ids) == 1 else None
        shown = [i for turn in reversed(talk.turns) for i in (*turn.shown, *turn.cited[:1])]
        return self._told(phrase, list(dict.fromkeys(shown)))

    def unlike(self, phrase: str, talk: Talk) -> tuple[str, ...] | None:
        """The members of the latest list without those that a phrase describes; None where it describes none of them."""
        turn = _showing_several(talk)
        left = tuple(i for i in turn.shown if not self.fitting(phrase, [i])) if turn else ()
        return left if turn and len(left) < len(turn.shown) else None

    def apart(self, text: str, talk: Talk) -> Resolved | None:
        """ "Tell me about the one that has nothing to do with Germany": where several are left, they are listed."""
        match, turn = said.ONE_UNLIKE.search(text), _showing_several(talk)
        left = self.unlike(match["what"], talk) if match else None
        if match is None or turn is None or left is None:
            return None
        now = self._relisting.merged(turn, self._reader.read(""), keep=False)
        if not left:
            one = re.sub(r"^(?:the|that) ", "", match.group(), flags=re.IGNORECASE)
            one = re.sub(r"^one\b", now.kind, one)
            return Resolved(f"Which is the {one}?", missing=f"{one} among the {len(turn.shown)} shown")
        unwanted = Filters(entries=tuple(i for i in turn.shown if i not in left))
        filters = replace(now.filters, without=(*now.filters.without, unwanted))
        whole = self._relisting.without(match["what"], now, "list")
        return Resolved(whole or self._relisting.canonical(replace(now, filters=filters), "list"))

    def left_out(self, text: str, talk: Talk) -> str | None:
        """ "Leave out the one on forests": the list again, without a member of it."""
        match = said.WITHOUT.match(text)
        turn = next((turn for turn in reversed(talk.turns) if turn.listed), None)
        if match is None or turn is None:
            return None
        what = match["what"] or match["out"]
        picked = self.picked(f"the {what}", talk)
        chosen = picked.ids if picked else self.fitting(what, turn.listed, by_text=False)
        if not chosen or not set(chosen) < set(turn.listed):
            return None
        now = self._relisting.merged(turn, self._reader.read(""), keep=False)
        without = (*now.filters.without, Filters(entries=chosen))
        return self._relisting.canonical(replace(now, filters=replace(now.filters, without=without)), "list")

    def set_beside(self, text: str, talk: Talk) -> str | None:
        """ "Is the one in Luxembourg older?", "same year as the Indian one?": compared with what was talked about."""
        match, focus = said.COMPARED_WITH.match(text), talk.focus()
        if match is None or not focus:
            return None
        phrase = match["other"] or match["same"] or match["like"] or match["to"]
        own = self._reader.read(phrase)
        alike = [entry.id for entry in self._corpus.of_kind(focus[0].kind) if entry.id != focus[0].id]
        named = [name.entry_id for name in own.names if len(name.stems) > 1]
        fitting = own.ids or tuple(dict.fromkeys(named)) or self.fitting(phrase, alike)
        other = fitting[0] if len(fitting) == 1 else self.best_described(talk.last.question.text, fitting)
        if other is None or other == focus[0].id:
            return None
        return f"Compare {talk.name([focus[0], self._corpus[other]])}"

    def _beside_focus(self, phrase: str, talk: Talk) -> str | None:
        """The one entry of its kind and its country that bears the words of a phrase in its name, beside the one talked about."""
        focus = talk.focus()
        places = set(focus[0].countries) if focus else set()
        alike = [e.id for e in self._corpus.of_kind(focus[0].kind) if places & set(e.countries)] if places else []
        named = self.fitting(phrase, alike, by_text=False)
        there = [i for i in named if focus[0].region and self._corpus[i].region == focus[0].region]
        closest = there or named
        return closest[0] if len(closest) == 1 else None

    def _told(self, phrase: str, shown: Sequence[str]) -> str | None:
        """The one of what was shown that a phrase describes best in words of its own; None where it holds a limit."""
        own = self._reader.read(phrase)
        told = [word for word in own.topic if not is_frame(word.lower)]
        return (
            self.best_described(phrase, shown) if told and len(shown) > 1 and not self._relisting.limits(own) else None
        )

    def fitting(self, phrase: str, ids: Sequence[str], *, by_text: bool = True) -> tuple[str, ...]:
        """The entries that a place, year or level and the words of a phrase pick out; names come before texts."""
        own = self._reader.read(phrase)
        limits = replace(own.filters.places, levels=own.filters.levels, years=own.filters.years)
        fitting = [i for i in ids if not limits or matches(self._corpus[i], limits)]
        told = {word.stem for word in self._relisting.beyond_limits(own) if not is_frame(word.lower)}
        if told:
            named = [i for i in fitting if told <= self._stems_of_names(self._corpus[i])]
            texts = [i for i in fitting if told <= self._reader.lexicon.entry_stems(i)] if by_text else []
            fitting = named or texts
        elif not limits:
            return ()
        alone = [i for i in fitting if len(self._corpus[i].countries) == 1] if limits.countries else []
        return tuple(alone or fitting)

    def _stems_of_names(self, entry: Entry) -> set[str]:
        return {stem for name in names_of(entry) for stem in name}

    def asked_of(self, text: str, talk: Talk) -> Resolved | None:
        """ "Is one of them about forests?": a question about the members of the last list."""
        match = said.ASKS_MEMBERS.match(text)
        turn = next((turn for turn in reversed(talk.turns) if len(turn.listed) > 1), None)
        if match is None or turn is None or said.LEFT.match(text) or self._means_others(match, talk):
            return None
        if number := _NUMBER_OF_THEM.search(text):  # "for which of the six", and not "of the fifteen recommendations"
            told = cardinal_of(number[1]) or 0
            turn = next((turn for turn in reversed(talk.turns) if len(turn.listed) == told), turn)
            if len(turn.listed) != told >= MOST_NAMED:
                return None
        count = (match["some"] or "").lower().startswith("how many") or "how many" in (match["before"] or "").lower()
        rest = match["rest"] or match["asked"] or " ".join(filter(None, (match["before"], match["after"])))
        rest = re.sub(r"^(?:practices|matches|examples|ones|entries) ", "", rest)
        verb = (match["verb"] or "").lower()
        verb = verb if verb not in ("do", "does", "did") else ""
        statement = _statement(rest, verb)
        # "Which of them are not for clusters?" and "which ones are regional?" are read with the noun they stand for.
        noun = said.PLURAL[self._corpus[turn.listed[0]].kind]
        own, plain = self._reader.read(f"Which {noun} {statement}?"), self._reader.read(rest or "?")
        own = plain if self._relisting.limits(plain) and not own.filters.without else own
        asked_of = self._rest(talk) if re.search(r"\bof the (?:others|rest)\b", text, re.IGNORECASE) else turn.listed
        if sort := match["sort"] or match["kind"]:  # "which of the Canadian two"
            fits = (self.fitting(f"the {sort} ones", turn.listed) for turn in reversed(talk.turns))
            asked_of = next((ids for ids in fits if ids), asked_of)
        elsewhere = own.places and not self.fitting(rest, turn.listed)  # "which ones are in Styria?" of those elsewhere
        if (
            asked_of == turn.listed
            and self._relisting.only_limits(own)
            and (count or elsewhere or len(turn.listed) > FEW)
        ):
            narrowed = match["some"] is not None  # "which of them", and not "which ones"
            asked = self._relisting.narrowed(turn, own) if narrowed else self._relisting.merged(turn, own, keep=True)
            return Resolved(self._relisting.canonical(asked, "count" if count else "list"))
        opening = "How many" if count else "Which"
        if len(asked_of) <= FEW or asked_of != turn.listed:
            members = talk.name([self._corpus[i] for i in asked_of])
            return Resolved(f"{opening} of {members} {statement}?", asked_of)
        now = self._relisting.merged(turn, self._reader.read(""), keep=True)
        members = f"the {said.PLURAL[now.kind]}{self._relisting.described(now)}"
        return Resolved(f"{opening} of {members} {statement}?", turn.listed)

    def _means_others(self, match: re.Match[str], talk: Talk) -> bool:
        """ "What is said about Norwegian clusters? How many of them were served?": clusters, not the list's practices."""
        last = talk.last
        if not match["some"] or not last.listed or last.question.kinds or last.question.form in ("list", "count"):
            return False
        return talk.things() is not None


_NUMBER_OF_THEM = re.compile(rf"\b(?:of|among) the ({said.NUMBER_OF_THEM})\b", re.IGNORECASE)
_CLASS = re.compile(r"[A-Z][\w-]+(?: [\w-]+)?(?: on |: |, )")
"""What the titles of several entries of one class begin with: "Input paper on", "Caution:"."""


def _showing_several(talk: Talk) -> Turn | None:
    """The latest turn that showed several entries."""
    return next((turn for turn in reversed(talk.turns) if len(turn.shown) > 1), None)


def _found(ids: tuple[str, ...], match: re.Match[str]) -> Picked | None:
    return Picked(ids, *match.span()) if ids else None


def _place_of(text: str) -> int | None:
    digits = re.search(r"\d{1,2}", text)
    return ordinal_of(text) or cardinal_of(text) or (int(digits.group()) if digits else None)


def _statement(rest: str, verb: str) -> str:
    """What is asked of the members, as a clause: "about forests" becomes "is about forests"."""
    rest = rest.strip(" ,")
    if verb or not rest:
        return f"{verb} {rest}".strip() or "are there"
    noun_like = re.match(
        r"(?:about|on|for|from|in|with|older|newer|bigger|larger|smaller|under|at|by)\b", rest, re.IGNORECASE
    )
    return f"is {rest}" if noun_like else rest
