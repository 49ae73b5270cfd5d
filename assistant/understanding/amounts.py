"""Amounts: limits on sums of money and on numbers of things that an entry tells of ("over 100 million", "300 or more firms")."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from assistant.understanding.quantities import CURRENCY_NAMES, Quantity, limit_start, quantities
from assistant.understanding.thesaurus import relatives
from corpus.chunk import sentence_spans
from corpus.entry import Entry
from index.words import Word, fold, stem, words

AMOUNT_WORDS = frozenset(
    "money moneys budget budgets fund funds funding finance cash grant grants sum sums pot pots amount amounts envelope envelopes"
    " subsidy subsidies volume volumes worth cost costs currency currencies apiece each whatever million millions hundred hundreds"
    " thousand thousands billion billions tens large big small minimum maximum number size tell tells spend spent spending cheap expensive".split()
)
"""Words that go with an amount and name no topic."""
SUM_FROM, MONEY_FROM = 1e6, 1e3
"""A number of nothing is a sum of money from the first on, and from the second where the question speaks of money."""
MOST_COUNTED = 3
"""Words behind a number that may say what it counts."""
_MONEY = re.compile(
    r"\b(?:money|budgets?|funds?|funding|finance|cash|grants?|sums?|pots?|amounts?|envelopes?|subsid(?:y|ies)|worth|costs?"
    r"|invest\w*|spen[dt]\w*|currenc(?:y|ies)|cheques?)\b"
)
_STRICT = re.compile(
    r"(?<!\bno )(?<!\bnot )\b(?:(?:more|larger|bigger|higher|greater|less|fewer|cheaper|smaller|lower|more expensive) than|over|above|exceed\w*|beyond|upwards of"
    r"|under|below)\s+\W?$"
)
_FROM = re.compile(r"\b(?:between|from|of)\s+\W?$")
_VERB = re.compile(r"\b(?:that|which|who|have|has|had|to|\w+s) (\w+) (?:a (?:sum|total|budget) of )?$")
_TO = re.compile(r"\s*(?:and|to|-|–)\s*\W?")
_DOZENS = re.compile(
    r"\b(tens|hundreds|thousands|millions|billions) of (thousands|millions|billions)\b"
    r"|\b(?:several|some|a few) (hundred|thousand) (thousand|million|billion)s?\b"
)
_TIMES = {"tens": 10.0, "hundreds": 100.0, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
_OR_MORE = re.compile(r"\s*(?:or|and) (?:more|above|over|less|fewer)(?: than that)?\b")
_CURRENCY_BEHIND = re.compile(
    r"\s*(?:\w+ )?(?:euros?|eur|€|(?:us |canadian )?dollars?|\$|kron\w+|leva|pounds?|soles|zlotys?)(?!\w)"
)
_ENDS = re.compile(
    r"[;:,.!?()](?=\s|$)|\b(?:and|but|while|that|which|who|in|on|by|from|with|for|at|among|per|apiece|each)\b"
)
_TOLD_OTHERWISE = re.compile(
    r"^(?:\w+ )?(?:years?|months?|weeks?|days?|decades?|hours?|countr(?:y|ies)|levels?|recommendations?|practices?|examples?|cases?"
    r"|entries|terms?|matches|audiences?|addressees?|parts?|pages?|words?|sentences?|of)\b"
)
"""What is no number of things an entry tells of, or a limit of another sort."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A limit: an entry must tell of a number from `least` to `most`, of money or of what is counted."""

    least: float = 0.0
    most: float = math.inf
    strict: bool = False
    """True where the bound itself is not meant ("more than 100")."""
    currency: str = ""
    """The only currency that counts, where it is money; "" for any."""
    counted: tuple[str, ...] = ()
    """What is counted, in one or several phrases; the last word of one must be met. None where it is money."""

    def holds(self, quantity: Quantity) -> bool:
        """Say whether a number in an entry is within the limit and counts the same."""
        if quantity.is_year or quantity.percent or not self._spans(quantity.value):
            return False
        if not self.counted:
            return bool(quantity.currency) and self.currency in ("", quantity.currency)
        told = quantity.left | quantity.right
        heads = [stem(phrase.split()[-1]) for phrase in self.counted]
        return not quantity.currency and any(({head} | relatives(head)) & told for head in heads)

    def _spans(self, value: float) -> bool:
        return self.least < value < self.most if self.strict else self.least <= value <= self.most

    @property
    def text(self) -> str:
        """The limit in words that are read again as the same."""
        of = " or ".join(self.counted) or CURRENCY_NAMES.get(self.currency, "")
        sum_ = "" if self.counted else "a sum of "
        if self.least and self.most < math.inf:
            # "Between 2 and 10 million" would be two million.
            limit = f"between {_written(self.least)} and {_written(self.most, in_words=self.least >= MONEY_FROM)}"
        elif self.most < math.inf:
            limit = f"{'less than' if self.strict else 'at most'} {_written(self.most)}"
        else:
            limit = f"{'more than' if self.strict else 'at least'} {_written(self.least)}"
        return f"{sum_}{limit} {of}".rstrip()


