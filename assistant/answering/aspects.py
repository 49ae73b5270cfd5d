"""Aspects: whether a text holds the kind of thing that a question asks for (an amount, a date, a name ...)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.understanding.forms import Aspect
from assistant.understanding.quantities import MONTHS, dates
from assistant.understanding.thesaurus import relatives
from corpus.entry import Entry
from index.words import fold, stem, words

_NUMBER_WORDS = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|dozen|half)"
)
_CURRENCY = r"(?:euros?|eur|€|dollars?|usd|\$|pounds?|£|kroner|krone|kronor|leva|soles|zloty|lira|yen|won|rupees?)"
_PATTERNS: dict[Aspect, re.Pattern[str]] = {
    # That no amount is known is what there is to tell of it.
    "money": re.compile(rf"(?<![\w]){_CURRENCY}(?!\w)|\bno (?:[\w-]+ )?(?:budget|amount|sum|price|fee)\b"),
    # A day of the month counts nothing, and "one of" them is none.
    "number": re.compile(
        rf"\b(?!(?:19|20)\d\d\b)\d[\d.,]*\b(?! (?:{'|'.join(MONTHS)})\b)|\b(?!one of\b){_NUMBER_WORDS}\b"
    ),
    "share": re.compile(r"\d\s*%|\bper ?cent\b|\bhalf\b|\bthirds?\b|\bquarters?\b"),
    "duration": re.compile(rf"\b(?:\d+|{_NUMBER_WORDS})[- ](?:year|month|week|day)s?\b|\b(?:19|20)\d\d\b"),
    "time": re.compile(r"\b(?:19|20)\d\d\b"),
    "reason": re.compile(
        r"\bbecause\b|\bso that\b|\bin order to\b|\bsince (?:they|it|the)\b|\bdue to\b|\breasons?\b|\btherefore\b"
        r"|\bout of\b|\bled to\b|\baims?\b|\bserve\b|\bto cope\b|\bhaving\b|\bowing to\b|\bgrew\b"
    ),
    "page": re.compile(r"\bpages? \d"),
    "frequency": re.compile(
        r"\bevery (?:other |second |third |(?:two|three|four|five|six|ten|\d+) )?(?:years?|months?|weeks?|days?|quarters?)\b|\beach (?:year|month|week|quarter)\b"
        r"|\b(?:once|twice|times) (?:a|per|every|each)\b|\b(?:annual|yearly|month|week|dai|quarter|biennial|biannual)ly\b|\bannual\b|\byearly\b|\bregular(?:ly)?\b"
    ),
}
_LEADING = frozenset(
    form
    for verb in ("lead", "led", "head", "chair", "direct", "preside", "run", "ran")
    for form in {stem(verb)} | relatives(stem(verb))
)
_ASKS_WHO_LEADS = re.compile(
    r"\bwho(?:m)?\b(?: (?:is|are|was|were|has|have|had|been|now|currently|actually|really|did|does|do))*(?: the (?:person|one|people) (?:that|who))?"
    r" (?:leads?|led|leading|heads?|headed|heading|chairs?|chaired|chairing|runs?|ran|running|manages?|managed|coordinat\w+|steers?|steered|directs?|directed|presid\w+|governs?)\b"
    r"|\b(?:led|headed|chaired|run|managed|coordinated|steered|directed|governed) by (?:whom|who)\b|\bby whom\b.*\b(?:led|headed|chaired|run|managed|coordinated|steered|governed)\b"
)
_ASKS_FOR_EFFECT = re.compile(
    r"\b(?:what|which|any|how (?:big|large|strong)(?: was| is)?)\b (?:\w+ ){0,2}?(?:effects?|impacts?|results?|outcomes?|achievements?)\b"
    r"|\bwhat (?:did|has|have|do|does)\b.*\b(?:achieved?|accomplish(?:ed)?)\b|\bhow successful\b"
)
_TELLS_EFFECT = re.compile(
    r"\b(?:results?|resulted|effects?|impacts?|grew|grow\w*|increas\w+|saved?|reduc\w+|led to|evaluat\w+|show(?:ed|s)?|found|achiev\w+|helped|outcomes?"
    r"|drew|attracted|uptake|took up|made use|came out|improv\w+|success\w*|carried out|has ceased|brought)\b|\d ?(?:%|per cent)"
    r"|\binto practice\b|\b(?:over|in|within) (?:\w+ )?years\b"
)
_ASKS_FOR_END = re.compile(
    r"\b(?:when|(?:what|which) (?:year|date|month))\b.*\b(?:end|ends|ended|finish\w*|close[sd]?|stop(?:s|ped)?|expires?|expired|conclude[sd]?|terminate[sd]?|ceased?|run out|runs out|be over|was over|is over)\b"
    r"|\b(?:until|till|up to) (?:when|what (?:year|date)|which (?:year|date))\b"
)
_ENDS = re.compile(
    r"\b(?:until|till|to|through|ends?|ended|ending|clos\w+|ceased?|completed|finished|expired?|over|last(?:ed|s)?|for the years?|between)\b|\d\s*[-–]\s*\d"
)
# "Does it still run?", "is the idea going to be rolled out elsewhere?"
_ASKS_FOR_PRESENT = re.compile(
    r"^(?:and |so |but )?(?:(?:is|are|do|does|can|has|have)\b.*\b(?:still|nowadays|these days)\b|(?:is|are)\b.*\bgoing to\b|will\b)"
)
_TELLS_PRESENT = re.compile(
    r"\b(?:now|today|no longer|still|since then|ceased|merged|closed|ended|finished|became|become|running|remains?|continues?|goes on"
    r"|will|plan(?:s|ned)?|future|next|meant to)\b"
)
_ASKS_FOR_VIEW = re.compile(
    r"\b(?:opinion|view|impression)s? (?:of|on|about)\b|\b(?:did|do|does) (?:the )?(?:[\w-]+ ){1,4}(?<!thing )(?<!things )(?<!look )(?<!more )(?<!be )(?:like|love|hate|enjoy|appreciate|think of|think about|feel about)\b"
    r"|\b(?:happy|satisfied|pleased|unhappy|content) with\b"
)
_TELLS_VIEW = re.compile(
    r"\b(?:views?|opinions?|said|says?|according to|seen|think|thought|complain\w*|prais\w*|criticis\w*|called|considers?|found|interview\w*|survey\w*|answered|asked)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_OPEN_ENDED = re.compile(r"\b(?:since|from|as of|after)\b")
_STEPS = r"phase|call|round|wave|stage|edition|tranche|contest|period|year|meeting"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_PLACES = {
    **{word: at for at, word in enumerate(_ORDINALS, 1)},
    **{word: at for at, word in enumerate(("one", "two", "three", "four", "five", "six"), 1)},
    **{str(at): at for at in range(1, 7)},
    **{word: at for at, word in enumerate(("i", "ii", "iii", "iv", "v", "vi"), 1)},
}
"""Where a step comes, whichever way it is told: "third phase", "phase three", "phase 3", "phase III"."""
_COUNTED_OFF = re.compile(
    rf"\b({'|'.join(_ORDINALS)}) (?:of (?:the|its|their) (?:[\w-]+ ){{0,3}}|[\w-]+ )?({_STEPS})s?\b|\b({_STEPS}) ({'|'.join(_PLACES)})\b"
)
_ASKS_FOR_DAY = re.compile(r"\b(?:which|what|exact) (?:exact )?(?:day|weekday)\b|\b(?:exact|precise) date\b")
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-ZÀ-Ž][\w&’'-]+|\b[A-Z]{2,}\b")


def holds_aspect(aspect: Aspect, text: str, question: str) -> bool:
    """Say whether a sentence holds what the question asks for."""
    if aspect in ("money", "share", "number") and (of_other_years(text, question) or _of_another(text, question)):
        return False
    if aspect == "person" and asks_who_leads(question) and not _LEADING & {word.stem for word in words(text)}:
        return False
    if aspect == "time" and asks_for_day(question):
        return any(day for day, _, _ in dates(text))
    if aspect == "time" and asks_for_end(question):
        return bool(_PATTERNS["time"].search(fold(text)) and _ENDS.search(fold(text)))
    if aspect == "person":
        return bool(_NAME.search(text)) or bool(
            re.search(
                r"\b(?:government|ministry|agency|commission|authorit|experts?|managers?|group|institute)", fold(text)
            )
        )
    if aspect == "place":
        return bool(_NAME.search(text))
    if aspect == "names":
        asked = {word.stem for word in words(question)}
        return sum(stem(name) not in asked for name in _NAME.findall(text)) >= 2
    return bool(_PATTERNS[aspect].search(fold(text)))


def holds_number(text: str) -> bool:
    """Say whether a text holds a number that is no year."""
    return _PATTERNS["number"].search(fold(text)) is not None


def of_other_years(text: str, question: str) -> bool:
    """Say whether a sentence tells of other years than the question: "220 firms in 2020" are not those of 2024.

    Two years of a sentence are taken for a period, and "since 2016" for one without an end.
    """
    asked = [int(year) for year in _YEAR.findall(question)]
    told = [int(year) for year in _YEAR.findall(text)]
    if not asked or not told:
        return False
    last = max(told) if not _OPEN_ENDED.search(fold(text)) else max(*asked, *told)
    return not any(min(told) <= year <= last for year in asked)


def tells_other_steps(texts: Iterable[str], question: str) -> bool:
    """Say whether sentences count off steps of which a question asks for another: a first and second call, and no third."""
    asked = _counted_off(question)
    told = [step for text in texts for step in _counted_off(text)]
    nouns = {noun for noun, _ in told}
    return any(noun in nouns and (noun, place) not in told for noun, place in asked)


def _of_another(text: str, question: str) -> bool:
    """Say whether a sentence tells of another one of what the question counts off: its third phase and not the second."""
    asked = dict(_counted_off(question))
    told = [(noun, ordinal) for noun, ordinal in _counted_off(text) if noun in asked]
    return bool(told) and all(ordinal != asked[noun] for noun, ordinal in told)


def _counted_off(text: str) -> list[tuple[str, int]]:
    """The steps that a text counts off, each with its place: "third phase", "phase 3"."""
    return [(m[2] or m[3], _PLACES[m[1] or m[4]]) for m in _COUNTED_OFF.finditer(fold(text))]


def asks_who_leads(question: str) -> bool:
    """Say whether a question asks who leads, heads or runs something; a name alone does not tell that."""
    return _ASKS_WHO_LEADS.search(fold(question)) is not None


def asks_for_end(question: str) -> bool:
    """Say whether a question asks when something ended or will end; when it began does not tell that."""
    return _ASKS_FOR_END.search(fold(question)) is not None


def asks_for_day(question: str) -> bool:
    """Say whether a question asks on which day something was or will be; a year does not tell that."""
    return _ASKS_FOR_DAY.search(fold(question)) is not None


def asks_for_effect(question: str) -> bool:
    """Say whether a question asks what something has achieved; what it does or is meant to do does not tell that."""
    return _ASKS_FOR_EFFECT.search(fold(question)) is not None


def asks_for_present(question: str) -> bool:
    """Say whether a question asks if something goes on, or will be: what was once recorded of it does not tell that."""
    return _ASKS_FOR_PRESENT.search(fold(question)) is not None


def tells_present(entry: Entry) -> bool:
    """Say whether an entry tells of a present or an end: a period that is over or open, or a word that says so."""
    years = entry.years
    over_or_open = years is not None and (years.end is None or (years.start or years.end) < years.end)
    return over_or_open or _TELLS_PRESENT.search(fold(entry.body)) is not None


def asks_for_view(question: str) -> bool:
    """Say whether a question asks what somebody thinks of something; what the thing is does not tell that."""
    return _ASKS_FOR_VIEW.search(fold(question)) is not None


def tells_view(text: str) -> bool:
    """Say whether a text tells of what anybody says or thinks."""
    return _TELLS_VIEW.search(fold(text)) is not None


def tells_effect(text: str) -> bool:
    """Say whether a text tells of anything that came about: a result, a growth, a share, a finding."""
    return _TELLS_EFFECT.search(fold(text)) is not None


def field_holds_aspect(aspect: Aspect, entry: Entry, question: str) -> bool:
    """Say whether a typed field of an entry holds what the question asks for."""
    if aspect == "time" and asks_for_day(question):
        return False
    if aspect == "time" and entry.years is not None:
        return (entry.years.end if asks_for_end(question) else entry.years.start) is not None
    if aspect == "time":
        return False
    if aspect == "page":
        return bool(entry.pages)
    return aspect == "place" and bool(entry.countries or entry.region)
