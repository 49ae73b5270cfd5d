"""Links: how a question ties practices to recommendations: filed or matched, to none, to several, to each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.words import fold

_TIED = (
    r"(?:tied|linked|filed|matched|attached|assigned|connected|related|belong(?:s|ing)?|unmatched|paired|associated)"
)
_NONE = re.compile(
    rf"\b(?:not|no|never|neither|nor|aren't|isn't)\s+(?:\w+\s+){{0,2}}?{_TIED}\b(?! by (?:the )?(?:policy )?toolkit)"
    r"|\bwithout (?:an?y? )?(?:\w+ )?(?:recommendation|link|match)\w*\b|\bunmatched\b|\bunlinked\b|\bunfiled\b"
    rf"|\b(?:{_TIED}|fits?|go|goes)\s+(?:\w+\s+)?(?:to |under |with )?(?:no|none|nothing|not a single)\b(?: of the)?(?: \w+)? ?(?:recommendations?|one)?"
    r"|\bno recommendations?\b (?:at all|whatsoever|behind|attached)|\bhave no recommendations?\b|\blacks? a recommendation\b"
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "2": 2, "3": 3, "4": 4, "5": 5}
_NUMBER = "|".join(_NUMBERS)
_RECOMMENDATIONS = r"(?: of the| different| of our)*(?: recommendations?| recs?| entries)\b"
_COUNTED = re.compile(
    rf"\b(?:(?P<above>more than one|several|multiple|many|various|a number of|two or more|at least two|more than a single)"
    rf"|(?P<over>more than|over) (?P<over_n>{_NUMBER})|at least (?P<least>{_NUMBER})|(?P<least_2>{_NUMBER})(?: or more| recommendations or more| recommendations at least)"
    rf"|(?P<one>(?:only|just|exactly|no more than) (?:one|a single)|a single|one single)|(?:exactly |only |just )?(?P<exact>{_NUMBER}))"
    rf"(?:{_RECOMMENDATIONS}|(?<=more)\b|(?<=least)\b)"
)
_EVERY = re.compile(r"\b(?:both|each of|all of)\b|\bas well as\b|\band also\b|\bat the same time\b|\bsimultaneously\b")
_FILED = re.compile(
    r"\bfil(?:e|ed|es|ing)\b|\btoolkit\b[^.?!;]{0,30}?\b(?:put|puts|place[sd]?|list(?:s|ed)?|class(?:es|ed|ifies|ified)|sort(?:s|ed)?|group(?:s|ed)?|assign(?:s|ed)?)"
    r"\b[^.?!;]{0,30}?\b(?:under|to|in|into)\b"
)
_OURS = re.compile(r"\b(?:you|your|yours|yourself|yourselves|us|we|our|own|recommendations?|recs?)\b|\b[a-z]\d\b")


@dataclass(frozen=True, slots=True)
class LinkCount:
    """To how many recommendations an entry is tied ("to more than one", "to exactly two")."""

    least: int
    most: int = 99

    @property
    def text(self) -> str:
        """The count in words that are read again as the same."""
        if self.least == self.most:
            return f"exactly {'one recommendation' if self.least == 1 else f'{self.least} recommendations'}"
        return f"at least {self.least} recommendations"


def link_of(text: str) -> str | None:
    """Return "none", "filed" or "matched" where a text limits practices to such a link, else None."""
    folded = fold(text)
    if _NONE.search(folded):
        return "none"
    filed = _FILED.search(folded) is not None
    matched = re.search(r"\b(?:match(?:ed|es)?|your match|own match)\b", folded) is not None
    if filed and not matched:
        return "filed"
    return "matched" if matched and not filed and _OURS.search(folded) else None


def link_count_of(text: str) -> LinkCount | None:
    """Return to how many recommendations what is asked for is tied ("matched to more than one recommendation")."""
    folded = fold(text)
    if not re.search(
        rf"\b(?:{_TIED}|match|fit|fits|go|goes|link|relate|serve|serves|fall|falls|under|concern|illustrates?)\b",
        folded,
    ):
        return None
    match = _COUNTED.search(folded)
    if match is None:
        return None
    if match["above"]:
        return LinkCount(2)
    if match["one"]:
        return LinkCount(1, 1)
    if match["over"]:
        return LinkCount(_NUMBERS[match["over_n"]] + 1)
    if least := match["least"] or match["least_2"]:
        return LinkCount(_NUMBERS[least])
    exact = _NUMBERS[match["exact"]]
    return LinkCount(exact, exact)


def links_every(text: str) -> bool:
    """Say whether a text asks for what is tied to each of the recommendations that it names."""
    return _EVERY.search(fold(text)) is not None
