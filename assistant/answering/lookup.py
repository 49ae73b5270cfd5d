"""Lookup: from ranked candidates to the few sentences that answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.aspects import holds_aspect
from assistant.answering.candidates import Candidate, Candidates
from assistant.answering.counting import counted_noun, counts_exactly
from assistant.answering.draft import Block, Draft, Passage
from assistant.answering.reading import MOST_READ
from assistant.answering.support import Standing, SupportModel, veto
from assistant.understanding.filters import matches, share_no_country
from assistant.understanding.places import country_name
from assistant.understanding.question import Question
from corpus.chunk import Chunk
from corpus.corpus import Corpus
from corpus.entry import Entry, is_context
from index.words import fold, stem, stems

HOLDING = 0.3
"""What it adds to the fit of a sentence that it holds the kind of thing asked for."""
LATER = 0.03
"""What each sentence before it takes from the fit of a sentence: an entry says first what matters most."""
MOST_SENTENCES, MOST_WORDS_OF_ONE = 3, 70
"""What is quoted of one entry: on the development questions three sentences hold all that is asked in 97 of 100, two in 92."""
MOST_WORDS_BESIDE = 30
"""How many words more the sentence may add that reading finds best: it holds what the others lack in a quarter of such cases."""
ALIKE = 0.05
"""How near in coverage of the question two named entries are, that both are picked."""
MET = 0.7
"""Coverage from which a named entry says something about what is asked."""
MOST_RANKED = 20
"""How many candidates are looked at closely."""
MOST_WORDS = 120
"""Words of an answer that is no list."""
_ONE_SENTENCE = re.compile(r"\bin (?:just |only )?(?:one|a single) (?:short )?(?:sentence|line)\b", re.IGNORECASE)
_MORE = re.compile(r"^\s*tell me more\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its ranking score and the probability that it answers."""

    score: float
    probability: float
    candidate: Candidate
    standing: Standing


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The best candidates by their signals, in order, before any is read."""

    candidates: tuple[Candidate, ...]
    scores: NDArray[Any]
    read: tuple[int, ...]
    """Places of those that are read with the question: the first MOST_READ and those named by id."""


def shortlist(candidates: Candidates, model: SupportModel, named: Sequence[str] = ()) -> Shortlist:
    """Order candidates by their signals, corpus order breaking ties: the best MOST_RANKED and those named by id."""
    scores = model.scores(candidates.signals)
    order = np.argsort(-scores, kind="stable").tolist()
    kept = [at for place, at in enumerate(order) if place < MOST_RANKED or candidates.entries[at].id in named]
    chosen = tuple(candidates[at] for at in kept)
    read = tuple(place for place, c in enumerate(chosen) if place < MOST_READ or c.entry.id in named)
    return Shortlist(chosen, scores[kept], read)


def rank(short: Shortlist, readings: NDArray[Any], model: SupportModel) -> list[Ranked]:
    """Order a shortlist by its scores and by what reading the first of it says: `readings` belong to `short.read`.

    What was not read counts as no better than the worst that was.
    """
    if not short.candidates:
        return []
    reading = np.full(len(short.candidates), float(readings.min()))
    reading[list(short.read)] = readings
    scores = short.scores + model.reading_weight * reading
    ranked = []
    for place in np.argsort(-scores, kind="stable").tolist():
        others = np.delete(np.arange(len(scores)), place)
        standing = Standing(
            lead=float(scores[place] - scores[others].max()) if len(others) else 0.0,
            reading=float(reading[place]),
            reading_of_others=float(reading[others].max()) if len(others) else float(reading[place]),
        )
        candidate = short.candidates[place]
        ranked.append(Ranked(float(scores[place]), model.probability(candidate, standing), candidate, standing))
    return ranked


def choose(question: Question, ranked: Sequence[Ranked], model: SupportModel) -> list[Ranked]:
    """Choose the entries to cite: the best, and others that answer nearly as surely."""
    if len(question.ids) > 1:
        named = [r for r in ranked if r.candidate.entry.id in question.ids]
        named.sort(key=lambda r: question.ids.index(r.candidate.entry.id))
        return _selected(question, named) if question.selects else named
    if question.ids:
        only = next((r for r in ranked if r.candidate.entry.id == question.ids[0]), None)
        if only and (instead := _instead_of_term(question, only, ranked, model)):
            return instead[:1]
        return [_among_mentions(question, only, ranked)] if only else []
    return _by_evidence(question, ranked, model)


def _by_evidence(question: Question, ranked: Sequence[Ranked], model: SupportModel) -> list[Ranked]:
    """Choose where a question names no entry by id or title."""
    best = ranked[0]
    if question.kinds == ("recommendation",) and question.form != "define" and best.candidate.entry.kind == "term":
        # "What is recommended about shared value?" names a term and asks for none.
        apart = [r for r in ranked if r.candidate.entry.kind != "term"]
        if any(r.candidate.entry.kind == "recommendation" and r.probability >= model.answer_at for r in apart[:1]):
            ranked, best = apart, apart[0]
    if instead := _instead_of_term(question, best, ranked, model):
        ranked, best = instead, instead[0]
    if question.form == "define" and best.candidate.entry.kind != "term" and not question.places:
        term = next((r for r in ranked if _is_term_of_the_same_name(r, best)), None)
        if term is not None:
            return [term, best]
    if question.asks_things and len(alike := _of_one_name(best, ranked)) > 1:
        return alike
    within = model.within_practices if question.asks_many else model.within
    most = 5 if question.asks_many else 3
    cited = [best, *(r for r in ranked[1:most] if _stands_beside(question, r, best, within, model))]
    if question.kinds[:1] == ("recommendation",):  # what the report recommends comes before what explains it
        cited.sort(key=lambda r: r.candidate.entry.kind != "recommendation")
    return cited


def _instead_of_term(question: Question, named: Ranked, ranked: Sequence[Ranked], model: SupportModel) -> list[Ranked]:
    """Return what has a place, where a question asks where a term is done, or the like: what a word means is nowhere.

    A date, a sum or a name of something else would be none of what was asked about.
    """
    if (
        question.aspect != "place"
        or named.candidate.entry.kind != "term"
        or not named.candidate.feature("aspect_missing")
    ):
        return []
    holding = [r for r in ranked if r.candidate.feature("aspect_held") and veto(question, r.candidate) is None]
    return holding if holding and holding[0].probability >= model.answer_at else []


def _selected(question: Question, named: Sequence[Ranked]) -> list[Ranked]:
    """Keep the named entries that a question picks out: by its limits where it has some, else by what they say."""
    limits = replace(question.filters, recommendations=(), pillars=())  # "which is about going digital?" names no part
    if all(ranked.candidate.entry.kind == "practice" for ranked in named):
        limits = replace(limits, audiences=())  # only recommendations are addressed to somebody
    if limits:
        return [r for r in named if matches(r.candidate.entry, limits)]
    best = max(r.candidate.feature("soft_coverage") for r in named)
    return [r for r in named if r.candidate.feature("soft_coverage") >= best - ALIKE] if best >= MET else []


def _stands_beside(question: Question, other: Ranked, best: Ranked, within: float, model: SupportModel) -> bool:
    """Say whether a further entry is worth citing: near the best, likely by itself, and nothing speaks against it."""
    near = other.score >= best.score - within
    return near and other.probability >= model.answer_at and veto(question, other.candidate) is None


def _of_one_name(best: Ranked, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return the entries whose titles hold all that is asked for, as the best one's does, in the order of the corpus."""
    kind = best.candidate.entry.kind
    alike = [r for r in ranked if r.candidate.feature("title_coverage") >= 1 and r.candidate.entry.kind == kind]
    return sorted(alike, key=lambda r: r.candidate.entry.id) if best in alike else []


