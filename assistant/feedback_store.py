"""FeedbackStore: feedback in SQLite or PostgreSQL; the one file that knows SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from assistant.errors import FeedbackUnavailable, SettingsInvalid
from assistant.feedback import Feedback

FILE = "feedback.sqlite3"
PATIENCE_S = 5
"""Seconds to wait for a connection or a lock before giving up."""
_BATCH = 500
"""Records that are read from the database at a time."""
# One number, the same in every process, under which PostgreSQL lets only one of them create the table.
_SCHEMA_LOCK = 7_314_020_121


class _Utc(sa.TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no zone, so it is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_SCHEMA = sa.MetaData()
_TABLE = sa.Table(
    "feedback",
    _SCHEMA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("created_at", _Utc, nullable=False),
    sa.Column("verdict", sa.String(40), nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("history", sa.JSON, nullable=False),
    sa.Column("answer", sa.JSON, nullable=False),
    sa.Column("corpus", sa.Text, nullable=False),
    sa.Column("corpus_version", sa.String(64), nullable=False),
    sa.Column("app_version", sa.Text, nullable=False),
)


class FeedbackStore:
    """Keeps feedback; several processes may write to the same database. Nothing is opened before the first use."""

    def __init__(self, url: str) -> None:
        """Name the database; raises SettingsInvalid where the address cannot be used."""
        self._url = _read_url(url)
        self._engine = _make_engine(self._url)
        self._ready = False
        self._making = Lock()

    @property
    def place(self) -> str:
        """Where the records are kept, without user name and password."""
        if self._url.get_backend_name() == "sqlite":
            return self._url.database or "memory"
        port = f":{self._url.port}" if self._url.port else ""
        return f"{self._url.get_backend_name()}://{self._url.host or ''}{port}/{self._url.database or ''}"

    def add(self, record: Feedback) -> None:
        """Store a record; one with the same id is replaced. Raises FeedbackUnavailable."""
        row = {**record.to_dict(), "created_at": record.created_at}
        with self._transaction("Your feedback was not stored") as connection:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            connection.execute(insert(_TABLE).values(row).on_conflict_do_update(index_elements=["id"], set_=row))

    def records(self) -> Iterator[Feedback]:
        """Yield all records, oldest first; raises FeedbackUnavailable."""
        with self._transaction("The feedback could not be read") as connection:
            ordered = sa.select(_TABLE).order_by(_TABLE.c.created_at, _TABLE.c.id)
            found = connection.execution_options(yield_per=_BATCH).execute(ordered)
            for row in found.mappings():
                yield _read_row(row)

    def count(self) -> int:
        """Return how many records there are; raises FeedbackUnavailable."""
        with self._transaction("The feedback could not be counted") as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(_TABLE)).scalar_one()

    def delete(self, ids: Sequence[str] | None = None, *, before: datetime | None = None) -> int:
        """Delete the records with these ids, or those made before a moment, or all; returns how many.

        Raises FeedbackUnavailable.
        """
        chosen = sa.delete(_TABLE)
        if ids is not None:
            chosen = chosen.where(_TABLE.c.id.in_(list(ids)))
        if before is not None:
            chosen = chosen.where(_TABLE.c.created_at < before.astimezone(UTC))
        with self._transaction("The feedback was not deleted") as connection:
            return connection.execute(chosen).rowcount

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, failed: str) -> Iterator[sa.Connection]:
        try:
            self._create_table()
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise FeedbackUnavailable(
                f"{failed}: the database at {self.place} cannot be used ({_reason(error)}). "
                f"Try again later; answers do not depend on it."
            ) from error

    def _create_table(self) -> None:
        with self._making:
            if self._ready:
                return
            if self._url.get_backend_name() == "sqlite" and self._url.database:
                Path(self._url.database).parent.mkdir(parents=True, exist_ok=True)
            with self._engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    # Two processes that start together would both see no table, IF NOT EXISTS or not.
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SCHEMA_LOCK)))
                connection.execute(sa.schema.CreateTable(_TABLE, if_not_exists=True))
            self._ready = True


def open_feedback(home: Path, url: str | None = None) -> FeedbackStore:
    """Open the feedback of an installation: the database named by `url`, or a SQLite file in the state folder.

    Raises SettingsInvalid where the address cannot be used.
    """
    return FeedbackStore(url or sa.URL.create("sqlite", database=str(home / FILE)).render_as_string())


def _read_url(url: str) -> sa.URL:
    try:
        read = sa.make_url(url)
        if read.drivername in ("postgres", "postgresql"):
            read = read.set(drivername="postgresql+psycopg")
        backend = read.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        # The address is not repeated: it may hold a password.
        raise SettingsInvalid(
            "ASSISTANT_DATABASE_URL is no address of a SQLite or PostgreSQL database. "
            "Write it as sqlite:////folder/file.sqlite3 or postgresql://user:password@host/database."
        )
    return read


def _make_engine(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() == "sqlite":
        return sa.create_engine(url, connect_args={"timeout": PATIENCE_S})
    limits = f"-c statement_timeout={PATIENCE_S}s -c lock_timeout={PATIENCE_S}s"
    try:
        return sa.create_engine(
            url,
            pool_pre_ping=True,
            pool_timeout=PATIENCE_S,
            connect_args={"connect_timeout": PATIENCE_S, "options": limits},
        )
    except ImportError:
        raise SettingsInvalid(
            "ASSISTANT_DATABASE_URL names a PostgreSQL database, but its driver is not installed. "
            "Install it with: uv sync --extra postgres."
        ) from None


def _read_row(row: Mapping[Any, Any]) -> Feedback:
    return Feedback(**{**row, "history": tuple(row["history"])})


def _reason(error: Exception) -> str:
    """Say in a few words what the driver said, without its traceback, its SQL or its hints."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0].rstrip(".:") if said else type(error).__name__
