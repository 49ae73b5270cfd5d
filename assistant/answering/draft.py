"""Draft: what will be said, as passages of entries in order; the step between evidence and answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from assistant.answer import Citation, Sentence, cite
from assistant.understanding.filters import Filters
from assistant.understanding.places import country_name
from corpus.corpus import Corpus
from corpus.entry import Entry

MOST_PLACES = 7
"""Countries of a practice that are named one by one behind its title."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A verbatim stretch of an entry; shown as such, or behind its title where `as_item`."""

    entry: Entry
    start: int
    end: int

    @property
    def text(self) -> str:
        """The quoted characters."""
        return self.entry.body[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Block:
    """Passages under one heading."""

    heading: str
    passages: tuple[Passage, ...]
    style: str = "prose"
    """prose (sentences), items (title and sentence) or titles (title only)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """All blocks of an answer; `lead` is a line counted from the typed entries, resting on all of them."""

    blocks: tuple[Block, ...]
    lead: str = ""
    missing: tuple[str, ...] = ()
    """Parts of the question that the corpus does not cover."""
    more: bool = False
    """True where the entries hold more than is shown."""
    listed: tuple[str, ...] = field(default=())
    """Ids in the order of the list, for "the second one"."""
    limits: Filters | None = None
    """What a list was limited to, for the same list with other limits."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries quoted, each once, in order of first mention."""
        seen = {p.entry.id: p.entry for block in self.blocks for p in block.passages}
        return tuple(seen.values())

    def with_passage(self, passage: Passage, heading: str) -> Draft:
        """Return the draft with one more sentence: before the others of its entry, or in a block of its own at the end."""
        blocks = list(self.blocks)
        if any(passage == quoted for block in blocks for quoted in block.passages):
            return self
        for at, block in enumerate(blocks):
            if block.passages[0].entry.id == passage.entry.id and block.style == "prose":
                blocks[at] = replace(block, passages=(passage, *block.passages))
                return replace(self, blocks=tuple(blocks))
        return replace(self, blocks=(*blocks, Block(heading, (passage,))))


@dataclass(frozen=True, slots=True)
class Composed:
    """The text of an answer with its sentences and citations."""

    answer: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]


def joined(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """Join prose under one heading, so that parts of a message answered by one entry do not say anything twice."""
    told: dict[str, tuple[int, int]] = {}
    written: list[list[Block]] = []
    leads: list[str] = []
    for draft in drafts:
        blocks: list[Block] = []
        written.append(blocks)
        leads.append(draft.lead)
        for block in draft.blocks:
            known = told.get(block.heading) if block.style == "prose" and not draft.lead else None
            if known is not None:
                at, place = known
                before = written[at][place]
                passages = tuple(dict.fromkeys((*before.passages, *block.passages)))
                written[at][place] = replace(before, passages=passages)
                continue
            if block.style == "prose" and block.heading:
                told[block.heading] = (len(written) - 1, len(blocks))
            blocks.append(block)
    return tuple(Draft(tuple(blocks), lead=lead) for blocks, lead in zip(written, leads, strict=True) if blocks)


def compose(drafts: Sequence[Draft], corpus: Corpus) -> Composed:
    """Number the citations in order of appearance and write the answer as Markdown, one draft after the other."""
    citations: list[Citation] = []
    numbers: dict[tuple[str, int, int], int] = {}

    def number(passage: Passage) -> int:
        key = (passage.entry.id, passage.start, passage.end)
        if key not in numbers:
            numbers[key] = len(citations) + 1
            citations.append(cite(numbers[key], passage.entry, passage.start, passage.end))
        return numbers[key]

    written = [_written(draft, number, corpus) for draft in drafts]
    lines = [line for told, _ in written for line in told]
    sentences = tuple(sentence for _, told in written for sentence in told)
    return Composed("\n\n".join(lines), sentences, tuple(citations))


def _written(draft: Draft, number: Callable[[Passage], int], corpus: Corpus) -> tuple[list[str], list[Sentence]]:
    """Return the paragraphs of one draft and its sentences."""
    sentences: list[Sentence] = []
    lines: list[str] = []
    if draft.lead:
        all_numbers = tuple(dict.fromkeys(number(p) for block in draft.blocks for p in block.passages))
        sentences.append(Sentence(draft.lead, all_numbers))
        lines.append(f"{escape(draft.lead)} {_range(all_numbers)}".rstrip())
    for block in draft.blocks:
        if block.heading:
            lines.append(f"**{escape(block.heading)}**")
        if block.style == "prose":
            marked = [(p.text, number(p)) for p in block.passages]
            sentences += [Sentence(text, (n,)) for text, n in marked]
            lines.append(" ".join(f"{escape(text)} [{n}]" for text, n in marked))
            continue
        items = []
        for entry, own in groupby(block.passages, lambda p: p.entry):
            label = label_of(entry, corpus)
            marked = [(label if block.style == "titles" else p.text, number(p)) for p in own]
            sentences += [Sentence(text, (n,)) for text, n in marked]
            told = " ".join(f"{escape(text)} [{n}]" for text, n in marked)
            items.append(
                f"- **{escape(label)}** [{marked[0][1]}]"
                if block.style == "titles"
                else f"- **{escape(label)}**: {told}"
            )
        lines.append("\n".join(items))
    return lines, sentences


_MARKDOWN = re.compile(r"([\\\[\]*`])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


def escape(text: str) -> str:
    """Write text of documents and readers as Markdown that shows it and does nothing else.

    HTML, links, images and citation marks inside it stay plain text; invisible characters go.
    """
    plain = _INVISIBLE.sub("", text).replace("&", "&amp;") if "&" in text and ";" in text else _INVISIBLE.sub("", text)
    return _MARKDOWN.sub(r"\\\1", plain.replace("<", "&lt;").replace(">", "&gt;"))


def label_of(entry: Entry, corpus: Corpus) -> str:
    """Name an entry in a list: recommendations with their id, practices with place and years."""
    if entry.kind == "recommendation":
        own = f"Recommendation {entry.number}" if entry.number else entry.id
        return f"{own} {entry.title}"
    if entry.kind != "practice":
        return entry.title
    places = [country_name(code) for code in entry.countries]
    if len(places) > MOST_PLACES:
        places = [f"{len(places)} countries"]
    if entry.region and not entry.countries:
        places = [entry.region]
    details = [", ".join(places), entry.years.text if entry.years else ""]
    details = [detail for detail in details if detail]
    return f"{entry.title} ({'; '.join(details)})" if details else entry.title


def _range(numbers: tuple[int, ...]) -> str:
    if not numbers:
        return ""
    if len(numbers) <= 3 or numbers[-1] - numbers[0] != len(numbers) - 1:
        return "".join(f"[{n}]" for n in numbers)
    return f"[{numbers[0]}]–[{numbers[-1]}]"
