"""Soft matching: words of a question met by words of like meaning."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.soft_matching import SOFT_FEATURES, SoftMatcher
from index.build import open_in_memory
from index.words import words
from tests.index_fakes import WordEmbedder, lighthouse_corpus

CORPUS = lighthouse_corpus()
ENTRIES = list(CORPUS)


@pytest.fixture(scope="module")
def matcher():
    retriever = open_in_memory(CORPUS, WordEmbedder())
    return SoftMatcher(ENTRIES, retriever.chunks, retriever.vocabulary)


def matched(matcher, text, focus=()):
    topic = [word for word in words(text) if not word.is_function]
    return matcher.match(topic, np.ones(len(topic)), [word for word in topic if word.text in focus])


def of(found, entry_id):
    at = [entry.id for entry in ENTRIES].index(entry_id)
    return {name: float(values[at]) for name, values in found.items()}


def test_what_an_entry_says_is_met_in_full(matcher):
    found = of(matched(matcher, "train keepers for the tower", focus=("keepers",)), "L2")
    assert found["soft_coverage"] == found["soft_sentence"] == found["soft_least"] == pytest.approx(1)
    assert found["soft_unmet"] == found["focus_unmet"] == 0


def test_the_unmet_focus_is_told(matcher):
    assert of(matched(matcher, "which minister trains keepers", focus=("minister",)), "L2")["focus_unmet"] > 0.5


def test_the_entry_that_says_it_comes_before_the_others(matcher):
    coverage = matched(matcher, "replace oil lamps")["soft_coverage"]
    assert ENTRIES[int(coverage.argmax())].id == "L1"


@given(st.text(max_size=60))
def test_every_signal_has_a_finite_value_for_every_entry(matcher, text):
    found = matched(matcher, text)
    assert tuple(found) == SOFT_FEATURES
    for values in found.values():
        assert values.shape == (len(ENTRIES),)
        assert np.isfinite(values).all()
