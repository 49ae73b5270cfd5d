"""Opening the index of a corpus; it is built by itself where there is none, or where it is stale or damaged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.chunk import Chunk, split_corpus
from corpus.corpus import Corpus
from index.dense import EXACT_LIMIT, DenseIndex, ExactIndex
from index.encoder import Embedder, Vectors, embed_listed
from index.errors import IndexNotWritable, IndexUnusable
from index.fingerprint import Fingerprint
from index.folder import IndexFolder
from index.headings import Headings, headings_of
from index.retriever import HybridRetriever
from index.vocabulary import Vocabulary, words_of

if TYPE_CHECKING:
    from index.store import VectorStore

Report = Callable[[str], None]
_SLICE = 256


def open_index(  # noqa: PLR0913
    corpus: Corpus,
    home: Path,
    embedder: Embedder,
    *,
    report: Report,
    progress: bool | None = None,
    chroma_url: str | None = None,
    rebuild: bool = False,
    in_memory: bool = True,
) -> HybridRetriever:
    """Open the index of a corpus, and build it first where it is missing, stale or damaged.

    `report` is given one line when something is built. The progress bar is drawn on standard error: always, never,
    or by default where that is a terminal. With `chroma_url` the passages live on a Chroma server. Where the state
    folder cannot be written the index is kept in memory and `report` says so; with `in_memory=False` that raises
    IndexNotWritable. Raises StoreUnreachable where the server does not answer, IndexBusy after waiting for long.
    """
    chunks = split_corpus(corpus)
    listed = headings_of(corpus)
    fingerprint = Fingerprint.of(chunks, embedder.name, listed)
    builder = _Builder(chunks, listed, fingerprint, embedder, report, progress)
    name = corpus.report.name
    if chroma_url:
        dense = builder.on_server(chroma_url, name, rebuild)
        return HybridRetriever(chunks, dense, embedder, headings=Headings(listed, embedder))
    folder = IndexFolder(home, name)
    dense = builder.on_disk(folder, rebuild, in_memory)
    return HybridRetriever(chunks, dense, embedder, vocabulary=builder.vocabulary, headings=builder.headings)


def open_in_memory(corpus: Corpus, embedder: Embedder, *, progress: bool | None = False) -> HybridRetriever:
    """Index a corpus for this process alone; nothing is read from disk or written to it."""
    chunks = split_corpus(corpus)
    dense = ExactIndex(_embed(chunks, embedder, progress))
    return HybridRetriever(chunks, dense, embedder, headings=Headings(headings_of(corpus), embedder))


def index_fault(corpus: Corpus, home: Path, model: str, *, chroma_url: str | None = None) -> str | None:
    """Say why the index of a corpus would be built again; None where it is current. Nothing is changed.

    Raises StoreUnreachable where the server does not answer.
    """
    chunks = split_corpus(corpus)
    fingerprint = Fingerprint.of(chunks, model, headings_of(corpus))
    try:
        if not chroma_url:
            IndexFolder(home, corpus.report.name).load(chunks, fingerprint)
        elif not _on_server(chroma_url, corpus.report.name, fingerprint).is_complete(fingerprint.short, len(chunks)):
            return f"The Chroma server at {chroma_url} has no index of this corpus."
    except IndexUnusable as error:
        return str(error)
    return None


class _Builder:
    """Builds the dense index of one corpus with one embedder."""

    def __init__(
        self,
        chunks: Sequence[Chunk],
        listed: Sequence[str],
        fingerprint: Fingerprint,
        embedder: Embedder,
        report: Report,
        progress: bool | None,
    ) -> None:
        self._chunks = chunks
        self._words = words_of(chunks)
        self._listed = listed
        self._kept: tuple[Vectors, Vectors] | None = None
        self._fingerprint = fingerprint
        self._embedder = embedder
        self._report = report
        self._progress = progress

    def on_disk(self, folder: IndexFolder, rebuild: bool, in_memory: bool) -> DenseIndex:
        try:
            return self._load(folder, rebuild)
        except IndexUnusable:
            pass
        try:
            with folder.lock(waiting=self._report):
                return self._load_or_build(folder, rebuild)
        except IndexNotWritable as error:
            if not in_memory:
                raise
            self._report(f"{error} Until then it is built anew at every start.")
            return ExactIndex(self._embed())

    @property
    def vocabulary(self) -> Vocabulary | None:
        """The words kept beside the index; None where they have to be embedded anew."""
        return None if self._kept is None else Vocabulary(self._words, self._kept[0], self._embedder)

    @property
    def headings(self) -> Headings:
        """The headings of the corpus, with their vectors where these are kept beside the index."""
        return Headings(self._listed, self._embedder, None if self._kept is None else self._kept[1])

    def on_server(self, url: str, name: str, rebuild: bool) -> DenseIndex:
        from index.store import StoreIndex

        ids = [chunk.id for chunk in self._chunks]
        store = _on_server(url, name, self._fingerprint)
        if rebuild or not store.is_complete(self._fingerprint.short, len(ids)):
            self._announce(f"The Chroma server at {url} has no index of this corpus.")
            store.write(self._chunks, self._embed(), self._fingerprint.short)
        return ExactIndex(store.read(ids)) if len(ids) <= EXACT_LIMIT else StoreIndex(store, ids)

    def _load(self, folder: IndexFolder, rebuild: bool) -> DenseIndex:
        if rebuild:
            raise IndexUnusable("You asked for a new index.")
        dense = folder.load(self._chunks, self._fingerprint)
        self._kept = folder.words(len(self._words)), folder.headings(len(self._listed))
        return dense

    def _load_or_build(self, folder: IndexFolder, rebuild: bool) -> DenseIndex:
        try:
            return self._load(folder, rebuild)  # Another process may have built it meanwhile.
        except IndexUnusable as reason:
            self._announce(str(reason))
        words, headings = (embed_listed(listed, self._embedder) for listed in (self._words, self._listed))
        folder.write(self._chunks, self._embed(), words, headings, self._fingerprint)
        return self._load(folder, rebuild=False)

    def _announce(self, reason: str) -> None:
        self._report(f"{reason} Building it now ({len(self._chunks):,} passages).")

    def _embed(self) -> Vectors:
        return _embed(self._chunks, self._embedder, self._progress)


def _embed(chunks: Sequence[Chunk], embedder: Embedder, progress: bool | None) -> Vectors:
    vectors = np.zeros((len(chunks), embedder.dimensions), dtype=np.float32)
    with progress_bar("Building the index", len(chunks), progress) as advance:
        for start in range(0, len(chunks), _SLICE):
            part = [chunk.indexed_text for chunk in chunks[start : start + _SLICE]]
            vectors[start : start + len(part)] = embedder.embed(part)
            advance(len(part))
    return vectors


def _on_server(url: str, name: str, fingerprint: Fingerprint) -> VectorStore:
    from index.store import VectorStore

    # The fingerprint is in the name: versions that run side by side do not overwrite each other.
    return VectorStore.on_server(url, f"{name}-{fingerprint.short}")


@contextmanager
def progress_bar(title: str, total: int, shown: bool | None = None) -> Iterator[Callable[[int], None]]:
    """Draw a bar on standard error while the block runs; by default only where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    disable = not (console.is_terminal if shown is None else shown)
    with Progress(*columns, console=console, transient=True, disable=disable) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done: progress.advance(task, done)
