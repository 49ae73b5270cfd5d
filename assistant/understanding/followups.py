"""Follow-ups: the wording by which a short question points back to what was said before."""

from __future__ import annotations

import re

from assistant.understanding.exclusions import UNRELATED
from corpus.entry import Kind

OPENER = re.compile(
    r"^(?:(?:(?:good to know|nice to know|i see|got it|understood|interesting|lovely|nice|perfect|excellent|super|aha|oh|ah)(?=\s*[,.!;:])"
    r"|and|but|so|ok(?:ay)?|also(?!\s+(?:those|the ones|the practices|from|in))|then|now|well|thanks|thank you|great|good(?! to \w)|fine|yes|right|hm+|please|by the way(?=,? \w)|go on(?=,? \w))\b[,.! ]*)+",
    re.I,
)
# "Who uses it, for example?": said by the way, and asking nothing.
ASIDE = re.compile(
    r",?\s*\b(?:for example|for instance|by now|by the way|this time|after all|in the end|anyway)\b(?=\s*[?.!,]|$)",
    re.I,
)
# "New topic. How were the experts picked?" has nothing to do with what was said before.
# "I remember there was also a Spanish call where few applied, why was that?": the message itself says what "that" is.
INTRODUCES = re.compile(
    r"^(?:(?:and|but|so|ok|oh|well|hm+),? )*(?:(?:i|we) (?:remember|recall|think|believe|heard|read|know)(?: that)?,? )?"
    r"(?:there (?:is|was|are|were) (?:also )?|there['’]?s (?:also )?|(?:was|were|is|are)n['’]?t there (?:also )?"
    r"|(?:they|you|it|(?:that|this|the same) country|[A-Z][\w ]{2,20}?) (?:also (?:has|have|had|did|ran|made|published|runs|makes)"
    r"|(?:has|have|had|did|made|ran|published)\b(?=[^,.?;]*\b(?:as well|too)\b)) )"
    r"(?P<what>[^?.;]+?)(?:[,?.;:]| [-–—]) +(?P<asked>(?:and |so |but )?(?:what|who|whom|why|when|where|how|which)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
# "And the one by the research ministry?" is another programme of the country.
THE_OTHER = re.compile(
    r"^(?:(?:and|or|but|so|what about|how about) )*the (?:other )?one (?P<which>(?:by|run by|led by|from|of|for|on|with) .+)$",
    re.IGNORECASE,
)
ALSO = re.compile(r"\b(?:as well|too|also|else|other|others|another)\b", re.IGNORECASE)
NEW_TOPIC = re.compile(
    r"^(?:(?:and|but|so|now|ok(?:ay)?|then|well)\b[, ]*)*(?:(?:i have |i've got |here is |here's )?(?:an?)?(?:other|different|new|next|separate|unrelated|further|last)"
    r" (?:question|topic|subject|matter|thing|point|theme)|(?:to |on |now )?(?:something|anything) (?:completely |quite |entirely |totally )?(?:else|different|new)(?: before i forget| quickly| first)?"
    r"|(?:a )?change of (?:topic|subject)|on (?:another|a different) (?:note|subject|topic|matter)|moving on|(?:leaving|setting|putting) (?:all |the |those |these )*(?:examples?|practices?|lists?|countries|recommendations?|that|this|it) aside|(?:switching|changing) (?:topics?|subjects?))"
    r"(?: now| then| altogether)?\s*[:.,;–-]+\s*",
    re.I,
)
_SORRY = (
    r"(?:(?:no|nope|sorry|actually|wait|hang on|hold on|oops|wrong (?:country|one|place|region|year|name|word|list|practice|recommendation)|my mistake|my bad|typo|i mistyped|i mis-?typed|i was wrong|that was wrong"
    r"|i(?:'ve| have)? (?:mixed|muddled|confused|got) (?:(?:them|that|it|this|these|those|things|the (?:two|names)) ?)?(?:up|confused|wrong)?)\b[,.:! ]*)"
)
_MEANT = r"(?:i (?:meant|mean|was asking|asked|wanted|am asking|am after)(?: about| for)?|i(?:'m| am) (?:more |rather )?(?:asking|after|interested in)(?: about)?|i(?:'d| would) rather (?:know about|hear about|see|have)|rather|make it|make that)"
_REJECTED = r"(?:not|i (?:did not|didn't|do not|don't) mean)"
# Each names what is wanted; "rejected" is what is taken back. "Not the Walloon one" alone says nothing else.
CORRECTIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_SORRY}*(?:{_MEANT}\s+)?(?P<wanted>[^?]{{2,60}}?)(?:\s*[,;–-]\s*|\s+and\s+)(?:and )?not\s+(?P<rejected>[^?,;:]{{2,40}}?)[.! ]*$",
        rf"^{_SORRY}*{_REJECTED}\s+(?P<rejected>[^?,;:.–]{{2,60}}?)\s*(?:[,;:.–]\s*(?:but\s+)?|\s-\s|\s+but\s+)(?:rather\s+|{_MEANT}\s+)?(?P<wanted>.+)$",
        r"^(?P<wanted>[^?]{2,40}?)\s+(?:instead of|rather than)\s+(?P<rejected>[^?,;:]{2,40}?)[.!? ]*$",
        rf"^{_SORRY}*(?:instead of|rather than)\s+(?P<rejected>[^?,;:]{{2,40}}?)\s*[,:;–-]\s*(?P<wanted>.+)$",
        r"^(?P<wanted>[^?]{2,40}?)\s+instead[.!? ]*$",
        rf"^{_SORRY}*{_MEANT}\b[,: ]*(?P<wanted>.+)$",
        rf"^{_SORRY}+(?:not that\b)?[,: ]*(?P<wanted>.+)$",
    )
)
AFTER_ALL = re.compile(
    r"[, ]+(?:after all|actually|really|please|of course|in fact|sorry|instead)[.!? ]*$", re.IGNORECASE
)
ABOUT = re.compile(
    r"^(?:what|how) about\b\s*|^what (?:is there )?(?:on|for|regarding|concerning)(?= (?!it\b|this\b|that\b|them\b)[\w-]+(?: [\w-]+){0,3}\W*$)\s*|^(?:can you |could you )?remind me (?:of|about)\b\s*|^(?:the )?same (?:question )?(?:for|with|but (?:for|in|from))\b\s*"
    r"|^and (?:what |how )?(?:about|for|on|with)\b\s*|^(?:for|on)\b(?!\s+(?:how|what|which|whom)\b)\s*",
    re.I,
)
# "Tell me which of them are national", "say which ones".
TELL_WHICH = re.compile(r"^(?:please )?(?:tell|show|say|name|mark)(?: me| us| to me)?,? (?=which (?:of|ones?)\b)", re.I)
# "List the ones on hydrogen", after a list of more.
LIST_ONES = re.compile(
    r"^(?:(?:list|show|name|give)(?: me| us)? )(?:only |just )?(?:the|those) (?:ones|practices|examples) (?=(?:on|about|from|in|at|with|for|since|before|after)\b)"
    r"|^(?:the|those) ones (?=(?:on|about)\b)",
    re.I,
)
# "Shorter, please", "can you say that in simpler words?": the same once more.
SAY_AGAIN = re.compile(
    r"^(?:(?:can|could|would) you )?(?:please )?(?:(?:say|put|explain|give|make|tell|write|rephrase|repeat) (?:me |us )?(?:it|this|that)?(?: again)?,? ?)?"
    r"(?:(?:a bit |much |even )?(?:shorter|briefer|simpler|more simply|more briefly)|in (?:one|a single|two|fewer|simpler|plain|other|simple) (?:sentences?|words?|lines?|terms|language|english)|briefly|again)"
    r"(?: please|,? (?:please,? )?for (?:a|the|my|our) (?:slides?|talk|newsletter|audience|citizens|mayor))*[?.! ]*$"
    r"|^(?:please )?(?:(?:can|could|may) (?:i|we) (?:have|get|see|hear|read) (?:that|it|this|them) (?:again|once more)|(?:(?:can|could|would) you )?(?:please )?(?:repeat|say) (?:that|it|this|them)(?: again| once more)?"
    r"|once more|same again)(?:,? please)?[?.! ]*$",
    re.I,
)
# "Two more", "another three, please", "one more example".
SOME_MORE = re.compile(
    r"^(?:(?:and|please|give me|show me|can you give me|i want|name) )*(?:(?P<number>two|three|four|five|[2-5]) (?:more|others)|another (?P<others>two|three|four|five)|some more|a few more)"
    r"(?: (?:examples|practices|ones|of (?:them|those|these)))?(?:,? please)?[?.! ]*$",
    re.I,
)
MORE = re.compile(
    r"^(?:(?:can|could|would) you )?(?:please )?(?:tell me (?:some )?more|(?:tell me|say) a (?:little |tiny )?bit more|say more|more|more details?|go on|continue|carry on"
    r"|elaborate|expand|what else|anything else|in more detail|more about (?:it|this|that|them)|explain (?:it |this |that )?more"
    r"|tell me more about (?:it|this|that|them)|give me (?:more )?details?|details?|and then)\b[?.! ]*(?:please)?[?.! ]*$",
    re.I,
)
NUMBERS = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
    r"|last but one|last|final|middle|\d{1,2}(?:st|nd|rd|th))"
)
# "What is in the second part? And the third?", "the first digital recommendation"
ORDINAL_PART = re.compile(
    rf"\b(?P<number>{NUMBERS}) (?:(?:part|pillar|theme|chapter|section)|(?:[\w-]+ )?recommendation)\b", re.I
)
# "And in the second phase?" after what was asked of the third.
ANOTHER_OF_THEM = re.compile(
    rf"^(?:and |but |so )*(?:(?:what|how) about )?(?:in |for |during |of |at |under )?(?:the |its |their )?(?P<number>{NUMBERS}) (?P<noun>[a-z]{{4,}})\W*$",
    re.I,
)
# "Explain the difference", "what sets them apart?": asks no more than the comparison before it.
ONLY_COMPARES = re.compile(
    r"^(?:please |and |so |can you )*(?:compare(?: (?:the two|them|both|these))?|(?:explain|tell me|what(?:'s| is| are)) the differences?(?: between (?:the two|them|both))?|differences?"
    r"|what sets (?:the two|them) apart|how (?:do|are) (?:they|the two) (?:differ|different))(?:, [^?]*)?[?.! ]*$",
    re.I,
)
# "And the first one in the next part?"
BESIDE_PART = re.compile(
    r"\bthe (?P<way>next|following|previous|preceding) (?:part|pillar|theme|chapter|section)\b", re.I
)
MORE_ABOUT = re.compile(
    r"\b(?:more|details?|something) (?:about|on) (?P<what>(?!(?:it|this|that|them|these|those)\b)[^?.!,;]+?)[?.! ]*$",
    re.I,
)
# "And in the remaining part?" after two of three.
REMAINING_PART = re.compile(
    r"\bthe (?:remaining|other|last remaining|only other|missing) (?:one )?(?:part|pillar|theme|chapter|section)\b",
    re.I,
)
BARE_NUMBER = re.compile(r"^(?:(?:now|then|and) )*(?:the )?(?:number|no\.|nr\.?) (?P<number>\w+)[?.! ]*$", re.I)
BARE_ORDINAL = re.compile(  # "the third one" is one of the recommendations that were listed
    rf"^(?:(?:and|what about|how about|in|what is in) )*(?:the )?(?P<number>{NUMBERS})(?: part)?[?.! ]*$", re.I
)
ITEM = (
    r"(?:one|recommendation|practice|example|item|project|programme|program|entry|point|term"
    r"|(?:one )?(?:of|in|from|on) (?:them|these|those|the list|that list|your list))"
)
_ENDS = r"(?=\s*(?:[?.!,;:–-]|$|(?:and|or|in|please|has|have|had|exist|existed|there|is|was|say|says|do|does|did|about|on|for|mean|means|again|only|begin|began|start|started|run|end|happen|cost|get|work|go|recommend|want|ask|concern|cover|mention|belong|differ|relate|last)\b))"
# "the second one", "the fourth of them", "and the third?"; not "when did they first meet" or "the first to sign".
ORDINAL_PHRASE = re.compile(
    rf"(?<!\bits )(?<!\btheir )(?<!['’]s )\b(?:the |number )?{NUMBERS} {ITEM}\b"
    rf"|\bthe (?:{NUMBERS}|former|latter){_ENDS}"
    rf"|^{NUMBERS}(?=\s*[?.!]*$)",
    re.I,
)
_COUNTED = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
_ITEM_LABEL = r"(?:the |items? |numbers? |nos?\.? ?|nrs?\.? ?|points? )*"
SEVERAL_ITEMS = re.compile(
    rf"\b{_ITEM_LABEL}(?:{NUMBERS}|{_COUNTED}|#\d{{1,2}})(?:(?:, | and |, and | & ){_ITEM_LABEL}(?:{NUMBERS}|{_COUNTED}|#\d{{1,2}}))+(?: ones?)?\b{_ENDS}",
    re.I,
)
# "The third paper", "the second one": a noun that is counted.
ORDINAL_NOUN = re.compile(rf"\b(?:the )?{NUMBERS} (?P<noun>[\w-]+)\b", re.I)
ITEM_NUMBER = re.compile(
    rf"(?:(?:\b(?:the )?(?:number|nr|no|num|item|point)\b\.? ?|#)\s*({_COUNTED})|^(\d{{1,2}}))\b{_ENDS}",
    re.I,
)
_DESCRIBED = (
    r"(?:one|practice|example|project|programme|program|cluster|initiative|scheme|booklet|study|paper|recommendation)"
)
# "the Canadian one", "the one from Japan", "the one on hydrogen": a member of a list by what limits it.
LIMITED_ONE = re.compile(
    rf"\b(?:the|that|this)\s+((?:(?!(?:other|same|next|previous|whole|report|is|are|was|does|do)\b)[\w’'-]+\s+){{1,3}}){_DESCRIBED}s?\b(?!\s+(?-i:[A-Z]))"
    r"|\b(?:the|that) one (?:from|in|of|for|on|about|with|by|that|which|who)\b"
    r"((?:\s+(?!(?:does|do|did|has|have|had|was|what|who|how|when|where|why)\b)[\w’'-]+){1,7})",
    re.I,
)
# "The one that straddles a border, who is in it?": first what the question is about, then the question.
HEAD = re.compile(
    r"^(?:(?:what about|how about|as for|in|at|for|of|from|with|under|on) )?(?P<head>(?:the|that|this|those|these) [^,:;?–]{2,60}?)\s*(?:[,:;–]|\s-)\s*"
    r"(?P<asked>(?:(?:by|in|at|on|for|from|with|since|until|to|of|under) )?"
    r"(?:what|who|whom|whose|when|where|which|how|why|is|are|was|were|does|do|did|has|have|had|can|could)\b.+)$",
    re.I,
)
# "How do they do it in Flanders?" asks the same of another place.
DO_IT = re.compile(
    r"^how (?:do|does|did|is|are|was|were) (?:they|it|that|this|people) (?:(?:do|handle|manage|solve) (?:it|that|this)|done|handled|managed|solved|work)"
    r" (?=(?:in|for|at)\b)",
    re.I,
)
# "Which countries are the examples from?": those on what was talked about.
THE_EXAMPLES = re.compile(
    r"\b(?:the|these|those) (?:examples|practices|cases|projects)\b(?! (?:on|about|of|in|for|that|which|with|under|to|you|filed|matched|at|dealing|listed|from \w))",
    re.I,
)
# "What are the names of the Slovak ones?", where things were asked about and no entries listed.
SUCH_ONES = re.compile(r"\bthe [\w-]+ (?P<ones>ones)\b|^which (?P<which>ones)\b", re.I)
# "The second round" may be called a call, a wave or a phase.
ROUNDS = "round wave call edition phase stage tranche cycle batch cohort generation"
ROUND = re.compile(rf"\b{NUMBERS} (?:{ROUNDS.replace(' ', '|')})\b", re.I)
# "The other Hungarian one", of which one was talked about.
OTHER_ONE = re.compile(r"^(?:in |from |of |for )?(?:the|that) other (?P<what>[\w-]+(?: [\w-]+){0,2} one)\b", re.I)
# "The one not about hydrogen", "the one without a law", "tell me about the one that has nothing to do with Germany".
UNLIKE = re.compile(
    rf"\b(?:not|without|{UNRELATED})\b (?P<what>.+)$",
    re.I,
)
ONE_UNLIKE = re.compile(
    r"\b(?:the|that) (?:one|practice|recommendation|example) (?:(?:that|which) )?(?:(?:is|has|was|had|does|did|comes?|deals?) )?"
    rf"(?:not|without|{UNRELATED}) (?P<what>(?:[^,:;?.!]|\.(?=\d))+)",
    re.I,
)
MERELY_ABOUT = re.compile(
    r"^(?:tell me|describe|explain|summari[sz]e|compare|what (?:does|do) .+ (?:say|recommend|contain|cover)\b)", re.I
)
"""What asks for nothing in particular about its subject."""
PLURAL_ONES = re.compile(
    r"\b(?:ones|practices|examples|projects|programmes|programs|clusters|initiatives|schemes)$", re.I
)
LIST_THEM = re.compile(
    r"^(?:and |also |please )*(?:(?:name|list|show|give me|tell me|enumerate) (?:me )?(?:it|it or them|them|those|these|(?:the|those|these) (?:practices|examples|ones)|(?:each|all|every one) of (?:them|those|these))(?: all)?(?:,? (?:too|as well|please))*"
    r"|which(?: ones)?(?: are (?:they|these|those))?|what are (?:they|(?:these|those)(?: practices| ones)?))[.!? ]*$",
    re.I,
)
# "Back to Styria, which strategy is that part of", "the Irish one again, how many members has it".
BACK_TO = re.compile(
    r"^(?:(?:let'?s|let us|can we|could we|i'd like to|i want to|may i|to) )*(?:go(?:ing)? |com(?:e|ing)? |get(?:ting)? )?"
    r"(?:back|return(?:ing)?|once more|once again|again) (?:once more )?to (?:the (?:case|matter|question) of )?(?P<about>[^:;?]+?)"
    r"(?:\s*[:,;.–-]\s*(?P<asked>\S.+))?[.!? ]*$"
    r"|^(?P<again>(?:the|that) [^,:;?]+?) again(?:\s*[:,;.–-]\s*(?P<then>\S.+))?[.!? ]*$",
    re.I,
)
# "What was the first country again?": what was asked then is asked once more.
EARLIER = re.compile(
    rf"^(?:what|which|who|where) (?:was|were|is) (?:the|my|our|your) (?P<which>{NUMBERS})"
    r" (?P<noun>(?:question|topic|subject|thing|countr(?:y|ies)|place|region)\b|[\w'-]+(?= again\b))(?: (?:i|we) asked(?: about)?)?(?: again)?[?!. ]*$",
    re.I,
)
ALTOGETHER = re.compile(
    r"^(?:and )?(?:in total|in all|altogether|all together|overall|all in all|in sum)\b[?.! ]*$", re.I
)
COUNT_THEM = re.compile(
    r"^(?:and |so )?how many(?: of (?:them|these|those))?(?: (?:is|are|were|does|do|did) (?:there|they|these|those|that|it|you (?:have|hold)|we have))?"
    r"(?: (?:in total|in all|altogether|all together))?[?.! ]*$"
    r"|^(?:and |so )?how many (?:did|have) (?:you|we) (?:just )?(?:list|name|show|give|listed|named|shown|given)(?: (?:me|us|there|in all|in total))*[?.! ]*$"
    r"|^(?:and |so )?how many (?:(?:are|is) )?(?:left|remain(?:ing|s)?)(?: now| then)?[?.! ]*$"
    r"|^(?:please |and |now |can you |could you )*count (?:them|these|those)(?: (?:for me|up|all|please))*[?.! ]*$",
    re.I,
)
APPENDED = re.compile(r"^(?:in|per|by|at|with|without|since|before|after|during)\b", re.I)
PARTS = re.compile(r"\b(?:parts|pillars|themes|headings|chapters|sections)\b", re.I)
FIRST_FEW = re.compile(rf"\b(?:the )?(first|last) ({_COUNTED})\b(?: of them| ones| recommendations| practices)?", re.I)
BOTH = re.compile(
    r"\bboth(?: of (?:them|these|those))?\b|\bthe two(?: of them)?\b|\beach of (?:them|these|those)\b"
    r"|(?:(?<=\b(?:in|of|to|by) )|(?<=\bfor )|(?<=\bfrom ))each\b(?=\W*$)",
    re.I,
)
OTHERS = re.compile(
    r"(?:\bthe (?:two |three |four )?|^)(?:others|other ones|rest|remaining ones|other (?:two|three|four))\b"
    r"|\bthe other(?: (?:one|half))?\b(?=\s*(?:[?.!,;:]|$|(?:is|was|do|does|did|about|in)\b))",
    re.I,
)
# "What do the others in that part say?", "and the other four on digital?"
OTHERS_OF_PART = re.compile(
    r"\bthe (?:(?:two|three|four) )?(?:others|other (?:ones|recommendations|two|three|four)|rest|remaining (?:ones|recommendations|two|three|four))\b"
    r"(?: recommendations| ones)? (?:on|in|of|about|from|under) (?P<part>(?:the |that |this |its |same )*[\w-]+(?: part| pillar| theme| chapter| heading)?)\b",
    re.I,
)
# "And what were the other two about?"
OTHER_FEW = re.compile(r"\bthe other (?:one|two|three|four)\b", re.I)
# "Which ones are left in that part?"
LEFT = re.compile(
    r"^(?:which|what)(?: ones?)?(?: of (?:them|these|those))? (?:are|is) (?:still )?(?:left|missing|remaining)(?: (?:in|of|from) (?:that|this|the same) (?:part|pillar|list|group))?[?.! ]*$",
    re.I,
)
NUMBER_OF_THEM = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen)"
_THEM = rf"(?:them|these|those|the (?:(?P<{{}}>[\w-]+) )?(?:{NUMBER_OF_THEM}|others|rest))"
_SOME = r"(?:which|any|some|how many|how much|one|ones|all|none|each|either|two|three|who|most)(?: ones?)?"
# "Is one of them about forests?", "do any of these mention skills?", "any of those older than 2005?"
ASKS_MEMBERS = re.compile(
    rf"^(?:(?:for|in|from|with|by|to|at|of)\s+)?(?:(?P<verb>is|are|was|were|do|does|did|has|have|had|can|could)\s+)?(?P<some>{_SOME}) of {_THEM.format('sort')}\b\s*(?P<rest>.*?)[?.! ]*$"
    rf"|^(?P<which>which (?:ones?|two|three))\b\s*(?P<asked>.+?)[?.! ]*$"
    rf"|^(?P<before>.*?)\b(?:among|out of|amongst) {_THEM.format('kind')}\b,?\s*(?P<after>.*?)[?.! ]*$",
    re.I,
)
# "Any others that worked on masks?", "is there another one in Austria?", "who else does it?"; not "the others".
OTHERS_BESIDE = re.compile(
    r"^(?:(?:(?:is|are) there|do (?:you|we) (?:have|know|hold)|can you (?:show|give|name)(?: me)?|show(?: me)?|give(?: me)?|name|what|which|any|some"
    r"|what about|how about)\s+)*(?:(?:any|some|all|an)\s*)?(?:other|others|another|an other)\b"
    r"(?:\s+(?P<noun>ones?|recommendations?|practices?|examples?|cases?|projects?|programmes?|programs?|initiatives?|schemes?))?\s*(?P<rest>.*?)[?.! ]*$"
    r"|^(?:(?:is|are) there )?(?:who|what|where|which|any(?:thing|one|body)|some(?:thing|one|body)) else\b\s*(?P<else>.*?)[?.! ]*$",
    re.I,
)
# "Anything similar elsewhere?", "any others like it?"
SIMILAR = re.compile(
    r"^(?:(?:and|so|is|are|there|do you have|have you got|does|did|has|can you show me|show me) )*(?:any(?:thing|body|one)?|some(?:thing|one)?|others?|other ones|another|ones?|practices?|examples?)"
    r"(?: else)?(?: (?:others?|ones?|practices?|examples?|projects?))?(?: (?:done|doing|do|did))?(?: something| anything)? ?(?:similar|like (?:it|that|this)|of (?:that|this) (?:kind|sort)|comparable|along (?:those|these) lines)\b"
    r"(?: (?:in|from) [\w’' -]+| elsewhere| somewhere else| anywhere else| abroad)?[?.! ]*$",
    re.I,
)
# "Who else joined later?" asks of what was talked about.
TAKING_PART = re.compile(
    r"^(?:(?:has|have|had|is|are|was|were|can|could|may|will|did|does) )?(?:joined|joins?|part|takes? part|took part|taken part|involved|behind it|belongs?|participat\w+|signed|contribut\w+|pays?|paid|funds?|funded|benefit\w*|in it|on board)\b",
    re.I,
)
# "What else came after the report?"
HAPPENING = re.compile(
    r"^(?:came|comes?|happen(?:ed|s)|did|does|do|is|are|was|were|has|have|had|can|could|should|will|would|\w+ed)\b",
    re.I,
)
OTHER = re.compile(r"\b(?:other|another|further)\s+(?=\w)", re.IGNORECASE)
BESIDES = re.compile(
    r",?\s+(?:besides|other than|apart from|aside from|except(?: for)?|excluding|not counting)\s+(?:those |the ones |practices )?(?P<what>[^?]+?)\s*(?=[?.!]*$)",
    re.I,
)
# "What is the difference?" and "which is older?", of the two that were talked about last.
DIFFERENCE = re.compile(
    r"^(?:(?:please )?(?:tell|show|give|explain)(?: me| us)? |what(?:'s| is| are) )?the (?:main )?differences?(?: between (?:them|the two|these|those))?(?:,? please)?[?.! ]*$"
    r"|^.{0,50}\bdifferences? between (?:these|those|the) two\b[^;:]*$"
    r"|^how do(?:es)? (?:they|the two|both|these|those|(?:these|those) two|the two of them) (?:differ|compare)\b[^,;:]*$",
    re.I,
)
_MORE_OR_LESS = r"(?:older|newer|bigger|larger|smaller|longer|shorter|earlier|later|younger|richer|more recent)"
# "Is the one in Luxembourg older?", "same year as the Indian one?": asked of what was talked about and of something else.
COMPARED_WITH = re.compile(
    rf"^(?:is|are|was|were|did|does|do|has|had) (?P<other>(?!it\b|this\b|that\b|they\b).+?) (?:(?:set up|start(?:ed)?|begin|begun|founded|launched) )?{_MORE_OR_LESS}(?: than (?:it|this|that|they))?[?.! ]*$"
    r"|^(?:(?:is|was|are|were|in|at|on|it|this|that|they|did|does) )*(?:the )?same [\w-]+ as (?P<same>.+?)[?.! ]*$"
    r"|^(?:does|do|did|is|are) (?P<like>(?!it\b|this\b|that\b|they\b|any).+?) (?:(?:say|recommend|propose|ask for|want|do|offer) )?(?:(?:something|anything|much|exactly|just) )?"
    r"(?:similar|the same|alike|like (?:it|that|this))(?: (?:thing|idea|to (?:it|that|this)))?[?.! ]*$"
    r"|^(?:(?:how|what|in what way) (?:does|do|did|is|are) (?:it|this|that|they) )?(?:compared?|in comparison|versus|vs\.?|as opposed|in contrast|different(?= from)|differ(?= from))"
    r"(?: (?:to|with|from))? (?P<to>.+?)[?.! ]*$",
    re.I,
)
WHICH_IS_MORE = re.compile(
    r"^which (?:one |of (?:them|the two) )?((?:is|was|are|were|has|had|got|started|came|began)\b(?: the)? (?:older|newer|bigger|larger|smaller|earlier|later|longer|first|more\b.*))[?.! ]*$",
    re.I,
)
OLDEST = re.compile(
    r"^(?:and |so )?(?:(?:which|what)(?: one)?(?: of (?:them|these|those))? (?:is|was) )?the (oldest|earliest|newest|latest|most recent|youngest)"
    r"(?: (?:one|of (?:them|these|those|all)))?[?.! ]*$",
    re.I,
)
NEXT = re.compile(
    r"^(?:and |what about |so )*(?:(?:the|which|what)(?: one| recommendation| practice)?|one)(?: (?:that|which))?(?: (?:stands?|comes?|is|goes|listed))?(?: just| right| directly| immediately)?"
    r" (before|after)(?: (?:it|that|this)(?: one)?)?[?.! ]*$"
    r"|^(?:and |so )*(?:(?:which|what)(?: one| recommendation| practice)?|the one(?: that| which)?) (follows|precedes)(?: (?:it|that|this)(?: one)?)?[?.! ]*$"
    r"|^(?:the |and (?:the )?|what(?:'s| is| comes) )?(next|following|previous|preceding)(?: (?:one|recommendation|practice|item|entry))?(?: (?:after|before) (?:it|that|this))?(?: (?:in|on) (?:the|that|this|your) list)?[?.! ]*(?:please)?[?.! ]*$",
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
    r"|network|partnership|term|concept|one|organisation|organization|body|group|meeting|paper|study|act|call|event|platform|idea|notion|approach|principle|method|instrument)"
)
DEFINITE = re.compile(
    rf"\b(?:this|that|the|the same|said)\s+(?:same\s+)?{GENERIC}\b(?!\s+(?:of|for|on|in|from|about|that|which|between)\b)(?!\s+(?-i:[A-Z]))",
    re.I,
)
THAT_PLACE = re.compile(
    r"\b(?:that|this|the same)\s+(?P<sort>country|region|province|place|part of (?:the world|europe))\b(?!\s+of\b)",
    re.I,
)
# "And for the whole of the country?" after what is told of one of its regions.
WHOLE_COUNTRY = re.compile(
    r"\b(?:the |that )?(?:(?:whole|entire|rest) (?:of (?:the|that) )?country|country (?:as a whole|overall))\b", re.I
)
# "What day was the document itself published?"
REPORT_ITSELF = re.compile(
    r"\b(?:the|this|that) (?:document|publication|paper|text|report) (?:itself|as such|as a whole)\b", re.I
)
# "Anything else from there?"
ELSE_THERE = re.compile(r"\b(?:else|others?|another)\b.*\b(?:from|in|over) (?P<there>there)\b", re.I)
FIRST_PERSON = re.compile(r"\b(?:i|me|my|mine|we|us|our|ours)\b", re.I)
PLURAL_PRONOUN = re.compile(r"\b(?:they|them|these|those|their)\b", re.I)
POSSESSIVE = re.compile(r"\b(?:its|their|his|her)\b", re.I)
PERSONAL = re.compile(  # "IT people" are no pronoun
    r"\b(?:(?-i:[Ii]t)|they|them|these|those|he|she|him)\b"
    r"(?!\s+(?:is |'s )?(?:true|possible|clear|known|likely|report|recommendations|practices|two|three))"
    r"(?!'s (?:true|possible|clear))",
    re.I,
)
BARE_THAT = re.compile(
    r"(?<!\ball )(?<!\ball of )\b(?:this|that)\b(?=\s*(?:[?.!,]|$|(?:start|begin|began|happen|work|mean|come|came|end|cost|run|take|exist|help|apply|do|done"
    r"|say|involve|include|differ|relate|compare)\b))"
    r"|(?:(?<=\bis )|(?<=\bare )|(?<=\bwas )|(?<=\bdoes )|(?<=\bdid )|(?<=\bhas ))(?:this|that)\b"
    r"(?=\s+(?:for|from|in|at|on|with|to|by|of|about|under|again|then|\w+ly|\w+ed)\b)"
    r"|\bthis\b(?=\s+(?:for|from|in|into|at|on|with|to|by|of|about|under)\b)",
    re.I,
)
_KIND = r"(?:recommendations?|practices?|examples?|cases?|projects?|ones?|others?|parts?|else|about)"
_WH = rf"(?:whom|what|when|where|(?:which|what) (?!{_KIND}\b)[\w-]+|whose [\w-]+|how (?:long|often|far)|how (?:many|much)(?: (?:[\w-]+s|people|staff|money))?)"
_PREPOSITION = (
    r"(?:by|in|at|on|for|from|with|since|until|till|to|under|of|through|between|into|within|during|against|about)"
)
# "Led by whom?", "Paid by?", "founded when?", "Since when?", "With how many firms?", "Which page?"
FRAGMENT = re.compile(
    rf"^(?:(?P<done>(?!wh|how|then)\w+(?:ed|en|un|ne|id|nt|lt|ld|de|ought|et|led|run|set up)\b(?: up| out)?)\s*)?(?:(?P<by>{_PREPOSITION})\b\s*)?(?P<wh>{_WH}|who|why)?(?:\s+(?:exactly|precisely|then))?[?!. ]*$",
    re.I,
)
ONLY_DONE = re.compile(r"^(?P<done>(?!need|indeed|red\b|bed\b|speed|feed|seed|exceed)[a-z]{3,}ed)[?!. ]*$", re.I)
WHAT_WAS_DONE = re.compile(
    r"^(?P<asked>(?:when|where|how|why|by whom|in which \w+|in what \w+) (?:was|were|is|are) (?:the |an? )?.+ )(?!the\b)[a-z]{3,}(?:ed|en|un|wn|ought|et up|made|held)[?!. ]*$",
    re.I,
)
BARE_WH = {
    "who": "Who is behind {}?",
    "by whom": "Who is behind {}?",
    "when": "When was {}?",
    "since when": "Since when has {} existed?",
    "until when": "Until when does {} run?",
    "which year": "Which year was {}?",
    "in which year": "Which year was {}?",
    "where": "Where is {}?",
    "why": "What are the reasons for {}?",
    "how many": "How many does {} have?",
    "how much": "How much money does {} have?",
    "how long": "How long is {}?",
    "for how long": "How long does {} last?",
    "for whom": "For whom is {}?",
    "to whom": "Who is addressed by {}?",
}
# "How many members from industry?", "which sectors?": a noun that is asked of what was talked about.
COUNTED_NOUN = re.compile(
    r"^(?:(how many)\s+((?:[\w’'-]+\s+)?[\w’'-]+s(?:\s+(?:from|of|in|with)\s+[\w’'-]+)?)|(which|what)\s+((?:(?!\w+ed\b)[\w’'-]+\s+)?(?!about|on|else|now|next|then|\w+wards)[\w’'-]+s))[?!. ]*$",
    re.I,
)
# "Which country is that?" asks no more than "Which country?".
IS_THAT = re.compile(r"(?<=\w) (?:is|was|are|were) (?:that|it|this|those|they)(?: (?:in|from|at))?(?=[?!. ]*$)", re.I)
# The head of "The booklet: who published it?".
HEADED = re.compile(r"^(?:the|that) ((?:[\w’'-]+ ){0,2}[\w’'-]+)(?=\s*[:;–]\s)", re.I)
IN_FULL = re.compile(r"\bin (?:full|(?:more |some |greater )?detail|short|brief|depth|a few words)\b", re.I)
TRAILING = re.compile(
    r"[, ]+(?:there|then|please|too|as well|instead|in all|in total|altogether|in general|generally|overall)[?.! ]*$",
    re.I,
)
# "How many are there?" of one thing whose title is in the plural.
HOW_MANY_THERE = re.compile(r"^how many (are|were) (?:there|they)[?!. ]*$", re.I)
# "How many are there in Portugal?" after what a word means.
HOW_MANY_SOMEWHERE = re.compile(
    r"^how many (?:of (?:them|these|those) )?(?P<rest>(?:are|were)(?: there)? (?:in|from) .+)$", re.I
)
# "Who took part?", "who can apply?": all that is missing is what it is about.
WHO_DOES = re.compile(
    r"^(who|what|how many|how much)\s+(?!(?:is|are|was|were|about|does|do|did|has|have|had|else)\b)(?:(?:can|may|must|should|could|will)\s+)?[\w’'-]+(?:\s+(?:part|in|out|up|on|for|along))?[?!. ]*$",
    re.I,
)
THAT_WORD = re.compile(r"\b(?:that|this|the) (?:word|term|expression|phrase|concept)\b(?! (?:of|for)\b)", re.I)
THAT_WAY = re.compile(r"\b(?:(?:that|this) way|thereby)\b", re.I)
NEXT_ONE = re.compile(r"\bthe (next|latest|upcoming|coming|most recent) one\b", re.I)
ATTRIBUTE = (
    r"(?:budget|costs?|price|fees?|membership fee|funding|funds|funder|sponsors?|money|amount|size|members|partners|participants|results?|outcomes?|effects?|impacts?"
    r"|aims?|goals?|objectives?|purpose|leader|director|chair|chairman|chairwoman|president|head|manager|owner|founders?|authors?|organi[sz]ers?|coordinator"
    r"|contact|address|phone number|e-?mail|website|web ?page|link|source|page|date|year|start|end|duration|deadline|level|region|country|city|place"
    r"|legal basis|legal form|evaluation|conditions|criteria|rules|target group|beneficiaries|turnover|sales|staff|employees|jobs)"
)
"""What an entry may be asked for in a word or two: "Its budget?", "and the director?", "any results?"."""
ONLY_ATTRIBUTE = re.compile(
    rf"^(?:(?P<any>any)\s+|(?:the|its|their|what|which|with what)\s+)?(?P<what>(?:\w+\s+)?{ATTRIBUTE})[?!. ]*$", re.I
)
THE_ATTRIBUTE = re.compile(rf"\bthe ((?:[\w-]+ )?{ATTRIBUTE})\b(?!\s+(?:of|for|in|on|at|to|between|that)\b)", re.I)
# "When was that page last updated?": the page that tells of what was just answered.
THAT_PAGE = re.compile(
    r"\b(?:that|this|the|its)\s+(page|source|web ?page|website|document|text|entry)\b(?!\s+(?:of|for|on|about)\b)", re.I
)
# "these hubs", "that kind of cluster": a noun that the title of what was answered holds.
# "What did its report find?": a thing of what was talked about, which may have an entry of its own.
ITS_NOUN = re.compile(
    r"\b(?:its|their) (?P<noun>(?:[\w-]+ )?(?:report|paper|study|booklet|facility|programme|call|talk|declaration|panorama|toolkit))\b",
    re.I,
)
# "Should a cluster be in one?", "how do we set up one?": one of what was explained.
ONE_AT_END = re.compile(
    r"(?<=\bin )one(?=\W*$)|(?<=\bof )one(?=\W*$)|(?<=\bfor )one(?=\W*$)|(?<=\bwith )one(?=\W*$)|(?<=\bto )one(?=\W*$)"
    r"|(?<=\bjoin )one(?=\W*$)|(?<=\brun )one(?=\W*$)|(?<=\bhave )one(?=\W*$)|(?<=\bup )one(?=\W*$)|(?<=\bbecome )one(?=\W*$)",
    re.I,
)
DEMONSTRATIVE = re.compile(
    r"\b(?:these|those|this|that|such)\s+(?:(?:kind|sort|type)s? of )?"
    r"((?:[\w-]+ )?(?!(?:exactly|precisely|actually|really|then|now|again|anyway|called|about|is|are|was|were|do|does|did|has|have|had|can|could|must|should|will|would"
    r"|say|says|mean|means|work|get|need)\b)[\w-]+)\b",
    re.I,
)
THERE = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )\bthere\b(?!\s+(?:is|are|was|were|any|an?|no|some|also)\b)", re.I
)
# "What should clusters do there?"
THERE_AT_END = re.compile(r"(?<!is )(?<!are )(?<!was )(?<!were )\bthere\W*$", re.I)
# "Which Austrian practices fit?", "how many did you match to it?": tied to the recommendation talked about.
ENDS_TYING = re.compile(r"\b(?:fits?|match|matches|matched|belongs?|filed|tied|linked|attached)\W*$", re.I)
TYING_TO = re.compile(
    r"\b(?:fits?|match|matches|matched|belongs?|filed|tied|linked|attached|serves?|illustrates?)(?: to| under| with)?\W*$",
    re.I,
)
TIES_TO_IT = re.compile(
    r"\b(?:match\w*|fil(?:e|ed|es)|tied|link\w*|attach\w*|belong\w*|assign\w*|put)\b[^,;?]*?\b(?:to|under|with) (?P<it>it|that|this|that one|this one)\b",
    re.I,
)
MAY_POINT_BACK = re.compile(
    rf"\b(?:{NUMBERS}|one|ones|two|three|number|there|others?|both|same|former|latter|again|back|rest)\b|\bthe {GENERIC}\b",
    re.I,
)
POINTING_BACK = (PERSONAL, POSSESSIVE, DEMONSTRATIVE, BARE_THAT, ORDINAL_PHRASE, ITEM_NUMBER)
_OWN_POSSESSIVE = re.compile(r"\b(?:the|an?|each|every)\s+[\w-]+(?:\s+[\w-]+){0,3}\s+(?:its|their)\b", re.I)


