"""HTML of the reading panel: one whole entry, with the cited characters marked where it was opened by a citation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Citation
from assistant.ui.conversations import Turn
from assistant.ui.labels import AUDIENCE_LABELS, BASIS_MEANINGS, LEVEL_LABELS, basis_label, entry_label
from assistant.ui.pdf_pages import PdfPages, pdf_address, picture_address
from assistant.ui.render import attribute, link, text
from assistant.understanding.places import country_name
from corpus.corpus import Corpus
from corpus.entry import Entry, Page, Section, Source


def contents_html(corpus: Corpus) -> str:
    """Return the panel before anything is opened: how to use it, and the recommendations by part."""
    parts = "".join(
        f"<h3>{text(pillar.title)}</h3><ul>{''.join(f'<li>{entry_anchor(e)}</li>' for e in corpus.of_pillar(pillar.id))}</ul>"
        for pillar in corpus.report.pillars
    )
    return (
        '<div class="panel-head"><h2 tabindex="-1">Reading panel</h2></div><div class="panel-body">'
        "<p>Choose a number such as <b>[1]</b> in an answer: the entry opens here with the cited words marked.</p>"
        f"{parts}</div>"
    )


def entry_html(
    entry: Entry,
    corpus: Corpus,
    cited: Citation | None = None,
    turn: Turn | None = None,
    pages: PdfPages | None = None,
) -> str:
    """Return an entry whole; with the words of a citation marked and, of its turn, the citations before and after.

    `pages` shows, of an imported entry, the page of the PDF above the text.
    """
    key = f"t{turn.number}-c{cited.n}" if cited and turn else f"entry-{entry.id}"
    described = ' aria-describedby="cited"' if cited else ""
    sections = "".join(_section_html(entry, section, cited) for section in entry.sections)
    return (
        '<div class="panel-nav"><button type="button" class="quiet back" data-act="back">Back to the answer</button>'
        f"{_citation_steps(cited, turn)}</div>"
        f'<div class="panel-head" data-key={attribute(key)}>'
        f'<h2 tabindex="-1"{described}>{text(entry.title)}</h2>'
        f'<p class="panel-kind">{text(entry_label(entry, corpus))}{_own_numbering(entry, corpus)}</p>'
        f"{_basis_badge(entry, cited)}</div>{_pictures(entry, cited, pages)}"
        f'<div class="panel-body">{sections}{_facts(entry)}{_links(entry, corpus)}{_sources(entry)}{_foot(entry)}</div>'
    )


def entry_anchor(entry: Entry) -> str:
    """Return a link that opens an entry in the panel."""
    return (
        f'<a href={attribute(f"./?entry={entry.id}")} data-act="open" data-entry={attribute(entry.id)}>'
        f'{text(entry.title)}</a> <span class="entry-id">{text(entry.number or entry.id)}</span>'
    )


def _own_numbering(entry: Entry, corpus: Corpus) -> str:
    ours = entry.number is None or not corpus.report.official
    return " · our numbering" if entry.kind == "recommendation" and ours else ""


def _basis_badge(entry: Entry, cited: Citation | None) -> str:
    basis = cited.basis if cited else entry.basis
    page = cited.page if cited else (entry.pages[0].label if entry.pages else None)
    origin = f" Cited words: {link(cited.source_url)}" if cited and cited.source_url else ""
    return (
        f'<p class="panel-basis"><span class="badge basis-{basis}">{text(basis_label(basis, page))}</span> '
        f"{text(BASIS_MEANINGS[basis])}.{origin}</p>"
    )


def _citation_steps(cited: Citation | None, turn: Turn | None) -> str:
    if cited is None or turn is None or turn.answer is None:
        return ""
    numbers = [citation.n for citation in turn.answer.citations]
    position = numbers.index(cited.n)
    before = numbers[position - 1] if position else None
    after = numbers[position + 1] if position + 1 < len(numbers) else None
    return (
        '<div class="steps" role="group" aria-label="Citations of this answer">'
        f"{_step('Previous citation', '‹ Previous', turn.number, before)}"
        f'<span class="where">Citation {position + 1} of {len(numbers)}, answer {turn.number}</span>'
        f"{_step('Next citation', 'Next ›', turn.number, after)}</div>"
    )


def _step(name: str, shown: str, turn: int, n: int | None) -> str:
    # aria-disabled keeps the button focusable, so that the focus is not lost at the last citation.
    target = f'data-act="step" data-turn="{turn}" data-n="{n}"' if n is not None else 'aria-disabled="true"'
    return f'<button type="button" class="quiet step" aria-label="{name}" {target}>{shown}</button>'


@dataclass(frozen=True, slots=True)
class _Block:
    tag: str
    start: int
    end: int


def _blocks(body: str, start: int, end: int) -> Iterator[_Block]:
    """Yield the paragraphs, list items and small headings of a stretch of a body, with their offsets."""
    for match in re.finditer(r"(?:(?!\n[ \t]*\n|\n[ \t]*[-*•] |\n#{3,6} ).)+", body[start:end], re.DOTALL):
        raw = match.group()
        prefix = re.match(r"\s*(?:([-*•]) |(#{3,6}) )?[ \t]*", raw)
        assert prefix is not None
        tag = "li" if prefix.group(1) else "h4" if prefix.group(2) else "p"
        begin = start + match.start() + prefix.end()
        stop = start + match.start() + len(raw.rstrip())
        if stop > begin:
            yield _Block(tag, begin, stop)


def _section_html(entry: Entry, section: Section, cited: Citation | None) -> str:
    pieces: list[str] = []
    in_list = False
    for block in _blocks(entry.body, section.start, section.end):
        if (block.tag == "li") != in_list:
            in_list = not in_list
            pieces.append("<ul>" if in_list else "</ul>")
        pieces.append(f"<{block.tag}>{_marked(entry.body, block, cited)}</{block.tag}>")
    if in_list:
        pieces.append("</ul>")
    inner = "".join(pieces)
    if not section.title:
        return f'<section class="statement" lang="en">{inner}</section>'
    badge = f'<span class="badge basis-{section.basis}">{text(basis_label(section.basis))}</span>'
    line = "Context, not part of the statement above. " if section.is_context else ""
    return (
        f'<section class="context" lang="en"><h3>{text(section.title)} {badge}</h3>'
        f'<p class="context-line">{line}{text(BASIS_MEANINGS[section.basis])}.</p>'
        f"{inner}</section>"
    )


def _marked(body: str, block: _Block, cited: Citation | None) -> str:
    if cited is None or cited.end <= block.start or cited.start >= block.end:
        return text(body[block.start : block.end])
    start, end = max(cited.start, block.start), min(cited.end, block.end)
    first = ' id="cited"' if start == cited.start else ""
    return f"{text(body[block.start : start])}<mark{first}>{text(body[start:end])}</mark>{text(body[end : block.end])}"


def _pictures(entry: Entry, cited: Citation | None, pages: PdfPages | None) -> str:
    """Return the pages of the PDF that hold the cited words, else the entry's first; "" where there is no PDF."""
    if pages is None:
        return ""
    start, end = (cited.start, cited.end) if cited else (0, 0)
    return "".join(_picture(entry, page, start, end) for page in pages.of(entry, start, end))


