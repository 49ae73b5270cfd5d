"""Forms: what shape of answer a question asks for, read from its wording alone."""

from __future__ import annotations

import re
from typing import Literal

from corpus.entry import Kind
from index.words import fold, words

Form = Literal["lookup", "list", "count", "compare", "summarise", "define", "yesno", "about"]
Aspect = Literal[
    "money", "number", "time", "person", "place", "share", "duration", "reason", "page", "names", "frequency"
]

_PLURAL_KIND = (
    r"(?:recommendations|recs|practices|examples|cases|projects|programmes|programs|initiatives|schemes|cluster policies|entries|terms"
    r"|parts|pillars|themes|chapters|facts|definitions)"
)

_SINGULAR_KIND = (
    r"(?:recommendation|rec|practice|example|case|project|programme|program|initiative|scheme|entry|term|part|pillar)"
)
_VERB = r"(?:do|does|did|is|are|was|were|have|has|can|should|could|will|would|says?|recommends?)"

_COMPARATIVE = (
    r"(?:older|newer|younger|bigger|larger|smaller|longer|shorter|higher|lower|earlier|later|richer|poorer|greater|wider|broader"
    r"|faster|sooner|stricter|more|less|fewer)"
)

# The first pattern that matches decides; order matters: a comparison may also say "which".
_FORMS: tuple[tuple[Form, str], ...] = (
    (
        "about",
        r"^(?:hi|hello|hey|good (?:morning|afternoon|evening))\b[ ,!.]*(?:there)?[ !.]*$"
        r"|^(?:help|thanks|thank you|bye|goodbye)[ !.]*$"
        r"|\b(?:who|what) are you\b|\bwhat can (?:you(?: (?:do|tell|answer|help|offer|find|explain)\b|\W*$)|i ask\b|this (?:assistant|tool|chat)\b)"
        r"|\bhow (?:do|can|should) (?:i|we) use (?:you|this|the (?:assistant|chat|tool))\b"
        r"|\bwhat (?:questions )?can (?:i|we) ask\b",
    ),
    (
        "compare",
        r"\bcompar(?:e|es|ed|ing|ison)\b|\bdifferen(?:ces?|tiate)\b.*\b(?:between|from|and)\b|\bdifferent\b.*\bfrom\b|\bhow (?:is|are)\b.*\bdifferent\b|\bdiffers?\b"
        r"|\b(?:versus|vs)\b|\balike\b|\bside by side\b|\bdistinguish(?:es)?\b|\bwhich (?:one )?(?:is|was|got|has|had|started|came)"
        r" (?:the )?(?:older|newer|bigger|larger|smaller|more|earlier|later|first)\b|\bin common\b|\bcontrast\b|\bsimilarit(?:y|ies)\b"
        r"|^(?!(?:what|who|how|which|where|when|why|did|do|does|is|are|was|were|has|have)\b)[\w’' .-]{1,40}? (?:against|versus|vs\.?) [\w’' .-]{1,40}[:,]|\b(?:sets?|tells?) .{3,60}\bapart\b|\b(?:put|set|place|lay)\b.{1,40}\b(?:next to|beside|alongside|against)\b"
        rf"|^(?:is|are|was|were|does|do|did|has|have) .*\b{_COMPARATIVE} .*\bthan (?!\d)|^(?:which|who|where) .*\b{_COMPARATIVE}\b.*\bor\b|^(?:do|does|did|has|have|is|are)\b.*\bor\b.*\b(?:more|fewer|most|fewest) (?:\w+ )?{_PLURAL_KIND}\b"
        rf"|^(?:and |so )?which of .+ and .+ (?:is|are|was|were|has|have|had|got|gets|started|began|came) (?:the )?{_COMPARATIVE}\b"
        r"|^[\w' -]+ or [\w' -]+[:,] which (?:one|of|is|was|has|had|are|got|came|started|began)\b",
    ),
    (
        "count",
        r"\bhow many\b|\bwhat is the total\b|\bin total\b|\b(?:total )?number of\b|\bcount (?:of |the |all )|\bhow much (?:practices|examples)\b",
    ),
    ("summarise", r"\bsummar(?:y|ise|ize|ies)\b|\boverview\b|\bin (?:short|brief|a nutshell)\b|\bsum up\b|\boutline\b"),
    (
        "list",
        rf"\b(?:list|enumerate)\b|\b(?:every|each)(?: single)?(?: one of (?:the|your))? (?:\w+ ){{0,3}}(?:{_SINGULAR_KIND}|{_PLURAL_KIND})\b"
        r"|\b(?:everything|all|anything|whatever|what|which ones?|which|those)\b.{0,20}\b(?:matched|filed|tied|linked|attached) (?:to|under|with)\b"
        r"|\b(?:which|what|all|your|the) matches (?:to|of|with|for)\b|^(?:matched|filed|tied|linked|attached) (?:by you )?(?:to|under|with)\b"
        rf"|\b(?:everything|whatever you (?:have|hold))\b.*\b{_PLURAL_KIND}\b"
        rf"|^(?:name|show|give|tell)\b.*\b{_PLURAL_KIND}\b"
        rf"|\b(?:which|what)\b(?: (?!{_VERB}\b)\w+){{0,4}} {_PLURAL_KIND}\b"
        rf"|\b(?:all|whole|entire|full|complete) (?:of )?(?:the )?(?:\w+ ){{0,3}}{_PLURAL_KIND}\b"
        rf"|\b(?:any|some|more|other)\b (?:\w+ ){{0,4}}{_PLURAL_KIND}\b"
        rf"|(?:^|[:–] )(?!(?:how|why|when|where|who|whose|are|is|do|does|did|was|were|can|should|have|has)\b)(?:[\w.-]+ ){{0,3}}{_PLURAL_KIND}\b"
        rf"|\bwhat are the (?:\w+ ){{0,4}}{_PLURAL_KIND}\b"
        r"|\b(?:all|complete|full|entire|whole|every piece of|each piece of)\b.{0,12}\badvice\b",
    ),
    (
        "define",
        r"\b(?:definition|meaning)\b|^(?!which |who ).*\bdefine\b|\bwhat (?:do|does|is) .{1,60}\b(?:mean|stand for|meant by)\b"
        r"|\bwhat (?:counts|qualifies) as\b|\bwhat is meant by\b|\bstands? for\b|^explain\b"
        r"|^what(?:'s| is| are) (?!(?:being )?(?:recommended|advised|proposed|suggested|said|told|known|done|asked|expected|required|planned|offered|there|going)\b)"
        r"(?!.*\b(?:meant|supposed|expected|asked|told|obliged|required|allowed|entitled|bound|due|advised|recommended|urged|encouraged|invited) to\b)"
        r"(?:an? |the )?[^,]{1,50}$",
    ),
    ("yesno", r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|should|will|would|may|must)\b"),
)
# "Could you list ..." asks for what "list ..." asks for.
_POLITE = re.compile(
    r"^(?:please |kindly )*(?:can|could|would|will) you (?:please |kindly |perhaps |also )*"
    r"(?=(?:list|enumerate|name|show|give|tell|compare|summari[sz]e|explain|define|count|contrast|outline|sum)\b)"
)
# "What exactly counts as a cluster?"
_STRESSED = re.compile(
    r"\b(what|who|whom|how|when|where|which|why) (?:(?:exactly|actually|really|precisely|specifically|just) )+"
)
_WHICH_OF_TWO = re.compile(rf"^(?:and |so )?(?:which|who|where|what)\b.*\b{_COMPARATIVE}\b.*\bor\b")
_COMPILED = tuple((form, re.compile(pattern)) for form, pattern in _FORMS)

