"""Evidence: the closed set of entries that a model may cite, under opaque keys, in a form that text cannot leave."""

from __future__ import annotations

import random
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.understanding.places import country_name
from corpus.entry import Basis, Entry

LONGEST_EVIDENCE = 24_000
"""Characters of all passages together, some 6,000 tokens: fits the smallest context windows still in use."""
_KEY_LETTERS = "bcdfghjkmnpqrstvwxz"
_KEY_DIGITS = "23456789"
# What could be read as a key, a tag or a chat template becomes a look-alike that is none.
_NEUTRAL = str.maketrans("<>[]{}", "‹›()()")
_ORIGINS: dict[Basis, str] = {
    "published_summary": "the published summary of the report",
    "official_report": "the report itself",
    "policy_toolkit": "the Policy Toolkit, not the report",
    "eccp_page": "a page of the European Cluster Collaboration Platform, not the report",
    "related_page": "a related public page, not the report",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Entries under keys that mean nothing and that hold for one request only."""

    entries: dict[str, Entry]
    fence: str
    """The line around all passages; random, and no text among them can hold a line that equals it."""

    @classmethod
    def of(cls, entries: Sequence[Entry], chance: random.Random | None = None) -> Evidence:
        """Give each entry a key, as long as all of them together stay below LONGEST_EVIDENCE characters."""
        draw = (chance or secrets.SystemRandom()).choice
        taken: dict[str, Entry] = {}
        length = 0
        for entry in entries:
            length += len(entry.body)
            if taken and length > LONGEST_EVIDENCE:
                break
            taken[_new_key(draw, taken)] = entry
        return cls(taken, "=" * 12 + _new_key(draw, taken) + "=" * 12)

    def render(self) -> str:
        """Write all passages: our own header line for each, and every line of its text behind a bar."""
        return "\n\n".join(f"[{key}] kind: {entry.kind}\n{barred(_text(entry))}" for key, entry in self.entries.items())


def barred(text: str) -> str:
    """Return a text of others with a bar before each line, without brackets, tags and unseen characters."""
    return "\n".join(f"| {line}".rstrip() for line in _neutral(text).splitlines()) or "|"


def _neutral(text: str) -> str:
    # First the compatibility forms: a full-width bracket would otherwise become a bracket afterwards.
    plain = unicodedata.normalize("NFKC", text).translate(_NEUTRAL)
    return "".join(c for c in plain if c == "\n" or unicodedata.category(c)[0] not in "CZ" or c == " ")


def _text(entry: Entry) -> str:
    facts = {
        "Title": _title(entry),
        "From": _ORIGINS[entry.basis],
        "Place": ", ".join([*(country_name(code) for code in entry.countries), *filter(None, [entry.region])]),
        "Years": entry.years.text if entry.years else "",
    }
    head = [f"{name}: {_one_line(value)}" for name, value in facts.items() if value]
    return "\n".join([*head, "", entry.body])


def _title(entry: Entry) -> str:
    if entry.kind != "recommendation":
        return entry.title
    return f"{entry.number or entry.id} {entry.title}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _new_key(draw: Callable[[Sequence[str]], str], taken: Iterable[str]) -> str:
    """Return six signs, a letter first and a digit in it, so that no word and no number is a key."""
    while True:
        key = draw(_KEY_LETTERS) + draw(_KEY_DIGITS) + "".join(draw(_KEY_LETTERS + _KEY_DIGITS) for _ in range(4))
        if key not in taken:
            return key
