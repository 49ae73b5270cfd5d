"""`evals beir` measures a collection in BEIR form right, goes on where it stopped, and names the line of a fault."""

import io
import json
import shutil
from pathlib import Path

import ir_measures
import numpy as np
import pytest
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG
from rich.console import Console

from evals.beir import compare_searches, read_collection, run_beir
from evals.errors import SetInvalid
from index.lexical import LexicalIndex
from tests.index_fakes import WordEmbedder

BEES = Path(__file__).parent / "data" / "beir_bees"


@pytest.fixture
def bees(tmp_path):
    shutil.copytree(BEES, tmp_path / "bees")
    return tmp_path / "bees"


def printed(folder, home, **options):
    console = Console(file=io.StringIO(), width=100)
    assert run_beir(folder, home=home, console=console, progress=False, **options) == 0
    return console.file.getvalue()


def figures(text):
    rows = [line.split() for line in text.splitlines()]
    return {row[0]: [float(x) for x in row[1:]] for row in rows if row and row[0] in {"dense", "lexical", "hybrid"}}


def test_means_are_those_of_ir_measures(tmp_path):
    collection = read_collection(BEES)
    found = compare_searches(collection, WordEmbedder(), tmp_path, progress=False).means
    qrels = [Qrel(q, d, gain) for q, gains in collection.gold.items() for d, gain in gains.items()]
    documents = list(collection.documents.values())
    lexical, vectors = LexicalIndex(documents), WordEmbedder().embed(documents)
    for search in ("dense", "lexical"):
        run = []
        for id_, question in collection.questions.items():
            scores = lexical.scores(question) if search == "lexical" else vectors @ WordEmbedder().embed([question])[0]
            # Equal scores keep the order of the corpus; a hair of difference says so to trec_eval.
            run += [
                ScoredDoc(id_, document, round(float(score), 6) - 1e-8 * rank)
                for rank, (document, score) in enumerate(zip(collection.documents, scores, strict=True))
                if search == "dense" or score > 0
            ]
        expected = ir_measures.calc_aggregate([nDCG @ 10, R @ 5, R @ 10, RR @ 10], qrels, run)
        assert list(found[search].values()) == pytest.approx(
            [expected[nDCG @ 10], expected[R @ 5], expected[R @ 10], expected[RR @ 10]]
        )


def test_both_searches_together_beat_each_alone(tmp_path, minilm_home):
    rows = figures(printed(BEES, minilm_home))
    assert set(rows) == {"dense", "lexical", "hybrid"}
    assert all(len(row) == 4 and min(row) > 0 and max(row) <= 1 for row in rows.values())
    assert rows["hybrid"][0] > max(rows["dense"][0], rows["lexical"][0])


def test_the_table_says_what_was_measured_and_how_long_it_took(tmp_path):
    text = printed(BEES, tmp_path, embedder=WordEmbedder())
    assert "beir_bees: 28 documents, 12 questions, 16 relevant pairs\n" in text
    assert "nDCG@10" in text
    assert "recall@5" in text
    assert "recall@10" in text
    assert "MRR@10" in text
    assert "embedding documents 0." in text


def test_vectors_are_kept_by_content(bees, tmp_path):
    first, second, third = WordEmbedder(), WordEmbedder(), WordEmbedder()
    before = printed(bees, tmp_path, embedder=first)
    assert figures(printed(bees, tmp_path, embedder=second)) == figures(before)
    assert first.asked - second.asked == 28
    with (bees / "corpus.jsonl").open("a") as file:
        file.write(json.dumps({"_id": "new", "title": "", "text": "A new one."}) + "\n")
    printed(bees, tmp_path, embedder=third)
    assert third.asked == 29 + 12


