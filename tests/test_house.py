"""The plan of the house: who may import whom, which file knows which vendor, what starting may cost."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {
    "corpus": set(),
    "prompts": set(),
    "index": {"corpus"},
    "assistant": {"corpus", "index", "prompts"},
    "evals": {"corpus", "index", "prompts", "assistant"},
    "app": {"assistant", "corpus", "index", "evals"},  # corpus and index only for the errors that it tells
}
VENDORS = {
    "chromadb": {"index/store.py"},
    "onnxruntime": {"index/encoding.py"},
    "onnx": {"index/bert.py"},
    "tokenizers": {"index/encoding.py"},
    "safetensors": {"index/weights.py"},
    "bm25s": {"index/lexical.py"},
    "pypdfium2": {"corpus/importer/pages.py", "corpus/importer/render.py"},
    "langchain_openai": {"assistant/generating/openai_model.py", "index/endpoint_embedder.py", "evals/judge.py"},
}
FILES = [ROOT / "app.py", *(p for room in ROOMS for p in sorted((ROOT / room).rglob("*.py")))]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_follow_the_plan(path):
    place = path.relative_to(ROOT).as_posix()
    room = place.split("/")[0].removesuffix(".py")
    for name in imported(path):
        top = name.split(".")[0]
        assert top not in ROOMS or top in ROOMS[room] | {room}, f"{place} may not import {name}"
        assert place in VENDORS.get(top, {place}), f"only {VENDORS[top]} may import {top}, not {place}"
        if top == "gradio":
            assert place.startswith(("assistant/ui/", "evals/page", "app.py")), f"{place} may not import gradio"


def test_the_import_walk_sees_a_planted_fault(tmp_path):
    planted = tmp_path / "fault.py"
    planted.write_text("def f():\n    from evals.case import Case\n")
    assert list(imported(planted)) == ["evals.case"]


@pytest.mark.parametrize("room", ["corpus", "index", "prompts", "assistant", "evals"])
def test_a_room_imports_no_vendor(room):
    seen = loaded_by(f"import {room}")
    assert not seen & {
        "gradio",
        "openai",
        "chromadb",
        "onnxruntime",
        "langchain_core",
        "pypdfium2",
        "sqlalchemy",
        "pandas",
    }


def test_asking_imports_neither_gradio_nor_openai(state_folder, monkeypatch):
    monkeypatch.setenv("ASSISTANT_HOME", str(state_folder))
    seen = loaded_by("from assistant.__main__ import main; main(['ask', 'What is industrial symbiosis?'])")
    assert not seen & {"gradio", "openai", "langchain_openai", "pandas", "plotly", "fastapi"}


def test_no_drawers():
    names = {path.name for path in FILES}
    assert not names & {"utils.py", "common.py", "helpers.py", "misc.py"}


def test_no_gitignore_line_hides_a_room():
    lines = (ROOT / ".gitignore").read_text().split()
    assert not [line for line in lines if re.fullmatch(r"(?:index|corpus|prompts|evals|assistant)/?", line)]


def loaded_by(code: str) -> set[str]:
    """Top-level modules loaded after running code in a fresh interpreter."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{code}\nimport sys\nprint('MODULES', *sorted({{m.split('.')[0] for m in sys.modules}}))",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("MODULES"))
    return set(line.split()[1:])
