"""Reading: a sentence or a piece of evidence, taken apart once into what its check needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.generating.critical import Negation, critical_words
from assistant.generating.relations import Part, parts_of
from assistant.understanding.places import Gazetteer, country_name
from assistant.understanding.quantities import Quantity, quantities
from corpus.chunk import sentence_spans
from corpus.corpus import Corpus
from corpus.entry import Basis, Entry
from index.words import Word, words

OWN_WORDS: frozenset[Basis] = frozenset({"published_summary", "official_report"})
"""What the report itself says, in full or in its summary."""
_PREPOSITIONS = frozenset("from to by for with under among between into of in at on against".split())
_GOVERNED = 4
"""How many words behind a preposition its noun is looked for."""
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|gets?|got)\s+(?:\w+ly\s+|not\s+|also\s+)?(?:\w+ed|\w+en|made|set|led|run|put|built"
    r"|held|brought|sent|kept|found|paid|told|read|cut|won|drawn|shown|known)\b|\bby\b"
)
_BREAK = re.compile(r"[;:,.!?()](?=\s|$)|\b(?:and|or|but|while)\b")
_ALMOST_ALL = re.compile(r"\b(?:almost|nearly|not|hardly) (?:all|every|each|any)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, read."""

    text: str
    words: tuple[Word, ...]
    content: tuple[Word, ...]
    """The words that are not mere grammar."""
    stems: frozenset[str]
    content_stems: frozenset[str]
    links: frozenset[tuple[str, str]]
    """Prepositions, each with the stem of the content word that it governs."""
    quantities: tuple[Quantity, ...]
    places: frozenset[str]
    """Codes of the countries it names, by name or by adjective."""
    place_spans: tuple[tuple[int, int], ...]
    negations: tuple[Negation, ...]
    is_passive: bool
    parts: tuple[Part, ...]

    def beside(self, stem: str) -> frozenset[str]:
        """Stems of the two content words on either side of a word, up to the next comma or conjunction."""
        found: set[str] = set()
        for word in self.words:
            if word.stem == stem:
                left = [w for w in self.content if w.end <= word.start][-2:]
                right = [w for w in self.content if w.start >= word.end][:2]
                found |= {w.stem for w in left if not _BREAK.search(self.text, w.end, word.start)}
                found |= {w.stem for w in right if not _BREAK.search(self.text, word.end, w.start)}
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of an entry."""

    entry: Entry
    start: int
    end: int
    """Character offsets into the entry's body."""
    read: Reading
    basis: Basis


@dataclass(frozen=True, slots=True)
class Window:
    """One or two sentences of the evidence, and what stands beside them wherever they are shown."""

    pieces: tuple[Piece, ...]
    head: Reading
    """Title, other names, place and years of the entries."""
    around: Reading
    """The names of the report and of its part, beside the report's own words alone."""
    cosine: float
    """Similarity of the sentences' vectors to that of the claim."""

    @property
    def own_stems(self) -> frozenset[str]:
        """Stems of the sentences themselves."""
        return frozenset().union(*(piece.read.stems for piece in self.pieces))

    @property
    def own_related(self) -> frozenset[str]:
        """Stems of the sentences themselves, and those that mean nearly the same."""
        return frozenset().union(*(part.related for piece in self.pieces for part in piece.read.parts))

    @property
    def stems(self) -> frozenset[str]:
        """Stems of the sentences and of the head of their entries."""
        return self.own_stems | self.head.stems

    @property
    def quantities(self) -> list[Quantity]:
        """All numbers."""
        return [q for read in (*(piece.read for piece in self.pieces), self.head, self.around) for q in read.quantities]

    @property
    def places(self) -> frozenset[str]:
        """Codes of all countries named, and of those that the entries belong to."""
        named = self.head.places.union(*(piece.read.places for piece in self.pieces))
        return named | {code for piece in self.pieces for code in piece.entry.countries}

    @property
    def negations(self) -> list[Negation]:
        """All negations of the sentences."""
        return [negation for piece in self.pieces for negation in piece.read.negations]


class TextReader:
    """Reads sentences and entries of one corpus; an entry is read once."""

    def __init__(self, corpus: Corpus, gazetteer: Gazetteer) -> None:
        self._corpus = corpus
        self._gazetteer = gazetteer
        self._known: dict[str, tuple[Entry, tuple[Piece, ...]]] = {}

    def read(self, text: str) -> Reading:
        """Take a text apart."""
        # "Almost every" is not "every". The offsets stay: places and pauses are found in the text as it is.
        sequence = tuple(words(_ALMOST_ALL.sub(lambda match: "most".ljust(len(match.group())), text)))
        content = tuple(word for word in sequence if not word.is_function)
        places = [place for place in self._gazetteer.find(text) if place.codes]
        return Reading(
            text=text,
            words=sequence,
            content=content,
            stems=frozenset(word.stem for word in sequence),
            content_stems=frozenset(word.stem for word in content),
            links=frozenset(_links(sequence)),
            quantities=tuple(quantities(text)),
            places=frozenset(code for place in places for code in place.codes),
            place_spans=tuple((place.start, place.end) for place in places),
            negations=tuple(critical_words().negations(text)),
            is_passive=_PASSIVE.search(text) is not None,
            parts=parts_of(text, sequence),
        )

    def pieces(self, entry: Entry) -> tuple[Piece, ...]:
        """Return the sentences of an entry."""
        known = self._known.get(entry.id)
        if known is None or known[0] is not entry:
            pieces = tuple(
                Piece(entry, start, end, self.read(entry.body[start:end]), section.basis)
                for section in entry.sections
                for start, end in sentence_spans(entry.body, section.start, section.end)
            )
            known = self._known[entry.id] = (entry, pieces)
        return known[1]

    def head(self, pieces: Iterable[Piece]) -> Reading:
        """Read what stands beside sentences wherever they are shown."""
        parts: list[str] = []
        for piece in pieces:
            entry = piece.entry
            parts += [entry.title, *entry.aliases, entry.region or "", entry.years.text if entry.years else ""]
            parts += [country_name(code) for code in entry.countries]
            parts += [entry.number or entry.id] * (entry.kind == "recommendation")
        return self.read(". ".join(dict.fromkeys(filter(None, parts))))

    def around(self, pieces: Iterable[Piece]) -> Reading:
        """Read the name of the report, where sentences are its own words, and of its part."""
        parts: list[str] = []
        for piece in pieces:
            parts += [self._corpus.report.title, "report"] * (piece.basis in OWN_WORDS)
            if piece.entry.pillar:
                parts.append(self._corpus.report.pillar(piece.entry.pillar).title)
        return self.read(". ".join(dict.fromkeys(parts)))


def _links(sequence: Sequence[Word]) -> Iterable[tuple[str, str]]:
    for at, word in enumerate(sequence):
        governed = next((w for w in sequence[at + 1 : at + 1 + _GOVERNED] if not w.is_function), None)
        if word.lower in _PREPOSITIONS and governed is not None:
            yield word.lower, governed.stem
