"""The evaluation in generated mode, from the command line, with a model behind a real endpoint."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.endpoint import MODEL, Behaviour, Endpoint, Status, Text, passages, quoting

ROOT = Path(__file__).parent.parent


def lying(request: dict[str, Any]) -> Text:
    """A model that invents a sum of money for every passage."""
    return Text(" ".join(f"Clusters receive 40 million euro for this [{key}]." for key in passages(request)))


def evaluate(behaviour: Callable[[dict[str, Any]], Behaviour], home: Path, out: Path) -> dict[str, Any]:
    with Endpoint(behaviour) as endpoint:
        command = [
            sys.executable,
            "-m",
            "evals",
            "run",
            "--mode",
            "generated",
            "--quick",
            "--limit",
            "12",
            "--out",
            str(out),
        ]
        settings = {"ASSISTANT_HOME": str(home), "ASSISTANT_MODEL": MODEL, "OPENAI_BASE_URL": endpoint.url}
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, timeout=300
        )
    assert done.returncode == 0, done.stderr[-2000:]
    (results,) = out.glob("*/results.json")
    return json.loads(results.read_text(encoding="utf-8"))


@pytest.fixture
def run(real_assistant, state_folder, tmp_path):
    return lambda behaviour: evaluate(behaviour, state_folder, tmp_path)


def answers(results: dict[str, Any]) -> list[dict[str, Any]]:
    return [outcome["answer"] for outcome in results["outcomes"] if outcome["answer"]]


def test_an_honest_model_writes_answers_that_are_scored(run):
    results = run(quoting)
    assert (results["info"]["mode"], results["info"]["model"]) == ("generated", MODEL)
    assert results["summaries"]["assistant"]["errors"] == 0
    written = [answer for answer in answers(results) if answer["mode"] == "generated"]
    assert written
    assert all(citation["quote"] for answer in written for citation in answer["citations"])


@pytest.mark.parametrize("behaviour", [lying, lambda request: Status(500)], ids=["lying", "failing"])
def test_a_bad_model_costs_no_question_of_the_evaluation(run, behaviour):
    results = run(behaviour)
    assert results["summaries"]["assistant"]["errors"] == 0
    assert len(answers(results)) == len(results["outcomes"])
    assert {answer["mode"] for answer in answers(results)} == {"extractive"}
    assert not any("receive 40 million" in answer["answer"] for answer in answers(results))
