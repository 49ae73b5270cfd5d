"""Counting: what a question counts is answered only where an entry counts it."""

from __future__ import annotations

import pytest

from assistant.answering.aspects import asks_for_present, asks_for_view, holds_number
from assistant.answering.counting import counts_nothing_asked
from assistant.understanding.amounts import compares_quality


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many key clusters are there?", "Growing clusters may become key clusters, and 12 regions take part."),
        ("How many patents came of it?", "Firms and schools write patents together in 90 groups."),
        ("How many people tuned in?", "On 14 June 2023 three clusters took part in a talk."),
        ("How many jobs has it created?", "It had some 220 firms in 2020."),
    ],
)
def test_a_word_that_is_never_counted_has_no_number(question, sentence):
    assert counts_nothing_asked([sentence], question)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many clusters does it serve?", "The programme served 44 clusters in the year 2021."),
        ("How many institutes take part?", "It is for twelve technological universities or institutes of technology."),
        ("How many clusters support it?", "Over 80% of cluster organisations and clusters support it."),
        ("How many people applied?", "Ten experts were chosen out of 145 applications."),
        ("How many organisations are in it?", "It has brought together more than 100 partners."),
        ("How many projects were there?", "Several projects were carried out."),
        ("What do the clusters do?", "Clusters help firms."),
    ],
)
def test_what_is_counted_in_any_words_has_one(question, sentence):
    assert not counts_nothing_asked([sentence], question)


def test_a_date_and_one_of_many_are_no_number():
    assert not holds_number("It was launched on 10 November 2020.")
    assert not holds_number("It is one of the initiatives.")
    assert holds_number("It was launched on 10 November 2020 with 30 partners.")


@pytest.mark.parametrize(
    ("question", "quality"),
    [
        ("Whose clusters are the more innovative ones, A or B?", True),
        ("Is A better than B?", True),
        ("Which has more digital hubs, A or B?", False),
        ("Which is more expensive, A or B?", False),
        ("Which is older, A or B?", False),
    ],
)
def test_what_no_figure_tells_is_no_comparison(question, quality):
    assert compares_quality(question) is quality


def test_views_and_the_present_are_told_from_what_only_looks_like_them():
    assert asks_for_view("Did the members like the model?")
    assert not asks_for_view("Did Estonia also have something like that?")
    assert asks_for_present("Is it still running?")
    assert not asks_for_present("Our firms still work on paper. Is there help?")


@pytest.mark.parametrize(
    "question",
    [
        "How many people work in the Flemish spearhead clusters?",
        "How many SMEs received money from the first Euroclusters?",
        "Which has more employees, Green Tech Valley or ecoplus?",
        "Whose clusters are the more innovative ones, the German go-cluster members or the French pôles?",
        "Does the House of Digitalisation still exist today?",
        "What papers do I have to hand in to become a Hungarian showcase factory?",
        "What's the Expert Group's opinion of the Canadian superclusters?",
    ],
)
def test_what_an_entry_on_the_right_thing_does_not_tell_is_refused(real_assistant, question):
    assert real_assistant.ask(question).decision == "not_in_report"


@pytest.mark.parametrize(
    ("question", "entry", "held"),
    [
        ("How many projects have come out of the clusters in Lower Austria?", "P63", "600 joint projects"),
        ("Is NCE in Norway still a funding programme today?", "P12", "ceased"),
        ("Which has more firms, the Green Tech Cluster or ecoplus?", "P63", "570 firms"),
    ],
)
def test_what_it_does_tell_is_answered(real_assistant, question, entry, held):
    answer = real_assistant.ask(question)
    assert any(c.entry_id == entry and held in c.quote for c in answer.citations)
