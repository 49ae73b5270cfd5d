"""The frame of the web app: every page gets the same head, navigation and notice; and how the app is served."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# Gradio reads these when it is imported: no calls home, no share link, pages rendered by the browser alone.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_SSR_MODE"] = "False"
os.environ["GRADIO_SHARE"] = "False"

import gradio as gr
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from assistant.assistant import Assistant
from assistant.doors.access import Access
from assistant.doors.doorkeeper import Doorkeeper, Limits
from assistant.doors.openai_api import api_routes
from assistant.generating.budget import TokenBudgets
from assistant.reports import Reports
from assistant.ui.context import Page, UiContext
from assistant.ui.doors import expose_tools
from assistant.ui.pdf_pages import PdfPages
from assistant.ui.render import attribute, text
from assistant.ui.theme import app_theme, icon_path, page_head, renewed_html
from corpus.library import Library

WAITING_AT_MOST = 200
"""Events that may wait; one more is told to try again later."""

FILES_KEPT = 3600
"""Seconds that Gradio keeps a file which a reader uploaded or downloads."""


def build_app(context: UiContext, pages: Sequence[Page], budgets: TokenBudgets | None = None) -> gr.Blocks:
    """Put the pages together; the first one has the root address. `budgets` are those of `Serving`."""
    first, *others = pages
    title = context.corpus.report.title
    app = gr.Blocks(
        title=f"{first.name} · {title}", analytics_enabled=False, fill_width=True, delete_cache=(FILES_KEPT, FILES_KEPT)
    )
    with app:
        _page(context, first, pages)
    for page in others:
        with app.route(page.name, f"/{page.path}"):
            _page(context, page, pages)
    if isinstance(context.assistant, (Assistant, Reports)):  # the scripted stand-in of the tests has no search
        with app:
            expose_tools(context.assistant, budgets)
    if isinstance(context.assistant, Reports):
        context.assistant.watch(lambda: _renew(app, context))
    app.queue(max_size=WAITING_AT_MOST, default_concurrency_limit=4)
    return app


def _renew(app: gr.Blocks, context: UiContext) -> None:
    """Let every page that is opened from now on show the report in use."""
    app.title = f"{context.corpus.report.title}"
    for shown in context.renewed:
        shown.renew()
    app.config = app.get_config_file()


def _page(context: UiContext, page: Page, pages: Sequence[Page]) -> None:
    renewed_html(context, lambda: _header_html(context, page, pages), elem_id="site-head")
    page.build(context)


def _header_html(context: UiContext, page: Page, pages: Sequence[Page]) -> str:
    report = context.corpus.report
    items = "".join(
        f"<li><a href={attribute('./' + other.path)}{' aria-current=page' if other is page else ''}>{text(other.name)}</a></li>"
        for other in pages
    )
    purpose = f'<p class="purpose">{text(page.purpose)}</p>' if page.purpose else ""
    return (
        '<a class="skip" href="#content" data-act="skip">Skip to the content</a>'
        f'<div class="bar"><p class="site"><a href="./">{text(report.title)}</a></p>'
        f'<nav aria-label="Pages"><ul>{items}</ul></nav>'
        '<button type="button" class="quiet" data-act="theme" aria-pressed="false">Dark colours</button></div>'
        f'<div class="page-name"><h1>{text(page.name)}</h1>{purpose}</div>'
        f'<p class="corpus-notice">{text(report.notice)} This is an automated assistant.</p>'
        f'<div id="content" tabindex="-1" data-report={attribute(report.name)} data-title={attribute(f"{page.name} · {report.title}")}></div>'
    )


@dataclass(frozen=True, slots=True)
class Serving:
    """How the app is served: to whom, and what one caller may send and spend."""

    access: Access = field(default_factory=lambda: Access.of(None, None))
    limits: Limits = field(default_factory=Limits)
    budgets: TokenBudgets | None = None
    """What each caller may spend on a model."""
    largest_upload: int = 1_000_000
    """Bytes."""
    open_browser: bool = False


def serve(app: gr.Blocks, context: UiContext, host: str, port: int, how: Serving | None = None) -> str:
    """Start serving pages and doors and return the address; `app.block_thread()` waits until it is stopped."""
    how = how or Serving()
    _, address, _ = app.launch(
        server_name=host,
        server_port=port,
        inbrowser=how.open_browser,
        share=False,
        ssr_mode=False,
        quiet=True,
        show_error=False,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        mcp_server=True,
        theme=app_theme(),
        head=page_head(),
        favicon_path=icon_path(),
        max_file_size=how.largest_upload,
        app_kwargs={
            # Given before the server listens: what is mounted afterwards answers an early caller with 404.
            "routes": [
                *api_routes(context.assistant, how.budgets),
                *PdfPages(lambda: context.corpus, Library(context.home)).routes(),
            ],
            "middleware": [
                Middleware(Doorkeeper, access=how.access, limits=how.limits),
                Middleware(SecurityHeaders),
                Middleware(InUse, context=context),
            ],
        },
        prevent_thread_lock=True,
    )
    return str(address)


_Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class InUse:
    """Opens the report that was chosen since before a page is shown, so that the whole page is of that report."""

    def __init__(self, app: Callable[..., Awaitable[None]], context: UiContext) -> None:
        self._app = app
        self._context = context

    async def __call__(self, scope: MutableMapping[str, Any], receive: Callable[..., Any], send: _Send) -> None:
        """Answer one request of the ASGI server."""
        if scope["type"] == "http" and "." not in scope["path"] and not scope["path"].startswith("/gradio_api/"):
            await run_in_threadpool(lambda: self._context.now)
        await self._app(scope, receive, send)


_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' blob: data:; worker-src 'self' blob:; "
    "frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


class SecurityHeaders:
    """Tells the browser to load nothing from elsewhere and to tell other sites nothing about the reader's questions.

    Inline scripts and eval stay allowed because Gradio's own pages need both.
    """

    _HEADERS = (
        (b"content-security-policy", _POLICY.encode()),
        (b"referrer-policy", b"same-origin"),
        (b"x-content-type-options", b"nosniff"),
    )

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Callable[..., Any], send: _Send) -> None:
        """Answer one request of the ASGI server."""

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
