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

    def named_by(self, entry_id: str) -> frozenset[str]:
        """Return the entries that an entry itself names."""
        return self._named[entry_id]

    @cached_property
    def _named(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for entry in self._corpus:
            text = f"{entry.title}. {entry.statement}"
            names = self._references.by_name(text)
            found[entry.id] = frozenset(n.entry_id for n in names if _is_proper(n, text)) - {entry.id}
        return found

    @cached_property
    def _all(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for entry_id, named in self._named.items():
            for other in named:
                found.setdefault(entry_id, set()).add(other)
                found.setdefault(other, set()).add(entry_id)
        return {entry_id: frozenset(ids) for entry_id, ids in found.items()}


def _is_proper(name: NamedEntry, text: str) -> bool:
    """Say whether a name can mean nothing else: it has several words, or is no word of English."""
    return len(name.stems) > 1 or not is_english(text[name.start : name.end].lower())
