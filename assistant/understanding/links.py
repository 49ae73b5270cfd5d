"""Links: how a question ties practices to recommendations: filed or matched, to none, to several, to each."""

from __future__ import annotations

import re

from assistant.understanding.counts import Count, count_in, counted
from assistant.understanding.several import asks_every
from index.words import fold

_TIED = (
    r"(?:tied|linked|filed|matched|attached|assigned|connected|related|belong(?:s|ing)?|unmatched|paired|associated)"
)
_NONE = re.compile(
    rf"\b(?:not|no|never|neither|nor|aren't|isn't)\s+(?!just\b|only\b|merely\b)(?:\w+\s+){{0,2}}?{_TIED}\b(?! by (?:the )?(?:policy )?toolkit)"
    r"|\bwithout (?:an?y? )?(?:\w+ )?(?:recommendation|link|match)\w*\b|\bunmatched\b|\bunlinked\b|\bunfiled\b"
    rf"|\b(?:{_TIED}|fits?|go|goes)\s+(?:\w+\s+)?(?:to |under |with )?(?:no|none|nothing|not a single)\b(?: of the)?(?: \w+)? ?(?:recommendations?|one)?"
    r"|\bno (?:tie|link|match|connection|relation)(?:e?s)? (?:to|with) (?:any|a|one)(?: of (?:the|your))?(?: \w+)? ?(?:recommendations?|of them)"
    r"|\b(?:match|fit|illustrate|concern|serve|support)(?:e?s)? (?:no|none|not a single)\b(?: of the)?(?: \w+)? ?recommendations?\b"
    r"|\b(?:do|does|did)(?: not|n't) (?:match|fit|illustrate|concern|serve|support|belong to|relate to|go with) (?:any|an?|one)(?: of (?:the|your))?(?: \w+)? ?recommendations?\b"
    r"|\bno recommendations?\b (?:at all|whatsoever|behind|attached)|\bhave no recommendations?\b|\blacks? a recommendation\b"
)
_COUNTED = counted("recommendations?|recs?|entries|ties|links|matches", alone=True)
_NO_OTHER = re.compile(r"\bno other (?:recommendations?|one\b|of them|of the fifteen)")
WEAK_WORDS = frozenset(
    "weak weakly weaker loose loosely doubtful doubtfully barely solid firm strong strongly consider call".split()
)
"""Words by which weak ties are told, which therefore name no topic."""
_WEAK = r"(?:weak(?:er|ly)?|loose(?:ly)?|doubtful(?:ly)?)"
_WEAKLY = re.compile(
    rf"\b(?:{_WEAK}|barely) (?:{_TIED}|fit|fits|match(?:es)?|links?|ties|ones?)\b|\b(?:{_TIED}|match|fits?) (?:by us )?(?:only |just |rather )?{_WEAK}\b"
    rf"|\b(?:is|are|was|were) (?:only |rather |just )?{_WEAK}\b(?! \w+s\b)|\b(?:call|consider|find|deem|mark|flag)(?:ed|s)?(?: as)? (?:\w+ )?{_WEAK}\b"
)
_WITH_WEAK = re.compile(
    rf"\b(?:includ\w+|with|also|even|and|counting|plus) (?:the |any |those |all )*{_WEAK}\b|\b{_WEAK}(?: \w+){{0,2}} (?:too|included|as well|also)\b"
)
_NOT_WEAK = re.compile(
    rf"\b(?:not?|never|without|except|excluding|skip(?:ping)?|drop(?:ping)?|ignor\w+|leav\w+ out|minus|instead of|rather than|but) (?:the |any |those |all |only )*{_WEAK}\b"
    rf"|\b(?:solid|firm|strong)(?:ly)? (?:{_TIED}|match(?:es)?|links?|ties|fits?|ones?)\b|\b(?:consider|find|call|deem) (?:solid|firm|strong|sure|safe)\b"
    rf"|\b{_WEAK} (?:ones |matches |links |ties )?(?:left out|excluded|excepted|aside|apart)\b"
)
_FILED = re.compile(
    r"(?<!on )\bfil(?:e|ed|es|ing)\b(?! at\b)|\btoolkit\b[^.?!;]{0,30}?\b(?:put|puts|place[sd]?|list(?:s|ed)?|class(?:es|ed|ifies|ified)|sort(?:s|ed)?|group(?:s|ed)?|assign(?:s|ed)?)"
    r"\b[^.?!;]{0,30}?\b(?:under|to|in|into|there|here)\b"
)
_OURS = re.compile(r"\b(?:you|your|yours|yourself|yourselves|us|we|our|own|recommendations?|recs?)\b|\b[a-z]\d\b")


def link_of(text: str) -> str | None:
    """Return "none", "filed" or "matched" where a text limits practices to such a link, else None."""
    folded = fold(text)
    if _NONE.search(folded):
        return "none"
    filed = _FILED.search(folded) is not None
    matched = re.search(r"\b(?:match(?:ed|es)?|your match|own match)\b", folded) is not None
    if filed and not matched:
        return "filed"
    return "matched" if matched and not filed and _OURS.search(folded) else None


def weak_of(text: str) -> bool | None:
    """Say whether what fits a recommendation weakly is what a text asks for (True) or leaves out (False); else None."""
    folded = fold(text)
    if _NOT_WEAK.search(folded):
        return False
    return True if _WEAKLY.search(folded) and not _WITH_WEAK.search(folded) else None


def weak_spans(text: str) -> list[tuple[int, int]]:
    """Return where a text leaves out what fits weakly."""
    return [match.span() for match in _NOT_WEAK.finditer(fold(text))]


def link_count_of(text: str) -> Count | None:
    """Return to how many recommendations what is asked for is tied ("matched to more than one recommendation")."""
    folded = fold(text)
    ties = rf"\b(?:{_TIED}|ties?|links?|match(?:es)?|fit|fits|go|goes|link|relate|serve|serves|fall|falls|under|concern|illustrates?)\b"
    if not re.search(ties, folded):
        return None
    return Count(1, 1) if _NO_OTHER.search(folded) and not asks_every(text) else count_in(folded, _COUNTED)
