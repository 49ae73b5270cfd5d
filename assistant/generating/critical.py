"""Critical words: the few words that change what a sentence claims, and the rules that hold for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from index.words import Word, fold, stem, words

_CLAUSE_END = re.compile(r"[,;:.!?]")
_NEAR = 6
"""How many words right behind a "not" it turns first of all."""
_MOSTLY = 0.6
"""Share of a claim's content that, standing in a denied clause, makes it the thing denied."""
_ARTICLES = frozenset({"a", "an", "the", "be", "been", "is", "are", "was", "were"})


@dataclass(frozen=True, slots=True)
class Negation:
    """What a "not" turns into its contrary: the stems right behind it, and all to the end of the clause."""

    near: frozenset[str]
    clause: frozenset[str]


@dataclass(frozen=True, slots=True)
class CriticalWords:
    """Groups of stems, read from critical_words.yaml."""

    strict: tuple[frozenset[str], ...]
    opposites: tuple[tuple[frozenset[str], ...], ...]
    same: dict[str, frozenset[str]]
    """For each stem the others that mean nearly the same."""
    negators: frozenset[str]
    scaffold: frozenset[str]
    wish: re.Pattern[str]
    binding: frozenset[str]
    verbs: frozenset[str]
    personal: frozenset[str]
    attribution: frozenset[str]

    def unmatched(self, claim: frozenset[str], evidence: frozenset[str]) -> str | None:
        """Return a strict word of the claim that its evidence does not have, nor one that means the same."""
        for group in self.strict:
            if (said := claim & group) and not evidence & group:
                return min(said)
        return None

    def group_of(self, stem: str) -> frozenset[str]:
        """Return the strict words that may stand for one of them."""
        return next((group for group in self.strict if stem in group), frozenset({stem}))

    def contrary(self, claim: frozenset[str], evidence: frozenset[str]) -> str | None:
        """Return a word of the claim where the evidence has only its opposite."""
        for sides in self.opposites:
            for side in sides:
                others = frozenset().union(*(other for other in sides if other is not side)) - side
                if (said := claim & side) and not evidence & side and evidence & others:
                    return min(said)
        return None

    def negations(self, text: str) -> list[Negation]:
        """List the negations of a text, each with the words that it turns, up to the next comma or full stop."""
        found: list[Negation] = []
        sequence = list(words(text))
        for at, word in enumerate(sequence):
            if word.lower.replace("’", "'") in self.negators:
                end = _CLAUSE_END.search(text, word.end)
                clause = [w for w in sequence[at + 1 :] if end is None or w.start < end.start()]
                # "not the same": where nothing but such words follows, they are what is denied.
                turned = self._content(clause) or [w for w in clause if w.lower not in _ARTICLES]
                near = self._content(clause[:_NEAR]) or turned[:2]
                found.append(Negation(_stems_of(near), _stems_of(turned)))
        return found

    def _content(self, clause: Sequence[Word]) -> list[Word]:
        return [word for word in clause if not word.is_function and word.stem not in self.scaffold]


@lru_cache(maxsize=1)
def critical_words() -> CriticalWords:
    """Read the words that ship with the project."""
    text = files("assistant.generating").joinpath("critical_words.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.BaseLoader)
    return CriticalWords(
        strict=tuple(_stems(group) for group in data["strict"]),
        opposites=tuple(tuple(_stems(side) for side in sides) for sides in data["opposites"]),
        same=_relatives([_stems(group) for group in data["same"]]),
        negators=frozenset(fold(word) for word in data["negators"]),
        scaffold=_stems(data["scaffold"]),
        wish=re.compile(rf"\b(?:{'|'.join(data['wish'])})\b", re.IGNORECASE),
        binding=_stems(data["binding"]),
        verbs=_stems(data["verbs"]),
        personal=frozenset(data["personal"]),
        attribution=_stems(data["attribution"]),
    )


def _stems(group: Sequence[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in group)


def _relatives(groups: Sequence[frozenset[str]]) -> dict[str, frozenset[str]]:
    related: dict[str, frozenset[str]] = {}
    for group in groups:
        for one in group:
            related[one] = related.get(one, frozenset()) | (group - {one})
    return related


def contradicts_negation(
    claimed: Sequence[Negation], evidence: Sequence[Negation], content: frozenset[str], everything: frozenset[str]
) -> bool:
    """Say whether a claim denies what its evidence affirms, or affirms what its evidence denies.

    `content` and `everything` are the stems of the claim, without and with those of its function words.
    """
    if claimed:
        return not all(any(mine.clause & theirs.clause for theirs in evidence) for mine in claimed)
    for denied in evidence:
        says_it = 2 * len(denied.near & everything) >= len(denied.near)
        within = len(content & denied.clause) >= _MOSTLY * len(content)
        if denied.near and (says_it or within):
            return True
    return False


def _stems_of(sequence: Sequence[Word]) -> frozenset[str]:
    return frozenset(word.stem for word in sequence)
