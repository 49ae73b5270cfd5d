"""Years: the calendar years that a question limits itself to, and whether beginning, end or course is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.entry import Years

EVER = 9999
"""Last year of a range that has no end."""


@dataclass(frozen=True, slots=True)
class YearRange:
    """Calendar years that a question limits itself to; `started` where only the first year counts."""

    first: int
    last: int
    started: bool = False
    ended: bool = False
    dated: bool = False
    """True where a date is asked for: what has just that one year comes first."""
    open: bool = False
    """True where what has no last year is meant ("still running"), besides what the range says."""
    only: bool = False
    """True where what ran in other years as well is not meant ("only in 2021", "within 2019 to 2021")."""
    unknown: bool = False
    """True where what has no first year is meant ("without a date")."""

    @property
    def text(self) -> str:
        """The range in words that are read again as the same."""
        if self.unknown:
            return "without a known year"
        if self.only:
            return f"that ran only {f'in {self.first}' if self.first == self.last else f'between {self.first} and {self.last}'}"
        if (self.first, self.last) == (0, EVER):
            return "whose dates show no end" if self.open else "with a known year"
        if self.open:
            return f"{replace(self, open=False).text} and show no end"
        if self.dated:
            return f"dated {self.first}"
        verb = "that started" if self.started else "whose last year is" if self.ended else "that ran"
        inside = "" if self.ended else " in"
        if self.first == 0:
            return f"{verb}{inside} {self.last} or earlier"
        if self.last == EVER:
            return f"{verb}{inside} {self.first} or later"
        if self.first == self.last:
            return f"{verb}{inside} {self.first}"
        return f"{verb} between {self.first} and {self.last}"

    def holds(self, years: Years | None) -> bool:
        """Say whether what ran in some years is meant; never where no year is known, but for what still runs."""
        if self.unknown:
            return years is None or years.start is None
        if self.open and (years is None or years.end is not None):
            return False
        if self.open and (self.first, self.last) == (0, EVER):
            return True
        if years is None or years.start is None:
            return False
        if self.only:
            return self.first <= years.start and years.end is not None and years.end <= self.last
        if self.started:
            return self.first <= years.start <= self.last
        if self.ended:
            return years.end is not None and self.first <= years.end <= self.last
        return years.start <= self.last and (years.end is None or years.end >= self.first)

    def is_exact(self, years: Years | None) -> bool:
        """Say whether what ran in some years ran in no other."""
        return years is not None and years.start == self.first and years.end == self.last


_YEAR = r"((?:19|20)\d\d)"
_OPENING = r"(?:in |of |the |year |years |end |close |start |beginning |course )*"
_RANGES: tuple[tuple[str, str], ...] = (
    (rf"\bbetween {_OPENING}{_YEAR} and {_YEAR}", "between"),
    (rf"\bfrom {_OPENING}{_YEAR} (?:to|until|till|through|up to)(?: and including)? {_YEAR}", "between"),
    (rf"\b{_YEAR}\s*[-–]\s*{_YEAR}", "between"),
    (rf"\b{_YEAR} (?:to|until|till|through|up to) {_YEAR}", "between"),
    (rf"\b{_YEAR} or (?:earlier|before)", "until"),
    (rf"\b(?:not|never|n't|no) (?:\w+ )?(?:before|earlier than|prior to|older than) {_OPENING}{_YEAR}", "since"),
    (rf"\b(?:not|never|n't|no) (?:\w+ )?(?:after|later than|newer than|beyond|past) {_OPENING}{_YEAR}", "until"),
    (rf"\b{_YEAR} (?:or|and) (?:even )?(?:later|longer|after(?:wards?)?|beyond|more recent(?:ly)?)", "since"),
    (rf"\b(?:before|prior to|earlier than|older than) {_OPENING}{_YEAR}", "before"),
    (rf"\b(?:after|later than|newer than|beyond|past) {_OPENING}{_YEAR}", "after"),
    (
        rf"\b(?:been|exist(?:s|ed|ing)?|run|runs|running|going|active|last(?:ed)?|operat\w+|in place)(?: \w+){{0,2}} since {_YEAR}",
        "in",
    ),
    (rf"\bsince {_YEAR}|\bfrom {_YEAR} on(?:wards?)?\b", "since"),
    (rf"\b(?:until|till|up to|by) {_OPENING}{_YEAR}", "until"),
    (r"\b((?:19|20)\d0)s\b", "decade"),
    (rf"\b{_YEAR} (?:and|or) (?:in )?{_YEAR}\b", "pair"),
    (rf"\b{_YEAR}\b", "in"),
)
_DECADES = {"fifties": 1950, "sixties": 1960, "seventies": 1970, "eighties": 1980, "nineties": 1990, "noughties": 2000}
_SPELLED = re.compile(rf"\b({'|'.join(_DECADES)})\b|(?<!\d)'?\b([5-9]0)s\b")
_DATED = re.compile(
    rf"\bdated\b|\bdates? (?:of|from|is|are)\b(?! after| before)|\bthe date {_YEAR}|\b(?:from|of) the years? {_YEAR}|\bof {_YEAR}"
)
_STARTED = re.compile(
    r"\b(?:start\w*|began|begun|begin\w*|launch\w*|founded|created|set up|established|dating|dates? back|since"
    r"|from (?=(?:19|20)\d\d\b(?! (?:to|until|till|through|up to)\b))|got going|got under way|kicked off|go back|goes back|opened|introduced|first year)\b"
)
_ENDED = re.compile(
    r"\b(?:end(?:ed|ing|s)?|finish\w*|complet(?:ed|es|ion)|clos(?:e|es|ed|ing)|expir\w+|conclud\w+|ceased?|stop(?:ped|s)?"
    r"|over (?:by|before)|(?:last|final|closing|end) (?:calendar )?year)\b"
)
# "run to a date after 2025", "last until 2022"; "ran from 2015 to 2020" is a range and was read before.
_LASTS = re.compile(
    r"\b(?:runs?|ran|running|lasts?|lasted|lasting|continu\w+|go|goes|going|extends?|extending|stretch\w*|reach\w*|funded"
    rf"|planned|scheduled)\b(?: \w+){{0,4}}? (?:to|until|till|up to|through|into|beyond|past|after) (?:\w+ ){{0,4}}?{_YEAR}"
)
_STILL = re.compile(r"\bstill\b|\bran in\b|\b(?:ongoing|under ?way|active|in operation|in force)\b")
_ENDLESS = re.compile(
    r"\b(?:and |with |but )?(?:(?:show|have|has|give|gives|shows) )?(?:no|without(?: an?y?)?) (?:known |given |stated )?(?:end|end year|end date|last year|final year|closing date)\b(?: (?:is |was )?(?:given|known|stated|shown))?"
    r"|\bopen-ended\b(?! ones)|\bend (?:year|date)? ?(?:is |was )?(?:not|un) ?(?:given|known|stated|shown)\b|\bno end\b"
)
_OPEN = re.compile(
    r"\b(?:marked|listed|given|shown|described|noted) as (?:still )?(?:running|ongoing|active)\b"
    r"|\bstill (?:run|running|runs|active|going|going on|ongoing|in operation|in force|exist|exists|alive|open|under ?way|operating)\b"
    r"|\b(?:ongoing|open-ended|unfinished)\b|\bno (?:known )?(?:end|end date|end year|last year|final year|closing date)\b"
    r"|\bwithout (?:a |an |any )?(?:known )?(?:end|end date|end year|closing date)\b|\bnot (?:yet )?(?:ended|finished|over|closed)\b"
)


_ONLY = re.compile(
    rf"\b(?:only|solely|exclusively|just|purely|entirely|wholly) (?:ran |run |took place |dated |valid )?(?:in |within |during |for |from |to |of |the |year )*{_YEAR}\b(?!\s*[-–])"
    rf"|\b(?:nothing|none|no year) but {_YEAR}\b|\b{_YEAR} as (?:its|their|the) (?:one and )?(?:only|sole|single) year\b|\b(?:only|sole) year (?:is|was|being) {_YEAR}\b"
    rf"|\b{_YEAR}(?: (?:and|but)(?: in)?)? (?:only|alone|exclusively|nothing else|no (?:other|later|earlier|more) years?)\b"
    r"|\b(?:for|in|within) (?:a|just one|only one|one) single (?:calendar )?year\b|\b(?:for|in|within) a single year\b"
    rf"|\b(?:only|solely|entirely|wholly|fully|lies?|lying|fell|falls?|completely) (?:within|inside|in|between)(?: the (?:years?|period))?(?: from| of)* {_YEAR} ?(?:-|–|to|and|until|through) {_YEAR}"
    rf"|\b(?:within|inside)(?: the (?:years?|period))?(?: from| of)* {_YEAR} ?(?:-|–|to|and|until|through) {_YEAR}"
    rf"|\b(?:no|not any|in no) other (?:year )?than {_YEAR}\b"
    rf"|\b(?:the |a )?single (?:calendar )?year (?:of )?{_YEAR}\b|\b(?:just|only) (?:that|this|the) (?:one |single )?year\b|\b(?:that|this) (?:one|single) year (?:alone|only)\b"
)

_UNDATED = re.compile(
    r"\bnothing (?:at all )?(?:under|for|in|as) (?:the )?(?:field )?(?:of )?(?:years?|dates?|time)\b|"
    r"\b(?:no|without(?: an?y?)?|lack(?:s|ing)?(?: an?y?)?|(?:not|n't) (?:have|has|give|state|show) an?y?)"
    r" (?:(?:known|given|stated|first|start|starting|exact) )?(?:years?|dates?|time|period)\b(?! (?:of|in|for|later|earlier|other|limit))|\bundated\b"
    r"|\b(?:years?|dates?) (?:is |are |was |were )?(?:not|never|un) ?(?:given|stated|known|told|shown)\b|\bwhose (?:year|date)s? (?:is|are) (?:not known|unknown|missing)\b"
)

_DATED_AT_ALL = re.compile(
    r"\b(?:with|carry|carries|have|has|give|gives|show|shows|bear|bears|come with) (?:an? |any |some |the )?(?:known |given |stated |exact |first |start )?(?:years?|dates?)\b"
    r"(?! (?:of|in|for|later|earlier))|\b(?:year|date) is (?:known|given|stated)\b|\bare dated\b"
)


YEAR_WORDS = frozenset(
    "last lasts lasted lasting continue continues continued continuing go goes going extend extends stretch stretches reach"
    " reaches planned scheduled still ongoing active open ended unfinished opened introduced founded created launched"
    " expire expires expired conclude concluded cease ceased stop stops stopped close closes closing complete completed"
    " early mid late final closing nothing included both carry carries show shows running period within time undated known given stated year years decade century date dates beyond past later earlier".split()
)
"""Words by which times are told, which therefore name no topic."""


def years_of(folded: str) -> YearRange | None:
    """Return the years that a folded text limits itself to."""
    if re.search(r"\b(?:last|previous|twentieth|20th) century\b", folded):
        return YearRange(0, 1999, started=True)
    if decade := _SPELLED.search(folded):
        first = _DECADES.get(decade[1]) or 1900 + int(decade[2])
        return YearRange(first, first + 9, started=True)
    for pattern, name in _RANGES:
        if match := re.search(pattern, folded):
            numbers = [int(group) for group in match.groups() if group]
            without_end = _ENDLESS.sub(" ", folded)
            found = _read(name, numbers[0], numbers[-1], without_end)
            return replace(found, open=True, ended=False) if without_end != folded else found
    if _OPEN.search(folded):
        return YearRange(0, EVER, open=True)
    if _UNDATED.search(folded):
        return YearRange(0, EVER, unknown=True)
    return YearRange(0, EVER) if _DATED_AT_ALL.search(folded) else None


def _read(name: str, first: int, last: int, folded: str) -> YearRange:
    """Read how a range is told: by what began, ended or went on in it."""
    dated, lasts = bool(_DATED.search(folded)), bool(_LASTS.search(folded))
    started = dated or bool(_STARTED.search(folded))
    goes_on = name == "between" or bool(_STILL.search(folded))
    ended = bool(_ENDED.search(folded)) or (lasts and not started and not goes_on)
    open_range = {"before": (0, first - 1), "after": (first + 1, EVER), "since": (first, EVER), "until": (0, first)}
    if name == "decade":
        return YearRange(first, first + 9, started=True)
    if name in open_range:
        bounds = YearRange(*open_range[name])
        if name == "until" and lasts and ended:  # "run until 2027" names the last year itself
            return YearRange(first, first, ended=True)
        goes_on = (
            name in ("after", "since") and goes_on and not started and not ended
        )  # "still running in 2025 or later"
        return bounds if goes_on else replace(bounds, ended=ended, started=not ended)
    if name == "pair" and last - first != 1:
        last = first
    if _ONLY.search(folded) and name in ("in", "between") and not (started and not dated) and not ended:
        return YearRange(first, last, only=True)
    return YearRange(first, last, started=started, ended=ended and not started, dated=dated and first == last)
