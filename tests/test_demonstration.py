"""A script keeps its order through every form; a quiz is the same for the same seed, and its answers are certain."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.build import open_assistant
from assistant.demonstration.quiz import GAP, OPTIONS, QuizQuestion, make_quiz, recommendation_name
from assistant.demonstration.script import (
    MAX_STEPS,
    Script,
    Step,
    default_script,
    read_lines,
    read_script,
    write_lines,
    write_script,
)
from assistant.errors import ScriptInvalid
from assistant.understanding.places import country_name
from corpus.corpus import Corpus, Pillar, Report
from corpus.entry import Entry, Section
from corpus.load import load_corpus

CORPUS = load_corpus()
WHOLE = make_quiz(CORPUS, 1, 1_000)

LINES = """\
# Opening
What is the report about? // Wait for hands
Who wrote it?

# Green
What does G3 say?
And for SMEs?
"""


def test_lines_become_steps_with_chapters_and_notes() -> None:
    assert read_lines("Tour", LINES) == Script(
        "Tour",
        (
            Step("What is the report about?", "Wait for hands", "Opening"),
            Step("Who wrote it?", "", "Opening"),
            Step("What does G3 say?", "", "Green"),
            Step("And for SMEs?", "", "Green"),
        ),
    )


def test_a_question_follows_only_those_of_its_chapter() -> None:
    script = read_lines("Tour", LINES)
    assert [script.history(place) for place in range(4)] == [
        (),
        ("What is the report about?",),
        (),
        ("What does G3 say?",),
    ]


def test_addresses_in_a_question_are_no_notes() -> None:
    script = read_lines("", "What is on https://example.org/page?")
    assert script.steps == (Step("What is on https://example.org/page?"),)
    assert script.title == "Demonstration"


any_text = st.text(st.characters(exclude_categories=()), max_size=40)


@given(st.lists(st.tuples(any_text, any_text, any_text), max_size=6))
def test_every_script_that_opens_survives_editing_and_saving(raw: list[tuple[str, str, str]]) -> None:
    steps = [{"question": q, "note": n, "chapter": c} for q, n, c in raw]
    try:
        script = read_script(json.dumps({"format": "cluster-report-assistant script", "title": "T", "steps": steps}))
    except ScriptInvalid:
        return
    assert read_lines("T", write_lines(script)) == script
    assert read_script(write_script(script)) == script


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "not a script"),
        ('{"format": "other", "steps": []}', "format"),
        ('{"format": "cluster-report-assistant script", "steps": [{"question": " # "}]}', "Question 1"),
        ('{"format": "cluster-report-assistant script", "steps": [{"question": 3}]}', "steps.0.question"),
        (json.dumps({"format": "cluster-report-assistant script", "steps": [{"question": "a"}] * 101}), "steps"),
        ('"' + "x" * 1_000_001 + '"', "larger than"),
    ],
)
def test_a_file_that_is_no_script_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(ScriptInvalid, match=said) as failure:
        read_script(text)
    assert "Choose a file that this app saved." in str(failure.value)


def test_too_many_and_too_long_questions_are_refused_by_line() -> None:
    with pytest.raises(ScriptInvalid, match="101 questions"):
        read_lines("", "a question\n" * (MAX_STEPS + 1))
    with pytest.raises(ScriptInvalid, match="Line 2"):
        read_lines("", "short\n" + "x" * 2_001)


def test_the_shipped_script_opens() -> None:
    script = default_script(CORPUS)
    assert len(script.steps) >= 10
    assert len({step.chapter for step in script.steps}) >= 3
    assert all(step.question.endswith(("?", ".")) for step in script.steps)


def imported_report(recommendations: int = 5) -> Corpus:
    """A small official report with its own numbering and one part."""

    def entry(number: int) -> Entry:
        body = f"Member States should protect wolves by measure {number}."
        return Entry(
            id=f"R{number}",
            kind="recommendation",
            title=f"Measure {number}",
            body=body,
            basis="official_report",
            sources=(),
            sections=(Section("", 0, len(body), "official_report", ()),),
            pillar="wolves",
            number=str(number),
        )

    report = Report("Wolf report", "the report", (Pillar("wolves", "Wolves"),), True, "Imported.", "wolves")
    return Corpus(report, tuple(map(entry, range(1, recommendations + 1))))


def test_an_imported_report_gets_a_script_of_its_own() -> None:
    script = default_script(imported_report())
    assert script.title == "Wolf report"
    questions = " ".join(step.question for step in script.steps)
    assert "What does recommendation 1 say?" in questions
    assert "Wolves" in questions
    assert "G3" not in questions


def test_an_imported_report_gets_a_quiz_of_its_own() -> None:
    quiz = make_quiz(imported_report(), 1, 10)
    assert {question.kind for question in quiz} == {"recommendation"}
    assert quiz[0].answer.startswith("Recommendation ")


def test_an_empty_corpus_gives_no_quiz() -> None:
    assert make_quiz(imported_report(0), 1, 10) == ()


def test_the_same_seed_gives_the_same_quiz() -> None:
    assert make_quiz(CORPUS, 7, 12) == make_quiz(load_corpus(), 7, 12)
    assert make_quiz(CORPUS, 7, 12) != make_quiz(CORPUS, 8, 12)


def test_a_longer_quiz_starts_like_the_shorter_one() -> None:
    assert make_quiz(CORPUS, 7, 20)[:5] == make_quiz(CORPUS, 7, 5)


def test_a_short_quiz_mixes_its_kinds() -> None:
    assert len({question.kind for question in make_quiz(CORPUS, 3, 5)}) >= 4


@pytest.mark.parametrize("seed", range(5))
def test_no_entry_is_asked_about_twice(seed: int) -> None:
    asked = [question.citation.entry_id for question in make_quiz(CORPUS, seed, 1_000)]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("question", WHOLE, ids=lambda q: q.citation.entry_id)
def test_each_question_has_one_right_option_and_a_citation(question: QuizQuestion) -> None:
    entry = CORPUS[question.citation.entry_id]
    assert 2 <= len(question.options) <= OPTIONS
    assert len({option.casefold() for option in question.options}) == len(question.options)
    assert entry.body[question.citation.start : question.citation.end] == question.citation.quote
    match question.kind:
        case "recommendation":
            assert question.answer == recommendation_name(entry)
            assert question.citation.quote in question.text
        case "term":
            assert question.answer == entry.title
        case "year":
            assert entry.years is not None
            assert question.answer == str(entry.years.start)
            assert question.text.split("“")[1].rstrip("”").replace(GAP, question.answer) == question.citation.quote
        case "country":
            assert [country_name(code) for code in entry.countries] == [question.answer]
        case "part":
            assert entry.pillar is not None
            assert question.answer == CORPUS.report.pillar(entry.pillar).title
        case "filing":
            assert question.answer == recommendation_name(CORPUS[entry.filed_under[0]])


@pytest.mark.parametrize("question", WHOLE, ids=lambda q: q.citation.entry_id)
def test_no_question_gives_its_answer_away(question: QuizQuestion) -> None:
    if question.kind != "part":
        assert not re.search(rf"(?<!\w){re.escape(question.answer)}(?!\w)", question.text, re.IGNORECASE)
    assert f"an {GAP}" not in question.text.lower()


@pytest.mark.parametrize("question", [q for q in WHOLE if q.kind == "country"], ids=lambda q: q.citation.entry_id)
def test_no_wrong_country_is_named_in_the_entry(question: QuizQuestion) -> None:
    body = CORPUS[question.citation.entry_id].body
    assert not [o for o in question.options if o != question.answer and o in body]


def test_filing_is_asked_only_where_there_is_a_choice() -> None:
    assert not [q for q in WHOLE if q.kind == "filing"]
    moved = [replace(e, filed_under=("D4",)) if e.id == "P02" else e for e in CORPUS]
    filings = [q for q in make_quiz(Corpus(CORPUS.report, tuple(moved)), 1, 1_000) if q.kind == "filing"]
    assert filings
    assert all("own filing" in question.why for question in filings)


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return open_assistant(corpus=CORPUS)


@pytest.mark.parametrize("place", range(len(default_script(CORPUS).steps)))
def test_the_shipped_script_is_answered_but_for_its_last_chapter(assistant: Assistant, place: int) -> None:
    script = default_script(CORPUS)
    answer = assistant.ask(script.steps[place].question, script.history(place))
    silent = script.steps[place].chapter == script.steps[-1].chapter
    assert answer.decision == ("not_in_report" if silent else "answered")
