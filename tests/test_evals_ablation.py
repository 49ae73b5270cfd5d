import pytest

from assistant.assistant import Assistant
from corpus.chunk import split_corpus
from evals.ablation import STEPS, Parts
from evals.build import open_scorer, open_tagger
from evals.citation_measures import citation_validity
from index.dense import ExactIndex
from index.retriever import HybridRetriever
from tests.evals_fakes import case
from tests.test_evals_baselines import DEV
from tests.test_evals_split_check import WordEmbedder, with_question

CORPUS = with_question("Which animals bark at night?")


@pytest.fixture(scope="module")
def parts() -> Parts:
    embedder, chunks = WordEmbedder(), split_corpus(CORPUS)
    vectors = embedder.embed([chunk.indexed_text for chunk in chunks])
    retriever = HybridRetriever(chunks, ExactIndex(vectors), embedder)
    return Parts(Assistant(CORPUS, retriever, open_scorer(), open_tagger()), DEV)


@pytest.mark.parametrize("name", STEPS)
def test_every_step_answers_with_citations_that_hold(name: str, parts: Parts) -> None:
    system = STEPS[name](name, parts)
    answer = system.ask("How many dogs for each herd?")
    assert system.name == name
    assert citation_validity(case(), answer, CORPUS) in (1, None)
    assert system.rank("dogs for each herd")[0] == "G1"


def test_bare_search_does_not_see_the_indexed_questions_and_the_next_step_does(parts: Parts) -> None:
    question = "Which animals bark at night?"
    assert STEPS["hybrid"]("hybrid", parts).ask(question).decision == "not_in_report"
    cited = STEPS["+ questions"]("+ questions", parts).ask(question).citations
    assert [c.entry_id for c in cited][:1] == ["G1"]
    assert len({(c.entry_id, c.start) for c in cited}) == len(cited)


def test_structure_is_answered_whole_where_a_search_returns_four(parts: Parts) -> None:
    question = "List all recommendations."
    cited = {c.entry_id for c in STEPS["+ structure"]("+ structure", parts).ask(question).citations}
    assert cited == {"G1", "G2", "D1"}
