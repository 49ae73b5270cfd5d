"""Follow-ups become full questions without a model; the old topic does not stick."""

from __future__ import annotations

import pytest

from assistant.understanding.parts import split_message


def cited(answer):
    return list(dict.fromkeys(citation.entry_id for citation in answer.citations))


NORWEGIAN = ["P11", "P12", "P82", "P83", "P84"]
SPANISH = ["P26", "P31", "P46", "P47", "P48", "P52", "P70", "P71", "P93"]
ON_HYDROGEN = ["P04", "P59", "P60", "P61", "P62"]
BUILDING_RESILIENCE = ["B1", "B2", "B3", "B4", "B5"]
FILED_G1 = ["P01", "P02", "P03", "P04", "P05", "P06"]


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (["Which practices come from Norway?"], "And from Hungary?", ["P03", "P51"]),
        (["List the digital recommendations"], "Tell me about the second one", ["D2"]),
        (["List the digital recommendations"], "the last one?", ["D5"]),
        (["List the digital recommendations"], "What does number 4 say?", ["D4"]),
        (["What does G3 say?"], "And D4?", ["D4"]),
        (["What does G3 say?", "And D4?"], "Compare both", ["G3", "D4"]),
        (["Which practices come from Norway?"], "How many are there?", ["P11", "P12", "P82", "P83", "P84"]),
        (["Which practices come from Norway?", "Any from Hungary?"], "What is industrial symbiosis?", ["T14"]),
        (["Tell me about the Norwegian Arena Programme"], "When did it start?", ["P11"]),
        (["What does recommendation D4 say?"], "Which practices belong to it?", ["P07", "P50", "P55", "P56"]),
        (["Which practices does the toolkit file under G1?"], "Tell me about the Canadian one", ["P06"]),
        (["What does G3 say?"], "No, I meant B3", ["B3"]),
        (["Which practices come from Norway?", "and Finland?"], "how many are that?", ["P81", "P82"]),
        (["How many recommendations are there?"], "And how many are digital?", ["D1", "D2", "D3", "D4", "D5"]),
        (["How many recommendations are on digital?"], "Which ones?", ["D1", "D2", "D3", "D4", "D5"]),
        (["Compare G3 and G4"], "Which one concerns SMEs?", ["G4"]),
        (["What does D3 say?", "And D4?"], "Compare them", ["D3", "D4"]),
        (["List the digital recommendations", "the first one"], "next one", ["D2"]),
        (["Which practices come from Belgium?"], "the second in more detail please", ["P66"]),
        (["List practices from Germany"], "And national?", ["P57", "P58"]),
        (["Which practices deal with hydrogen?"], "Which is the oldest?", ["P62"]),
        (["Which practices belong to B2?"], "only the ones from 2020", ["P31"]),
        (["What does D1 recommend?"], "Are there any examples from Spain?", ["P31", "P52"]),
        (["Who set up the expert group?"], "When?", ["A04"]),
    ],
)
def test_follow_up(real_assistant, history, question, expected):
    answer = real_assistant.ask(question, history)
    assert cited(answer) == expected, answer.understood_as


def test_what_was_understood_stands_alone(real_assistant):
    answer = real_assistant.ask("And from Hungary?", ["Which practices come from Norway?"])
    assert cited(real_assistant.ask(answer.understood_as)) == cited(answer)


def test_tell_me_more_shows_more_of_the_same(real_assistant):
    first = real_assistant.ask("What does D4 say?")
    more = real_assistant.ask("Tell me more", ["What does D4 say?"])
    assert cited(more) == ["D4"]
    assert len(more.citations) > len(first.citations)


def test_an_unreadable_earlier_turn_is_passed_over(real_assistant):
    assert cited(real_assistant.ask("What does G3 say?", ["", "\u202e"])) == ["G3"]


def test_what_is_recommended_about_a_thing_is_a_recommendation(real_assistant):
    answer = real_assistant.ask("What does the report recommend about them?", ["What is a Digital Innovation Hub?"])
    assert cited(answer)[0] == "D4"


def test_a_new_topic_takes_the_place_of_the_old_one(real_assistant):
    answer = real_assistant.ask("What about shared value?", ["Is there anything on hydrogen?", "Who runs it?"])
    assert cited(answer)[0] in ("B3", "T12")
    assert "hydrogen" not in answer.understood_as.lower()


