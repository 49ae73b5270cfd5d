"""The same reports in other clothes: columns, broken words, other pages, characters drawn one by one."""

from __future__ import annotations

from functools import partial

import pytest
from rapidfuzz import fuzz
from reportlab.pdfbase import pdfmetrics

from corpus.importer.run import analyse
from tests import report_layouts
from tests.report_layouts import LAYOUTS
from tests.report_maker import Press


class LooseType(Press):
    """Draws every character by itself and no space, as many layout programs do."""

    def _draw(self, x, text, look):
        self.canvas.setFillColor(look.colour)
        self.canvas.setFont(look.font, look.size)
        for character in text:
            if character != " ":
                self.canvas.drawString(x, self.y, character)
            x += pdfmetrics.stringWidth(character, look.font, look.size)


class Justified(Press):
    """Stretches the spaces of long lines to the edge of the column."""

    def _draw(self, x, text, look):
        gaps, width = text.count(" "), self._wide(text, look)
        stretch = (
            (self.measure - width - 1) / gaps if gaps > 5 and 0.85 * self.measure < width < self.measure - 1 else 0
        )
        line = self.canvas.beginText(x, self.y)
        line.setFillColor(look.colour)
        line.setFont(look.font, look.size)
        line.setWordSpace(min(6, stretch))
        line.textOut(text)
        self.canvas.drawText(line)


VARIANTS = {
    "loose type": LooseType,
    "justified": Justified,
    "two columns": partial(Press, columns=2, hyphenate=True),
    "small pages": partial(Press, size=(420, 595)),
    "wide pages": partial(Press, size=(842, 595)),
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", ["headed_chapters", "boxed_twice", "hanging_list", "letter_numbers", "big_digits"])
def test_what_is_found_does_not_depend_on_how_it_is_set(variant, name, tmp_path, monkeypatch):
    monkeypatch.setattr(report_layouts, "Press", VARIANTS[variant])
    made = LAYOUTS[name](tmp_path / "report.pdf")
    drafts = [draft for draft in analyse(made.path).drafts if draft.kind == "recommendation"]
    assert [draft.number for draft in drafts] == [gold.number for gold in made.gold]
    for gold, draft in zip(made.gold, drafts, strict=True):
        plain = " ".join(draft.passage.text.replace("\n- ", " ").replace("\n## ", " ").removeprefix("- ").split())
        assert fuzz.ratio(gold.text, plain) >= 98, gold.number
        assert {page for page, _, _ in (*draft.passage.pages, *draft.also)} >= set(gold.pages), gold.number
