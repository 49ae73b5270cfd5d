"""The Ask page under axe-core in both themes, and the contrasts that axe cannot see."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tests.browser import NARROW, WIDE, Reader, axe_findings

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_serious_finding_of_axe(
    new_reader: Callable[..., Reader], app_url: str, axe: str, theme: str, viewport: dict[str, int]
) -> None:
    reader = new_reader(viewport=viewport, color_scheme=theme)
    reader.open(app_url)
    found = serious(reader, axe, "at the start")
    reader.page.click(".saved summary")
    reader.page.click("#limits summary")
    reader.page.select_option('select[data-limit="kinds"]', "recommendation")
    found += serious(reader, axe, "with its menus open")
    reader.page.click(".saved summary")
    reader.page.click("#limits summary")
    reader.ask("What should clusters do about the circular economy?")
    reader.ask("What is the capital of Mongolia?")
    found += serious(reader, axe, "with an answer and a refusal")
    reader.page.locator("#t1 .prose-answer a.cite").first.click()
    reader.page.wait_for_selector("#panel mark")
    reader.picture(f"ask-{theme}-{'wide' if viewport is WIDE else 'narrow'}")
    found += serious(reader, axe, "with a citation open")
    assert found == []


def serious(reader: Reader, axe: str, when: str) -> list[str]:
    """List the serious and critical findings, one line each."""
    # A button that the sticky question box half covers at this scroll position would count as too small a target.
    reader.page.add_style_tag(content="#composer { position: static !important; }")
    reader.page.wait_for_timeout(300)
    return [
        f"{when}: {finding['id']} ({finding['impact']}) {node['target']}: {finding['help']}"
        for finding in axe_findings(reader.page, axe)
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marked_words_keep_a_contrast_of_4_5(new_reader: Callable[..., Reader], app_url: str, theme: str) -> None:
    reader = new_reader(color_scheme=theme)
    reader.open(app_url)
    reader.ask("What does G3 say?").locator("a.cite").first.click()
    reader.page.wait_for_selector("#panel mark")
    text, ground = reader.page.eval_on_selector(
        "#panel mark", "m => [getComputedStyle(m).color, getComputedStyle(m).backgroundColor]"
    )
    assert contrast(text, ground) >= 4.5


def test_theme_button_changes_the_colours_and_is_remembered(reader: Reader, app_url: str) -> None:
    reader.open(app_url)
    ground = "getComputedStyle(document.body).backgroundColor"
    before = reader.page.evaluate(ground)
    reader.page.get_by_role("button", name="Dark colours").click()
    assert reader.page.evaluate(ground) != before
    reader.page.reload()
    reader.page.wait_for_selector("#question textarea")
    reader.page.wait_for_function(f"{ground} !== '{before}'")
    assert reader.page.get_by_role("button", name="Dark colours").get_attribute("aria-pressed") == "true"


def test_answer_is_announced_once_and_politely(reader: Reader, app_url: str) -> None:
    reader.open(app_url)
    reader.page.evaluate(
        """() => { window.heard = []; const line = document.getElementById('announcer');
          new MutationObserver(() => line.textContent && window.heard.push(line.textContent)).observe(line, {childList: true}); }"""
    )
    sources = reader.ask("What does G3 say?").locator(".sources li").count()
    reader.page.wait_for_timeout(300)
    heard = reader.page.evaluate("window.heard")
    noun = "source" if sources == 1 else "sources"
    assert heard[-1] == f"Answer 1 ready, {sources} {noun}."
    assert reader.page.get_attribute("#announcer", "aria-live") == "polite"


def test_motion_is_left_out_where_the_reader_wants_none(new_reader: Callable[..., Reader], scripted_url: str) -> None:
    reader = new_reader(reduced_motion="reduce")
    reader.open(scripted_url)
    reader.page.fill("#question textarea", "slow circular economy")
    reader.page.press("#question textarea", "Enter")
    reader.page.wait_for_function(
        """() => { const pulse = document.querySelector('#live .pulse');
          return pulse && parseFloat(getComputedStyle(pulse).animationDuration) < 0.01; }"""
    )
    reader.turn(1)


def test_focus_is_never_hidden_behind_the_question_box(new_reader: Callable[..., Reader], app_url: str) -> None:
    reader = new_reader(viewport=NARROW)
    reader.open(app_url)
    reader.ask("What does G3 say?")
    reader.ask("Compare G3 and G5")
    reader.page.locator("#t1 a.cite").first.focus()
    hidden = """() => { const e = document.activeElement; const box = document.querySelector('#composer');
      return !box.contains(e) && e.getBoundingClientRect().bottom > box.getBoundingClientRect().top + 1; }"""
    for _ in range(12):
        reader.page.keyboard.press("Tab")
        assert not reader.page.evaluate(hidden), reader.focused()


def test_headings_go_down_one_level_at_a_time(reader: Reader, app_url: str) -> None:
    reader.open(app_url)
    reader.ask("What should clusters do about the circular economy?").locator("a.cite").first.click()
    reader.page.wait_for_selector("#panel mark")
    levels = reader.page.eval_on_selector_all(
        "h1, h2, h3, h4, h5, h6", "all => all.filter(h => h.checkVisibility()).map(h => Number(h.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def contrast(one: str, other: str) -> float:
    """Contrast of two CSS colours `rgb(r, g, b)` after WCAG 2, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels: list[Any] = [float(v) / 255 for v in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
