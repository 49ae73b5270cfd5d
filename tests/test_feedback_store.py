"""Feedback is kept, in SQLite and in PostgreSQL alike, and never lost between processes."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Answer, Sentence, cite
from assistant.errors import FeedbackRejected, FeedbackUnavailable, SettingsInvalid
from assistant.feedback import MAX_COMMENT, VERDICTS, Feedback, corpus_version, make_feedback, write_feedback
from assistant.feedback_store import FeedbackStore, open_feedback
from corpus.corpus import Corpus
from corpus.load import load_corpus

CORPUS = load_corpus()


def answer(question: str = "What about circular economy?") -> Answer:
    entry = CORPUS["G3"]
    citation = cite(1, entry, 0, len(entry.statement))
    return Answer(
        question=question,
        understood_as=question,
        decision="answered",
        answer=f"{citation.quote} [1]",
        sentences=(Sentence(citation.quote, (1,)),),
        citations=(citation,),
        suggestions=("Which practices are there?",),
    )


def feedback(comment: str = "", question: str = "What about circular economy?") -> Feedback:
    return make_feedback(answer(question), "wrong_citation", comment, CORPUS, history=("First?",), app_version="1.2")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Name an empty database of each make."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new folder' / 'feedback.sqlite3'}"
        return
    server = os.environ.get("ASSISTANT_TEST_POSTGRES_URL")
    if not server:
        pytest.skip("ASSISTANT_TEST_POSTGRES_URL names no server")
    name = f"feedback_test_{os.getpid()}_{time.monotonic_ns()}"
    admin = sa.create_engine(
        sa.make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )
    with admin.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def store(url: str) -> Iterator[FeedbackStore]:
    opened = FeedbackStore(url)
    yield opened
    opened.close()


def test_what_is_stored_comes_back_whole(store: FeedbackStore) -> None:
    given_record = feedback("The quote is from another practice.")
    store.add(given_record)
    (kept,) = store.records()
    assert kept == replace(given_record, answer=json.loads(json.dumps(given_record.answer)))
    assert kept.created_at.tzinfo is not None
    assert kept.answer["citations"][0]["entry_id"] == "G3"
    assert kept.corpus_version == corpus_version(CORPUS)
    assert (kept.corpus, kept.app_version, kept.history) == ("summary", "1.2", ("First?",))


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_can_be_stored(store: FeedbackStore, verdict: str) -> None:
    store.add(make_feedback(answer(), verdict, "", CORPUS))
    assert [record.verdict for record in store.records()] == [verdict]


def test_sending_again_replaces_the_first_verdict(store: FeedbackStore) -> None:
    first = feedback("A slip")
    store.add(first)
    store.add(replace(first, verdict="helpful", comment="I had not scrolled down"))
    (kept,) = store.records()
    assert (kept.verdict, kept.comment) == ("helpful", "I had not scrolled down")


def test_records_come_oldest_first(store: FeedbackStore) -> None:
    now = datetime(2026, 5, 1, 12, tzinfo=UTC)
    for days in (1, 3, 2):
        store.add(replace(feedback(str(days)), created_at=now - timedelta(days=days)))
    assert [record.comment for record in store.records()] == ["3", "2", "1"]


def test_deletes_by_id_by_date_and_wholly(store: FeedbackStore) -> None:
    now = datetime(2026, 5, 1, 12, tzinfo=UTC)
    records = [replace(feedback(str(days)), created_at=now - timedelta(days=days)) for days in range(5)]
    for record in records:
        store.add(record)
    assert store.delete([records[0].id, "no such id"]) == 1
    assert store.delete(before=now - timedelta(days=2)) == 2
    assert sorted(record.comment for record in store.records()) == ["1", "2"]
    assert store.delete() == 2
    assert store.count() == 0


def test_deleting_no_ids_deletes_nothing(store: FeedbackStore) -> None:
    store.add(feedback())
    assert store.delete([]) == 0
    assert store.count() == 1


def test_sql_in_a_comment_is_only_text(store: FeedbackStore) -> None:
    for attack in ("'); DROP TABLE feedback; --", '" OR 1=1', "%s %(id)s :id ?"):
        store.add(feedback(attack))
    assert store.count() == 3


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    comment=st.text(st.characters(exclude_categories=()), max_size=60),
    question=st.text(st.characters(exclude_categories=()), max_size=60),
)
def test_any_text_can_be_stored_and_exported(store: FeedbackStore, comment: str, question: str) -> None:
    record = make_feedback(answer(question), "not_helpful", comment, CORPUS)
    store.add(record)
    kept = next(r for r in store.records() if r.id == record.id)
    assert (kept.comment, kept.question) == (record.comment, record.question)
    out = io.StringIO()
    write_feedback([kept], out)
    out.getvalue().encode("utf-8")
    assert json.loads(out.getvalue())["question"] == record.question


def _write_many(url: str, writer: int, count: int) -> None:
    own = FeedbackStore(url)
    for number in range(count):
        own.add(feedback(f"{writer}-{number}"))
    own.close()


def test_processes_that_write_at_once_lose_nothing(url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write_many, args=(url, writer, 15)) for writer in range(4)]
    for process in writers:
        process.start()
    for process in writers:
        process.join(120)
    assert [process.exitcode for process in writers] == [0, 0, 0, 0]
    kept = FeedbackStore(url)
    assert {record.comment for record in kept.records()} == {f"{w}-{n}" for w in range(4) for n in range(15)}
    kept.close()


def test_export_is_one_json_object_a_line(store: FeedbackStore) -> None:
    store.add(feedback("Zażółć gęślą jaźń\u2028next"))
    store.add(feedback("second"))
    out = io.StringIO()
    assert write_feedback(store.records(), out) == 2
    lines = [json.loads(line) for line in out.getvalue().split("\n") if line]
    assert {line["comment"] for line in lines} == {"Zażółć gęślą jaźń\u2028next", "second"}
    assert all(line["answer"]["decision"] == "answered" and line["history"] == ["First?"] for line in lines)


def test_a_record_names_nobody() -> None:
    assert set(feedback().to_dict()) == {
        *("id", "created_at", "verdict", "comment", "question", "history", "answer"),
        *("corpus", "corpus_version", "app_version"),
    }


def test_an_unreachable_server_is_one_sentence_without_the_password() -> None:
    lost = FeedbackStore("postgresql://anna:geheim@127.0.0.1:9/feedback")
    before = time.monotonic()
    with pytest.raises(FeedbackUnavailable) as failure:
        lost.add(feedback())
    assert time.monotonic() - before < 10
    said = str(failure.value)
    assert said.startswith("Your feedback was not stored: the database at postgresql://127.0.0.1:9/feedback")
    assert "geheim" not in said
    assert "\n" not in said


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "feedback.sqlite3").write_text("This is a shopping list." * 100)
    with pytest.raises(FeedbackUnavailable, match="file is not a database"):
        open_feedback(tmp_path).add(feedback())


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(FeedbackUnavailable, match="cannot be used"):
        open_feedback(tmp_path / "home").add(feedback())


def test_opening_touches_nothing(tmp_path: Path) -> None:
    open_feedback(tmp_path / "state")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["", "not an address", "mysql://h/db", "sqllite:///x", "http://example.org"])
def test_an_address_of_another_make_is_refused(url: str) -> None:
    with pytest.raises(SettingsInvalid, match="ASSISTANT_DATABASE_URL"):
        FeedbackStore(url)


def test_a_wrong_address_does_not_show_its_password() -> None:
    with pytest.raises(SettingsInvalid) as failure:
        FeedbackStore("mysql://anna:geheim@host/db")
    assert "geheim" not in str(failure.value)


def test_unknown_verdicts_and_endless_comments_are_refused() -> None:
    with pytest.raises(FeedbackRejected, match="'brilliant' is no verdict"):
        make_feedback(answer(), "brilliant", "", CORPUS)
    with pytest.raises(FeedbackRejected, match="4,001 characters"):
        make_feedback(answer(), "helpful", "x" * (MAX_COMMENT + 1), CORPUS)


def test_the_corpus_version_changes_with_any_entry() -> None:
    first, *others = CORPUS.entries
    changed = Corpus(CORPUS.report, (replace(first, body=first.body + " "), *others))
    assert corpus_version(changed) != corpus_version(CORPUS)
    assert corpus_version(CORPUS) == corpus_version(load_corpus())
