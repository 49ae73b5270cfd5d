"""Lines become words and paragraphs as a reader would read them; numbers are read as they are printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.importer.footnotes import remove_footnotes
from corpus.importer.furniture import Furniture, remove_furniture
from corpus.importer.lines import Line, page_lines
from corpus.importer.markers import find_marker, follows, numbered_recommendation, roman_value, to_roman
from corpus.importer.page import Page, from_json, to_json
from corpus.importer.pages import Style, open_pdf, read_page
from corpus.importer.text import Passage, clean, make_paragraphs

STYLE = Style(10.0, "Helvetica", False, False, 0)


def line(
    text: str, y: float, *, page: int = 1, x0: float = 70.0, width: float = 400.0, style: Style = STYLE, **more
) -> Line:
    return Line(text, page, x0, x0 + width, y, style, style, 1, 70.0, 470.0, **more)


def set_text(*texts: str, step: float = 12.0) -> list[Line]:
    return [line(text, 100 + step * place) for place, text in enumerate(texts)]


def joined(*texts: str) -> str:
    lines = set_text(*texts)
    lines[-1].x1 = 200.0
    (paragraph,) = make_paragraphs(lines)
    return paragraph.text


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("the govern-", "ment of the coast", "the government of the coast"),
        ("a well-", "known harbour that", "a well-known harbour that"),
        ("during COVID-", "19 the ferries", "during COVID-19 the ferries"),
        ("the Anglo-", "Norwegian fleet of", "the Anglo-Norwegian fleet of"),
        ("between 2019-", "2021 the tides", "between 2019-2021 the tides"),
        ("beauti\ufb01cation of the \ufb02eet and", "its o\ufb03ces", "beautification of the fleet and its offices"),
    ],
)
def test_words_broken_at_a_line_end_are_joined_as_they_were_meant(first, second, whole):
    assert joined(first, second) == whole


def test_the_reports_own_spelling_decides_about_a_hyphen():
    lines = set_text("Re-use of sand is the aim, and re-use it is; we want re-", "use on every coast.")
    lines[-1].x1 = 200.0
    assert make_paragraphs(lines)[0].text.endswith("we want re-use on every coast.")


def test_soft_hyphens_inside_a_line_disappear():
    assert (
        joined("The trans\u00adpar\u00adent tide tables of", "the coast") == "The transparent tide tables of the coast"
    )


def test_a_short_last_line_ends_a_paragraph():
    lines = set_text("This is the first paragraph and it", "ends here.", "The second one goes on to the edge of")
    lines[1].x1 = 140.0
    assert [p.text[-10:] for p in make_paragraphs(lines)] == ["ends here.", "he edge of"]


def test_a_wider_gap_starts_a_paragraph():
    lines = [*set_text("One line of text", "and another of it"), line("A third, further down", 160)]
    assert len(make_paragraphs(lines)) == 2


def test_a_sentence_goes_on_over_the_page():
    lines = [line("The pilots of the northern harbours should", 700), line("train each other.", 100, page=2)]
    (paragraph,) = make_paragraphs(lines)
    assert paragraph.text == "The pilots of the northern harbours should train each other."
    assert [p.page for p in paragraph.lines] == [1, 2]


@pytest.mark.parametrize("bullet", ["•", "▪", "–", "\uf0b7", "➢"])
def test_a_bullet_makes_an_item_and_is_no_text(bullet):
    paragraphs = make_paragraphs(
        set_text("The board should:", f"{bullet} light every beacon;", f"{bullet} count every boat.")
    )
    assert [(p.bullet, p.text) for p in paragraphs[1:]] == [(True, "light every beacon;"), (True, "count every boat.")]


# --- markers


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("Recommendation 7: Build piers", "7", "Build piers"),
        ("Recommendation 7", "7", ""),
        ("RECOMMENDATION 12 – Build piers", "12", "Build piers"),
        ("Recommendation No. 7 Build piers", "7", "Build piers"),
        ("Key Recommendation 3: Build piers", "3", "Build piers"),
        ("Recommendation IV. Build piers", "IV", "Build piers"),
        ("Recommendation seven: Build piers", "7", "Build piers"),
        ("Recommendation A1: Build piers", "A1", "Build piers"),
        ("Empfehlung 7: Stege bauen", "7", "Stege bauen"),
        ("Recommandation n° 7 : Construire", "7", "Construire"),
        ("R7 Build piers", "7", "Build piers"),
        ("A.3 Build piers", "A.3", "Build piers"),
        ("Recommendation 7B: Build piers", "7B", "Build piers"),
        ("8.12 Build piers", "8.12", "Build piers"),
        ("8.12.Build piers", "8.12", "Build piers"),
        ("1.1.1 Build piers", "1.1.1", "Build piers"),
        ("7. Build piers", "7", "Build piers"),
        ("7) Build piers", "7", "Build piers"),
        ("(7) Build piers", "7", "Build piers"),
        ("IV. Build piers", "IV", "Build piers"),
        ("4a) Build piers", "4a", "Build piers"),
    ],
)
def test_a_number_that_opens_a_paragraph_is_read_as_printed(text, number, rest):
    marker = find_marker(text)
    assert marker is not None
    assert (marker.number, text[marker.end :]) == (number, rest)


@pytest.mark.parametrize(
    "text",
    [
        "Recommendation 10, shall be equally applicable.",
        "Recommendation 3 should be read with care",
        "Recommendations 6 and 7 go together",
        "recommendation 15.",
        "See recommendation 29.",
        "2.5 million boats",
        "2021. The year of the flood",
        "3rd of May",
        "7 of the 9 piers",
        "COVID-19 closed the ports",
    ],
)
def test_numbers_in_prose_open_nothing(text):
    marker = find_marker(text)
    assert marker is None or marker.form not in ("word", "dotted")
    assert not numbered_recommendation(text)


@given(st.integers(1, 399))
def test_roman_numbers_are_read_back(number):
    assert roman_value(to_roman(number)) == number
    assert roman_value(to_roman(number).upper()) == number


@given(st.text(alphabet="ivxlc", min_size=1, max_size=7))
def test_what_is_read_as_roman_is_written_so(text):
    value = roman_value(text)
    assert value is None or to_roman(value) == text


@pytest.mark.parametrize(
    ("before", "after", "next_one"),
    [
        ((6,), (7,), True),
        ((6,), (8,), False),
        ((1, 4), (2, 1), True),
        ((1, 4), (2, 2), False),
        ((8, 9), (8, 10), True),
        ((4,), (4, 1), True),
        ((1, 2, 3), (1, 3, 1), True),
        ((7,), (7,), False),
    ],
)
def test_numbers_count_on(before, after, next_one):
    assert follows(before, after) is next_one


@given(st.text(max_size=200))
def test_any_text_is_taken_for_a_marker_or_not_without_a_fault(text):
    marker = find_marker(text)
    assert marker is None or 0 < marker.end <= len(text)


# --- furniture and footnotes


def book(heads: list[str], feet: list[str]) -> list[Page]:
    pages = []
    for number, (head, foot) in enumerate(zip(heads, feet, strict=True), 1):
        body = [line(f"Text {number}-{row} of the book goes on here", 120 + 12 * row, page=number) for row in range(40)]
        edge = [line(head, 40, page=number)] if head else []
        pages.append(Page(number, "", 595, 842, [*edge, *body, line(foot, 800, page=number, x0=290, width=10)]))
    return pages


def test_running_heads_go_and_pages_get_their_printed_numbers():
    pages = book([""] + ["The coast in numbers"] * 9, ["i", "ii", "iii", *map(str, range(1, 8))])
    found = remove_furniture(pages)
    assert [page.label for page in pages] == ["i", "ii", "iii", "1", "2", "3", "4", "5", "6", "7"]
    assert all(len(page.lines) == 40 for page in pages)
    assert found.removed["running head or foot"] == 9


def test_a_page_without_a_number_goes_on_from_its_neighbours():
    pages = book([""] * 8, ["11", "12", "13", "no number here", "15", "16", "17", "18"])
    remove_furniture(pages)
    assert [page.label for page in pages] == [str(n) for n in range(11, 19)]


def test_headings_at_the_top_of_pages_are_no_running_heads():
    pages = book([f"Beach {n * n}" for n in range(1, 9)], [""] * 8)
    remove_furniture(pages)
    assert all(page.lines[0].text.startswith("Beach") for page in pages)


def test_a_recommendation_at_the_top_of_every_page_stays():
    pages = book([f"Recommendation {n}" for n in range(1, 9)], [""] * 8)
    remove_furniture(pages)
    assert all(page.lines[0].text.startswith("Recommendation") for page in pages)


def test_footnotes_go_and_a_small_caption_stays():
    small = Style(7.5, "Helvetica", False, False, 0)
    note = line("12 Minutes of the harbour board, May 2019.", 780, style=small)
    caption = line("Source: the harbour board", 300, style=small)
    text = [line(f"Line {row} of the text", 100 + 12 * row) for row in range(50)]
    page = Page(1, "1", 595, 842, [*text, caption, note])
    remove_footnotes([page], Furniture())
    assert caption in page.lines
    assert note not in page.lines


# --- packing and passages


@given(st.lists(st.tuples(st.text(max_size=20), st.floats(0, 800), st.booleans()), max_size=8))
def test_a_page_survives_being_packed(rows):
    lines = [line(text, y, hyphen=hyphen, raised="3", hang=90.0, box=2) for text, y, hyphen in rows]
    page = Page(3, "iii", 595.0, 842.0, [*lines], picture=True)
    page.lines = [line(t.text, t.y, page=3, hyphen=t.hyphen, raised="3", hang=90.0, box=2) for t in lines]
    assert from_json(to_json(page)) == page


@given(st.lists(st.tuples(st.text(alphabet="abc ", min_size=1, max_size=9), st.integers(1, 4)), min_size=1, max_size=8))
def test_the_pages_of_a_passage_cover_it_in_order(parts):
    passage = Passage()
    for text, page in sorted(parts, key=lambda part: part[1]):
        passage.add(text, [(0, page)])
    starts = [start for _, start, _ in passage.pages]
    ends = [end for _, _, end in passage.pages]
    assert starts[0] == 0
    assert ends[-1] == len(passage.text)
    assert starts[1:] == ends[:-1]


def tex_page(path: Path) -> Path:
    """A page in a font that draws its own signs and names none, as TeX's old ones do; 0x1C is its "fi"."""
    stroke = b"500 0 0 0 400 600 d1 0 0 400 600 re f"
    codes = "".join(f"/g{code} 8 0 R " for code in (0x1C, *range(97, 123)))
    names = "28 /g28 " + " ".join(f"{code} /g{code}" for code in range(97, 123))
    text = b"BT /F1 12 Tf 80 700 Td <626566 1C 7473 20 6265 6E65 1C 74> Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 28/LastChar 122"
        b"/Widths 7 0 R/Encoding<</Type/Encoding/Differences[%s]>>/CharProcs<<%s>>>>"
        % (names.encode(), codes.encode()),
        b"<<>>",
        b"[" + b"500 " * 95 + b"]",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stroke), stroke),
    ]
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table, len(objects) + 1, len(content),
    )  # fmt: skip
    path.write_bytes(content)
    return path


def test_ligatures_of_fonts_that_name_no_signs_are_read(tmp_path):
    page = read_page(open_pdf(tex_page(tmp_path / "tex.pdf")), 0)
    (line,) = page_lines(page)
    assert clean(line.text).split()[-1] == "benefit"


def test_a_section_number_before_the_word_is_no_number_of_it():
    marker = find_marker("2.1 Recommendation 7 – Open standards")
    assert marker is not None
    assert (marker.form, marker.number) == ("word", "7")
    assert find_marker("2. RECOMMENDATIONS").number == "2"


def test_a_footnote_that_counts_on_is_no_page_number():
    pages = book([""] * 12, [""] * 12)
    for page in pages:
        name = f"Captain {chr(64 + page.number)}rno"
        page.lines.append(line(f"{310 + page.number} Minutes of the hearing of {name}.", y=780, page=page.number))
    remove_furniture(pages)
    assert [page.label for page in pages] == [str(page.number) for page in pages]
