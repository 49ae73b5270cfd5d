import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.estimate import estimate, percentile, wilson_interval
from evals.risk_coverage import risk_coverage

shares = st.floats(0, 1)


def test_wilson_interval_agrees_with_published_values() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    assert wilson_interval(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson_interval(15 / 148, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson_interval(0 / 20, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson_interval(1 / 29, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


@given(shares, st.integers(1, 10_000))
def test_interval_holds_the_proportion(proportion: float, n: int) -> None:
    low, high = wilson_interval(proportion, n)
    assert 0 <= low <= proportion <= high <= 1


def test_interval_of_no_trials_is_refused() -> None:
    with pytest.raises(ValueError, match="0 trials"):
        wilson_interval(0.5, 0)


def test_what_could_not_be_scored_is_not_zero() -> None:
    mean = estimate([1.0, None, 0.5, None])
    assert (mean.value, mean.n, mean.unscored) == (0.75, 2, 2)


def test_nothing_scored_has_no_value() -> None:
    nothing = estimate([None, None])
    assert (nothing.value, nothing.n, nothing.unscored, nothing.low) == (None, 0, 2, None)


def test_percentile_interpolates() -> None:
    assert percentile([1, 2, 3, 4], 0.5) == 2.5
    assert percentile([10, 0], 0.95) == pytest.approx(9.5)
    assert percentile([], 0.5) is None


def test_perfect_order_reaches_the_best_area() -> None:
    curve = risk_coverage([(0.9, True), (0.8, True), (0.2, False), (0.1, False)])
    assert curve is not None
    assert curve.area == curve.best_area == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4)
    assert [p.coverage for p in curve.points] == [0.25, 0.5, 0.75, 1]
    assert [p.risk for p in curve.points] == pytest.approx([0, 0, 1 / 3, 1 / 2])


def test_one_confidence_for_all_gives_the_mean_risk_everywhere() -> None:
    curve = risk_coverage([(0.5, True), (0.5, False), (0.5, True), (0.5, False)])
    assert curve is not None
    assert curve.area == pytest.approx(0.5)
    assert curve.brier == pytest.approx(0.25)


def test_no_questions_give_no_curve() -> None:
    assert risk_coverage([]) is None


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.7]), st.booleans()), min_size=1), st.integers())
def test_area_does_not_depend_on_the_order_and_is_never_better_than_best(
    pairs: list[tuple[float, bool]], seed: int
) -> None:
    curve, shuffled = risk_coverage(pairs), risk_coverage(random.Random(seed).sample(pairs, len(pairs)))
    assert curve == shuffled
    assert curve is not None
    assert curve.best_area - 1e-9 <= curve.area <= 1
    assert curve.points[-1].coverage == 1
