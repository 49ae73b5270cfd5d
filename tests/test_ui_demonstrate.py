"""The Demonstrate page: a script is edited and kept, presented by keyboard alone, and handed out."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from docx import Document

from assistant.answer import Answer
from assistant.demonstration.quiz import QuizQuestion, make_quiz
from assistant.demonstration.script import default_script, read_lines, read_script, write_lines
from assistant.ui.context import UiContext
from assistant.ui.conversations import Turn
from assistant.ui.demonstrate import DemonstratePage, _layout
from assistant.ui.slides import answer_slide, quiz_html, quiz_slide
from corpus.load import load_corpus
from tests.browser import NARROW, Reader, axe_findings
from tests.ui_stand_in import ScriptedAssistant

CORPUS = load_corpus()
SCRIPT = default_script(CORPUS)
PAYLOAD = '"><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'


@dataclass
class Event:
    """What Gradio hands to a handler of a custom event."""

    _data: dict[str, Any]


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant(CORPUS, pause=0.1)


@pytest.fixture
def page(assistant: ScriptedAssistant) -> DemonstratePage:
    context = UiContext(assistant, Path())  # type: ignore[arg-type]
    with gr.Blocks():
        return DemonstratePage(context, _layout(context))


def presented(page: DemonstratePage, lines: str, shown: tuple[Turn, ...] = (), **data: Any) -> list[dict[str, Any]]:
    """Ask for one slide and return what each update changed, by the name of the component."""
    parts = page._parts
    names = {id(getattr(parts, name)): name for name in ("bridge", "shown", "session", "status")}
    updates = page.present("T", lines, shown, data.pop("quiz", ()), Event(data))  # type: ignore[arg-type]
    return [{names[id(component)]: value for component, value in update.items()} for update in updates]


def test_a_slide_shows_its_question_before_the_answer_is_there(page: DemonstratePage) -> None:
    updates = presented(page, "slow What does G3 say?", deck="script", place=0)
    first, *_, last = [update["bridge"]["slide"] for update in updates]
    assert "slow What does G3 say?" in first["html"]
    assert "Looking in the report" in first["html"]
    assert [first["done"], last["done"]] == [False, True]
    assert len(updates) > 3


def test_questions_of_a_chapter_follow_each_other(page: DemonstratePage, assistant: ScriptedAssistant) -> None:
    presented(page, "# One\nFirst G1?\nSecond G2?\n# Two\nThird G3?", deck="script", place=1)
    presented(page, "# One\nFirst G1?\nSecond G2?\n# Two\nThird G3?", deck="script", place=2)
    assert [history for _, history, _, _ in assistant.asked] == [("First G1?",), ()]


def test_going_back_asks_nothing_again(page: DemonstratePage, assistant: ScriptedAssistant) -> None:
    shown = presented(page, "What does G1 say?", deck="script", place=0)[-1]["shown"]
    again = presented(page, "What does G1 say?", shown, deck="script", place=0)
    assert len(assistant.asked) == 1
    assert len(again) == 1
    assert again[0]["shown"] == shown


def test_the_same_words_after_other_questions_are_asked_again(
    page: DemonstratePage, assistant: ScriptedAssistant
) -> None:
    shown = presented(page, "And G1?", deck="script", place=0)[-1]["shown"]
    presented(page, "Before G2?\nAnd G1?", shown, deck="script", place=1)
    assert len(assistant.asked) == 2


def test_a_fault_is_one_calm_sentence_on_the_slide(page: DemonstratePage) -> None:
    slide = presented(page, "boom", deck="script", place=0)[-1]["bridge"]["slide"]["html"]
    assert "Something went wrong inside the assistant." in slide
    assert "a fault that no reader should see" not in slide


@pytest.mark.parametrize("place", [-5, 99, "1", None, 1.5])
def test_a_place_outside_the_script_is_brought_inside(page: DemonstratePage, place: object) -> None:
    slide = presented(page, "What does G1 say?\nWhat does G2 say?", deck="script", place=place)[-1]["bridge"]["slide"]
    assert 0 <= slide["place"] < 2


def test_an_empty_script_says_what_to_do(page: DemonstratePage) -> None:
    (update,) = presented(page, "\n# only a chapter\n", deck="script", place=0)
    assert "Write one a line." in update["status"]
    assert "Write one a line." in update["bridge"]["problem"]


def test_an_unknown_quiz_place_changes_nothing(page: DemonstratePage) -> None:
    assert presented(page, "", deck="quiz", place=3) == []


def test_slides_hold_no_markup_of_others() -> None:
    turn = Turn(
        1,
        PAYLOAD,
        Answer(PAYLOAD, f"other {PAYLOAD}", "answered", PAYLOAD, (), (), (), note=PAYLOAD),
    )
    html = answer_slide(turn, PAYLOAD, PAYLOAD)
    assert "<script" not in html
    assert "<img" not in html


def test_a_quiz_slide_keeps_its_answer_behind_the_reveal() -> None:
    for question in make_quiz(CORPUS, 2, 8):
        asked, _, revealed = quiz_slide(question, "1 of 8").partition('class="reveal"')
        assert "hidden" in revealed.split(">")[0]
        assert f"{question.letter}) " in revealed
        assert f"?entry={question.citation.entry_id}" in revealed
        assert f"?entry={question.citation.entry_id}" not in asked


def test_a_printed_quiz_folds_its_answers_away() -> None:
    html = quiz_html(make_quiz(CORPUS, 2, 3))
    assert html.count("<details>") == 3
    assert "<details open" not in html


def handed_out(
    page: DemonstratePage, form: str, lines: str, quiz: tuple[QuizQuestion, ...] | None = None, extent: str = "script"
) -> Iterator[Any]:
    for update in page._hand_out(form, "T", lines, (), quiz, extent):  # type: ignore[arg-type]
        yield update.get(page._parts.handout_status, "")


def test_a_hand_out_of_nothing_says_why(page: DemonstratePage) -> None:
    assert "Present a question first" in list(handed_out(page, "md", "G1?", extent="shown"))[-1]
    assert "Write one a line" in list(handed_out(page, "md", ""))[-1]
    assert "Make the quiz" in list(handed_out(page, "md", "G1?", quiz=()))[-1]
    assert "holds 0 answers" in list(handed_out(page, "md", "", quiz=make_quiz(CORPUS, 1, 2)))[-1]


# ---- as a person does it


def open_page(reader: Reader, app_url: str) -> Any:
    reader.page.goto(f"{app_url}demonstrate")
    reader.page.wait_for_selector("#script-lines textarea")
    reader.page.wait_for_function("window.assistantDemonstration && document.querySelector('[data-demo=present]')")
    reader.page.wait_for_timeout(500)
    return reader.page


def lines_of(page: Any) -> str:
    return str(page.locator("#script-lines textarea").input_value())


def write(page: Any, lines: str, title: str = "My session") -> None:
    page.locator("#script-title :is(input, textarea)").fill(title)
    page.locator("#script-lines textarea").fill(lines)
    page.locator("#script-lines textarea").blur()
    page.wait_for_timeout(500)


def heading(page: Any, words: str) -> None:
    page.locator("#presenter h2", has_text=words).wait_for(timeout=15_000)
    page.wait_for_function("document.querySelector('#presenter .working') === null")
    page.wait_for_timeout(100)


@pytest.mark.browser
def test_a_script_is_presented_by_keyboard_alone(reader: Reader, app_url: str) -> None:
    page = open_page(reader, app_url)
    page.locator("[data-demo=present]").focus()
    page.keyboard.press("Enter")
    reveal = page.locator("#presenter .reveal")
    for place, step in enumerate(SCRIPT.steps):
        heading(page, step.question)
        assert f"{place + 1} of {len(SCRIPT.steps)}" in page.locator("#presenter .where").inner_text()
        assert not reveal.is_visible()
        page.keyboard.press(("ArrowRight", "PageDown", " ")[place % 3])
        assert reveal.is_visible()
        if place == 5:
            reader.picture("demonstrate-presenter-wide")
        page.keyboard.press(("ArrowRight", "PageDown", " ")[place % 3])
    assert "Not in the report" in reveal.inner_text()
    page.keyboard.press("ArrowLeft")
    assert not reveal.is_visible()
    page.keyboard.press("PageUp")
    heading(page, SCRIPT.steps[-2].question)
    assert reveal.is_visible()
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('#presenter').open")
    assert page.evaluate("document.activeElement.dataset.demo") == "present"
    assert f"{len(SCRIPT.steps)} questions shown" in page.locator("#session-line").inner_text()


@pytest.mark.browser
def test_notes_are_hidden_until_asked_for(reader: Reader, app_url: str) -> None:
    page = open_page(reader, app_url)
    write(page, "What is shared value? // Say hello first")
    page.locator("[data-demo=present]").click()
    heading(page, "What is shared value?")
    note = page.get_by_text("Say hello first").last
    assert not page.locator("#presenter .slide-note").is_visible()
    page.keyboard.press("n")
    assert note.is_visible()


@pytest.mark.browser
def test_a_question_from_the_room_is_answered_and_the_script_goes_on(reader: Reader, app_url: str) -> None:
    page = open_page(reader, app_url)
    write(page, "What is shared value?\nWhat is industrial symbiosis?")
    page.locator("[data-demo=present]").click()
    heading(page, "What is shared value?")
    page.keyboard.press("q")
    page.keyboard.type("What does G3 recommend? Question")
    page.keyboard.press("Enter")
    heading(page, "What does G3 recommend?")
    page.locator("#presenter .reveal", has_text="circular economy strategies").wait_for()
    page.keyboard.press("ArrowRight")
    heading(page, "What is shared value?")
    page.keyboard.press("Escape")
    page.get_by_label("The questions shown so far").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Markdown").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert "## What does G3 recommend? Question" in text
    assert "## What is shared value?" in text
    assert "industrial symbiosis" not in text


@pytest.mark.browser
def test_what_is_changed_is_there_after_a_reload(reader: Reader, app_url: str) -> None:
    page = open_page(reader, app_url)
    write(page, "# Mine\nWhat is shared value?")
    assert "1 question in 1 chapter" in page.locator("#script-status").inner_text()
    open_page(reader, app_url)
    page.wait_for_function("document.querySelector('#script-lines textarea').value.startsWith('# Mine')")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Back to the shipped script").click()
    page.wait_for_function("!document.querySelector('#script-lines textarea').value.startsWith('# Mine')")
    assert lines_of(page) == write_lines(SCRIPT)
    open_page(reader, app_url)
    assert lines_of(page) == write_lines(SCRIPT)


@pytest.mark.browser
def test_a_script_goes_out_as_a_file_and_in_again(reader: Reader, app_url: str, tmp_path: Path) -> None:
    page = open_page(reader, app_url)
    lines = "# Łódź\nWhat is shared value? // „Note”"
    write(page, lines, "Szkolenie")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as a file").click()
    saved = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert read_script(saved) == read_lines("Szkolenie", lines)
    assert waiting.value.suggested_filename == "script.json"
    write(page, "Something else G1?")
    file = tmp_path / "script.json"
    file.write_text(saved, encoding="utf-8")
    _choose(page, file)
    page.wait_for_function("document.querySelector('#script-lines textarea').value.startsWith('# Łódź')")
    assert lines_of(page) == lines


def _choose(page: Any, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a file").click()
    chooser.value.set_files(str(file))


@pytest.mark.browser
@pytest.mark.parametrize("content", ["not json", json.dumps({"format": "other"}), "x" * 1_200_000])
def test_a_file_that_is_no_script_changes_nothing(reader: Reader, app_url: str, tmp_path: Path, content: str) -> None:
    page = open_page(reader, app_url)
    file = tmp_path / "script.json"
    file.write_text(content, encoding="utf-8")
    _choose(page, file)
    page.locator("#script-status .problem-line").wait_for()
    assert "Choose a file that this app saved." in page.locator("#script-status").inner_text()
    assert lines_of(page) == write_lines(SCRIPT)


@pytest.mark.browser
def test_a_question_that_is_too_long_is_named_by_its_line(reader: Reader, app_url: str) -> None:
    page = open_page(reader, app_url)
    write(page, f"What is shared value?\n{'x' * 2001}")
    page.locator("#script-status .problem-line").wait_for()
    assert "Line 2" in page.locator("#script-status").inner_text()


@pytest.mark.browser
def test_the_whole_script_is_handed_out_in_three_forms(reader: Reader, app_url: str) -> None:
    page = open_page(reader, app_url)
    write(page, "What is shared value?\nWhat does the report say about fishing quotas?", "Kurs w Łodzi")
    page.get_by_label("Questions", exact=True).last.fill("4")
    page.get_by_role("button", name="Make the quiz").click()
    page.locator("#quiz-view ol.quiz > li").nth(3).wait_for()
    page.get_by_label("With the quiz and its answers").check()
    held = {}
    for name, ending in (("Markdown", "md"), ("Word (DOCX)", "docx"), ("PDF", "pdf")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        assert waiting.value.suggested_filename == f"hand-out.{ending}"
        held[ending] = Path(waiting.value.path()).read_bytes()
    text = held["md"].decode("utf-8")
    assert text.startswith("# Kurs w Łodzi")
    assert "Not in the report." in text
    assert "## Answers to the quiz" in text
    assert "https://" in text
    assert Document(io.BytesIO(held["docx"])).paragraphs[0].text == "Kurs w Łodzi"
    assert held["pdf"].startswith(b"%PDF-")
    assert "2 answers" in page.locator("#handout-status").inner_text()


@pytest.mark.browser
def test_a_quiz_is_presented_with_its_answers_behind_a_key(reader: Reader, app_url: str) -> None:
    page = open_page(reader, app_url)
    page.get_by_label("Number (the same one gives the same quiz)").fill("7")
    page.get_by_role("button", name="Make the quiz").click()
    page.get_by_role("button", name="Present the quiz").click()
    for question in make_quiz(CORPUS, 7, 8):
        heading(page, question.text)
        assert not page.locator("#presenter .reveal").is_visible()
        page.keyboard.press("ArrowRight")
        assert page.locator("#presenter .right").inner_text() == f"{question.letter}) {question.answer}"
        page.keyboard.press("ArrowRight")
    reader.picture("demonstrate-quiz-wide")


@pytest.mark.browser
def test_script_in_a_question_never_runs(reader: Reader, app_url: str) -> None:
    page = open_page(reader, app_url)
    write(page, f"{PAYLOAD} // {PAYLOAD}", PAYLOAD)
    page.locator("[data-demo=present]").click()
    page.locator("#presenter h2", has_text="onerror").wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("n")
    page.wait_for_timeout(500)
    assert page.evaluate("window.pwned === undefined")


@pytest.mark.browser
def test_two_trainers_do_not_share_a_session(new_reader: Callable[..., Reader], app_url: str) -> None:
    one, other = open_page(new_reader(), app_url), open_page(new_reader(), app_url)
    write(one, "What is shared value?")
    one.locator("[data-demo=present]").click()
    heading(one, "What is shared value?")
    one.keyboard.press("Escape")
    assert "1 question shown" in one.locator("#session-line").inner_text()
    assert "0 questions shown" in other.locator("#session-line").inner_text()
    assert lines_of(other) == write_lines(SCRIPT)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(new_reader: Callable[..., Reader], app_url: str, axe: str, scheme: str) -> None:
    reader = new_reader(color_scheme=scheme)
    page = open_page(reader, app_url)
    page.get_by_role("button", name="Make the quiz").click()
    page.locator("#quiz-view summary").first.click()
    found = axe_findings(page, axe, inside="#demonstrate")
    page.locator("[data-demo=present]").click()
    heading(page, SCRIPT.steps[0].question)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("n")
    page.keyboard.press("q")
    found += axe_findings(page, axe, inside="#presenter")
    assert [f for f in found if f["impact"] in ("serious", "critical")] == []


@pytest.mark.browser
def test_both_views_fit_a_phone(new_reader: Callable[..., Reader], app_url: str) -> None:
    reader = new_reader(NARROW)
    page = open_page(reader, app_url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    reader.picture("demonstrate-narrow")
    page.locator("[data-demo=present]").click()
    heading(page, SCRIPT.steps[0].question)
    page.get_by_role("button", name="Next").click()
    assert page.evaluate("document.querySelector('#presenter .presenter-slide').scrollWidth") <= 360
    reader.picture("demonstrate-presenter-narrow")
