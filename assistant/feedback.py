"""Feedback: what a reader says of one answer, with all that is needed to make a test case of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, TextIO, get_args
from uuid import uuid4

from assistant.answer import Answer
from assistant.errors import FeedbackRejected
from corpus.corpus import Corpus

Verdict = Literal["helpful", "not_helpful", "wrong_citation", "should_have_answered", "should_have_refused"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
MAX_COMMENT = 4_000
"""Longest free text, in characters."""

# PostgreSQL holds no NUL, and no database holds half a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict on one answer. It names nobody: there is no address, no session and no name in it."""

    verdict: Verdict
    question: str
    answer: Mapping[str, Any]
    """The answer as `Answer.to_dict()` gave it, model and mode included."""
    comment: str = ""
    history: tuple[str, ...] = ()
    """Earlier questions of the reader, oldest first."""
    corpus: str = ""
    """Name of the corpus that was asked."""
    corpus_version: str = ""
    """Digest of its entries; see `corpus_version`."""
    app_version: str = ""
    created_at: datetime = field(default_factory=_now)
    """Time of the verdict in UTC, to the second."""
    id: str = field(default_factory=lambda: uuid4().hex)
    """Storing a second record with the same id replaces the first."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain JSON data."""
        return {**asdict(self), "history": list(self.history), "created_at": self.created_at.isoformat()}


def make_feedback(
    answer: Answer, verdict: str, comment: str, corpus: Corpus, *, history: Sequence[str] = (), app_version: str = ""
) -> Feedback:
    """Make a record of what a reader said; raises FeedbackRejected for an unknown verdict or an over-long text."""
    if verdict not in VERDICTS:
        raise FeedbackRejected(f"{verdict!r} is no verdict. Choose one of: {', '.join(VERDICTS)}.")
    if len(comment) > MAX_COMMENT:
        raise FeedbackRejected(
            f"The comment has {len(comment):,} characters; at most {MAX_COMMENT:,} are kept. Shorten it and send again."
        )
    return Feedback(
        verdict=verdict,
        question=_storable(answer.question),
        answer=_storable(answer.to_dict()),
        comment=_storable(comment.strip()),
        history=tuple(map(_storable, history)),
        corpus=corpus.report.name,
        corpus_version=corpus_version(corpus),
        app_version=app_version,
    )


def corpus_version(corpus: Corpus) -> str:
    """Return twelve digits that change whenever an entry does."""
    whole = hashlib.sha256()
    for entry in corpus:
        whole.update(repr(entry).encode("utf-8", "surrogatepass") + b"\0")
    return whole.hexdigest()[:12]


def write_feedback(records: Iterable[Feedback], file: TextIO) -> int:
    """Write records as JSON lines, which `evals add` reads; returns how many."""
    lines = (json.dumps(record.to_dict(), ensure_ascii=False) + "\n" for record in records)
    return sum(bool(file.write(line)) for line in lines)


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, Mapping):
        return {key: _storable(item) for key, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, (list, tuple)) else value
