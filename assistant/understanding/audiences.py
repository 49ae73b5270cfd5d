"""Audiences: whom a recommendation speaks to, as a question names them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.entry import Audience
from index.words import fold

_FIRMS = r"(?:firms?|business(?:es)?|enterprises?|compan(?:y|ies))"
_ANYWHERE: tuple[tuple[Audience, str], ...] = (
    ("sme", rf"\bsmes?\b|\bsmall (?:and medium(?:-sized)? )?{_FIRMS}\b"),
    ("policymaker", r"\bpolicy-?\s?makers?\b|\bpublic authorit(?:y|ies)\b|\bgovernments?\b|\bministr(?:y|ies)\b"),
    ("cluster_manager", r"\bcluster (?:managers?|organi[sz]ations?|management)\b"),
)
"""Names of audiences that mean the audience wherever they stand."""
_ADDRESSED: tuple[tuple[Audience, str], ...] = (
    *_ANYWHERE,
    (
        "policymaker",
        r"\b(?:politicians?|decision-?\s?makers?|authorit(?:y|ies)|public (?:administrations?|bodies|sector))\b",
    ),
    ("cluster_manager", r"\bclusters?\b"),
    ("company", rf"(?<!small )(?<!medium )(?<!sized )\b{_FIRMS}\b|\bindustry\b|\bindustrialists?\b"),
    (
        "education_research",
        r"\b(?:universit(?:y|ies)|schools?|colleges?|academ(?:ia|ics?)|teachers?|educators?|researchers?|research(?:ers)?|education"
        r"|trainers?|training providers?|scientists?)\b",
    ),
)
"""Names of audiences where a question says whom something is addressed to."""
_WHO = r"(?P<{}>(?:(?!(?:as|among|amongst|which|that|in|and what|directly)\b)[\w’'-]+[ ,]*){{1,6}})"
_MANNER = r"(?:directly |mainly |chiefly |specifically |primarily |explicitly |expressly |first of all )*"
_CUES = (
    rf"\b(?:address(?:ed|ing)?|direct(?:ed|ing)?|speak(?:s|ing)?|talk(?:s|ing)?|appeal(?:s|ing)?|turn(?:s|ing)?) {_MANNER}(?:to|at|towards) {_WHO.format('a')}",
    rf"\b(?:have|has|having|with|names?|naming|mentions?|see|sees|take|takes) {_WHO.format('b')}(?:as|among|amongst) (?:an?|the|their|its|those|one of (?:their|its|the))?\s*"
    r"(?:(?:main |primary |explicit )?(?:audiences?|addressees?|targets?(?: groups?)?|readers?|readership)|(?:they |it |being )?(?:address|speak|spoken|target)\w*)\b",
    rf"\b(?:audiences?|addressees?|target groups?|readership) (?:is|are|of|being|include|includes) (?!(?:the |this |these )?(?:report|recommendations?|paper|document)\b){_WHO.format('c')}",
    rf"\b(?:aimed|targeted|geared|meant|intended|tailored|written) {_MANNER}(?:to|at|towards|for) (?!\w+ing\b){_WHO.format('d')}",
    rf"\b(?:address|addresses|targets?|targeting) {_MANNER}(?!\w+ing\b){_WHO.format('e')}",
    r"\bwith (?P<f>(?:[\w’'-]+[ ,]+){1,6})in mind\b",
    rf"\brecommendations? (?:that |which )?(?:are|is) {_MANNER}for (?!\w+ing\b)(?P<g>(?:(?!(?:but|that|which|not)\b)[\w’'-]+[ ,]*){{1,4}}?)(?=\s*(?:$|[?.!]|but\b|and not\b))",
)
_ADDRESS = re.compile("|".join(_CUES))
# "Which are companies named in as addressees?", "going by the addressees, what should universities read?"
_SPEAKS_OF_ADDRESSEES = re.compile(r"\b(?:addressees?|target groups?|audiences?|readership|addressed)\b")
_BY_NAME = tuple((audience, pattern) for audience, pattern in _ADDRESSED if pattern != r"\bclusters?\b")
_THAT_NAME = re.compile(r"\b(?:that|recommendations?(?: which)?) names? (?P<who>[^?.!;:]+)")
_READER = re.compile(r"(?:(?:people|somebody|someone|those) like )?(?:me|us)\s*$")
_SURE = frozenset("abc")
"""Cues after which only somebody can stand; "aimed at" may be followed by an aim as well."""
_SOMEBODY = re.compile(
    r"\b\w{3,}(?:ers|ors|ists|ians|ants|ees|women|men)\b|\b(?:unions?|ngos?|banks?|citizens|students|pupils|people|persons|youth"
    r"|start-?ups|charities|associations|churches|media|press|public|consumers|communities|mayors|agencies|chambers|foundations"
    r"|parliaments?|courts?|hospitals|cooperatives)\b"
)
AUDIENCE_WORDS = frozenset(
    "sme smes small medium sized firm firms business businesses company companies enterprise enterprises policymaker"
    " policymakers policy maker makers public authority authorities government governments ministry ministries cluster"
    " clusters manager managers organisation organisations organization organizations administration administrations audience audiences addressee addressees target targets"
    " readership reader readers speak speaks speaking directly mainly explicitly specifically expressly primarily".split()
)
"""Words by which audiences are told, which therefore name no topic."""
NAMING_WORDS = frozenset(
    "name names named mention mentions mentioned address addresses addressed concern concerns aim aims aimed meant".split()
)
"""Verbs by which a recommendation goes with its audiences."""


_WHOM = re.compile(
    r"\b(?:who|whom|which (?:people|groups?|actors?|bodies)) (?:is|are|does|do|did|was|were) (?:.{1,120} )?(?:address(?:ed|es|ing)?|aimed|meant|directed|targeted|intended|speak(?:s|ing)?)\b(?: (?:to|at|for))?\W*$"
    r"|\b(?:to|at|for) whom (?:is|are|does|do)\b|\bin whom (?:they|it)\b.{0,20}\baddress"
    r"|\b(?:the|which|what|whose|its|their|how do|of the) (?:audiences?|addressees?|target groups?)\b|[:,] (?:audiences?|addressees?|target groups?)\b"
    r"|\bwho (?:is|are) (?:each(?: one| of them)?|it|they|this|that) for\b|\bwhom (?:they|it|these|those) address(?:es)?\b"
)
_WHO_ACTS = re.compile(
    r"\bwho (?:is|are) (?:.{1,120} )for\W*$|\b(?:who|whom|which (?:people|groups?|actors?|bodies)) (?:should|must|ought to|has to|have to|needs? to|is to|are to)"
    r" (?:do|act|carry|implement|follow|read|apply|put|take|deliver|work|use|make)\b"
)


def asks_who_acts(text: str) -> bool:
    """Say whether a text asks who should do something, or for whom it is: of a recommendation, those whom it names."""
    return _WHO_ACTS.search(fold(text)) is not None


def asks_whom(text: str) -> bool:
    """Say whether a text asks whom something is addressed to."""
    return _WHOM.search(fold(text)) is not None


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a question says something is addressed to: one of the audiences, or somebody else by name."""

    start: int
    end: int
    audiences: tuple[Audience, ...]


