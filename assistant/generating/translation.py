"""TranslationChecker: whether a sentence in the reader's language says what its checked English form says.

No dictionary of all languages fits into a package. So the same rules are applied that need none (numbers, names and
places are the same, neither side denies what the other affirms, nothing is marked up, the language is the one asked
for), and how alike the two are is measured by words of common origin and by vectors; `python -m
evals.fit_translations` fits the rest. A translation that cannot be told to be faithful is not shown: the reader then
gets the English sentence, which has been checked against the report.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from babel import Locale
from rapidfuzz import fuzz

from assistant.generating.critical import critical_words
from assistant.generating.languages import Language, languages
from assistant.generating.likeness import Embed
from assistant.generating.rules import has_markup
from assistant.understanding.lexicon import is_english
from assistant.understanding.places import Gazetteer, Place
from corpus.corpus import Corpus
from index.words import FUNCTION_WORDS, fold, words

FEATURES = ("cosine", "cognates", "cognates_back")
_TOKEN = re.compile(r"[^\W_]+(?:[-&][^\W_]+)*")
_DIGITS = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")
_COGNATE = 72
"""Similarity (rapidfuzz, 0 to 100) from which two words are taken to be of one origin."""
_LONGER = 1.8
"""How many times longer one side may be than the other, in characters."""
_LONGER_QUESTION = 3.0
"""The same for a question, which is short."""
_FEWEST_WORDS = 6
"""A sentence of so many words has at least one of the small words of its language."""
_NAME = 60
"""The same for names, which are inflected and spelt after the habits of a language."""
_CAPITAL_NOUNS = frozenset({"de"})
"""Languages that write every noun with a capital."""
_ACRONYMS = frozenset(
    "ue eu ec ce kmu pme pmi pymes mkb kmo msp imm msme ikt tic tik it ki ia ee ес εε ab es ess eli".split()
)
"""The Union, its Commission, small firms and information technology, as other languages shorten them."""


@dataclass(frozen=True, slots=True)
class TranslationWeights:
    """Coefficients of a logistic regression over FEATURES, and the probability from which a translation counts."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def probability(self, features: tuple[float, ...]) -> float:
        """Return the probability that a translation with these features is faithful, 0 to 1."""
        z = self.bias + sum(weight * value for weight, value in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, z))))


@lru_cache(maxsize=1)
def translation_weights() -> TranslationWeights:
    """Read the fitted coefficients that ship with the project."""
    data = json.loads(files("assistant.generating").joinpath("translation.json").read_text(encoding="utf-8"))
    return TranslationWeights(
        tuple(float(data["weights"][name]) for name in FEATURES), float(data["bias"]), float(data["threshold"])
    )


class TranslationChecker:
    """Compares sentences with their translations; `embed` is the packaged model."""

    def __init__(
        self,
        corpus: Corpus,
        embed: Embed,
        gazetteer: Gazetteer | None = None,
        weights: TranslationWeights | None = None,
    ) -> None:
        self._embed = embed
        self._gazetteer = gazetteer or Gazetteer(corpus)
        self._everywhere = _everywhere(corpus)
        self._weights = weights

    def faithful(self, english: str, translation: str, language: Language) -> bool:
        """Say whether a translation can be told to say the same as its English sentence."""
        weights = self._weights or translation_weights()
        return not self.fault(english, translation, language) and (
            weights.probability(self.features(english, translation)) >= weights.threshold
        )

    def fault(self, english: str, translation: str, language: Language) -> str:
        """Return the rule that a translation breaks; "" where it breaks none."""
        if has_markup(translation):
            return "markup"
        if not 1 / _LONGER <= len(translation) / max(1, len(english)) <= _LONGER:
            return "length"
        if _numbers(translation) != _numbers(english):
            return "number"
        if bool(critical_words().negations(english)) != language.denies(translation):
            return "negation"
        if not self._same_names(english, translation, language):
            return "name"
        tokens = _TOKEN.findall(translation)
        english_share = sum(token.casefold() in FUNCTION_WORDS for token in tokens) / max(1, len(tokens))
        # Some small words are those of English too ("in", "a", "on").
        if english_share > language.share(translation) + 0.15:
            return "language"
        return "" if _is_in(language, translation) else "language"

    def keeps_what_is_certain(self, english: str, question: str, language: Language) -> bool:
        """Say whether a translated question is English and has the numbers and the countries of the original.

        More cannot be told of so short a text; the reader is shown how it was understood.
        """
        if has_markup(english) or _numbers(english) != _numbers(question) or not _is_english(english):
            return False
        if not 1 / _LONGER_QUESTION <= len(english) / max(1, len(question)) <= _LONGER_QUESTION:
            return False
        places = [place for place in self._gazetteer.find(english) if place.codes]
        return _same_places(places, question, language)

    def features(self, english: str, translation: str) -> tuple[float, ...]:
        """Measure how alike a sentence and its translation are."""
        one, other = self._embed([english, translation])
        mine, theirs = self._content(english), self._content(translation)
        return (
            float(np.dot(one, other)),
            _kin(mine, theirs),
            _kin(theirs, mine),
        )

    def _content(self, text: str) -> list[str]:
        """The longer words that tell something: names alone make any two sentences alike, and so do common words."""
        found = [m for m in _TOKEN.finditer(text) if len(m.group()) > 3 and not m.group().isdigit()]
        telling = [fold(m.group()) for m in found if not _is_name(m, text)]
        return [word for word in telling if not any(word.startswith(common) for common in self._everywhere)]

    def _same_names(self, english: str, translation: str, language: Language) -> bool:
        """Every name of one side must be known on the other, and the countries must be the same."""
        places = [place for place in self._gazetteer.find(english) if place.codes]
        if not _same_places(places, translation, language):
            return False
        inside = [range(place.start, place.end) for place in places]
        names = [
            m for m in _TOKEN.finditer(english) if _is_name(m, english) and not any(m.start() in r for r in inside)
        ]
        mine = [fold(m.group()) for m in names]
        theirs = [fold(m.group()) for m in _TOKEN.finditer(translation) if _is_name(m, translation)]
        known = [fold(word) for word in _TOKEN.findall(english)]
        local = [fold(n) for place in places for code in place.codes for n in _country_names(code, language.code)]
        written = [fold(word) for word in _TOKEN.findall(translation)]
        if language.code not in _CAPITAL_NOUNS and any(not _recognised(name, [*known, *local]) for name in theirs):
            return False
        capitals = [name for name in theirs if name.upper() in translation.split()]
        if any(not _recognised(name, known) for name in capitals):
            return False
        # A name may be translated (European Commission), but not all of several.
        return not mine or sum(_recognised(name, written) for name in mine) >= 0.5 * len(mine)


