from __future__ import annotations

import numpy as np
import pytest

from index.endpoint_embedder import EndpointEmbedder
from index.errors import EmbeddingsUnavailable
from tests.endpoint import DIMENSIONS, MODEL, Endpoint, Status, word_vector

KEY = "sk-test-embed-1234"


@pytest.fixture
def endpoint():
    with Endpoint() as running:
        yield running


def embedder(endpoint: Endpoint) -> EndpointEmbedder:
    return EndpointEmbedder(MODEL, base_url=endpoint.url, api_key=KEY, timeout=5)


def test_vectors_come_in_order_and_of_length_one(endpoint):
    texts = [f"text number {n} of many" for n in range(150)] + ["", "\ud800"]
    rows = embedder(endpoint).embed(texts)
    assert (rows.shape, rows.dtype) == ((152, DIMENSIONS), np.float32)
    expected = np.array([word_vector(text) for text in texts[:150]])
    assert np.allclose(rows[:150], expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=1e-6)


def test_texts_go_out_as_texts_and_in_batches(endpoint):
    embedder(endpoint).embed(["one"] * 130)
    sent = [request["input"] for request in endpoint.requests]
    assert all(isinstance(text, str) for batch in sent for text in batch)
    assert max(map(len, sent)) <= 64
    assert endpoint.keys[0] == f"Bearer {KEY}"


def test_the_name_tells_model_and_place_and_no_key(endpoint):
    one = embedder(endpoint)
    assert one.name == f"{MODEL}@{endpoint.url.split('/')[2]}"
    assert KEY not in repr(one) + one.name


def test_the_length_of_a_vector_is_learnt(endpoint):
    assert embedder(endpoint).dimensions == DIMENSIONS
    assert embedder(endpoint).embed([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ([Status(401, f"Incorrect API key: {KEY}")], "refused the key"),
        ([Status(404)], "has no embedding model"),
        ([Status(429)] * 9, "is busy"),
        ([Status(500)] * 9, "HTTP 500"),
    ],
)
def test_a_fault_is_said_in_one_line(endpoint, script, said):
    endpoint.script.extend(script)
    with pytest.raises(EmbeddingsUnavailable, match=said) as raised:
        embedder(endpoint).embed(["one"])
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(
    "embeds",
    [
        lambda texts: [[1.0, 2.0]] * (len(texts) - 1),
        lambda texts: [[0.0, 0.0]] * len(texts),
        lambda texts: [[float("nan"), 1.0]] * len(texts),
        lambda texts: [[1.0] * (1 + at % 2) for at in range(len(texts))],
        lambda texts: [[]] * len(texts),
    ],
)
def test_vectors_that_cannot_be_used_are_refused(endpoint, embeds):
    endpoint.embeds = embeds
    with pytest.raises(EmbeddingsUnavailable, match="cannot be used"):
        embedder(endpoint).embed(["one", "two"])


def test_a_model_that_changes_its_vectors_is_refused(endpoint):
    one = embedder(endpoint)
    one.embed(["one"])
    endpoint.embeds = lambda texts: [[1.0, 2.0]] * len(texts)
    with pytest.raises(EmbeddingsUnavailable, match=f"2 numbers after {DIMENSIONS}"):
        one.embed(["one"])


def test_no_endpoint_is_said_in_one_line():
    with pytest.raises(EmbeddingsUnavailable, match="cannot be reached"):
        EndpointEmbedder(MODEL, base_url="http://127.0.0.1:9/v1", timeout=2).embed(["one"])


def test_an_index_of_other_vectors_is_another_index(endpoint, shipped):
    """The index is built, searched and told apart by the endpoint's vectors."""
    from corpus.corpus import Corpus
    from index.build import open_in_memory

    corpus = Corpus(shipped.report, shipped.entries[:12])
    retriever = open_in_memory(corpus, embedder(endpoint))
    hits = retriever.search("circular economy strategies", k=3)
    assert hits[0].chunk.entry_id == "G3"
    assert retriever.cosines("circular economy strategies").shape == (len(retriever.chunks),)
