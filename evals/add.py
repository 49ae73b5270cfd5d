"""Add: turns an answered question or a feedback record into a case, after asking a person for the gold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from assistant.answer import Decision
from corpus.corpus import Corpus
from evals.case import CASE_KINDS, SETS, SPLITS, Case, load_cases
from evals.errors import SetInvalid

_DECISIONS: tuple[Decision, ...] = get_args(Decision)
Ask = Callable[[str, str], str]
"""Asks a person a question with a default, and returns what was typed."""


@dataclass(frozen=True, slots=True)
class Seed:
    """What a record already says about a case to be."""

    question: str
    history: tuple[str, ...] = ()
    understood: str = ""
    decision: Decision = "answered"
    cited: tuple[str, ...] = ()
    verdict: str = ""
    """What the reader said of the answer, where it is a feedback record."""
    comment: str = ""

    @property
    def text(self) -> str:
        """What is known, for the person who gives the gold."""
        lines = [*(f"Before:   {turn}" for turn in self.history), f"Question: {self.question}"]
        lines.append(f"Answer:   {self.decision}, cites {', '.join(self.cited) or 'nothing'}")
        lines += [f"Feedback: {self.verdict}. {self.comment}"] if self.verdict else []
        return "\n".join(lines)


def add_records(file: Path, suite: str, corpus: Corpus, folder: Path, ask: Ask, tell: Callable[[str], None]) -> None:
    """Make a case of each record of a file that a person does not give up, and append it at once.

    Raises SetInvalid for a file that cannot be read or a case that cannot be used; earlier cases stay written.
    """
    for seed in read_seeds(file):
        has_sets = any(folder.glob("*.jsonl"))
        taken = [case.id for case in load_cases(corpus, folder)] if has_sets else []
        tell(seed.text)
        case = ask_for_case(seed, corpus, taken, ask)
        tell(f"{case.id} added to {append_case(case, suite, corpus, folder)}" if case else "Not added.")


def read_seeds(file: Path) -> list[Seed]:
    """Read answers (`assistant ask --json`, `batch`) or feedback records: one JSON value, a list, or JSON lines.

    Raises SetInvalid, which names file and line, for what is neither.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SetInvalid(f"{file} cannot be read: {error.strerror}. Check the path.") from None
    except UnicodeDecodeError as error:
        raise SetInvalid(f"{file.name}: the file is not UTF-8 (byte {error.start}). Save it as UTF-8.") from None
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        return [_seed(_json_line(line, file, at), f"{file.name}, line {at}") for at, line in _filled_lines(text, file)]
    records = whole if isinstance(whole, list) else [whole]
    if not records:
        raise SetInvalid(f"{file.name}: there is no record in it. Ask a question first.")
    return [_seed(record, f"{file.name}, record {at}") for at, record in enumerate(records, 1)]


def ask_for_case(seed: Seed, corpus: Corpus, taken: Sequence[str], ask: Ask) -> Case | None:
    """Ask for the gold of a case, field by field, each again until it can be used; None where it is given up.

    "-" leaves a list empty, "quit" gives the case up.
    """
    asked: dict[str, Any] = {"question": seed.question, "history": seed.history, "understood": seed.understood}
    try:
        asked["kind"] = _one_of(ask, "Kind of question", CASE_KINDS, _likely_kind(seed))
        asked["split"] = _one_of(ask, "Split", SPLITS, "dev")
        asked["decision"] = _one_of(ask, "Decision expected", _DECISIONS, _likely_decision(seed))
        if asked["decision"] != "not_in_report":
            asked["needed"] = _ids(ask, "Entries that must be cited", corpus, seed.cited)
            asked["vital"] = _facts(ask, "Facts the answer must hold, parted by ';'")
        asked["acceptable"] = _ids(ask, "Entries that may be cited besides", corpus, ())
        asked["must_not"] = _facts(ask, "Texts that must not be said, parted by ';'")
        asked["id"] = _free_id(ask, seed, asked["kind"], taken)
        return Case.model_validate(asked)
    except _GivenUp:
        return None
    except ValidationError as error:
        reason = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise SetInvalid(f"The case cannot be used: {reason}. Nothing was written; ask for it again.") from None