@pytest.mark.parametrize(
    ("history", "question", "understood"),
    [
        (
            ["What is the Luxembourg Cluster Initiative?"],
            "Run by whom?",
            "By whom is the Luxembourg Cluster Initiative run?",
        ),
        (
            ["Tell me about the Digitalisation vouchers"],
            "Since when?",
            "Since when have the Digitalisation vouchers existed?",
        ),
        (["What is the ENDURANCE policy paper?"], "Its budget?", "What is the budget of the ENDURANCE policy paper?"),
        (
            ["What is the Norwegian Arena Programme?"],
            "When was that page last updated?",
            "When was the page on the Norwegian Arena Programme last updated?",
        ),
        (
            ["How many experts sit in the Expert Group?"],
            "Give me the names of the ten.",
            "Give me the names of the ten experts of the Expert Group.",
        ),
        (["How many practices come from Norway?"], "Not Norway, Sweden", "How many practices are there from Sweden?"),
        (
            ["When was the Arena Programme set up?"],
            "No, the Centres of Expertise.",
            "When was the NCE - Norwegian Centres of Expertise set up?",
        ),
        (
            ["What does the Portuguese action plan set up?"],
            "What does the report itself recommend on these hubs?",
            "What does the report itself recommend on Digital Innovation Hubs?",
        ),
        (
            ["List the digital recommendations"],
            "Do any of them mention education?",
            "Which of the recommendations in the part “Accelerating the digital transition” mention education?",
        ),
        (
            ["Which practices come from Ireland?", "Which come from Luxembourg?"],
            "What was the first country again?",
            "Which practices come from Ireland?",
        ),
    ],
)
def test_a_follow_up_is_written_out_as_a_person_would_ask_it(real_assistant, history, question, understood):
    assert real_assistant.ask(question, history).understood_as == understood


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (
            ["Which practices come from Denmark?"],
            "Widen it to Norway and Denmark",
            ["P11", "P12", "P29", "P30", "P48", "P82", "P83", "P84", "P94"],
        ),
        (["Which practices from Spain started in 2020?"], "add France", ["P31", "P35", "P52", "P93"]),
        (["Which practices from France started in 2020?"], "drop the year", ["P35", "P64"]),
        (["Which practices come from Belgium?"], "without the Flemish ones", ["P66"]),
        (["Which practices come from Slovakia?"], "Slovenia, not Slovakia!", ["P49", "P69"]),
        (["Which recommendations are green?", "the second one"], "the last two", ["G4", "G5"]),
        (["List the recommendations on resilience"], "explain the second and the fifth", ["B2", "B5"]),
        (["what are the recommendations for digital"], "number four in more detail", ["D4"]),
        (["Which practices come from Belgium?"], "Not the Walloon one, the other. What does it do?", ["P65"]),
        (["Compare G1 and G2.", "And G3?"], "Which ones are left in that part?", ["G4", "G5"]),
        (["What is HZwo?", "What is CLIP?"], "Back to HZwo: where is it?", ["P59"]),
        (["What is go-cluster?"], "My ministry is in Rabat. What is there for us?", ["P89"]),
        (["What is HZwo?"], "Which recommendation is behind it?", ["G1", "G4"]),
        (["What does B3 recommend?", "Which practices fit it?"], "the Italian one", ["P22"]),
    ],
)
def test_what_is_picked_out_widened_or_put_right(real_assistant, history, question, expected):
    answer = real_assistant.ask(question, history)
    assert sorted(cited(answer)) == sorted(expected), answer.understood_as


def test_others_are_looked_for_beside_what_was_answered(real_assistant):
    answer = real_assistant.ask("Are there other hydrogen clusters?", ["What is HZwo?"])
    assert "P59" not in cited(answer)
    assert {"P60", "P61"} & set(cited(answer))


def test_what_is_beyond_a_list_is_refused_and_named(real_assistant):
    answer = real_assistant.ask("And the third?", ["Which practices come from France?"])
    assert answer.decision == "not_in_report"
    assert answer.understood_as == "Tell me about the third of the 2 practices from France"


