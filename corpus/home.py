"""The state folder: where imported reports, the index and feedback of a user live."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path


def state_home() -> Path:
    """Return the state folder: `ASSISTANT_HOME`, or the user's data folder; it need not exist yet."""
    chosen = os.environ.get("ASSISTANT_HOME", "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    return user_data_path("cluster-report-assistant", appauthor=False)
