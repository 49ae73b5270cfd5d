"""A report of three hundred pages is read whole, page by page, and tells how far it is."""

from __future__ import annotations

import pytest

from corpus.importer.run import analyse
from tests.report_maker import BOLD, Press, Words


@pytest.fixture(scope="module")
def thick(tmp_path_factory):
    words = Words(40)
    path = tmp_path_factory.mktemp("thick") / "thick.pdf"
    press = Press(path, head=lambda page: "A thick report", foot=str)
    number = 0
    paragraphs = [words.prose(8) for _ in range(60)]
    while press.page < 300:
        if press.page % 12 == 1 and press.page > number * 12:
            number += 1
            press.text(f"Recommendation {number}: Keep what was built in year {number}", BOLD, gap=16)
            press.text(words.paragraph(4))
            press.text(f"What year {number} taught us", BOLD._replace(size=15), gap=20)
        press.text(paragraphs[press.page % 60], gap=4)
    press.close()
    return path, number


def test_three_hundred_pages_are_read_whole(thick):
    path, number = thick
    seen = []
    analysis = analyse(path, progress=lambda done, total: seen.append((done, total)))
    assert len([d for d in analysis.drafts if d.kind == "recommendation"]) == number
    assert seen == [(page, 300) for page in range(1, 301)]