@pytest.mark.parametrize(
    "question",
    [
        "What is cascade funding?",
        "Which practices come from Peru?",
        "Does the European Skills Agenda say anything about it?",
        "Which other recommendations are there on the environment?",
        "How do small firms find their way into trade agreements, and not only big ones?",
    ],
)
def test_a_question_with_a_subject_of_its_own_is_left_alone(real_assistant, question):
    answer = real_assistant.ask(question, ["What is HZwo?", "Where is it?"])
    assert "HZwo" not in answer.understood_as


@pytest.mark.parametrize(
    ("history", "question", "first"),
    [
        (["Which practices come from Denmark?"], "The superclusters: when were they launched?", "P30"),
        (["Which practices are Hungarian?"], "the one about Industry 4.0, what do firms get out of it?", "P51"),
        (["Which practices are cross-border?"], "the one not about hydrogen: which shortage does it answer?", "P16"),
        (["Which practices come from Japan?"], "the one with the universities, what is its aim?", "P19"),
        (["What is ESCP-4i?"], "and 4x?", "T19"),
        (["What is ESCP-4i?"], "how much was on offer in 2020", "P41"),
        (["practices in Bulgaria"], "how much money did the 2019 call offer?", "P74"),
        (["What is go-cluster?"], "and who pays the bill?", "P57"),
        (["What does the report say on shared value?"], "what's that exactly?", "T12"),
    ],
)
def test_a_question_without_a_subject_is_asked_of_what_was_talked_about(real_assistant, history, question, first):
    answer = real_assistant.ask(question, history)
    assert cited(answer)[:1] == [first], answer.understood_as


@pytest.mark.parametrize(
    ("history", "question"),
    [
        (["What is the Green National Champions Programme?"], "How many staff run it?"),
        (["What is the Sustainable Development Technology Canada practice?"], "monthly fee?"),
        (["What is the EREK report about?"], "who wrote it?"),
        (["What is ESCP-4x?"], "what colour is its logo?"),
        (["What is Clusaga?"], "how many members has it?"),
    ],
)
def test_what_an_entry_does_not_say_is_not_answered_by_another(real_assistant, history, question):
    assert real_assistant.ask(question, history).decision == "not_in_report"


def test_a_question_with_a_telling_subject_leaves_what_was_talked_about(real_assistant):
    assert (
        cited(real_assistant.ask("what is a cluster in the first place", ["What is AMUEBLA e-learning?"]))[0] == "T01"
    )
    assert cited(real_assistant.ask("How do vouchers work?", ["What is Clusaga?"]))[0] == "P49"


@pytest.mark.parametrize(
    ("history", "question", "both"),
    [
        (["When did ecoplus start?"], "is the one in Luxembourg older?", {"P63", "P67"}),
        (["Who leads the US Cluster Mapping Project?"], "same country as the Indian observatory?", {"P21", "P02"}),
        (["Since when has Catalonia had a cluster policy?"], "and compared with the Basque one?", {"P46", "P70"}),
    ],
)
def test_what_was_talked_about_is_compared_with_something_else(real_assistant, history, question, both):
    assert set(cited(real_assistant.ask(question, history))) == both


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (["Which practices come from Catalonia?"], "and the rest of Spain?", ["P26", "P31", "P52", "P70", "P71"]),
        (["What practices are there from Norway?"], "and its neighbour Sweden?", ["P54", "P80", "P82", "P94"]),
        (["Which practices are Swedish?"], "leave out the one on forests", ["P54", "P80", "P94"]),
        (["Which recommendations are for policymakers?"], "for universities and schools?", ["D2"]),
        (["Which practices began in 2016?"], "2017?", ["P04", "P09", "P69", "P71", "P85", "P88"]),
        (["Show the resilience recommendations"], "compare no. 2 and no. 4", ["B2", "B4"]),
    ],
)
def test_a_list_is_asked_for_again_with_another_limit(real_assistant, history, question, expected):
    answer = real_assistant.ask(question, history)
    assert sorted(cited(answer)) == expected, answer.understood_as


