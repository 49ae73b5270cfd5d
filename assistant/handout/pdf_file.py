"""The hand-out as PDF; the one file that knows reportlab."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer

from assistant.demonstration.quiz import letter_of
from assistant.handout.blocks import Block, Run, printable
from assistant.handout.handout import Exchange, Handout, QuizItem, Source
from assistant.handout.markdown_file import write_markdown

# reportlab's own Vera has no ș, ę or ő; Open Sans holds the letters of all European languages, Greek and Cyrillic.
_FONT = "OpenSans"
_CUTS = {"": "Regular", "-Bold": "Bold", "-Italic": "Italic", "-BoldItalic": "BoldItalic"}
_QUIET = HexColor("#555555")
_LINK = "#1f4e9e"
_HEADINGS = {"title": 0, "question": 0, "part": 1}
"""Styles that appear in the outline, with their level there."""


def write_pdf(handout: Handout) -> bytes:
    """Write a hand-out as PDF with its fonts inside; the same hand-out gives the same bytes."""
    _register_fonts()
    written = io.BytesIO()
    document = _Document(
        written,
        pagesize=A4,
        leftMargin=2.4 * cm,
        rightMargin=2.4 * cm,
        topMargin=2.2 * cm,
        bottomMargin=2.2 * cm,
        title=printable(handout.title),
        subject=printable(handout.report),
        lang="en",
        displayDocTitle=1,
        invariant=1,
    )
    document.build(list(_story(handout)))
    return written.getvalue()


class _Document(BaseDocTemplate):  # type: ignore[misc]
    """A document of one column with page numbers and an outline of its headings."""

    def __init__(self, file: io.BytesIO, **settings: Any) -> None:
        super().__init__(file, **settings)
        column = Frame(self.leftMargin, self.bottomMargin, self.width, self.height, id="column")
        self.addPageTemplates([PageTemplate(id="page", frames=[column], onPage=_page_number)])

    def afterFlowable(self, flowable: Any) -> None:
        """Put every heading into the outline; called by reportlab after each piece."""
        name = getattr(getattr(flowable, "style", None), "name", "")
        if name in _HEADINGS:
            key = f"heading-{id(flowable)}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, _HEADINGS[name])


def _page_number(canvas: Any, document: Any) -> None:
    canvas.saveState()
    canvas.setFont(_FONT, 9)
    canvas.setFillColor(_QUIET)
    canvas.drawCentredString(A4[0] / 2, 1.2 * cm, str(document.page))
    canvas.restoreState()


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    for suffix, cut in _CUTS.items():
        with as_file(files("ttf_opensans").joinpath("ttf", f"OpenSans-{cut}.ttf")) as path:
            pdfmetrics.registerFont(TTFont(f"{_FONT}{suffix}", str(path)))
    pdfmetrics.registerFontFamily(_FONT, _FONT, f"{_FONT}-Bold", f"{_FONT}-Italic", f"{_FONT}-BoldItalic")


def _style(name: str, size: float, **settings: Any) -> ParagraphStyle:
    defaults = {"fontName": _FONT, "fontSize": size, "leading": size * 1.42, "spaceAfter": 5}
    return ParagraphStyle(name, **{**defaults, **settings})


@lru_cache(maxsize=1)
def _styles() -> dict[str, ParagraphStyle]:
    heading = {"fontName": f"{_FONT}-Bold", "keepWithNext": 1}
    styles = [
        _style("title", 20, **heading, spaceAfter=8),
        _style("question", 14, **heading, spaceBefore=16),
        _style("part", 11.5, **heading, spaceBefore=6),
        _style("text", 10.5),
        _style("quiet", 9, textColor=_QUIET),
        _style("ask", 10.5, keepWithNext=1, spaceBefore=5),
        _style("source", 9.5, spaceAfter=8, leftIndent=18, firstLineIndent=-18),
    ]
    return {style.name: style for style in styles}


def _story(handout: Handout) -> Iterator[Any]:
    yield _text("title", escape(printable(handout.title)))
    yield _text("text", _words(f"{handout.report}, {handout.dated}"))
    yield _text("quiet", _words(handout.notice))
    for exchange in handout.exchanges:
        yield from _exchange(exchange)
    yield from _quiz(handout.quiz)
    yield from _sources(handout.sources)
    yield Spacer(1, 8)
    yield _text("quiet", _words(handout.made_by))
    if _unprintable(handout):
        yield _text("quiet", "A box stands for a character that this font does not hold; the DOCX hand-out has it.")


def _exchange(exchange: Exchange) -> Iterator[Any]:
    yield _text("question", _words(exchange.question))
    if exchange.understood_as:
        yield _text("quiet", f"Understood as: {_words(exchange.understood_as)}")
    if exchange.silent:
        yield _text("text", "<b>Not in the report.</b>")
    for block in exchange.blocks:
        yield _block(block)
    if exchange.note:
        yield _text("quiet", _words(exchange.note))


def _block(block: Block) -> Any:
    if block.kind == "heading":
        return _text("part", _words(block.text))
    shown = "".join(map(_run, block.runs))
    if block.kind == "paragraph":
        return _text("text", shown)
    mark = "•" if block.number is None else f"{block.number}."
    indent = 16 * block.depth
    style = ParagraphStyle("item", _styles()["text"], leftIndent=indent, bulletIndent=indent - 12, spaceAfter=2)
    return Paragraph(shown, style, bulletText=mark)


def _run(run: Run) -> str:
    if run.sources:
        return f'<font size="8" color="{_QUIET.hexval().replace("0x", "#")}">{_words(run.text)}</font>'
    shown = _words(run.text)
    shown = f"<b>{shown}</b>" if run.bold else shown
    return f"<i>{shown}</i>" if run.italic else shown


def _quiz(items: tuple[QuizItem, ...]) -> Iterator[Any]:
    if not items:
        return
    yield _text("question", "Quiz")
    for number, item in enumerate(items, 1):
        yield _text("ask", f"{number}. {_words(item.question.text)}")
        for at, option in enumerate(item.question.options):
            yield _text("text", f"{letter_of(at)}) {_words(option)}", leftIndent=16, spaceAfter=1)
    yield _text("question", "Answers to the quiz")
    for number, item in enumerate(items, 1):
        right = f"<b>{item.question.letter}) {_words(item.question.answer)}</b>"
        yield _text("text", f"{number}. {right} [{item.source}] {_words(item.question.why)}")


def _sources(sources: tuple[Source, ...]) -> Iterator[Any]:
    if not sources:
        return
    yield _text("question", "Sources")
    for source in sources:
        lines = [f"<b>[{source.number}] {_words(source.title)}</b> ({_words(source.entry_id)}; {source.origin})"]
        lines += [f"“{_words(quote)}”" for quote in source.quotes]
        if source.url:
            lines.append(_link(source.url))
        yield _text("source", "<br/>".join(lines))


def _link(url: str) -> str:
    address = printable(url)
    if not re.match(r"https?://", address):
        return _words(address)
    return f'<a href={quoteattr(address)} color="{_LINK}">{_words(address)}</a>'


def _text(style: str, marked_up: str, **changes: Any) -> Paragraph:
    chosen = _styles()[style]
    return Paragraph(marked_up, ParagraphStyle(style, chosen, **changes) if changes else chosen)


def _words(text: str) -> str:
    return escape(printable(text)).replace("\n", "<br/>")


def _unprintable(handout: Handout) -> bool:
    """Say whether the hand-out, all of whose characters are in its Markdown, has one that the font lacks."""
    held = pdfmetrics.getFont(_FONT).face.charToGlyph
    return any(ord(char) not in held for char in write_markdown(handout) if char != "\n")
