"""Text recognition of pages that are pictures, with Tesseract where it is installed."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from statistics import median

from corpus.importer.pages import Glyph, Style

SCALE = 300 / 72
"""Pixels to the point: Tesseract reads best at 300 dots an inch."""
_MIN_CONFIDENCE = 40.0
_SECONDS = 120


def is_installed() -> bool:
    """Say whether the program `tesseract` can be found."""
    return shutil.which("tesseract") is not None


def recognise(png: bytes) -> list[Glyph]:
    """Read the words of a page picture drawn at SCALE; [] where Tesseract fails or finds none."""
    command = ["tesseract", "stdin", "stdout", "--dpi", "300", "tsv"]
    try:
        done = subprocess.run(command, input=png, capture_output=True, timeout=_SECONDS, check=True, env=_environment())
    except (OSError, subprocess.SubprocessError):
        return []
    rows = csv.DictReader(io.StringIO(done.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        if (row.get("text") or "").strip() and float(row.get("conf") or -1) >= _MIN_CONFIDENCE:
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    heights = {key: _height(words) for key, words in lines.items()}
    usual = median(heights.values()) if heights else 0.0
    return [g for key, words in lines.items() for g in _line_glyphs(words, _size(heights[key], usual))]


def _environment() -> dict[str, str]:
    # One thread: Tesseract's own threads make a page slower, and eat the address space that the reader is granted.
    return {**os.environ, "OMP_THREAD_LIMIT": "1"}


def _height(words: list[dict[str, str]]) -> float:
    """Return the height of a line's letters in points: that of its taller words, which have ascenders."""
    heights = sorted(float(word["height"]) for word in words)
    return heights[(4 * len(heights)) // 5 if len(heights) > 1 else 0] / SCALE


def _size(height: float, usual: float) -> float:
    """Return a type size; lines nearly as high as most are set in the same size, for pictures blur."""
    share = height / usual
    return round(1.25 * (usual if 0.75 <= share <= 1.3 else usual * round(4 * share) / 4), 1)


def _line_glyphs(words: list[dict[str, str]], size: float) -> list[Glyph]:
    """Spread each word's letters over its box."""
    bottom = median(float(word["top"]) + float(word["height"]) for word in words) / SCALE
    style = Style(size, "recognised", False, False, 0)
    glyphs: list[Glyph] = []
    for word in words:
        text = word["text"].strip()
        left, width = float(word["left"]) / SCALE, float(word["width"]) / SCALE
        step = width / len(text)
        for position, character in enumerate(text):
            x0 = left + position * step
            glyphs.append(Glyph(character, x0, x0 + step, bottom, style, spaced=position == 0))
    if glyphs and glyphs[-1].text == "-":
        glyphs[-1].hyphen = True
    return glyphs
