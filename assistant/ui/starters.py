"""Starters: first questions per audience, of which only those are shown that the corpus answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

import yaml

from assistant.errors import AssistantError
from assistant.ui.context import Answering
from assistant.ui.render import text
from assistant.ui.turns import question_button
from corpus.corpus import Corpus

SHOWN = 3
"""Questions shown for each audience."""


@dataclass(frozen=True, slots=True)
class Starters:
    """First questions for one kind of reader."""

    audience: str
    questions: tuple[str, ...]


def answerable_starters(assistant: Answering) -> list[Starters]:
    """List the starters that have an answer; the structure of the corpus always gives some."""
    data = yaml.safe_load(files("assistant.ui").joinpath("assets/starters.yaml").read_text(encoding="utf-8"))
    groups = [Starters(item["audience"], _answered(item["questions"], assistant)) for item in data]
    groups = [group for group in groups if group.questions]
    return groups or [Starters("Everyone", _answered(_from_structure(assistant.corpus), assistant))]


def welcome_html(assistant: Answering) -> str:
    """Return what the conversation shows before the first question."""
    groups = "".join(
        f'<section><h3>{text(group.audience)}</h3><ul class="chips">'
        f"{''.join(f'<li>{question_button(question)}</li>' for question in group.questions)}</ul></section>"
        for group in answerable_starters(assistant)
    )
    return (
        '<div class="welcome"><p>Ask in your own words. Each sentence of an answer carries a number that opens '
        f'the exact words it rests on.</p><div class="starters">{groups}</div></div>'
    )


def _answered(questions: Iterable[str], assistant: Answering) -> tuple[str, ...]:
    found: list[str] = []
    for question in questions:
        if len(found) < SHOWN and _has_answer(question, assistant):
            found.append(question)
    return tuple(found)


def _has_answer(question: str, assistant: Answering) -> bool:
    try:
        return assistant.ask(question, mode="extractive").decision == "answered"
    except AssistantError:
        return False


def _from_structure(corpus: Corpus) -> list[str]:
    parts = [f"Which recommendations belong to {pillar.title}?" for pillar in corpus.report.pillars]
    named = [f"What does {entry.id} say?" for entry in corpus.of_kind("recommendation")[:SHOWN]]
    return [*parts, *named]
