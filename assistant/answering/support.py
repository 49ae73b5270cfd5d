"""Support: the calibrated probability that an entry answers a question, from coefficients kept as data."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assistant.answering.candidates import FEATURES, Candidate


@dataclass(frozen=True, slots=True)
class SupportModel:
    """Logistic regression over the signals of a candidate, fitted by `evals fit` on the development questions."""

    weights: tuple[float, ...]
    """One for each of FEATURES."""
    bias: float
    answer_at: float
    """Probability of the best entry from which the question counts as answered."""
    cite_at: float
    """Probability from which a further entry is cited beside the best."""

    def probability(self, candidate: Candidate) -> float:
        """Return the probability that the entry answers the question, 0 to 1."""
        return self.probability_of(candidate.features)

    def probability_of(self, features: Sequence[float]) -> float:
        """Return the probability for raw signals in the order of FEATURES."""
        z = self.bias + sum(w * x for w, x in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, z))))


@lru_cache(maxsize=1)
def load_support_model() -> SupportModel:
    """Read the fitted coefficients that ship with the project."""
    data = json.loads(files("assistant.answering").joinpath("support.json").read_text(encoding="utf-8"))
    weights = data["weights"]
    return SupportModel(
        weights=tuple(float(weights.get(name, 0.0)) for name in FEATURES),
        bias=float(data["bias"]),
        answer_at=float(data["answer_at"]),
        cite_at=float(data["cite_at"]),
    )
