"""References: entries that a question names, by id, by number or ordinal, by title, alias or acronym."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.understanding.lexicon import is_english
from corpus.corpus import Corpus
from corpus.entry import Entry
from index.words import fold, stem, words

_UNITS = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_CARDINALS = {word: number for number, word in enumerate([*_UNITS, *_TEENS], start=1)}
for _ten, _word in enumerate(_TENS, start=2):
    _CARDINALS[_word] = 10 * _ten
    _CARDINALS |= {f"{_word}-{unit}": 10 * _ten + number for number, unit in enumerate(_UNITS, start=1)}
_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}


def _as_ordinal(cardinal: str) -> str:
    stem_, dash, last = cardinal.rpartition("-")
    ordinal = _IRREGULAR.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last.replace('ve', 'f')}th")
    return f"{stem_}{dash}{ordinal}"


def ordinal_figure(number: int) -> str:
    """Write a number as an ordinal: "3rd"."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{endings.get(number % 10, 'th') if number // 10 != 1 else 'th'}"


_ORDINALS = {_as_ordinal(word): number for word, number in _CARDINALS.items()}
_ORDINALS |= {ordinal_figure(number): number for number in range(1, 100)} | {"last": -1, "final": -1}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_JOINED = re.compile(r"\b(?:and|or|with|to|from|than|versus|vs)(?: the)? $|, (?:the )?$")
_ORDINAL = re.compile(rf"\b({'|'.join(sorted(_ORDINALS, key=len, reverse=True))})\b")
_NUMBER = rf"(?:\d{{1,3}}(?:\.\d{{1,2}})*|{'|'.join(sorted(_CARDINALS, key=len, reverse=True))}|[ivx]{{1,4}})"
# "recommendation 7", "rec. VII", "recommendations 3, 4 and 5"; not "recommendations ten million euro ..."
_NUMBERED = re.compile(
    r"\b(?:recommendations?|rec\.?s?|recs?)\s+(?:no\.?s?\s*|numbers?\s+|nrs?\.?\s*|#\s*)?"
    rf"({_NUMBER}(?:\s*(?:,|and|&|or|with|versus|vs\.?|to|through|[-–])\s*(?:recommendations?\s+)?{_NUMBER})*)"
    r"\b(?!\s*(?:%|per|million|billion|euro))"
)
_RANGE = re.compile(r"\b(\d{1,3})\s*(?:to|through|[-–])\s*(\d{1,3})\b")
LONGEST_RANGE = 20
_ARTICLES = frozenset({"the", "a", "an"})
_PART = re.compile(r"\b\w+ (?:parts?|pillars?|themes?|chapters?|headings?)\b")
_ID = re.compile(r"(?<![\w.-])([A-Za-z]{1,2})[ -]?0*(\d{1,3}(?:\.\d{1,2})*)(?![\w-])")


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """A name of an entry found in a text, with the place where it stands."""

    entry_id: str
    start: int
    end: int
    stems: tuple[str, ...]