def test_a_history_of_any_length_is_played_as_far_as_it_counts(real_assistant):
    history = ["What is a cluster?"] * 2000 + ["Which practices come from Norway?"]
    assert cited(real_assistant.ask("and from Denmark?", history))[0] == "P29"


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (["Tell me about the digitalisation vouchers"], "Which practices come from that country?", {"P49", "P69"}),
        (["Since when has the Basque Country a cluster policy?"], "And Catalonia?", {"P46"}),
        (["How do clusters of Lower Austria work?"], "Tell me about the masks in France", {"P35"}),
    ],
)
def test_a_place_in_a_follow_up_is_the_place_that_is_meant(real_assistant, history, question, expected):
    assert expected <= {citation.entry_id for citation in real_assistant.ask(question, history).citations}


def test_it_is_the_one_of_several_that_can_be_meant(real_assistant):
    history = ["Do you know a German hydrogen cluster?"]
    first = real_assistant.ask(history[0])
    assert len({citation.entry_id for citation in first.citations}) > 1
    for question, meant in (
        ("How is it funded?", "P59"),
        ("Which two countries does it link?", "P61"),
    ):
        answer = real_assistant.ask(question, history)
        assert [citation.entry_id for citation in answer.citations][:1] == [meant]


@pytest.mark.parametrize(
    ("history", "question", "understood", "first"),
    [
        (
            ["Who wrote the report?"],
            "When was that group set up?",
            "When was the European Expert Group on Clusters set up?",
            "A04",
        ),
        (
            ["Who gives the digital vouchers to SMEs in Slovenia?"],
            "how many practices do you have from there in total?",
            "How many practices do you have from Slovenia in total?",
            "P49",
        ),
        (
            ["Which practices come from Denmark?"],
            "How much public money went into those superclusters?",
            "How much public money went into the Fourteen Danish superclusters?",
            "P30",
        ),
        (
            ["What are Euroclusters?"],
            "is there one for food companies?",
            "Is there one of the Euroclusters for food companies?",
            "P39",
        ),
        (
            ["How many examples does the Policy Toolkit hold?"],
            "no I mean the Panorama, what does that say about jobs?",
            "What does the Panorama say about jobs?",
            "A18",
        ),
        (
            ["What is circular economy?"],
            "Other question: what is a Digital Innovation Hub?",
            "What is a Digital Innovation Hub?",
            "T06",
        ),
        (
            ["Which practices come from Denmark?", "And what is the booklet about?"],
            "and from Ireland?",
            "Which practices are there from Ireland?",
            "P68",
        ),
    ],
)
def test_a_follow_up_finds_what_is_meant(real_assistant, history, question, understood, first):
    answer = real_assistant.ask(question, history)
    assert answer.understood_as == understood
    assert answer.citations[0].entry_id == first


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (
            ["Which practices are from Norway?"],
            "How many would it be if you took in Finland as well?",
            ["P11", "P12", "P81", "P82", "P83", "P84"],
        ),
        (["Which practices come from Hungary?"], "The one unrelated to Industry 4.0, who is it meant for?", ["P03"]),
        (["What does B3 say?"], "And the one that stands before that?", ["B2"]),
        (["What does D2 say?"], "which one follows it?", ["D3"]),
        (["What is a Digital Innovation Hub?"], "and what does the report want from clusters there", ["D4"]),
        (["Was there an input paper on skills?"], "And what were the other two about?", ["A13", "A14"]),
        (
            ["What is Torino Social Impact?", "And the GECES study?"],
            "Back to the first one, how many are on board there?",
            ["P22"],
        ),
        (
            ["How are clusters in Wallonia recognised?"],
            "Hang on, I mixed them up, I wanted Flanders. Which types of cluster do they have?",
            ["P65"],
        ),
        (["Which practices come from Portugal?"], "Lovely. Tell me a bit more", ["P07"]),
        (["What does B5 recommend?"], "Which Austrian practices fit?", ["P45", "P63"]),
        (["What does the toolkit file under D4?"], "And how many did you match to it?", ["P07", "P50", "P55", "P56"]),
        (
            ["Which recommendation is about agents of change?"],
            "list the practices the Toolkit itself put there",
            FILED_G1,
        ),
        (["What does B5 recommend?"], "What do the others in that part say?", ["B1", "B2", "B3", "B4"]),
        (["What does D1 say?"], "Fine, and the other four on digital?", ["D2", "D3", "D4", "D5"]),
        (["What practices do you have from Norway?"], "Which one's been around longest?", ["P11"]),
        (["Which practices belong to B2?"], "leave Japan out", ["P16", "P31", "P43", "P46"]),
        (
            ["Tell me about the GAIA Talent Management System"],
            "Which recommendations is that an example for?",
            ["D1", "D2", "B2"],
        ),
        (["What should happen for green-tech firms?"], "how's that different from G4?", ["G5", "G4"]),
    ],
)
def test_everyday_turns_of_a_talk_lead_on(real_assistant, history, question, expected):
    answer = real_assistant.ask(question, history)
    assert cited(answer) == expected, answer.understood_as


