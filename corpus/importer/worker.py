"""The reading process: `python -m corpus.importer.worker` reads one PDF and writes one JSON line a page.

PDFium is native code that meets files from anywhere, so it runs here, apart, with a limit on memory; the parent
(`reader`) watches the time. A crash or an exhausted limit ends this process only.
"""

from __future__ import annotations

import base64
import contextlib
import json
import sys
from pathlib import Path
from typing import Any

from corpus.errors import ReportUnreadable
from corpus.importer import ocr
from corpus.importer.lines import page_lines
from corpus.importer.page import Page, to_json
from corpus.importer.pages import PdfPage, document_title, open_pdf, page_height, read_page, render_page
from corpus.importer.quotes import find_quote

_READABLE = 12
"""Letters from which on a page counts as text."""


def main() -> None:
    """Do the job that standard input describes; answer on standard output, one JSON object a line."""
    job = json.loads(sys.stdin.readline())
    _limit_memory(job["memory"])
    try:
        _JOBS[job["job"]](job)
    except ReportUnreadable as error:
        _say({"error": str(error)})
    except MemoryError:
        _say({"error": f"{Path(job['path']).name} needs too much memory to be read, so it was not imported."})


def _read(job: dict[str, Any]) -> None:
    path = Path(job["path"])
    document = open_pdf(path)
    count = len(document)
    if count > job["pages"]:
        raise ReportUnreadable(
            f"{path.name} has {count:,} pages, and {job['pages']:,} is the limit. Import the part that you need."
        )
    _say({"pages": count, "title": document_title(document)})
    characters = 0
    for index in range(count):
        raw_page = read_page(document, index)
        characters += len(raw_page.glyphs)
        if characters > job["characters"]:
            raise ReportUnreadable(
                f"{path.name} holds more than {job['characters']:,} characters. Import the part that you need."
            )
        _say(to_json(_page(raw_page, path, job["ocr"])))


def _show(job: dict[str, Any]) -> None:
    path = Path(job["path"])
    rects = find_quote(path, job["page"], job["quote"]) if job["quote"] else []
    png = render_page(path, job["page"], rects, job["scale"])
    top = min(rect.y0 for rect in rects) / page_height(path, job["page"]) if rects else None
    _say({"png": base64.b64encode(png).decode(), "top": top})


def _page(raw_page: PdfPage, path: Path, with_ocr: bool) -> Page:
    page = Page(raw_page.number, raw_page.label, raw_page.width, raw_page.height, cut=raw_page.cut)
    if _is_readable(raw_page):
        page.lines = page_lines(raw_page)
        return page
    shows_something = raw_page.pictured > 0.02 or len(raw_page.drawn) > 20 or len(raw_page.glyphs) > _READABLE
    if not shows_something:
        page.lines = page_lines(raw_page)
        return page
    page.picture = True
    if with_ocr:
        raw_page.glyphs = ocr.recognise(render_page(path, raw_page.number, scale=ocr.SCALE))
        page.recognised = _is_readable(raw_page)
        page.lines = page_lines(raw_page)
    return page


def _is_readable(page: PdfPage) -> bool:
    """Say whether a page holds text: letters, and most characters mapped to something that is one."""
    letters = sum(g.text.isalnum() for g in page.glyphs)
    unmapped = sum("\ue000" <= g.text <= "\uf8ff" or g.text == "\ufffd" for g in page.glyphs)
    return letters >= _READABLE and unmapped < 0.3 * len(page.glyphs)


def _limit_memory(mebibytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; time and size are still bounded
        return
    size = mebibytes * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit but refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(data: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=True) + "\n")
    sys.stdout.flush()


_JOBS = {"read": _read, "show": _show}


if __name__ == "__main__":
    main()