@dataclass(frozen=True, slots=True)
class AmountAsked:
    """A limit on an amount, and where a question holds it."""

    amount: Amount
    start: int
    end: int


@lru_cache(maxsize=1024)
def amounts_in(text: str) -> tuple[AmountAsked, ...]:
    """Return the limits on amounts that a question holds, in its order."""
    folded = fold(text)
    if len(folded) != len(text):
        return ()
    found = [
        q for q in quantities(folded) if not (q.percent or re.fullmatch(r"(?:19|20)\d\d", folded[q.start : q.end]))
    ]
    read = [_bounded(folded, found, at) for at in range(len(found))]
    dozens = [
        AmountAsked(
            Amount(
                math.prod(_TIMES[f"{word.rstrip('s')}s"] for word in m.groups() if word),
                currency=_currency_behind(folded, m.end()),
            ),
            *m.span(),
        )
        for m in _DOZENS.finditer(folded)
    ]
    asked = sorted(filter(None, (*read, *dozens)), key=lambda asked: asked.start)
    return tuple(replace(one, start=_begins(folded[: one.start])) for one in asked)


@dataclass(frozen=True, slots=True)
class Superlative:
    """The largest or the smallest of some amounts, asked for at a place of a question."""

    amount: Amount
    largest: bool
    start: int
    end: int


_SUPERLATIVE = re.compile(
    r"\b(?:(?P<size>largest|biggest|highest|greatest|smallest|lowest)|(?P<many>most|fewest|least))"
    r" (?:(?:number|count|total)s? of (?:(?:the|its|their) )?(?P<counted>[\w’'-]+)|(?:\w+ ){0,2}?(?P<sum>money|sums?|amounts?|budgets?|funding|funds?"
    r"|grants?|envelopes?|subsid(?:y|ies)|investments?)\b|(?P<noun>[\w’'-]+))"
)
_SMALL = ("smallest", "lowest", "fewest", "least", "smaller", "lower", "fewer", "less")
_COMPARATIVE = re.compile(
    r"\b(?:(?P<size>larger|bigger|higher|greater|smaller|lower)|(?P<many>more|fewer|less))"
    r" (?:(?:number|count|total)s? of (?P<counted>[\w’'-]+)|(?:\w+ ){0,2}?(?P<sum>money|sums?|amounts?|budgets?|funding|funds?|grants?)\b|(?P<noun>[\w’'-]+))"
)
_OF_ENTRIES = re.compile(
    r"(?:practices?|examples?|cases?|recommendations?|matches|links|countr(?:y|ies)|levels?|years?|regions?|programmes?|programs?|projects?|terms?|of)$"
)
"""Nouns of which the entries themselves are counted, and no number in them."""


def superlative_in(text: str) -> Superlative | None:
    """Read "the largest sum of money" and "the most partners"; None where a text asks for no such amount."""
    return _degree(text, _SUPERLATIVE)


def comparative_in(text: str) -> Superlative | None:
    """Read "a bigger budget" and "more firms", asked of two things; None where a text asks for no such amount."""
    return _degree(text, _COMPARATIVE)


# "Whose clusters are the more innovative ones?"; what is more recent or expensive is told in figures, and "more digital
# hubs" are counted.
_QUALITY = re.compile(
    r"\b(?:more|less) (?!recent|expensive|costly|numerous|frequent|important|likely)\w+(?:ive|ful|al|ous|ic|ent|ant|able|ible|ed)\b(?! (?!ones\b)[\w-]+s\b)"
    r"|\b(?:stronger|weaker|stricter|fairer|nicer|easier|harder|better|worse)\b"
)


def compares_quality(text: str) -> bool:
    """Say whether a text asks which of two things is better or more so in a way that no figure tells."""
    return _QUALITY.search(fold(text)) is not None


def _degree(text: str, pattern: re.Pattern[str]) -> Superlative | None:
    folded = fold(text)
    match = pattern.search(folded) if len(folded) == len(text) else None
    if match is None:
        return None
    largest = (match["size"] or match["many"]) not in _SMALL
    if match["sum"]:
        return Superlative(Amount(), largest, *match.span())
    noun = match["counted"] or (match["noun"] if match["many"] else None)
    if noun is None or not noun.endswith("s") or _OF_ENTRIES.match(noun) or any(w.is_function for w in words(noun)):
        return None
    return Superlative(Amount(counted=(noun,)), largest, *match.span())


