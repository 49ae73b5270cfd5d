"""Anaphora: puts what was talked about where a pronoun or "the programme" stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understanding import followups as said
from assistant.understanding.filters import describe, tied
from assistant.understanding.forms import is_frame
from assistant.understanding.fragments import of_the_same
from assistant.understanding.members import FEW
from assistant.understanding.question import Question, QuestionReader
from assistant.understanding.relisting import Relisting
from assistant.understanding.talk import Talk, is_plural
from corpus.entry import Entry
from index.words import fold, stems

_AUXILIARY_BEFORE = re.compile(
    r"\b(?:do|does|did|can|could|will|would|should|must|may)\b.*\b(?:do|have|be)\s+$", re.IGNORECASE
)
_PUT_IN = re.compile(r" with regard to .+ \(\w+\)\W*$")


class Anaphora:
    """Reads words of a question that point back at what was talked about."""

    def __init__(self, reader: QuestionReader, relisting: Relisting) -> None:
        self._reader = reader
        self._corpus = reader.corpus
        self._relisting = relisting

    def bound(self, text: str, talk: Talk) -> str | None:
        """Put what was talked about where a pronoun or "the programme" stands."""
        own = self._reader.read(text)
        focus = talk.focus()
        if own.ids and own.form != "compare":
            return None
        if not focus:
            return self._of_subject(text, own, talk)
        if (tied := self._tied(text, talk)) is not None:
            return tied
        if (itself := said.REPORT_ITSELF.search(text)) and focus[0].kind != "practice":
            return f"{text[: itself.start()]}the report{text[itself.end() :]}"
        who = self._meant(text, own, focus, talk)
        name = self._called(text, who, own, talk)
        if own.form != "compare" and self._has_own_subject(text, own):
            return None
        counted = own.form == "count" and who[0].kind != "recommendation"  # "how many examples does it hold?"
        if (
            said.ASKS_EXAMPLES.search(text)
            and all(word.stem == "cluster" or is_frame(word.lower) for word in own.topic)
            and not counted
            and not said.BEHIND.match(text)
            and (of := self._examples(text, own, who, talk))
        ):
            return of
        linked = who[0].kind == "practice" and bool((*who[0].filed_under, *who[0].matched_to))
        if linked and said.RECOMMENDED_ON_IT.search(text):
            return f"Which recommendations does {talk.name(who[:1])} belong to?"
        if (bound := self._bound(text, own, name, who, talk)) is not None:
            return bound
        listing = own.form in ("list", "count") and own.kinds
        asks = said.OPENS.match(text) or said.VERBAL.search(text)
        if asks and not own.topic and not own.filters and not own.names and not listing and own.form != "about":
            return of_the_same(text, name)
        return None

    def _of_subject(self, text: str, own: Question, talk: Talk) -> str | None:
        """Put what was asked about where nothing answered: "who chaired the Expert Group?", "and who were the members?"."""
        subject = talk.subject() or talk.definite()
        if not subject or own.names or self._has_own_subject(text, own):
            return None
        if match := said.PERSONAL.search(text) or said.POSSESSIVE.search(text):
            return _replaced(text, match, subject)
        attribute = said.THE_ATTRIBUTE.search(text) if not own.places else None
        return f"{text[: attribute.end()]} of {subject}{text[attribute.end() :]}" if attribute else None

    def _tied(self, text: str, talk: Talk) -> str | None:
        """ "How many did you match to it?", "which Austrian practices fit?": practices of the recommendation talked about."""
        last, focus = talk.last, talk.focus()
        listed = last.question.filters.recommendations or (last.limits.recommendations if last.limits else ())
        ids = listed if last.is_list else tuple(entry.id for entry in focus[:1])
        if len(ids) != 1 or self._corpus[ids[0]].kind != "recommendation":
            return None
        name = talk.name([self._corpus[ids[0]]])
        if match := said.TIES_TO_IT.search(text):
            return text[: match.start("it")] + name + text[match.end("it") :]
        if said.ENDS_TYING.search(text) and said.ASKS_EXAMPLES.search(text):
            stem = said.ENDS_TYING.sub("", text).rstrip()
            return f"{stem} belong to {name}?"
        return None

    def _examples(self, text: str, own: Question, who: Sequence[Entry], talk: Talk) -> str | None:
        """ "Give an example of that": the practices of a recommendation, or those on what was talked about."""
        limits = self._relisting.limits(own)
        if who[0].kind == "recommendation" and not limits:
            link = own.filters.link if own.filters.link in ("filed", "matched") else None
            return f"Which practices {f'are {tied(link)}' if link else 'belong to'} {talk.name(who[:1])}?"
        if who[0].kind == "recommendation" and said.PERSONAL.search(text):
            return f"Which practices{describe(own.filters, self._corpus)} belong to {talk.name(who[:1])}?"
        if limits or (who[0].kind == "practice" and talk.last.question.ids):
            return None
        return f"Which practices are there on {self._relisting.topic_phrase(talk.last.question) or who[0].title}?"

    def _has_own_subject(self, text: str, own: Question) -> bool:
        """Say whether a text names its own subject before any pronoun ("What does the Pact for Skills say of it?")."""
        pronoun = said.PERSONAL.search(text) or said.POSSESSIVE.search(text) or said.DEMONSTRATIVE.search(text)
        named = [name.start for name in own.names if len(name.stems) > 1]
        if pronoun and pronoun.group().lower() == "their":  # "How do small firms find their way?"
            named += [word.start for word in own.topic if re.search(r"[^su]s$", word.lower)]
        if pronoun and said.POSSESSIVE.fullmatch(pronoun.group()):  # "How does Flanders fund its networks?"
            named += [place.start for place in own.places]
        return bool(named) and (pronoun is None or min(named) < pronoun.start())

    def _called(self, text: str, who: Sequence[Entry], own: Question, talk: Talk) -> str:
        """How what is meant is called in the question: a fact by the thing that was asked about, not by its title."""
        if own.form == "define" and not talk.last.question.ids and (subject := talk.subject()):
            return subject
        recommended = "recommendation" in own.kinds and own.form not in ("list", "count") and own.aspect is None
        wanted = own.asked_kind or ("recommendation" if recommended else None)
        if wanted and who[0].kind not in (wanted, "recommendation"):
            return who[0].title  # asked is what is recommended or done about it, not the entry itself
        unasked = talk.last.listed and not talk.last.question.kinds and not self._relisting.limits(talk.last.question)
        refused = not talk.last.cited
        # A fact that was put in behind the question is not what the question was about.
        named = talk.last.question.ids and not (who[0].kind == "background" and _PUT_IN.search(talk.last.question.text))
        if (who[0].kind == "background" or unasked or refused) and not named:
            several = re.search(r"\b(?:they|them|these|those|their)\b", text, re.IGNORECASE)
            things = talk.things() if several else None
            if things:
                return f"the {things}"
            person = re.search(r"\b(?:he|she|him|her|his)\b", text, re.IGNORECASE)
            if several and talk.last.question.aspect == "person" and (body := self._body_in(who[0])):
                return f"the {body}"  # "who wrote the report? When did they meet?" asks of no report
            return talk.subject() or (not person and talk.definite()) or talk.name(who)
        return talk.name(who)

    def _bound(self, text: str, own: Question, name: str, who: Sequence[Entry], talk: Talk) -> str | None:
        """Put a name in the place of the first word or phrase that points back."""
        if said.BEHIND.match(text) and who[0].kind != "recommendation":
            if who[0].kind == "practice":
                return f"Which recommendations does {talk.name(who[:1])} belong to?"
            return f"Which recommendation deals with {who[0].title}?"
        if (match := said.THE_NUMBER.search(text)) and (things := talk.things()):
            return f"{text[: match.end()]} {things}{text[match.end() :]}"
        if match := said.NEXT_ONE.search(text):
            return f"{text[: match.end() - len('one')]}{_without_article(name)}{text[match.end() :]}"
        if match := said.THAT_PAGE.search(text):
            return f"{text[: match.start()]}the {match.group(1)} on {name}{text[match.end() :]}"
        if (match := said.THAT_WORD.search(text)) and (word := self._word_asked_about(talk)):
            return f"{text[: match.start()]}“{word}”{text[match.end() :]}"
        if match := said.THAT_WAY.search(text):
            return f"{text[: match.start()]}through {name}{text[match.end() :]}"
        if (match := said.DEFINITE.search(text)) and who[0].kind == "background" and not _bears(name, match):
            # "The group", after what was told of the report, is a group that the answer names, or one known by itself.
            noun = match.group().split()[-1]
            told = self._named_in(who[0], noun)
            return f"{text[: match.start()]}the {told}{text[match.end() :]}" if told else None
        if (match := said.DEMONSTRATIVE.search(text)) and (thing := self._noun_in(match.group(1), who[0], name)):
            whole = who[0].kind == "practice" and "recommendation" not in own.kinds and thing in who[0].title
            return text[: match.start()] + (name if whole else thing) + text[match.end(1) :]
        return self._pronoun(text, own, name, who, talk)

    def _word_asked_about(self, talk: Talk) -> str | None:
        """The term that the last question named, or else its topic: what "that word" is."""
        question = talk.last.question
        terms = [name for name in question.names if self._corpus[name.entry_id].kind == "term"]
        longest = max(terms, key=lambda name: name.end - name.start, default=None)
        if longest is not None:
            return question.text[longest.start : longest.end]
        return self._relisting.topic_phrase(question) or None

    def _pronoun(self, text: str, own: Question, name: str, who: Sequence[Entry], talk: Talk) -> str | None:
        several = len(who) > 1 or is_plural(who[0]) or name == f"the {talk.things()}"
        patterns = [said.DEFINITE, said.PERSONAL, said.BARE_THAT, said.POSSESSIVE]
        patterns += [said.ONE_AT_END] if who[0].kind == "term" and not own.places else []
        for pattern in patterns:
            if match := pattern.search(text):
                # "We cannot find ICT people, does some cluster do that?" says itself what "that" is.
                told = [word for word in own.topic if word.end <= match.start() and not is_frame(word.lower)]
                if pattern is said.BARE_THAT and len(told) > 1 and _DOES.search(text[: match.start()]):
                    continue
                one = pattern is said.ONE_AT_END and not is_plural(who[0])
                article = ("an " if name[0] in "AEIOUaeiou" else "a ") if one else ""
                return _replaced(text, match, article + name, several=several)
        if (match := said.THE_ATTRIBUTE.search(text)) and not own.places and not own.names:
            return f"{text[: match.end()]} of {name}{text[match.end() :]}"
        if (match := said.THERE.search(text)) and not own.places:
            return self._where(text[: match.start()], name, talk) + text[match.end() :]
        return None

    def _where(self, before: str, name: str, talk: Talk) -> str:
        """What stands before "there" with what it stands for: the place that was asked about, else what was talked about."""
        question = talk.last.question
        led = re.search(r"\b(?:from|in) $", before, re.IGNORECASE) is not None
        named = [(n.start, n.end) for n in question.names if len(n.stems) > 1]
        places = [p for p in question.places if not any(s <= p.start and p.end <= e for s, e in named)]
        if places and not question.ids:  # "Torino Social Impact" is no place
            place = places[0]
            where = re.sub(r"['’]s?$", "", question.text[place.start : place.end])
            return f"{before}{where}" if led else f"{before}in {where}"
        return f"{before}{name}" if led else f"{before}at {name}"

    def _noun_in(self, phrase: str, entry: Entry, name: str) -> str | None:
        """The name inside the title of an entry that a noun stands for: "hubs" for "Digital Innovation Hubs"."""
        nouns = stems(phrase)
        if not nouns or re.fullmatch(said.GENERIC, phrase, re.IGNORECASE):
            return None
        if nouns[-1] not in stems(entry.title):
            return self._named_in(entry, phrase)
        inside = [n for n in self._reader.references.by_name(entry.title) if nouns[-1] in n.stems and len(n.stems) > 1]
        shortest = min(inside, key=lambda n: n.end - n.start, default=None)
        if shortest is None or shortest.stems == tuple(stems(entry.title)):
            return name
        noun = entry.title[shortest.start : shortest.end]
        return f"{noun}s" if phrase.endswith("s") and not noun.endswith("s") else noun

    def _named_in(self, entry: Entry, phrase: str) -> str | None:
        """The first name in what an entry states that holds the last word of a phrase."""
        noun = stems(phrase)[-1]
        told = [n for n in self._reader.references.by_name(entry.statement) if len(n.stems) > 1 and noun in n.stems]
        return next((entry.statement[n.start : n.end] for n in told), None)

    def _body_in(self, entry: Entry) -> str | None:
        """The first body of people that what an entry states names: "European Expert Group on Clusters"."""
        told = [entry.statement[n.start : n.end] for n in self._reader.references.by_name(entry.statement)]
        return next((name for name in told if " " in name and _BODY.search(name)), None)

    def _meant(self, text: str, own: Question, focus: Sequence[Entry], talk: Talk) -> Sequence[Entry]:
        """The entries that a pronoun stands for: those of a short list for "them", else the ones talked about."""
        listed = talk.last.listed
        if (one := self._listed_with(text, listed)) is not None:
            return [one]
        if said.PLURAL_PRONOUN.search(fold(text)):
            if 1 < len(listed) <= FEW and not talk.last.question.selects:
                return [self._corpus[i] for i in listed]
            if own.form == "compare":
                return [self._corpus[i] for i in talk.recent()]
        return focus[:FEW]

    def _listed_with(self, text: str, listed: Sequence[str]) -> Entry | None:
        """The one entry of a list whose title holds the noun of "those superclusters"."""
        match = said.DEMONSTRATIVE.search(text)
        noun = stems(match.group(1))[-1:] if match and len(listed) > 1 else []
        holding = [self._corpus[i] for i in listed if noun and noun[0] in stems(self._corpus[i].title)]
        return holding[0] if len(holding) == 1 else None


_BODY = re.compile(
    r"\b(?:group|alliance|commission|ministry|agency|network|platform|partnership|forum|council)\b", re.IGNORECASE
)
_DOES = re.compile(r"\b(?:do|does|did|done|doing|like) $", re.IGNORECASE)
_ONE_TO_MANY = {"is": "are", "was": "were", "does": "do", "has": "have"}
_MANY_TO_ONE = {many: one for one, many in _ONE_TO_MANY.items()}


def _agreeing(before: str, *, several: bool) -> str:
    """What stands before a name, its verb in the number of the name: "when was" several becomes "when were"."""
    if _AUXILIARY_BEFORE.search(before):  # "how does Lapland do it?" has its number already
        return before
    words_ = before.rstrip().split(" ")
    other = (_ONE_TO_MANY if several else _MANY_TO_ONE).get(words_[-1].lower())
    if other is None:
        return before
    return " ".join([*words_[:-1], other.capitalize() if words_[-1][0].isupper() else other, ""])


def _replaced(text: str, match: re.Match[str], name: str, *, several: bool = False) -> str:
    """Put a name in the place of a pronoun; "its budget" becomes "the budget of ...", before other words it takes 's."""
    if not said.POSSESSIVE.fullmatch(match.group()):
        return _agreeing(text[: match.start()], several=several) + name + text[match.end() :]
    noun = re.match(rf"\s+((?:[\w-]+ )?{said.ATTRIBUTE})\b", text[match.end() :], re.IGNORECASE)
    if noun:
        return f"{text[: match.start()]}the {noun.group(1)} of {name}{text[match.end() + noun.end() :]}"
    return text[: match.start()] + name + ("'" if name.endswith("s") else "'s") + text[match.end() :]


def asked_about(asked: str, head: str) -> str:
    """Ask a question of what is named before it."""
    for pattern in (said.DEFINITE, said.PERSONAL, said.BARE_THAT, said.POSSESSIVE):
        if match := pattern.search(asked):
            return _replaced(asked, match, head)
    return of_the_same(asked, head)


def _bears(name: str, match: re.Match[str]) -> bool:
    """Say whether a name holds the noun of a phrase that may stand for it."""
    noun = stems(match.group())[-1:]
    return set(noun) <= set(stems(name))


def _without_article(name: str) -> str:
    return re.sub(r"^the\s+", "", name)
