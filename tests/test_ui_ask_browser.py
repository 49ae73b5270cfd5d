"""The Ask page as a person uses it, in headless Chromium, over the real assistant."""

from __future__ import annotations

import json
import re
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest

from corpus import load_corpus
from tests.browser import NARROW, Reader

pytestmark = pytest.mark.browser

CIRCULAR = "What should clusters do about the circular economy?"
PAYLOADS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    '"><svg onload=window.pwned=1>',
    "[x](javascript:window.pwned=1)",
    "${window.pwned=1} {{constructor.constructor('window.pwned=1')()}}",
    "</textarea></template><iframe srcdoc='<script>parent.pwned=1</script>'>",
)


def body_of(entry_id: str) -> str:
    return load_corpus()[entry_id].body


def test_marked_words_are_the_cited_words(reader: Reader, app_url: str) -> None:
    reader.open(app_url)
    turn = reader.ask(CIRCULAR)
    links = turn.locator(".prose-answer a.cite")
    assert links.count() >= 1
    for position in range(links.count()):
        link = links.nth(position)
        link.click()
        n = int(link.get_attribute("data-n"))
        reader.page.wait_for_selector(f'#panel [data-key="t1-c{n}"]')
        marked = reader.marked()
        assert marked in body_of(link.get_attribute("data-entry"))
        # An extractive sentence stands word for word before its number.
        assert marked in turn.locator(".prose-answer").inner_text()
    reader.picture("ask-cited-wide")


def test_whole_entry_is_readable_with_its_sources(reader: Reader, app_url: str) -> None:
    reader.open(f"{app_url}?entry=G3")
    reader.page.wait_for_selector('#panel [data-key="entry-G3"]')
    shown = " ".join(reader.page.locator("#panel").inner_text().split())
    entry = load_corpus()["G3"]
    for section in entry.sections:
        for paragraph in entry.body[section.start : section.end].split("\n\n"):
            assert " ".join(paragraph.split()).removeprefix("- ") in shown
    assert "not the report's own words" in shown
    assert "our numbering" in shown
    for source in entry.sources:
        assert reader.page.locator(f'#panel a[href="{source.url}"]').count() >= 1


def test_context_of_a_recommendation_stands_apart_from_its_statement(reader: Reader, app_url: str) -> None:
    reader.open(f"{app_url}?entry=G3")
    reader.page.wait_for_selector("#panel .context")
    assert "In context" not in reader.page.inner_text("#panel .statement")
    assert reader.page.inner_text("#panel .context h3").startswith("In context")


def test_second_turn_keeps_its_citations_apart(reader: Reader, app_url: str) -> None:
    reader.open(app_url)
    first = reader.ask("What does G3 say?")
    second = reader.ask("What does D1 say?")
    second.locator("a.cite").first.click()
    reader.page.wait_for_selector('#panel [data-key="t2-c1"]')
    assert reader.marked() in body_of("D1")
    first.locator("a.cite").first.click()
    reader.page.wait_for_selector('#panel [data-key="t1-c1"]')
    assert reader.marked() in body_of("G3")
    ids = reader.page.eval_on_selector_all("[id]", "all => all.map(e => e.id)")
    turn_ids = [i for i in ids if re.match(r"t\d", i)]
    assert len(turn_ids) == len(set(turn_ids))


def test_next_and_previous_citation_walk_through_one_answer(reader: Reader, app_url: str) -> None:
    reader.open(app_url)
    turn = reader.ask("Compare G3 and G5")
    turn.locator("a.cite").first.click()
    reader.page.wait_for_selector('#panel [data-key="t1-c1"]')
    assert reader.page.get_by_role("button", name="Previous citation").get_attribute("aria-disabled") == "true"
    reader.page.get_by_role("button", name="Next citation").click()
    reader.page.wait_for_selector('#panel [data-key="t1-c2"]')
    reader.page.get_by_role("button", name="Previous citation").click()
    reader.page.wait_for_selector('#panel [data-key="t1-c1"]')


