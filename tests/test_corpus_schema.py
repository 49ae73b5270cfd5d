"""The door to the corpus: what is rejected, and that the message names file and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import CorpusError, EntryInvalid
from corpus.load import load_corpus

REPORT = "title: A report on wolves\nnotice: Invented.\npillars:\n  - {id: forest, title: In the forest}\n"
GOOD = """---
id: W1
kind: recommendation
title: Leave the wolves alone
pillar: forest
basis: published_summary
countries: [NO, EU]
sources:
  - url: https://example.org/wolves
---
Leave the wolves alone.
"""


def corpus_of(folder: Path, *entries: str) -> Path:
    (folder / "report.yaml").write_text(REPORT)
    for number, entry in enumerate(entries):
        (folder / f"entry{number}.md").write_text(entry, encoding="utf-8")
    return folder


def test_a_good_entry_is_loaded_whole(tmp_path):
    entry = load_corpus(corpus_of(tmp_path, GOOD))["W1"]
    assert (entry.title, entry.statement, entry.countries) == (
        "Leave the wolves alone",
        "Leave the wolves alone.",
        ("NO", "EU"),
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("basis: published_summary\n", ""), "basis"),
        (("basis: published_summary", "basis: hearsay"), "basis"),
        (("sources:\n  - url: https://example.org/wolves\n", ""), "sources"),
        (("sources:\n  - url: https://example.org/wolves\n", "sources: []\n"), "sources"),
        (("https://example.org/wolves", "javascript:alert(1)"), "sources.0.url"),
        (("pillar: forest", "pillar: desert"), "pillar"),
        (("[NO, EU]", "[Norway]"), "countries"),
        (("kind: recommendation", "kind: advice"), "kind"),
        (("title: Leave the wolves alone", "title: ''"), "title"),
        (("basis:", "colour: grey\nbasis:"), "colour"),
        (("basis:", "matched_to: [W9]\nbasis:"), "matched_to"),
        (("basis:", "years: {text: soon, start: 99999}\nbasis:"), "years.start"),
        (("Leave the wolves alone.\n", "\n"), "body"),
    ],
)
def test_a_bad_entry_is_rejected_with_file_and_field(tmp_path, change, field):
    with pytest.raises(EntryInvalid) as caught:
        load_corpus(corpus_of(tmp_path, GOOD.replace(*change)))
    assert "entry0.md" in str(caught.value)
    assert field in str(caught.value)


def test_a_doubled_id_names_both_files(tmp_path):
    with pytest.raises(EntryInvalid, match=r"entry1\.md.*'id'.*entry0\.md"):
        load_corpus(corpus_of(tmp_path, GOOD, GOOD))


def test_an_unclosed_front_matter_is_told(tmp_path):
    with pytest.raises(EntryInvalid, match="not closed"):
        load_corpus(corpus_of(tmp_path, GOOD.replace("---\nLeave", "Leave")))


def test_a_folder_without_a_report_is_no_corpus(tmp_path):
    with pytest.raises(CorpusError, match=r"no report\.yaml"):
        load_corpus(tmp_path)


@pytest.mark.parametrize("field", ["questions", "headings"])
def test_what_is_indexed_with_an_unknown_entry_is_rejected(tmp_path, field):
    corpus_of(tmp_path, GOOD)
    (tmp_path / field).mkdir()
    (tmp_path / field / "wolves.yaml").write_text("W7:\n- Who feeds them?\n")
    with pytest.raises(EntryInvalid, match=rf"{field}/wolves\.yaml.*W7"):
        load_corpus(tmp_path)


def test_a_section_declared_but_not_written_is_told(tmp_path):
    declared = GOOD.replace(
        "---\nLeave",
        "sections:\n  - {title: Notes, basis: eccp_page, sources: [{url: https://example.org/n}]}\n---\nLeave",
    )
    with pytest.raises(EntryInvalid, match="Notes"):
        load_corpus(corpus_of(tmp_path, declared))


def test_a_section_carries_its_own_basis(tmp_path):
    declared = GOOD.replace(
        "---\nLeave",
        "sections:\n  - {title: Notes, basis: eccp_page, sources: [{url: https://example.org/n}]}\n---\nLeave",
    )
    entry = load_corpus(corpus_of(tmp_path, declared + "\n## Notes\n\nWolves howl at night.\n"))["W1"]
    at = entry.body.index("Wolves howl")
    assert entry.section_at(at).basis == "eccp_page"
    assert entry.statement.strip() == "Leave the wolves alone."
