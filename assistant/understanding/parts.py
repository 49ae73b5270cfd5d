"""Parts: the single questions inside one message, and what is said around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.understanding.followups import OPENER
from corpus.chunk import sentence_spans
from index.words import words

MOST_PARTS = 4
SHORTEST_PIECE = 4
"""Words; "and when?" and "and to what end?" belong to the clause before them."""
SHORTEST_CLAUSE = 3
"""Words; fewer make no question of their own."""
_ASKING = (
    r"(?:what|who|whom|whose|when|where|which|how|why|is|are|was|were|does|do|did|can|could|should|will|would|has|have"
    r"|tell|list|show|name|give|compare|summari[sz]e|explain|define|describe|find)"
)
_PREPOSITION = (
    r"(?:by|on|in|at|for|from|with|since|until|to|of|under|into|through|within|against|about|between|after|before)"
)
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|should|will|would|may|might|must)"
# "Since when has ...", "in which month were ..."; "on what basis" alone goes on to "... and when was it set up?".
_OPENS = re.compile(
    rf"(?:^|[:,] )(?:(?:and|but|so|also|please|ok|then|finally|secondly|first(?:ly)?)[, ]+)*"
    rf"(?:{_ASKING}\b|{_PREPOSITION} (?:what|whom|whose|when|which|how)\b.*\b{_AUXILIARY}\b)",
    re.IGNORECASE,
)
# "(automotive cluster, 80 members)"; a short bracket may be an id or belong to a name.
_ASIDE = re.compile(r"\s*\(([^()]*\s[^()]*\s[^()]*)\)")
_WORDS = re.compile(r"\w+\W+\w+")
_SPACES = re.compile(r"\s+(?=[?.!,;:])|(?<=\s)\s+")
_CLAUSE = re.compile(
    r"(?:,?\s+(?:and|but|or)(?: also)?(?: then)?|,(?: then)?)\s+(?=(?:" + _PREPOSITION + r" )?"
    r"(?:what|who|whom|when|where|which|how|why)\b|(?:is there|are there|does|did|do)\b"
    r"|(?:is|are|was|were|has|have|had|can|could|should|must|will) (?=(?:it|they|this|that|these|those)\b)|(?:can|could|should|must) (?=(?:an?|the|clusters|smes|firms|companies)\b)"
    r"|(?:is|are|was|were|has|have|had|can|could|should|must|will|would) (?-i:[A-Z])"
    r"|(?<=, and )(?:is|are|was|were|has|have|had|will|would) (?:the|an?|any|all)\b"
    r"|whether there (?:is|are)\b"
    r"|(?:please )?(?:tell|explain|define|describe|say|show|list|name|give)\b)",
    re.IGNORECASE,
)
# "When people speak of clusters, what do they mean?": the first clause says when, it does not ask when.
_SUBORDINATE = re.compile(
    r"^(?:when|where|while|if|as|since|because|although|whatever|given)\b"
    rf"(?!\s+(?:{_AUXILIARY}|when|what|which)\b)",
    re.IGNORECASE,
)


# "... and what schemes exist?" and "... and what about skills?" are short and ask for something else all the same.
_ASKS_ANEW = re.compile(
    r"\b(?:practices|examples|cases|projects|programmes|programs|initiatives|schemes|recommendations)\b"
    r"|^(?:what|how) about (?!(?:it|this|that|them|these|those|him|her|us|me)\b)\w+",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"\b(?:the|these|those) two\b|\b(?:each|both)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """What a reader sent: its single questions, and what was said around them."""

    parts: tuple[str, ...]
    """At most MOST_PARTS, in order; the whole text where it asks one thing."""
    setting: str = ""
    """Sentences and asides that ask nothing: who is speaking, what was said before."""


def split_message(text: str) -> Message:
    """Part the questions of a message from what is said around them."""
    message = _split(text)
    return replace(message, parts=tuple(map(_asked_straight, message.parts)))


# "Tell me which recommendation uses it" asks which one does.
_TELL_ME = re.compile(
    r"^(?:please )?(?:(?:can|could|would) you )?(?:please )?(?:tell|show)(?: me| us),? (which|who)\b(?! (?:of|ones?)\b)",
    re.IGNORECASE,
)


def _asked_straight(part: str) -> str:
    asked = _TELL_ME.sub(lambda match: match[1].capitalize(), part)
    return part if asked == part else f"{asked.rstrip(' .!?')}?"


# Items set off by a letter or number: what the report advises on "(a) small firms, (b) retraining".
_LETTER = re.compile(r"[,;]?\s*(?:\band\s+)?\(?(?<![\w.])(?P<mark>[a-f]|[1-6]|i{1,3}|iv|v)\)\s+", re.IGNORECASE)
_FIRST_LETTERS = ("a", "1", "i")


def _lettered(text: str) -> list[str]:
    """Cut items that are lettered or numbered off, each with the words before the first; empty where there are none."""
    marks = list(_LETTER.finditer(text))
    if len(marks) < 2 or marks[0]["mark"].lower() not in _FIRST_LETTERS:
        return []
    sentences = [text[start:end] for start, end in sentence_spans(text[: marks[0].start()].rstrip(" :"))]
    before = sentences[-1] if sentences else ""
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    items = [text[mark.end() : end].strip(" ,;.?!") for mark, end in zip(marks, ends, strict=True)]
    return [f"{item}?" if _OPENS.match(item) else f"{before} {item}?" for item in items if item]


def _split(text: str) -> Message:
    if items := _lettered(text):
        return Message(tuple(items[:MOST_PARTS]))
    plain = _ASIDE.sub(" ", text)
    asides = [match.group(1) for match in _ASIDE.finditer(text)] if _WORDS.search(plain) else []
    plain = _SPACES.sub("", plain).strip() if asides else text
    plain, announced = _announced(plain)
    cut = r";|(?<=\?)\s" if announced else ";"
    pieces = [piece for start, end in sentence_spans(plain) for piece in re.split(cut, plain[start:end])]
    sentences = [piece.strip() for piece in pieces if piece.strip(" ?.!;")]
    if announced:
        asking = [s for s in sentences if not announced.heading or s.endswith("?") or _OPENS.match(s)]
        parts = [announced.of(item) for sentence in asking for item in _items(sentence)]
        return Message(tuple(parts[:MOST_PARTS]), " ".join([*(s for s in sentences if s not in asking), *asides]))
    sentences = _with_commands(sentences)
    asking = [s for s in sentences if s.endswith("?") or _OPENS.match(s)]
    said = [s for s in sentences if s not in asking and OPENER.sub("", s)] if asking else []  # "Ok." says nothing
    setting = " ".join([*said, *asides])
    if not asking:
        return Message((plain,), setting)
    parts = [part for sentence in asking for clause in _clauses(sentence) for part in _coordinated(clause)]
    if len(parts) == 1 and len(sentences) == 1:
        return Message((plain,), setting)
    return Message(tuple(parts[:MOST_PARTS]), setting)


# "Where is the match only a weak one? List all.": what only asks for a list goes with the question before it.
_LIST_ALL = re.compile(
    r"^(?:(?:please|and|now|just|can you|could you) )*(?:list|name|show|enumerate|give)\b(?: (?:me|us|all|each|every one|everything))*(?:,? please)?[.!? ]*$",
    re.IGNORECASE,
)


def _with_commands(sentences: list[str]) -> list[str]:
    """Join what only asks for a list to the question before it."""
    joined: list[str] = []
    for sentence in sentences:
        if joined and joined[-1].endswith("?") and _LIST_ALL.match(sentence):
            joined[-1] += f" {sentence}"
        else:
            joined.append(sentence)
    return joined


# "Two things: ...", "I need three facts on Peru: ..."; and "digital innovation hub: definition? how many in Portugal?"
_ANNOUNCED = re.compile(
    r"^(?:[^:?.!]*\b(?:two|three|four|2|3|4|several|some|a few) (?:\w+ )?(?:things|facts|questions|points|figures|items)\b(?: ((?:on|about|in)\b[^:?.!]*))?[^:?.!]*"
    rf"|(?!{_ASKING}\b)((?:[\w’'-]+ ){{0,5}}[\w’'-]+)):\s+(?=\S)",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"(?:for|before) (?:tomorrow|today|later|now|my|our|a|an|the|this|next)\b|(?:quick|short|last|one|another|session|first|next)\b.*\b(?:question|thing|one|check|intro|note|point)\b"
    r"|\w+ (?:intro|check|note)$",
    re.IGNORECASE,
)
_ITEM = re.compile(r",?\s+(?:and|then|and then)\s+(?:also )?|,\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Announced:
    """What is said of several questions before them, and goes with each."""

    heading: str = ""
    about: str = ""

    def of(self, item: str) -> str:
        """Return one of the questions with what was announced."""
        about = f" {self.about}{item[-1:]}" if self.about else item[-1:]
        return f"{self.heading}{item[:-1]}{about}"


def _announced(text: str) -> tuple[str, _Announced | None]:
    """Take the announcement from a message of several questions; a heading alone announces only before several."""
    match = _ANNOUNCED.match(text)
    if match is None or (match[2] and (_asked_behind(text[match.end() :]) < 2 or not text[match.end()].islower())):
        return text, None
    idle = match[2] is None or _PURPOSE.match(match[2])  # "For tomorrow: ..." asks of no morrow
    heading = "" if idle else f"{match[2].strip()}: "
    return text[match.end() :], _Announced(heading, (match[1] or "").strip())


def _asked_behind(text: str) -> int:
    """How many questions stand behind a heading, with or without a mark of their own."""
    return max(text.count("?"), len(_clauses(text)) if _OPENS.match(text) else 0)


def _items(sentence: str) -> list[str]:
    """Cut what was announced as several things, where each may be a noun alone ("the grant in Peru, and who runs it")."""
    clauses = _clauses(sentence)
    if len(clauses) > 1 or not (cut := _ITEM.search(sentence)):
        return clauses
    first, second = sentence[: cut.start()], sentence[cut.end() :]
    return (
        [_ended(first), _ended(second)] if min(len(first.split()), len(second.split())) >= SHORTEST_CLAUSE else clauses
    )


_COORDINATED = re.compile(
    r"^(.*?)\b(on|about|for|from|with|of|regarding)\s+(.+?),?\s+and(?: also)?\s+\2\s+(.+?)([?.!]*)$", re.IGNORECASE
)


_DATE = re.compile(r"(?:the (?:years?|period) |years? )?(?:19|20)\d\d\b")


def _coordinated(clause: str) -> list[str]:
    """Cut "What is said on X and on Y?" into two questions that begin alike."""
    match = _COORDINATED.match(clause)
    # "From Spain and from 2020" asks for one list.
    if match is None or not _OPENS.search(clause) or _DATE.match(match[4]):
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
    # "Partnerships between sectors and countries" are of both.
    if match is None or _OPENS.match(match[3]) or re.search(r"\b(?:between|both|among)\b", match[2], re.IGNORECASE):
        return ()
    before, first, second, end = match.groups()
    return (f"{before} {first}{end or '?'}", f"{before} {second}{end or '?'}")


def _clauses(sentence: str) -> list[str]:
    """Cut "When was it founded and who runs it?", but not "When and where was it founded?".

    What is asked of two things together ("which of the two is older, and who runs each?") stays one question.
    """
    if _TOGETHER.search(sentence):
        return [sentence]
    clauses: list[str] = []
    opens = False  # whether the last clause began as a question of its own
    cuts = [match.span() for match in _CLAUSE.finditer(sentence)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(sentence)]
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        piece = sentence[start:end].strip(" ,")
        between = sentence[cuts[at - 1][0] : start] if at else ""  # what joins it to the clause before, as it was said
        short = _goes_on(piece, between) or (
            len(piece.split()) < SHORTEST_PIECE and not (_ASKS_ANEW.search(piece) or _asks_alone(piece, between))
        )
        if clauses and _SUBORDINATE.match(clauses[-1]):
            clauses[-1] += f", {piece}"
        elif clauses and (short or _is_short(clauses[-1]) or not opens):
            clauses[-1] += f"{between}{piece}"
            opens = opens or _OPENS.search(clauses[-1]) is not None  # "In the pandemic, how many ..."
        elif piece:
            clauses.append(piece)
            opens = _OPENS.search(piece) is not None
    asked = [_WHETHER.sub(lambda match: f"{match[1]} there", clause) for clause in clauses]
    return [_ended(_WHAT_ON.sub(r"\1 is there ", clause)) for clause in asked]


# "... and whether there is some example of it in Norway."
_WHETHER = re.compile(r"^whether there (is|are)\b", re.IGNORECASE)
# "... and what on going digital?"
_WHAT_ON = re.compile(r"^(what) (?=(?:on|for|regarding)\b)", re.IGNORECASE)


# "What led up to it, which earlier forum or decisions?" asks the same once more, in part.
_ALTERNATIVES = re.compile(
    rf"^(?:which|what) (?!.*\b{_AUXILIARY}\b)(?:[\w’'-]+ ){{1,4}}or (?:[\w’'-]+ ?){{1,4}}\W*$", re.IGNORECASE
)


def _goes_on(piece: str, between: str) -> bool:
    return between.strip() == "," and _ALTERNATIVES.match(piece) is not None


_QUESTION_WORD = re.compile(r"(?:what|who|which|how)\b", re.IGNORECASE)


def _asks_alone(piece: str, between: str) -> bool:
    """Say whether a question word stands with something of its own to ask: "and who chairs it", "and how many applied".

    Behind a comma alone it asks the same once more: "why is it a caution, what went wrong?".
    """
    told = list(words(piece))
    return between.strip() != "," and (
        len(told) == SHORTEST_CLAUSE
        and _QUESTION_WORD.match(piece) is not None
        and not all(w.is_function for w in told[1:])
    )


def _is_short(clause: str) -> bool:
    return len(clause.split()) < SHORTEST_CLAUSE - bool(_REQUEST.match(clause))


def _ended(clause: str) -> str:
    """End a clause with a mark: "define shared value." and "who runs it?"."""
    return clause if clause.endswith(("?", "!", ".")) else clause + ("." if _REQUEST.match(clause) else "?")


_REQUEST = re.compile(
    r"(?:please )?(?:tell|list|show|name|give|compare|summari[sz]e|explain|define|describe|find|say)\b", re.IGNORECASE
)
_COMPARING = re.compile(
    r"\bwhat (?:sets|tells)\b|\bapart\b|^(?:(?:please|can you|could you) )*(?:compare|contrast)\b|\b(?:what(?:'s| is| are) )?the (?:differences?|similarit(?:y|ies)) between\b"
    r"|\bhow (?:do|does|is|are)\b|\balike\b|\bside by side\b|\bput\b|\bwhat distinguishes\b|\bis\b(?=.*\bthan\b)|\bcompared?\b|\bdiffer(?:s|ent)?\b|\bin common\b",
    re.IGNORECASE,
)
# What stands between two things that are compared, the surest first.
_BETWEEN = tuple(
    re.compile(rf"\s+(?:{between})\s+", re.IGNORECASE)
    for between in ("versus|vs\\.?|compared (?:with|to)|as opposed to|against", "than", "and", "or", "from|with|to")
)
# "How does it differ from the first wave, in size and in themes?": of the sizes and themes nothing is set side by side.
_DIFFERS = re.compile(r"\bdiffer(?:s|ed|ent)?\b[^,;:?]*\bfrom\b", re.IGNORECASE)
_SEGMENT = re.compile(r"\s*[:;–?.]\s+|\s*,\s+")


_THING = re.compile(r"^(?!(?:one another|each other|the other|another)$).*\w{3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pair:
    """The two things that a comparison names, and what is said besides."""

    one: str
    other: str
    besides: str

    def __contains__(self, phrase: str) -> bool:
        return phrase in self.one or phrase in self.other


def compared(text: str) -> Pair | None:
    """Return the two things that a comparison names ("Arena versus NCE: what is the difference?"), or None."""
    segments = [segment for segment in _SEGMENT.split(text.rstrip(" ?.!")) if segment]
    for between in (_BETWEEN[-1], *_BETWEEN) if _DIFFERS.search(text) else _BETWEEN:
        for at, segment in enumerate(segments):
            bare = _COMPARING.sub(" ", segment)
            halves = [half.strip() for half in between.split(bare, maxsplit=1)]
            if len(halves) == 2 and all(_THING.search(half) for half in halves):
                return Pair(halves[0], halves[1], " ".join(s for n, s in enumerate(segments) if n != at))
    return None
