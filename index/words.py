"""Words: how any text is cut, folded and stemmed, for the lexical index and for understanding alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

# A word keeps inner marks that belong to a name or a figure: R&D, 4.0, ESCP-4i, l'Hôpital, 5,000.
_WORD = re.compile(r"[^\W_]+(?:(?:[.,](?=\d)|[-’'&./](?=[^\W_]))[^\W_]+)*")
_PARTS = re.compile(r"[-/’']")
# "re-skilling" and "reskilling", "bio-economy" and "bioeconomy" are one word each.
_PREFIX = re.compile(r"^(re|co|up|e|bio|eco|inter|trans|multi|micro|pre|non)-(?=[^\W\d_]{2})", re.IGNORECASE)
_BARE_PLURAL = re.compile(r"^[^\W\daeiouy]+es$|^[^\W\daeiouy]{2,}(?<!s)s$")
_BRITISH = (
    (re.compile(r"(?<=[a-z]{3})is(e|es|ed|er|ers|ing|ation|ations|ational)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2})our(s|ed|ing|al)?$"), r"or\1"),
    (re.compile(r"(?<=[a-z]{3})amme(s|d)?$"), r"am\1"),
    (re.compile(r"(?<=[a-z]{3})tre(s)?$"), r"ter\1"),
    (re.compile(r"(?<=[a-z]{3})elling$"), "eling"),
)
_stemmer = Stemmer.Stemmer("english")

FUNCTION_WORDS = frozenset(
    """a about above across after again against all also although always am among an and another any anybody anyone
    anything are aren't around as at away be became because become been before being below between both but by can
    cannot can't could couldn't did didn't do does doesn't doing done don't down during each either else ever every
    everyone everything few for from further get gets getting give given gives go goes going gone got had hadn't has
    hasn't have haven't having he her here hers herself him himself his how however i i'd i'll i'm i've if in instead
    into is isn't it its it's itself just let let's like made make makes making many may me might mine more most much
    must mustn't my myself need needs neither never no nobody none nor not nothing now of off often on once one ones
    only onto or other others otherwise ought our ours ourselves out over own per perhaps please put quite rather
    really same shall she should shouldn't since so some somebody someone something sometimes somewhere still such
    take takes taken than that that's the their theirs them themselves then there there's therefore these they
    they're thing things this those though through thus to together too toward towards under until up upon us use
    used uses using very via was wasn't way ways we we're well were weren't what whatever what's when whenever where
    whereas wherever whether which while who whoever whole whom whose who's why will with within without won't would
    wouldn't yes yet gimme lemme wanna gonna gotta dunno pls plz thx btw nr ok okay yeah yep nope hey hi u ur you you're your yours yourself""".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its surface with offsets, and the stem it is compared by."""

    text: str
    start: int
    end: int
    stem: str

    @property
    def lower(self) -> str:
        """The folded surface form."""
        return fold(self.text)

    @property
    def is_function(self) -> bool:
        """True for words that carry grammar, not content."""
        return self.lower.replace("’", "'") in FUNCTION_WORDS


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in order; hyphenated words give their parts."""
    for match in _WORD.finditer(text):
        token, begin = match.group(), match.start()
        if any(mark.isdigit() for mark in token) or "&" in token or fold(token) in FUNCTION_WORDS:
            yield Word(token, begin, match.end(), stem(token))
            continue
        if prefix := _PREFIX.match(token):
            token = prefix[1] + token[prefix.end() :]
        if "-" not in token and len(token) < match.end() - begin:
            yield Word(match.group(), begin, match.end(), stem(token))
            continue
        at = begin
        for part in _PARTS.split(token):
            if part and part.lower() != "s":
                yield Word(part, at, at + len(part), stem(part))
            at += len(part) + 1


def stems(text: str) -> list[str]:
    """List the stems of the content words of a text, in order."""
    return [word.stem for word in words(text) if not word.is_function]


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Fold case and accents: the same letter whatever way it is written."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.casefold().replace("ø", "o").replace("ł", "l").replace("đ", "d")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Stem one word (Snowball English) after folding accents and British spelling."""
    text = fold(word).replace("’", "'").removesuffix("'s")
    if _BARE_PLURAL.match(text):  # SMEs, PPPs: the stemmer sees no vowel before the ending and leaves it
        text = text[:-1]
    for pattern, replacement in _BRITISH:
        text = pattern.sub(replacement, text)
    return str(_stemmer.stemWord(text))