_KINDS: tuple[tuple[Kind, str], ...] = (
    (
        "recommendation",
        r"\brecommend\w*\b|\brecs?\b|\bguidelines?\b|\bproposals?\b|\bpropos(?:e|es|ed)\b|\badvi[sc]es?\b"
        r"|\b(?:what|how) (?:should|must|ought|shall)\b|\bclusters? (?:should|must|ought)\b|\bclusters? (?:meant|supposed|expected|told|advised|urged) to\b|\b(?:is|are) clusters? (?:[\w-]+ )?(?:meant|supposed|expected|told|advised|urged)\b|\bshould (?:clusters?|policymakers?|policy-makers?|governments?|authorities|regions?|we)\b",
    ),
    (
        "practice",
        r"(?<!\bin )\b(?:good |best )?practices?\b|\bcluster policies\b|\bexamples?\b|\bcases?\b|\bprojects?\b|\bprogram(?:me)?s?\b|\binitiatives?\b"
        r"|\bschemes?\b|\bpilots?\b|\bexperiences?\b|\bsuccess stor(?:y|ies)\b",
    ),
    (
        "term",
        r"\bdefin(?!e\b)\w+\b|^(?!which |who ).*\bdefine\b|\bmean(?:s|ing)?\b|\bstands? for\b|\bterms?\b|\bglossary\b|\bacronyms?\b|\bconcepts?\b",
    ),
    (
        "background",
        r"\bexpert group\b|\bbackground\b|\b(?:this|the) report\b|\bfollow-?ups?\b|\bmandate\b|\bmembers?\b"
        r"|\bpublish\w*\b|\badopt(?:ed|ion)\b|\bmeetings?\b"
        r"|\brecommendations (?:are |were )?(?:grouped|divided|structured|organi[sz]ed|arranged|split|sorted|ordered|numbered)\b",
    ),
)
_REPORT_SAYS = re.compile(
    r"\b(?:the|this) (?:report|experts?|expert group|group|document)\b.{0,30}?\b(?:says?|saying|recommends?|proposes?|suggests?|advises?"
    r"|wants?|asks? (?:for|of|from)|calls? for|mentions?|covers?|expects?|thinks?)\b(?! .*\b(?:itself|who|when)\b)"
)
_KIND_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)

