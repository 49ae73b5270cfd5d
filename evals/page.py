"""The Evaluate page of the app: make a run, watch it, look at what fails, compare it with another, take it along.

It measures nothing itself: runs, figures, plots and comparisons are those of the command line.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.ui.context import UiContext
from assistant.ui.labels import counted
from assistant.ui.render import text
from assistant.ui.theme import own_html
from corpus.errors import CorpusError
from evals.build import open_evaluation
from evals.case import SETS, SPLITS
from evals.compare import compare_runs
from evals.errors import EvalsError, RunUnreadable
from evals.export import to_csv
from evals.gate import check_floors, read_floors
from evals.report import render_run, write_report
from evals.run_file import RESULTS, RUNS, Run, read_run
from evals.runner import Evaluation, Options
from index.errors import RetrievalError
from index.home import replace_file

PURPOSE = "Measure the answers, and see where they fail"
ALL = "all"
"""The choice of every suite, or of both splits."""
UPDATE_EVERY = 0.25
"""Seconds between two updates of the bar."""
_OPENED_JS = "setTimeout(() => trigger('opened', {}), 0);"
_FOLDER = "runs"
_TABLE = "cases.csv"
_log = logging.getLogger(__name__)
_Opener = Callable[..., Evaluation]


@dataclass(frozen=True)
class _Parts:
    """The components of the page."""

    suite: gr.Dropdown
    split: gr.Radio
    mode: gr.Radio
    limit: gr.Number
    perturbed: gr.Checkbox
    baselines: gr.Checkbox
    run: gr.Button
    stop: gr.Button
    progress: gr.HTML
    shown: gr.Dropdown
    before: gr.Dropdown
    problem: gr.HTML
    files: tuple[gr.DownloadButton, ...]
    body: gr.HTML
    opened: gr.HTML

    @property
    def options(self) -> list[Any]:
        """What decides a run."""
        return [self.suite, self.split, self.mode, self.limit, self.perturbed, self.baselines]


def build(context: UiContext) -> None:
    """Lay out the page inside the current Gradio context."""
    EvaluatePage(context, _layout(context)).wire()


def list_runs(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Return the results files of all finished runs by name, newest first."""
    files = [file for folder in folders for file in folder.glob(f"*/{RESULTS}")]
    return {file.parent.name: file for file in sorted(files, key=lambda file: file.parent.name, reverse=True)}


def _layout(context: UiContext) -> _Parts:
    suites = [("All suites", ALL), *((_words(file.stem), file.stem) for file in sorted(SETS.glob("*.jsonl")))]
    modes = [("Extractive", "extractive"), *([("Generated", "generated")] if context.model else [])]
    with gr.Column(elem_id="evaluate"):
        own_html("<h2>Make a run</h2>", elem_classes="own")
        with gr.Row():
            suite = gr.Dropdown(suites, value=ALL, label="Suite", min_width=160)
            limit = gr.Number(0, label="At most so many questions (0: all)", precision=0, min_width=160)
        with gr.Row():
            split = gr.Radio([("Both", ALL), *((s, s) for s in SPLITS)], value=ALL, label="Split", min_width=160)
            mode = gr.Radio(modes, value="extractive", label="Way of answering", min_width=160)
        with gr.Row():
            perturbed = gr.Checkbox(False, label="Badly typed questions too", min_width=160)
            baselines = gr.Checkbox(False, label="Baselines too", min_width=160)
        with gr.Row(elem_classes="button-row"):
            run = gr.Button("Run", variant="primary", elem_id="run-button")
            stop = gr.Button("Stop", variant="stop", elem_id="run-stop", visible=False)
        progress = own_html("", elem_classes="own", elem_id="run-progress")
        own_html("<h2>Results</h2>", elem_classes="own")
        with gr.Row():
            shown = gr.Dropdown([], label="Run", info="Runs of this installation, newest first", min_width=200)
            before = gr.Dropdown([], label="Compare with", info="An earlier run, or none", min_width=200)
        problem = own_html("", elem_classes="own")
        with gr.Row(elem_classes="button-row"):
            names = ("Results (JSON)", "Page (HTML)", "Table (CSV)")
            files = tuple(gr.DownloadButton(name, visible=False, size="sm") for name in names)
        body = own_html(_hint(), elem_classes=["own", "evaluation"], elem_id="run-body")
    opened = own_html(None, html_template="", js_on_load=_OPENED_JS, elem_id="evaluate-bridge")
    return _Parts(
        suite, split, mode, limit, perturbed, baselines, run, stop, progress,
        shown, before, problem, files, body, opened,
    )  # fmt: skip


