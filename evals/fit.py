"""Fit: the coefficients of the support model, from the development questions; printed with what they buy."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.answering.candidates import FEATURES, Candidate, Candidates
from assistant.answering.outcome import Outcome
from assistant.answering.support import ANSWER_FEATURES, SupportModel, answer_signals, support_model, veto
from assistant.assistant import Assistant
from assistant.understanding.question import Question
from evals.case import Case

Array = NDArray[np.float64]
RANK_PENALTY = 10.0
ANSWER_PENALTY = 20.0
SILENT_SHARE = 0.2
"""Share of questions to expect outside the report; a quarter in the study of ClimateQ&A (arXiv 2403.14709), with those
that name something unknown, which are refused before."""
SILENT_COST = 2.0
"""Cost of answering one of them, in refusals of an answerable question: who acts on a wrong answer loses more than who asks again."""
STRESS = "answerability"
"""Beginning of the name of the suites that were written against the signals: few shared words where there is an answer,
many where there is none. They are reported, but a model fitted on them would be worse on questions as people ask them."""
FOLDS = 5
COEFFICIENTS = Path("assistant") / "answering" / "support.json"


@dataclass(frozen=True, slots=True)
class Example:
    """A case that is decided by evidence, with the candidates that the assistant weighs for it."""

    case: Case
    question: Question
    candidates: Candidates

    @property
    def answerable(self) -> bool:
        """True where some entry answers."""
        return self.case.decision != "not_in_report" and bool(self.case.needed)

    @property
    def allowed(self) -> frozenset[str]:
        """Ids that may be cited."""
        return frozenset((*self.case.needed, *self.case.acceptable))


def examples(cases: Sequence[Case], assistant: Assistant) -> Iterator[Example]:
    """Yield the cases of one part that neither structure nor a missing reference decides."""
    for case in cases:
        found = assistant.examine(case.question, case.history)
        if len(found) == 1 and _by_evidence(found[0][0]):
            yield Example(case, found[0][0].question, found[0][1])


def _by_evidence(outcome: Outcome) -> bool:
    return not outcome.structural and not (outcome.question.missing and not outcome.question.ids)


def fit(found: Sequence[Example]) -> dict[str, Any]:
    """Fit both steps and return the stored form of the model."""
    rank = fit_rank(found)
    bare = support_model(
        {"rank": rank, "answer": {}, "answer_bias": 0, "answer_at": 0, "within": 0, "within_practices": 0}
    )
    weights, bias = fit_answer(found, bare)
    return {
        "rank": rank,
        "answer": weights,
        "answer_bias": bias,
        "answer_at": round(answer_threshold(held_out(found)), 3),
        **_margins(found, rank, weights, bias),
    }


def fit_rank(found: Sequence[Example]) -> dict[str, float]:
    """Conditional logit (McFadden 1974): each needed entry against all that may not be cited, L2-penalised."""
    rows = [(_matrix(e, e.case.needed), _matrix(e, _others(e))) for e in found if e.answerable and not e.question.ids]
    everything = np.concatenate([m for pair in rows for m in pair])
    spread = everything.std(axis=0) + 1e-9
    scaled = [(right / spread, wrong / spread) for right, wrong in rows]

    def loss(w: Array) -> tuple[float, Array]:
        value, slope = RANK_PENALTY * float(w @ w) / 2, RANK_PENALTY * w
        for right, wrong in scaled:
            high = max(float((right @ w).max()), float((wrong @ w).max()))
            weights = np.exp(wrong @ w - high)
            total, pull = weights.sum(), weights @ wrong
            for row in right:
                own = np.exp(row @ w - high)
                value += float(np.log(own + total) - (row @ w - high)) / len(right)
                slope = slope + ((own * row + pull) / (own + total) - row) / len(right)
        return value, slope

    return _named(FEATURES, _minimise(loss, len(FEATURES)) / spread)


def fit_answer(found: Sequence[Example], model: SupportModel) -> tuple[dict[str, float], float]:
    """Logistic regression of "the best entry may be cited" on the signals of the best entry; classes weigh the same."""
    signals, labels = [], []
    for example in found:
        best, lead = top(example, model)
        if veto(example.question, best) is None:
            signals.append(answer_signals(best, lead))
            labels.append(float(example.answerable and best.entry.id in example.allowed))
    x, y = np.array(signals), np.array(labels)
    centre, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.c_[(x - centre) / spread, np.ones(len(x))]
    weight = np.where(y > 0, 1.0, y.sum() / max(1.0, (1 - y).sum()))

    def loss(v: Array) -> tuple[float, Array]:
        p = 1 / (1 + np.exp(-(z @ v)))
        value = -float((weight * (y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))).sum())
        slope = z.T @ (weight * (p - y))
        slope[:-1] += ANSWER_PENALTY * v[:-1]
        return value + ANSWER_PENALTY * float(v[:-1] @ v[:-1]) / 2, slope

    v = _minimise(loss, z.shape[1])
    weights = v[:-1] / spread
    return _named(ANSWER_FEATURES, weights), float(v[-1] - weights @ centre)


def top(example: Example, model: SupportModel) -> tuple[Candidate, float]:
    """Return the best candidate (the named one where an id is given) and its lead over the runner-up."""
    scores = model.scores(example.candidates.signals)
    order = np.argsort(-scores, kind="stable")
    best = int(order[0])
    for id_ in example.question.ids[:1]:
        best = next(at for at, entry in enumerate(example.candidates.entries) if entry.id == id_)
    return example.candidates[best], float(scores[order[0]] - scores[order[1]])


def held_out(found: Sequence[Example]) -> list[tuple[Example, Candidate, float]]:
    """Score every example by a model fitted without it (FOLDS-fold cross-validation): (example, best, probability)."""
    scores = []
    fold_of = np.random.default_rng(0).integers(0, FOLDS, len(found))
    for fold in range(FOLDS):
        training = [e for e, f in zip(found, fold_of, strict=True) if f != fold]
        model = support_model({**_both(training), "answer_at": 0.5, "within": 0, "within_practices": 0})
        for example in (e for e, f in zip(found, fold_of, strict=True) if f == fold):
            best, lead = top(example, model)
            refused = veto(example.question, best) is not None
            scores.append((example, best, 0.0 if refused else model.probability(best, lead)))
    return scores


def _both(found: Sequence[Example]) -> dict[str, Any]:
    rank = fit_rank(found)
    bare = support_model(
        {"rank": rank, "answer": {}, "answer_bias": 0, "answer_at": 0, "within": 0, "within_practices": 0}
    )
    weights, bias = fit_answer(found, bare)
    return {"rank": rank, "answer": weights, "answer_bias": bias}


def _margins(
    found: Sequence[Example], rank: dict[str, float], weights: dict[str, float], bias: float
) -> dict[str, float]:
    """Choose how near the best a further entry must be to be cited, by citation precision and recall."""
    model = support_model(
        {"rank": rank, "answer": weights, "answer_bias": bias, "answer_at": 0, "within": 0, "within_practices": 0}
    )
    single = [e for e in found if e.answerable and not e.question.ids and not e.question.asks_many]
    many = [e for e in found if e.answerable and not e.question.ids and e.question.asks_many]
    return {
        "within": _best_within(single, model, 3, precision=1.5),
        "within_practices": _best_within(many, model, 5, precision=1.0),
    }


def answer_threshold(scores: Sequence[tuple[Example, Candidate, float]]) -> float:
    """Return the probability from which answering costs least, on examples that the model was not fitted on.

    The cost of a threshold is averaged over its neighbours, so that no single example decides.
    """
    right = np.array([p for example, _, p in scores if example.answerable])
    wrong = np.array([p for example, _, p in scores if not example.answerable])
    grid = np.linspace(0.02, 0.6, 59)
    cost = np.array(
        [(1 - SILENT_SHARE) * (right < t).mean() + SILENT_COST * SILENT_SHARE * (wrong >= t).mean() for t in grid]
    )
    smooth = np.convolve(np.pad(cost, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    return float(grid[int(smooth.argmin())])


def _best_within(found: Sequence[Example], model: SupportModel, most: int, *, precision: float) -> float:
    """The cut-off with the best mean of citation recall and precision; padding weighs more where one thing is asked."""

    def quality(within: float) -> float:
        total = 0.0
        for example in found:
            scores = model.scores(example.candidates.signals)
            ids = [entry.id for entry in example.candidates.entries]
            scored = sorted(zip(scores.tolist(), ids, strict=True), key=lambda pair: -pair[0])
            cited = {id_ for score, id_ in scored[:most] if score >= scored[0][0] - within}
            recall = len(cited & set(example.case.needed)) / len(example.case.needed)
            total += recall + precision * len(cited & example.allowed) / len(cited)
        return total

    grid = [0.0, *np.linspace(0.05, 4, 80)]
    return round(float(max(grid, key=quality)), 3)


def report(found: Sequence[Example], say: Callable[[str], None]) -> None:
    """Print what the fitted model buys on examples that it was not fitted on: ranking and the risk-coverage curve."""
    scores = held_out(found)
    right = [(e, b, p) for e, b, p in scores if e.answerable]
    wrong = [p for e, b, p in scores if not e.answerable]
    first = sum(b.entry.id in e.case.needed for e, b, _ in right) / len(right)
    allowed = sum(b.entry.id in e.allowed for e, b, _ in right) / len(right)
    say(f"{len(found)} examples decided by evidence, {len(wrong)} of them without an answer; {FOLDS}-fold held out")
    say(f"best entry needed {first:.3f}, may be cited {allowed:.3f}")
    say("threshold  refused though answerable  answered though silent")
    for t in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6):
        refused = sum(p < t for _, _, p in right) / len(right)
        say(f"{t:9.2f}  {refused:25.3f}  {sum(p >= t for p in wrong) / max(1, len(wrong)):22.3f}")


def write(data: dict[str, Any], file: Path) -> None:
    """Store the coefficients as data."""
    rounded = {
        key: {name: round(w, 4) for name, w in value.items()} if isinstance(value, dict) else round(value, 4)
        for key, value in data.items()
    }
    file.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


def _matrix(example: Example, ids: Sequence[str]) -> Array:
    position = {entry.id: at for at, entry in enumerate(example.candidates.entries)}
    return example.candidates.signals[[position[id_] for id_ in ids]]


def _others(example: Example) -> list[str]:
    return [entry.id for entry in example.candidates.entries if entry.id not in example.allowed]


def _named(names: Sequence[str], values: Array) -> dict[str, float]:
    return {name: float(value) for name, value in zip(names, values, strict=True)}


def _minimise(loss: Callable[[Array], tuple[float, Array]], size: int) -> Array:
    result = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return np.asarray(result.x)