_ASPECTS: tuple[tuple[Aspect, str], ...] = (
    (
        "share",
        r"\b(?:what|which) (?:\w+ )?(?:percentage|per cent|percent|proportion|share)\b|\bwhat (?:part|fraction|slice|portion) of (?!(?:the|this|your) (?:report|recommendations?|corpus)\b)|\b(?:percentage|proportion|share) of\b"
        r"|\bhow (?:large|big|high) a (?:share|percentage|part)\b|\bhow much of (?:the|its|their|our|your|this) (?:\w+ ){0,2}(?:costs?|money|funding|budget|grant|sum|total|price|expenses?|spending)\b",
    ),
    ("frequency", r"\bhow (?:often|frequently|regularly)\b|\b(?:at|in) (?:what|which) intervals?\b"),
    (
        "money",
        r"(?<!\bby )\bhow much (?:money|funding|budget|cash|support|does|did|do|is|was|were|will|would|can|could|has|have|public)\b"
        r"|\bhow (?:big|large|high) (?:is|was|are|were) (?:the|its|their|that) (?:\w+ )?(?:budget|grant|fund|funding|amount|pot|sum|envelope|purse|subsidy|award)\b"
        r"|\b(?:budget|envelope|pot|sum|grant|fund|subsidy|total) of how much\b"
        r"|(?:\b(?:what|which|the)|['’]s) (?:(?!full |whole |entire )\w+ )?(?:budget|price|cost|fee|salary|turnover|sum|amount|subsidy)\b"
        r"|^(?:(?:and|or|total|overall) )*(?:budget|price|cost|fee|salary|turnover)\b"
        r"|\bhow many (?:\w+ )?(?:euros?|dollars|kroner|pounds|leva)\b|\bhow much\b.{1,60}\b(?:pay|cost|receive|get|spend|invest|give)s?\b(?! for)"
        r"|\bwhat (?:does|do|did|would|will) .{1,120}?\b(?:pay|cost|charge|earn|spend)\b(?! for)"
        r"|\bthe (?:most|maximum|least|minimum)(?: (?:that|which))? (?!of\b).{1,60}?\b(?:can|could|may|might|will|would) (?:get|receive|claim|ask for|apply for|be (?:given|paid|granted|awarded))\b",
    ),
    ("page", r"\b(?:what|which) page\b|\bpage numbers?\b|\bhow many pages\b|\bwhich chapter\b"),
    ("duration", r"\bhow long\b|\bduration\b|\bhow many (?:years|months|weeks|days)\b"),
    ("number", r"\bhow many\b|\bby how much\b|\bnumber of\b|\bhow (?:big|large)\b"),
    (
        "time",
        r"(?:^|[,;:] |\band )(?:since |until |by |from )?when\b(?: exactly)?(?= (?:did|was|were|is|are|does|do|will|has|have)\b|[?., ]*$)"
        r"|\b(?:what|which) (?:year|date|month|day|period)\b|\bsince when\b|\bdeadline\b|\bhow old\b"
        r"|\b(?:start(?:ing)?|launch|end|founding|adoption|publication) date\b|\btimeline\b",
    ),
    (
        "names",
        r"^(?:and |so )?(?:which|what) (?:\w+ ){0,2}(?:companies|firms|businesses|governments|universities|institutes|ministries|partners|organi[sz]ations"
        r"|cities|people|persons|authors|experts|members|ministers)\b|\bnames of\b|^name the\b",
    ),
    ("person", r"\bwho\b|\bwhom\b|\bwhose\b|\bby whom\b"),
    (
        "place",
        r"^(?:and |so )?where\b|\b(?:and|from) where\b|\b(?:what|which) (?:country|countries|region|regions|city|cities|town|place|nation|state)\b",
    ),
    ("reason", r"^(?:and |so |but )?why\b|\bwhat (?:is|was|were) the reasons?\b|\bfor what reasons?\b|\bhow come\b"),
)
_ASPECT_PATTERNS = tuple((aspect, re.compile(pattern)) for aspect, pattern in _ASPECTS)

