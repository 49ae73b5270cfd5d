import subprocess
import sys
from pathlib import Path

import pytest

from evals.__main__ import BAD_INPUT, BELOW_FLOOR, main
from evals.case import load_cases
from evals.run_file import find_run
from tests.evals_fakes import case
from tests.test_evals_runner import CASES, crash, finished


def error_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == BAD_INPUT
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    folder = tmp_path / "sets"
    folder.mkdir()
    (folder / "wolves.jsonl").write_text(case(needed=("G1",)).to_line() + "\nnonsense\n", encoding="utf-8")
    return folder


def test_malformed_line_is_one_sentence_with_its_place(sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "wolves.jsonl, line 2" in error_of(capsys, "check", "--sets", str(sets))


def test_missing_run_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no run 'wolf'" in error_of(capsys, "compare", "wolf", "bear", "--out", str(tmp_path))
    assert "no finished run" in error_of(capsys, "gate", "latest", "--out", str(tmp_path))


def test_gate_fails_below_a_floor_and_passes_above(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    finished(tmp_path)
    floors = tmp_path / "floors.yaml"
    for bound, code in ((0.6, 0), (0.7, BELOW_FLOOR)):
        floors.write_text(f"floors:\n  - {{measure: decision_right, at_least: {bound}}}\n", encoding="utf-8")
        assert main(["gate", "latest", "--out", str(tmp_path), "--floors", str(floors)]) == code
    assert "FAILS" in capsys.readouterr().out


def test_gate_fails_where_a_case_raised_an_error(tmp_path: Path) -> None:
    finished(tmp_path, replies={CASES[0].question: crash})
    floors = tmp_path / "floors.yaml"
    floors.write_text("floors:\n  - {measure: errors, at_most: 0}\n", encoding="utf-8")
    assert main(["gate", "latest", "--out", str(tmp_path), "--floors", str(floors)]) == BELOW_FLOOR


def test_comparison_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = finished(tmp_path), finished(tmp_path, replies={})
    assert main(["compare", before.info.name, find_run("latest", tmp_path).parent.name, "--out", str(tmp_path)]) == 0
    assert after.info.fingerprint == before.info.fingerprint
    assert "broken: dogs" in capsys.readouterr().out


def test_export_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    finished(tmp_path)
    export = ["export", "latest", "--format", "csv", "--out", str(tmp_path), "--file", str(tmp_path / "x.csv")]
    assert main(export) == 0
    before = (tmp_path / "x.csv").read_bytes()
    assert "already exists" in error_of(capsys, *export)
    assert (tmp_path / "x.csv").read_bytes() == before


@pytest.mark.parametrize(
    "arguments", [["run", "--limit", "0"], ["run", "--split", "all"], ["export", "x"], ["sing"], []]
)
def test_wrong_arguments_end_with_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m evals" in capsys.readouterr().err


def test_help_starts_without_the_heavy_libraries() -> None:
    script = (
        "import sys, evals.__main__ as cli\n"
        "try: cli.main(['run', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'chromadb', 'onnxruntime', 'langchain_core', 'langchain_chroma', 'openai', 'gradio', 'plotly', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr.strip() == "[]"


def test_shipped_sets_are_whole() -> None:
    from corpus.load import load_corpus

    cases = load_cases(load_corpus())
    assert len(cases) >= 400
    assert sum(not c.answerable for c in cases) >= 120
    assert sum(c.kind == "followup" for c in cases) >= 40
    assert sum(c.is_attack for c in cases) >= 40
