"""Conversations: the turns of one reader, and their way into and out of the reader's browser.

What comes back from the browser or from a file is not trusted: it is checked against a schema, and every
citation is made anew from the corpus, so that a stored conversation can never show an invented one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answer import Answer, Citation, Decision, Mode, Sentence, cite
from assistant.errors import AssistantError
from assistant.ui.limits import read_limits, write_limits
from assistant.understanding.filters import Filters
from corpus.corpus import Corpus

FORMAT = "cluster-report-assistant conversation"
MAX_TURNS = 200
MAX_BYTES = 4_000_000


class ConversationInvalid(AssistantError):
    """A stored conversation that cannot be opened."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation with its answer, or with the sentence that says why there is none."""

    number: int
    """Place in the conversation, from 1; citations of the turn have the ids `t4-c1`, `t4-c2` ..."""
    asked: str
    """The question as typed."""
    answer: Answer | None = None
    error: str | None = None
    limits: Filters = field(default_factory=Filters)
    """What the reader limited the search to."""
    imported: bool = False
    """True where the turn came from a file; its wording was not made here."""
    stopped: bool = False
    """True where the reader stopped the answer before its end."""
    history: tuple[str, ...] = ()
    """Earlier questions, oldest first."""
    corpus: Corpus | None = field(default=None, compare=False, repr=False)
    """What the answer was given from: its citations open there, whatever report is in use since."""


def write_turn(turn: Turn) -> dict[str, Any]:
    """Return a turn as plain JSON data."""
    return {
        "asked": turn.asked,
        "answer": turn.answer.to_dict() if turn.answer else None,
        "error": turn.error,
        "limits": write_limits(turn.limits),
        "imported": turn.imported,
        "stopped": turn.stopped,
        "report": turn.corpus.report.name if turn.corpus else None,
    }


def read_conversation(
    text: str,
    corpus: Corpus,
    *,
    imported: bool = False,
    earlier: Callable[[str], Corpus | None] = lambda name: None,
) -> tuple[Turn, ...]:
    """Read a stored conversation; raises ConversationInvalid with a sentence for the reader.

    `earlier` finds the corpus of an answer that came from another report than the one in use, by the report's name.
    """
    if len(text) > MAX_BYTES:
        raise ConversationInvalid(
            f"The conversation holds {len(text):,} characters; at most {MAX_BYTES:,} can be opened. Split the file."
        )
    try:
        stored = _StoredConversation.model_validate(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise ConversationInvalid(_why(error)) from None
    turns: list[Turn] = []
    for item in stored.turns:
        own = (item.report and earlier(item.report)) or corpus
        turns.append(_read_turn(item, turns, own, imported=imported))
    return tuple(turns)


def _why(error: Exception) -> str:
    choose = "Choose a file that this app exported."
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole file"
        return f"This is not a conversation of this app: {place}: {first['msg']}. {choose}"
    if isinstance(error, json.JSONDecodeError):
        return f"The file is not valid JSON (line {error.lineno}): {error.msg}. {choose}"
    return f"The file cannot be read as a conversation. {choose}"


_Line = Annotated[str, Field(max_length=20_000)]


class _Stored(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _StoredCitation(_Stored):
    n: int = Field(ge=1, le=2_000)
    entry_id: str = Field(max_length=100)
    quote: _Line
    start: int = Field(ge=0)
    end: int = Field(ge=1)


class _StoredSentence(_Stored):
    text: _Line
    citations: list[int] = Field(default=[], max_length=2_000)


class _StoredAnswer(_Stored):
    question: _Line
    understood_as: _Line
    decision: Decision
    answer: str = Field(max_length=400_000)
    sentences: list[_StoredSentence] = Field(max_length=2_000)
    citations: list[_StoredCitation] = Field(max_length=2_000)
    suggestions: list[_Line] = Field(default=[], max_length=20)
    nearest: list[str] = Field(default=[], max_length=50)
    note: _Line | None = None
    mode: Mode = "extractive"
    model: str | None = Field(default=None, max_length=200)
    elapsed_ms: float = 0.0
    confidence: float = 0.0
    input_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)


class _StoredTurn(_Stored):
    asked: _Line
    answer: _StoredAnswer | None = None
    error: _Line | None = None
    limits: dict[str, Any] = {}
    imported: bool = False
    stopped: bool = False
    report: str | None = Field(default=None, max_length=500)


class _StoredConversation(_Stored):
    format: Literal["cluster-report-assistant conversation"]
    turns: list[_StoredTurn] = Field(max_length=MAX_TURNS)


def _read_turn(item: _StoredTurn, before: Sequence[Turn], corpus: Corpus, *, imported: bool) -> Turn:
    return Turn(
        number=len(before) + 1,
        asked=item.asked,
        answer=_read_answer(item.answer, corpus) if item.answer else None,
        error=item.error,
        limits=read_limits(item.limits, corpus),
        imported=imported or item.imported,
        stopped=item.stopped,
        history=tuple(turn.asked for turn in before),
        corpus=corpus,
    )


def _read_answer(stored: _StoredAnswer, corpus: Corpus) -> Answer:
    made = (_read_citation(item, corpus) for item in stored.citations)
    known = {citation.n: citation for citation in made if citation is not None}
    lost = len(stored.citations) - len(known)
    note = stored.note
    if lost:
        gone = "1 citation" if lost == 1 else f"{lost} citations"
        note = f"{gone} of this stored answer no longer match the corpus and cannot be opened. Ask again."
    return Answer(
        question=stored.question,
        understood_as=stored.understood_as,
        decision=stored.decision,
        answer=stored.answer,
        sentences=tuple(Sentence(s.text, tuple(n for n in s.citations if n in known)) for s in stored.sentences),
        citations=tuple(known.values()),
        suggestions=tuple(stored.suggestions),
        nearest=tuple(entry_id for entry_id in stored.nearest if entry_id in corpus),
        note=note,
        mode=stored.mode,
        model=stored.model,
        elapsed_ms=stored.elapsed_ms,
        confidence=stored.confidence,
        input_tokens=stored.input_tokens,
        output_tokens=stored.output_tokens,
    )


def _read_citation(stored: _StoredCitation, corpus: Corpus) -> Citation | None:
    """Make a citation anew; where the entry was edited since, the same words are looked for in it."""
    if stored.entry_id not in corpus or not stored.quote:
        return None
    entry = corpus[stored.entry_id]
    start = stored.start
    if entry.body[start : start + len(stored.quote)] != stored.quote:
        start = entry.body.find(stored.quote)
    return None if start < 0 else cite(stored.n, entry, start, start + len(stored.quote))
