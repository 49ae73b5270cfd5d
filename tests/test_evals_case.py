import json
from pathlib import Path

import pytest

from evals.case import load_cases
from evals.errors import SetInvalid
from tests.evals_fakes import case, wolf_corpus


def write(folder: Path, name: str, *lines: str) -> Path:
    (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def line(**changes: object) -> str:
    return json.dumps(json.loads(case().to_line()) | changes)


def test_a_case_reads_back_as_it_was_written(tmp_path: Path) -> None:
    written = case(spans=({"entry": "G1", "quote": "Keep two dogs"},), vital=("two",), history=("And cats?",))
    assert load_cases(wolf_corpus(), write(tmp_path, "wolves", written.to_line())) == [written]


def test_suite_is_the_name_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, "dogs", line())
    write(tmp_path, "fences", line(id="fence-01"))
    assert [c.id for c in load_cases(wolf_corpus(), tmp_path, suite="fences")] == ["fence-01"]


def test_unicode_line_separator_inside_a_question_does_not_end_the_line(tmp_path: Path) -> None:
    written = case(question="Dogs\u2028and\x85herds?")
    assert load_cases(wolf_corpus(), write(tmp_path, "wolves", written.to_line()))[0].question == written.question


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ('{"id": "x"', "wolves.jsonl, line 2: not valid JSON"),
        ("[1]", "wolves.jsonl, line 2: a case is a JSON object"),
        (line(id="b", needed=["G9"]), "'G9' is no entry"),
        (line(id="b", acceptable=["G8"]), "'G8' is no entry"),
        (line(id="b", needed=["G1"], acceptable=["G1"]), "'G1' stands twice"),
        (line(), "line 2: the id 'wolf-01' already stands in wolves.jsonl, line 1"),
        (line(id="Not Kebab"), "field 'id'"),
        (line(id="b", split="train"), "field 'split'"),
        (line(id="b", kind="riddle"), "field 'kind'"),
        (line(id="b", question="  "), "field 'question': the question is blank"),
        (line(id="b", extra=1), "field 'extra'"),
        (line(id="b", decision="not_in_report"), "'needed' must be empty"),
        (line(id="b", spans=[{"entry": "G1", "quote": "Keep ten dogs"}]), "'Keep ten dogs' is not in the body of G1"),
        (line(id="b", kind="attack_document"), "needs a 'plant'"),
        (line(id="b", vital=["a | "]), "an alternative in 'vital' or 'okay' is empty"),
    ],
)
def test_bad_line_is_refused_with_its_place(tmp_path: Path, bad: str, said: str) -> None:
    write(tmp_path, "wolves", line(), bad)
    with pytest.raises(SetInvalid) as error:
        load_cases(wolf_corpus(), tmp_path)
    assert said in str(error.value)
    assert "wolves.jsonl, line 2" in str(error.value)
    assert "\n" not in str(error.value)


def test_same_id_in_two_files_names_both(tmp_path: Path) -> None:
    write(tmp_path, "a", line())
    write(tmp_path, "b", line())
    with pytest.raises(SetInvalid, match=r"b\.jsonl, line 1.*a\.jsonl, line 1"):
        load_cases(wolf_corpus(), tmp_path)


def test_empty_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetInvalid, match=r"wolves\.jsonl: the suite is empty"):
        load_cases(wolf_corpus(), write(tmp_path, "wolves", "", " "))


def test_folder_without_sets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetInvalid, match="holds no question set"):
        load_cases(wolf_corpus(), tmp_path)


def test_unknown_suite_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(SetInvalid, match=r"no suite 'bears'.*wolves"):
        load_cases(wolf_corpus(), write(tmp_path, "wolves", line()), suite="bears")


def test_split_without_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetInvalid, match="no case of the split 'dev'"):
        load_cases(wolf_corpus(), write(tmp_path, "wolves", line()), split="dev")


def test_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wolves.jsonl").write_bytes(b'{"id": "\xe9"}')
    with pytest.raises(SetInvalid, match=r"wolves\.jsonl: the file is not UTF-8"):
        load_cases(wolf_corpus(), tmp_path)
