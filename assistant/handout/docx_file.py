"""The hand-out as DOCX; the one file that knows python-docx."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from assistant.demonstration.quiz import letter_of
from assistant.handout.blocks import Block, Run, printable
from assistant.handout.handout import Exchange, Handout, QuizItem, Source

_LINK_COLOUR = "1F4E9E"
_QUIET = RGBColor(0x55, 0x55, 0x55)


def write_docx(handout: Handout) -> bytes:
    """Write a hand-out as a Word document with real headings, lists and links."""
    document = Document()
    _set_up(document, handout)
    document.add_heading(printable(handout.title), level=0)
    _paragraph(document, f"{handout.report}, {handout.dated}")
    _paragraph(document, handout.notice, italic=True)
    for exchange in handout.exchanges:
        _exchange(document, exchange)
    _quiz(document, handout.quiz)
    _sources(document, handout.sources)
    _paragraph(document, handout.made_by, italic=True)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: Any, handout: Handout) -> None:
    properties = document.core_properties
    properties.title = printable(handout.title)
    properties.subject = printable(handout.report)
    properties.author = properties.last_modified_by = ""
    properties.language = "en"
    properties.created = properties.modified = datetime.combine(handout.made_on, time(), UTC).replace(tzinfo=None)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    document.styles["Normal"].font.size = Pt(11)
    _page_number(section.footer.paragraphs[0])


def _exchange(document: Any, exchange: Exchange) -> None:
    document.add_heading(printable(exchange.question), level=1)
    if exchange.understood_as:
        _paragraph(document, f"Understood as: {exchange.understood_as}", italic=True)
    if exchange.silent:
        _paragraph(document, "Not in the report.", bold=True)
    for block in exchange.blocks:
        _block(document, block)
    if exchange.note:
        _paragraph(document, exchange.note, italic=True)


def _block(document: Any, block: Block) -> None:
    if block.kind == "heading":
        document.add_heading(printable(block.text), level=2)
        return
    if block.kind == "item" and block.number is None:
        paragraph = document.add_paragraph(style="List Bullet" if block.depth == 1 else "List Bullet 2")
    else:
        # Numbers are written out: a numbered style of Word would count on from the list before.
        paragraph = document.add_paragraph(style="List Continue" if block.kind == "item" else None)
        if block.number is not None:
            paragraph.add_run(f"{block.number}. ")
    for run in block.runs:
        _run(paragraph, run)


def _run(paragraph: Any, run: Run) -> None:
    added = paragraph.add_run(printable(run.text))
    added.bold, added.italic = run.bold or None, run.italic or None
    if run.sources:
        added.font.color.rgb = _QUIET
        added.font.size = Pt(9)


def _quiz(document: Any, items: Iterable[QuizItem]) -> None:
    items = list(items)
    if not items:
        return
    document.add_heading("Quiz", level=1)
    for number, item in enumerate(items, 1):
        _paragraph(document, f"{number}. {item.question.text}", keep=True)
        for at, option in enumerate(item.question.options):
            document.add_paragraph(f"{letter_of(at)}) {printable(option)}", style="List Continue")
    document.add_heading("Answers to the quiz", level=1)
    for number, item in enumerate(items, 1):
        paragraph = document.add_paragraph(f"{number}. ")
        paragraph.add_run(f"{item.question.letter}) {printable(item.question.answer)}").bold = True
        _run(paragraph, Run(f" [{item.source}]", sources=(item.source,)))
        paragraph.add_run(f" {printable(item.question.why)}".rstrip())


def _sources(document: Any, sources: Iterable[Source]) -> None:
    sources = list(sources)
    if not sources:
        return
    document.add_heading("Sources", level=1)
    for source in sources:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.keep_together = True
        paragraph.add_run(f"[{source.number}] {printable(source.title)}").bold = True
        paragraph.add_run(f" ({printable(source.entry_id)}; {source.origin})")
        for quote in source.quotes:
            paragraph.add_run(f"\n“{printable(quote)}”")
        if source.url:
            paragraph.add_run("\n")
            _link(paragraph, source.url)


def _paragraph(document: Any, text: str, *, bold: bool = False, italic: bool = False, keep: bool = False) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(printable(text))
    run.bold, run.italic = bold or None, italic or None
    paragraph.paragraph_format.keep_with_next = keep or None


def _link(paragraph: Any, url: str) -> None:
    """Add an address as a link that can be followed; python-docx itself writes none."""
    address = printable(url)
    if not re.match(r"https?://", address):
        paragraph.add_run(address)
        return
    run = paragraph.add_run(address)
    run.font.underline = True
    run.font.color.rgb = RGBColor.from_string(_LINK_COLOUR)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    paragraph._p.append(link)
    link.append(run._r)


def _page_number(paragraph: Any) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
