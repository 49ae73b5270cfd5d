"""Reading: the passage of an entry that is read together with a question, to say whether it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from numpy.typing import NDArray

from assistant.answering.candidates import Candidate
from corpus.chunk import Chunk
from corpus.entry import Entry, is_context

MOST_READ = 3
"""How many of the best entries are read: each costs as much as embedding several questions."""
MOST_PASSAGE_WORDS = 110
"""Words of a passage, about as many as the cross-encoder reads; of a longer entry the sentences that fit best."""
SURELY_READ = 2.0
"""What reading says of an entry that surely answers."""


class PassageScorer(Protocol):
    """Reads a question and a passage together."""

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[Any]:
        """Return for each passage how well it answers the question; more is better, 0 is undecided."""
        ...


def passage_of(candidate: Candidate) -> str:
    """Return the title of an entry and what it tells, as one text; without what only stands around it."""
    own = candidate.told
    left = MOST_PASSAGE_WORDS
    kept: list[Chunk] = []
    for _, chunk in sorted(own, key=lambda pair: -pair[0]):
        left -= len(chunk.text.split())
        if left < 0 and kept:
            break
        kept.append(chunk)
    kept.sort(key=lambda chunk: chunk.start)
    return f"{candidate.entry.title}. {' '.join(' '.join(chunk.text.split()) for chunk in kept)}"


def opening_of(entry: Entry) -> str:
    """Return an entry as it is read where no question chooses its sentences: what it says first, for training."""
    own = (entry.body[s.start : s.end] for s in entry.sections if not is_context(s.title))
    words = " ".join(own).split()
    return f"{entry.title}. {' '.join(words[:MOST_PASSAGE_WORDS])}"
