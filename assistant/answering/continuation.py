"""Continuation: which reading of a question that leans on the talk before it is answered, by what the evidence bears out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.draft import Draft
from assistant.answering.outcome import Outcome, OutcomeFinder
from assistant.answering.reading import SURELY_READ
from assistant.understanding.conversation import TELLING
from assistant.understanding.filters import Filters, matches, share_no_country
from assistant.understanding.followups import MERELY_ABOUT
from assistant.understanding.kin import Kin
from assistant.understanding.members import Resolved
from assistant.understanding.question import Question, QuestionReader
from assistant.understanding.references import names_of
from assistant.understanding.talk import Turn
from corpus.corpus import Corpus

SURE = 0.8
"""Confidence from which a part of a message may be answered about another thing than the part before it."""
SUBJECT = 1.0
"""Weight of the words that a question needs to be understood without the sentences around it."""
CLEARLY = 0.2
"""How much surer a question by itself must be answered to count for more than the same in the light of what came before."""
SURER = 0.03
"""How much surer another entry on the same thing must answer to take the place of the one that is meant."""
UNDECIDED = -1.0
"""What reading must say at least of an entry that answers unsurely for what was talked about."""
UNSURE = 0.7
"""Probability below which that is asked of it: an entry speaks of its own subject, whatever is asked about it."""
WIDENED = 0.5
"""Confidence from which another entry may answer for the one that a follow-up means."""
TOLD_BY_FORM = ("money", "share")
"""What an entry tells wherever it holds its form: a currency, a per cent sign."""


class Continuation:
    """Answers the readings of a follow-up over one corpus, and chooses between them."""

    def __init__(self, corpus: Corpus, finder: OutcomeFinder, reader: QuestionReader, kin: Kin) -> None:
        self._corpus = corpus
        self._finder = finder
        self._reader = reader
        self._kin = kin
        self._titles = {stem for entry in corpus for name in names_of(entry) for stem in name if not stem.isdigit()}

    def names_subject(self, question: Question) -> bool:
        """Say whether a question names its subject by telling words, as titles are made of."""
        told = [self._reader.lexicon.weight(word) for word in question.topic if word.stem in self._titles]
        named = any(len(name.stems) > 1 for name in question.names)
        return named or sum(told) >= SUBJECT or max(told, default=0) >= TELLING

    def has_subject(self, question: Question) -> bool:
        """Say whether a question names by itself what it is about."""
        telling = sum(self._reader.lexicon.weight(word) for word in question.topic)
        return telling >= SUBJECT or any(len(name.stems) > 1 for name in question.names)

    def told_apart(self, part: str, filters: Filters | None) -> Outcome | None:
        """Answer a follow-up by itself, where what it was taken to be about is silent and it has a subject of its own.

        "Does any country hand out vouchers for this?" is answered by a practice that was not talked about. An amount, a
        date or a name is asked of what was talked about, or of nothing.
        """
        alone = self._reader.read(part)
        if not self.has_subject(alone) or alone.aspect is not None or alone.form == "count":
            return None
        other = self._finder.find(alone, filters)
        surely = other.found and not other.structural and other.confidence >= SURE and other.reading >= SURELY_READ
        return other if surely else None

    def best_of(self, choices: Sequence[str], filters: Filters | None) -> Outcome:
        """Answer the one of several readings of a pronoun that reading bears out best; the first where none is clearly better."""
        outcomes = [self._finder.find(self._reader.read(text), filters) for text in choices]
        found = [outcome for outcome in outcomes if outcome.found and not said_nothing(outcome)]
        return max(found, key=lambda outcome: outcome.reading + (outcome is outcomes[0]), default=outcomes[0])

    def continued(self, alone: Outcome, resolved: Resolved, turns: Sequence[Turn], filters: Filters | None) -> Outcome:
        """Choose between a question by itself and the same asked of what was talked about, by what answers clearly better.

        A question that does not say what it is about is answered about the latter or something told before, surely, or
        not at all.
        """
        about = self._reader.read(resolved.otherwise)
        # "Which have you got from Spain as a whole?" lists what is there.
        lists_there = alone.structural and bool(alone.question.places and alone.question.kinds)
        of_report = not (about.ids or resolved.shown) and not {"recommendation", "background"}.isdisjoint(
            alone.question.kinds
        )
        if alone.found and (
            lists_there or of_report or self._are_elsewhere(resolved.shown or about.ids, alone.question)
        ):
            return alone
        if resolved.shown:
            other = self._finder.look_up(about, lambda entry: entry.id in resolved.shown)
            same = other.found
        else:
            bare = self._reader.references.without_ids(resolved.otherwise)
            other = self._finder.find(self._reader.read(bare), filters)
            # "The report" is named by no entry.
            same = other.found and not other.structural
            same = same and (not about.ids or other.draft.entries[0].id in self._kin.of(about.ids[0]))
        meant = resolved.shown or about.ids
        same = same and not said_nothing(other)
        read = alone.found and alone.confidence >= SURE and alone.reading >= SURELY_READ
        tells = self.has_subject(alone.question) or bool(alone.question.places)
        stands = self.names_subject(alone.question) or (read and tells)
        better = alone.found and alone.confidence >= SURE and alone.confidence > other.confidence + CLEARLY
        if same and not (stands and better and resolved.text != resolved.otherwise):
            answering = other.draft.entries[0].id
            if not resolved.shown and not other.structural and answering not in meant:
                # "The second call" of the Euroclusters is what is talked about now.
                about = replace(about, ids=(answering,))
            return replace(other, question=about, draft=_of_these(other.draft, meant))
        if stands or _agree(alone, other):
            return alone
        told = {i for turn in turns for i in (*turn.question.ids, *(turn.shown or turn.cited))}
        told |= {i for one in turns[-1].cited[:1] for i in self._kin.of(one)}
        readings = (
            [alone, other]
            if alone.found or other.found
            else [self._finder.look_up(alone.question, lambda e: e.id in told)]
        )
        for reading in readings:
            if reading.found and reading.reading > UNDECIDED and reading.draft.entries[0].id in told:
                return replace(reading, question=alone.question)
        return replace(alone, draft=Draft(()), structural=False) if alone.found else alone

    def _are_elsewhere(self, ids: Sequence[str], question: Question) -> bool:
        """Say whether a question names a place that none of some entries speaks of: "which one did Montenegro choose?"."""
        placed = replace(question.filters.places, mentioned=True)
        return bool(ids and question.places) and not any(matches(self._corpus[i], placed) for i in ids)

    def widened(self, text: str, outcome: Outcome, filters: Filters | None) -> Outcome:
        """Ask all entries about the thing that a follow-up names, where the entry named so is silent.

        "Where does it happen?" after a definition is answered by a practice, not by the term. Where the entry is not
        silent, another that speaks of the same thing may say it clearly better.
        """
        bare, ids = self._reader.references.without_ids(text), outcome.question.ids
        if bare == text or outcome.structural or (outcome.found and len(ids) != 1):
            return outcome
        wider = self._finder.find(self._reader.read(bare), filters)
        of_term = bool(ids) and self._corpus[ids[0]].kind == "term"
        if of_term and wider.found and wider.structural and not outcome.found:
            return wider  # "any studies on it?" after a definition
        if not wider.found or wider.structural:
            return outcome
        answering = [entry.id for entry in wider.draft.entries]
        elsewhere = (
            ids and not outcome.question.places and share_no_country(wider.draft.entries[0], self._corpus[ids[0]])
        )
        if elsewhere or (outcome.silent and answering[0] in ids):
            return outcome
        kin = answering[0] in self._kin.of(ids[0]) if ids else False
        if outcome.found:
            surely = ids[0] not in answering and wider.confidence >= SURE
            told = self._corpus[answering[0]].kind
            term = self._corpus[ids[0]].kind == "term" or (
                self._corpus[ids[0]].kind == "background" and told == "practice"
            )
            term = term and answering[0] != ids[0]
            surer = term and wider.confidence >= max(WIDENED, outcome.probability + SURER)
            takes = kin and (surely or surer) and wider.reading > UNDECIDED
        elif ids and answering[0] not in ids and outcome.question.aspect and self._are_practices(ids[0], answering[0]):
            takes = kin and wider.reading > UNDECIDED  # in which country another programme is says nothing of this one
        else:
            takes = (kin and wider.reading > UNDECIDED) or (wider.confidence >= WIDENED and not said_nothing(wider))
        return replace(wider, question=replace(wider.question, ids=ids)) if takes else outcome  # it is meant still

    def _are_practices(self, *ids: str) -> bool:
        return all(self._corpus[entry_id].kind == "practice" for entry_id in ids)


def said_nothing(outcome: Outcome) -> bool:
    """Say whether what was found for a follow-up only speaks of its subject.

    The subject was put in from what was said before, and is found in the entry whatever is asked.
    """
    if not outcome.found or outcome.structural or MERELY_ABOUT.match(outcome.question.text):
        return False
    if outcome.question.aspect in TOLD_BY_FORM:  # an entry without a sum was no answer in the first place
        return False
    return outcome.reading < UNDECIDED and outcome.probability < UNSURE


def _of_these(draft: Draft, ids: Sequence[str]) -> Draft:
    """Keep what the entries meant say, where any of them answers."""
    blocks = tuple(block for block in draft.blocks if any(p.entry.id in ids for p in block.passages))
    return replace(draft, blocks=blocks) if blocks else draft


def _agree(one: Outcome, other: Outcome) -> bool:
    """Say whether two readings of a question are answered from the same entry first."""
    return one.found and other.found and one.draft.entries[0].id == other.draft.entries[0].id
