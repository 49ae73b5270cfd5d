"""A reader says what is wrong with one answer; it is stored, never in the way, and becomes a test case."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import FeedbackUnavailable
from assistant.feedback import Feedback, write_feedback
from assistant.feedback_store import FeedbackStore, open_feedback
from assistant.ui.context import UiContext
from assistant.ui.conversations import Turn
from assistant.ui.feedback_form import FeedbackForm
from corpus.load import load_corpus
from evals.add import read_seeds
from tests.browser import NARROW, Reader, axe_findings
from tests.ui_stand_in import ScriptedAssistant

CORPUS = load_corpus()


class BrokenStore(FeedbackStore):
    """A database that is away."""

    def __init__(self) -> None:
        super().__init__("sqlite://")

    def add(self, record: Feedback) -> None:
        raise FeedbackUnavailable("The database at postgresql://secret-host:5432/db cannot be used (refused).")


def turn_about(question: str = "What about circular economy?", number: int = 2) -> Turn:
    answer = ScriptedAssistant(CORPUS).ask(question, ("Before that?",))
    return Turn(number, question, answer, history=("Before that?",))


def form_with(store: FeedbackStore) -> FeedbackForm:
    context = UiContext(ScriptedAssistant(CORPUS), Path(), version="1.2")  # type: ignore[arg-type]
    return FeedbackForm(context, store)


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    return open_feedback(tmp_path)


def test_question_answer_and_versions_are_kept(store: FeedbackStore) -> None:
    said, _, turn = form_with(store).send(turn_about(), "wrong_citation", "  The quote is about fish. ", {})
    (kept,) = store.records()
    assert "Thank you" in said
    assert turn is None
    assert (kept.verdict, kept.comment) == ("wrong_citation", "The quote is about fish.")
    assert (kept.question, kept.history) == ("What about circular economy?", ("Before that?",))
    assert (kept.app_version, kept.corpus) == ("1.2", "summary")
    assert kept.answer["citations"]


def test_a_second_verdict_on_one_answer_replaces_the_first(store: FeedbackStore) -> None:
    form, turn = form_with(store), turn_about()
    _, sent, _ = form.send(turn, "helpful", "", {})
    form.send(turn, "not_helpful", "On second thought", sent)
    form.send(turn_about("Another question?", 3), "helpful", "", sent)
    assert sorted(record.verdict for record in store.records()) == ["helpful", "not_helpful"]


def test_two_readers_do_not_replace_each_other(store: FeedbackStore) -> None:
    form, turn = form_with(store), turn_about()
    form.send(turn, "helpful", "", {})
    form.send(turn, "helpful", "", {})
    assert store.count() == 2


@pytest.mark.parametrize("verdict", [None, "", "brilliant"])
def test_without_a_verdict_nothing_is_stored_and_the_form_stays(store: FeedbackStore, verdict: str | None) -> None:
    said, _, turn = form_with(store).send(turn_about(), verdict, "words", {})
    assert "problem-line" in said
    assert turn is not None
    assert store.count() == 0


def test_a_lost_database_is_one_calm_sentence(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        said, _, _ = form_with(BrokenStore()).send(turn_about(), "helpful", "", {})
    assert "Your feedback was not stored" in said
    assert "secret-host" not in said
    assert "secret-host" in caplog.text


def test_an_answer_that_failed_cannot_be_commented_on(store: FeedbackStore) -> None:
    said, _, _ = form_with(store).send(Turn(1, "boom", error="It failed."), "helpful", "", {})
    assert "no answer to comment on" in said
    assert store.count() == 0


def test_a_question_is_never_markup_in_the_form(store: FeedbackStore) -> None:
    shown = form_with(store).show(turn_about('<img src=x onerror="window.pwned=1">'))
    assert "<img" not in shown[1]


def test_what_readers_say_can_become_test_cases(store: FeedbackStore, tmp_path: Path) -> None:
    form_with(store).send(turn_about(), "should_have_refused", "Not in the report", {})
    out = io.StringIO()
    write_feedback(store.records(), out)
    file = tmp_path / "feedback.jsonl"
    file.write_text(out.getvalue(), encoding="utf-8")
    (seed,) = read_seeds(file)
    assert (seed.question, seed.history) == ("What about circular economy?", ("Before that?",))
    assert (seed.verdict, seed.comment) == ("should_have_refused", "Not in the report")
    assert seed.cited


# ---- as a person does it


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory, app_url: str) -> Callable[[], list[Feedback]]:
    """Read what the app under test has stored."""

    def read() -> list[Feedback]:
        # The state folder of the app is one of pytest's own; a second name of it may be a link.
        folders = {file.parent.resolve() for file in tmp_path_factory.getbasetemp().glob("home*/feedback.sqlite3")}
        records: list[Feedback] = []
        for folder in folders:
            opened = open_feedback(folder)
            records += opened.records()
            opened.close()
        return records

    return read


def opened_form(reader: Reader, app_url: str, question: str) -> Any:
    reader.open(app_url)
    turn = reader.ask(question)
    button = turn.get_by_role("button", name="Give feedback")
    button.focus()
    reader.page.keyboard.press("Enter")
    reader.page.get_by_role("heading", name="Feedback on answer 1").wait_for()
    reader.page.wait_for_function("document.activeElement?.type === 'radio'")
    return reader.page


@pytest.mark.browser
def test_a_reader_sends_feedback_by_keyboard(reader: Reader, app_url: str, kept: Callable[[], list[Feedback]]) -> None:
    page = opened_form(reader, app_url, "What is shared value, please?")
    reader.picture("feedback-wide")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.get_by_label("In your words (optional)").focus()
    page.keyboard.type("<b>Wrong</b> source")
    page.get_by_role("button", name="Send feedback").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Thank you, your feedback is stored.").first.wait_for()
    page.wait_for_function("document.activeElement?.dataset.act === 'feedback'")
    (record,) = [r for r in kept() if r.question == "What is shared value, please?"]
    assert (record.verdict, record.comment) == ("wrong_citation", "<b>Wrong</b> source")
    page.wait_for_function("document.querySelector('#announcer').textContent.includes('Thank you')")


@pytest.mark.browser
def test_closing_stores_nothing_and_the_form_opens_again(
    reader: Reader, app_url: str, kept: Callable[[], list[Feedback]]
) -> None:
    page = opened_form(reader, app_url, "What does G4 say, please?")
    page.get_by_role("button", name="Close").click()
    page.locator("#feedback-form").wait_for(state="hidden")
    page.wait_for_function("document.activeElement?.dataset.act === 'feedback'")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Feedback on answer 1").wait_for()
    page.get_by_label("It should have refused").check()
    page.get_by_role("button", name="Send feedback").click()
    page.get_by_text("Thank you, your feedback is stored.").first.wait_for()
    assert [r.verdict for r in kept() if r.question == "What does G4 say, please?"] == ["should_have_refused"]


@pytest.mark.browser
def test_the_form_is_fit_for_all(new_reader: Callable[..., Reader], app_url: str, axe: str) -> None:
    for scheme in ("light", "dark"):
        reader = new_reader(NARROW, color_scheme=scheme)
        page = opened_form(reader, app_url, "What is shared value?")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        found = axe_findings(page, axe, inside="#feedback-form")
        assert [f for f in found if f["impact"] in ("serious", "critical")] == []
        reader.picture(f"feedback-narrow-{scheme}")
