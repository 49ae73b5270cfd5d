"""The picture of a page with a quotation marked, drawn in a child process: a crash there ends nothing here."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ReportUnreadable
from corpus.importer.limits import Limits
from corpus.importer.reader import run_worker


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page of the PDF as a picture."""

    png: bytes
    top: float | None
    """Where the first marked words stand, as a share of the page's height; None where none were found."""

    @property
    def marked(self) -> bool:
        """Say whether the words of the quotation were found on the page and marked."""
        return self.top is not None


def show_page(pdf: Path, number: int, quote: str = "", *, scale: float = 2.0) -> PagePicture:
    """Draw page `number` (from 1) of a PDF with the words of `quote` marked; `scale` is pixels to the point.

    Raises ReportUnreadable, with a sentence for the user, where the PDF or the page cannot be drawn.
    """
    limits = Limits()
    job = {
        "job": "show",
        "path": str(pdf.resolve()),
        "memory": limits.memory,
        "page": number,
        "quote": quote[:5000],
        "scale": scale,
    }
    for message in run_worker(job, pdf.name, seconds=limits.page_seconds, step_seconds=limits.page_seconds):
        return PagePicture(base64.b64decode(message["png"]), message["top"])
    raise ReportUnreadable(f"Page {number} of {pdf.name} cannot be drawn.")
