"""Which recommendation of an imported report is which of the summary's, only where that is safe."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from corpus.entry import Entry

_ALIKE = 84.0
"""Likeness of two titles, 0 to 100, from which they may be the same."""
_MARGIN = 8.0
"""How much better than any other pair of either side a safe pair must be."""
_COMMON = frozenset("a an and as at by for from in into of on or the their to with through clusters cluster".split())


def match_recommendations(own: Sequence[Entry], imported: Sequence[Entry]) -> dict[str, str]:
    """Return the id of the imported recommendation for each of `own` that safely is the same one.

    Safe means: the titles say the same in nearly the same words, and neither title is as near to any other.
    """
    scores = {(a.id, b.id): _likeness(a.title, b.title) for a in own for b in imported}
    safe: dict[str, str] = {}
    for (a, b), score in scores.items():
        rivals = [s for (x, y), s in scores.items() if (x == a) != (y == b)]
        if score >= _ALIKE and score - max(rivals, default=0.0) >= _MARGIN:
            safe[a] = b
    return safe


def _likeness(a: str, b: str) -> float:
    """Compare the telling words of two titles; 0 where one of them has fewer than two."""
    first, second = _telling(a), _telling(b)
    if min(len(first.split()), len(second.split())) < 2:
        return 0.0
    return fuzz.token_sort_ratio(first, second)


def _telling(title: str) -> str:
    return " ".join(word for word in re.findall(r"\w+", title.lower()) if word not in _COMMON)