_SCAFFOLD = frozenset(
    """ask asking answer anything available collection corpus database detail details document documents explain entry
    entries example examples fact facts find following give group idea information inform kind know list look mention
    mentioned mentions record recorded records moreover name named names number overview paper part parts pillar pillars piece please point practise practised practiced practising
    page pages practice practices rec recs question questions recommend recommendation recommendations recommended recommends report
    reports say says said section sections show something state stated states story summarise summarize summary
    summarised tell term terms text theme themes thing things topic wonder want wants wondering like curious hear
    heard interested explain describe described describes describing define definition mean means meaning meant exactly
    actually basically regard regarding concern concerning concerns relate related relating relevant deal deals
    dealing cover covers covered covering case cases good best stuff compare comparison difference differences different
    common contrast versus vs both total count many much long when where who why how which what exist exists there
    simple simply plain easy easily words layman sentence sentences clearly quickly brief short nutshell outline sum talk talks talking discuss discusses discussed thanks thank hi hello hey
    mr mrs ms miss sir madam dr prof""".split()
)


_FRAME = frozenset(
    """help helps helping helped tackle tackles tackling address addresses addressing illustrate illustrates show shows showing demonstrate demonstrates highlight highlights inspiring useful interesting concrete real specific successful suitable focus focuses focused focusing oldest earliest newest latest youngest recent expert experts chapter chapters heading headings category categories strand strands dated block blocks becoming somewhat come comes came origin originate originating based located start started starting begin began launch launched
    found founded set year years since running run ran active ended end finish finished completed file filed files filing
    match matched matches belong belongs belonging linked link attached assigned toolkit policy country countries
    region regions area areas corpus held hold holds contain contains contained included include includes total
    complete full entire available altogether read reading count counted number addressed aimed target targeted targeting aim
    directed meant level levels carried out place places run different nation nations europe concern concerns affect
    affects important matter matters name title titles id ids whole presented involve involves involving appear appears appearing somewhere collection held represented listed
    kicked active write writing fit fits whatever related relation relations go connected attached support supports carry carries seen running
    already collected gathered concerned make makes side sides mean examples out ones lie lies tied back touches touch shows up anywhere whatever anything activity activities taken look visit study
    fixed closing closed some got going took offer offers offering doing done want wants show every single everything stand stands stood under print handout
    slide slides piece people person own mine word words use uses using sheer only need altogether back go goes century
    decade first last whose who one two three four five six seven eight nine ten eleven twelve fifteen twenty dozen
    programme programmes program programs project projects initiative initiatives scheme schemes pilot pilots case cases
    example examples practice practices entry entries work working happening happens abroad elsewhere got ones
    date tie ties fewest largest biggest smallest highest lowest turn turns occur occurs dates later earlier end newest oldest longest longer shortest period periods duration see sees involvement participation connection thing point points bullet set up whom digital green resilience
    glossary jargon definitions concepts concept acronyms acronym mind line rest remaining remainder left directly speak speaks audience kind kinds sort sorts type types neither nor either both
    several multiple unmatched filed covers deal treat treats treated handle handles looking searching touching act acts acting ask asks asked asking advice advise advises
    pieces enumerate stem stems word words i.e e.g""".split()
)


