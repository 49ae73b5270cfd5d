"""Limits: what a question limits a list to is read exactly, and said in words that are read again as the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.understanding.counts import Count
from assistant.understanding.filters import Filters, describe
from assistant.understanding.forms import asks_for_all
from assistant.understanding.lexicon import is_derived
from assistant.understanding.places import names_of_countries
from assistant.understanding.question import QuestionReader
from assistant.understanding.several import lacking_in, named_alone, names_jointly, numbers_in
from assistant.understanding.years import EVER, YearRange, years_of
from corpus.entry import LEVELS, Years

GOVERNMENT = [level for level in LEVELS if level not in ("research", "company", "cluster")]
COUNTRIES = ["AT", "BG", "DE", "DK", "ES", "FI", "FR", "HU", "IT", "NO", "PL", "RO", "SE"]


@pytest.fixture(scope="module")
def reader(shipped, real_assistant):
    return QuestionReader(shipped, real_assistant.tagger)


def listed(assistant, question):
    return {citation.entry_id for citation in assistant.ask(question).citations}


def practices(assistant, passes):
    return {entry.id for entry in assistant.corpus.of_kind("practice") if passes(entry)}


years = st.one_of(
    st.none(),
    st.builds(lambda y: YearRange(y, y, only=True), st.integers(1995, 2025)),
    st.builds(lambda y: YearRange(y, y), st.integers(1995, 2025)),
    st.builds(lambda y: YearRange(y, EVER, started=True), st.integers(1995, 2025)),
    st.builds(lambda y: YearRange(0, y, ended=True), st.integers(1995, 2025)),
    st.just(YearRange(0, EVER, open=True)),
    st.just(YearRange(0, EVER, unknown=True)),
)
limits = st.builds(
    Filters,
    countries=st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=4).map(tuple),
    levels=st.sets(st.sampled_from(GOVERNMENT), max_size=3),
    years=years,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=limits)
def test_limits_in_words_are_read_again_as_the_same(reader, filters):
    text = f"Which practices are there{describe(filters, reader.corpus)}?"
    again = reader.read(text).filters
    assert set(again.countries) == set(filters.countries), text
    assert set(again.levels) == set(filters.levels), text
    assert again.years == filters.years, text


@pytest.mark.parametrize(
    ("question", "passes"),
    [
        ("practices from the Americas", lambda e: {"CA", "US", "PE", "CO"} & {*e.countries}),
        ("Practices from Asia or Africa", lambda e: {*"IN CN JP KR DZ EG MA TN JO LB PS".split()} & {*e.countries}),
        ("Which practices are classed as interregional?", lambda e: "interregional" in e.levels),
        (
            "Which practices count as both national and regional?",
            lambda e: {"national", "regional"} <= {*e.levels},
        ),
        (
            "Which practices are dated 2021 and only 2021?",
            lambda e: e.years and (e.years.start, e.years.end) == (2021, 2021),
        ),
        ("Which practices have no year?", lambda e: e.years is None or e.years.start is None),
        ("Which practices involve more than one country?", lambda e: len({*e.countries} - {"EU"}) > 1),
        ("Which practices have no country?", lambda e: not e.countries),
        ("Which practices involve both Croatia and Serbia?", lambda e: {"HR", "RS"} <= {*e.countries}),
        ("Is there a practice between Germany and the Netherlands?", lambda e: {"DE", "NL"} <= {*e.countries}),
        ("Which practices are only matched weakly?", lambda e: e.weak_match),
        ("Which practices are neither from the EU nor from Norway?", None),
        (
            "Practices neither German nor Austrian, but at regional level",
            lambda e: not {"DE", "AT"} & {*e.countries} and "regional" in e.levels,
        ),
        ("how many practises come from the UK", lambda e: "GB" in e.countries),
        ("could you pull up all the stuff from Portugal", lambda e: "PT" in e.countries),
        (
            "Which practices relate to G1, G2 and G3 all together?",
            lambda e: {"G1", "G2", "G3"} <= {*e.filed_under, *e.matched_to},
        ),
    ],
)
def test_a_list_holds_what_passes_and_nothing_else(real_assistant, question, passes):
    if passes is None:
        union = {*real_assistant._reader.gazetteer.union, "NO"}
        wanted = practices(real_assistant, lambda e: not union & {*e.countries})
    else:
        wanted = practices(real_assistant, passes)
    assert wanted
    assert listed(real_assistant, question) == wanted


def test_each_of_several_audiences_can_be_asked_for(real_assistant):
    both = {
        e.id
        for e in real_assistant.corpus.of_kind("recommendation")
        if {"policymaker", "cluster_manager"} <= {*e.audiences}
    }
    assert both
    question = "Which recommendations speak to both policymakers and cluster managers?"
    assert listed(real_assistant, question) == both


def test_recommendations_are_told_by_whether_they_have_practices(real_assistant):
    corpus = real_assistant.corpus
    filed = {i for e in corpus.of_kind("practice") for i in e.filed_under}
    assert listed(real_assistant, "Which recommendations have a practice filed under them?") == filed
    everything = {e.id for e in corpus.of_kind("recommendation")}
    tied = filed | {i for e in corpus.of_kind("practice") for i in e.matched_to}
    assert listed(real_assistant, "Which recommendations have no practice?") == everything - tied


def test_countries_are_told_by_how_many_practices_they_have(real_assistant):
    corpus = real_assistant.corpus
    counts = {}
    for entry in corpus.of_kind("practice"):
        for code in entry.countries:
            counts.setdefault(code, []).append(entry.id)
    single = {ids[0] for code, ids in counts.items() if len(ids) == 1 and code != "EU"}
    assert listed(real_assistant, "Which countries have just one practice?") == single


def test_a_year_behind_what_is_left_out_limits_the_rest(real_assistant):
    wanted = practices(
        real_assistant,
        lambda e: "ES" in e.countries and "Catalonia" not in (e.region or "") and e.years and e.years.start == 2020,
    )
    assert wanted
    question = "Which practices are from Spain but outside Catalonia and started in 2020?"
    assert listed(real_assistant, question) == wanted
    assert listed(real_assistant, question.replace("started in", "from")) == wanted


def test_two_countries_are_compared_on_a_topic(real_assistant):
    assert listed(real_assistant, "Compare Denmark and Sweden on shared value") == {"P94"}
    found = listed(real_assistant, "Compare the innovation cluster calls of Bulgaria and Romania, please.")
    assert found == {"P74", "P75"}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("practices in more than one country", Count(2)),
        ("practices that name exactly two countries", Count(2, 2)),
        ("practices from a single country", Count(1, 1)),
        ("which country is it from?", None),
        ("practices from countries in the south", None),
    ],
)
def test_a_number_of_countries(text, count):
    assert numbers_in(text, 0) == ((("countries", count),) if count else ())


def test_what_is_named_alone_or_lacking():
    assert named_alone("Denmark alone, please", ["countries"]) == ("countries",)
    assert named_alone("that speak to policymakers and nobody else in the green part", ["audiences", "levels"]) == (
        "audiences",
    )
    assert named_alone("Danish practices only", ["countries"]) == ()
    assert lacking_in("recommendations for which no addressee is given") == ("audiences",)
    assert lacking_in("practices in a country") == ()
    assert numbers_in("recommendations with a single addressee", 0) == (("audiences", Count(1, 1)),)
    assert numbers_in("Sweden: what it shares with other countries", 1) == (("countries", Count(2)),)


def test_a_count_in_words():
    assert Count(0, 0).text("country", "countries") == "no country"
    assert Count(1, 1).text("country", "countries") == "exactly one country"
    assert Count(2).text("country", "countries") == "at least 2 countries"
    assert Count(2).holds(5)
    assert not Count(2).holds(1)


def test_countries_named_together():
    assert names_jointly("a practice between Germany and France")
    assert names_jointly("practices that involve both Spain and Italy")
    assert not names_jointly("practices from both Spain and Italy")


def test_a_year_by_itself():
    assert years_of("practices only in 2020") == YearRange(2020, 2020, only=True)
    assert not YearRange(2020, 2020, only=True).holds(Years("2019-2020", 2019, 2020))
    assert years_of("practices without a date") == YearRange(0, EVER, unknown=True)


def test_many_countries_go_by_the_name_of_their_group(shipped, reader):
    asia, africa = reader.read("from Asia").filters.countries, reader.read("from Africa").filters.countries
    assert set(names_of_countries((*asia, *africa), shipped)) == {"Asia", "Africa"}
    assert names_of_countries(("DE", "AT"), shipped) == ["Germany", "Austria"]
    assert names_of_countries(reader.read("outside Europe").filters.countries, shipped) == ["outside Europe"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Show me all the good practices you have, please", True),
        ("What practices are there?", True),
        ("Can I see the whole list of practices in the toolkit?", True),
        ("Which practices get different clusters to do projects with each other?", False),
        ("Which practices were matched to that recommendation?", False),
        ("Which practices are run by volunteers?", False),
    ],
)
def test_all_entries_are_listed_only_where_all_are_asked_for(text, whole):
    assert asks_for_all(text) is whole


def test_words_made_from_others_are_no_misspellings():
    assert all(map(is_derived, ("funder", "funders", "onwards", "telework")))
    assert not any(map(is_derived, ("recomendations", "innovaton", "regio")))
