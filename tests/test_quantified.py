"""Whether something holds of all of some entries is decided, and those of which it does not hold are named."""

from __future__ import annotations

import pytest


def cited(answer):
    return {citation.entry_id for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Is every practice from Hungary national?", "Yes, both."),
        ("Are all practices from Spain at regional level?", "No, as far as the corpus says: 5 of the 9."),
        ("Does every German practice involve hydrogen?", "No, as far as the corpus says: 4 of the 8."),
        ("Do all practices in Germany belong to the green part?", "No, as far as the corpus says: 5 of the 8."),
        ("Are all recommendations addressed to clusters?", "No, as far as the corpus says: 11 of the 15."),
    ],
)
def test_it_is_said_of_how_many_it_holds(real_assistant, question, lead):
    assert real_assistant.ask(question).answer.startswith(lead)


def test_those_of_which_it_holds_come_before_the_others(real_assistant):
    answer = real_assistant.ask("Are all practices from Spain at regional level?")
    order = list(dict.fromkeys(citation.entry_id for citation in answer.citations))
    entries = [real_assistant.corpus[i] for i in order]
    regional = ["regional" in entry.levels for entry in entries]
    assert regional == sorted(regional, reverse=True)
    assert cited(answer) == {e.id for e in real_assistant.corpus.of_kind("practice") if "ES" in e.countries}


def test_one_entry_alone_is_not_all_of_several(real_assistant):
    assert not real_assistant.ask("Are both Irish practices running since 2019?").answer.startswith(("Yes", "No"))


@pytest.mark.parametrize(
    "question",
    [
        "Are all examples of vouchers from Slovenia?",
        "Do all Norwegian practices in the green part have an end year?",
        "Are all recommendations on skills addressed to clusters?",
    ],
)
def test_what_cannot_be_parted_surely_is_not_decided(real_assistant, question):
    assert not real_assistant.ask(question).answer.startswith(("Yes", "No"))


def test_the_part_belongs_to_what_is_spoken_of(real_assistant):
    answer = real_assistant.ask("Is every recommendation in the resilience part addressed to SMEs?")
    assert answer.answer.startswith("No, as far as the corpus says: 1 of the 5.")
