"""The web app: reads the command line, opens the assistant and serves the pages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from corpus.errors import CorpusError
from index.errors import RetrievalError

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.ui.context import Page, UiContext

FAILED = 1
LOCAL_HOST = "127.0.0.1"
LARGEST_UPLOAD, SMALL_UPLOAD = 105_000_000, 1_000_000
"""Bytes of a report that can be brought through the page where only this machine reaches it; of other files."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the app until it is stopped; return the exit code: 0 stopped, 1 failed, 2 bad input."""
    options = _parser().parse_args(arguments)
    try:
        return _serve(options.host, options.port, open_browser=not options.no_browser)
    except (AssistantError, CorpusError, RetrievalError) as error:
        _say(str(error))
        return FAILED
    except KeyboardInterrupt:
        _say("Stopped.")
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="report-assistant", description="Chat about the report in your browser.")
    parser.add_argument("--host", default=LOCAL_HOST, help=f"address to listen at ({LOCAL_HOST}: this machine only)")
    parser.add_argument("--port", type=int, help="port to listen at (by default the first free one from 7860 on)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    return parser


def _serve(host: str, asked_port: int | None, *, open_browser: bool) -> int:
    # Imported here: a port that is taken or a setting that is wrong is told without waiting for Gradio.
    from assistant.doors.access import Access, check_address, is_loopback
    from assistant.settings import read_settings
    from assistant.ui.address import free_port

    port = free_port(host, asked_port)
    settings = read_settings()
    access = Access.of(settings.api_keys, settings.users)
    check_address(host, access, allow_public=settings.allow_public)
    _say("Opening the assistant ...")
    from assistant.doors.doorkeeper import Limits
    from assistant.generating.budget import TokenBudgets
    from assistant.ui.frame import Serving, build_app, serve

    local = host in (LOCAL_HOST, "localhost", "::1")
    context = open_context(settings, uploads=local)
    budgets = TokenBudgets(settings.session_token_cap)
    app = build_app(context, pages(), budgets)
    how = Serving(
        access=access,
        limits=Limits(
            per_minute=settings.rate_limit,
            upload_bytes=LARGEST_UPLOAD if local else SMALL_UPLOAD,
            this_machine_only=is_loopback(host) and not access.required and not settings.allow_public,
        ),
        budgets=budgets,
        largest_upload=LARGEST_UPLOAD if local else SMALL_UPLOAD,
        open_browser=open_browser,
    )
    address = serve(app, context, host, port, how)
    _say(f"The assistant is at {address} (stop it with Ctrl+C).")
    app.block_thread()
    return 0


def open_context(settings: Settings, *, uploads: bool = False) -> UiContext:
    """Open the assistant and what else the pages share; `uploads` lets readers bring reports of their own."""
    from assistant.build import open_assistant, open_embedder
    from assistant.feedback_store import open_feedback
    from assistant.reports import Reports
    from assistant.ui.about import AboutServices
    from assistant.ui.context import UiContext
    from assistant.ui.score_table import read_score_table
    from corpus.library import Library
    from evals.scoreboard import PUBLISHED

    embedder = open_embedder(settings)
    reports = Reports(Library(settings.home), lambda: open_assistant(settings, embedder=embedder))
    return UiContext(
        assistant=reports,
        home=settings.home,
        version=_version(),
        model=settings.model,
        endpoint=(settings.openai_base_url or "https://api.openai.com/v1") if settings.model else None,
        token_cap=settings.session_token_cap,
        extras={
            "feedback_form": open_feedback(settings.home, settings.database_url),
            "about": AboutServices(read_score_table(PUBLISHED), uploads),
        },
    )


def pages() -> list[Page]:
    """List the pages in the order of the navigation."""
    from assistant.ui import about, ask, browse, demonstrate
    from assistant.ui.context import Page
    from evals import page as evaluate

    return [
        Page("Ask", "", ask.build, "Put a question to the report"),
        Page("Browse", "browse", browse.build, browse.PURPOSE),
        Page("Demonstrate", "demonstrate", demonstrate.build, demonstrate.PURPOSE),
        Page("Evaluate", "evaluate", evaluate.build, evaluate.PURPOSE),
        Page("About", "about", about.build, about.PURPOSE),
    ]


def _version() -> str:
    try:
        return version("cluster-report-assistant")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "unreleased"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
