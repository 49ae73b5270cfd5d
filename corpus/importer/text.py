"""Lines -> paragraphs: where one ends, how its lines join (hyphens, ligatures), what bullet opens it.

And paragraphs -> the body of an entry, with the page of every stretch of it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from corpus.importer.lines import Line
from corpus.importer.markers import Marker, find_marker
from corpus.importer.pages import Style

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "Ĳ": "IJ", "ĳ": "ij"}
)
_BULLET = re.compile(
    r"(?:[•▪■●○◦‣⁃∙·➢➤►▶✓✔❖◆□–—*»›-]|[\ue000-\uf8ff])\s+(?=\S)|[•▪■●‣➢➤►❖\uf0b7\uf0a7](?=\w)|o\s+(?=[A-Z])"
)
_ENDS = re.compile(r"[.!?:;][\"”’»)\]]*$")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LAST_PART = re.compile(r"[^\W_]+$")
_FIRST_PART = re.compile(r"[^\W_]+")
_SUB_ITEM = re.compile(r"[(\[]?(?:[a-z]|[ivx]{1,4})[)\].](?=\s)")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, and their text."""

    lines: list[Line]
    text: str = ""
    starts: list[int] = field(default_factory=list)
    """Where each line starts in `text`."""
    bullet: bool = False
    """A list item; the bullet itself is not part of `text`."""
    marker: Marker | None = None
    """The number that it starts with."""
    gap: float = 0.0
    """Distance to the text above, in line heights; 9 at the top of a page or column."""
    level: int = 0
    """Level of a heading, 1 the highest; 0 for text."""
    note: bool = False
    """Part of a table of contents or the like: no text of the report."""

    @property
    def first(self) -> Line:
        """Its first line."""
        return self.lines[0]

    @property
    def last(self) -> Line:
        """Its last line."""
        return self.lines[-1]

    @property
    def page(self) -> int:
        """Page that it starts on."""
        return self.lines[0].page

    @property
    def style(self) -> Style:
        """Style of most of its characters."""
        weights: Counter[Style] = Counter()
        for line in self.lines:
            weights[line.style] += len(line.text)
        return weights.most_common(1)[0][0]

    @property
    def place(self) -> tuple[int, int | None]:
        """The drawn box that it starts in: (page, box or None)."""
        return self.first.page, self.first.box


