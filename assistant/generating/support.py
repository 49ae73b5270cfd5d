"""SupportChecker: whether the entries that a sentence cites really say it.

Rules come first and admit no exception: every number with its limit, every date, name and place of the sentence
must stand in the evidence, nothing may be denied that the evidence affirms, and the words that carry a claim alone
(all, only, must, first ...) must be there. What is left is measured: how much of the content is covered, word by
word and as vectors, turned into a probability by coefficients that `python -m evals.fit_support` fits.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.generating.critical import Negation, contradicts_negation, critical_words
from assistant.generating.quantities import Quantity, quantities
from assistant.understanding.lexicon import english_rarity, is_english
from assistant.understanding.places import Gazetteer, country_name
from assistant.understanding.thesaurus import relatives
from corpus.chunk import sentence_spans
from corpus.corpus import Corpus
from corpus.entry import Basis, Entry
from index.words import Word, fold, words

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]

FEATURES = (
    "coverage",
    "soft_coverage",
    "heaviest_missing",
    "missing_words",
    "cosine",
    "pairs",
    "links",
    "crossed",
    "flipped",
    "unbound_numbers",
    "unbound_names",
    "two_sentences",
    "nothing_amiss",
)
LONGEST_SENTENCE = 90
"""Words; a longer one is no sentence of an answer."""
_CONSIDERED = 4
"""How many sentences of the evidence, those nearest to the claim, are tried alone and in pairs."""
_RELATED = 0.85
"""How much a word of nearly the same meaning counts against the word itself."""
_NEARLY_NOTHING, _LITTLE = 0.12, 0.26
"""Below these, no word is missing (a related one may stand for it) and nothing has changed its place."""
_OWN_WORDS: frozenset[Basis] = frozenset({"published_summary", "official_report"})
_MARKUP = re.compile(
    r"https?:|www\.|\w@\w|[<>|{}\[\]\\]|\]\(|&#?\w+;|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
_DOMAIN = re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}\b(?!\.)")
_NAME_LIKE = re.compile(r"^(?:[A-Z]{2,}\w*|.*\d.*[A-Za-z].*|.*[A-Za-z].*\d.*|[A-Z].*|.*[a-z][A-Z].*)$")
_ATTRIBUTION = re.compile(
    r"\b(?:report|expert group|recommendations?)\b[^.,;]{0,40}?\b(?:recommend|say|said|state|ask|call|want|urge|propose"
    r"|suggest|advis|advocat|demand|stress|highlight|note|emphasi|argu|find|found|mention|point)\w*"
    r"|\baccording to the (?:\w+ )?(?:report|expert group|recommendation)|\bin the report\b"
)
_PREPOSITIONS = frozenset("from to by for with under among between into of in at on against".split())
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|gets?|got)\s+(?:\w+ly\s+|not\s+|also\s+)?(?:\w+ed|\w+en|made|set|led|run|put|built"
    r"|held|brought|sent|kept|found|paid|told|read|cut|won|drawn|shown|known)\b|\bby\b"
)
_BREAK = re.compile(r"[;:,.!?()](?=\s|$)|\b(?:and|or|but|while)\b")
_ALMOST_ALL = re.compile(r"\b(?:almost|nearly|not|hardly) (?:all|every|each|any)\b", re.IGNORECASE)
_UNION = frozenset({"eu", "europe", "european", "union"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence is supported, by which characters of which entries, and if not, why not."""

    supported: bool
    reason: str = ""
    """The rule that it broke, or "content" where too little of it is covered; "" where supported."""
    spans: tuple[tuple[Entry, int, int], ...] = ()
    probability: float = 0.0


