"""Fit: the coefficients of the support model, from the development questions; printed with what they buy."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.answering.candidates import FEATURES, Candidates
from assistant.answering.lookup import Ranked, rank, shortlist
from assistant.answering.outcome import Outcome
from assistant.answering.reading import PassageScorer, passage_of
from assistant.answering.support import (
    ANSWER_FEATURES,
    MEMBER_FEATURES,
    SupportModel,
    answer_signals,
    support_model,
    veto,
)
from assistant.assistant import Assistant
from assistant.understanding.question import Question
from evals.case import Case
from evals.training import TrainingList, training_lists

Array = NDArray[np.float64]
RANK_PENALTY = 10.0
READING_PENALTY = 0.5
ANSWER_PENALTY = 20.0
MEMBER_PENALTY = 3.0
SILENT_SHARE = 0.2
"""Share of questions to expect outside the report; a quarter in the study of ClimateQ&A (arXiv 2403.14709), with those
that name something unknown, which are refused before."""
SILENT_COST = 2.0
"""Cost of answering one of them, in refusals of an answerable question: who acts on a wrong answer loses more than who asks again."""
TIE = 0.0025
"""Costs that differ by less cannot be told apart on so few questions (their standard error is about 0.01): of such
thresholds the middle is taken."""
LIST_TIE = 0.02
"""The same for the quality of lists, whose standard error is about 0.03."""
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
    scorer: PassageScorer
    read: dict[str, float] = field(default_factory=dict)
    """What the cross-encoder says of the entries that some fold has read: each pair is scored once."""

    @property
    def answerable(self) -> bool:
        """True where some entry answers."""
        return self.case.decision != "not_in_report" and bool(self.case.needed)

    @property
    def allowed(self) -> frozenset[str]:
        """Ids that may be cited."""
        return frozenset((*self.case.needed, *self.case.acceptable))

    def ranked(self, model: SupportModel) -> list[Ranked]:
        """Rank the candidates as the assistant does; the one that is named by id comes first."""
        short = shortlist(self.candidates, model, self.question.ids)
        among = [short.candidates[place] for place in short.read]
        new = [candidate for candidate in among if candidate.entry.id not in self.read]
        if new:
            scores = self.scorer.scores(self.question.text, [passage_of(candidate) for candidate in new])
            self.read.update(zip([candidate.entry.id for candidate in new], scores.tolist(), strict=True))
        ranked = rank(short, np.array([self.read[candidate.entry.id] for candidate in among]), model)
        return sorted(ranked, key=lambda r: r.candidate.entry.id not in self.question.ids[:1])


def examples(cases: Sequence[Case], assistant: Assistant) -> Iterator[Example]:
    """Yield the cases of one part that neither structure nor a missing reference decides.

    A list that the structure did not recognise teaches nothing about how one entry answers.
    """
    for case in cases:
        if case.exact:
            continue
        found = assistant.examine(case.question, case.history)
        if len(found) == 1 and _by_evidence(found[0][0]):
            yield Example(case, found[0][0].question, found[0][1], assistant.scorer)


def _by_evidence(outcome: Outcome) -> bool:
    return not outcome.structural and not (outcome.question.missing and not outcome.question.ids)


@dataclass(frozen=True, slots=True)
class ListExample:
    """A list on a topic with the entries that are weighed for it."""

    needed: frozenset[str]
    acceptable: frozenset[str]
    ids: tuple[str, ...]
    signals: Array
    """Shape (entries, MEMBER_FEATURES)."""

    @property
    def labels(self) -> Array:
        """1 for an entry that the list must hold, 0 for one that it may not, -1 for one that it may."""
        return np.array([1.0 if i in self.needed else -1.0 if i in self.acceptable else 0.0 for i in self.ids])

    def quality(self, listed: NDArray[np.bool_]) -> float:
        """F0.5 of what is listed, as a wrong entry costs more than a missing one; for a list of nothing 1 where it is empty."""
        found = {i for i, yes in zip(self.ids, listed, strict=True) if yes}
        right = len(found & self.needed)
        if not self.needed or not right:
            return float(not self.needed and not found)
        precision, recall = len(found & (self.needed | self.acceptable)) / len(found), right / len(self.needed)
        return 1.25 * precision * recall / (0.25 * precision + recall)


def list_examples(cases: Sequence[Case], assistant: Assistant) -> Iterator[ListExample]:
    """Yield the lists on a topic, and questions for lists that hold nothing, of some cases and of `evals/pairs`."""
    asked: list[Case | TrainingList] = [case for case in cases if case.exact or _asks_for_nothing(case)]
    for one in (*asked, *training_lists()):
        weighed, signals = assistant.examine_list(one.question, one.history)
        ids = tuple(candidate.entry.id for candidate in weighed)
        kinds = {assistant.corpus[i].kind for i in (*one.needed, *ids)}
        if ids and len(kinds) == 1:
            yield ListExample(frozenset(one.needed), frozenset(one.acceptable), ids, signals)


def _asks_for_nothing(case: Case) -> bool:
    return not case.exact and not case.answerable and case.kind in ("list", "near_miss")


def fit_members(found: Sequence[ListExample], names: Sequence[str] = MEMBER_FEATURES) -> dict[str, Any]:
    """Fit which entries a list holds: a logistic regression, and the threshold that gives the best lists held out.

    `names` are the signals that may be used.
    """
    columns = [MEMBER_FEATURES.index(name) for name in names]
    found = [replace(example, signals=example.signals[:, columns]) for example in found]
    fold_of = np.random.default_rng(0).integers(0, FOLDS, len(found))
    sure: list[tuple[ListExample, Array]] = []
    for fold in range(FOLDS):
        weights, bias = _fit_member([e for e, f in zip(found, fold_of, strict=True) if f != fold])
        kept = [e for e, f in zip(found, fold_of, strict=True) if f == fold]
        sure += [(e, 1 / (1 + np.exp(-(e.signals @ weights + bias)))) for e in kept]
    held = [(e, p) for e, p in sure if e.needed]
    at = _best_at(np.linspace(0.1, 0.6, 51), lambda t: [e.quality(p >= t) for e, p in held], strict=True)
    held_at = _best_at(np.linspace(0.1, 0.9, 81), lambda t: [e.quality((p >= at) & (p.max() >= t)) for e, p in sure])
    weights, bias = _fit_member(found)
    return {"weights": _named(names, weights), "bias": bias, "at": at, "held_at": held_at}


def _best_at(grid: Array, qualities: Callable[[float], list[float]], *, strict: bool = False) -> float:
    """Return the threshold with the best mean quality, averaged over its neighbours: of those that are as good the middle, or
    the strictest, as a wrong citation is worse than a missing one."""
    quality = np.array([np.mean(qualities(t)) for t in grid])
    smooth = np.convolve(np.pad(quality, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    as_good = grid[smooth >= smooth.max() - LIST_TIE / 2]
    return float(as_good.max() if strict else np.median(as_good))


def _fit_member(found: Sequence[ListExample]) -> tuple[Array, float]:
    x, y = np.concatenate([e.signals for e in found]), np.concatenate([e.labels for e in found])
    x, y = x[y >= 0], y[y >= 0]
    return _logistic(x, y, np.ones(len(y)), MEMBER_PENALTY)


def _logistic(x: Array, y: Array, weight: Array, penalty: float) -> tuple[Array, float]:
    """Fit a logistic regression with an L2 penalty on the weights of the standardised signals; return weights and bias."""
    centre, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.c_[(x - centre) / spread, np.ones(len(x))]

    def loss(v: Array) -> tuple[float, Array]:
        p = 1 / (1 + np.exp(-(z @ v)))
        value = -float((weight * (y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))).sum())
        slope = z.T @ (weight * (p - y))
        slope[:-1] += penalty * v[:-1]
        return value + penalty * float(v[:-1] @ v[:-1]) / 2, slope

    v = _minimise(loss, z.shape[1])
    weights = v[:-1] / spread
    return weights, float(v[-1] - weights @ centre)


def fit(found: Sequence[Example], lists: Sequence[ListExample]) -> dict[str, Any]:
    """Fit all steps and return the stored form of the model."""
    data = _coefficients(found)
    data["answer_at"] = round(answer_threshold(held_out(found)), 3)
    by_words = tuple(name for name in MEMBER_FEATURES if not name.startswith("heading"))
    members = {"members": fit_members(lists), "members_without_headings": fit_members(lists, by_words)}
    return {**data, **_margins(found, support_model(data)), **members}


def _coefficients(found: Sequence[Example]) -> dict[str, Any]:
    """Fit the steps one after another, each on what the one before it gives."""
    data: dict[str, Any] = {"rank": fit_rank(found), "reading": 0.0, "answer": {}, "answer_bias": 0.0}
    data |= {"answer_at": 0.0, "within": 0.0, "within_practices": 0.0}
    data["reading"] = fit_reading(found, support_model(data))
    data["answer"], data["answer_bias"] = fit_answer(found, support_model(data))
    return data


def fit_reading(found: Sequence[Example], model: SupportModel) -> float:
    """Weight of reading in the ranking: a conditional logit over the entries that are read, with the score of the first
    step as an offset."""
    rows: list[tuple[Array, Array, Array]] = []
    for example in found:
        if example.answerable and not example.question.ids:
            among = [r for r in example.ranked(model) if r.candidate.entry.id in example.read]
            right = np.array([r.candidate.entry.id in example.allowed for r in among])
            if right.any() and not right.all():
                scores, readings = (np.array([v(r) for r in among]) for v in (_score, _reading))
                rows.append((scores, readings, right))

    def loss(w: Array) -> float:
        total = READING_PENALTY * float(w[0]) ** 2
        for scores, readings, right in rows:
            z = scores + w[0] * readings
            total += float(np.logaddexp.reduce(z) - np.logaddexp.reduce(z[right]))
        return total

    return float(minimize(loss, np.zeros(1), method="L-BFGS-B", bounds=[(0.0, None)]).x[0])


def _score(ranked: Ranked) -> float:
    return ranked.score


def _reading(ranked: Ranked) -> float:
    return ranked.standing.reading


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
        first = example.ranked(model)[0]
        if veto(example.question, first.candidate) is None:
            signals.append(answer_signals(first.candidate, first.standing))
            labels.append(float(example.answerable and first.candidate.entry.id in example.allowed))
    x, y = np.array(signals), np.array(labels)
    weight = np.where(y > 0, 1.0, y.sum() / max(1.0, (1 - y).sum()))
    weights, bias = _logistic(x, y, weight, ANSWER_PENALTY)
    return _named(ANSWER_FEATURES, weights), bias


def held_out(found: Sequence[Example]) -> list[tuple[Example, str, float]]:
    """Score every example by a model fitted without it (FOLDS-fold cross-validation): (example, first, probability)."""
    scores = []
    fold_of = np.random.default_rng(0).integers(0, FOLDS, len(found))
    for fold in range(FOLDS):
        model = support_model(_coefficients([e for e, f in zip(found, fold_of, strict=True) if f != fold]))
        for example in (e for e, f in zip(found, fold_of, strict=True) if f == fold):
            first = example.ranked(model)[0]
            refused = veto(example.question, first.candidate) is not None
            scores.append((example, first.candidate.entry.id, 0.0 if refused else first.probability))
    return scores


def _margins(found: Sequence[Example], model: SupportModel) -> dict[str, float]:
    """Choose how near the best a further entry must be to be cited, by citation precision and recall."""
    single = [e for e in found if e.answerable and not e.question.ids and not e.question.asks_many]
    many = [e for e in found if e.answerable and not e.question.ids and e.question.asks_many]
    return {
        "within": _best_within(single, model, 3, precision=1.5),
        "within_practices": _best_within(many, model, 5, precision=1.0),
    }


def answer_threshold(scores: Sequence[tuple[Example, str, float]]) -> float:
    """Return the probability from which answering costs least, on examples that the model was not fitted on.

    The cost of a threshold is averaged over its neighbours, so that no single example decides; see TIE.
    """
    right = np.array([p for example, _, p in scores if example.answerable])
    wrong = np.array([p for example, _, p in scores if not example.answerable])
    grid = np.linspace(0.02, 0.6, 59)
    cost = np.array(
        [(1 - SILENT_SHARE) * (right < t).mean() + SILENT_COST * SILENT_SHARE * (wrong >= t).mean() for t in grid]
    )
    smooth = np.convolve(np.pad(cost, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    return float(np.median(grid[smooth <= smooth.min() + TIE]))


def _best_within(found: Sequence[Example], model: SupportModel, most: int, *, precision: float) -> float:
    """The cut-off with the best mean of citation recall and precision; padding weighs more where one thing is asked."""

    ordered = [(example, [(r.score, r.candidate.entry.id) for r in example.ranked(model)]) for example in found]

    def quality(within: float) -> float:
        total = 0.0
        for example, scored in ordered:
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
    first = sum(best in e.case.needed for e, best, _ in right) / len(right)
    allowed = sum(best in e.allowed for e, best, _ in right) / len(right)
    say(f"{len(found)} examples decided by evidence, {len(wrong)} of them without an answer; {FOLDS}-fold held out")
    say(f"best entry needed {first:.3f}, may be cited {allowed:.3f}")
    say("threshold  refused though answerable  answered though silent")
    for t in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6):
        refused = sum(p < t for _, _, p in right) / len(right)
        say(f"{t:9.2f}  {refused:25.3f}  {sum(p >= t for p in wrong) / max(1, len(wrong)):22.3f}")


def write(data: dict[str, Any], file: Path) -> None:
    """Store the coefficients as data."""
    rounded = _rounded(data)
    file.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    return {key: _rounded(v) for key, v in value.items()} if isinstance(value, dict) else round(value, 4)


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
