"""Cleaning: what a question may hold before anything else reads it."""

from __future__ import annotations

import re
import unicodedata

from assistant.errors import QuestionRejected

LONGEST_QUESTION = 2_000
"""Characters; a longer question is refused with a sentence, never cut in silence."""

_SPACES = re.compile(r"\s+")
_KEPT_CONTROLS = frozenset("\t\n\r")


def clean_question(text: str) -> str:
    """Return a question as one line of plain text.

    Control, bidirectional, zero-width and private characters and lone surrogates are dropped; compatibility
    forms (full-width letters, ligatures) are folded. Raises QuestionRejected for an empty or over-long question.
    """
    if len(text) > LONGEST_QUESTION * 20:
        raise _too_long(len(text))
    plain = "".join(c for c in text if c in _KEPT_CONTROLS or unicodedata.category(c)[0] != "C")
    plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", plain)).strip()
    plain = "".join(c for c in plain if unicodedata.category(c)[0] != "C")
    if not any(c.isalnum() for c in plain):
        raise QuestionRejected("The question is empty. Type a question about the report, in words.")
    if len(plain) > LONGEST_QUESTION:
        raise _too_long(len(plain))
    return plain


_MARKUP = re.compile(
    r"<script\b.*?</script\s*>|<style\b.*?</style\s*>|<[a-z/!][^<>]*>|!?\[[^\]]*\]\([^)]*\)|\{\{.*?\}\}|\$\{.*?\}|\bhttps?://\S+",
    re.IGNORECASE,
)


def without_markup(text: str) -> str:
    """Return a clean question without HTML tags, links, pictures and template code, which ask nothing.

    The text itself where nothing else is in it.
    """
    plain = _SPACES.sub(" ", _MARKUP.sub(" ", text)).strip()
    return plain if any(c.isalnum() for c in plain) else text


def _too_long(length: int) -> QuestionRejected:
    return QuestionRejected(
        f"The question has {length:,} characters; the limit is {LONGEST_QUESTION:,}. Ask one thing in fewer words."
    )
