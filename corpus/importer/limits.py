"""How much an import may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one import; what goes over them is refused with one sentence."""

    pages: int = 3000
    megabytes: int = 300
    """Size of the PDF file."""
    seconds: float = 900.0
    """Wall time of reading, text recognition aside."""
    page_seconds: float = 60.0
    """Longest wait for one page."""
    memory: int = 1024
    """Address space of the reading process in MiB, of which program and libraries alone take some 150."""
    characters: int = 20_000_000
