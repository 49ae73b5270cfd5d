"""Question: what was asked, as data; and the reader that makes it from a stand-alone text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from assistant.understanding.amounts import amounts_in
from assistant.understanding.audiences import AUDIENCE_WORDS, NAMING_WORDS, Addressee, addressee_of, audiences_of
from assistant.understanding.exclusions import exclusions_in
from assistant.understanding.filters import Filters, taken_out
from assistant.understanding.forms import (
    Aspect,
    Form,
    asks_for_advice,
    asks_judgement,
    aspect_of,
    focus_spans,
    form_of,
    is_frame,
    is_scaffold,
    kind_asked_for,
    kinds_of,
    wording_spans,
)
from assistant.understanding.levels import LEVEL_WORDS, levels_named, levels_of
from assistant.understanding.lexicon import Lexicon, english_rarity, is_compound, is_english
from assistant.understanding.links import link_count_of, link_of, weak_of, weak_spans
from assistant.understanding.places import Gazetteer, Place
from assistant.understanding.references import NamedEntry, ReferenceFinder, further_ordinals, ordinal_of
from assistant.understanding.several import (
    Several,
    alone_spans,
    asks_every,
    lacking_in,
    lacking_spans,
    named_alone,
    names_jointly,
    numbers_in,
)
from assistant.understanding.wording import OPEN_FORMS, QuestionTagger, Wording
from assistant.understanding.years import years_of
from corpus.corpus import Corpus
from corpus.entry import Kind
from index.tagger import MOST_EARLIER
from index.words import Word, fold, stems, words


@dataclass(frozen=True, slots=True)
class Question:
    """A stand-alone question, understood."""

    text: str
    wording: Wording
    form: Form
    unmarked: bool
    """True where no set phrase tells the form, only the wording as a whole."""
    kinds: tuple[Kind, ...]
    asked_kind: Kind | None
    """The kind that the answer must have ("which recommendation ..."), or None."""
    aspect: Aspect | None
    ids: tuple[str, ...]
    """Entries named by id, number or ordinal."""
    missing: tuple[str, ...]
    """References to entries that do not exist."""
    names: tuple[NamedEntry, ...]
    filters: Filters
    places: tuple[Place, ...]
    topic: tuple[Word, ...]
    """Content words that say what it is about, without scaffold, places and ids."""
    focus: tuple[Word, ...]
    """The words of the topic that name what is asked for ("which minister", "the legal form of")."""
    asks_judgement: bool
    """True where an opinion, a forecast or advice in a personal matter is asked for."""
    unknown: tuple[str, ...]
    """Names and words that neither the corpus nor English knows."""
    addressee: Addressee | None = None
    """Whom what is asked for is said to be addressed to."""
    unwanted: tuple[Word, ...] = ()
    """Content words of what a list shall leave out ("other than vouchers")."""
    corrected: tuple[tuple[str, str], ...] = field(default=())
    """Spelling corrections made: (as typed, as read)."""

    @property
    def selects(self) -> bool:
        """True where it asks which of several named entries something holds for."""
        return len(self.ids) > 1 and _WHICH_OF.match(self.text) is not None

    @property
    def asks_many(self) -> bool:
        """True where practices, or other things in the plural, are asked for, of which there may be many."""
        kinds = (*self.kinds, self.wording.kind)
        return (self.form == "list" and "practice" in kinds) or _ARE_THERE.match(self.text) is not None

    @property
    def asks_things(self) -> bool:
        """True where the things that go by a name are asked for: "what are the input papers?"."""
        return _WHAT_ARE.match(self.text) is not None

    @property
    def wanted(self) -> int | None:
        """How many items are asked for ("give me three examples"), or None."""
        of_others = "recommendation" in self.kinds  # "which recommendations have four practices?"
        if self.form == "list" and not of_others and _WANTS_ONE.search(fold(self.text)):
            return 1
        if self.form == "list" and of_others and (first := _FIRST_FEW.search(fold(self.text))):
            return _FEW.get(first[1]) or int(first[1])
        match = _WANTED.search(fold(self.text)) if self.form == "list" and not of_others else None
        return (_FEW.get(match[1]) or int(match[1])) if match else None

    @property
    def wants_first(self) -> bool:
        """True where the first items of a list are asked for, and not those that fit best."""
        return re.search(rf"\bfirst (?:{'|'.join(_FEW)}|[2-9]|10)\b", fold(self.text)) is not None

    @property
    def has_number(self) -> bool:
        """True where the topic holds a year or another number."""
        return any(word.text[0].isdigit() for word in self.topic)

    @property
    def topic_text(self) -> str:
        """The topic as a phrase, for searching without the scaffold."""
        return " ".join(word.text for word in self.topic)


READ_AGAIN = 256
"""Texts whose wording is kept."""
SHORTEST_NAME = 5
"""Letters of a word in lower case that may be an unknown name and not a slip of the finger."""
_ARE_THERE = re.compile(r"^(?:which|what)\s+(?:[\w-]+\s+){1,4}(?:are|were) there\b", re.IGNORECASE)
_WHAT_ARE = re.compile(r"(?:and |so )?what (?:are|were) the\b", re.IGNORECASE)
_WHICH_OF = re.compile(r"^(?:and |so )?which (?:one )?of\b", re.IGNORECASE)
# "Are codes like G3 the numbering of the report?"
_AS_LABELS = re.compile(
    r"\b(?:codes|ids|identifiers|letters|numbering)\b|\blabels (?:like|such as|as)\b|\b(?:the|official|own|printed|real) numbers\b"
)
# "Part B: Bright beacons" is called "Part B" and "Bright beacons".
_AROUND = re.compile(r"outside|beyond|non-")
_LABELLED = re.compile(r"^((?:part|chapter|section|theme|pillar) [\w.]{1,4})\s*[:.–-]?\s+(.+)$")
_PART_CALLED = re.compile(
    r"\b(?:part|chapter|section|theme|pillar) (?:on|about|called|named|titled) ([\w’' -]+?)(?=[?.!,;:]|$| (?:say|recommend|contain|hold))"
)
_FEW = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "a few": 3, "a couple of": 2}
_WANTED = re.compile(
    rf"\b({'|'.join(_FEW)}|[2-9]|10)\s+(?:\w+\s+){{0,2}}?(?:practices|examples|cases|projects|programmes|programs|initiatives)\b"
)
_ALL_PARTS = re.compile(
    r"\b(?:practices?|examples?|matched|filed|tied)\b.*\b(?:in|under|to|of) all (?:of )?(?:the )?(?:three |3 )?(?:parts|pillars|themes|chapters)\b"
)
_FIRST_IN_TIME = re.compile(
    r"\b(?:come|go|do|start|begin|happen|tackle|address)s? (?:(?!the\b)\w+ )?first\b|\bfirst of all\b|\bat first\b",
    re.I,
)
_FIRST_FEW = re.compile(rf"\bfirst ({'|'.join(_FEW)}|[2-9]|10) (?:of the )?(?:[\w-]+ )?(?:recommendations|recs|ones)\b")
_WANTS_ONE = re.compile(
    r"^(?:please |can you |could you |i (?:want|need) |i would like )*(?:give|name|show|pick|tell)(?: me| us)? (?:just |only )?(?:one|a single|an)\s+"
    r"(?:[\w-]+\s+){0,3}?(?:practice|example|case|project|programme|initiative)\b"
)
_PLURAL = re.compile(
    r"\b(?:practices|examples|cases|projects|program(?:me)?s|initiatives|schemes|recommendations|recs|ones)\b"
)
_MENTIONED = re.compile(
    r"\b(?:to do with|touch(?:es|ing)?(?: on| upon)?|mention(?:s|ed|ing)?|refer(?:s|red|ring)? to|connect(?:ed|ions?) (?:with|to)"
    r"|links? (?:with|to)|bearing on|speaks? of|tells? of)\b"
)


@dataclass(frozen=True, slots=True)
class _Excluded:
    """What a question says it does not mean."""

    spans: tuple[tuple[int, int], ...] = ()
    limits: tuple[Filters, ...] = ()
    words: tuple[Word, ...] = ()
    placed: bool = False


class QuestionReader:
    """Reads questions against one corpus."""

    def __init__(self, corpus: Corpus, tagger: QuestionTagger) -> None:
        self.corpus = corpus
        # The same words are read again where a message has parts or a follow-up may be meant in two ways.
        self._wording = lru_cache(READ_AGAIN)(lambda text: Wording(tagger.tag(text)))
        self._relation = lru_cache(READ_AGAIN)(tagger.relation)
        self.lexicon = Lexicon(corpus)
        self.gazetteer = Gazetteer(corpus)
        self.references = ReferenceFinder(corpus)
        self._held = fold(" \n ".join(text for e in corpus for text in (e.title, *e.aliases, e.body)))

    def read(self, text: str) -> Question:
        """Understand a clean, stand-alone question."""
        text, corrected = self._correct(text)
        wording, marked = self._wording(text), form_of(text)
        form = wording.form(marked)
        excluded = self._excluded(text)
        meant = _blanked(text, excluded.spans)
        known_ids, missing = self._ids(meant)
        titles = self.references.titles(meant)
        whole = None if known_ids or missing or marked not in ("lookup", "define") else self._named_whole(meant)
        if whole is not None:
            titles = [*titles, (whole.start, whole.end)]
            # Of a recommendation its practices may be meant as well, and a term has no place of its own.
            kind = self.corpus[whole.entry_id].kind
            alone = kind != "recommendation" and not (kind == "term" and aspect_of(text) == "place")
            known_ids = [whole.entry_id] if alone else known_ids
        if known_ids and _AS_LABELS.search(fold(meant)):  # of the ids themselves something is asked
            known_ids = []
        if titles and len(known_ids) == 1:  # "and" in a title compares nothing
            form = marked
        # A title that stands for an entry limits nothing, whatever year, place or level is in it.
        bare = _blanked(meant, titles)
        places = tuple(self.gazetteer.find(bare))
        # "Poland" is no name of the term "National Key Cluster (Poland)".
        names = tuple(
            name
            for name in self.references.by_name(meant)
            if self.corpus[name.entry_id].kind != "term" or not any(_holds(place, name) for place in places)
        )
        filters = replace(self._without(self._filters(bare, places, known_ids), excluded), weak=weak_of(text))
        used = [*((p.start, p.end) for p in places), *self.references.spans(meant)]
        topic = tuple(self._topic(meant, used))
        if len(known_ids) > 1:  # a number in one of several titles is not asked of the others
            in_titles = [w for w in topic if w.text[0].isdigit() and any(s <= w.start < e for s, e in titles)]
            topic = tuple(word for word in topic if word not in in_titles)
        if known_ids:  # "the twelfth recommendation", "the third digital one": the ordinal has named its entry
            of_part = self._stems_of_parts(filters.pillars) if not self.references.by_id(meant)[0] else frozenset()
            topic = tuple(w for w in topic if ordinal_of(w.lower) is None and w.stem not in of_part)
        return Question(
            text=text,
            wording=wording,
            form=form,
            unmarked=form != marked,
            kinds=wording.kinds(kinds_of(text)) if form in OPEN_FORMS else kinds_of(text),
            asked_kind=kind_asked_for(bare),
            aspect=aspect_of(text),
            ids=tuple(known_ids),
            missing=tuple(missing),
            names=names,
            filters=filters,
            places=places,
            topic=topic,
            focus=tuple(word for word in topic if any(start <= word.start < end for start, end in focus_spans(text))),
            # "Should we write our policies with firms?" is what recommendations are for.
            asks_judgement=asks_judgement(text) or (wording.is_outside and not asks_for_advice(text)),
            unknown=tuple(self._unknown(text, topic)),
            addressee=addressee_of(bare),
            unwanted=excluded.words,
            corrected=corrected,
        )

    def _named_whole(self, text: str) -> NamedEntry | None:
        """The one name that is all that a question tells: "What is the Basque cluster policy?" asks for no other practices."""
        told = [w for w in words(text) if not (w.is_function or is_scaffold(w.lower) or is_frame(w.lower))]
        names = self.references.by_name(text) if told and not link_of(text) else []
        whole = [n for n in names if n.start <= told[0].start and told[-1].end <= n.end]
        longest = max((n.end - n.start for n in whole), default=0)
        whole = [n for n in whole if n.end - n.start == longest]
        if len({n.entry_id for n in whole}) != 1 or kinds_of(_blanked(text, [(n.start, n.end) for n in whole])):
            return None
        single = len(whole[0].stems) == 1 and is_english(fold(text[whole[0].start : whole[0].end]))
        return None if single else whole[0]

    def relation(self, text: str, earlier: Sequence[str]) -> Mapping[str, float]:
        """Say how likely a text needs each of `index.tagger.RELATIONS` of the questions before it, oldest first."""
        return self._relation(text, tuple(earlier[-MOST_EARLIER:]))

    def _excluded(self, text: str) -> _Excluded:
        """Read what a question says it does not mean: what limits a list, or in a list any topic."""
        lowered = "".join((fold(char) or " ")[0] for char in text)
        # "Outside Europe" is a place, behind which something may be left out.
        around = [place for place in self.gazetteer.find(text) if _AROUND.match(lowered[place.start : place.end])]
        lowered = _blanked(lowered, [(place.start, place.end) for place in around])
        form, kinds = form_of(text), kinds_of(text)
        listing = form in ("list", "count") or (form == "lookup" and _PLURAL.search(lowered) is not None)
        spans: list[tuple[int, int]] = []
        limits: list[Filters] = []
        unwanted: list[Word] = []
        placed = False
        own_limits = (*lacking_spans(text), *weak_spans(text), *alone_spans(text))
        for exclusion in exclusions_in(lowered):
            # "Without a region", "skip the weak ones" and "without any other country" are limits of their own.
            if any(start <= exclusion.start < end for start, end in own_limits):
                continue
            found: list[Filters] = []
            end = exclusion.start
            for start, stop in exclusion.items:
                limit = self._limit_alone(text[start:stop], addressed=exclusion.denied or "recommendation" in kinds)
                # "Outside Catalonia and from 2020": a year behind a place limits what is left.
                if limit is None or (limit.years and found and not found[-1].years):
                    break
                found.append(limit)
                end = stop
            if not found and listing and exclusion.outright and exclusion.items:
                end = exclusion.end
                unwanted += [] if exclusion.contrast else self._topic(text[:end], [(0, exclusion.items[0][0])])
            if end > exclusion.start:
                whole = end == exclusion.items[-1][1]
                spans.append((exclusion.start, exclusion.end if whole else end))
                limits += [] if exclusion.contrast else found
                placed = placed or (exclusion.outside and any(limit.countries for limit in found))
        # "Who besides the state ...?" asks for no list: only what is limited otherwise, too, has anything to leave out.
        rest = _blanked(text, spans)
        limited = self.gazetteer.find(rest) or levels_of(rest) or years_of(fold(rest))
        if not listing and not limited and not {"practice", "recommendation"} & set(kinds):
            return _Excluded()
        return _Excluded(tuple(spans), tuple(limits), tuple(unwanted), placed)

    def _without(self, filters: Filters, excluded: _Excluded) -> Filters:
        """Take what a question does not mean out of its limits."""
        left = taken_out(filters, excluded.limits)
        return replace(left, placed=excluded.placed and not (left.countries or left.regions))

    def _limit_alone(self, phrase: str, *, addressed: bool = False) -> Filters | None:
        """Read a phrase that holds nothing but a limit: a place, a year, a level, a part or an entry; else None.

        `addressed` where the name of an audience by itself is one, too.
        """
        places = self.gazetteer.find(phrase)
        known_ids, _ = self._ids(phrase)
        names = [
            name
            for name in self.references.by_name(phrase)
            if self.corpus[name.entry_id].kind in ("recommendation", "practice")
            and (len(name.stems) > 1 or _is_code(phrase, name))
        ]
        around = self._around(fold(phrase))
        pillars = self._pillars(phrase)
        years = years_of(fold(phrase))
        addressee = addressee_of(phrase)
        audiences = addressee.audiences if addressee else ()
        named = [word.lower for word in words(phrase) if not word.is_function]
        if addressed and named and set(named) <= AUDIENCE_WORDS | NAMING_WORDS:
            whom = " ".join(word for word in named if word not in NAMING_WORDS)
            audiences = audiences or audiences_of(f"that name {whom}")
        numbers = numbers_in(phrase, 0)
        limit = Filters(
            numbers=numbers,
            audiences=audiences,
            pillars=() if names or known_ids else tuple(pillars),
            countries=tuple(dict.fromkeys([*(code for place in places for code in place.codes), *around])),
            regions=tuple(dict.fromkeys(place.region for place in places if place.region)),
            levels=() if around else levels_of(f"{phrase} ones") if places or names else levels_named(phrase),
            years=years,
            entries=tuple(dict.fromkeys([*known_ids, *(name.entry_id for name in names)])),
        )
        used = [(place.start, place.end) for place in places] + self.references.spans(phrase)
        used += [(name.start, name.end) for name in names]
        rest = [
            word
            for word in self._topic(phrase, used)
            if not is_frame(word.lower)
            and word.lower not in LEVEL_WORDS
            and not (audiences and word.lower in AUDIENCE_WORDS | NAMING_WORDS)
            and not ((years or numbers) and word.lower.rstrip("s").isdigit())
            and not pillars
        ]
        return limit if limit and not rest else None

    def _around(self, folded: str) -> tuple[str, ...]:
        """The countries of "not from Europe" and "not in the EU"; "the EU ones" are those of the Union as a whole."""
        if re.search(r"\beurope$", folded):
            return self.gazetteer.europe
        return self.gazetteer.union if re.search(r"\b(?:eu|european union)$", folded) else ()

    def _correct(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Replace misspelt words; capitalised words inside a sentence are names and stay."""
        corrections: list[tuple[str, str]] = []
        pieces: list[str] = []
        at = 0
        cased = text != text.lower()
        for word in words(text):
            is_name = cased and word.text[0].isupper() and word.start > 0 and not text.isupper()
            better = self.lexicon.correct_name(word) if is_name else self.lexicon.correct(word)
            if better is not None and not self._is_place(word.text):
                corrections.append((word.text, better))
                pieces += [text[at : word.start], _like(word.text, better)]
                at = word.end
        pieces.append(text[at:])
        return "".join(pieces), tuple(corrections)

    def _is_place(self, text: str) -> bool:
        return bool(self.gazetteer.find(text))

    def _ids(self, text: str) -> tuple[list[str], list[str]]:
        known, missing = self.references.by_id(text)
        for number in self.references.numbers(text):
            entry_id = self.references.by_number(number)
            if entry_id is not None:
                known.append(entry_id)
            elif not known:
                missing.append(f"recommendation {number}")
        position = ordinal_of(_FIRST_IN_TIME.sub(" ", text))
        pillars = self._pillars(text)
        named = (
            re.search(
                r"\b(?:recommendation|one|entry|point)\b|(?:st|nd|rd|th|last) of the (?:\w+ )?recommendations\b",
                fold(text),
            )
            is not None
        )
        counted = named or (len(pillars) == 1 and bool(further_ordinals(text)))
        if position is not None and not known and counted:
            if len(pillars) == 1:
                group = self.corpus.of_pillar(pillars[0])
                # "The second green one with the fourth" names two.
                for place in (position, *further_ordinals(text)):
                    if place <= len(group):
                        known.append(group[place - 1 if place > 0 else place].id)
                    else:
                        missing.append(f"recommendation {place} of that part")
            elif self.corpus.report.official and "recommendation" in fold(text):
                entry_id = self._numbered(position)
                known += [entry_id] if entry_id else []
                missing += [] if entry_id else [f"recommendation {position}"]
            elif position > 0 and not self.corpus.report.official and "recommendation" in fold(text):
                missing.append(f"recommendation {position}")
        return list(dict.fromkeys(known)), list(dict.fromkeys(missing))

    def _numbered(self, position: int) -> str | None:
        """The recommendation of an official report that an ordinal names: by its number, or the last one."""
        if position > 0:
            return self.references.by_number(str(position))
        recommendations = self.corpus.of_kind("recommendation")
        return recommendations[position].id if recommendations else None

    def _pillars(self, text: str) -> list[str]:
        folded = fold(text)
        found = []
        called = _PART_CALLED.search(folded)
        content = set(stems(called[1])) if called else set()
        for pillar in self.corpus.report.pillars:
            label = _LABELLED.match(fold(pillar.title))
            names = [pillar.title, *pillar.aliases, *(label.groups() if label else ())]
            if (content and content <= set(stems(pillar.title))) or any(_stands_alone(name, text) for name in names):
                found.append(pillar.id)
        numbered = re.search(r"\b(\w+) (?:part|pillar|theme|chapter|heading)\b", folded)
        pillars = self.corpus.report.pillars
        position = ordinal_of(numbered.group(1)) if numbered else None
        if numbered and numbered.group(1) in ("middle", "central") and len(pillars) % 2:
            position = len(pillars) // 2 + 1
        if not found and position is not None and abs(position) <= len(pillars):
            found.append(pillars[position - 1 if position > 0 else position].id)
        return found

    def _filters(self, text: str, places: tuple[Place, ...], ids: list[str]) -> Filters:
        folded = fold(text)
        countries = tuple(dict.fromkeys(code for place in places for code in place.codes))
        regions = tuple(dict.fromkeys(place.region for place in places if place.region))
        recommendations = tuple(i for i in ids if self.corpus[i].kind == "recommendation")
        basis = None
        if re.search(
            r"\btoolkit (?:practices?|examples?|items?)\b|\b(?:from|in|of|by) (?:the|that|this|your) (?:policy )?toolkit\b",
            folded,
        ):
            basis = "policy_toolkit"
        levels, audiences, pillars = levels_of(text), audiences_of(text), tuple(self._pillars(text))
        every_part = _ALL_PARTS.search(folded) is not None and not pillars
        if every_part:
            pillars = tuple(part.id for part in self.corpus.report.pillars)
        named: dict[Several, tuple[str, ...]] = {
            "recommendations": recommendations,
            "audiences": audiences,
            "countries": (*countries, *regions),
            "levels": levels,
            "pillars": pillars,
        }
        return Filters(
            pillars=pillars,
            countries=countries,
            regions=regions,
            levels=levels,
            audiences=audiences,
            years=years_of(folded),
            recommendations=recommendations,
            link=link_of(text),
            every=tuple(
                s
                for s, names in named.items()
                if len(names) > 1 and (self._each(text, s, places) or (s == "pillars" and every_part))
            ),
            only=named_alone(text, [several for several, names in named.items() if names]),
            lacking=lacking_in(text),
            link_count=link_count_of(text),
            numbers=numbers_in(text, len(places)),
            amounts=tuple(asked.amount for asked in amounts_in(text)),
            basis=basis,
            mentioned=bool(places) and _MENTIONED.search(folded) is not None,
        )

    @staticmethod
    def _each(text: str, several: Several, places: Sequence[Place]) -> bool:
        """Say whether each of several things named is meant, and not any: of countries only what is in all at once."""
        if several != "countries":
            return asks_every(text)
        single = all(place.region or len(place.codes) == 1 for place in places)
        return single and form_of(text) != "compare" and names_jointly(text)

    def _stems_of_parts(self, pillars: Sequence[str]) -> frozenset[str]:
        """The stems of the words by which some parts are named."""
        parts = [self.corpus.report.pillar(pillar) for pillar in pillars]
        return frozenset(stem for part in parts for name in (part.title, *part.aliases) for stem in stems(name))

    def _topic(self, text: str, used: list[tuple[int, int]]) -> list[Word]:
        used = [*used, *wording_spans(text)]
        return [
            word
            for word in words(text)
            if not word.is_function
            and not is_scaffold(word.lower)
            and not any(start <= word.start < end for start, end in used)
        ]

    def _unknown(self, text: str, topic: tuple[Word, ...]) -> list[str]:
        """Names that the corpus does not hold: capitalised inside a sentence, no English word at all, or of a law or fund."""
        instruments = (match[1] for match in _INSTRUMENT.finditer(text))
        # A capital at the beginning may be that of the sentence: "Define Towards Green Transition Facility".
        opens = f"{text.split(maxsplit=1)[0]} " if text.strip() else ""
        unknown = [n for n in instruments if not any(fold(name) in self._held for name in (n, n.removeprefix(opens)))]
        cased = text != text.lower() and text != text.upper()
        first = next(words(text), None)
        for word in topic:
            if self.lexicon.in_corpus(word.stem) or word.lower[0].isdigit():
                continue
            capital = cased and word.text[0].isupper() and (first is None or word.start != first.start)
            strange = (
                len(word.text) >= SHORTEST_NAME
                and "-" not in word.text
                and not is_english(word.lower)
                and not is_compound(word.lower)
                and english_rarity(word.lower) >= 1.0
            )
            if capital or strange:
                unknown.append(word.text)
        return unknown


