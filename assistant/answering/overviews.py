"""Overviews: what is counted or compared over all practices: the countries they come from, the oldest and newest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.draft import Block, Draft, Passage, label_of
from assistant.understanding.amounts import Superlative, told_of
from assistant.understanding.audiences import asks_who_acts, asks_whom
from assistant.understanding.counts import Count, count_in, counted
from assistant.understanding.filters import Filters, audiences_named, links_of
from assistant.understanding.places import country_name
from assistant.understanding.question import Question
from assistant.understanding.references import cardinal_of
from corpus.chunk import sentence_spans
from corpus.corpus import Corpus
from corpus.entry import Entry
from index.words import fold

UNION = "EU"
"""Stands for practices of the European Union as a whole, which is no country."""
SHOWN_SUMS = 3
"""Practices that are shown where the largest sums are asked for."""
ADDRESSED_IN = 2
"""Sentences of a recommendation that are told with whom it names."""
_COUNTRIES = re.compile(
    r"\b(?:which|what|how many|from which|list (?:of |all |the )*(?:the )?)\s*(?:different |single |one )?(?:countr(?:y|ies)|nations?)\b"
    r"|\bwhich (?:one |of (?:them|these|those) )?(?:has|have|had|got) (?:the )?(?:most|fewest|least)\b"
)
_PRACTICES = re.compile(
    r"\b(?:practices?|examples?|cases?|projects?|entries|covered|represented|included|mentioned|featured|come from|corpus)\b"
)
_AS_MANY = counted("practices?|examples?|cases?")
_MOST = re.compile(r"\b(?:most|largest|biggest|highest)\b")
_FEWEST = re.compile(r"\b(?:fewest|least|smallest|lowest)\b")
_LINKS = re.compile(
    r"\b(?:most|fewest|least|largest number of|highest number of|smallest number of) (?:good |best |matched |filed |linked )*"
    r"(?:practices?|examples?|cases?|recommendations?|matches|links)\b|\b(?:most|least) (?:often )?(?:matched|filed|linked|tied|illustrated)\b"
)
_OLDEST = re.compile(
    r"\b(?:oldest|earliest|longest[- ](?:running|standing|lived))\b|\b(?:the|for|been around|around|existed) longest\W*$"
    r"|\b(?:came|began|started|existed) first\W*$"
)
_NEWEST = re.compile(r"\b(?:newest|latest|most recent|youngest)\b")


_SOME = re.compile(
    r"\b(two|three|four|five|six|ten|[2-9]|10) (?:\w+ )?(?:largest|biggest|highest|greatest|smallest|lowest|most)\b"
)
_NONE_TIED = re.compile(r"^(?:none of the|no) practices?\b.*\b(?:filed|matched)\b")
_HAS_PRACTICES = re.compile(
    r"\b(?:has|have|with|behind|filed|matched|tied|linked|got|count|counts|illustrated|backed|supported|attached|connected|exemplified)\b"
)
_UNDER = re.compile(r"\b(?:fewer|less) than\b|\bunder (?=\w+ (?:\w+ )?(?:practices|examples|cases)\b)")
_MORE_PRACTICES = re.compile(
    r"\b(?:more|fewer|most|fewest|number of|how many|better) (?:\w+ )?(?:practices?|examples?|cases?|matches)\b|\b(?:practices?|examples?)\b.{0,20}\b(?:more|fewer)\b"
)
_OLDER = re.compile(
    r"\b(?:older|earlier|first|longer|began before|started before|oldest|earliest|(?:further|farther|longer|longest) back|back (?:further|farther)|(?:been|around) (?:the )?longest)\b"
)
_NEWER = re.compile(r"\b(?:newer|later|younger|more recent|newest|latest)\b")
_SEVERAL_OF = re.compile(
    r"\b(two|three|four|five|six|ten|[2-9]|10) (?:\w+ )?(?:oldest|earliest|newest|latest|most recent|youngest)\b"
    r"|\b(two|three|four|five|six|ten|[2-9]|10) (?:practices|examples|ones) with the (?:oldest|earliest|newest|latest|most recent)\b"
)
_ENDS_LAST = re.compile(
    r"\b(?:latest|last|furthest) (?:closing|end|ending|final)(?: (?:year|date))?\b|\bends? (?:the )?(?:latest|last)\b"
)
_LONGEST = re.compile(
    r"\b(?:longest|longer) (?:period|duration|time|time ?span|run|term)\b|\b(?:last(?:s|ed)?|ran|runs?|cover(?:s|ed)?) (?:for )?(?:the )?longest\b"
)


def asks_for_more(text: str) -> bool:
    """Say whether a comparison is of how many practices each has."""
    return _MORE_PRACTICES.search(fold(text)) is not None


def practice_count_of(text: str) -> Count | None:
    """Return how many practices a recommendation must have to be meant ("with more than ten practices"), or None."""
    folded = fold(text)
    number = count_in(folded, _AS_MANY) if _HAS_PRACTICES.search(folded) else None
    # Fewer than five may be none: a recommendation without practices is one as well.
    return replace(number, least=0) if number and _UNDER.search(folded) else number


def says_none(entry: Entry) -> tuple[Passage, ...]:
    """Return the sentence of a recommendation that says that no practice is tied to it, where it has one."""
    spans = sentence_spans(entry.body)
    held = [Passage(entry, start, end) for start, end in spans if _NONE_TIED.search(fold(entry.body[start:end]))]
    return tuple(held[:1])


def in_time(ids: Sequence[str], corpus: Corpus, text: str) -> list[str]:
    """Order practices by their first year, where a text asks which is older or newer; else leave them."""
    folded = fold(text)
    years = [corpus[i].years for i in ids]
    older, newer = _OLDER.search(folded), _NEWER.search(folded)
    if not (older or newer) or any(found is None or found.start is None for found in years):
        return list(ids)
    starts = {i: found.start or 0 for i, found in zip(ids, years, strict=True) if found}
    return sorted(ids, key=lambda i: starts[i] if older else -starts[i])


def asks_for_countries(text: str) -> bool:
    """Say whether a question asks which countries the practices come from."""
    folded = fold(text)
    return _COUNTRIES.search(folded) is not None and _PRACTICES.search(folded) is not None


def countries_of(practices: Sequence[Entry], text: str, limits: str, among: Sequence[str]) -> Draft:
    """List the countries of some practices, the best represented first; only that one where "most" is asked.

    `limits` says in words how the practices were limited, `among` names the only countries that count, where any do.
    """
    by_country: dict[str, list[Entry]] = {}
    for entry in practices:
        for code in entry.countries:
            if code != UNION and (not among or code in among):
                by_country.setdefault(code, []).append(entry)
    wanted = count_in(fold(text), _AS_MANY)
    if wanted:
        by_country = {code: held for code, held in by_country.items() if wanted.holds(len(held))}
    ordered = sorted(by_country, key=lambda code: (-len(by_country[code]), country_name(code)))
    noun = "country" if len(ordered) == 1 else "countries"
    lead = f"The practices of the corpus{limits} come from {len(ordered)} {noun}:"
    if wanted:
        lead = f"{len(ordered)} {noun} {'has' if len(ordered) == 1 else 'have'} {wanted.text('practice', 'practices')}{limits} in the corpus:"
    fewest = _FEWEST.search(fold(text))
    if ordered and (fewest or _MOST.search(fold(text))):
        extreme = len(by_country[ordered[-1 if fewest else 0]])
        ordered = [code for code in ordered if len(by_country[code]) == extreme]
        names = " and ".join(map(country_name, ordered))
        size = "smallest" if fewest else "largest"
        lead = f"Of the practices of the corpus{limits}, the {size} number comes from {names} ({extreme}):"
    blocks = tuple(
        Block(f"{country_name(code)} ({len(by_country[code])})", tuple(map(first_sentence, by_country[code])), "titles")
        for code in ordered
    )
    return Draft(blocks, lead=lead if blocks else "")


def _longest(practices: Sequence[Entry]) -> list[Entry]:
    """Return the practices that ran for the most years, of those whose first and last year are known."""
    lasted = {
        e.id: e.years.end - e.years.start
        for e in practices
        if e.years and e.years.start is not None and e.years.end is not None
    }
    most = max(lasted.values(), default=0)
    return [entry for entry in practices if lasted.get(entry.id) == most]


def extreme_of(practices: Sequence[Entry], text: str) -> list[Entry] | None:
    """Return the practices with the earliest or latest first year where "oldest" or "newest" asks for them, else None."""
    folded = fold(text)
    if _LONGEST.search(folded):
        return _longest(practices)
    if _ENDS_LAST.search(folded):
        ends = {e.id: e.years.end for e in practices if e.years is not None and e.years.end is not None}
        return [entry for entry in practices if ends.get(entry.id) == max(ends.values(), default=0)]
    oldest, newest = _OLDEST.search(folded), _NEWEST.search(folded)
    if not oldest and not newest:
        return None
    started = {e.id: e.years.start for e in practices if e.years is not None and e.years.start is not None}
    if not started:
        return []
    first = sorted(set(started.values()), reverse=not oldest)
    several = _SEVERAL_OF.search(folded)  # "the two oldest": all of as many first years as it takes
    number = cardinal_of(several[1] or several[2]) or 1 if several else 1
    wanted: list[Entry] = []
    for year in first:
        if len(wanted) < number:
            wanted += [entry for entry in practices if started.get(entry.id) == year]
    return wanted


def amounts_compared(practices: Sequence[Entry], text: str, wanted: Superlative, limits: str) -> Draft:
    """Tell which practices tell of the largest or smallest sums or numbers of something; an empty draft where none does.

    Sums of money stay in their own currencies, which are not set against each other here: some of the largest are shown.
    `limits` says in words how the practices were limited.
    """
    told = {entry.id: held for entry in practices if (held := told_of(entry, wanted)) is not None}
    several = _SOME.search(fold(text[: wanted.end]))
    number = (cardinal_of(several[1]) or SHOWN_SUMS) if several else SHOWN_SUMS if not wanted.amount.counted else 1
    values = sorted({value for value, _ in told.values()}, reverse=wanted.largest)[:number]
    chosen = sorted(
        (entry for entry in practices if entry.id in told and told[entry.id][0] in values),
        key=lambda entry: values.index(told[entry.id][0]),
    )
    size = "largest" if wanted.largest else "smallest"
    what = f"a number of {wanted.amount.counted[0]}" if wanted.amount.counted else "sums of money"
    tell = f"1 practice{limits} tells" if len(told) == 1 else f"{len(told)} practices{limits} tell"
    lead = f"{tell} of {what}; the {size}{'' if wanted.amount.counted else ', each in its own currency'}:"
    passages = tuple(Passage(entry, *told[entry.id][1]) for entry in chosen)
    return Draft((Block("", passages, "items"),) if passages else (), lead=lead, listed=tuple(e.id for e in chosen))


def most_tied(entries: Sequence[Entry], practices: Sequence[Entry], text: str, link: str | None = None) -> Draft | None:
    """Return the recommendations with the most of some practices, or practices with the most recommendations, if asked for."""
    folded = fold(text)
    if not _LINKS.search(folded) or not entries:
        return None
    counted = Filters(link=link if link in ("filed", "matched") else None)
    of_practices = [i for practice in practices for i in links_of(practice, counted)]
    ties = {entry.id: len(links_of(entry, counted)) + of_practices.count(entry.id) for entry in entries}
    wanted = min(ties.values()) if _FEWEST.search(folded) else max(ties.values())
    chosen = [entry for entry in entries if ties[entry.id] == wanted]
    others = "practices" if chosen[0].kind == "recommendation" else "recommendations"
    size = "smallest" if _FEWEST.search(folded) else "largest"
    how = {"filed": "filed by the Policy Toolkit", "matched": "matched by us"}.get(
        link or "", "filed and matched together"
    )
    lead = f"Tied to the {size} number of {others} ({wanted}), {how}:"
    passages = tuple(map(first_sentence, chosen))
    return Draft((Block("", passages, "items"),), lead=lead, listed=tuple(entry.id for entry in chosen))


def parts_of(corpus: Corpus, pillars: Sequence[str]) -> Draft:
    """Give the recommendations of one part in sentences, of several by title."""
    blocks = []
    for pillar in pillars:
        style = "titles" if len(pillars) > 1 else "prose"
        entries = corpus.of_pillar(pillar)
        blocks.append(Block(corpus.report.pillar(pillar).title, tuple(map(first_sentence, entries)), style))
    if not blocks:
        blocks = [Block("", tuple(map(first_sentence, corpus.of_kind("recommendation"))), "titles")]
    return Draft(tuple(blocks), listed=tuple(p.entry.id for b in blocks for p in b.passages), more=True)


def first_sentence(entry: Entry) -> Passage:
    """Return the first sentence of an entry's statement."""
    start, end = next(sentence_spans(entry.body, entry.sections[0].start, entry.sections[0].end))
    return Passage(entry, start, end)


