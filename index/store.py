"""VectorStore: the passages and their vectors in Chroma, on disk or on a server; the only file that knows chromadb."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import numpy as np

from corpus.chunk import Chunk
from corpus.entry import Kind
from index.dense import Positions
from index.encoder import Vectors
from index.errors import StoreDamaged, StoreUnreachable
from index.fusion import rounded

_PAGE = 2000
_NEIGHBOURS = 200
_PAUSES_S = (0.05, 0.2, 1.0)


class VectorStore:
    """One Chroma collection in cosine space: id, vector, text, and where the text stands in its entry.

    Chroma's own embedding function is never used: it downloads a model at run time. Every fault of Chroma becomes
    StoreDamaged (on disk) or StoreUnreachable (server).
    """

    def __init__(self, client: Any, name: str, fault: Callable[[BaseException], Exception]) -> None:
        self._client = client
        self._fault = fault
        self._name = name

    @classmethod
    def on_disk(cls, folder: Path, name: str = "passages") -> Self:
        """Open or make the store of a folder; close it before the folder is moved or deleted."""

        def fault(error: BaseException) -> Exception:
            return StoreDamaged(f"The store in {folder} cannot be read ({_first_line(error)}).")

        with _translated(fault):
            import chromadb

            return cls(chromadb.PersistentClient(str(folder), settings=_settings()), name, fault)

    @classmethod
    def on_server(cls, url: str, name: str) -> Self:
        """Connect to a Chroma server; raises StoreUnreachable where none answers."""

        def fault(error: BaseException) -> Exception:
            reason = _first_line(error)
            return StoreUnreachable(
                f"The Chroma server at {url} cannot be used ({reason}). Start it, or unset ASSISTANT_CHROMA_URL."
            )

        address = urlsplit(url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise StoreUnreachable(f"ASSISTANT_CHROMA_URL is {url!r}; write it like http://localhost:8000.")
        with _translated(fault):
            import chromadb

            secure = address.scheme == "https"
            port = address.port or (443 if secure else 8000)
            client = chromadb.HttpClient(address.hostname, port, ssl=secure, settings=_settings())
            return cls(client, collection_name(name), fault)

    def close(self) -> None:
        """Let go of the files, so that the folder can be moved."""
        self._client.close()

    def is_complete(self, fingerprint: str, size: int) -> bool:
        """Say whether the collection was written to its end, with this fingerprint and number of passages."""
        with _translated(self._fault):
            from chromadb.errors import NotFoundError

            try:
                collection = self._collection()
            except NotFoundError:
                return False
            sealed = (collection.metadata or {}).get("complete")
        return sealed == fingerprint and self._patiently(collection.count) == size

    def write(
        self, chunks: Sequence[Chunk], vectors: Vectors, fingerprint: str, done: Callable[[int], None] | None = None
    ) -> None:
        """Write all passages anew; `done` is told how many were written. The seal is set last."""
        with _translated(self._fault):
            from chromadb.errors import NotFoundError

            with suppress(NotFoundError):
                self._client.delete_collection(self._name)
            collection = self._client.create_collection(
                self._name,
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": _NEIGHBOURS}},
            )
            page = min(_PAGE, self._client.get_max_batch_size())
            for start in range(0, len(chunks), page):
                part = chunks[start : start + page]
                collection.add(
                    ids=[chunk.id for chunk in part],
                    embeddings=vectors[start : start + page],
                    documents=[chunk.text for chunk in part],
                    metadatas=[_metadata(chunk) for chunk in part],
                )
                if done:
                    done(len(part))
            collection.modify(metadata={"complete": fingerprint})

    def read(self, ids: Sequence[str]) -> Vectors:
        """Return the vectors of all passages in the order of `ids`; raises StoreDamaged where any is missing."""
        found: dict[str, Any] = {}
        for start in range(0, len(ids), _PAGE):
            page = self._patiently(
                lambda offset: self._collection().get(limit=_PAGE, offset=offset, include=["embeddings"]), start
            )
            found.update(zip(page["ids"], page["embeddings"], strict=True))
        if found.keys() != set(ids):
            raise StoreDamaged(f"The store {self._name!r} holds {len(found)} vectors where {len(ids)} belong.")
        return _matrix(found, ids)

    def nearest(
        self, vector: Vectors, k: int, *, kinds: Collection[Kind] | None, entries: Collection[str] | None
    ) -> list[str]:
        """Return the ids of about the k nearest passages, nearest first."""
        conditions = [
            {field: {"$in": sorted(values)}}
            for field, values in (("kind", kinds), ("entry_id", entries))
            if values is not None
        ]
        where = None if not conditions else conditions[0] if len(conditions) == 1 else {"$and": conditions}
        found = self._patiently(
            lambda: self._collection().query(query_embeddings=[vector], n_results=k, where=where, include=[])
        )
        ids: list[str] = found["ids"][0]
        return ids

    def vectors_of(self, ids: Sequence[str]) -> Vectors:
        """Return the vectors of some passages, in order."""
        page = self._patiently(lambda: self._collection().get(ids=list(ids), include=["embeddings"]))
        return _matrix(dict(zip(page["ids"], page["embeddings"], strict=True)), ids)

    def _patiently(self, read: Callable[..., Any], *arguments: Any) -> Any:
        """Read, and read again where Chroma is busy: on a loaded machine it fails while it still opens a collection."""
        with _translated(self._fault):
            from chromadb.errors import InternalError

            for pause in _PAUSES_S:
                try:
                    return read(*arguments)
                except InternalError:
                    time.sleep(pause)
            return read(*arguments)

    def _collection(self) -> Any:
        return self._client.get_collection(self._name, embedding_function=None)


class StoreIndex:
    """Dense search in the store itself, for more passages than are held in memory."""

    def __init__(self, store: VectorStore, ids: Sequence[str]) -> None:
        self._store = store
        self._ids = ids
        self._positions = {id_: position for position, id_ in enumerate(ids)}

    def candidates(
        self,
        vector: Vectors,
        k: int,
        among: Positions,
        *,
        kinds: Collection[Kind] | None,
        entries: Collection[str] | None,
    ) -> Positions:
        """Return the positions of the k nearest, as far as Chroma finds them."""
        found = self._store.nearest(vector, min(k, len(among)), kinds=kinds, entries=entries)
        return np.array([self._positions[id_] for id_ in found], dtype=np.int64)

    def cosines(self, vector: Vectors, positions: Positions) -> Vectors:
        """Return the cosine of a question with each of some texts, computed from the stored vectors."""
        return rounded(self._store.vectors_of([self._ids[position] for position in positions]) @ vector)


def collection_name(name: str) -> str:
    """Make a name that Chroma takes: 3 to 512 of `a-zA-Z0-9._-`, a letter or digit at both ends."""
    plain = re.sub(r"[^a-zA-Z0-9._-]+", "-", name).strip("._-")
    return f"report-{plain}"[:512].rstrip("._-")


def _matrix(found: dict[str, Any], ids: Sequence[str]) -> Vectors:
    return np.asarray([found[id_] for id_ in ids], dtype=np.float32)


def _metadata(chunk: Chunk) -> dict[str, str | int]:
    return {
        "entry_id": chunk.entry_id,
        "kind": chunk.kind,
        "start": chunk.start,
        "end": chunk.end,
        "header": chunk.header,
        "section": chunk.section,
        "question": chunk.question,
    }


def _settings() -> Any:
    from chromadb.config import Settings

    # A .env file of whoever starts the program is none of the store's business.
    return Settings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg]


@contextmanager
def _translated(fault: Callable[[BaseException], Exception]) -> Iterator[None]:
    try:
        yield
    except (StoreDamaged, StoreUnreachable, KeyboardInterrupt, SystemExit, MemoryError, GeneratorExit):
        raise
    except BaseException as error:  # Chroma's Rust core raises PanicException, which is no Exception.
        raise fault(error) from error


def _first_line(error: BaseException) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200]
