"""Conversation: turns a follow-up into a full question, without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding import followups as said
from assistant.understanding.anaphora import Anaphora, asked_about
from assistant.understanding.filters import Filters, describe, matches
from assistant.understanding.forms import is_frame
from assistant.understanding.fragments import Fragments, of_the_same
from assistant.understanding.members import FEW, MOST_NAMED, Describing, Members, Picked, Resolved
from assistant.understanding.others import Others
from assistant.understanding.places import capital_of, country_name
from assistant.understanding.question import QuestionReader
from assistant.understanding.references import cardinal_of, ordinal_figure, ordinal_of
from assistant.understanding.relisting import Relisting
from assistant.understanding.talk import Talk, Turn
from index.words import fold, stems, words

ALONE, SURELY_ALONE = 0.9, 0.97
"""Probability from which a text is taken to stand alone; the higher one where a word of it may point back."""
LIKELY = 0.7
"""Probability from which what a text needs of the questions before rules out other readings of it."""
TELLING = 0.55
"""Weight of a word that says by itself what a question is about."""
SHORTEST = 3
"""Words of a question that opens another topic."""
MOST_WORDS = 10
"""A longer question says itself what it is about."""


_COMPARES = re.compile(r"\b(?:same|differ\w*|compar\w*|similar|than|both|between)\b", re.IGNORECASE)
LEAST_INTRODUCED = 2
"""Words that must be told of a thing before it is no longer what was talked about."""


class Conversation:
    """Resolves follow-ups against the turns so far."""

    def __init__(self, reader: QuestionReader, described: Describing) -> None:
        self._reader = reader
        self._corpus = reader.corpus
        self._relisting = Relisting(reader)
        self._members = Members(reader, self._relisting, described)
        self._others = Others(reader, self._relisting)
        self._fragments = Fragments(reader, self._relisting)
        self._anaphora = Anaphora(reader, self._relisting)

    def opens_anew(self, text: str) -> tuple[str, bool]:
        """Return a message without "New topic." or "Other question:", and whether it then has nothing to do with what was said.

        It has where its first clause points back: "another question: since when does it exist?".
        """
        match = said.NEW_TOPIC.match(text)
        rest = text[match.end() :] if match else ""
        if len(rest.split()) < SHORTEST:
            return text, False
        first = re.split(r"[,;?.]", rest, maxsplit=1)[0]
        return rest[0].upper() + rest[1:], not said.points_back(first)

    def introduces(self, text: str, turns: Sequence[Turn]) -> str | None:
        """Return a message that says itself what its question is about, to be read without what was said before; else None.

        "There was also a Spanish call where few applied, why was that?" asks why few applied there.
        """
        match = said.INTRODUCES.match(text)
        if match is None or _COMPARES.search(match["asked"]):
            return None
        own = self._reader.read(match["what"])
        return self._with_place(text, turns) if len(own.topic) >= LEAST_INTRODUCED else None

    def resolve(self, text: str, turns: Sequence[Turn], setting: str = "") -> Resolved:
        """Return the full question that a text stands for after some turns; the text itself where it stands alone.

        `setting` is what was said around the text in the same message.
        """
        bare = said.OPENER.sub("", text).strip() or text
        bare = said.TELL_WHICH.sub("", bare)
        bare = said.SHOWS_HOW.sub("of that", bare) if turns and said.ASKS_EXAMPLES.search(bare) else bare
        bare = said.LIST_ONES.sub("", bare) if turns and turns[-1].is_list else bare
        bare = self._with_part(self._with_place(bare, turns), turns)
        if turns and said.ASKS.match(bare):
            bare = said.ASIDE.sub("", bare)
        resolved = self._resolved(bare, text, turns, setting)
        otherwise = _well_formed(resolved.otherwise) if resolved.otherwise else ""
        return replace(
            resolved, text=resolved.text if resolved.text == bare else _well_formed(resolved.text), otherwise=otherwise
        )

    def _resolved(self, bare: str, text: str, turns: Sequence[Turn], setting: str) -> Resolved:
        if placed := self._in_the_place_of(setting, bare):
            return Resolved(placed)
        if not turns:  # "So, which practices come from Norway?" opens a talk as well
            return Resolved(bare)
        needs = self._reader.relation(text, [turn.question.text for turn in turns])
        there = said.THERE_AT_END.search(text) and not setting and not turns[-1].is_list
        of_a_place = bool(said.SOMETHING_ON.match(bare) and self._reader.read(bare).places)
        if of_a_place or (self._stands_alone(text, needs["alone"]) and not there):
            return Resolved(bare)
        talk = self._after(setting, Talk(self._corpus, turns))
        if returned := self._back(bare, talk):
            return returned
        wanted = self._wanted(bare, talk)
        if wanted is not None:
            return wanted
        if said.SHORTER.match(bare) and not talk.last.is_list:
            return Resolved(f"{talk.last.question.text.rstrip(' ?.!')} in one sentence?")
        if said.SAY_AGAIN.match(bare):
            return Resolved(talk.last.question.text)
        if said.MORE.match(bare) or said.MORE.match(text):
            focus = talk.focus()
            return Resolved(f"Tell me more about {talk.name(focus)}" if focus else text)
        need = max(needs, key=needs.__getitem__)
        resolved = self._step_by_step(bare, talk, need if needs[need] >= LIKELY else "", continues=bare != text)
        return resolved or self._as_needed(bare, talk, need) or Resolved(bare)

    def _with_place(self, text: str, turns: Sequence[Turn]) -> str:
        """ "Anything else from that country?": the country or region that was asked about, or that the practice lies in."""
        if not turns:
            return text
        if (whole := said.WHOLE_COUNTRY.search(text)) and (country := self._country_around(turns[-1])):
            return f"{text[: whole.start()]}{country}{text[whole.end() :]}"
        by_region = False
        if match := said.THAT_PLACE.search(text):
            (start, end), by_region = match.span(), match["sort"].lower() in ("region", "province")
        elif match := said.ELSE_THERE.search(text):
            start, end = match.span("there")
        else:
            return text
        question, focus = turns[-1].question, Talk(self._corpus, turns).focus()
        places = [question.text[place.start : place.end] for place in question.places]
        if not places and focus:
            region = focus[0].region if by_region else None
            places = [region] if region else [country_name(code) for code in focus[0].countries]
        return text[:start] + places[0] + text[end:] if len(places) == 1 else text

    def _with_part(self, text: str, turns: Sequence[Turn]) -> str:
        """ "The first one in the next part": the part beside that of the recommendation talked about."""
        if turns and (left := said.REMAINING_PART.search(text)):
            told = {pillar for turn in turns for pillar in self._parts_of(turn)}
            unseen = [part.title for part in self._corpus.report.pillars if part.id not in told]
            return f"{text[: left.start()]}the part “{unseen[0]}”{text[left.end() :]}" if len(unseen) == 1 else text
        match = said.BESIDE_PART.search(text) if turns else None
        focus = Talk(self._corpus, turns).focus() if match else []
        parts = [part.id for part in self._corpus.report.pillars]
        if match is None or not focus or focus[0].pillar not in parts:
            return text
        at = parts.index(focus[0].pillar) + (1 if match["way"].lower() in ("next", "following") else -1)
        if not 0 <= at < len(parts):
            return text
        title = self._corpus.report.pillar(parts[at]).title
        return f"{text[: match.start()]}the part “{title}”{text[match.end() :]}"

    def _parts_of(self, turn: Turn) -> set[str]:
        """The parts that a turn was about: those it named, and those of the recommendations it told of."""
        told = {self._corpus[i].pillar for i in (*turn.question.ids, *turn.cited)}
        return {*turn.question.filters.pillars, *(pillar for pillar in told if pillar)}

    def _country_around(self, turn: Turn) -> str | None:
        """The country of the regions that a question was about."""
        there = Filters(regions=turn.question.filters.regions)
        countries = [set(e.countries) for e in self._corpus if there and e.countries and matches(e, there)]
        shared = set.intersection(*countries) if countries else set()
        return country_name(shared.pop()) if len(shared) == 1 else None

    def _stands_alone(self, text: str, probability: float) -> bool:
        """Say whether a text is understood without the questions before it; what may point back makes that less likely."""
        back = (
            said.FROM_THERE,
            said.ELLIPTIC,
            said.SUCH_ONES,
            said.DO_IT,
            said.ENDS_TYING,
            said.OTHER_FEW,
            said.ONE_UNLIKE,
            said.ONE_AT_END,
            said.SIMILAR,
        )
        if said.points_back(text) or any(pattern.search(text) for pattern in back):
            return False
        return probability >= (SURELY_ALONE if said.MAY_POINT_BACK.search(text) else ALONE)

    def _as_needed(self, text: str, talk: Talk, need: str) -> Resolved | None:
        """What no set phrase relates to the questions before it, related as its wording as a whole suggests."""
        focus = talk.focus()
        if need == "thing" and said.ALSO.search(text) and self._reader.read(text).places:
            return Resolved(text)  # "does Hungary have something green as well?" asks of Hungary
        if need == "thing" and focus:
            return Resolved(text, otherwise=of_the_same(text, talk.name(focus[:1])))
        if need == "swap" and said.VERBAL.search(text) and said.OPENS.match(text):
            return None  # a question of its own is not put into the place of a word
        if need == "swap":
            in_place = self._fragments.in_place(text, talk)
            return Resolved(in_place) if in_place is not None else None
        if need == "among" and len(talk.last.listed) > 1:
            return Resolved(text, among=talk.last.listed)
        if need != "more" or not focus:
            return None
        # "Tell me more about the masks in France" says itself about what.
        about = said.MORE_ABOUT.search(text)
        named = self._shown_on(about["what"], talk) if about else None
        if named is not None:
            return Resolved(f"Tell me more about {talk.name([self._corpus[named]])}")
        tells = about is not None and bool(self._reader.read(about["what"]).topic)
        return Resolved(text if tells or self._reader.read(text).places else f"Tell me more about {talk.name(focus)}")

    def _shown_on(self, phrase: str, talk: Talk) -> str | None:
        """The one of several entries that were shown whose title, or else whose text, holds the words of a phrase."""
        wanted = {word.stem for word in self._reader.read(phrase).topic}
        shown = [self._corpus[i] for i in talk.last.shown] if wanted else []
        for text in ("title", "body"):
            holding = [entry.id for entry in shown if wanted <= set(stems(getattr(entry, text)))]
            if len(holding) == 1:
                return holding[0]
        return None

    def lists_again(self, text: str) -> bool:
        """Say whether a text only asks to name or count what was listed before ("name them too, please", "how many is that?")."""
        return said.LIST_THEM.match(text) is not None or said.COUNT_THEM.match(text) is not None

    def readable(self, text: str) -> str:
        """A resolved question as a person would write it: ids stay behind recommendations and ambiguous names only."""
        for start, end in reversed(self._reader.references.titles(text)):
            title, entry_id = text[start:end].removesuffix(")").rsplit(" (", 1)
            if "”" in title:
                continue
            entry = self._corpus[entry_id]
            names = [n for n in self._reader.references.by_name(title) if len(n.stems) > 1]
            longest = max((n.end - n.start for n in names), default=0)
            named = {n.entry_id for n in names if n.end - n.start == longest}
            shown = title if named == {entry.id} else text[start:end]
            if entry.kind == "recommendation":
                shown = f"the recommendation “{title}” ({entry.id})"
            text = text[:start] + shown + text[end:]
        return text

    def without_exceptions(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Part a question from the entries that it sets aside: "Which others are there, besides NCE?"."""
        match = said.BESIDES.search(text)
        if match is None:
            return text, ()
        own = self._reader.read(match["what"])
        ids = own.ids or tuple(name.entry_id for name in own.names if len(name.stems) > 1)
        if not ids:
            return text, ()
        # With the others set aside, "which other clusters" asks for clusters.
        return said.OTHER.sub("", text[: match.start()], count=1) + text[match.end() :], ids

    def _step_by_step(self, bare: str, talk: Talk, need: str = "", *, continues: bool) -> Resolved | None:
        """Try each way in which a text can lean on what was said, the most telling first.

        `need` is what it needs of the questions before (`index.tagger.RELATIONS`), where that is likely.
        """
        if len(talk.last.listed) < 2 and (ones := said.SUCH_ONES.search(bare)) and (things := talk.things()):
            start, end = ones.span("ones" if ones["ones"] else "which")
            return Resolved(bare[:start] + things + bare[end:])
        if (same := said.DO_IT.match(bare)) and talk.last.question.places:
            return Resolved(self._fragments.in_place(bare[same.end() :], talk) or bare)
        for step in (
            self._like_that,
            self._others.similar,
            self._relisting.again,
            self._relisting.adjusted,
            self._others.of_part,
            self._members.left_out,
            self._members.compared,
            self._members.set_beside,
            self._fragments.another_of_them,
            self._fragments.done_instead,
            self._fragments.bare,
            self._members.beside,
        ):
            if (text := step(bare, talk)) is not None:
                return Resolved(text)
        for reading in (self._headed, self._from_list, self._members.beyond, self._members.asked_of):
            if (resolved := reading(bare, talk)) is not None:
                return resolved
        if (others := self._others.beside(bare, talk)) is not None:
            return Resolved(others)
        if (one := self._one_of(bare, talk)) is not None:
            return Resolved(one)
        if need == "thing" and not talk.last.is_list:
            return self._pointing_back(bare, talk)
        return self._fragment(bare, talk, continues=continues) or self._pointing_back(bare, talk)

    def _like_that(self, text: str, talk: Talk) -> str | None:
        """ "Has Sweden done anything along those lines?": its practices of the recommendation talked about."""
        focus, own = talk.focus(), self._reader.read(text)
        if (
            not (said.ALONG.search(text) or said.DONE_THERE.match(text) or said.SIMILAR.match(text))
            or not own.places
            or own.ids
            or not focus
            or focus[0].kind != "recommendation"
        ):
            return None
        return f"Which practices{describe(own.filters.places, self._corpus)} belong to {talk.name(focus[:1])}?"

    def _one_of(self, text: str, talk: Talk) -> str | None:
        """ "Is there one for food companies?" after "What are Euroclusters?" asks for one of the Euroclusters."""
        match, focus = said.IS_THERE_ONE.search(text), talk.focus()
        if match is None or not focus or talk.last.is_list or focus[0].kind not in ("term", "practice"):
            return None
        return f"{text[: match.end()]} of the {focus[0].title}{text[match.end() :]}"

    def _fragment(self, bare: str, talk: Talk, *, continues: bool) -> Resolved | None:
        """What is no sentence: a new limit, topic or entry for the last question, or a noun asked of what it was about."""
        if said.ASKS_EXAMPLES.search(bare) and (said.BARE_THAT.search(bare) or said.PERSONAL.search(bare)):
            return None
        if (another := said.THE_OTHER.match(bare)) and (programme := self._another(another["which"], talk)):
            return Resolved(programme)
        about = said.ABOUT.match(bare)
        if not about and not continues and (same := self._noun_of_the_same(bare, talk)):
            return same
        if not about and not self._fragments.is_fragment(bare, talk, continues=continues):
            return None
        text = self._fragments.in_place((bare[about.end() :].strip() if about else "") or bare, talk)
        return Resolved(text) if text is not None else None

    def _another(self, which: str, talk: Talk) -> str | None:
        """ "And the one by the research ministry?" after a practice: the programme of its country that is told so."""
        focus, own = talk.focus(), self._reader.read(which)
        if talk.last.is_list or not focus or focus[0].kind != "practice" or own.ids or not own.topic:
            return None
        countries = () if own.places else focus[0].countries
        where = f" in {country_name(countries[0])}" if len(countries) == 1 else ""
        return f"What is the programme {which.rstrip(' ?.!')}{where}?"

    def _pointing_back(self, bare: str, talk: Talk) -> Resolved | None:
        """A question with a pronoun, or with no subject at all."""
        if (says := said.SAYS_IT.search(bare)) and len(talk.last.listed) > 1:  # after a list it is the report that says
            return Resolved(f"{bare[: says.start('who')]}the report{bare[says.end('who') :]}")
        if (its := said.ITS_NOUN.search(bare)) and (other := self._fragments.sibling(its["noun"], talk)):
            return Resolved(bare[: its.start()] + talk.name([other]) + bare[its.end() :])  # "its report"
        bound, focus = self._anaphora.bound(bare, talk), talk.focus()
        if bound is None:
            return self._of_the_same(bare, talk)
        if focus and focus[0].kind == "background" and not self._reader.read(bound).ids:
            # The thing goes by the name that the question gave it; the fact told of it may still be the one meant.
            return Resolved(bound, otherwise=bound, shown=(focus[0].id,))
        return Resolved(bound, choices=self._bound_to_each(bare, bound, talk))

    def _bound_to_each(self, bare: str, bound: str, talk: Talk) -> tuple[str, ...]:
        """The readings of a pronoun in the singular after an answer from several entries, none of which was named."""
        last = talk.last
        if last.question.ids or len(last.cited) < 2 or said.PLURAL_PRONOUN.search(bare) or said.TIES_TO_IT.search(bare):
            return ()
        alone = [Talk(self._corpus, [*talk.turns[:-1], replace(last, cited=(i,), listed=())]) for i in last.cited[:FEW]]
        readings = [self._anaphora.bound(bare, one) for one in alone]
        return tuple(dict.fromkeys(_well_formed(reading) for reading in (bound, *readings) if reading))

    def _noun_of_the_same(self, text: str, talk: Talk) -> Resolved | None:
        """ "Max per cluster?" names a thing and no subject: asked of the one that was talked about."""
        own, focus = self._reader.read(text), talk.focus()
        if said.VERBAL.search(text) or said.OPENS.match(text) or not own.topic or not focus:
            return None
        if said.ASKS_EXAMPLES.search(text) and any(pattern.search(text) for pattern in said.POINTING_BACK):
            return None
        if len(talk.last.shown) > 1 or (talk.last.is_list and not talk.last.question.ids):
            return None
        if own.ids or own.places or self._relisting.limits(own) or any(len(n.stems) > 1 for n in own.names):
            return None
        return Resolved(text, otherwise=of_the_same(text, talk.name(focus[:1])))

    def _headed(self, text: str, talk: Talk) -> Resolved | None:
        """ "The one that straddles a border, who is in it?": asked of what stands before the question."""
        match = said.HEAD.match(text)
        if match is None or said.ONLY_ATTRIBUTE.match(match["head"]):
            return None
        head, asked = match["head"], match["asked"]
        unlike = said.UNLIKE.search(head)
        meant = self._members.meant(head, talk) if unlike else self._members.named(head, talk) or self._named(head)
        if meant is None and not unlike:
            sibling = self._fragments.sibling(head, talk)
            meant = sibling.id if sibling else self._members.meant(head, talk)
        if meant is None and (apart := self._members.apart(head, talk)):
            return apart
        if meant is None:  # "The French masks, did another country adopt those?" is about them, and nothing before
            own = self._reader.read(head)
            told = any(self._reader.lexicon.weight(word) >= TELLING for word in own.topic if not is_frame(word.lower))
            if own.places or said.LIMITED_ONE.match(head):
                return Resolved(text)
            return (
                Resolved(asked_about(asked, head))
                if told and not (talk.last.is_list or self._relisting.limits(own))
                else None
            )
        bound = self.resolve(asked, [*talk.turns, self._turn_about(meant)])
        if bound.text != asked:
            return bound
        return Resolved(bound.otherwise or of_the_same(asked, talk.name([self._corpus[meant]])))

    def _of_the_same(self, text: str, talk: Talk) -> Resolved | None:
        """ "How many firms joined?" names no subject: it may be asked of what was talked about."""
        own, focus = self._reader.read(text), talk.focus()
        named = own.names if own.form == "define" else [name for name in own.names if len(name.stems) > 1]
        own_subject = bool(own.ids or own.places or own.filters.pillars or named)
        listing = own.form not in ("lookup", "count", "yesno", "define") or (own.kinds and own.form == "count")
        recommended = "recommendation" in own.kinds and own.form != "yesno" and own.aspect is None
        if own_subject or listing or recommended or not focus or len(list(words(text))) > MOST_WORDS:
            return None
        if len(talk.last.listed) > 1:
            return Resolved(text, otherwise=text, shown=talk.last.listed)
        if (match := said.ROUND.search(text)) and (other := self._fragments.sibling(match.group(), talk)):
            return Resolved(text, otherwise=of_the_same(text, talk.name([other])))
        return Resolved(text, otherwise=of_the_same(text, talk.name(focus[:1])))

    # Another subject, an earlier one, or a correction

    def _after(self, setting: str, talk: Talk) -> Talk:
        """ "Not the Flemish one, the other. What is it?": the first sentence says what the question is about."""
        said_before = said.OPENER.sub("", setting).strip()
        if not said_before:
            return talk
        chosen = self._wanted(said_before, talk) or self._from_list(said_before, talk)
        own = self._reader.read(chosen.text) if chosen else self._reader.read(said_before)
        elsewhere = set(own.filters.countries) - {code for entry in talk.focus() for code in entry.countries}
        # "Bulgaria had a call too. How much was in that one?" is about another; "we sit in Sofia" says who asks.
        if chosen is None and not own.ids and (not elsewhere or said.FIRST_PERSON.search(said_before)):
            return talk
        ids = own.ids
        if not ids and own.places:  # "I wanted Flanders. Which types of cluster do they have?"
            there = replace(own.filters.places, kinds=("practice",))
            held = [entry.id for entry in self._corpus if matches(entry, there)]
            best = self._members.best_described(own.text, held)
            ids = (best,) if best else ()
            if chosen is None and not held:  # "Latvia has one, too. What does it do?" is not about what was before
                return Talk(self._corpus, [Turn(own, ())])
        return Talk(self._corpus, [*talk.turns, self._turn_about(ids[0])]) if ids else talk

    def _in_the_place_of(self, setting: str, text: str) -> str | None:
        """ "My ministry is in Rabat. What is there for us?": asked of the place that the first sentence names."""
        own = self._reader.read(text)
        if not setting or not said.FOR_US.search(text) or own.places or own.ids or own.names or own.topic:
            return None
        around = self._reader.read(setting)
        places = [around.text[place.start : place.end] for place in around.places]
        places = places or [
            country_name(code)
            for word in words(setting)
            if word.text[0].isupper() and (code := capital_of(word.text)) is not None
        ]
        if not places:
            return None
        where = f"in {' and '.join(dict.fromkeys(places))}"
        if there := said.THERE.search(text):
            return text[: there.start()] + where + text[there.end() :]
        return f"{text.rstrip(' ?.!')} {where}?"

    def _back(self, text: str, talk: Talk) -> Resolved | None:
        """ "Back to the hubs: how many did Portugal approve?", "what was the first country again?"."""
        if match := said.EARLIER.match(text):
            position = ordinal_of(match["which"])
            asked = self._asked_about(match["noun"], talk)
            at = position - 1 if position and position > 0 else -1
            return Resolved(asked[at].question.text) if position and at < len(asked) else None
        match = said.BACK_TO.match(text)
        if match is None:
            return None
        about, then = (match["about"], match["asked"]) if match["about"] else (match["again"], match["then"])
        earlier = self._turns_about(about, talk)
        if earlier and then:
            return self.resolve(then, earlier)
        focus = Talk(self._corpus, earlier).focus() if earlier else []
        if not then and match["about"]:
            return Resolved(f"Tell me about {talk.name(focus[:1])}" if focus else f"Tell me about {about}")
        return None

    def _asked_about(self, noun: str, talk: Talk) -> list[Turn]:
        """The turns that asked about a sort of thing: countries, recommendations, anything."""
        if re.match(r"countr|place|region", noun, re.IGNORECASE):
            return [turn for turn in talk.turns if turn.question.places]
        if re.match(r"recommendation|practice|project|programme", noun, re.IGNORECASE):
            return [turn for turn in talk.turns if turn.question.ids or turn.cited]
        return list(talk.turns) if re.match(r"question|topic|thing|one|subject", noun, re.IGNORECASE) else []

    def _turns_about(self, phrase: str, talk: Talk) -> list[Turn]:
        """The turns up to the latest one that a phrase refers to: by order, by name, by place or by topic."""
        turns = talk.turns
        position = ordinal_of(phrase)
        if position is not None and 0 < position <= len(turns) and not re.search(r"\bof\b", phrase):
            return list(turns[:position])
        for end in range(len(turns), 0, -1):
            if fitting := self._described(phrase, turns[end - 1]):
                return [*turns[:end], self._turn_about(fitting)]
        own = self._reader.read(phrase)
        wanted = {word.stem for word in own.topic}
        named = self._named(phrase)
        if named and len(wanted) > 1:
            return [*turns, self._turn_about(named)]
        if at := self._turn_with_title(wanted, turns):
            return list(turns[:at])
        if named:
            return [*turns, self._turn_about(named)]
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

    def _turn_with_title(self, wanted: set[str], turns: Sequence[Turn]) -> int:
        """The place behind the latest turn about an entry whose title holds some stems; 0 where there is none.

        "The superclusters" are those that were talked about, whatever else is called so.
        """
        for end in range(len(turns), 0, -1):
            titles = [
                set(stems(self._corpus[i].title)) for i in (*turns[end - 1].question.ids, *turns[end - 1].cited[:1])
            ]
            if wanted and any(wanted <= title for title in titles):
                return end
        return 0

    def _described(self, phrase: str, turn: Turn) -> str | None:
        """The one entry of a turn that a phrase like "the Irish one" describes."""
        if not said.LIMITED_ONE.search(phrase):
            return None
        fitting = self._members.fitting(phrase, turn.shown or turn.cited[:1])
        return fitting[0] if len(fitting) == 1 else None

    def _named(self, phrase: str) -> str | None:
        """The entry whose whole name a phrase is."""
        own = self._reader.read(phrase)
        content = [word for word in words(phrase) if not word.is_function]
        whole = [
            name.entry_id
            for name in own.names
            if (len(content) > 1 or content[-1].text[0].isupper())
            and name.start <= content[0].start
            and name.end >= content[-1].end
        ]
        return next(iter((*own.ids, *whole)), None)

    def _turn_about(self, entry_id: str) -> Turn:
        """A turn in which one entry was talked about."""
        entry = self._corpus[entry_id]
        return Turn(self._reader.read(f"Tell me about {entry.title} ({entry.id})"), (entry_id,))

    def _wanted(self, text: str, talk: Talk) -> Resolved | None:
        """A correction: what is wanted instead takes the place of what was asked."""
        if said.MEMBERS_NOT.match(text):
            return None
        match = next((m for pattern in said.CORRECTIONS if (m := pattern.match(text))), None)
        if match is None:
            return None
        wanted = said.AFTER_ALL.sub("", said.OPENER.sub("", match["wanted"]).strip())
        rejected = match.groupdict().get("rejected")
        if (
            rejected
            and (said.VERBAL.search(wanted) or len(list(words(rejected))) > 6)
            and not (said.OTHERS.match(wanted) or said.OPENS.match(wanted))
        ):
            return None
        if rejected and (other := self._other_than(wanted, rejected, talk)) is not None:
            return other
        if said.OPENS.match(wanted):
            return self._step_by_step(wanted, talk, continues=True) or Resolved(wanted)
        if head := said.HEAD.match(wanted):  # "No, I mean the Panorama, what does that say about jobs?"
            return Resolved(asked_about(head["asked"], head["head"]))
        if (picked := self._from_list(wanted, talk)) is not None:
            return picked
        about = said.ABOUT.match(wanted)
        phrase = wanted[about.end() :] if about else wanted
        tells = self._reader.read(phrase).topic  # "the definition" names none
        if tells and (sibling := self._fragments.sibling(phrase, talk)):
            return Resolved(self._fragments.instead(sibling, talk))
        resolved = self._fragments.in_place(phrase, talk)
        return Resolved(resolved) if resolved is not None else None

    def _other_than(self, wanted: str, rejected: str, talk: Talk) -> Resolved | None:
        """ "Not the Flemish one, the other. What does it do?": the member that was not taken back."""
        others = said.OTHERS.match(wanted)
        shown = next(iter(talk.lists), talk.listed)
        if others is None or not shown:
            return None
        unwanted = self._members.fitting(rejected, shown) or tuple(entry.id for entry in talk.focus())
        chosen = tuple(i for i in shown if i not in unwanted)[:MOST_NAMED]
        picked = Picked(chosen, *others.span())
        return self._with_picked(wanted, picked, talk) if chosen else None

    # References into a list

    def _from_list(self, text: str, talk: Talk) -> Resolved | None:
        own = self._reader.read(text)
        if own.ids or (own.filters.pillars and not said.LIMITED_ONE.search(text)):
            return None
        if said.PARTS.search(talk.last.question.text) and not talk.last.listed:
            return self._in_part(text)
        if (part := said.ORDINAL_PART.search(talk.last.question.text)) and (number := _bare_ordinal(text)):
            asked = talk.last.question.text
            return Resolved(asked[: part.start("number")] + number + asked[part.end("number") :])
        picked = self._members.picked(text, talk)
        if picked is None:
            return self._members.apart(text, talk)
        # "The Saxon cluster next to the Dutch-German one" picks two.
        other = self._members.picked(text[picked.end :], talk) if len(picked.ids) == 1 else None
        if other and len(other.ids) == 1 and other.ids != picked.ids and said.LIMITED_ONE.search(text[picked.end :]):
            name = talk.name([self._corpus[other.ids[0]]])
            text = text[: picked.end + other.start] + name + text[picked.end + other.end :]
        return self._with_picked(text, picked, talk) if picked.ids else None

    def _in_part(self, text: str) -> Resolved | None:
        """ "What is in the second?" after a question about the parts."""
        ordinal = said.ORDINAL_PHRASE.search(text)
        if ordinal is None:
            return None
        word = re.search(said.NUMBERS, ordinal.group(), re.IGNORECASE)
        number = word.group() if word else "first"
        return Resolved(f"{text[: ordinal.start()]}the {number} part{text[ordinal.end() :]}")

    def _with_picked(self, text: str, picked: Picked, talk: Talk) -> Resolved:
        """Put the entries that were picked out of a list into the place of the phrase that picks them."""
        before = text[: picked.start].strip(" :,;–-")
        fits_both = (
            len(picked.ids) > 1 and text[picked.start : picked.end].lower() == "both" and said.TYING_TO.search(before)
        )
        name = ("both " if fits_both else "") + talk.name([self._corpus[i] for i in picked.ids])
        after = said.IN_FULL.sub("", text[picked.end :]).strip(" ?.!:,;–-")
        rest = self._reader.read(f"{before} {after}".strip() or "?")
        if (said.THOSE_FOR.match(before) or said.ONLY_LEADS.match(before)) and talk.last.question.ids:
            in_place = self._fragments.in_place(name, talk)
            if in_place is not None:
                return Resolved(in_place)
        if not said.VERBAL.search(before) and not said.VERBAL.search(after) and not rest.topic and not rest.aspect:
            if self._asks_the_same(picked, talk):
                return Resolved(self._fragments.instead(self._corpus[picked.ids[0]], talk))
            lead = "Compare" if re.search(r"\bcompar|differ", fold(text)) else "Tell me about"
            return Resolved(f"{lead} {name}")
        if not before and said.OPENS.match(after) and len(picked.ids) == 1:  # "The first one: who runs it?"
            bound = self.resolve(after, [*talk.turns, self._turn_about(picked.ids[0])])
            if bound.text != after:
                return bound
            return Resolved(of_the_same(after, name))
        if not before and said.PERSONAL.search(after):  # "The Canadian one: what does it do?"
            return Resolved(said.PERSONAL.sub(lambda _: name, after, count=1) + "?")
        if not before or not said.VERBAL.search(f"{before} {after}"):
            bound_to = self._fragments.bare(
                f"{before} {after}".strip(" ?"), Talk(self._corpus, [*talk.turns, self._turn_about(picked.ids[0])])
            )
            if bound_to is not None and len(picked.ids) == 1:
                return Resolved(bound_to)
        return Resolved(f"{before} {name} {after}".strip() + ("?" if text.rstrip().endswith("?") else ""))

    def _asks_the_same(self, picked: Picked, talk: Talk) -> bool:
        """ "How long is HZwo funded? And the one in Hamburg?": another entry, beside no list, is asked the same."""
        question = talk.last.question
        return len(picked.ids) == 1 and len(question.ids) == 1 and not any(picked.ids[0] in ids for ids in talk.lists)


def _bare_ordinal(text: str) -> str | None:
    """The ordinal that is all that a text says: "and the second?", "number three"."""
    if ordinal := said.BARE_ORDINAL.match(text):
        return ordinal["number"].lower()
    counted = said.BARE_NUMBER.match(text)
    number = cardinal_of(counted["number"]) if counted else None
    return ordinal_figure(number) if number else None


def _well_formed(text: str) -> str:
    """A question as it is written: no word twice, no space too many, a capital first and a mark at the end."""
    text = re.sub(r"\b(\w+)(\s+\1\b)+", r"\1", " ".join(text.split()), flags=re.IGNORECASE)
    text = re.sub(r"\s+(?=[?.!,;])", "", text)
    text = text[0].upper() + text[1:]
    return text if text[-1] in "?.!" or not said.ASKS.match(text) else f"{text}?"
