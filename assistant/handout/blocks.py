"""Blocks: the Markdown of an answer as headings, paragraphs and list items, with its citations renumbered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKERS = re.compile(r"\[\d{1,4}\](?:\s?–?\s?\[\d{1,4}\])*")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_MARKER = re.compile(r"(–\s?)?\[(\d{1,4})\]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style, or the numbers of the sources that the text before it rests on."""

    text: str
    bold: bool = False
    italic: bool = False
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, or an item of a list; `number` counts the items of a numbered one."""

    kind: Literal["heading", "paragraph", "item"]
    runs: tuple[Run, ...]
    depth: int = 0
    number: int | None = None

    @property
    def text(self) -> str:
        """The words, without style and without markers."""
        return "".join(run.text for run in self.runs if not run.sources)


def read_blocks(markdown: str, sources: Mapping[int, int]) -> tuple[Block, ...]:
    """Read the Markdown of an answer; `sources` gives each citation's number in the hand-out.

    Links, images and HTML stay the plain text they are: an answer's words are quotations, not mark-up.
    """
    blocks: list[Block] = []
    lists: list[int | None] = []
    kind: Literal["heading", "paragraph"] = "paragraph"
    for token in _parser().parse(markdown):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrs.get("start", 1)) - 1 if token.type == "ordered_list_open" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open" and lists and lists[-1] is not None:
            lists[-1] += 1
        elif token.type in ("heading_open", "paragraph_open"):
            kind = "heading" if token.type == "heading_open" else "paragraph"
        elif token.type == "inline":
            runs = tuple(_runs(token.children or [], sources))
            if lists:
                blocks.append(Block("item", runs, len(lists), lists[-1]))
            else:
                blocks.append(Block("heading" if _only_bold(runs) else kind, runs))
    return tuple(replace(b, runs=tuple(_unstyled(b.runs))) if b.kind == "heading" else b for b in blocks)


def printable(text: str) -> str:
    """Drop what no document can hold: control characters, half surrogates, and marks that turn text round."""
    return _UNPRINTABLE.sub("", text)


def say_numbers(numbers: Iterable[int]) -> str:
    """Write numbers short: [1, 3–5]."""
    ordered = sorted(set(numbers))
    spans: list[list[int]] = []
    for number in ordered:
        if spans and spans[-1][-1] == number - 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    said = [f"{s[0]}–{s[-1]}" if len(s) > 2 else ", ".join(map(str, s)) for s in spans]
    return f"[{', '.join(said)}]"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "linkify": False, "typographer": False})
    return parser.enable(["heading", "list", "emphasis", "newline", "escape"])


def _runs(children: Iterable[Token], sources: Mapping[int, int]) -> Iterable[Run]:
    bold = italic = 0
    for token in children:
        if token.type in ("strong_open", "strong_close"):
            bold += token.nesting
        elif token.type in ("em_open", "em_close"):
            italic += token.nesting
        elif token.type in ("softbreak", "hardbreak"):
            yield Run("\n" if token.type == "hardbreak" else " ", bool(bold), bool(italic))
        elif token.content:
            yield from _with_sources(Run(token.content, bool(bold), bool(italic)), sources)


def _with_sources(run: Run, sources: Mapping[int, int]) -> Iterable[Run]:
    """Turn each row of `[1]` markers that exist into one run of source numbers."""
    at = 0
    for match in _MARKERS.finditer(run.text):
        cited = _cited(match.group())
        if not cited <= sources.keys():
            continue
        if before := run.text[at : match.start()]:
            yield replace(run, text=before)
        numbers = tuple(sorted({sources[n] for n in cited}))
        yield Run(say_numbers(numbers), sources=numbers)
        at = match.end()
    if rest := run.text[at:]:
        yield replace(run, text=rest)


def _cited(markers: str) -> set[int]:
    """Return all numbers that a row of markers stands for; `[1]–[4]` stands for four."""
    cited: set[int] = set()
    last = 0
    for match in _MARKER.finditer(markers):
        number = int(match.group(2))
        cited |= set(range(last, number + 1)) if match.group(1) and 0 < last <= number else {number}
        last = number
    return cited


def _only_bold(runs: tuple[Run, ...]) -> bool:
    """True for a paragraph that is nothing but strong text: the composer's headings."""
    return bool(runs) and all(run.bold or not run.text.strip() for run in runs)


def _unstyled(runs: Iterable[Run]) -> Iterable[Run]:
    return (replace(run, bold=False, italic=False) for run in runs if run.text)