@dataclass(frozen=True, slots=True)
class SupportWeights:
    """Coefficients of a logistic regression over FEATURES, and the probability from which a sentence counts."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, features: Sequence[float]) -> float:
        """Return the probability that a sentence with these features is supported, 0 to 1."""
        z = self.bias + sum(weight * value for weight, value in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, z))))


@lru_cache(maxsize=1)
def support_weights() -> SupportWeights:
    """Read the fitted coefficients that ship with the project."""
    data = json.loads(files("assistant.generating").joinpath("support.json").read_text(encoding="utf-8"))
    return SupportWeights(
        tuple(float(data["weights"][name]) for name in FEATURES), float(data["bias"]), float(data["threshold"])
    )


class SupportChecker:
    """Checks sentences against entries of one corpus; `embed` must be the packaged model that it was fitted with."""

    def __init__(
        self, corpus: Corpus, embed: Embed, weights: SupportWeights | None = None, gazetteer: Gazetteer | None = None
    ) -> None:
        self._corpus = corpus
        self._embed = embed
        self._weights = weights
        self._gazetteer = gazetteer or Gazetteer(corpus)
        self._known: dict[str, list[_Evidence]] = {}
        self._vectors: dict[str, Vectors] = {}

    def check(self, text: str, entries: Sequence[Entry]) -> Verdict:
        """Check one sentence against the entries that it cites."""
        claim = self._read(text)
        if reason := _form_fault(claim):
            return Verdict(False, reason)
        weights = self._weights or support_weights()
        best = Verdict(False, "no evidence")
        for window in self._windows(claim, entries):
            fault = self._fault(claim, window)
            probability = 0.0 if fault else weights.probability(self._features(claim, window))
            if best.reason == "no evidence" or probability > best.probability:
                best = Verdict(
                    supported=not fault and probability >= weights.threshold,
                    reason=fault or ("" if probability >= weights.threshold else "content"),
                    spans=tuple((piece.entry, piece.start, piece.end) for piece in window.pieces),
                    probability=probability,
                )
        return best

    def examine(self, text: str, entries: Sequence[Entry]) -> tuple[str, list[tuple[float, ...]]]:
        """Return what the fit needs: the rule that a sentence breaks everywhere, and the features where it breaks none."""
        claim = self._read(text)
        if reason := _form_fault(claim):
            return reason, []
        faults = [(self._fault(claim, window), window) for window in self._windows(claim, entries)]
        clean = [self._features(claim, window) for fault, window in faults if not fault]
        return ("" if clean else next((fault for fault, _ in faults), "no evidence")), clean

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Embed texts, each once."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if fresh:
            if len(self._vectors) > 20_000:
                self._vectors.clear()
                fresh = list(dict.fromkeys(texts))
            self._vectors.update(zip(fresh, self._embed(fresh), strict=True))
        return np.stack([self._vectors[text] for text in texts])

    def _read(self, text: str) -> _Text:
        found = self._gazetteer.find(text)
        return _Text(
            text=text,
            words=tuple(words(_ALMOST_ALL.sub("most", text))),
            quantities=tuple(quantities(text)),
            places=frozenset(code for place in found for code in place.codes),
            place_spans=tuple((place.start, place.end) for place in found if place.codes),
            negations=tuple(critical_words().negations(text)),
        )

    def _pieces(self, entry: Entry) -> list[_Evidence]:
        """Cut an entry into its sentences, read once."""
        known = self._known.get(entry.id)
        if known is None or (known and known[0].entry is not entry):
            self._known[entry.id] = [
                _Evidence(entry, start, end, self._read(entry.body[start:end]), section.basis)
                for section in entry.sections
                for start, end in sentence_spans(entry.body, section.start, section.end)
            ]
        return self._known[entry.id]

    def _windows(self, claim: _Text, entries: Sequence[Entry]) -> Iterator[_Window]:
        """Yield the sentences nearest to a claim, alone and in pairs, the most promising first."""
        pieces = [piece for entry in entries for piece in self._pieces(entry)]
        if not pieces:
            return
        found = self.vectors([claim.text, *(piece.read.text for piece in pieces)])
        cosines = found[1:] @ found[0]
        fits = [
            (self._coverage(claim, piece) + float(cosine), at)
            for at, (piece, cosine) in enumerate(zip(pieces, cosines, strict=True))
        ]
        nearest = [at for _, at in sorted(fits, key=lambda fit: (-fit[0], fit[1]))[:_CONSIDERED]]
        said = claim.stems
        both = [tuple(sorted(pair)) for pair in combinations(nearest, 2) if _add_up(said, *(pieces[at] for at in pair))]
        for group in [*((at,) for at in nearest), *both]:
            chosen = tuple(pieces[at] for at in group)
            together = found[[at + 1 for at in group]].sum(axis=0)
            yield _Window(chosen, self._heads(chosen), float(together @ found[0] / np.linalg.norm(together)))

    def _coverage(self, claim: _Text, piece: _Evidence) -> float:
        content = claim.content
        return sum(word.stem in piece.read.stems for word in content) / max(1, len(content))

    def _heads(self, pieces: Iterable[_Evidence]) -> _Text:
        """What stands beside the sentences of an entry wherever it is shown: title, place, years, the report's name."""
        parts: list[str] = []
        for piece in pieces:
            entry = piece.entry
            parts += [entry.title, *entry.aliases, entry.region or "", entry.years.text if entry.years else ""]
            parts += [country_name(code) for code in entry.countries]
            parts += [entry.number or entry.id] * (entry.kind == "recommendation")
            parts += [self._corpus.report.title, "report"] * (piece.basis in _OWN_WORDS)
            if entry.pillar:
                parts.append(self._corpus.report.pillar(entry.pillar).title)
        return self._read(". ".join(dict.fromkeys(filter(None, parts))))

    def _fault(self, claim: _Text, window: _Window) -> str:
        """Return the rule that a claim breaks against a window; "" where it breaks none."""
        critical = critical_words()
        if any(not any(mine.supports(q) for mine in window.quantities) for q in claim.quantities):
            return "number"
        if not claim.places <= window.places | {code for piece in window.pieces for code in piece.entry.countries}:
            return "place"
        if any(not window.names(word) for word in _names(claim, window)):
            return "name"
        if critical.unmatched(claim.stems, window.stems):
            return "strict word"
        if critical.contrary(claim.stems, window.own_stems):
            return "contrary"
        if contradicts_negation(claim.negations, window.negations, claim.content_stems, claim.stems):
            return "negation"
        if _speaks_for_the_report(claim) and not all(
            piece.basis in _OWN_WORDS or _speaks_for_the_report(piece.read) for piece in window.pieces
        ):
            return "attribution"
        return ""

    def _features(self, claim: _Text, window: _Window) -> tuple[float, ...]:
        scaffold = critical_words().scaffold
        content = [word for word in claim.content if word.stem not in scaffold and not word.text[0].isdigit()]
        held = [_held(word, window.stems) for word in content]
        weights = [_weight(word, h) for word, h in zip(content, held, strict=True)]
        soft = [h if h > 0.5 else max(h, s) for h, s in zip(held, self._soft(content, held, window), strict=True)]
        total = sum(weights) or 1.0
        missing = [weight * (1 - h) for weight, h in zip(weights, soft, strict=True)]
        amiss = (
            _crossed(claim, window),
            _flipped(content, claim, window),
            _unbound(claim.quantities, window.quantities),
            _unbound_names(claim, window),
        )
        return (
            sum(weight * h for weight, h in zip(weights, held, strict=True)) / total,
            sum(weight * s for weight, s in zip(weights, soft, strict=True)) / total,
            max(missing, default=0.0),
            min(4.0, sum(1 - s for s in soft)),
            window.cosine,
            _shared_pairs(content, window),
            _shared_links(claim, window),
            *amiss,
            float(len(window.pieces) > 1),
            float(max(missing, default=0.0) < _NEARLY_NOTHING and max(amiss) < _LITTLE),
        )

    def _soft(self, content: Sequence[Word], held: Sequence[float], window: _Window) -> list[float]:
        """Nearness, 0 to 1, of each word that is not held to its nearest word in the window, by their vectors."""
        missing = [word.lower for word, h in zip(content, held, strict=True) if h <= 0.5]
        others = sorted({word.lower for piece in window.pieces for word in piece.read.content})
        if not missing or not others:
            return [0.0] * len(content)
        found = self.vectors([*missing, *others])
        nearest = iter((found[: len(missing)] @ found[len(missing) :].T).max(axis=1))
        # Unrelated words of this model lie at 0.2 to 0.35, inflections and synonyms at 0.6 and up.
        return [0.0 if h > 0.5 else float(np.clip((next(nearest) - 0.35) / 0.45, 0, 1)) for h in held]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text, read for checking."""

    text: str
    words: tuple[Word, ...]
    quantities: tuple[Quantity, ...]
    places: frozenset[str]
    place_spans: tuple[tuple[int, int], ...]
    negations: tuple[Negation, ...]

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words)

    @property
    def content_stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.content)

    @property
    def links(self) -> frozenset[tuple[str, str]]:
        """Prepositions with the stem of the content word that follows."""
        found = set()
        for at, word in enumerate(self.words):
            governed = next((w for w in self.words[at + 1 : at + 5] if not w.is_function), None)
            if word.lower in _PREPOSITIONS and governed is not None:
                found.add((word.lower, governed.stem))
        return frozenset(found)

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

    @property
    def is_passive(self) -> bool:
        return _PASSIVE.search(self.text) is not None

    @property
    def content(self) -> list[Word]:
        return [word for word in self.words if not word.is_function]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A sentence of an entry."""

    entry: Entry
    start: int
    end: int
    read: _Text
    basis: Basis


