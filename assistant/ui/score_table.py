"""The published scoreboard as data: evals/ writes it beside the README's table, the About page shows it."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from assistant.ui.render import text


@dataclass(frozen=True)
class ScoreTable:
    """What was measured, of which systems; every cell is the text that a reader sees."""

    title: str
    """Head of the first column: what the rows are measured on."""
    systems: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    note: str
    """When and how it was measured."""

    def to_dict(self) -> dict[str, Any]:
        """Return the table as plain JSON data."""
        return asdict(self)


def read_score_table(file: Path) -> ScoreTable | None:
    """Read a published table; None where nothing was published yet or the file cannot be read."""
    try:
        return TypeAdapter(ScoreTable).validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None


def score_table_html(table: ScoreTable) -> str:
    """Return the table as HTML with a caption and row heads."""
    head = "".join(f'<th scope="col" class="number">{text(system)}</th>' for system in table.systems)
    rows = "".join(
        f'<tr><th scope="row">{text(name)}</th>{"".join(f"<td class=number>{text(cell)}</td>" for cell in cells)}</tr>'
        for name, cells in table.rows
    )
    return (
        '<div class="table-box" tabindex="0" role="region" aria-label="Published scores"><table>'
        f'<caption>{text(table.title)}</caption><thead><tr><th scope="col">Measure</th>{head}</tr></thead>'
        f'<tbody>{rows}</tbody></table></div><p class="small">{_with_code(table.note)}</p>'
    )


def _with_code(note: str) -> str:
    """Show the commands of a note, which stand between backticks, as commands."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", text(note))
