"""Support: which entry answers best, and whether it answers at all; coefficients are data, fitted by `evals fit`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.aspects import (
    asks_for_effect,
    asks_for_present,
    asks_for_view,
    asks_who_leads,
    tells_effect,
    tells_other_steps,
    tells_present,
    tells_view,
)
from assistant.answering.candidates import FEATURES, Candidate
from assistant.answering.counting import counts_in_other_years, counts_nothing_asked
from assistant.answering.definitions import only_uses
from assistant.answering.headings import HEADING_FEATURES
from assistant.answering.naming import names_nothing
from assistant.understanding.places import capital_of
from assistant.understanding.question import Question
from corpus.entry import Entry
from index.words import fold

MOST_MISSING_BESIDE_NUMBER = 0.25
"""Weight of words, besides a year or number, that may be missing where a wrong premise is put right by the answer."""
MOST_LEAD = 3.0
"""From this lead over the runner-up on, a bigger one tells nothing more."""
_NAMED = ("rest_missing", "rest_coverage", "cosine", "asked_cosine", "aspect_missing", "sentence_coverage")
_RECOMMENDATION = ("cosine", "asked_cosine", "rest_missing", "coverage")
ANSWER_FEATURES = (
    *FEATURES,
    "lead",
    "cosine_squared",
    "asked_squared",
    "rest_missing_capped",
    "reading",
    "reading_of_others",
    *(f"named*{name}" for name in _NAMED),
    *(f"recommendation*{name}" for name in _RECOMMENDATION),
)
"""Signals of the second step: those of the candidate, how it stands beside the others, and a few products."""


OF_CANDIDATES = (
    *("soft_coverage", "soft_least", "topic_cosine", "topic_lead", "coverage", "cosine", "asked_cosine"),
    *("soft_question", "soft_sentence", "bm25_share", "title_coverage"),
)
LED = (
    *("heading", "heading_three", "heading_asked_three"),
    *(f"heading_adapted{end}" for end in ("", "_three", "_asked", "_asked_three")),
)
MEMBER_FEATURES = (
    *("score", "lead", "rank"),
    *OF_CANDIDATES,
    *HEADING_FEATURES,
    *(f"{name}_lead" for name in LED),
)
"""Signals of one entry of a list (`membership`): its ranking, how well it fits as evidence, and how the topic fits its
headings, some of both also below the best of the entries that are weighed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a candidate stands beside the others for one question."""

    lead: float
    """Ranking score above the runner-up; below the best, where it is negative."""
    reading: float
    """What the cross-encoder says of it."""
    reading_of_others: float
    """The most that it says of any other."""


@dataclass(frozen=True, slots=True)
class SupportModel:
    """Three linear models: one ranks all entries by their signals, one the best of them with what reading them says
    (both conditional logit), one says whether the first answers (logistic)."""

    rank_weights: tuple[float, ...]
    """One for each of FEATURES."""
    reading_weight: float
    """What one unit of the cross-encoder's score adds to the ranking score of an entry that was read."""
    answer_weights: tuple[float, ...]
    """One for each of ANSWER_FEATURES."""
    answer_bias: float
    answer_at: float
    """Probability from which the best entry counts as an answer."""
    within: float
    """How far below the best an entry may score and still be cited beside it."""
    within_practices: float
    """The same where practices are asked for, of which there may be many."""
    members: MemberModel
    """What decides the entries of lists."""
    members_without_headings: MemberModel
    """The same for entries that have no subject headings, as those of an imported report."""

    def scores(self, signals: NDArray[Any]) -> NDArray[Any]:
        """Return the ranking scores for a table of signals; only differences within one question mean anything."""
        ranking: NDArray[Any] = signals @ np.array(self.rank_weights)
        return ranking

    def probability(self, candidate: Candidate, standing: Standing) -> float:
        """Return the calibrated probability, 0 to 1, that an entry answers."""
        z = self.answer_bias + _dot(self.answer_weights, answer_signals(candidate, standing))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, z))))


@dataclass(frozen=True, slots=True)
class MemberModel:
    """A logistic model that says which entries a list on a topic holds; its signals are those of `membership`."""

    weights: tuple[float, ...]
    bias: float
    member_at: float
    """Probability from which an entry is listed."""
    held_at: float
    """Probability that the surest of them must reach for anything to be held on the topic."""

    def probabilities(self, signals: NDArray[Any]) -> NDArray[Any]:
        """Return for each row of signals the probability, 0 to 1, that the entry belongs in the list."""
        if not len(signals):
            return np.zeros(0)
        found: NDArray[Any] = 1 / (1 + np.exp(-(signals @ np.array(self.weights) + self.bias)))
        return found


