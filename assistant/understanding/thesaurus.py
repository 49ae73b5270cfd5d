"""Thesaurus: words that mean nearly the same, so that a need can be told in other words than the report's."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import yaml

from index.words import stems


@lru_cache(maxsize=1)
def _groups() -> tuple[frozenset[tuple[str, ...]], ...]:
    text = files("assistant.understanding").joinpath("thesaurus.yaml").read_text(encoding="utf-8")
    return tuple(
        frozenset(tuple(stems(phrase)) for phrase in group) for group in yaml.load(text, Loader=yaml.BaseLoader)
    )


@lru_cache(maxsize=1)
def _relatives() -> dict[str, frozenset[str]]:
    related: dict[str, set[str]] = {}
    for group in _groups():
        single = {phrase[0] for phrase in group if len(phrase) == 1}
        for stem in single:
            related.setdefault(stem, set()).update(single - {stem})
    return {stem: frozenset(others) for stem, others in related.items()}


def relatives(stem: str) -> frozenset[str]:
    """Return the stems that mean nearly the same as a stem, without the stem itself."""
    return _relatives().get(stem, frozenset())
