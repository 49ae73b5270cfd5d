"""Selection: a question asked of some entries only, the members of a list, or of all but some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.draft import Block, Draft
from assistant.answering.list_writer import shortened
from assistant.answering.outcome import Outcome, OutcomeFinder
from assistant.understanding.filters import Filters, describe, matches
from assistant.understanding.forms import is_frame
from assistant.understanding.question import Question
from corpus.corpus import Corpus
from corpus.entry import Entry


@dataclass(frozen=True, slots=True)
class Selected:
    """Which entries may answer."""

    among: tuple[str, ...] = ()
    """The only ones that may; empty where any may."""
    besides: tuple[str, ...] = ()
    """Those that may not."""

    def __contains__(self, entry_id: str) -> bool:
        return (not self.among or entry_id in self.among) and entry_id not in self.besides


class Selection:
    """Limits what was found for a question to selected entries."""

    def __init__(self, corpus: Corpus, finder: OutcomeFinder) -> None:
        self._corpus = corpus
        self._finder = finder

    def limit(self, outcome: Outcome, selected: Selected, filters: Filters | None) -> Outcome:
        """Keep of a list the selected entries; where it holds none of them, or all, look through what each says.

        A list of which all is set aside has no others: what else is near was no answer to it.
        """
        listed = outcome.draft.listed if outcome.structural else ()
        kept = tuple(i for i in listed if i in selected)
        telling = bool(selected.besides) or len(kept) < len(selected.among)
        if kept and telling:
            left = self._only(outcome.draft, kept, selected)
            return replace(outcome, draft=shortened(left, outcome.question.wanted, ()))
        if listed and not kept and not selected.among and outcome.question.form in ("list", "count"):
            return replace(outcome, draft=Draft(()), question=self._without_others(outcome.question, listed))
        return self._looked_up(outcome, selected, filters)

    def _without_others(self, question: Question, listed: Sequence[str]) -> Question:
        """Say in a question that what it asks for is not there: "another practice from Spain"."""
        limits = describe(replace(question.filters, kinds=()), self._corpus)
        told = [word for word in question.topic if not is_frame(word.lower)]
        by_part = bool(question.filters.pillars)  # its words are the name of the part
        about = f" on {question.text[told[0].start : told[-1].end]}" if told and not by_part else ""
        return replace(question, missing=(f"other {self._corpus[listed[0]].kind}{about}{limits}",))

    def _looked_up(self, outcome: Outcome, selected: Selected, filters: Filters | None) -> Outcome:
        asked = outcome.question
        question = replace(asked, ids=asked.ids if asked.selects else (), form="lookup")
        kinds = {self._corpus[i].kind for i in selected.among or selected.besides}

        def may_answer(entry: Entry) -> bool:
            wanted = entry.id in selected and (not selected.among or entry.kind in kinds)
            return wanted and entry.kind in kinds and (filters is None or matches(entry, filters))

        return replace(self._finder.look_up(question, may_answer), question=asked)

    def _only(self, draft: Draft, kept: tuple[str, ...], selected: Selected) -> Draft:
        """A list with some of its entries left."""
        blocks = (replace(b, passages=tuple(p for p in b.passages if p.entry.id in kept)) for b in draft.blocks)
        left: tuple[Block, ...] = tuple(block for block in blocks if block.passages)
        kind = self._corpus[kept[0]].kind
        noun = "practice" if kind == "practice" else "recommendation" if kind == "recommendation" else ""
        named = f" {noun}{'' if len(kept) == 1 else 's'}" if noun else ""
        lead = (
            f"{len(kept)} of the {len(selected.among)} that were listed:"
            if selected.among
            else f"The corpus holds {len(kept)} other{named}:"
        )
        return replace(draft, blocks=left, lead=lead, listed=kept)