def _is_term_of_the_same_name(other: Ranked, best: Ranked) -> bool:
    """A definition is asked for, and a term bears the name that a practice or fact bears too."""
    name = other.candidate.feature("name")
    return other.candidate.entry.kind == "term" and name > 0 and name >= best.candidate.feature("name") - 0.05


def named_outright(question: Question, candidate: Candidate) -> bool:
    """Say whether a question asks for an entry by its name or id and for nothing beyond it."""
    if len(question.ids) > 1 and question.aspect is None:
        return candidate.feature("by_id") > 0
    is_named = candidate.feature("by_id") > 0 or candidate.feature("name") > 0.99
    return is_named and candidate.feature("rest_missing") == 0 and candidate.feature("aspect_missing") == 0


def _among_mentions(question: Question, named: Ranked, ranked: Sequence[Ranked]) -> Ranked:
    """Return the named entry, or the entry about the same thing that holds what is asked and the named one lacks.

    A practice may have a term beside it, a body several facts: "how many clusters are in EREK's network?" names the
    term and is answered by the practice.
    """
    entry = named.candidate.entry
    if entry.kind == "recommendation" or question.aspect is None:
        return named
    title = {stem for stem in stems(re.sub(r"\([^)]*\)", "", entry.title)) if len(stem) > 2}
    for other in ranked[:10]:
        held = set(stems(f"{other.candidate.entry.title} {other.candidate.entry.body}"))
        if not question.places and share_no_country(entry, other.candidate.entry):
            continue
        surer = other.candidate.feature("aspect_held") > named.candidate.feature("aspect_held") + 0.1
        counts = _counts(question, other.candidate, entry) and not _counts(question, named.candidate, entry)
        if title <= held and (surer or counts):
            return other
    return named


