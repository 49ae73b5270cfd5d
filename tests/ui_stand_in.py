"""A scripted assistant over the real corpus, for what the real one cannot be made to do on demand: be slow, fail, stop."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.answer import Answer, Mode, Sentence, cite
from assistant.errors import QuestionRejected
from assistant.ui.context import Page, UiContext
from assistant.understanding.filters import Filters, matches
from corpus import Corpus, load_corpus
from corpus.chunk import sentence_spans
from index.words import stems

SILENCE = 30.0
"""Seconds without a word; as long as a model may take at most."""


class ScriptedAssistant:
    """Cites the entries that share most words with the question; some first words change how it behaves.

    `slow` streams one sentence a time, `silent` is long without a word, `boom` fails, `unknown` refuses, `half` answers in part, `evil` answers with
    a script in its text, as a model might.
    """

    def __init__(self, corpus: Corpus | None = None, pause: float = 0.4) -> None:
        self.corpus = corpus or load_corpus()
        self.pause = pause
        self.asked: list[tuple[str, tuple[str, ...], Filters | None, Mode | None]] = []

    def ask(
        self, question: str, history: Sequence[str] = (), filters: Filters | None = None, mode: Mode | None = None
    ) -> Answer:
        *_, last = self.stream(question, history, filters, mode)
        return last

    def stream(
        self, question: str, history: Sequence[str] = (), filters: Filters | None = None, mode: Mode | None = None
    ) -> Iterator[Answer]:
        self.asked.append((question, tuple(history), filters, mode))
        word = question.split(" ")[0].lower()
        if not question.strip():
            raise QuestionRejected("The question is empty. Type a question about the report.")
        if word == "boom":
            raise RuntimeError("a fault that no reader should see")
        if word == "silent":
            time.sleep(SILENCE)
        answer = self._answer(question, history, filters)
        if word == "slow":
            for count in range(1, len(answer.sentences) + 1):
                yield _shortened(answer, count)
                time.sleep(self.pause)
        yield answer

    def _answer(self, question: str, history: Sequence[str], filters: Filters | None) -> Answer:
        wanted = set(stems(question))
        entries = [e for e in self.corpus if filters is None or matches(e, filters)]
        ranked = sorted(entries, key=lambda e: -len(wanted & set(stems(f"{e.id} {e.title} {e.body}"))))[:3]
        if question.lower().startswith("unknown") or not ranked:
            return Answer(
                question,
                question,
                "not_in_report",
                "The corpus does not say this.",
                (),
                (),
                ("What does G1 say?",),
                tuple(e.id for e in ranked),
            )
        spans = [(e, span) for e in ranked for span in list(sentence_spans(e.body, 0, e.sections[0].end))[:2]]
        citations = tuple(cite(n, e, *span) for n, (e, span) in enumerate(spans, start=1))
        sentences = tuple(Sentence(c.quote, (c.n,)) for c in citations)
        text = " ".join(f"{c.quote} [{c.n}]" for c in citations)
        if question.lower().startswith("evil"):
            text += (
                ' <img src=x onerror="window.pwned=1"><script>window.pwned=1</script> [x](javascript:window.pwned=1)'
            )
        return Answer(
            question=question,
            understood_as=f"{question} (after {history[-1]})" if history else question,
            decision="partly" if question.lower().startswith("half") else "answered",
            answer=text,
            sentences=sentences,
            citations=citations,
            suggestions=("What does G2 say?", "What does D1 say?"),
            elapsed_ms=12.0,
        )


def _shortened(answer: Answer, count: int) -> Answer:
    kept = answer.citations[:count]
    text = " ".join(f"{c.quote} [{c.n}]" for c in kept)
    return replace(answer, answer=text, citations=kept, sentences=answer.sentences[:count])


def serve_stand_in() -> None:
    """Serve the app over the scripted assistant; started by tests/browser.py in a child process."""
    from assistant.ui import ask, frame

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    context = UiContext(ScriptedAssistant(), Path(tempfile.mkdtemp(prefix="assistant-stand-in-")), model="scripted")
    app = frame.build_app(context, [Page("Ask", "", ask.build, "Questions about the report")])
    frame.serve(app, context, "127.0.0.1", port)
    app.block_thread()


if __name__ == "__main__":
    serve_stand_in()
