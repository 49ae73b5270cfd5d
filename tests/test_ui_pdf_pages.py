"""The reading panel shows the page of the PDF with the cited words marked, and gives out nothing but that PDF."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.ui.pdf_pages import PdfPages
from corpus.corpus import Corpus
from corpus.importer.run import import_report
from corpus.library import Library
from tests.browser import ROOT, Reader, axe_findings, serving
from tests.report_layouts import LAYOUTS

NAME = "many-in-parts"
_MARKED_SHARE = """async (figure) => {
  const image = figure.querySelector('img');
  const answer = await fetch(figure.dataset.picture);
  const bitmap = await createImageBitmap(await answer.blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const {data} = context.getImageData(0, 0, bitmap.width, bitmap.height);
  let tinted = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] > 200 && data[at + 2] < 150) tinted += 1;
  return [image.naturalWidth, tinted / (data.length / 4)];
}"""


@dataclass
class Brought:
    """A state folder with an imported report in use."""

    home: Path
    corpus: Corpus


@pytest.fixture(scope="module")
def brought(new_home: Callable[[], Path]) -> Brought:
    home = new_home()
    made = LAYOUTS["many_in_parts"](home / "made.pdf")
    import_report(made.path, home / "corpora", name=NAME)
    library = Library(home)
    library.use([NAME])
    return Brought(home, library.corpus_in_use())


@pytest.fixture(scope="module")
def url(brought: Brought) -> Iterator[str]:
    command = [str(ROOT / "app.py"), "--no-browser"]
    with serving(command, ASSISTANT_HOME=str(brought.home), ASSISTANT_MODEL="") as address:
        yield address


def fetched(url: str) -> tuple[int, str, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status, answer.headers["content-type"], answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["content-type"], error.read()


def opened(reader: Reader, figure: str = "#panel figure.page-picture") -> Any:
    reader.page.wait_for_selector(f"{figure}.drawn", timeout=60_000)
    return reader.page.locator(figure)


def test_pages_of_a_stretch_are_those_that_print_it(brought: Brought) -> None:
    pages = PdfPages(lambda: brought.corpus, Library(brought.home))
    entry = next(e for e in brought.corpus.of_kind("recommendation") if len({p.number for p in e.pages}) > 1)
    first, second = entry.pages[:2]
    assert pages.of(entry) == [first]
    assert pages.of(entry, first.start, first.end) == [first]
    assert pages.of(entry, second.start, second.end) == [second]
    assert pages.of(entry, first.end - 3, second.start + 3) == [first, second]
    assert pages.of(brought.corpus["P01"], 0, 10) == []


@pytest.mark.browser
def test_a_citation_opens_its_page_with_the_words_marked(reader: Reader, url: str, brought: Brought) -> None:
    reader.open(url)
    turn = reader.ask("What does recommendation 7 say?")
    turn.locator("a.cite").first.click()
    figure = opened(reader)
    entry = brought.corpus["R7"]
    assert reader.marked() in entry.body
    page = entry.pages[0]
    assert f"Page {page.label}" in figure.inner_text()
    assert "The cited words are marked." in figure.inner_text()
    width, tinted = figure.evaluate(_MARKED_SHARE)
    assert width > 1000
    assert 0.001 < tinted < 0.2
    # The marked words are scrolled into the picture's view.
    at = figure.evaluate(
        "f => { const v = f.querySelector('.page-view'); return Number(f.dataset.markedAt) * v.scrollHeight - v.scrollTop - v.clientHeight; }"
    )
    assert at < 0
    reader.picture("page-picture")


@pytest.mark.browser
def test_the_pdf_opens_at_the_page_in_a_new_tab(reader: Reader, url: str, brought: Brought) -> None:
    reader.open(f"{url}?entry=R7")
    figure = opened(reader)
    link = figure.get_by_role("link", name="Open the PDF at this page")
    number = brought.corpus["R7"].pages[0].number
    assert link.get_attribute("href") == f"./report/pdf?entry=R7#page={number}"
    assert link.get_attribute("target") == "_blank"
    status, kind, content = fetched(f"{url}report/pdf?entry=R7")
    assert (status, kind) == (200, "application/pdf")
    assert content == (brought.home / "corpora" / NAME / "report.pdf").read_bytes()


@pytest.mark.browser
def test_an_entry_without_a_pdf_shows_its_text_alone(reader: Reader, url: str) -> None:
    reader.open(f"{url}?entry=P01")
    reader.page.wait_for_selector('#panel [data-key="entry-P01"]')
    assert reader.page.locator("#panel figure").count() == 0


@pytest.mark.browser
def test_the_picture_can_be_enlarged_and_is_accessible(reader: Reader, url: str, axe: str) -> None:
    reader.open(f"{url}?entry=R7")
    figure = opened(reader)
    before = figure.locator("img").evaluate("i => i.clientWidth")
    button = figure.get_by_role("button", name="Enlarge")
    button.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert figure.locator("img").evaluate("i => i.clientWidth") > 1.5 * before
    assert axe_findings(reader.page, axe, inside="#panel") == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "address",
    [
        "report/pdf",
        "report/pdf?entry=P01",
        "report/pdf?entry=../../../../etc/passwd",
        "report/pdf?entry=R7%00",
        "report/pdf/../../etc/passwd",
        "report/page?entry=R7&page=0",
        "report/page?entry=R7&page=-1",
        "report/page?entry=R7&page=9999",
        "report/page?entry=R7&page=%2Fetc%2Fpasswd",
        "report/page?entry=G1&page=1",
    ],
)
def test_nothing_but_the_entrys_own_pages_is_given_out(url: str, address: str) -> None:
    status, _, content = fetched(url + address)
    assert status == 404
    assert b"%PDF" not in content
    assert b"root:" not in content


@pytest.mark.browser
def test_what_is_marked_comes_from_the_entry_and_not_from_the_address(url: str, brought: Brought) -> None:
    page = brought.corpus["R7"].pages[0]
    plain = fetched(f"{url}report/page?entry=R7&page={page.number}")
    named = fetched(f"{url}report/page?entry=R7&page={page.number}&quote=harbour&start=x&end=99999999999")
    assert plain[:2] == (200, "image/png")
    assert named == plain


@pytest.mark.browser
def test_when_the_pdf_is_gone_the_text_is_still_there(reader: Reader, url: str, brought: Brought) -> None:
    pdf = brought.home / "corpora" / NAME / "report.pdf"
    aside = pdf.with_suffix(".aside")
    reader.open(url)
    turn = reader.ask("What does recommendation 9 say?")
    pdf.rename(aside)
    try:
        turn.locator("a.cite").first.click()
        assert reader.marked() in brought.corpus["R9"].body
        assert reader.page.locator("#panel figure").count() == 0
    finally:
        aside.rename(pdf)
