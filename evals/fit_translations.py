"""Fit the check of translated sentences, and say how good it is: `python -m evals.fit_translations [--write]`.

The pairs (evals/pairs/translations.jsonl) are English sentences with faithful and with unfaithful translations,
written by hand; every translation joined with another sentence is an unfaithful one too. All translations of one sentence fall into the same fold; what is printed was predicted from the
other folds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from assistant.generating.languages import languages
from assistant.generating.translation import FEATURES, TranslationChecker, TranslationWeights
from evals.estimate import estimate
from evals.fit_support import logistic, threshold

PAIRS = Path(__file__).parent / "pairs" / "translations.jsonl"
WANTED_PRECISION = 0.95
"""Lower than for the sentences themselves: beside a translation stands the citation of what has been checked."""
_SIGNS = np.array([1, 1, 1], dtype=float)
_FOLDS = 4


class TranslationPair(BaseModel):
    """A sentence, a translation, and whether it is faithful."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    language: str
    english: str
    translation: str
    faithful: bool
    kind: str

    @property
    def fold(self) -> int:
        """The fold of all translations of the same sentence."""
        return hashlib.sha256(self.english.encode()).digest()[0] % _FOLDS


def read_translation_pairs(file: Path = PAIRS) -> list[TranslationPair]:
    """Read the pairs."""
    lines = file.read_text(encoding="utf-8").split("\n")
    return [TranslationPair.model_validate_json(line) for line in lines if line.strip()]


def mismatched(pairs: Sequence[TranslationPair]) -> list[TranslationPair]:
    """Join every faithful translation with every other English sentence: what no translation of it may say."""
    sentences = list(dict.fromkeys(pair.english for pair in pairs))
    return [
        pair.model_copy(update={"english": other, "faithful": False, "kind": "mismatched"})
        for pair in pairs
        for other in sentences
        if pair.faithful and other != pair.english
    ]


def main() -> int:
    """Fit, print the quality predicted from the other folds, and keep the coefficients where asked to."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit_translations", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the coefficients")
    options = parser.parse_args()
    from corpus.load import load_corpus
    from index.home import state_home
    from index.minilm import MiniLM

    checker = TranslationChecker(load_corpus(), MiniLM(state_home()).embed)
    written = read_translation_pairs()
    pairs = [*written, *mismatched(written)]
    faults = [checker.fault(p.english, p.translation, languages()[p.language]) for p in pairs]
    x = np.array([checker.features(p.english, p.translation) for p in pairs])
    y = np.array([p.faithful for p in pairs], dtype=float)
    folds = np.array([p.fold for p in pairs])
    clean = np.array([not fault for fault in faults])
    scores = np.zeros(len(pairs))
    for fold in range(_FOLDS):
        others = clean & (folds != fold)
        weights = TranslationWeights(*logistic(x[others], y[others], _SIGNS, 1.0), 0.5)
        for at in np.flatnonzero(clean & (folds == fold)):
            scores[at] = weights.probability(tuple(x[at]))
    limit = threshold([(float(s), p.faithful) for s, p in zip(scores, pairs, strict=True)], WANTED_PRECISION)
    passed = scores >= limit
    precision = estimate(float(p.faithful) for p, ok in zip(pairs, passed, strict=True) if ok)
    recall = estimate(float(ok) for p, ok in zip(pairs, passed, strict=True) if p.faithful)
    sys.stdout.write(
        f"{len(written)} pairs and {len(pairs) - len(written)} mismatched ones, from other folds: precision {precision} %, recall {recall} %\n"
    )
    for pair, ok, fault, score in zip(pairs, passed, faults, scores, strict=True):
        if ok != pair.faithful:
            sys.stdout.write(
                f"  {'+' if pair.faithful else '-'} {fault or round(float(score), 2)}: {pair.translation}\n"
            )
    sys.stdout.write(f"rules broken: {dict(Counter(filter(None, faults)))}\n")
    weights = TranslationWeights(*logistic(x[clean], y[clean], _SIGNS, 1.0), limit)
    data = {
        "fitted_by": "python -m evals.fit_translations --write",
        "weights": {name: round(value, 4) for name, value in zip(FEATURES, weights.weights, strict=True)},
        "bias": round(weights.bias, 4),
        "threshold": round(limit, 4),
    }
    sys.stdout.write(json.dumps(data, indent=1) + "\n")
    if options.write:
        file = Path(sys.modules[TranslationChecker.__module__].__file__ or "").with_name("translation.json")
        file.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
