"""Entry: one thing the assistant can cite, with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["recommendation", "practice", "background", "term"]
Basis = Literal["published_summary", "policy_toolkit", "eccp_page", "related_page", "official_report"]
Level = Literal[
    "european",
    "interregional",
    "cross_border",
    "national",
    "regional",
    "local",
    "cluster",
    "company",
    "research",
]
Audience = Literal["policymaker", "cluster_manager", "sme", "company", "education_research"]

KINDS: tuple[Kind, ...] = get_args(Kind)
BASES: tuple[Basis, ...] = get_args(Basis)
LEVELS: tuple[Level, ...] = get_args(Level)
AUDIENCES: tuple[Audience, ...] = get_args(Audience)


@dataclass(frozen=True, slots=True)
class Source:
    """A public address that an entry was read from."""

    url: str
    mirrored: bool = False
    """True where the page was read from a mirror and the address itself was not opened."""


@dataclass(frozen=True, slots=True)
class Years:
    """When a practice ran: the wording of the source and the years it can be filtered by."""

    text: str
    start: int | None = None
    end: int | None = None
    """Last year; None together with a start means open or not known."""

    def covers(self, year: int) -> bool:
        """Say whether the practice ran in a calendar year; False where no year is known."""
        if self.start is None:
            return False
        return self.start <= year and (self.end is None or year <= self.end)


@dataclass(frozen=True, slots=True)
class Section:
    """A headed stretch of an entry's body, with the basis and sources of just that stretch."""

    title: str
    start: int
    end: int
    """Character offsets into the body; the heading line itself lies before `start`."""
    basis: Basis
    sources: tuple[Source, ...]
    page: int | None = None

    @property
    def is_context(self) -> bool:
        """True for what stands around an entry (context, remarks on the page), not for facts of its own."""
        return is_context(self.title)


def is_context(title: str) -> bool:
    """Say whether a section of that title stands around the entry and is not the entry's own matter."""
    return title.startswith(("In context", "About the page", "Not named"))


@dataclass(frozen=True, slots=True)
class Page:
    """A PDF page that holds a stretch of an imported entry's body."""

    number: int
    """Page of the PDF, from 1."""
    label: str
    """Page number as printed, or the PDF page where none is printed."""
    start: int
    end: int
    """Character offsets into the body."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One recommendation, practice, background fact or term.

    `body` is plain Markdown. Its first section has no heading and is the entry's own statement; later
    sections start with a `## ` line and are context.
    """

    id: str
    kind: Kind
    title: str
    body: str
    basis: Basis
    sources: tuple[Source, ...]
    sections: tuple[Section, ...]
    pillar: str | None = None
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2 codes, and "EU" for the Union as a whole."""
    region: str | None = None
    levels: tuple[Level, ...] = ()
    years: Years | None = None
    audiences: tuple[Audience, ...] = ()
    """Those whom the statement itself names."""
    aliases: tuple[str, ...] = ()
    """Other names and acronyms of the same thing."""
    asked_as: tuple[str, ...] = ()
    """Questions that the entry answers, in other words than its own: indexed, never shown (doc2query)."""
    headings: tuple[str, ...] = ()
    """Subject headings, as a library gives them, in jargon and in everyday words: indexed, never shown."""
    filed_under: tuple[str, ...] = ()
    """Recommendations under which the Policy Toolkit itself files the practice."""
    matched_to: tuple[str, ...] = ()
    """Recommendations to which WE match the practice; never shown as anybody's filing."""
    weak_match: bool = False
    pages: tuple[Page, ...] = ()
    number: str | None = None
    """Official number, in an imported report."""
    file: str = ""
    """File the entry was read from, for messages."""

    @property
    def statement(self) -> str:
        """The entry's own words: the body up to its first context heading."""
        return self.body[self.sections[0].start : self.sections[0].end]

    def section_at(self, offset: int) -> Section:
        """Return the section that holds a character offset of the body."""
        for section in reversed(self.sections):
            if offset >= section.start:
                return section
        return self.sections[0]

    def page_at(self, offset: int) -> Page | None:
        """Return the PDF page on which a character of the body stands, if the entry was imported."""
        for page in self.pages:
            if page.start <= offset < page.end:
                return page
        return None
