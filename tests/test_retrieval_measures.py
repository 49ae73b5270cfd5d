"""The retrieval measures agree with ir_measures on any ranking, and say None where nothing can be found."""

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from evals.retrieval_measures import ndcg_at, recall_at, reciprocal_rank_at

IDS = st.sampled_from([f"d{n}" for n in range(12)])
GOLD = st.dictionaries(IDS, st.integers(0, 3), min_size=1).filter(lambda gold: any(gold.values()))
RANKING = st.lists(IDS, unique=True, min_size=1)


@given(GOLD, RANKING, st.sampled_from([1, 3, 5, 10]))
def test_measures_agree_with_ir_measures(gold, ranked, k):
    qrels = [Qrel("q", id_, gain) for id_, gain in gold.items()]
    run = [ScoredDoc("q", id_, float(-rank)) for rank, id_ in enumerate(ranked)]
    expected = ir_measures.calc_aggregate([R @ k, nDCG @ k, RR @ k], qrels, run)
    assert recall_at(ranked, gold, k) == pytest.approx(expected[R @ k])
    assert ndcg_at(ranked, gold, k) == pytest.approx(expected[nDCG @ k])
    assert reciprocal_rank_at(ranked, gold, k) == pytest.approx(expected[RR @ k])


@given(st.sets(IDS, min_size=1), st.lists(IDS), st.integers(1, 10))
def test_every_measure_lies_between_0_and_1_even_where_an_id_comes_twice(gold, ranked, k):
    for measure in (recall_at, ndcg_at, reciprocal_rank_at):
        assert 0 <= measure(ranked, gold, k) <= 1


@given(st.sets(IDS, min_size=1), st.integers(1, 10))
def test_the_best_ranking_gains_everything(gold, k):
    assert ndcg_at(sorted(gold), gold, k) == 1
    assert reciprocal_rank_at(sorted(gold), gold, k) == 1
    assert recall_at(sorted(gold), gold, len(gold)) == 1


@pytest.mark.parametrize("measure", [recall_at, ndcg_at, reciprocal_rank_at])
@pytest.mark.parametrize("gold", [set(), {}, {"d1": 0}])
def test_where_nothing_is_relevant_nothing_is_scored(measure, gold):
    assert measure(["d1"], gold, 5) is None


def test_known_values():
    ranked, gold = ["x", "b", "y", "a"], {"a", "b", "c"}
    assert recall_at(ranked, gold, 3) == pytest.approx(1 / 3)
    assert recall_at(ranked, gold, 5) == pytest.approx(2 / 3)
    assert reciprocal_rank_at(ranked, gold, 10) == 0.5
    assert reciprocal_rank_at(ranked, gold, 1) == 0
    assert ndcg_at(ranked, gold, 10) == pytest.approx((0.6309298 + 0.4306766) / (1 + 0.6309298 + 0.5))
