"""The library: which corpora there are, which are in use, and the one corpus that those make together."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from corpus.corpus import Corpus, Pillar, Report
from corpus.entry import Entry
from corpus.errors import CorpusError
from corpus.home import state_home
from corpus.load import load_corpus, natural_key
from corpus.matching import match_recommendations
from corpus.names import folder_name

SUMMARY = "summary"
"""Name of the shipped corpus."""
PDF_NAME = "report.pdf"
_SAME_REPORT = 0.5
"""Share of the summary's recommendations with a safe match, from which an imported report is the one summed up."""
_KINDS = ("recommendation", "practice", "background", "term")


def corpus_in_use(home: Path | None = None) -> Corpus:
    """Load the corpus in use; the shipped summary by default. Raises CorpusError or EntryInvalid."""
    return Library(home).corpus_in_use()


@dataclass(frozen=True, slots=True)
class Shelf:
    """A corpus of the library."""

    name: str
    title: str
    official: bool
    in_use: bool
    recommendations: int
    practices: int
    folder: Path | None
    """None for the shipped one."""
    fault: str = ""
    """Why it cannot be loaded; its counts are then 0."""


class Library:
    """The shipped corpus and the imported ones under `home/corpora`."""

    def __init__(self, home: Path | None = None) -> None:
        self.folder = (home or state_home()) / "corpora"
        self._choice = self.folder / "in_use.json"

    def names(self) -> list[str]:
        """List the names of all corpora, the shipped one first."""
        if not self.folder.is_dir():
            return [SUMMARY]
        found = sorted(p.name for p in self.folder.iterdir() if (p / "report.yaml").is_file() and p.name[0] != ".")
        return [SUMMARY, *found]

    def shelves(self) -> list[Shelf]:
        """Describe every corpus; one that cannot be loaded says why."""
        chosen = self.in_use()
        return [self._shelf(name, name in chosen) for name in self.names()]

    def in_use(self) -> tuple[str, ...]:
        """Return the names in use; the summary where nothing was chosen or what was chosen is gone."""
        names = [name for name in self._read_choice()[0] if name in self.names()]
        return tuple(names) or (SUMMARY,)

    def use(self, names: Sequence[str], *, alone: bool = False) -> None:
        """Use these corpora from now on; `alone` leaves out what the summary adds to imported reports.

        Raises CorpusError for an unknown name or a corpus that cannot be loaded.
        """
        names = list(dict.fromkeys(self._known(name) for name in names))
        for name in names:
            load_corpus(self._folder_of(name))
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self._choice.with_name(f".{uuid4().hex}.part")
        partial.write_text(json.dumps({"use": names, "alone": alone}), encoding="utf-8")
        partial.replace(self._choice)

    def remove(self, name: str) -> None:
        """Delete an imported corpus with its PDF; the summary is used where it was in use.

        Raises CorpusError for the shipped corpus and for an unknown name.
        """
        name = self._known(name)
        if name == SUMMARY:
            raise CorpusError("The summary is part of the program and cannot be removed.")
        folder = self._folder_of(name)
        assert folder is not None
        left = [other for other in self.in_use() if other != name]
        # First out of sight, then deleted: a stopped removal leaves no half corpus under its name.
        grave = folder.with_name(f".removed-{uuid4().hex}")
        folder.rename(grave)
        shutil.rmtree(grave)
        if self._choice.is_file():
            self.use(left or [SUMMARY], alone=self._read_choice()[1])

    def chosen_at(self) -> int:
        """Return a number that changes whenever another corpus is chosen; 0 where none ever was."""
        try:
            return self._choice.stat().st_mtime_ns
        except OSError:
            return 0

    def corpus_in_use(self) -> Corpus:
        """Load what is in use as one corpus. Raises CorpusError or EntryInvalid."""
        return self.corpus_of(self.in_use(), alone=self._read_choice()[1])

    def corpus_of(self, names: Sequence[str], *, alone: bool = False) -> Corpus:
        """Load some corpora as one; `alone` leaves out what the summary adds. Raises CorpusError or EntryInvalid."""
        shipped = load_corpus()
        official = [load_corpus(self._folder_of(self._known(name))) for name in names if name != SUMMARY]
        if not official:
            return shipped
        return join(official, None if alone else shipped)

    def pdf_of(self, entry: Entry, report: Report) -> Path | None:
        """Return the PDF that an entry of a loaded corpus was imported from; None for any other entry.

        `report` is that corpus's: what is in use may have been changed since it was loaded.
        """
        if entry.basis != "official_report":
            return None
        name = entry.id.partition("@")[2] or report.name.partition("+")[0]
        pdf = self.folder / name / PDF_NAME
        return pdf if name in self.names()[1:] and pdf.is_file() else None

    def _shelf(self, name: str, in_use: bool) -> Shelf:
        folder = None if name == SUMMARY else self.folder / name
        try:
            corpus = load_corpus(folder)
        except CorpusError as error:
            return Shelf(name, "", True, in_use, 0, 0, folder, str(error))
        recommendations, practices = len(corpus.of_kind("recommendation")), len(corpus.of_kind("practice"))
        return Shelf(name, corpus.report.title, corpus.report.official, in_use, recommendations, practices, folder)

    def _folder_of(self, name: str) -> Path | None:
        """Return a corpus's folder; None for the shipped one."""
        return None if name == SUMMARY else self.folder / name

    def _known(self, name: str) -> str:
        """Return the name of a corpus however it was typed. Raises CorpusError for an unknown one."""
        names = self.names()
        known = next((n for n in (name, folder_name(name)) if n in names), None)
        if known is None:
            raise CorpusError(f"There is no corpus {name!r}; there is {', '.join(names)}. Choose one of these.")
        return known

    def _read_choice(self) -> tuple[list[str], bool]:
        try:
            data = json.loads(self._choice.read_text(encoding="utf-8"))
            return [str(name) for name in data["use"]], bool(data["alone"])
        except (OSError, ValueError, KeyError, TypeError):
            return [SUMMARY], False


