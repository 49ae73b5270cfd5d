"""The PDF behind an imported report: pictures of its pages with the cited words marked, and the PDF itself.

Readers name an entry and characters of it, never a file or a text: which PDF that is and which words are marked is
looked up here, in the corpus that answers and in the library's own folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from corpus.corpus import Corpus
from corpus.entry import Entry, Page
from corpus.errors import ReportUnreadable
from corpus.importer.show import PagePicture, show_page
from corpus.library import Library

PICTURE, PDF = "report/page", "report/pdf"
"""Addresses below the root of the app."""
_AT_ONCE = 2
"""Pages drawn at the same moment: each takes a process of its own."""
_KEPT = 48
"""Pictures kept in memory, some 300 kB each."""


class PdfPages:
    """What can be shown of the PDFs that a corpus was imported from."""

    def __init__(self, corpus: Callable[[], Corpus], library: Library) -> None:
        self._corpus_in_use = corpus
        self._library = library
        self._drawing = BoundedSemaphore(_AT_ONCE)

    def of(self, entry: Entry, start: int = 0, end: int = 0) -> list[Page]:
        """Return the pages that hold the characters `start` to `end` of an entry, its first page where `end` is 0.

        None at all where the entry comes from no PDF, or the PDF is gone.
        """
        if not entry.pages or self._library.pdf_of(entry, self._corpus.report) is None:
            return []
        pages: list[Page] = []
        for page in entry.pages:
            # Pages that print the same words once more come after those of the text.
            if page.start <= start < page.end:
                pages.append(page)
                start = page.end
            if start >= end and pages:
                break
        return pages

    @property
    def _corpus(self) -> Corpus:
        return self._corpus_in_use()

    def routes(self) -> list[Route]:
        """Return the routes that serve pictures and PDF."""
        return [Route(f"/{PICTURE}", self.show_picture), Route(f"/{PDF}", self.show_pdf)]

    async def show_picture(self, request: Request) -> Response:
        """Answer with the picture of a page: `entry`, `page` of the PDF, and the characters `start` to `end`."""
        entry, pdf = self._pdf(request.query_params)
        if entry is None or pdf is None:
            return _missing()
        asked = request.query_params
        number, start, end = (_whole(asked.get(name)) for name in ("page", "start", "end"))
        on_page = next((page for page in entry.pages if page.number == number and page.end > start), None)
        first, last = (max(start, on_page.start), min(end, on_page.end)) if on_page else (0, 0)
        try:
            picture = await run_in_threadpool(self._draw, pdf, number, entry.body[first:last])
        except ReportUnreadable as error:
            return PlainTextResponse(str(error), 404)
        headers = {"cache-control": "private, no-cache"}
        if picture.top is not None:
            headers["x-marked-at"] = f"{picture.top:.4f}"
        return Response(picture.png, media_type="image/png", headers=headers)

    async def show_pdf(self, request: Request) -> Response:
        """Answer with the PDF that an entry was imported from; `#page=N` in the address opens it there."""
        _, pdf = self._pdf(request.query_params)
        if pdf is None:
            return _missing()
        return FileResponse(pdf, media_type="application/pdf", filename=pdf.name, content_disposition_type="inline")

    def _pdf(self, asked: Mapping[str, str]) -> tuple[Entry | None, Path | None]:
        wanted = asked.get("entry", "")
        if wanted not in self._corpus:
            return None, None
        entry = self._corpus[wanted]
        return entry, self._library.pdf_of(entry, self._corpus.report)

    def _draw(self, pdf: Path, number: int, quote: str) -> PagePicture:
        with self._drawing:
            return _picture(pdf, pdf.stat().st_mtime_ns, number, quote)


def picture_address(entry: Entry, page: Page, start: int, end: int) -> str:
    """Return the address of a page's picture with characters of an entry marked; escape it for HTML as any text."""
    return f"./{PICTURE}?{urlencode({'entry': entry.id, 'page': page.number, 'start': start, 'end': end})}"


def pdf_address(entry: Entry, page: Page) -> str:
    """Return the address that opens the PDF at a page; escape it for HTML as any text."""
    return f"./{PDF}?{urlencode({'entry': entry.id})}#page={page.number}"


@lru_cache(maxsize=_KEPT)
def _picture(pdf: Path, changed: int, number: int, quote: str) -> PagePicture:
    """Draw a page, or return it as it was drawn before; `changed` makes a picture of a replaced PDF a new one."""
    return show_page(pdf, number, quote)


def _whole(value: str | None) -> int:
    """Read a number of an address; 0 for what is none."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else 0


def _missing() -> Response:
    return PlainTextResponse("There is no PDF of this entry here.", 404)