# "The AI Act" is no act of another name, though both of its words are known.
_INSTRUMENT = re.compile(
    r"\b((?!(?:The|This|That|A|An|What|Which|Is|Does|Do|Are|How|Under)\b)[A-ZÀ-Ž][\w’'-]*(?:\s+(?:and\s+)?[A-ZÀ-Ž][\w’'-]*){0,3}"
    r"\s+(?:Act|Directive|Regulation|Deal|Fund|Facility|Mechanism|Law|Treaty|Charter|Convention))\b"
)


def _stands_alone(name: str, text: str) -> bool:
    """Say whether a name stands in a text, and not as the beginning of a longer one: "green", but not "Green Deal"."""
    folded = fold(text)
    for match in re.finditer(rf"(?<![\w-]){re.escape(fold(name))}(?![\w-])", folded):
        same = len(folded) == len(text)
        longer = same and text[match.start()].isupper() and re.match(r" [A-Z][a-z]", text[match.end() :])
        if not longer or match.start() == 0:
            return True
    return False


def _holds(place: Place, name: NamedEntry) -> bool:
    return place.start <= name.start and name.end <= place.end


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Put spaces in the place of some stretches, so that all others stay where they are."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _is_code(phrase: str, name: NamedEntry) -> bool:
    """Say whether a single word can only be a name: an acronym, or no word of English."""
    return not is_english(fold(phrase[name.start : name.end])) and name.end - name.start > 1


def _like(model: str, text: str) -> str:
    """Give a corrected word the capitals of the word as typed."""
    if model.isupper() and len(model) > 1:
        return text.upper()
    return text.capitalize() if model[0].isupper() else text