# Turns of phrase around a topic that hold words of their own: "put X at the centre", "which have to do with X".
_TALK = re.compile(
    r"\b(?:at|in|into|to|on) (?:the|their|its|a|very|real|particular|special|first|second|main|close|\s)+(?:centre|center|heart|core|focus|foreground|forefront|spotlight|place"
    r"|agenda|matter|subject|topic|theme)\b"
    r"|\b(?:have|has|had|having|got|with) (?:\w+ ){0,2}?to do with\b|\bof (?:this|that|the same|such a|a similar|any) (?:kind|sort|type|nature)s?\b"
    r"|\bin (?:one|some) way or (?:another|the other)\b|\bin (?:so many|other) words\b|\bin one go\b|\bone by one\b|\bif any\b"
    r"|\bif you would be so kind\b|\bside by side\b|\bas (?:an?|the|their|its) (?:\w+ )?(?:topic|subject|theme|focus|aim|goal|object|content|matter)\b"
    r"|\b(?:make|makes|making|made) (?:\w+ )?use of\b|\b(?:play|plays|playing|played|take|takes) (?:an? |the )?(?:\w+ )?(?:role|part)s?\b"
    r"|\b(?:main|central|chief|key) (?:matter|topic|subject|theme|concern|point|issue)s?\b|\bhandle[sd]? (?:the )?(?:topic|subject|matter|question) of\b"
    r"|\b(?:in|by) (?:an? |any |the )?(?:alphabetical|chronological|random|reverse|numerical|same|right) order\b|\balphabetically\b|\bchronologically\b"
    r"|\b(?:sorted|ordered|grouped|arranged|separated|split|ranked)(?: up)? (?:by|per|according to) (?:\w+ )?\w+"
    r"|\b(?:joint|shared|common|mixed)(?: \w+)? (?:included|too|as well)\b"
    r"|\b(?:including|incl\.?|counting)(?: also)? (?:(?:the|those|any|ones|practices|that|which) )*(?:joint|shared|common|mixed|with partners?|in partnership)(?: \w+)?(?: with (?:an)?others?(?: \w+)?)?"
    r"|\b(?:including|incl\.?|counting) (?:the ones?|those|what|ones) (?:(?:that|which) )?[\w ]{0,30}?shares? with (?:an)?others?(?: \w+)?"
    r"|\b(?:pull|bring|dig|call)(?:ing)? (?:up|out)\b|\b(?:all )?(?:the |your )?(?:stuff|material)\b"
    r"|\b(?:the )?(?:full|complete|whole|entire) list\b|\b(?:weak|weaker|loose|doubtful)(?: ones| matches| links| ties)? (?:included|too|as well)\b"
    r"|\bincluding (?:the )?(?:weak|weaker|loose|doubtful) (?:ones|matches|links|ties)\b"
    # "For a slide: ...", "For our next meeting, ..." say what the list is for.
    r"|^(?:for|as) (?:an?|the|my|our|your|some|next|this)\b[^,:?]{3,50}[,:]"
    r"|[,;–] ?(?:as |because |since |so )?(?:i|we)(?: am| are|['’]m|['’]re| will| would|['’]d)? (?!\w+ing (?:from|in)\b)\w+[^?.!,;]*[?.!]*$"
    r"|^(?:i|we)(?:['’]m| am|['’]re| are)? [^:?.]{3,60}:"
    r"|\b(?:come|comes|coming) up\b|\bamong other things\b|\bso to speak\b|\bfor (?:my|our|a|the) (?:\w+ )?(?:slide|handout|presentation|talk|training|report|meeting)s?\b"
)


def talk_spans(text: str) -> list[tuple[int, int]]:
    """Return where a text holds turns of phrase that only lead to its topic."""
    return [match.span() for match in _TALK.finditer(text.lower())]


