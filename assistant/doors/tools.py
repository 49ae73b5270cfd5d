"""Tools: what other programs may call by name, through Gradio's endpoints and its tool server (MCP).

Their signatures and docstrings are what a client reads, so they say everything a caller must know.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args

from assistant.answer import Mode
from assistant.errors import QuestionRejected
from assistant.understanding.cleaning import clean_question
from assistant.understanding.filters import Filters, matches
from corpus.corpus import Corpus
from corpus.entry import KINDS, LEVELS, Entry, Kind, Level

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.generating.budget import TokenBudget
    from assistant.reports import Reports
    from index.retriever import HybridRetriever

MOST_RESULTS = 50
_MODES: tuple[Mode, ...] = get_args(Mode)
Tool = Callable[..., Any]
_Choice = TypeVar("_Choice", bound=str)


def report_tools(
    assistant: Assistant | Reports, budget: Callable[[], TokenBudget] | None = None
) -> tuple[Tool, Tool, Tool, Tool]:
    """Return ask_report, search_report, get_entry and list_entries over one assistant; expose each with `gr.api`.

    `budget` gives what the caller of the moment may still spend on a model; without it there is no limit.
    A call that cannot be carried out raises AssistantError or CorpusError with a sentence for the caller.
    """

    def ask_report(question: str, history: list[str] | None = None, mode: str = "") -> dict[str, Any]:
        """Answer a question about the report of the European Expert Group on Clusters, every sentence cited.

        Parameters:
            question: the question, in words, at most 2,000 characters.
            history: earlier questions of the same conversation, oldest first, so that "and for reskilling?" is understood;
                the last 100 count.
            mode: "extractive" for verbatim sentences, "generated" for an answer written by a model; empty for the set mode.

        Returns:
            question, understood_as, decision ("answered", "partly" or "not_in_report"), answer (Markdown with [1]
            markers), sentences, citations (entry_id, kind, title, quote, start, end, page, source_url, basis), suggestions.
        """
        chosen = _one_of(mode, _MODES, "mode") if mode else None
        before = history or []
        if budget is None:
            return assistant.ask(question, before, None, chosen).to_dict()
        *_, answer = budget().stream(assistant, question, before, None, chosen)
        return answer.to_dict()

    def search_report(query: str, kind: str = "", limit: int = 10) -> list[dict[str, Any]]:
        """Search the passages of the report and of what surrounds it; best first.

        Parameters:
            query: words or a question, at most 2,000 characters.
            kind: recommendation, practice, background or term; empty for all.
            limit: how many passages at most, 1 to 50.

        Returns:
            a list of passages with entry_id, kind, title, text, start and end (characters of the entry's body), score.
        """
        kinds: tuple[Kind, ...] | None = (_one_of(kind, KINDS, "kind"),) if kind else None
        corpus = assistant.corpus
        # What the assistant searches with is the whole retriever, of which its answers need but a part.
        retriever = cast("HybridRetriever", assistant.retriever)
        hits = retriever.search(clean_question(query), k=_count(limit), kinds=kinds)
        return [
            {
                "entry_id": hit.chunk.entry_id,
                "kind": hit.chunk.kind,
                "title": corpus[hit.chunk.entry_id].title,
                "text": hit.chunk.text,
                "start": hit.chunk.start,
                "end": hit.chunk.end,
                "score": round(hit.score, 4),
            }
            for hit in hits
        ]

    def get_entry(entry_id: str) -> dict[str, Any]:
        """Return one entry whole: a recommendation, practice, background fact or term.

        Parameters:
            entry_id: its id as in citations and lists, such as G3, P07, A04 or T12.

        Returns:
            id, kind, title, body (plain Markdown), part, countries, region, levels, years, basis, sources (addresses),
            filed_under (by the Policy Toolkit) and matched_to (our own match).
        """
        corpus = assistant.corpus
        entry = corpus[entry_id.strip().upper()]
        return _described(entry, corpus) | {"body": entry.body}

    def list_entries(kind: str = "", part: str = "", country: str = "", level: str = "") -> list[dict[str, Any]]:
        """List entries completely, in reading order, without their bodies; every limit that is given must hold.

        Parameters:
            kind: recommendation, practice, background or term; empty for all.
            part: id of a part of the report, such as green, digital or resilience; empty for all.
            country: two-letter country code, such as NO, or EU; empty for all.
            level: european, interregional, cross_border, national, regional, local, cluster, company or research.

        Returns:
            a list of entries with id, kind, title, part, countries, region, levels, years, basis, sources.
        """
        corpus = assistant.corpus
        filters = Filters(
            kinds=(_one_of(kind, KINDS, "kind"),) if kind else (),
            pillars=(_one_of(part, tuple(p.id for p in corpus.report.pillars), "part"),) if part else (),
            countries=(country.strip().upper(),) if country.strip() else (),
            levels=(_level(level),) if level else (),
        )
        return [_described(entry, corpus) for entry in corpus if not filters or matches(entry, filters)]

    return ask_report, search_report, get_entry, list_entries


def _level(text: str) -> Level:
    return _one_of(text, LEVELS, "level")


def _one_of(text: str, choices: tuple[_Choice, ...], name: str) -> _Choice:
    for choice in choices:
        if choice == text.strip().lower():
            return choice
    raise QuestionRejected(f"There is no {name} {text[:80]!r}. Choose one of: {', '.join(choices)}.")


def _count(limit: int) -> int:
    if not 1 <= limit <= MOST_RESULTS:
        raise QuestionRejected(f"The limit is {limit!r}. Choose 1 to {MOST_RESULTS}.")
    return limit


def _described(entry: Entry, corpus: Corpus) -> dict[str, Any]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "title": entry.title,
        "part": corpus.report.pillar(entry.pillar).title if entry.pillar else None,
        "countries": list(entry.countries),
        "region": entry.region,
        "levels": list(entry.levels),
        "years": entry.years.text if entry.years else None,
        "basis": entry.basis,
        "sources": [source.url for source in entry.sources],
        "filed_under": list(entry.filed_under),
        "matched_to": list(entry.matched_to),
    }
