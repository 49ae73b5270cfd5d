"""The feedback form of the Ask page: what a reader thinks of one answer, and where that is kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.errors import FeedbackRejected, FeedbackUnavailable
from assistant.feedback import MAX_COMMENT, Feedback, Verdict, make_feedback
from assistant.feedback_store import FeedbackStore, open_feedback
from assistant.ui.context import UiContext
from assistant.ui.conversations import Turn
from assistant.ui.render import text
from assistant.ui.theme import own_html

VERDICT_LABELS: dict[Verdict, str] = {
    "helpful": "Helpful",
    "not_helpful": "Not helpful",
    "wrong_citation": "A citation is wrong",
    "should_have_answered": "It should have answered",
    "should_have_refused": "It should have refused",
}
_PRIVACY = (
    "Kept with it: the question, the ones before it, the answer, and the versions of app and corpus. "
    "Nothing about you is kept, so write no names into the text."
)
_FAILED = "Your feedback was not stored, because its database does not answer. Your answers are safe; try again later."
_THANKS = "Thank you, your feedback is stored. Sending again for the same answer replaces it."
_FOCUS = """() => setTimeout(() => {
  const form = document.querySelector('#feedback-form');
  form?.querySelector('input[type=radio]')?.focus({ preventScroll: true });
  form?.scrollIntoView({ block: 'nearest' });
}, 120)"""
# The reader goes back to the button that opened the form.
_RETURN = """(number) => {
  setTimeout(() => document.querySelector(`[data-act="feedback"][data-turn="${number}"]`)?.focus(), 60);
}"""
_SAY = "(said) => { const line = document.querySelector('#feedback-said'); window.assistantFrame?.announce(line?.innerText ?? ''); }"

_log = logging.getLogger(__name__)
Ids = dict[str, str]
"""Ids of what this reader has already sent, by answer; so that sending again replaces."""


def build(context: UiContext, turn: gr.State) -> None:
    """Lay out the form; it shows whenever `turn` holds the turn that the reader comments on.

    The store is `context.extras["feedback_form"]`, or a SQLite file in the state folder where none is given.
    """
    store = context.extras.get("feedback_form") or open_feedback(context.home)
    form = FeedbackForm(context, store)
    sent, number = gr.State({}), gr.Number(visible=False)
    quick: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    said = own_html("", elem_id="feedback-said", elem_classes="own")
    with gr.Column(visible=False, elem_id="feedback-form") as box:
        heading = own_html("", elem_classes="own")
        verdict = gr.Radio(
            [(label, verdict) for verdict, label in VERDICT_LABELS.items()], label="What do you think of this answer?"
        )
        comment = gr.Textbox(label="In your words (optional)", lines=2, max_lines=6, max_length=MAX_COMMENT)
        own_html(f'<p class="small">{text(_PRIVACY)}</p>')
        with gr.Row():
            send = gr.Button("Send feedback", variant="primary", size="sm", min_width=120)
            close = gr.Button("Close", size="sm", min_width=80)
    shown = turn.change(form.show, [turn], [box, heading, verdict, comment, said, number], queue=False, **quick)
    shown.then(fn=None, js=_FOCUS)
    stored = send.click(form.send, [turn, verdict, comment, sent], [said, sent, turn], **quick)
    stored.then(fn=None, inputs=[number], js=f"(number) => {{ ({_SAY})(); ({_RETURN})(number); }}")
    # In the queue, both: outside it a changed state is not noticed, and the form would stay open.
    closed = close.click(lambda: None, None, [turn], **quick)
    closed.then(fn=None, inputs=[number], js=_RETURN)


class FeedbackForm:
    """The handlers of the form; one object serves all readers, so it keeps nothing of any of them."""

    def __init__(self, context: UiContext, store: FeedbackStore) -> None:
        self._context = context
        self._store = store

    def show(self, turn: Turn | None) -> tuple[Any, ...]:
        """Open the form for an answer, empty; close it where there is none."""
        if turn is None or turn.answer is None:
            return gr.update(visible=False), "", None, "", gr.skip(), gr.skip()
        asked = turn.asked if len(turn.asked) <= 120 else f"{turn.asked[:119]}…"
        heading = f"<h2>Feedback on answer {turn.number}</h2><p>{text(asked)}</p>"
        return gr.update(visible=True), heading, None, "", "", turn.number

    def send(self, turn: Turn | None, verdict: str | None, comment: str, sent: Ids) -> tuple[Any, ...]:
        """Store what was chosen; whatever goes wrong is one sentence, and the form stays open with its text."""
        if turn is None or turn.answer is None:
            return _said("There is no answer to comment on. Choose “Give feedback” under one.", wrong=True)
        if not verdict:
            return _said("Choose what you think of the answer first.", wrong=True)
        try:
            record = self._record(turn, verdict, comment or "", sent)
            self._store.add(record)
        except FeedbackRejected as error:
            return _said(str(error), wrong=True)
        except FeedbackUnavailable as error:
            # The reader gets no address of a database; whoever runs the app finds it in the log.
            _log.warning("%s", error)
            return _said(_FAILED, wrong=True)
        said, _, _ = _said(_THANKS)
        return said, {**sent, _key(turn): record.id}, None

    def _record(self, turn: Turn, verdict: str, comment: str, sent: Mapping[str, str]) -> Feedback:
        assert turn.answer is not None
        record = make_feedback(
            turn.answer,
            verdict,
            comment,
            turn.corpus or self._context.corpus,
            history=turn.history,
            app_version=self._context.version,
        )
        return replace(record, id=sent.get(_key(turn), record.id))


def _key(turn: Turn) -> str:
    elapsed = turn.answer.elapsed_ms if turn.answer else 0.0
    return f"{turn.number} {elapsed} {turn.asked}"


def _said(sentence: str, *, wrong: bool = False) -> tuple[Any, ...]:
    shown = f'<p class="{"problem-line" if wrong else "note-line"}" role="status">{text(sentence)}</p>'
    return shown, gr.skip(), gr.skip()