# "Recommendations sit in the green part", "clusters are busy with hydrogen": what stands between what is listed and the
# preposition before its limit or topic only links the two, as does the verb behind "who".
_LINK = re.compile(
    rf"(?:\b(?:{_PLURAL_KIND}|clusters|that|(?<=\w )which)\s+"
    r"(?:(?:have|has|had|are|were|was|is|been|being|be|all|also|only|mainly|already|just)\s+)*)(?P<link>[\w-]+)"
    r"(?=\s+(?:in|at|on|to|for|by|with|from|under|into|onto|because|within|across|through|towards?|around|upon|before|after"
    r"|since|until)\b)|\b(?:who|anybody|anyone|somebody|someone)\s+(?:(?:else|has|have|is|are|also|already)\s+)*(?P<verb>[\w-]+)"
)


def link_spans(text: str) -> list[tuple[int, int]]:
    """Return where a text holds words that only link what is listed to its limits or topic."""
    return [match.span(match.lastgroup or 0) for match in _LINK.finditer(text.lower())]


# "What counts as a cluster?" says no more than "what is a cluster?".
_WORDING = re.compile(
    r"\b(?:counts?|counted|qualif(?:y|ies)) as\b|\bstands? for\b|\bin (?:[\w'’]+ ){1,2}(?:language|jargon|parlance|speak|words|terms|english)\b"
)


def wording_spans(text: str) -> list[tuple[int, int]]:
    """Return where a text says how to word the answer, and nothing of what: "in plain English", "counts as"."""
    return [match.span() for match in _WORDING.finditer(text.lower())]


_PEOPLE = frozenset({"people", "staff", "personnel"})
_KIND_NOUN = re.compile(
    rf"{_PLURAL_KIND}|{_SINGULAR_KIND}|matches|advice|countries|regions|levels|measures|policies|activities"
    r"|pieces|points|items"
)


def counts_other_things(text: str) -> bool:
    """Say whether "how many" counts what is no sort of entry: people, firms, jobs."""
    folded = fold(text)
    match = re.search(r"\bhow many\b(?: of (?:the|these|those|its|their|your|all))?", folded)
    for word in words(folded[match.end() :]) if match else ():
        if word.is_function:
            return False
        if word.lower in _PEOPLE or re.search(r"[^su]s$", word.lower):
            return _KIND_NOUN.fullmatch(word.lower) is None
        if is_frame(word.lower):  # "how many name SMEs?"
            return False
    return False


def asks_which_of_two(text: str) -> bool:
    """Say whether a question asks which of two things is more so: "who was earlier, the Basques or the Catalans?"."""
    return _WHICH_OF_TWO.search(fold(text)) is not None


def is_frame(word: str) -> bool:
    """Say whether a folded word only frames a list ("which practices come from", "that started in")."""
    return word in _FRAME


def form_of(text: str) -> Form:
    """Return the form of a stand-alone question, by set phrases."""
    folded = _STRESSED.sub(r"\1 ", _POLITE.sub("", fold(text).rstrip(" ?!.")))
    for form, pattern in _COMPILED:
        if pattern.search(folded):
            return form
    return "lookup"


def kinds_of(text: str) -> tuple[Kind, ...]:
    """Return the kinds of entry that the wording asks for; empty where it leaves that open."""
    folded = fold(text)
    found = [kind for kind, pattern in _KIND_PATTERNS if pattern.search(folded)]
    if _REPORT_SAYS.search(folded):  # what the report says is what it recommends, not a fact about the report
        found = ["recommendation", *(kind for kind in found if kind not in ("recommendation", "background"))]
    return tuple(found)


# "Which initiatives should clusters support?" asks what is recommended, and for none of the practices.
_DUTY = re.compile(
    r"\b(?:should|must|ought to|shall) (?:an? |the |our |all )?clusters?\b|\bclusters? (?:should|must|ought|shall)\b"
    r"|\b(?:is|are) (?:an? |the )?clusters? (?:[\w-]+ )?(?:meant|supposed|expected|told|advised|urged|asked|encouraged|recommended) to\b"
)


def asks_duty(text: str) -> bool:
    """Say whether a question asks what clusters should do: the practices tell what has been done."""
    folded = fold(text)
    return _DUTY.search(folded) is not None and re.search(r"\b(?:practices?|examples?|cases?)\b", folded) is None