def test_what_only_the_place_of_an_entry_meets_is_not_its_contact(real_assistant):
    answer = real_assistant.ask("what's the email of someone there?", ["What is the Luxembourg Cluster Initiative?"])
    assert answer.decision == "not_in_report"


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (["Which practices come from Latvia?"], "Sorry, wrong country, I meant Lithuania.", ["P14", "P90"]),
        (["Which practices involve Italy?"], "Cut that down to the local level.", ["P22", "P79"]),
        (
            ["What do you have from Austria?"],
            "Back to the whole country, which of them report more than 100 joint projects?",
            ["P62", "P63"],
        ),
        (["How do clusters in Styria work across sectors?"], "how big is the mobility one?", ["P45"]),
        (["What is cascade funding?"], "Is there a European scheme that passes money to firms like that?", ["P38"]),
    ],
)
def test_what_is_put_right_cut_down_or_meant_stays_what_was_talked_about(real_assistant, history, question, expected):
    answer = real_assistant.ask(question, history)
    assert cited(answer)[: len(expected)] == expected, answer.understood_as


def test_advice_that_was_given_is_no_recommendation(real_assistant):
    answer = real_assistant.ask(
        "What kind of help did it give exactly?", ["Which European facility gave green advice in 2021?"]
    )
    assert cited(answer)[0] == "P23"


def test_a_heading_goes_with_each_question_behind_it():
    assert split_message("Slovenia: who pays out the vouchers, and what are those nine partnerships?").parts == (
        "Slovenia: who pays out the vouchers?",
        "Slovenia: what are those nine partnerships?",
    )
    assert split_message("Practices on food: which of them are Spanish?").parts == (
        "Practices on food: which of them are Spanish?",
    )


def test_years_are_added_to_a_list(real_assistant):
    corpus = real_assistant.corpus
    answer = real_assistant.ask("and if you add those dated 2021?", ["Which practices from Spain are dated 2020?"])
    started = {
        e.id for e in corpus.of_kind("practice") if "ES" in e.countries and e.years and e.years.start in (2020, 2021)
    }
    assert set(cited(answer)) == started


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        ("Which practices come from Finland?", "the one that is not about forests", ["P81"]),
        (
            "Which practices come from Hungary?",
            "tell me about the one that has nothing to do with Industry 4.0",
            ["P03"],
        ),
        ("Which practices come from Germany or Korea?", "the one that is not from Germany", ["P20", "P87"]),
        ("Which practices come from Germany or France?", "the one without Germany, who runs it?", ["P35", "P64"]),
        ("Which practices come from Japan and Korea?", "leave Japan out", ["P20", "P87"]),
    ],
)
def test_what_a_follow_up_sets_itself_apart_from_is_not_what_it_means(real_assistant, history, question, expected):
    answer = real_assistant.ask(question, [history])
    assert answer.decision == "answered"
    assert cited(answer) == expected, answer.understood_as