def _counts(question: Question, candidate: Candidate, named: Entry) -> bool:
    """Say whether an entry tells the number of what a question counts: of what it names, where it asks how many exist."""
    noun = counted_noun(question.text) if question.aspect == "number" else None
    if noun == stem("exist"):
        noun = stems(re.sub(r"\([^)]*\)", "", named.title))[-1]
    own = (chunk.text for _, chunk in candidate.sentences if not is_context(chunk.section))
    return noun is not None and any(counts_exactly(text, noun) for text in own)


Scores = Callable[[Sequence[str]], NDArray[Any]]


def draft_lookup(question: Question, chosen: Sequence[Ranked], corpus: Corpus, read: Scores | None = None) -> Draft:
    """Quote the sentences of the chosen entries that answer, within MOST_WORDS.

    `read` says of passages how well they answer; of one entry that is longer than what is quoted of it, the sentence that
    it finds best is quoted as well.
    """
    more = bool(_MORE.match(question.text))
    blocks: list[Block] = []
    left = MOST_WORDS * (2 if more or len(question.ids) > 1 else 1)
    cut = False
    for ranked in chosen:
        passages = _passages(question, ranked.candidate, more=more, read=read if len(chosen) == 1 else None)
        passages = (
            passages[:1]
            if len(question.ids) > 3
            or (question.asks_things and len(chosen) > 2)
            or _ONE_SENTENCE.search(question.text)
            else passages
        )
        kept: list[Passage] = []
        for passage in passages:
            length = len(passage.text.split())
            named = ranked.candidate.entry.id in question.ids and not kept  # what is asked for by name is never cut
            if (blocks or kept) and length > left and not named:
                cut = True
                break
            kept.append(passage)
            left -= length
        if kept:
            blocks.append(Block(heading_of(ranked.candidate, corpus), tuple(kept)))
    held = sum(len(r.candidate.sentences) for r in chosen)
    shown = sum(len(block.passages) for block in blocks)
    listed = tuple(block.passages[0].entry.id for block in blocks)
    if len(listed) == 1 or not (
        len(question.ids) > 1 or "practice" in question.kinds or question.form == "list" or question.asks_things
    ):
        listed = ()
    return Draft(tuple(blocks), more=cut or shown < held, listed=listed)


def heading_of(candidate: Candidate, corpus: Corpus) -> str:
    """Name the entry above its sentences."""
    entry = candidate.entry
    if entry.kind == "recommendation":
        part = corpus.report.pillar(entry.pillar).title if entry.pillar else ""
        label = f"Recommendation {entry.number}" if entry.number else entry.id
        return f"{label} {entry.title}" + (f" – {part}" if part else "")
    return entry.title


def _passages(question: Question, candidate: Candidate, *, more: bool, read: Scores | None) -> list[Passage]:
    """Choose the sentences of one entry that fit best: first the one that holds what was asked for, or in reading order.

    Without `read` one less, where several entries are quoted.
    """
    entry = candidate.entry
    if more:
        return [Passage(entry, c.start, c.end) for _, c in candidate.sentences if not _is_notice(c)]
    aspect = question.aspect
    own = candidate.told
    holding = [aspect is not None and holds_aspect(aspect, chunk.text, question.text) for _, chunk in own]
    several = entry.kind != "practice"  # in an entry on one country all is about it
    there = [chunk.start in candidate.around or (several and _names_place(question, chunk.text)) for _, chunk in own]
    holding = [held or placed for held, placed in zip(holding, there, strict=True)] if not all(there) else holding
    fits = [fit + HOLDING * held - LATER * at for at, ((fit, _), held) in enumerate(zip(own, holding, strict=True))]
    order = sorted(range(len(own)), key=lambda at: -fits[at])
    kept: list[int] = []
    left = MOST_WORDS_OF_ONE
    for at in order[: MOST_SENTENCES if read else MOST_SENTENCES - 1]:
        left -= len(own[at][1].text.split())
        if kept and left < 0:
            break
        kept.append(at)
    if read and len(kept) < len(own):
        told = int(read([f"{entry.title}. {' '.join(chunk.text.split())}" for _, chunk in own]).argmax())
        if told not in kept and left + MOST_WORDS_BESIDE >= len(own[told][1].text.split()):
            kept.append(told)
    # What is told of the report in many sections is not read from its first one on.
    first = holding[order[0]] or entry.kind == "background"
    best = order[0] if first else None
    return [Passage(entry, own[at][1].start, own[at][1].end) for at in sorted(kept, key=lambda at: (at != best, at))]


def _names_place(question: Question, text: str) -> bool:
    """Say whether a sentence names a country or region that the question names: of a list of clusters, the Slovenian ones."""
    names = (*(country_name(code) for code in question.filters.countries), *question.filters.regions)
    return any(re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", fold(text)) for name in names)


def _is_notice(chunk: Chunk) -> bool:
    return len(chunk.text.split()) < 10 and bool(chunk.section)
