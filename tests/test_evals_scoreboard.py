from pathlib import Path

import pytest

from assistant.ui.score_table import read_score_table
from evals.errors import RunStale
from evals.run_file import Run
from evals.scoreboard import END, START, write_scoreboard
from tests.evals_fakes import ScriptedSystem, case
from tests.test_evals_runner import finished


def run_with_baseline(folder: Path, **changes: object) -> Run:
    other = ScriptedSystem({})
    other.name = "bm25"
    return finished(folder, others=(other,), **changes)


def readme(folder: Path, text: str = f"# Wolves\n\n{START}\nold\n{END}\n\nEnd.\n") -> Path:
    file = folder / "README.md"
    file.write_text(text, encoding="utf-8")
    return file


def test_table_stands_between_the_markers_and_the_rest_stays(tmp_path: Path) -> None:
    run, file = run_with_baseline(tmp_path), readme(tmp_path)
    write_scoreboard(run, run.info.fingerprint, file)
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"# Wolves\n\n{START}\n| Test split, 3 questions, per cent | This assistant | BM25 alone |")
    assert text.endswith(f"{END}\n\nEnd.\n")
    assert "\nold\n" not in text
    assert "| Decision right | 66.7 (20.8–93.9) | 33.3 (6.1–79.2) |" in text


def test_writing_twice_changes_nothing_more(tmp_path: Path) -> None:
    run, file = run_with_baseline(tmp_path), readme(tmp_path)
    write_scoreboard(run, run.info.fingerprint, file)
    once = file.read_bytes()
    write_scoreboard(run, run.info.fingerprint, file)
    assert file.read_bytes() == once


def test_every_row_has_a_cell_for_each_column(tmp_path: Path) -> None:
    run = run_with_baseline(tmp_path)
    table = write_scoreboard(run, run.info.fingerprint, readme(tmp_path))
    rows = [line for line in table.splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {4}


def test_run_of_another_tree_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    run, file = run_with_baseline(tmp_path), readme(tmp_path)
    before = file.read_bytes()
    other = finished(tmp_path, code="changed").info.fingerprint
    with pytest.raises(RunStale, match="another state of the tree"):
        write_scoreboard(run, other, file)
    assert file.read_bytes() == before


def test_run_of_dev_or_without_baselines_is_refused(tmp_path: Path) -> None:
    for run in (finished(tmp_path), run_with_baseline(tmp_path, cases=[case(split="dev")])):
        with pytest.raises(RunStale, match="not of all suites"):
            write_scoreboard(run, run.info.fingerprint, readme(tmp_path))


@pytest.mark.parametrize("text", ["# Wolves\n", f"{START}\n", f"{END}\n{START}\n"])
def test_file_without_markers_is_refused(tmp_path: Path, text: str) -> None:
    run = run_with_baseline(tmp_path)
    with pytest.raises(RunStale, match=r"README\.md has no lines"):
        write_scoreboard(run, run.info.fingerprint, readme(tmp_path, text))


def test_the_about_page_reads_the_same_table(tmp_path: Path) -> None:
    run, file = run_with_baseline(tmp_path), readme(tmp_path)
    markdown = write_scoreboard(run, run.info.fingerprint, file)
    table = read_score_table(tmp_path / "evals" / "data" / "scoreboard.json")
    assert table is not None
    assert table.systems == ("This assistant", "BM25 alone")
    for name, cells in table.rows:
        assert f"| {name} | {' | '.join(cells)} |" in markdown
    assert table.note in markdown


def test_nothing_published_is_no_table(tmp_path: Path) -> None:
    assert read_score_table(tmp_path / "none.json") is None
    (tmp_path / "bad.json").write_text('{"title": 3}')
    assert read_score_table(tmp_path / "bad.json") is None


def test_the_hardest_kinds_have_rows_of_their_own(tmp_path: Path) -> None:
    silent = case("wolf-09", kind="near_miss", decision="not_in_report", needed=(), question="What do wolves cost?")
    run = run_with_baseline(tmp_path, cases=[case(), silent])
    table = write_scoreboard(run, run.info.fingerprint, readme(tmp_path))
    assert "\n| Near misses refused |" in table
    assert "follow-ups" not in table