def _same_places(places: list[Place], translation: str, language: Language) -> bool:
    """Every country of the English side must be named on the other, and no country beside them."""
    for place in places:
        stems = [fold(name)[:4] for code in place.codes for name in _country_names(code, language.code)]
        if not any(stem in fold(translation) for stem in stems):
            return False
    codes = {code for place in places for code in place.codes}
    return not any(code not in codes and name in fold(translation) for name, code in _countries(language.code).items())


def _is_in(language: Language, text: str) -> bool:
    """Say whether a text is rather in a language than in any other; close relatives share their small words."""
    own = language.share(text)
    if not own:
        return len(_TOKEN.findall(text)) < _FEWEST_WORDS
    return all(other.share(text) <= own + 0.1 for other in languages().values() if other != language)


def _is_english(text: str) -> bool:
    """Say whether a text is English: most of its words are, and some of them are grammar."""
    tokens = [token.casefold() for token in _TOKEN.findall(text) if token[:1].isalpha()]
    known = sum(token in FUNCTION_WORDS or is_english(token) for token in tokens)
    return bool(tokens) and known >= 0.6 * len(tokens) and any(token in FUNCTION_WORDS for token in tokens)


def _everywhere(corpus: Corpus) -> frozenset[str]:
    """Beginnings of the words that stand in every third entry or more ("cluster")."""
    held = Counter(
        word for entry in corpus for word in {fold(w.text)[:7] for w in words(entry.body) if not w.is_function}
    )
    return frozenset(word for word, count in held.items() if 3 * count >= len(corpus) and len(word) > 4)


def _is_name(match: re.Match[str], text: str) -> bool:
    word = match.group()
    opens = not text[: match.start()].strip(" \"'“‘«„(")
    return word[:1].isupper() and (not opens or word.isupper()) and len(word) > 1 and not word.isdigit()


def _recognised(name: str, among: list[str]) -> bool:
    if name in _ACRONYMS:
        return True
    return any(fuzz.ratio(name, other) >= _NAME or (len(name) >= 4 and name[:4] == other[:4]) for other in among)


@lru_cache(maxsize=4096)
def _country_names(code: str, language: str) -> tuple[str, ...]:
    names = [str(Locale(tongue).territories.get(code, "")) for tongue in (language, "en")]
    return tuple(dict.fromkeys(name for name in names if name))


@lru_cache(maxsize=32)
def _countries(language: str) -> dict[str, str]:
    """Folded names of the world's countries in a language, with their codes; too short ones are left out."""
    territories = Locale(language).territories
    return {
        fold(str(name)): str(code)
        for code, name in territories.items()
        if re.fullmatch("[A-Z]{2}", str(code)) and code not in {"EU", "EZ", "UN", "ZZ"} and len(str(name)) > 5
    }


def _numbers(text: str) -> list[str]:
    """Return the digits of every number, in order of size: "1,100", "1.100" and "1 100" are one number."""
    return sorted(re.sub(r"\D", "", number) for number in _DIGITS.findall(text))


def _kin(words: list[str], others: list[str]) -> float:
    """Share of words that have one of the same origin on the other side."""
    if not words:
        return 0.0
    return sum(any(fuzz.ratio(word, other) >= _COGNATE for other in others) for word in words) / len(words)
