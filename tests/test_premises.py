"""Premises: what a question takes for granted and an entry says otherwise is put right, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.premises import bears_out, premises_of, says_otherwise

TAKEN = [
    ("What were the six input papers about?", ["six"]),
    ("What did the 300 experts at the first meeting want?", ["300"]),
    ("What did the twelve Commission services say?", ["twelve"]),
    ("When the recommendations were adopted in December 2018, whom were they meant to guide?", ["2018"]),
    ("How long does it run: 5 years?", []),
    ("What happened in 2015?", []),
    ("What does the Panorama of 2023 find?", []),
    ("Who wrote the report?", []),
]


@pytest.mark.parametrize(("text", "values"), TAKEN)
def test_numbers_of_things_and_dates_of_beginnings_are_taken_for_granted(text, values):
    assert [premise.value for premise in premises_of(text)] == values


@given(st.text(max_size=80))
def test_what_is_left_out_stands_in_the_question(text):
    for premise in premises_of(text):
        assert premise.value in text[premise.start : premise.end]
        assert len(premise.left_out(text)) <= len(text) + 1


def test_an_entry_says_otherwise_only_of_the_same_things(real_assistant):
    corpus = real_assistant.corpus
    (six,) = premises_of("What were the six input papers about?")
    assert "three input papers" in says_otherwise(corpus["A13"], six).text
    (three,) = premises_of("What were the three input papers about?")
    assert says_otherwise(corpus["A13"], three) is None
    assert says_otherwise(corpus["T08"], six) is None


@pytest.mark.parametrize(
    ("question", "entry", "held"),
    [
        ("What were the six input papers about?", "A13", "three input papers"),
        ("When the recommendations were adopted in December 2018, whom were they meant to guide?", "A03", "2020"),
        ("What did the 300 experts at the first meeting want?", "A05", "33 experts"),
    ],
)
def test_a_wrong_premise_is_answered_with_the_sentence_that_puts_it_right(real_assistant, question, entry, held):
    answer = real_assistant.ask(question)
    assert answer.decision == "answered"
    assert any(c.entry_id == entry and held in c.quote for c in answer.citations)
    assert "Check the premise" in answer.note


@pytest.mark.parametrize(
    "question",
    [
        "How many members did the Arena programme have in 2015?",
        "Who paid for the 12 workshops of the Green Tech Cluster?",
        "What happened to the 40 employees of the Basque clusters?",
        "What does the European Cluster Panorama of 2023 find on green clusters?",
    ],
)
def test_what_no_entry_tells_stays_refused_without_its_number(real_assistant, question):
    assert real_assistant.ask(question).decision == "not_in_report"


def test_what_an_entry_tells_is_no_wrong_premise(shipped):
    (three,) = premises_of("What were the three input papers about?")
    (six,) = premises_of("What were the six input papers about?")
    assert bears_out(shipped["A13"], three)
    assert not bears_out(shipped["A13"], six)
