"""Reads a PDF in a child process with limits of time and memory, and hands over its pages."""

from __future__ import annotations

import contextlib
import json
import logging
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import ReportUnreadable
from corpus.importer.limits import Limits
from corpus.importer.page import Page, from_json

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called after each page with (pages read, pages in all)."""


@dataclass(slots=True)
class Reading:
    """What was read from a PDF."""

    title: str
    """Title in the PDF's own metadata."""
    pages: list[Page] = field(default_factory=list)


def read_pdf(
    path: Path, limits: Limits | None = None, *, ocr: bool = False, progress: Progress | None = None
) -> Reading:
    """Read the pages of a PDF.

    Raises ReportUnreadable, with a sentence for the user, for a file that is too large, encrypted, damaged or no
    PDF, and for one that needs more time or memory than `limits` allow.
    """
    limits = limits or Limits()
    size = _size(path)
    if size > limits.megabytes * 1_000_000:
        raise ReportUnreadable(
            f"{path.name} has {size / 1e6:,.0f} MB, and {limits.megabytes} MB is the limit. Import a smaller file."
        )
    job = {
        "job": "read",
        "path": str(path.resolve()),
        "pages": limits.pages,
        "characters": limits.characters,
        "memory": limits.memory,
        "ocr": ocr,
    }
    reading, total = Reading(""), 0
    seconds = limits.seconds * (4 if ocr else 1)
    for message in run_worker(job, path.name, seconds, limits.page_seconds * (3 if ocr else 1)):
        if "styles" in message:
            reading.pages.append(from_json(message))
            if progress:
                progress(len(reading.pages), total)
        else:
            reading.title, total = str(message["title"]), int(message["pages"])
    if not total or len(reading.pages) < total:
        raise ReportUnreadable(_crashed(path.name, len(reading.pages) + 1))
    return reading


def _size(path: Path) -> int:
    try:
        if not path.is_file():
            raise ReportUnreadable(f"There is no file {str(path)!r}. Give the path of the report's PDF.")
        return path.stat().st_size
    except OSError as error:
        raise ReportUnreadable(f"{path.name} cannot be opened: {error.strerror}.") from None


def _crashed(name: str, page: int) -> str:
    return (
        f"{name} could not be read: the PDF library gave up at page {page}."
        " Open and save it in a PDF reader, and import that copy."
    )


def run_worker(job: dict[str, Any], name: str, seconds: float, step_seconds: float) -> Iterator[dict[str, Any]]:
    """Run the worker on a job and yield its messages; kill it when it is late.

    Raises ReportUnreadable where the worker says so, and after `seconds` in all or `step_seconds` without a message.
    """
    deadline = time.monotonic() + seconds
    with _worker(job) as lines:
        while True:
            left = min(step_seconds, deadline - time.monotonic())
            try:
                line = lines.get(timeout=max(0.01, left))
            except queue.Empty:
                raise ReportUnreadable(
                    f"{name} takes too long to read, so it was not imported. Import the part that you need."
                ) from None
            if line is None:
                return
            message = json.loads(line)
            if "error" in message:
                raise ReportUnreadable(message["error"])
            yield message


@contextmanager
def _worker(job: dict[str, Any]) -> Iterator[queue.Queue[bytes | None]]:
    """Start the worker on a job and hand over its lines, None at the end; kill it on leaving."""
    command = [sys.executable, "-m", "corpus.importer.worker"]
    lines: queue.Queue[bytes | None] = queue.Queue()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=told, cwd=Path(__file__).parents[2]
        )
        assert process.stdin is not None
        threading.Thread(target=_pump, args=(process.stdout, lines), daemon=True).start()
        try:
            with contextlib.suppress(BrokenPipeError):  # it ended at once; that shows as an end without pages
                process.stdin.write(json.dumps(job).encode() + b"\n")
                process.stdin.close()
            yield lines
        finally:
            process.kill()
            process.wait()
            told.seek(0)
            _log.debug("reading ended with %s: %s", process.returncode, told.read(20_000).decode(errors="replace"))


def _pump(stream: Any, lines: queue.Queue[bytes | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)
