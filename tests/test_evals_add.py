import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from assistant.feedback import make_feedback
from evals.add import Ask, add_records, read_seeds
from evals.case import load_cases
from evals.errors import SetInvalid
from tests.evals_fakes import answer_citing, case, wolf_corpus

CORPUS = wolf_corpus()
ANSWER = answer_citing(("G1", "Keep two dogs for each herd."), ("G2", "Check them weekly."))


def typed(*lines: str) -> Ask:
    """A person who types these lines; "" takes the default."""
    waiting = list(lines)

    def ask(label: str, default: str) -> str:
        return waiting.pop(0) or default

    return ask


def defaults() -> Ask:
    return lambda label, default: default


def written(folder: Path, record: object, ask: Ask, suite: str = "added") -> list[str]:
    file = folder / "record.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    told: list[str] = []
    add_records(file, suite, CORPUS, folder / "sets", ask, told.append)
    return told


def test_answered_question_becomes_a_case(tmp_path: Path) -> None:
    ask = typed("", "test", "", "G1", "two dogs; 300 euro", "G2", "", "")
    told = written(tmp_path, ANSWER.to_dict(), ask)
    (added,) = load_cases(CORPUS, tmp_path / "sets")
    assert (added.question, added.decision, added.split) == (ANSWER.question, "answered", "test")
    assert (added.needed, added.acceptable, added.vital) == (("G1",), ("G2",), ("two dogs", "300 euro"))
    assert "cites G1, G2" in told[0]
    assert added.id in told[1]


def test_feedback_record_suggests_what_the_reader_said(tmp_path: Path) -> None:
    feedback = make_feedback(ANSWER, "should_have_refused", "It is silent on this.", CORPUS, history=("Wolves?",))
    written(tmp_path, feedback.to_dict(), defaults())
    (added,) = load_cases(CORPUS, tmp_path / "sets")
    assert (added.decision, added.needed, added.history, added.kind) == ("not_in_report", (), ("Wolves?",), "followup")


def test_unknown_entry_is_asked_for_again(tmp_path: Path) -> None:
    ask = typed("", "", "", "G9", "G1", "", "", "", "")
    written(tmp_path, ANSWER.to_dict(), ask)
    assert load_cases(CORPUS, tmp_path / "sets")[0].needed == ("G1",)


def test_quitting_writes_nothing(tmp_path: Path) -> None:
    assert written(tmp_path, ANSWER.to_dict(), typed("", "quit"))[-1] == "Not added."
    assert not (tmp_path / "sets").exists()


def test_cases_are_appended_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    (tmp_path / "sets").mkdir()
    existing = tmp_path / "sets" / "added.jsonl"
    existing.write_text(case().to_line(), encoding="utf-8")
    written(tmp_path, [ANSWER.to_dict(), ANSWER.to_dict()], defaults())
    lines = existing.read_text(encoding="utf-8").splitlines()
    assert lines[0] == case().to_line()
    assert len({json.loads(line)["id"] for line in lines}) == 3


def test_batch_output_is_read_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("\n".join(json.dumps(ANSWER.to_dict() | {"id": n}) for n in "ab") + "\n", encoding="utf-8")
    assert [seed.question for seed in read_seeds(file)] == [ANSWER.question] * 2


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['{"question": "a"}', "{"], "r.json, line 2: not valid JSON"),
        (['{"answer": "a"}'], "r.json, record 1: there is no 'question'"),
        (["[1]"], "r.json, record 1: a record is a JSON object"),
        (["[]"], "r.json: there is no record"),
        ([""], "r.json: the file is empty"),
    ],
)
def test_file_that_holds_no_record_is_refused(tmp_path: Path, lines: Iterable[str], said: str) -> None:
    file = tmp_path / "r.json"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SetInvalid) as error:
        read_seeds(file)
    assert said in str(error.value)


def test_broken_set_is_not_appended_to(tmp_path: Path) -> None:
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "added.jsonl").write_text("{\n", encoding="utf-8")
    with pytest.raises(SetInvalid, match=r"added\.jsonl, line 1"):
        written(tmp_path, ANSWER.to_dict(), defaults())
    assert (tmp_path / "sets" / "added.jsonl").read_text(encoding="utf-8") == "{\n"