def test_where_nothing_shown_is_otherwise_that_is_said(real_assistant):
    asked = "the one that has nothing to do with Industry 4.0"
    answer = real_assistant.ask(asked, ["Which practices deal with Industry 4.0?"])
    assert answer.decision == "not_in_report"
    assert "There is no practice that has nothing to do with Industry 4.0 among the 4 shown" in answer.answer


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (
            ["How does Poland go about its cluster policy?"],
            "Which other practices is that country part of?",
            ["P90", "P94"],
        ),
        (["Which practices are from Catalonia?"], "And how many for the whole of the country?", SPANISH),
        (["Which practices are filed under G1?"], "For which of the six do you have a year?", ["P02", "P04"]),
        (["What is Green Tech Valley?"], "Is there also something on cars or mobility in that region?", ["P45"]),
        (
            ["How much did Romanian clusters have to bring themselves?"],
            "Bulgaria had a call too a few years later. How much was in that one?",
            ["P74"],
        ),
        (["Which practices come from Norway?"], "How many would it be with Finland?", [*NORWEGIAN, "P81"]),
        (["Which practices come from Norway?"], "tell me which of them are national", ["P11", "P12", "P84"]),
        (["What does the report say on skills?"], "and what on exports?", ["B4"]),
        (["What does D2 say?", "And B2?"], "Are there practices that fit both?", ["P19", "P31", "P43"]),
        (["What does D4 recommend?"], "does B1 say something similar?", ["D4", "B1"]),
        (["Compare G1 and G2"], "which of them has more practices?", ["G1", "G2"]),
        (["What is the difference between G4 and G5?"], "and between D1 and D5?", ["D1", "D5"]),
        (["What is Torino Social Impact?", "where is it?"], "anything else from there?", ["P78", "P79", "P94"]),
        (["What are the three parts of the report?", "what is in the second?"], "and the third?", BUILDING_RESILIENCE),
        (["How many practices are there from Germany?", "list the ones on hydrogen"], "which is the newest?", ["P60"]),
        (["What is there for Estonia?"], "and the Baltic states in general?", ["P14", "P77", "P90"]),
        (["What does the report say about hydrogen?"], "Which countries are the examples from?", ON_HYDROGEN),
        (
            ["Which country gives SMEs vouchers to go digital?", "Who pays them out?"],
            "Does the same country also run research partnerships?",
            ["P69"],
        ),
    ],
)
def test_the_place_or_the_number_that_a_follow_up_names_is_meant(real_assistant, history, question, expected):
    answer = real_assistant.ask(question, history)
    assert sorted(cited(answer)) == sorted(expected), answer.understood_as


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Explain shared value and tell me which recommendation uses the idea.", ["T12", "B3"]),
        (
            "What is recommended so that small firms get into world markets, and what did Sweden try out for that?",
            ["B4", "P80"],
        ),
        ("List the green recommendations and say which of them is meant for SMEs.", ["G1", "G2", "G3", "G4", "G5"]),
    ],
)
def test_a_later_part_of_a_message_is_asked_of_what_the_first_is_about(real_assistant, question, expected):
    answer = real_assistant.ask(question)
    assert answer.decision == "answered"
    assert cited(answer) == expected, answer.understood_as


def test_who_they_were_is_asked_of_what_was_asked_about(real_assistant):
    answer = real_assistant.ask("and who were the members?", ["Who chaired the Expert Group?"])
    assert answer.understood_as == "Who were the members of the Expert Group?"


def test_how_many_are_left_counts_what_is_left(real_assistant):
    talk = ["Show me practices on food", "without the Spanish ones"]
    left = cited(real_assistant.ask(talk[1], talk[:1]))
    assert left
    assert set(cited(real_assistant.ask("how many are left?", talk))) == set(left)


def test_more_of_a_list_is_what_was_not_shown_yet(real_assistant):
    talk = ["Give me three examples on digitalisation", "two more", "some more"]
    shown = [cited(real_assistant.ask(question, talk[:at])) for at, question in enumerate(talk)]
    assert [len(ids) for ids in shown[:2]] == [3, 2]
    assert shown[2]
    assert len({i for ids in shown for i in ids}) == sum(map(len, shown))


def test_others_of_a_list_are_others_of_all_of_it(real_assistant):
    history = ["Give me two practices from Spain"]
    shown = set(cited(real_assistant.ask(history[0])))
    for _ in range(2):
        more = cited(real_assistant.ask("two more", history))
        assert len(more) == 2
        assert set(more) <= set(SPANISH) - shown
        shown |= set(more)
        history = [*history, "two more"]


def test_what_there_is_no_more_of_is_named(real_assistant):
    answer = real_assistant.ask("two more", ["Which practices are on hydrogen?"])
    assert answer.answer.startswith("There is no other practice on hydrogen in this corpus.")


