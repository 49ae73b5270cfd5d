"""The Ask page over the scripted assistant: slow answers, stopping, faults, attacks, many readers at once."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.browser import Reader

pytestmark = pytest.mark.browser


def test_slow_answer_grows_and_can_be_stopped(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    reader.page.fill("#question textarea", "slow circular economy")
    reader.page.press("#question textarea", "Enter")
    reader.page.wait_for_selector("#live .prose-answer a.cite >> nth=1")
    assert reader.page.locator("#live a.cite").count() < 6
    reader.page.click("#stop-button")
    turn = reader.turn(1)
    shown = turn.locator(".prose-answer a.cite").count()
    assert "You stopped this answer" in turn.inner_text()
    reader.page.wait_for_timeout(1500)
    assert turn.locator(".prose-answer a.cite").count() == shown
    assert reader.page.locator("#ask-button").is_visible()


@pytest.mark.parametrize("stopped", [False, True])
def test_question_sent_the_moment_an_answer_ends_is_answered(reader: Reader, scripted_url: str, stopped: bool) -> None:
    """Also through a slow line: here the end of Gradio's stream arrives late, as a proxy that buffers may bring it."""
    reader.page.add_init_script(_LATE_END)
    reader.open(scripted_url)
    reader.page.fill("#question textarea", "slow circular economy")
    reader.page.press("#question textarea", "Enter")
    reader.page.wait_for_selector("#live .prose-answer a.cite >> nth=1")
    if stopped:
        reader.page.click("#stop-button")
    reader.turn(1)
    reader.ask("circular economy")
    assert "Also digital skills" in reader.ask("Also digital skills").inner_text()


_LATE_END = r"""
const fetched = window.fetch;
window.fetch = async (...call) => {
  const reply = await fetched(...call);
  if (!String(call[0]?.url ?? call[0]).includes("/queue/data")) return reply;
  const late = new TransformStream({
    async transform(piece, out) {
      for (const line of new TextDecoder().decode(piece).split(/(?=data: )/)) {
        if (line.includes('"close_stream"')) await new Promise((go) => setTimeout(go, 1200));
        out.enqueue(new TextEncoder().encode(line));
      }
    },
  });
  return new Response(reply.body.pipeThrough(late), { headers: reply.headers, status: reply.status });
};
"""


