"""Makes reports as PDF from invented text, in the layouts that real ones come in, with the gold beside them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from reportlab.lib.colors import Color, HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
_ACTORS = (
    "The Council|Each harbour town|The Ministry of Tides|Every lighthouse board|The regional assembly|The Fleet Office"
    "|Local pilots|The coastal agency|Its partners in the islands|The schools of navigation"
).split("|")
_VERBS = (
    "establish|strengthen|publish|co-finance|coordinate|simplify|extend|review|harmonise|demonstrate|prioritise|evaluate"
).split("|")
_THINGS = (
    "a common register of beacons|the training of apprentice pilots|an independent observatory for currents"
    "|voluntary agreements with ferry operators|long-term maintenance contracts|the certification of breakwaters"
    "|interregional exchanges of dredging equipment|electronic notification procedures|storm-proof warehouses"
    "|a revolving fund for small shipyards|well-documented rescue exercises|the interoperability of tide gauges"
).split("|")
_WHYS = (
    "because fragmented responsibilities have delayed earlier programmes|so that smaller communities benefit as well"
    "|within eighteen months of the adoption of this report|in consultation with the insurers"
    "|while respecting the particularities of each archipelago|to reduce administrative burdens"
    "|on the basis of transparent indicators|before the next sailing season begins"
).split("|")
_TITLES = (
    "Clear waters for small shipyards|One register for all beacons|Training pilots across borders|A fund for quiet harbours"
    "|Better data on currents and tides|Sharing dredging equipment fairly|Insurance that rewards prevention"
    "|Open standards for tide gauges|Lighthouses as places of learning|Storm warnings that reach everyone"
    "|Fair contracts for breakwaters|Rescue exercises in every season|Electric ferries for the islands"
    "|Warehouses that withstand floods|Women at the helm of ports|A charter for coastal tourism|Simpler rules for fishing co-operatives"
    "|Seaweed farming without borders|Digital charts for leisure boats|Safe passages for migrating birds"
).split("|")


class Look(NamedTuple):
    """Type of a block of text."""

    font: str = "Helvetica"
    size: float = 10.5
    colour: Color = black
    leading: float = 1.25


BODY = Look()
BOLD = Look("Helvetica-Bold")
ITALIC = Look("Helvetica-Oblique")
SMALL = Look("Helvetica", 7.5)


@dataclass
class Gold:
    """What a report holds, as its maker knows it."""

    number: str
    title: str
    """"" where the report prints none."""
    texts: list[str] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    """Pages of the PDF that hold its text, in the chapter first."""
    part: str = ""
    practices: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole text, paragraphs joined by blanks."""
        return " ".join(self.texts)


@dataclass
class Made:
    """A made report."""

    path: Path
    gold: list[Gold]
    labels: dict[int, str] = field(default_factory=dict)
    """Printed numbers by page of the PDF."""
    practices: list[str] = field(default_factory=list)
    pages: int = 0
    also_on: tuple[int, ...] = ()
    """Pages that print the recommendations once more, shortened."""


