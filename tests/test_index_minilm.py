"""The encoder gives the vectors of sentence-transformers, in any batch, on any number of threads."""

import http.server
import json
import os
import shutil
import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import weights
from index.errors import IndexNotWritable, WeightsDamaged, WeightsMissing
from index.minilm import MiniLM

CASES = json.loads((Path(__file__).parent / "data" / "reference_vectors.json").read_text("utf-8"))["cases"]
TEXTS = [case["text"] for case in CASES]
VECTORS = np.array([case["vector"] for case in CASES], dtype=np.float32)


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    return tmp_path_factory.getbasetemp() / "minilm_home"


@pytest.fixture(scope="session")
def minilm(home):
    return MiniLM(home)


def official_folder():
    return weights._package_folders()[0]


def test_vectors_equal_those_of_sentence_transformers(minilm):
    assert np.abs(minilm.embed(TEXTS) - VECTORS).max() < 1e-5


def test_a_text_beyond_256_tokens_is_cut_not_refused(minilm):
    cut = minilm.embed(["cluster " * 254])
    assert np.abs(minilm.embed(["cluster " * 5000]) - cut).max() < 1e-6


def test_same_bytes_on_every_run_and_on_one_or_two_threads(minilm, home):
    one = MiniLM(home, threads=1)
    assert one.embed(TEXTS).tobytes() == minilm.embed(TEXTS).tobytes() == minilm.embed(TEXTS).tobytes()


def test_padding_changes_nothing_but_the_last_digits(minilm):
    for text in TEXTS:
        assert np.abs(minilm.embed_padded(text) - minilm.embed([text])).max() < 1e-6


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=[]), max_size=60), min_size=1, max_size=40))
def test_a_vector_does_not_depend_on_its_batch_and_has_length_one(minilm, texts):
    together = minilm.embed(texts)
    apart = np.vstack([minilm.embed([text]) for text in texts])
    assert np.abs(together - apart).max() < 1e-6
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors(minilm):
    assert minilm.embed([]).shape == (0, minilm.dimensions)


def test_many_threads_may_load_and_embed_at_once(home):
    fresh, found = MiniLM(home), []
    callers = [threading.Thread(target=lambda: found.append(fresh.embed(TEXTS[:2]))) for _ in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(found) == 4
    assert all(np.array_equal(vectors, found[0]) for vectors in found)


@pytest.mark.parametrize("damage", ["cut short", "one byte", "gone", "no seal"])
def test_a_damaged_graph_is_built_again(minilm, home, tmp_path, damage):
    minilm.embed(["builds the graph"])
    copy = tmp_path / "models"
    shutil.copytree(home / "models", copy)
    model = next(copy.glob("*.onnx"))
    if damage == "cut short":
        os.truncate(model, 1000)
    elif damage == "one byte":
        content = bytearray(model.read_bytes())
        content[50_000_000] ^= 255
        model.write_bytes(content)
    else:
        next(copy.glob("*.sha256" if damage == "no seal" else "*.onnx")).unlink()
    assert np.abs(MiniLM(tmp_path).embed(TEXTS) - VECTORS).max() < 1e-5
    assert model.read_bytes() == next((home / "models").glob("*.onnx")).read_bytes()
    assert not list(copy.glob(".*"))


def test_a_home_that_cannot_be_written_still_embeds(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert np.abs(MiniLM(blocked).embed(TEXTS[:1]) - VECTORS[:1]).max() < 1e-5


def test_missing_weights_name_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "PACKAGE", "no_such_package_here")
    with pytest.raises(WeightsMissing, match="python -m index weights"):
        MiniLM(tmp_path)


def test_a_wrong_file_is_named_with_both_hashes(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "PACKAGE", "no_such_package_here")
    folder = weights.fetched_folder(tmp_path)
    folder.mkdir(parents=True)
    for name in weights.SHA256:
        (folder / name).write_bytes(b"wrong")
    with pytest.raises(WeightsDamaged, match=r"model\.safetensors .* SHA-256 is 8810ad58.*53aa51172d14"):
        MiniLM(tmp_path)


def test_weights_can_be_fetched_from_an_address_and_from_a_folder(tmp_path, monkeypatch):
    handler = partial(QuietHandler, directory=str(official_folder()))
    source = str(official_folder())
    monkeypatch.setattr(weights, "PACKAGE", "no_such_package_here")
    seen = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        weights.fetch_weights(tmp_path / "web", f"http://127.0.0.1:{server.server_port}", seen.append)
        server.shutdown()
    weights.fetch_weights(tmp_path / "folder", source)
    assert sum(seen) == weights.SIZE
    for place in ("web", "folder"):
        assert MiniLM(tmp_path / place).name == MiniLM.name


def test_a_fetched_file_that_is_not_official_is_not_kept(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(WeightsDamaged, match="Nothing was kept"):
        weights.fetch_weights(tmp_path / "home", str(source))
    assert list(weights.fetched_folder(tmp_path / "home").iterdir()) == []


def test_a_source_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(WeightsMissing, match="cannot be read"):
        weights.fetch_weights(tmp_path, str(tmp_path / "nowhere"))


def test_fetching_into_a_home_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(IndexNotWritable, match="ASSISTANT_HOME"):
        weights.fetch_weights(tmp_path / "file", str(official_folder()))


def test_a_hash_is_read_again_when_the_file_changed(tmp_path):
    file = tmp_path / "data"
    file.write_bytes(b"one")
    hashes = weights.HashCache(tmp_path / "hashes.json")
    before = hashes.sha256(file)
    file.write_bytes(b"two!")
    assert hashes.sha256(file) != before
    assert weights.HashCache(tmp_path / "hashes.json").sha256(file) == hashes.sha256(file)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args):
        pass
