"""Numbers that may open a recommendation: "Recommendation 7:", "R7", "8.12", "7)", "IV."."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

Form = Literal["word", "noun", "letter", "dotted", "plain", "roman"]
"""word: "Recommendation 7"; noun: "Action 7"; letter: "R7", "A1"; dotted: "8.12"; plain: "7."; roman: "IV."."""

# "Recommendation" in the official languages of the Union, as it heads a numbered one.
RECOMMENDATION = (
    "recommendation|rec|recommandation|handlungsempfehlung|empfehlung|recomendaci[óo]n|recomenda[çc][ãa]o|"
    "raccomandazione|aanbeveling|anbefaling|rekommendation|rekomendacja|suositus|doporu[čc]en[íi]|"
    "odpor[úu][čc]anie|aj[áa]nl[áa]s|priporo[čc]ilo|preporuka|recomandarea?|soovitus|ieteikums|rekomendacija|"
    "rakkomandazzjoni|moladh|σύσταση|препоръка"
)
_NOUNS = "action|proposal|measure|priority|initiative|policy option|proposition|ma[ßs]+nahme|mesure|acci[óo]n|azione"
# "Key Recommendation 3": words that may stand before it; "See recommendation 3" opens nothing.
_BEFORE = r"(?:[A-Z][\w-]+ ){0,2}(?=[A-ZΣΠ])"
_SIGN = r"[ \t]*(?:(?i:no|nr|n|num|number)[.°º]*|#|№)?[ \t]*[.:]?[ \t]*"
_SPELLED = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_VALUE = (
    r"(?P<value>\d{1,3}(?:\.\d{1,3}){0,3}(?:[a-zA-Z](?![a-zA-Z]))?|[A-Z]{1,2}[.-]?\d{1,3}(?:\.\d{1,3})?|[IVXLC]{1,7}\b"
    r"|[A-Z]\b|(?i:" + "|".join(_SPELLED) + r")\b)"
)
_TAIL = r"(?P<tail>[ \t]*[-–—:|](?=[ \t]|$)|[.:)\]]{0,2})"
_WORD = re.compile(rf"{_BEFORE}(?i:(?P<noun>{RECOMMENDATION}|{_NOUNS}))(?![^\W\d_]){_SIGN}[(\[]?{_VALUE}{_TAIL}")
_LETTER = re.compile(r"(?P<prefix>[A-Z]{1,3})[.-]?[ \t]?(?P<value>\d{1,3}(?:\.\d{1,3}){0,2}[a-z]?)(?P<tail>[.:)]{0,2})")
_DOTTED = re.compile(r"(?P<value>\d{1,3}(?:\.\d{1,3}){1,3})(?P<tail>[.:)]{0,2})")
_PLAIN = re.compile(r"(?P<open>[(\[]?)(?P<value>\d{1,3}[a-z]?)(?P<tail>[.:)\]]{0,2})")
_ROMAN = re.compile(r"(?P<open>[(\[]?)(?P<value>[IVXLC]{1,7})(?P<tail>[.:)\]]{1,2})")
_IS_RECOMMENDATION = re.compile(rf"(?:{RECOMMENDATION})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the start of a paragraph."""

    form: Form
    signature: str
    """Form, words and punctuation: markers of one series share it."""
    number: str
    """As it is cited: "7", "8.12", "A1", "IV"."""
    parts: tuple[int, ...]
    """The number to count with: (7,), (8, 12), (4, 1) for 4a."""
    end: int
    """Where the text after the marker starts."""

    @property
    def chapter(self) -> tuple[int, ...]:
        """Everything but the last part."""
        return self.parts[:-1]


def find_marker(text: str) -> Marker | None:
    """Read the marker at the start of a paragraph; None where there is none."""
    for read in (_read_word, _read_dotted, _read_plain, _read_letter, _read_roman):
        marker = read(text)
        if marker is not None:
            return _named_behind(text, marker) or marker
    return None


def _named_behind(text: str, marker: Marker) -> Marker | None:
    """Return the recommendation that a section number stands before: "2.1 Recommendation 7 – Title"."""
    named = _read_word(text[marker.end :]) if marker.form in ("dotted", "plain") else None
    if named is None or named.form != "word":
        return None
    return replace(named, end=marker.end + named.end)


def numbered_recommendation(text: str) -> bool:
    """Say whether a text starts with the word recommendation and a number."""
    marker = _read_word(text)
    return marker is not None and marker.form == "word"


