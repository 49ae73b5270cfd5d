"""Training pairs: questions on entries and passages, read and checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.errors import SetInvalid

PAIRS = Path(__file__).parent / "pairs"


class TrainingQuestion(BaseModel):
    """A question on an entry, and whether the entry answers it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    entry: str
    question: str = Field(min_length=1)
    answered: bool
    also: tuple[str, ...] = ()
    """Other entries that answer it."""


class TrainingPassage(BaseModel):
    """A passage as it stands in some report, with questions that it answers and near misses."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str = Field(min_length=1)
    passage: str = Field(min_length=1)
    answered: tuple[str, ...] = Field(min_length=1)
    not_answered: tuple[str, ...] = Field(min_length=1)


Line = TypeVar("Line", bound=BaseModel)


def training_questions(folder: Path = PAIRS) -> list[TrainingQuestion]:
    """Read the questions on the entries of the corpus; raises SetInvalid with file and line."""
    return list(_lines(folder / "questions.jsonl", TrainingQuestion))


def training_passages(folder: Path = PAIRS) -> list[TrainingPassage]:
    """Read the passages of other reports; raises SetInvalid with file and line."""
    return list(_lines(folder / "passages.jsonl", TrainingPassage))


def _lines(file: Path, kind: type[Line]) -> Iterator[Line]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            raise SetInvalid(f"{file.name}, line {number}: {first['msg']}. Correct the line.") from None
