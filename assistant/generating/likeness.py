"""Likeness: how much of a sentence its evidence covers, and whether anything in it has changed its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.generating.critical import critical_words
from assistant.generating.reading import Reading, Window
from assistant.generating.relations import out_of_place, replaced
from assistant.understanding.lexicon import english_rarity
from assistant.understanding.quantities import Quantity
from assistant.understanding.thesaurus import relatives
from index.words import Word

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]

FEATURES = (
    "soft_coverage",
    "heaviest_missing",
    "unheld_words",
    "beside",
    "pairs",
    "links",
    "crossed",
    "flipped",
    "unbound_numbers",
    "unbound_names",
    "replaced",
    "out_of_place",
)
_RELATED = 0.85
"""How much a word of nearly the same meaning counts against the word itself."""
_UNRELATED, _SAME = 0.35, 0.8
"""Cosines of this model between two words: unrelated ones lie at 0.2 to 0.35, inflections and synonyms at 0.6 and up."""
_MOST_VECTORS = 20_000
_MOST = 3
"""Words at fault beyond so many make a sentence no worse."""


class Likeness:
    """Measures sentences against windows of evidence; `embed` is asked for each text once."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._known: dict[str, Vectors] = {}

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Embed texts."""
        if len(self._known) > _MOST_VECTORS:
            self._known.clear()
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            self._known.update(zip(fresh, self._embed(fresh), strict=True))
        return np.stack([self._known[text] for text in texts])

    def features(self, claim: Reading, window: Window) -> tuple[float, ...]:
        """Return what is measured, in the order of FEATURES."""
        scaffold = critical_words().scaffold
        content = [word for word in claim.content if word.stem not in scaffold and not word.text[0].isdigit()]
        held = [_held(word, claim, window) for word in content]
        weights = [_weight(word, h) for word, h in zip(content, held, strict=True)]
        soft = self._soft(content, held, window)
        total = sum(weights) or 1.0
        pieces = [piece.read.parts for piece in window.pieces]
        known = window.own_related
        return (
            sum(weight * s for weight, s in zip(weights, soft, strict=True)) / total,
            max((weight * (1 - s) for weight, s in zip(weights, soft, strict=True)), default=0.0),
            float(min(_MOST, sum(not h for h in held))),
            float(
                min(
                    _MOST,
                    sum(
                        h == 1 and w.text[0].islower() and w.stem not in known
                        for w, h in zip(content, held, strict=True)
                    ),
                )
            ),
            _shared_pairs(content, window),
            _shared_links(claim, window),
            _crossed(claim, window),
            _flipped(content, claim, window),
            _unbound(claim.quantities, window.quantities),
            _unbound_names(claim, window),
            float(min(_MOST, replaced(claim.parts, pieces))),
            float(min(_MOST, out_of_place(claim.parts, [*pieces, window.head.parts]))),
        )

    def _soft(self, content: Sequence[Word], held: Sequence[float], window: Window) -> list[float]:
        """Nearness, 0 to 1, of each word to its nearest in the window: 1 where it is held, else by their vectors."""
        missing = [word.lower for word, h in zip(content, held, strict=True) if not h]
        others = sorted({word.lower for piece in window.pieces for word in piece.read.content})
        if not missing or not others:
            return list(held)
        found = self.vectors([*missing, *others])
        cosines = iter((found[: len(missing)] @ found[len(missing) :].T).max(axis=1))
        return [h or float(np.clip((next(cosines) - _UNRELATED) / (_SAME - _UNRELATED), 0, 1)) for h in held]


def _held(word: Word, claim: Reading, window: Window) -> float:
    stems = window.stems
    # The report's own name is held, but what is said of "clusters" is not said because that name has the word.
    if word.stem in stems or (word.stem in window.around.stems and _is_name_or_report(word, claim)):
        return 1.0
    related = relatives(word.stem) | critical_words().same.get(word.stem, frozenset())
    return _RELATED if related & stems else 0.0


def _is_name_or_report(word: Word, claim: Reading) -> bool:
    return word.lower == "report" or (word.text[0].isupper() and word != claim.words[0])


def _weight(word: Word, held: float) -> float:
    """How much a word tells, 0.2 to 1; a capital that the evidence does not know may be a name."""
    return 1.0 if not held and word.text[0].isupper() else 0.2 + 0.8 * english_rarity(word.lower)


def _shared_pairs(content: Sequence[Word], window: Window) -> float:
    """Share of neighbouring content words of a claim that stand in the same order, near each other, in the window."""
    pairs = list(pairwise(content))
    if not pairs:
        return 1.0
    places: dict[str, list[int]] = {}
    at = 0
    for piece in window.pieces:
        for word in piece.read.content:
            places.setdefault(word.stem, []).append(at)
            at += 1
        at += 10  # Sentences are not neighbours.
    near = sum(any(0 < b - a <= 4 for a in places.get(x.stem, ()) for b in places.get(y.stem, ())) for x, y in pairs)
    return near / len(pairs)


def _shared_links(claim: Reading, window: Window) -> float:
    """Share of a claim's prepositions that govern the same words in the window ("from the fund", "to SMEs")."""
    said = claim.links
    if not said:
        return 1.0
    held = frozenset().union(*(piece.read.links for piece in window.pieces))
    return len(said & held) / len(said)


def _crossed(claim: Reading, window: Window) -> float:
    """1 where a word behind a preposition and a word without one have changed places against every sentence.

    "SMEs receive vouchers from the fund" and "the fund receives vouchers from SMEs" have the same words.
    """
    mine = frozenset(stem for _, stem in claim.links)
    for piece in window.pieces:
        theirs = frozenset(stem for _, stem in piece.read.links)
        shared = claim.content_stems & piece.read.content_stems
        if (mine - theirs) & shared and (theirs - mine) & shared:
            return 1.0
    return 0.0


def _flipped(content: Sequence[Word], claim: Reading, window: Window) -> float:
    """Share of neighbouring words that stand in the window as neighbours the other way round only."""
    order = [word.stem for word in content]
    mine = {(a, b) for at, a in enumerate(order) for b in order[at + 1 : at + 3] if a != b}
    theirs: set[tuple[str, str]] = set()
    for piece in window.pieces:
        if piece.read.is_passive == claim.is_passive:
            found = [word.stem for word in piece.read.content]
            theirs |= {(a, b) for at, a in enumerate(found) for b in found[at + 1 : at + 3]}
    flipped = sum((b, a) in theirs and (a, b) not in theirs for a, b in mine)
    return flipped / len(mine) if mine else 0.0


def _unbound(claimed: Sequence[Quantity], held: Sequence[Quantity]) -> float:
    """How much the worst of a claim's numbers counts something else than in the evidence, 0 to 1."""
    counted = [q for q in claimed if not q.is_year]
    same = [max((mine.counts_same(q) for mine in held if mine.supports(q)), default=1.0) for q in counted]
    return 1 - min(same, default=1.0)


def _unbound_names(claim: Reading, window: Window) -> float:
    """How much the worst of several names stands beside other words than in the evidence, 0 to 1.

    Two names or places that have changed places leave every word of a sentence where a bag of words expects it.
    """
    said = {word.stem: word for word in claim.words[1:] if word.text[0].isupper()}
    if len(said) < 2:
        return 0.0
    worst = 0.0
    for word in said.values():
        mine = claim.beside(word.stem)
        theirs = frozenset().union(*(piece.read.beside(word.stem) for piece in window.pieces))
        if mine and theirs:
            worst = max(worst, 1 - len(mine & theirs) / len(mine))
    return worst
