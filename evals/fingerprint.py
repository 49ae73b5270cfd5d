"""Fingerprint: which corpus, code and question sets a run was made with."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.feedback import corpus_version
from corpus.corpus import Corpus
from evals.case import Case

_ROOT = Path(__file__).parent.parent
_ROOMS = ("corpus", "index", "prompts", "assistant", "evals")
_NOT_CODE = {"__pycache__", "data", "ui", "sets", "templates"}
"""The corpus and the sets have hashes of their own; pages and templates change no answer and no score."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hashes of all that decides the results of a run."""

    corpus: str
    code: str
    sets: str

    @property
    def short(self) -> str:
        """Twelve digits that stand for all of it, for file names."""
        return _digest([self.corpus, self.code, self.sets])[:12]


def fingerprint(corpus: Corpus, cases: Iterable[Case]) -> Fingerprint:
    """Hash the entries, the code of the rooms and the cases, whatever order they come in."""
    lines = sorted(f"{case.suite} {case.to_line()}" for case in cases)
    return Fingerprint(corpus_version(corpus), _code_digest(_ROOT), _digest(lines))


def commit_name() -> str | None:
    """Return the git commit of the tree, with "+" where files differ from it; None outside a repository."""
    try:
        head = _git("rev-parse", "--short=12", "HEAD").strip()
        return head + ("+" if _git("status", "--porcelain").strip() else "")
    except (OSError, subprocess.SubprocessError):
        return None


def _code_digest(root: Path) -> str:
    files = [f for room in _ROOMS for f in (root / room).rglob("*") if f.is_file()]
    named = {f.relative_to(root).as_posix(): f for f in files if not _NOT_CODE & set(f.relative_to(root).parts)}
    return _digest(f"{name} {hashlib.sha256(named[name].read_bytes()).hexdigest()}" for name in sorted(named))


def _digest(parts: Iterable[str] | Sequence[str]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return whole.hexdigest()


def _git(*words: str) -> str:
    result = subprocess.run(["git", *words], cwd=_ROOT, capture_output=True, text=True, timeout=10, check=True)
    return result.stdout
