"""The state folder: where the index, imported reports and feedback of a user live."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from platformdirs import user_data_path


def state_home() -> Path:
    """Return the state folder: `ASSISTANT_HOME`, or the user's data folder; it need not exist yet."""
    chosen = os.environ.get("ASSISTANT_HOME", "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    return user_data_path("cluster-report-assistant", appauthor=False)


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
