"""The Demonstrate page: a script of questions to edit and present, a quiz, and a hand-out of the session.

The presenter view itself is in `assets/demonstrate.js`; it asks this page for one slide at a time through a hidden
component, the bridge, whose events (`opened`, `present`, `nudge`, `save`, `reset`) carry JSON and whose value carries slides and files back.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import gradio as gr

from assistant.answer import Answer
from assistant.demonstration.quiz import QuizQuestion, make_quiz
from assistant.demonstration.script import (
    Script,
    Step,
    default_script,
    read_lines,
    read_script,
    write_lines,
    write_script,
)
from assistant.errors import ScriptInvalid
from assistant.handout.docx_file import write_docx
from assistant.handout.handout import Handout, make_handout
from assistant.handout.markdown_file import write_markdown
from assistant.handout.pdf_file import write_pdf
from assistant.ui.context import Renewed, UiContext
from assistant.ui.conversations import Turn
from assistant.ui.labels import counted
from assistant.ui.live import answer_turn
from assistant.ui.render import text
from assistant.ui.slides import answer_slide, quiz_html, quiz_slide
from assistant.ui.theme import own_html, renewed_html
from assistant.understanding.filters import Filters
from corpus.corpus import Corpus

PURPOSE = "Show the report to a room"
MOST_QUIZ_QUESTIONS = 40
AT_ONCE = 8
"""Slides answered at the same moment, together with the questions of the Ask page."""

_FORMATS = {"Markdown": "md", "Word (DOCX)": "docx", "PDF": "pdf"}
_MIME = {
    "md": "text/markdown;charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_BRIDGE_JS = (
    "window.assistantDemonstration.connect(trigger, watch, props, ['opened', 'present', 'nudge', 'save', 'reset']);"
)
_HINT = (
    "One question a line. A line that starts with # opens a chapter; questions of a chapter follow each other as in a "
    "conversation. What comes after // is a note for you."
)
_sequence = itertools.count(1)
Shown = tuple[Turn, ...]
"""What this session has been shown, in order; each question with its answer."""


@dataclass(frozen=True)
class _Parts:
    """The components of the page."""

    title: gr.Textbox
    lines: gr.Textbox
    status: gr.HTML
    bridge: gr.HTML
    shown: gr.State
    session: gr.HTML
    seed: gr.Number
    count: gr.Number
    make: gr.Button
    quiz: gr.State
    quiz_view: gr.HTML
    extent: gr.Radio
    with_quiz: gr.Checkbox
    writers: Mapping[str, gr.Button]
    handout_status: gr.HTML


def build(context: UiContext) -> None:
    """Lay out the page inside the current Gradio context."""
    DemonstratePage(context, _layout(context)).wire()


def _layout(context: UiContext) -> _Parts:
    script = default_script(context.corpus)
    with gr.Column(elem_id="demonstrate"):
        own_html("<h2>Script</h2>", elem_classes="own")
        title = gr.Textbox(script.title, label="Title", max_length=400, elem_id="script-title")
        context.renewed.append(Renewed(title, "value", lambda: default_script(context.corpus).title))
        lines = gr.Textbox(
            write_lines(script), label="Questions", info=_HINT, lines=10, max_lines=24, elem_id="script-lines"
        )
        context.renewed.append(Renewed(lines, "value", lambda: write_lines(default_script(context.corpus))))
        status = renewed_html(
            context, lambda: _script_line(default_script(context.corpus)), elem_classes="own", elem_id="script-status"
        )
        own_html(_script_buttons(), elem_classes="own", elem_id="script-buttons")
        own_html("<h2>Quiz</h2><p>Made from the corpus; every answer is certain and cited.</p>", elem_classes="own")
        with gr.Row():
            count = gr.Number(8, label="Questions", precision=0, min_width=140)
            seed = gr.Number(1, label="Number (the same one gives the same quiz)", precision=0, min_width=140)
        make = gr.Button("Make the quiz")
        quiz_view = own_html("", elem_classes="own", elem_id="quiz-view")
        session, extent, with_quiz, writers, handout_status = _lay_out_handout()
    return _Parts(
        title=title,
        lines=lines,
        status=status,
        bridge=own_html(None, html_template="", js_on_load=_BRIDGE_JS, elem_id="demo-bridge"),
        shown=gr.State(()),
        session=session,
        seed=seed,
        count=count,
        make=make,
        quiz=gr.State(()),
        quiz_view=quiz_view,
        extent=extent,
        with_quiz=with_quiz,
        writers=writers,
        handout_status=handout_status,
    )


def _lay_out_handout() -> tuple[gr.HTML, gr.Radio, gr.Checkbox, Mapping[str, gr.Button], gr.HTML]:
    own_html("<h2>Hand-out</h2>", elem_classes="own")
    session = own_html(_session_line(()), elem_classes="own", elem_id="session-line")
    extent = gr.Radio(
        [("The questions shown so far", "shown"), ("The whole script", "script")],
        value="script",
        label="What it holds",
    )
    with_quiz = gr.Checkbox(False, label="With the quiz and its answers")
    with gr.Row():
        writers = {form: gr.Button(name, min_width=140) for name, form in _FORMATS.items()}
    handout_status = own_html("", elem_classes="own", elem_id="handout-status")
    return session, extent, with_quiz, writers, handout_status


class DemonstratePage:
    """The handlers of the page; one object serves all trainers, so it keeps nothing of any of them."""

    def __init__(self, context: UiContext, parts: _Parts) -> None:
        self._context = context
        self._parts = parts

    @property
    def _corpus(self) -> Corpus:
        return self._context.corpus

    def wire(self) -> None:
        """Connect the handlers to the components."""
        parts = self._parts
        quick: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        answering: dict[str, Any] = {**quick, "concurrency_limit": AT_ONCE, "concurrency_id": "answer"}
        script = [parts.title, parts.lines]
        # One handler for both, so that what is said of the script as it stands comes last, however fast a reader goes on.
        left = [parts.title.blur, parts.lines.blur]
        gr.on(left, self.check, script, [parts.status], queue=False, trigger_mode="always_last", **quick)
        self._on("opened")(self.open, None, [*script, parts.status], queue=False, **quick)
        self._on("reset")(self.reset, None, [*script, parts.status, parts.bridge], queue=False, **quick)
        self._on("save")(self.save, script, [parts.status, parts.bridge], queue=False, **quick)
        parts.make.click(self.make_quiz, [parts.seed, parts.count], [parts.quiz, parts.quiz_view], **quick)
        self._on("present")(
            self.present,
            [*script, parts.shown, parts.quiz],
            [parts.bridge, parts.shown, parts.session, parts.status],
            # Gradio would drop a slide that is asked for the moment another is complete; see the Ask page.
            trigger_mode="multiple",
            **answering,
        )
        self._on("nudge")(lambda: None, trigger_mode="multiple", **quick)
        for form, button in parts.writers.items():
            button.click(
                self._writer(form),
                [*script, parts.shown, parts.quiz, parts.extent, parts.with_quiz],
                [parts.bridge, parts.shown, parts.session, parts.handout_status],
                **answering,
            )

    def _on(self, event: str) -> Callable[..., Any]:
        return getattr(self._parts.bridge, event)  # type: ignore[no-any-return]

    def check(self, title: str, lines: str) -> str:
        """Say what the script holds, or what is wrong with it."""
        try:
            return _script_line(read_lines(title or "", lines or ""))
        except ScriptInvalid as error:
            return _problem(str(error))

    def open(self, event: gr.EventData) -> tuple[Any, ...]:
        """Open the script that the browser kept, or a file that the trainer chose."""
        data = _data(event)
        if "file" not in data:
            title, lines = str(data.get("title", ""))[:400], str(data.get("text", ""))[:400_000]
            return title, lines, self.check(title, lines)
        try:
            script = read_script(str(data["file"]))
        except ScriptInvalid as error:
            return gr.skip(), gr.skip(), _problem(str(error))
        return script.title, write_lines(script), _script_line(script)

    def reset(self) -> tuple[Any, ...]:
        """Put the shipped script back."""
        script = default_script(self._corpus)
        return script.title, write_lines(script), _script_line(script), _command(forget=True)

    def save(self, title: str, lines: str) -> tuple[Any, ...]:
        """Hand the script to the browser as a JSON file."""
        try:
            script = read_lines(title or "", lines or "")
        except ScriptInvalid as error:
            return _problem(str(error)), gr.skip()
        return _script_line(script), _command(download=_file("script", "json", write_script(script).encode()))

    def make_quiz(self, seed: float | None, count: float | None) -> tuple[tuple[QuizQuestion, ...], str]:
        """Make a quiz and show it."""
        # Out of bounds is brought inside here: Gradio would answer with an error that says nothing to a trainer.
        wanted = max(1, min(MOST_QUIZ_QUESTIONS, int(count or 0)))
        quiz = make_quiz(self._corpus, int(seed or 0), wanted)
        if not quiz:
            return (), _problem("This corpus holds too little for a quiz: no question has a certain answer.")
        present = '<p><button type="button" class="quiet" data-demo="present-quiz">Present the quiz</button></p>'
        return quiz, present + quiz_html(quiz)

    def present(
        self, title: str, lines: str, shown: Shown, quiz: tuple[QuizQuestion, ...], event: gr.EventData
    ) -> Iterator[dict[Any, Any]]:
        """Yield a slide: a step of the script, a question of the quiz, or one that came from the room."""
        parts, data = self._parts, _data(event)
        deck, place = str(data.get("deck")), _whole(data.get("place"))
        if deck == "quiz":
            if 0 <= place < len(quiz):
                where = f"Quiz · {place + 1} of {len(quiz)}"
                yield {parts.bridge: _slide_command("quiz", place, len(quiz), quiz_slide(quiz[place], where))}
            return
        try:
            script = read_lines(title or "", lines or "")
        except ScriptInvalid as error:
            yield {parts.status: _problem(str(error)), parts.bridge: _command(problem=str(error))}
            return
        if deck == "room":
            question = str(data.get("question", "")).strip()
            yield from self._slides("room", 0, 1, Step(question), (), "A question from the room", shown)
        elif not script.steps:
            sentence = "The script holds no question yet. Write one a line."
            yield {parts.status: _problem(sentence), parts.bridge: _command(problem=sentence)}
        else:
            place = max(0, min(place, len(script.steps) - 1))
            step, total = script.steps[place], len(script.steps)
            where = " · ".join(part for part in (step.chapter, f"{place + 1} of {total}") if part)
            yield from self._slides("script", place, total, step, script.history(place), where, shown)

    def _slides(
        self, deck: str, place: int, total: int, step: Step, history: Sequence[str], where: str, shown: Shown
    ) -> Iterator[dict[Any, Any]]:
        """Yield the slide of a question as its answer grows; what was answered before is shown again at once."""
        parts = self._parts
        turn = _found(step.question, history, shown, self._corpus)
        if turn is None:
            turn = Turn(1, step.question, history=tuple(history))
            for turn in self._answered(step.question, history):
                slide = answer_slide(turn, where, step.note)
                yield {parts.bridge: _slide_command(deck, place, total, slide, done=False)}
            shown = (*shown, turn)
        yield {
            parts.bridge: _slide_command(deck, place, total, answer_slide(turn, where, step.note)),
            parts.shown: shown,
            parts.session: _session_line(shown),
        }

    def _answered(self, question: str, history: Sequence[str]) -> Iterator[Turn]:
        before = [Turn(number, asked) for number, asked in enumerate(history, 1)]
        yield Turn(len(before) + 1, question, history=tuple(history))
        yield from answer_turn(self._context.now, question, before, Filters())

    def _writer(self, form: str) -> Callable[..., Iterator[dict[Any, Any]]]:
        def write(
            title: str,
            lines: str,
            shown: Shown,
            quiz: tuple[QuizQuestion, ...],
            extent: Literal["shown", "script"],
            with_quiz: bool,
        ) -> Iterator[dict[Any, Any]]:
            yield from self._hand_out(form, title, lines, shown, quiz if with_quiz else None, extent)

        return write

    def _hand_out(
        self,
        form: str,
        title: str,
        lines: str,
        shown: Shown,
        quiz: tuple[QuizQuestion, ...] | None,
        extent: Literal["shown", "script"],
    ) -> Iterator[dict[Any, Any]]:
        parts = self._parts
        try:
            script = read_lines(title or "", lines or "")
        except ScriptInvalid as error:
            yield {parts.handout_status: _problem(str(error))}
            return
        corpus = self._corpus
        answers = [turn.answer for turn in shown if turn.answer and turn.corpus is corpus]
        if extent == "script":
            answers = []
            for done, answer in enumerate(self._whole_script(script, shown)):
                yield {parts.handout_status: _line(f"Answering question {done + 1} of {len(script.steps)} …")}
                answers += [answer] if answer else []
        if reason := _nothing_to_print(answers, quiz, extent):
            yield {parts.handout_status: _problem(reason)}
            return
        made = make_handout(
            answers, corpus, title=script.title, made_on=datetime.now().astimezone().date(), quiz=quiz or ()
        )
        said = f"The hand-out holds {counted(len(answers), 'answer')} and {counted(len(made.sources), 'source')}."
        yield {
            parts.handout_status: _line(said),
            parts.bridge: _command(download=_file("hand-out", form, _written(made, form))),
        }

    def _whole_script(self, script: Script, shown: Shown) -> Iterator[Answer | None]:
        """Yield the answer of each step; what was shown already is not asked again."""
        for place, step in enumerate(script.steps):
            history = script.history(place)
            turn = _found(step.question, history, shown, self._corpus)
            if turn is None:
                *_, turn = self._answered(step.question, history)
            yield turn.answer if turn else None


def _nothing_to_print(answers: Sequence[Answer], quiz: Sequence[QuizQuestion] | None, extent: str) -> str:
    """Say why there would be nothing in the hand-out, or not what was asked for; "" where there is."""
    if quiz is not None and not quiz:
        return "There is no quiz yet. Choose “Make the quiz” first, or take it out of the hand-out."
    if not answers and not quiz:
        where = (
            "has been shown yet. Present a question first"
            if extent == "shown"
            else "is in the script. Write one a line"
        )
        return f"No question {where}."
    return ""


def _written(handout: Handout, form: str) -> bytes:
    if form == "pdf":
        return write_pdf(handout)
    return write_docx(handout) if form == "docx" else write_markdown(handout).encode("utf-8")


def _found(question: str, history: Sequence[str], shown: Shown, corpus: Corpus) -> Turn | None:
    """Return a question that this session has had answered after the same earlier ones, from the report in use."""
    same = (t for t in shown if t.asked == question and t.history == tuple(history) and t.answer is not None)
    return next((turn for turn in same if turn.corpus is corpus), None)


def _data(event: gr.EventData) -> Mapping[str, Any]:
    return event._data if isinstance(event._data, Mapping) else {}


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _command(**commands: Any) -> dict[str, Any]:
    """Make a value of the bridge; the number makes sure that equal commands are two."""
    return {"sequence": next(_sequence), **commands}


def _slide_command(deck: str, place: int, total: int, html: str, *, done: bool = True) -> dict[str, Any]:
    return _command(slide={"deck": deck, "place": place, "total": total, "html": html, "done": done})


def _file(name: str, form: str, content: bytes) -> dict[str, str]:
    """Describe a file for the browser to keep; nothing of it stays on the server."""
    return {"name": f"{name}.{form}", "type": _MIME[form], "base64": base64.b64encode(content).decode("ascii")}


def _script_buttons() -> str:
    return (
        '<p class="button-line"><button type="button" class="primary-button" data-demo="present">Present</button> '
        '<button type="button" class="quiet" data-demo="save">Save as a file</button> '
        '<button type="button" class="quiet" data-demo="open">Open a file</button> '
        '<button type="button" class="quiet" data-demo="reset">Back to the shipped script</button>'
        '<input type="file" accept="application/json,.json" class="vh" tabindex="-1" aria-label="Script file"></p>'
    )


def _script_line(script: Script) -> str:
    chapters = len({step.chapter for step in script.steps if step.chapter})
    held = counted(len(script.steps), "question")
    held += f" in {counted(chapters, 'chapter')}" if chapters else ""
    return _line(f"{held}. What you change is kept in this browser.")


def _session_line(shown: Shown) -> str:
    answered = sum(turn.answer is not None for turn in shown)
    return f"<p>{counted(answered, 'question').capitalize()} shown in this session.</p>"


def _line(sentence: str) -> str:
    return f'<p class="small" role="status">{text(sentence)}</p>'


def _problem(sentence: str) -> str:
    return f'<p class="problem-line" role="alert">{text(sentence)}</p>'
