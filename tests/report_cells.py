"""Reports whose recommendations stand in cells, frames and beside large numerals, each made with its gold."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.colors import HexColor, black, white

from tests.report_layouts import H1, H2, Layout, close, cover, say
from tests.report_maker import BODY, BOLD, Gold, Look, Made, Press, Words, titles

CELLS: dict[str, Layout] = {}
_LINE = BODY.size * BODY.leading


def cells(function: Layout) -> Layout:
    """Put a layout on the list."""
    CELLS[function.__name__] = function
    return function


def _chapter(press: Press, words: Words, name: str) -> None:
    press.text(name, H1, gap=24, keep=5)
    for _ in range(3):
        press.text(words.prose(6))


def _lines(press: Press, x: float, top: float, lines: list[str], look: Look = BODY) -> None:
    press.canvas.setFont(look.font, look.size)
    press.canvas.setFillColor(look.colour)
    for number, line in enumerate(lines, 1):
        press.canvas.drawString(x, top - number * _LINE, line)


@cells
def labelled_cells(path: Path) -> Made:
    """A table for each: the number and title in a dark row, then a tinted label beside each of its texts."""
    words, title = Words(51), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "Ropes for every pier")
    _chapter(press, words, "Background")
    press.text("Recommendations", H1, gap=24)
    labels = ("Why", "At European level", "At regional level")
    for number in range(1, 8):
        gold = Gold(str(number), next(title), [text for label in labels for text in (label, words.paragraph(2))])
        _cell_table(press, f"Recommendation {number}: {gold.title}", gold, labels)
        made.gold.append(gold)
    _chapter(press, words, "Annex")
    return close(press, made)


def _cell_table(press: Press, head: str, gold: Gold, labels: tuple[str, ...]) -> None:
    wide, beside = press.measure, 110.0
    texts = [press.broken(gold.texts[2 * i + 1], BODY, wide - beside - 16) for i in range(len(labels))]
    tall = [len(lines) * _LINE + 12 for lines in texts]
    if press.y - sum(tall) - 40 < 110:
        press.page_break()
    canvas, left = press.canvas, press.left
    top = press.y - 14
    canvas.setFillColor(HexColor("#0b3c6f"))
    canvas.rect(left, top - 22, wide, 22, stroke=0, fill=1)
    _lines(press, left + 8, top - 2, [head], BOLD._replace(colour=white))
    y = top - 22
    canvas.setStrokeColor(HexColor("#888888"))
    for label, lines, height in zip(labels, texts, tall, strict=True):
        canvas.setFillColor(HexColor("#eeeeff"))
        canvas.rect(left, y - height, beside, height, stroke=0, fill=1)
        _lines(press, left + 8, y - 3, [label], BOLD)
        _lines(press, left + beside + 8, y - 3, lines)
        for edge in (y, y - height):
            canvas.line(left, edge, left + wide, edge)
        for x in (left, left + beside, left + wide):
            canvas.line(x, y, x, y - height)
        y -= height
    press.remember(gold.number)
    press.y = y - 10


@cells
def one_grid(path: Path) -> Made:
    """The rules of a table run through from end to end; "Recommendation 7" and its title share the first row."""
    words, title = Words(52), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "The harbour in a grid")
    _chapter(press, words, "Background")
    press.text("Recommendations", H1, gap=24)
    for number in range(1, 8):
        gold = Gold(str(number), next(title), ["Why", words.paragraph(2), "Who", words.sentence()])
        rows = [(f"Recommendation {number}", [gold.title])]
        wide, beside = press.measure, 130.0
        for i in (0, 2):
            rows.append((gold.texts[i], press.broken(gold.texts[i + 1], BODY, wide - beside - 16)))
        tall = [len(lines) * _LINE + 8 for _, lines in rows]
        if press.y - sum(tall) - 20 < 110:
            press.page_break()
        top = y = press.y - 10
        press.canvas.setStrokeColor(black)
        press.canvas.line(press.left, y, press.left + wide, y)
        for (label, lines), height in zip(rows, tall, strict=True):
            _lines(press, press.left + 6, y - 1, [label])
            _lines(press, press.left + beside + 6, y - 1, lines)
            y -= height
            press.canvas.line(press.left, y, press.left + wide, y)
        for x in (press.left, press.left + beside, press.left + wide):
            press.canvas.line(x, top, x, y)
        press.remember(gold.number)
        press.y = y - 10
        press.text(words.prose(3))
        made.gold.append(gold)
    return close(press, made)


@cells
def open_table(path: Path) -> Made:
    """A table without rules: number, recommendation over several lines, who, and by when."""
    words = Words(53)
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "What is to be done, and when")
    _chapter(press, words, "What we found")
    press.page_break()
    press.text("List of recommendations", H1)
    press.y -= 10
    _lines(press, press.left, press.y, ["No."], BOLD)
    _lines(press, press.left + 32, press.y, ["Recommendation"], BOLD)
    press.y -= _LINE + 8
    for number in range(1, 13):
        gold = Gold(str(number), "", [words.paragraph(2), "Coastal agency", "End of 2027"])
        lines = press.broken(gold.texts[0], BODY, 250)
        if press.y - len(lines) * _LINE < 120:
            press.page_break()
        places = (0, 32, 300, 390)
        for x, text in zip(places, ([str(number)], lines, [gold.texts[1]], [gold.texts[2]]), strict=True):
            _lines(press, press.left + x, press.y, text)
        press.remember(gold.number)
        press.y -= len(lines) * _LINE + 9
        made.gold.append(gold)
    return close(press, made)


@cells
def title_bars(path: Path) -> Made:
    """A frame with a dark bar for "Recommendation 7: Title" and a pale panel for the text below it."""
    words, title = Words(54), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "Bars and panels")
    _chapter(press, words, "Introduction")
    press.text("Recommendations", H1, gap=24)
    for number in range(1, 9):
        gold = Gold(str(number), next(title), [words.paragraph(3), words.paragraph(2)])
        texts = [press.broken(text, BODY, press.measure - 20) for text in gold.texts]
        tall = sum(len(lines) * _LINE + 6 for lines in texts) + 10
        if press.y - tall - 34 < 110:
            press.page_break()
        top = press.y - 10
        press.canvas.setFillColor(HexColor("#404040"))
        press.canvas.rect(press.left, top - 22 - tall, press.measure, tall + 22, stroke=0, fill=1)
        press.canvas.setFillColor(HexColor("#fff4d6"))
        press.canvas.rect(press.left + 1, top - 21 - tall, press.measure - 2, tall, stroke=0, fill=1)
        _lines(press, press.left + 10, top - 2, [f"Recommendation {number}: {gold.title}"], BODY._replace(colour=white))
        y = top - 24
        for lines in texts:
            _lines(press, press.left + 10, y, lines)
            y -= len(lines) * _LINE + 6
        press.remember(gold.number)
        press.y = top - 32 - tall
        press.text(words.prose(4))
        made.gold.append(gold)
    return close(press, made)


@cells
def tall_numerals(path: Path) -> Made:
    """The word in small capitals and a numeral as tall as three lines beside title and text."""
    words, title = Words(55), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "Numbers that stand out")
    _chapter(press, words, "Introduction")
    press.text("Our recommendations", H1, gap=24)
    for number in range(1, 9):
        gold = Gold(str(number), next(title), words.statement())
        press.text("RECOMMENDATION", Look("Helvetica", 7.5, HexColor("#e87722")), gap=22, keep=9)
        press.text(gold.title, H2, gap=2, hang=74, keep=7)
        press.canvas.setFont("Helvetica-Bold", 40)
        press.canvas.setFillColor(HexColor("#e87722"))
        press.canvas.drawString(press.left, press.y - 21, str(number))
        for text in gold.texts:
            press.text(text, key=gold.number, hang=74)
        made.gold.append(gold)
    _chapter(press, words, "Conclusion")
    return close(press, made)


@cells
def numbered_sections(path: Path) -> Made:
    """Headings "2.7 Recommendation 7 – Title" in a numbered chapter, after a list of the titles alone."""
    words, title = Words(56), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "Chapter and verse")
    names = [next(title) for _ in range(10)]
    press.text("Executive summary", H1)
    press.text("We make ten recommendations:")
    for name in names:
        press.text(name, label="•", hang=14, gap=3)
    press.page_break()
    _chapter(press, words, "1 The state of the coast")
    press.text("2 Recommendations in detail", H1, gap=24, keep=6)
    for number, name in enumerate(names, 1):
        gold = Gold(str(number), name, words.statement())
        press.text(f"2.{number} Recommendation {number} – {name}", H2, gap=16, keep=4)
        say(press, gold)
        made.gold.append(gold)
    _chapter(press, words, "3 Outlook")
    return close(press, made)


@cells
def heading_bars(path: Path) -> Made:
    """Tinted bars hold number and title alone; rationale, actions by level and an example stand below each."""
    words, title = Words(57), titles()
    press = Press(path, foot=str, head=lambda page: "" if page == 1 else "The long pier")
    made = Made(path, [])
    cover(press, "The long pier")
    number = 0
    for part in ("Part 1: Leading the way", "Part 2: Speeding up", "Part 3: Standing firm"):
        _chapter(press, words, part)
        for _ in range(3):
            number += 1
            gold = Gold(str(number), next(title), [words.paragraph(3)], part=part)
            press.box([(f"Recommendation {number}: {gold.title}", H2)], fill="#dde6f5")
            press.text(gold.texts[0], key=gold.number)
            for level in ("European level", "Regional level"):
                gold.texts.append(level)
                press.text(level, BOLD, gap=10, keep=3)
                for _ in range(2):
                    gold.texts.append(words.sentence())
                    press.text(gold.texts[-1], key=gold.number, label="•", hang=14)
            gold.practices.append(f"The crew of Port {number}")
            press.box([(f"Good practice: The crew of Port {number}", BOLD), (words.prose(3), BODY)], fill="#fff4d6")
            made.gold.append(gold)
    made.practices = [name for gold in made.gold for name in gold.practices]
    _chapter(press, words, "Annex")
    return close(press, made)


@cells
def set_into_text(path: Path) -> Made:
    """A bold "Recommendation 7" and a slanted statement, within the running text of every chapter."""
    words = Words(58)
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "Said in passing")
    for number in range(1, 13):
        if number % 3 == 1:
            press.text(f"Chapter {number // 3 + 1}", H1, gap=24, keep=6)
        press.text(words.prose(6))
        gold = Gold(str(number), "", [words.paragraph(2)])
        press.text(f"Recommendation {number}", BOLD, gap=12, keep=4)
        press.text(gold.text, BODY._replace(font="Helvetica-Oblique"), key=gold.number)
        press.text(words.prose(5), gap=12)
        made.gold.append(gold)
    return close(press, made)


@cells
def cards(path: Path) -> Made:
    """Tinted cards, two in a row, so that the columns hold odd and even numbers."""
    words = Words(59)
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "A hand of cards")
    _chapter(press, words, "Introduction")
    press.page_break()
    press.text("Recommendations", H1)
    wide = (press.measure - 16) / 2
    for row in range(4):
        texts = [words.paragraph(2) for _ in range(2)]
        broken = [press.broken(text, BODY, wide - 20) for text in texts]
        tall = max(map(len, broken)) * _LINE + 40
        for place, lines in enumerate(broken):
            number, left = 2 * row + place + 1, press.left + place * (wide + 16)
            press.canvas.setFillColor(HexColor("#e8f0fa"))
            press.canvas.rect(left, press.y - tall, wide, tall, stroke=0, fill=1)
            _lines(press, left + 10, press.y - 6, [f"Recommendation {number}"], BOLD)
            _lines(press, left + 10, press.y - 26, lines)
            press.remember(str(number))
            made.gold.append(Gold(str(number), "", [texts[place]]))
        press.y -= tall + 14
    press.page_break()
    _chapter(press, words, "Conclusion")
    return close(press, made)


@cells
def labels_in_capitals(path: Path) -> Made:
    """A small label in capitals, a large title, and the same two sub-headings below each."""
    words, title = Words(60), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "Small labels")
    _chapter(press, words, "Introduction")
    press.text("Our proposals", H1, gap=24)
    for number in range(1, 8):
        gold = Gold(str(number), next(title), ["Context", words.paragraph(3), "What we recommend", words.paragraph(3)])
        press.text(f"RECOMMENDATION {number}", Look("Helvetica", 8, HexColor("#e87722")), gap=22, keep=9)
        press.text(gold.title, H2, gap=2, keep=6)
        for heading, text in zip(gold.texts[::2], gold.texts[1::2], strict=True):
            press.text(heading, BOLD._replace(size=11.5), gap=10, keep=3)
            press.text(text, key=gold.number)
        made.gold.append(gold)
    _chapter(press, words, "End")
    return close(press, made)