def points_back(text: str) -> bool:
    """Say whether a text stands for something said before; "when did the group adopt its recommendations?" does not."""
    own = _OWN_POSSESSIVE.search(text) is not None
    return any(pattern.search(text) for pattern in POINTING_BACK if not (own and pattern is POSSESSIVE))


SHORTER = re.compile(
    r"^(?:and |now |ok(?:ay)?,? |please |that(?: i|’|')?s too long[,;.:]? ?)*(?:(?:can|could) you (?:please )?)?(?:(?:make|say|put) (?:it|that) )?"
    r"(?:shorter|briefer|briefly|more (?:briefly|concisely)|in (?:one|a single) (?:short )?sentence|too long)(?:,? please)?\W*$",
    re.I,
)
# "And which are still running?" after those that have ended.
WHICH_ARE = re.compile(
    r"^(?:and |but |so )?which(?: ones)? (?=(?:are|were|have|had|began|started|ended|do|did|will)\b)", re.I
)
DEFINITION = re.compile(r"\b(?:definition|meaning)\b", re.I)
# "Which of the green recommendations speaks to that?", "which practice fits?"
_FITS = re.compile(
    r"\b(?:recommendation|rec|practice|example|term|one)s?\b (?:would |will |could |might )?"
    r"(?:fits?|suits?|appl(?:y|ies)|help|helps|backs? (?:us|me)(?: up)?|speaks? to (?:that|this|it)|touch(?:es)? on (?:that|this|it))"
    r"(?: (?:best|most|here|us|me))?\W*$",
    re.I,
)


