"""The About page: what the corpus is and is not, how answers are made, how good they are, and what leaves the machine."""

from __future__ import annotations

import logging
import platform
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gradio as gr

from assistant.feedback import corpus_version
from assistant.ui.context import UiContext
from assistant.ui.labels import BASIS_LABELS, BASIS_MEANINGS, KIND_LABELS, counted
from assistant.ui.render import attribute, text
from assistant.ui.score_table import ScoreTable, score_table_html
from assistant.ui.theme import own_html, renewed_html
from assistant.ui.uploads import LARGEST_MB, describe_fault, import_upload
from corpus.corpus import Corpus
from corpus.entry import BASES, KINDS
from corpus.errors import CorpusError
from corpus.importer.run import Imported
from corpus.library import SUMMARY, Library, Shelf

PURPOSE = "What this is, how good it is, and what leaves the machine"
_OPENED_JS = "setTimeout(() => trigger('opened', {}), 0);"
_PRIVATE: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AboutServices:
    """What only this page needs; `context.extras["about"]`."""

    scores: ScoreTable | None = None
    """The published scoreboard; None where nothing was measured yet."""
    uploads: bool = False
    """Whether reports may be brought in through the page: only where nobody but this machine reaches it."""


def build(context: UiContext) -> None:
    """Lay out the page inside the current Gradio context."""
    services = context.extras.get("about") or AboutServices()
    with gr.Column(elem_id="about"):
        renewed_html(context, lambda: about_html(context, services), elem_classes="own")
        library = Library(context.home)
        shelves = own_html("", elem_classes="own")
        opened = own_html(None, html_template="", js_on_load=_OPENED_JS, elem_id="about-bridge")
        if services.uploads:
            ReportsForm(context, library, shelves, opened).lay_out()
        else:
            own_html(_command_line_html(), elem_classes="own")
            opened.opened(lambda: shelves_html(library.shelves()), None, [shelves], queue=False, **_PRIVATE)


def about_html(context: UiContext, services: AboutServices) -> str:
    """Return all of the page but the reports."""
    return "".join(
        (
            _corpus_html(context.corpus),
            _making_html(context),
            _scores_html(services.scores),
            _privacy_html(context),
            _version_html(context),
        )
    )


def _corpus_html(corpus: Corpus) -> str:
    report = corpus.report
    parts = [(pillar.title, len(corpus.of_pillar(pillar.id))) for pillar in report.pillars]
    listed = "".join(f"<li>{text(title)}: {counted(count, 'recommendation')}</li>" for title, count in parts if count)
    own = "" if report.official else (
        "<p>The ids of the recommendations are ours. The report's own numbers, its exact titles and its actions by level "
        "are not known here until the PDF is imported.</p>"
    )  # fmt: skip
    return (
        f'<section class="page-prose"><h2>The corpus</h2><p><b>{text(report.title)}</b></p><p>{text(report.notice)}</p>'
        f"{f'<ul>{listed}</ul>' if listed else ''}{own}</section>{_counts_html(corpus)}"
        "<p class=page-prose>Every citation shows what its words were written from. Where the Policy Toolkit itself files a "
        "practice under a recommendation, that is said; all other links are our match, and are called so.</p>"
    )


