"""Talk: the exchanges so far, and what in them a later question can mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.filters import Filters
from assistant.understanding.forms import counts_other_things
from assistant.understanding.question import Question
from corpus.corpus import Corpus
from corpus.entry import Entry
from index.words import fold


@dataclass(frozen=True, slots=True)
class Turn:
    """One finished exchange, as far as later questions can refer to it."""

    question: Question
    cited: tuple[str, ...]
    """Ids of the entries cited, in order."""
    listed: tuple[str, ...] = ()
    """Ids in the order of a list or comparison that was shown."""
    limits: Filters | None = None
    """What the list was limited to, with the recommendations that its question told in words."""

    @property
    def shown(self) -> tuple[str, ...]:
        """What was shown in an order that can be counted: a list, or else several entries one after the other."""
        return self.listed or (self.cited if len(self.cited) > 1 else ())

    @property
    def is_list(self) -> bool:
        """True where a list or a count was asked for or shown."""
        counted = self.question.form == "count" and not counts_other_things(self.question.text)
        return bool(self.listed) or self.question.form == "list" or counted


_THING = re.compile(
    r"\b(?:program(?:me)?|project|fund|scheme|facility|network|agenda|alliance|act|law|strategy|system|observatory|"
    r"declaration|booklet|paper|report|plan|call|initiative|centre|center|group|platform|forum|portal|study|talk|"
    r"partnerships?|clusters|superclusters|centres|factories|vouchers|approach|policy|meeting|guide|toolkit|survey|index|pact|house)$",
    re.IGNORECASE,
)
"""The last word of a title that takes "the" in running text: "the Norwegian Arena Programme"."""
_OF_REPORT = re.compile(r"^what the report\b|\bof the report$", re.IGNORECASE)
_NAME_ENDS = re.compile(r"\s*[(:/,]|\s[-–]\s|\s(?:of|for|on|in|with)\s")
_DETERMINED = re.compile(r"^(?:the|an?|one|my|our|first)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:the|an?)\s+$", re.IGNORECASE)
# "How many individual experts ...", "a later set of recommendations", "about Norwegian clusters in 2021"
_DEFINITE_THING = re.compile(r"\b(the (?:[\w’'-]+ ){0,2}[\w’'-]+(?: of the [\w’'-]+)?)[?.! ]*$", re.IGNORECASE)
_ADVERBS = frozenset(
    "first last finally originally then now again today afterwards later before exactly there here yet anyway already".split()
)
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|been|has|have|had)\s+$", re.IGNORECASE)
_HELPING = re.compile(r"\b(?:do|does|did|can|could|will|would|should|must|may)\s+$", re.IGNORECASE)
_PARTICIPLE = re.compile(
    r"(?:ed|en)$|^(?:paid|made|held|built|run|set|known|found|led|met|sent|spent|won|sold|told|kept|left|lost|put|cut|shown|done|begun|drawn)$",
    re.IGNORECASE,
)
_PROPER_NAME = re.compile(r"(?<=[a-z] )[A-ZÀ-Ž][\w’'-]+(?: [A-ZÀ-Ž][\w’'-]+)+")
_PLURAL_THING = re.compile(
    r"\b(?:how many|which|what|the|an?|any|some|other|all|both|about|on|of|for|with)\s+"
    r"((?:(?!(?:is|are|was|were|do|does|did|has|have|had|about|the|an?|those|these|in|by|to|names)\b)[\w’'-]+\s+){0,4}?(?!(?:names|ones)\b)[\w’'-]{2,}(?<!s)(?<!u)(?<!i)s)\b",
    re.IGNORECASE,
)


class Talk:
    """The exchanges so far over one corpus."""

    def __init__(self, corpus: Corpus, turns: Sequence[Turn]) -> None:
        self._corpus = corpus
        self.turns = turns

    @property
    def last(self) -> Turn:
        """The latest exchange."""
        return self.turns[-1]

    @property
    def listed(self) -> tuple[str, ...]:
        """Ids of the latest list of several, or else of the latest list."""
        lists = [turn.listed for turn in reversed(self.turns) if turn.listed]
        return next((listed for listed in lists if len(listed) > 1), lists[0] if lists else ())

    @property
    def lists(self) -> list[tuple[str, ...]]:
        """What was shown in an order that can be counted: lists first, the latest first, then entries named together, at last
        those talked about one after the other."""
        several = [turn for turn in reversed(self.turns) if len(turn.shown) > 1]
        chosen = [turn.shown for turn in several if set(turn.shown) <= set(turn.question.ids)]
        told = dict.fromkeys(i for turn in self.turns for i in (*turn.question.ids, *turn.cited[:1]))
        return [*(turn.shown for turn in several if turn.shown not in chosen), *chosen, tuple(told)]

    def focus(self) -> list[Entry]:
        """The entries of the latest turn that has any: named ones first, else the one cited first."""
        for turn in reversed(self.turns):
            only = turn.listed if len(turn.listed) == 1 else ()
            if only and set(turn.question.ids) == set(turn.question.filters.recommendations):
                return [self._corpus[only[0]]]  # the one practice of a recommendation in Italy, not the recommendation
            if turn.question.ids and not (turn.question.selects and turn.cited):
                return [self._corpus[i] for i in turn.question.ids]
            if turn.cited:
                return [self._corpus[self._named_first(turn)]]
        return []

    def _answering(self, turn: Turn) -> tuple[str, ...]:
        """The entries that a turn named, or the one that answered in their place."""
        named = turn.question.ids
        return named if len(named) > 1 or not turn.cited else (self._named_first(turn),)

    def _named_first(self, turn: Turn) -> str:
        """The entry cited first, or another whose longer title the question holds: "go-cluster" before "cluster"."""
        titles = {i: fold(self._corpus[i].title) for i in turn.cited}
        first, asked = titles[turn.cited[0]], fold(turn.question.text)
        longer = [i for i, title in titles.items() if first in title and first != title and title in asked]
        return longer[0] if longer else turn.cited[0]

    def recent(self) -> tuple[str, ...]:
        """The last two entries that were talked about, the earlier one first."""
        recent = [i for turn in self.turns for i in self._answering(turn)]
        return tuple(dict.fromkeys(reversed(recent)))[:2][::-1]

    def discussed(self) -> set[str]:
        """Ids of the entries that were talked about one by one."""
        return {i for turn in self.turns for i in (*turn.question.ids, *(turn.cited[:1] if not turn.listed else ()))}

    def things(self) -> str | None:
        """The things in the plural that the last question was about ("how many experts sit in the group?"), or None."""
        question = self.last.question
        match = _PLURAL_THING.search(question.text)
        if match is None:
            return None
        whole = next((n for n in question.names if len(n.stems) > 1 and n.start >= match.end()), None)
        return match[1] + (f" of the {question.text[whole.start : whole.end]}" if whole else "")

    def subject(self) -> str | None:
        """The name by which the last question called what it was about, with its article, or None."""
        question = self.last.question
        names = [(name.start, name.end) for name in question.names if len(name.stems) > 1]
        names = names or [match.span() for match in _PROPER_NAME.finditer(question.text)]
        if not names:
            return None
        start, end = max(names, key=lambda span: span[1] - span[0])
        article = _ARTICLE.search(question.text[:start])
        return question.text[article.start() if article else start : end]

    def definite(self) -> str | None:
        """The thing with an article that the last question was about ("who led the first meeting?"), or None."""
        text = self.last.question.text
        match = _DEFINITE_THING.search(text)
        if match is None:
            return None
        thing = match[1].split()
        while len(thing) > 2 and thing[-1].lower() in _ADVERBS:
            thing = thing[:-1]
        if len(thing) > 2 and _HELPING.search(text[: match.start()]):  # "when did the report first meet?"
            thing = thing[:-1]
        # "How was the report prepared?": the last word says what happened to it.
        happened = _AUXILIARY.search(text[: match.start()]) and _PARTICIPLE.search(thing[-1])
        thing = thing[:-1] if len(thing) > 2 and happened else thing
        while len(thing) > 2 and thing[-1].lower() in _ADVERBS:
            thing = thing[:-1]
        return " ".join(thing)

    def name(self, entries: Sequence[Entry]) -> str:
        """Name entries in running text, each by its title and id."""
        names = [_called(entry) for entry in entries]
        return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _called(entry: Entry) -> str:
    if entry.kind == "background" and _OF_REPORT.search(entry.title):
        return "the report"  # "What the report holds" is no name
    head = _NAME_ENDS.split(entry.title, maxsplit=1)[0]
    takes = " " in entry.title and _THING.search(fold(head)) and not _DETERMINED.match(head)
    the = "the " if takes and entry.kind != "recommendation" else ""
    return f"{the}{entry.title} ({entry.id})"


def is_plural(entry: Entry) -> bool:
    """Say whether the title of an entry names several things ("Digitalisation vouchers")."""
    if entry.kind in ("recommendation", "background"):
        return False
    word = fold(_NAME_ENDS.split(entry.title, maxsplit=1)[0].split()[-1])
    return len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
