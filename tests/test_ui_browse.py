"""The Browse page lists everything, filed apart from matched, and is narrowed in the browser as a person would."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from assistant.ui.browse import browse_html, countries_by_practices
from assistant.ui.context import UiContext
from assistant.ui.plots import Bar, Heading, bars_html, grid_html
from corpus.corpus import Corpus
from corpus.load import load_corpus
from tests.browser import NARROW, Reader, axe_findings

CORPUS = load_corpus()


class Holding:
    """An assistant that only holds a corpus; pages that ask nothing need no more."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus


def page_of(corpus: Corpus = CORPUS) -> str:
    return browse_html(UiContext(Holding(corpus), Path()))  # type: ignore[arg-type]


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_every_recommendation_and_every_practice_can_be_opened() -> None:
    html = page_of()
    for entry in (*CORPUS.of_kind("recommendation"), *CORPUS.of_kind("practice")):
        assert f'href="./?entry={entry.id}"' in html


@pytest.mark.parametrize("entry", CORPUS.of_kind("recommendation"), ids=lambda e: e.id)
def test_filed_practices_stand_apart_from_our_match(entry: Any) -> None:
    card = next(c for c in page_of().split("<details")[1:] if f"?entry={entry.id}" in c.split("</p>")[1])
    card = card.split("</details>")[0]
    filed, matched = CORPUS.practices_of(entry.id)
    filed_part, _, matched_part = card.partition("Related, our match")
    assert all(f"?entry={p.id}" in filed_part for p in filed)
    assert all(f"?entry={p.id}" in matched_part for p in matched)
    assert ("Filed here by the Policy Toolkit itself" in card) == bool(filed)
    assert not any(f"?entry={p.id}" in filed_part.split("Filed here")[-1] for p in matched) or not filed


def test_countries_are_counted_from_the_entries() -> None:
    counts = dict(countries_by_practices(CORPUS.of_kind("practice")))
    assert counts == Counter(code for e in CORPUS.of_kind("practice") for code in e.countries)
    ordered = list(counts.values())
    assert ordered == sorted(ordered, reverse=True)


def test_text_of_an_entry_is_never_markup() -> None:
    evil = '<script>alert(1)</script>" onmouseover="x'
    entries = [replace(e, title=evil, region=evil) if e.id in ("G1", "P01") else e for e in CORPUS]
    html = page_of(Corpus(CORPUS.report, tuple(entries)))
    assert "<script" not in html
    assert '" onmouseover="x' not in html


def test_a_report_without_practices_shows_its_recommendations_only() -> None:
    only = Corpus(CORPUS.report, tuple(CORPUS.of_kind("recommendation")))
    html = page_of(only)
    assert "Circular economy strategies" in html
    assert 'id="practices"' not in html
    assert "No practice is linked to it." in html


def test_an_empty_corpus_says_so() -> None:
    assert "This corpus holds no recommendation." in page_of(Corpus(CORPUS.report, ()))


def test_recommendations_outside_any_part_are_listed() -> None:
    loose = Corpus(CORPUS.report, tuple(replace(e, pillar=None) for e in CORPUS.of_kind("recommendation")))
    assert "Circular economy strategies" in page_of(loose)


def test_every_value_of_a_chart_stands_in_a_cell() -> None:
    html = bars_html("Wolves", ("Country", "Wolves"), [Bar("Norway", 30, "30"), Bar("Spain", 10, "10")])
    assert words_of(html) == "Wolves Country Wolves Norway 30 Spain 10"
    assert "width:33.3%" in html


def test_a_grid_is_darkest_where_the_count_is_highest() -> None:
    counts = {("a", "x"): 1, ("a", "y"): 5, ("b", "x"): 0, ("b", "y"): 3}
    html = grid_html(
        "Grid",
        "Row",
        [Heading("a", "A"), Heading("b", "B")],
        [Heading("x", "X"), Heading("y", "Y")],
        lambda row, column: counts[row, column],
        lambda row, column, count: str(count),
    )
    assert re.findall(r"shade-(\d)", html) == ["1", "4", "0", "3"]


def open_browse(reader: Reader, app_url: str, more: str = "") -> Any:
    reader.page.goto(f"{app_url}browse{more}")
    reader.page.wait_for_selector("#practice-table tbody tr", state="attached")
    reader.page.wait_for_timeout(300)
    return reader.page


def shown_rows(page: Any) -> list[str]:
    return page.eval_on_selector_all(  # type: ignore[no-any-return]
        "#practice-table tbody tr",
        "rows => rows.filter(r => !r.hidden).map(r => r.querySelector('.entry-id').textContent)",
    )


@pytest.mark.browser
def test_the_table_is_narrowed_by_each_field(reader: Reader, app_url: str) -> None:
    page = open_browse(reader, app_url)
    practices = CORPUS.of_kind("practice")
    assert len(shown_rows(page)) == len(practices)
    reader.picture("browse-wide")
    page.get_by_label("Country", exact=True).select_option("NO")
    assert shown_rows(page) == [p.id for p in practices if "NO" in p.countries]
    page.get_by_label("Running in", exact=True).select_option("2005")
    assert shown_rows(page) == [p.id for p in practices if "NO" in p.countries and p.years and p.years.covers(2005)]
    assert f"1 of {len(practices)} practices" in page.locator("#practice-count").inner_text()
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function("document.querySelector('#practice-count').textContent.startsWith('95 ')")
    page.get_by_label("Origin").select_option("policy_toolkit")
    assert shown_rows(page) == [p.id for p in practices if p.basis == "policy_toolkit"]
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function("document.querySelector('#practice-count').textContent.startsWith('95 ')")
    page.get_by_label("Level").select_option("cross_border")
    assert shown_rows(page) == [p.id for p in practices if "cross_border" in p.levels]


