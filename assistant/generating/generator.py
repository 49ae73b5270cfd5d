"""Generator: lets a model phrase an answer whose evidence, decision and citations are ours.

What the model writes is cut into sentences; each is checked against the entries it cites and gets the exact words
that support it as its citation. A sentence appears once nothing can withdraw it any more: an answer that keeps less
than half of its sentences is not shown, so the first ones wait until half is sure.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import prompts
from assistant.answer import Answer, Citation, Sentence, cite
from assistant.answering.draft import escape
from assistant.errors import ModelUnavailable
from assistant.generating.evidence import Evidence, barred
from assistant.generating.instructions import gives_orders, is_trusted
from assistant.generating.languages import Language, language_of
from assistant.generating.likeness import Embed
from assistant.generating.model import Message, Model, Usage
from assistant.generating.reply import Claim, ReplyReader
from assistant.generating.support import SupportChecker, Verdict
from assistant.generating.translation import TranslationChecker
from corpus.corpus import Corpus
from corpus.entry import Entry

MOST_SENTENCES = 6
"""A model is not read beyond so many sentences; half of them decides when the first ones may be shown."""
LONGEST_REPLY = 12_000
"""Characters; a model that goes on is not read further."""
LONGEST_TRANSLATION = 600
"""Characters of a translated question."""
_FALLBACK = "This is the extractive answer."


class Generator:
    """Rewrites extractive answers with a model.

    `embed` is the packaged embedding model, whatever the index is searched with: the check was fitted with it.
    """

    def __init__(
        self,
        model: Model,
        corpus: Corpus,
        embed: Embed,
        *,
        show_unsupported: bool = False,
        chance: random.Random | None = None,
    ) -> None:
        self.model = model
        self._corpus = corpus
        self._support = SupportChecker(corpus, embed)
        self._translations = TranslationChecker(corpus, embed)
        self._show_unsupported = show_unsupported
        self._chance = chance

    def stream(
        self, draft: Answer, evidence: Sequence[Entry], *, show_unsupported: bool | None = None
    ) -> Iterator[Answer]:
        """Yield growing answers; the last is complete, and is the draft with a note where the model is of no use."""
        entries = [entry for entry in evidence if is_trusted(entry)]
        if draft.decision == "not_in_report" or not evidence:
            yield draft
            return
        if not entries or gives_orders(draft.question) or gives_orders(draft.understood_as):
            yield _fall_back(
                draft, "No model was asked, because a text among question and passages gives orders.", Usage()
            )
            return
        language = language_of(draft.question)
        shown = Evidence.of(entries, self._chance)
        reply = self.model.stream(self._messages(draft.understood_as, shown, language))
        written = _Written(
            draft, self.model.name, self._show_unsupported if show_unsupported is None else show_unsupported
        )
        try:
            reader = ReplyReader(shown.entries, two_halves=language is not None)
            for piece in reply:
                for claim in reader.feed(piece):
                    if self._add(claim, shown, language, written) and written.is_sure:
                        yield written.answer(reply.usage)
                if written.is_full or reader.length > LONGEST_REPLY:
                    break
            if not written.is_full:
                for claim in reader.finish(cut=reply.cut or reader.length > LONGEST_REPLY):
                    self._add(claim, shown, language, written)
        except ModelUnavailable as fault:
            yield _fall_back(draft, str(fault), reply.usage)
            return
        finally:
            reply.close()
        yield written.answer(reply.usage) if written.stands else _fall_back(draft, written.why_not(), reply.usage)

    def in_english(self, question: str) -> tuple[str, str]:
        """Translate a question of another language, so that an English report can be searched with it.

        Returns it with "", or the question itself with what went wrong, in one sentence; an English one is returned
        as it is.
        """
        language = language_of(question)
        if language is None or gives_orders(question):
            return question, ""
        fence = Evidence.of((), self._chance).fence
        prompt = prompts.load("translate_question").render(
            fence=fence, language=language.name, question=barred(question)
        )
        reply = self.model.stream([Message("user", prompt)])
        text = ""
        try:
            for piece in reply:
                text += piece
                if len(text) > LONGEST_TRANSLATION:
                    break
        except ModelUnavailable as fault:
            return question, f"{fault} The question was not translated from {language.name}."
        finally:
            reply.close()
        lines = [line.strip(" |\"'") for line in text.split("</think>")[-1].splitlines() if line.strip(" |\"'=")]
        usable = len(lines) == 1 and len(text) <= LONGEST_TRANSLATION and not gives_orders(lines[0])
        if usable and self._translations.keeps_what_is_certain(lines[0], question, language):
            return lines[0], ""
        return question, f"The model could not translate the question from {language.name}. Ask it in English."

    def _messages(self, question: str, shown: Evidence, language: Language | None) -> list[Message]:
        wanted = (
            prompts.load("language_other").render(language=language.name, example=language.example)
            if language
            else prompts.load("language_english").render()
        )
        system = prompts.load("answer").render(
            report=self._corpus.report.title, most=str(MOST_SENTENCES), language=wanted
        )
        asked = prompts.load("question").render(fence=shown.fence, evidence=shown.render(), question=barred(question))
        return [Message("system", system), Message("user", asked)]

    def _add(self, claim: Claim, shown: Evidence, language: Language | None, written: _Written) -> bool:
        """Check a claim and take it up; say whether the answer has grown."""
        if written.is_full or not written.counts(claim):
            return False
        cited = [shown.entries[key] for key in claim.keys]
        verdict = self._support.check(claim.text, cited) if cited else Verdict(False, "no citation")
        text = claim.text
        if verdict.supported and language is not None:
            translation = claim.translation or ""
            faithful = bool(translation) and self._translations.faithful(claim.text, translation, language)
            text = translation if faithful else claim.text
            written.untranslated += not faithful
        return written.add(text, verdict)


@dataclass
class _Written:
    """The answer as far as it is written and checked."""

    draft: Answer
    model: str
    show_unsupported: bool
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    kept: int = 0
    dropped: int = 0
    untranslated: int = 0
    seen: set[str] = field(default_factory=set)
    reasons: list[str] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """True once nothing more is read: enough sentences, or too many dropped for half to be left."""
        return self.kept + self.dropped >= MOST_SENTENCES or 2 * self.dropped > MOST_SENTENCES

    @property
    def is_sure(self) -> bool:
        """True once at least half of the sentences will be left, whatever follows."""
        return 2 * self.kept >= MOST_SENTENCES

    @property
    def stands(self) -> bool:
        """True where at least half of what the model wrote is left and cited."""
        return bool(self.citations) and self.kept >= self.dropped

    def counts(self, claim: Claim) -> bool:
        """Say whether a claim is a sentence of the answer: no heading, no lead-in, nothing said before."""
        heading = not claim.keys and (
            claim.text.endswith(":") or (len(claim.text.split()) < 7 and claim.text[-1].isalnum())
        )
        repeated = claim.text.casefold() in self.seen
        self.seen.add(claim.text.casefold())
        return not (heading or repeated)

    def add(self, text: str, verdict: Verdict) -> bool:
        """Take up a checked sentence with its citations; say whether there is more to show."""
        if verdict.supported:
            self.kept += 1
            numbers = tuple(dict.fromkeys(self._number(*span) for span in verdict.spans))
            self.sentences.append(Sentence(text, numbers))
            return True
        self.dropped += 1
        self.reasons.append(verdict.reason)
        # What brings addresses or markup is not shown even to a reader who asked for all.
        if self.show_unsupported and verdict.reason != "markup":
            self.sentences.append(Sentence(text, (), supported=False))
            return True
        return False

    def _number(self, entry: Entry, start: int, end: int) -> int:
        for citation in self.citations:
            if (citation.entry_id, citation.start, citation.end) == (entry.id, start, end):
                return citation.n
        self.citations.append(cite(len(self.citations) + 1, entry, start, end))
        return len(self.citations)

    def answer(self, usage: Usage) -> Answer:
        """Return the answer as it stands."""
        own = _own_words(self.draft)
        return replace(
            self.draft,
            answer=" ".join(map(_marked, self.sentences)) + (f"\n\n{own}" if own else ""),
            sentences=tuple(self.sentences),
            citations=tuple(self.citations),
            note=self._note(),
            mode="generated",
            model=self.model,
            input_tokens=self.draft.input_tokens + usage.input_tokens,
            output_tokens=self.draft.output_tokens + usage.output_tokens,
        )

    def _note(self) -> str | None:
        lines = [self.draft.note] if self.draft.note else []
        if self.dropped:
            what = "1 sentence" if self.dropped == 1 else f"{self.dropped} sentences"
            done = "is marked" if self.show_unsupported else "was left out"
            done = done if self.dropped == 1 else done.replace("is ", "are ").replace("was ", "were ")
            lines.append(
                f"{what} of the model {done}: the passages do not support {'it' if self.dropped == 1 else 'them'}."
            )
        if self.untranslated:
            lines.append("What could not be translated with certainty is in English.")
        return " ".join(lines) or None

    def why_not(self) -> str:
        """Say why the model's answer is not shown."""
        if not self.kept + self.dropped:
            return "The model wrote no answer that could be read."
        if not self.kept:
            return "The model's answer was not supported by the passages."
        held = "1 is" if self.kept == 1 else f"{self.kept} are"
        return f"Of the model's {self.kept + self.dropped} sentences only {held} supported by the passages."


def _marked(sentence: Sentence) -> str:
    if not sentence.supported:
        return f"*Not supported by the report:* {escape(sentence.text)}"
    return escape(sentence.text) + "".join(f" [{n}]" if not at else f"[{n}]" for at, n in enumerate(sentence.citations))


def _own_words(draft: Answer) -> str:
    """What the draft says about its decision in a last paragraph of its own, which rests on no passage."""
    last = draft.answer.rsplit("\n\n", 1)[-1]
    return last if draft.decision == "partly" and "[" not in last else ""


def _fall_back(draft: Answer, why: str, usage: Usage) -> Answer:
    lines = [draft.note] if draft.note else []
    return replace(
        draft,
        note=" ".join([*lines, why, _FALLBACK]),
        input_tokens=draft.input_tokens + usage.input_tokens,
        output_tokens=draft.output_tokens + usage.output_tokens,
    )
