"""IndexFolder: the index of one corpus on disk.

A folder `build-ID` holds Chroma's store, the vectors once more in one file, those of the single words and of the headings in two
others, and a manifest with the fingerprint and the hash of every file. The small file `current` names the folder in use: a new index is written beside the old one,
checked, and put in use by replacing that file whole, so that a reader finds the old index or the new one.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np

from corpus.chunk import Chunk
from index.dense import EXACT_LIMIT, DenseIndex, ExactIndex
from index.encoder import Vectors
from index.errors import IndexBusy, IndexMissing, IndexNotWritable, IndexStale, StoreDamaged
from index.fingerprint import Fingerprint
from index.home import replace_file

VECTORS, WORDS, HEADINGS = "vectors.npy", "words.npy", "headings.npy"
_BUILD = re.compile(r"build-[0-9a-f]{32}")
_LOCK_S = 600


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a built index is, and the SHA-256 of its files."""

    fingerprint: Fingerprint
    passages: int
    files: dict[str, str]


class IndexFolder:
    """The index of one corpus in the state folder."""

    def __init__(self, home: Path, name: str) -> None:
        # Distinct names stay distinct: what is replaced is told apart by a few digits of a hash.
        plain = re.sub(r"[^\w.-]+", "-", name).strip(".-")[:60]
        if plain != name:
            plain += "-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        self.root = home / "index" / plain

    def load(self, chunks: Sequence[Chunk], fingerprint: Fingerprint, *, limit: int = EXACT_LIMIT) -> DenseIndex:
        """Open the index in use; raises IndexMissing, IndexStale or StoreDamaged where it has to be built."""
        build = self._current()
        manifest = _read_manifest(build)
        if manifest.fingerprint != fingerprint:
            raise IndexStale(f"The index is out of date ({fingerprint.difference(manifest.fingerprint)}).")
        if manifest.passages != len(chunks):
            raise StoreDamaged(f"The index is damaged (it says {manifest.passages} passages, not {len(chunks)}).")
        if len(chunks) > limit:
            return _open_store(build, chunks, fingerprint)
        for name, digest in manifest.files.items():
            if _sha256(build / name) != digest:
                raise StoreDamaged(f"The index is damaged ({name} is not what was written).")
        return ExactIndex(_read_vectors(build, VECTORS, len(chunks)))

    def words(self, count: int) -> Vectors:
        """Return the vectors of the `count` words of the index in use; raises IndexMissing or StoreDamaged."""
        return _read_vectors(self._current(), WORDS, count)

    def headings(self, count: int) -> Vectors:
        """Return the vectors of the `count` headings of the index in use; raises IndexMissing or StoreDamaged."""
        return _read_vectors(self._current(), HEADINGS, count)

    def write(
        self,
        chunks: Sequence[Chunk],
        vectors: Vectors,
        words: Vectors,
        headings: Vectors,
        fingerprint: Fingerprint,
        done: Callable[[int], None] | None = None,
    ) -> None:
        """Write an index beside the one in use, check it, and put it in use; hold the lock meanwhile.

        Raises IndexNotWritable, with nothing changed, where the folder cannot be written.
        """
        from index.store import VectorStore

        build = self.root / f"build-{uuid4().hex}"
        try:
            build.mkdir(parents=True)
            store = VectorStore.on_disk(build / "chroma")
            try:
                store.write(chunks, vectors, fingerprint.short, done)
                written = store.read([chunk.id for chunk in chunks])
            finally:
                store.close()
            np.save(build / VECTORS, written, allow_pickle=False)
            np.save(build / WORDS, words, allow_pickle=False)
            np.save(build / HEADINGS, headings, allow_pickle=False)
            _write_manifest(build, fingerprint, len(chunks))
            replace_file(self.root / "current", build.name.encode())
        except (OSError, StoreDamaged) as error:
            shutil.rmtree(build, ignore_errors=True)
            raise IndexNotWritable(not_writable(self.root, error)) from error
        except BaseException:
            shutil.rmtree(build, ignore_errors=True)
            raise
        for other in self.root.glob("build-*"):
            if other != build:
                shutil.rmtree(other, ignore_errors=True)

    @contextmanager
    def lock(self, waiting: Callable[[str], None]) -> Iterator[None]:
        """Let one process build at a time; `waiting` is told once when another one is at it.

        Raises IndexNotWritable, or IndexBusy after ten minutes.
        """
        from filelock import FileLock, Timeout

        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.root / "lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                waiting("Another process is building the index; waiting for it.")
                lock.acquire(timeout=_LOCK_S)
        except Timeout:
            raise IndexBusy(
                f"Another process has been building the index in {self.root} for {_LOCK_S // 60} minutes. "
                "End it and try again."
            ) from None
        except (OSError, NotImplementedError) as error:
            raise IndexNotWritable(not_writable(self.root, error)) from error
        try:
            yield
        finally:
            lock.release()

    def size(self) -> int:
        """Return the bytes that the index takes on disk."""
        return sum(path.stat().st_size for path in self.root.rglob("*") if path.is_file())

    def _current(self) -> Path:
        try:
            name = (self.root / "current").read_text(encoding="ascii")
        except FileNotFoundError:
            raise IndexMissing("There is no index yet.") from None
        except (OSError, ValueError) as error:
            raise StoreDamaged(f"The index is damaged ({error}).") from error
        if not _BUILD.fullmatch(name) or not (self.root / name).is_dir():
            raise StoreDamaged("The index is damaged (its folder is gone).")
        return self.root / name


def not_writable(folder: Path, error: BaseException) -> str:
    """Say in a sentence that a folder cannot be written, and what to do."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"The index cannot be kept in {folder} ({reason}). Set ASSISTANT_HOME to a folder that can be written."


def _open_store(build: Path, chunks: Sequence[Chunk], fingerprint: Fingerprint) -> DenseIndex:
    from index.store import StoreIndex, VectorStore

    store = VectorStore.on_disk(build / "chroma")
    if not store.is_complete(fingerprint.short, len(chunks)):
        store.close()
        raise StoreDamaged("The index is damaged (its store is not whole).")
    return StoreIndex(store, [chunk.id for chunk in chunks])


def _read_vectors(build: Path, name: str, size: int) -> Vectors:
    try:
        vectors: Vectors = np.load(build / name, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise StoreDamaged(f"The index is damaged ({name}: {error}).") from error
    if len(vectors) != size or vectors.dtype != np.float32:
        raise StoreDamaged(f"The index is damaged ({name} holds {len(vectors)} vectors, not {size}).")
    return vectors


def _read_manifest(build: Path) -> Manifest:
    try:
        data = json.loads((build / "manifest.json").read_bytes())
        fingerprint = Fingerprint(**data["fingerprint"])
        return Manifest(fingerprint, int(data["passages"]), dict(data["files"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreDamaged("The index is damaged (manifest.json cannot be read).") from error


def _write_manifest(build: Path, fingerprint: Fingerprint, passages: int) -> None:
    files = {path.relative_to(build).as_posix(): _sha256(path) for path in build.rglob("*") if path.is_file()}
    manifest = Manifest(fingerprint, passages, dict(sorted(files.items())))
    replace_file(build / "manifest.json", json.dumps(asdict(manifest), indent=1).encode())


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
