"""The index on the command line: `python -m index build|status|weights`."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

from corpus.chunk import split_corpus
from corpus.corpus import Corpus
from corpus.errors import CorpusError
from corpus.library import corpus_in_use
from corpus.load import load_corpus
from index.build import index_fault, open_index, progress_bar
from index.errors import RetrievalError
from index.folder import IndexFolder
from index.home import state_home
from index.minilm import MiniLM
from index.weights import HUB, SIZE, fetch_weights


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0, or 1 after one sentence on standard error."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "weights":
            return _weights(options.source)
        corpus = load_corpus(options.corpus) if options.corpus else corpus_in_use()
        return _build(corpus, again=options.again) if options.command == "build" else _status(corpus)
    except (RetrievalError, CorpusError) as error:
        _tell(str(error))
        return 1
    except KeyboardInterrupt:
        _tell("Interrupted; what was there before is unchanged.")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description="The index of the report.")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="build the index where it is missing, stale or damaged")
    build.add_argument("--again", action="store_true", help="build it even if it is current")
    status = commands.add_parser("status", help="say whether the index is current (exit code 0) or not (1)")
    for command in (build, status):
        command.add_argument("--corpus", type=Path, metavar="FOLDER", help="another corpus than the shipped one")
    weights = commands.add_parser("weights", help="fetch the files of the embedding model once")
    weights.add_argument("--from", dest="source", default=HUB, metavar="FOLDER", help="a folder or an address")
    return parser


def _build(corpus: Corpus, *, again: bool) -> int:
    home = state_home()
    retriever = open_index(
        corpus, home, MiniLM(home), report=_tell, chroma_url=_chroma_url(), rebuild=again, in_memory=False
    )
    place = _chroma_url() or IndexFolder(home, corpus.report.name).root
    _say(f"The index is current: {len(retriever.chunks):,} passages in {place}")
    return 0


def _status(corpus: Corpus) -> int:
    home = state_home()
    passages = split_corpus(corpus)
    kinds = Counter(entry.kind for entry in corpus)
    per_kind = Counter(passage.kind for passage in passages)
    _say(f"corpus  {corpus.report.name} (entries: {len(corpus):,}, passages: {len(passages):,})")
    for kind, count in kinds.items():
        _say(f"        {kind} (entries: {count:,}, passages: {per_kind[kind]:,})")
    try:
        MiniLM(home)
        model = "ready"
    except RetrievalError as error:
        model = str(error)
    _say(f"model   {MiniLM.name}: {model}")
    fault = index_fault(corpus, home, MiniLM.name, chroma_url=_chroma_url())
    folder = IndexFolder(home, corpus.report.name)
    _say(f"index   {fault or 'current'}")
    _say(f"place   {_chroma_url() or folder.root} ({folder.size() / 1e6:.1f} MB on this machine)")
    if fault:
        _say("        Build it with: python -m index build")
    return 0 if fault is None and model == "ready" else 1


def _weights(source: str) -> int:
    home = state_home()
    with progress_bar("Fetching the embedding model", SIZE) as done:
        folder = fetch_weights(home, source, done)
    MiniLM(home)
    _say(f"The embedding model is ready in {folder}")
    return 0


def _chroma_url() -> str | None:
    return os.environ.get("ASSISTANT_CHROMA_URL", "").strip() or None


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
