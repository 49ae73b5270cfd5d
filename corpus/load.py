"""Read a corpus folder: `report.yaml` beside Markdown files that hold one entry or several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from corpus.corpus import Corpus, Pillar, Report
from corpus.entry import KINDS, Entry
from corpus.errors import CorpusError, EntryInvalid
from corpus.schema import check_links, make_entry

SHIPPED = Path(__file__).parent / "data"
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
# Every scalar stays text and pydantic converts it: YAML 1.1 would read the country code NO as false.
_LISTS = TypeAdapter(dict[str, list[str]])
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def load_corpus(folder: Path | None = None) -> Corpus:
    """Load and check a corpus folder; the shipped one by default.

    Entries come in reading order: recommendations by part, then practices, background and terms by id.
    Raises EntryInvalid (file and field named) or CorpusError where the folder holds no report.
    """
    folder = SHIPPED if folder is None else folder
    report = _read_report(folder / "report.yaml")
    entries = [entry for file in sorted(folder.rglob("*.md")) for entry in read_entries(file, folder)]
    asked, headings = (_lists_of(field, entries, folder) for field in ("questions", "headings"))
    entries = [replace(e, asked_as=asked.get(e.id, ()), headings=headings.get(e.id, ())) for e in entries]
    check_links(entries, report.pillars)
    parts = [pillar.id for pillar in report.pillars]

    def reading_order(entry: Entry) -> tuple[object, ...]:
        part = parts.index(entry.pillar) if entry.pillar else len(parts)
        return (KINDS.index(entry.kind), part, natural_key(entry.id))

    return Corpus(report, tuple(sorted(entries, key=reading_order)))


def read_entries(file: Path, folder: Path) -> Iterator[Entry]:
    """Yield the entries of one Markdown file: blocks of `---` front matter `---` body."""
    name = file.relative_to(folder).as_posix()
    try:
        text = file.read_text(encoding="utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise EntryInvalid(f"{name}: the file is not UTF-8 (byte {error.start}). Save it as UTF-8.") from None
    if not _FENCE.search(text):
        return
    before, *parts = _FENCE.split(text)
    if before.strip():
        raise EntryInvalid(f"{name}: text before the first '---'. Start the file with front matter.")
    if len(parts) % 2:
        raise EntryInvalid(f"{name}: a front matter is not closed. Put '---' on a line of its own after it.")
    for front, body in zip(parts[::2], parts[1::2], strict=True):
        try:
            data = yaml.load(front, Loader=_Loader)
        except yaml.YAMLError as error:
            reason = str(getattr(error, "problem", error))
            raise EntryInvalid(f"{name}: the front matter is not valid YAML: {reason}.") from None
        yield make_entry(data, body, name)


def _lists_of(field: str, entries: list[Entry], folder: Path) -> dict[str, tuple[str, ...]]:
    """Read what is indexed with entries besides their text, from `FIELD/*.yaml`: a mapping of entry id to texts.

    Questions and subject headings widen what is found, not what is said: document expansion, as in Nogueira et al. 2019
    (doc2query).
    """
    lists: dict[str, tuple[str, ...]] = {}
    known = {entry.id for entry in entries}
    for file in sorted(folder.glob(f"{field}/*.yaml")):
        name = file.relative_to(folder).as_posix()
        try:
            found = _LISTS.validate_python(yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader))
        except yaml.YAMLError as error:
            raise EntryInvalid(f"{name}: not valid YAML: {getattr(error, 'problem', error)}.") from None
        except ValidationError:
            raise EntryInvalid(f"{name}: not a mapping of entry ids to lists of {field}. Correct it.") from None
        for entry_id, texts in found.items():
            if entry_id not in known:
                raise EntryInvalid(f"{name}: field {entry_id!r}: there is no such entry. Correct the id.")
            lists[entry_id] = (*lists.get(entry_id, ()), *texts)
    return lists


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts R2 before R10 and 8.9 before 8.12."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


class _Pillar(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    title: str
    aliases: list[str] = []


class _Report(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str = Field(min_length=1)
    short_title: str = "the report"
    official: bool = False
    notice: str
    name: str = "summary"
    pillars: list[_Pillar] = []


def _read_report(file: Path) -> Report:
    try:
        data = _Report.model_validate(yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader))
    except FileNotFoundError:
        raise CorpusError(f"{file.parent} holds no report.yaml, so it is no corpus. Choose another folder.") from None
    except yaml.YAMLError as error:
        raise EntryInvalid(f"{file.name}: not valid YAML: {getattr(error, 'problem', error)}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise EntryInvalid(f"{file.name}, field {'.'.join(map(str, first['loc']))!r}: {first['msg']}.") from None
    pillars = tuple(Pillar(p.id, p.title, tuple(p.aliases)) for p in data.pillars)
    return Report(
        title=data.title,
        short_title=data.short_title,
        pillars=pillars,
        official=data.official,
        notice=data.notice.strip(),
        name=data.name,
    )
