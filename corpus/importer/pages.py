"""Characters with positions and type, drawn boxes and page labels of a PDF; pictures of its pages.

Why pypdfium2: the choice is between it and pdfplumber, as PyMuPDF is AGPL. PDFium is the reader of a browser, so
it copes with the damaged and odd files that real offices produce; it gives the box, size, weight and colour of
every character in about 2 µs (pdfminer under pdfplumber needs about fifty times that, 300 pages would take
minutes); it renders the same pages for the reading panel; and its licence is Apache-2.0 or BSD-3-Clause.

This is the only file that knows pypdfium2. All lengths are points, from the top left corner of the page as shown.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.errors import ReportUnreadable

_BOLD_NAME = re.compile(r"bold|black|heavy|demi|semib|-bd\b|-sb\b", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|-it\b", re.IGNORECASE)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_MAX_GLYPHS = 60_000
"""Characters read from one page: a dense broadsheet has about 20,000."""
_MAX_DRAWN = 4_000
"""Drawn objects looked at on one page: maps have millions, boxes come early."""
_MAX_PIXELS = 16_000_000


class Style(NamedTuple):
    """How a character is set."""

    size: float
    """Points, to a tenth."""
    font: str
    bold: bool
    italic: bool
    colour: int
    """Fill colour, 0xRRGGBB."""


@dataclass(slots=True)
class Glyph:
    """One character on the page."""

    text: str
    x0: float
    x1: float
    y: float
    """Baseline."""
    style: Style
    spaced: bool
    """A space stands before it."""
    hyphen: bool = False
    """A hyphen that ends a line inside a word."""


class Rect(NamedTuple):
    """A rectangle on the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point lies inside."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    @property
    def area(self) -> float:
        """Square points."""
        return max(0.0, self.x1 - self.x0) * max(0.0, self.y1 - self.y0)


@dataclass(slots=True)
class PdfPage:
    """What PDFium says about one page."""

    number: int
    """Page of the PDF, from 1."""
    label: str
    """The label that the PDF itself gives the page; "" where it gives none."""
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    drawn: list[tuple[Rect, int | None]] = field(default_factory=list)
    """Drawn rectangles and rules with their fill colour (None: only stroked)."""
    pictured: float = 0.0
    """Share of the page that pictures cover."""
    cut: bool = False
    """True where the page held more characters than are read."""


def open_pdf(path: Path) -> pdfium.PdfDocument:
    """Open a PDF; raises ReportUnreadable for an encrypted, damaged or empty file or one that is no PDF."""
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise ReportUnreadable(f"{path.name} cannot be opened: {error.strerror}.") from None
    if b"%PDF-" not in head:
        what = "is empty" if not head else "is not a PDF"
        raise ReportUnreadable(f"{path.name} {what}. Choose the PDF file of the report.")
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise ReportUnreadable(
                f"{path.name} is encrypted and needs a password. Save a copy without password and import that."
            ) from None
        raise ReportUnreadable(
            f"{path.name} is damaged and cannot be read. Download it again, or open and save it in a PDF reader."
        ) from None


def document_title(document: pdfium.PdfDocument) -> str:
    """Return the title in the PDF's own metadata; "" where there is none."""
    return str(document.get_metadata_dict().get("Title") or "").strip()


def read_page(document: pdfium.PdfDocument, index: int) -> PdfPage:
    """Read characters and drawn boxes of the page at `index`, from 0.

    A page that PDFium cannot load comes back without characters.
    """
    label = str(document.get_page_label(index) or "").strip()
    try:
        handle = document[index]
    except pdfium.PdfiumError:
        return PdfPage(index + 1, label, 595, 842)
    try:
        place = _Place(handle)
        page = PdfPage(index + 1, label, place.width, place.height)
        page.drawn, page.pictured = _drawn(handle, place)
        page.glyphs, page.cut = _glyphs(handle, place)
        return page
    finally:
        handle.close()


def page_height(path: Path, number: int) -> float:
    """Return the height in points of page `number` (from 1), which is there."""
    document = open_pdf(path)
    try:
        return max(1.0, float(document.get_page_size(number - 1)[1]))
    finally:
        document.close()


