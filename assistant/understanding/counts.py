"""Counts: how many of something what is asked for must have ("more than one country", "exactly two recommendations")."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPELLED = dict(zip("two three four five six seven eight nine ten eleven twelve".split(), range(2, 13), strict=True))
_NUMBER = rf"{'|'.join(_SPELLED)}|[2-9]|[1-3]\d"
_MOST = 99


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something an entry must have, from `least` to `most`."""

    least: int
    most: int = _MOST

    def holds(self, number: int) -> bool:
        """Say whether a number is one of those meant."""
        return self.least <= number <= self.most

    def text(self, singular: str, plural: str) -> str:
        """The count in words that are read again as the same."""
        if self.most == 0:
            return f"no {singular}"
        if self.least == self.most:
            return f"exactly {f'one {singular}' if self.least == 1 else f'{self.least} {plural}'}"
        if self.most < _MOST:
            return f"fewer than {self.most + 1} {plural}"
        return f"at least one {singular}" if self.least == 1 else f"at least {self.least} {plural}"


def counted(noun: str, *, alone: bool = False) -> re.Pattern[str]:
    """Return a pattern of counts of a noun (alternatives of a regular expression), for `count_in`.

    `alone` where "two or more" counts them without the noun as well.
    """
    behind = r"|(?<=more)\b(?! \w+s\b)|(?<=least)\b(?! \w+s\b)" if alone else ""
    return re.compile(
        rf"\b(?:(?P<above>more than one|(?<!one of )several|multiple|(?<!how )many|various|a number of|two or more|at least two|more than a single)"
        rf"|(?P<over>more than|over) (?P<over_n>{_NUMBER})|(?P<under>fewer than|less than|under) (?P<under_n>{_NUMBER})|at least (?P<least>{_NUMBER})"
        rf"|(?P<least_3>{_NUMBER})(?= (?:{noun}) (?:or|and) more\b| (?:{noun}) at least\b)|(?P<least_2>{_NUMBER}) or more"
        rf"|(?P<one>(?:only|just|exactly|no more than) (?:one|a single)|a single|one single)|(?:exactly |only |just )?(?P<exact>{_NUMBER}))"
        rf"(?:(?: of the| different| of our| matched| filed| linked| named| good| best| weak)* (?:{noun})\b{behind})"
    )


def count_in(folded: str, pattern: re.Pattern[str]) -> Count | None:
    """Return how many of a noun a folded text asks for, by a pattern of `counted`."""
    match = pattern.search(folded)
    if match is None:
        return None
    if match["above"]:
        return Count(2)
    if match["one"]:
        return Count(1, 1)
    if match["over"]:
        return Count(_number(match["over_n"]) + 1)
    if match["under"]:
        return Count(1, _number(match["under_n"]) - 1)
    if least := match["least"] or match["least_2"] or match["least_3"]:
        return Count(_number(least))
    exact = _number(match["exact"])
    return Count(exact, exact)


def _number(text: str) -> int:
    return _SPELLED.get(text) or int(text)
