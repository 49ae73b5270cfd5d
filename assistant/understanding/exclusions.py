"""Exclusions: the stretches of a question that say what is not meant ("apart from Denmark", "nothing local")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NOUN = (
    r"(?:the |those |any |all |of |from |in |at |about |on |with |what is |that are |which are |that names? |ones? )*"
)
# What is meant goes on behind a verb or a question word: "besides Germany which countries ...".
_STOP = (
    r"(?=\s*(?:[.;:?!()]|,? ?(?:please|thanks|thank you)\b|$)"
    r"|(?<!ones)\s+at (?:the )?[\w-]+ level\b"
    r"|,?\s+(?:but|yet|which|what|who|where|when|how|is|are|do|does|did|can|could|give|show|list|name|tell|has|have|had|come|comes|i|we"
    r"|you|there|concern|deal|deals|run|ran|started|began)\b)"
)
UNRELATED = r"(?:nothing to do with|unrelated to|not related to|no (?:link|connection|relation) (?:to|with))"
"""Pattern of what says that two things are not connected."""
_PHRASE = rf"(?P<{{}}>\S.*?){_STOP}"
_BEFORE = (
    rf"\b(?:apart from|aside from|except(?:ing)?(?: for)?|with the exception of|exclud(?:e|es|ing)|exclusive of|other than|besides"
    rf"|not counting|not including|not considering|leaving (?:out|aside)|setting aside|leave (?:out|aside)|save for|minus|without"
    rf"|ignor(?:e|es|ing)|skip(?:ping)?|omit(?:ting)?|disregard(?:ing)?|but (?:not|no|without|never)|(?:and |or )?not(?! (?:only|just|merely|yet|to|tied|linked|filed|matched|(?:\w+ )?(?:before|earlier than|prior to|older than|after|later than) (?:19|20)))"
    rf"|(?:(?:but|and|that|which) )*(?:(?:have|has|had|having|is|are|with) )*{UNRELATED}(?![\w ]* recommendations?\b)"
    rf"|no(?= [\w-]+ ones\b)|nothing(?! but\b)(?: that is)?|none(?: of(?: the)?| from| at| in)|neither|nor|outside(?: of)?) "
    rf"{_NOUN}{_PHRASE.format('before')}"
)
_AROUND = (
    r"\b(?:leave|leaving|set|setting|put|putting|take|taking) (?P<around>(?:[\w’'-]+ ){1,5}?)(?:aside|out|apart|away)\b"
)
_BEHIND = r"(?:^|[,(] ?|\bwith )(?!(?:leav|set|put|tak)(?:e|ing|ting)? )(?P<behind>(?:[\w’'-]+ ){1,4}?)(?:(?:aside|apart)(?! from)|excluded|excepted|not included|not counted|(?:left|set|put) (?:out|aside))\b"
_DENIED = r"\b(?:where|in which|for which|to which) (?P<denied>(?:[\w’'-]+ ){1,4}?)(?:is|are|was|were)(?: not|n't) (?:among|one of|named|addressed|mentioned|listed|meant)\b[^.?!;:]*"
_PREFIX = r"\bnon-(?P<prefix>[\w-]+)"
_EXCLUDING = re.compile(f"{_DENIED}|{_BEFORE}|{_AROUND}|{_BEHIND}|{_PREFIX}")
# "Rather than" sets what is meant against its opposite, and limits it no further.
_CONTRASTING = re.compile(
    rf"\b(?:rather than|instead of|as opposed to|in place of) {_NOUN}{_PHRASE.format('contrast')}"
)
# Cues that always leave something out, be it a place or a topic; "no", "without" and "outside" say many other things.
_OUTRIGHT = re.compile(
    r"^(?:apart|aside|except|with the exception|exclud|exclusive|other than|besides|not (?:counting|including|considering)|(?:but |and )?not (?:the |those |any |ones? )*(?:about|on|for|with)\b"
    rf"|leav|save for|ignor|skip|omit|disregard|.*{UNRELATED})"
)
# "Every practice but the Spanish ones"; any other "but" goes on with something else.
_ALL_BUT = re.compile(
    rf"\b(?:all|every\w*|any\w*|each)(?: [\w-]+){{0,3}} (?P<cue>but (?!not\b|no\b|without\b|never\b))"
    rf"{_NOUN}{_PHRASE.format('all_but')}"
)
_ITEM = re.compile(
    r"\s*(?:,|/|&|\band\b|\bor\b|\bnor\b|\bas well as\b)\s*(?:(?:and|or|nor|not|the|also|those|from)\s+)*"
)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A stretch of a text that says what is not meant, and its items ("Denmark", "Sweden") with their places."""

    start: int
    end: int
    items: tuple[tuple[int, int], ...]
    outright: bool
    """True where the wording leaves something out whatever it is, and not only a place, a year or a level."""
    outside: bool = False
    """True for "outside" and "non-", which ask for other places and not for what has none."""
    contrast: bool = False
    """True for "rather than": an opposite of what is meant."""
    denied: bool = False
    """True for "where clusters are not named", which may say whom a recommendation does not address."""


def exclusions_in(lowered: str) -> Iterator[Exclusion]:
    """Yield the stretches of a lower-case text that say what is not meant, as far as their wording tells."""
    for pattern in (_EXCLUDING, _ALL_BUT, _CONTRASTING):
        for match in pattern.finditer(lowered):
            group = next(name for name, phrase in match.groupdict().items() if phrase and name != "cue")
            start = match.start("cue") if pattern is _ALL_BUT else match.start()
            yield Exclusion(
                start,
                match.end(),
                items=tuple(_items(lowered, *match.span(group))),
                outright=pattern is not _EXCLUDING or _OUTRIGHT.match(match.group()) is not None,
                outside=match.group().startswith(("outside", "non-")),
                contrast=pattern is _CONTRASTING,
                denied=group == "denied",
            )


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for cut in _ITEM.finditer(text, start, end):
        if cut.start() > at:
            yield at, cut.start()
        at = cut.end()
    if at < end:
        yield at, end
