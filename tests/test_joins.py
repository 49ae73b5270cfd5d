"""Joins: recommendations asked for by their practices, practices by their recommendations, and nothing dropped silently."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.understanding.places import country_name

COUNTRIES = ["AT", "CA", "DE", "ES", "FR", "IT", "JP", "NO", "PL"]
LEVELS = ["national", "regional", "interregional", "company"]


def cited(assistant, question, history=()):
    return {citation.entry_id for citation in assistant.ask(question, history).citations}


def tied(corpus, passes):
    practices = [entry for entry in corpus.of_kind("practice") if passes(entry)]
    return {i for entry in practices for i in (*entry.filed_under, *entry.matched_to)}


@settings(max_examples=9, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=st.sampled_from(COUNTRIES), wording=st.sampled_from(["have practices from", "come with examples from"]))
def test_recommendations_by_the_country_of_their_practices(real_assistant, code, wording):
    expected = tied(real_assistant.corpus, lambda entry: code in entry.countries)
    assert cited(real_assistant, f"Which recommendations {wording} {country_name(code)}?") == expected


@pytest.mark.parametrize("level", LEVELS)
def test_recommendations_by_the_level_of_their_practices(real_assistant, level):
    answer = real_assistant.ask(f"How many recommendations have practices at {level} level?")
    expected = tied(real_assistant.corpus, lambda entry: level in entry.levels)
    assert {citation.entry_id for citation in answer.citations} == expected
    assert f"The corpus holds {len(expected)} recommendation" in answer.answer


def test_limits_of_recommendations_and_of_their_practices_hold_together(real_assistant):
    corpus = real_assistant.corpus
    spanish = tied(corpus, lambda entry: "ES" in entry.countries)
    assert cited(real_assistant, "Which recommendations for SMEs have practices from Spain?") == {
        i for i in spanish if "sme" in corpus[i].audiences
    }
    assert cited(real_assistant, "Which digital recommendations have no practice from Spain?") == {
        entry.id for entry in corpus.of_pillar("digital") if entry.id not in spanish
    }


def test_what_is_left_out_is_left_out_of_the_practices(real_assistant):
    corpus = real_assistant.corpus
    expected = tied(corpus, lambda e: "ES" in e.countries and "Catalonia" not in (e.region or ""))
    assert cited(real_assistant, "Which recommendations have practices from Spain but not from Catalonia?") == expected


def test_the_most_practices_from_a_country(real_assistant):
    corpus = real_assistant.corpus
    german = [entry for entry in corpus.of_kind("practice") if "DE" in entry.countries]
    ties = [i for entry in german for i in (*entry.filed_under, *entry.matched_to)]
    most = max(map(ties.count, ties))
    expected = {i for i in ties if ties.count(i) == most}
    assert cited(real_assistant, "Which recommendation has the most German practices?") == expected


def test_practices_by_whom_their_recommendations_name(real_assistant):
    corpus = real_assistant.corpus
    named = {entry.id for entry in corpus.of_kind("recommendation") if "policymaker" in entry.audiences}
    expected = {entry.id for entry in corpus.of_kind("practice") if named & {*entry.filed_under, *entry.matched_to}}
    assert cited(real_assistant, "Which practices support the recommendations addressed to policymakers?") == expected


@pytest.mark.parametrize(
    "question",
    [
        "What do the recommendations say about Germany?",
        "Which recommendations mention Spain?",
        "By which year does each recommendation have to be carried out?",
        "Which practices come from Norway or Sweden and run at regional level?",
        "What does the report recommend on American tariffs?",
    ],
)
def test_what_no_entry_holds_is_no_list_of_more(real_assistant, question):
    assert real_assistant.ask(question).decision == "not_in_report"


def test_a_topic_of_several_on_which_nothing_is_held_is_named(real_assistant):
    answer = real_assistant.ask("Which practices deal with blockchain and hydrogen?")
    assert answer.decision == "partly"
    assert "blockchain" in answer.answer
    assert real_assistant.ask("Which practices deal with vehicles or railways?").decision == "answered"


@pytest.mark.parametrize(
    ("history", "question", "first"),
    [
        (["What is go-cluster?", "And the Luxembourg Cluster Initiative?"], "Who runs each of them?", {"P57", "P67"}),
        (["How are business clusters regulated in Wallonia?"], "How do they do it in Flanders?", {"P65"}),
        (["Which region holds a contest for new innovation clusters?"], "How much can one winner get there?", {"P04"}),
        (["When did the first Euroclusters start?"], "Was there a second round?", {"P40"}),
        (["What are Euroclusters?", "Tell me about the second call."], "How much of it must reach SMEs?", {"P40"}),
        (
            ["What does the GAIA cluster do about the lack of ICT people?"],
            "Which recommendations is that practice matched to?",
            {"D1", "D2", "B2"},
        ),
        (
            ["List the Spanish practices."],
            "I run a cluster myself, so just those at cluster level",
            {"P26", "P31", "P47", "P52"},
        ),
    ],
)
def test_what_a_follow_up_points_back_at(real_assistant, history, question, first):
    assert cited(real_assistant, question, history) == first


@pytest.mark.parametrize(
    ("history", "question", "decision"),
    [
        ("What does D4 recommend?", "And what does it say on the AI Act?", "not_in_report"),
        (
            "How many government experts did the countries nominate to the Expert Group?",
            "What are the names of the Slovak ones?",
            "not_in_report",
        ),
        ("Tell me about HZwo.", "What does it say about ships?", "not_in_report"),
        ("What does D4 recommend?", "Does it say anything about governance?", "answered"),
        ("Tell me about go-cluster.", "What does it say about labels?", "answered"),
    ],
)
def test_an_entry_is_silent_on_what_only_its_title_fits(real_assistant, history, question, decision):
    assert real_assistant.ask(question, [history]).decision == decision
