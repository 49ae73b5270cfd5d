"""Kin: the entries that speak of the same thing as another, because one of them names the other."""

from __future__ import annotations

from functools import cached_property

from assistant.understanding.lexicon import is_english
from assistant.understanding.references import NamedEntry, ReferenceFinder
from corpus.corpus import Corpus


class Kin:
    """Knows which entries of one corpus name one another, in their title or in what they state."""

    def __init__(self, corpus: Corpus, references: ReferenceFinder) -> None:
        self._corpus = corpus
        self._references = references

    def of(self, entry_id: str) -> frozenset[str]:
        """Return an entry with those that it names and those that name it."""
        return self._all.get(entry_id, frozenset()) | {entry_id}

    @cached_property
    def _all(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for entry in self._corpus:
            text = f"{entry.title}. {entry.statement}"
            for name in self._references.by_name(text):
                if name.entry_id != entry.id and _is_proper(name, text):
                    found.setdefault(entry.id, set()).add(name.entry_id)
                    found.setdefault(name.entry_id, set()).add(entry.id)
        return {entry_id: frozenset(ids) for entry_id, ids in found.items()}


def _is_proper(name: NamedEntry, text: str) -> bool:
    """Say whether a name can mean nothing else: it has several words, or is no word of English."""
    return len(name.stems) > 1 or not is_english(text[name.start : name.end].lower())
