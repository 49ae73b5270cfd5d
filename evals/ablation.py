"""Ablation: the same questions with one part of the assistant added after another.

STEPS is the seam: a name and what opens a system for it. The first steps are bare searches that quote their top
chunks; a step that switches a part of the assistant on or off is one more line there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.errors import QuestionRejected
from corpus.chunk import Chunk
from evals.baselines import TopChunks
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

    @property
    def chunks(self) -> Sequence[Chunk]:
        """All that is indexed."""
        return self.assistant.retriever.chunks


Step = Callable[[str, Parts], System]


def bare_search(name: str, parts: Parts) -> System:
    """Open a search over the sentences by meaning, by words or by both, whose top chunks are the answer."""
    return _top_chunks(name, parts, [at for at, chunk in enumerate(parts.chunks) if not chunk.question])


def with_indexed_questions(name: str, parts: Parts) -> System:
    """Open the hybrid search over the sentences and the questions that are indexed beside them."""
    return _top_chunks(name, parts, list(range(len(parts.chunks))))


def structure_first(name: str, parts: Parts) -> System:
    """Open what answers lists, counts and comparisons from the typed entries, and the rest by the hybrid search."""
    return StructureFirst(name, parts.assistant, with_indexed_questions("hybrid", parts))


def entries_ranked(name: str, parts: Parts) -> System:
    """Open what also ranks whole entries by what the question asks for, but refuses nothing for want of support."""
    whole = parts.assistant
    unsure = Assistant(
        whole.corpus, whole.retriever, whole.scorer, whole.tagger, support=replace(whole.support, answer_at=0.0)
    )
    return StructureFirst(name, whole, AssistantSystem(unsure, "extractive"))


def whole_assistant(name: str, parts: Parts) -> System:
    """Open the assistant as it is."""
    return AssistantSystem(parts.assistant, "extractive", name)


class StructureFirst:
    """Leaves questions of structure to the assistant and all others to another system."""

    def __init__(self, name: str, assistant: Assistant, otherwise: System) -> None:
        self.name = name
        self.corpus = assistant.corpus
        self._assistant = assistant
        self._otherwise = otherwise

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer the last question of a conversation."""
        try:
            parts = self._assistant.examine(question, history)
        except QuestionRejected:
            return self._otherwise.ask(question, history)
        if all(outcome.structural for outcome, _ in parts):
            return self._assistant.ask(question, history, mode="extractive")
        return self._otherwise.ask(question, history)

    def rank(self, query: str) -> list[str]:
        """Rank the ids of entries as the other system does."""
        return self._otherwise.rank(query)


STEPS: Mapping[str, Step] = {
    "dense": bare_search,
    "BM25": bare_search,
    "hybrid": bare_search,
    "+ questions": with_indexed_questions,
    "+ structure": structure_first,
    "+ kinds apart": entries_ranked,
    "+ calibration": whole_assistant,
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


def _top_chunks(name: str, parts: Parts, among: Sequence[int]) -> System:
    found, chunks, places = parts.assistant.retriever, parts.chunks, np.array(among)

    def meaning(query: str) -> Vectors:
        scores: Vectors = found.cosines(query)[places]
        return scores

    def wording(query: str) -> Vectors:
        scores: Vectors = found.bm25(query)[places]
        return scores

    def both(query: str) -> Vectors:
        return fuse(meaning(query), wording(query))

    order_by = {"dense": meaning, "BM25": wording}.get(name, both)

    def search(query: str, k: int) -> list[tuple[Chunk, float]]:
        # A share of the best hit says nothing of how good that is: the fused search is cut by the cosine.
        words = wording(query)
        sure = words / (1 + words) if name == "BM25" else np.clip(meaning(query), 0, None)
        best: dict[tuple[str, int], tuple[Chunk, float]] = {}
        for at in best_first(order_by(query), len(places)):
            chunk = chunks[places[at]]
            best.setdefault((chunk.entry_id, chunk.start), (chunk, float(sure[at])))
            if len(best) == k:
                break
        return list(best.values())

    return TopChunks(name, parts.assistant.corpus, search, parts.dev)
