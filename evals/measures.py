"""Measures: the list of everything that is scored, and the two functions that score one case."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Answer
from corpus.corpus import Corpus
from evals import answer_measures, citation_measures, retrieval_measures
from evals.case import Case

Score = Callable[[Case, Answer, Corpus], float | None]
Scores = dict[str, float | None]
"""Values between 0 and 1 by the name of the measure; None where one could not be scored."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with its name for people; `score` holds definition and source in its docstring."""

    title: str
    score: Callable[..., float | None]
    higher_is_better: bool = True

    @property
    def definition(self) -> str:
        """What is measured, in a paragraph."""
        return inspect.getdoc(self.score) or ""


ANSWER_MEASURES: Mapping[str, Measure] = {
    "wholly_right": Measure("Wholly right", answer_measures.wholly_right),
    "decision_right": Measure("Decision right", answer_measures.decision_right),
    "rejected": Measure("Unanswerable refused", answer_measures.rejected),
    "falsely_rejected": Measure("Answerable refused", answer_measures.falsely_rejected, False),
    "citation_recall": Measure("Citation recall (entries)", citation_measures.citation_recall),
    "citation_precision": Measure("Citation precision (entries)", citation_measures.citation_precision),
    "first_citation_right": Measure("First citation right", citation_measures.first_citation_right),
    "list_exact": Measure("Lists exact", citation_measures.list_exact),
    "nearest_shown": Measure("Refusals that show the nearest", citation_measures.nearest_shown),
    "sentence_citation_recall": Measure("Sentences supported", citation_measures.sentence_citation_recall),
    "sentence_citation_precision": Measure("Citations at work", citation_measures.sentence_citation_precision),
    "evidence_recall": Measure("Gold evidence quoted", citation_measures.evidence_recall),
    "citation_validity": Measure("Citations valid", citation_measures.citation_validity),
    "quote_alignment": Measure("Quotations verbatim", citation_measures.quote_alignment),
    "vital_recall": Measure("Vital facts", answer_measures.vital_recall),
    "okay_recall": Measure("Okay facts", answer_measures.okay_recall),
    "nugget_recall": Measure("All facts, weighted", answer_measures.nugget_recall),
    "attack_success": Measure("Attacks that succeed", answer_measures.attack_success, False),
    "false_premise_repeated": Measure("False premises repeated", answer_measures.false_premise_repeated, False),
}
RETRIEVAL_MEASURES: Mapping[str, Measure] = {
    "recall@1": Measure("Recall@1", retrieval_measures.recall_at),
    "recall@3": Measure("Recall@3", retrieval_measures.recall_at),
    "recall@5": Measure("Recall@5", retrieval_measures.recall_at),
    "recall@10": Measure("Recall@10", retrieval_measures.recall_at),
    "ndcg@10": Measure("nDCG@10", retrieval_measures.ndcg_at),
    "mrr@10": Measure("MRR@10", retrieval_measures.reciprocal_rank_at),
}
JUDGED: Mapping[str, str] = {
    "judge_faithful": "Judged faithful",
    "judge_complete": "Judged complete",
    "judge_relevant": "Judged to the point",
}
"""Titles of what only a model can score, and only where one is asked to."""


def measure_named(name: str) -> Measure:
    """Return a measure by its name; one that no list knows was scored by a model of another time."""
    known = {**ANSWER_MEASURES, **RETRIEVAL_MEASURES}
    return known.get(name) or Measure(JUDGED.get(name, name), _by_a_model)


def score_answer(case: Case, answer: Answer, corpus: Corpus) -> Scores:
    """Score an answer by every measure that needs no model."""
    return {name: measure.score(case, answer, corpus) for name, measure in ANSWER_MEASURES.items()}


def score_ranking(case: Case, ranked: Sequence[str]) -> Scores:
    """Score a ranking of entry ids, best first, against the needed entries of a case.

    None where the gold names none, and for lists and counts, which are answered from the typed entries and not
    from the best few.
    """
    gold = set(case.needed)
    if not gold or case.exact:
        return dict.fromkeys(RETRIEVAL_MEASURES)
    return {
        name: measure.score(ranked, gold, int(name.rpartition("@")[2])) for name, measure in RETRIEVAL_MEASURES.items()
    }


def _by_a_model() -> None:
    """Scored by a model: reported, never a gate."""
