"""Names of corpora and parts: safe as folders, the same however they are typed."""

from __future__ import annotations

import re
import unicodedata


def slug(text: str) -> str:
    """Return a text as small letters, digits and hyphens; "" where it has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def folder_name(text: str) -> str:
    """Turn any text into the name of a folder; never a path, nor a name that Windows keeps for itself."""
    plain = slug(text)[:60].strip("-") or "report"
    reserved = re.fullmatch(r"con|prn|aux|nul|(?:com|lpt)\d", plain)
    return f"report-{plain}" if reserved else plain
