"""Wording: what a question asks for, of what and on what, as the tagger reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.understanding.forms import Form
from corpus.entry import KINDS, Kind
from index.tagger import Tagged, TaggedToken
from index.words import Word

SURE = 0.6
"""Probability from which the tagger decides what no set phrase tells."""
HARDLY_A_DOUBT = 0.9
"""Probability of a shape that is taken for certain."""
SURE_OF_KIND = 0.85
"""Probability of a kind that counts for more than single words."""
TOLD, HARDLY = 0.5, 0.1
"""Probability from which a word is part of the topic, and below which it hardly can be."""


_FORMS: dict[str, Form] = {"list": "list", "count": "count", "compare": "compare", "summarise": "summarise"}
OPEN_FORMS: tuple[Form, ...] = ("lookup", "yesno", "define")


class QuestionTagger(Protocol):
    """Reads questions for their shape, the part of each of their words, and how they hang together."""

    def tag(self, question: str) -> Tagged:
        """Return what the question asks for."""
        ...

    def relation(self, question: str, earlier: Sequence[str]) -> Mapping[str, float]:
        """Say how likely each of `index.tagger.RELATIONS` is between a question and those before it, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Wording:
    """What the tagger says of one question."""

    tagged: Tagged

    def form(self, marked: Form) -> Form:
        """Return the form of the question, where set phrases tell what `marked` says.

        They are right where they say anything; of the rest the tagger decides, where it is sure enough.
        """
        shape, probability = max(self.tagged.shapes.items(), key=lambda pair: pair[1])
        return _FORMS[shape] if marked in OPEN_FORMS and shape in _FORMS and probability >= SURE else marked

    @property
    def surely_lists(self) -> bool:
        """True where there is hardly a doubt that entries are to be listed or counted."""
        return self.tagged.shapes["list"] + self.tagged.shapes["count"] >= HARDLY_A_DOUBT

    @property
    def asks_fact(self) -> bool:
        """True where there is hardly a doubt that something is asked about one thing, and no list."""
        return self.tagged.shapes["fact"] >= HARDLY_A_DOUBT

    @property
    def is_outside(self) -> bool:
        """True where hardly anything can be meant that a report answers: an opinion, an errand, a personal matter."""
        return self.tagged.shapes["outside"] >= HARDLY_A_DOUBT

    @property
    def kind(self) -> Kind | None:
        """The kind of entry asked for, where it is sure enough; None also where any kind will do."""
        sort, probability = max(self.tagged.sorts.items(), key=lambda pair: pair[1])
        return next((kind for kind in KINDS if kind == sort and probability >= TOLD), None)

    def kinds(self, marked: tuple[Kind, ...]) -> tuple[Kind, ...]:
        """Return the kinds asked for, where single words tell what `marked` says.

        "The green advice of 2021" is no recommendation: where the question as a whole surely asks for another kind, that counts.
        """
        sort, probability = max(self.tagged.sorts.items(), key=lambda pair: pair[1])
        surely = next((kind for kind in KINDS if kind == sort and probability >= SURE_OF_KIND), None)
        return (surely,) if marked and surely and surely not in marked else marked

    def told(self, words: Sequence[Word], *, least: float = TOLD) -> list[Word]:
        """Return the words that are part of the topic, with at least this probability."""
        return [word for word in words if self._share(word, "topic") >= least]

    def phrase(self, text: str) -> str:
        """Return the topic as it is worded in the text that was tagged; "" where nothing of it tells a topic."""
        runs: list[tuple[int, int]] = []
        for token in self.tagged.tokens:
            if token.tags["topic"] < TOLD:
                continue
            if runs and token.start - runs[-1][1] <= 1:
                runs[-1] = runs[-1][0], token.end
            else:
                runs.append((token.start, token.end))
        return " ".join(text[start:end] for start, end in runs)

    def _share(self, word: Word, tag: str) -> float:
        inside = [token for token in self.tagged.tokens if _overlap(token, word)]
        return max((token.tags[tag] for token in inside), default=0.0)


def _overlap(token: TaggedToken, word: Word) -> bool:
    return token.start < word.end and word.start < token.end