def make_paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Gather lines, in reading order over all pages, to paragraphs with their text."""
    words = Vocabulary(lines)
    leading = _Leading(lines)
    groups: list[list[Line]] = []
    for position, line in enumerate(lines):
        around = lines[max(0, position - 3) : position + 4]
        if groups and not _breaks(groups[-1], line, around, leading):
            groups[-1].append(line)
        else:
            groups.append([line])
    paragraphs: list[Paragraph] = []
    for group in groups:
        paragraph = _paragraph(group, words)
        if paragraph.text:
            before = paragraphs[-1] if paragraphs else None
            paragraph.gap = _gap(before.last if before else None, paragraph.first)
            paragraphs.append(paragraph)
    return paragraphs


class _Leading:
    """The usual distance between lines of each type size."""

    def __init__(self, lines: Sequence[Line]) -> None:
        steps: dict[float, Counter[float]] = defaultdict(Counter)
        for a, b in pairwise(lines):
            if (a.page, a.column) == (b.page, b.column) and a.style.size == b.style.size:
                step = round(2 * (b.y - a.y)) / 2
                if 0.8 * a.style.size < step < 2.2 * a.style.size:
                    steps[a.style.size][step] += 1
        self._usual: dict[float, float] = {}
        for size, counts in steps.items():
            if counts.total() >= 8:
                self._usual[size] = counts.most_common(1)[0][0]
        # A type size with too few lines to tell is set as loosely as the text is.
        most = max(steps, key=lambda size: steps[size].total(), default=0.0)
        self._loose = max(1.45, 1.12 * self._usual.get(most, 0.0) / max(1.0, most))

    def limit(self, size: float) -> float:
        """Return the distance, in points, from which lines are apart."""
        usual = self._usual.get(size)
        return self._loose * size if usual is None else max(1.22 * usual, usual + 1.5)


def _breaks(group: list[Line], line: Line, around: Sequence[Line], leading: _Leading) -> bool:
    """Say whether a line starts a new paragraph."""
    last = group[-1]
    if _looks_apart(group, line):
        return True
    ended = bool(_ENDS.search(last.text))
    opens = _opens_item(line, ended)
    if (last.page, last.column) != (line.page, line.column) or line.y < last.y - 1:
        return ended or opens or not _runs_on(last, line)
    if line.y - last.y > leading.limit(max(last.style.size, line.style.size)):
        return True
    return opens or _is_indented(group, line, ended) or _is_short(last, line, around, ended)


def _looks_apart(group: list[Line], line: Line) -> bool:
    """Say whether type or box differ so that the line cannot continue the paragraph."""
    last = group[-1]
    if (
        abs(line.style.size - last.style.size) > 0.06 * last.style.size + 0.3
        and min(len(line.text), len(last.text)) > 3
    ):
        return True
    if last.page == line.page and last.box != line.box:
        return True
    if (last.box is None) != (line.box is None):
        return True
    ended = bool(_ENDS.search(last.text))
    whole = all(part.lead == 0 for part in group)
    if whole and last.style.bold != line.opening.bold:
        return last.style.bold or ended
    if whole and last.style.italic != line.opening.italic:
        return ended or (len(group) == 1 and len(last.text) < 60)
    return whole and last.style.colour != line.opening.colour and (len(group) == 1 or ended)


def _opens_item(line: Line, ended: bool) -> bool:
    """Say whether a line starts with a bullet or number that opens an item."""
    if line.hang is not None:
        return True
    if _BULLET.match(line.text):
        return ended or line.text[0] not in "-–—*"
    if _SUB_ITEM.match(line.text):
        return ended
    marker = find_marker(line.text)
    return marker is not None and ended and (marker.form != "plain" or marker.signature != "plain:")


def _runs_on(last: Line, line: Line) -> bool:
    """Say whether a sentence goes on over the end of a page or column."""
    if abs(line.style.size - last.style.size) > 0.6:
        return False
    full = len(last.text) > 40 and last.x1 > last.left + 0.7 * (last.right - last.left)
    return last.hyphen or line.text[:1].islower() or (full and last.style == line.style)


def _is_indented(group: list[Line], line: Line, ended: bool) -> bool:
    em = 0.7 * line.style.size
    last = group[-1]
    text_left = last.hang if len(group) == 1 and last.hang is not None else last.x0
    if line.x0 > text_left + em:
        hanging = len(group) == 1 and (find_marker(last.text) or _BULLET.match(last.text) or _SUB_ITEM.match(last.text))
        return not hanging and (ended or len(group) > 1)
    if line.x0 < text_left - em:
        if len(group) == 1 and last.hang is not None and not ended and abs(line.x0 - last.x0) < em:
            return False  # only the first line stands in, after its number
        # Back to the margin: after a first-line indent the text goes on, after a hanging item it does not.
        return len(group) > 1 or last.hang is not None or (ended and _has_label(last))
    return False


def _has_label(line: Line) -> bool:
    return bool(_BULLET.match(line.text) or find_marker(line.text))


def _is_short(last: Line, line: Line, around: Sequence[Line], ended: bool) -> bool:
    """Say whether the line before ended early: the first word of this one would have fitted into it."""
    edge = max(o.x1 for o in around if (o.page, o.column) == (last.page, last.column) and o.box == last.box)
    first_word = line.text.split(" ", 1)[0]
    width = (line.x1 - line.x0) / max(1, len(line.text)) * (len(first_word) + 1)
    room = edge - last.x1 - width
    if ended and last.text[-1] not in ";:":
        return room > 0.5 * line.style.size
    return room > 0.3 * (edge - last.left) and not line.text[:1].islower()


def _gap(last: Line | None, line: Line) -> float:
    if last is None or (last.page, last.column) != (line.page, line.column) or line.y < last.y:
        return 9.0
    return (line.y - last.y) / max(1.0, line.style.size)


# --- joining lines


def _paragraph(lines: list[Line], words: Vocabulary) -> Paragraph:
    text, starts = _joined(lines, words)
    bullet = _BULLET.match(text)
    cut = bullet.end() if bullet else 0
    text = text[cut:].rstrip()
    starts = [max(0, start - cut) for start in starts]
    return Paragraph(lines, text, starts, bullet is not None, None if bullet else find_marker(text))


def _joined(lines: list[Line], words: Vocabulary) -> tuple[str, list[int]]:
    text, starts = "", []
    for line in lines:
        piece = words.soft(clean(line.text))
        if not text:
            starts.append(0)
            text = piece
            continue
        left = text.rstrip()
        if left.endswith("-") and len(left) > 1 and left[-2].isalnum():
            text = left if words.keeps_hyphen(left[:-1], piece) else left[:-1]
        elif not left.endswith("/") or "://" not in left.rsplit(" ", 1)[-1]:
            text = left + " "
        starts.append(len(text))
        text += piece
    return text, starts


def clean(text: str) -> str:
    """Take ligatures apart and close up runs of blanks."""
    return " ".join(text.translate(_LIGATURES).split())


class Vocabulary:
    """The words of the report and of the language, to tell a broken word from a compound at a line's end."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._seen: Counter[str] = Counter()
        for line in lines:
            found = [w.lower() for w in _WORD.findall(clean(line.text))]
            # The word that a line's end may have cut says nothing.
            self._seen.update(found[:-1] if line.text.rstrip().endswith("-") else found)

    def keeps_hyphen(self, left: str, right: str) -> bool:
        """Say whether "left-" before "right" at a line's end is a compound: well-known, COVID-19, UK-EU."""
        a, b = _LAST_PART.search(left), _FIRST_PART.match(right)
        if a is None or b is None:
            return True
        first, second = a.group(), b.group()
        if not first.isalpha() or not second.isalpha() or (second[0].isupper() and not first.isupper()):
            return True
        whole, compound = (first + second).lower(), f"{first}-{second}".lower()
        if self._seen[whole] or self._seen[compound]:
            return self._seen[compound] > self._seen[whole]
        if whole in english_words():
            return False
        return len(first) > 1 and first.lower() in english_words() and second.lower() in english_words()

    def soft(self, text: str) -> str:
        """Resolve soft hyphens inside a line: gone inside a word, a hyphen in a compound."""
        if "\u00ad" not in text:
            return text
        parts = text.split("\u00ad")
        out = parts[0]
        for part in parts[1:]:
            out += ("-" if self._is_compound(out, part) else "") + part
        return out

    def _is_compound(self, left: str, right: str) -> bool:
        a, b = _LAST_PART.search(left), _FIRST_PART.match(right)
        if a is None or b is None or not b.group().isalpha():
            return True
        return self._seen[f"{a.group()}-{b.group()}".lower()] > 0


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Return common English words, from the list that the spelling checker brings."""
    data = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text("utf-8-sig")
    return frozenset(line.split(" ", 1)[0] for line in data.splitlines())


# --- bodies


@dataclass(slots=True)
class Passage:
    """Text of an entry with the page of every stretch."""

    text: str = ""
    pages: list[tuple[int, int, int]] = field(default_factory=list)
    """(page, start, end) in order, without overlap."""

    def add(self, text: str, stretches: Sequence[tuple[int, int]], between: str = "\n\n") -> None:
        """Append text; `stretches` are (offset in text, page) in order."""
        if not text:
            return
        base = len(self.text) + (len(between) if self.text else 0)
        self.text += (between if self.text else "") + text
        ends = [*(offset for offset, _ in stretches[1:]), len(text)]
        for (offset, page), end in zip(stretches, ends, strict=True):
            self._stretch(page, base + offset, base + end)

    def cut(self, end: int) -> None:
        """Drop everything from a character on."""
        self.text = self.text[:end]
        self.pages = [(page, start, min(stop, end)) for page, start, stop in self.pages if start < end]

    def _stretch(self, page: int, start: int, end: int) -> None:
        if end <= start:
            return
        if self.pages and self.pages[-1][0] == page:
            self.pages[-1] = (page, self.pages[-1][1], end)
            return
        if self.pages:  # blanks between stretches belong to the page before
            number, first, _ = self.pages[-1]
            self.pages[-1] = (number, first, start)
        self.pages.append((page, start, end))


def stretches(paragraph: Paragraph, start: int = 0) -> list[tuple[int, int]]:
    """Return (offset, page) of a paragraph's text from `start` on."""
    found: list[tuple[int, int]] = []
    for offset, line in zip(paragraph.starts, paragraph.lines, strict=True):
        if found and found[-1][1] == line.page:
            continue
        place = max(0, offset - start)
        if found and found[-1][0] == place:
            found.pop()
        found.append((place, line.page))
    return found
