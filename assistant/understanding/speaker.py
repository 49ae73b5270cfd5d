"""Speaker: what readers say of themselves before they ask, which tells who asks and not what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ROLE = (
    r"(?:work(?:ing|ed)?|living|live|come|manage|managing|run|running|lead|leading|head|heading|advise|advising|represent|representing|teach|teaching"
    r"|sit|own|coordinate|coordinating|direct|directing|chair|chairing|train|support|supporting|consult|consulting|serve|preparing|writing|drafting|doing|studying|study|visiting|visit|planning|plan|organi[sz]ing)"
)
_WHO = (
    rf"(?:(?:i|we) (?:(?:currently|mostly|also|just) )?{_ROLE}\b|(?:i['’]m|we['’]re|i am|we are) (?:{_ROLE}\b|an?\b|the\b|one of\b|from\b|with\b|at\b"
    r"|based\b|located\b|in charge of\b|responsible for\b|part of\b|new (?:to|at|in)\b|(?:\w+ly )?(?:little|small|big|large)\b)"
    r"|(?:as|being|speaking as) (?:an?|the|one of)\b)"
)
# It ends where the sentence goes on to something else; what is told of the employer goes with it.
_END = (
    r"(?=\s*[;:–—]\s|,\s(?!(?:who|which|where|that|whose)\s)|[.!]\s|\s+-\s|,?\s+(?:and|but|so)\s+(?:(?:[\w’'-]+\s+){0,5}?(?:i|we|our|my|i['’]d)\b"
    r"|please|list|show|tell|give|name|would|want|need|have|should|am|are|what|which|who|how|when|where|is|are|does|do|did|can|could)\b)"
)
_OF_ONESELF = re.compile(rf"^{_WHO}[^;:.!?]*?{_END}", re.IGNORECASE)
_JOINT = re.compile(r"^\s*(?:[;:,.!–—-]\s*)?(?:(?:and|but|so)\s+)?", re.IGNORECASE)
_FRAME = re.compile(
    r"^.*?\b(?:should|would|['’]d) (?:\w+ )?(?:like|love|be (?:\w+ )?(?:glad|happy|pleased|grateful|interested|curious)|appreciate)\b[^;:.!?]{0,30}?"
    r"\b(?:know|knowing|learn|learning|hear|hearing|understand|find out|see|tell (?:me|us)|explain(?: to (?:me|us))?)\s+"
    r"(?=(?:(?:by|on|in|at|for|from|with|since|until|to|of|under) )?(?:what|who|whom|whose|when|where|which|how|why|whether)\b)",
    re.IGNORECASE,
)
_LEAST_LEFT = 4
"""Words that must be left of a question without what was said of its reader."""


def without_speaker(text: str) -> Iterator[str]:
    """Yield what a message asks without what its reader says of himself, the longer reading first; nothing where that is all.

    "I work for a bank in Galicia; what is cascade funding?" leaves the question. What follows "I should like to know" is
    the shorter reading.
    """
    match = _OF_ONESELF.match(text)
    if match is not None:
        rest = text[match.end() :]
        joint = _JOINT.match(rest)
        yield from _left(rest[joint.end() if joint else 0 :])
    if frame := _FRAME.match(text):
        yield from _left(text[frame.end() :])


def _left(rest: str) -> Iterator[str]:
    rest = rest.strip()
    if len(rest.split()) >= _LEAST_LEFT:
        yield rest[0].upper() + rest[1:]
