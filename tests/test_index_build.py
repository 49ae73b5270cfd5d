"""An index is built when there is none, built again when it is stale or damaged, and never half there."""

import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from corpus.chunk import split_corpus
from index import folder as index_folder
from index.build import index_fault, open_index
from index.errors import IndexNotWritable, IndexStale, StoreDamaged, StoreUnreachable
from index.fingerprint import Fingerprint
from index.folder import IndexFolder
from index.retriever import HybridRetriever
from index.store import VectorStore, collection_name
from tests.index_fakes import LIGHTHOUSES, WordEmbedder, entry, lighthouse_corpus

CORPUS = lighthouse_corpus()
QUESTION = "Who trains the keepers of a tower?"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    opened(home)
    return home


@pytest.fixture
def home(built, tmp_path):
    shutil.copytree(built, tmp_path / "home")
    return tmp_path / "home"


def opened(home, corpus=CORPUS, embedder=None, **options):
    lines = []
    embedder = embedder or WordEmbedder()
    retriever = open_index(corpus, home, embedder, report=lines.append, progress=False, **options)
    return retriever, lines, embedder.asked


def build_folder(home):
    root = home / "index" / "lights"
    return root / (root / "current").read_text()


def test_the_first_opening_builds_and_the_second_only_reads(tmp_path):
    first, lines, asked = opened(tmp_path)
    assert lines == ["There is no index yet. Building it now (9 passages)."]
    assert len(first.chunks) == 9
    assert asked == len(first.chunks) + len(first.vocabulary.words)
    second, lines, asked = opened(tmp_path)
    assert (lines, asked) == ([], 0)
    assert first.search(QUESTION, k=9) == second.search(QUESTION, k=9)


def test_reading_a_current_index_imports_neither_chroma_nor_onnx(built):
    code = (
        "import sys; from pathlib import Path; from index.build import open_index;"
        "from tests.index_fakes import WordEmbedder, lighthouse_corpus;"
        f"open_index(lighthouse_corpus(), Path({str(built)!r}), WordEmbedder(), report=print);"
        "assert not {'chromadb', 'onnx', 'onnxruntime', 'rich', 'langchain_core'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent.parent, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize(
    ("corpus", "embedder", "reason"),
    [
        (
            lighthouse_corpus((*LIGHTHOUSES, entry("T2", "term", "Fog", "Fog is cloud."))),
            None,
            "the corpus has changed",
        ),
        (lighthouse_corpus(LIGHTHOUSES[:-1]), None, "the corpus has changed"),
        (CORPUS, WordEmbedder("other"), "the embedding model has changed"),
    ],
)
def test_a_stale_index_is_built_again_and_says_why(home, corpus, embedder, reason):
    retriever, lines, asked = opened(home, corpus, embedder)
    assert len(lines) == 1
    assert f"out of date ({reason})" in lines[0]
    assert asked == len(retriever.chunks) + len(retriever.vocabulary.words)
    assert opened(home, corpus, embedder and WordEmbedder("other"))[1] == []


def test_another_version_of_the_program_builds_again(home, monkeypatch):
    monkeypatch.setattr("index.fingerprint.LAYOUT", 99)
    assert "the program has changed" in opened(home)[1][0]


def truncate_database(build):
    os.truncate(build / "chroma" / "chroma.sqlite3", 5000)


def empty_database(build):
    os.truncate(build / "chroma" / "chroma.sqlite3", 0)


def delete_database(build):
    (build / "chroma" / "chroma.sqlite3").unlink()


def delete_graph(build):
    next(path for path in (build / "chroma").iterdir() if path.is_dir()).joinpath("header.bin").unlink()


def drop_a_vector(build):
    np.save(build / "vectors.npy", np.load(build / "vectors.npy")[1:])


def change_a_vector(build):
    vectors = np.load(build / "vectors.npy")
    vectors[3] = vectors[4]
    np.save(build / "vectors.npy", vectors)


def garble_manifest(build):
    (build / "manifest.json").write_bytes(b"{" * 10)


def empty_manifest(build):
    (build / "manifest.json").write_text("[]")


def delete_build(build):
    shutil.rmtree(build)


def garble_pointer(build):
    (build.parent / "current").write_bytes(b"\xff../../etc")


