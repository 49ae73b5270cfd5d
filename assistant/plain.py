"""Plain: an answer as readable text, with its numbered sources."""

from __future__ import annotations

import html
import re
import textwrap

from assistant.answer import Answer, by_source
from corpus.entry import Basis

BASIS_NAMES: dict[Basis, str] = {
    "published_summary": "public summary",
    "policy_toolkit": "Policy Toolkit",
    "eccp_page": "ECCP page",
    "related_page": "related page",
    "official_report": "official report",
}
_WIDTH = 100


def plain_answer(answer: Answer) -> str:
    """Write an answer for a terminal."""
    lines = []
    if answer.understood_as != answer.question:
        lines += [f"Understood as: {answer.understood_as}", ""]
    if answer.note:
        lines += [answer.note, ""]
    for paragraph in unmarked(answer.answer).split("\n"):
        lines += textwrap.wrap(paragraph, _WIDTH, subsequent_indent="  " * paragraph.startswith("- ")) or [""]
    if answer.citations:
        lines += ["", "Sources"]
    for citation, *others in by_source(answer.citations):
        numbers = "".join(f"[{same.n}]" for same in (citation, *others))
        page = f", p. {citation.page}" if citation.page else ""
        lines.append(f"{numbers} {citation.entry_id} {citation.title}{page} ({BASIS_NAMES[citation.basis]})")
        lines.append(f"    {citation.source_url}")
    if answer.suggestions:
        lines += ["", "You can also ask", *(f"- {text}" for text in answer.suggestions)]
    return "\n".join(lines)


def unmarked(markdown: str) -> str:
    """Take the marks out of an answer's Markdown: bold, escapes, entities."""
    text = markdown.replace("**", "")
    return html.unescape(re.sub(r"\\([\[\]!*_`<>#|\\~])", r"\1", text))
