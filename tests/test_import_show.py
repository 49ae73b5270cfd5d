"""A page is shown as a picture with exactly the cited words marked, however the page lies."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import ReportUnreadable
from corpus.importer import ocr
from corpus.importer.pages import Rect, open_pdf, read_page, render_page
from corpus.importer.quotes import find_quote
from corpus.importer.run import analyse
from corpus.importer.show import show_page
from tests.report_maker import BOLD, Press, Words

QUOTE = "Every pilot should carry a lamp"


@pytest.fixture(params=[0, 90, 180, 270])
def turned(request, tmp_path):
    """A page whose PDF turns it, with text that reads upright when it is shown."""
    path = tmp_path / f"turned{request.param}.pdf"
    canvas = Canvas(str(path), pagesize=(500, 700))
    canvas.setPageRotation(request.param)
    place = {0: (0, 0), 90: (700, 0), 180: (500, 700), 270: (0, 500)}[request.param]  # reportlab turns the media box
    canvas.translate(*place)
    canvas.rotate(request.param)
    canvas.drawString(80, 300, QUOTE)
    canvas.drawString(80, 280, "and another line of text that is of no concern here")
    canvas.showPage()
    canvas.save()
    return path


def test_a_turned_page_is_read_and_marked_where_it_is_shown(turned):
    document = open_pdf(turned)
    page = read_page(document, 0)
    assert "".join(g.text for g in page.glyphs).startswith("Everypilot")
    (rect,) = find_quote(turned, 1, QUOTE)
    height = page.height
    assert rect.x0 == pytest.approx(80, abs=3)
    assert rect.y1 == pytest.approx(height - 300, abs=6)


def test_the_marked_words_are_tinted_and_nothing_else(turned):
    (rect,) = find_quote(turned, 1, QUOTE)
    plain = Image.open(io.BytesIO(render_page(turned, 1, scale=1.0)))
    marked = Image.open(io.BytesIO(render_page(turned, 1, [rect], scale=1.0)))
    changed = [
        (x, y)
        for x in range(plain.width)
        for y in range(plain.height)
        if plain.getpixel((x, y)) != marked.getpixel((x, y))
    ]
    assert changed
    grown = Rect(rect.x0 - 2, rect.y0 - 2, rect.x1 + 2, rect.y1 + 2)
    assert all(grown.holds(x, y) for x, y in changed)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    words = Words(30)
    press = Press(tmp_path_factory.mktemp("book") / "book.pdf", hyphenate=True, columns=2, foot=str)
    texts = [words.prose(12) for _ in range(8)]
    for number, text in enumerate(texts):
        press.text(text, key=number)
    press.close()
    return press, texts, tmp_path_factory.getbasetemp() / "book0" / "book.pdf"


def test_a_quote_over_broken_words_and_columns_is_found_on_its_page(book):
    press, texts, path = book
    for number, text in enumerate(texts):
        sentences = text.split(". ")
        pages = press.places[number]
        found = [bool(find_quote(path, page, sentences[0])) for page in pages]
        assert found[0]
    assert find_quote(path, 1, "The moon draws the tides, and nobody can vote against it.") == []


def test_of_a_quote_over_the_page_each_page_marks_its_part(book):
    press, texts, path = book
    number = next(n for n, pages in press.places.items() if len(pages) == 2)
    for page in press.places[number]:
        assert find_quote(path, page, texts[number])


def test_show_page_draws_in_a_process_of_its_own(book):
    _, texts, path = book
    shown = show_page(path, 1, texts[0].split(". ")[1])
    assert shown.marked
    assert shown.png.startswith(b"\x89PNG")
    assert not show_page(path, 1, "words that nobody wrote here").marked


def test_a_page_that_is_not_there_is_a_sentence(book, tmp_path):
    with pytest.raises(ReportUnreadable, match="no page 99"):
        show_page(book[2], 99)
    with pytest.raises(ReportUnreadable, match="opened"):
        show_page(tmp_path / "gone.pdf", 1)


def test_a_huge_page_is_drawn_small(tmp_path):
    canvas = Canvas(str(tmp_path / "huge.pdf"), pagesize=(200_000, 100_000))
    canvas.drawString(10, 10, "small")
    canvas.save()
    picture = Image.open(io.BytesIO(show_page(tmp_path / "huge.pdf", 1).png))
    assert picture.width * picture.height <= 17_000_000


@pytest.mark.skipif(not ocr.is_installed(), reason="Tesseract is not installed")
def test_tesseract_reads_pages_that_are_pictures(tmp_path):
    words, press = Words(31), Press(tmp_path / "text.pdf")
    press.text("Recommendations", BOLD._replace(size=18))
    statements = [words.sentence() for _ in range(4)]
    for number, statement in enumerate(statements, 1):
        press.text(f"Recommendation {number}: {statement}", gap=16)
    press.close()
    picture = Image.open(io.BytesIO(render_page(tmp_path / "text.pdf", 1, scale=3)))
    picture.save(tmp_path / "scan.pdf", resolution=216)
    with pytest.raises(ReportUnreadable, match="only pictures"):
        analyse(tmp_path / "scan.pdf")
    analysis = analyse(tmp_path / "scan.pdf", ocr=True)
    assert [d.number for d in analysis.drafts if d.kind == "recommendation"] == ["1", "2", "3", "4"]
    assert analysis.account.recognised == [1]
