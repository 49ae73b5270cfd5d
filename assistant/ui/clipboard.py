"""An answer as plain text with its numbered sources, for the clipboard."""

from __future__ import annotations

from assistant.answer import Answer, Citation
from assistant.plain import unmarked
from assistant.ui.labels import basis_label


def answer_with_sources(answer: Answer) -> str:
    """Return question, answer and numbered sources as text that reads well wherever it is pasted."""
    parts = [f"Question: {answer.question}", unmarked(answer.answer).strip()]
    if answer.citations:
        parts.append("\n".join(["Sources:", *map(_source, answer.citations)]))
    return "\n\n".join(parts) + "\n"


def _source(citation: Citation) -> str:
    basis = basis_label(citation.basis, citation.page)
    quote = " ".join(citation.quote.split())
    return f"[{citation.n}] {citation.title} ({citation.entry_id}; {basis}): “{quote}” {citation.source_url}".rstrip()
