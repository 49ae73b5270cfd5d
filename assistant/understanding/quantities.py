"""Quantities: the numbers of a text with the limits that belong to them, whatever way they are written."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.words import stems

Bound = Literal["", "at least", "at most", "about"]

_ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "millions": 1e6,
    "mln": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "dozen": 12.0,
}
_FRACTIONS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25}
_WORD = "|".join([*_TENS, *sorted(_ONES, key=len, reverse=True)])
_NUMBER = re.compile(
    rf"""(?<![\w.,])(?<![A-Za-z][-–])(?:
        (?P<grouped>\d{{1,3}}(?:[,.\u00a0\u202f ]\d{{3}})+(?!\d)) | (?P<digits>\d+(?:[.,]\d+)?)(?=(?:s|st|nd|rd|th|k|m|bn)?(?!\w))
        | (?:(?:an?|one|(?P<parts>two|three))[- ])?(?P<fraction>half|thirds?\ of|quarters?\ of)(?:\ (?:an?|one))?(?=\ (?:dozen|hundred|thousand|million|billion))
        | (?P<words>(?:{_WORD})(?:[- ](?:{"|".join(_ONES)}))?\b) | (?P<lone>(?:a|an)\ (?=dozen|hundred|thousand|million|billion))
    )(?P<and_half>\ and\ a\ half\b)?(?P<scale>\s?(?:hundred\s(?=thousand|million|billion))?(?:{"|".join(sorted(_SCALES, key=len, reverse=True))})\b(?P<half_more>\ and\ a\ half\b)?)?
    (?P<percent>\s?(?:%|per\ ?cent\b))?""",
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (
        "at most",
        re.compile(
            r"(?:up to|at most|at the most|maximum of|max\.?|no more than|not more than|less than|fewer than|cheaper than|smaller than|lower than|under|below"
            r"|not exceeding|limit of|within|nearly|almost)\s+(?:(?:of|a|the|an)\s+)?\W?$"
        ),
    ),
    (
        "at least",
        re.compile(
            r"(?:more than|more expensive than|larger than|bigger than|higher than|greater than|over|at least|at the least|minimum of|no less than|no fewer than|not less than|above|exceeding"
            r"|exceeds?|upwards of|beyond)\s+(?:(?:of|a|the|an)\s+)?\W?$"
        ),
    ),
    (
        "about",
        re.compile(
            r"(?:about|around|some|roughly|approximately|approx\.?|circa|close to|an estimated|estimated)\s+\W?$"
        ),
    ),
)
_BEHIND: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("at least", re.compile(r"^(?:\s+\w+){0,2}\s+(?:or more|at least|or above)\b|^\+")),
    ("at most", re.compile(r"^(?:\s+\w+){0,2}\s+(?:or less|or fewer|at most)\b")),
)
_PERIOD = re.compile(r"^\s+(?:\w+ )?(?:years?|months?|weeks?|days?|decades?)\b")
_CURRENCIES = {
    **dict.fromkeys(("euro", "euros", "eur", "€"), "euro"),
    **dict.fromkeys(("dollar", "dollars", "usd", "$"), "dollar"),
    **dict.fromkeys(("kroner", "krone", "kronor", "dkk", "nok", "sek"), "krone"),
    **dict.fromkeys(("lev", "leva", "bgn"), "lev"),
    **dict.fromkeys(("sol", "soles"), "sol"),
    **dict.fromkeys(("pound", "pounds", "gbp", "£"), "pound"),
    **dict.fromkeys(("zloty", "zlotys", "pln"), "zloty"),
}
CURRENCY_NAMES = {
    "euro": "euros",
    "dollar": "dollars",
    "krone": "kroner",
    "lev": "leva",
    "sol": "soles",
    "pound": "pounds",
    "zloty": "zlotys",
}
"""The plural of each currency, as a question would name it."""
_CURRENCY = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(_CURRENCIES, key=len, reverse=True)))})(?!\w)")
_NO_CONTEXT = frozenset(stems(" ".join([*_ONES, *_TENS, *_SCALES, *_CURRENCIES, "percent cent least most"])))
_BESIDE = 2
"""How many content words on either side of a number are taken for what it counts."""
_BREAK = re.compile(r"[;:,.!?()](?=\s|$)|\b(?:and|or|but|while)\b")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text."""

    value: float
    percent: bool
    bound: Bound
    currency: str
    """Its currency, or "" where none is named."""
    left: frozenset[str]
    right: frozenset[str]
    """Stems of the content words on either side, up to the next number: what it counts."""
    start: int = 0
    end: int = 0
    """Where it stands in the text."""

    @property
    def is_year(self) -> bool:
        """True for what is most likely a calendar year, which counts nothing."""
        return 1900 <= self.value <= 2100 and not (self.percent or self.currency or self.bound)

    def supports(self, other: Quantity) -> bool:
        """Say whether this number of the evidence supports a number of a claim: same value, same limit."""
        if abs(self.value - other.value) > 1e-9 * max(1.0, abs(self.value)) or self.percent != other.percent:
            return False
        if self.currency and other.currency and self.currency != other.currency:
            return False
        return self.bound == other.bound or {self.bound, other.bound} == {"", "about"}

    def shares(self, other: Quantity) -> float:
        """Share, 0 to 1, of what this number counts that another one counts too; 0 where it counts nothing."""
        counted = (self.left or self.right) if self.is_year else (self.right or self.left)
        return len(counted & (other.left | other.right)) / len(counted) if counted else 0.0

    def counts_same(self, other: Quantity) -> float:
        """Share, 0 to 1, of what a number of a claim counts that this number of the evidence counts too."""
        counted = other.right or other.left
        if not counted or not (self.left or self.right):
            return 1.0
        return len(counted & (self.left | self.right)) / len(counted)


