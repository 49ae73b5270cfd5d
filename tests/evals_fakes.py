"""A tiny invented report about wolves and a scripted assistant over it, for the tests of evals/."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.answer import Answer, Decision, Sentence, cite
from corpus.corpus import Corpus, Pillar, Report
from corpus.entry import Entry, Section, Source, Years
from evals.case import Case

_SOURCE = (Source("https://example.org/wolves"),)


def entry(entry_id: str, kind: str, title: str, body: str, **more: object) -> Entry:
    section = Section("", 0, len(body), "published_summary", _SOURCE)
    return Entry(entry_id, kind, title, body, "published_summary", _SOURCE, (section,), **more)  # type: ignore[arg-type]


def wolf_corpus() -> Corpus:
    pillars = (Pillar("herds", "Protecting herds"), Pillar("wolves", "Protecting wolves"))
    report = Report("Report on wolves", "the wolf report", pillars, official=False, notice="Invented.")
    entries = (
        entry("G1", "recommendation", "Guard dogs", "Keep two dogs for each herd. Dogs cost 300 euro.", pillar="herds"),
        entry("G2", "recommendation", "Fences", "Build fences of 120 cm. Check them weekly.", pillar="herds"),
        entry("D1", "recommendation", "Corridors", "Leave corridors between forests.", pillar="wolves"),
        entry(
            "P01",
            "practice",
            "Shepherd school",
            "A school trains shepherds for one year.",
            countries=("NO",),
            years=Years("2012", 2012, 2012),
        ),
    )
    return Corpus(report, entries)


def case(case_id: str = "wolf-01", **fields: object) -> Case:
    values: dict[str, object] = {
        "id": case_id,
        "split": "test",
        "kind": "recommendation",
        "question": "How many dogs should guard a herd?",
        "decision": "answered",
        "needed": ("G1",),
        "suite": "wolves",
    }
    return Case.model_validate(values | fields)


def answer_citing(
    *quotes: tuple[str, str],
    question: str = "How many dogs should guard a herd?",
    decision: Decision = "answered",
    confidence: float = 0.9,
    corpus: Corpus | None = None,
) -> Answer:
    """An extractive answer of verbatim sentences, given as (entry id, quote)."""
    corpus = corpus or wolf_corpus()
    citations = []
    for n, (entry_id, quote) in enumerate(quotes, 1):
        start = corpus[entry_id].body.index(quote)
        citations.append(cite(n, corpus[entry_id], start, start + len(quote)))
    sentences = tuple(Sentence(c.quote, (c.n,)) for c in citations)
    text = " ".join(f"{c.quote} [{c.n}]" for c in citations)
    return Answer(
        question, question, decision, text, sentences, tuple(citations), ("What about fences?",), confidence=confidence
    )


def refusal(question: str = "What do bears eat?", confidence: float = 0.1) -> Answer:
    text = "The report does not say."
    return Answer(question, question, "not_in_report", text, (Sentence(text),), (), (), confidence=confidence)


class ScriptedSystem:
    """Answers by a table of questions and remembers what it was asked; what is not in the table is refused."""

    name = "assistant"

    def __init__(self, replies: Mapping[str, Answer | Callable[[], Answer]], corpus: Corpus | None = None) -> None:
        self.corpus = corpus or wolf_corpus()
        self.replies = replies
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        self.asked.append((question, tuple(history)))
        reply = self.replies.get(question) or refusal(question)
        return reply if isinstance(reply, Answer) else reply()

    def rank(self, query: str) -> list[str]:
        return ["G1", "G2", "D1"]
