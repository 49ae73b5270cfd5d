"""Headings: how well a topic fits the subject headings that entries are filed under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.entry import Entry
from index.words import Word, words

Floats = NDArray[Any]
HEADING_FEATURES = (
    *("heading", "heading_three", "heading_asked", "heading_asked_three"),
    *("heading_adapted", "heading_adapted_three", "heading_adapted_asked", "heading_adapted_asked_three"),
    *("heading_words", "heading_held", "heading_same"),
)
"""Cosine of the topic, and of the whole question, with the nearest heading of an entry and with the nearest three; the same
as the adapter maps them; the share of the words of the topic that one heading holds, that all hold, and that the largest
heading of nothing else makes up."""
SEVERAL = 3
"""One near heading may be chance; several say what an entry is about."""


class NearHeadings(Protocol):
    """The headings of a corpus and how near any text is to each."""

    listed: tuple[str, ...]

    @property
    def is_adapted(self) -> bool:
        """True where the adapter knows the model that makes the vectors."""
        ...

    def cosines(self, text: str) -> Floats:
        """Cosine of a text with each heading."""
        ...

    def adapted_cosines(self, text: str) -> Floats:
        """The same as the adapter maps them."""
        ...


class HeadingMatcher:
    """Compares a topic with the headings of every entry of a corpus."""

    def __init__(self, entries: Sequence[Entry], headings: NearHeadings) -> None:
        place = {heading: at for at, heading in enumerate(headings.listed)}
        most = max(SEVERAL, *(len(entry.headings) for entry in entries)) if entries else SEVERAL
        self._headings = headings
        # One row an entry; what is left of a row points behind the last heading, where nothing is near.
        self._columns = np.full((len(entries), most), len(place), dtype=np.intp)
        for row, entry in enumerate(entries):
            self._columns[row, : len(entry.headings)] = [place[heading] for heading in entry.headings]
        self._stems = [frozenset(w.stem for w in words(heading) if not w.is_function) for heading in headings.listed]
        self._sizes = np.array([*map(len, self._stems), 0], dtype=float)

    @property
    def can_judge(self) -> bool:
        """False where no entry has a heading, as in an imported report, or where the vectors are of a model unknown to the
        adapter: what weighs them is fitted on those of MiniLM."""
        return bool(self._stems) and self._headings.is_adapted

    def match(self, topic: Sequence[Word], phrase: str, question: str) -> Floats:
        """Return HEADING_FEATURES for every entry; shape (entries, features). `phrase` words the topic."""
        told = phrase or " ".join(word.text for word in topic)
        ways = (self._headings.cosines, self._headings.adapted_cosines)
        near = [self._nearest(cosines(text)) for cosines in ways for text in (told, question)]
        shared = self._shared(frozenset(word.stem for word in topic))
        return np.concatenate([*near, shared], axis=1)

    def _nearest(self, cosines: Floats) -> Floats:
        near = np.append(cosines, 0.0)[self._columns]
        near.sort(axis=1)
        return np.stack([near[:, -1], near[:, -SEVERAL:].mean(axis=1)], axis=1)

    def _shared(self, asked: frozenset[str]) -> Floats:
        shared = np.array([*(len(asked & stems) for stems in self._stems), 0], dtype=float)[self._columns]
        same = np.where(shared == self._sizes[self._columns], shared, 0.0)
        held = [self._held(row, asked) for row in self._columns]
        return np.stack([shared.max(axis=1), np.array(held), same.max(axis=1)], axis=1) / max(1, len(asked))

    def _held(self, row: NDArray[np.intp], asked: frozenset[str]) -> int:
        return len({stem for at in row if at < len(self._stems) for stem in self._stems[at] & asked})
