"""Rules that admit no exception: what a sentence may not have, and what its evidence must have word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.generating.critical import contradicts_negation, critical_words
from assistant.generating.reading import OWN_WORDS, Reading, Window
from assistant.generating.relations import belongs_elsewhere, counts_another, turned_round
from assistant.understanding.lexicon import is_english
from assistant.understanding.quantities import dates, is_dated
from index.words import Word, fold

LONGEST_SENTENCE, SHORTEST_SENTENCE = 90, 4
"""Words."""
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
_UNION = frozenset({"eu", "europe", "european", "union"})


def has_markup(text: str) -> bool:
    """Say whether a text holds an address, a tag, a bracket or characters that are not seen."""
    return _MARKUP.search(text) is not None or _DOMAIN.search(text) is not None


def fault_of_form(claim: Reading) -> str:
    """Return what makes a text no sentence of an answer, whatever its evidence; "" where nothing does."""
    if has_markup(claim.text):
        return "markup"
    if {word.lower for word in claim.words} & critical_words().personal:
        return "personal"
    if len(claim.words) > LONGEST_SENTENCE:
        return "too long"
    if len(claim.content_stems) < 2 or len(claim.words) < SHORTEST_SENTENCE:
        return "too short"
    return ""


def broken_rule(claim: Reading, window: Window) -> str:
    """Return the rule that a claim breaks against its evidence; "" where it breaks none."""
    critical = critical_words()
    if reason := _fault_of_figures(claim, window):
        return reason
    if not claim.places <= window.places:
        return "place"
    if not _has_names(window, _names(claim)):
        return "name"
    if critical.unmatched(claim.stems, window.stems | window.around.stems) or _misplaced(claim, window):
        return "strict word"
    if critical.contrary(claim.stems, window.own_stems):
        return "contrary"
    if contradicts_negation(claim.negations, window.negations, claim.content_stems, claim.stems):
        return "negation"
    if any(turned_round(claim.parts, piece.read.parts) for piece in window.pieces):
        return "swapped"
    if _makes_a_fact_of_a_wish(claim, window):
        return "wish"
    return "attribution" if _claims_the_report(claim, window) else ""


def _fault_of_figures(claim: Reading, window: Window) -> str:
    """Return "number" or "date" where one is not in the evidence, or belongs to something else there."""
    held = window.quantities
    if any(not any(mine.supports(quantity) for mine in held) for quantity in claim.quantities):
        return "number"
    if counts_another(claim.quantities, held, window.own_stems):
        return "number"
    dated = [date for read in (*(piece.read for piece in window.pieces), window.head) for date in dates(read.text)]
    return "" if all(is_dated(date, dated) for date in dates(claim.text)) else "date"


def _misplaced(claim: Reading, window: Window) -> bool:
    """Say whether a word such as "all" or "first" belongs to something else than in the evidence."""
    critical = critical_words()
    reads = [piece.read for piece in window.pieces]
    return any(
        belongs_elsewhere(claim, word, reads, critical.group_of(word.stem))
        for word in claim.words
        if word.stem in critical.binding
    )


def _makes_a_fact_of_a_wish(claim: Reading, window: Window) -> bool:
    """Say whether the evidence only wants or plans what a claim says is so."""
    wish = critical_words().wish
    return not wish.search(claim.text) and all(wish.search(piece.read.text) for piece in window.pieces)


def _names(claim: Reading) -> Iterator[Word]:
    """Yield the words of a claim that are names: capitalised inside the sentence, acronyms, letters with digits."""
    for at, word in enumerate(claim.words):
        inside_place = any(start <= word.start < end for start, end in claim.place_spans)
        if inside_place or not _NAME_LIKE.match(word.text):
            continue
        ordinary = at == 0 and word.text[1:].islower() and (word.is_function or is_english(word.lower))
        if not ordinary:
            yield word


def _has_names(window: Window, names: Iterator[Word]) -> bool:
    """Say whether the evidence holds names, in any inflection that English has."""
    reads = (*(piece.read for piece in window.pieces), window.head, window.around)
    tokens = {_bare(word) for read in reads for word in read.words} | window.stems | window.around.stems
    if any("EU" in piece.entry.countries for piece in window.pieces):
        tokens |= _UNION
    return all(_bare(name) in tokens or name.stem in tokens for name in names)


def _bare(word: Word) -> str:
    return word.lower.removesuffix("'s").removesuffix("’s")


def _claims_the_report(claim: Reading, window: Window) -> bool:
    """Say whether a claim puts into the report's mouth what other pages say."""
    return _speaks_for_it(claim) and not all(
        piece.basis in OWN_WORDS or _speaks_for_it(piece.read) for piece in window.pieces
    )


def _speaks_for_it(text: Reading) -> bool:
    return _ATTRIBUTION.search(fold(text.text)) is not None
