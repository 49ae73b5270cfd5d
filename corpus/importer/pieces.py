"""Characters -> pieces: what the PDF writes without a gap, with footnote marks put where they belong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from corpus.importer.boxes import Box
from corpus.importer.pages import Glyph


@dataclass(slots=True, eq=False)
class Piece:
    """Characters that follow each other without a gap; or a drawn box with its own lines."""

    x0: float
    x1: float
    y0: float
    y1: float
    glyphs: list[Glyph] = field(default_factory=list)
    box: Box | None = None
    size: float = 0.0
    """Type size of most of its characters."""
    y: float = 0.0
    """Baseline."""

    @property
    def text(self) -> str:
        """Its characters, without spaces."""
        return "".join(g.text for g in self.glyphs)


def gather(glyphs: Sequence[Glyph]) -> list[Piece]:
    """Gather characters that the PDF writes one after the other on one line."""
    groups: list[list[Glyph]] = []
    for glyph in glyphs:
        if groups and _follows(groups[-1][-1], glyph):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return _with_raised_marks(_without_doubles([_piece(group) for group in groups]))


def _follows(last: Glyph, glyph: Glyph) -> bool:
    size = max(last.style.size, glyph.style.size)
    gap = glyph.x0 - last.x1
    # The letters of a ligature come with one and the same box.
    forward = gap >= -0.5 * size or glyph.x0 >= last.x0 - 0.1
    return abs(glyph.y - last.y) <= 0.45 * size and forward and gap <= size


def _piece(glyphs: list[Glyph]) -> Piece:
    size = max(_size_counts(glyphs).items(), key=lambda item: (item[1], item[0]))[0]
    y = median([g.y for g in glyphs if g.style.size == size])
    x0, x1 = min(g.x0 for g in glyphs), max(g.x1 for g in glyphs)
    return Piece(x0, x1, y - 0.7 * size, y + 0.12 * size, glyphs, None, size, y)


def _size_counts(glyphs: Iterable[Glyph]) -> Counter[float]:
    return Counter(g.style.size for g in glyphs)


def _without_doubles(pieces: list[Piece]) -> list[Piece]:
    """Drop text that is drawn twice at nearly the same place, as shadows and fake bold are."""
    kept: list[Piece] = []
    seen: dict[tuple[str, int], list[Piece]] = {}
    for piece in pieces:
        twins = seen.setdefault((piece.text, round(piece.size)), [])
        if any(abs(piece.x0 - t.x0) < 2.5 and abs(piece.y - t.y) < 2.5 for t in twins):
            continue
        twins.append(piece)
        kept.append(piece)
    return kept


def _with_raised_marks(pieces: list[Piece]) -> list[Piece]:
    """Give small raised numbers, the marks of footnotes, to the words that they stand behind."""
    kept: list[Piece] = []
    marks: list[Piece] = []
    for piece in pieces:
        is_mark = len(piece.glyphs) <= 4 and all(g.text.isdigit() or g.text in "*†‡,[]" for g in piece.glyphs)
        (marks if is_mark else kept).append(piece)
    for mark in marks:
        owner = next((p for p in kept if _is_raised_at(mark, p)), None)
        if owner is None:
            kept.append(mark)
        else:
            owner.glyphs.extend(mark.glyphs)
    return kept


def _is_raised_at(mark: Piece, piece: Piece) -> bool:
    """Say whether a mark stands raised in, right behind or right before a piece."""
    rise = piece.y - mark.y
    small = mark.size <= 0.78 * piece.size and 0.12 * piece.size < rise < 0.75 * piece.size
    return small and piece.x0 - 1.2 * piece.size <= mark.x0 <= piece.x1 + 0.6 * piece.size
