"""Plain text: one folding of case, accents, spaces and mark-up for everything that compares wording."""

from __future__ import annotations

import re
import unicodedata

MARKER = re.compile(r" ?\[(\d+)\]")
"""A citation mark in the text of an answer."""


def plain_text(text: str) -> str:
    """Fold case, accents, spaces and emphasis, and drop invisible characters that could hide a word."""
    decomposed = unicodedata.normalize("NFKD", text)
    visible = "".join(c for c in decomposed if unicodedata.category(c) not in ("Cf", "Mn"))
    return re.sub(r"\s+", " ", re.sub(r"[*`]+", "", visible.casefold())).strip()


def without_markers(text: str) -> str:
    """Return the text of an answer without its citation marks."""
    return MARKER.sub("", text)


def has_invisible(text: str) -> bool:
    """Say whether a text holds characters that are not shown (Unicode format characters)."""
    return any(unicodedata.category(c) == "Cf" for c in text)
