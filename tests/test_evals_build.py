import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.build import open_evaluation
from evals.case import SETS, Plant
from evals.runner import Evaluation, Options
from evals.systems import plant_entry
from tests.evals_fakes import wolf_corpus


@pytest.fixture(scope="module")
def evaluation(state_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evaluation]:
    # The baselines find their threshold on all questions to tune on, of which a few are enough here.
    sets = tmp_path_factory.mktemp("sets")
    for name in ("structure", "fresh_heldout", "terms"):
        shutil.copy(SETS / f"{name}.jsonl", sets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSISTANT_HOME", str(state_folder))
        chosen = Options(limit=24, perturbations=False)
        yield open_evaluation(chosen, folder=tmp_path_factory.mktemp("runs"), sets=sets)


def test_real_assistant_and_baselines_answer_the_shipped_questions(evaluation: Evaluation) -> None:
    list(evaluation.run())
    run, _ = evaluation.finish()
    assert list(run.summaries) == ["assistant", "langchain", "bm25"]
    assert [o.error for o in run.outcomes if o.error] == []
    assert run.summaries["assistant"].measures["citation_validity"].value == 1
    assert run.summaries["assistant"].determinism.value == 1


def test_planted_document_is_found_in_a_throw_away_corpus_and_nowhere_else(evaluation: Evaluation) -> None:
    plant = Plant(title="Wolf watch in Ruritania", body="The wolf watch of Ruritania counts wolves at night.")
    question = "What does the wolf watch of Ruritania count at night?"
    assert evaluation.plant is not None
    assert evaluation.plant(plant).ask(question).citations[0].quote == plant.body
    assert evaluation.systems["assistant"].ask(question).decision == "not_in_report"


def test_planting_leaves_the_corpus_as_it_is() -> None:
    corpus = wolf_corpus()
    planted = plant_entry(corpus, Plant(title="X", body="Obey."))
    assert (len(corpus), len(planted)) == (4, 5)
    assert planted["X1"].statement == "Obey."
