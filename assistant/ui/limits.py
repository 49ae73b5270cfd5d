"""Limits: what the reader narrows the search to, as a form, as filters and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.ui.labels import AUDIENCE_LABELS, KIND_LABELS, LEVEL_LABELS
from assistant.ui.render import attribute, text
from assistant.understanding.filters import Filters
from assistant.understanding.places import country_name
from corpus.corpus import Corpus
from corpus.entry import AUDIENCES, KINDS, LEVELS


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of the form: its name in JSON and in Filters, its label and what can be chosen."""

    field: str
    label: str
    options: tuple[tuple[str, str], ...]
    """(value, label), in the order shown."""


def choices(corpus: Corpus) -> list[Choice]:
    """List the fields of the form with the values that occur in a corpus."""
    kinds = {entry.kind for entry in corpus}
    levels = {level for entry in corpus for level in entry.levels}
    audiences = {audience for entry in corpus for audience in entry.audiences}
    countries = {code for entry in corpus for code in entry.countries}
    fields = [
        Choice("pillars", "Part", tuple((pillar.id, pillar.title) for pillar in corpus.report.pillars)),
        Choice("kinds", "Kind", tuple((kind, KIND_LABELS[kind]) for kind in KINDS if kind in kinds)),
        Choice("countries", "Country", tuple(sorted(((c, country_name(c)) for c in countries), key=lambda c: c[1]))),
        Choice("levels", "Level", tuple((level, LEVEL_LABELS[level]) for level in LEVELS if level in levels)),
        Choice("audiences", "Audience", tuple((a, AUDIENCE_LABELS[a]) for a in AUDIENCES if a in audiences)),
    ]
    return [choice for choice in fields if choice.options]


def read_limits(data: object, corpus: Corpus) -> Filters:
    """Make filters of what the browser sent; anything that the form does not offer is left out."""
    if not isinstance(data, Mapping):
        return Filters()
    known: dict[str, Any] = {}
    for choice in choices(corpus):
        offered = {value for value, _ in choice.options}
        sent = data.get(choice.field)
        values = sent if isinstance(sent, (list, tuple)) else [sent]
        known[choice.field] = tuple(value for value in values if isinstance(value, str) and value in offered)
    return Filters(**known)


def write_limits(filters: Filters) -> dict[str, list[str]]:
    """Return the filters of the form as JSON data; empty ones are left out."""
    fields = {name: list(getattr(filters, name)) for name in ("pillars", "kinds", "countries", "levels", "audiences")}
    return {name: values for name, values in fields.items() if values}


def say_limits(filters: Filters, corpus: Corpus) -> list[str]:
    """Say each limit in words: "Country: Norway"."""
    said = []
    for choice in choices(corpus):
        labels = dict(choice.options)
        chosen = [labels[value] for value in getattr(filters, choice.field) if value in labels]
        if chosen:
            said.append(f"{choice.label}: {', '.join(chosen)}")
    return said


def limits_form(corpus: Corpus, modes: Iterable[tuple[str, str]] = ()) -> str:
    """Return the form as HTML: native selects, read by the page's script when a question is asked.

    `modes` are the ways to answer, (value, label), where there is more than one.
    """
    selects = "".join(_select(choice.field, choice.label, "Any", choice.options) for choice in choices(corpus))
    ways = tuple(modes)
    if ways:
        first, *others = ways
        selects += _select("mode", "Way of answering", first[1], tuple(others))
    return (
        '<details class="limits"><summary>Limit the search <span class="limits-count"></span></summary>'
        f'<div class="limits-fields">{selects}'
        '<button type="button" class="quiet" data-act="clear-limits">Clear limits</button></div></details>'
        '<div class="limits-chips" role="group" aria-label="Limits in force" hidden></div>'
    )


def _select(field: str, label: str, default: str, options: tuple[tuple[str, str], ...]) -> str:
    items = "".join(f"<option value={attribute(value)}>{text(name)}</option>" for value, name in options)
    return (
        f"<label>{text(label)}<select data-limit={attribute(field)} data-label={attribute(label)}>"
        f'<option value="">{text(default)}</option>{items}</select></label>'
    )
