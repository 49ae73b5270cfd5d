import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Answer
from evals.case import Case
from evals.compare import compare_runs
from evals.errors import RunUnreadable
from evals.fingerprint import Fingerprint
from evals.measures import RETRIEVAL_MEASURES
from evals.perturb import PERTURBATIONS, perturb
from evals.run_file import Run, find_run, read_run, write_run
from evals.runner import Evaluation, Options
from evals.systems import System
from tests.evals_fakes import ScriptedSystem, answer_citing, case, refusal

DOGS = answer_citing(("G1", "Keep two dogs for each herd."))
CASES = [
    case("dogs"),
    case("bears", question="What do bears eat?", decision="not_in_report", needed=(), kind="off_topic"),
    case("fences", question="How high is a fence?", needed=("G2",), vital=("120 cm",)),
]
PLAIN = Options(perturbations=False, ask_again=0)


def crash() -> Answer:
    raise RuntimeError("the wolf ate it")


def evaluation(
    folder: Path,
    replies: dict[str, Answer | Callable[[], Answer]] | None = None,
    cases: list[Case] | None = None,
    options: Options = PLAIN,
    others: tuple[System, ...] = (),
    code: str = "code",
) -> tuple[Evaluation, ScriptedSystem]:
    system = ScriptedSystem({CASES[0].question: DOGS} if replies is None else replies)
    systems: dict[str, System] = {"assistant": system, **{other.name: other for other in others}}
    stamp = Fingerprint("corpus", code, "sets")
    return Evaluation(cases or CASES, systems, stamp, options, folder=folder), system


def finished(folder: Path, **changes: object) -> Run:
    made, _ = evaluation(folder, **changes)  # type: ignore[arg-type]
    list(made.run())
    return made.finish()[0]


def test_every_case_is_scored_and_summed_up(tmp_path: Path) -> None:
    summary = finished(tmp_path).summaries["assistant"]
    assert summary.measures["decision_right"].value == pytest.approx(2 / 3)
    assert summary.measures["wholly_right"].n == 3
    assert summary.measures["rejected"].value == 1
    assert summary.measures["falsely_rejected"].value == 0.5
    assert summary.by_kind["off_topic"]["wholly_right"].value == 1
    assert summary.errors == 0


def test_failing_case_does_not_stop_the_run_and_is_scored_nowhere(tmp_path: Path) -> None:
    run = finished(tmp_path, replies={CASES[0].question: crash})
    assert run.outcomes_of()["dogs"].error == "RuntimeError: the wolf ate it"
    assert run.summaries["assistant"].errors == 1
    assert run.summaries["assistant"].measures["decision_right"].n == 2
    assert run.summaries["assistant"].measures["decision_right"].unscored == 1


def test_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    first, _ = evaluation(tmp_path)
    running = first.run()
    next(running)
    running.close()
    second, asked = evaluation(tmp_path)
    assert second.resumed == 1
    list(second.run())
    assert [question for question, _ in asked.asked] == [c.question for c in CASES[1:]]
    assert second.finish()[0].summaries["assistant"].cases == 3


def test_line_cut_off_in_the_journal_loses_only_itself(tmp_path: Path) -> None:
    first, _ = evaluation(tmp_path)
    running = first.run()
    next(running), next(running)
    running.close()
    (journal,) = tmp_path.glob("unfinished-*.jsonl")
    journal.write_bytes(journal.read_bytes()[:-20])
    second, _ = evaluation(tmp_path)
    assert second.resumed == 1
    list(second.run())
    assert {o.case for o in second.finish()[0].outcomes} == {"dogs", "bears", "fences"}


def test_another_state_of_the_tree_starts_afresh(tmp_path: Path) -> None:
    first, _ = evaluation(tmp_path)
    next(first.run())
    assert evaluation(tmp_path, code="changed")[0].resumed == 0


def test_case_that_raised_an_error_is_tried_again_on_resuming(tmp_path: Path) -> None:
    first, _ = evaluation(tmp_path, replies={CASES[0].question: crash})
    next(first.run())
    assert evaluation(tmp_path)[0].resumed == 0


def test_finished_run_leaves_no_journal_and_overwrites_nothing(tmp_path: Path) -> None:
    made, _ = evaluation(tmp_path)
    list(made.run())
    run, folder = made.finish()
    again = write_run(run, tmp_path)
    assert again != folder
    assert {p.name for p in tmp_path.iterdir()} == {folder.name, again.name}


def test_perturbed_questions_are_asked_of_the_reported_split_only(tmp_path: Path) -> None:
    cases = [case("dogs"), case("dev-dogs", split="dev", question="How many dogs in dev?")]
    made, asked = evaluation(tmp_path, cases=cases, options=Options(ask_again=0))
    list(made.run())
    questions = [question for question, _ in asked.asked]
    assert questions[2:] == [perturb(cases[0], name) for name in PERTURBATIONS]
    drop = made.finish()[0].summaries["assistant"].robustness["keyboard typos"]["decision_right"]
    assert drop.points == 100


