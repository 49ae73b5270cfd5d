"""Script: the questions of a demonstration in order, as a file, as lines to edit, and as shipped."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import ScriptInvalid
from assistant.understanding.cleaning import LONGEST_QUESTION
from corpus.corpus import Corpus

MAX_STEPS = 100
MAX_BYTES = 1_000_000
_FORMAT = "cluster-report-assistant script"
_NOTE = " // "


@dataclass(frozen=True, slots=True)
class Step:
    """One question, what the trainer wants to say to it, and the chapter it stands in."""

    question: str
    note: str = ""
    """For the trainer; shown small in the presenter view and in no hand-out."""
    chapter: str = ""
    """A new chapter starts a new conversation: its questions do not follow those before it."""


@dataclass(frozen=True, slots=True)
class Script:
    """The questions of a demonstration, in order."""

    title: str
    steps: tuple[Step, ...] = ()

    def history(self, place: int) -> tuple[str, ...]:
        """Return the earlier questions of the chapter of a step (places from 0), oldest first."""
        start = place
        while start > 0 and self.steps[start - 1].chapter == self.steps[place].chapter:
            start -= 1
        return tuple(step.question for step in self.steps[start:place])


def read_script(text: str) -> Script:
    """Read a script from its JSON file; raises ScriptInvalid with a sentence for the trainer."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise ScriptInvalid(f"The script is larger than {MAX_BYTES:,} bytes. Choose a file that this app saved.")
    try:
        stored = _StoredScript.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole file"
        raise ScriptInvalid(
            f"This is not a script of this app: {place}: {first['msg']}. Choose a file that this app saved."
        ) from None
    except (ValueError, RecursionError):
        raise ScriptInvalid(
            "The file is not valid JSON, so it is no script. Choose a file that this app saved."
        ) from None
    steps = tuple(_step(s.question, s.note, s.chapter) for s in stored.steps)
    if empty := [number for number, step in enumerate(steps, 1) if not step.question]:
        raise ScriptInvalid(f"Question {empty[0]} of the script is empty. Choose a file that this app saved.")
    return Script(stored.title, steps)


def write_script(script: Script) -> str:
    """Return a script as the text of its JSON file."""
    steps = [{"chapter": s.chapter, "question": s.question, "note": s.note} for s in script.steps]
    return json.dumps({"format": _FORMAT, "title": script.title, "steps": steps}, ensure_ascii=False, indent=2) + "\n"


def read_lines(title: str, text: str) -> Script:
    """Read the form a trainer edits: a question a line, `# ` before a chapter, ` // ` before a note.

    Raises ScriptInvalid, with the line named, for too many questions or one that is too long.
    """
    chapter = ""
    steps: list[Step] = []
    for number, line in enumerate(text.splitlines(), 1):
        question, _, note = (part.strip() for part in f"{line} ".partition(_NOTE))
        if question.startswith("#"):
            chapter = question
        elif question:
            if len(question) > LONGEST_QUESTION:
                raise ScriptInvalid(
                    f"Line {number}: the question has {len(question):,} characters; "
                    f"at most {LONGEST_QUESTION:,} can be asked. Shorten it."
                )
            steps.append(_step(question, note, chapter))
    if len(steps) > MAX_STEPS:
        raise ScriptInvalid(f"The script holds {len(steps)} questions; at most {MAX_STEPS} can be shown. Split it.")
    return Script(title.strip() or "Demonstration", tuple(steps))


def write_lines(script: Script) -> str:
    """Return a script in the form a trainer edits."""
    lines: list[str] = []
    chapter = ""
    for step in script.steps:
        if step.chapter != chapter:
            chapter = step.chapter
            lines += [*([""] if lines else []), f"# {chapter}".rstrip()]
        lines.append(step.question + (_NOTE + step.note if step.note else ""))
    return "\n".join(lines)


def default_script(corpus: Corpus) -> Script:
    """Return the script to start with: the shipped one, or for an imported report one made from its entries."""
    shipped = files("assistant.demonstration").joinpath("scripts", f"{corpus.report.name}.json")
    if not corpus.report.official and shipped.is_file():
        return read_script(shipped.read_text(encoding="utf-8"))
    return _made_script(corpus)


def _made_script(corpus: Corpus) -> Script:
    recommendations = corpus.of_kind("recommendation")
    parts = [pillar.title for pillar in corpus.report.pillars if corpus.of_pillar(pillar.id)]
    named = recommendations[:: max(1, len(recommendations) // 3)][:3]
    chapters = {
        "The report": [
            "What is the report about?",
            *(["How many recommendations are there?"] if recommendations else ()),
        ],
        "Its parts": [f"Which recommendations are in the part “{title}”?" for title in parts],
        "Its recommendations": [f"What does recommendation {entry.number or entry.id} say?" for entry in named],
        "Its terms": [f"What does “{entry.title}” mean?" for entry in corpus.of_kind("term")[:2]],
    }
    steps = [_step(question, "", name) for name, questions in chapters.items() for question in questions]
    return Script(_one_line(corpus.report.title), tuple(steps[:MAX_STEPS]))


def _step(question: str, note: str, chapter: str) -> Step:
    """Make a step that keeps its form when it is written as a line and read again."""
    return Step(_one_line(question).lstrip("# "), " ".join(note.split()), _one_line(chapter).lstrip("# "))


def _one_line(text: str) -> str:
    return re.sub(r" //(?= |$)", " /", " ".join(text.split()))


_Text = Field(default="", max_length=4_000)


class _StoredStep(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    question: str = Field(max_length=LONGEST_QUESTION)
    note: str = _Text
    chapter: str = _Text


class _StoredScript(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    format: Literal["cluster-report-assistant script"]
    title: str = Field(default="Demonstration", max_length=400)
    steps: list[_StoredStep] = Field(max_length=MAX_STEPS)
