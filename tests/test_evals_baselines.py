import pytest

from evals.baselines import TopChunks, best_threshold, bm25_search, langchain_search
from evals.citation_measures import citation_validity
from evals.systems import System
from index.langchain import ReportEmbeddings
from tests.evals_fakes import case, wolf_corpus
from tests.test_evals_split_check import WordEmbedder

CORPUS = wolf_corpus()
DEV = [
    case("a", split="dev", question="How many dogs for each herd?"),
    case("b", split="dev", question="Who trains shepherds?", needed=("P01",)),
    case("c", split="dev", question="What do bears eat?", decision="not_in_report", needed=()),
]


@pytest.fixture(scope="module", params=["langchain", "bm25"])
def baseline(request: pytest.FixtureRequest) -> System:
    if request.param == "bm25":
        return TopChunks("bm25", CORPUS, bm25_search(CORPUS), DEV)
    search = langchain_search(CORPUS, ReportEmbeddings(WordEmbedder()))
    return TopChunks("langchain", CORPUS, search, DEV)


def test_baseline_quotes_the_nearest_sentences_with_valid_citations(baseline: System) -> None:
    answer = baseline.ask("How many dogs for each herd?")
    assert answer.decision == "answered"
    assert answer.citations[0].quote == "Keep two dogs for each herd."
    assert citation_validity(DEV[0], answer, CORPUS) == 1
    assert len(answer.citations) <= 4


def test_baseline_refuses_below_its_threshold(baseline: System) -> None:
    answer = baseline.ask("Zebra?")
    assert (answer.decision, answer.citations) == ("not_in_report", ())


def test_baseline_ranks_each_entry_once(baseline: System) -> None:
    ranked = baseline.rank("dogs and a school for shepherds")
    assert len(ranked) == len(set(ranked))
    assert {"G1", "P01"} <= set(ranked)


def test_baseline_gives_the_same_answer_again(baseline: System) -> None:
    assert baseline.ask("Fences?") == baseline.ask("Fences?")


def test_threshold_parts_answerable_from_unanswerable_where_it_can() -> None:
    assert best_threshold([(0.9, True), (0.6, True), (0.5, False), (0.1, False)]) == 0.6


def test_without_dev_questions_everything_is_answered() -> None:
    assert best_threshold([]) == 0
