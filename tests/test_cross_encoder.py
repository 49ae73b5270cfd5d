"""The cross-encoder reads a question and a passage together; what the assistant gives it to read is the entry's own."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.candidates import FEATURES, Candidate
from assistant.answering.reading import MOST_PASSAGE_WORDS, passage_of
from corpus.chunk import split_entry
from corpus.corpus import Corpus
from corpus.entry import Entry, Section, Source
from corpus.load import load_corpus
from evals.errors import SetInvalid
from evals.training import training_passages, training_questions
from index.cross_encoder import CrossEncoder
from index.low_rank import DOWN, UP, updated
from tests.index_fakes import LIGHTHOUSES, lighthouse_corpus

TOWER = "Tower lamps. The tower on Skagen has two lamps and was built in 1858 by the harbour board."
ORCHARD = "Apple trees. The orchard sells cider in autumn."


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def encoder(home):
    return CrossEncoder(home)


@pytest.fixture(scope="module")
def fresh_encoder(home):
    """Another of the same, which remembers nothing of what the first has read."""
    return CrossEncoder(home)


@pytest.mark.parametrize(
    ("answered", "missed"),
    [
        ("When was the tower on Skagen built?", "When was the tower on Skagen painted?"),
        ("How many lamps does it have?", "How many keepers does it have?"),
        ("Who had the tower built?", "Who pays for the lamps of the tower?"),
    ],
)
def test_what_a_passage_tells_scores_above_what_it_does_not(encoder, answered, missed):
    assert encoder.scores(answered, [TOWER])[0] > encoder.scores(missed, [TOWER])[0]


def test_the_passage_about_the_matter_scores_above_another(encoder):
    tower, orchard = encoder.scores("When was the tower on Skagen built?", [TOWER, ORCHARD])
    assert tower > orchard


@settings(max_examples=20)
@given(st.lists(st.text(st.characters(exclude_categories=[]), max_size=80), max_size=6), st.text(max_size=40))
def test_a_score_depends_neither_on_the_passages_beside_it_nor_on_what_was_read_before(
    encoder, fresh_encoder, passages, question
):
    apart = [encoder.scores(question, [passage])[0] for passage in passages]
    together = encoder.scores(question, passages)
    assert np.allclose(together, apart, atol=2e-4)
    assert together.tobytes() == fresh_encoder.scores(question, passages).tobytes()


def test_a_remembered_score_cannot_be_spoilt(encoder):
    with pytest.raises(ValueError, match="read-only"):
        encoder.scores("When was the tower built?", [TOWER])[0] = 1


def test_over_long_questions_and_passages_are_cut(encoder):
    assert np.isfinite(encoder.scores("tower " * 900, ["lamp " * 900, ""])).all()


def test_low_rank_updates_are_added_and_other_tensors_replaced():
    weights = {"w": np.ones((2, 3), dtype=np.float32), "norm": np.zeros(2, dtype=np.float32)}
    change = {f"w{UP}": np.array([[1], [2]], dtype=np.float16), f"w{DOWN}": np.array([[1, 0, 3]], dtype=np.float16)}
    found = updated(weights, {**change, "norm": np.array([5, 6], dtype=np.float16), "head": np.ones(1)})
    assert found["w"].tolist() == [[2, 1, 4], [3, 1, 7]]
    assert found["norm"].tolist() == [5, 6]
    assert found["head"].tolist() == [1]
    assert weights["w"].tolist() == [[1, 1, 1], [1, 1, 1]]


def candidate(entry: Entry, fits: dict[int, float] | None = None, corpus: Corpus | None = None) -> Candidate:
    chunks = split_entry(entry, corpus or lighthouse_corpus([entry]))
    sentences = tuple(((fits or {}).get(at, 0.0), chunk) for at, chunk in enumerate(chunks) if not chunk.question)
    return Candidate(entry, (0.0,) * len(FEATURES), sentences)


def test_a_short_entry_is_read_whole():
    assert passage_of(candidate(LIGHTHOUSES[0])) == f"Lamps. {LIGHTHOUSES[0].body}"


def test_of_a_long_entry_the_sentences_that_fit_are_read_in_their_order():
    body = " ".join(f"Lamp number {n} burns {'very ' * 20}bright." for n in range(20))
    source = (Source("https://example.org"),)
    entry = Entry(
        "P9",
        "practice",
        "Lamps",
        body,
        "published_summary",
        source,
        (Section("", 0, len(body), "published_summary", source),),
    )
    passage = passage_of(candidate(entry, {17: 1.0, 3: 0.5}))
    assert passage.index("number 3 ") < passage.index("number 17 ")
    assert len(passage.split()) <= MOST_PASSAGE_WORDS + 1


def test_what_stands_around_an_entry_is_not_read():
    corpus = load_corpus()
    assert "Policy Toolkit" in corpus["G1"].body
    assert "Policy Toolkit" not in passage_of(candidate(corpus["G1"], corpus=corpus))


def test_training_questions_name_entries_and_each_entry_has_both_sorts():
    corpus = load_corpus()
    questions = training_questions()
    for answered in (True, False):
        assert {q.entry for q in questions if q.answered == answered} == {entry.id for entry in corpus}
    assert all(other in corpus for q in questions for other in q.also)
    assert len({(q.entry, q.question) for q in questions}) == len(questions)


def test_a_broken_training_line_is_told_with_its_place(tmp_path):
    (tmp_path / "passages.jsonl").write_text('{"title": "T", "passage": "P", "answered": [], "not_answered": ["?"]}')
    with pytest.raises(SetInvalid, match=r"passages\.jsonl, line 1"):
        training_passages(tmp_path)
    assert training_passages()
