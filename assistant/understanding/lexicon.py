"""Lexicon: which words the corpus and the English language know, and how much each word tells."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.corpus import Corpus
from corpus.entry import Entry
from index.words import Word, stem, words

_SHORTEST_CORRECTED = 3
_SHORTEST_CORPUS_WORD = 4
_SHORTEST_NAME = 5
_SHORTEST_PART = 3
_SHORTEST_BASE = 4
_DERIVED = re.compile(
    r"(?:agri|agro|bio|co|cyber|de|eco|inter|macro|micro|mini|multi|nano|non|over|re|semi|sub|tele|trans|un|under)([a-z]+)"
    r"|([a-z]+?)(?:s|er|ers)"
)
_COMMON = 0.5
"""Rarity below which a word may be part of a compound."""


class Lexicon:
    """The vocabulary of one corpus beside a packaged list of English words."""

    def __init__(self, corpus: Corpus) -> None:
        self._entry_stems = {entry.id: entry_stems(entry) for entry in corpus}
        surfaces = Counter(word.lower for entry in corpus for text in texts_of(entry) for word in words(text))
        self._surfaces = {surface: count for surface, count in surfaces.items() if not surface[0].isdigit()}
        self._frequency = Counter(s for stems in self._entry_stems.values() for s in stems)
        self._size = max(len(corpus), 1)
        self._correctable = [s for s in self._surfaces if len(s) >= _SHORTEST_CORPUS_WORD]

    def entry_stems(self, entry_id: str) -> frozenset[str]:
        """Return the stems that stand in an entry: title, aliases and body."""
        return self._entry_stems[entry_id]

    def in_corpus(self, stem_: str) -> bool:
        """Say whether any entry holds the stem."""
        return stem_ in self._frequency

    def weight(self, word: Word) -> float:
        """How much a word tells, 0 to 1: inverse document frequency, and rarity in English where unknown here."""
        rarity = english_rarity(word.lower)
        if word.stem in self._frequency:
            idf = math.log(1 + self._size / self._frequency[word.stem]) / math.log(1 + self._size)
            return max(0.05, idf * (0.35 + 0.65 * rarity))
        return rarity

    def known(self, word: Word) -> bool:
        """Say whether corpus or English knows the word, in this spelling, or the word that it is made from."""
        return word.lower in self._surfaces or is_english(word.lower) or is_derived(word.lower)

    def correct(self, word: Word) -> str | None:
        """Return the word that a misspelt word most likely stands for, or None.

        Only words that neither the corpus nor English knows are corrected: to a word of the corpus at an optimal string
        alignment distance of 1 (up to five letters) or 2, else to a frequent English word at distance 1. Of a word whose
        stem the corpus knows only the ending is put right.
        """
        text = word.lower
        if len(text) < _SHORTEST_CORRECTED or not text.isalpha() or self.known(word):
            return None
        english = self._nearest(text, _frequent_english(), 1)
        if len(text) == _SHORTEST_CORRECTED:  # "wht", "wih"
            return english
        if word.stem in self._frequency:
            ending = self._nearest(text, [s for s in self._correctable if s[:-2] == text[: len(s) - 2]], 1)
            return ending if ending is not None and stem(ending) == word.stem else None
        limit = 1 if len(text) <= 5 else 2
        best = self._nearest(text, self._correctable, limit)
        if best is None or (english is not None and OSA.distance(text, best) > 1):
            return english or best
        return best

    def correct_name(self, word: Word) -> str | None:
        """Return the name of the corpus that a capitalised word misses by one letter, or None."""
        if len(word.text) < _SHORTEST_NAME or not word.text.isalpha() or self.known(word):
            return None
        return self._nearest(word.lower, self._correctable, 1)

    def _nearest(self, text: str, choices: Iterable[str], limit: int) -> str | None:
        found = process.extract(text, choices, scorer=OSA.distance, score_cutoff=limit, limit=8)  # type: ignore[arg-type]
        if not found:
            return None
        return min(
            (choice for choice, _, _ in found),
            key=lambda c: (OSA.distance(text, c), c[0] != text[0], -self._surfaces.get(c, 0), english_rarity(c), c),
        )


def entry_stems(entry: Entry) -> frozenset[str]:
    """Stems of all that an entry says and of the questions that it answers."""
    return frozenset(word.stem for text in texts_of(entry) for word in words(text))


def texts_of(entry: Entry) -> tuple[str, ...]:
    """Return every text by which an entry can be found."""
    return (entry.title, entry.body, entry.region or "", *entry.aliases, *entry.asked_as)


def is_english(word: str) -> bool:
    """Say whether the packaged English word list (SCOWL with counts, from symspellpy) holds a word."""
    return word in _english()


def is_compound(word: str) -> bool:
    """Say whether a word is two common English words written as one ("jobcenter", "waterfront")."""
    cuts = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    return any(max(english_rarity(word[:at]), english_rarity(word[at:])) < _COMMON for at in cuts)


def is_derived(word: str) -> bool:
    """Say whether a word is made from an English one by an ending or a prefix that any word may take.

    No list holds all of them: "funder", "onwards", "telework".
    """
    found = _DERIVED.fullmatch(word)
    base = next(filter(None, found.groups()), "") if found else ""
    return len(base) >= _SHORTEST_BASE and not base.endswith("s") and is_english(base)


@lru_cache(maxsize=65536)
def english_rarity(word: str) -> float:
    """Rarity of a word in English, 0 (the commonest) to 1 (unknown): its surprisal, scaled."""
    counts = _english()
    count = counts.get(word) or counts.get(_singular(word))
    if count is None:
        return 1.0
    surprisal = math.log(_most_frequent() / count)
    return min(1.0, surprisal / math.log(_most_frequent() / 20_000))


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") else word


@lru_cache(maxsize=1)
def _english() -> dict[str, int]:
    path = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
    pairs = (line.split(" ") for line in path.read_text(encoding="utf-8-sig").splitlines() if " " in line)
    return {word: int(count) for word, count in pairs}


@lru_cache(maxsize=1)
def _most_frequent() -> int:
    return max(_english().values())


@lru_cache(maxsize=1)
def _frequent_english() -> list[str]:
    return [w for w, count in _english().items() if count > 5_000_000 and len(w) >= _SHORTEST_CORPUS_WORD]
