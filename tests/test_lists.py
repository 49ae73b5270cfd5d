"""Lists: what a list is limited to, and what it leaves out, is exact."""

from __future__ import annotations

import pytest

from assistant.understanding.amounts import superlative_in, told_of
from assistant.understanding.audiences import audiences_of
from assistant.understanding.counts import Count
from assistant.understanding.levels import levels_of
from assistant.understanding.links import link_count_of, link_of
from assistant.understanding.question import QuestionReader
from assistant.understanding.years import YearRange, years_of
from corpus.entry import Years


@pytest.fixture(scope="module")
def reader(shipped, real_assistant):
    return QuestionReader(shipped, real_assistant.tagger)


def listed(assistant, question):
    return {citation.entry_id for citation in assistant.ask(question).citations}


def practices(assistant, passes):
    return {entry.id for entry in assistant.corpus.of_kind("practice") if passes(entry)}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("What have the Nordics got apart from Denmark?", {"FI", "IS", "NO", "SE"}),
        ("Besides Finland and Sweden, which Nordic practices are there?", {"DK", "IS", "NO"}),
        ("practices from the Baltics without Lithuania", {"EE", "LV"}),
        ("France aside, what is there from France, Spain and Italy?", {"ES", "IT"}),
    ],
)
def test_a_country_is_taken_out_of_a_group(reader, text, codes):
    filters = reader.read(text).filters
    assert set(filters.countries) == codes
    assert filters.without == ()


def test_what_passes_an_excluded_limit_is_left_out(real_assistant):
    spanish = practices(real_assistant, lambda e: "ES" in e.countries and "Catalonia" not in (e.region or ""))
    assert listed(real_assistant, "Give me everything from Spain except Catalonia") == spanish
    italian = practices(real_assistant, lambda e: "IT" in e.countries and "regional" not in e.levels)
    assert listed(real_assistant, "Italian practices other than the regional ones") == italian
    others = {e.id for e in real_assistant.corpus.of_kind("recommendation") if e.pillar != "green"}
    assert listed(real_assistant, "All recommendations but the green ones") == others
    matched = practices(real_assistant, lambda e: "G3" in e.matched_to and e.id != "P27")
    assert listed(real_assistant, "Which practices are matched to G3, not counting EREK?") == matched


def test_a_topic_is_left_out_of_a_list(real_assistant):
    german = practices(real_assistant, lambda e: "DE" in e.countries)
    hydrogen = listed(real_assistant, "Which German practices deal with hydrogen?")
    assert hydrogen
    assert listed(real_assistant, "Which practices in Germany are not about hydrogen?") == german - hydrogen


@pytest.mark.parametrize(
    "text",
    [
        "Why does the report not name a budget?",
        "Can SMEs without experience join?",
        "Who besides the state has a hand in it?",
        "Is it not only national?",
    ],
)
def test_other_negations_leave_nothing_out(reader, text):
    question = reader.read(text)
    assert question.filters.without == ()
    assert question.unwanted == ()


@pytest.mark.parametrize(
    ("text", "audiences"),
    [
        ("Which recommendations have policymakers as their audience?", ("policymaker",)),
        ("Which recommendations speak to cluster managers directly?", ("cluster_manager",)),
        ("How many of the recommendations name SMEs as their audience?", ("sme",)),
        ("recommendations aimed at universities", ("education_research",)),
        ("Which recommendations are directed at companies?", ("company",)),
        ("Which recommendations are aimed at saving energy?", ()),
        ("What do universities do?", ()),
    ],
)
def test_audiences_by_whom_something_is_addressed_to(text, audiences):
    assert audiences_of(text) == audiences


