"""Reports that number none of their recommendations, each made with its gold; the names U1, U2 ... are ours."""

from __future__ import annotations

from pathlib import Path

from tests.report_layouts import H1, H2, H3, Layout, close, cover, say
from tests.report_maker import BODY, BOLD, ITALIC, Gold, Made, Press, Words, titles

UNNUMBERED: dict[str, Layout] = {}


def unnumbered(function: Layout) -> Layout:
    """Put a layout on the list."""
    UNNUMBERED[function.__name__] = function
    return function


def _background(press: Press, words: Words, *names: str) -> None:
    """Set chapters that recommend nothing, with lists and bold openings of their own."""
    for name in names:
        press.text(name, H1, gap=24, keep=5)
        press.text(words.prose(6))
        for _ in range(3):
            press.text(words.prose(1), label="•", hang=14)
        opening = "What the hearings showed."
        press.text(f"{opening} {words.prose(3)}", lead=opening, gap=12)


@unnumbered
def headings_in_a_section(path: Path) -> Made:
    """Each recommendation has a heading and some paragraphs in the chapter "Recommendations"."""
    words, title = Words(41), titles()
    press = Press(path, head=lambda page: "" if page == 1 else "The tide tables", foot=str)
    made = Made(path, [])
    cover(press, "The tide tables")
    _background(press, words, "How we worked", "What we heard")
    press.text("Recommendations", H1, gap=24, keep=6)
    press.text(words.prose(3))
    for number in range(1, 8):
        gold = Gold(f"U{number}", next(title), words.statement())
        press.text(gold.title, H2, gap=14, keep=4)
        say(press, gold)
        if number == 4:  # a numbered list inside one of them numbers no recommendation
            for step in range(1, 4):
                gold.texts.append(f"{step}. {words.sentence()}")
                press.text(gold.texts[-1], key=gold.number)
        made.gold.append(gold)
    press.text("Annex: Witnesses", H1, gap=24)
    press.text(words.prose(5))
    return close(press, made)


@unnumbered
def bold_openings(path: Path) -> Made:
    """Each recommendation is a paragraph or two with a bold opening, under "Our recommendations"."""
    words, title = Words(42), titles()
    press = Press(path, hyphenate=True, foot=lambda page: f"{page} | Coastal papers")
    made = Made(path, [])
    cover(press, "Coastal papers")
    _background(press, words, "Introduction", "Findings")
    press.text("Our recommendations", H1, gap=24, keep=6)
    press.text(words.prose(2))
    for number in range(1, 7):
        gold = Gold(f"U{number}", next(title), [words.paragraph(3), words.paragraph(2)])
        opening = f"{gold.title}."
        press.text(f"{opening} {gold.texts[0]}", lead=opening, key=gold.number, gap=12)
        press.text(gold.texts[1], key=gold.number)
        made.gold.append(gold)
    press.text("Thanks", H1, gap=24)
    press.text(words.prose(4))
    return close(press, made)


@unnumbered
def bullets_by_addressee(path: Path) -> Made:
    """List items under sub-headings that name who is addressed; a summary in front prints them all as well."""
    words = Words(43)
    press = Press(path, foot=str)
    made = Made(path, [])
    golds = [Gold(f"U{n}", "", [words.paragraph(2)]) for n in range(1, 10)]
    cover(press, "Ropes and knots")
    press.text("Summary of recommendations", H1)
    for gold in golds:
        press.text(gold.text, label="•", hang=14, key=gold.number)
    press.page_break()
    _background(press, words, "What ropes are for")
    press.text("Recommendations", H1, gap=24, keep=6)
    press.text(words.prose(2))
    for gold, name in zip(golds[::3], ("Towns", "Ministries", "Pilots"), strict=True):
        press.text(f"To the {name.lower()}", H3, gap=14, keep=4)
        for each in golds[golds.index(gold) : golds.index(gold) + 3]:
            press.text(each.text, label="•", hang=14, key=each.number)
            made.gold.append(each)
    press.text("Conclusion", H1, gap=24)
    press.text(words.prose(5))
    return close(press, made)


@unnumbered
def labelled_without_numbers(path: Path) -> Made:
    """The label "Recommendation:" before slanted sentences in every chapter, with a list below some of them."""
    words = Words(44)
    press = Press(path, foot=str, head=lambda page: "" if page == 1 else "Inquiry into the lamps")
    made = Made(path, [])
    cover(press, "Inquiry into the lamps")
    for number in range(1, 8):
        if number % 3 == 1:
            press.text(f"The lamps of the {('north', 'south', 'west')[number // 3]}", H1, gap=24, keep=5)
        press.text(words.prose(6))
        gold = Gold(f"U{number}", "", [words.paragraph(1)])
        press.text(f"Recommendation: {gold.texts[0]}", ITALIC, key=gold.number, gap=12)
        if number % 2:
            for _ in range(2):
                gold.texts.append(words.sentence())
                press.text(gold.texts[-1], label="•", hang=14, key=gold.number)
        made.gold.append(gold)
        press.text(words.prose(4), gap=12)
    return close(press, made)


@unnumbered
def sentences_that_recommend(path: Path) -> Made:
    """Plain paragraphs, each of which recommends, in a short chapter at the end."""
    words = Words(45)
    press = Press(path, columns=2, foot=str)
    made = Made(path, [])
    cover(press, "On ferries")
    _background(press, words, "Ferries today", "Ferries tomorrow")
    press.text("Conclusions and recommendations", H1, gap=24, keep=6)
    press.text("Conclusions", H2, gap=12)
    press.text(words.prose(5))
    press.text("Recommendations", H2, gap=12, keep=5)
    for number in range(1, 6):
        gold = Gold(f"U{number}", "", [f"We recommend that this be done first. {words.paragraph(2)}"])
        press.text(gold.text, BODY, key=gold.number, gap=10)
        made.gold.append(gold)
    press.text("Bibliography", H1, gap=24)
    press.text("Harbour, A. (2019). The lamp and the rope.", BOLD)
    return close(press, made)
