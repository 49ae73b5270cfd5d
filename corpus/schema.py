"""The schema of an entry's front matter, and the checks across entries; the door to the corpus."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from babel import Locale
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from corpus.corpus import Pillar
from corpus.entry import Audience, Basis, Entry, Kind, Level, Page, Section, Source, Years
from corpus.errors import EntryInvalid

_COUNTRIES = frozenset(c for c in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", c)) - {"ZZ"}
_HEADING = re.compile(r"^## (?P<title>.+?)[ \t]*$", re.MULTILINE)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Source(_Strict):
    url: Annotated[str, Field(pattern=r"^(https?://|file:)\S+$")]
    mirrored: bool = False


class _Years(_Strict):
    text: Annotated[str, Field(min_length=1)]
    start: int | None = Field(default=None, ge=1900, le=2100)
    end: int | None = Field(default=None, ge=1900, le=2100)


class _Section(_Strict):
    title: Annotated[str, Field(min_length=1)]
    basis: Basis
    sources: Annotated[list[_Source], Field(min_length=1)]


class _Page(_Strict):
    number: Annotated[int, Field(ge=1)]
    label: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class FrontMatter(_Strict):
    """The front matter of one entry, as written in the Markdown file."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z]{1,4}[0-9][0-9A-Za-z.\-]{0,15}$")]
    kind: Kind
    title: Annotated[str, Field(min_length=1, max_length=400)]
    basis: Basis
    sources: Annotated[list[_Source], Field(min_length=1)]
    sections: list[_Section] = []
    pillar: str | None = None
    countries: list[str] = []
    region: str | None = None
    levels: list[Level] = []
    years: _Years | None = None
    audiences: list[Audience] = []
    aliases: list[str] = []
    filed_under: list[str] = []
    matched_to: list[str] = []
    weak_match: bool = False
    pages: list[_Page] = []
    number: str | None = None

    @field_validator("countries")
    @classmethod
    def _iso(cls, codes: list[str]) -> list[str]:
        for code in codes:
            if code not in _COUNTRIES:
                raise ValueError(f"{code!r} is no ISO 3166-1 alpha-2 code (EU stands for the Union)")
        return codes


def make_entry(data: object, body: str, file: str) -> Entry:
    """Check one entry and build it.

    Raises EntryInvalid with a message that names the file, the entry and the field.
    """
    name = data.get("id", "?") if isinstance(data, dict) else "?"
    try:
        front = FrontMatter.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"]) or "front matter"
        raise EntryInvalid(
            f"{file}: entry {name!r}, field {place!r}: {first['msg']}"
            f" (found {_short(first.get('input'))}). Correct the front matter."
        ) from None
    body = body.strip("\n")
    if not body.strip():
        raise EntryInvalid(f"{file}: entry {name!r}, field 'body': the entry has no text. Write at least one sentence.")
    return Entry(
        id=front.id,
        kind=front.kind,
        title=front.title,
        body=body,
        basis=front.basis,
        sources=_sources(front.sources),
        sections=_sections(front, body, file),
        pillar=front.pillar,
        countries=tuple(front.countries),
        region=front.region,
        levels=tuple(front.levels),
        years=Years(**front.years.model_dump()) if front.years else None,
        audiences=tuple(front.audiences),
        aliases=tuple(front.aliases),
        filed_under=tuple(front.filed_under),
        matched_to=tuple(front.matched_to),
        weak_match=front.weak_match,
        pages=tuple(Page(**page.model_dump()) for page in front.pages),
        number=front.number,
        file=file,
    )


def check_links(entries: Sequence[Entry], pillars: Iterable[Pillar]) -> None:
    """Check what only all entries together show: doubled ids, unknown parts, links to nothing.

    Raises EntryInvalid with a message that names the file and the field.
    """
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.id in seen:
            raise EntryInvalid(
                f"{entry.file}: entry {entry.id!r}, field 'id': the id is taken already in {seen[entry.id].file}."
                " Give each entry an id of its own."
            )
        seen[entry.id] = entry
    known = [pillar.id for pillar in pillars]
    recommendations = {entry.id for entry in entries if entry.kind == "recommendation"}
    for entry in entries:
        if entry.pillar is not None and entry.pillar not in known:
            raise EntryInvalid(
                f"{entry.file}: entry {entry.id!r}, field 'pillar': there is no part {entry.pillar!r};"
                f" the parts are {', '.join(known) or 'none'}."
            )
        for field in ("filed_under", "matched_to"):
            for target in getattr(entry, field):
                if target not in recommendations:
                    raise EntryInvalid(
                        f"{entry.file}: entry {entry.id!r}, field {field!r}: {target!r} is no recommendation"
                        " of this corpus. Correct or remove the link."
                    )


def _sources(sources: Sequence[_Source]) -> tuple[Source, ...]:
    return tuple(Source(s.url, s.mirrored) for s in sources)


def _sections(front: FrontMatter, body: str, file: str) -> tuple[Section, ...]:
    """Cut the body at its `## ` lines; a headed section takes basis and sources from the front matter."""
    declared = {section.title: section for section in front.sections}
    headings = list(_HEADING.finditer(body))
    stops = [*(h.start() for h in headings), len(body)]
    sections = [Section("", 0, stops[0], front.basis, _sources(front.sources))]
    for heading, stop in zip(headings, stops[1:], strict=True):
        own = declared.pop(heading["title"], None)
        sections.append(
            Section(
                title=heading["title"],
                start=min(heading.end() + 1, stop),
                end=stop,
                basis=own.basis if own else front.basis,
                sources=_sources(own.sources if own else front.sources),
            )
        )
    if declared:
        raise EntryInvalid(
            f"{file}: entry {front.id!r}, field 'sections': the body has no heading '## {next(iter(declared))}'."
            " Add the heading or remove the section."
        )
    return tuple(sections)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
