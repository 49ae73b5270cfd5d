"""Subject headings: how a topic meets them, that their vectors are kept, and that lists are judged by them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.headings import HEADING_FEATURES, HeadingMatcher
from index.build import index_fault, open_in_memory, open_index
from index.headings import Headings, headings_of
from index.topic_adapter import TopicAdapter
from index.words import words
from tests.index_fakes import LIGHTHOUSES, WordEmbedder, lighthouse_corpus

FILED = {
    "L1": ("light bulb", "electric light"),
    "P1": ("training of keepers", "school"),
    "P2": ("fog", "warning at sea"),
}
CORPUS = lighthouse_corpus([replace(entry, headings=FILED.get(entry.id, ())) for entry in LIGHTHOUSES])
ENTRIES = list(CORPUS)
MATCHER = HeadingMatcher(ENTRIES, Headings(headings_of(CORPUS), WordEmbedder()))


def signal(matched, name, entry_id):
    row = next(at for at, entry in enumerate(ENTRIES) if entry.id == entry_id)
    return float(matched[row, HEADING_FEATURES.index(name)])


def met(topic):
    return MATCHER.match(list(words(topic)), topic, f"Anything on {topic}?")


def test_a_topic_fits_best_the_entry_that_is_filed_under_it():
    matched = met("school")
    nearest = matched[:, HEADING_FEATURES.index("heading")]
    assert nearest.argmax() == 2
    assert signal(matched, "heading", "P1") == pytest.approx(1, abs=1e-5)
    assert signal(matched, "heading_same", "P1") == 1
    assert signal(matched, "heading_same", "P2") == 0


def test_part_of_a_heading_is_not_the_same_heading():
    matched = met("warning")
    assert signal(matched, "heading_words", "P2") == 1
    assert signal(matched, "heading_same", "P2") == 0


def test_an_entry_without_headings_is_near_to_nothing():
    matched = met("school")
    assert [signal(matched, name, "L2") for name in HEADING_FEATURES] == [0.0] * len(HEADING_FEATURES)


@given(
    st.lists(st.sampled_from("light bulb school fog sea winter horn electric training".split()), min_size=1, max_size=5)
)
def test_signals_are_shares_and_cosines_whatever_is_asked(told):
    matched = met(" ".join(told))
    assert matched.shape == (len(ENTRIES), len(HEADING_FEATURES))
    assert np.all((matched >= -1e-6) & (matched <= 1 + 1e-6))
    held, of_one, same = (matched[:, HEADING_FEATURES.index(f"heading_{n}")] for n in ("held", "words", "same"))
    assert np.all(same <= of_one)
    assert np.all(of_one <= held)


def test_headings_judge_only_where_there_are_any_and_the_adapter_knows_the_model():
    plain, embedder = lighthouse_corpus(), WordEmbedder()
    down, up = (np.zeros(shape, dtype=np.float32) for shape in ((embedder.dimensions, 1), (1, embedder.dimensions)))
    adapter = TopicAdapter(down, up)
    assert not HeadingMatcher(list(plain), Headings(headings_of(plain), embedder, adapter=adapter)).can_judge
    assert not MATCHER.can_judge
    assert HeadingMatcher(ENTRIES, Headings(headings_of(CORPUS), embedder, adapter=adapter)).can_judge


def test_kept_headings_are_those_of_memory_and_are_not_embedded_again(tmp_path):
    open_index(CORPUS, tmp_path, WordEmbedder(), report=lambda line: None, progress=False)
    embedder = WordEmbedder()
    stored = open_index(CORPUS, tmp_path, embedder, report=lambda line: None, progress=False)
    asked = embedder.asked
    fresh = open_in_memory(CORPUS, WordEmbedder())
    assert np.array_equal(stored.headings.cosines("fog"), fresh.headings.cosines("fog"))
    assert embedder.asked == asked + 1


def test_an_index_of_other_headings_is_stale(tmp_path):
    open_index(CORPUS, tmp_path, WordEmbedder(), report=lambda line: None, progress=False)
    assert index_fault(CORPUS, tmp_path, "words") is None
    refiled = [replace(entry, headings=("lamp",)) if entry.id == "T1" else entry for entry in ENTRIES]
    assert "corpus has changed" in str(index_fault(lighthouse_corpus(refiled), tmp_path, "words"))


def test_every_recommendation_practice_term_and_fact_is_filed(shipped):
    assert [entry.id for entry in shipped if len(entry.headings) < 5] == []


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Which practices are about the pandemic?", {"P32", "P33", "P34", "P35"}),
        ("Which practices have to do with food?", {"P26", "P46", "P47"}),
    ],
)
def test_a_list_holds_what_is_on_its_topic_in_other_words(real_assistant, question, held):
    assert held <= {citation.entry_id for citation in real_assistant.ask(question).citations}


def test_headings_are_never_shown(real_assistant):
    answer = real_assistant.ask("Which practices have to do with food?")
    quotes = " ".join(citation.quote for citation in answer.citations).lower()
    bodies = {citation.entry_id: real_assistant.corpus[citation.entry_id].body for citation in answer.citations}
    assert all(bodies[c.entry_id][c.start : c.end] == c.quote for c in answer.citations)
    assert "groceries" not in quotes