# --- joining


def join(official: Sequence[Corpus], shipped: Corpus | None) -> Corpus:
    """Put imported reports and what the summary adds to them together as one corpus.

    The recommendations of the imported reports replace the summary's. The toolkit's practices stay; they are
    linked, as our match, to an imported recommendation only where that safely is the one they were filed under.
    Background and terms stay where they do not contradict. With several reports the ids of all but the first
    carry the name of their corpus behind an @.
    """
    report = _report(official)
    entries = [entry for place, corpus in enumerate(official) for entry in _entries(corpus, place, len(official))]
    if shipped is not None:
        entries.extend(_from_summary(shipped, official[0]))
    parts = [pillar.id for pillar in report.pillars]

    def reading_order(entry: Entry) -> tuple[object, ...]:
        source = entry.id.partition("@")[2]
        part = parts.index(entry.pillar) if entry.pillar else len(parts)
        imported = entry.basis != "official_report"
        return (_KINDS.index(entry.kind), imported, source != "", source, part, natural_key(entry.id))

    return Corpus(report, tuple(sorted(entries, key=reading_order)))


def _report(official: Sequence[Corpus]) -> Report:
    first = official[0].report
    if len(official) == 1:
        return first
    return Report(
        title=" and ".join(corpus.report.title for corpus in official),
        short_title="the reports",
        pillars=tuple(_pillar(p, c.report, place) for place, c in enumerate(official) for p in c.report.pillars),
        official=True,
        notice=" ".join(corpus.report.notice for corpus in official),
        name="+".join(corpus.report.name for corpus in official),
    )


def _pillar(pillar: Pillar, report: Report, place: int) -> Pillar:
    return pillar if place == 0 else replace(pillar, id=f"{pillar.id}@{report.name}")


def _entries(corpus: Corpus, place: int, count: int) -> Iterable[Entry]:
    if place == 0 or count == 1:
        return corpus.entries
    name = corpus.report.name
    return [
        replace(
            entry,
            id=f"{entry.id}@{name}",
            pillar=f"{entry.pillar}@{name}" if entry.pillar else None,
            filed_under=tuple(f"{target}@{name}" for target in entry.filed_under),
            matched_to=tuple(f"{target}@{name}" for target in entry.matched_to),
        )
        for entry in corpus
    ]


def _from_summary(shipped: Corpus, official: Corpus) -> Iterable[Entry]:
    own = shipped.of_kind("recommendation")
    safe = match_recommendations(own, official.of_kind("recommendation"))
    same_report = len(safe) >= _SAME_REPORT * len(own)
    gone = re.compile(r"\b(?:" + "|".join(re.escape(entry.id) for entry in own) + r")\b")
    for entry in shipped:
        if entry.kind == "practice":
            targets = dict.fromkeys(safe[t] for t in (*entry.filed_under, *entry.matched_to) if t in safe)
            yield replace(entry, filed_under=(), matched_to=tuple(targets))
        elif entry.kind == "term":
            yield entry
        elif entry.kind == "background":
            kept = _without_contradiction(entry, gone, official, same_report)
            if kept is not None:
                yield kept


_COUNT = re.compile(r"\b(\d{1,3}|ten|twelve|fifteen|sixteen|twenty) (?:\w+ )?recommendations\b", re.IGNORECASE)
_SPELLED = {"ten": 10, "twelve": 12, "fifteen": 15, "sixteen": 16, "twenty": 20}


def _without_contradiction(entry: Entry, gone: re.Pattern[str], official: Corpus, same_report: bool) -> Entry | None:
    """Return a background entry without what an imported report makes wrong; None where nothing is left.

    Of another report than the one summed up, nothing that speaks of "the report" can stay. Of the same report,
    what counts its recommendations otherwise goes, and so does what speaks of the summary's own ids.
    """
    if not same_report and re.search(r"\breport\b|\brecommendations\b", entry.body, re.IGNORECASE):
        return None
    count = len(official.of_kind("recommendation"))
    wrong = [
        place
        for place, section in enumerate(entry.sections)
        if _contradicts(entry.body[section.start : section.end], gone, count)
    ]
    if not wrong:
        return entry
    if wrong[0] == 0:
        return None
    end = entry.sections[wrong[0] - 1].end
    body = entry.body[:end].rstrip()
    sections = [replace(s, end=min(s.end, len(body))) for s in entry.sections[: wrong[0]]]
    return replace(entry, body=body, sections=tuple(sections))


def _contradicts(text: str, gone: re.Pattern[str], count: int) -> bool:
    if gone.search(text):
        return True
    counts = (_SPELLED.get(m[1].lower()) or int(m[1]) for m in _COUNT.finditer(text))
    return any(number != count for number in counts)