def addressee_of(text: str) -> Addressee | None:
    """Return whom a text says that something is addressed to; None where it does not speak of addressees."""
    folded = fold(text)
    match = _ADDRESS.search(folded)
    if len(folded) != len(text):
        return None
    if match is None:
        return _addressee_in_passing(folded)
    cue = next(name for name, who in match.groupdict().items() if who)
    who = match[cue]
    if _READER.match(who):  # "I am a cluster manager: which are addressed to me?"
        return None
    audiences = tuple(dict.fromkeys(audience for audience, name in _ADDRESSED if re.search(name, who)))
    if not audiences and cue not in _SURE and not _SOMEBODY.search(who):
        return None
    return Addressee(match.start(cue), match.end(cue), audiences)


def _addressee_in_passing(folded: str) -> Addressee | None:
    """Return the audiences that a text names, where it speaks of addressees or writes out a limit ("that name SMEs")."""
    said = _THAT_NAME.search(folded)
    start, end = said.span("who") if said else (0, len(folded) if _SPEAKS_OF_ADDRESSEES.search(folded) else 0)
    names = _ADDRESSED if said else _BY_NAME
    found = [(audience, m) for audience, name in names for m in re.finditer(name, folded[start:end])]
    if not found:
        return None
    at = [start + m.start() for _, m in found] + [start + m.end() for _, m in found]
    return Addressee(min(at), max(at), tuple(dict.fromkeys(audience for audience, _ in found)))


def audiences_of(text: str) -> tuple[Audience, ...]:
    """Return the audiences that the wording names."""
    addressee, folded = addressee_of(text), fold(text)
    named = tuple(audience for audience, pattern in _ANYWHERE if re.search(pattern, folded))
    if addressee is None:
        return named
    # "Firms like mine, that is SMEs"
    return ("sme",) if addressee.audiences == ("company",) and "sme" in named else addressee.audiences