@pytest.mark.parametrize(
    "question",
    [
        "Which recommendations are addressed to trade unions?",
        "Which recommendations have farmers as their audience?",
        "How many recommendations speak to journalists?",
    ],
)
def test_an_audience_that_no_recommendation_names_is_not_in_the_report(real_assistant, question):
    assert real_assistant.ask(question).decision == "not_in_report"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("run to a date after 2025", YearRange(2026, 9999, ended=True)),
        ("lasted until 2022", YearRange(2022, 2022, ended=True)),
        ("were still running in 2014", YearRange(2014, 2014)),
        ("ended before 2015", YearRange(0, 2014, ended=True)),
        ("ran from 2015 to 2020", YearRange(2015, 2020)),
        ("are dated 2019", YearRange(2019, 2019, started=True, dated=True)),
        ("go back to the nineties", YearRange(1990, 1999, started=True)),
        ("are still running", YearRange(0, 9999, open=True)),
        ("are from the single year 2019", YearRange(2019, 2019, only=True)),
        ("have 2019 as their date, just that one year", YearRange(2019, 2019, only=True)),
        ("support 1,500 firms", None),
    ],
)
def test_times_by_their_wording(text, years):
    assert years_of(f"which practices {text}") == years
    if years is not None:
        assert years_of(f"which practices are there {years.text}") == years


def test_what_still_runs_has_no_last_year():
    still = YearRange(0, 9999, open=True)
    assert still.holds(Years("since 2005", 2005))
    assert not still.holds(Years("2005-2010", 2005, 2010))
    assert not still.holds(None)


def test_what_has_just_the_date_comes_first(real_assistant):
    answer = real_assistant.ask("Which practices are dated 2019?")
    first = real_assistant.corpus[answer.citations[0].entry_id]
    assert (first.years.start, first.years.end) == (2019, 2019)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("practices of one single cluster", ("cluster",)),
        ("Which practices are run by a city?", ("local",)),
        ("national and regional schemes", ("national", "regional")),
        ("nationwide schemes", ("national",)),
        ("schemes run by a whole country", ("national",)),
        ("what individual regions did", ("regional",)),
        ("EU-level initiatives", ("european",)),
        ("inter-regional projects", ("interregional",)),
        ("Which project is run by a ministry?", ()),
        ("European cluster policy", ()),
        ("research projects on hydrogen", ()),
    ],
)
def test_levels_in_other_words(text, levels):
    assert levels_of(text) == levels


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Which practices are neither filed under nor matched to any recommendation?", "none"),
        ("unmatched practices", "none"),
        ("practices that the toolkit files under a recommendation", "filed"),
        ("practices that you matched yourselves", "matched"),
        ("Which practices match skills with needs?", None),
    ],
)
def test_links_to_recommendations(text, link):
    assert link_of(text) == link


def test_links_are_counted(real_assistant):
    assert link_count_of("practices matched to more than one recommendation") == Count(2)
    assert link_count_of("practices linked to exactly two recommendations") == Count(2, 2)
    assert link_count_of("Which two recommendations name SMEs?") is None
    both = practices(real_assistant, lambda e: {"G1", "G3"} <= {*e.matched_to})
    assert listed(real_assistant, "Which practices match both G1 and G3?") == both


def test_a_recommendation_without_practices_says_so(real_assistant):
    answer = real_assistant.ask("Which practices are matched to the Pact for Skills recommendation, if any?")
    assert {citation.entry_id for citation in answer.citations} == {"D3"}
    assert "no practice" in answer.answer
    assert "None of the practices" in answer.answer
    assert listed(real_assistant, "Which recommendations have no examples?") == {"D3"}


def test_an_entry_may_be_about_a_place_that_it_does_not_come_from(real_assistant):
    assert listed(real_assistant, "What do you have that has to do with Ukraine?") == {"P37", "P90"}
    assert listed(real_assistant, "Which practices come from Ukraine?") == {"P90"}