def leans_on_setting(text: str) -> bool:
    """Say whether a question stands for what was said right before it: "we vent heat. Where do plants pass it on?"."""
    return (
        BARE_THAT.search(text) is not None
        or _FITS.search(text) is not None
        or re.search(r"\b(?:on|about|of|with|for) (?:this|that)\b|\bit\b", text) is not None
    )


FOR_US = re.compile(r"\b(?:for|to) (?:us|me)\b|\bhere\b|\b(?:can|could|should|may) (?:we|i)\b", re.I)
THE_NUMBER = re.compile(
    r"\b(?:the|all|those|these) (two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|\d{1,3})(?=\s*(?:[?.!,;]|$))",
    re.I,
)
# "Which recommendation is behind it?", "what advice does this illustrate?"
BEHIND = re.compile(
    r"^(?:to |under )?(?:which|what)(?: one)?(?: of (?:the|your|these|its))? (?:is the )?(?:recommendation|advice|proposal)s?\b.*\b(?:behind|belongs?|illustrates?|linked|tied|filed|matched|fits?|underl\w+|stands?|goes|go|serves?|supports?|from|under|(?:examples?|cases?|instances?|illustrations?) (?:of|for))(?:\b|$)"
    r"|^(?:which|what) (?:recommendation|advice|proposal) is (?:that|this|it)[?!. ]*$",
    re.I,
)
# "What does the report recommend on that?" after a practice.
RECOMMENDED_ON_IT = re.compile(
    r"^what (?:does|do|did) (?:the (?:report|experts?|expert group|group|recommendations?)|they|it) (?:recommend|advise|say|propose|suggest|want)\b"
    r"(?: clusters?)?(?: to do)? (?:on|about|for|regarding|in) (?:it|this|that|them|those)[?.! ]*$",
    re.I,
)
OPENS = re.compile(
    r"^(?:what|who|whom|whose|when|where|which|how|why|is|are|was|were|does|do|did|has|have|had|can|could|should|tell|list|show|give|name|explain|compare)\b",
    re.I,
)
"""How a question of its own begins."""
ASKS = re.compile(
    r"^(?:(?:by|in|at|on|for|from|with|since|until|to|under) )?(?:what|who|whom|whose|when|where|which|how|why)\b|^(?:is|are|was|were|does|do|did|has|have|had|can|could|should)\b",
    re.I,
)
# "Anything from Norway?" leans on what was said, however complete it looks.
ELLIPTIC = re.compile(
    r"^(?:any(?:thing|body|one)?|something|some(?:one|body)?) (?:else |more )?(?:from|in|around|near|at|by) [^?,;]{2,40}[?.! ]*$",
    re.I,
)
# "Is there one for food companies?" after a definition asks for one of those.
IS_THERE_ONE = re.compile(r"^(?:is|was|are|were) there (?:also |ever |perhaps )?(?:an?other )?one\b(?!\s+of\b)", re.I)
SAYS_IT = re.compile(
    r"\b(?:do|does|did) (?P<who>it|they) (?:also |really )?(?:say|recommend|propose|advise|suggest|mention|cover|tell)\b",
    re.I,
)
FROM_THERE = re.compile(r"\b(?:from|over|up|down|in) there\b", re.I)
ONLY_LEADS = re.compile(r"^(?:with|for|under|of|to|in|about|on)$", re.I)
"""A preposition alone before what is picked: "and with the one about labour markets?" asks the same of it."""
# "Has Sweden done anything along those lines?"
ALONG = re.compile(
    r"\b(?:along (?:those|these|the same) lines|of (?:that|this) (?:kind|sort)|like (?:that|this))\b", re.I
)
# "Who has tried that in Sweden?" after what is recommended.
DONE_THERE = re.compile(
    r"^(?:who|which \w+|what \w+|has|have|did|does|do|is|are)\b.*\b(?:tried|tested|done|did|does|do|doing|started|begun|managed|put)\b(?: out)? (?:that|this|it|so)\b",
    re.I,
)
THOSE_FOR = re.compile(r"^(?:(?:those|the ones|the same|what about|how about|and) )+(?:for|to|of|with|on|under)$", re.I)
MEMBERS_NOT = re.compile(r"^not (?:any|all|one|every|everything|only|just)\b", re.I)
PLURAL: dict[Kind, str] = {
    "recommendation": "recommendations",
    "practice": "practices",
    "term": "terms",
    "background": "facts",
}
# "Any practice that shows how?" is one of what was talked about.
SHOWS_HOW = re.compile(
    r"\b(?:that|which) (?:shows?|tells?|illustrates?|demonstrates?) (?:how|it|this|that)(?: is done| works)?(?=\W*$)",
    re.I,
)
ASKS_EXAMPLES = re.compile(r"\b(?:examples?|practices?|cases?|projects?|who does (?:it|this|that))\b", re.I)
_SHOWN = r"(?:it|that|this|them|these|those|the (?:list|search|selection|question|answer|results?))"
# "widen it to all the Nordic countries", "narrow that down to Finland", "make it Portugal"
ADJUST = re.compile(
    rf"^(?:(?:can|could|would) you |please |now |let'?s |let us )*(?:(?P<wider>widen|extend|expand|broaden|enlarge|open)|narrow|limit|restrict|reduce|confine|cut|trim|boil|change|switch|turn|make)"
    rf"(?: {_SHOWN})?(?: up| out| down)?(?: to| into| by)?\s+(?P<to>.+?)[.?! ]*$",
    re.I,
)
# "I am actually only interested in Catalonia, narrow it down."
INTERESTED = re.compile(
    r"^(?:(?:i(?:['’]m| am) |we(?:['’]re| are) )?(?:actually |really )?(?:only|just) (?:really )?(?:interested in|looking for|after)|(?:(?:now|then|and|next) )+(?:do|try|take)(?: the)?) (?P<to>[^,;.]+?)(?:[,;.].*)?$",
    re.I,
)
ADD = re.compile(
    r"^(?:(?:please|now|and|also) )*(?:add|include|plus|together with)\s+(?:(?:the ones|those|practices) )?(?P<more>.+?)(?: too| as well| also)?[.?! ]*$"
    r"|^(?:how many (?:would|will|is|are|does|do) (?:it|that|this|they|there)(?: be| make)?(?: then)?,? )?if (?:you|we|i) (?:took|take|add(?:ed)?|count(?:ed)?|include(?:d)?|put|bring|brought)"
    r" (?:in )?(?P<with>.+?)(?: in)?(?: too| as well| also)?(?:,? how many\b.*)?[?.! ]*$"
    r"|^(?:and )?how many (?:would|will) (?:it|that|this|they|there) (?:be|make)(?: then)? (?:with|including|counting) (?P<counting>.+?)(?: too| as well| also| added| included)?[?.! ]*$"
    r"|^(?:and )?also (?:the (?:ones|practices)|those) (?P<those>.+?)[.?! ]*$"
    r"|^(?:(?:now|and) )*(?:the|those) (?P<too>.+?) (?:ones|practices) (?:too|as well|also)[.?! ]*$",
    re.I,
)
# "And the year after?", "what about the previous year?"
OTHER_YEAR = re.compile(
    r"^(?:(?:and|now|what about|how about|in) )*(?:the )?(?:(?:next|following|previous|preceding) year|year (?:after|before)(?: that)?|(?:a|one) year (?:later|earlier))[?.! ]*$",
    re.I,
)
DROP = re.compile(
    r"^(?:(?:please|now|just|and|but) )*(?:drop|forget(?: about)?|ignore|remove|leave out|skip|lift|leave aside|without|never mind|regardless of|no matter|(?:in|from|at|of) (?:any|all)|any|all)"
    r"\s+(?:the |that |which |what )?(?P<slot>year|date|time|period|countr|place|region|level|part|pillar|audience|topic|subject)\w*(?: (?:limit|filter|restriction))?(?: again)?[.?! ]*$",
    re.I,
)
WITHOUT = re.compile(
    r"^(?:(?:please|now|and|but|can you|could you) )*(?:take (?:out|away)|strike|exclude|omit|cut(?! (?:(?:it|that|this|them|these|those) )?(?:down|back)\b)|drop|without|except(?: for)?|excluding|not|minus|leave out|remove|skip|leave aside)\s+(?:the |those |any )?(?P<what>.+?)[.?! ]*$"
    r"|^(?:(?:please|now|and|but|can you|could you) )*(?:leave|take|cut|keep|throw) (?:the |those )?(?P<out>(?!it\b|that\b|them\b)[^,?]{2,40}?) (?:out|away|aside|off)(?: of (?:it|the list|that|this))?[.?! ]*$",
    re.I,
)
# "How many remain without the Catalan one?", "if I ignore the weak matches, how many are left?"
COUNT_WITHOUT = re.compile(
    r"^how many (?:of (?:them|those|these) )?(?:remain|are left|are there|is that|does that (?:leave|make)|stay)(?: then)?,? (?:without|not counting|leaving out|if (?:i|we|you) (?:drop|ignore|leave out|take out|skip|forget)) (?:the |those |any )?(?P<what>[^?]+?)[.?! ]*$"
    r"|^(?:if (?:i|we|you) (?:drop|ignore|leave out|take out|skip|forget)|without|leaving out|not counting) (?:the |those |any )?(?P<whom>[^?,]+?),? how many (?:are|is|remain|does|do|would|will|stay)\b[^,]*$",
    re.I,
)
# "Is there something at company level as well?", "and Japan, do they have one?"
SOMETHING = re.compile(r"^(?:is|are) there (?:something|anything|any|some|one|ones)\b", re.I)
SOMETHING_ON = re.compile(
    r"^(?:is|are) there (?:also )?(?:something|anything)(?: else| similar)? (?:on|about|for|to do with|concerning) \w",
    re.I,
)
HAS_ONE = re.compile(
    r"^(?P<where>[^,:;?]{3,40}?)\s*[,:;–]\s*(?:do|does|have|has|is|are|did) (?:they|it|there|you|we|he|she)\b(?: (?:have|has|got|any|one|some|something|anything|too|as well|there|examples?|practices?))*[?.! ]*$",
    re.I,
)
# "And the rest of Spain?" after the practices of one of its regions.
REST_OF = re.compile(
    r"^(?:(?:and|now|what about|how about) )*(?:the )?(?:rest|remainder|others?|other ones|remaining ones) (?:of|in|from) (?P<whole>.+?)[?.! ]*$",
    re.I,
)
# "Its neighbour Sweden": what stands before a name and says only how it is called.
APPOSED = re.compile(r"\b(?:its|their|our|your) (?:[\w-]+ ){1,2}$", re.I)
ONLY = re.compile(
    r"^(?:(?:please|now|and|but|show me|keep|leave) )*(?:only|just)\s+(?:(?:the|those|these) )?(?:(?:ones|practices|recommendations) )?",
    re.I,
)
VERBAL = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|should|will|would|may|must|say|says|run|runs|tell|give|list"
    r"|show|compare|define|explain|summari[sz]e|mean|means|recommend|recommends)\b",
    re.I,
)
