"""Chat English: what is typed in a hurry, read as it would be written."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml

_GREETING = (
    r"(?:hey|hiya|hi|hello|yo|good (?:morning|afternoon|evening)|u[mh]+|er+m?|hm+|sorry|quick (?:q|question)|just (?:wondering|asking)"
    r"|one (?:more )?question|btw|by the way|fyi|tbh|dear (?:all|team|assistant|sir or madam))"
)
_OPENER = re.compile(rf"^(?:{_GREETING}\b(?:\s+(?:there|all|everyone|team|folks|but))*[\s,.:;!–-]*)+", re.IGNORECASE)
# "Ok. how many are there in total?": said of what came before, as a sentence of its own.
_HEARD = re.compile(
    r"^(?:(?:ok(?:ay)?|right|alright|all right|great|perfect|fine|good|super|thanks|thank you|got it|i see|understood)\s*[.!]+\s+)+(?=\S+\s+\S+\s+\S)",
    re.IGNORECASE,
)
_KINDLY = re.compile(
    r"^(?:please,? )?(?:(?:would|could|will|can) you )?(?:please )?be so (?:kind|good) (?:as )?to\s+(?=\w+ \S)",
    re.IGNORECASE,
)
_CLOSER = re.compile(
    r"[\s,.!–-]*(?:\b(?:thx|thanks(?: a lot| in advance)?|thank you|cheers|ta|pls|plz|please|or so|or something|lol|haha|tho)\b[\s,.!?]*)+$",
    re.IGNORECASE,
)
# "Which one's been around longest?", "so they're carrying it out?"
_CONTRACTED = (
    (
        re.compile(
            r"\b(it|that|this|there|who|what|which|where|how|one)['’]s (?=(?:been|got|had|gone|come|become|done|made|taken)\b)",
            re.I,
        ),
        r"\1 has ",
    ),
    (re.compile(r"\b(it|that|this|there|he|she|who|what|which|where|when|how|why)['’]s\b", re.I), r"\1 is"),
    (re.compile(r"\b(they|we|you|these|those|who)['’]re\b", re.I), r"\1 are"),
    (
        re.compile(r"(?<=\w )\b(is|are|was|were|do|does|did|has|have|had|could|should|would|must)n['’]t\b", re.I),
        r"\1 not",
    ),
)
_LEAST_LEFT = 2
"""Words that must be left of a question; "hi there" and "thanks" say what they say."""


def plain_english(text: str) -> str:
    """Return a question without greeting and thanks, with its short forms written out."""
    asking = "?" if text.rstrip().endswith("?") else ""
    bare = _KINDLY.sub("", _HEARD.sub("", _OPENER.sub("", text)))
    bare = _CLOSER.sub(asking, bare) if len(_CLOSER.sub("", bare).split()) >= _LEAST_LEFT else bare
    if len(bare.split()) < _LEAST_LEFT:
        bare = text
    bare = _pattern().sub(_written_out, bare)
    for contracted, full in _CONTRACTED:
        bare = contracted.sub(full, bare)
    return re.sub(r"\?{2,}", "?", bare).strip()


def _written_out(match: re.Match[str]) -> str:
    found = match.group()
    if len(found) <= _LEAST_LEFT and not found.islower():
        return found
    full = _short_forms()[found.lower()]
    return full[0].upper() + full[1:] if found[0].isupper() else full


@lru_cache(maxsize=1)
def _short_forms() -> dict[str, str]:
    text = files("assistant.understanding").joinpath("chat_words.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=yaml.BaseLoader))


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    forms = "|".join(re.escape(form) for form in sorted(_short_forms(), key=len, reverse=True))
    # Not inside R&D, e-mail, it's or an address.
    return re.compile(rf"(?<![\w&/@.'’-])(?:{forms})(?![\w&/@'’-])", re.IGNORECASE)
