"""What is read from the wording of a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import QuestionRejected
from assistant.understanding.agents import agent_in
from assistant.understanding.chat import plain_english
from assistant.understanding.cleaning import LONGEST_QUESTION, clean_question, without_markup
from assistant.understanding.forms import (
    asks_judgement,
    aspect_of,
    counts_other_things,
    focus_spans,
    form_of,
    kind_asked_for,
)
from assistant.understanding.parts import compared, conjuncts, split_message
from assistant.understanding.question import QuestionReader
from assistant.understanding.references import stated_number
from assistant.understanding.subjects import asked_of, subjects_of
from assistant.understanding.years import EVER, YearRange, years_of
from index.words import stem, stems, words


@pytest.fixture(scope="module")
def reader(shipped, real_assistant):
    return QuestionReader(shipped, real_assistant.tagger)


@given(st.text(max_size=300))
def test_a_cleaned_question_is_one_line_of_visible_text(text):
    try:
        clean = clean_question(text)
    except QuestionRejected:
        return
    assert clean == clean.strip()
    assert clean.isprintable()
    assert len(clean) <= LONGEST_QUESTION
    clean.encode("utf-8")


@pytest.mark.parametrize("text", ["", "   ", "?!", "\u202e\u200b", "\ud800"])
def test_a_question_without_words_is_rejected(text):
    with pytest.raises(QuestionRejected, match="empty"):
        clean_question(text)


def test_a_question_of_100_000_characters_is_rejected_with_its_length():
    with pytest.raises(QuestionRejected, match="100,000"):
        clean_question("a " * 50_000)


@given(st.text(max_size=80))
def test_words_stand_where_they_say(text):
    for word in words(text):
        assert text[word.start : word.end] == word.text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("digitalisation", "digitalization"),
        ("programme", "programs"),
        ("centre", "centers"),
        ("SMEs", "SME"),
        ("re-skilling", "reskilling"),
        ("Türkiye", "Turkiye"),
        ("labour", "labor"),
    ],
)
def test_spellings_of_one_word_have_one_stem(one, other):
    assert stems(one) == stems(other)


def test_stems_keep_different_words_apart():
    assert stem("circular") != stem("circus")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("List all the practices from Norway", "list"),
        ("How many recommendations are in the green part?", "count"),
        ("Compare G3 and D4", "compare"),
        ("Summarise the digital part", "summarise"),
        ("What is industrial symbiosis?", "define"),
        ("Is there anything from Ireland?", "yesno"),
        ("Hello!", "about"),
        ("How are the recommendations put into practice?", "lookup"),
    ],
)
def test_form(text, form):
    assert form_of(text) == form


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("How much money did the project get?", "money"),
        ("When was the group set up?", "time"),
        ("Who runs the programme?", "person"),
        ("What share of the costs is covered?", "share"),
        ("What does cascade funding mean?", None),
        ("Firms should be heard when rules are drafted", None),
    ],
)
def test_aspect(text, aspect):
    assert aspect_of(text) == aspect


def test_ids_are_read_in_any_writing(reader):
    assert reader.read("what does g3 say, and P7?").ids == ("G3", "P07")


def test_an_id_that_does_not_exist_is_missing(reader):
    question = reader.read("What does G9 say?")
    assert question.ids == ()
    assert question.missing == ("G9",)


def test_the_third_digital_one_is_d3(reader):
    assert reader.read("the third digital one").ids == ("D3",)


def test_an_official_number_is_not_guessed(reader):
    assert reader.read("What is the wording of recommendation 7?").missing == ("recommendation 7",)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Norwegian practices", ("NO",)),
        ("anything from the UK?", ("GB",)),
        ("American clusters", ("US",)),
        ("a turkey dinner", ("TR",)),
    ],
)
def test_countries_by_name_code_and_demonym(reader, text, codes):
    assert reader.read(text).filters.countries == codes


def test_a_region_of_the_corpus_by_its_adjective(reader):
    assert reader.read("Catalan practices").filters.regions == ("Catalonia",)


def test_years(reader):
    assert reader.read("practices that started before 2005").filters.years == YearRange(0, 2004, started=True)
    assert reader.read("practices running in 2018").filters.years == YearRange(2018, 2018)


def test_spelling_is_corrected_to_words_of_the_corpus(reader):
    question = reader.read("circulr econmy stratgies")
    assert question.text == "circular economy strategies"
    assert dict(question.corrected)["econmy"] == "economy"


def test_names_are_not_corrected_away(reader):
    assert "Siemens" in reader.read("Is Siemens a member of the cluster?").unknown


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("How does the second call differ from the first wave, in size and in themes?", "second call", "first wave"),
        ("Arena versus NCE: what is the difference?", "Arena", "NCE"),
        ("What is the difference between Arena and NCE?", "Arena", "NCE"),
    ],
)
def test_what_is_compared_is_what_differs(text, one, other):
    pair = compared(text)
    assert pair is not None
    assert one in pair.one
    assert other in pair.other


def test_two_questions_in_one_are_two():
    assert split_message("What does G3 say, and who runs the Arena Programme?").parts == (
        "What does G3 say?",
        "who runs the Arena Programme?",
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Two things: explain EREK, then tell me who ran it.", ("explain EREK.", "Who ran it?")),
        (
            "I need two facts: the top grant in Peru, and who runs the network.",
            ("the top grant in Peru?", "who runs the network."),
        ),
        (
            "Three questions on Peru: who paid? when was it? how much?",
            ("who paid on Peru?", "when was it on Peru?", "how much on Peru?"),
        ),
        (
            "digital hub: definition? how many in Portugal?",
            ("digital hub: definition?", "digital hub: how many in Portugal?"),
        ),
        (
            "A and B: which of the two is older, and who runs each?",
            ("A and B: which of the two is older, and who runs each?",),
        ),
    ],
)
def test_what_is_announced_of_several_questions_goes_with_each(text, parts):
    assert split_message(text).parts == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Since when has there been a policy, and who was its first director?",
            ("Since when has there been a policy?", "who was its first director?"),
        ),
        (
            "In which month was it adopted, and how many applied?",
            ("In which month was it adopted?", "how many applied?"),
        ),
        ("Where is the valley and who chairs it?", ("Where is the valley?", "who chairs it?")),
        (
            "What is advised on waste and has Denmark studied it?",
            ("What is advised on waste?", "has Denmark studied it?"),
        ),
        (
            "What does it offer, and is the next level open to all?",
            ("What does it offer?", "is the next level open to all?"),
        ),
        ("On what basis and when was it set up?", ("On what basis and when was it set up?",)),
        ("What is Arena and to what end?", ("What is Arena and to what end?",)),
        ("Who runs the cluster and for how long?", ("Who runs the cluster and for how long?",)),
    ],
)
def test_a_question_that_begins_in_any_way_is_parted_from_the_next(text, parts):
    assert split_message(text).parts == parts


def test_when_and_where_is_one_question():
    assert split_message("When and where did the group meet?").parts == ("When and where did the group meet?",)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Hello. What is advised on (a) small firms and trade, (b) retraining, (c) the circular economy?",
            (
                "What is advised on small firms and trade?",
                "What is advised on retraining?",
                "What is advised on the circular economy?",
            ),
        ),
        ("Tell me: 1) who runs PAC, and 2) what is shared value?", ("who runs PAC?", "what is shared value?")),
        ("What does recommendation G1 (a) mean?", ("What does recommendation G1 (a) mean?",)),
        (
            "In the pandemic, how many offers were gathered and which cluster helped with the masks?",
            ("In the pandemic, how many offers were gathered?", "which cluster helped with the masks?"),
        ),
    ],
)
def test_items_that_are_lettered_off_and_questions_behind_a_setting_are_parted(text, parts):
    assert split_message(text).parts == parts


def test_who_is_speaking_is_not_a_question():
    assert split_message("I run a bakery. Which recommendations concern SMEs?").parts == (
        "Which recommendations concern SMEs?",
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "What is ClusterXchange, and by what date do I have to apply?",
            ("What is ClusterXchange?", "by what date do I have to apply?"),
        ),
        (
            "When people speak of clusters, what sort of thing do they mean?",
            ("When people speak of clusters, what sort of thing do they mean?",),
        ),
        ("What do they call for, and to what end?", ("What do they call for, and to what end?",)),
    ],
)
def test_clauses_that_ask_are_parted_from_clauses_that_tell(text, parts):
    assert split_message(text).parts == parts


def test_asides_and_speakers_are_the_setting():
    message = split_message("We make chairs in Porto. What is asked of us (a cluster of 80 members)?")
    assert message.parts == ("What is asked of us?",)
    assert message.setting == "We make chairs in Porto. a cluster of 80 members"


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("Which minister signed the decree?", ["minister", "signed"]),
        ("What is the legal form of the hub?", ["legal", "form"]),
        ("How many firms took part?", ["firms", "took", "part"]),
        ("Does the hub have a board?", []),
    ],
)
def test_the_focus_is_what_is_asked_for(text, focus):
    words_in_focus = [word.text for start, end in focus_spans(text) for word in words(text[start:end])]
    assert words_in_focus == focus


@pytest.mark.parametrize(
    "text",
    [
        "Which of them do you find the best?",
        "Should I fly to the conference?",
        "Can you write to the ministry for me?",
        "Is my course good enough?",
        "What do you make of the superclusters?",
        "How old are you?",
    ],
)
def test_opinions_errands_and_personal_matters_are_told_apart(text):
    assert asks_judgement(text)


@pytest.mark.parametrize(
    "text",
    [
        "Can you list the practices from Spain?",
        "How can we get into exports?",
        "Do you match practices to that recommendation?",
        "Which best practices are there?",
        "What should clusters do?",
    ],
)
def test_what_a_report_can_answer_is_no_opinion(text):
    assert not asks_judgement(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Which recommendation uses it?", "recommendation"),
        ("What good practices come from Spain?", "practice"),
        ("Which term stands for it?", "term"),
        ("What does the recommendation say?", None),
        ("Which of the practices is older?", None),
    ],
)
def test_the_question_word_may_name_the_kind_of_the_answer(text, kind):
    assert kind_asked_for(text) == kind


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("What are the twenty recommendations about?", 20),
        ("List all 15 recommendations", 15),
        ("Give me three recommendations", None),
        ("Which two of the recommendations concern SMEs?", None),
    ],
)
def test_a_number_that_is_taken_for_granted_is_read(text, number):
    assert stated_number(text, "recommendations") == number


def test_a_title_that_stands_for_an_entry_limits_nothing(reader):
    question = reader.read("When did Promotion of university efforts towards 2050 (P19) start?")
    assert question.ids == ("P19",)
    assert question.filters.years is None


def test_markup_asks_nothing_and_is_never_all_that_is_left():
    assert without_markup('<img src=x onerror="alert(1)"> Who met? {{ 7*7 }}') == "Who met?"
    assert without_markup("<b></b>") == "<b></b>"


def test_two_topics_behind_one_verb_are_two_questions():
    assert conjuncts("Does the report cover social innovation and animal welfare?") == (
        "Does the report cover social innovation?",
        "Does the report cover animal welfare?",
    )
    assert conjuncts("Who runs it?") == ()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("hey, whats the circular economy thx", "what is the circular economy"),
        ("um, r there recs for orgs n SMEs ??", "are there recommendations for organisations and SMEs ?"),
        ("quick q: what does B4 say or so?", "what does B4 say?"),
        ("Castilla y León and R&D", "Castilla y León and R&D"),
        ("hi there", "hi there"),
        ("So they're carrying it out?", "So they are carrying it out?"),
        (
            "which one's been around longest, and what's its budget?",
            "which one has been around longest, and what is its budget?",
        ),
        ("Ireland's fund and the cluster's members", "Ireland's fund and the cluster's members"),
        ("thanks", "thanks"),
    ],
)
def test_chat_english_is_read_as_it_would_be_written(typed, read):
    assert plain_english(typed) == read


@given(st.text(max_size=80))
def test_reading_chat_english_never_empties_a_question(text):
    once = plain_english(text)
    assert bool(once) == bool(text.strip())


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Wht is industrial symbiosis?", "What is industrial symbiosis?"),
        ("Which practics come from Grmany?", "Which practices come from Germany?"),
        ("Which practices come from Norwgian clusters?", "Which practices come from Norwegian clusters?"),
    ],
)
def test_slips_of_the_finger_are_put_right_in_short_words_endings_and_names(reader, typed, read):
    assert reader.read(typed).text == read


def test_a_short_slip_is_no_unknown_name(reader):
    assert not reader.read("what happens nxt wih the hubs").unknown


def subjects(reader, text):
    question = reader.read(text)
    found = subjects_of(question, reader.corpus)
    return [asked_of(question, subject, found) for subject in found]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "Who runs go-cluster and who runs Clusters4Future?",
            ["Who runs go-cluster?", "Who runs who runs Clusters4Future?"],
        ),
        (
            "How do Norway and Portugal pay for it?",
            ["How do Norway pay for it?", "How do Portugal pay for it?"],
        ),
        ("Is the Green Tech Cluster in Styria?", []),
        ("What is the circular economy for value chains?", []),
        ("Where is the Dutch-German hydrogen cluster?", []),
    ],
)
def test_things_named_in_a_question_are_asked_for_one_by_one(reader, text, asked):
    assert subjects(reader, text) == asked


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("which programmes have been running since 2005", 2005, 2005),
        ("clusters that have existed since 1999", 1999, 1999),
        ("practices since 2020", 2020, EVER),
        ("projects that started since 2019", 2019, EVER),
    ],
)
def test_what_has_run_since_a_year_began_in_it(text, first, last):
    years = years_of(text)
    assert years is not None
    assert (years.first, years.last, years.started) == (first, last, True)


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("What does it want small firms to do for the AI Act?", ("AI Act",)),
        ("Does the report name the Net-Zero Industry Act?", ("Net-Zero Industry Act",)),
        ("What is the Green Convergence Cluster Act?", ()),
        ("Who runs the Regional Technology Clustering Fund?", ()),
    ],
)
def test_a_law_or_fund_that_no_entry_names_is_unknown(reader, question, unknown):
    assert reader.read(question).unknown[: len(unknown)] == unknown
    assert bool(reader.read(question).unknown) == bool(unknown)


@pytest.mark.parametrize(
    ("text", "sentence", "said"),
    [
        ("Which practices are led by industry?", "The five clusters are led by industry.", True),
        ("Which practices are led by industry?", "Industry follows what the ministry has led.", False),
        ("Which programmes are run by a ministry?", "The scheme is managed by the ministry of economy.", True),
        ("Which programmes are run by a ministry?", "The scheme helps the ministry.", False),
    ],
)
def test_an_agent_is_one_that_a_sentence_names_as_such(text, sentence, said):
    agent = agent_in(text)
    assert agent is not None
    assert agent.named_in(sentence) is said


def test_who_is_asked_for_is_no_agent():
    assert agent_in("Which practices come from Spain?") is None


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("How many firms are in Swedish clusters?", True),
        ("How many people work there?", True),
        ("How many practices come from Spain?", False),
        ("How many are from Spain?", False),
        ("How many pieces of advice are there?", False),
        ("Which practices come from Spain?", False),
    ],
)
def test_what_is_counted_is_entries_or_something_else(text, other):
    assert counts_other_things(text) is other