def told_of(entry: Entry, superlative: Superlative) -> tuple[float, tuple[int, int]] | None:
    """Return the largest, or the smallest, of the amounts meant that an entry tells of, and where its sentence stands."""
    held = [(quantity.value, span) for span, quantity in _held(entry) if superlative.amount.holds(quantity)]
    if not held:
        return None
    return max(held, key=lambda told: told[0]) if superlative.largest else min(held, key=lambda told: told[0])


def telling_quantity(entry: Entry, amount: Amount) -> tuple[int, int] | None:
    """Return where the first sentence of an entry stands that tells of an amount within a limit; None where none does."""
    return next((span for span, quantity in _held(entry) if amount.holds(quantity)), None)


@lru_cache(maxsize=4096)
def _held(entry: Entry) -> tuple[tuple[tuple[int, int], Quantity], ...]:
    """The numbers that an entry tells of itself, each with the place of its sentence."""
    own = [section for section in entry.sections if not section.is_context]
    spans = [span for section in own for span in sentence_spans(entry.body, section.start, section.end)]
    return tuple((span, quantity) for span in spans for quantity in quantities(entry.body[span[0] : span[1]]))


def _bounded(folded: str, found: Sequence[Quantity], at: int) -> AmountAsked | None:
    """Read the number at a place as a limit, or with the next one as a range; None where it limits nothing."""
    first = last = found[at]
    if at + 1 < len(found) and _is_range(folded, first, found[at + 1]):
        last = found[at + 1]
        # "Between 2 and 10 million" names the millions once.
        scaled = first.value * 1000 ** int(math.log10(last.value) // 3)
        once = re.search("[a-z]", folded[last.start : last.end]) and first.value < MONEY_FROM
        bounds = (scaled if once and scaled < last.value else first.value, last.value)
    elif first.bound in ("at least", "at most") and not (at and _is_range(folded, found[at - 1], first)):
        bounds = (first.value, math.inf) if first.bound == "at least" else (0.0, first.value)
    else:
        return None
    strict = last is first and _STRICT.search(folded[: first.start]) is not None
    skipped = _OR_MORE.match(folded, last.end)
    end = skipped.end() if skipped else last.end
    if last.currency:
        named = _CURRENCY_BEHIND.match(folded, end)
        return AmountAsked(Amount(*bounds, strict, last.currency), first.start, named.end() if named else end)
    phrase = _ENDS.split(folded[end:])[0]
    counted = [word for word in words(phrase) if not word.is_function and word.lower not in AMOUNT_WORDS]
    if _TOLD_OTHERWISE.match(phrase.strip()):
        return None
    if counted:
        kept = counted[:MOST_COUNTED]
        amount = Amount(*bounds, strict, counted=_phrases(phrase, kept))
        return AmountAsked(amount, first.start, end + kept[-1].end)
    sum_ = last.value >= SUM_FROM or (last.value >= MONEY_FROM and _MONEY.search(folded))
    return AmountAsked(Amount(*bounds, strict), first.start, end) if sum_ else None


def _phrases(text: str, kept: Sequence[Word]) -> tuple[str, ...]:
    """Join the words that nothing stands between: "companies" and "industry members"."""
    phrases = [kept[0].lower]
    for before, word in pairwise(kept):
        if text[before.end : word.start].isspace():
            phrases[-1] += f" {word.lower}"
        else:
            phrases.append(word.lower)
    return tuple(phrases)


def _begins(before: str) -> int:
    """Where a limit begins behind a text: with the words that limit, and a verb that leads to it ("moved more than")."""
    start = limit_start(before)
    verb = _VERB.search(before[:start])
    return verb.start(1) if verb else start


def _is_range(folded: str, first: Quantity, second: Quantity) -> bool:
    between = folded[first.end : second.start]
    return bool(_FROM.search(folded[: first.start]) and _TO.fullmatch(between)) and first.value < second.value


def _currency_behind(folded: str, end: int) -> str:
    named = quantities(f"2 {folded[end:].lstrip()}")
    return named[0].currency if named else ""


def _written(value: float, *, in_words: bool = True) -> str:
    """A number in words that tell it to the last digit, or in digits."""
    for scale, name in ((1e9, "billion"), (1e6, "million")):
        if in_words and value >= scale and float(short := f"{value / scale:g}") * scale == value:
            return f"{short} {name}"
    return f"{value:,.0f}" if value == round(value) else f"{value:.3f}".rstrip("0")