@pytest.mark.parametrize("question", ["two more", "any others?", "which other ones are there?"])
def test_of_a_list_that_was_shown_whole_there_are_no_others(real_assistant, question):
    answer = real_assistant.ask(question, ["Which practices come from Spain?"])
    assert answer.decision == "not_in_report"
    assert answer.answer.startswith("There is no other practice from Spain in this corpus.")


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (["What does B1 say?"], "and two more?", ["B2", "B3"]),
        (["What does the first digital recommendation say?"], "and the third?", ["D3"]),
        (["What is the input paper on skills?"], "and the third paper?", ["A14"]),
        (["What is recommendation G5?"], "And the first one in the next part?", ["D1"]),
        (["What does G1 recommend?"], "Can you say that in simpler words?", ["G1"]),
        (["Which practices come from Portugal?", "anything else from there?"], "which is the newest?", ["P07"]),
        (
            ["Which practices come from Austria?", "Only those in Lower Austria"],
            "and which ones are in Styria?",
            ["P45", "P62"],
        ),
        (
            ["Are there examples on hydrogen?"],
            "Could you put the Saxon one next to the Dutch-German one?",
            ["P59", "P61"],
        ),
        (["How did clusters react to Covid?"], "And the masks, who did that?", ["P35", "P34"]),
        (["Who wrote the report?"], "When did they first meet?", ["A05"]),
        (["What happened to EREK?"], "What did its report find?", ["P28"]),
        (["What is a Digital Innovation Hub?"], "Should a cluster be part of one?", ["D4"]),
        (["What is the Policy Toolkit?"], "How many examples are in there?", ["A17"]),
        (["What is a Eurocluster? ", "Which practices come from Ireland?"], "What's the budget?", ["P68"]),
        (["How does GAIA train people?"], "Which examples have you got from Portugal as a whole?", ["P07", "P72"]),
        (["What is the Expert Group on Clusters?"], "Is that the same as the European Cluster Policy Group?", ["A22"]),
        (["Which practices are matched to G3?", "Which of those are in Italy?"], "Who took part in it?", ["P79"]),
    ],
)
def test_what_a_follow_up_names_is_what_it_means(real_assistant, history, question, expected):
    answer = real_assistant.ask(question, history)
    assert cited(answer) == expected, answer.understood_as


def test_a_place_without_practices_takes_the_place_of_what_was_talked_about(real_assistant):
    answer = real_assistant.ask(
        "Latvia has a cluster too. What does it do?", ["What is the Norwegian Arena Programme?"]
    )
    assert answer.decision == "not_in_report"


def test_a_follow_up_with_a_subject_of_its_own_is_answered_by_itself(real_assistant):
    history = ["What does the report say about shared value?", "Which cluster taught its members about going digital?"]
    assert cited(real_assistant.ask("Does any country hand out vouchers for this to small firms?", history)) == ["P49"]
    # An amount is asked of what was talked about, or of nothing.
    assert real_assistant.ask("How many millions are set aside for it?", ["What is SMARTY?"]).decision == (
        "not_in_report"
    )


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (["What is a Digital Innovation Hub?"], "how many are there in Portugal?", ["P07"]),
        (["Tell me about circular economy practices"], "no, I meant the definition", ["T13"]),
        (["What are the input papers?"], "what's in the second?", ["A13"]),
        (["What does D4 say?"], "too long, shorter please", ["D4"]),
        (["What is shared value?"], "any studies on it?", ["P94", "P93", "P92", "P22"]),
        (["What is a spearhead cluster?"], "How many exist?", ["P65"]),
        (["What does the first green recommendation say?"], "and the second?", ["G2"]),
        (["Digital part, first recommendation?", "And the second?"], "go on, number three", ["D3"]),
        (["List the green recommendations", "and the digital ones"], "and in the remaining part?", BUILDING_RESILIENCE),
        (
            ["Which practices are at national level in Norway?", "does the second still exist?"],
            "and local level?",
            ["P83"],
        ),
        (
            ["What does the group recommend for small firms that want to export?"],
            "who has tried that in Sweden?",
            ["P80"],
        ),
        (["Tell me about the Green Tech Valley"], "who else joined later?", ["P62"]),
        (["Which practices come from Spain?"], "Can I have that again?", SPANISH),
        (["What came after the report, which follow-ups are there?"], "How much money went into the second?", ["A19"]),
        (["Which practices come from Denmark?", "What is the booklet about?"], "and from Ireland?", ["P68"]),
        (["whats HZwo?"], "anything similar elsewhere?", ["P60", "P61", "P04", "P62"]),
        (["What should clusters do for the circular economy?"], "what does that word mean exactly?", ["T13"]),
        (["Indian cluster database"], "what does the report recommend on that?", ["G1"]),
        (["Which practices belong to D4?"], "which of these is Austrian?", ["P50"]),
        (["What did clusters do during covid?"], "tell me more about the masks", ["P35"]),
        (
            ["Tell me about the Danish superclusters", "any other practices from Denmark?"],
            "back to the superclusters, which fields do they cover?",
            ["P30"],
        ),
        (
            ["Tell me about Torino Social Impact", "Which recommendation does it illustrate?"],
            "What else have we got under that one?",
            ["P92", "P93", "P94", "P10", "P17"],
        ),
        (
            ["Show me the interregional practices"],
            "Only those still running in 2022 or later",
            ["P55", "P56", "P89", "P90"],
        ),
    ],
)
def test_what_goes_on_from_a_term_an_ordinal_or_a_list(real_assistant, history, question, expected):
    answer = real_assistant.ask(question, history)
    assert cited(answer) == expected, answer.understood_as


