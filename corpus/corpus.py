"""Corpus: all entries of what the assistant knows, and the report they speak for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.entry import Entry, Kind
from corpus.errors import EntryNotFound


@dataclass(frozen=True, slots=True)
class Pillar:
    """A part of the report."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The report that the corpus speaks for."""

    title: str
    short_title: str
    pillars: tuple[Pillar, ...]
    official: bool
    """True where the recommendations were imported from the report itself."""
    notice: str
    """One line that says what the corpus is and what it is not."""
    name: str = "summary"
    """Name under which the corpus can be chosen."""

    def pillar(self, pillar_id: str) -> Pillar:
        """Return a part by its id; raises EntryNotFound for an unknown one."""
        for pillar in self.pillars:
            if pillar.id == pillar_id:
                return pillar
        raise EntryNotFound(f"There is no part {pillar_id!r} in {self.title!r}.")


@dataclass(frozen=True)
class Corpus:
    """Entries in reading order, each found by its id."""

    report: Report
    entries: Sequence[Entry]
    _by_id: dict[str, Entry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {entry.id: entry for entry in self.entries})

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self._by_id

    def __getitem__(self, entry_id: str) -> Entry:
        try:
            return self._by_id[entry_id]
        except KeyError:
            raise EntryNotFound(f"There is no entry {entry_id!r} in the corpus.") from None

    def of_kind(self, kind: Kind) -> list[Entry]:
        """List the entries of one kind, in reading order."""
        return [entry for entry in self.entries if entry.kind == kind]

    def of_pillar(self, pillar_id: str) -> list[Entry]:
        """List the recommendations of one part, in reading order."""
        return [e for e in self.entries if e.kind == "recommendation" and e.pillar == pillar_id]

    def practices_of(self, recommendation_id: str) -> tuple[list[Entry], list[Entry]]:
        """Return the practices of a recommendation: (filed by the toolkit, matched by us)."""
        practices = self.of_kind("practice")
        filed = [p for p in practices if recommendation_id in p.filed_under]
        matched = [p for p in practices if recommendation_id in p.matched_to and p not in filed]
        return filed, matched
