"""Refusal: what is said where the corpus is silent: why, what is nearest, what can be asked instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.draft import escape, label_of
from assistant.generating.languages import language_of
from assistant.understanding.filters import describe, matches
from assistant.understanding.question import Question
from corpus.corpus import Corpus
from corpus.entry import Entry


def refusal_text(question: Question, nearest: Sequence[Entry], corpus: Corpus) -> str:
    """Write the refusal: one sentence of reason, then the nearest entries by name."""
    lines = [_reason(question, corpus)]
    if nearest:
        names = "; ".join(f"**{escape(label_of(entry, corpus))}**" for entry in nearest)
        lines.append(f"Nearest in the corpus: {names}.")
    return "\n\n".join(lines)


def missing_part_text(missing: Sequence[str]) -> str:
    """Say which parts of a question the corpus does not cover."""
    parts = " and ".join(f"“{escape(part.rstrip(' ?.!'))}”" for part in missing)
    return f"Not covered by the corpus: {parts}."


def premise_note(numbers: Sequence[str]) -> str | None:
    """Point out a year or number of the question that the cited entry does not hold."""
    if not numbers:
        return None
    return f"The question names {' and '.join(dict.fromkeys(numbers))}; the entry cited does not. Check the premise."


def known_ids_text(corpus: Corpus) -> str:
    """Say how many recommendations there are and how they are numbered here."""
    recommendations = corpus.of_kind("recommendation")
    ranges = []
    for pillar in corpus.report.pillars:
        ids = [entry.number or entry.id for entry in corpus.of_pillar(pillar.id)]
        if ids:
            ranges.append(ids[0] if len(ids) == 1 else f"{ids[0]} to {ids[-1]}")
    if not ranges and recommendations:
        ranges = [
            f"{recommendations[0].number or recommendations[0].id} to {recommendations[-1].number or recommendations[-1].id}"
        ]
    own = "" if corpus.report.official else " (our numbering; the report's own is not known here)"
    return f"There are {len(recommendations)} recommendations, {', '.join(ranges)}{own}"


def _reason(question: Question, corpus: Corpus) -> str:
    language = language_of(question.text)
    if language is not None:
        return (
            f"This question seems to be in {language.name}; without a model, questions are understood in English only."
        )
    if question.missing:
        names = " or ".join(question.missing)
        numbers = "" if "practice" in question.kinds else f" {known_ids_text(corpus)}."  # practices have none
        return f"There is no {escape(names)} in this corpus.{numbers}"
    places = question.filters.places
    if places and not any(matches(entry, replace(places, mentioned=True)) for entry in corpus):
        return f"The corpus holds no practice{describe(places, corpus)}."
    if question.unknown:
        names = ", ".join(f"“{escape(name)}”" for name in question.unknown[:3])
        return f"The corpus does not mention {names}, so it cannot answer this."
    what = "The report" if corpus.report.official else "What is held of the report, with the practices around it,"
    return f"{what} does not answer this."


def follow_ups(cited: Sequence[Entry], corpus: Corpus, asked: str) -> tuple[str, ...]:
    """Offer up to three questions that go on from an answer: more of it, its practices, its neighbour."""
    first, *others = cited
    offered = []
    filed, matched = corpus.practices_of(first.id) if first.kind == "recommendation" else ([], [])
    if filed or matched:
        offered.append(f"Which practices belong to {first.id} ({first.title})?")
    links = (*first.filed_under, *first.matched_to)
    offered += [f"What does {i} ({corpus[i].title}) recommend?" for i in links[:1]]
    if len(cited) == 1:
        offered.append(f"Tell me more about {first.title} ({first.id})")
    part = corpus.of_pillar(first.pillar) if first.pillar else []
    after = [entry for entry in part if entry not in cited][:1]
    return tuple(dict.fromkeys([*offered, *suggestions([*others[:2], *after], corpus, asked)]))[:3]


def suggestions(nearest: Sequence[Entry], corpus: Corpus, asked: str) -> tuple[str, ...]:
    """Offer up to three questions about the given entries that the corpus answers."""
    offered: list[str] = []
    for entry in nearest:
        if entry.kind == "recommendation":
            filed, matched = corpus.practices_of(entry.id)
            offered.append(f"What does {entry.id} ({entry.title}) recommend?")
            if filed or matched:
                offered.append(f"Which practices belong to {entry.id} ({entry.title})?")
        elif entry.kind == "term":
            offered.append(f"What does “{entry.title}” mean?")
        else:
            offered.append(f"Tell me about {entry.title} ({entry.id})")
    first = corpus.of_kind("recommendation")[:1]
    offered += [f"What does {entry.id} ({entry.title}) recommend?" for entry in first]
    offered = [text for text in dict.fromkeys(offered) if text.casefold() != asked.casefold()]
    return tuple(offered[:3])