class Words:
    """Invented sentences, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def sentence(self, modal: str = "should") -> str:
        """Return one sentence."""
        pick = self.random.choice
        return f"{pick(_ACTORS)} {modal} {pick(_VERBS)} {pick(_THINGS)} {pick(_WHYS)}."

    def paragraph(self, sentences: int = 4, modal: str = "should") -> str:
        """Return a paragraph."""
        return " ".join(self.sentence(modal) for _ in range(sentences))

    def statement(self) -> list[str]:
        """Return the text of a recommendation: two or three paragraphs."""
        return [self.paragraph(self.random.randint(2, 4)) for _ in range(self.random.randint(1, 3))]

    def prose(self, sentences: int = 6) -> str:
        """Return a paragraph that recommends nothing."""
        return self.paragraph(sentences, "could hardly")


class Press:
    """Sets text on pages, in columns, with running heads, footnotes and boxes; remembers what came on which page."""

    def __init__(
        self,
        path: Path,
        *,
        columns: int = 1,
        head: Callable[[int], str] | None = None,
        foot: Callable[[int], str] | None = None,
        hyphenate: bool = False,
        dress: Callable[[str], str] = str,
        size: tuple[float, float] = A4,
    ) -> None:
        self.canvas = Canvas(str(path), pagesize=size)
        self.width, self.height = size
        self.columns, self.head, self.foot = columns, head, foot
        self.hyphenate, self.dress = hyphenate, dress
        self.page, self.column = 1, 0
        self.places: dict[object, list[int]] = {}
        self.notes: list[str] = []
        self._top()

    @property
    def measure(self) -> float:
        """Width of a column."""
        return (self.width - 140 - 24 * (self.columns - 1)) / self.columns

    @property
    def left(self) -> float:
        """Left edge of the column."""
        return 70 + self.column * (self.measure + 24)

    def text(
        self,
        text: str,
        look: Look = BODY,
        *,
        key: object = None,
        label: str = "",
        label_look: Look | None = None,
        hang: float = 0.0,
        indent: float = 0.0,
        gap: float = 6.0,
        lead: str = "",
        note: str = "",
        width: float | None = None,
        keep: int = 1,
    ) -> None:
        """Set a paragraph; `label` hangs before it, `lead` is its beginning in bold, `note` a footnote to it."""
        measure = (width or self.measure) - indent - hang
        lines = self.broken(self.dress(text), look, measure)
        self.y -= gap
        for position, line in enumerate(lines):
            step = look.size * look.leading
            if self.y - step < 110 or (position == 0 and self.y - keep * step < 110):
                self.next_column()
            self.y -= step
            if position == 0 and label:
                self._draw(self.left + indent, label, label_look or look)
            bold = line if lead.startswith(line) else lead if line.startswith(lead) else ""
            self._line(self.left + indent + hang, line, look, bold)
            lead = lead.removeprefix(bold).lstrip()
            if note and position == len(lines) - 1:
                self._raise(self.left + indent + hang + self._wide(line, look), note, look)
            self.remember(key)

    def box(
        self, blocks: Sequence[tuple[str, Look]], *, key: object = None, fill: str = "#e8eef8", frame: bool = False
    ) -> None:
        """Set a panel of its own colour, or a framed one, with a few paragraphs; it is never broken."""
        inner = self.measure - 20
        broken = [(self.broken(self.dress(text), look, inner), look) for text, look in blocks]
        tall = sum(len(lines) * look.size * look.leading + 5 for lines, look in broken) + 14
        if self.y - tall - 12 < 110:
            self.next_column()
        self.y -= 10
        self.canvas.setFillColor(HexColor(fill))
        if frame:
            for x0, y0, x1, y1 in self._frame(tall):
                self.canvas.line(x0, y0, x1, y1)
        else:
            self.canvas.rect(self.left, self.y - tall, self.measure, tall, stroke=0, fill=1)
        after = self.y - tall
        self.y -= 7
        for lines, look in broken:
            for line in lines:
                self.y -= look.size * look.leading
                self._line(self.left + 10, line, look, "")
                self.remember(key)
            self.y -= 5
        self.y = after - 6

    def row(self, cells: Sequence[str], widths: Sequence[float], *, key: object = None) -> None:
        """Set a ruled row of a table; the second cell is remembered under `key`."""
        broken = [self.broken(cell, BODY, width - 10) for cell, width in zip(cells, widths, strict=True)]
        tall = max(map(len, broken)) * BODY.size * BODY.leading + 10
        if self.y - tall < 110:
            self.next_column()
        x = self.left
        for position, (lines, width) in enumerate(zip(broken, widths, strict=True)):
            self.canvas.rect(x, self.y - tall, width, tall, stroke=1, fill=0)
            for number, line in enumerate(lines, 1):
                self.canvas.setFont(BODY.font, BODY.size)
                self.canvas.setFillColor(black)
                self.canvas.drawString(x + 5, self.y - 3 - number * BODY.size * BODY.leading, line)
            if position == 1:
                self.remember(key)
            x += width
        self.y -= tall

    def picture(self) -> None:
        """Fill a page with a picture of text: shapes, no characters."""
        self.page_break()
        self.canvas.setFillColor(HexColor("#dddddd"))
        for row in range(40):
            self.canvas.rect(70, 120 + 15 * row, 380 - 7 * (row % 5), 8, stroke=0, fill=1)
        self.page_break()

    def page_break(self) -> None:
        """Start a new page."""
        self._finish()
        self.canvas.showPage()
        self.page += 1
        self.column = 0
        self._top()

    def next_column(self) -> None:
        """Go on in the next column, or on the next page."""
        if self.column + 1 < self.columns:
            self.column += 1
            self.y = self.height - 90
        else:
            self.page_break()

    def close(self) -> None:
        """Finish the PDF."""
        self._finish()
        self.canvas.save()

    def _top(self) -> None:
        self.y = self.height - 90
        if self.head:
            self.canvas.setFont("Helvetica", 8)
            self.canvas.setFillColor(black)
            self.canvas.drawString(70, self.height - 50, self.head(self.page))

    def _finish(self) -> None:
        self.canvas.setFillColor(black)
        if self.foot:
            self.canvas.setFont("Helvetica", 8)
            self.canvas.drawCentredString(self.width / 2, 34, self.foot(self.page))
        if self.notes:
            self.canvas.line(70, 98, 170, 98)
            y = 98.0
            for number, note in self.notes:
                self.canvas.setFont("Helvetica", 7.5)
                y -= 9
                self.canvas.drawString(70, y, f"{number} {note}")
            self.notes = []

    def footnote(self, number: str, note: str) -> None:
        """Put a note at the foot of this page."""
        self.notes.append((number, note))

    def _frame(self, tall: float) -> list[tuple[float, float, float, float]]:
        x0, x1, y0, y1 = self.left, self.left + self.measure, self.y - tall, self.y
        return [(x0, y0, x0, y1), (x1, y0, x1, y1), (x0, y0, x1, y0), (x0, y1, x1, y1)]

    def remember(self, key: object) -> None:
        """Note that something stands on this page."""
        if key is not None:
            pages = self.places.setdefault(key, [])
            if self.page not in pages:
                pages.append(self.page)

    def _line(self, x: float, line: str, look: Look, lead: str) -> None:
        if lead and line.startswith(lead):
            self._draw(x, lead, look._replace(font="Helvetica-Bold"))
            x += self._wide(lead, look._replace(font="Helvetica-Bold"))
            line = line.removeprefix(lead)
        self._draw(x, line, look)

    def _draw(self, x: float, text: str, look: Look) -> None:
        self.canvas.setFillColor(look.colour)
        self.canvas.setFont(look.font, look.size)
        self.canvas.drawString(x, self.y, text)

    def _raise(self, x: float, mark: str, look: Look) -> None:
        self.canvas.setFont(look.font, 0.6 * look.size)
        self.canvas.drawString(x, self.y + 0.35 * look.size, mark)

    def _wide(self, text: str, look: Look) -> float:
        return float(pdfmetrics.stringWidth(text, look.font, look.size))

    def broken(self, text: str, look: Look, measure: float) -> list[str]:
        """Break a text into lines of a width."""
        lines, line = [], ""
        for word in text.split():
            tried = f"{line} {word}".strip()
            if self._wide(tried, look) <= measure:
                line = tried
                continue
            parts = self._hyphenated(line, word, look, measure) if self.hyphenate else None
            if parts:
                lines.append(f"{line} {parts[0]}-".strip())
                line = parts[1]
            else:
                lines.append(line)
                line = word
        return [*lines, line]

    def _hyphenated(self, line: str, word: str, look: Look, measure: float) -> tuple[str, str] | None:
        if not word.strip(".,").isalpha() or len(word) < 8:
            return None
        for cut in range(len(word) - 4, 2, -1):
            syllable = word[cut - 1] in "aeiou" and word[cut] not in "aeiou"
            if syllable and self._wide(f"{line} {word[:cut]}-", look) <= measure:
                return word[:cut], word[cut:]
        return None


def titles() -> Iterator[str]:
    """Yield invented titles, all different."""
    yield from _TITLES
    for number in range(2, 40):
        for title in _TITLES:
            yield f"{title}, stage {number}"


def with_ligatures(text: str) -> str:
    """Write fi and fl as one sign, and some words with soft hyphens."""
    text = text.replace("fi", "ﬁ").replace("fl", "ﬂ")
    return text.replace("transparent", "trans\u00adpar\u00adent").replace("insurers", "in\u00adsur\u00aders")


def roman(number: int) -> str:
    """Write a small number in capital roman letters."""
    out = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            out, number = out + letters, number - value
    return out


def register_fonts() -> None:
    """Make the fonts that have ligatures known; reportlab brings them."""
    for name, file in (("Vera", "Vera.ttf"), ("VeraBd", "VeraBd.ttf")):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, file))
