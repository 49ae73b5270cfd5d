"""The parts of the report that its recommendations fall into: the chapters they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.importer.recommendations import Found
from corpus.importer.sections import full_heading
from corpus.importer.text import Paragraph
from corpus.names import slug

_MAX_PARTS = 16


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report with its recommendations."""

    id: str
    title: str
    members: tuple[str, ...]
    """Ids of its recommendations."""


def find_parts(found: Found, paragraphs: Sequence[Paragraph]) -> list[Part]:
    """Return the parts; none where the recommendations stand in one list, or each under a heading of its own.

    The highest rank of headings that tells the recommendations apart is taken.
    """
    recommendations = found.recommendations
    taken = found.taken
    stacks = [[h for h in found.sections[r.main.start] if h not in taken] for r in recommendations]
    for depth in range(max((len(s) for s in stacks), default=0)):
        heads = [stack[depth] if depth < len(stack) else None for stack in stacks]
        groups = list(dict.fromkeys(h for h in heads if h is not None))
        if len(groups) < 2:
            continue
        covered = sum(h is not None for h in heads)
        if covered < len(heads) or len(groups) > min(_MAX_PARTS, 0.7 * len(heads)) or not _in_turn(heads):
            return []
        return _parts(groups, heads, found, paragraphs)
    return []


def _in_turn(heads: Sequence[int | None]) -> bool:
    """Say whether each part's recommendations follow each other."""
    changes = sum(a != b for a, b in pairwise(heads))
    return changes == len(set(heads)) - 1


def _parts(
    groups: Sequence[int], heads: Sequence[int | None], found: Found, paragraphs: Sequence[Paragraph]
) -> list[Part]:
    parts: list[Part] = []
    for group in groups:
        title = full_heading(paragraphs, group)
        members = tuple(r.id for r, h in zip(found.recommendations, heads, strict=True) if h == group)
        identity = slug(title)[:40].strip("-") or "part"
        if any(p.id == identity for p in parts):
            identity = f"{identity}-{len(parts) + 1}"
        parts.append(Part(identity, title, members))
    return parts
