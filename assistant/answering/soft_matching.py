"""Soft matching: how well the words of a question are met, in meaning, by the words of each entry.

Each word of the topic is met by the nearest word of a text, as in BERTScore recall (Zhang et al. 2020,
https://arxiv.org/abs/1904.09675), but with vectors of single words, so that every entry can be compared at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.chunk import Chunk
from corpus.entry import Entry, is_context
from index.vocabulary import is_comparable
from index.words import Word, stem, words

Floats = NDArray[Any]
LEAST_WEIGHT = 0.05
"""Added to the weight of a word, so that a topic of common words alone still has a coverage."""
FAR = 0.6
"""Nearness below which a word counts as unmet."""
SOFT_FEATURES = (
    "soft_coverage",
    "soft_least",
    "soft_heaviest_missing",
    "soft_sentence",
    "soft_known_coverage",
    "soft_known_least",
    "soft_known_missing",
    "soft_question",
    "soft_unmet",
    "focus_unmet",
)


class NearWords(Protocol):
    """The words of an index and how near any word is to each."""

    words: tuple[str, ...]

    def nearness(self, asked: Sequence[str]) -> Floats:
        """Cosine of each asked word with each word, shape (asked, words)."""
        ...


class SoftMatcher:
    """Compares the topic of a question with every entry of a corpus, by meaning of single words."""

    def __init__(self, entries: Sequence[Entry], chunks: Sequence[Chunk], vocabulary: NearWords) -> None:
        self._vocabulary = vocabulary
        self._size = len(entries)
        columns = {word: at for at, word in enumerate(vocabulary.words)}
        self._columns_of_stem: dict[str, list[int]] = {}
        for word, at in columns.items():
            self._columns_of_stem.setdefault(stem(word), []).append(at)
        position = {entry.id: at for at, entry in enumerate(entries)}
        titles = [_columns([entry.title, *entry.aliases], columns) for entry in entries]
        sentences: list[tuple[int, frozenset[int]]] = []
        questions: list[tuple[int, frozenset[int]]] = []
        for chunk in chunks:
            at = position[chunk.entry_id]
            if chunk.question:
                questions.append((at, _columns([chunk.question], columns)))
            elif not is_context(chunk.section):
                sentences.append((at, titles[at] | _columns([chunk.text], columns)))
        own = [set(title) for title in titles]
        for at, found in sentences:
            own[at] |= found
        known = [set(found) for found in own]
        for at, found in questions:
            known[at] |= found
        self._own = _Groups(own)
        self._known = _Groups(known)
        self._sentences = _Groups([found for _, found in sentences])
        self._questions = _Groups([found for _, found in questions])
        self._sentence_owner = np.array([at for at, _ in sentences], dtype=np.intp)
        self._question_owner = np.array([at for at, _ in questions], dtype=np.intp)

    def match(self, topic: Sequence[Word], weights: Floats, focus: Sequence[Word]) -> dict[str, Floats]:
        """Return SOFT_FEATURES, one value for each entry; `weights` belong to the words of the topic."""
        kept = [row for row, word in enumerate(topic) if is_comparable(word.lower)]
        if not kept:
            return self._met_in_full()
        asked = [topic[row] for row in kept]
        near = self._nearness(asked)
        weight = weights[kept] + LEAST_WEIGHT
        own, known = self._own.best(near), self._known.best(near)
        share = weight / weight.sum()
        of_focus = [row for row, word in enumerate(asked) if word in focus][:1]
        return {
            "soft_coverage": share @ own,
            "soft_least": own.min(axis=0),
            "soft_heaviest_missing": (weight[:, None] * (1 - own)).max(axis=0),
            "soft_sentence": self._most(share @ self._sentences.best(near), self._sentence_owner),
            "soft_known_coverage": share @ known,
            "soft_known_least": known.min(axis=0),
            "soft_known_missing": (weight[:, None] * (1 - known)).max(axis=0),
            "soft_question": self._most(share @ self._questions.best(near), self._question_owner),
            "soft_unmet": weight @ np.maximum(0, FAR - known),
            "focus_unmet": 1 - known[of_focus[0]] if of_focus else np.zeros(self._size),
        }

    def _nearness(self, asked: Sequence[Word]) -> Floats:
        near = np.array(self._vocabulary.nearness([word.lower for word in asked]))
        for row, word in enumerate(asked):
            near[row, self._columns_of_stem.get(word.stem, [])] = 1.0
        return near

    def _most(self, values: Floats, owner: NDArray[np.intp]) -> Floats:
        most = np.zeros(self._size)
        np.maximum.at(most, owner, values)
        return most

    def _met_in_full(self) -> dict[str, Floats]:
        missing = ("missing", "unmet")
        return {name: np.zeros(self._size) if name.endswith(missing) else np.ones(self._size) for name in SOFT_FEATURES}


@dataclass(frozen=True, slots=True, init=False)
class _Groups:
    """Sets of words as columns of a nearness table, laid end to end."""

    columns: NDArray[np.intp]
    starts: NDArray[np.intp]
    filled: NDArray[np.bool_]

    def __init__(self, groups: Iterable[Iterable[int]]) -> None:
        listed = [sorted(group) for group in groups]
        sizes = np.array([len(group) for group in listed], dtype=np.intp)
        object.__setattr__(self, "columns", np.array([at for group in listed for at in group], dtype=np.intp))
        object.__setattr__(self, "filled", sizes > 0)
        object.__setattr__(self, "starts", (np.cumsum(sizes) - sizes)[sizes > 0])

    def best(self, near: Floats) -> Floats:
        """Return, shape (words, groups), how near each word comes to its nearest word of each group; 0 in an empty one."""
        best = np.zeros((len(near), len(self.filled)))
        if len(self.starts):
            best[:, self.filled] = np.maximum.reduceat(near[:, self.columns], self.starts, axis=1)
        return best


def _columns(texts: Iterable[str], columns: dict[str, int]) -> frozenset[int]:
    found = (columns.get(word.lower) for text in texts for word in words(text))
    return frozenset(at for at in found if at is not None)
