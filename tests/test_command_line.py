"""The command line: answers, files of questions, and one clear sentence for whatever is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(state_folder, *arguments, stdin="", **environment):
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "ASSISTANT_HOME": str(state_folder), "ASSISTANT_MODEL": "", **environment},
        timeout=240,
    )


@pytest.fixture(scope="module")
def ready(state_folder, real_assistant):
    return state_folder


def test_ask_prints_text_and_sources(ready):
    done = run(ready, "assistant", "ask", "What is industrial symbiosis?")
    assert done.returncode == 0
    assert "[1] T14" in done.stdout
    assert "https://" in done.stdout


def test_ask_as_json_keeps_the_contract(ready):
    data = json.loads(run(ready, "assistant", "ask", "What does G3 say?", "--json").stdout)
    assert {
        "question",
        "understood_as",
        "decision",
        "answer",
        "sentences",
        "citations",
        "suggestions",
        "mode",
        "model",
        "elapsed_ms",
    } <= set(data)
    assert {"n", "entry_id", "kind", "title", "quote", "start", "end", "page", "source_url", "basis"} == set(
        data["citations"][0]
    )


@pytest.mark.parametrize("question", ["", "   ", "\u202e\u200b"])
def test_an_empty_question_is_told_in_one_sentence(ready, question):
    done = run(ready, "assistant", "ask", question)
    assert done.returncode == 2
    assert done.stderr.startswith("The question is empty.")
    assert "Traceback" not in done.stderr


def test_a_far_too_long_question_is_told(ready):
    done = run(ready, "assistant", "ask", "-", stdin="word " * 20_000)
    assert done.returncode == 2
    assert "characters" in done.stderr
    assert "Traceback" not in done.stderr


def test_batch_answers_good_lines_and_names_bad_ones(ready, tmp_path):
    questions, answers = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    questions.write_bytes(
        b'{"id": "a", "question": "What does G3 say?"}\n'
        b"not json\n"
        b'{"id": "b"}\n'
        b"\xff\xfe\n"
        b'{"id": "c", "question": "And D4?", "history": ["What does G3 say?"]}\n'
        b'{"id": "d", "question": "x", "history": "y"}\n'
        b'{"id": "e", "question": ""}\n'
    )
    done = run(ready, "assistant", "batch", str(questions), str(answers))
    lines = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["a", "c"]
    assert lines[1]["citations"][0]["entry_id"] == "D4"
    assert done.returncode == 2
    assert [int(line.split()[1]) for line in done.stderr.splitlines() if line.startswith("Line")] == [2, 3, 4, 6, 7]
    assert "Traceback" not in done.stderr


def test_batch_without_a_file_is_told(ready, tmp_path):
    done = run(ready, "assistant", "batch", str(tmp_path / "none.jsonl"), str(tmp_path / "out.jsonl"))
    assert done.returncode == 2
    assert "none.jsonl" in done.stderr


def test_generated_mode_without_a_model_says_so(ready):
    data = json.loads(run(ready, "assistant", "ask", "What does G3 say?", "--json", "--mode", "generated").stdout)
    assert data["mode"] == "extractive"
    assert "ASSISTANT_MODEL" in data["note"]


def test_a_setting_that_cannot_be_used_is_named(ready):
    done = run(ready, "assistant", "ask", "What does G3 say?", ASSISTANT_MODEL_TIMEOUT="soon")
    assert done.returncode == 1
    assert "ASSISTANT_MODEL_TIMEOUT" in done.stderr
    assert "Traceback" not in done.stderr
