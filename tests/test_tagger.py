"""The tagger says what a question asks for, which of its words tell on what, and what it needs of those before it."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.understanding.wording import Wording
from evals.errors import SetInvalid
from evals.training import tagged_questions, training_turns
from index.tagger import RELATIONS, SHAPES, SORTS, TAGS, Tagger
from index.words import words


@pytest.fixture(scope="module")
def tagger(real_assistant):
    return real_assistant.tagger


def likeliest(probabilities):
    return max(probabilities, key=probabilities.get)


@pytest.mark.parametrize(
    ("question", "shape", "sort"),
    [
        ("I run a bakery outside Lyon. Who else has tried to turn bread scraps into something?", "list", "practice"),
        ("Pull together for me whatever was advised about seaports.", "list", "recommendation"),
        ("The number of schemes Portugal runs, please", "count", "practice"),
        ("In what year did the harbour fund of Rotterdam open?", "fact", "practice"),
        ("What on earth is a lighthouse cluster?", "fact", "term"),
        ("Put the Dutch scheme next to the Danish one for me", "compare", "practice"),
        ("Would you say my brother should sell his boat?", "outside", None),
    ],
)
def test_what_is_asked_for_is_told_without_set_phrases(tagger, question, shape, sort):
    tagged = tagger.tag(question)
    assert likeliest(tagged.shapes) == shape
    assert sort is None or likeliest(tagged.sorts) == sort


def test_the_topic_is_told_from_what_frames_it(tagger):
    question = "I am preparing a talk for my board and would love to see who deals with sheep wool in Norway"
    told = [word.text for word in Wording(tagger.tag(question)).told(list(words(question)))]
    assert told == ["sheep", "wool"]


@pytest.mark.parametrize(
    ("earlier", "question", "relation"),
    [
        ("What is the harbour fund?", "and who runs it?", "thing"),
        ("Which practices come from Latvia?", "and Estonia?", "swap"),
        ("Which practices come from Latvia?", "the last two of those, please", "among"),
        ("Which practices come from Latvia?", "What does the report recommend on trade agreements?", "alone"),
        ("What is the harbour fund?", "go on, tell me more", "more"),
    ],
)
def test_what_a_question_needs_of_the_one_before_is_told(tagger, earlier, question, relation):
    assert likeliest(tagger.relation(question, [earlier])) == relation


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=[]), max_size=400), st.lists(st.text(max_size=90), max_size=4))
def test_any_text_is_tagged_alike_each_time_and_probabilities_add_up(tagger, question, earlier):
    tagged, relation = tagger.tag(question), tagger.relation(question, earlier)
    for found, names in ((tagged.shapes, SHAPES), (tagged.sorts, SORTS), (relation, RELATIONS)):
        assert tuple(found) == names
        assert math.isclose(sum(found.values()), 1, abs_tol=2e-3)
    for token in tagged.tokens:
        assert 0 <= token.start < token.end <= len(question)
        assert tuple(token.tags) == TAGS
    assert tagged == tagger.tag(question)
    assert relation == tagger.relation(question, earlier)


def test_an_over_long_question_is_cut(tagger):
    assert len(tagger.tag("harbour " * 900).tokens) <= 128
    assert sum(tagger.relation("harbour " * 900, ["boat " * 900]).values()) > 0.99


def test_nothing_is_loaded_before_the_first_question(tmp_path):
    Tagger(tmp_path)
    assert not list(tmp_path.glob("models/tagger*"))


def test_training_questions_are_read_and_each_label_occurs():
    questions, turns = tagged_questions(), training_turns()
    assert {line.form for line in questions} == set(SHAPES)
    assert {line.kind for line in questions} == set(SORTS)
    assert {line.relation for line in turns} == set(RELATIONS)
    assert all(phrase in line.question for line in questions for tag in TAGS[1:] for phrase in line.phrases(tag))


def test_a_phrase_that_does_not_stand_in_its_question_is_named_with_its_line(tmp_path):
    good = '{"author": "a", "question": "Boats?", "form": "list", "kind": "any", "topic": ["Boats"]}'
    (tmp_path / "forms.jsonl").write_text(f"{good}\n{good.replace('Boats?', 'Ships?')}\n", encoding="utf-8")
    with pytest.raises(SetInvalid, match=r"forms.jsonl, line 2: .*'Boats' is no part of the question"):
        tagged_questions(tmp_path)
