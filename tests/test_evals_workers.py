"""Asking side by side: the same outcomes as one after the other, with what is timed asked here alone."""

import os
from functools import partial
from pathlib import Path

import pytest

from evals.errors import WorkerLost
from evals.fingerprint import Fingerprint
from evals.runner import Evaluation, Options
from evals.workers import Workers
from tests.evals_fakes import ScriptedSystem, answer_citing, case

DOGS = answer_citing(("G1", "Keep two dogs for each herd."))
CASES = [case(f"dogs-{number}", split="dev" if number % 2 else "test") for number in range(10)]
BOTH = Options(ask_again=0)


def opened(folder: Path, processes: int = 0) -> Evaluation:
    """An evaluation whose answers tell the process that gave them."""
    told = answer_citing(("G1", "Keep two dogs for each herd."), question=f"process {os.getpid()}")
    systems = {"assistant": ScriptedSystem({CASES[0].question: told})}
    apart = Workers(processes, partial(opened, folder)) if processes else None
    return Evaluation(CASES, systems, Fingerprint("c", "c", "s"), BOTH, folder=folder, apart=apart)


def dying(folder: Path) -> Evaluation:
    os._exit(1)


def test_outcomes_are_those_of_one_process(tmp_path: Path) -> None:
    alone, together = opened(tmp_path / "alone"), opened(tmp_path / "together", processes=2)
    list(alone.run()), list(together.run())
    first, second = alone.finish()[0], together.finish()[0]
    assert [(o.key, o.scores, o.wrong) for o in first.outcomes] == [(o.key, o.scores, o.wrong) for o in second.outcomes]
    assert first.summaries["assistant"].measures == second.summaries["assistant"].measures


def test_what_is_timed_is_asked_in_this_process_and_the_rest_in_others(tmp_path: Path) -> None:
    evaluation = opened(tmp_path, processes=2)
    asked_in = {o.key: o.answer.question for o in evaluation.run() if o.answer}
    here = {key for key, process in asked_in.items() if process == f"process {os.getpid()}"}
    assert here == {("assistant", c.id, "") for c in CASES if c.split == "test"}
    assert len(asked_in) == len(evaluation.tasks)


def test_a_process_that_dies_is_one_sentence_and_loses_nothing_finished(tmp_path: Path) -> None:
    before = opened(tmp_path)
    running = before.run()
    next(running), running.close()
    evaluation = opened(tmp_path)
    evaluation.apart = Workers(2, partial(dying, tmp_path))
    with pytest.raises(WorkerLost, match="fewer --processes"):
        list(evaluation.run())
    assert opened(tmp_path).resumed == 1
