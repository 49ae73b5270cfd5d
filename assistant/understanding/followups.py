"""Follow-ups: the wording by which a short question points back to what was said before."""

from __future__ import annotations

import re

from corpus.entry import Kind

OPENER = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|also|then|now|well|thanks|thank you|great|good|fine|yes|right|hm+|please)\b[,.! ]*)+",
    re.I,
)
CORRECTION = re.compile(
    r"^(?:(?:no|nope|sorry|actually|wait|oops|my mistake|typo|i mistyped|i mis-?typed)\b[,.:! ]*)+"
    r"(?:i (?:meant|mean)\b|not that\b|rather\b)?[,: ]*|^i (?:meant|mean)\b[,: ]*",
    re.I,
)
ABOUT = re.compile(
    r"^(?:what|how) about\b\s*|^(?:the )?same (?:question )?(?:for|with|but (?:for|in|from))\b\s*"
    r"|^and (?:what |how )?(?:about|for|on|with)\b\s*|^(?:for|on)\b(?!\s+(?:how|what|which|whom)\b)\s*",
    re.I,
)
MORE = re.compile(
    r"^(?:(?:can|could|would) you )?(?:please )?(?:tell me (?:some )?more|say more|more|more details?|go on|continue|carry on"
    r"|elaborate|expand|what else|anything else|in more detail|more about (?:it|this|that|them)|explain (?:it |this |that )?more"
    r"|tell me more about (?:it|this|that|them)|give me (?:more )?details?|details?|and then)\b[?.! ]*(?:please)?[?.! ]*$",
    re.I,
)
NUMBERS = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
    r"|last|final|middle|\d{1,2}(?:st|nd|rd|th))"
)
ITEM = (
    r"(?:one|recommendation|practice|example|item|project|programme|program|entry|point|term"
    r"|(?:one )?(?:of|in|from|on) (?:them|these|those|the list|that list|your list))"
)
# "the second one", "the fourth of them", "and the third?"; not "when did they first meet" or "the first to sign".
ORDINAL_PHRASE = re.compile(
    rf"\b(?:the |number )?{NUMBERS} {ITEM}\b"
    rf"|\bthe (?:{NUMBERS}|former|latter)(?=\s*(?:[?.!,;:]|$|(?:and|or|in (?:more )?detail|please|has|have|had|exist|existed|there|is|was|say|says|do|does|did|about|mean|means)\b))"
    rf"|^{NUMBERS}(?=\s*[?.!]*$)",
    re.I,
)
ITEM_NUMBER = re.compile(
    r"(?:^|\b(?:the )?(?:number|nr|no|num)\b\.? ?|#)\s*(\d{1,2})\b(?=\s*(?:[?.!,;:]|$|(?:and|say|says|is|mean|means|about)\b))",
    re.I,
)
LIMITED_ONE = re.compile(
    r"\b(?:the|that|this)\s+((?:[\w’'-]+\s+){1,3})(?:one|practice|example|project|programme|program|cluster|initiative|scheme)s?\b"
    r"|\bthe one (?:(?:from|in|of|for)\b|that\b|which\b)([^?.!,;:]+)",
    re.I,
)
PLURAL_ONES = re.compile(
    r"\b(?:ones|practices|examples|projects|programmes|programs|clusters|initiatives|schemes)$", re.I
)
LIST_THEM = re.compile(
    r"^(?:and |also |please )*(?:(?:name|list|show|give me|tell me|enumerate) (?:me )?(?:them|those|these)(?: all)?(?:,? (?:too|as well|please))*"
    r"|which(?: ones)?(?: are (?:they|these|those))?|what are they)[.!? ]*$",
    re.I,
)
NEGATED_ONE = re.compile(r"^not\s+the\s+[\w’'-]+(?:\s+[\w’'-]+)?\s+one\b[,;.: ]*", re.I)
BACK_TO = re.compile(
    r"^(?:(?:let'?s|let us|can we|could we) )?(?:go |going |come )?(?:back|return(?:ing)?|once more|once again|again) to "
    r"(?:the (?:case|matter|question) of )?(.+?)\s*[:,;.–-]\s*(.+)$",
    re.I,
)
ALTOGETHER = re.compile(
    r"^(?:and )?(?:in total|in all|altogether|all together|overall|all in all|in sum)\b[?.! ]*$", re.I
)
COUNT_THEM = re.compile(
    r"^(?:and |so )?how many(?: of (?:them|these|those))?(?: (?:is|are|were|does|do|did) (?:there|they|these|those|that|it|you (?:have|hold)|we have))?"
    r"(?: (?:in total|in all|altogether|all together))?[?.! ]*$",
    re.I,
)
APPENDED = re.compile(r"^(?:in|per|by|at|with|without|since|before|after|during)\b", re.I)
PARTS = re.compile(r"\b(?:parts|pillars|themes|headings|chapters|sections)\b", re.I)
FIRST_TWO = re.compile(r"\b(?:the )?(?:first|last) (two|three)(?: of them| ones)?\b", re.I)
BOTH = re.compile(r"\bboth(?: of (?:them|these|those))?\b|\bthe two(?: of them)?\b", re.I)
OTHERS = re.compile(
    r"\b(?:the )?(?:others|other ones|rest|remaining ones|other (?:two|three|four))\b"
    r"|\bthe other(?: one)?\b(?=\s*(?:[?.!,;:]|$|(?:is|was|do|does|did|about)\b))",
    re.I,
)
AMONG = re.compile(
    r"\b(?:which|any|some|how many|one|ones|all|none) (?:one )?of (?:them|these|those|the (?:two|three|four))\b"
    r"|\bamong (?:them|these|those)\b|^which (?:ones?|two|three)\b",
    re.I,
)
OLDEST = re.compile(
    r"^(?:and |so )?(?:which|what)(?: one)?(?: of (?:them|these|those))? is the (oldest|earliest|newest|latest|most recent)(?: one)?[?.! ]*$",
    re.I,
)
NEXT = re.compile(
    r"^(?:the |and (?:the )?|what(?:'s| is| comes) )?(next|following|previous|preceding)(?: (?:one|recommendation|practice|item|entry))?(?: (?:in|on) (?:the|that|this|your) list)?[?.! ]*(?:please)?[?.! ]*$",
    re.I,
)
SINGULAR = re.compile(r"\b(?:it|its|they|their|he|she|him|her)\b", re.I)
# "Is there an example in Austria?" means one of what was talked about; "are there any practices from Norway?" does not.
ANY_EXAMPLES = re.compile(
    r"^(?:is|are|was|were) there (?:an?|any|some) (?:\w+ )?(?:examples?|cases?|instances?)\b"
    r"|^do (?:you|we) (?:have|know|hold) (?:an?|any|some) (?:\w+ )?(?:examples?|cases?|instances?)\b",
    re.I,
)
GENERIC = (
    r"(?:recommendation|practice|example|programme|program|project|initiative|scheme|policy|plan|fund|facility|cluster"
    r"|network|partnership|term|concept|one|organisation|organization|body|group|meeting|paper|study|act|call|event|platform)"
)
DEFINITE = re.compile(
    rf"\b(?:this|that|the|the same|said)\s+(?:same\s+)?{GENERIC}\b(?!\s+(?:of|for|on|in|from|about|that|which|between)\b)",
    re.I,
)
POSSESSIVE = re.compile(r"\b(?:its|their|his|her)\b", re.I)
PERSONAL = re.compile(
    r"\b(?:it|they|them|these|those|he|she|him)\b"
    r"(?!\s+(?:is |'s )?(?:true|possible|clear|known|likely|report|recommendations|practices|two|three))"
    r"(?!'s (?:true|possible|clear))",
    re.I,
)
BARE_THAT = re.compile(
    r"\b(?:this|that)\b(?=\s*(?:[?.!,]|$|(?:start|begin|began|happen|work|mean|come|came|end|cost|run|take|exist|help|apply|do|done"
    r"|say|involve|include|differ|relate|compare)\b))",
    re.I,
)
ONLY_WH = re.compile(
    r"^(?:so |and )?(who|when|where|why|how many|how much|since when|by whom|which year|how long"
    r"|(?:in |from )?(?:which|what) (?:country|countries|region|regions))\b[?!. ]*$",
    re.I,
)
WH_FORMS = {
    "who": "Who is behind {}?",
    "by whom": "Who is behind {}?",
    "when": "When was {}?",
    "since when": "Since when is {}?",
    "which year": "Which year was {}?",
    "where": "Where is {}?",
    "why": "Why {}?",
    "how many": "How many does {} have?",
    "how much": "How much money does {} have?",
    "how long": "How long is {}?",
}
PLURAL: dict[Kind, str] = {
    "recommendation": "recommendations",
    "practice": "practices",
    "term": "terms",
    "background": "facts",
}
ASKS_EXAMPLES = re.compile(r"\b(?:examples?|practices?|cases?|projects?|who does (?:it|this|that))\b", re.I)
VERBAL = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|should|will|would|may|must|say|says|run|runs|tell|give|list"
    r"|show|compare|define|explain|summari[sz]e|mean|means|recommend|recommends)\b",
    re.I,
)
