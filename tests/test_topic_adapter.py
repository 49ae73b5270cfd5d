"""The topic adapter: what it does to vectors, and that it brings topics nearer to what belongs to them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.headings import HEADING_FEATURES, HeadingMatcher
from evals.training import adapter_lists, training_lists
from index.headings import Headings, headings_of
from index.minilm import MiniLM
from index.topic_adapter import TopicAdapter, adapter_for, load_adapter
from index.words import words
from tests.index_fakes import WordEmbedder

WIDTH = MiniLM.dimensions


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@given(st.integers(0, 2**32 - 1))
def test_mapped_vectors_have_length_one(seed):
    vectors = unit(np.random.default_rng(seed).normal(size=(3, WIDTH)))
    assert np.linalg.norm(load_adapter()(vectors), axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_without_an_update_nothing_is_changed():
    vectors = unit(np.random.default_rng(0).normal(size=(3, 8)))
    none = TopicAdapter(np.ones((8, 2), dtype=np.float32), np.zeros((2, 8), dtype=np.float32))
    assert none(vectors) == pytest.approx(vectors, abs=1e-6)


def test_vectors_of_another_model_are_left_as_they_are():
    assert adapter_for(MiniLM.name) is not None
    assert adapter_for("text-embedding-3-small") is None
    headings = Headings(("light bulb", "fog"), WordEmbedder())
    assert np.array_equal(headings.adapted_cosines("fog"), headings.cosines("fog"))


def test_nobody_s_lists_train_the_adapter_and_fit_what_weighs_it():
    assert not {one.author for one in adapter_lists()} & {one.author for one in training_lists()}


def test_lists_that_it_has_not_seen_are_ordered_better(real_assistant):
    corpus = real_assistant.corpus
    practices = list(corpus.of_kind("practice"))
    embedder = real_assistant.retriever.headings._embedder
    matcher = HeadingMatcher(practices, Headings(headings_of(corpus), embedder))
    unseen = [one for one in training_lists() if one.kind == "practice" and one.needed][::6]
    found = {"heading_three": [], "heading_adapted_three": []}
    for one in unseen:
        matched = matcher.match(list(words(one.topic)), one.topic, one.question)
        right = np.array([entry.id in one.needed for entry in practices])
        judged = np.array([entry.id not in one.acceptable for entry in practices])
        for name, precisions in found.items():
            score = matched[judged, HEADING_FEATURES.index(name)]
            held = right[judged][np.argsort(-score, kind="stable")]
            precisions.append((np.cumsum(held) / np.arange(1, len(held) + 1))[held].mean())
    assert np.mean(found["heading_adapted_three"]) > np.mean(found["heading_three"]) + 0.03