def test_question_in_the_address_is_asked_once(reader: Reader, app_url: str) -> None:
    reader.open(f"{app_url}?q=What+does+D4+say%3F")
    turn = reader.turn(1)
    assert "What does D4 say?" in turn.locator(".question").inner_text()
    reader.page.reload()
    reader.turn(1)
    reader.page.wait_for_timeout(600)
    assert reader.page.locator("#conversation article").count() == 1


def test_entry_in_the_address_opens_it(reader: Reader, app_url: str) -> None:
    reader.open(f"{app_url}?entry=d4")
    reader.page.wait_for_selector("#panel .panel-head h2")
    assert load_corpus()["D4"].title in reader.page.inner_text("#panel .panel-head")


def test_unknown_entry_in_the_address_is_told(reader: Reader, app_url: str) -> None:
    reader.open(f"{app_url}?entry=<img src=x onerror=window.pwned=1>")
    reader.page.wait_for_selector("#panel .note")
    assert "There is no entry" in reader.page.inner_text("#panel .note")
    assert reader.page.evaluate("window.pwned") is None


def test_refusal_looks_different_and_offers_the_nearest_entries(reader: Reader, app_url: str) -> None:
    reader.open(app_url)
    turn = reader.ask("What is the recommended budget for quantum computing in Brazil?")
    assert turn.locator(".answer.not-in-report .verdict").inner_text() == "Not in the report"
    assert turn.locator(".answer .cite").count() == 0
    reader.picture("ask-refusal-wide")
    nearest = turn.locator(".nearest a")
    assert nearest.count() >= 1
    entry_id = nearest.first.get_attribute("data-entry")
    nearest.first.click()
    reader.page.wait_for_selector(f'#panel [data-key="entry-{entry_id}"]')
    suggestion = turn.locator(".next button").first
    asked = suggestion.inner_text()
    suggestion.click()
    follow = reader.turn(2)
    assert asked in follow.locator(".question").inner_text()
    assert follow.locator(".not-in-report").count() == 0


@pytest.mark.parametrize("payload", PAYLOADS)
def test_script_in_a_question_never_runs(reader: Reader, app_url: str, payload: str) -> None:
    reader.open(app_url)
    turn = reader.ask(f"circular economy {payload}")
    assert payload in turn.locator(".question").text_content()
    assert reader.page.evaluate("window.pwned") is None
    assert reader.page.locator("#conversation :is(script, iframe, svg, img)").count() == 0


def test_limits_are_shown_and_apply(reader: Reader, app_url: str) -> None:
    reader.open(app_url)
    reader.page.click("#limits summary")
    reader.page.select_option('select[data-limit="kinds"]', "practice")
    reader.page.select_option('select[data-limit="countries"]', "ES")
    assert reader.page.locator(".limits-chips button").count() == 2
    turn = reader.ask("How are clusters supported?")
    assert "Limited to Kind: Practice; Country: Spain" in turn.locator(".limited").inner_text()
    cited = turn.locator(".sources a").evaluate_all("links => links.map(l => l.dataset.entry)")
    corpus = load_corpus()
    assert cited
    assert all("ES" in corpus[i].countries and corpus[i].kind == "practice" for i in cited)
    reader.page.get_by_role("button", name=re.compile("Country: Spain")).click()
    assert reader.page.locator(".limits-chips button").count() == 1


@pytest.mark.parametrize("question", ["Which practices are there?", "What does D1 say?"])
def test_limits_apply_to_lists_and_named_entries_too(reader: Reader, app_url: str, question: str) -> None:
    reader.open(app_url)
    reader.page.click("#limits summary")
    reader.page.select_option('select[data-limit="countries"]', "ES")
    turn = reader.ask(question)
    assert turn.locator(".problem").count() == 0
    cited = turn.locator(".sources a").evaluate_all("links => links.map(l => l.dataset.entry)")
    assert all("ES" in load_corpus()[i].countries for i in cited)


