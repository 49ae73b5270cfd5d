"""Naming: what a question wants named is answered only where an entry names it."""

from __future__ import annotations

import pytest

from assistant.answering.naming import names_nothing, things_to_name


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Please name the seven regions that were in SMARTY.", 7),
        ("Could you list the eight dilemmas of mature programmes?", 8),
        ("What are the twelve National Technology Clusters called?", 12),
        ("It had partners from ten countries - which ones were they?", 10),
        ("Name the clusters that won money.", 2),
        ("I need the names of the winners.", 2),
        ("Which datasets exactly did they open up?", 2),
        ("How many regions were in SMARTY?", None),
        ("Where do I find the list of the 14 industrial ecosystems?", None),
        ("What is shared value exactly?", None),
        ("What does it do exactly?", None),
        ("Which practices ran for three years?", None),
        ("What was done in the year 2020?", None),
        ("Which practices got 75% of the money?", None),
    ],
)
def test_how_many_things_a_question_wants_named(question, number):
    assert things_to_name(question) == number


def test_a_sentence_that_lists_as_many_as_it_counts_names_them(shipped):
    entry = shipped["P48"]
    told = ["The three regions worked on eight dilemmas.", "It joined Catalonia in Spain, Lower Austria, and Denmark."]
    assert not names_nothing("Which three regions took part?", told, entry)
    assert names_nothing("What are the eight dilemmas?", told, entry)


def test_nothing_is_said_of_a_number_that_the_entry_does_not_tell(shipped):
    assert not names_nothing("What are the six dilemmas?", ["They worked on eight dilemmas."], shipped["P48"])


@pytest.mark.parametrize(
    "question",
    [
        "Please name the seven regions that were in SMARTY.",
        "Which four proposals got money in the Romanian innovative cluster scheme?",
        "INNO Industry had partners from ten countries - which ones were they?",
        "On which day was the Clusters meet Regions workshop in Košice?",
        "The Saxon hydrogen cluster is paid for in phases. How much did it get in phase one?",
        "Is there a third Euroclusters call planned?",
        "How often does the Expert Group meet?",
    ],
)
def test_what_is_only_counted_or_dated_by_the_year_is_not_told(real_assistant, question):
    assert real_assistant.ask(question).decision == "not_in_report"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which three firms are behind ESIL?", "Johnson Matthey"),
        ("What are the five clusters of Arctic Smartness?", "design, safety"),
        ("Into which three parts is the report divided?", "Building resilience"),
        ("What's the most a single cluster initiative could get in Peru?", "2 million soles"),
        ("On which day was the first meeting of the Expert Group?", "18 October 2019"),
        ("How often is the Korean basic plan renewed?", "every five years"),
        ("How much of the costs do the grants of the Serbian cluster programme cover?", "at most half"),
        ("How many good examples did the people in SMARTY come up with?", "26 good practices"),
    ],
)
def test_what_is_named_or_told_is_answered(real_assistant, question, told):
    assert told in real_assistant.ask(question).answer
