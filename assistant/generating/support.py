"""SupportChecker: whether the entries that a sentence cites really say it.

Rules come first (rules.py): every number with its limit, every date, name and place of the sentence must stand in
the evidence, nothing may be denied that the evidence affirms, and the words that carry a claim alone (all, only, must,
first ...) must be there. What is left is measured (likeness.py) and turned into a probability by coefficients that
`python -m evals.fit_support` fits.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import combinations, pairwise

import numpy as np

from assistant.generating.likeness import FEATURES, Embed, Likeness
from assistant.generating.reading import Piece, Reading, TextReader, Window
from assistant.generating.rules import broken_rule, fault_of_form
from assistant.understanding.places import Gazetteer
from corpus.corpus import Corpus
from corpus.entry import Entry

_CONSIDERED = 4
"""How many sentences of the evidence, those nearest to the claim, are tried alone and in pairs."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence is supported, by which characters of which entries, and if not, why not."""

    supported: bool
    reason: str = ""
    """The rule that it broke, or "content" where too little of it is covered; "" where supported."""
    spans: tuple[tuple[Entry, int, int], ...] = ()
    probability: float = 0.0


@dataclass(frozen=True, slots=True)
class SupportWeights:
    """Coefficients of a logistic regression over FEATURES, and the probability from which a sentence counts."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, features: Sequence[float]) -> float:
        """Return the probability that a sentence with these features is supported, 0 to 1."""
        z = self.bias + sum(weight * value for weight, value in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, z))))


@lru_cache(maxsize=1)
def support_weights() -> SupportWeights:
    """Read the fitted coefficients that ship with the project."""
    data = json.loads(files("assistant.generating").joinpath("support.json").read_text(encoding="utf-8"))
    return SupportWeights(
        tuple(float(data["weights"][name]) for name in FEATURES), float(data["bias"]), float(data["threshold"])
    )


class SupportChecker:
    """Checks sentences against entries of one corpus; `embed` must be the packaged model that it was fitted with."""

    def __init__(self, corpus: Corpus, embed: Embed, gazetteer: Gazetteer | None = None) -> None:
        self._reader = TextReader(corpus, gazetteer or Gazetteer(corpus))
        self._likeness = Likeness(embed)

    def check(self, text: str, entries: Sequence[Entry]) -> Verdict:
        """Check one sentence against the entries that it cites."""
        claim = self._reader.read(text)
        if reason := fault_of_form(claim):
            return Verdict(False, reason)
        verdicts = [self._verdict(claim, window) for window in self._windows(claim, entries)]
        return max(verdicts, key=lambda verdict: verdict.probability, default=Verdict(False, "no evidence"))

    def examine(
        self, text: str, entries: Sequence[Entry]
    ) -> tuple[str, list[tuple[float, ...]], list[tuple[float, ...]]]:
        """Return what the fit needs: the rule that a sentence breaks everywhere, and its features where it breaks none
        and where it breaks one.
        """
        claim = self._reader.read(text)
        if reason := fault_of_form(claim):
            return reason, [], []
        faults = [(broken_rule(claim, window), window) for window in self._windows(claim, entries)]
        clean = [self._likeness.features(claim, window) for fault, window in faults if not fault]
        faulty = [self._likeness.features(claim, window) for fault, window in faults if fault]
        return ("" if clean else next((fault for fault, _ in faults), "no evidence")), clean, faulty

    def _verdict(self, claim: Reading, window: Window) -> Verdict:
        if rule := broken_rule(claim, window):
            return Verdict(False, rule)
        weights = support_weights()
        probability = weights.probability(self._likeness.features(claim, window))
        if probability < weights.threshold:
            return Verdict(False, "content", probability=probability)
        spans = tuple((piece.entry, piece.start, piece.end) for piece in window.pieces)
        return Verdict(True, spans=spans, probability=probability)

    def _windows(self, claim: Reading, entries: Sequence[Entry]) -> Iterator[Window]:
        """Yield the sentences nearest to a claim, alone and in pairs, the most promising first."""
        pieces = [piece for entry in entries for piece in self._reader.pieces(entry)]
        if not pieces:
            return
        found = self._likeness.vectors([claim.text, *(piece.read.text for piece in pieces)])
        own, others = found[0], found[1:]
        fits = [_coverage(claim, piece) + float(cosine) for piece, cosine in zip(pieces, others @ own, strict=True)]
        nearest = sorted(range(len(pieces)), key=lambda at: (-fits[at], at))[:_CONSIDERED]
        pairs = [sorted(pair) for pair in combinations(nearest, 2) if _add_up(claim, *(pieces[at] for at in pair))]
        for group in [*([at] for at in nearest), *pairs]:
            chosen = tuple(pieces[at] for at in group)
            together = others[group].sum(axis=0)
            yield Window(
                chosen,
                self._reader.head(chosen),
                self._reader.around(chosen),
                float(together @ own / np.linalg.norm(together)),
            )


def _coverage(claim: Reading, piece: Piece) -> float:
    return len(claim.content_stems & piece.read.stems) / max(1, len(claim.content_stems))


def _add_up(claim: Reading, one: Piece, other: Piece) -> bool:
    """Say whether a claim joins two sentences: a phrase of it is from the one, and another phrase from the other.

    A lone word, number or name from a second sentence is no phrase: it would be put into the first one's mouth.
    """
    first, second = claim.stems & one.read.stems, claim.stems & other.read.stems
    alone = [
        (word, word.stem in first - second) for word in claim.content if (word.stem in first) != (word.stem in second)
    ]
    sides = [mine for _, mine in alone]
    turns = sum(a != b for a, b in pairwise(sides))
    tells = {mine for word, mine in alone if word.text[0].islower()}
    return len(tells) == 2 and turns <= 2 and 1 < sum(sides) < len(sides) - 1
