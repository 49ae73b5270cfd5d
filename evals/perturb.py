"""Perturbed questions: the same case typed badly, so that robustness can be measured. Generated, never stored.

Each perturbation is seeded by the id of the case, so that two runs type the same mistakes. Words that hold a
digit or a capital inside (D4, SMEs, 2020) are left alone: a mistake there asks for something else.
The four follow the noise kinds of arXiv 2507.06956 (typing, surface form, register).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from evals.case import Case

Perturbation = Callable[[str, random.Random], str]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SHORTEST = 4
"""Words of fewer letters are left alone: one mistake makes another word of them."""
_ONE_IN = 4
"""One word in four is mistyped, and at least one."""
_QWERTY = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_INFORMAL = (
    (r"\bcould you (please )?tell me\b", "can u tell me"),
    (r"\bwhat is\b", "whats"),
    (r"\bwhat are\b", "what r"),
    (r"\bwho is\b", "whos"),
    (r"\bhow is\b", "hows"),
    (r"\bis there\b", "is there like"),
    (r"\bare there\b", "r there"),
    (r"\b(do|does) not\b", "dont"),
    (r"\bi am\b", "im"),
    (r"\byou\b", "u"),
    (r"\byour\b", "ur"),
    (r"\bplease\b", "pls"),
    (r"\bbecause\b", "cos"),
    (r"\bfor example\b", "eg"),
    (r"\binformation\b", "info"),
    (r"\bexamples\b", "egs"),
    (r"\borganisations?\b", "orgs"),
    (r"\brecommendations\b", "recs"),
    (r"\brecommendation\b", "rec"),
    (r"\bbetween\b", "b/w"),
    (r"\bwith\b", "w/"),
    (r"\band\b", "n"),
    (r"\bgoing to\b", "gonna"),
    (r"\bwant to\b", "wanna"),
)
_OPENERS = ("hey, ", "hi there, ", "ok so ", "quick q: ", "um, ", "sorry but ")
_CLOSERS = (" thx", " cheers", " ??", " or so?", "")


def perturb(case: Case, name: str) -> str:
    """Return the question of a case under the perturbation `name` (a key of PERTURBATIONS)."""
    return PERTURBATIONS[name](case.question, random.Random(f"{case.id}:{name}"))


def keyboard_typos(text: str, rng: random.Random) -> str:
    """Replace a letter by its neighbour on a QWERTY keyboard in one word of four."""

    def mistype(word: str) -> str:
        at = rng.randrange(len(word))
        neighbours = _neighbours(word[at].lower())
        return word[:at] + rng.choice(neighbours) + word[at + 1 :] if neighbours else word

    return _in_some_words(text, rng, mistype)


def dropped_letters(text: str, rng: random.Random) -> str:
    """Drop a letter that is not the first in one word of four."""

    def drop(word: str) -> str:
        at = rng.randrange(1, len(word))
        return word[:at] + word[at + 1 :]

    return _in_some_words(text, rng, drop)


def bare_lower_case(text: str, rng: random.Random) -> str:
    """Write everything in lower case and leave the punctuation out; marks inside a word or figure stay."""
    bare = (re.sub(r"^\W+|\W+$", "", word) for word in text.lower().split())
    return " ".join(word for word in bare if word)


def informal(text: str, rng: random.Random) -> str:
    """Write as people type in a chat: short forms, an opener, no capital, no full stop."""
    chatty = text.strip().rstrip("?.!")
    for pattern, short in _INFORMAL:
        chatty = re.sub(pattern, short, chatty, flags=re.IGNORECASE)
    first = chatty.split(maxsplit=1)[0] if chatty else ""
    if first.istitle():
        chatty = chatty[:1].lower() + chatty[1:]
    return f"{rng.choice(_OPENERS)}{chatty}{rng.choice(_CLOSERS)}"


PERTURBATIONS: dict[str, Perturbation] = {
    "keyboard typos": keyboard_typos,
    "dropped letters": dropped_letters,
    "bare lower case": bare_lower_case,
    "informal": informal,
}


def _in_some_words(text: str, rng: random.Random, change: Callable[[str], str]) -> str:
    eligible = [m for m in _WORD.finditer(text) if _may_change(m, text)]
    count = max(1, len(eligible) // _ONE_IN)
    chosen = rng.sample(eligible, min(count, len(eligible)))
    for match in sorted(chosen, key=lambda m: m.start(), reverse=True):
        text = text[: match.start()] + change(match.group()) + text[match.end() :]
    return text


def _may_change(match: re.Match[str], text: str) -> bool:
    word = match.group()
    around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
    part_of_a_code = any(mark.isdigit() or mark == "_" for mark in around)
    return len(word) >= _SHORTEST and word.isalpha() and word[1:].islower() and not part_of_a_code


def _neighbours(letter: str) -> str:
    for row_number, row in enumerate(_QWERTY):
        at = row.find(letter)
        if at < 0:
            continue
        beside = row[max(0, at - 1) : at] + row[at + 1 : at + 2]
        above = _QWERTY[row_number - 1][at : at + 2] if row_number else ""
        below = _QWERTY[row_number + 1][max(0, at - 1) : at + 1] if row_number < len(_QWERTY) - 1 else ""
        return beside + above + below
    return ""
