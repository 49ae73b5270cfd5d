"""Languages: which language a question is written in, by its small words, without any download."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from index.words import FUNCTION_WORDS

ENGLISH = "en"
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 0.22
"""Share of small words from which a text is taken for another language than English."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the Union beside English."""

    code: str
    """ISO 639-1."""
    name: str
    """Its English name."""
    example: str
    """The example sentence of the prompts in it."""
    words: frozenset[str]
    negators: frozenset[str]

    def denies(self, text: str) -> bool:
        """Say whether a text holds a word that turns it into its contrary."""
        return bool(self.negators.intersection(_tokens(text)))

    def share(self, text: str) -> float:
        """Return the share of words that are the commonest small words of the language, 0 to 1."""
        tokens = _tokens(text)
        return sum(token in self.words or token in self.negators for token in tokens) / max(1, len(tokens))


def language_of(text: str) -> Language | None:
    """Return the language of a text; None for English, and wherever there is too little to tell."""
    tokens = _tokens(text)
    if len(tokens) < 2:
        return None
    english = sum(token in FUNCTION_WORDS for token in tokens) / len(tokens)
    best = max(languages().values(), key=lambda language: (language.share(text), language.code))
    return best if best.share(text) >= max(_FEWEST, english + 0.01) else None


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """Return the languages that are known, by code."""
    text = files("assistant.generating").joinpath("languages.yaml").read_text(encoding="utf-8")
    # BaseLoader: the code "no" and the Spanish word "no" stay text.
    return {
        code: Language(
            code=code,
            name=entry["name"],
            example=entry["example"],
            words=frozenset(entry["words"]),
            negators=frozenset(entry["negators"]),
        )
        for code, entry in yaml.load(text, Loader=yaml.BaseLoader).items()
    }


def _tokens(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