def answer_signals(candidate: Candidate, standing: Standing) -> tuple[float, ...]:
    """Return the signals of the second step, in the order of ANSWER_FEATURES."""
    value = dict(zip(FEATURES, candidate.features, strict=True))
    named = max(value["name"], value["by_id"])
    return (
        *candidate.features,
        min(MOST_LEAD, standing.lead),
        value["cosine"] ** 2,
        value["asked_cosine"] ** 2,
        min(1.0, value["rest_missing"]),
        standing.reading,
        standing.reading_of_others,
        *(named * value[name] for name in _NAMED),
        *(value["recommendation"] * value[name] for name in _RECOMMENDATION),
    )


_FIGURES = frozenset({"money", "share", "number"})
"""A figure of one year tells nothing about another year."""
_DECISIVE_ASPECTS = frozenset({"money", "share", "page", "number", "time", "duration", "frequency"})


SILENCES = frozenset(
    {"no_number", "no_money", "no_share", "no_time", "no_duration", "no_frequency", "no_place", "no_leader"}
)
"""Vetoes of an entry on the right thing that does not tell what is asked of it."""


def veto(question: Question, candidate: Candidate) -> str | None:
    """Return why an entry cannot answer, whatever the other signals say; None where nothing speaks against it."""
    if any(not _may_stand_for(name, question, candidate.entry) for name in question.unknown):
        return "unknown_name"
    if question.asks_judgement:
        return "judgement"
    if candidate.feature("place_missing"):
        return "other_place"
    if candidate.feature("number_missing") and candidate.feature("rest_missing") > 1 + MOST_MISSING_BESIDE_NUMBER:
        return "other_number"
    if candidate.feature("number_missing") and question.aspect in _FIGURES:
        return "other_year"
    told = [candidate.entry.title, *(chunk.text for _, chunk in candidate.told)]
    if question.aspect == "number" and counts_in_other_years(told, question.text):
        return "other_year"
    if question.aspect == "number" and counts_nothing_asked(told, question.text):
        return "no_number"
    if tells_other_steps((c.text for _, c in candidate.told), question.text):
        return "other_step"
    if question.aspect in _DECISIVE_ASPECTS and candidate.feature("aspect_missing"):
        return f"no_{question.aspect}"
    return _missing(question, candidate)


# "In the surroundings of Vienna" is no part of the capital.
_NEAR = re.compile(r"\b(?:near|around|surroundings?|outskirts|vicinity|neighbourhood|close to|outside|not far)\b")


def _may_stand_for(name: str, question: Question, entry: Entry) -> bool:
    """Say whether a name that no entry holds is a capital that stands for its country, of which an entry tells as a whole.

    What Catalonia has done is nothing that Madrid has.
    """
    of_region = entry.region is not None and "national" not in entry.levels and not _NEAR.search(fold(question.text))
    return capital_of(name) in entry.countries and not of_region


def _missing(question: Question, candidate: Candidate) -> str | None:
    """Return what an entry on the right thing does not tell: where it is, who leads it, what it achieved, what a word means."""
    practice, missing = candidate.entry.kind == "practice", bool(candidate.feature("aspect_missing"))
    if practice and question.aspect == "place" and missing:
        return "no_place"
    if question.aspect == "person" and missing and asks_who_leads(question.text):
        return "no_leader"
    said = candidate.entry.body.replace(candidate.entry.title, "")  # "Torino Social Impact" tells of no impact
    if practice and asks_for_effect(question.text) and not tells_effect(said):
        return "no_effect"
    if practice and asks_for_present(question.text) and not tells_present(candidate.entry):
        return "no_present"
    if practice and asks_for_view(question.text) and not tells_view(said):
        return "no_view"
    if names_nothing(question.text, [chunk.text for _, chunk in candidate.told], candidate.entry):
        return "no_names"
    return "no_definition" if only_uses(question, candidate.entry) else None


@lru_cache(maxsize=1)
def load_support_model() -> SupportModel:
    """Read the fitted coefficients that ship with the project."""
    return support_model(json.loads(files("assistant.answering").joinpath("support.json").read_text(encoding="utf-8")))


def support_model(data: Mapping[str, Any]) -> SupportModel:
    """Build the model from its stored form."""
    rank_weights = tuple(float(data["rank"].get(name, 0.0)) for name in FEATURES)

    def members(field: str) -> MemberModel:
        found = data.get(field, {"weights": {}, "bias": 0.0, "at": 1.0, "held_at": 1.0})
        weights = tuple(float(found["weights"].get(name, 0.0)) for name in MEMBER_FEATURES)
        return MemberModel(weights, float(found["bias"]), float(found["at"]), float(found["held_at"]))

    return SupportModel(
        rank_weights=rank_weights,
        reading_weight=float(data["reading"]),
        answer_weights=tuple(float(data["answer"].get(name, 0.0)) for name in ANSWER_FEATURES),
        answer_bias=float(data["answer_bias"]),
        answer_at=float(data["answer_at"]),
        within=float(data["within"]),
        within_practices=float(data["within_practices"]),
        members=members("members"),
        members_without_headings=members("members_without_headings"),
    )


def _dot(weights: Sequence[float], signals: Sequence[float]) -> float:
    return sum(w * x for w, x in zip(weights, signals, strict=True))