class EvaluatePage:
    """The handlers of the page; one object serves all evaluators and keeps of each only that a run is under way."""

    def __init__(self, context: UiContext, parts: _Parts, opener: _Opener = open_evaluation) -> None:
        self._under_way: dict[str, Event] = {}
        self._parts = parts
        self._own = context.home / _FOLDER
        self._opener = opener

    def wire(self) -> None:
        """Connect the handlers to the components."""
        parts = self._parts
        quick: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        listed = [parts.shown, parts.before]
        outputs = [parts.run, parts.stop, parts.progress, parts.shown, parts.before]
        parts.opened.opened(self.list, None, listed, queue=False, **quick)
        waiting = parts.run.click(self.wait, None, outputs[:3], queue=False, **quick)
        # One run at a time: two at once would only make both slower, and their times worth nothing.
        waiting.then(
            self.make,
            parts.options,
            outputs,
            concurrency_limit=1,
            concurrency_id="evaluation",
            # Gradio's own way to skip and to cancel an event would lose a run that is made right after a stopped one.
            trigger_mode="multiple",
            **quick,
        )
        parts.stop.click(self.stop, None, [parts.progress], queue=False, **quick)
        viewed = [parts.problem, parts.body, *parts.files]
        for changed in (parts.shown.change, parts.before.change):
            changed(self.view, listed, viewed, trigger_mode="always_last", **{**quick, "show_progress": "minimal"})

    @property
    def _runs(self) -> dict[str, Path]:
        return list_runs((self._own, RUNS))

    def list(self) -> tuple[Any, ...]:
        """Offer the finished runs, those of the command line too."""
        names = list(self._runs)
        return gr.update(choices=names), gr.update(choices=[("None", ""), *((name, name) for name in names)], value="")

    def wait(self, request: gr.Request) -> tuple[Any, ...]:
        """Show at once that the click was noticed, however long the queue."""
        self._under_way[str(request.session_hash)] = Event()
        waiting = '<p class="small" role="status">Waiting until the machine is free …</p>'
        return gr.update(visible=False), gr.update(visible=True), waiting

    def stop(self, request: gr.Request) -> str:
        """Let the run end with the question it is at, or before its first one."""
        self._under_way.get(str(request.session_hash), Event()).set()
        return _line("Stopping after the question under way …")

    def make(
        self,
        suite: str,
        split: str,
        mode: str,
        limit: float | None,
        perturbed: bool,
        baselines: bool,
        request: gr.Request,
    ) -> Iterator[dict[Any, Any]]:
        """Run, yielding the bar, and offer the result; a fault is one sentence."""
        parts = self._parts
        chosen = Options(
            suite=None if suite == ALL else suite,
            split=next((name for name in SPLITS if name == split), None),
            mode="generated" if mode == "generated" else "extractive",
            limit=int(limit) if limit and limit >= 1 else None,
            perturbations=bool(perturbed) and mode == "extractive",
            baselines=bool(baselines),
            ask_again=int(mode == "extractive"),
        )
        session = str(request.session_hash)
        free = {parts.run: gr.update(visible=True), parts.stop: gr.update(visible=False)}
        try:
            update: dict[Any, Any] = {}
            for update in self._run(chosen, self._under_way.setdefault(session, Event())):
                yield update
            yield {**update, **free}
        except (EvalsError, AssistantError, CorpusError, RetrievalError, OSError) as error:
            yield {parts.progress: _problem(str(error)), **free}
        except Exception:  # the evaluator gets one calm sentence, whoever runs the app gets the traceback
            _log.exception("A run failed")
            sentence = "The run failed inside the app; what is finished is kept. Run it again, or look into the log."
            yield {parts.progress: _problem(sentence), **free}
        finally:
            self._under_way.pop(session, None)

    def _run(self, chosen: Options, stopped: Event) -> Iterator[dict[Any, Any]]:
        parts = self._parts
        if stopped.is_set():
            yield {parts.progress: _line("Stopped before the first question.")}
            return
        yield {parts.progress: _line("Opening the assistant …")}
        evaluation = self._opener(chosen, folder=self._own)
        measured = next(iter(evaluation.systems))
        total, wrong, told = len(evaluation.tasks), 0, 0.0
        for asked, outcome in enumerate(evaluation.run(), 1):
            # Baselines and badly typed questions are meant to fail more; counted in, they would only alarm.
            wrong += bool(outcome.wrong or outcome.error) and outcome.system == measured and not outcome.variant
            if time.monotonic() - told >= UPDATE_EVERY:
                told = time.monotonic()
                yield {parts.progress: _bar(asked, total, wrong, evaluation.resumed)}
            if stopped.is_set() and asked < total:
                kept = f"Stopped after {asked} of {total} questions. The same run goes on from there."
                yield {parts.progress: _line(kept)}
                return
        run, folder = evaluation.finish()
        floors = check_floors(next(iter(run.summaries.values())), read_floors()) if _whole(run) else ()
        write_report(run, folder, None, floors)
        offered, compared = self.list()
        said = f"Finished in {run.info.seconds:.0f} s: {counted(total, 'question')} asked, {_wrong(wrong)}."
        yield {
            parts.progress: _line(said),
            parts.shown: {**offered, "value": folder.name},
            parts.before: {**compared, "value": ""},
        }

    def view(self, name: str | None, before: str | None) -> tuple[Any, ...]:
        """Show a run, against an earlier one where one is chosen, and offer its files."""
        hidden = [gr.update(visible=False)] * len(self._parts.files)
        if not name:
            return "", _hint(), *hidden
        try:
            run, folder = self._read(name)
            against = self._read(before)[0] if before and before != name else None
            checks = check_floors(next(iter(run.summaries.values())), read_floors()) if _whole(run) else ()
            body = render_run(run, compare_runs(against, run) if against else None, checks)
            files = self._files(run, folder)
        except (EvalsError, OSError) as error:
            return _problem(str(error)), "", *hidden
        return "", body, *(gr.update(value=str(file), visible=True) for file in files)

    def _read(self, name: str) -> tuple[Run, Path]:
        """Read a run by its name; only a listed one, whatever the browser sent."""
        file = self._runs.get(name)
        if file is None:
            raise RunUnreadable(f"There is no run {name[:80]!r}. Choose one of the list.")
        return read_run(file), file.parent

    def _files(self, run: Run, folder: Path) -> tuple[Path, ...]:
        report, table = folder / "report.html", folder / _TABLE
        if not report.exists():
            write_report(run, folder)
        if not table.exists():
            replace_file(table, to_csv(run).encode("utf-8"))
        return folder / RESULTS, report, table


def _whole(run: Run) -> bool:
    """Say whether a run is of all that the floors speak of."""
    return run.info.suite is None and run.info.limit is None and run.info.reported == "test"


def _bar(asked: int, total: int, wrong: int, resumed: int) -> str:
    again = f" ({resumed} were there from a run that was stopped)" if resumed else ""
    return (
        f'<p><progress max="{total}" value="{asked}" aria-label="Questions asked"></progress></p>'
        f"<p>{asked} of {total} asked{again}, {_wrong(wrong)} so far.</p>"
    )


def _wrong(count: int) -> str:
    return f"{counted(count, 'answer')} of the assistant with something wrong"


def _hint() -> str:
    return "<p>Choose a run to see its scores, plots and failing cases, or make one.</p>"


def _line(sentence: str) -> str:
    return f'<p role="status">{text(sentence)}</p>'


def _problem(sentence: str) -> str:
    return f'<p class="problem-line" role="alert">{text(sentence)}</p>'


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
