"""The About page tells from the data what is held, what leaves the machine and what was measured; reports come in."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from assistant.ui.about import AboutServices, about_html, shelves_html
from assistant.ui.context import UiContext
from assistant.ui.score_table import ScoreTable
from assistant.ui.uploads import LARGEST_MB, describe_fault, import_upload
from corpus.corpus import Corpus, Pillar, Report
from corpus.errors import CorpusError, ReportUnreadable
from corpus.importer.run import Imported
from corpus.library import Library, Shelf
from corpus.load import load_corpus
from tests.browser import NARROW, Reader, axe_findings

CORPUS = load_corpus()
EVIL = '<script>window.pwned=1</script><img src=x onerror="window.pwned=1">'
SCORES = ScoreTable(
    "Test split, 9 questions", ("This assistant", "BM25 alone"), (("Decision right", ("98.0", "61.0")),), "Note."
)


class Holding:
    """An assistant that only holds a corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus


def page(corpus: Corpus = CORPUS, scores: ScoreTable | None = None, **settings: Any) -> str:
    return about_html(UiContext(Holding(corpus), Path(), **settings), AboutServices(scores))  # type: ignore[arg-type]


def wolf_pdf(recommendations: int = 4) -> bytes:
    """A small report with numbered recommendations."""
    styles, written = getSampleStyleSheet(), io.BytesIO()
    story: list[Any] = [Paragraph("Report on the protection of wolves", styles["Title"]), PageBreak()]
    for number in range(1, recommendations + 1):
        story.append(Paragraph(f"Recommendation {number}: Protect wolves by measure {number}", styles["Heading2"]))
        words = f"Member States should keep corridor {number} open for wolves and train shepherds in region {number}. "
        story.append(Paragraph(words * 6, styles["BodyText"]))
        story.append(PageBreak())
    SimpleDocTemplate(written).build(story)
    return written.getvalue()


def uploaded(folder: Path, content: bytes, name: str = "wolves.pdf") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def test_the_notice_and_the_counts_come_from_the_data() -> None:
    html = page()
    assert "The official PDF is not included." in html
    assert "166 entries" in html
    assert "Leading the green transition: 5 recommendations" in html
    few = Corpus(replace(CORPUS.report, notice="Another notice."), tuple(CORPUS.of_kind("term"))[:3])
    assert "Another notice." in page(few)
    assert "3 entries" in page(few)
    assert "Leading the green transition" not in page(few)


def test_an_imported_report_is_not_said_to_be_ours() -> None:
    own = "The ids of the recommendations are ours."
    official = Report("Wolf report", "the report", (Pillar("w", "Wolves"),), True, "Imported.", "wolves")
    assert own in page()
    assert own not in page(Corpus(official, ()))


def test_privacy_names_the_endpoint_only_where_one_is_called() -> None:
    assert "nothing leaves the machine" in page()
    assert "are sent to" not in page()
    html = page(model="some-model", endpoint="https://anna:geheim@llm.example.org:8443/v1?key=geheim")
    assert "are sent to https://llm.example.org:8443 (model some-model)" in html
    assert "geheim" not in html


@pytest.mark.parametrize("endpoint", [None, "", "not an address", "http://[broken", "https://host:port"])
def test_an_unreadable_endpoint_is_still_said(endpoint: str | None) -> None:
    assert "the endpoint of the app&#x27;s settings" in page(model="m", endpoint=endpoint)


def test_scores_are_shown_or_said_to_be_missing() -> None:
    assert "Not measured yet." in page()
    html = page(scores=SCORES)
    assert "Not measured yet." not in html
    assert '<th scope="row">Decision right</th><td class=number>98.0</td>' in html


def test_nothing_of_others_is_markup() -> None:
    corpus = Corpus(replace(CORPUS.report, title=EVIL, notice=EVIL), CORPUS.entries)
    table = ScoreTable(EVIL, (EVIL,), ((EVIL, (EVIL,)),), EVIL)
    shelf = Shelf(EVIL, EVIL, True, False, 1, 1, None, EVIL)
    html = page(corpus, table, version=EVIL, model=EVIL, endpoint=EVIL) + shelves_html([shelf])
    assert "<script" not in html
    assert "<img" not in html


def test_an_upload_becomes_a_corpus_and_the_upload_is_gone(tmp_path: Path) -> None:
    library, file = Library(tmp_path / "home"), uploaded(tmp_path, wolf_pdf())
    *steps, imported = import_upload(file, library, name="wolves")
    assert isinstance(imported, Imported)
    assert len(imported.account.recommendations) == 4
    assert steps[-1] == (5, 5)
    assert not file.exists()
    assert library.names() == ["summary", "wolves"]
    assert library.in_use() == ("summary",)


