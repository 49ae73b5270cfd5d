"""Uploads: a report that a reader brings, imported in a thread of its own while the page shows how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Thread

from corpus.errors import CorpusError, ReportUnreadable
from corpus.importer.limits import Limits
from corpus.importer.run import Imported, import_report
from corpus.library import Library

LARGEST_MB = 100
"""Largest PDF that may be uploaded; a larger one is imported on the command line."""

_Step = tuple[int, int] | Imported | Exception


def import_upload(
    upload: Path, library: Library, *, name: str = "", url: str = ""
) -> Iterator[tuple[int, int] | Imported]:
    """Import an uploaded PDF, yielding (pages read, pages) and at the end what was imported.

    The upload is deleted whatever happens; the library keeps its own copy of what it imports. Raises CorpusError,
    with a sentence for the reader, where the file is too large, is no readable PDF, or the name is taken.
    """
    try:
        size = upload.stat().st_size / 1_000_000
        if size > LARGEST_MB:
            raise ReportUnreadable(
                f"{upload.name} has {size:.0f} MB; at most {LARGEST_MB} MB can be uploaded. "
                f"Import it with: python -m corpus import {upload.name}"
            )
        yield from _imported(upload, library, name, url)
    finally:
        upload.unlink(missing_ok=True)


def _imported(upload: Path, library: Library, name: str, url: str) -> Iterator[tuple[int, int] | Imported]:
    steps: Queue[_Step] = Queue()

    def work() -> None:
        try:
            steps.put(
                import_report(
                    upload,
                    library.folder,
                    name=name.strip() or None,
                    url=url.strip() or None,
                    limits=Limits(megabytes=LARGEST_MB),
                    progress=lambda done, total: steps.put((done, total)),
                )
            )
        except Exception as error:  # carried into the thread that waits for it, and raised there
            steps.put(error)

    worker = Thread(target=work, daemon=True)
    worker.start()
    try:
        while True:
            step = steps.get()
            if isinstance(step, Exception):
                raise step
            yield step
            if isinstance(step, Imported):
                return
    finally:
        worker.join()


def describe_fault(error: Exception) -> str:
    """Return the sentence of an error that the reader can act on, and a calm one for any other."""
    if isinstance(error, CorpusError):
        return str(error)
    return "The report could not be imported, because something went wrong inside the app. Nothing was changed."
