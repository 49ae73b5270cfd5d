"""Relations: what stands to what in a sentence, and whether a sentence has changed that against its evidence.

No parser is needed for what is asked here: which preposition governs a word, which words stand before and behind a
verb, what a number counts, what a word like "all" belongs to. A sentence that has every word of its evidence, but two
of them in each other's place, says something else.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.generating.critical import critical_words
from assistant.understanding.thesaurus import relatives
from index.words import Word

if TYPE_CHECKING:
    from assistant.generating.reading import Reading
    from assistant.understanding.quantities import Quantity

_PREPOSITIONS = frozenset(
    "from to by for with under among between into of in at on against within through since during until as along around"
    " across after before over via per like about near".split()
)
_BE = frozenset("is are was were be been being get gets got".split())
_BREAK = re.compile(r"[;:,.!?()](?=\s|$)|\b(?:and|or|but|while|which|that|who|when|where|because|if|whereas)\b")
_SIDE = 5
"""How many content words on either side of a verb are looked at."""
_NEAR = 4
"""Words of the evidence that lie no further apart belong together."""


@dataclass(frozen=True, slots=True)
class Part:
    """A content word in its place."""

    stem: str
    related: frozenset[str]
    """Its stem and those that mean nearly the same."""
    preposition: str
    """The preposition that governs it, or ""."""
    is_verb: bool
    is_passive: bool
    opens: bool
    """True behind a comma or a conjunction: what stood before it is another phrase."""


def parts_of(text: str, sequence: Sequence[Word]) -> tuple[Part, ...]:
    """Take a sentence apart into its content words, each with what governs it."""
    verbs = critical_words().verbs
    found: list[Part] = []
    governing, before = "", -1
    for at, word in enumerate(sequence):
        if word.lower in _PREPOSITIONS:
            governing = word.lower
            continue
        is_main = word.lower in _MAIN and not _VERBAL.search(_next_word(sequence, at))
        if word.is_function and not is_main:
            # An article belongs to the noun; any other word of grammar ends the phrase.
            governing = governing if word.lower in _DETERMINERS else ""
            continue
        opens = before >= 0 and _BREAK.search(text, before, word.start) is not None
        if opens and (sequence[at - 1].lower not in _PREPOSITIONS | _DETERMINERS) and "," in text[before : word.start]:
            governing = ""
        is_verb = is_main or (word.stem in verbs and _can_be_verb(sequence, at))
        before_it = [w.lower for w in sequence[max(0, at - 3) : at]]
        behind_it = [w.lower for w in sequence[at + 1 : at + 7]]
        found.append(
            Part(
                stem=word.stem,
                related=_forms(word),
                preposition="" if is_verb else governing,
                is_verb=is_verb,
                is_passive=is_verb and bool(_BE.intersection(before_it) or "by" in behind_it),
                opens=opens,
            )
        )
        if is_verb or _ends_a_phrase(sequence, at):
            governing = ""
        before = word.end
    return tuple(found)


def _can_be_verb(sequence: Sequence[Word], at: int) -> bool:
    """Say whether a word that may be a verb is one here: no noun by its form or place, no part of a name."""
    word, before = sequence[at], sequence[at - 1].lower if at else ""
    if before in {"to", *_MODALS}:
        return True
    beside = [*sequence[max(0, at - 1) : at], *sequence[at + 1 : at + 2]]
    named = (at > 0 and word.text[0].isupper()) or (len(beside) == 2 and all(w.text[0].isupper() for w in beside))
    noun = _NOUN.search(word.lower) or before in _DETERMINERS or before in _PREPOSITIONS
    # "Recommends creating", "is building"; but "capacity building".
    led = before in _BE or (at > 0 and sequence[at - 1].stem in critical_words().verbs)
    return not (named or noun or (word.lower.endswith("ing") and not led))


def _ends_a_phrase(sequence: Sequence[Word], at: int) -> bool:
    """Say whether a year or a name ends here: "in 2020 hospitals collected", "at Oera heat is shared"."""
    following = sequence[at + 1 : at + 2]
    return bool(following) and not sequence[at].text[0].islower() and following[0].text[0].islower()


def _next_word(sequence: Sequence[Word], at: int) -> str:
    """Return the word behind an auxiliary, adverbs of grammar passed over."""
    for word in sequence[at + 1 :]:
        if word.lower not in _ADVERBS:
            return word.lower
    return ""


_ADVERBS = frozenset("not also been be now still often never to".split())
_MAIN = frozenset("is are was were has have had become becomes became".split())
_VERBAL = re.compile(
    r"(?:ed|en|ing|made|set|led|run|put|built|held|brought|sent|kept|found|paid|told|cut|won|drawn|met)$"
)
_MODALS = frozenset("should must can could may might will would shall".split())
_NOUN = re.compile(r"(?:tion|tions|ment|ments|sion|sions|ance|ship|ships)$")
_DETERMINERS = frozenset(
    "the a an their its his her our this that these those each every all both some any no one more most few many such own"
    " other".split()
)


@lru_cache(maxsize=20_000)
def _related(stem: str) -> frozenset[str]:
    return frozenset({stem}) | relatives(stem) | critical_words().same.get(stem, frozenset())


def _forms(word: Word) -> frozenset[str]:
    """Stems by which a word is found again."""
    groups = (_BE, frozenset({"has", "have", "had"}), frozenset({"becom", "becam", "become", "became"}))
    return next((group for group in groups if word.stem in group or word.lower in group), None) or _related(word.stem)


def turned_round(claim: Sequence[Part], evidence: Sequence[Part]) -> int:
    """Count the words that have changed sides about a verb: "a supports b", where the evidence says "b supports a".

    A change of voice with its "by" turns a sentence round without changing it; so does moving a phrase with its
    preposition to the front.
    """
    count = 0
    for at, verb in enumerate(claim):
        if not verb.is_verb:
            continue
        there = [i for i, part in enumerate(evidence) if part.is_verb and part.stem in verb.related]
        if not there:
            continue
        before = claim[max(0, at - _SIDE) : at]
        behind = claim[at + 1 : at + 1 + _SIDE]
        for a in before:
            for b in behind:
                if a.related & b.related:
                    continue
                orders = {_order(a, b, verb, i, evidence) for i in there}
                count += 1 in orders and -1 not in orders
        count += any(_is_done_to(a, verb, there, evidence) for a in _same_phrase(claim, at))
    return count + _opposed(claim, evidence)


def _same_phrase(claim: Sequence[Part], at: int) -> list[Part]:
    """The words before a verb, back to the last comma or conjunction."""
    found: list[Part] = []
    while at > 0 and not claim[at].opens and len(found) < _SIDE:
        at -= 1
        found.append(claim[at])
    return found


def _is_done_to(a: Part, verb: Part, there: Sequence[int], evidence: Sequence[Part]) -> bool:
    """Say whether what does something in a claim is only the one it is done to, or with, in the evidence."""
    if a.preposition or a.is_verb:
        return False
    found = [at for at, part in enumerate(evidence) if part.stem in a.related]
    return bool(found) and all(
        i < at <= i + _SIDE + 2 and evidence[i].is_passive == verb.is_passive for at in found for i in there
    )


_CONTRARY = (frozenset({"to", "for", "into"}), frozenset({"from"}))


def _opposed(claim: Sequence[Part], evidence: Sequence[Part]) -> int:
    """Count the words that are governed by "from" on one side and by "to" or "for" on the other."""
    count = 0
    for part in claim:
        theirs = {other.preposition for other in evidence if other.stem in part.related}
        count += any(
            part.preposition in one and theirs and theirs <= other for one, other in (_CONTRARY, _CONTRARY[::-1])
        )
    return count


def _order(a: Part, b: Part, verb: Part, at: int, evidence: Sequence[Part]) -> int:
    """1 where a and b stand the other way round about the verb in the evidence, -1 where they stand alike, else 0."""
    if _find(a, evidence[:at]) and _find(b, evidence[at + 1 :]):
        return -1
    a_right = _find(a, evidence[at + 1 : at + 3 + _SIDE])
    b_left = _find(b, evidence[max(0, at - _SIDE - 2) : at])
    if not (a_right and b_left) or verb.is_passive != evidence[at].is_passive:
        return 0
    moved = any(
        mine.preposition and mine.preposition == theirs.preposition for mine, theirs in ((a, a_right), (b, b_left))
    )
    return 0 if moved else 1


def _find(part: Part, among: Iterable[Part]) -> Part | None:
    return next((other for other in among if other.stem in part.related), None)


def counts_another(claimed: Sequence[Quantity], held: Sequence[Quantity], known: frozenset[str]) -> bool:
    """Say whether a number of a claim counts something else than in its evidence.

    That is what another number counts there, or other things that the evidence holds (`known` are all its stems).
    """
    for mine in claimed:
        alike = [theirs for theirs in held if theirs.is_year == mine.is_year]
        own = [theirs for theirs in alike if theirs.supports(mine)]
        others = [theirs for theirs in alike if _is_another(mine, theirs)]
        fit = max((mine.shares(theirs) for theirs in own), default=0.0)
        better = max((mine.shares(theirs) for theirs in others), default=0.0)
        if better > fit and fit < 1:
            return True
        if own and not mine.is_year and mine.right and mine.right <= known and not fit and all(q.right for q in own):
            return True
    return False


def _is_another(mine: Quantity, theirs: Quantity) -> bool:
    """Say whether two numbers of the same sort differ."""
    same_sort = bool(mine.currency) == bool(theirs.currency) and mine.percent == theirs.percent
    return same_sort and abs(theirs.value - mine.value) > 1e-9 * max(1.0, mine.value)


def belongs_elsewhere(reading: Reading, word: Word, pieces: Sequence[Reading], group: frozenset[str]) -> bool:
    """Say whether a word like "all" or "first" belongs to something else than in every sentence of the evidence."""
    mine = _follows(reading, word, whole=True)
    if not mine:
        return False
    theirs = [_follows(piece, other) for piece in pieces for other in piece.words if other.stem in group]
    return bool(theirs) and not any(not said or mine & said for said in theirs)


def _follows(reading: Reading, word: Word, *, whole: bool = False) -> frozenset[str]:
    """Stems, and near ones, of the two content words behind a word, or before it where it ends its phrase.

    A word at the end ("75,000 euro each") may belong to anything before it; with `whole` all of that is returned.
    """
    at = next((i for i, w in enumerate(reading.words) if w.start >= word.end), len(reading.words))
    ends = at < len(reading.words) and reading.words[at].lower in _PREPOSITIONS - {"of"}
    right = [
        w
        for w in reading.content
        if not ends and w.start >= word.end and not _BREAK.search(reading.text, word.end, w.start)
    ][:2]
    left = [w for w in reading.content if w.end <= word.start and not _BREAK.search(reading.text, w.end, word.start)]
    return frozenset().union(*(_related(w.stem) for w in right or (left if whole else left[-2:])))


def replaced(claim: Sequence[Part], pieces: Sequence[Sequence[Part]]) -> int:
    """Count the words that stand in a claim where its evidence has another word: "with firms" for "with authorities"."""
    held = [relation for piece in pieces for relation in _relations(piece)]
    said = frozenset().union(*(part.related for part in claim))
    count = 0
    for one, preposition, other in _relations(claim):
        if _stand_near(one, other, pieces):
            continue
        count += any(
            preposition == theirs
            # One may do several things: that another verb follows says nothing.
            and (
                (left.stem in one.related and right.stem not in said and not (right.is_verb or other.is_verb))
                or (right.stem in other.related and left.stem not in said and not (left.is_verb or one.is_verb))
            )
            for left, theirs, right in held
        )
    return count


def _relations(parts: Sequence[Part]) -> list[tuple[Part, str, Part]]:
    """Each word with the one before it in its phrase, and the preposition between them."""
    return [
        (one, other.preposition if other.preposition != one.preposition else "", other)
        for one, other in itertools.pairwise(parts)
        if not other.opens
    ]


def _stand_near(one: Part, other: Part, pieces: Sequence[Sequence[Part]]) -> bool:
    for piece in pieces:
        first = [i for i, part in enumerate(piece) if part.stem in one.related]
        second = [i for i, part in enumerate(piece) if part.stem in other.related]
        if any(abs(a - b) <= _NEAR for a in first for b in second):
            return True
    return False


def out_of_place(claim: Sequence[Part], pieces: Sequence[Sequence[Part]]) -> int:
    """Count the words of a claim that stand beside none of their neighbours anywhere in its evidence.

    A word that keeps its preposition ("in 2020") may stand anywhere.
    """
    count = 0
    governed = {(part.stem, part.preposition) for piece in pieces for part in piece if part.preposition}
    for at, part in enumerate(claim):
        if (part.stem, part.preposition) in governed:
            continue
        beside = [claim[at - 1]] if at and not part.opens else []
        beside += [claim[at + 1]] if at + 1 < len(claim) and not claim[at + 1].opens else []
        if part.is_verb:
            beside = [*claim[max(0, at - 2) : at], *claim[at + 1 : at + 3]]
        if beside and not any(_stand_near(part, other, pieces) or part.related & other.related for other in beside):
            count += 1
    return count
