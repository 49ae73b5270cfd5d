"""Altered sentences: sentences of the corpus with one thing changed, which their entry therefore no longer supports.

They stand beside the hand-written pairs when the check of sentences is measured. Most are awkward English; what they
ask is whether one wrong word in a long, otherwise verbatim sentence is seen.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.chunk import sentence_spans
from corpus.corpus import Corpus
from corpus.entry import Entry
from index.words import Word, words

_DIGITS = re.compile(r"\b\d[\d,]*\b")
_FEWEST_WORDS = 5
_JOINED = re.compile(r"[\s\w,-]*(?:and|or|,)[\s\w,-]*")


@dataclass(frozen=True, slots=True)
class Altered:
    """A sentence that its entry does not support, and how it was made."""

    entry: str
    sentence: str
    kind: str
    """exchanged (two words have changed places), foreign (a word of another sentence of the entry) or number."""


def altered_sentences(corpus: Corpus, entries: Sequence[str], *, most: int = 3, seed: int = 5) -> list[Altered]:
    """Change the first sentences of entries, in each of the three ways; the same every time."""
    chance = random.Random(seed)
    found: list[Altered] = []
    for entry in (corpus[entry_id] for entry_id in entries):
        sentences = [entry.body[a:b] for s in entry.sections for a, b in sentence_spans(entry.body, s.start, s.end)]
        for sentence in sentences[:most]:
            found += _altered(entry, sentence, sentences, chance)
    return found


def _altered(entry: Entry, sentence: str, sentences: Sequence[str], chance: random.Random) -> Iterator[Altered]:
    telling = _telling(sentence)
    if len(telling) < _FEWEST_WORDS:
        return
    first, second = sorted(chance.sample(telling, 2), key=lambda word: word.start)
    # "Firms and authorities" are the same the other way round.
    apart = telling.index(second) - telling.index(first)
    if apart > 3 or (apart > 1 and not _JOINED.fullmatch(sentence[first.end : second.start])):
        between = sentence[first.end : second.start]
        exchanged = sentence[: first.start] + second.text + between + first.text + sentence[second.end :]
        yield Altered(entry.id, exchanged, "exchanged")
    known = {word.stem for word in telling}
    others = [word.text for other in sentences for word in _telling(other) if word.stem not in known]
    if others:
        out = chance.choice(telling)
        yield Altered(entry.id, sentence[: out.start] + chance.choice(others) + sentence[out.end :], "foreign")
    numbers = [number for other in sentences for number in _DIGITS.findall(other)]
    own = list(_DIGITS.finditer(sentence))
    if own and (others := [number for number in numbers if number not in {match.group() for match in own}]):
        match = chance.choice(own)
        changed = sentence[: match.start()] + chance.choice(others) + sentence[match.end() :]
        yield Altered(entry.id, changed, "number")


def _telling(sentence: str) -> list[Word]:
    return [w for w in words(sentence) if not w.is_function and w.text[0].isalpha() and len(w.text) > 3]