def test_what_a_share_is_elsewhere_is_no_list_of_practices(real_assistant):
    history = ["How much of EU employment is in clusters?"]
    assert real_assistant.ask("and what about Germany alone?", history).decision == "not_in_report"


def test_another_phase_takes_the_place_of_the_one_asked_about(real_assistant):
    answer = real_assistant.ask("And in the second phase?", ["How much does HZwo get in its third phase?"])
    assert answer.understood_as == "How much does HZwo get in its second phase?"
    assert answer.decision == "not_in_report"


def test_other_years_take_the_place_of_those_before(real_assistant):
    answer = real_assistant.ask("and which are still running?", ["Which programmes ended before 2016?"])
    assert "P59" not in cited(answer)
    assert "P57" in cited(answer)


def test_shorter_is_one_sentence(real_assistant):
    assert len(real_assistant.ask("shorter please", ["What does D4 say?"]).citations) == 1


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (
            ["What went wrong with the Romanian cluster scheme?"],
            "I remember there was also a Spanish call where not many applied, why was that again?",
            "P71",
        ),
        (
            ["What should clusters do about the circular economy?"],
            "there's a word for factories next door to each other swapping by-products, what was it",
            "T14",
        ),
        (
            ["Since when does Catalonia have a cluster policy?"],
            "they had a food safety kind of project as well, who led that?",
            "P47",
        ),
        (["What are the Industry 4.0 Showcase Factories?"], "does this country have something green as well?", "P03"),
        (["What is go-cluster?"], "and the one by the research ministry?", "P58"),
        (["What are the Digitalisation vouchers?"], "Anything similar in Sweden?", "P54"),
        (["What does D4 say?"], "Something comparable in Austria?", "P50"),
        (["What does the report contain?"], "when were these recommendations adopted?", "A03"),
        (["What is the European Skills Agenda to clusters?"], "any practice that shows how?", "D3"),
        (["What was the first wave of Euroclusters?"], "from how many countries were the partners?", "A19"),
    ],
)
def test_what_a_message_itself_says_it_is_about_comes_before_what_was_said(real_assistant, history, question, expected):
    answer = real_assistant.ask(question, history)
    assert cited(answer)[:1] == [expected], answer.understood_as


@pytest.mark.parametrize(
    ("history", "question"),
    [
        (["Is there anything from Ireland?"], "and Scotland?"),
        (["Since when does Catalonia have a cluster policy?"], "what about Madrid"),
        ([], "Anything on Scotland?"),
        ([], "What do you hold on Madrid?"),
        (["What is the Pact for Skills?"], "And how many organisations have signed so far?"),
    ],
)
def test_a_place_of_which_nothing_is_held_is_not_answered_by_another(real_assistant, history, question):
    assert real_assistant.ask(question, history).decision == "not_in_report"


@pytest.mark.parametrize("question", ["What is FSTP?", "what does fstp mean"])
def test_the_initials_of_a_title_name_it(real_assistant, question):
    assert cited(real_assistant.ask(question)) == ["T10"]
