"""Our search on a collection in BEIR form, dense, lexical and hybrid side by side.

BEIR (Thakur et al. 2021, https://arxiv.org/abs/2104.08663): `corpus.jsonl` with _id, title and text, `queries.jsonl`
with _id and text, `qrels/test.tsv` with query-id, corpus-id and score. Encoder, lexical index and fusion are those of
the assistant; nothing is tuned to the collection.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from evals.errors import SetInvalid
from evals.retrieval_measures import ndcg_at, recall_at, reciprocal_rank_at
from index.build import progress_bar
from index.encoder import Embedder, Vectors
from index.fusion import best_first, rounded, weighted_sum
from index.home import replace_file, state_home
from index.lexical import LexicalIndex

if TYPE_CHECKING:
    from rich.console import Console

MEASURES: Mapping[str, Callable[[Sequence[str], Mapping[str, int]], float | None]] = {
    "nDCG@10": lambda ranked, gold: ndcg_at(ranked, gold, 10),
    "recall@5": lambda ranked, gold: recall_at(ranked, gold, 5),
    "recall@10": lambda ranked, gold: recall_at(ranked, gold, 10),
    "MRR@10": lambda ranked, gold: reciprocal_rank_at(ranked, gold, 10),
}
_DEPTH = 11
"""One more than is measured: BEIR takes the question itself out of the ranking, where it is also a document."""
_SLICE = 512
_QUESTIONS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, the questions that have a relevant one, and the gains of relevant documents."""

    name: str
    documents: Mapping[str, str]
    """Title and text by id."""
    questions: Mapping[str, str]
    gold: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was measured: for each search its means, and how long the steps took."""

    collection: Collection
    means: Mapping[str, Mapping[str, float]]
    """Search, then measure; 0 to 1."""
    seconds: Mapping[str, float]
    """Step to seconds."""


def run_beir(
    folder: Path,
    *,
    embedder: Embedder | None = None,
    home: Path | None = None,
    console: Console | None = None,
    progress: bool | None = None,
) -> int:
    """Measure a collection and print the table; return 0.

    Vectors are kept in the state folder, so that a second run and one that was interrupted go on from there. Raises
    SetInvalid naming file and line.
    """
    from rich.console import Console

    from index.minilm import MiniLM

    home = home or state_home()
    collection = read_collection(folder)
    comparison = compare_searches(collection, embedder or MiniLM(home), home / "beir", progress=progress)
    _show(comparison, console or Console())
    return 0


def read_collection(folder: Path) -> Collection:
    """Read a folder in BEIR form; raises SetInvalid naming file and line."""
    documents = {
        id_: f"{_text(fields, 'title', where)} {_text(fields, 'text', where)}".strip()
        for id_, fields, where in _records(folder / "corpus.jsonl")
    }
    every_question = {id_: _text(fields, "text", where) for id_, fields, where in _records(folder / "queries.jsonl")}
    gold = _read_gold(folder / "qrels" / "test.tsv", every_question)
    questions = {id_: text for id_, text in every_question.items() if id_ in gold}
    return Collection(folder.resolve().name, documents, questions, gold)


def compare_searches(
    collection: Collection, embedder: Embedder, cache: Path, *, progress: bool | None = None
) -> Comparison:
    """Rank the documents for every question by meaning, by words, and by both."""
    watch = _Watch()
    documents, questions = list(collection.documents.values()), list(collection.questions.values())
    with progress_bar("Embedding documents", len(documents), progress) as advance:
        vectors = _embed_kept(documents, embedder, cache, advance)
    watch.lap("embedding documents")
    lexical = LexicalIndex(documents)
    watch.lap("indexing words")
    asked = embedder.embed(questions)
    watch.lap("embedding questions")
    with progress_bar("Searching", len(questions), progress) as advance:
        means = _measure(collection, _scores(vectors, asked, lexical, questions), advance)
    watch.lap("searching three ways")
    return Comparison(collection, means, watch.laps)


def _measure(
    collection: Collection, scores: Iterator[Mapping[str, Vectors]], advance: Callable[[int], None]
) -> dict[str, dict[str, float]]:
    ids = list(collection.documents)
    found: dict[str, dict[str, list[float]]] = {}
    for question, searches in zip(collection.questions, scores, strict=True):
        for search, values in searches.items():
            # Zero means that no word is shared, so the text was not found; any cosine is a finding.
            best = [at for at in best_first(values, _DEPTH) if search != "lexical" or values[at] > 0]
            ranked = [ids[at] for at in best if ids[at] != question][: _DEPTH - 1]
            for name, measure in MEASURES.items():
                value = measure(ranked, collection.gold[question])
                found.setdefault(search, {}).setdefault(name, []).append(value or 0.0)
        advance(1)
    return {
        search: {name: math.fsum(values) / len(values) for name, values in by_name.items()}
        for search, by_name in found.items()
    }


def _scores(
    vectors: Vectors, asked: Vectors, lexical: LexicalIndex, questions: Sequence[str]
) -> Iterator[Mapping[str, Vectors]]:
    for start in range(0, len(questions), _QUESTIONS_AT_ONCE):
        block = rounded(asked[start : start + _QUESTIONS_AT_ONCE] @ vectors.T)
        for cosines, question in zip(block, questions[start : start + _QUESTIONS_AT_ONCE], strict=True):
            bm25 = lexical.scores(question)
            yield {"dense": cosines, "lexical": bm25, "hybrid": weighted_sum(cosines, bm25)}


def _embed_kept(texts: Sequence[str], embedder: Embedder, cache: Path, advance: Callable[[int], None]) -> Vectors:
    """Embed texts a slice at a time; each slice is kept under the hash of its texts and of the model."""
    vectors = np.zeros((len(texts), embedder.dimensions), dtype=np.float32)
    for start in range(0, len(texts), _SLICE):
        part = texts[start : start + _SLICE]
        key = hashlib.sha256(json.dumps([embedder.name, *part]).encode()).hexdigest()
        file = cache / f"{key[:32]}.npy"
        found = _read_vectors(file, (len(part), embedder.dimensions))
        if found is None:
            found = embedder.embed(part)
            with suppress(OSError):  # A folder that cannot be written costs embedding them again, nothing else.
                _keep_vectors(file, found)
        vectors[start : start + len(part)] = found
        advance(len(part))
    return vectors


def _read_vectors(file: Path, shape: tuple[int, int]) -> Vectors | None:
    try:
        vectors: Vectors = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return vectors if vectors.shape == shape and vectors.dtype == np.float32 else None


def _keep_vectors(file: Path, vectors: Vectors) -> None:
    content = io.BytesIO()
    np.save(content, vectors, allow_pickle=False)
    replace_file(file, content.getvalue())


def _records(file: Path) -> Iterator[tuple[str, Mapping[str, object], str]]:
    """Yield (id, fields, place) of the lines of a JSONL file."""
    seen: set[str] = set()
    for line, where in _lines(file):
        try:
            fields = json.loads(line)
        except ValueError as error:
            raise SetInvalid(f"{where}: this is not JSON ({error}). Correct the line.") from None
        if not isinstance(fields, dict) or not isinstance(fields.get("_id"), str | int):
            raise SetInvalid(f'{where}: there is no "_id". Every line is an object with "_id" and "text".')
        id_ = str(fields["_id"])
        if id_ in seen:
            raise SetInvalid(f"{where}: the id {id_!r} was there before. Ids are given once.")
        seen.add(id_)
        yield id_, fields, where


def _text(fields: Mapping[str, object], name: str, where: str) -> str:
    value = fields.get(name, "" if name == "title" else None)
    if not isinstance(value, str):
        raise SetInvalid(f'{where}: "{name}" is {value!r}. Give it a text.')
    return value


def _read_gold(file: Path, questions: Mapping[str, str]) -> dict[str, dict[str, int]]:
    gold: dict[str, dict[str, int]] = {}
    for number, (line, where) in enumerate(_lines(file)):
        columns = line.rstrip("\r\n").split("\t")
        if len(columns) != 3:
            raise SetInvalid(
                f"{where}: {len(columns)} columns, not 3. Give query-id, corpus-id and score, tabs between them."
            )
        question, document, score = (column.strip() for column in columns)
        if not re.fullmatch(r"-?\d+", score):
            if number == 0:
                continue  # The line of column names.
            raise SetInvalid(f"{where}: the score {score!r} is not a whole number. Correct it.")
        if question not in questions:
            raise SetInvalid(f"{where}: the question {question!r} is not in queries.jsonl. Add it, or drop the line.")
        if int(score) > 0:
            gold.setdefault(question, {})[document] = int(score)
    if not gold:
        raise SetInvalid(f"{file}: no question has a relevant document, so there is nothing to measure.")
    return gold


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    """Yield (line, place) of the lines of a file that hold anything."""
    number = 0
    try:
        with file.open("rb") as lines:
            for number, raw in enumerate(lines, 1):
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                if line.strip():
                    yield line, f"{file}, line {number}"
    except FileNotFoundError:
        raise SetInvalid(
            f"{file} is missing. A folder in BEIR form holds corpus.jsonl, queries.jsonl and qrels/test.tsv."
        ) from None
    except UnicodeDecodeError:
        raise SetInvalid(f"{file}, line {number}: this is not UTF-8. Save the file as UTF-8.") from None
    except OSError as error:
        raise SetInvalid(f"{file} cannot be read ({error.strerror}). Check the folder.") from None


def _show(comparison: Comparison, console: Console) -> None:
    from rich import box
    from rich.table import Table

    collection = comparison.collection
    pairs = sum(len(gains) for gains in collection.gold.values())
    absent = sum(document not in collection.documents for gains in collection.gold.values() for document in gains)
    console.print(
        f"{collection.name}: {len(collection.documents):,} documents, {len(collection.questions):,} questions, "
        f"{pairs:,} relevant pairs" + (f", {absent:,} of them not in the corpus" if absent else ""),
        markup=False,
        soft_wrap=True,
    )
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("Search", *MEASURES):
        table.add_column(column, justify="left" if column == "Search" else "right")
    for search, means in comparison.means.items():
        table.add_row(search, *(f"{means[name]:.4f}" for name in MEASURES))
    console.print(table)
    laps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in comparison.seconds.items())
    console.print(f"Time: {laps}", markup=False, soft_wrap=True)


class _Watch:
    """Times steps one after the other."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._since = time.perf_counter()

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self.laps[step] = now - self._since
        self._since = now
