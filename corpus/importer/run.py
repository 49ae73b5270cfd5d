"""From a PDF to a corpus folder: the steps of the import in their order."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from corpus.errors import CorpusError, ReportUnreadable
from corpus.importer.account import Account, Item, page_ranges, printed_pages
from corpus.importer.cover import report_title
from corpus.importer.drafts import Draft, draft_practice, draft_recommendation
from corpus.importer.footnotes import remove_footnotes
from corpus.importer.furniture import Furniture, remove_furniture
from corpus.importer.headings import Body, drop_contents, mark_headings, sections_of
from corpus.importer.limits import Limits
from corpus.importer.parts import Part, find_parts
from corpus.importer.practices import Practice, find_practices
from corpus.importer.reader import Progress, Reading, read_pdf
from corpus.importer.recommendations import Found, find_recommendations
from corpus.importer.sections import Background, draft_background, mark_imprint
from corpus.importer.text import Paragraph, make_paragraphs
from corpus.importer.unnumbered import are_lists_within, find_unnumbered
from corpus.importer.write import Head, write_corpus
from corpus.names import folder_name

_PLURALS = {
    "footnote": "footnotes",
    "page number": "page numbers",
    "running head or foot": "running heads and feet",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """A report that was imported."""

    name: str
    folder: Path
    account: Account


@dataclass(slots=True)
class Analysis:
    """What a report holds, before anything is written."""

    title: str
    drafts: list[Draft]
    parts: list[Part]
    labels: dict[int, str]
    """Printed number of every page of the PDF."""
    account: Account


def import_report(
    pdf: Path,
    into: Path,
    *,
    name: str | None = None,
    url: str | None = None,
    ocr: bool = False,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Import a report as the corpus folder `into/name`.

    `name` is by default the name of the file. `url` is the public address of the PDF, cited as its source. `ocr`
    recognises pages that are pictures, with Tesseract. Nothing is written unless the whole import succeeds.
    Raises ReportUnreadable where the PDF cannot be read, CorpusError where the name is taken; both with a sentence
    for the user.
    """
    name = folder_name(name or pdf.stem)
    folder = into / name
    if folder.exists() or name == "summary":
        raise CorpusError(f"There is a corpus {name!r} already. Choose another name, or remove that one first.")
    if url is not None and not url.startswith(("https://", "http://")):
        raise CorpusError(f"{url!r} is no web address. Give one that starts with https://.")
    analysis = analyse(pdf, ocr=ocr, limits=limits, progress=progress)
    source = quote(url, safe=":/?#[]@!$&'()*+,;=%~") if url else f"file:{quote(pdf.name)}"
    head = Head(analysis.title, name, _notice(pdf.name, analysis.account), analysis.parts)
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".importing-", dir=into) as temporary:
        draft = Path(temporary) / name
        draft.mkdir()
        write_corpus(draft, head, analysis.drafts, analysis.labels, source, analysis.account, pdf)
        _check(draft)
        try:
            draft.rename(folder)
        except OSError as error:
            raise CorpusError(f"{folder} cannot be written: {error.strerror}.") from None
    return Imported(name, folder, analysis.account)


def analyse(
    pdf: Path, *, ocr: bool = False, limits: Limits | None = None, progress: Progress | None = None
) -> Analysis:
    """Read a PDF and find recommendations, practices and sections; writes nothing.

    Raises ReportUnreadable with a sentence for the user.
    """
    reading = read_pdf(pdf, limits, ocr=ocr, progress=progress)
    if not any(page.lines for page in reading.pages):
        raise ReportUnreadable(_no_text(pdf.name, ocr))
    pages = reading.pages
    furniture = remove_furniture(pages)
    # A cover may hold the table of contents as well.
    opening = make_paragraphs([line for page in pages[:4] for line in page.lines])
    contents = drop_contents(pages)
    remove_footnotes(pages, furniture)
    paragraphs = make_paragraphs([line for page in pages for line in page.lines])
    body = Body.of(paragraphs)
    mark_headings(paragraphs, body)
    mark_imprint(paragraphs, pages[-1].number)
    practices = find_practices(paragraphs, sections_of(paragraphs), body)
    skipped = {i for p in practices for i in p.taken} | {i for i, p in enumerate(paragraphs) if p.note}
    found = find_recommendations(paragraphs, body, skipped)
    unnumbered = find_unnumbered(paragraphs, found.sections, body, skipped)
    if not found.recommendations or are_lists_within(found, unnumbered):
        found = unnumbered
    practices = [p for p in practices if not p.taken & found.taken]
    labels = {page.number: page.label for page in pages}
    drafts, parts, background = _drafts(found, practices, paragraphs)
    if not drafts:
        raise ReportUnreadable(f"{pdf.name} holds no running text, only tables or figures, so nothing was imported.")
    account = Account(report_title(reading.title, opening, pdf.stem), pdf.name, len(pages))
    _tell(account, drafts, parts, found, labels)
    _tell_left_out(account, reading, furniture, contents, background)
    return Analysis(account.title, drafts, parts, labels, account)


