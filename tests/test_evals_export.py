import csv
import dataclasses
import io
import json
from pathlib import Path

from evals.export import to_csv, to_deepeval, to_ragas
from tests.evals_fakes import answer_citing, case
from tests.test_evals_runner import CASES, DOGS, finished


def test_ragas_rows_have_the_columns_of_its_samples(tmp_path: Path) -> None:
    spans = ({"entry": "G1", "quote": "Keep two dogs for each herd."},)
    rows = [json.loads(line) for line in to_ragas(finished(tmp_path, cases=[case(spans=spans)])).splitlines()]
    assert rows == [
        {
            "user_input": CASES[0].question,
            "response": "Keep two dogs for each herd.",
            "retrieved_contexts": ["Keep two dogs for each herd."],
            "reference": "Keep two dogs for each herd.",
            "reference_contexts": ["Keep two dogs for each herd."],
        }
    ]


def test_unanswerable_question_has_a_refusal_as_reference(tmp_path: Path) -> None:
    rows = [json.loads(line) for line in to_ragas(finished(tmp_path, cases=[CASES[1]])).splitlines()]
    assert rows[0]["reference"] == "The report does not say this."
    assert rows[0]["retrieved_contexts"] == []


def test_deepeval_rows_have_the_keys_of_its_test_cases(tmp_path: Path) -> None:
    rows = json.loads(to_deepeval(finished(tmp_path)))
    assert set(rows[0]) == {"input", "actual_output", "expected_output", "context", "retrieval_context"}
    assert len(rows) == 3


def test_table_has_a_row_for_each_outcome_and_leaves_unscored_cells_empty(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(finished(tmp_path)))))
    assert [row["case"] for row in rows] == ["dogs", "bears", "fences"]
    assert rows[0]["citation_recall"] == "1.0"
    assert rows[1]["citation_recall"] == ""


def test_cell_that_a_spreadsheet_would_run_is_made_harmless(tmp_path: Path) -> None:
    formula = "=HYPERLINK(1)"
    hostile = dataclasses.replace(answer_citing(), answer=formula)
    rows = list(csv.DictReader(io.StringIO(to_csv(finished(tmp_path, replies={CASES[0].question: hostile})))))
    assert rows[0]["answer"] == f"'{formula}"
    assert DOGS.answer