MONTHS = "january february march april may june july august september october november december".split()
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join(MONTHS)})(?: (?P<late_day>\d{{1,2}}),?(?!\d))?(?: (?P<year>(?:19|20)\d\d))?\b",
    re.IGNORECASE,
)


def limit_start(before: str) -> int:
    """Return where the words begin that limit the number behind a text ("more than "), or the length of the text."""
    found = (pattern.search(before) for _, pattern in _BEFORE)
    return min((match.start() for match in found if match), default=len(before))


def dates(text: str) -> list[tuple[str, str, str]]:
    """List the dates of a text as day, month and year, each "" where it is not given; a lone "may" is a verb."""
    found = [(m["day"] or m["late_day"] or "", m["month"].lower(), m["year"] or "") for m in _DATE.finditer(text)]
    return [date for date in found if date[0] or date[2] or date[1] != "may"]


def is_dated(date: tuple[str, str, str], held: Sequence[tuple[str, str, str]]) -> bool:
    """Say whether one of the dates of the evidence has all parts of a date."""
    return any(all(mine in ("", theirs) for mine, theirs in zip(date, other, strict=True)) for other in held)


def quantities(text: str) -> list[Quantity]:
    """List the numbers of a text in order, digits and words alike; a lone "one" is a pronoun and none."""
    matches = [(match, value) for match in _NUMBER.finditer(text) if (value := _value(match)) is not None]
    lower = text.lower()
    found = []
    for at, (match, value) in enumerate(matches):
        begin = matches[at - 1][0].end() if at else 0
        stop = matches[at + 1][0].start() if at + 1 < len(matches) else len(text)
        found.append(
            Quantity(
                value=value,
                percent=bool(match["percent"]),
                bound=_bound(lower[: match.start()], lower[match.end() :]),
                currency=_currency(lower[: match.start()], lower[match.end() :]),
                left=frozenset(_counted(_BREAK.split(text[begin : match.start()])[-1])[-_BESIDE:]),
                right=frozenset(_counted(_BREAK.split(text[match.end() : stop])[0])[:_BESIDE]),
                start=match.start(),
                end=match.end(),
            )
        )
    return found


def _value(match: re.Match[str]) -> float | None:
    named = re.findall("[a-z]+", re.sub(" and a half$", "", (match["scale"] or "").lower()))
    scale = math.prod(_SCALES[word] for word in named)
    number = _number(match)
    if number == 1 and scale == 1 and match["words"] and not match["percent"]:
        return None
    return round((number + 0.5 * bool(match["half_more"])) * scale, 3)  # 1.07 billion, and no hair more


def _number(match: re.Match[str]) -> float:
    """The number before its scale: the 2.5 of "two and a half million"."""
    if match["grouped"]:
        return float(re.sub(r"\D", "", match["grouped"]))
    half = 0.5 * bool(match["and_half"])
    if match["digits"]:
        return float(match["digits"].replace(",", ".")) + half
    if match["lone"]:
        return 1.0
    if match["fraction"]:
        share = next(value for name, value in _FRACTIONS.items() if match["fraction"].lower().startswith(name))
        return share * _ONES.get((match["parts"] or "one").lower(), 1)
    parts = re.split(r"[- ]", match["words"].lower())
    return float(sum(_TENS.get(part, 0) + _ONES.get(part, 0) for part in parts)) + half


def _bound(before: str, behind: str) -> Bound:
    for bound, pattern in _BEFORE:
        found = pattern.search(before)
        # "over five years" says how long, not how many at least.
        if found and not (found.group().startswith(("over", "within")) and _PERIOD.match(behind)):
            return bound
    return next((bound for bound, pattern in _BEHIND if pattern.search(behind)), "")


def _currency(before: str, behind: str) -> str:
    symbol = before.rstrip()[-1:]
    named = _CURRENCY.match(re.sub(r"^\s*(?:[a-z]+\s+)?(?=euro|dollar|kron)|^\s+", "", behind))
    return _CURRENCIES.get(symbol) or (_CURRENCIES[named.group()] if named else "")


def _counted(text: str) -> list[str]:
    return [stem for stem in stems(text) if stem not in _NO_CONTEXT and not stem[0].isdigit()]
