"""The index from outside: as LangChain parts and on the command line."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.__main__ import main
from index.build import open_in_memory
from index.home import replace_file, state_home
from index.langchain import ReportEmbeddings, ReportRetriever
from index.minilm import MiniLM
from tests.index_fakes import WordEmbedder, lighthouse_corpus

ROOT = Path(__file__).parent.parent
CORPUS = lighthouse_corpus()


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("ASSISTANT_CHROMA_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def corpus_folder(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "report.yaml").write_text(
        "title: On lighthouses\nshort_title: the report\nofficial: false\nnotice: Invented.\nname: lights\n"
        "pillars:\n  - id: coast\n    title: Coast\n"
    )
    (folder / "lamps.md").write_text(
        "---\nid: L1\nkind: recommendation\ntitle: Lamps\npillar: coast\nbasis: published_summary\n"
        "sources:\n  - url: https://example.org/lighthouses\n---\nReplace every oil lamp. Keep a spare bulb.\n"
    )
    return str(folder)


def test_documents_are_exact_passages_that_name_their_source():
    retriever = ReportRetriever(corpus=CORPUS, retriever=open_in_memory(CORPUS, WordEmbedder()), k=3)
    documents = retriever.invoke("Who trains keepers?")
    assert len(documents) == 3
    for document in documents:
        told = document.metadata
        entry = CORPUS[told["entry_id"]]
        assert entry.body[told["start"] : told["end"]] == document.page_content
        assert (told["source_url"], told["basis"]) == ("https://example.org/lighthouses", "published_summary")
        assert (told["kind"], told["title"]) == (entry.kind, entry.title)


def test_the_langchain_retriever_keeps_to_its_kinds():
    retriever = ReportRetriever(
        corpus=CORPUS, retriever=open_in_memory(CORPUS, WordEmbedder()), kinds=("practice",), k=9
    )
    assert {document.metadata["kind"] for document in retriever.invoke("keepers")} == {"practice"}


def test_langchain_embeddings_are_the_vectors_of_the_index():
    embeddings, embedder = ReportEmbeddings(WordEmbedder()), WordEmbedder()
    assert np.allclose(embeddings.embed_documents(["a lamp", "a horn"]), embedder.embed(["a lamp", "a horn"]))
    assert embeddings.embed_query("a lamp") == embeddings.embed_documents(["a lamp"])[0]
    assert all(type(x) is float for x in embeddings.embed_query("a lamp"))


def test_build_then_status_says_current(home, corpus_folder, capsys):
    assert main(["status", "--corpus", corpus_folder]) == 1
    assert "There is no index yet." in capsys.readouterr().out
    assert main(["build", "--corpus", corpus_folder]) == 0
    printed = capsys.readouterr()
    assert printed.err == "There is no index yet. Building it now (2 passages).\n"
    assert printed.out == f"The index is current: 2 passages in {home / 'index' / 'lights'}\n"
    assert main(["status", "--corpus", corpus_folder]) == 0
    told = capsys.readouterr().out
    assert "corpus  lights (entries: 1, passages: 2)" in told
    assert "index   current" in told
    assert "model   sentence-transformers/all-MiniLM-L6-v2@53aa51172d14: ready" in told


def test_build_again_builds_a_current_index_anew(home, corpus_folder):
    main(["build", "--corpus", corpus_folder])
    pointer = home / "index" / "lights" / "current"
    before = pointer.read_text()
    assert main(["build", "--corpus", corpus_folder]) == 0
    assert pointer.read_text() == before
    assert main(["build", "--corpus", corpus_folder, "--again"]) == 0
    assert pointer.read_text() != before


def test_faults_are_one_sentence_and_exit_code_1(home, capsys, tmp_path, monkeypatch):
    assert main(["build", "--corpus", str(tmp_path)]) == 1
    assert main(["weights", "--from", str(tmp_path)]) == 1
    monkeypatch.setenv("ASSISTANT_CHROMA_URL", "nonsense")
    assert main(["status"]) == 1
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "file"))
    monkeypatch.delenv("ASSISTANT_CHROMA_URL")
    assert main(["build"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 4
    assert all(line.endswith(".") or "--from FOLDER" in line for line in lines)


def test_weights_are_copied_from_a_folder_and_then_found(home, capsys):
    from index.weights import _package_folders

    assert main(["weights", "--from", str(_package_folders()[0])]) == 0
    assert str(home / "weights") in capsys.readouterr().out
    assert MiniLM(home).dimensions == 384


def test_status_runs_as_a_program_without_heavy_imports(home):
    code = (
        "import sys, index.__main__ as command; command.main(['status']);"
        "heavy = {'chromadb', 'onnx', 'onnxruntime', 'bm25s', 'langchain_core'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_state_home_follows_the_environment_and_expands_the_user(monkeypatch, tmp_path):
    monkeypatch.setenv("ASSISTANT_HOME", "~/reports")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert state_home() == tmp_path / "reports"
    monkeypatch.setenv("ASSISTANT_HOME", "  ")
    assert "cluster-report-assistant" in str(state_home())


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    file = tmp_path / "deep" / "file"
    replace_file(file, b"old")
    with pytest.raises(TypeError):
        replace_file(file, "no bytes")
    assert file.read_bytes() == b"old"
    assert [path.name for path in file.parent.iterdir()] == ["file"]
