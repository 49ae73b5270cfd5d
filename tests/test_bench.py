"""The bench judges times by their goals and says in one sentence which step failed."""

import pytest

from evals import bench
from evals.errors import EvalsError


@pytest.mark.parametrize(
    ("milliseconds", "limits", "met"),
    [
        ([1, 2, 3], {}, True),
        ([1, 2, 3], {"p50_under": 2.1}, True),
        ([1, 2, 3], {"p50_under": 2}, False),
        ([1, 1, 1, 90], {"p50_under": 5, "p95_under": 40}, False),
        ([1, 1, 1, 9], {"p50_under": 5, "p95_under": 40}, True),
    ],
)
def test_a_goal_is_met_when_median_and_95th_percentile_are_below_it(milliseconds, limits, met):
    assert bench.Timing("x", milliseconds, "goal", **limits).met is met


def test_a_step_that_fails_is_named_with_its_reason(tmp_path):
    with pytest.raises(EvalsError, match=r"The step 'no such step' failed \(KeyError.*python -m evals\.bench"):
        bench._in_process("no such step", tmp_path)


def test_questions_of_the_bench_are_all_different():
    questions = bench._questions()
    assert len(questions) == len(set(questions)) == bench.QUESTIONS
