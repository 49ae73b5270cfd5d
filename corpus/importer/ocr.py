"""Text recognition of pages that are pictures, with Tesseract where it is installed."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess

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
        done = subprocess.run(command, input=png, capture_output=True, timeout=_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    rows = csv.DictReader(io.StringIO(done.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    glyphs: list[Glyph] = []
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        if (row.get("text") or "").strip() and float(row.get("conf") or -1) >= _MIN_CONFIDENCE:
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    for words in lines.values():
        glyphs.extend(_line_glyphs(words))
    return glyphs


def _line_glyphs(words: list[dict[str, str]]) -> list[Glyph]:
    """Spread each word's letters over its box; one type size a line, from the height of its boxes."""
    height = sorted(float(w["height"]) for w in words)[len(words) // 2] / SCALE
    bottom = sorted(float(w["top"]) + float(w["height"]) for w in words)[len(words) // 2] / SCALE
    style = Style(round(1.25 * height, 0), "recognised", False, False, 0)
    glyphs: list[Glyph] = []
    for word in words:
        text = word["text"].strip()
        left, width = float(word["left"]) / SCALE, float(word["width"]) / SCALE
        step = width / len(text)
        for position, character in enumerate(text):
            x0 = left + position * step
            glyphs.append(Glyph(character, x0, x0 + step, bottom, style, spaced=position == 0))
        if text.endswith("-"):
            glyphs[-1].hyphen = word is words[-1]
    return glyphs
