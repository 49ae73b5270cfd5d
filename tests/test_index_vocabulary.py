"""The words of an index: which are kept, how near they are, and that what was kept is not embedded again."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.chunk import split_corpus
from index.build import open_in_memory, open_index
from index.encoder import embed_listed
from index.vocabulary import Vocabulary, words_of
from tests.index_fakes import WordEmbedder, lighthouse_corpus

CORPUS = lighthouse_corpus()
LISTED = words_of(split_corpus(CORPUS))


def vocabulary():
    embedder = WordEmbedder()
    return Vocabulary(LISTED, embed_listed(LISTED, embedder), embedder), embedder


def test_content_words_are_kept_once_without_numbers_and_grammar():
    assert list(LISTED) == sorted(set(LISTED))
    assert {"keepers", "lamp", "brest"} <= set(LISTED)
    assert not {"the", "them", "through"} & set(LISTED)
    assert not [word for word in LISTED if word[0].isdigit()]


def test_a_word_is_nearest_to_itself_and_kept_words_are_not_embedded_again():
    words, embedder = vocabulary()
    asked = embedder.asked
    near = words.nearness(["keepers", "winter"])
    assert embedder.asked == asked
    assert near.shape == (2, len(LISTED))
    assert near[0, LISTED.index("keepers")] == near[0].max() == 1
    words.nearness(["zeppelin"])
    assert embedder.asked == asked + 1


@given(st.lists(st.text(alphabet="abcdefgh", min_size=2, max_size=9), max_size=6))
def test_nearness_is_a_cosine_whatever_is_asked_beside(asked):
    words, _ = vocabulary()
    near = words.nearness(asked)
    assert near.shape == (len(asked), len(LISTED))
    assert np.all(np.abs(near) <= 1 + 1e-6)
    for row, word in enumerate(asked):
        assert np.array_equal(near[row], words.nearness([word])[0])


def test_words_read_from_disk_are_those_in_memory(tmp_path):
    stored = open_index(CORPUS, tmp_path, WordEmbedder(), report=lambda line: None)
    fresh = open_in_memory(CORPUS, WordEmbedder())
    assert stored.vocabulary.words == fresh.vocabulary.words
    again = open_index(CORPUS, tmp_path, WordEmbedder(), report=lambda line: None)
    assert np.array_equal(again.vocabulary.nearness(["lamp"]), fresh.vocabulary.nearness(["lamp"]))