_OF_KIND = re.compile(
    r"\b(?:which|what) (?:(?!(?:is|are|was|were|do|does|did|of|the)\b)[\w'’-]+ ){0,2}?"
    r"(?:(recommendations?|recs?)|((?:good |best )?practices?|examples?|cases?|projects?|program(?:me)?s?|initiatives?|schemes?)|(terms?))\b"
)


def kind_asked_for(text: str) -> Kind | None:
    """Return the kind that an answer must have, where the question word names it ("which recommendation covers ...")."""
    match = _OF_KIND.search(fold(text))
    if match is None or (match[2] and asks_duty(text)):
        return None
    kinds: tuple[Kind, ...] = ("recommendation", "practice", "term")
    return next(kind for kind, found in zip(kinds, match.groups(), strict=True) if found)


_FOR_RECOMMENDATION = re.compile(
    r"\b(?:which|what) (?:of (?:the|your|these) )?(?:(?!(?:do|does|did|is|are|was|were|has|have|should|can)\b)[\w’'-]+ ){0,2}?(?:recommendations?|recs?)\b|\b(?:is|are) there (?:also )?(?:an?y?|one|some|no) recommendations?\b"
    r"|^(?:and |so |but )?(?:does|do|did) (?:it|they|the (?:\w+ ){0,2}?(?:report|group|experts|authors|paper|document)) (?:also |really |actually |ever )?(?:recommend|advise|suggest|propose|urge|advocate|call for)\b"
    r"|\b(?:does|do|has|have) any (?:of the )?recommendations?\b|\bany recommendations? (?:on|about|for|that|which|concerning)\b"
    r"|^(?:and |so |but )?(?:do|does) (?:any of )?(?:the |your )?recommendations? (?:include|contain|cover|say|have|mention|address|touch|deal)\b"
)


def asks_for_recommendation(text: str) -> bool:
    """Say whether a question asks which recommendation deals with something, or whether any does."""
    return _FOR_RECOMMENDATION.search(fold(text)) is not None


def aspect_of(text: str) -> Aspect | None:
    """Return what the answer must hold (an amount, a date, a name ...), or None."""
    folded = fold(text)
    for aspect, pattern in _ASPECT_PATTERNS:
        if pattern.search(folded):
            return aspect
    return None


_FOCUS = re.compile(
    r"\b(?:which|what|whose|how many|how much)\s+(?!(?:is|are|was|were|do|does|did|has|have|had|can|could|should|will|would)\b)(?:(?:of|kinds? of|sorts? of|types? of|the|these|those)\s+)*((?:[\w'’&-]+\s*){1,4})"
    r"|\b(?:what|who)(?:'s|\s+(?:is|are|was|were))\s+(?:the|its|their|his|her|an?)\s+((?:[\w'’&-]+\s+){1,4})(?:of|for|in|to|behind|at)\b"
    r"|\b(?:tell|give|show) (?:me|us) (?:the|its|their) ((?:[\w'’&-]+\s+){1,3})(?:of|for|in)\b",
    re.IGNORECASE,
)


def focus_spans(text: str) -> list[tuple[int, int]]:
    """Return where the thing asked for is named: behind a question word, up to the first word of grammar.

    "Which minister signed the decree?" asks for a minister, "what is the legal form of it?" for a legal form.
    """
    spans = []
    for match in _FOCUS.finditer(text):
        group = next(number for number in (1, 2, 3) if match.group(number))
        start, end = match.span(group)
        for word in words(text[start:end]):
            if word.is_function:
                end = start + word.start
                break
        if end > start:
            spans.append((start, end))
    return spans


