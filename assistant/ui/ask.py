"""The Ask page: the conversation beside the reading panel. What readers click is in `assets/ask.js`.

The browser and this page speak through one hidden component, the bridge: the script triggers its events
(`ask`, `nudge`, `show`, `restore`, `comment`) with JSON, and its value carries commands back (announce, save, ...).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.answer import Mode
from assistant.errors import AssistantError
from assistant.generating.budget import TokenBudget, TokenBudgets
from assistant.ui import feedback_form
from assistant.ui.context import Renewed, UiContext
from assistant.ui.conversations import Turn, read_conversation, write_turn
from assistant.ui.limits import limits_form, read_limits
from assistant.ui.live import LiveAnswer, answer_turn
from assistant.ui.panel import contents_html, entry_html
from assistant.ui.pdf_pages import PdfPages
from assistant.ui.render import text
from assistant.ui.starters import welcome_html
from assistant.ui.theme import own_html, renewed_html
from assistant.ui.turns import announcement, conversation_html, working_html
from corpus.corpus import Corpus
from corpus.library import Library

AT_ONCE = 8
"""Questions answered at the same moment on this machine; others wait their turn."""
AT_ONCE_WRITTEN = 24
"""The same where a model elsewhere writes: most of the time is then spent waiting for it."""

_BRIDGE_JS = "window.assistantUi.connect(trigger, watch, props, ['ask', 'nudge', 'show', 'restore', 'comment']);"
_PANEL_JS = "watch('value', () => { window.assistantUi.panelChanged(element); window.pagePictures.load(element); });"
_SUBMIT_JS = "(question) => { window.assistantUi.submit(question); }"
_SETTLED_JS = "() => { window.assistantUi.settled(); }"
_FAILED_JS = "() => { window.assistantUi.failed(); }"
_sequence = itertools.count(1)


@dataclass(frozen=True)
class _Parts:
    """The components of the page."""

    log: gr.HTML
    live: gr.HTML
    box: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    panel: gr.HTML
    bridge: gr.HTML
    spent: gr.HTML
    turns: gr.State
    pending: gr.State
    rated: gr.State

    @property
    def answering(self) -> list[Any]:
        """What an answer changes."""
        shown = [self.log, self.live, self.box, self.ask, self.stop, self.spent]
        return [*shown, self.bridge, self.turns, self.pending]


def build(context: UiContext) -> None:
    """Lay out the Ask page inside the current Gradio context."""
    AskPage(context, _layout(context)).wire()


def _layout(context: UiContext) -> _Parts:
    modes = (
        [("", f"Written by {context.model}, checked"), ("extractive", "Quoted word for word")] if context.model else []
    )
    turns, pending, rated = gr.State(()), gr.State(None), gr.State(None)
    with gr.Row(elem_id="ask-layout"):
        with gr.Column(elem_id="ask-main", scale=3, min_width=280):
            own_html(_toolbar_html(), elem_id="ask-toolbar")
            log = renewed_html(context, lambda: welcome_html(context.now), elem_id="conversation")
            live = own_html("", elem_id="live")
            feedback_form.build(context, rated)
            with gr.Column(elem_id="composer"):
                own_html('<p class="editing" hidden></p>')
                with gr.Row(elem_id="question-row"):
                    box = gr.Textbox(
                        label="Your question",
                        placeholder=_placeholder(context),
                        lines=1,
                        max_lines=8,
                        max_length=20_000,
                        elem_id="question",
                        scale=8,
                    )
                    ask = gr.Button("Ask", variant="primary", elem_id="ask-button", scale=1, min_width=80)
                    stop = gr.Button(
                        "Stop", variant="stop", elem_id="stop-button", scale=1, min_width=80, visible=False
                    )
                context.renewed.append(Renewed(box, "placeholder", lambda: _placeholder(context)))
                renewed_html(context, lambda: limits_form(context.corpus, modes), elem_id="limits")
                spent = own_html("", elem_id="spent")
        with gr.Column(elem_id="ask-panel", scale=2, min_width=280):
            panel = renewed_html(context, lambda: contents_html(context.corpus), elem_id="panel", js_on_load=_PANEL_JS)
    bridge = own_html(None, html_template="", js_on_load=_BRIDGE_JS, elem_id="bridge")
    return _Parts(log, live, box, ask, stop, panel, bridge, spent, turns, pending, rated)


def _placeholder(context: UiContext) -> str:
    return f"Ask about {context.corpus.report.short_title}"


def _toolbar_html() -> str:
    return (
        '<h2 class="vh">Conversation</h2><div class="toolbar" role="group" aria-label="Conversations">'
        '<button type="button" class="quiet" data-act="new">New conversation</button>'
        '<details class="saved"><summary>Saved in this browser</summary><div class="saved-box">'
        '<ul class="saved-list"></ul><p class="saved-none">No conversation is saved yet.</p>'
        '<p class="saved-actions"><button type="button" class="quiet" data-act="export">Export this one</button>'
        '<button type="button" class="quiet" data-act="import">Import a file</button>'
        '<button type="button" class="quiet danger" data-act="delete-all">Delete all</button></p>'
        '<input type="file" accept="application/json,.json" class="vh" tabindex="-1" aria-label="Conversation file">'
        "</div></details></div>"
    )


def _command(**commands: Any) -> dict[str, Any]:
    """Make a value of the bridge; the number makes sure that equal commands are two."""
    return {"sequence": next(_sequence), **commands}


class AskPage:
    """The handlers of the page; one object serves all readers and keeps of each only the answer under way."""

    def __init__(self, context: UiContext, parts: _Parts) -> None:
        self._context = context
        self._pages = PdfPages(lambda: context.corpus, Library(context.home))
        self._parts = parts
        self._under_way: dict[str, LiveAnswer] = {}
        self._budgets = TokenBudgets(context.token_cap)

    @property
    def _corpus(self) -> Corpus:
        """What is in use now; an earlier turn holds its own."""
        return self._context.corpus

    def wire(self) -> None:
        """Connect the handlers to the components."""
        parts = self._parts
        quick: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
        # What is typed goes over the bridge as well: one way in, so that two questions of a reader never overlap.
        gr.on([parts.box.submit, parts.ask.click], None, [parts.box], js=_SUBMIT_JS, api_visibility="private")
        # Gradio's own way to skip and to cancel an event loses a question that follows at once: to its client the event
        # before is still running. So the page's script keeps questions apart, and an answer is stopped from within.
        asking = self._on("ask")(
            self.ask,
            [parts.turns],
            parts.answering,
            show_progress="hidden",
            trigger_mode="multiple",
            concurrency_limit=AT_ONCE_WRITTEN if self._context.model else AT_ONCE,
            api_visibility="private",
        )
        asking.then(None, js=_SETTLED_JS)
        asking.failure(None, js=_FAILED_JS)
        # Gradio's client may miss that its stream of answers was closed just when a question was sent; whatever is
        # sent next opens it again. The script sends this as long as a question gets no answer.
        self._on("nudge")(lambda: None, trigger_mode="multiple", **{**quick, "queue": True})
        parts.stop.click(self.stop, **quick)
        self._on("show")(self.show, [parts.turns, parts.pending], [parts.panel], trigger_mode="always_last", **quick)
        self._on("restore")(
            self.restore,
            None,
            [parts.log, parts.live, parts.panel, parts.spent, parts.bridge, parts.turns],
            **quick,
        )
        # In the queue: Gradio's client tells nobody of a changed state after an event outside it.
        self._on("comment")(self.comment, [parts.turns], [parts.rated], **{**quick, "queue": True})

    def _on(self, event: str) -> Callable[..., Any]:
        return getattr(self._parts.bridge, event)  # type: ignore[no-any-return]

    def ask(self, turns: tuple[Turn, ...], event: gr.EventData, request: gr.Request) -> Iterator[dict[Any, Any]]:
        """Answer a question that was typed, clicked or came with the address: `question`, `options`, `typed`."""
        data = _data(event)
        question, options, typed = str(data.get("question") or ""), data.get("options"), bool(data.get("typed"))
        parts = self._parts
        chosen = options if isinstance(options, Mapping) else {}
        kept = _kept(turns, chosen.get("replace"))
        mode: Mode | None = "extractive" if chosen.get("mode") == "extractive" else None
        # The report may be changed while the answer is made: the whole answer is of the one in use now.
        assistant = self._context.now
        limits = read_limits(chosen, assistant.corpus)
        number = len(kept) + 1
        yield {
            parts.log: self._log_html(kept),
            parts.live: working_html(number, question, None),
            **({parts.box: ""} if typed else {}),
            parts.ask: gr.update(visible=False),
            parts.stop: gr.update(visible=True),
            parts.turns: kept,
            parts.pending: Turn(number, question, limits=limits),
        }
        final = Turn(number, question, error="There is no answer.", limits=limits)
        budget = self._budgets.of(_session(data, request)) if self._context.model else None
        live = LiveAnswer(answer_turn(assistant, question, kept, limits, mode, budget))
        with self._stoppable(live, str(request.session_hash)):
            for final in live:
                yield {parts.live: working_html(number, question, final), parts.pending: final}
        if live.complete:
            ended = self._finished((*kept, final))
        elif final.answer:
            ended = self._finished((*kept, replace(final, stopped=True)))
        else:
            ended = self._put_back(kept, question)
        yield {**ended, parts.spent: _spent_html(budget)}

    @contextmanager
    def _stoppable(self, live: LiveAnswer, session: str) -> Iterator[None]:
        """Let the reader's Stop reach an answer for as long as it is under way."""
        self._under_way[session] = live
        try:
            yield
        finally:
            self._under_way.pop(session, None)
            live.stop()

    def stop(self, request: gr.Request) -> None:
        """End the answer under way; `ask` then keeps what is there of it."""
        live = self._under_way.get(str(request.session_hash))
        if live:
            live.stop()

    def _finished(self, turns: tuple[Turn, ...]) -> dict[Any, Any]:
        parts = self._parts
        last = turns[-1]
        return {
            parts.log: self._log_html(turns),
            parts.live: "",
            parts.ask: gr.update(visible=True),
            parts.stop: gr.update(visible=False),
            parts.turns: turns,
            parts.pending: None,
            parts.bridge: _command(
                announce=announcement(last),
                save={"keep": len(turns) - 1, "turn": write_turn(last)},
                report=last.corpus.report.name if last.corpus else None,
                ready=f"t{last.number}",
            ),
        }

    def _put_back(self, turns: tuple[Turn, ...], question: str) -> dict[Any, Any]:
        """Put a question that was stopped before its first words back into the box."""
        parts = self._parts
        return {
            parts.log: self._log_html(turns),
            parts.live: "",
            parts.box: question,
            parts.ask: gr.update(visible=True),
            parts.stop: gr.update(visible=False),
            parts.pending: None,
            parts.bridge: _command(announce="Answer stopped.", forget_draft=True),
        }

    def show(self, turns: tuple[Turn, ...], pending: Turn | None, event: gr.EventData) -> str:
        """Return the panel for a citation (`turn`, `n`), an entry (`entry`) or, for neither, the contents."""
        data = _data(event)
        known = (*turns, pending) if pending else turns
        turn = next((turn for turn in known if turn.number == data.get("turn")), None)
        in_use = self._corpus
        corpus = (turn and turn.corpus) or in_use
        # Pictures are drawn of the PDF in use.
        pages = self._pages if corpus.report.name == in_use.report.name else None
        if turn is not None and turn.answer is not None:
            cited = next((c for c in turn.answer.citations if c.n == data.get("n")), None)
            if cited is not None:
                return entry_html(corpus[cited.entry_id], corpus, cited, turn, pages)
        wanted = data.get("entry")
        if not wanted:
            return contents_html(in_use)
        entry_id = next((i for i in (str(wanted), str(wanted).upper()) if i in corpus), None)
        if entry_id is None:
            missing = f'<p class="note" role="alert">There is no entry “{text(str(wanted)[:60])}” in this report.</p>'
            return missing + contents_html(in_use)
        return entry_html(corpus[entry_id], corpus, pages=pages)

    def restore(self, event: gr.EventData, request: gr.Request) -> dict[Any, Any]:
        """Open a conversation that the browser holds or a file that the reader chose; an empty one clears the page."""
        parts = self._parts
        data = _data(event)
        imported = bool(data.get("imported"))
        stored = data.get("conversation")
        corpus, earlier = self._corpus, self._context.corpus_named
        try:
            turns = read_conversation(str(stored), corpus, imported=imported, earlier=earlier) if stored else ()
        except AssistantError as error:
            return {parts.bridge: _command(problem=str(error), broken=not imported)}
        budget = self._budgets.of(_session(data, request)) if self._context.model else None
        return {
            parts.log: self._log_html(turns),
            parts.live: "",
            parts.spent: _spent_html(budget),
            parts.panel: contents_html(corpus) if not data.get("keep_panel") else gr.skip(),
            parts.turns: turns,
            parts.bridge: _command(opened={"turns": [write_turn(turn) for turn in turns], "imported": imported}),
        }

    def comment(self, turns: tuple[Turn, ...], event: gr.EventData) -> Turn | None:
        """Return the turn that the reader wants to comment on."""
        return next((turn for turn in turns if turn.number == _data(event).get("turn")), None)

    def _log_html(self, turns: tuple[Turn, ...]) -> str:
        if not turns:
            return str(self._parts.log.value)
        return conversation_html(turns, self._corpus)


def _data(event: gr.EventData) -> Mapping[str, Any]:
    return event._data if isinstance(event._data, Mapping) else {}


def _session(data: Mapping[str, Any], request: gr.Request) -> str:
    """Name the session that tokens are counted for: the tab, which stays the same when its page is loaded again."""
    tab = data.get("session")
    return tab if isinstance(tab, str) and 8 <= len(tab) <= 64 else str(request.session_hash)


def _spent_html(budget: TokenBudget | None) -> str:
    if budget is None or not budget.spent:
        return ""
    used = f"{min(budget.spent, budget.cap):,} of {budget.cap:,} tokens of the model used in this session."
    if not budget.used_up:
        return f'<p class="spent">{used}</p>'
    return f'<p class="spent used-up">{used} From here on answers are quoted word for word.</p>'


def _kept(turns: tuple[Turn, ...], replaced: object) -> tuple[Turn, ...]:
    """Return the turns that stay when the question `replaced` and all after it are asked anew."""
    if isinstance(replaced, int) and 1 <= replaced <= len(turns):
        return turns[: replaced - 1]
    return turns