def test_stop_is_heard_while_nothing_comes(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    reader.page.fill("#question textarea", "silent circular economy")
    reader.page.press("#question textarea", "Enter")
    reader.page.click("#stop-button")
    reader.page.wait_for_function("document.querySelector('#question textarea').value === 'silent circular economy'")
    assert reader.page.locator("#conversation article").count() == 0
    reader.ask("circular economy")


def test_question_that_finds_no_room_comes_back(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    reader.page.route("**/queue/join*", lambda route: route.fulfill(status=503, json={"detail": "Queue is full."}))
    reader.page.fill("#question textarea", "circular economy")
    reader.page.press("#question textarea", "Enter")
    reader.page.wait_for_selector("text=The question did not get through")
    assert reader.page.input_value("#question textarea") == "circular economy"
    reader.page.unroute("**/queue/join*")
    reader.ask("circular economy")


def test_citation_of_a_growing_answer_opens(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    reader.ask("circular economy").locator("a.cite").first.click()
    reader.page.wait_for_selector('#panel [data-key="t1-c1"]')
    reader.page.fill("#question textarea", "slow digital skills")
    reader.page.press("#question textarea", "Enter")
    reader.page.wait_for_selector("#live a.cite")
    reader.page.locator("#live a.cite").first.click()
    reader.page.wait_for_selector('#panel [data-key="t2-c1"]')
    reader.turn(2)


def test_fault_inside_becomes_one_calm_sentence(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    turn = reader.ask("boom")
    assert "Something went wrong" in turn.inner_text()
    assert "fault that no reader should see" not in reader.page.content()
    assert turn.get_by_role("button", name="Ask again").count() == 1
    reader.ask("circular economy").locator("a.cite").first.wait_for()


def test_empty_question_gets_a_sentence(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    assert "The question is empty" in reader.ask("   ").inner_text()


def test_script_in_an_answer_never_runs(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    turn = reader.ask("evil circular economy")
    assert "<script>window.pwned=1</script>" in turn.locator(".prose-answer").inner_text()
    reader.page.wait_for_timeout(300)
    assert reader.page.evaluate("window.pwned") is None
    assert turn.locator("img, script").count() == 0
    assert turn.locator("a[href^='javascript']").count() == 0


def test_answer_in_part_has_its_own_look(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    whole = reader.ask("circular economy").locator(".answer")
    part = reader.ask("half circular economy").locator(".answer")
    assert part.locator(".verdict").inner_text() == "Answered in part"
    colour = "e => getComputedStyle(e).backgroundColor + getComputedStyle(e).borderLeftStyle"
    assert whole.evaluate(colour) != part.evaluate(colour)
    reader.picture("ask-partly-wide")


def test_reload_in_the_middle_of_an_answer_keeps_the_question(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    reader.ask("circular economy")
    reader.page.fill("#question textarea", "slow digital skills")
    reader.page.press("#question textarea", "Enter")
    reader.page.wait_for_selector("#live .prose-answer")
    reader.page.reload()
    reader.turn(1)
    reader.page.wait_for_function("document.querySelector('#question textarea').value === 'slow digital skills'")
    assert reader.page.locator("#conversation article").count() == 1
    assert "reloaded before this question was answered" in reader.page.inner_text(".editing")


def test_way_of_answering_can_be_chosen(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    reader.page.click("#limits summary")
    assert reader.page.locator('select[data-limit="mode"] option').all_inner_texts() == [
        "Written by scripted, checked",
        "Quoted word for word",
    ]


def test_second_question_waits_for_the_first(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    reader.page.fill("#question textarea", "slow circular economy")
    reader.page.press("#question textarea", "Enter")
    reader.page.wait_for_selector("#live .prose-answer")
    reader.page.fill("#question textarea", "digital skills")
    reader.page.press("#question textarea", "Enter")
    reader.turn(1)
    assert reader.page.input_value("#question textarea") == "digital skills"
    reader.page.press("#question textarea", "Enter")
    assert "digital skills" in reader.turn(2).locator(".question").inner_text()


def test_suggestion_clicked_during_an_answer_waits_too(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    reader.ask("circular economy")
    reader.page.locator("#t1 .next button").first.evaluate("b => { window.first = b; }")
    reader.page.fill("#question textarea", "slow digital skills")
    reader.page.press("#question textarea", "Enter")
    reader.page.wait_for_selector("#live .prose-answer")
    reader.page.evaluate("window.first.click()")
    reader.turn(2)
    reader.page.wait_for_timeout(500)
    assert reader.page.locator("#conversation article").count() == 2


def test_asking_again_replaces_the_last_answer(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    reader.ask("circular economy")
    reader.ask("digital skills")
    reader.page.locator("#t2").get_by_role("button", name="Ask again").click()
    reader.page.wait_for_timeout(600)
    reader.turn(2)
    assert reader.page.locator("#conversation article").count() == 2
    assert reader.page.locator("#t1").get_by_role("button", name="Ask again").count() == 0


def test_browser_is_told_to_load_nothing_from_elsewhere(scripted_url: str) -> None:
    with urllib.request.urlopen(scripted_url) as reply:
        policy = dict(part.strip().split(" ", 1) for part in reply.headers["content-security-policy"].split(";"))
        assert reply.headers["referrer-policy"] == "same-origin"
    assert policy["default-src"] == "'self'"
    assert "http" not in " ".join(policy.values())


def test_nothing_of_a_reader_is_kept_by_gradio_itself(reader: Reader, scripted_url: str) -> None:
    reader.open(scripted_url)
    reader.ask("circular economy")
    keys = reader.page.evaluate("Object.keys(localStorage)")
    assert keys
    assert all(key.startswith("assistant.") for key in keys)


SESSIONS = 50


def test_fifty_readers_at_once_get_their_own_answers(scripted_url: str) -> None:
    with urllib.request.urlopen(f"{scripted_url}config") as reply:
        config = json.load(reply)
    number = _handler(config, "#bridge", "ask")
    together = threading.Barrier(SESSIONS)

    def ask_twice(reader_number: int) -> list[str]:
        session = f"reader{reader_number}"
        together.wait(60)
        return [_ask(scripted_url, number, session, f"reader {reader_number} turn {turn}") for turn in (1, 2)]

    with ThreadPoolExecutor(SESSIONS) as readers:
        answers = list(readers.map(ask_twice, range(SESSIONS)))
    for reader_number, (first, second) in enumerate(answers):
        assert f"reader {reader_number} turn 1<" in first
        assert f"reader {reader_number} turn 1<" in second
        assert f"reader {reader_number} turn 2<" in second
        others = [n for n in range(SESSIONS) if n != reader_number and f"reader {n} turn" in first + second]
        assert others == []


def _handler(config: dict[str, Any], element: str, event: str) -> int:
    """Find the number under which Gradio knows a handler."""
    component = next(c["id"] for c in config["components"] if f"#{c['props'].get('elem_id')}" == element)
    return next(d["id"] for d in config["dependencies"] if [component, event] in [list(t) for t in d["targets"]])


def _ask(url: str, handler: int, session: str, question: str) -> str:
    """Ask as the page does and return the HTML of the whole conversation afterwards."""
    event = {"question": question, "options": {}, "typed": True}
    body = {"data": [None], "fn_index": handler, "session_hash": session, "event_data": event}
    request = urllib.request.Request(
        f"{url}gradio_api/queue/join", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=120) as reply:
        json.load(reply)
    with urllib.request.urlopen(f"{url}gradio_api/queue/data?session_hash={session}", timeout=120) as stream:
        log = ""
        for line in stream:
            if not line.startswith(b"data:"):
                continue
            message = json.loads(line[5:])
            assert message.get("success", True), message
            if message["msg"] == "process_generating":
                log = _log_after(log, message["output"]["data"][0])
            if message["msg"] in ("process_completed", "close_stream"):
                return log
    raise AssertionError(f"{session} got no answer")


def _log_after(log: str, change: Any) -> str:
    """Apply one update of the conversation: Gradio sends the value first and then what changes in it."""
    if isinstance(change, str):
        return change
    if isinstance(change, list):
        for action, _path, value in change:
            log = log + value if action == "append" else value if action == "replace" else log
    return log


def test_two_readers_never_see_each_others_questions(new_reader: Callable[..., Reader], scripted_url: str) -> None:
    one, other = new_reader(), new_reader()
    one.open(scripted_url)
    other.open(scripted_url)
    one.ask("circular economy")
    other.ask("digital skills")
    assert other.ask("reskilling").locator(".understood q").inner_text() == "reskilling (after digital skills)"
    assert one.ask("reskilling").locator(".understood q").inner_text() == "reskilling (after circular economy)"
