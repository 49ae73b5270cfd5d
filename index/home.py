"""Files of the state folder, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from corpus.home import state_home

__all__ = ["replace_file", "state_home"]


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: readers see the old bytes or the new ones, never a part.

    Raises OSError where the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
