"""What is printed around the text: running heads and feet, page numbers, browser print; and the printed page labels.

Nothing is known by its wording. A line is furniture when it stands at the edge of the page and comes again at the
same place on other pages, numbers aside; or when it stands where others do and carries the page's number.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus.importer.lines import Line
from corpus.importer.markers import numbered_recommendation, roman_value
from corpus.importer.page import Page

_EDGE = 0.14
"""Share of the page's height, above and below, where furniture stands."""
_ROMAN = r"[ivxlc]{1,7}"
_NUMBER = re.compile(rf"(?<![\w.,/-])(?:\d{{1,4}}|{_ROMAN})(?!\w|[.,/-]\d)", re.IGNORECASE)
_ONLY_NUMBER = re.compile(
    rf"\W*(?:p\.|pp\.|page|seite|p[áa]gina)?\W*(?P<n>\d{{1,4}}|{_ROMAN})(?:\W*(?:/|of|\||de|von|sur)\W*\d{{1,4}})?\W*",
    re.IGNORECASE,
)
_NAMED_NUMBER = re.compile(
    rf"^\W*page (?P<first>\d{{1,4}}|{_ROMAN})\b|\bpage (?P<last>\d{{1,4}}|{_ROMAN})\W*$", re.IGNORECASE
)
_BROWSER = re.compile(
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? +\d{1,2}:\d{2}\b.*|(?:(?:https?|file)://\S+|about:blank) +\d{1,4}/\d{1,4}"
)
_NEAR = 2.5


@dataclass(slots=True)
class Furniture:
    """Lines that are no text of the report, by reason."""

    removed: Counter[str] = field(default_factory=Counter)
    samples: dict[str, str] = field(default_factory=dict)
    """A removed line for each reason, for the account."""

    def note(self, reason: str, line: Line) -> None:
        """Count a removed line."""
        self.removed[reason] += 1
        self.samples.setdefault(reason, line.text)


def remove_furniture(pages: Sequence[Page]) -> Furniture:
    """Take running heads, feet and page numbers out of `pages`, and set the printed labels."""
    found = Furniture()
    numbers = _printed_numbers(pages)
    _set_labels(pages, numbers)
    reasons = {page.number: _reasons(page, numbers.get(page.number)) for page in pages}
    repeated = _repeated(pages)
    titles = _titles(pages)
    for page in pages:
        if (head := _echo(page, titles)) is not None:
            reasons[page.number].setdefault(head, "running head or foot")
        for position, line in _edge_lines(page):
            if (_key(line, page), line.text) in repeated:
                reasons[page.number].setdefault(position, "running head or foot")
    _fill_bands(pages, reasons)
    for page in pages:
        for position in reasons[page.number]:
            found.note(reasons[page.number][position], page.lines[position])
        page.lines = [line for i, line in enumerate(page.lines) if i not in reasons[page.number]]
    return found


def _edge_lines(page: Page) -> list[tuple[int, Line]]:
    """List the lines near the upper and lower edge with their positions."""
    top, bottom = _EDGE * page.height, (1 - _EDGE) * page.height
    return [(i, line) for i, line in enumerate(page.lines) if line.y < top or line.y > bottom]


def _reasons(page: Page, number: _Printed | None) -> dict[int, str]:
    """Return the lines of a page that need no other page to be known: its number, browser print."""
    reasons: dict[int, str] = {}
    for position, line in _edge_lines(page):
        if _BROWSER.fullmatch(line.text):
            reasons[position] = "browser print"
        elif number is not None and position == number.position:
            reasons[position] = "page number" if _ONLY_NUMBER.fullmatch(line.text) else "running head or foot"
    return reasons


# --- printed page numbers


class _Series(NamedTuple):
    """What the page numbers of a stretch of the report have in common."""

    kind: str
    """"roman" or "arabic"."""
    offset: int
    """Printed number less PDF page."""
    place: int
    """Height on the page, in steps of six points from the nearer edge; negative below."""


@dataclass(frozen=True, slots=True)
class _Printed:
    """A page number as printed on a page."""

    label: str
    position: int
    """Which of the page's lines carries it."""


def _printed_numbers(pages: Sequence[Page]) -> dict[int, _Printed]:
    """Return the printed number of each page whose number is part of a series."""
    seen: dict[int, list[tuple[_Series, _Printed]]] = {}
    support: dict[_Series, set[int]] = defaultdict(set)
    heads = Counter(_key(line, page)[0] for page in pages for _, line in _edge_lines(page))
    for page in pages:
        seen[page.number] = list(_candidates(page, heads))
        for series, _ in seen[page.number]:
            for place in (series.place - 1, series.place, series.place + 1):
                support[series._replace(place=place)].add(page.number)
    chosen: dict[int, _Printed] = {}
    enough = min(3, max(2, len(pages) // 2))
    for number, candidates in seen.items():
        best = max(candidates, key=lambda c: _neighbours(support[c[0]], number), default=None)
        # Front matter may be short: two roman numbers that count on are enough.
        needed = 2 if best is not None and best[0].kind == "roman" else enough
        if best is not None and _neighbours(support[best[0]], number) >= needed:
            chosen[number] = best[1]
    return {number: printed for number, printed in chosen.items() if not _is_stray(number, chosen)}


def _is_stray(number: int, chosen: dict[int, _Printed]) -> bool:
    """Say whether a number, such as that of a note, counts otherwise than those of nearly all pages around it."""
    around = range(number - 10, number + 11)
    offsets = Counter(int(chosen[n].label) - n for n in around if n in chosen and chosen[n].label.isdigit())
    if not offsets or not chosen[number].label.isdigit():
        return False
    usual, count = offsets.most_common(1)[0]
    own = int(chosen[number].label) - number
    return own != usual and offsets[own] <= 3 and count >= 4 * offsets[own]


def _candidates(page: Page, heads: Counter[str]) -> Iterator[tuple[_Series, _Printed]]:
    """Yield what may be the page's number: one that stands alone, or beside words that come again on other pages."""
    for position, line in _edge_lines(page):
        if heads[_key(line, page)[0]] < 2 and not _ONLY_NUMBER.fullmatch(line.text):
            continue
        height = line.y if line.y < page.height / 2 else line.y - page.height
        for word in _outer_numbers(line.text):
            kind, value = ("arabic", int(word)) if word.isdigit() else ("roman", roman_value(word))
            if value:
                yield _Series(kind, value - page.number, round(height / 6)), _Printed(word, position)


def _outer_numbers(text: str) -> list[str]:
    """Return the numbers that a line is, begins with or ends with."""
    if len(text) > 110:
        return []
    only = _ONLY_NUMBER.fullmatch(text)
    if only:
        return [only["n"].lower()]
    if numbered_recommendation(text):
        return []
    if named := _NAMED_NUMBER.search(text):
        return [(named["first"] or named["last"]).lower()]
    found = list(_NUMBER.finditer(text))
    at_edges = [m for m in found if m.start() == 0 or m.end() >= len(text.rstrip(" .|–-"))]
    return [m.group().lower() for m in at_edges]


def _neighbours(numbers: set[int], page: int) -> int:
    """Count the pages near `page` that support a numbering."""
    return sum(1 for n in range(page - 6, page + 7) if n in numbers)


def _set_labels(pages: Sequence[Page], numbers: dict[int, _Printed]) -> None:
    """Set each page's label: printed; else continued from printed neighbours; else the PDF's own; else its number."""
    offsets = {n: int(p.label) - n for n, p in numbers.items() if p.label.isdigit()}
    for page in pages:
        if page.number in numbers:
            page.label = numbers[page.number].label
            continue
        before = max((n for n in offsets if n < page.number), default=None)
        after = min((n for n in offsets if n > page.number), default=None)
        between = before is not None and after is not None and offsets[before] == offsets[after]
        if between and before is not None:
            page.label = str(page.number + offsets[before])
        elif not page.label:
            page.label = str(page.number)


# --- repeated lines


def _titles(pages: Sequence[Page]) -> set[str]:
    """Return, in letters alone, the lines that are set large: titles and chapter headings."""
    sizes = Counter(line.style.size for page in pages for line in page.lines for _ in range(len(line.text)))
    usual = sizes.most_common(1)[0][0] if sizes else 10.0
    large = (_letters(line.text) for page in pages for line in page.lines if line.style.size > 1.2 * usual)
    return {title for title in large if len(title) >= 8}


def _echo(page: Page, titles: set[str]) -> int | None:
    """Return the line that stands alone at the top of a page and only names the report or chapter again."""
    if len(page.lines) < 3:
        return None
    position = min(range(len(page.lines)), key=lambda i: page.lines[i].y)
    line, others = page.lines[position], [other for i, other in enumerate(page.lines) if i != position]
    apart = min(other.y for other in others) - line.y > 1.9 * line.style.size
    if line.y > _EDGE * page.height or not apart or numbered_recommendation(line.text):
        return None
    text = _letters(line.text)
    named = sum(len(title) for title in titles if title in text)
    small = not any(_letters(line.text) == title and line.style.size > 11.9 for title in titles)
    return position if small and named >= max(8, 0.6 * len(text)) else None


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalpha())


_Key = tuple[str, int, bool]


def _key(line: Line, page: Page) -> _Key:
    """Return what makes two lines the same furniture: words without numbers, and height on the page."""
    text = line.text.lower()
    if not numbered_recommendation(line.text):
        text = _NUMBER.sub("#", text)
    top = line.y < page.height / 2
    # Feet stand at a distance from the lower edge, so that pages of two heights agree.
    place = line.y if top else page.height - line.y
    return " ".join(text.split()), round(place / (2 * _NEAR)), top


def _repeated(pages: Sequence[Page]) -> set[tuple[_Key, str]]:
    """Return the lines, as key and text, that are printed at one place on enough pages.

    The numbers in them may differ only as page numbers do: "Chapter 3" above "Chapter 4" is no running head. Nor is
    a heading that comes again at the top of the text, where other pages have text.
    """
    at: dict[_Key, dict[int, str]] = defaultdict(dict)
    for page in pages:
        for _, line in _edge_lines(page):
            text, place, top = _key(line, page)
            for near in (place - 1, place, place + 1):
                at[text, near, top].setdefault(page.number, line.text)
    enough = 3 if len(pages) > 4 else 2
    found: set[tuple[_Key, str]] = set()
    for key, texts in at.items():
        needed = enough if any(c.isalpha() for c in key[0]) else max(enough, 0.3 * len(pages))
        if len(texts) < needed:
            continue
        same = Counter(texts.values())
        counted = _counts_pages(texts)
        found.update((key, text) for text in set(texts.values()) if counted or same[text] >= needed)
    edges = _edges(at, found)
    return {(key, text) for key, text in found if key[1:] in edges}


def _edges(at: dict[_Key, dict[int, str]], found: set[tuple[_Key, str]]) -> set[tuple[int, bool]]:
    """Return the heights at which most pages that have anything there have something repeated."""
    filled: dict[tuple[int, bool], set[int]] = defaultdict(set)
    repeated: dict[tuple[int, bool], set[int]] = defaultdict(set)
    for key, texts in at.items():
        filled[key[1:]].update(texts)
        repeated[key[1:]].update(page for page, text in texts.items() if (key, text) in found)
    return {place for place, pages in filled.items() if len(repeated[place]) >= 0.5 * len(pages)}


def _counts_pages(texts: dict[int, str]) -> bool:
    """Say whether a number in lines that are alike goes up with the pages."""
    steps: Counter[tuple[int, int]] = Counter()
    for page, text in texts.items():
        for place, word in enumerate(_NUMBER.findall(text)):
            value = int(word) if word.isdigit() else roman_value(word)
            if value:
                steps[place, value - page] += 1
    return bool(steps) and max(steps.values()) >= 0.6 * len(texts)


def _fill_bands(pages: Sequence[Page], reasons: dict[int, dict[int, str]]) -> None:
    """Mark the running heads of short chapters too: lines that stand, in the same type, where others were found."""
    bands: Counter[tuple[int, float, str]] = Counter()
    for page in pages:
        for key in {_band(page.lines[i], page) for i in reasons[page.number]}:
            bands[key] += 1
    common = {band for band, count in bands.items() if count >= max(3, 0.25 * len(pages))}
    for page in pages:
        for position, line in _edge_lines(page):
            if _band(line, page) in common and not numbered_recommendation(line.text):
                reasons[page.number].setdefault(position, "running head or foot")


def _band(line: Line, page: Page) -> tuple[int, float, str]:
    top = line.y < page.height / 2
    place = line.y if top else line.y - page.height
    return round(place / _NEAR), line.style.size, line.style.font
