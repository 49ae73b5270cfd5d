"""Our search and our embeddings as LangChain parts, for anyone's chain; the only file that knows langchain_core."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever

from corpus.corpus import Corpus
from corpus.entry import Kind
from index.encoder import Embedder
from index.hit import Hit
from index.retriever import HybridRetriever


class ReportRetriever(BaseRetriever):
    """Returns passages of the report as documents.

    A document's content is the exact text of the passage, `entry.body[start:end]`; its metadata say where it stands,
    who said it, and how well it fits.
    """

    corpus: Corpus
    retriever: HybridRetriever
    k: int = 10
    """How many passages to return."""
    kinds: tuple[Kind, ...] | None = None
    """Only these kinds of entry; all by default."""

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        hits = self.retriever.search(query, k=self.k, kinds=self.kinds)
        return [_document(hit, self.corpus) for hit in hits]


class ReportEmbeddings(Embeddings):
    """The vectors that the index is made of."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector of length 1 for each text."""
        return [[float(x) for x in vector] for vector in self._embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question; texts and questions are embedded alike."""
        return self.embed_documents([text])[0]


def _document(hit: Hit, corpus: Corpus) -> Document:
    chunk, entry = hit.chunk, corpus[hit.chunk.entry_id]
    section, page = entry.section_at(chunk.start), entry.page_at(chunk.start)
    return Document(
        id=chunk.id,
        page_content=chunk.text,
        metadata={
            "entry_id": entry.id,
            "kind": entry.kind,
            "title": entry.title,
            "section": chunk.section,
            "start": chunk.start,
            "end": chunk.end,
            "page": page.label if page else None,
            "source_url": section.sources[0].url if section.sources else "",
            "basis": section.basis,
            "score": hit.score,
            "cosine": hit.cosine,
            "bm25": hit.bm25,
        },
    )