_TASKS = (
    r"(?:please |kindly |also )*(?:tell|list|enumerate|give|show|name|explain|compare|contrast|summari[sz]e|describe|find|say|help|provide|point|outline"
    r"|define|elaborate|repeat|cite|quote|have|hold|know|cover|include|contain|mention|match|file|link|count|number|sum|write (?:out|down)|spell out|run through|walk|break|go|be"
    r"|(?:put|set|place|lay)(?= .{2,60}\b(?:next to|beside|alongside|against|side by side|apart)\b))"
)
"""What an assistant over a report may be asked to do; "can you call the minister?" asks for something else."""
_CLAUSE_START = r"(?:^|[,.;:!?–-] |\band )"
_JUDGEMENT = re.compile(
    rf"\b(?:would|could|can|will) you (?!{_TASKS}\b)\w+|\b(?:do|did) you (?:think|believe|agree|like|prefer|feel|enjoy|vote|want|love|hate)\b|\byou (?:find|prefer|like|favou?r)\b"
    r"|\b(?:your|honest) (?:own )?(?:opinion|view|favou?rite)\b|\bin your (?:opinion|view)\b|\bwhat do you make of\b"
    rf"|{_CLAUSE_START}should (?:i|my|our(?! (?:\w+ )?(?:clusters?|regions?|ministry|agency|members|network|organi[sz]ation|authority|city|government|hub))\b)\b|\bshould we (?:apply|join|invest|quit|hire|buy|sell|vote|take|accept|leave|move|sign)\b"
    r"|\b(?:right|wrong|good|bad|fair|unfair|stupid|silly|smart|wise|useless) (?:one\b|to(?! (?:say|state|claim|assume|think|conclude|call|speak)\b)|idea|decision|choice|policy)\b|\bwho is (?:right|wrong|to blame)\b"
    r"|\b(?:(?<!fit )(?<!fits )(?<!suits )(?<!match )(?<!matches )(?<!suit )(?<!apply )(?<!applies )best(?! practices?\b| example| suited| fit)|worst|better|worse|favou?rite|most (?:important|useful|successful|effective|convincing|promising))\b"
    r"|\bwill (?:\w+ ){1,6}(?:succeed|fail|work|win|grow|happen|be (?:worth|enough|successful))\b|\bis it worth\b|\bwaste of (?:money|time)\b"
    rf"|{_CLAUSE_START}(?:am i|is my|are my)\b|{_CLAUSE_START}can (?:i|my \w+|we) (?:get|apply|receive|claim|qualify|join)\b"
    r"|\b(?:which|what|where|who)\b[\w’' -]{0,60}\b(?:should|must|would)\b[\w’' -]{0,60}\b(?:start|begin|go|come) (?:with|first)\b"
    r"|\bhow do i (?:apply|claim|join)\b|\bon (?:my|our) behalf\b"
    r"|\bwho (?:made|built|trained|programmed|created) you\b|\bhow old are you\b|\bare you (?:an?|human|real|alive|happy|conscious|married)\b"
)


# What a question for all entries of a kind is made of, beside words of grammar: "show me every practice in the toolkit".
_ALL = frozenset(
    """all altogether alphabetical alphabetically any available best can case cases catalogue chronological collected collection
    collections complete completely contain contained contains corpus could count database default display document entire
    every everything example examples exist existing exists find full fully get give good have held here hold holds in include
    included includes inventory kindly known like list listed listing look many me more name named names need now number
    numbered one order our overview please practice practices present presented print programme programmes program programs
    project projects provide report reports schemes initiatives initiative scheme see set share show single still there
    title titles together toolkit total us want whole you your""".split()
)
_TELLING = frozenset(
    "each other others another both between this that these those them they it he she not never no nor without against".split()
)
"""Words of grammar that stand for something else or deny it: "which schemes did not go well?" asks for no full list."""


def asks_for_all(text: str) -> bool:
    """Say whether a question asks for all entries of a kind: it holds no word that could tell anything else."""
    spans = talk_spans(text)
    said = [word for word in words(text) if not any(start <= word.start < end for start, end in spans)]
    return all(word.lower in _ALL or (word.is_function and word.lower not in _TELLING) for word in said)


def asks_judgement(text: str) -> bool:
    """Say whether a question asks for an opinion, a forecast or advice in a personal matter."""
    return _JUDGEMENT.search(fold(text)) is not None


_WHAT_TO_DO = re.compile(
    r"^(?:and |so |but )?(?:should|must|ought) (?:we|clusters?|cluster managers?|policymakers?|policy-makers?|governments?|authorities|regions?|smes)\b"
)


def asks_for_advice(text: str) -> bool:
    """Say whether a question asks which recommendation fits, or whether those whom they address should do something."""
    return _WHAT_TO_DO.search(fold(text)) is not None or asks_for_recommendation(text)


def is_scaffold(word: str) -> bool:
    """Say whether a folded word only frames a question ("what does the report say about")."""
    return word in _SCAFFOLD
