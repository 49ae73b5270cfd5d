"""ReplyReader: cuts the text of a model, as it comes, into claims and the keys that each cites.

A claim is handed out once nothing that follows can change it, so where the stream was cut into pieces makes no
difference. The ways of writing a mark that are understood are those of Onyx's citation processor: `[k]`, `[[k]]`,
`[k, l]`, `[k][l]`, `【k】`, `［k］`, marks before or behind the full stop, none inside code.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from corpus.chunk import sentence_spans

_OPEN, _CLOSE = r"\[【［〔⟦", r"\]】］〕⟧"
_MARK = re.compile(rf"[{_OPEN}]{{1,2}}([^{_OPEN}{_CLOSE}\n]{{0,120}})[{_CLOSE}]{{1,2}}")
_ROUND_MARK = re.compile(r"[({]([^(){}\n]{1,80})[)}]")
_OPEN_TAIL = re.compile(rf"[{_OPEN}({{][^{_CLOSE})}}\n]{{0,120}}$")
_BETWEEN_KEYS = re.compile(
    r"[\s,;:/|+&†^#*.]+|\b(?:and|keys?|sources?|passages?|see|cf|ids?|citations?)\b", re.IGNORECASE
)

# Reasoning models without a field of its own for that put it in front of the answer.
_THOUGHT = re.compile(r"\A\s*<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_THOUGHT_BEGINS = re.compile(r"\A\s*(?:<[a-z]{0,9})?\Z", re.IGNORECASE)
_CODE = re.compile(r"^[ \t]*```.*?(?:^[ \t]*```[^\n]*$|\Z)", re.DOTALL | re.MULTILINE)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_HELD = re.compile("\ue000(\\d+)\ue001")
_BEHIND_STOP = re.compile("([.!?…]+[\"'”’»]*)\\s*((?:\ue000\\d+\ue001[ \t,;]*)+)")
_BULLET = re.compile(r"^\s*(?:(?:[-*•–>]|\d{1,2}[.)]|#{1,6})\s+)+")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=[\w.,;])[*_](?!\w)")
_ENDED = re.compile("(?:[.!?…][\"'”’»)*_]*|\ue001)\\s*$")
_SPACES = re.compile(r"\s+")
_BEFORE_COMMA = re.compile(r"\s+(?=[.,;:!?…])")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a model, without its marks."""

    text: str
    keys: tuple[str, ...] = ()
    """Keys of the evidence that it cites, each once."""
    strange: int = 0
    """How many of its marks were no key and were dropped."""
    translation: str | None = None
    """The same in the reader's language, where both were asked for."""


class ReplyReader:
    """Reads one reply; with `two_halves`, a line is an English sentence, two bars, and its translation."""

    def __init__(self, keys: Collection[str], *, two_halves: bool = False) -> None:
        self._keys = {key.casefold(): key for key in keys}
        self._two_halves = two_halves
        self._text = ""
        self._given = 0

    @property
    def length(self) -> int:
        """Characters read so far."""
        return len(self._text)

    def feed(self, piece: str) -> Iterator[Claim]:
        """Take the next piece of the stream and yield the claims that are whole with it."""
        self._text += piece
        yield from self._new(self._units(ended=False)[:-1])

    def finish(self, *, cut: bool = False) -> Iterator[Claim]:
        """Yield what is left; where the stream was `cut`, a last sentence without an end is left out."""
        units = self._units(ended=True)
        if cut and units and not _ENDED.search(units[-1]):
            units.pop()
        yield from self._new(units)

    def _new(self, units: list[str]) -> Iterator[Claim]:
        for unit in units[self._given :]:
            self._given += 1
            if (claim := self._claim(unit)) is not None:
                yield claim

    def _units(self, *, ended: bool) -> list[str]:
        """Cut the text so far into sentences, or lines; only the last can still change."""
        text = _PRIVATE.sub("", self._text)
        if not ended and _THOUGHT_BEGINS.match(text):
            return []
        text = _CODE.sub("", _THOUGHT.sub("", text))
        if not ended:
            text = _OPEN_TAIL.sub("", text)
        self._marks: list[str] = []
        text = _ROUND_MARK.sub(self._hold_if_known, _MARK.sub(self._hold, text))
        lines: list[str] = []
        for line in text.split("\n"):
            if lines and not any(c.isalnum() for c in _HELD.sub("", line)):
                lines[-1] += line  # A line of marks belongs to the sentence above.
            else:
                lines.append(line)
        return [unit for line in lines for unit in self._sentences(line) if unit.strip()]

    def _sentences(self, line: str) -> list[str]:
        line = _BULLET.sub("", line)
        if self._two_halves:
            return [line]
        line = _BEHIND_STOP.sub(r"\2\1 ", line)
        return [line[start:end] for start, end in sentence_spans(line)]

    def _hold(self, match: re.Match[str]) -> str:
        self._marks.append(match.group(1))
        return f"\ue000{len(self._marks) - 1}\ue001"

    def _hold_if_known(self, match: re.Match[str]) -> str:
        names = self._names(match.group(1))
        return self._hold(match) if names and all(name in self._keys for name in names) else match.group()

    def _names(self, mark: str) -> list[str]:
        return [name for name in _BETWEEN_KEYS.split(mark.casefold()) if name]

    def _claim(self, unit: str) -> Claim | None:
        english, bars, translation = unit.partition("||") if self._two_halves else (unit, "", "")
        cited = [name for mark in _HELD.findall(english) for name in self._names(self._marks[int(mark)])]
        keys = [self._keys[name] for name in cited if name in self._keys]
        text = _plain(english)
        if not any(c.isalpha() for c in text):
            return None
        return Claim(
            text=text,
            keys=tuple(dict.fromkeys(keys)),
            strange=len(cited) - len(keys),
            translation=_plain(translation) if bars else None,
        )


def _plain(text: str) -> str:
    """Return a sentence without marks, emphasis and doubled spaces."""
    text = _EMPHASIS.sub("", _HELD.sub("", text))
    return _BEFORE_COMMA.sub("", _SPACES.sub(" ", text)).strip()
