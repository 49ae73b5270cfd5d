"""Fit the check of generated sentences, and say how good it is: `python -m evals.fit_support [--write]`.

The pairs (evals/pairs/support.jsonl) are sentences as a model might write them, each with the entries it cites and
whether they support it, written by hand from the bodies of the shipped corpus. All pairs of one entry fall into the
same half. The coefficients and the threshold come from one half; what counts is precision and recall on the other, and
on the pairs that were written when the rules were final.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.generating.likeness import FEATURES
from assistant.generating.support import SupportChecker, SupportWeights
from corpus.corpus import Corpus
from evals.altered import altered_sentences
from evals.errors import SetInvalid
from evals.estimate import Estimate, estimate

PAIRS = Path(__file__).parent / "pairs" / "support.jsonl"
WANTED_PRECISION = 0.995
"""Of the sentences that pass on the fitting half, at least this share must be supported; recall comes second."""
_RIDGE = 3.0
_FOLDS = 5
_SIGNS = np.array([1, -1, -1, -1, 1, 1, -1, -1, -1, -1, -1, -1], dtype=float)
"""The direction in which each of FEATURES may count: no coefficient may reward what speaks against support."""

Matrix = NDArray[np.float64]


class Pair(BaseModel):
    """A sentence, the entries it cites, and whether they support it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    entries: tuple[str, ...] = Field(min_length=1)
    sentence: str = Field(min_length=1)
    supported: bool
    kind: str
    """How it was made: paraphrase, number, place, swapped ..."""

    round: Literal[1, 2, 3] = 1
    """2 for pairs that were written after the rules were first final; 3 for hard ones, most of them one word away from
    what the entry says, written before the rules were looked at again. Nobody tuned anything on either."""

    @property
    def half(self) -> str:
        """ "fitting half" or "other half", by the first entry, so that no entry stands in both; or the later rounds."""
        if self.round > 1:
            return "written afterwards" if self.round == 2 else "hard, held out"
        return _half(self.entries[0])


def _half(entry_id: str) -> str:
    return "other half" if hashlib.sha256(entry_id.encode()).digest()[0] % 2 else "fitting half"


@dataclass(frozen=True, slots=True)
class Example:
    """A pair with what the checker sees: the rule it breaks, or the features of each window that breaks none."""

    pair: Pair
    fault: str
    windows: tuple[tuple[float, ...], ...]
    faulty: tuple[tuple[float, ...], ...] = ()
    """Features of the windows that break a rule: they count as unsupported in the fit."""

    def score(self, weights: SupportWeights) -> float:
        """Return the probability of the best window; 0 where a rule is broken."""
        return max((weights.probability(window) for window in self.windows), default=0.0)


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a check tells supported from unsupported sentences."""

    precision: Estimate
    """Share of the sentences that pass which are supported."""
    recall: Estimate
    """Share of the supported sentences that pass."""
    wrong: tuple[tuple[Pair, str], ...]
    """Pairs on the wrong side, with the rule or "content"."""


def read_pairs(corpus: Corpus, file: Path = PAIRS) -> list[Pair]:
    """Read and check the pairs; raises SetInvalid that names the line."""
    pairs: dict[str, Pair] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            pair = Pair.model_validate_json(line)
        except ValidationError as error:
            raise SetInvalid(f"{file.name}, line {number}: {error.errors()[0]['msg']}.") from None
        unknown = [entry for entry in pair.entries if entry not in corpus]
        if unknown or pair.id in pairs:
            fault = f"{unknown[0]!r} is no entry" if unknown else f"the id {pair.id!r} stands twice"
            raise SetInvalid(f"{file.name}, line {number}: {fault}. Correct it.")
        pairs[pair.id] = pair
    return list(pairs.values())


def examples_of(pairs: Sequence[Pair], checker: SupportChecker, corpus: Corpus) -> list[Example]:
    """Let the checker look at every pair."""
    examples = []
    for pair in pairs:
        fault, windows, faulty = checker.examine(pair.sentence, [corpus[entry] for entry in pair.entries])
        examples.append(Example(pair, fault, tuple(windows), tuple(faulty)))
    return examples


def altered_examples(checker: SupportChecker, corpus: Corpus) -> list[Example]:
    """Let the checker look at altered sentences of the entries that nothing was fitted on."""
    found = []
    entries = [entry.id for entry in corpus if _half(entry.id) == "other half"]
    for at, made in enumerate(altered_sentences(corpus, entries)):
        pair = Pair(id=f"altered-{at}", entries=(made.entry,), sentence=made.sentence, supported=False, kind=made.kind)
        fault, windows, faulty = checker.examine(pair.sentence, [corpus[made.entry]])
        found.append(Example(pair, fault, tuple(windows), tuple(faulty)))
    return found


def fit(examples: Sequence[Example]) -> SupportWeights:
    """Fit coefficients and threshold.

    Which window of its evidence a sentence rests on is not marked in the pairs, so it is taken to be the one that
    the coefficients of the round before like best (as in multiple-instance learning). The threshold is the lowest at
    which predictions for left-out folds of the same examples reach WANTED_PRECISION.
    """
    fitted = _fit_coefficients(examples)
    held_out: list[tuple[float, bool]] = []
    for fold in range(_FOLDS):
        weights = _fit_coefficients([e for e in examples if _fold(e) != fold])
        held_out += [(e.score(weights), e.pair.supported) for e in examples if _fold(e) == fold]
    return SupportWeights(fitted.weights, fitted.bias, threshold(held_out))


def quality(examples: Sequence[Example], weights: SupportWeights) -> Quality:
    """Measure precision and recall of a check."""
    passed = {e.pair.id: e.score(weights) >= weights.threshold for e in examples}
    wrong = [(e.pair, e.fault or "content") for e in examples if passed[e.pair.id] != e.pair.supported]
    return Quality(
        precision=estimate(float(e.pair.supported) for e in examples if passed[e.pair.id]),
        recall=estimate(float(passed[e.pair.id]) for e in examples if e.pair.supported),
        wrong=tuple(wrong),
    )


def _fold(example: Example) -> int:
    return hashlib.sha256(example.pair.entries[0].encode()).digest()[1] % _FOLDS


def _fit_coefficients(examples: Sequence[Example]) -> SupportWeights:
    weights = SupportWeights(tuple(map(float, _SIGNS)), 0.0, 0.5)
    usable = [e.windows if e.pair.supported else e.windows + e.faulty for e in examples]
    target = np.array([e.pair.supported for e, windows in zip(examples, usable, strict=True) if windows], dtype=float)
    for _ in range(6):
        best = [max(windows, key=weights.probability) for windows in usable if windows]
        weights = SupportWeights(*logistic(np.array(best), target, _SIGNS), 0.5)
    return weights


def logistic(features: Matrix, target: Matrix, signs: Matrix, ridge: float = _RIDGE) -> tuple[tuple[float, ...], float]:
    """Fit a ridge logistic regression whose coefficients have fixed signs, by projected gradient descent.

    Returns the coefficients, in the units of the features, and the bias.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    x = (features - mean) / spread
    w, b = np.zeros(x.shape[1]), np.zeros(1)
    step = 4.0 / (np.linalg.norm(np.c_[x, np.ones(len(x))], 2) ** 2 / len(x) + 1)
    for _ in range(4_000):
        p = 1 / (1 + np.exp(-(x @ w + b)))
        error = p - target
        w -= step * (x.T @ error / len(x) + ridge / len(x) * w)
        w[w * signs < 0] = 0.0
        b -= step * error.mean()
    scaled = w / spread
    return tuple(map(float, scaled)), float(b[0] - scaled @ mean)