def statement_passages(entry: Entry, most: int) -> list[Passage]:
    """Return the first sentences of an entry's statement."""
    section = entry.sections[0]
    return [Passage(entry, s, e) for s, e in sentence_spans(entry.body, section.start, section.end)][:most]


def addressed_by(corpus: Corpus, question: Question) -> Draft | None:
    """Say whom some recommendations, or those of some parts, name: "who is D4 addressed to?"."""
    named = [corpus[i] for i in question.ids]
    whom = asks_whom(question.text) or (bool(named) and asks_who_acts(question.text))
    asked = whom and not question.filters.audiences and question.form != "count"
    if not asked or any(entry.kind != "recommendation" for entry in named):
        return None
    if named:
        told = [f"{e.id} names {audiences_named(e.audiences)}" for e in named]
        blocks = [Block(label_of(e, corpus), tuple(statement_passages(e, ADDRESSED_IN))) for e in named]
        listed = tuple(entry.id for entry in named)
        if asks_for_more(question.text):
            told.append(practices_counted(corpus, question.ids))
        return Draft(tuple(blocks), lead=f"{'; '.join(told)}:", listed=listed)
    parts = [corpus.report.pillar(part) for part in question.filters.pillars]
    if not parts:
        return None
    held = [(part.title, corpus.of_pillar(part.id)) for part in parts]
    lead = " ".join(f"{title}: {_audiences_counted(entries)}." for title, entries in held)
    blocks = [Block(title, tuple(map(first_sentence, entries)), "titles") for title, entries in held]
    return Draft(tuple(blocks), lead=lead, listed=tuple(e.id for _, entries in held for e in entries))


def practices_counted(corpus: Corpus, ids: Sequence[str]) -> str:
    """Say how many practices each of some recommendations has."""
    tied = [i for entry in corpus.of_kind("practice") for i in links_of(entry, Filters())]
    told = [f"{i} ({tied.count(i)})" for i in ids]
    return f"practices filed under or matched by us to {' and '.join(filter(None, [', '.join(told[:-1]), told[-1]]))}"


def _audiences_counted(entries: Sequence[Entry]) -> str:
    counts = Counter(audience for entry in entries for audience in entry.audiences)
    told = [f"{audiences_named((audience,))} are named by {count}" for audience, count in counts.most_common()]
    return f"of {len(entries)} recommendations {', '.join(told)}"