def test_parts_of_continents_are_their_countries(reader, real_assistant):
    assert "KE" in reader.read("examples from sub-Saharan Africa").filters.countries
    assert "MA" not in reader.read("sub-Saharan African examples").filters.countries
    assert real_assistant.ask("Which practices come from Central Asia?").decision == "not_in_report"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which practices put vouchers at the centre?", {"P49"}),
        ("furniture makers - any cases for them?", {"P52", "P68"}),
        ("Looking for anything maritime: oceans, ships, the sea", {"P30", "P85", "P91"}),
        ("Spanish practices for the textile sector", set()),
        ("Norwegian practices on tourism", set()),
        ("Which practices are for start-ups?", {"P07"}),
        ("What do you have on furniture?", {"P52", "P68"}),
        ("Which recommendations deal with skills?", {"D2", "D3", "B2"}),
    ],
)
def test_a_list_on_a_topic_is_complete_and_holds_nothing_else(real_assistant, question, expected):
    assert listed(real_assistant, question) == expected


def test_the_most_and_the_fewest_ties_are_counted(real_assistant):
    corpus = real_assistant.corpus
    ties = {e.id: sum(map(len, corpus.practices_of(e.id))) for e in corpus.of_kind("recommendation")}
    most = {i for i, count in ties.items() if count == max(ties.values())}
    assert listed(real_assistant, "Which recommendation has the most practices?") == most
    links = {e.id: len(e.filed_under) + len(e.matched_to) for e in corpus.of_kind("practice")}
    most = {i for i, count in links.items() if count == max(links.values())}
    assert listed(real_assistant, "Which practices are matched to the most recommendations?") == most


@pytest.mark.parametrize(
    "question",
    [
        "How many cases had the Policy Toolkit after it was extended in winter 2022?",
        "What was the budget of the call for joint cluster initiatives among DG GROW's priorities for 2021?",
        "When were the practices of the toolkit updated in 2022?",
        "How many firms joined the projects of CLIP in 2018?",
    ],
)
def test_a_fact_of_a_year_is_no_list_of_that_year(real_assistant, question):
    assert len({citation.entry_id for citation in real_assistant.ask(question).citations}) <= 2


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where have clusters worked on masks?", {"P34", "P35"}),
        ("Which clusters made masks?", {"P34", "P35"}),
        ("Industry 4.0 schemes", {"P51", "P55", "P56"}),
        ("In which places are clusters busy with hydrogen?", {"P59", "P60", "P61"}),
        ("Which input papers did the group get?", {"A12", "A13", "A14"}),
        ("Does anybody do something about vouchers or semiconductors?", {"P49"}),
    ],
)
def test_an_open_question_on_a_topic_lists_all_that_treat_it(real_assistant, question, expected):
    assert expected <= listed(real_assistant, question) <= expected | {"P04", "P13", "P62"}


@pytest.mark.parametrize(
    "question",
    [
        "Everything on textiles",
        "Which Finnish schemes pay vouchers to firms?",
        "French practices on digitalisation",
        "Cluster schemes for women entrepreneurs",
    ],
)
def test_a_list_that_finds_nothing_says_so(real_assistant, question):
    assert real_assistant.ask(question).decision == "not_in_report"


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("How many recommendations sit in the green chapter?", 5),
        ("How many terms does your glossary explain?", 34),
        ("Could you list the whole set of recommendations, one line each?", 15),
        ("I train people in Munich and want to show them every German example.", 8),
        ("We prepare a mission to Hungary. Which practices come from there?", 2),
        ("Tell me how many practices Hungary contributes.", 2),
    ],
)
def test_words_that_only_lead_to_a_list_do_not_limit_it(real_assistant, question, count):
    assert len(listed(real_assistant, question)) == count


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How does the Slovenian help for digitalising SMEs differ from the Swedish one?", {"P49", "P54"}),
        ("Arena versus NCE in Norway: what is the difference?", {"P11", "P12"}),
        ("Is the Pact for Skills older than the European Skills Agenda?", {"T07", "T08"}),
        ("Which got more money, Ireland's clustering fund or Lithuania's InoLink?", {"P68", "P14"}),
        ("Contrast the cluster call of Castilla y León with Peru's PAC", {"P71", "P88"}),
        ("What distinguishes the two American practices from one another?", {"P21", "P86"}),
    ],
)
def test_each_of_two_things_that_are_compared_is_told(real_assistant, question, expected):
    assert listed(real_assistant, question) == expected


