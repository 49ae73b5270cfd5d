"""Export: a run in the column names that RAGAS and DeepEval read, and as a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assistant.answer import Answer
from evals.case import Case
from evals.plain_text import without_markers
from evals.run_file import Outcome, Run

REFUSAL = "The report does not say this."
"""The reference answer of a question that the report does not answer."""


def to_ragas(run: Run) -> str:
    """Write one JSON object a line, as `ragas.EvaluationDataset.from_jsonl` reads them.

    Columns of its SingleTurnSample: user_input, response, retrieved_contexts, reference, reference_contexts. What
    the answer quotes stands for what was retrieved, the gold passages or facts for the reference.
    """
    return "".join(json.dumps(_ragas_row(*row), ensure_ascii=False) + "\n" for row in _answered(run))


def to_deepeval(run: Run) -> str:
    """Write a JSON list, as DeepEval's `EvaluationDataset.add_test_cases_from_json_file` reads it.

    Keys of its LLMTestCase: input, actual_output, expected_output, context, retrieval_context.
    """
    rows = [_ragas_row(*row) for row in _answered(run)]
    renamed = [{new: row[old] for old, new in _DEEPEVAL.items()} for row in rows]
    return json.dumps(renamed, ensure_ascii=False, indent=1) + "\n"


def to_csv(run: Run) -> str:
    """Write a table, one row for each system, case and perturbation, with gold, answer and all scores.

    A measure that could not be scored is an empty cell. Cells that a spreadsheet would run as a formula begin
    with an apostrophe.
    """
    cases = {case.id: case for case in run.cases}
    measures = list(dict.fromkeys(name for outcome in run.outcomes for name in outcome.scores))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*_GOLD_COLUMNS, *_OUTCOME_COLUMNS, *measures])
    for outcome in run.outcomes:
        case = cases[outcome.case]
        row = [column(case) for column in _GOLD_COLUMNS.values()]
        row += [column(outcome) for column in _OUTCOME_COLUMNS.values()]
        row += [outcome.scores.get(name) for name in measures]
        writer.writerow([_safe_cell(cell) for cell in row])
    return text.getvalue()


FORMATS: Mapping[str, tuple[Callable[[Run], str], str]] = {
    "ragas": (to_ragas, "jsonl"),
    "deepeval": (to_deepeval, "json"),
    "csv": (to_csv, "csv"),
}
"""By name: what writes the format, and the ending of its file."""

_DEEPEVAL = {
    "user_input": "input",
    "response": "actual_output",
    "reference": "expected_output",
    "reference_contexts": "context",
    "retrieved_contexts": "retrieval_context",
}
_GOLD_COLUMNS: Mapping[str, Callable[[Case], object]] = {
    "suite": lambda case: case.suite,
    "case": lambda case: case.id,
    "split": lambda case: case.split,
    "kind": lambda case: case.kind,
    "history": lambda case: " / ".join(case.history),
    "expected_decision": lambda case: case.decision,
    "needed": lambda case: " ".join(case.needed),
    "acceptable": lambda case: " ".join(case.acceptable),
}
_OUTCOME_COLUMNS: Mapping[str, Callable[[Outcome], object]] = {
    "system": lambda outcome: outcome.system,
    "perturbation": lambda outcome: outcome.variant,
    "question": lambda outcome: outcome.question,
    "decision": lambda outcome: outcome.answer.decision if outcome.answer else "",
    "cited": lambda outcome: " ".join(dict.fromkeys(c.entry_id for c in _citations(outcome))),
    "confidence": lambda outcome: outcome.answer.confidence if outcome.answer else "",
    "answer": lambda outcome: outcome.answer.answer if outcome.answer else "",
    "wrong": lambda outcome: "; ".join(outcome.wrong),
    "error": lambda outcome: outcome.error or "",
    "elapsed_ms": lambda outcome: round(outcome.elapsed_ms, 2),
}


def _answered(run: Run) -> Iterator[tuple[Case, Answer]]:
    outcomes = run.outcomes_of(next(iter(run.summaries)))
    for case in run.cases:
        outcome = outcomes.get(case.id)
        if outcome and outcome.answer:
            yield case, outcome.answer


def _ragas_row(case: Case, answer: Answer) -> dict[str, Any]:
    passages = [span.quote for span in case.spans]
    reference = " ".join(passages or case.vital) if case.answerable else REFUSAL
    return {
        "user_input": case.standalone,
        "response": without_markers(answer.answer),
        "retrieved_contexts": [citation.quote for citation in answer.citations],
        "reference": reference,
        "reference_contexts": passages,
    }


def _citations(outcome: Outcome) -> tuple[Any, ...]:
    return outcome.answer.citations if outcome.answer else ()


def _safe_cell(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
