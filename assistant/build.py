"""Build: the only place that picks the real parts of an assistant."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache

from assistant.assistant import Assistant, Writer
from assistant.settings import Settings, read_settings
from corpus.corpus import Corpus
from corpus.library import Library
from index.build import open_in_memory, open_index
from index.cross_encoder import CrossEncoder
from index.encoder import Embedder
from index.tagger import Tagger


def open_assistant(
    settings: Settings | None = None,
    corpus: Corpus | None = None,
    *,
    report: Callable[[str], None] | None = None,
    progress: bool | None = None,
    embedder: Embedder | None = None,
) -> Assistant:
    """Open the assistant over a corpus (the one in use by default), building the index where that is needed.

    `embedder` is opened from the settings where none is given. `report` is given one line for whatever is built. With a `corpus` of your own the index is kept in memory and
    nothing is written. Raises CorpusError, RetrievalError or SettingsInvalid, each with a sentence for the user.
    """
    settings = settings or read_settings()
    report = report or _to_stderr
    embedder = embedder or open_embedder(settings)
    if corpus is not None:
        retriever = open_in_memory(corpus, embedder)
    else:
        corpus = corpus_in_use(settings)
        retriever = open_index(
            corpus, settings.home, embedder, report=report, progress=progress, chroma_url=settings.chroma_url
        )
    scorer, tagger = CrossEncoder(settings.home), Tagger(settings.home)
    return Assistant(corpus, retriever, scorer, tagger, open_writer=_writer(settings, corpus, embedder))


def corpus_in_use(settings: Settings) -> Corpus:
    """Load the corpus that the user chose; the shipped one by default."""
    return Library(settings.home).corpus_in_use()


def open_embedder(settings: Settings) -> Embedder:
    """Open the packaged encoder, or the endpoint's where `ASSISTANT_EMBEDDINGS` names a model."""
    if settings.embeddings:
        from index.endpoint_embedder import EndpointEmbedder

        return EndpointEmbedder(
            settings.embeddings,
            base_url=settings.openai_base_url,
            api_key=_key(settings),
            timeout=settings.model_timeout,
        )
    from index.minilm import MiniLM

    return MiniLM(settings.home)


def _key(settings: Settings) -> str | None:
    return settings.openai_api_key.get_secret_value() if settings.openai_api_key else None


def _writer(settings: Settings, corpus: Corpus, embedder: Embedder) -> Callable[[], Writer] | None:
    """Return what opens the generator, the first time an answer is to be written; None without a model."""
    name = settings.model
    if name is None:
        return None

    @cache
    def open_writer() -> Writer:
        from assistant.generating.generator import Generator
        from assistant.generating.openai_model import OpenAIModel
        from index.minilm import MiniLM

        model = OpenAIModel(
            name,
            base_url=settings.openai_base_url,
            api_key=_key(settings),
            timeout=settings.model_timeout,
            max_tokens=settings.model_max_tokens,
        )
        # The check was fitted with the packaged model, whatever the index is searched with.
        checker = embedder if isinstance(embedder, MiniLM) else MiniLM(settings.home)
        return Generator(model, corpus, checker.embed, show_unsupported=settings.show_unsupported)

    return open_writer


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr)  # noqa: T201
