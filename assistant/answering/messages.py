"""Messages: each question of a message answered in the light of the talk, of the parts before it and of what is said around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.answering.continuation import SURE, WIDENED, Continuation, said_nothing
from assistant.answering.draft import Draft
from assistant.answering.outcome import Outcome, OutcomeFinder
from assistant.answering.reading import SURELY_READ
from assistant.answering.selection import Selected, Selection
from assistant.understanding.chat import plain_english
from assistant.understanding.cleaning import without_markup
from assistant.understanding.conversation import Conversation
from assistant.understanding.filters import Filters
from assistant.understanding.followups import ONLY_COMPARES, leans_on_setting, points_back
from assistant.understanding.forms import asks_for_recommendation
from assistant.understanding.fragments import of_the_same
from assistant.understanding.kin import Kin
from assistant.understanding.lexicon import is_english
from assistant.understanding.parts import Message, conjuncts, split_message
from assistant.understanding.question import Question, QuestionReader
from assistant.understanding.speaker import without_speaker
from assistant.understanding.talk import Turn
from corpus.corpus import Corpus
from corpus.entry import Entry
from index.words import fold, words

_NAMES_A_THING = re.compile(r"\b(?:the|an?|its|their) \w{3,}", re.IGNORECASE)
"""A noun with an article: what a question without one asks for is told before it."""
_EITHER = re.compile(r"\bor\b", re.IGNORECASE)
# "Is it the same thing as ...?", "is it a different body from ...?"
_COMPARES = re.compile(r"\b(?:same|different|differs?|other) (?:[\w-]+ )?(?:as|from|than|to)\b", re.IGNORECASE)


class Messages:
    """Answers messages over one corpus; holds no state of any talk."""

    def __init__(self, corpus: Corpus, finder: OutcomeFinder, reader: QuestionReader) -> None:
        self._corpus = corpus
        self._finder = finder
        self._reader = reader
        self._conversation = Conversation(reader, self._described)
        self._kin = Kin(corpus, reader.references)
        self._continuation = Continuation(corpus, finder, reader, self._kin)
        self._selection = Selection(corpus, finder)

    def understood(self, outcomes: Sequence[Outcome]) -> str:
        """Return what a message was understood as: its parts as full questions, as a person would write them."""
        parts = [outcome.understood for outcome in outcomes]
        if len(parts) > 1:
            parts = [part[:1].upper() + part[1:] for part in parts]
        return self._conversation.readable(" ".join(parts))

    def answer(self, text: str, turns: Sequence[Turn], filters: Filters | None) -> list[Outcome]:
        """Answer a message; where nothing answers, without what its reader says of himself.

        "I work for a bank in Galicia; what is cascade funding?" asks for nothing Galician.
        """
        said = plain_english(without_markup(text))
        said, anew = self._conversation.opens_anew(said)
        turns = () if anew else turns
        if turns and (introduced := self._conversation.introduces(said, turns)):
            said, turns = introduced, ()
        if turns and (asked := next(without_speaker(said), None)) and points_back(asked):
            said = asked  # "I run a cluster myself, so just those at cluster level": what it points back at was said before
        outcomes = self._answer_all(split_message(said), turns, filters)
        if any(outcome.found for outcome in outcomes):
            return outcomes
        readings = (self._answer_all(split_message(asked), turns, filters) for asked in without_speaker(said))
        return next((found for found in readings if any(outcome.found for outcome in found)), outcomes)

    def _answer_all(self, message: Message, turns: Sequence[Turn], filters: Filters | None) -> list[Outcome]:
        """Resolve and answer each part of a message in turn; a later part may refer to an earlier one."""
        outcomes: list[Outcome] = []
        so_far = list(turns)
        for part in message.parts:
            if outcomes and outcomes[-1].structural and self._lists_again(part, outcomes[-1]):
                continue
            if outcomes and self._adds_nothing(part, outcomes[-1].question):
                continue
            outcome = self._answer_part(part, so_far, filters, message.setting, bool(outcomes))
            if outcomes:
                outcome = self._unbound(part, outcome, outcomes[-1], so_far, filters)
                if outcome.found and self._strays(part, outcome, outcomes):
                    outcome = replace(outcome, draft=Draft(()))
                if not outcome.found:
                    outcome = self._said_as_well(part, outcome, outcomes[-1])
                else:
                    outcome = self._of_what_was_named(part, outcome, outcomes[-1])
            if message.setting:
                outcome = self._with_setting(f"{message.setting} {part}", outcome, so_far, filters)
            outcomes += self._halves(part, outcome, so_far, filters)
            so_far.append(turn_of(outcome))
        return outcomes

    def _lists_again(self, part: str, before: Outcome) -> bool:
        """Say whether a later part only asks for what was just listed: "name them", "which follow-ups are there?"."""
        if self._conversation.lists_again(part):
            return True
        own = self._reader.read(part)
        told = {word.stem for word in own.topic}
        titles = [{word.stem for word in words(self._corpus[i].title)} for i in before.draft.listed]
        return own.form == "list" and bool(told and titles) and all(told <= title for title in titles)

    def _adds_nothing(self, part: str, before: Question) -> bool:
        """Say whether a later part only asks for what the part before it was asked of: "..., what does the report say?"."""
        if ONLY_COMPARES.match(part) and _COMPARES.search(before.text):
            return True  # "Is it the same as the Policy Group? Explain the difference."
        own = self._reader.read(part)
        if asks_for_recommendation(part):
            return False
        says = set(own.kinds) <= {"recommendation", "background"} and own.aspect is None and own.form == "lookup"
        tells = own.topic or own.ids or own.missing or own.names or own.filters or own.asks_judgement
        told = before.topic and before.form != "define" and "practice" not in before.kinds
        return bool(own.kinds and says and not tells and told)

    def _described(self, phrase: str, ids: Sequence[str]) -> str | None:
        """Return the entry of some that a phrase describes best, by evidence."""
        question = replace(self._reader.read(phrase), ids=(), kinds=(), form="lookup")
        return next((entry.id for entry in self._finder.look_up(question, lambda e: e.id in ids).nearest), None)

    def _halves(self, part: str, outcome: Outcome, turns: Sequence[Turn], filters: Filters | None) -> list[Outcome]:
        """Ask for each half of "social innovation and animal welfare", where both together have no sure answer."""
        sure = outcome.structural or outcome.confidence >= WIDENED
        if (outcome.found and sure) or outcome.question.missing or not _alike(map(self._reader.read, conjuncts(part))):
            return [outcome]
        halves = [self._answer_part(half, turns, filters) for half in conjuncts(part)]
        covered = [half for half in halves if half.found and half.confidence >= WIDENED]
        silent = [half for half in halves if not half.found]
        if covered and _EITHER.search(part):
            return covered
        return halves if covered and len(covered) + len(silent) == len(halves) else [outcome]

    def _unbound(
        self, part: str, outcome: Outcome, before: Outcome, turns: Sequence[Turn], filters: Filters | None
    ) -> Outcome:
        """Read a later part otherwise, where its pronoun was taken for an entry that may not be meant.

        Where the part before was answered unsurely, both are read together; where the entry does not answer, the part
        is read by itself.
        """
        if outcome.understood == part or outcome.structural:
            return outcome
        alone = self._reader.read(part)
        unsure = not outcome.found or outcome.confidence < WIDENED
        elsewhere = bool(alone.places) and not outcome.found  # "... and what did Sweden try out for that?"
        if unsure and before.found and not before.structural and (before.confidence < SURE or elsewhere):
            asked = replace(outcome, question=replace(alone, ids=(), missing=()))
            both = self._with_setting(f"{before.question.text} {part}", asked, turns[:-1], filters)
            return both if both.found else outcome
        if outcome.found or not self._continuation.has_subject(alone):
            return outcome
        other = self._finder.find(alone, filters)
        return other if other.found else outcome

    def _said_as_well(self, part: str, silent: Outcome, before: Outcome) -> Outcome:
        """Ask a later part without a subject of its own of the entry that answered the part before it.

        "How is hydrogen funded in Saxony, and what is the latest phase worth?" names what it is about once. What the
        question is about is in the entry whatever is asked, so reading must bear the answer out.
        """
        own = self._reader.read(part)
        if (
            not before.found
            or before.structural
            or own.asks_judgement
            or own.missing
            or self._continuation.has_subject(own)
        ):
            return silent
        entry = before.draft.entries[0]
        if own.aspect == "place" and entry.kind == "term":  # what a word means is nowhere
            return silent
        found = self._told_of(part, entry)
        return replace(found, question=silent.question) if found.found and found.reading >= SURELY_READ else silent

    def _of_what_was_named(self, part: str, outcome: Outcome, before: Outcome) -> Outcome:
        """Ask a later part that names nothing of what the part before named, or was answered from.

        "What did InoLink cost per head, and how many clusters took part?": in InoLink, and not where clusters took part.
        """
        own, named = self._reader.read(part), _named_properly(before.question)
        open_to_it = (
            own.aspect is not None and not own.places and not _named_properly(own) and outcome.understood == part
        )
        if before.found and (before.structural or len(before.draft.listed) > 1 or self._continuation.has_subject(own)):
            return outcome
        named = {before.draft.entries[0].id} if before.found and len(named) != 1 else named
        if len(named) != 1 or outcome.structural or not open_to_it or not outcome.found:
            return outcome
        entry = self._corpus[named.pop()]
        if outcome.draft.entries[0] == entry:
            return outcome
        told = replace(self._told_of(part, entry), question=own)
        return told if told.found or not before.found else outcome

    def _told_of(self, part: str, entry: Entry) -> Outcome:
        """Look for the answer to a part in one entry that it does not name."""
        return self._finder.look_up(self._reader.read(of_the_same(part, entry.title)), lambda e: e.id == entry.id)

    def _strays(self, part: str, outcome: Outcome, before: Sequence[Outcome]) -> bool:
        """Say whether a later part without a subject of its own was answered about something else, and unsurely.

        "How much could a cluster get, and how many applied?": the second half is about the first half's subject.
        """
        own = self._reader.read(part)
        named = own.ids or own.places or any(len(name.stems) > 1 for name in own.names)
        pronoun_filled = outcome.understood != part
        with_subject = self._continuation.has_subject(own) or pronoun_filled or _NAMES_A_THING.search(part) is not None
        if outcome.structural or named or (outcome.confidence >= WIDENED and with_subject):
            return False
        subject = {entry.id for earlier in before for entry in earlier.draft.entries}
        if pronoun_filled and any(n.entry_id in subject and len(n.stems) > 1 for n in outcome.question.names):
            return False  # asked by name of what the part before was about
        # What names the subject is about it as well.
        told = {i for entry in outcome.draft.entries for i in self._kin.of(entry.id)}
        return outcome.confidence < SURE and not subject & told

    def _with_setting(self, text: str, outcome: Outcome, turns: Sequence[Turn], filters: Filters | None) -> Outcome:
        """Read a question together with what was said around it, where that tells more.

        "Our firms throw away a lot of packaging. What should we do?" has its topic in the first sentence.
        """
        asked = outcome.question
        limits = replace(asked.filters, kinds=())
        named = [n for n in asked.names if len(n.stems) > 1 and self._corpus[n.entry_id].kind == "recommendation"]
        listed = outcome.structural and outcome.found and (limits or named)
        leans = leans_on_setting(asked.text)
        if (listed and not leans) or asked.ids or asked.missing:
            return outcome
        whole = self._reader.read(self._conversation.resolve(text, turns).text)
        whole = replace(
            whole,
            form=asked.form,
            kinds=asked.kinds,
            aspect=asked.aspect,
            focus=asked.focus,
            asks_judgement=asked.asks_judgement,
            unknown=asked.unknown,
            missing=asked.missing,
            filters=asked.filters if "recommendation" in asked.kinds else whole.filters,
            places=asked.places if "recommendation" in asked.kinds else whole.places,
        )
        wider = self._finder.find(whole, filters)
        by_itself = (
            listed or self._continuation.has_subject(asked) or (outcome.structural and outcome.found and not leans)
        )
        return outcome if not wider.found and by_itself else wider

    def _answer_part(
        self, part: str, turns: Sequence[Turn], filters: Filters | None, setting: str = "", within: bool = False
    ) -> Outcome:
        """Resolve and answer one question; `within` says that it stands behind another of the same message."""
        resolved = self._conversation.resolve(part, turns, setting)
        text, besides = self._conversation.without_exceptions(resolved.text)
        question = self._reader.read(text)
        if resolved.missing:
            question = replace(question, ids=(), missing=(resolved.missing,))
        if len(resolved.choices) > 1:
            outcome = self._continuation.best_of(resolved.choices, filters)
            text, question = outcome.question.text, outcome.question
        else:
            # Two others are two of what is left.
            outcome = self._finder.find(question, filters, in_full=bool(besides))
        if resolved.among or besides:
            limited = self._selection.limit(outcome, Selected(resolved.among, besides), filters)
            if not limited.found and self._is_of_the_report(outcome):
                return outcome  # "when were these recommendations adopted?" is asked of all of them
            left = limited.question.filters
            left = replace(left, without=(*left.without, Filters(entries=besides))) if besides else left
            return replace(limited, question=replace(limited.question, filters=left), asked=resolved.text)
        if resolved.otherwise and not within:
            return self._continuation.continued(outcome, resolved, turns, filters)
        put_in = resolved.text != part and self._reader.references.titles(text)
        about_it = outcome.found and outcome.draft.entries[0].id in question.ids
        if put_in and about_it and len(question.ids) == 1 and said_nothing(outcome):
            outcome = replace(outcome, draft=Draft(()))
        outcome = self._continuation.widened(text, outcome, filters)
        return self._continuation.told_apart(part, filters) or outcome if put_in and not outcome.found else outcome

    @staticmethod
    def _is_of_the_report(outcome: Outcome) -> bool:
        """Say whether a question was answered by facts about the report."""
        background = all(entry.kind == "background" for entry in outcome.draft.entries)
        return outcome.found and not outcome.structural and background


def _named_properly(question: Question) -> set[str]:
    """The ids of the entries that a question names by id or by a name of their own: "InoLink", and not "cluster"."""
    names = {name.entry_id for name in question.names if not is_english(fold(question.text[name.start : name.end]))}
    return names | set(question.ids)


def turn_of(outcome: Outcome) -> Turn:
    """Keep of an outcome what later questions can refer to."""
    cited = tuple(entry.id for entry in outcome.draft.entries)
    return Turn(outcome.question, cited, outcome.draft.listed, outcome.draft.limits)


def _alike(halves: Iterable[Question]) -> bool:
    """Say whether halves of a question ask alike: each for a topic, or each within the same sort of limits.

    "From Norway and at regional level" and "from Norway and involve universities" ask one thing.
    """
    read = list(halves)
    topics = [{word.stem for word in half.topic} for half in read]
    shared = set.intersection(*topics) if topics else set()
    return len({topic > shared or half.filters.limited for half, topic in zip(read, topics, strict=True)}) <= 1