class ReferenceFinder:
    """Finds the entries of one corpus that a text names."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._by_key = {_id_key(entry.id): entry.id for entry in corpus}
        self._letters = {re.sub(r"\d.*", "", entry.id).lower() for entry in corpus}
        self._names: dict[tuple[str, ...], list[str]] = {}
        for entry in corpus:
            for name in names_of(entry):
                ids = self._names.setdefault(name, [])
                if entry.id not in ids:
                    ids.append(entry.id)
        for initials, entry_id in _initials(corpus).items():
            self._names.setdefault((initials,), [entry_id])
        self._first_stems: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(self._names, key=len, reverse=True):
            self._first_stems.setdefault(name[0], []).append(name)

    def by_id(self, text: str) -> tuple[list[str], list[str]]:
        """Return (ids named that exist, ids named that do not), each in order of mention."""
        known: list[str] = []
        unknown: list[str] = []
        for match in _ID.finditer(text):
            letters, number = match.groups()
            entry_id = self._by_key.get((letters.lower(), number))
            if entry_id is not None:
                known.append(entry_id)
            elif letters.lower() in self._letters and letters.isupper() and "." not in number:
                unknown.append(f"{letters}{number}")
        return list(dict.fromkeys(known)), list(dict.fromkeys(unknown))

    def numbers(self, text: str) -> list[str]:
        """List the recommendation numbers that a text names ("recommendation 7", "rec. VII"), as written digits."""
        found = []
        for match in _NUMBERED.finditer(fold(text)):
            for value in re.findall(rf"\b{_NUMBER}\b", _RANGE.sub(_written_out, match.group(1))):
                found.append(str(_CARDINALS.get(value) or _ROMAN.get(value) or value))
        return found

    def spans(self, text: str) -> list[tuple[int, int]]:
        """List the stretches of a text that name entries by id or number."""
        numbered = [match.span() for match in _NUMBERED.finditer(_fold_in_place(text))]
        named = [m.span() for m in _ID.finditer(text) if (m[1].lower(), m[2]) in self._by_key]
        return numbered + named

    def titles(self, text: str) -> list[tuple[int, int]]:
        """List where a text names an entry by its title with the id in brackets, as follow-ups are written out."""
        spans = []
        for match in _ID.finditer(text):
            entry_id = self._by_key.get((match[1].lower(), match[2]))
            title = self._corpus[entry_id].title if entry_id else ""
            before = re.search(rf"{re.escape(title)}”? \($", text[: match.start()]) if title else None
            if before:
                spans.append((before.start(), match.end() + 1))
        return spans

    def without_ids(self, text: str) -> str:
        """Return a text with the ids behind titles left out: "Where is Tower (T1)?" becomes "Where is Tower?"."""
        for start, end in reversed(self.titles(text)):
            text = text[: text.rindex(" (", start, end)] + text[end:]
        return text

    def by_number(self, number: str) -> str | None:
        """Return the entry with an official number, where the report was imported."""
        for entry in self._corpus.of_kind("recommendation"):
            if entry.number is not None and entry.number.rstrip(".") == number:
                return entry.id
        return None

    def by_name(self, text: str) -> list[NamedEntry]:
        """List the entries whose title, alias or acronym stands in a text, longest names first at each place."""
        tokens = list(words(text))
        stems = [token.stem for token in tokens]
        found: list[NamedEntry] = []
        for at, first in enumerate(stems):
            for name in self._first_stems.get(first, ()):
                if tuple(stems[at : at + len(name)]) == name:
                    start, end = tokens[at].start, tokens[at + len(name) - 1].end
                    found += [NamedEntry(entry_id, start, end, name) for entry_id in self._names[name]]
        return found


def _written_out(match: re.Match[str]) -> str:
    """Write "5 to 8" as 5, 6, 7, 8; a range that is too long keeps its ends."""
    first, last = int(match[1]), int(match[2])
    numbers = range(first, last + 1) if 0 < last - first < LONGEST_RANGE else (first, last)
    return ", ".join(map(str, numbers))


def ordinal_of(text: str) -> int | None:
    """Return the position that an ordinal of a text names: 1 for the first, -1 for the last; None without one."""
    match = _ORDINAL.search(_PART.sub(" ", fold(text)))
    return _ORDINALS[match.group(1)] if match else None


def further_ordinals(text: str) -> list[int]:
    """Return the positions of the ordinals that are joined to an earlier one: "the second with the fourth", "first and third"."""
    folded = _PART.sub(" ", fold(text))
    found = [(m.start(), _ORDINALS[m.group(1)]) for m in _ORDINAL.finditer(folded)]
    return [place for start, place in found[1:] if _JOINED.search(folded[:start])]


def cardinal_of(text: str) -> int | None:
    """Return the number that a text is, in words or digits ("four", "#4"); None where it is anything else."""
    word = fold(text).strip(" #.")
    return int(word) if word.isdecimal() else _CARDINALS.get(word)


def stated_number(text: str, noun: str) -> int | None:
    """Return how many things a text takes for granted ("the twenty recommendations"), or None.

    Only a bare number before the noun counts, with the article or "all": "three of the recommendations" states nothing.
    """
    number = rf"(\d{{1,3}}|{'|'.join(_CARDINALS)})"
    match = re.search(rf"\b(?:the|all|these|those|its|your|report's)\s+{number}\s+(?:\w+ )?{noun}\b", fold(text))
    return _CARDINALS.get(match[1]) or int(match[1]) if match else None


def names_of(entry: Entry) -> Iterable[tuple[str, ...]]:
    """Yield the names of an entry as stem sequences: title, title without its bracket, the bracket, aliases."""
    texts = [entry.title, *entry.aliases]
    if "(" in entry.title:
        texts.append(re.sub(r"\([^)]*\)", " ", entry.title))
        texts += re.findall(r"\(([^)]*)\)", entry.title)
    if ":" in entry.title:
        texts.append(entry.title.split(":", 1)[0])
    seen: set[tuple[str, ...]] = set()
    for text in texts:
        tokens = list(words(text))
        while tokens and tokens[0].lower in _ARTICLES:  # no other small word: "go cluster" is a name, "cluster" is not
            tokens.pop(0)
        name = tuple(token.stem for token in tokens)
        if name and name not in seen and not all(token.is_function for token in tokens):
            seen.add(name)
            yield name


SHORTEST_INITIALS = 3
"""Letters; two are the initials of too much."""


def _initials(corpus: Corpus) -> dict[str, str]:
    """The entries whose titles or aliases alone have some initials: FSTP for "financial support to third parties"."""
    found: dict[str, set[str]] = {}
    for entry in corpus:
        for text in (re.sub(r"\([^)]*\)|:.*", " ", entry.title), *entry.aliases):
            told = [word.lower for word in words(text)]
            content = [word.lower for word in words(text) if not word.is_function]
            for letters in ("".join(word[0] for word in kept) for kept in (told, content)):
                if len(letters) >= SHORTEST_INITIALS and letters.isalpha() and not is_english(letters):
                    found.setdefault(stem(letters), set()).add(entry.id)
    return {letters: ids.pop() for letters, ids in found.items() if len(ids) == 1}


def _fold_in_place(text: str) -> str:
    """Lower-case where that keeps the offsets."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def _id_key(entry_id: str) -> tuple[str, str]:
    match = re.match(r"([A-Za-z]+)0*(.*)", entry_id)
    assert match is not None
    return match[1].lower(), match[2]