def follows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Say whether a number is the next one: 7 after 6, 2.1 after 1.4, 4a after 4 or 3."""
    if after[:-1] == before and after[-1] == 1:
        return True
    for position, (a, b) in enumerate(zip(before, after, strict=False)):
        if a != b:
            return b == a + 1 and all(part <= 1 for part in after[position + 1 :])
    return False


def _read_word(text: str) -> Marker | None:
    match = _WORD.match(text)
    if match is None or not _is_free(text, match.end(), match["tail"], strict=True):
        return None
    printed, parts = _read_value(match["value"])
    if not parts:
        return None
    form: Form = "word" if _IS_RECOMMENDATION.fullmatch(match["noun"]) else "noun"
    kind = "letter" if printed[0].isalpha() else "number"
    return Marker(form, f"{form}:{match['noun'].lower()}:{kind}", printed, parts, _skip(text, match.end()))


def _read_letter(text: str) -> Marker | None:
    match = _LETTER.match(text)
    if match is None or not _is_free(text, match.end(), match["tail"]):
        return None
    # R stands for recommendation, so that R7 is number 7; any other letter is part of the number.
    plain = match["prefix"] in ("R", "REC")
    printed = match["value"] if plain else text[: match.end("value")].replace(" ", "")
    number, parts = _read_value(printed)
    signature = f"letter:{'R' if plain else 'other'}:{len(parts)}"
    return Marker("letter", signature, number, parts, _skip(text, match.end()))


def _read_dotted(text: str) -> Marker | None:
    match = _DOTTED.match(text)
    if match is None or not _is_free(text, match.end(), match["tail"], glued=True):
        return None
    printed, parts = _read_value(match["value"])
    return Marker("dotted", f"dotted:{len(parts)}", printed, parts, _skip(text, match.end()))


def _read_plain(text: str) -> Marker | None:
    match = _PLAIN.match(text)
    if match is None or not _is_free(text, match.end(), match["tail"], glued=bool(match["tail"])):
        return None
    printed, parts = _read_value(match["value"])
    signature = f"plain:{match['open']}{match['tail']}"
    return Marker("plain", signature, printed, parts, _skip(text, match.end()))


def _read_roman(text: str) -> Marker | None:
    match = _ROMAN.match(text)
    value = roman_value(match["value"]) if match else None
    if match is None or value is None or not _is_free(text, match.end(), match["tail"]):
        return None
    signature = f"roman:{match['open']}{match['tail']}"
    return Marker("roman", signature, match["value"], (value,), _skip(text, match.end()))


def _read_value(value: str) -> tuple[str, tuple[int, ...]]:
    """Return a number as it is cited and as parts to count with; no parts where it is no number."""
    if value.lower() in _SPELLED:
        count = _SPELLED.index(value.lower()) + 1
        return str(count), (count,)
    if value.isupper() and value.isalpha():
        # A single C or L is the letter: nobody counts from 50 or 100.
        roman = roman_value(value) if len(value) > 1 or value in "IVX" else ord(value) - 64
        return value, () if roman is None else (roman,)
    digits = tuple(int(part) for part in re.findall(r"\d+", value))
    if value[0].isalpha():  # A1 is followed by A2, and after the last A by B1
        digits = (sum(ord(letter.upper()) - 64 for letter in value if letter.isalpha()), *digits)
    elif value[-1].isalpha():
        digits = (*digits, ord(value[-1].lower()) - 96)
    return value, digits


def _is_free(text: str, end: int, tail: str, *, strict: bool = False, glued: bool = False) -> bool:
    """Say whether a marker ends where it should: at the end, or before the start of a sentence or title.

    `strict` refuses what reads on as prose ("Recommendation 7, shall be"); `glued` lets text follow at once.
    """
    rest = text[end:]
    if not rest.strip():
        return True
    if not rest[0].isspace() and not (glued and rest[0].isalpha()) and not (tail and rest[0] in '“‘"('):
        return False
    after = rest.lstrip()
    if strict and not tail.strip():
        return after[0].isupper() or after[0] in '“‘"(–—-|'
    return after[0] not in "%°/*+=," and (bool(tail) or not after[0].islower())


def _skip(text: str, end: int) -> int:
    """Return where the text after a marker starts, past blanks and a dash."""
    rest = re.match(r"[\s:|]*(?:[-–—][ \t])?\s*", text[end:])
    return end + (rest.end() if rest else 0)


def roman_value(text: str) -> int | None:
    """Return the value of a roman number; None where the letters are none."""
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    digits = [values.get(letter, 0) for letter in text.lower()]
    if not digits or 0 in digits:
        return None
    total = sum(-d if d < after else d for d, after in zip(digits, [*digits[1:], 0], strict=True))
    return total if to_roman(total) == text.lower() else None


def to_roman(value: int) -> str:
    """Write a number from 1 to 399 in small roman letters."""
    out = ""
    for size, letters in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        while value >= size:
            out, value = out + letters, value - size
    return out
