"""What the assistant knows: entries with their sources, cut into chunks that can be cited."""

from corpus.chunk import Chunk, split_corpus
from corpus.corpus import Corpus, Pillar, Report
from corpus.entry import Entry, Section, Source, Years
from corpus.errors import CorpusError, EntryInvalid, EntryNotFound, ReportUnreadable
from corpus.load import load_corpus

__all__ = [
    "Chunk",
    "Corpus",
    "CorpusError",
    "Entry",
    "EntryInvalid",
    "EntryNotFound",
    "Pillar",
    "Report",
    "ReportUnreadable",
    "Section",
    "Source",
    "Years",
    "load_corpus",
    "split_corpus",
]