def _no_text(name: str, ocr: bool) -> str:
    if ocr:
        return f"No text could be recognised on the pages of {name}, so there is nothing to import."
    return (
        f"{name} holds no text, only pictures of its pages. Install Tesseract and import it with --ocr,"
        " or ask for a copy with text."
    )


def _notice(file: str, account: Account) -> str:
    own = "Numbers, titles and pages" if account.numbered else "Titles and pages"
    ours = (
        "" if account.numbered else " It does not number its recommendations: U1, U2 and so on are our names for them."
    )
    return (
        f"Imported by a program from {file} ({account.pages} pages). {own} are the report's own;"
        f" account.md says what was found and what was left out.{ours}"
    )


def _drafts(
    found: Found, practices: Sequence[Practice], paragraphs: Sequence[Paragraph]
) -> tuple[list[Draft], list[Part], Background]:
    parts = find_parts(found, paragraphs)
    recommendations = [draft_recommendation(r, paragraphs) for r in found.recommendations]
    for draft in recommendations:
        draft.pillar = next((part.id for part in parts if draft.id in part.members), None)
    examples = [
        draft_practice(f"X{index}", practice, paragraphs, _filed(practice, found))
        for index, practice in enumerate(practices, 1)
    ]
    taken = found.taken | {i for p in practices for i in p.taken}
    background = draft_background(paragraphs, found.sections, taken)
    return [*recommendations, *examples, *background.drafts], parts, background


def _filed(practice: Practice, found: Found) -> str | None:
    """Return the recommendation within whose text the report prints a practice."""
    position = min(practice.taken)
    for recommendation in found.recommendations:
        for place in (recommendation.main, *recommendation.others):
            if place.start < position < place.stop:
                return recommendation.id
    return None


def _tell(
    account: Account, drafts: Sequence[Draft], parts: Sequence[Part], found: Found, labels: dict[int, str]
) -> None:
    printed = {r.id: r.title_printed for r in found.recommendations}
    for draft in drafts:
        pages = [number for number, _, _ in (*draft.passage.pages, *draft.also)]
        filed = tuple(d.id for d in drafts if draft.id in d.filed_under)
        item = Item(
            draft.id, draft.number or "", draft.title, printed_pages(pages, labels), filed, printed.get(draft.id, True)
        )
        if draft.kind == "recommendation":
            account.recommendations.append(item)
        elif draft.kind == "practice":
            account.practices.append(item)
        else:
            account.sections += 1
    numbers = {r.id: r.number or r.id for r in found.recommendations}
    account.parts = [(part.title, tuple(numbers[m] for m in part.members)) for part in parts]
    account.missing, account.repeated, account.conclusions = found.missing, found.repeated, found.conclusions


def _tell_left_out(
    account: Account, reading: Reading, furniture: Furniture, contents: Sequence[int], background: Background
) -> None:
    account.without_text = [p.number for p in reading.pages if p.picture and not p.recognised]
    account.recognised = [p.number for p in reading.pages if p.recognised]
    account.cut = [p.number for p in reading.pages if p.cut]
    for reason, count in sorted(furniture.removed.items()):
        sample = furniture.samples[reason][:60]
        account.left_out.append((_PLURALS.get(reason, reason), f"{count} lines, such as “{sample}”"))
    if contents:
        account.left_out.append(("tables of contents", f"PDF pages {page_ranges(contents)}"))
    for reason, numbers in sorted(background.left_out.items()):
        account.left_out.append((reason, f"PDF pages {page_ranges(numbers)}"))


def _check(folder: Path) -> None:
    """Load what was written, so that a corpus that cannot be read is never left behind."""
    from corpus.load import load_corpus

    load_corpus(folder)