def test_editing_replaces_the_question_and_what_followed(reader: Reader, app_url: str) -> None:
    reader.open(app_url)
    reader.ask("What does G1 say?")
    reader.ask("What does G2 say?")
    reader.page.locator("#t1").get_by_role("button", name=re.compile("^Edit question")).click()
    assert "the 1 after it will be replaced" in reader.page.inner_text(".editing")
    assert reader.page.input_value("#question textarea") == "What does G1 say?"
    reader.page.fill("#question textarea", "What does B5 say?")
    reader.page.press("#question textarea", "Enter")
    reader.page.wait_for_function("document.querySelector('#t1-q')?.textContent.includes('B5')")
    reader.turn(1)
    assert reader.page.locator("#conversation article").count() == 1
    assert body_of("B5").split("\n")[0] in reader.page.inner_text("#t1 .prose-answer")


def test_understanding_of_a_follow_up_is_shown_and_can_be_changed(reader: Reader, app_url: str) -> None:
    reader.open(app_url)
    reader.ask("What does G3 say?")
    turn = reader.ask("and who is it for?")
    understood = turn.locator(".understood q").inner_text()
    assert "G3" in understood
    turn.get_by_role("button", name="Change", exact=True).click()
    assert reader.page.input_value("#question textarea") == understood


def test_conversation_survives_a_reload_and_its_citations_still_open(reader: Reader, app_url: str) -> None:
    reader.open(app_url)
    reader.ask("What does G3 say?")
    reader.ask("What does D1 say?")
    reader.page.reload()
    turn = reader.turn(2)
    turn.locator("a.cite").first.click()
    reader.page.wait_for_selector('#panel [data-key="t2-c1"]')
    assert reader.marked() in body_of("D1")
    reader.page.reload()
    reader.page.wait_for_selector('#panel [data-key="t2-c1"] ')
    assert reader.marked() in body_of("D1")


def test_back_button_returns_to_what_was_read_before(reader: Reader, app_url: str) -> None:
    reader.open(app_url)
    reader.page.locator('#panel a[data-entry="G1"]').click()
    reader.page.wait_for_selector('#panel [data-key="entry-G1"]')
    reader.page.evaluate("document.querySelector('#panel').dataset.seen = 1")
    reader.ask("What does G3 say?").locator("a.cite").first.click()
    reader.page.wait_for_selector('#panel [data-key="t1-c1"]')
    reader.page.go_back()
    reader.page.wait_for_selector('#panel [data-key="entry-G1"]')
    assert reader.page.locator("#conversation article").count() == 1
    reader.page.go_back()
    reader.page.wait_for_selector("#panel h2:text('Reading panel')")


def test_two_tabs_keep_their_conversations_apart(reader: Reader, app_url: str) -> None:
    reader.open(app_url)
    other = Reader(reader.page.context.new_page())
    other.open(app_url)
    reader.ask("What does G1 say?")
    other.ask("What does G2 say?")
    reader.ask("What does G4 say?")
    titles = reader.page.locator(".saved-list button").all_inner_texts()
    reader.page.reload()
    reader.turn(2)
    assert "G4" in reader.page.inner_text("#t2-q")
    reader.page.click(".saved summary")
    titles = reader.page.locator(".saved-list button").all_inner_texts()
    assert sorted(titles) == ["What does G1 say?", "What does G2 say?"]
    reader.page.get_by_role("button", name="What does G2 say?").click()
    reader.page.wait_for_function("document.querySelector('#t1-q')?.textContent.includes('G2')")


def test_export_import_and_delete_all(reader: Reader, app_url: str, tmp_path: Any) -> None:
    reader.open(app_url)
    reader.ask("What does G3 say?")
    reader.page.click(".saved summary")
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name="Export this one").click()
    file = tmp_path / "conversation.json"
    download.value.save_as(file)
    stored = json.loads(file.read_text(encoding="utf-8"))
    stored["turns"][0]["answer"]["citations"][0].update(quote="words that are in no entry", start=0, end=26)
    stored["turns"][0]["answer"]["answer"] += " <img src=x onerror=window.pwned=1>"
    file.write_text(json.dumps(stored), encoding="utf-8")
    reader.page.once("dialog", lambda dialog: dialog.accept())
    reader.page.get_by_role("button", name="Delete all").click()
    reader.page.wait_for_selector(".welcome")
    assert reader.page.evaluate("Object.keys(localStorage).filter(k => k.includes('conversation')).length") == 0
    reader.page.locator('.saved input[type="file"]').evaluate("e => 0")
    with reader.page.expect_file_chooser() as chooser:
        reader.page.get_by_role("button", name="Import a file").click()
    chooser.value.set_files(file)
    turn = reader.turn(1)
    assert "From an imported file" in turn.inner_text()
    assert "no longer match the corpus" in turn.locator(".note").inner_text()
    assert reader.page.evaluate("window.pwned") is None
    with reader.page.expect_file_chooser() as chooser:
        reader.page.get_by_role("button", name="Import a file").click()
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": "something else"}', encoding="utf-8")
    chooser.value.set_files(broken)
    reader.page.wait_for_function("document.querySelector('.editing').textContent.includes('not a conversation')")


