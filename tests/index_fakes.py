"""A small invented corpus about lighthouses and an encoder that a human can compute, for the tests of index/."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from corpus.corpus import Corpus, Pillar, Report
from corpus.entry import Entry, Kind, Section, Source
from index.encoder import Vectors
from index.words import stems

_SOURCE = (Source("https://example.org/lighthouses"),)


def entry(entry_id: str, kind: Kind, title: str, body: str) -> Entry:
    """An entry of one section."""
    section = Section("", 0, len(body), "published_summary", _SOURCE)
    pillar = "coast" if kind == "recommendation" else None
    return Entry(entry_id, kind, title, body, "published_summary", _SOURCE, (section,), pillar=pillar)


LIGHTHOUSES = (
    entry("L1", "recommendation", "Lamps", "Replace every oil lamp by an electric one. Keep a spare bulb upstairs."),
    entry("L2", "recommendation", "Keepers", "Train two keepers for each tower. Pay them through the winter."),
    entry("P1", "practice", "Keepers' school", "A school in Brest trains keepers. Keepers train for a year."),
    entry("P2", "practice", "Fog horn", "Skagen replaced its fog horn. The horn is heard for nine miles."),
    entry("T1", "term", "Tower", "A tower is what carries the lamp."),
)


def lighthouse_corpus(entries: Sequence[Entry] = LIGHTHOUSES, name: str = "lights") -> Corpus:
    """The corpus, or one of other entries."""
    report = Report("On lighthouses", "the report", (Pillar("coast", "Coast"),), False, "Invented.", name)
    return Corpus(report, tuple(entries))


class WordEmbedder:
    """Counts each stem at a place given by its hash: texts that share words are near. Remembers how often asked."""

    def __init__(self, name: str = "words", dimensions: int = 64) -> None:
        self.name = name
        self.dimensions = dimensions
        self.asked = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text."""
        self.asked += len(texts)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, 0] = 0.1
            for stem in stems(text):
                vectors[row, hashlib.sha256(stem.encode()).digest()[0] % self.dimensions] += 1
        normalised: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return normalised
