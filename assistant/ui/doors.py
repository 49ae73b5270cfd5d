"""Doors of the web app: the named endpoints that programs call, which are the tools of its tool server (MCP) too."""

from __future__ import annotations

import functools
import json
from typing import Any

import gradio as gr
from gradio.context import LocalContext
from gradio.events import api

from assistant.assistant import Assistant
from assistant.doors.doorkeeper import CALLER
from assistant.doors.tools import Tool, report_tools
from assistant.errors import AssistantError
from assistant.generating.budget import TokenBudget, TokenBudgets
from assistant.reports import Reports
from corpus.errors import CorpusError


def expose_tools(assistant: Assistant | Reports, budgets: TokenBudgets | None = None) -> None:
    """Add /ask_report, /search_report, /get_entry and /list_entries; call it once, inside the app's Blocks.

    `budgets` are shared with the other doors, so that a caller spends the same tokens at each.
    """
    budget = functools.partial(_budget_of_caller, budgets) if budgets else None
    for tool in report_tools(assistant, budget):
        # Unqueued: the tool server then calls us itself, and not by a second request of its own that has no key.
        api(_as_json(tool), api_name=tool.__name__, queue=False)


def _budget_of_caller(budgets: TokenBudgets) -> TokenBudget:
    """Return the budget of whoever sent the request that is being answered."""
    request = LocalContext.request.get(None)
    scope = getattr(getattr(request, "request", request), "scope", None) or {}
    return budgets.of(str(scope.get(CALLER, "")))


def _as_json(tool: Tool) -> Tool:
    """Let a tool answer in JSON text, and let a fault reach the caller as its sentence; Gradio hides other errors.

    As text, because Gradio's tool server writes anything else as Python does, with single quotes and None.
    """

    @functools.wraps(tool)
    def told(*values: Any, **named: Any) -> str:
        try:
            return json.dumps(tool(*values, **named), ensure_ascii=False)
        except (AssistantError, CorpusError) as error:
            raise gr.Error(str(error), print_exception=False) from None

    told.__annotations__ = {**tool.__annotations__, "return": "str"}
    return told