def test_copy_holds_the_answer_and_its_sources(new_reader: Callable[..., Reader], app_url: str) -> None:
    reader = new_reader(permissions=["clipboard-read", "clipboard-write"])
    reader.open(app_url)
    turn = reader.ask("What does G3 say?")
    turn.get_by_role("button", name=re.compile("^Copy with sources")).click()
    reader.page.wait_for_function("document.querySelector('#announcer').textContent.includes('copied')")
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert load_corpus()["G3"].statement.split("\n")[0] in copied
    assert load_corpus()["G3"].sources[0].url in copied
    assert "[1] Circular economy strategies (G3; Public summary)" in copied


def test_whole_path_works_by_keyboard_alone(reader: Reader, app_url: str) -> None:
    page = reader.page
    reader.open(app_url)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    page.keyboard.type("What does G3 say?")
    page.keyboard.press("Enter")
    reader.turn(1)
    page.wait_for_function("document.querySelector('#announcer').textContent.startsWith('Answer 1 ready')")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.prose-answer a.cite')"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel mark")
    page.wait_for_function("document.activeElement.tagName === 'H2'")
    assert "Circular economy strategies" in reader.focused()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('#t1 a.cite')")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.tagName === 'H2'")
    page.keyboard.press("Shift+Tab")
    for _ in range(4):
        if "Back to the answer" in reader.focused():
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('#t1 a.cite')")


def test_page_works_at_360_pixels(new_reader: Callable[..., Reader], app_url: str) -> None:
    reader = new_reader(viewport=NARROW)
    reader.open(app_url)
    reader.picture("ask-start-narrow")
    turn = reader.ask(CIRCULAR)
    reader.picture("ask-answer-narrow")
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    turn.locator("a.cite").first.click()
    reader.page.wait_for_selector("#panel mark")
    reader.picture("ask-panel-narrow")
    assert reader.page.locator("#panel mark").is_visible()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    reader.page.get_by_role("button", name="Back to the answer").click()
    assert turn.locator("a.cite").first.is_visible()
    turn.locator("a.cite").first.click()
    reader.page.go_back()
    assert not reader.page.evaluate("document.body.classList.contains('panel-open')")


@pytest.mark.parametrize("conversation", ["new each time", "one long"])
def test_first_words_come_quickly(
    reader: Reader, app_url: str, capsys: pytest.CaptureFixture[str], conversation: str
) -> None:
    reader.open(app_url)
    recommendations = load_corpus().of_kind("recommendation")
    seconds = []
    for number, entry in enumerate(recommendations, start=1):
        place = number if conversation == "one long" else 1
        reader.page.fill("#question textarea", f"What does the report say about {entry.title}?")
        began = time.perf_counter()
        reader.page.press("#question textarea", "Enter")
        reader.page.wait_for_selector(f"#t{place} .prose-answer")
        seconds.append(time.perf_counter() - began)
        reader.turn(place)
        if conversation == "new each time":
            reader.page.get_by_role("button", name="New conversation").click()
            reader.page.wait_for_selector(".welcome")
    p95 = statistics.quantiles(seconds, n=20)[-1]
    middle = statistics.median(seconds)
    with capsys.disabled():
        print(f"\nEnter to first words, {conversation}: p50 {middle * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")  # noqa: T201
    assert len(seconds) == len(recommendations)