@pytest.mark.parametrize(
    ("content", "said"), [(b"this is no pdf", "PDF"), (b"", "PDF"), (b"%PDF-1.7\n<script>alert(1)</script>", "PDF")]
)
def test_what_is_no_pdf_changes_nothing_and_is_gone(tmp_path: Path, content: bytes, said: str) -> None:
    library, file = Library(tmp_path / "home"), uploaded(tmp_path, content)
    with pytest.raises(ReportUnreadable, match=said):
        list(import_upload(file, library))
    assert not file.exists()
    assert library.names() == ["summary"]


def test_a_name_that_is_taken_is_refused_and_the_upload_is_gone(tmp_path: Path) -> None:
    library = Library(tmp_path / "home")
    list(import_upload(uploaded(tmp_path, wolf_pdf()), library, name="wolves"))
    file = uploaded(tmp_path, wolf_pdf())
    with pytest.raises(CorpusError, match="already"):
        list(import_upload(file, library, name="wolves"))
    assert not file.exists()


@pytest.mark.parametrize("name", ["../../outside", "/etc/passwd", "a/b", "..", "wolf\x00"])
def test_no_name_leads_outside_the_library(tmp_path: Path, name: str) -> None:
    home = tmp_path / "deep" / "home"
    library = Library(home)
    list(import_upload(uploaded(tmp_path, wolf_pdf()), library, name=name))
    (imported,) = set(library.names()) - {"summary"}
    assert (home / "corpora" / imported / "report.yaml").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep"]


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "huge.pdf"
    with file.open("wb") as opened:
        opened.truncate((LARGEST_MB + 1) * 1_000_000)
    with pytest.raises(ReportUnreadable, match=f"at most {LARGEST_MB} MB"):
        list(import_upload(file, Library(tmp_path / "home")))
    assert not file.exists()


def test_only_our_own_errors_are_told_in_words() -> None:
    assert describe_fault(CorpusError("A sentence.")) == "A sentence."
    assert "secret" not in describe_fault(RuntimeError("secret"))


# ---- as a person does it


def choose(page: Any, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a PDF").click()
    chooser.value.set_files(str(file))


def open_page(reader: Reader, app_url: str) -> Any:
    reader.page.goto(f"{app_url}about")
    reader.page.get_by_role("heading", name="Reports", exact=True).wait_for()
    reader.page.wait_for_timeout(400)
    return reader.page


@pytest.mark.browser
def test_a_report_is_brought_chosen_and_removed(reader: Reader, app_url: str, tmp_path: Path) -> None:
    page = open_page(reader, app_url)
    reader.picture("about-wide")
    choose(page, uploaded(tmp_path, wolf_pdf(), "Łódź wolves.pdf"))
    page.get_by_label("Short name (optional)").fill("wolves")
    page.locator("#report-picked", has_text=".pdf").wait_for()
    page.get_by_role("button", name="Import").click()
    page.locator("#report-progress", has_text="4 recommendations").wait_for(timeout=60_000)
    assert "It is not in use yet" in page.locator("#report-progress").inner_text()
    reader.picture("about-imported-wide")
    page.get_by_role("button", name="Use this report").click()
    page.locator("#site-head .site", has_text="protection of wolves").wait_for(timeout=60_000)
    page.locator("#reports tr", has_text="wolves").locator("td", has_text="Yes").wait_for()
    page.get_by_label("Report", exact=True).click()
    page.get_by_role("option", name="wolves").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove").click()
    page.locator("#site-head .site", has_text="Expert Group on Clusters").wait_for(timeout=60_000)
    page.locator("#reports tr", has_text="Shipped summary").locator("td", has_text="Yes").wait_for()
    assert page.locator("#reports tr", has_text="wolves").count() == 0


@pytest.mark.browser
def test_a_file_that_is_no_pdf_is_one_sentence(reader: Reader, app_url: str, tmp_path: Path) -> None:
    page = open_page(reader, app_url)
    choose(page, uploaded(tmp_path, b"just text", "fake.pdf"))
    page.locator("#report-picked", has_text=".pdf").wait_for()
    page.get_by_role("button", name="Import").click()
    page.locator("#report-progress .problem-line").wait_for(timeout=60_000)
    assert "\n" not in page.locator("#report-progress .problem-line").inner_text()


@pytest.mark.browser
def test_a_removal_that_is_declined_removes_nothing(reader: Reader, app_url: str) -> None:
    page = open_page(reader, app_url)
    page.get_by_label("Report", exact=True).click()
    page.get_by_role("option", name="summary").click()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove").click()
    page.locator("#report-said .problem-line", has_text="cannot be removed").wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(new_reader: Callable[..., Reader], app_url: str, axe: str, scheme: str) -> None:
    reader = new_reader(color_scheme=scheme)
    found = axe_findings(open_page(reader, app_url), axe, inside="#about")
    assert [f for f in found if f["impact"] in ("serious", "critical")] == []


@pytest.mark.browser
def test_the_page_fits_a_phone(new_reader: Callable[..., Reader], app_url: str) -> None:
    reader = new_reader(NARROW)
    page = open_page(reader, app_url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    reader.picture("about-narrow")
