"""A report that is chosen is used at once, everywhere; what was answered before keeps its own words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.reports import Reports
from assistant.ui.conversations import Turn, read_conversation, write_turn
from assistant.ui.turns import conversation_html
from corpus.errors import CorpusError
from corpus.importer.run import import_report
from corpus.library import Library
from tests.browser import ROOT, Reader, serving
from tests.report_layouts import LAYOUTS

NAME = "many-in-parts"
TITLE = "Thirty-three steps to the sea"


@pytest.fixture(scope="module")
def home(new_home: Callable[[], Path]) -> Path:
    home = new_home()
    import_report(LAYOUTS["many_in_parts"](home / "made.pdf").path, home / "corpora", name=NAME)
    return home


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    yield Library(home)
    Library(home).use(["summary"])


class Opened:
    """An assistant that only holds a corpus, and the opener that makes it."""

    def __init__(self, library: Library) -> None:
        self.corpus = library.corpus_in_use()


def reports(library: Library, told: list[str] | None = None) -> Reports:
    made = Reports(library, lambda: Opened(library))  # type: ignore[arg-type,return-value]
    if told is not None:
        made.watch(lambda: told.append(made.corpus.report.name))
    return made


def test_a_chosen_report_is_in_use_with_the_next_question(library: Library) -> None:
    told: list[str] = []
    held = reports(library, told)
    first = held.current()
    assert held.current() is first
    library.use([NAME])
    assert held.corpus.report.name == NAME
    library.use(["summary"])
    assert held.corpus.report.name == "summary"
    assert told == [NAME, "summary"]


def test_a_report_that_cannot_be_opened_leaves_the_one_before_in_use(library: Library) -> None:
    broken = False

    def open_chosen() -> Any:
        if broken:
            raise CorpusError("The folder is gone.")
        return Opened(library)

    held = Reports(library, open_chosen)
    broken = True
    library.use([NAME])
    assert held.corpus.report.name == "summary"


def test_reports_are_found_by_the_name_that_an_answer_keeps(library: Library) -> None:
    held = reports(library)
    found = held.named(NAME)
    assert found is not None
    assert found.report.title == TITLE
    assert held.named("summary") is held.corpus
    assert held.named("of another machine") is None


def test_a_stored_answer_keeps_the_words_of_its_report(library: Library, real_assistant: Any) -> None:
    answer = real_assistant.ask("What does G3 say?")
    turn = Turn(1, "What does G3 say?", answer, corpus=real_assistant.corpus)
    stored = json.dumps({"format": "cluster-report-assistant conversation", "turns": [write_turn(turn)]})
    library.use([NAME])
    held = reports(library)
    (restored,) = read_conversation(stored, held.corpus, earlier=held.named)
    assert restored.answer is not None
    assert restored.answer.citations == answer.citations
    assert "which was in use then" in conversation_html([restored], held.corpus)
    assert "which was in use then" not in conversation_html([restored], real_assistant.corpus)


@pytest.mark.browser
def test_every_page_and_door_follows_while_a_conversation_stays(reader: Reader, library: Library, home: Path) -> None:
    settings = {"ASSISTANT_HOME": str(home), "ASSISTANT_MODEL": ""}
    with serving([str(ROOT / "app.py"), "--no-browser"], **settings) as url:
        reader.open(url)
        old = reader.ask("What does G3 say?").locator("a.cite").first
        quoted = reader.page.locator("#t1 .prose-answer").inner_text()
        command = [sys.executable, "-m", "corpus", "use", NAME]
        subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True, capture_output=True)
        new = reader.ask("What does recommendation 12 say?")
        assert new.locator(".badge", has_text="Official report").count()
        assert reader.page.locator("#t1 .prose-answer").inner_text() == quoted
        old.click()
        assert reader.marked() in quoted
        reader.page.get_by_role("button", name="Show it").click()
        reader.page.locator("#site-head .site", has_text=TITLE).wait_for()
        reader.turn(2)
        reader.page.locator("#t1 a.cite").first.click()
        assert reader.marked() in quoted
        for page in ("browse", "demonstrate", "about"):
            reader.page.goto(f"{url}{page}")
            reader.page.locator("#site-head .site", has_text=TITLE).wait_for()
        assert TITLE in reader.page.locator("#about").inner_text()
        reader.page.goto(f"{url}browse")
        reader.page.get_by_text("33 recommendations").first.wait_for()
        assert "recommendation 12" not in _asked(url, "What does G3 say?")


def _asked(url: str, question: str) -> str:
    """Ask through the door for programs and return where the answer was found."""
    body = json.dumps({"model": "report", "messages": [{"role": "user", "content": question}]}).encode()
    request = urllib.request.Request(f"{url}v1/chat/completions", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        answer = json.load(reply)["report_answer"]
    assert {citation["basis"] for citation in answer["citations"]} <= {"official_report"}
    return str(answer["answer"])
