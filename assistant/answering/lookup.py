"""Lookup: from ranked candidates to the few sentences that answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.aspects import holds_aspect
from assistant.answering.candidates import Candidate
from assistant.answering.catalogue import statement_passages
from assistant.answering.draft import Block, Draft, Passage
from assistant.answering.support import SupportModel
from assistant.understanding.question import Question
from corpus.chunk import Chunk
from corpus.corpus import Corpus

MOST_WORDS = 120
"""Words of an answer that is no list."""
_MORE = re.compile(r"^\s*tell me more\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its probability of answering the question."""

    probability: float
    candidate: Candidate


def rank(candidates: Sequence[Candidate], model: SupportModel) -> list[Ranked]:
    """Order candidates by probability; corpus order breaks ties."""
    ranked = [Ranked(model.probability(candidate), candidate) for candidate in candidates]
    return sorted(ranked, key=lambda r: -r.probability)


def choose(question: Question, ranked: Sequence[Ranked], model: SupportModel) -> list[Ranked]:
    """Choose the entries to cite: the best, and others that answer nearly as surely."""
    if question.ids:
        named = [r for r in ranked if r.candidate.entry.id in question.ids]
        return sorted(named, key=lambda r: question.ids.index(r.candidate.entry.id))
    best = ranked[0]
    most = 5 if "practice" in question.kinds else 3
    if question.form == "define" or question.aspect is not None:
        most = 2 if "practice" not in question.kinds else most
    floor = max(model.cite_at, best.probability * 0.6)
    return [best, *(r for r in ranked[1:most] if r.probability >= floor)]


def draft_lookup(question: Question, chosen: Sequence[Ranked], corpus: Corpus) -> Draft:
    """Quote the sentences of the chosen entries that answer, within MOST_WORDS."""
    more = bool(_MORE.match(question.text))
    blocks: list[Block] = []
    left = MOST_WORDS * (2 if more else 1)
    cut = False
    for ranked in chosen:
        passages = _passages(question, ranked.candidate, more=more, alone=len(chosen) == 1)
        kept: list[Passage] = []
        for passage in passages:
            length = len(passage.text.split())
            if blocks and length > left or kept and length > left:
                cut = True
                break
            kept.append(passage)
            left -= length
        if kept:
            blocks.append(Block(heading_of(ranked.candidate, corpus), tuple(kept)))
    held = sum(len(r.candidate.sentences) for r in chosen)
    shown = sum(len(block.passages) for block in blocks)
    listed = tuple(block.passages[0].entry.id for block in blocks) if len(blocks) > 1 else ()
    return Draft(tuple(blocks), more=cut or shown < held, listed=listed)


def heading_of(candidate: Candidate, corpus: Corpus) -> str:
    """Name the entry above its sentences."""
    entry = candidate.entry
    if entry.kind == "recommendation":
        part = corpus.report.pillar(entry.pillar).title if entry.pillar else ""
        label = f"Recommendation {entry.number}" if entry.number else entry.id
        return f"{label} {entry.title}" + (f" – {part}" if part else "")
    return entry.title


def _passages(question: Question, candidate: Candidate, *, more: bool, alone: bool) -> list[Passage]:
    """Choose the sentences of one entry: all that it states, or the one that holds what was asked for."""
    entry = candidate.entry
    if more:
        return [Passage(entry, c.start, c.end) for _, c in candidate.sentences if not _is_notice(c)]
    if question.aspect is not None:
        holding = [
            (fit, chunk)
            for fit, chunk in candidate.sentences
            if holds_aspect(question.aspect, chunk.text, question.text)
        ]
        if holding:
            return _best(candidate, holding, 2 if alone else 1)
    statement = statement_passages(entry, 4 if alone else 2)
    best_fit, best = max(candidate.sentences, key=lambda pair: pair[0])
    if best.section and best_fit > 0.15 + max(
        (fit for fit, chunk in candidate.sentences if not chunk.section), default=0.0
    ):
        return [Passage(entry, best.start, best.end)]
    if entry.kind == "recommendation" or alone:
        return statement
    return _best(candidate, [(fit, chunk) for fit, chunk in candidate.sentences if not chunk.section], 2)


def _best(candidate: Candidate, sentences: list[tuple[float, Chunk]], most: int) -> list[Passage]:
    """The best sentence and those nearly as good, in reading order."""
    top = max(fit for fit, _ in sentences)
    good = sorted((pair for pair in sentences if pair[0] >= top - 0.25), key=lambda pair: -pair[0])[:most]
    return [Passage(candidate.entry, c.start, c.end) for _, c in sorted(good, key=lambda pair: pair[1].start)]


def _is_notice(chunk: Chunk) -> bool:
    return len(chunk.text.split()) < 10 and bool(chunk.section)