DAMAGES = [
    truncate_database,
    empty_database,
    delete_database,
    delete_graph,
    drop_a_vector,
    change_a_vector,
    garble_manifest,
    empty_manifest,
    delete_build,
    garble_pointer,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_index_is_built_again_with_one_line(home, damage):
    expected = opened(home)[0].search(QUESTION, k=9)
    damage(build_folder(home))
    retriever, lines, _ = opened(home)
    assert len(lines) == 1
    assert lines[0].startswith("The index is damaged (")
    assert retriever.search(QUESTION, k=9) == expected
    assert opened(home)[1] == []


def test_damage_beyond_the_hashes_is_found_too(home):
    """A vector missing from both the file and the manifest's hash of it."""
    build = build_folder(home)
    drop_a_vector(build)
    manifest = json.loads((build / "manifest.json").read_text())
    manifest["files"]["vectors.npy"] = index_folder._sha256(build / "vectors.npy")
    (build / "manifest.json").write_text(json.dumps(manifest))
    assert "holds 8 vectors, not 9" in opened(home)[1][0]


def test_a_build_that_fails_leaves_the_old_index_in_use(home):
    class Failing(WordEmbedder):
        def embed(self, texts):
            raise RuntimeError("the encoder broke")

    old = build_folder(home)
    with pytest.raises(RuntimeError, match="encoder broke"):
        opened(home, lighthouse_corpus(LIGHTHOUSES[:2]), Failing())
    assert build_folder(home) == old
    assert opened(home)[1] == []


def test_only_the_index_in_use_is_kept(home):
    old = build_folder(home)
    opened(home, rebuild=True)
    assert build_folder(home) != old
    assert sorted(path.name for path in old.parent.glob("build-*")) == [build_folder(home).name]


@pytest.mark.parametrize("blocked", ["home is a file", "index is a file"])
def test_a_home_that_cannot_be_written_is_told_in_one_line_and_searched_in_memory(tmp_path, built, blocked):
    place = tmp_path / "home"
    if blocked == "index is a file":
        place.mkdir()
        (place / "index").write_text("x")
    else:
        place.write_text("x")
    retriever, lines, _ = opened(place)
    assert len(lines) == 1
    assert f"cannot be kept in {place}" in lines[0]
    assert retriever.search(QUESTION, k=9) == opened(built)[0].search(QUESTION, k=9)
    with pytest.raises(IndexNotWritable, match="ASSISTANT_HOME"):
        opened(place, in_memory=False)


def test_a_disk_that_fills_up_while_building_changes_nothing(home, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    old = build_folder(home)
    retriever, lines, _ = opened(home, lighthouse_corpus(LIGHTHOUSES[:3]))
    assert "No space left on device" in lines[-1]
    assert len(retriever.chunks) == 6
    assert [path.name for path in old.parent.glob("build-*")] == [old.name]


def test_two_corpora_of_one_home_have_two_indexes(tmp_path):
    for name in ("one", "one/..", "../one", "Élan 2020"):
        opened(tmp_path, lighthouse_corpus(name=name))
    assert len(list((tmp_path / "index").iterdir())) == 4
    assert not list(tmp_path.glob("build-*"))


def open_in_process(home):
    opened(home)


def test_processes_that_start_together_build_one_index(tmp_path):
    context = multiprocessing.get_context("spawn")
    starters = [context.Process(target=open_in_process, args=(tmp_path,)) for _ in range(3)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(60)
    assert [starter.exitcode for starter in starters] == [0, 0, 0]
    assert len(list((tmp_path / "index" / "lights").glob("build-*"))) == 1
    assert opened(tmp_path)[1] == []


def test_index_fault_says_what_would_be_built_and_builds_nothing(home, tmp_path):
    assert index_fault(CORPUS, home, "words") is None
    assert "out of date" in index_fault(CORPUS, home, "other")
    assert "no index yet" in index_fault(CORPUS, tmp_path / "nowhere", "words")
    assert not (tmp_path / "nowhere").exists()


def test_a_large_corpus_is_searched_in_chroma_with_the_same_best_passages(built):
    chunks = split_corpus(CORPUS)
    embedder = WordEmbedder()
    place = IndexFolder(built, "lights")
    dense = place.load(chunks, Fingerprint.of(chunks, embedder.name), limit=3)
    large, small = HybridRetriever(chunks, dense, embedder), opened(built)[0]
    for filters in ({}, {"kinds": ["practice"]}, {"entries": ["L1", "P2"]}, {"kinds": ["term"], "entries": ["T1"]}):
        assert large.search(QUESTION, k=3, **filters) == small.search(QUESTION, k=3, **filters)
    assert large.search(QUESTION, kinds=["background"]) == []
    assert np.allclose(large.cosines(QUESTION), small.cosines(QUESTION), atol=2e-6)


def test_a_large_damaged_store_is_known(home):
    chunks = split_corpus(CORPUS)
    truncate_database(build_folder(home))
    with pytest.raises(StoreDamaged, match="cannot be read"):
        IndexFolder(home, "lights").load(chunks, Fingerprint.of(chunks, "words"), limit=3)
    with pytest.raises(IndexStale):
        IndexFolder(home, "lights").load(chunks, Fingerprint.of(chunks, "other"), limit=3)


def test_chroma_holds_text_vector_and_place_of_every_passage(built):
    import chromadb

    with chromadb.PersistentClient(str(build_folder(built) / "chroma")) as client:
        collection = client.get_collection("passages", embedding_function=None)
        found = collection.get("L2#1", include=["documents", "metadatas", "embeddings"])
        assert collection.configuration["hnsw"]["space"] == "cosine"
    assert found["documents"] == ["Train two keepers for each tower."]
    assert found["metadatas"][0] == {
        "entry_id": "L2",
        "kind": "recommendation",
        "start": 0,
        "end": 33,
        "header": "Coast > Keepers",
        "section": "",
        "question": "",
    }
    assert np.allclose(
        found["embeddings"][0], WordEmbedder().embed(["Coast > Keepers. Train two keepers for each tower."])
    )


@pytest.mark.parametrize("name", ["a", "", "é", "x" * 600, "Report 2020/2", "..."])
def test_any_corpus_name_makes_a_collection_name_that_chroma_takes(name, tmp_path):
    import chromadb

    with chromadb.EphemeralClient() as client:
        client.get_or_create_collection(collection_name(name), embedding_function=None)


@pytest.fixture(scope="module")
def chroma_url(tmp_path_factory):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chroma = Path(sys.executable).with_name("chroma")
    folder = tmp_path_factory.mktemp("server")
    server = subprocess.Popen(
        [chroma, "run", "--path", folder, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(port)
        yield url
    finally:
        server.terminate()
        server.wait()


def wait_for(port):
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail("the Chroma server did not start")


def test_a_chroma_server_is_filled_once_and_gives_the_same_hits(chroma_url, built, tmp_path):
    first, lines, _ = opened(tmp_path, chroma_url=chroma_url)
    assert lines == [f"The Chroma server at {chroma_url} has no index of this corpus. Building it now (9 passages)."]
    assert opened(tmp_path, chroma_url=chroma_url)[1:] == ([], 0)
    assert first.search(QUESTION, k=9) == opened(built)[0].search(QUESTION, k=9)
    assert index_fault(CORPUS, tmp_path, "words", chroma_url=chroma_url) is None
    assert not (tmp_path / "index").exists()


def test_an_index_on_a_server_that_was_not_finished_is_written_again(chroma_url, tmp_path):
    corpus = lighthouse_corpus(LIGHTHOUSES[:2], name="half")
    chunks = split_corpus(corpus)
    mark = Fingerprint.of(chunks, "words").short
    store = VectorStore.on_server(chroma_url, f"half-{mark}")
    store.write(chunks[:2], WordEmbedder().embed(["x", "y"]), mark)
    retriever, lines, _ = opened(tmp_path, corpus, chroma_url=chroma_url)
    assert len(lines) == 1
    assert len(retriever.search("lamp", k=9)) == 4


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "localhost:8000", "ftp://x", "http://"])
def test_a_server_that_does_not_answer_is_one_sentence(tmp_path, url):
    with pytest.raises(StoreUnreachable, match="ASSISTANT_CHROMA_URL"):
        opened(tmp_path, chroma_url=url)


class _Busy:
    """A collection that fails a few times, as Chroma does on a loaded machine."""

    def __init__(self, failures):
        self.failures = failures

    def get_collection(self, name, embedding_function=None):
        return self

    def get(self, **asked):
        from chromadb.errors import InternalError

        if self.failures:
            self.failures -= 1
            raise InternalError("Failed to get segments")
        return {"ids": ["L1#1"], "embeddings": [[1.0]]}


def test_a_busy_store_is_read_again_and_a_broken_one_given_up(monkeypatch):
    monkeypatch.setattr("index.store._PAUSES_S", (0.0, 0.0, 0.0))
    for failures in (0, 3):
        store = VectorStore(_Busy(failures), "lights", lambda error: StoreDamaged(str(error)))
        assert store.vectors_of(["L1#1"]).tolist() == [[1.0]]
    with pytest.raises(StoreDamaged):
        VectorStore(_Busy(9), "lights", lambda error: StoreDamaged(str(error))).vectors_of(["L1#1"])