def render_page(path: Path, number: int, rects: Sequence[Rect] = (), scale: float = 2.0) -> bytes:
    """Draw page `number` (from 1) as PNG with `rects` marked; `scale` is pixels to the point.

    Raises ReportUnreadable where the PDF has no such page or cannot be read.
    """
    document = open_pdf(path)
    try:
        if not 1 <= number <= len(document):
            raise ReportUnreadable(f"{path.name} has no page {number}; it has {len(document)} pages.")
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(scale, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
        picture = page.render(scale=scale).to_pil().convert("RGB")
    except pdfium.PdfiumError:
        raise ReportUnreadable(f"Page {number} of {path.name} cannot be drawn.") from None
    finally:
        document.close()
    return _marked(picture, rects, scale)


def _marked(picture: Any, rects: Sequence[Rect], scale: float) -> bytes:
    from PIL import Image, ImageChops

    tint = Image.new("RGB", picture.size, "white")
    for rect in rects:
        x0, y0, x1, y1 = (round(side * scale) for side in rect)
        tint.paste((255, 226, 110), (x0, y0, x1, y1))
    out = io.BytesIO()
    ImageChops.multiply(picture, tint).save(out, "PNG", compress_level=6)
    return out.getvalue()


class _Place:
    """Turns PDF coordinates into points from the top left of the page as shown, for every page rotation."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.rotation = page.get_rotation()
        self.width, self.height = page.get_size()

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def rect(self, left: float, bottom: float, right: float, top: float) -> Rect:
        (xa, ya), (xb, yb) = self.point(left, bottom), self.point(right, top)
        return Rect(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))

    def upright(self, a: float, b: float) -> bool:
        """Say whether text that runs along (a, b) is read from left to right on the page as shown."""
        along, down = {0: (a, -b), 90: (b, a), 180: (-a, b), 270: (-b, -a)}[self.rotation]
        return along > 0 and abs(down) < 0.2 * along


def _glyphs(page: pdfium.PdfPage, place: _Place) -> tuple[list[Glyph], bool]:
    text_page = page.get_textpage()
    try:
        count = raw.FPDFText_CountChars(text_page)
        reader = _GlyphReader(text_page.raw, place)
        for index in range(min(count, _MAX_GLYPHS)):
            reader.take(index)
        return reader.glyphs, count > _MAX_GLYPHS
    finally:
        text_page.close()


class _GlyphReader:
    """Reads the characters of a text page one after the other, looking up the style once a text object."""

    def __init__(self, handle: Any, place: _Place) -> None:
        self.handle = handle
        self.place = place
        self.glyphs: list[Glyph] = []
        self._spaced = False
        self._styles: dict[int, Style | None] = {}
        self._box = raw.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def take(self, index: int) -> None:
        code = raw.FPDFText_GetUnicode(self.handle, index)
        hyphen = raw.FPDFText_IsHyphen(self.handle, index) == 1
        generated = raw.FPDFText_IsGenerated(self.handle, index) == 1
        drawn = "" if generated else _TEX.get(code, "")
        text = "-" if hyphen else drawn or _character(code)
        if text == " ":
            self._spaced = True
        if not text.strip() or generated:
            return
        style = self._style(index)
        if style is None:
            return
        raw.FPDFText_GetLooseCharBox(self.handle, index, self._box)
        raw.FPDFText_GetCharOrigin(self.handle, index, self._x, self._y)
        box = self.place.rect(self._box.left, self._box.bottom, self._box.right, self._box.top)
        _, y = self.place.point(self._x.value, self._y.value)
        if box.x1 < 0 or box.x0 > self.place.width or not 0 <= y <= self.place.height:
            return
        self.glyphs.append(Glyph(text, box.x0, box.x1, y, style, self._spaced, hyphen))
        self._spaced = False

    def _style(self, index: int) -> Style | None:
        """Return the style of a character; None for text that does not stand upright (margin stamps)."""
        owner = raw.FPDFText_GetTextObject(self.handle, index)
        key = ctypes.addressof(owner.contents) if owner else -1
        if key not in self._styles:
            self._styles[key] = self._read_style(index, owner)
        return self._styles[key]

    def _read_style(self, index: int, owner: Any) -> Style | None:
        matrix = raw.FS_MATRIX()
        if not raw.FPDFText_GetMatrix(self.handle, index, matrix):
            matrix.a = matrix.d = 1.0
        if not self.place.upright(matrix.a, matrix.b):
            return None
        size = raw.FPDFText_GetFontSize(self.handle, index) * (matrix.c**2 + matrix.d**2) ** 0.5
        name = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        raw.FPDFText_GetFontInfo(self.handle, index, name, 128, flags)
        font = _SUBSET.sub("", name.value.decode("utf-8", "replace"))
        stroked = bool(owner) and raw.FPDFTextObj_GetTextRenderMode(owner) == raw.FPDF_TEXTRENDERMODE_FILL_STROKE
        heavy = raw.FPDFText_GetFontWeight(self.handle, index) >= 600
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        raw.FPDFText_GetFillColor(self.handle, index, red, green, blue, alpha)
        return Style(
            size=round(size, 1),
            font=font,
            bold=heavy or stroked or bool(_BOLD_NAME.search(font)),
            italic=bool(_ITALIC_NAME.search(font)) or bool(flags.value & 64),
            colour=red.value << 16 | green.value << 8 | blue.value,
        )


_TEX = {
    **dict(zip(range(0x0B, 0x10), "ﬀﬁﬂﬃﬄ", strict=True)),
    **dict(zip(range(0x10, 0x17), "“”„«»–—", strict=True)),
    **dict(zip(range(0x1B, 0x20), "ﬀﬁﬂﬃﬄ", strict=True)),
}
"""What TeX's own fonts draw at codes that elsewhere control: PDFium gives those where a font does not name its signs."""


def _character(code: int) -> str:
    """Turn PDFium's code into a character; "" for what cannot be text."""
    if code in (0x09, 0x0A, 0x0D, 0xA0) or 0x2000 <= code <= 0x200A or code in (0x202F, 0x205F, 0x3000):
        return " "
    if code == 0x2010 or code == 0x2011:
        return "-"
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return ""
    # Invisible marks: zero-width characters and the ones that turn the reading direction.
    if code in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF) or 0x200E <= code <= 0x200F or 0x202A <= code <= 0x202E:
        return ""
    return chr(code)


