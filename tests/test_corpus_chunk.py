"""Chunks are exact stretches of their entries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.chunk import sentence_spans, split_corpus
from corpus.load import load_corpus

TEXT = st.text(alphabet=st.sampled_from("abcDEF .!?\n-•\"'()éŁ12"), max_size=200)


@given(TEXT)
def test_sentences_are_ordered_disjoint_and_trimmed(text):
    end_before = 0
    for start, end in sentence_spans(text):
        assert end_before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        end_before = end


@given(TEXT)
def test_sentences_lose_no_letter(text):
    kept = "".join(text[s:e] for s, e in sentence_spans(text))
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


def test_abbreviations_end_no_sentence():
    text = "Clusters (e.g. HZwo) met Dr. Berg in St. Gallen. They left."
    assert [text[s:e] for s, e in sentence_spans(text)] == [
        "Clusters (e.g. HZwo) met Dr. Berg in St. Gallen.",
        "They left.",
    ]


def test_every_chunk_of_the_shipped_corpus_is_in_its_entry():
    corpus = load_corpus()
    for chunk in split_corpus(corpus):
        assert corpus[chunk.entry_id].body[chunk.start : chunk.end] == chunk.text
