import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from evals.perturb import PERTURBATIONS, bare_lower_case, dropped_letters, informal, keyboard_typos, perturb
from tests.evals_fakes import case

QUESTION = "Which recommendations about Reskilling concern SMEs, and what does D4 say since 2020?"


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_same_case_gives_the_same_mistakes(name: str) -> None:
    assert perturb(case(question=QUESTION), name) == perturb(case(question=QUESTION), name)


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_question_is_changed_but_codes_and_years_stay(name: str) -> None:
    changed = perturb(case(question=QUESTION), name)
    assert changed != QUESTION
    assert {"d4", "2020", "smes"} <= set(re.findall(r"\w+", changed.lower()))


def test_two_cases_get_different_mistakes() -> None:
    typed = {perturb(case(f"wolf-{n}", question=QUESTION), "keyboard typos") for n in range(8)}
    assert len(typed) > 1


@given(st.text(max_size=200), st.integers())
def test_typo_replaces_one_letter_in_at_most_one_word_of_four(text: str, seed: int) -> None:
    typed = keyboard_typos(text, random.Random(seed))
    assert len(typed) == len(text)
    assert Levenshtein.distance(text, typed) <= max(1, len(text.split()) * 2)


@given(st.text(max_size=200), st.integers())
def test_dropping_letters_keeps_every_first_letter(text: str, seed: int) -> None:
    dropped = dropped_letters(text, random.Random(seed))
    assert [w[0] for w in dropped.split()] == [w[0] for w in text.split()]


@given(st.text(max_size=200))
def test_bare_text_stays_bare(text: str) -> None:
    rng = random.Random(0)
    assert bare_lower_case(bare_lower_case(text, rng), rng) == bare_lower_case(text, rng)


def test_bare_lower_case_keeps_marks_inside_a_word() -> None:
    assert bare_lower_case("Is R&D 4.0 worth 5,000 (a year)?", random.Random(0)) == "is r&d 4.0 worth 5,000 a year"


def test_informal_wording_keeps_the_names() -> None:
    asked = informal("What is the Shepherd School in Norway?", random.Random(1))
    assert "whats the Shepherd School in Norway" in asked