@dataclass(frozen=True, slots=True)
class _Window:
    """One or two sentences of the evidence, and what stands beside them."""

    pieces: tuple[_Evidence, ...]
    head: _Text
    cosine: float

    @property
    def own_stems(self) -> frozenset[str]:
        return frozenset().union(*(piece.read.stems for piece in self.pieces))

    @property
    def stems(self) -> frozenset[str]:
        return self.own_stems | self.head.stems

    @property
    def quantities(self) -> list[Quantity]:
        return [q for read in (*(piece.read for piece in self.pieces), self.head) for q in read.quantities]

    @property
    def places(self) -> frozenset[str]:
        return self.head.places.union(*(piece.read.places for piece in self.pieces))

    @property
    def negations(self) -> list[Negation]:
        return [negation for piece in self.pieces for negation in piece.read.negations]

    @property
    def tokens(self) -> frozenset[str]:
        reads = (*(piece.read for piece in self.pieces), self.head)
        return frozenset(word.lower.removesuffix("'s").removesuffix("’s") for read in reads for word in read.words)

    def names(self, word: Word) -> bool:
        """Say whether the window holds a name, in any inflection that English has."""
        name = word.lower.removesuffix("'s").removesuffix("’s")
        if name in self.tokens or word.stem in self.stems:
            return True
        return name in _UNION and any("EU" in piece.entry.countries for piece in self.pieces)


