"""Chunk: one sentence of an entry with its exact place, the unit that is found and cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.corpus import Corpus
from corpus.entry import Entry, Kind, Section


@dataclass(frozen=True, slots=True)
class Chunk:
    """A sentence or short paragraph: `entry.body[start:end] == text`."""

    id: str
    entry_id: str
    kind: Kind
    text: str
    start: int
    end: int
    header: str
    """Report > part > title > section: indexed with the text, never shown as quoted."""
    section: str
    """Title of the section; "" for the entry's own statement."""
    question: str = ""
    """A question that leads to this text: indexed in its place, never shown."""

    @property
    def indexed_text(self) -> str:
        """The text that is embedded and searched."""
        return self.question or f"{self.header}. {self.text}"


def split_corpus(corpus: Corpus) -> list[Chunk]:
    """Cut every entry of a corpus into chunks, in corpus order."""
    return [chunk for entry in corpus for chunk in split_entry(entry, corpus)]


def split_entry(entry: Entry, corpus: Corpus) -> list[Chunk]:
    """Cut one entry into its sentences."""
    chunks: list[Chunk] = []
    for section in entry.sections:
        header = _header(entry, section, corpus)
        for start, end in sentence_spans(entry.body, section.start, section.end):
            chunks.append(
                Chunk(
                    id=f"{entry.id}#{len(chunks) + 1}",
                    entry_id=entry.id,
                    kind=entry.kind,
                    text=entry.body[start:end],
                    start=start,
                    end=end,
                    header=header,
                    section=section.title,
                )
            )
    return chunks + _asked(entry, chunks[0])


def _asked(entry: Entry, first: Chunk) -> list[Chunk]:
    """One chunk for each question that the entry answers; it leads to the entry's first sentence."""
    return [
        replace(first, id=f"{entry.id}?{number}", question=question)
        for number, question in enumerate(entry.asked_as, start=1)
    ]


_ABBREVIATIONS = frozenset(
    "e.g i.e etc cf vs no nos art approx incl fig p pp vol ed eds dr mr mrs ms prof st ca resp".split()
)
_BOUNDARY = re.compile(r"[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9ÀÁÂÄÇÈÉÊÖØÜŠŽ€])|\n\s*\n|\n(?=\s*[-*•] )")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield (start, end) character offsets of the sentences of `text[start:end]`.

    A sentence ends at a full stop, question or exclamation mark before a capital, or at a blank line or a
    list item. Abbreviations and single initials do not end one.
    """
    end = len(text) if end is None else end
    begin = start
    for match in _BOUNDARY.finditer(text, start, end):
        if text[match.start()] == "." and _is_abbreviation(text, begin, match.start()):
            continue
        stop = match.start() if text[match.start()] == "\n" else match.end()
        yield from _trimmed(text, begin, stop)
        begin = match.end()
    yield from _trimmed(text, begin, end)


def _is_abbreviation(text: str, begin: int, dot: int) -> bool:
    word = re.search(r"[\w.]*$", text[begin:dot])
    token = word.group().lower() if word else ""
    return token in _ABBREVIATIONS or re.fullmatch(r"(?:[a-z]\.)*[a-z]", token) is not None


def _trimmed(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    while begin < stop and (text[begin].isspace() or text[begin : begin + 2] in ("- ", "* ", "• ")):
        begin += 1
    while stop > begin and text[stop - 1].isspace():
        stop -= 1
    if stop > begin:
        yield begin, stop


def _header(entry: Entry, section: Section, corpus: Corpus) -> str:
    part = corpus.report.pillar(entry.pillar).title if entry.pillar else entry.kind.capitalize()
    steps = [part, entry.title, section.title]
    return " > ".join(step for step in steps if step)
