"""Words, meaning and fusion: what is found, in which order, and that it never differs between runs."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.build import open_in_memory
from index.dense import ExactIndex
from index.fusion import best_first, fuse, reciprocal_ranks, weighted_sum
from index.lexical import LexicalIndex, terms
from index.retriever import HybridRetriever
from tests.index_fakes import LIGHTHOUSES, WordEmbedder, lighthouse_corpus

TEXTS = ["Île-de-France trains 5,000 keepers", "R&D in COVID-19 times", "ESCP-4i and Industry 4.0", "", "the and of"]


@pytest.fixture(scope="module")
def retriever():
    return open_in_memory(lighthouse_corpus(), WordEmbedder())


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("ile de france", 0),
        ("training a keeper", 0),
        ("r&d", 1),
        ("covid", 1),
        ("Covid-19", 1),
        ("industry 4.0", 2),
        ("ESCP 4i", 2),
        ("escp-4i", 2),
    ],
)
def test_words_are_found_in_any_spelling(query, best):
    scores = LexicalIndex(TEXTS).scores(query)
    assert scores.argmax() == best
    assert scores[best] > 0


@pytest.mark.parametrize("query", ["", "the and of", "zebra", "\ud800", "🤝", "a" * 100_000, "?!" * 1000])
def test_a_query_without_known_words_scores_zero(query):
    assert LexicalIndex(TEXTS).scores(query).tolist() == [0] * len(TEXTS)


@pytest.mark.parametrize("texts", [[], [""], ["the"]])
def test_texts_without_words_can_be_indexed(texts):
    assert LexicalIndex(texts).scores("keepers").tolist() == [0] * len(texts)


def test_rarer_words_weigh_more():
    index = LexicalIndex(["cluster lamp", "cluster horn", "cluster fog", "cluster"])
    assert index.scores("cluster horn").argmax() == 1


@given(st.text(max_size=80), st.text(max_size=80))
def test_terms_of_two_texts_are_the_terms_of_both_together(one, two):
    assert terms(f"{one} {two}") == terms(one) + terms(two)


SCORES = arrays(np.float32, st.integers(1, 30), elements=st.floats(0, 1, width=32))
PAIRS = st.integers(1, 30).flatmap(
    lambda n: st.tuples(
        arrays(np.float32, n, elements=st.floats(-1, 1, width=32)),
        arrays(np.float32, n, elements=st.floats(0, 30, width=32)),
    )
)


@given(PAIRS, st.sampled_from(["sum", "ranks"]))
def test_fused_scores_lie_between_0_and_1(pair, method):
    fused = fuse(*pair, method)
    assert fused.min() >= 0
    assert fused.max() <= 1


@given(PAIRS)
def test_best_in_both_lists_is_best_of_all(pair):
    cosines, bm25 = pair
    cosines[0], bm25[0] = 1, 31
    assert weighted_sum(cosines, bm25)[0] == weighted_sum(cosines, bm25).max() == 1
    assert reciprocal_ranks(cosines, bm25)[0] == reciprocal_ranks(cosines, bm25).max() == 1


@given(PAIRS, st.floats(0.5, 20, width=16))
def test_the_sum_does_not_depend_on_the_scale_of_bm25(pair, factor):
    cosines, bm25 = pair
    bm25 = np.where(bm25 < 1e-3, 0, bm25)
    assert np.allclose(weighted_sum(cosines, bm25), weighted_sum(cosines, bm25 * np.float32(factor)), atol=1e-5)


def test_without_a_shared_word_the_cosine_decides():
    cosines, bm25 = np.array([0.1, 0.6, 0.3], np.float32), np.zeros(3, np.float32)
    for method in ("sum", "ranks"):
        assert best_first(fuse(cosines, bm25, method), 3).tolist() == [1, 2, 0]


@given(SCORES, st.integers(0, 40))
def test_best_first_is_a_stable_sort_cut_at_k(scores, k):
    scores = np.round(scores, 1)
    expected = sorted(range(len(scores)), key=lambda at: -scores[at])[:k]
    assert best_first(scores, k).tolist() == expected


def test_search_finds_the_passage_and_its_scores(retriever):
    hit = retriever.search("How many keepers should be trained for a tower?", k=1)[0]
    assert (hit.chunk.entry_id, hit.chunk.text) == ("L2", "Train two keepers for each tower.")
    assert hit.score == 1
    assert 0 < hit.cosine <= 1
    assert hit.bm25 > 0


def test_kinds_and_entries_are_searched_apart(retriever):
    practices = retriever.search("train keepers", k=9, kinds=["practice"])
    assert {hit.chunk.kind for hit in practices} == {"practice"}
    assert practices[0].score == 1
    assert {hit.chunk.entry_id for hit in retriever.search("horn", entries={"L1", "T1"})} == {"L1", "T1"}
    assert retriever.search("horn", kinds=["background"]) == []
    assert retriever.search("horn", kinds=[]) == []
    assert retriever.search("horn", entries=["no such entry"]) == []


@pytest.mark.parametrize("k", [0, -1])
def test_asking_for_none_gives_none(retriever, k):
    assert retriever.search("horn", k=k) == []


@given(st.text(max_size=60), st.integers(1, 12))
def test_any_question_gives_k_ordered_hits_and_a_longer_list_begins_alike(query, k):
    hits = RETRIEVER.search(query, k=k)
    assert len(hits) == min(k, len(RETRIEVER.chunks))
    assert all(one.score >= two.score for one, two in itertools.pairwise(hits))
    assert RETRIEVER.search(query, k=k + 3)[: len(hits)] == hits


def test_equal_passages_keep_the_order_of_the_corpus():
    twins = [LIGHTHOUSES[0], *(replace(LIGHTHOUSES[3], id=id_) for id_ in ("P7", "P8", "P9"))]
    hits = open_in_memory(lighthouse_corpus(twins), WordEmbedder()).search("fog horn", k=3)
    assert [hit.chunk.entry_id for hit in hits] == ["P7", "P8", "P9"]


def test_a_passage_that_several_questions_lead_to_comes_once():
    asked = replace(LIGHTHOUSES[3], asked_as=("How far is the horn heard?", "Is the horn loud?", "Where is the horn?"))
    found = open_in_memory(lighthouse_corpus([asked, LIGHTHOUSES[4]]), WordEmbedder())
    hits = found.search("Where is the horn?", k=3)
    assert len(found.chunks) == 6
    assert [hit.chunk.text for hit in hits] == [
        "Skagen replaced its fog horn.",
        "The horn is heard for nine miles.",
        "A tower is what carries the lamp.",
    ]
    assert hits[0].chunk.question == "Where is the horn?"


def test_a_question_is_embedded_once(retriever):
    embedder = WordEmbedder()
    fresh = HybridRetriever(retriever.chunks, ExactIndex(embedder.embed(["x"] * len(retriever.chunks))), embedder)
    before = embedder.asked
    for kind in ("recommendation", "practice", "term"):
        fresh.search("keepers", kinds=[kind])
    assert embedder.asked == before + 1
    assert np.array_equal(fresh.embed("keepers"), embedder.embed(["keepers"])[0])


def test_scores_of_all_passages_are_those_of_the_hits(retriever):
    hits = {hit.chunk.id: hit for hit in retriever.search("train keepers", k=99)}
    cosines, bm25 = retriever.cosines("train keepers"), retriever.bm25("train keepers")
    for chunk, cosine, score in zip(retriever.chunks, cosines, bm25, strict=True):
        assert (hits[chunk.id].cosine, hits[chunk.id].bm25) == (cosine, score)


def test_remembered_scores_cannot_be_spoilt(retriever):
    for remembered in (retriever.embed("horn"), retriever.bm25("horn"), retriever.cosines("horn")):
        with pytest.raises(ValueError, match="read-only"):
            remembered[0] = 1


def test_an_empty_corpus_is_searched_in_vain():
    assert open_in_memory(lighthouse_corpus(()), WordEmbedder()).search("keepers") == []


RETRIEVER = open_in_memory(lighthouse_corpus(), WordEmbedder())