def has_markup(text: str) -> bool:
    """Say whether a text holds an address, a tag, a bracket or characters that are not seen."""
    return _MARKUP.search(text) is not None or _DOMAIN.search(text) is not None


def _form_fault(claim: _Text) -> str:
    """Return what makes a text no sentence of an answer, whatever its evidence."""
    if has_markup(claim.text):
        return "markup"
    lowers = {word.lower for word in claim.words}
    if lowers & critical_words().personal:
        return "personal"
    if len(claim.words) > LONGEST_SENTENCE:
        return "too long"
    if len({word.stem for word in claim.content}) < 2 or len(claim.words) < 4:
        return "too short"
    return ""


def _add_up(said: frozenset[str], one: _Evidence, other: _Evidence) -> bool:
    """Say whether each of two sentences holds words of a claim that the other lacks, so that both are needed."""
    first, second = said & one.read.stems, said & other.read.stems
    return bool(first - second and second - first)


def _names(claim: _Text, window: _Window) -> Iterator[Word]:
    """Yield the words of a claim that are names: capitalised inside the sentence, acronyms, letters with digits."""
    first = True
    for word in claim.words:
        opens, first = first, False
        inside_place = any(start <= word.start < end for start, end in claim.place_spans)
        if inside_place or not _NAME_LIKE.match(word.text) or word.text == "I":
            continue
        plain = opens and word.text[1:].islower() and (word.is_function or is_english(word.lower))
        if not plain:
            yield word


