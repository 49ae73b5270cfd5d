"""Training pairs: questions on entries and passages, and questions with what they ask for, read and checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

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


class TaggedQuestion(BaseModel):
    """A question with what it asks for, and the phrases of it that tell on what (`index.tagger`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    author: str
    question: str = Field(min_length=1)
    form: Literal["list", "count", "compare", "summarise", "fact", "outside", "talk"]
    kind: Literal["recommendation", "practice", "term", "background", "any"]
    topic: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    besides: tuple[str, ...] = Field(default=(), alias="except")

    def phrases(self, tag: str) -> tuple[str, ...]:
        """Return the phrases with one of the tags of `index.tagger`."""
        found: tuple[str, ...] = getattr(self, "besides" if tag == "except" else tag)
        return found

    @model_validator(mode="after")
    def _phrases_stand_in_it(self) -> TaggedQuestion:
        for phrase in (*self.topic, *self.place, *self.time, *self.who, *self.besides):
            if not phrase.strip() or phrase not in self.question:
                raise ValueError(f"{phrase!r} is no part of the question")
        return self


class TrainingTurn(BaseModel):
    """A question after earlier ones, and what it needs of them (`index.tagger.RELATIONS`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    author: str
    history: tuple[str, ...] = Field(min_length=1)
    question: str = Field(min_length=1)
    relation: Literal["alone", "thing", "swap", "among", "more"]
    standalone: str
    """The question as it would be asked without the others; for the reader of this file."""


class TrainingList(BaseModel):
    """A question for all entries of a kind on a topic, and the entries that the list holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    author: str
    question: str = Field(min_length=1)
    topic: str
    """The words of the question that tell the topic."""
    kind: Literal["recommendation", "practice", "term", "background", "any"]
    needed: tuple[str, ...] = ()
    """Empty where nothing is held on the topic."""
    acceptable: tuple[str, ...] = ()

    @property
    def history(self) -> tuple[str, ...]:
        """Earlier questions: a list of this file stands alone."""
        return ()

    @model_validator(mode="after")
    def _topic_stands_in_it(self) -> TrainingList:
        if self.topic not in self.question:
            raise ValueError(f"{self.topic!r} is no part of the question")
        return self


Line = TypeVar("Line", bound=BaseModel)


def training_lists(folder: Path = PAIRS) -> list[TrainingList]:
    """Read the lists on topics that `evals fit` weighs signals on; raises SetInvalid with file and line."""
    return list(_lines(folder / "lists.jsonl", TrainingList))


def adapter_lists(folder: Path = PAIRS) -> list[TrainingList]:
    """Read the lists that the adapter learns from, by other authors: on what it learnt from it looks better than it is."""
    return list(_lines(folder / "adapter_lists.jsonl", TrainingList))


def training_questions(folder: Path = PAIRS) -> list[TrainingQuestion]:
    """Read the questions on the entries of the corpus; raises SetInvalid with file and line."""
    return list(_lines(folder / "questions.jsonl", TrainingQuestion))


def training_passages(folder: Path = PAIRS) -> list[TrainingPassage]:
    """Read the passages of other reports; raises SetInvalid with file and line."""
    return list(_lines(folder / "passages.jsonl", TrainingPassage))


def tagged_questions(folder: Path = PAIRS) -> list[TaggedQuestion]:
    """Read the questions with what they ask for; raises SetInvalid with file and line."""
    return list(_lines(folder / "forms.jsonl", TaggedQuestion))


def training_turns(folder: Path = PAIRS) -> list[TrainingTurn]:
    """Read the follow-ups with what they need of the questions before; raises SetInvalid with file and line."""
    return list(_lines(folder / "turns.jsonl", TrainingTurn))


def all_questions(folder: Path = PAIRS) -> list[str]:
    """Return every question that a small model learns from, follow-ups as they would be asked alone."""
    return [
        *(line.question for line in training_questions(folder)),
        *(line.question for line in tagged_questions(folder)),
        *(line.question for line in (*training_lists(folder), *adapter_lists(folder))),
        *(line.standalone for line in training_turns(folder)),
    ]


def _lines(file: Path, kind: type[Line]) -> Iterator[Line]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            raise SetInvalid(f"{file.name}, line {number}: {first['msg']}. Correct the line.") from None
