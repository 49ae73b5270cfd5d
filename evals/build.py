"""Build: the only place of evals/ that opens real parts, the assistant, the baselines and the judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Mode
from corpus.corpus import Corpus
from evals.case import SETS, Case, Plant, choose_cases, load_cases
from evals.errors import ModelMissing
from evals.fingerprint import fingerprint
from evals.run_file import RUNS
from evals.runner import AskingApart, Evaluation, Options
from evals.systems import AssistantSystem, System, plant_entry
from evals.workers import Workers

if TYPE_CHECKING:
    from assistant.answering.reading import PassageScorer
    from assistant.assistant import Assistant
    from assistant.understanding.wording import QuestionTagger
    from evals.judge import Judge
    from index.encoder import Embedder, Vectors


def open_evaluation(
    options: Options, *, folder: Path = RUNS, sets: Path = SETS, judge: Judge | None = None, processes: int = 1
) -> Evaluation:
    """Open the assistant and all that a run needs; raises ModelMissing or SetInvalid before any question is asked.

    With more than one of `processes`, what is not timed is asked by so many at once.
    """
    from assistant.build import open_assistant
    from assistant.settings import read_settings

    settings = read_settings()
    if options.mode == "generated" and not settings.model:
        raise ModelMissing("No model writes answers. Set ASSISTANT_MODEL, or run with --mode extractive.")
    assistant = open_assistant(settings)
    every_case = load_cases(assistant.corpus, sets)
    cases = choose_cases(every_case, options.suite, options.split)
    systems: dict[str, System] = {"assistant": AssistantSystem(assistant, options.mode)}
    if options.baselines:
        systems |= open_baselines(assistant.corpus, every_case)
    return Evaluation(
        cases,
        systems,
        fingerprint(assistant.corpus, every_case),
        options,
        plant=Planter(assistant.corpus, options.mode),
        judge=judge,
        apart=_open_workers(options, sets, processes) if processes > 1 else None,
        model=settings.model if options.mode == "generated" or judge else None,
        folder=folder,
    )


def _open_workers(options: Options, sets: Path, processes: int) -> AskingApart:
    # The baselines are always timed: the processes need not open them.
    return Workers(processes, partial(open_evaluation, replace(options, baselines=False), sets=sets))


def open_baselines(corpus: Corpus, cases: Sequence[Case]) -> Mapping[str, System]:
    """Open stock LangChain retrieval and BM25 alone, each with the best threshold on the dev questions."""
    from evals.baselines import TopChunks, bm25_search, langchain_search
    from index.langchain import ReportEmbeddings

    dev = [case for case in cases if case.split == "dev" and case.plant is None]
    return {
        "langchain": TopChunks("langchain", corpus, langchain_search(corpus, ReportEmbeddings(open_embedder())), dev),
        "bm25": TopChunks("bm25", corpus, bm25_search(corpus), dev),
    }


def open_embedder() -> Embedder:
    """Open the packaged model."""
    from index.home import state_home
    from index.minilm import MiniLM

    return MiniLM(state_home())


def open_scorer() -> PassageScorer:
    """Open the packaged cross-encoder."""
    from index.cross_encoder import CrossEncoder
    from index.home import state_home

    return CrossEncoder(state_home())


def open_tagger() -> QuestionTagger:
    """Open the packaged tagger of questions."""
    from index.home import state_home
    from index.tagger import Tagger

    return Tagger(state_home())


class RememberingEmbedder:
    """Embeds each text once, so that forty throw-away indexes of almost one corpus cost little more than one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self.name = embedder.name
        self.dimensions = embedder.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text."""
        import numpy as np

        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known |= dict(zip(new, self._embedder.embed(new), strict=True))
        return np.stack([self._known[text] for text in texts]) if texts else self._embedder.embed([])


class Planter:
    """Opens the assistant over the corpus with one entry planted in it, in memory and thrown away after."""

    def __init__(self, corpus: Corpus, mode: Mode) -> None:
        self._corpus = corpus
        self._mode = mode
        self._embedder: RememberingEmbedder | None = None

    def __call__(self, plant: Plant) -> System:
        """Open a system for one plant."""
        planted = plant_entry(self._corpus, plant)
        return AssistantSystem(
            self._generating(planted) if self._mode == "generated" else self._open(planted), self._mode
        )

    def _generating(self, planted: Corpus) -> Assistant:
        from assistant.build import open_assistant

        return open_assistant(corpus=planted)

    def _open(self, planted: Corpus) -> Assistant:
        from assistant.assistant import Assistant
        from corpus.chunk import split_corpus
        from index.dense import ExactIndex
        from index.headings import Headings, headings_of
        from index.retriever import HybridRetriever

        self._embedder = self._embedder or RememberingEmbedder(open_embedder())
        chunks = split_corpus(planted)
        vectors = self._embedder.embed([chunk.indexed_text for chunk in chunks])
        headings = Headings(headings_of(planted), self._embedder)
        retriever = HybridRetriever(chunks, ExactIndex(vectors), self._embedder, headings=headings)
        return Assistant(planted, retriever, open_scorer(), open_tagger())