def _counts_html(corpus: Corpus) -> str:
    counts = Counter((entry.kind, entry.basis) for entry in corpus)
    bases = [basis for basis in BASES if any(counts[kind, basis] for kind in KINDS)]
    kinds = [kind for kind in KINDS if any(counts[kind, basis] for basis in bases)]
    head = "".join(
        f'<th scope="col" class="number" title={attribute(BASIS_MEANINGS[b])}>{text(BASIS_LABELS[b])}</th>'
        for b in bases
    )
    rows = "".join(
        f'<tr><th scope="row">{text(KIND_LABELS[kind])}</th>'
        f"{''.join(f'<td class=number>{counts[kind, basis] or 0}</td>' for basis in bases)}"
        f'<td class="number">{sum(counts[kind, basis] for basis in bases)}</td></tr>'
        for kind in kinds
    )
    return (
        '<div class="table-box fit" tabindex="0" role="region" aria-label="Entries by kind and origin"><table>'
        f"<caption>{counted(len(corpus), 'entry').capitalize()} by kind and by what they were written from</caption>"
        f'<thead><tr><th scope="col">Kind</th>{head}<th scope="col" class="number">All</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _making_html(context: UiContext) -> str:
    steps = [
        "Your question is read: names, places, years, and what it follows. “Understood as” shows the result; change it if it is wrong.",
        "The entries are searched by meaning and by words, and both results are put together.",
        "Whether the report answers at all is decided before anything is written, from signals measured on many questions. "
        "Where it does not, you are told so and shown the nearest entries.",
        "The answer is put together from sentences of the entries, word for word, each with a citation to its exact characters. "
        "Lists, counts and comparisons are read from the entries themselves and are complete.",
    ]
    items = "".join(f"<li>{text(step)}</li>" for step in steps)
    model = (
        f"<p>Here an answer can also be written by the model {text(context.model)}. Each of its sentences is checked against "
        "the words it cites; what they do not support is taken out or marked, and where too little is left, or the model does "
        "not answer in time, you get the extractive answer and are told so.</p>"
        if context.model
        else "<p>No language model writes here; the same question gives the same answer to the letter.</p>"
    )
    return f'<section class="page-prose"><h2>How answers are made</h2><ol>{items}</ol>{model}</section>'


def _scores_html(scores: ScoreTable | None) -> str:
    shown = (
        score_table_html(scores)
        if scores
        else "<p>Not measured yet. Measure with: <code>python -m evals run</code></p>"
    )
    return (
        f"<section><h2>How good they are</h2>{shown}<p>Anyone can measure again on the "
        '<a href="./evaluate">Evaluate page</a> or with <code>python -m evals run</code>.</p></section>'
    )


def _privacy_html(context: UiContext) -> str:
    points = ["In extractive mode nothing leaves the machine that runs this app: no key, no network, no telemetry."]
    if context.model:
        points.append(
            f"In generated mode your question, the earlier ones of the conversation and the passages found are sent to "
            f"{_host(context.endpoint)} (model {context.model}). Choose “Quoted word for word” on the Ask page to send nothing."
        )
    points += [
        "Your conversations and scripts are kept in your browser alone; you can export and delete them there.",
        "Feedback is kept only when you send it, with question, answer and versions, and with nothing about you.",
    ]
    return f'<section class="page-prose"><h2>Privacy</h2><ul>{"".join(f"<li>{text(p)}</li>" for p in points)}</ul></section>'


def _host(endpoint: str | None) -> str:
    """Name the endpoint without anything that could be a secret of its address."""
    try:
        parts = urlsplit(endpoint or "")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the endpoint of the app's settings"
    return f"{parts.scheme}://{parts.hostname}{port}" if parts.hostname else "the endpoint of the app's settings"


def _version_html(context: UiContext) -> str:
    corpus = context.corpus
    rows = {
        "App": context.version or "unreleased",
        "Corpus": f"{corpus.report.name}, {corpus_version(corpus)}",
        "Gradio": gr.__version__,
        "Python": platform.python_version(),
    }
    items = "".join(f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in rows.items())
    return f'<section><h2>Version</h2><dl class="facts">{items}</dl></section>'


def shelves_html(shelves: Sequence[Shelf]) -> str:
    """Return the table of all reports of the installation."""
    rows = "".join(
        f'<tr><th scope="row">{text(shelf.name)}</th><td>{text(shelf.title or shelf.fault)}</td>'
        f"<td>{'Imported from its PDF' if shelf.official else 'Shipped summary'}</td>"
        f'<td class="number">{shelf.recommendations}</td><td class="number">{shelf.practices}</td>'
        f"<td>{'Yes' if shelf.in_use else 'No'}</td></tr>"
        for shelf in shelves
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Name", "Title", "What it is"))
    return (
        '<section id="reports"><h2>Reports</h2>'
        '<div class="table-box fit" tabindex="0" role="region" aria-label="Reports"><table>'
        f'<caption>Reports of this installation</caption><thead><tr>{heads}<th scope="col" class="number">Recommendations</th>'
        f'<th scope="col" class="number">Practices</th><th scope="col">In use</th></tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _command_line_html() -> str:
    return (
        "<p>To bring a report, run this on the machine of the app: <code>python -m corpus import REPORT.pdf</code>. "
        "Here nobody can upload, because the app is open to other machines.</p>"
    )


class ReportsForm:
    """Bringing, choosing and removing reports; one object serves all readers and keeps nothing of any of them."""

    def __init__(self, context: UiContext, library: Library, shelves: gr.HTML, opened: gr.HTML) -> None:
        self._context = context
        self._library = library
        self._shelves = shelves
        self._opened = opened

    def lay_out(self) -> None:
        """Lay out the form and connect it."""
        own_html("<h3>Bring a report</h3>", elem_classes="own")
        own_html(f"<p>A PDF of at most {LARGEST_MB} MB. It is read here and goes nowhere else.</p>", elem_classes="own")
        with gr.Row(elem_classes="button-row"):
            file = gr.UploadButton("Choose a PDF", file_types=[".pdf"], elem_id="report-file")
        picked = own_html("", elem_classes="own", elem_id="report-picked")
        with gr.Row():
            name = gr.Textbox(label="Short name (optional)", max_length=60, min_width=200)
            url = gr.Textbox(label="Public address of the PDF, to be cited (optional)", max_length=500, min_width=200)
        bring = gr.Button("Import", variant="primary", elem_id="report-import")
        progress = own_html("", elem_classes="own", elem_id="report-progress")
        own_html("<h3>Choose what is in use</h3>", elem_classes="own")
        chosen = gr.Dropdown(self._library.names(), value=None, label="Report", elem_id="report-chosen")
        with gr.Row(elem_classes="button-row"):
            use = gr.Button("Use this report", elem_id="report-use")
            remove = gr.Button("Remove", variant="stop", elem_id="report-remove")
        said = own_html("", elem_classes="own", elem_id="report-said")
        done = gr.Checkbox(False, visible=False)
        # Asked for whenever the page is opened: reports are brought on the command line, too.
        self._opened.opened(lambda: self._listed(None), None, [self._shelves, chosen], queue=False, **_PRIVATE)
        file.upload(_picked_html, [file], [picked], **_PRIVATE)
        bring.click(
            self.bring, [file, name, url], [progress, picked, self._shelves, chosen],
            concurrency_limit=1, concurrency_id="import", **_PRIVATE,
        )  # fmt: skip
        used = use.click(self.use, [chosen], [said, self._shelves, done], concurrency_id="import", **_PRIVATE)
        removed = remove.click(
            self.remove, [chosen], [said, self._shelves, chosen, done],
            js="(name) => confirm(`Remove ${name || 'the report'} with its PDF?`) ? name : null", **_PRIVATE,
        )  # fmt: skip
        # The whole page is of the report in use: its name, its parts, its questions.
        for changed in (used, removed):
            changed.then(None, [done], js="(done) => { if (done) window.location.reload(); }")

    def bring(self, upload: str | None, name: str, url: str) -> Iterator[tuple[Any, ...]]:
        """Import the chosen file and say what was found in it."""
        # The name stays with the button after an import, when the file itself is long deleted.
        if not upload or not Path(upload).exists():
            yield _problem("Choose a PDF first."), gr.skip(), gr.skip(), gr.skip()
            return
        yield _line("Opening the PDF …"), gr.skip(), gr.skip(), gr.skip()
        try:
            for step in import_upload(Path(upload), self._library, name=name or "", url=url or ""):
                if isinstance(step, Imported):
                    yield _found_html(step), "", *self._listed(step.name)
                else:
                    yield _bar(*step), gr.skip(), gr.skip(), gr.skip()
        except Exception as error:  # one sentence for the reader, the traceback for whoever runs the app
            if not isinstance(error, CorpusError):
                _log.exception("An import failed")
            yield _problem(describe_fault(error)), "", gr.skip(), gr.skip()

    def use(self, name: str | None) -> Iterator[tuple[Any, ...]]:
        """Use a report from now on, in every page."""
        try:
            self._library.use([_named(name)])
        except (CorpusError, OSError) as error:
            yield _problem(str(error)), gr.skip(), False
            return
        yield _line("Opening the report … A new one is read through once, which can take a minute."), gr.skip(), False
        in_use = self._context.corpus.report
        what = "the shipped summary" if name == SUMMARY else f"“{name}”"
        if in_use.name != name:
            yield _problem(f"{what.capitalize()} could not be opened; {in_use.title} stays in use."), gr.skip(), False
            return
        yield _line(f"Answers are now given from {what}."), shelves_html(self._library.shelves()), True

    def remove(self, name: str | None) -> tuple[Any, ...]:
        """Delete an imported report with its PDF; where it was in use, the summary is from now on."""
        before = self._context.corpus.report.name
        try:
            self._library.remove(_named(name))
        except (CorpusError, OSError) as error:
            return _problem(str(error)), gr.skip(), gr.skip(), False
        changed = self._context.corpus.report.name != before
        return _line(f"“{name}” was removed, with its PDF."), *self._listed(None), changed

    def _listed(self, chosen: str | None) -> tuple[Any, ...]:
        return shelves_html(self._library.shelves()), gr.update(choices=self._library.names(), value=chosen)


def _picked_html(upload: str | None) -> str:
    return _line(f"Chosen: {Path(upload).name}") if upload else ""


def _named(name: str | None) -> str:
    if not name:
        raise CorpusError("No report is chosen. Choose one of the list.")
    return name


def _found_html(imported: Imported) -> str:
    account = re.sub(r"^# .*\n+", "", imported.account.to_markdown())
    return (
        f"{_line(f'Imported as “{imported.name}”: {imported.account.summary()} It is not in use yet: choose it below.')}"
        f'<details open><summary>What was found, and what was left out</summary><pre class="account">{text(account)}</pre></details>'
    )


def _bar(done: int, total: int) -> str:
    return f'<p><progress max="{total}" value="{done}" aria-label="Pages read"></progress></p><p>{done} of {total} pages read.</p>'


def _line(sentence: str) -> str:
    return f'<p role="status">{text(sentence)}</p>'


def _problem(sentence: str) -> str:
    return f'<p class="problem-line" role="alert">{text(sentence)}</p>'