def test_an_audience_is_left_out(real_assistant):
    others = {
        entry.id
        for entry in real_assistant.corpus.of_kind("recommendation")
        if entry.pillar == "green" and "cluster_manager" not in entry.audiences
    }
    assert listed(real_assistant, "Which green recommendations are not addressed to cluster managers?") == others


def test_what_is_said_of_firms_is_said_of_small_ones_where_they_are_named():
    assert audiences_of("Which are addressed to firms like mine, that is to SMEs?") == ("sme",)
    assert audiences_of("Which are addressed to firms like mine?") == ("company",)


@pytest.mark.parametrize(
    "text", ["nationally run practices", "practices that are funded nationally", "national schemes"]
)
def test_a_level_is_read_from_an_adverb(text):
    assert levels_of(text) == ("national",)


@pytest.mark.parametrize(
    "text",
    [
        "Which practices did the toolkit itself put under G1?",
        "Which examples does the Policy Toolkit list under D1?",
        "Which practices are filed under G1?",
    ],
)
def test_what_the_toolkit_puts_under_a_recommendation_is_filed(text):
    assert link_of(text) == "filed"


def test_a_recommendation_told_in_other_words_gives_its_practices(real_assistant):
    tied = practices(real_assistant, lambda e: "D2" in (*e.filed_under, *e.matched_to))
    asked = "Which practices illustrate clusters becoming a piece of the local education system?"
    assert listed(real_assistant, asked) == tied


def test_of_several_topics_one_that_is_known_is_enough(real_assistant):
    assert listed(real_assistant, "List the practices on mobility, railways or zeppelins.")
    assert not listed(real_assistant, "List the practices on zeppelins.")


def test_a_place_in_brackets_is_no_name_of_a_term(reader):
    question = reader.read("How do Flanders and Wallonia differ?")
    assert all(reader.corpus[name.entry_id].kind != "term" for name in question.names)
    assert [place.region for place in question.places] == ["Flanders", "Wallonia"]
    assert not reader.read("French pôles").places[1:]
    assert [place.codes for place in reader.read("Czechs and Poles").places] == [("CZ",), ("PL",)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which practices come from Austria without any other country?", ["P45", "P50", "P62", "P63"]),
        ("Which examples come from the Far East?", ["P05", "P19", "P20", "P87"]),
        (
            "Which practices are matched to co-design of policies and to no other recommendation?",
            ["P36", "P44", "P48", "P66", "P73", "P75", "P78"],
        ),
        ("Which programmes had several hundred millions to spend?", ["P30", "P78", "P85"]),
        ("Which practices come from Hungary? Name all.", ["P03", "P51"]),
    ],
)
def test_limits_told_in_other_words_limit_a_list(real_assistant, question, expected):
    answer = real_assistant.ask(question)
    assert list(dict.fromkeys(c.entry_id for c in answer.citations)) == expected


def test_what_has_nothing_to_do_with_a_topic_is_left_out(real_assistant):
    everything = {c.entry_id for c in real_assistant.ask("Which practices come from Spain?").citations}
    on_skills = {c.entry_id for c in real_assistant.ask("Which practices from Spain are on skills?").citations}
    answer = real_assistant.ask("Which Spanish practices have nothing to do with skills?")
    assert on_skills
    assert {c.entry_id for c in answer.citations} == everything - on_skills


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # "Innovation Clusters" is a contest of Saxony, and "Cluster Programme" one whose country is not known.
        ("Compare the Romanian cluster scheme with the Bulgarian innovation cluster grants", ["P75", "P74"]),
        (
            "Which has more firms, the cluster programme of Lower Austria or the mobility cluster in Styria?",
            ["P63", "P45"],
        ),
        ("Which Spanish region began its cluster policy earlier, the Basques or the Catalans?", ["P70", "P46"]),
    ],
)
def test_a_name_that_goes_with_another_place_is_not_meant(real_assistant, question, expected):
    answer = real_assistant.ask(question)
    assert list(dict.fromkeys(c.entry_id for c in answer.citations)) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the largest sum of money mentioned for a cluster programme?", ["P85", "P30", "P78"]),
        ("Which example has the most partners?", ["P38"]),
        ("Which practice has the largest number of interviews?", ["P28"]),
        ("Which has more firms, the Green Tech Cluster or the ecoplus clusters?", ["P63", "P62"]),
        ("Which practices are matched to G2 alone?", ["P36", "P44", "P48", "P66", "P73", "P75", "P78"]),
        (
            "Which practices are matched to co-design and to no other recommendation?",
            ["P36", "P44", "P48", "P66", "P73", "P75", "P78"],
        ),
    ],
)
def test_what_has_the_most_and_what_has_one_tie_alone(real_assistant, question, expected):
    answer = real_assistant.ask(question)
    assert list(dict.fromkeys(c.entry_id for c in answer.citations)) == expected


