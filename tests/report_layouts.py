"""The layouts in which reports print their recommendations, each made with its gold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportlab.lib.colors import HexColor

from tests.report_maker import (
    BODY,
    BOLD,
    ITALIC,
    Gold,
    Look,
    Made,
    Press,
    Words,
    register_fonts,
    roman,
    titles,
    with_ligatures,
)

H1 = Look("Helvetica-Bold", 20, HexColor("#123a6b"))
H2 = Look("Helvetica-Bold", 14, HexColor("#123a6b"))
H3 = Look("Helvetica-Bold", 11.5)
PARTS = ("Part A: Quiet harbours", "Part B: Bright beacons", "Part C: Safe passages", "Part D: Fair shores")

Layout = Callable[[Path], Made]
LAYOUTS: dict[str, Layout] = {}


def layout(function: Layout) -> Layout:
    """Put a layout on the list."""
    LAYOUTS[function.__name__] = function
    return function


def cover(press: Press, title: str) -> None:
    press.text(title, Look("Helvetica-Bold", 28), gap=160)
    press.text("Report of the Commission of Inquiry into Coastal Affairs", Look("Helvetica", 14), gap=20)
    press.page_break()


def close(press: Press, made: Made, key: Callable[[Gold], object] = lambda gold: gold.number) -> Made:
    press.close()
    for gold in made.gold:
        gold.pages = press.places[key(gold)]
    made.pages = press.page
    return made


def say(press: Press, gold: Gold, **how: object) -> None:
    for text in gold.texts:
        press.text(text, key=gold.number, **how)  # type: ignore[arg-type]


@layout
def headed_chapters(path: Path) -> Made:
    """Headings "Recommendation 7: Title", over several lines, in parts; contents with dots, roman front matter,
    running heads, footnotes, reasons and panels of good practice below each."""
    words, title = Words(1), titles()
    press = Press(
        path,
        head=lambda page: "" if page < 4 else "Commission of Inquiry into Coastal Affairs  |  Final report",
        foot=lambda page: "" if page == 1 else ("ii", "iii")[page - 2] if page < 4 else str(page - 3),
    )
    made = Made(path, [])
    cover(press, "Living with the tides")
    press.text("Contents", H1)
    names = [next(title) for _ in range(12)]
    for number, name in enumerate(names, 1):
        press.text(f"Recommendation {number}: {name} {'.' * 40} {number + 2}", gap=2)
    press.page_break()
    press.text("Foreword", H1)
    press.text(words.prose(8))
    press.page_break()
    for number, name in enumerate(names, 1):
        if number % 4 == 1:
            press.text(PARTS[number // 4], H1, gap=24)
            press.text(words.prose(), note=str(number))
            press.footnote(str(number), "Minutes of the third hearing, annex 4.")
        long_name = (
            f"{name} through joint planning and a shared calendar of works on every coast" if number % 3 == 0 else name
        )
        gold = Gold(str(number), long_name, [words.paragraph(4), words.paragraph(3)], part=PARTS[(number - 1) // 4])
        press.text(f"Recommendation {number}: {long_name}", H2, gap=18, keep=4)
        say(press, gold)
        press.text("Why this matters", H3, gap=12, keep=3)
        reasons = [words.prose(3)]
        press.text(reasons[0], key=gold.number)
        gold.texts += ["Why this matters", *reasons]
        if number % 3 == 1:
            gold.practices.append(f"The pilots of Port {number}")
            press.box([(f"Good practice: The pilots of Port {number}", BOLD), (words.prose(3), BODY)])
        made.gold.append(gold)
    press.text("Annex: Members of the Commission", H1, gap=24)
    press.text(words.prose(5))
    made.labels = {1: "1", 2: "ii", 3: "iii", **{p: str(p - 3) for p in range(4, 99)}}
    made.practices = [name for gold in made.gold for name in gold.practices]
    return close(press, made)


@layout
def boxed_twice(path: Path) -> Made:
    """Bare "Recommendation 7" in panels among numbered paragraphs, and all of them once more in a list at the end."""
    words = Words(2)
    press = Press(path, foot=lambda page: f"Page {page}")
    made = Made(path, [])
    cover(press, "The price of salt")
    paragraph = 0
    for number in range(1, 10):
        if number % 3 == 1:
            press.text(f"Chapter {number // 3 + 1}", H1, gap=24, keep=5)
        for _ in range(3):
            paragraph += 1
            press.text(words.prose(5), label=f"{paragraph}.", hang=30)
        gold = Gold(str(number), "", words.statement())
        press.box(
            [(f"Recommendation {number}", BOLD), *((t, BODY) for t in gold.texts)],
            key=gold.number,
            frame=number % 2 == 0,
        )
        made.gold.append(gold)
    press.page_break()
    press.text("Summary of recommendations", H1)
    for gold in made.gold:
        press.text(f"Recommendation {gold.number}", BOLD, gap=12, keep=3)
        say(press, gold)
    return close(press, made)


@layout
def hanging_list(path: Path) -> Made:
    """Bare "7." hanging in one section; other numbers open paragraphs, lists, notes and the contents."""
    words = Words(3)
    press = Press(path, head=lambda page: "THE PRICE OF SALT", foot=str)
    made = Made(path, [])
    cover(press, "Ferries for everyone")
    press.text("1. Introduction", H1)
    for number in range(1, 31):
        if number in (9, 18):
            press.text(f"{number // 9 + 1}. What we heard", H1, gap=20, keep=4)
        press.text(words.prose(3), label=f"{number}.", hang=28, note=str(number))
        press.footnote(str(number), f"Evidence of witness {number}, day {number}.")
        if number % 10 == 5:
            for item in range(1, 4):
                press.text(words.sentence("could"), label=f"{item}.", hang=18, indent=40, gap=2)
    press.text("4. Conclusions and recommendations", H1, gap=20, keep=4)
    for number in range(1, 15):
        gold = Gold(str(number), "", [words.paragraph(3)])
        press.text(gold.texts[0], label=f"{number}.", hang=24, key=gold.number)
        made.gold.append(gold)
    press.text("Annex 1: Witnesses", H1, gap=20, keep=4)
    for number in range(1, 12):
        press.text(f"Captain Number {number}, master of the ferry", label=f"{number}.", hang=24, gap=2)
    return close(press, made)


@layout
def flush_parentheses(path: Path) -> Made:
    """ "7)" at the margin, only the first line numbered, with (a)(b)(c) parts and bullets."""
    words = Words(4)
    press = Press(path)
    made = Made(path, [])
    cover(press, "Lights along the shore")
    press.text("Findings", H1)
    for _ in range(6):
        press.text(words.prose(5))
    press.text("We recommend that:", H2, gap=18, keep=4)
    for number in range(1, 9):
        first = words.paragraph(2)
        gold = Gold(str(number), "", [first])
        press.text(f"{number}) {first}", key=gold.number, gap=10)
        if number % 2:
            for letter in "abc":
                item = words.sentence()
                press.text(f"({letter}) {item}", key=gold.number, indent=22, gap=2)
                gold.texts.append(f"({letter}) {item}")
        else:
            for _ in range(3):
                item = words.sentence()
                press.text(item, label="•", hang=12, indent=18, key=gold.number, gap=2)
                gold.texts.append(item)
        made.gold.append(gold)
    press.text("Thanks", H1, gap=20, keep=4)
    press.text(words.prose(4))
    return close(press, made)


@layout
def letter_numbers(path: Path) -> Made:
    """ "R7" with a title in bold on the same line, text below; sorted into chapters."""
    words, title = Words(5), titles()
    press = Press(path, foot=lambda page: f"– {page} –")
    made = Made(path, [])
    cover(press, "Warnings that arrive")
    for number in range(1, 17):
        if number % 4 == 1:
            press.text(PARTS[number // 4], H1, gap=24, keep=6)
            press.text(words.prose(4))
        gold = Gold(str(number), next(title), words.statement(), part=PARTS[(number - 1) // 4])
        press.text(f"R{number}  {gold.title}", BOLD, gap=14, keep=4)
        say(press, gold)
        made.gold.append(gold)
    return close(press, made)


@layout
def dotted_chapter(path: Path) -> Made:
    """ "8.12" in the last chapter of a report whose paragraphs are all numbered 1.1, 1.2 and so on."""
    words = Words(6)
    press = Press(path, head=lambda page: f"{page} COASTAL AFFAIRS" if page % 2 == 0 else f"COASTAL AFFAIRS {page}")
    made = Made(path, [])
    cover(press, "Who keeps the harbour")
    for chapter in range(1, 8):
        press.text(f"CHAPTER {chapter}: HARBOUR MATTERS {chapter}", H3, gap=24, keep=4)
        for number in range(1, 7):
            press.text(words.prose(4), label=f"{chapter}.{number}.", hang=30)
    press.text("CHAPTER 8: CONCLUSIONS AND RECOMMENDATIONS", H3, gap=24, keep=4)
    for number in range(1, 15):
        if number % 5 == 1:
            press.text(f"On harbour matters {number}", ITALIC, gap=12, keep=3)
        gold = Gold(f"8.{number}", "", [words.paragraph(3)])
        press.text(gold.texts[0], label=f"8.{number}.", hang=30, key=gold.number)
        made.gold.append(gold)
    press.text("APPENDIX 1: MEMBERS", H3, gap=24, keep=4)
    press.text(words.prose(4))
    return close(press, made)


@layout
def three_levels(path: Path) -> Made:
    """ "1.1.1 Title" below numbered chapters and sections."""
    words, title = Words(7), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "Recommendations for a calmer coast")
    for chapter in range(1, 4):
        press.text(f"{chapter} Recommendations on subject {chapter}", H1, gap=24, keep=8)
        for section in range(1, 3):
            press.text(f"{chapter}.{section} Aspect {section} of subject {chapter}", H2, gap=14, keep=6)
            press.text(words.prose(3))
            for item in range(1, 4):
                gold = Gold(f"{chapter}.{section}.{item}", next(title), words.statement())
                press.text(f"{gold.number} {gold.title}", H3, gap=10, keep=4)
                say(press, gold)
                made.gold.append(gold)
    return close(press, made)


@layout
def roman_numbers(path: Path) -> Made:
    """ "Recommendation IV – Title"."""
    words, title = Words(8), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "The long jetty")
    press.text("Background", H1)
    press.text(words.prose(10))
    press.text("Our recommendations", H1, gap=24)
    for number in range(1, 12):
        gold = Gold(roman(number), next(title), words.statement())
        press.text(f"Recommendation {gold.number} – {gold.title}", BOLD, gap=14, keep=4)
        say(press, gold)
        made.gold.append(gold)
    return close(press, made)


@layout
def two_columns(path: Path) -> Made:
    """Two columns with words broken at line ends, ligatures, soft hyphens, and panels in the columns."""
    register_fonts()
    body, bold = Look("Vera", 9), Look("VeraBd", 10.5)
    words, title = Words(9), titles()
    press = Press(
        path, columns=2, foot=str, hyphenate=True, dress=with_ligatures, head=lambda page: "The two-sided report"
    )
    made = Made(path, [])
    press.text("The two-sided report", Look("VeraBd", 22), gap=100, width=440)
    press.page_break()
    for number in range(1, 13):
        gold = Gold(str(number), next(title), words.statement())
        press.text(f"Recommendation {number}. {gold.title}", bold, gap=14, keep=5)
        say(press, gold, look=body)
        if number % 4 == 2:
            name = f"Village {number}"
            press.box([(f"Case study: {name}", Look("VeraBd", 9)), (words.prose(2), body)], fill="#fff2d8")
            gold.practices.append(name)
        made.gold.append(gold)
    made.practices = [name for gold in made.gold for name in gold.practices]
    return close(press, made)


@layout
def browser_print(path: Path) -> Made:
    """A web page printed from a browser: date and title above, address and page below."""
    words, title = Words(10), titles()
    press = Press(
        path,
        head=lambda page: "23/11/2026, 09:41     Independent review of slipways - GOV.EXAMPLE",
        foot=lambda page: f"https://www.gov.example/publications/slipways/final-report      {page}/9",
    )
    made = Made(path, [])
    press.text("Independent review of slipways", H1)
    press.text(words.prose(8))
    press.text("Recommendations", H2, gap=18)
    for number in range(1, 11):
        gold = Gold(str(number), next(title), words.statement())
        press.text(f"Recommendation {number}: {gold.title}", H3, gap=14, keep=4)
        say(press, gold)
        made.gold.append(gold)
    return close(press, made)


@layout
def many_in_parts(path: Path) -> Made:
    """Thirty-three recommendations in four parts, "7. Title" in bold with the text below."""
    words, title = Words(11), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "Thirty-three steps to the sea")
    press.text("Introduction", H1)
    press.text(words.prose(8))
    press.page_break()
    bounds = (1, 10, 18, 26)
    for number in range(1, 34):
        part = PARTS[sum(number >= b for b in bounds) - 1]
        if number in bounds:
            press.text(f"{part} – our recommendations", H1, gap=24, keep=6)
            press.text(words.prose(3))
        gold = Gold(str(number), next(title), words.statement(), part=f"{part} – our recommendations")
        press.text(f"{number}. {gold.title}", BOLD, gap=12, keep=4)
        say(press, gold)
        made.gold.append(gold)
    return close(press, made)


@layout
def summary_first(path: Path) -> Made:
    """A numbered list in the executive summary, then each in its chapter as "Recommendation 7" with a longer text."""
    words, title = Words(12), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "A second look at the sea wall")
    press.text("Executive summary", H1)
    press.text("The Commission makes the following recommendations:")
    for number in range(1, 8):
        gold = Gold(str(number), next(title), words.statement())
        press.text(f"{gold.title}. {gold.texts[0]}", label=f"{number}.", hang=22, gap=4)
        made.gold.append(gold)
    for gold in made.gold:
        press.page_break()
        press.text(f"Chapter {gold.number}", H1)
        press.text(words.prose(8))
        press.text(f"Recommendation {gold.number}: {gold.title}", H3, gap=14, keep=4)
        for text in gold.texts:
            press.text(text, key=gold.number)
    made.also_on = (2,)
    return close(press, made)


@layout
def restarting_chapters(path: Path) -> Made:
    """Numbers that start again in every chapter; the same number means another recommendation."""
    words, title = Words(13), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "Three coasts, three answers")
    for chapter in range(1, 4):
        press.text(f"Coast {chapter}", H1, gap=24, keep=6)
        press.text(words.prose(6))
        for number in range(1, 5):
            gold = Gold(str(number), next(title), words.statement(), part=f"Coast {chapter}")
            press.text(f"Recommendation {number}: {gold.title}", H3, gap=14, keep=4)
            for text in gold.texts:
                press.text(text, key=(gold.part, gold.number))
            made.gold.append(gold)
    return close(press, made, key=lambda gold: (gold.part, gold.number))


@layout
def run_in_bold(path: Path) -> Made:
    """ "Recommendation 7. Title." in bold, the text going on in the same line; prose that refers to numbers."""
    words, title = Words(14), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "Sand that stays")
    for number in range(1, 10):
        press.text(f"What happened to beach {number}", H2, gap=16, keep=5)
        for _ in range(2):
            press.text(
                f"{words.prose(2)} This is taken up again in Recommendation {number}, below, and in our earlier"
                f" Recommendation 4. {words.prose(2)}"
            )
        gold = Gold(str(number), next(title), [words.paragraph(3)])
        lead = f"Recommendation {number}. {gold.title}."
        press.text(f"{lead} {gold.texts[0]}", key=gold.number, lead=lead, gap=10)
        made.gold.append(gold)
    return close(press, made)


@layout
def capitals(path: Path) -> Made:
    """ "RECOMMENDATION 7" in capitals on its own line, the title below it, the text below that."""
    words, title = Words(15), titles()
    press = Press(path, foot=lambda page: f"{page} of 20")
    made = Made(path, [])
    cover(press, "Reefs and reason")
    press.text("THE CASE FOR CHANGE", H1)
    press.text(words.prose(8))
    for number in range(1, 9):
        gold = Gold(str(number), next(title), words.statement())
        press.text(f"RECOMMENDATION {number}", Look("Helvetica-Bold", 9, HexColor("#777777")), gap=20, keep=6)
        press.text(gold.title, H2, gap=2, keep=4)
        say(press, gold)
        made.gold.append(gold)
    return close(press, made)


@layout
def ruled_table(path: Path) -> Made:
    """A ruled table with number, recommendation and who should act."""
    words = Words(16)
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "Table of duties")
    press.text("Findings", H1)
    press.text(words.prose(8))
    press.page_break()
    press.text("Table of recommendations", H1)
    press.y -= 12
    for number in range(1, 10):
        gold = Gold(str(number), "", [words.paragraph(2), "Ministry of Tides"])
        press.row([str(number), *gold.texts], [30, 300, 110], key=gold.number)
        made.gold.append(gold)
    return close(press, made)


@layout
def big_digits(path: Path) -> Made:
    """A large digit in the margin beside title and text."""
    words, title = Words(17), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "Ten ideas for the estuary")
    press.text("Our recommendations", H1)
    for number in range(1, 9):
        gold = Gold(str(number), next(title), words.statement())
        press.text(gold.title, BOLD, gap=20, label=str(number), hang=40, label_look=Look("Helvetica-Bold", 24), keep=5)
        for text in gold.texts:
            press.text(text, key=gold.number, hang=40)
        made.gold.append(gold)
    return close(press, made)


@layout
def plain_headings(path: Path) -> Made:
    """Numbered headings that never say recommendation, with the same sub-headings and examples below each."""
    words, title = Words(18), titles()
    press = Press(path, foot=str, head=lambda page: "Commission of Inquiry into Coastal Affairs" if page > 1 else "")
    made = Made(path, [])
    cover(press, "Recommendation report of the Commission on Clear Waters")
    press.text("Introduction", H1)
    press.text(words.prose(10))
    press.page_break()
    for number in range(1, 16):
        part = PARTS[(number - 1) // 5]
        if number % 5 == 1:
            press.text(part, H1, gap=30, keep=6)
            press.text(words.prose(4))
        gold = Gold(str(number), next(title), [words.prose(3)], part=part)
        press.text(f"{number}. {gold.title}", H2, gap=16, keep=4)
        press.text(gold.texts[0], key=gold.number)
        for name in ("At European level", "At national and regional level"):
            press.text(name, H3, gap=8, keep=3)
            gold.texts.append(name)
            for _ in range(2):
                item = words.sentence("could")
                press.text(item, label="•", hang=12, indent=10, gap=2, key=gold.number)
                gold.texts.append(item)
        if number % 2:
            name = f"The {number} lamps initiative (Norway)"
            press.text("Good practice example", H3, gap=8, keep=4)
            press.text(name, BOLD, gap=2, keep=3)
            press.text(words.prose(3))
            gold.practices.append(name)
        made.gold.append(gold)
    press.text("Annex: List of members", H1, gap=30)
    press.text(words.prose(4))
    made.practices = [name for gold in made.gold for name in gold.practices]
    return close(press, made)


@layout
def letters_by_part(path: Path) -> Made:
    """ "A1", "A2", then "B1": every part has a letter of its own."""
    words, title = Words(19), titles()
    press = Press(path, foot=str)
    made = Made(path, [])
    cover(press, "Recommendations for the outer islands")
    for part, letter in zip(PARTS, "GDBF", strict=True):
        press.text(part, H1, gap=26, keep=6)
        press.text(words.prose(5))
        for number in range(1, 5):
            gold = Gold(f"{letter}{number}", next(title), words.statement(), part=part)
            press.text(f"{gold.number}. {gold.title}", H3, gap=14, keep=4)
            say(press, gold)
            made.gold.append(gold)
    return close(press, made)
