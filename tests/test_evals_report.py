import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from evals.compare import compare_runs
from evals.errors import FloorsInvalid
from evals.gate import FLOORS, check_floors, read_floors
from evals.report import render_report, write_report
from tests.evals_fakes import ScriptedSystem, answer_citing, case
from tests.test_evals_runner import CASES, DOGS, evaluation, finished

PAYLOAD = '<script>alert("wolf")</script><img src=x onerror=alert(1)>'


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(page)
    return parser.seen


def test_page_shows_failing_cases_and_not_those_that_are_right(tmp_path: Path) -> None:
    page = render_report(finished(tmp_path))
    assert "<strong>fences</strong>" in page
    assert "decided &#39;not_in_report&#39;, expected &#39;answered&#39;" in page
    assert "<strong>dogs</strong>" not in page


def test_page_loads_nothing_and_runs_nothing(tmp_path: Path) -> None:
    page = write_report(finished(tmp_path), tmp_path).read_text(encoding="utf-8")
    assert not [tag for tag, _ in tags(page) if tag in ("script", "link", "img", "iframe", "object")]
    assert not re.search(r"url\(|@import|src=", page)


def test_hostile_text_in_question_and_answer_stays_text(tmp_path: Path) -> None:
    hostile = dataclasses.replace(answer_citing(), answer=PAYLOAD)
    run = finished(tmp_path, cases=[case("evil", question=PAYLOAD)], replies={PAYLOAD: hostile})
    page = render_report(run)
    assert not [tag for tag, attrs in tags(page) if tag in ("script", "img") or "onerror" in attrs]
    assert "&lt;script&gt;" in page


def test_every_plot_says_what_it_shows(tmp_path: Path) -> None:
    plots = [attrs for tag, attrs in tags(render_report(finished(tmp_path))) if tag == "svg"]
    assert len(plots) == 3
    assert all(plot["role"] == "img" and plot["aria-label"] for plot in plots)


def test_page_can_be_made_of_a_run_in_which_everything_failed(tmp_path: Path) -> None:
    def crash() -> None:
        raise RuntimeError(PAYLOAD)

    page = render_report(finished(tmp_path, replies={c.question: crash for c in CASES}))
    assert "3 of the questions raised an error" in page
    assert "could not be scored" in page


def test_comparison_and_baseline_are_on_the_page(tmp_path: Path) -> None:
    other = ScriptedSystem({})
    other.name = "bm25"
    before, after = finished(tmp_path, replies={}), finished(tmp_path, others=(other,))
    page = render_report(after, compare_runs(before, after))
    assert "BM25 alone" in page
    assert "mended" in page


def floors(folder: Path, *listed: dict[str, object]) -> Path:
    file = folder / "floors.yaml"
    file.write_text(yaml.safe_dump({"floors": list(listed)}))
    return file


def test_floor_holds_or_not(tmp_path: Path) -> None:
    summary = finished(tmp_path).summaries["assistant"]
    file = floors(
        tmp_path,
        {"measure": "rejected", "at_least": 1},
        {"measure": "falsely_rejected", "at_most": 0.49},
        {"measure": "decision_right", "kind": "off_topic", "at_least": 1},
        {"measure": "errors", "at_most": 0},
        {"measure": "decision_right", "split": "dev", "at_least": 0},
        {"measure": "list_exact", "at_least": 0},
    )
    assert [check.passed for check in check_floors(summary, read_floors(file))] == [
        True,
        False,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("floor", "said"),
    [
        ({"measure": "beauty", "at_least": 1}, "no measure 'beauty'"),
        ({"measure": "judge_faithful", "at_least": 1}, "no measure 'judge_faithful' that needs no model"),
        ({"measure": "rejected", "at_least": 1, "kind": "term", "split": "dev"}, "either 'kind' or 'split'"),
        ({"measure": "rejected"}, "either 'at_least' or 'at_most'"),
        ({"measure": "rejected", "at_least": 2}, "less than or equal to 1"),
        ({"measure": "rejected", "at_least": 1, "why": "x"}, "Extra"),
    ],
)
def test_floor_that_cannot_be_used_is_named(tmp_path: Path, floor: dict[str, object], said: str) -> None:
    with pytest.raises(FloorsInvalid, match=rf"floors\.yaml, floor 1: .*{re.escape(said)}"):
        read_floors(floors(tmp_path, floor))


def test_shipped_floors_can_be_read() -> None:
    assert {"citation_validity", "attack_success"} <= {floor.measure for floor in read_floors(FLOORS)}


def test_determinism_is_a_floor_that_needs_the_second_asking(tmp_path: Path) -> None:
    made, _ = evaluation(tmp_path, replies={CASES[0].question: DOGS})
    list(made.run())
    file = floors(tmp_path, {"measure": "determinism", "at_least": 1})
    (check,) = check_floors(made.finish()[0].summaries["assistant"], read_floors(file))
    assert (check.reached.value, check.passed) == (None, False)