def _held(word: Word, stems: frozenset[str]) -> float:
    if word.stem in stems:
        return 1.0
    related = relatives(word.stem) | critical_words().same.get(word.stem, frozenset())
    return _RELATED if related & stems else 0.0


def _weight(word: Word, held: float) -> float:
    """How much a word tells, 0.2 to 1; a capital that the evidence does not know may be a name."""
    return 1.0 if not held and word.text[0].isupper() else 0.2 + 0.8 * english_rarity(word.lower)


def _shared_pairs(content: Sequence[Word], window: _Window) -> float:
    """Share of neighbouring content words of a claim that stand in the same order, near each other, in the window."""
    pairs = list(pairwise(content))
    if not pairs:
        return 1.0
    places: dict[str, list[int]] = {}
    at = 0
    for piece in window.pieces:
        for word in piece.read.content:
            places.setdefault(word.stem, []).append(at)
            at += 1
        at += 10  # Sentences are not neighbours.
    near = sum(any(0 < b - a <= 4 for a in places.get(x.stem, ()) for b in places.get(y.stem, ())) for x, y in pairs)
    return near / len(pairs)


def _shared_links(claim: _Text, window: _Window) -> float:
    """Share of a claim's prepositions that govern the same words in the window ("from the fund", "to SMEs")."""
    said = claim.links
    if not said:
        return 1.0
    held = frozenset().union(*(piece.read.links for piece in window.pieces))
    return len(said & held) / len(said)


def _crossed(claim: _Text, window: _Window) -> float:
    """1 where a word behind a preposition and a word without one have changed places against every sentence.

    "SMEs receive vouchers from the fund" and "the fund receives vouchers from SMEs" have the same words.
    """
    mine = frozenset(stem for _, stem in claim.links)
    for piece in window.pieces:
        theirs = frozenset(stem for _, stem in piece.read.links)
        shared = claim.content_stems & piece.read.content_stems
        if not ((mine - theirs) & shared and (theirs - mine) & shared):
            return 0.0
    return 1.0


def _flipped(content: Sequence[Word], claim: _Text, window: _Window) -> float:
    """Share of neighbouring words that stand in the window as neighbours the other way round only."""
    order = [word.stem for word in content]
    mine = {(a, b) for at, a in enumerate(order) for b in order[at + 1 : at + 3] if a != b}
    theirs: set[tuple[str, str]] = set()
    for piece in window.pieces:
        if piece.read.is_passive == claim.is_passive:
            found = [word.stem for word in piece.read.content]
            theirs |= {(a, b) for at, a in enumerate(found) for b in found[at + 1 : at + 3]}
    flipped = sum((b, a) in theirs and (a, b) not in theirs for a, b in mine)
    return flipped / len(mine) if mine else 0.0


def _unbound(claimed: Sequence[Quantity], held: Sequence[Quantity]) -> float:
    """How much the worst of a claim's numbers counts something else than in the evidence, 0 to 1."""
    counted = [q for q in claimed if not q.is_year]
    same = [max((mine.counts_same(q) for mine in held if mine.supports(q)), default=1.0) for q in counted]
    return 1 - min(same, default=1.0)


def _unbound_names(claim: _Text, window: _Window) -> float:
    """How much the worst of several names stands beside other words than in the evidence, 0 to 1.

    Two names or places that have changed places leave every word of a sentence where a bag of words expects it.
    """
    said = {word.stem: word for word in claim.words[1:] if word.text[0].isupper()}
    if len(said) < 2:
        return 0.0
    worst = 0.0
    for word in said.values():
        mine = claim.beside(word.stem)
        theirs = frozenset().union(*(piece.read.beside(word.stem) for piece in window.pieces))
        if mine and theirs:
            worst = max(worst, 1 - len(mine & theirs) / len(mine))
    return worst


def _speaks_for_the_report(text: _Text) -> bool:
    return _ATTRIBUTION.search(fold(text.text)) is not None
