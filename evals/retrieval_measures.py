"""Retrieval measures: how well a ranking holds what was to be found; checked in a test against ir_measures."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

Gold = Collection[str] | Mapping[str, int]
"""What is relevant: ids, or ids with their gain (1 and up; 0 and below mean not relevant)."""


def recall_at(ranked: Sequence[str], gold: Gold, k: int) -> float | None:
    """Share of the relevant ids that stand among the first k of a ranking.

    `R@k` of trec_eval (Manning, Raghavan and Schütze 2008, "Introduction to Information Retrieval", section 8.4).
    None where nothing is relevant.
    """
    gains = _gains(gold)
    if not gains:
        return None
    return len(gains.keys() & set(ranked[:k])) / len(gains)


def ndcg_at(ranked: Sequence[str], gold: Gold, k: int) -> float | None:
    """Gain of the first k, each divided by log2(rank + 1), as a share of what the best ranking would gain.

    Normalised discounted cumulative gain with linear gains, as trec_eval and BEIR compute it (Järvelin and Kekäläinen
    2002, "Cumulated gain-based evaluation of IR techniques"). None where nothing is relevant.
    """
    gains = _gains(gold)
    if not gains:
        return None
    ideal = sorted(gains.values(), reverse=True)[:k]
    found = [gains.pop(id_, 0) for id_ in ranked[:k]]  # An id that comes twice gains once.
    return _discounted(found) / _discounted(ideal)


def reciprocal_rank_at(ranked: Sequence[str], gold: Gold, k: int) -> float | None:
    """One divided by the rank of the first relevant id, 0 where the first k hold none; its mean is MRR@k.

    Voorhees 1999, "The TREC-8 Question Answering Track Report". None where nothing is relevant.
    """
    gains = _gains(gold)
    if not gains:
        return None
    return next((1 / rank for rank, id_ in enumerate(ranked[:k], 1) if id_ in gains), 0.0)


def _gains(gold: Gold) -> dict[str, int]:
    if isinstance(gold, Mapping):
        return {id_: gain for id_, gain in gold.items() if gain > 0}
    return dict.fromkeys(gold, 1)


def _discounted(gains: Sequence[float]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
