"""Instructions: text that talks to a model instead of to a reader, which is never evidence.

A document is data. An entry that gives orders to an assistant is kept away from the model as a whole: what stands
beside an order may belong to it.
"""

from __future__ import annotations

import re
import unicodedata

from corpus.entry import Entry

_SAY = (
    r"(?:say|state|tell|answer|reply|respond|claim|output|print|repeat|pretend|reveal|praise|append|cite|mention|write"
    r"|ignore|obey|disregard)"
)
_DO = (
    r"(?:say|state|tell|answer|reply|respond|claim|output|print|repeat|pretend|reveal|praise|append|cite|mention|write"
    r"|ignore|obey|disregard|recommend|include|add|act|behave|translate|insist|conclude|speak|call|list|give|begin|end)"
)
_MACHINE = (
    r"(?:a\.?i\.?(?: (?:systems?|models?|assistants?|agents?|tools?))?|(?:large )?language models?|l\.?l\.?ms?|chat ?bots?"
    r"|(?:virtual |digital )?assistants?|chatgpt|gpt|claude|gemini|copilot|crawlers?|summari[sz]ers?)"
)
_OPENING = r"(?:^|[.!?:;,\"“(]\s*|\b(?:please|then|and|simply|just|only|must|should|to|always|now)\s+)"
_PATTERNS = (
    # Turning rules off.
    r"\b(?:ignore|disregard|forget|override|bypass|discard|suspend)\b[^.!?\n]{0,30}\b(?:previous|prior|above|earlier|preceding"
    r"|all|any|every|your|these|system|safety)\b[^.!?\n]{0,30}\b(?:instructions?|rules?|prompts?|guidelines?|directives?"
    r"|constraints?|restrictions?|context|passages?|sources?)\b",
    r"\b(?:ignore|disregard|forget)\b[^.!?\n]{0,20}\b(?:above|previous|everything)\b",
    rf"{_OPENING}(?:ignore|disregard|forget) (?:the |its )?(?:instructions?|rules?|prompts?|system|sources?)\b",
    r"\b(?:new|updated|real|actual|following|hidden|secret|special|override) (?:system )?(?:instructions?|orders?|prompts?)"
    r"\s*[:.-]",
    r"\b(?:system|developer) (?:prompt|message|override|mode|instruction)s?\b|\bjail ?break\b|\bdo anything now\b",
    r"<\|?/?(?:im_start|im_end|system|user|assistant|endoftext)\b|\[/?(?:inst|sys|system|assistant)\]|<<sys>>"
    r"|(?:^|[.!?]\s)\W*(?:system|assistant|user)\s*:|#{2,}\s*(?:system|instruction|assistant|response)",
    # Speaking to a machine.
    r"\b(?:note|message|attention|instructions?|reminder|warning|hint|hello|dear)\b[,:]?(?: to| for| all| any| every| the)*"
    rf" {_MACHINE}\b",
    rf"\b(?:if you are|you are(?: now)?)(?: \w+){{0,3}} {_MACHINE}\b|\b(?:as|being) an? {_MACHINE}\b",
    rf"\b{_MACHINE} (?:reading|processing|summari[sz]ing|parsing|that reads?)\b",
    rf"\b{_MACHINE}(?: \w+)? (?:must|should|shall|has to|have to|is to|are to|will|please)(?: \w+)? {_SAY}\b",
    # Saying what to say.
    r"\byou (?:must|should|shall|will|have to|are to|need to|may|can|are (?:required|ordered|instructed|told) to)"
    rf"(?: \w+)? {_DO}\b|\byou are now\b|\bfrom now on\b",
    r"\b(?:in|of|to|into|with) your (?:\w+ )?(?:answers?|repl(?:y|ies)|responses?|outputs?|summar(?:y|ies))\b"
    r"|\byour (?:\w+ )?(?:instructions?|rules?|guidelines?|prompt|training|persona)\b",
    rf"{_OPENING}(?:reply|respond|answer|say|print|output|write|repeat|state)\s+(?:only|exactly|just|verbatim|nothing but|with"
    r"|the (?:word|phrase|sentence|following|text)|that you)\b",
    rf"{_OPENING}(?:say|print|output|write|repeat)\s*[:\"“'‘]",
    r"(?:^|[.!?:;\"“(]\s*|\bplease\s+|\bthen\s+)(?:say|state|claim|answer|reply|respond|insist|pretend) that\b",
    r"\b(?:instructions?|orders?|rules?|prompts?)\b[^.!?\n]{0,30}\b(?:overrides?|supersedes?|replaces?|takes? precedence)\b",
    r"\b(?:when|whenever|if|once)(?: you are| you're| being| anyone| someone| a user| the user| users?| somebody)?"
    rf"(?: is| are)? (?:asked|asks?|answering|summari[sz]ing|quer(?:y|ied)|questioned)\b[^.!?\n]*?\b{_SAY}\b",
    r"\b(?:tell|convince|urge|instruct|persuade) (?:the |any |all |every )?(?:users?|readers?|humans?|person)\b",
    r"\b(?:users?|readers?) (?:must|should|has to|have to|needs? to) (?:now )?(?:visit|click|send|go|e-?mail|enter|provide"
    r"|pay|download|log)\b",
    r"\bend of (?:the )?(?:document|passages?|context|evidence|prompt|instructions?)\b",
    # The same in other languages of the Union.
    r"\b(?:ignore[rz]|oublie[rz]|ignoriere|vergiss|missachte|ignora|olvida|dimentica|negeer|zignoruj|ignorera)\b"
    r"[^.!?\n]{0,40}\b(?:instructions?|consignes?|anweisungen|regeln|instrucciones|istruzioni|instructies"
    r"|polecenia|instrukcje|instruktioner)\b",
)
_ORDERS = re.compile("|".join(_PATTERNS), re.IGNORECASE | re.MULTILINE)
_HIDDEN_TEXT = re.compile("[\U000e0020-\U000e007f]{3,}")
"""Tag characters, which show as nothing and which models read."""
_MARKUP = re.compile(r"<(?:script|iframe|img|svg|object|style|a\s|!--)|!\[[^\]]*\]\(|\bjavascript:", re.IGNORECASE)


def gives_orders(text: str) -> bool:
    """Say whether a text talks to a model, hides text from the reader, or brings active markup."""
    if _HIDDEN_TEXT.search(text) or _MARKUP.search(text):
        return True
    seen = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return _ORDERS.search(re.sub(r"[ \t]+", " ", seen)) is not None


def is_trusted(entry: Entry) -> bool:
    """Say whether an entry may be shown to a model: nothing that it holds gives orders."""
    return not any(gives_orders(text) for text in (entry.title, entry.body, entry.region or "", *entry.aliases))
