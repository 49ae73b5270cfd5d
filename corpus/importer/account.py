"""What an import found, missed and left out, as text for a person to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Item:
    """One entry, as the account lists it."""

    id: str
    number: str
    title: str
    pages: str
    """Printed labels, with the page of the PDF in brackets where they differ."""
    practices: tuple[str, ...] = ()
    title_printed: bool = True


@dataclass(slots=True)
class Account:
    """What was found in a report."""

    title: str
    file: str
    pages: int
    recommendations: list[Item] = field(default_factory=list)
    practices: list[Item] = field(default_factory=list)
    sections: int = 0
    parts: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """Title of each part and the numbers of its recommendations."""
    missing: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    conclusions: list[str] = field(default_factory=list)
    without_text: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """What was left out, and where or how often."""

    def to_markdown(self) -> str:
        """Write the account as Markdown that is no entry: no line of it is a front matter fence."""
        blocks = [f"# What was found in {self.file}", self._summary()]
        blocks.extend(text for text in (self._numbers(), self._pages_without_text(), self._list()) if text)
        if self.practices:
            blocks.append("## Practices\n\n" + _lines(f"{p.id} {p.title}, p. {p.pages}" for p in self.practices))
        if self.left_out:
            blocks.append("## Left out\n\n" + _lines(f"{what}: {where}" for what, where in self.left_out))
        return "\n\n".join(blocks) + "\n"

    @property
    def numbered(self) -> bool:
        """Say whether the report numbers its recommendations; True where it has none."""
        return not self.recommendations or any(r.number for r in self.recommendations)

    def summary(self) -> str:
        """Say in one line what was found."""
        if not self.recommendations:
            return f"No recommendations found; {self.sections} sections imported from {self.pages} pages."
        return (
            f"{_count(len(self.recommendations), 'recommendation')}, {_count(len(self.practices), 'practice')} and"
            f" {_count(self.sections, 'section')} imported from {self.pages} pages."
        )

    def _summary(self) -> str:
        lines = [f"{self.title}.", "", self.summary()]
        if not self.recommendations:
            lines.append(
                "Neither a series of numbers nor a section of this report is clearly its recommendations, so the report is"
                " searched as background only. If it has some, write each as a Markdown entry of kind recommendation."
            )
        for title, numbers in self.parts:
            lines.append(f"- {title}: {', '.join(numbers)}")
        return "\n".join(lines)

    def _numbers(self) -> str:
        lines = []
        if not self.numbered:
            lines.append(
                f"The report does not number its recommendations. They are listed in its order; the names"
                f" {self.recommendations[0].id} to {self.recommendations[-1].id} are ours."
            )
        elif self.recommendations:
            lines.append(f"Numbers found: {', '.join(r.number for r in self.recommendations)}.")
            lines.append(f"Numbers missing: {', '.join(self.missing) or 'none'}.")
        if self.repeated:
            lines.append(f"Printed more than once on different recommendations: {', '.join(self.repeated)}.")
        if self.conclusions:
            lines.append(
                f"Labelled as conclusions by the report, so kept as background: {', '.join(self.conclusions)}."
            )
        without = [r.number or r.id for r in self.recommendations if not r.title_printed]
        if without:
            lines.append(f"Without a printed title, so titled by their first words: {', '.join(without)}.")
        return "\n".join(lines)

    def _pages_without_text(self) -> str:
        lines = []
        if self.recognised:
            lines.append(f"Text recognised from pictures, check it: pages {page_ranges(self.recognised)} of the PDF.")
        if self.without_text:
            lines.append(
                f"Pages without readable text (pictures): {page_ranges(self.without_text)} of the PDF. If Tesseract"
                " is installed, import again with --ocr to recognise them."
            )
        if self.cut:
            lines.append(f"Pages with more characters than are read: {page_ranges(self.cut)} of the PDF.")
        return "\n".join(lines)

    def _list(self) -> str:
        if not self.recommendations:
            return ""
        rows = [
            f"| {r.number or r.id} | {_cell(r.title)} | {r.pages} | {', '.join(r.practices)} |"
            for r in self.recommendations
        ]
        first = "Number" if self.numbered else "Our name"
        head = f"| {first} | Title | Page | Practices |\n| --- | --- | --- | --- |\n"
        return "## Recommendations\n\n" + head + "\n".join(rows)


def page_ranges(pages: Iterable[int]) -> str:
    """Write page numbers as "1-3, 7"."""
    out: list[list[int]] = []
    for page in sorted(set(pages)):
        if out and page == out[-1][1] + 1:
            out[-1][1] = page
        else:
            out.append([page, page])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in out)


def printed_pages(pages: Sequence[int], labels: Mapping[int, str]) -> str:
    """Write pages as printed, with the page of the PDF behind where it differs: "49 (PDF 67)"."""
    return ", ".join(labels[p] if labels[p] == str(p) else f"{labels[p]} (PDF {p})" for p in dict.fromkeys(pages))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _lines(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
