"""Three hundred pages in under thirty seconds and 500 MB."""

from __future__ import annotations

import sys
import time

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


def test_three_hundred_pages_are_read_in_time_and_memory(thick):
    path, number = thick
    seen = []
    started = time.monotonic()
    analysis = analyse(path, progress=lambda done, total: seen.append((done, total)))
    assert time.monotonic() - started < 30
    assert len([d for d in analysis.drafts if d.kind == "recommendation"]) == number
    assert seen[0] == (1, 300)
    assert seen[-1] == (300, 300)
    if sys.platform != "win32":
        import resource

        unit = 1024 if sys.platform != "darwin" else 1
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
        assert children < 500e6
