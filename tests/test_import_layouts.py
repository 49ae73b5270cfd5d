"""On reports in every layout the importer finds all recommendations, exact in number, text and page."""

from __future__ import annotations

import re

import pytest
from rapidfuzz import fuzz

from corpus.importer.quotes import find_quote
from corpus.importer.run import analyse
from tests.report_cells import CELLS
from tests.report_layouts import LAYOUTS
from tests.report_unnumbered import UNNUMBERED

EVERY = {**LAYOUTS, **CELLS, **UNNUMBERED}


def plain(body: str) -> str:
    return " ".join(re.sub(r"^(?:## |- )", "", body, flags=re.MULTILINE).split())


@pytest.fixture(scope="module", params=EVERY)
def case(request, tmp_path_factory):
    """A made report, what the importer makes of it, and (gold, draft) of each recommendation."""
    made = EVERY[request.param](tmp_path_factory.mktemp("report") / f"{request.param}.pdf")
    analysis = analyse(made.path)
    drafts = [draft for draft in analysis.drafts if draft.kind == "recommendation"]
    return made, analysis, drafts


def test_every_number_is_found_and_none_invented(case):
    made, analysis, drafts = case
    assert [draft.number or draft.id for draft in drafts] == [gold.number for gold in made.gold]
    assert analysis.account.missing == []


def test_the_text_is_the_reports_own(case):
    made, _, drafts = case
    for gold, draft in zip(made.gold, drafts, strict=True):
        assert fuzz.ratio(gold.text, plain(draft.passage.text)) >= 98, (gold.number, draft.passage.text)


def test_the_pages_are_those_that_hold_the_text(case):
    made, _, drafts = case
    for gold, draft in zip(made.gold, drafts, strict=True):
        pages = {number for number, _, _ in (*draft.passage.pages, *draft.also)}
        assert pages >= set(gold.pages), gold.number
        assert pages <= set(gold.pages) | set(made.also_on), gold.number


def test_every_sentence_stands_on_the_page_that_is_cited_for_it(case):
    made, _, drafts = case
    for draft in drafts[::3]:
        for number, start, end in draft.passage.pages:
            quote = re.sub(r"^(?:## |- )", "", draft.passage.text[start:end], flags=re.MULTILINE)
            assert find_quote(made.path, number, quote), (draft.id, number)


def test_printed_titles_are_kept(case):
    made, _, drafts = case
    for gold, draft in zip(made.gold, drafts, strict=True):
        if gold.title:
            assert draft.title == gold.title
        else:
            assert plain(draft.passage.text).startswith(draft.title.rstrip("…"))


def test_practices_are_found_and_filed_where_they_are_printed(case):
    made, analysis, drafts = case
    practices = [draft for draft in analysis.drafts if draft.kind == "practice"]
    assert [draft.title for draft in practices] == made.practices
    for gold, draft in zip(made.gold, drafts, strict=True):
        assert [p.title for p in practices if draft.id in p.filed_under] == gold.practices


def test_parts_are_the_chapters_of_the_recommendations(case):
    made, analysis, drafts = case
    titles = {part.id: part.title for part in analysis.parts}
    for gold, draft in zip(made.gold, drafts, strict=True):
        if gold.part:
            assert titles[draft.pillar] == gold.part


def test_printed_page_numbers_are_read(case):
    made, analysis, _ = case
    for page, label in made.labels.items():
        if page in analysis.labels:
            assert analysis.labels[page] == label


def test_no_running_head_or_page_number_gets_into_a_text(case):
    _, analysis, _ = case
    for draft in analysis.drafts:
        assert not re.search(
            r"Commission of Inquiry into Coastal Affairs +\||GOV\.EXAMPLE|gov\.example", draft.passage.text
        )


def test_ids_are_unique_and_none_is_one_of_the_shipped_corpus(case, shipped):
    _, analysis, _ = case
    ids = [draft.id for draft in analysis.drafts]
    assert len(ids) == len(set(ids))
    assert not set(ids) & {entry.id for entry in shipped}


def test_names_of_ours_are_said_to_be_ours(case):
    made, analysis, drafts = case
    ours = made.path.stem in UNNUMBERED
    assert ("are ours" in analysis.account.to_markdown()) == ours
    assert all((draft.number is None) == ours for draft in drafts)