@pytest.mark.parametrize("damage", ["garbage", "other shape", "not a folder"])
def test_kept_vectors_that_cannot_be_used_are_made_again(tmp_path, damage):
    expected = figures(printed(BEES, tmp_path, embedder=WordEmbedder()))
    if damage == "not a folder":
        shutil.rmtree(tmp_path / "beir")
        (tmp_path / "beir").write_text("x")
    else:
        file = next((tmp_path / "beir").glob("*.npy"))
        if damage == "garbage":
            file.write_bytes(b"garbage")
        else:
            np.save(file, np.zeros((3, 3), np.float32))
    assert figures(printed(BEES, tmp_path, embedder=WordEmbedder())) == expected


def test_a_document_is_not_found_for_itself(bees, tmp_path):
    """In some BEIR sets the questions are documents; BEIR takes the question out of its own ranking."""
    with (bees / "queries.jsonl").open("a") as file:
        file.write(json.dumps({"_id": "hornet", "text": "Asian hornet Vespa velutina"}) + "\n")
    (bees / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nhornet\thornet\t1\n")
    assert figures(printed(bees, tmp_path, embedder=WordEmbedder()))["hybrid"] == [0, 0, 0, 0]


def test_relevant_documents_that_are_not_there_count_and_are_told(bees, tmp_path):
    with (bees / "qrels" / "test.tsv").open("a") as file:
        file.write("q3\tlost\t1\n")
    assert "17 relevant pairs, 1 of them not in the corpus" in printed(bees, tmp_path, embedder=WordEmbedder())


def test_titles_may_be_absent_ids_may_be_numbers_and_lines_may_be_blank(tmp_path):
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_bytes(
        b'\xef\xbb\xbf{"_id": 1, "text": "a horn"}\r\n\r\n{"_id": 2, "text": ""}\r\n'
    )
    (tmp_path / "queries.jsonl").write_text('{"_id": 7, "text": "horn"}\n')
    (tmp_path / "qrels" / "test.tsv").write_text("7\t1\t1\n")
    collection = read_collection(tmp_path)
    assert collection.documents == {"1": "a horn", "2": ""}
    assert collection.gold == {"7": {"1": 1}}


FAULTS = [
    ("corpus.jsonl", None, "corpus.jsonl is missing"),
    ("qrels/test.tsv", None, "test.tsv is missing"),
    ("corpus.jsonl", '{"_id": "a", "text": "x"}\n{"_id": \n', "corpus.jsonl, line 2: this is not JSON"),
    ("corpus.jsonl", "[1]\n", 'corpus.jsonl, line 1: there is no "_id"'),
    ("corpus.jsonl", '{"_id": "a"}\n', 'corpus.jsonl, line 1: "text" is None'),
    ("corpus.jsonl", '{"_id": "a", "text": "x", "title": 3}\n', '"title" is 3'),
    ("corpus.jsonl", '{"_id": "a", "text": "x"}\n' * 2, "line 2: the id 'a' was there before"),
    ("queries.jsonl", b'{"_id": "q1", "text": "\xff"}\n', "queries.jsonl, line 1: this is not UTF-8"),
    ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1 wax 1\n", "test.tsv, line 2: 1 columns, not 3"),
    ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\twax\tyes\n", "line 2: the score 'yes' is not a whole number"),
    (
        "qrels/test.tsv",
        "query-id\tcorpus-id\tscore\nq99\twax\t1\n",
        "line 2: the question 'q99' is not in queries.jsonl",
    ),
    ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\twax\t0\n", "no question has a relevant document"),
    ("qrels/test.tsv", "", "no question has a relevant document"),
]


@pytest.mark.parametrize(("file", "content", "message"), FAULTS)
def test_a_fault_is_one_sentence_that_names_file_and_line(bees, tmp_path, file, content, message):
    if content is None:
        (bees / file).unlink()
    elif isinstance(content, bytes):
        (bees / file).write_bytes(content)
    else:
        (bees / file).write_text(content)
    with pytest.raises(SetInvalid) as caught:
        run_beir(bees, home=tmp_path, embedder=WordEmbedder(), progress=False)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(SetInvalid, match=r"corpus\.jsonl is missing"):
        run_beir(tmp_path / "nowhere")


@pytest.fixture(scope="session")
def minilm_home(tmp_path_factory):
    return tmp_path_factory.getbasetemp() / "minilm_home"