def _picture(entry: Entry, page: Page, start: int, end: int) -> str:
    """Return the place of a page's picture; the script fetches it and says what came of it."""
    name = f"Page {page.label}" + ("" if page.label == str(page.number) else f" (page {page.number} of the PDF)")
    opens = f'href={attribute(pdf_address(entry, page))} target="_blank" rel="noopener"'
    marked = (
        '<span class="if-marked">The cited words are marked.</span>'
        '<span class="if-unmarked">The cited words could not be marked here; they are marked in the text below.</span>'
        if end
        else ""
    )
    return (
        f'<figure class="page-picture" data-picture={attribute(picture_address(entry, page, start, end))}>'
        f'<div class="page-view" tabindex="0" role="region" aria-label={attribute(f"Picture of {name}")}>'
        f"<img alt={attribute(f'{name} of the report as printed; its text is below')}></div>"
        f"<figcaption><b>{text(name)}</b>{marked}"
        '<span class="if-failed">The picture of this page cannot be shown.</span>'
        f'<a {opens}>Open the PDF at this page<span class="vh"> (opens in a new tab)</span></a>'
        '<button type="button" class="quiet" aria-pressed="false">Enlarge</button></figcaption></figure>'
    )


def _facts(entry: Entry) -> str:
    places = [country_name(code) for code in entry.countries]
    rows = [
        ("Where", ", ".join([*places, entry.region] if entry.region else places)),
        ("Level", ", ".join(LEVEL_LABELS[level] for level in entry.levels)),
        ("When", entry.years.text if entry.years else ""),
        ("Names", ", ".join(AUDIENCE_LABELS[audience] for audience in entry.audiences)),
        ("Also called", ", ".join(entry.aliases) if entry.kind in ("term", "practice") else ""),
        ("Pages", ", ".join(page.label for page in entry.pages)),
    ]
    filled = "".join(f"<div><dt>{label}</dt><dd>{text(value)}</dd></div>" for label, value in rows if value)
    return f'<dl class="facts">{filled}</dl>' if filled else ""


def _links(entry: Entry, corpus: Corpus) -> str:
    if entry.kind == "recommendation":
        filed, matched = corpus.practices_of(entry.id)
        return _entry_list("Practices filed here by the Policy Toolkit", filed, "filed") + _entry_list(
            "Practices related by our own match", matched, "matched"
        )
    filed = [corpus[i] for i in entry.filed_under if i in corpus]
    matched = [corpus[i] for i in entry.matched_to if i in corpus and i not in entry.filed_under]
    own = "Related, our match (weak)" if entry.weak_match else "Related, our match"
    return _entry_list("Filed under, by the Policy Toolkit", filed, "filed") + _entry_list(own, matched, "matched")


def _entry_list(title: str, entries: Sequence[Entry], css_class: str) -> str:
    if not entries:
        return ""
    items = "".join(f"<li>{entry_anchor(entry)}</li>" for entry in entries)
    opened = " open" if len(entries) <= 4 else ""
    return (
        f'<details class="linked {css_class}"{opened}><summary>{text(title)} ({len(entries)})</summary>'
        f"<ul>{items}</ul></details>"
    )


def _sources(entry: Entry) -> str:
    sources = list(dict.fromkeys([*entry.sources, *(s for section in entry.sections for s in section.sources)]))
    if not sources:
        return ""
    items = "".join(f"<li>{_source(source)}</li>" for source in sources)
    return f'<section class="addresses"><h3>Source addresses ({len(sources)})</h3><ul>{items}</ul></section>'


def _source(source: Source) -> str:
    mirrored = " (read from a mirror)" if source.mirrored else ""
    return f'{link(source.url)}<span class="vh"> (opens in a new tab)</span>{mirrored}'


def _foot(entry: Entry) -> str:
    question = (
        f"What does {entry.id} say?" if entry.kind == "recommendation" else f"Tell me about {entry.title} ({entry.id})"
    )
    return (
        '<p class="panel-foot">'
        f'<button type="button" class="chip" data-act="ask" data-question={attribute(question)}>Ask about this entry</button> '
        f'<a href={attribute(f"./?entry={entry.id}")} data-act="open" data-entry={attribute(entry.id)}>Link to this entry</a></p>'
    )