def _drawn(page: pdfium.PdfPage, place: _Place) -> tuple[list[tuple[Rect, int | None]], float]:
    """Return drawn rectangles with their fill, and the share of the page under pictures."""
    found: list[tuple[Rect, int | None]] = []
    pictured = 0.0
    for item, matrix in _objects(page):
        kind = raw.FPDFPageObj_GetType(item)
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            continue
        rect = _bounds(item, matrix, place)
        if rect is None:
            continue
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            pictured += rect.area
        elif (paint := _paint(item)) is not False:
            found.append((rect, paint))
    return found, min(1.0, pictured / max(1.0, place.width * place.height))


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[Any, raw.FS_MATRIX]]:
    """Walk the page's objects, into form objects, with the matrix that takes each to page coordinates."""
    start = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    top = raw.FPDFPage_CountObjects(page)
    stack = [(raw.FPDFPage_GetObject(page, i), start, 0) for i in reversed(range(min(top, _MAX_DRAWN)))]
    seen = 0
    while stack and seen < _MAX_DRAWN:
        item, matrix, depth = stack.pop()
        seen += 1
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_FORM:
            yield item, matrix
        elif depth < 8:
            inner = _product(_matrix_of(item), matrix)
            parts = min(raw.FPDFFormObj_CountObjects(item), _MAX_DRAWN)
            stack.extend((raw.FPDFFormObj_GetObject(item, i), inner, depth + 1) for i in reversed(range(parts)))


def _matrix_of(item: Any) -> raw.FS_MATRIX:
    matrix = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return matrix


def _product(m: raw.FS_MATRIX, n: raw.FS_MATRIX) -> raw.FS_MATRIX:
    return raw.FS_MATRIX(
        m.a * n.a + m.b * n.c,
        m.a * n.b + m.b * n.d,
        m.c * n.a + m.d * n.c,
        m.c * n.b + m.d * n.d,
        m.e * n.a + m.f * n.c + n.e,
        m.e * n.b + m.f * n.d + n.f,
    )


def _bounds(item: Any, m: raw.FS_MATRIX, place: _Place) -> Rect | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    corners = [
        (left.value, bottom.value),
        (right.value, top.value),
        (left.value, top.value),
        (right.value, bottom.value),
    ]
    xs = [m.a * x + m.c * y + m.e for x, y in corners]
    ys = [m.b * x + m.d * y + m.f for x, y in corners]
    rect = place.rect(min(xs), min(ys), max(xs), max(ys))
    shown = Rect(max(0.0, rect.x0), max(0.0, rect.y0), min(place.width, rect.x1), min(place.height, rect.y1))
    return shown if shown.x1 >= shown.x0 and shown.y1 >= shown.y0 else None


def _paint(item: Any) -> int | bool | None:
    """Return the fill colour of a path, None where it is only stroked, False where nothing shows."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item, mode, stroke):
        return False
    if mode.value == raw.FPDF_FILLMODE_NONE:
        return None if stroke.value else False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    colour = red.value << 16 | green.value << 8 | blue.value
    white = min(red.value, green.value, blue.value) >= 0xFC
    if alpha.value == 0 or (white and not stroke.value):
        return False
    return colour
