"""UiContext: what every page of the web app is given, and the Page it is registered as.

How the pages fit together:

- Each page has its own address (`/`, `/browse`, `/demonstrate` ...), so the back button, bookmarks and two
  browser tabs work as on any site. A page module offers `build(context: UiContext) -> None`, which is called
  once, inside the page's own Gradio context; `app.py` lists the pages as `Page("Browse", "browse", browse.build)`.
- The frame already shows the site's name, the navigation, the page's name as the only `<h1>`, the notice about
  what the corpus is and a `<main>` landmark. A page starts its own headings at `<h2>`.
- Pages speak to each other by address only: `context.ask_link(question)` opens the Ask page and asks,
  `context.entry_link(entry_id)` opens an entry in the reading panel. Put them into `<a href="...">` where you can;
  where a Gradio event decides (a table row, a button), let the handler return the address into a hidden component
  and continue with `.then(fn=None, inputs=[address], js=OPEN_LINK)`.
- The report in use may change while the app runs. A handler reads `context.corpus` when it is called and keeps
  `context.now` for as long as one answer takes; what a page shows of the report is laid out with
  `assistant.ui.theme.renewed_html` or named in `context.renewed`.
- What belongs to one reader lives in `gr.State` or in the reader's browser, never in a module or in the context.
- Colours, spaces and focus rings come from the custom properties at the top of `assets/frame.css` (`--c-...`);
  both themes are tested with axe-core. HTML made by hand is escaped with `assistant.ui.render.text` and shown
  with `assistant.ui.theme.own_html`, which keeps Gradio's own styles off it.
- A page that runs an evaluation lives in `evals/` (assistant may not import evals) and is registered the same way.
- `assistant.ui.feedback_form.build(context, turn)` is called by the Ask page with a `gr.State` that holds the
  `assistant.ui.conversations.Turn` which the reader wants to comment on, or None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlencode

from assistant.answer import Answer, Mode
from assistant.reports import Reports
from corpus.corpus import Corpus

if TYPE_CHECKING:
    from assistant.understanding.filters import Filters

OPEN_LINK = "(address) => { if (address) window.location.assign(address); }"
"""JavaScript for `.then(fn=None, inputs=[address], js=OPEN_LINK)`: go to one of our own addresses."""


class Answering(Protocol):
    """The part of the assistant that the pages use."""

    @property
    def corpus(self) -> Corpus:
        """What the assistant knows."""

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        mode: Mode | None = None,
    ) -> Answer:
        """Answer a question that follows earlier questions, oldest first; raises AssistantError."""

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        mode: Mode | None = None,
    ) -> Iterator[Answer]:
        """Yield the answer as it grows; the last one is complete. Raises AssistantError."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """A property of a component that depends on the report in use."""

    component: Any
    name: str
    make: Callable[[], Any]

    def renew(self) -> None:
        """Give the property the value that it has for the report in use now."""
        setattr(self.component, self.name, self.make())


@dataclass(frozen=True)
class UiContext:
    """What the pages share: the assistant, and where things are. Nothing of one reader is kept here."""

    assistant: Answering
    home: Path
    """Folder of the app's state: index, imported reports, feedback."""
    version: str = ""
    model: str | None = None
    """Model of the generated mode; None where only the extractive mode is on."""
    endpoint: str | None = None
    """Address that the generated mode calls; None in extractive mode."""
    token_cap: int = 200_000
    """Tokens that one reader's session may use of the model."""
    extras: dict[str, Any] = field(default_factory=dict)
    """Shared services that one page needs (such as the feedback store), by the name of the page's module."""
    renewed: list[Renewed] = field(default_factory=list)
    """What the pages show of the report itself; shown anew whenever another report is chosen."""

    @property
    def now(self) -> Answering:
        """The assistant over the report in use at this moment, for as long as one answer takes."""
        return self.assistant.current() if isinstance(self.assistant, Reports) else self.assistant

    def corpus_named(self, name: str) -> Corpus | None:
        """Return the corpus that an earlier answer came from; None where it is gone or is the one in use."""
        corpus = self.corpus
        if name == corpus.report.name or not isinstance(self.assistant, Reports):
            return None
        return self.assistant.named(name)

    @property
    def corpus(self) -> Corpus:
        """What the assistant knows."""
        return self.assistant.corpus

    def ask_link(self, question: str) -> str:
        """Return the address that opens the Ask page and asks a question; escape it for HTML as any text."""
        return f"./?{urlencode({'q': question})}"

    def entry_link(self, entry_id: str) -> str:
        """Return the address that opens an entry in the reading panel of the Ask page."""
        return f"./?{urlencode({'entry': entry_id})}"


@dataclass(frozen=True)
class Page:
    """A page of the app."""

    name: str
    """Name in the navigation and in the window's title."""
    path: str
    """Address below the root, without slashes; "" for the first page."""
    build: Callable[[UiContext], None]
    """Lays out the page inside its own Gradio context."""
    purpose: str = ""
    """One line under the page's name."""