def threshold(scored: Sequence[tuple[float, bool]], wanted: float = WANTED_PRECISION) -> float:
    """Return the lowest threshold from which on precision is as wanted, halfway to the next score below."""
    ordered = sorted(scored, reverse=True)
    found = 0.9
    right = 0
    for count, (score, supported) in enumerate(ordered, 1):
        right += supported
        if right / count >= wanted:
            below = ordered[count][0] if count < len(ordered) else 0.0
            found = (score + below) / 2
    return found


def main() -> int:
    """Fit, print the quality on the other half, and keep the coefficients where asked to."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit_support", description=__doc__)
    parser.add_argument(
        "--write", action="store_true", help="keep the coefficients in assistant/generating/support.json"
    )
    parser.add_argument("--wrong", action="store_true", help="print every pair on the wrong side")
    options = parser.parse_args()
    from corpus.load import load_corpus
    from index.home import state_home
    from index.minilm import MiniLM

    corpus = load_corpus()
    checker = SupportChecker(corpus, MiniLM(state_home()).embed)
    examples = examples_of(read_pairs(corpus), checker, corpus)
    altered = altered_examples(checker, corpus)
    halves = {
        name: [e for e in examples if e.pair.half == name] for name in dict.fromkeys(e.pair.half for e in examples)
    }
    weights = fit(halves["fitting half"])
    passed = sum(example.score(weights) >= weights.threshold for example in altered)
    sys.stdout.write(f"{len(altered)} altered sentences: {passed} pass\n")
    for name, half in sorted(halves.items()):
        found = quality(half, weights)
        kinds = Counter(pair.kind for pair, _ in found.wrong)
        sys.stdout.write(
            f"{name}: {len(half)} pairs, precision {found.precision} %, recall {found.recall} %; wrong: {dict(kinds)}\n"
        )
        if options.wrong:
            for pair, reason in found.wrong:
                mark = "+" if pair.supported else "-"
                sys.stdout.write(f"  {mark} {pair.id} [{pair.kind}] {reason}: {pair.sentence}\n")
    data = {
        "fitted_by": "python -m evals.fit_support --write",
        "weights": {name: round(value, 4) for name, value in zip(FEATURES, weights.weights, strict=True)},
        "bias": round(weights.bias, 4),
        "threshold": round(weights.threshold, 4),
    }
    sys.stdout.write(json.dumps(data, indent=1) + "\n")
    if options.write:
        file = Path(sys.modules[SupportChecker.__module__].__file__ or "").with_name("support.json")
        file.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
