"""Answer: what the assistant says, sentence by sentence, with the exact words each rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Literal

from corpus.entry import Basis, Entry, Kind

Decision = Literal["answered", "partly", "not_in_report"]
Mode = Literal["extractive", "generated"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation of an entry: `entry.body[start:end] == quote`."""

    n: int
    entry_id: str
    kind: Kind
    title: str
    quote: str
    start: int
    end: int
    page: str | None
    """Printed page label, where the entry was imported from a PDF."""
    source_url: str
    basis: Basis


def by_source(citations: Iterable[Citation]) -> list[list[Citation]]:
    """Group citations that follow one another and rest on the same entry, basis, page and address."""
    return [list(group) for _, group in groupby(citations, key=lambda c: (c.entry_id, c.basis, c.page, c.source_url))]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the answer and the numbers of its citations."""

    text: str
    citations: tuple[int, ...] = ()
    supported: bool = True
    """False only where the reader asked to see what a model wrote without support."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The one answer object of chat, command line, batch, API and evaluation."""

    question: str
    understood_as: str
    decision: Decision
    answer: str
    """Markdown with `[1]` markers."""
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    suggestions: tuple[str, ...]
    """Questions that have an answer."""
    nearest: tuple[str, ...] = ()
    """Ids of the nearest entries, where the report is silent."""
    note: str | None = None
    """A line to the reader about how the answer was made (a fall-back, a limit)."""
    mode: Mode = "extractive"
    model: str | None = None
    elapsed_ms: float = 0.0
    confidence: float = 0.0
    """Calibrated probability that the corpus answers the question, 0 to 1."""
    input_tokens: int = 0
    output_tokens: int = 0
    """Tokens that a model read and wrote for the answer; 0 where none was asked."""

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain JSON data."""
        return asdict(self)


def cite(n: int, entry: Entry, start: int, end: int) -> Citation:
    """Make citation `n` of the characters `start` to `end` of an entry; the only way to make one.

    Raises ValueError where the span is empty or lies outside the body.
    """
    if not 0 <= start < end <= len(entry.body):
        raise ValueError(f"{entry.id} has no characters {start} to {end}: its body holds {len(entry.body)}.")
    section = entry.section_at(start)
    page = entry.page_at(start)
    return Citation(
        n=n,
        entry_id=entry.id,
        kind=entry.kind,
        title=entry.title,
        quote=entry.body[start:end],
        start=start,
        end=end,
        page=page.label if page else None,
        source_url=section.sources[0].url if section.sources else "",
        basis=section.basis,
    )
