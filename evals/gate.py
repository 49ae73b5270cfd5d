"""Gate: floors for what no model decides; a run below one of them fails the build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evals.case import CaseKind, Split
from evals.errors import FloorsInvalid
from evals.estimate import Estimate
from evals.measures import ANSWER_MEASURES, RETRIEVAL_MEASURES
from evals.summary import SystemSummary

FLOORS = Path(__file__).parent / "floors.yaml"
_COUNTED = ("errors", "determinism")
_LEAST = 1e-9


class Floor(BaseModel):
    """A bound on one measure, over the reported split, one kind of its questions, or a named split."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    measure: str
    kind: CaseKind | None = None
    split: Split | None = None
    """The reported split by default."""
    at_least: float | None = Field(default=None, ge=0, le=1)
    at_most: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _is_usable(self) -> Floor:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give either 'at_least' or 'at_most'")
        if self.measure not in (*ANSWER_MEASURES, *RETRIEVAL_MEASURES, *_COUNTED):
            raise ValueError(f"there is no measure {self.measure!r} that needs no model")
        if (self.kind or self.split) and self.measure in _COUNTED:
            raise ValueError(f"{self.measure!r} is not counted by kind or split")
        if self.kind and self.split:
            raise ValueError("give either 'kind' or 'split'")
        return self

    @property
    def scope(self) -> str:
        """What the floor is laid under, in words."""
        return (self.kind or self.split or "reported split").replace("_", " ")

    @property
    def bound(self) -> str:
        """The bound in words."""
        return f"at least {self.at_least:g}" if self.at_least is not None else f"at most {self.at_most:g}"

    def holds(self, value: float | None) -> bool:
        """Say whether a value keeps the bound; one that could not be scored does not."""
        if value is None:
            return False
        if self.at_least is not None:
            return value >= self.at_least - _LEAST
        return self.at_most is not None and value <= self.at_most + _LEAST


@dataclass(frozen=True, slots=True)
class Check:
    """A floor and what the run reached."""

    floor: Floor
    reached: Estimate

    @property
    def passed(self) -> bool:
        """Whether the floor holds."""
        return self.floor.holds(self.reached.value)


def read_floors(file: Path = FLOORS) -> list[Floor]:
    """Read the floors; raises FloorsInvalid, which names the file and the floor that cannot be used."""
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise FloorsInvalid(f"{file} cannot be read: {error.strerror}. Check the path.") from None
    except yaml.YAMLError as error:
        raise FloorsInvalid(f"{file.name}: not valid YAML: {getattr(error, 'problem', error)}.") from None
    listed = data.get("floors") if isinstance(data, dict) else None
    if not isinstance(listed, list) or not listed:
        raise FloorsInvalid(f"{file.name}: there is no list 'floors'. Write one floor at least.")
    return [_floor(item, number, file) for number, item in enumerate(listed, 1)]


def check_floors(summary: SystemSummary, floors: Sequence[Floor]) -> list[Check]:
    """Hold a summary against the floors, in their order."""
    return [Check(floor, _reached(summary, floor)) for floor in floors]


def _floor(item: object, number: int, file: Path) -> Floor:
    try:
        return Floor.model_validate(item)
    except ValidationError as error:
        reason = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise FloorsInvalid(f"{file.name}, floor {number}: {reason}.") from None


def _reached(summary: SystemSummary, floor: Floor) -> Estimate:
    if floor.measure == "errors":
        return Estimate(float(summary.errors), summary.cases)
    if floor.measure == "determinism":
        return summary.determinism
    figures = summary.measures
    if floor.kind or floor.split:
        figures = summary.by_kind.get(str(floor.kind), {}) if floor.kind else summary.by_split.get(str(floor.split), {})
    return figures.get(floor.measure, Estimate(None, 0))