def test_the_largest_sum_of_a_topic_is_told_of_that_topic(real_assistant):
    on_hydrogen = {c.entry_id for c in real_assistant.ask("Which practices are on hydrogen?").citations}
    for question in (
        "Which practice on hydrogen has the biggest budget?",
        "Which hydrogen practice has the most firms?",
    ):
        answer = real_assistant.ask(question)
        assert answer.citations
        assert {c.entry_id for c in answer.citations} <= on_hydrogen


def test_the_smallest_and_the_largest_are_told_of_the_same_practices(shipped):
    practices = shipped.of_kind("practice")
    for noun in ("firms", "members", "partners", "clusters"):
        largest, smallest = (superlative_in(f"Which has the {word} {noun}?") for word in ("most", "fewest"))
        for practice in practices:
            most, least = told_of(practice, largest), told_of(practice, smallest)
            assert (most is None) == (least is None)
            assert most is None or least[0] <= most[0]


def test_what_comes_from_europe_is_all_that_does_not_come_from_elsewhere(real_assistant, shipped):
    listed = {c.entry_id for c in real_assistant.ask("Which practices come from Europe?").citations}
    outside = {c.entry_id for c in real_assistant.ask("Which practices come from outside Europe?").citations}
    placed = {entry.id for entry in shipped.of_kind("practice") if entry.countries}
    assert listed | outside == placed
    without = real_assistant.ask("Which practices come from Europe other than Germany?")
    assert "from Europe other than Germany" in without.answer


def test_what_still_runs_in_a_year_or_later_may_have_begun_before(shipped):
    limit = years_of("still running in 2025 or later")
    assert limit is not None
    assert not limit.started
    assert limit.holds(shipped["P59"].years)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which recommendations are for companies but not for cluster managers?", ["G2", "G5"]),
        ("Which recommendations speak to companies but not to cluster managers?", ["G2", "G5"]),
        ("Which recommendations do not name clusters?", ["G2", "G5", "B4", "B5"]),
        ("Which recommendations name companies but no policymakers?", ["G5"]),
        ("Which practices have something to do with both Italy and Germany?", ["P94"]),
    ],
)
def test_whom_a_recommendation_does_not_name_is_left_out(real_assistant, question, expected):
    answer = real_assistant.ask(question)
    assert list(dict.fromkeys(c.entry_id for c in answer.citations)) == expected


@pytest.mark.parametrize("limit", ["from Catalonia", "at regional level", "for cluster managers", "older than 2015"])
def test_which_of_them_are_and_which_are_not_make_up_the_list(real_assistant, limit):
    opening = "List the recommendations on resilience" if "managers" in limit else "Which practices come from Spain?"

    def listed(question, history=()):
        return {c.entry_id for c in real_assistant.ask(question, history).citations}

    are, are_not = (listed(f"Which of them are {word}{limit}?", [opening]) for word in ("", "not "))
    assert are
    assert are_not
    assert not are & are_not
    assert are | are_not <= listed(opening)
