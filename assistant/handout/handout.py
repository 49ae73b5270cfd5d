"""Handout: what a session asked and was answered, with one numbering of sources over all of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.answer import Answer, Citation
from assistant.demonstration.quiz import QuizQuestion
from assistant.handout.blocks import Block, read_blocks
from corpus.corpus import Corpus
from corpus.entry import Basis, Kind

BASIS_WORDS: dict[Basis, str] = {
    "published_summary": "public summary of the report",
    "policy_toolkit": "Policy Toolkit of the European Cluster Collaboration Platform",
    "eccp_page": "page of the European Cluster Collaboration Platform",
    "related_page": "related public page",
    "official_report": "official report",
}

# Not strftime: its month names follow the locale of the server, and the hand-out is in English.
_MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class Source:
    """An entry that was quoted, with all the words that were quoted from it."""

    number: int
    entry_id: str
    kind: Kind
    title: str
    basis: Basis
    page: str | None
    url: str
    quotes: tuple[str, ...]

    @property
    def origin(self) -> str:
        """What the words were written from, with the printed page of an imported report."""
        words = BASIS_WORDS[self.basis]
        return f"{words}, page {self.page}" if self.page else words


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer."""

    question: str
    understood_as: str
    """The question as it was understood; "" where that is the question itself."""
    silent: bool
    """True where the report does not answer."""
    blocks: tuple[Block, ...]
    note: str
    """What the reader must know of how it was answered; "" for nothing."""


@dataclass(frozen=True, slots=True)
class QuizItem:
    """A quiz question with the number of the source that decides it."""

    question: QuizQuestion
    source: int


@dataclass(frozen=True, slots=True)
class Handout:
    """All that is printed, in order."""

    title: str
    report: str
    """Title of the report."""
    notice: str
    """What the corpus is and what it is not."""
    made_on: date
    made_by: str
    """How the answers were made, in one sentence."""
    exchanges: tuple[Exchange, ...]
    quiz: tuple[QuizItem, ...]
    sources: tuple[Source, ...]

    @property
    def dated(self) -> str:
        """The day it was made, as a reader writes it: 5 May 2026."""
        return f"{self.made_on.day} {_MONTHS[self.made_on.month - 1]} {self.made_on.year}"


def make_handout(
    answers: Sequence[Answer],
    corpus: Corpus,
    *,
    title: str,
    made_on: date,
    quiz: Sequence[QuizQuestion] = (),
) -> Handout:
    """Put answers, and the quiz where there is one, into a hand-out; sources are numbered in order of first mention."""
    numbering = _Numbering()
    exchanges = tuple(_exchange(answer, numbering) for answer in answers)
    items = tuple(QuizItem(question, numbering.number(question.citation)) for question in quiz)
    return Handout(
        title=title,
        report=corpus.report.title,
        notice=corpus.report.notice,
        made_on=made_on,
        made_by=_made_by(answers),
        exchanges=exchanges,
        quiz=items,
        sources=numbering.sources(),
    )


@dataclass
class _Numbering:
    """Gives every entry of one origin one number, however often it is quoted."""

    _quoted: dict[tuple[str, str, str | None, str], list[Citation]] = field(default_factory=dict)

    def number(self, citation: Citation) -> int:
        key = (citation.entry_id, citation.basis, citation.page, citation.source_url)
        self._quoted.setdefault(key, []).append(citation)
        return list(self._quoted).index(key) + 1

    def sources(self) -> tuple[Source, ...]:
        return tuple(_source(number, quoted) for number, quoted in enumerate(self._quoted.values(), 1))


def _source(number: int, quoted: Iterable[Citation]) -> Source:
    in_order = sorted({(c.start, c.end): c for c in quoted}.values(), key=lambda c: (c.start, c.end))
    first = in_order[0]
    return Source(
        number=number,
        entry_id=first.entry_id,
        kind=first.kind,
        title=first.title,
        basis=first.basis,
        page=first.page,
        url=first.source_url,
        quotes=tuple(" ".join(citation.quote.split()) for citation in in_order),
    )


def _exchange(answer: Answer, numbering: _Numbering) -> Exchange:
    numbers = {citation.n: numbering.number(citation) for citation in answer.citations}
    understood = answer.understood_as.strip()
    return Exchange(
        question=answer.question,
        understood_as="" if understood.casefold() == answer.question.strip().casefold() else understood,
        silent=answer.decision == "not_in_report",
        blocks=read_blocks(answer.answer, numbers),
        note=answer.note or "",
    )


def _made_by(answers: Sequence[Answer]) -> str:
    models = sorted({answer.model or "a model" for answer in answers if answer.mode == "generated"})
    if not models:
        return "Every answer is put together from verbatim sentences of the sources, without a language model."
    return (
        f"Answers were written by {', '.join(models)} and checked sentence by sentence against the sources; "
        f"words in quotation marks below are verbatim."
    )
