"""A hand-out says what was said, with one numbering of sources, and nothing in it is taken for mark-up."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answer import Answer, Sentence, cite
from assistant.demonstration.quiz import make_quiz
from assistant.handout.blocks import read_blocks, say_numbers
from assistant.handout.docx_file import write_docx
from assistant.handout.handout import Handout, make_handout
from assistant.handout.markdown_file import write_markdown
from assistant.handout.pdf_file import write_pdf
from corpus.chunk import sentence_spans
from corpus.load import load_corpus

CORPUS = load_corpus()
DAY = date(2026, 5, 5)
LETTERS = "Łódź, Tromsø, Şırnak, Győr, Iași, Ñ, ß, Αθήνα, София"


def answer_about(*entry_ids: str, question: str = "What is said?") -> Answer:
    """An extractive answer that quotes the first two sentences of some entries."""
    citations, sentences, lines = [], [], []
    for entry_id in entry_ids:
        entry = CORPUS[entry_id]
        lines.append(f"**{entry.title}**")
        spans = list(sentence_spans(entry.body, 0, len(entry.statement)))[:2]
        for start, end in spans:
            citations.append(cite(len(citations) + 1, entry, start, end))
            sentences.append(Sentence(citations[-1].quote, (citations[-1].n,)))
        lines.append(" ".join(f"{c.quote} [{c.n}]" for c in citations[-len(spans) :]))
    return Answer(
        question=question,
        understood_as=question,
        decision="answered",
        answer="\n\n".join(lines),
        sentences=tuple(sentences),
        citations=tuple(citations),
        suggestions=(),
    )


def silent(question: str) -> Answer:
    return Answer(
        question=question,
        understood_as=f"{question} (in the report)",
        decision="not_in_report",
        answer="The report does not answer this.\n\nNearest in the corpus: **G3 Circular economy strategies**.",
        sentences=(),
        citations=(),
        suggestions=(),
        note="Asked with the limit: Norway.",
    )


def handout(*answers: Answer, quiz: int = 0) -> Handout:
    return make_handout(
        answers, CORPUS, title="Green clusters", made_on=DAY, quiz=make_quiz(CORPUS, 1, quiz) if quiz else ()
    )


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.replace("￾", "").split())


def docx_text(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    return "\n".join("".join(p.itertext()) for p in document.element.body.iter() if p.tag.endswith("}p"))


def test_sources_are_numbered_over_the_whole_session() -> None:
    made = handout(answer_about("G3", "P02"), answer_about("P02", "T01"))
    assert [(s.number, s.entry_id) for s in made.sources] == [(1, "G3"), (2, "P02"), (3, "T01")]
    assert [run.sources for block in made.exchanges[1].blocks for run in block.runs if run.sources] == [
        *((2,), (2,)),
        *((3,), (3,)),
    ]


def test_every_quotation_stands_under_its_source_verbatim() -> None:
    made = handout(answer_about("G3", "P02"), answer_about("P02"))
    for source in made.sources:
        assert source.url.startswith("https://")
        assert source.quotes
        for quote in source.quotes:
            assert quote in " ".join(CORPUS[source.entry_id].body.split())


def test_words_of_another_page_or_basis_are_a_source_of_their_own() -> None:
    entry = CORPUS["G3"]
    context = entry.sections[1]
    start, end = next(sentence_spans(entry.body, context.start, context.end))
    first = answer_about("G3")
    both = replace(
        first, answer=f"{first.answer} And more [2].", citations=(first.citations[0], cite(2, entry, start, end))
    )
    assert [s.basis for s in handout(both).sources] == ["published_summary", "eccp_page"]


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("Both say so [1] [2].", ["[1, 2]"]),
        ("All of them [1]–[4].", ["[1–4]"]),
        ("One [3], another [1].", ["[3]", "[1]"]),
        ("Twice [2][2].", ["[2]"]),
        ("A law of [1987] and a list [9].", []),
    ],
)
def test_rows_of_markers_become_short_numbers(markdown: str, said: list[str]) -> None:
    blocks = read_blocks(markdown, {1: 1, 2: 2, 3: 3, 4: 4})
    assert [run.text for block in blocks for run in block.runs if run.sources] == said


def test_markers_of_one_entry_fall_together() -> None:
    (block,) = read_blocks("First [1] second [2][3].", {1: 1, 2: 1, 3: 1})
    assert [run.text for run in block.runs] == ["First ", "[1]", " second ", "[1]", "."]


@given(st.sets(st.integers(1, 60), min_size=1))
def test_short_numbers_stand_for_exactly_those_numbers(numbers: set[int]) -> None:
    read: set[int] = set()
    for part in say_numbers(numbers).strip("[]").split(", "):
        first, _, last = part.partition("–")
        read |= set(range(int(first), int(last or first) + 1))
    assert read == numbers


def test_lists_and_headings_keep_their_form() -> None:
    blocks = read_blocks("**Heading**\n\n- one [1]\n- **two**: words\n\n3. third\n4. fourth\n\nEnd", {1: 1})
    assert [(b.kind, b.number, b.text.strip()) for b in blocks] == [
        ("heading", None, "Heading"),
        ("item", None, "one"),
        ("item", None, "two: words"),
        ("item", 3, "third"),
        ("item", 4, "fourth"),
        ("paragraph", None, "End"),
    ]


@pytest.mark.parametrize(
    "write", [lambda h: write_markdown(h), lambda h: docx_text(write_docx(h)), lambda h: pdf_text(write_pdf(h))]
)
def test_every_form_holds_questions_answers_sources_and_addresses(write) -> None:  # type: ignore[no-untyped-def]
    made = handout(answer_about("G3", question=f"Which circular strategies, e.g. in {LETTERS}?"), silent("And fish"))
    text = write(made).replace("\\", "")
    assert f"Which circular strategies, e.g. in {LETTERS}?" in text
    assert "The report recommends that clusters develop circular economy strategies" in text
    assert "Not in the report." in text
    assert "Understood as: And fish (in the report)" in text
    assert "Asked with the limit: Norway." in text
    assert "public summary of the report" in text
    assert CORPUS["G3"].sources[0].url in text.replace(" ", "")
    assert "5 May 2026" in text
    assert "our numbering, not the report's" in text


def test_the_quiz_is_printed_with_its_answers_after_it() -> None:
    made = handout(answer_about("G3"), quiz=6)
    assert len(made.quiz) == 6
    for text in (write_markdown(made).replace("\\", ""), docx_text(write_docx(made)), pdf_text(write_pdf(made))):
        assert text.index("Answers to the quiz") > text.index(made.quiz[-1].question.options[-1])
    for item in made.quiz:
        assert item.question.citation.entry_id == made.sources[item.source - 1].entry_id


def test_addresses_can_be_followed_in_the_word_document() -> None:
    document = Document(io.BytesIO(write_docx(handout(answer_about("G3")))))
    links = [rel.target_ref for rel in document.part.rels.values() if rel.is_external]
    assert CORPUS["G3"].sources[0].url in links


def test_an_address_that_is_none_is_not_linked() -> None:
    first = answer_about("G3")
    bad = replace(first, citations=(replace(first.citations[0], source_url="javascript:alert(1)"),))
    document = Document(io.BytesIO(write_docx(handout(bad))))
    assert not [rel for rel in document.part.rels.values() if rel.is_external]
    assert b"/URI (javascript" not in write_pdf(handout(bad))


def test_the_word_document_has_real_headings() -> None:
    document = Document(io.BytesIO(write_docx(handout(answer_about("G3", question="Why?")))))
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert headings[:3] == [
        ("Title", "Green clusters"),
        ("Heading 1", "Why?"),
        ("Heading 2", "Circular economy strategies"),
    ]


def test_the_pdf_holds_its_fonts_and_an_outline() -> None:
    data = write_pdf(handout(answer_about("G3", question="Why?")))
    document = pypdfium2.PdfDocument(data)
    assert [item.get_title() for item in document.get_toc()][:2] == ["Green clusters", "Why?"]
    assert b"/FontFile2" in data
    assert document.get_metadata_dict()["Title"] == "Green clusters"


def test_the_same_hand_out_gives_the_same_pdf() -> None:
    assert write_pdf(handout(answer_about("G3"), quiz=3)) == write_pdf(handout(answer_about("G3"), quiz=3))


def test_the_pdf_says_so_when_the_font_lacks_a_character() -> None:
    assert "A box stands for a character" in pdf_text(write_pdf(handout(answer_about("G3", question="什么?"))))
    assert "A box stands for a character" not in pdf_text(write_pdf(handout(answer_about("G3", question=LETTERS))))


ATTACKS = [
    "<script>alert(1)</script>",
    "# Heading",
    "- item",
    "[x](javascript:alert(1))",
    "1. one",
    "---",
    "a | b",
    "&lt;b&gt;",
    "**not bold**",
    "<b>x",
    "</para><a href='http://x'>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_question_is_never_read_as_markup(attack: str) -> None:
    made = handout(answer_about("G3", question=attack), silent(attack))
    tokens = MarkdownIt("commonmark").parse(write_markdown(made))
    headings = [inline for opening, inline in itertools.pairwise(tokens) if opening.type == "heading_open"]
    shown = ["".join(child.content for child in h.children or []) for h in headings]
    assert shown.count(attack) == 2
    assert not [t for t in tokens if t.type in ("html_block", "hr")]
    assert attack in docx_text(write_docx(made))
    assert attack.replace(" ", "") in pdf_text(write_pdf(made)).replace(" ", "")


@settings(max_examples=40)
@given(
    st.text(st.characters(exclude_categories=()), max_size=200),
    st.text(st.characters(exclude_categories=()), max_size=200),
)
def test_no_text_breaks_a_writer(question: str, said: str) -> None:
    made = handout(replace(silent(question), answer=said, note=said))
    write_markdown(made).encode("utf-8")
    Document(io.BytesIO(write_docx(made)))
    pypdfium2.PdfDocument(write_pdf(made))


def test_an_empty_session_still_gives_a_document() -> None:
    assert "Green clusters" in pdf_text(write_pdf(handout()))
    assert "Sources" not in write_markdown(handout())


def test_how_answers_were_made_is_said() -> None:
    generated = replace(answer_about("G3"), mode="generated", model="some-model")
    assert "without a language model" in write_markdown(handout(answer_about("G3")))
    assert "written by some-model and checked" in write_markdown(handout(generated)).replace("\\", "")
