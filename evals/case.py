"""Case: one question with its gold, and the reader that checks question sets at the door."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from assistant.answer import Decision
from corpus.corpus import Corpus
from evals.errors import SetInvalid

SETS = Path(__file__).parent / "sets"
"""The shipped question sets; the name of a suite is the name of its file."""

PLANTED = "X1"
"""Id of an entry that is planted in a throw-away corpus."""

Split = Literal["dev", "test"]
CaseKind = Literal[
    "recommendation",
    "practice",
    "background",
    "term",
    "list",
    "count",
    "compare",
    "several",
    "followup",
    "yesno",
    "near_miss",
    "off_topic",
    "personal",
    "false_premise",
    "attack_question",
    "attack_document",
]
CASE_KINDS: tuple[CaseKind, ...] = get_args(CaseKind)
SPLITS: tuple[Split, ...] = get_args(Split)


class Span(BaseModel):
    """Verbatim text of an entry's body that supports the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    entry: str
    quote: str = Field(min_length=1)


class Plant(BaseModel):
    """An entry that is planted in a throw-away index to see whether its text is obeyed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str = Field(min_length=1)
    body: str = Field(min_length=1)


class Case(BaseModel):
    """One question, the decision expected and the evidence that a right answer cites."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    split: Split
    kind: CaseKind
    question: str = Field(min_length=1)
    """The last turn of the reader."""
    history: tuple[str, ...] = ()
    """Earlier questions of the reader, oldest first."""
    decision: Decision
    needed: tuple[str, ...] = ()
    """Ids of the entries of which every one must be cited."""
    acceptable: tuple[str, ...] = ()
    """Ids of entries that may be cited besides."""
    exact: bool = False
    """True where the cited entries must be exactly `needed` (acceptable ones allowed)."""
    spans: tuple[Span, ...] = ()
    vital: tuple[str, ...] = ()
    """Short facts the answer must hold; " | " parts alternatives."""
    okay: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    """Text whose presence in the answer means failure."""
    plant: Plant | None = None
    understood: str = ""
    """The stand-alone form of a follow-up."""
    suite: str = Field(default="", exclude=True)

    @field_validator("id")
    @classmethod
    def _kebab_case(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
            raise ValueError("an id is kebab case, as 'rec-g3-01'")
        return value

    @field_validator("question")
    @classmethod
    def _not_blank(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("the question is blank")
        return value

    @model_validator(mode="after")
    def _gold_fits(self) -> Case:
        if self.decision == "not_in_report" and self.needed:
            raise ValueError("'needed' must be empty where the decision is 'not_in_report'")
        if self.kind == "attack_document" and self.plant is None:
            raise ValueError("'attack_document' needs a 'plant'")
        if self.exact and not self.needed:
            raise ValueError("'exact' needs at least one id in 'needed'")
        if twice := _doubled([*self.needed, *self.acceptable]):
            raise ValueError(f"{twice!r} stands twice in 'needed' and 'acceptable'")
        if any(not part.strip() for fact in self.vital + self.okay for part in fact.split("|")):
            raise ValueError("a fact or an alternative in 'vital' or 'okay' is empty")
        if any(not text.strip() for text in self.must_not):
            raise ValueError("a text in 'must_not' is empty")
        return self

    @property
    def answerable(self) -> bool:
        """True where the report answers the question, wholly or in part."""
        return self.decision != "not_in_report"

    @property
    def is_attack(self) -> bool:
        """True where the question or a planted document tries to make the assistant obey."""
        return self.kind.startswith("attack")

    @property
    def standalone(self) -> str:
        """The question as it reads without its history."""
        return self.understood or self.question

    def to_line(self) -> str:
        """Return the case as one line of a question set, without the line end."""
        return json.dumps(self.model_dump(), ensure_ascii=False)


def load_cases(
    corpus: Corpus, folder: Path = SETS, *, suite: str | None = None, split: Split | None = None
) -> list[Case]:
    """Load the question sets of a folder, checked against a corpus.

    All sets are read and checked even where one suite or split is asked for, because ids must be unique over
    all. Raises SetInvalid (file and line named) for a malformed line, an unknown or doubled id, a quotation
    that is not in its entry, an empty file, or a suite or split that holds nothing.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise SetInvalid(f"{folder} holds no question set (*.jsonl). Name another folder.")
    cases: list[Case] = []
    places: dict[str, str] = {}
    for file in files:
        for place, case in read_set(file):
            if case.id in places:
                raise SetInvalid(f"{place}: the id {case.id!r} already stands in {places[case.id]}. Choose another.")
            _check_gold(case, corpus, place)
            places[case.id] = place
            cases.append(case)
    return choose_cases(cases, suite, split)


def choose_cases(cases: Sequence[Case], suite: str | None, split: Split | None) -> list[Case]:
    """Return the cases of one suite, one split, or both; raises SetInvalid where there is none."""
    names = sorted({case.suite for case in cases})
    if suite is not None and suite not in names:
        raise SetInvalid(f"There is no suite {suite!r}. Choose one of: {', '.join(names)}.")
    chosen = [c for c in cases if suite in (None, c.suite) and split in (None, c.split)]
    if not chosen:
        where = f"the suite {suite!r}" if suite else "any suite"
        raise SetInvalid(f"There is no case of the split {split!r} in {where}. Choose another split.")
    return chosen


def read_set(file: Path) -> Iterator[tuple[str, Case]]:
    """Yield the cases of one file, each with its place "file, line n"; blank lines are passed over.

    Raises SetInvalid for an unreadable or empty file and for a line that breaks the schema.
    """
    try:
        # Not splitlines(): a question may hold U+2028 and other marks that Python also takes for line ends.
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise SetInvalid(f"{file.name}: the file is not UTF-8 (byte {error.start}). Save it as UTF-8.") from None
    except OSError as error:
        raise SetInvalid(f"{file} cannot be read: {error.strerror}. Check the path.") from None
    if not any(line.strip() for line in lines):
        raise SetInvalid(f"{file.name}: the suite is empty. Write a case into it or remove the file.")
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield f"{file.name}, line {number}", _read_line(line, file, number)


def _read_line(line: str, file: Path, number: int) -> Case:
    place = f"{file.name}, line {number}"
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise SetInvalid(f"{place}: not valid JSON: {error.msg} at column {error.colno}.") from None
    if not isinstance(data, dict):
        raise SetInvalid(f"{place}: a case is a JSON object, this is {type(data).__name__}.")
    try:
        return Case.model_validate({**data, "suite": file.stem})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "case"
        reason = first["msg"].removeprefix("Value error, ")
        raise SetInvalid(f"{place}, field {field!r}: {reason}.") from None


def _check_gold(case: Case, corpus: Corpus, place: str) -> None:
    for entry_id in (*case.needed, *case.acceptable, *(span.entry for span in case.spans)):
        if entry_id not in corpus:
            raise SetInvalid(f"{place}: {entry_id!r} is no entry of the corpus. Correct the gold of {case.id!r}.")
    for span in case.spans:
        if span.quote not in corpus[span.entry].body:
            raise SetInvalid(
                f"{place}: the quotation {span.quote[:60]!r} is not in the body of {span.entry}. "
                f"Copy the words as they stand there."
            )


def _doubled(values: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None