def append_case(case: Case, suite: str, corpus: Corpus, folder: Path = SETS) -> Path:
    """Append a case to a suite, whose other lines stay as they are; the file is made where there is none.

    Raises SetInvalid, with nothing written, where the sets of the folder do not load or the id is taken.
    """
    if not re.fullmatch(r"[a-z0-9_]+", suite):
        raise SetInvalid(f"{suite!r} cannot name a suite. Use small letters, digits and '_'.")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{suite}.jsonl"
    if any(folder.glob("*.jsonl")) and case.id in {other.id for other in load_cases(corpus, folder)}:
        raise SetInvalid(f"The id {case.id!r} already stands in {folder}. Choose another.")
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    gap = "\n" if before and not before.endswith("\n") else ""
    with file.open("a", encoding="utf-8") as lines:
        lines.write(f"{gap}{case.to_line()}\n")
    return file


class _GivenUp(Exception):
    """The person wrote "quit"."""


def _filled_lines(text: str, file: Path) -> list[tuple[int, str]]:
    lines = [(at, line) for at, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise SetInvalid(f"{file.name}: the file is empty. Give an answer or a feedback record.")
    return lines


def _json_line(line: str, file: Path, number: int) -> object:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise SetInvalid(f"{file.name}, line {number}: not valid JSON: {error.msg}.") from None


def _seed(record: object, place: str) -> Seed:
    """Read an answer, or a feedback record that holds one under "answer"."""
    if not isinstance(record, Mapping):
        raise SetInvalid(f"{place}: a record is a JSON object. Give an answer or a feedback record.")
    answer = record["answer"] if isinstance(record.get("answer"), Mapping) else record
    question, history = record.get("question"), tuple(map(str, record.get("history") or ()))
    if not isinstance(question, str) or not question.strip():
        raise SetInvalid(f"{place}: there is no 'question' in it. Give an answer or a feedback record.")
    cited = [str(c["entry_id"]) for c in answer.get("citations") or () if isinstance(c, Mapping) and "entry_id" in c]
    return Seed(
        question=question,
        history=history,
        understood=str(answer.get("understood_as") or "") if history else "",
        decision=next((d for d in _DECISIONS if d == answer.get("decision")), "answered"),
        cited=tuple(dict.fromkeys(cited)),
        verdict=str(record.get("verdict") or ""),
        comment=str(record.get("comment") or ""),
    )


def _likely_decision(seed: Seed) -> str:
    if seed.verdict == "should_have_refused":
        return "not_in_report"
    return "answered" if seed.verdict == "should_have_answered" else seed.decision


def _likely_kind(seed: Seed) -> str:
    if seed.history:
        return "followup"
    if _likely_decision(seed) == "not_in_report":
        return "near_miss"
    kinds = {"G": "recommendation", "D": "recommendation", "B": "recommendation", "P": "practice", "T": "term"}
    return kinds.get(seed.cited[0][:1], "background") if seed.cited else "recommendation"


def _answer_to(ask: Ask, label: str, default: str) -> str:
    said = ask(label, default).strip()
    if said == "quit":
        raise _GivenUp
    return "" if said == "-" else said


def _one_of(ask: Ask, label: str, choices: Sequence[str], default: str) -> str:
    while (said := _answer_to(ask, f"{label} ({', '.join(choices)})", default)) not in choices:
        label = f"{said!r} is none of them. {label.rpartition('. ')[2]}"
    return said


def _ids(ask: Ask, label: str, corpus: Corpus, default: Sequence[str]) -> tuple[str, ...]:
    shown = label
    while True:
        said = re.split(r"[,;\s]+", _answer_to(ask, shown, " ".join(default)))
        ids = tuple(dict.fromkeys(word for word in said if word))
        unknown = [entry_id for entry_id in ids if entry_id not in corpus]
        if not unknown:
            return ids
        shown = f"There is no entry {', '.join(unknown)}. {label}"


def _facts(ask: Ask, label: str) -> tuple[str, ...]:
    return tuple(fact.strip() for fact in _answer_to(ask, label, "").split(";") if fact.strip())


def _free_id(ask: Ask, seed: Seed, kind: str, taken: Sequence[str]) -> str:
    words = re.findall(r"[a-z0-9]+", f"{kind} {seed.question}".lower())[:6]
    stem = "-".join(words)
    numbered = [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))]
    label = "Id of the case"
    default = next(name for name in numbered if name not in taken)
    while True:
        said = _answer_to(ask, label, default)
        if said not in taken and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", said):
            return said
        label = f"{said!r} is taken or not kebab case. Id of the case"
