"""Conversations, limits, asking and the address of the app, without a browser."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Answer, cite
from assistant.ui.address import AddressTaken, free_port
from assistant.ui.clipboard import answer_with_sources
from assistant.ui.context import UiContext
from assistant.ui.conversations import FORMAT, MAX_TURNS, ConversationInvalid, Turn, read_conversation, write_turn
from assistant.ui.limits import choices, limits_form, read_limits, say_limits, write_limits
from assistant.ui.live import answer_turn
from assistant.ui.starters import answerable_starters, welcome_html
from assistant.understanding.filters import Filters
from corpus import Corpus
from tests.ui_stand_in import ScriptedAssistant

ROOT = Path(__file__).parent.parent


@cache
def scripted() -> ScriptedAssistant:
    return ScriptedAssistant(pause=0.0)


def corpus() -> Corpus:
    return scripted().corpus


def talk(*questions: str) -> tuple[Turn, ...]:
    turns: tuple[Turn, ...] = ()
    for question in questions:
        *_, last = answer_turn(scripted(), question, turns, Filters())
        turns = (*turns, last)
    return turns


def stored(turns: Sequence[Turn]) -> str:
    return json.dumps({"format": FORMAT, "version": 1, "turns": [write_turn(turn) for turn in turns]})


# Conversations


def test_conversation_comes_back_as_it_went() -> None:
    turns = talk("circular economy", "digital skills", "unknown thing", "boom")
    assert read_conversation(stored(turns), corpus()) == turns


def test_imported_turns_are_marked_as_such() -> None:
    assert all(turn.imported for turn in read_conversation(stored(talk("circular economy")), corpus(), imported=True))


def test_invented_citation_of_a_file_is_dropped_and_told() -> None:
    data = json.loads(stored(talk("circular economy")))
    citations = data["turns"][0]["answer"]["citations"]
    citations[0]["quote"] = "These words are in no entry."
    citations[1]["entry_id"] = "Z99"
    (turn,) = read_conversation(json.dumps(data), corpus())
    assert turn.answer is not None
    assert [c.n for c in turn.answer.citations] == [c["n"] for c in citations[2:]]
    assert "2 citations" in (turn.answer.note or "")


def test_citation_moves_with_words_that_moved_in_their_entry() -> None:
    turns = talk("circular economy")
    data = json.loads(stored(turns))
    for citation in data["turns"][0]["answer"]["citations"]:
        citation["start"] += 3
        citation["end"] += 3
    assert read_conversation(json.dumps(data), corpus()) == turns


def test_title_and_basis_of_a_stored_citation_come_from_the_corpus() -> None:
    data = json.loads(stored(talk("circular economy")))
    data["turns"][0]["answer"]["citations"][0].update(
        title="Forged", basis="official_report", source_url="http://evil/"
    )
    (turn,) = read_conversation(json.dumps(data), corpus())
    assert turn.answer is not None
    first = turn.answer.citations[0]
    assert first == cite(first.n, corpus()[first.entry_id], first.start, first.end)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ("[]", "not a conversation"),
        ('{"format": "other", "turns": []}', "format"),
        (json.dumps({"format": FORMAT, "turns": [{"asked": 3}]}), "turns.0.asked"),
        (json.dumps({"format": FORMAT, "turns": [{"asked": "x"}] * (MAX_TURNS + 1)}), "turns"),
        (json.dumps({"format": FORMAT, "turns": [{"asked": "\ud800"}]}), "turns.0.asked"),
        ("[" * 100_000, "cannot be read"),
        ("x" * 5_000_000, "at most"),
    ],
)
def test_bad_file_gets_one_sentence(text: str, said: str) -> None:
    with pytest.raises(ConversationInvalid, match=said) as caught:
        read_conversation(text, corpus())
    assert "\n" not in str(caught.value)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60)
@given(_json, st.sampled_from(["turns", "asked", "answer", "citations", "limits", "sentences"]))
def test_any_damage_to_a_file_is_read_or_told_never_a_crash(value: object, field: str) -> None:
    data = json.loads(stored(talk("circular economy")))
    turn = data["turns"][0]
    target = data if field == "turns" else turn if field in turn else turn["answer"]
    target[field] = value
    try:
        turns = read_conversation(json.dumps(data), corpus())
    except ConversationInvalid:
        return
    for turn_read in turns:
        for c in turn_read.answer.citations if turn_read.answer else ():
            assert corpus()[c.entry_id].body[c.start : c.end] == c.quote


# Asking


def test_earlier_questions_are_the_history_oldest_first() -> None:
    turns = talk("circular economy", "digital skills", "reskilling")
    assert turns[2].history == ("circular economy", "digital skills")
    assert scripted().asked[-1][1] == ("circular economy", "digital skills")


def test_full_conversation_asks_for_a_new_one() -> None:
    turn = Turn(1, "q")
    *_, last = answer_turn(scripted(), "one more", [turn] * MAX_TURNS, Filters())
    assert "Start a new conversation" in (last.error or "")


def test_last_update_always_comes() -> None:
    *_, last = answer_turn(scripted(), "slow circular economy", (), Filters())
    assert last.answer == scripted().ask("slow circular economy")


def test_fault_is_logged_and_told_calmly(caplog: pytest.LogCaptureFixture) -> None:
    (turn,) = answer_turn(scripted(), "boom now", (), Filters())
    assert "Something went wrong" in (turn.error or "")
    assert "a fault that no reader should see" in caplog.text
    assert "boom now" not in caplog.text.split("Traceback")[0]


def test_copied_answer_holds_each_source_with_its_words() -> None:
    (turn,) = talk("circular economy")
    assert turn.answer is not None
    copied = answer_with_sources(turn.answer)
    for citation in turn.answer.citations:
        assert citation.quote in copied
        assert citation.source_url in copied


# Limits


def test_limits_offer_only_what_occurs_in_the_corpus() -> None:
    offered = {choice.field: {value for value, _ in choice.options} for choice in choices(corpus())}
    assert offered["countries"] == {code for entry in corpus() for code in entry.countries}
    assert offered["pillars"] == {pillar.id for pillar in corpus().report.pillars}
    assert "NO" in limits_form(corpus())


def test_limits_go_into_filters_and_back() -> None:
    sent = {"kinds": "practice", "countries": ["NO", "ES"], "levels": "regional"}
    filters = read_limits(sent, corpus())
    assert filters == Filters(kinds=("practice",), countries=("NO", "ES"), levels=("regional",))
    assert read_limits(write_limits(filters), corpus()) == filters
    assert say_limits(filters, corpus()) == ["Kind: Practice", "Country: Norway, Spain", "Level: Regional"]


@given(_json)
def test_whatever_the_browser_sends_becomes_filters_of_known_values(sent: object) -> None:
    filters = read_limits({"countries": sent, "kinds": sent, "other": sent}, corpus())
    assert read_limits(write_limits(filters), corpus()) == filters


# Starters


def test_starters_that_have_no_answer_are_left_out() -> None:
    class Silent(ScriptedAssistant):
        def ask(self, question: str, *args: object, **options: object) -> Answer:
            refused = "SMEs" in question
            answer = super().ask(question)
            return replace(answer, decision="not_in_report" if refused else "answered")

    groups = answerable_starters(Silent())
    assert groups
    assert not any("SMEs" in question for group in groups for question in group.questions)


def test_corpus_without_any_starter_still_gets_some_from_its_structure() -> None:
    class OnlyStructure(ScriptedAssistant):
        def ask(self, question: str, *args: object, **options: object) -> Answer:
            known = question.startswith("What does G1 say")
            return replace(super().ask(question), decision="answered" if known else "not_in_report")

    assert "What does G1 say?" in welcome_html(OnlyStructure())


# The address


def test_taken_port_is_told_and_a_free_one_found() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(AddressTaken, match=f"Port {port} .* --port"):
            free_port("127.0.0.1", port)
    assert 7860 <= free_port("127.0.0.1", None) < 7960


@pytest.mark.parametrize("port", [-1, 70000])
def test_port_that_is_none_is_told(port: int) -> None:
    with pytest.raises(AddressTaken, match="from 0 to 65535"):
        free_port("127.0.0.1", port)


def test_app_tells_a_taken_port_in_one_line_and_fails() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        command = [sys.executable, str(ROOT / "app.py"), "--no-browser", "--port", str(busy.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "--port" in done.stderr


def test_help_of_the_app_imports_nothing_heavy() -> None:
    code = (
        "import sys, app\n"
        "try: app.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'gradio', 'chromadb', 'onnxruntime', 'langchain_core', 'pandas', 'sqlalchemy'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_links_between_pages_carry_any_text() -> None:
    context = UiContext(scripted(), Path())
    assert context.ask_link('a&b="<ü>"') == "./?q=a%26b%3D%22%3C%C3%BC%3E%22"
    assert context.entry_link("G3") == "./?entry=G3"