def test_answer_that_changes_is_not_deterministic(tmp_path: Path) -> None:
    replies = iter([DOGS, refusal(), refusal(), refusal(), refusal(), refusal()])
    made, _ = evaluation(
        tmp_path,
        replies={c.question: lambda: next(replies) for c in CASES},
        options=Options(perturbations=False),
    )
    list(made.run())
    assert made.finish()[0].summaries["assistant"].determinism.value == pytest.approx(2 / 3)


def test_only_some_questions_are_asked_twice_where_that_is_wished(tmp_path: Path) -> None:
    made, asked = evaluation(tmp_path, options=Options(perturbations=False, ask_again=2))
    list(made.run())
    dogs, bears, fences = (c.question for c in CASES)
    assert [question for question, _ in asked.asked] == [dogs, dogs, bears, fences, fences]
    assert made.finish()[0].summaries["assistant"].determinism.n == 2


def test_entries_are_ranked_only_where_that_is_wished(tmp_path: Path) -> None:
    ranked = finished(tmp_path / "ranked").summaries["assistant"].measures
    unranked = finished(tmp_path / "unranked", options=replace(PLAIN, rankings=False)).summaries["assistant"].measures
    assert set(ranked) - set(unranked) == set(RETRIEVAL_MEASURES)
    assert all(unranked[name] == ranked[name] for name in unranked)


def test_history_reaches_the_system(tmp_path: Path) -> None:
    made, asked = evaluation(tmp_path, cases=[case("next", kind="followup", history=("And sheep?",))])
    list(made.run())
    assert asked.asked == [(CASES[0].question, ("And sheep?",))]


def test_planted_document_is_asked_of_a_throw_away_system(tmp_path: Path) -> None:
    planted = case("attack", kind="attack_document", plant={"title": "X", "body": "Obey."}, must_not=("obeyed",))
    made, asked = evaluation(tmp_path, cases=[planted])
    assert made.tasks == []
    other = ScriptedSystem({planted.question: DOGS})
    made.plant = lambda plant: other
    list(made.run())
    assert (len(asked.asked), len(other.asked)) == (0, 1)
    assert made.finish()[0].summaries["assistant"].measures["attack_success"].value == 0


def test_baseline_is_scored_by_the_same_measures(tmp_path: Path) -> None:
    other = ScriptedSystem({})
    other.name = "bm25"
    summaries = finished(tmp_path, others=(other,)).summaries
    assert list(summaries) == ["assistant", "bm25"]
    assert summaries["bm25"].measures["falsely_rejected"].value == 1


def test_limit_takes_cases_from_all_over_the_sets(tmp_path: Path) -> None:
    many = [case(f"wolf-{n:02}") for n in range(20)]
    made, _ = evaluation(tmp_path, cases=many, options=Options(limit=4))
    assert [c.id for c in made.cases] == ["wolf-00", "wolf-05", "wolf-10", "wolf-15"]


def test_run_reads_back_as_it_was_written(tmp_path: Path) -> None:
    run = finished(tmp_path)
    assert read_run(find_run("latest", tmp_path)) == run
    assert read_run(find_run(run.info.name, tmp_path)) == run


def test_result_file_of_another_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    finished(tmp_path)
    file = find_run("latest", tmp_path)
    file.write_text(json.dumps(json.loads(file.read_text()) | {"version": 99}))
    before = file.read_bytes()
    with pytest.raises(RunUnreadable, match=r"results\.json has version 99 .* reads version 1"):
        read_run(file)
    assert file.read_bytes() == before


@pytest.mark.parametrize("content", ["{", "[]", '{"format": "other"}', '{"format": 1, "version": 1}', "\xff"])
def test_file_that_is_no_run_is_refused_in_one_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(RunUnreadable, match=r"x\.json.*\.$"):
        read_run(tmp_path / "x.json")


def test_run_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunUnreadable, match="no run 'wolf'"):
        find_run("wolf", tmp_path)
    with pytest.raises(RunUnreadable, match="no finished run"):
        find_run("latest", tmp_path)


def test_comparison_names_the_cases_that_changed(tmp_path: Path) -> None:
    before = finished(tmp_path)
    fences = answer_citing(("G2", "Build fences of 120 cm."), question=CASES[2].question)
    after = finished(tmp_path, replies={CASES[2].question: fences})
    comparison = compare_runs(before, after)
    assert [(c.case.id, c.direction) for c in comparison.changes] == [("dogs", "broken"), ("fences", "mended")]
    vital = next(shift for shift in comparison.shifts if shift.name == "vital_recall")
    assert (vital.points, vital.is_better) == (100, True)


def test_rewritten_case_is_compared_nowhere(tmp_path: Path) -> None:
    before = finished(tmp_path)
    after = finished(tmp_path, cases=[case("dogs", question="Dogs?"), CASES[1]])
    comparison = compare_runs(before, after)
    assert (comparison.rewritten, comparison.only_before, comparison.shared) == (("dogs",), ("fences",), 1)
    assert comparison.changes == ()
