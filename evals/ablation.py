"""Ablation: the same questions with one part of the assistant added after another.

STEPS is the seam: a name and what opens a system for it. The first steps are bare searches that quote their top
chunks; a step that switches a part of the assistant on or off is one more line there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.assistant import Assistant
from corpus.chunk import Chunk
from evals.baselines import Search, TopChunks
from evals.case import SETS, Case, choose_cases, load_cases
from evals.fingerprint import fingerprint
from evals.run_file import RUNS
from evals.runner import Evaluation, Options
from evals.systems import AssistantSystem, System
from index.encoder import Vectors
from index.fusion import best_first, fuse


@dataclass(frozen=True, slots=True)
class Parts:
    """What a step is opened from."""

    assistant: Assistant
    dev: Sequence[Case]
    """Development questions, on which a bare search gets its best threshold."""


Step = Callable[[str, Parts], System]


def bare_search(name: str, parts: Parts) -> System:
    """Open a search by meaning, by words or by both, whose top chunks are the answer."""
    found = parts.assistant.retriever
    scores: Mapping[str, Callable[[str], Vectors]] = {
        "dense": found.cosines,
        "BM25": found.bm25,
        "hybrid": lambda query: fuse(found.cosines(query), found.bm25(query)),
    }
    # A share of the best hit says nothing of how good that is: the fused search is cut by the cosine.
    sure = {"dense": found.cosines, "BM25": lambda q: found.bm25(q) / (1 + found.bm25(q)), "hybrid": found.cosines}
    search = _search(found.chunks, scores[name], sure[name])
    return TopChunks(name, parts.assistant.corpus, search, parts.dev)


def whole_assistant(name: str, parts: Parts) -> System:
    """Open the assistant as it is."""
    return AssistantSystem(parts.assistant, "extractive", name)


STEPS: Mapping[str, Step] = {
    "dense": bare_search,
    "BM25": bare_search,
    "hybrid": bare_search,
    "all parts": whole_assistant,
}


def open_ablation(options: Options, *, folder: Path = RUNS, sets: Path = SETS) -> Evaluation:
    """Open every step over the cases of one split; the last step is the assistant itself."""
    from assistant.build import open_assistant

    assistant = open_assistant()
    every_case = load_cases(assistant.corpus, sets)
    cases = [case for case in choose_cases(every_case, options.suite, options.split) if case.plant is None]
    parts = Parts(assistant, [case for case in every_case if case.split == "dev" and case.plant is None])
    systems = {name: open_step(name, parts) for name, open_step in STEPS.items()}
    return Evaluation(cases, systems, fingerprint(assistant.corpus, every_case), options, folder=folder)


def _search(chunks: Sequence[Chunk], order_by: Callable[[str], Vectors], sure: Callable[[str], Vectors]) -> Search:
    def search(query: str, k: int) -> list[tuple[Chunk, float]]:
        confidence = sure(query)
        return [(chunks[at], max(0.0, float(confidence[at]))) for at in best_first(order_by(query), k)]

    return search