@pytest.mark.browser
def test_words_are_found_whatever_their_accents(reader: Reader, app_url: str) -> None:
    page = open_browse(reader, app_url)
    page.get_by_label("Words").fill("turkiye")
    assert shown_rows(page) == [p.id for p in CORPUS.of_kind("practice") if "TR" in p.countries]
    page.get_by_label("Words").fill("no such practice anywhere")
    assert shown_rows(page) == []
    assert page.get_by_text("No practice fits all of these.").is_visible()


@pytest.mark.browser
def test_a_heading_sorts_its_column_both_ways(reader: Reader, app_url: str) -> None:
    page = open_browse(reader, app_url)
    starts = {p.id: p.years.start for p in CORPUS.of_kind("practice") if p.years and p.years.start}
    for way in ("ascending", "descending"):
        page.get_by_role("button", name="Years").focus()
        page.keyboard.press("Enter")
        rows = shown_rows(page)
        assert page.get_by_role("columnheader", name="Years").get_attribute("aria-sort") == way
        dated = [starts[row] for row in rows if row in starts]
        assert dated == sorted(dated, reverse=way == "descending")
        assert not set(rows[: len(dated)]) - set(starts)


@pytest.mark.browser
def test_a_country_of_the_chart_narrows_the_table(reader: Reader, app_url: str) -> None:
    page = open_browse(reader, app_url)
    page.locator("#countries").get_by_role("link", name="Spain", exact=True).click()
    assert shown_rows(page) == [p.id for p in CORPUS.of_kind("practice") if "ES" in p.countries]
    assert "country=ES" in page.url


@pytest.mark.browser
def test_a_number_of_the_overview_shows_just_those_practices(reader: Reader, app_url: str) -> None:
    page = open_browse(reader, app_url)
    link = page.locator('#overview a[data-recommendation="G1"][data-country="DE"]')
    number = int(link.inner_text().split()[0])
    link.click()
    assert len(shown_rows(page)) == number


@pytest.mark.browser
def test_the_address_opens_a_narrowed_table(reader: Reader, app_url: str) -> None:
    page = open_browse(reader, app_url, "?country=NO&level=national")
    expected = [p.id for p in CORPUS.of_kind("practice") if "NO" in p.countries and "national" in p.levels]
    assert shown_rows(page) == expected
    assert page.get_by_label("Country", exact=True).input_value() == "NO"


@pytest.mark.browser
def test_an_address_with_nonsense_narrows_to_nothing_harmful(reader: Reader, app_url: str) -> None:
    page = open_browse(reader, app_url, "?country=%3Cscript%3E&words=%3Cimg+src%3Dx+onerror%3Dwindow.pwned%3D1%3E")
    assert page.get_by_label("Country", exact=True).input_value() == ""
    assert page.evaluate("window.pwned === undefined")


@pytest.mark.browser
def test_entries_and_questions_open_on_the_ask_page(reader: Reader, app_url: str) -> None:
    page = open_browse(reader, app_url)
    page.get_by_role("link", name="Norwegian Arena Programme", exact=True).first.click()
    page.wait_for_selector('#panel [data-key="entry-P11"]')
    page.go_back()
    page.wait_for_selector("#practice-table tbody tr")
    page.locator('a[href*="entry=P11"] >> xpath=ancestor::tr').get_by_role("link", name="Ask").click()
    reader.turn(1)
    assert "Norwegian Arena Programme" in page.locator("#t1 .question").inner_text()


@pytest.mark.browser
def test_a_recommendation_opens_to_its_practices_by_keyboard(reader: Reader, app_url: str) -> None:
    page = open_browse(reader, app_url)
    page.locator("details.recommendation summary").first.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("heading", name="Filed here by the Policy Toolkit itself").first.is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(new_reader: Callable[..., Reader], app_url: str, axe: str, scheme: str) -> None:
    reader = new_reader(color_scheme=scheme)
    page = open_browse(reader, app_url)
    page.locator("details.recommendation summary").first.click()
    found = axe_findings(page, axe, inside="#browse")
    assert [f for f in found if f["impact"] in ("serious", "critical")] == []


@pytest.mark.browser
def test_the_page_fits_a_phone(new_reader: Callable[..., Reader], app_url: str) -> None:
    reader = new_reader(NARROW)
    page = open_browse(reader, app_url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    reader.picture("browse-narrow")


@pytest.mark.browser
def test_links_within_the_page_stay_on_it(reader: Reader, app_url: str) -> None:
    page = open_browse(reader, app_url)
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Practices by country").click()
    assert page.url.endswith("/browse#countries")
    assert page.evaluate("document.activeElement.id") == "countries"
