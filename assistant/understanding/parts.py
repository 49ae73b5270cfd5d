"""Parts: the single questions inside one message, and what is said around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.chunk import sentence_spans

MOST_PARTS = 4
SHORTEST_PIECE = 4
"""Words; "and when?" and "and to what end?" belong to the clause before them."""
SHORTEST_CLAUSE = 3
"""Words; fewer make no question of their own."""
_ASKING = (
    r"(?:what|who|whom|whose|when|where|which|how|why|is|are|was|were|does|do|did|can|could|should|will|would|has|have"
    r"|tell|list|show|name|give|compare|summari[sz]e|explain|define|describe|find)"
)
_OPENS = re.compile(
    rf"(?:^|[:,] )(?:(?:and|but|so|also|please|ok|then|finally|secondly|first(?:ly)?)[, ]+)*{_ASKING}\b", re.IGNORECASE
)
# "(automotive cluster, 80 members)"; a short bracket may be an id or belong to a name.
_ASIDE = re.compile(r"\s*\(([^()]*\s[^()]*\s[^()]*)\)")
_WORDS = re.compile(r"\w+\W+\w+")
_SPACES = re.compile(r"\s+(?=[?.!,;:])|(?<=\s)\s+")
_CLAUSE = re.compile(
    r"(?:,?\s+(?:and|but|or)(?: also)?|,)\s+(?=(?:(?:by|on|in|at|for|from|with|since|until|to|of|under) )?"
    r"(?:what|who|whom|when|where|which|how|why)\b|(?:is there|are there|does|did|do)\b)",
    re.IGNORECASE,
)
# "When people speak of clusters, what do they mean?": the first clause says when, it does not ask when.
_SUBORDINATE = re.compile(
    r"^(?:when|where|while|if|as|since|because|although|whatever|given)\b"
    r"(?!\s+(?:is|are|was|were|do|does|did|has|have|had|can|could|should|will|would|may|must)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Message:
    """What a reader sent: its single questions, and what was said around them."""

    parts: tuple[str, ...]
    """At most MOST_PARTS, in order; the whole text where it asks one thing."""
    setting: str = ""
    """Sentences and asides that ask nothing: who is speaking, what was said before."""


def split_message(text: str) -> Message:
    """Part the questions of a message from what is said around them."""
    plain = _ASIDE.sub(" ", text)
    asides = [match.group(1) for match in _ASIDE.finditer(text)] if _WORDS.search(plain) else []
    plain = _SPACES.sub("", plain).strip() if asides else text
    pieces = [piece for start, end in sentence_spans(plain) for piece in plain[start:end].split(";")]
    sentences = [piece.strip() for piece in pieces if piece.strip(" ?.!;")]
    asking = [s for s in sentences if s.endswith("?") or _OPENS.match(s)]
    said = [s for s in sentences if s not in asking] if asking else []
    setting = " ".join([*said, *asides])
    if not asking:
        return Message((plain,), setting)
    parts = [part for sentence in asking for clause in _clauses(sentence) for part in _coordinated(clause)]
    if len(parts) == 1 and len(sentences) == 1:
        return Message((plain,), setting)
    return Message(tuple(parts[:MOST_PARTS]), setting)


_COORDINATED = re.compile(
    r"^(.*?)\b(on|about|for|from|with|of|regarding)\s+(.+?),?\s+and(?: also)?\s+\2\s+(.+?)([?.!]*)$", re.IGNORECASE
)


def _coordinated(clause: str) -> list[str]:
    """Cut "What is said on X and on Y?" into two questions that begin alike."""
    match = _COORDINATED.match(clause)
    if match is None or not _OPENS.search(clause):
        return [clause]
    before, preposition, first, second, end = match.groups()
    return [f"{before}{preposition} {first}{end or '?'}", f"{before}{preposition} {second}{end or '?'}"]


_CONJUNCTS = re.compile(
    r"^(.*?\b(?:about|on|for|with|from|regarding|covers?|covered|mentions?|mentioned|includes?|addresse?s?|recommends?))\s+"
    r"((?:[\w'’-]+\s+){0,3}[\w'’-]+)\s+(?:and|or)\s+((?:[\w'’-]+\s+){0,3}[\w'’-]+)([?.!]*)$",
    re.IGNORECASE,
)


def conjuncts(part: str) -> tuple[str, ...]:
    """Cut "Does it cover social innovation and animal welfare?" into one question for each; empty where there is one."""
    match = _CONJUNCTS.match(part)
    if match is None or _OPENS.match(match[3]):
        return ()
    before, first, second, end = match.groups()
    return (f"{before} {first}{end or '?'}", f"{before} {second}{end or '?'}")


def _clauses(sentence: str) -> list[str]:
    """Cut "When was it founded and who runs it?", but not "When and where was it founded?"."""
    clauses: list[str] = []
    for piece in _CLAUSE.split(sentence):
        piece = piece.strip(" ,")
        short = len(piece.split()) < SHORTEST_PIECE
        if clauses and _SUBORDINATE.match(clauses[-1]):
            clauses[-1] += f", {piece}"
        elif clauses and (short or len(clauses[-1].split()) < SHORTEST_CLAUSE or not _OPENS.search(clauses[-1])):
            clauses[-1] += f" and {piece}"
        elif piece:
            clauses.append(piece)
    return [clause if clause.endswith(("?", "!", ".")) else f"{clause}?" for clause in clauses]


_COMPARING = re.compile(
    r"\bwhat (?:sets|tells)\b|\bapart\b|^(?:(?:please|can you|could you) )*(?:compare|contrast)\b|\b(?:what(?:'s| is| are) )?the (?:differences?|similarit(?:y|ies)) between\b"
    r"|\bhow (?:do|does|is|are)\b|\balike\b|\bside by side\b|\bput\b|\bwhat distinguishes\b|\bis\b(?=.*\bthan\b)|\bcompared?\b|\bdiffer(?:s|ent)?\b|\bin common\b",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"\s+(?:with|and|versus|vs\.?|or|than|from|to)\s+|\s*[:,–]\s*", re.IGNORECASE)


def compared(text: str) -> tuple[str, ...]:
    """Return the two things that a comparison names; empty where it does not name two."""
    rest = _COMPARING.sub(" ", text.rstrip(" ?.!"))
    halves = [half.strip() for half in _VERSUS.split(rest) if re.search(r"\w{3}", half)]
    return (halves[0], halves[1]) if len(halves) == 2 else ()
