"""The Evaluate page: a run is made, watched, stopped and resumed; its failures and changes are shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from assistant.ui.context import UiContext
from evals.errors import ModelMissing
from evals.fingerprint import Fingerprint
from evals.page import EvaluatePage, _layout, list_runs
from evals.run_file import read_run
from evals.runner import Evaluation, Options
from tests.browser import NARROW, Reader, axe_findings
from tests.evals_fakes import ScriptedSystem, answer_citing, case, wolf_corpus

EVIL = '<script>window.pwned=1</script><img src=x onerror="window.pwned=1">'
DOGS = answer_citing(("G1", "Keep two dogs for each herd."))
CASES = [
    case("dogs"),
    case("bears", question="What do bears eat?", decision="not_in_report", needed=(), kind="off_topic"),
    case("evil", question=EVIL, needed=("G2",), vital=(EVIL,)),
]


READER = gr.Request(session_hash="reader")


class Holding:
    """An assistant that only holds a corpus."""

    corpus = wolf_corpus()


class Opener:
    """Opens evaluations of a scripted system, and remembers what was asked for."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.options: list[Options] = []
        self.system = ScriptedSystem({CASES[0].question: DOGS, EVIL: replace(DOGS, question=EVIL)})

    def __call__(self, options: Options, *, folder: Path) -> Evaluation:
        if self.error:
            raise self.error
        self.options.append(options)
        plain = replace(options, perturbations=False, ask_again=0)
        return Evaluation(CASES, {"assistant": self.system}, Fingerprint("c", "c", "s"), plain, folder=folder)


def page_with(home: Path, opener: Opener | None = None) -> EvaluatePage:
    context = UiContext(Holding(), home)  # type: ignore[arg-type]
    with gr.Blocks():
        return EvaluatePage(context, _layout(context), opener or Opener())


def made(page: EvaluatePage, **chosen: Any) -> list[dict[str, Any]]:
    parts = page._parts
    names = {id(getattr(parts, name)): name for name in ("run", "stop", "progress", "shown", "before")}
    options = {
        "suite": "all",
        "split": "all",
        "mode": "extractive",
        "limit": None,
        "perturbed": False,
        "baselines": False,
    }
    updates = page.make(**{**options, **chosen}, request=READER)
    return [{names[id(c)]: value for c, value in update.items()} for update in updates]


def test_a_run_ends_with_its_result_chosen(tmp_path: Path) -> None:
    updates = made(page_with(tmp_path))
    (name,) = list_runs((tmp_path / "runs",))
    assert updates[-1]["shown"]["value"] == name
    assert "3 questions asked" in updates[-1]["progress"]
    assert "1 answer of the assistant with something wrong" in updates[-1]["progress"]
    assert updates[-1]["run"]["visible"]
    assert not updates[-1]["stop"]["visible"]
    assert read_run(tmp_path / "runs" / name / "results.json").info.name == name


def test_what_was_chosen_is_what_is_run(tmp_path: Path) -> None:
    opener = Opener()
    made(page_with(tmp_path, opener), suite="terms", split="dev", limit=7.0, perturbed=True, baselines=True)
    assert opener.options == [Options("terms", "dev", "extractive", 7, True, True, 1)]


def test_generated_runs_are_neither_perturbed_nor_asked_twice(tmp_path: Path) -> None:
    opener = Opener()
    made(page_with(tmp_path, opener), mode="generated", perturbed=True)
    (options,) = opener.options
    assert (options.mode, options.perturbations, options.ask_again) == ("generated", False, 0)


@pytest.mark.parametrize("limit", [None, 0, -3, 0.2])
def test_no_limit_means_all_questions(tmp_path: Path, limit: float | None) -> None:
    opener = Opener()
    made(page_with(tmp_path, opener), limit=limit)
    assert opener.options[0].limit is None


def test_a_fault_is_one_sentence_and_the_button_comes_back(tmp_path: Path) -> None:
    for error, said in (
        (ModelMissing("No model writes answers. Set ASSISTANT_MODEL."), "No model writes answers."),
        (RuntimeError("secret inside"), "The run failed inside the app"),
    ):
        updates = made(page_with(tmp_path, Opener(error)))
        assert said in updates[-1]["progress"]
        assert "secret inside" not in updates[-1]["progress"]
        assert updates[-1]["run"]["visible"]


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    opener = Opener()
    page = page_with(tmp_path, opener)
    parts = page._parts
    update: dict[Any, Any] = {}
    for update in page.make("all", "all", "extractive", None, False, False, READER):
        if "progress max" in update.get(parts.progress, ""):
            page.stop(READER)
    assert "Stopped after 1 of 3" in update[parts.progress]
    assert len(opener.system.asked) == 1
    made(page)
    assert len(opener.system.asked) == 3


def test_a_run_that_waits_its_turn_can_be_stopped(tmp_path: Path) -> None:
    opener = Opener()
    page = page_with(tmp_path, opener)
    page.wait(READER)
    page.stop(READER)
    (*_, last) = page.make("all", "all", "extractive", None, False, False, READER)
    assert "Stopped before" in last[page._parts.progress]
    assert opener.options == []


def test_a_run_is_shown_with_its_failures_and_its_files(tmp_path: Path) -> None:
    page = page_with(tmp_path)
    name = made(page)[-1]["shown"]["value"]
    problem, body, *files = page.view(name, "")
    assert problem == ""
    assert "Failing cases: 1 of 3" in body
    assert "<script>" not in body
    assert "<img" not in body
    assert [Path(file["value"]).name for file in files] == ["results.json", "report.html", "cases.csv"]
    assert all(Path(file["value"]).is_file() for file in files)


def test_a_run_is_compared_with_an_earlier_one(tmp_path: Path) -> None:
    page = page_with(tmp_path)
    first, second = (made(page)[-1]["shown"]["value"] for _ in range(2))
    assert first != second
    assert f"Against {first}" in page.view(second, first)[1]
    assert "Against" not in page.view(second, second)[1]
    assert "Against" not in page.view(second, None)[1]


@pytest.mark.parametrize("name", ["latest", "../../etc", "/etc/passwd", "no-such-run", EVIL])
def test_only_listed_runs_are_opened(tmp_path: Path, name: str) -> None:
    page = page_with(tmp_path)
    made(page)
    problem, body, *_ = page.view(name, None)
    assert "Choose one of the list." in problem
    assert body == ""
    assert "<script" not in problem


def test_a_damaged_run_is_one_sentence(tmp_path: Path) -> None:
    page = page_with(tmp_path)
    name = made(page)[-1]["shown"]["value"]
    (tmp_path / "runs" / name / "results.json").write_text("{", encoding="utf-8")
    assert "damaged" in page.view(name, None)[0]


def test_runs_are_listed_newest_first(tmp_path: Path) -> None:
    for name in ("2026-01-02T00-00-00-a", "2026-03-02T00-00-00-b", "2026-02-02T00-00-00-c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "results.json").write_text("{}")
    assert [name[5:7] for name in list_runs((tmp_path, tmp_path / "none"))] == ["03", "02", "01"]


# ---- as a person does it


def open_page(reader: Reader, app_url: str) -> Any:
    reader.page.goto(f"{app_url}evaluate")
    reader.page.wait_for_selector("#run-button")
    reader.page.wait_for_timeout(700)
    return reader.page


def run_terms(page: Any, limit: int = 6) -> None:
    page.get_by_label("Suite").click()
    page.get_by_role("option", name="Terms").click()
    page.get_by_label("At most so many questions").fill(str(limit))
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator("#run-progress", has_text="Finished in").wait_for(timeout=120_000)
    page.locator("#run-body table").first.wait_for(timeout=20_000)


@pytest.mark.browser
def test_an_evaluator_runs_compares_and_takes_the_files(reader: Reader, app_url: str) -> None:
    page = open_page(reader, app_url)
    run_terms(page)
    assert page.get_by_role("heading", name="Scores").is_visible()
    assert page.locator("#run-body svg.plot").count() >= 1
    reader.picture("evaluate-wide")
    first = page.get_by_label("Run", exact=True).input_value()
    run_terms(page, 5)
    page.wait_for_function("name => document.querySelector('#run-body').innerText.includes(name) === false", arg=first)
    page.get_by_label("Compare with").click()
    page.get_by_role("option", name=first).click()
    page.get_by_role("heading", name=f"Against {first}").wait_for(timeout=20_000)
    for name, ending in (
        ("Results (JSON)", "results.json"),
        ("Page (HTML)", "report.html"),
        ("Table (CSV)", "cases.csv"),
    ):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()
        assert waiting.value.suggested_filename == ending
        if ending == "results.json":
            assert json.loads(Path(waiting.value.path()).read_text())["info"]["suite"] == "terms"


@pytest.mark.browser
def test_a_run_can_be_stopped(reader: Reader, app_url: str) -> None:
    page = open_page(reader, app_url)
    page.get_by_label("Badly typed questions too").check()
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator("#run-progress progress").wait_for(timeout=60_000)
    page.get_by_role("button", name="Stop", exact=True).press("Enter")
    page.locator("#run-progress", has_text="Stopped after").wait_for(timeout=20_000)
    page.get_by_label("Badly typed questions too").uncheck()
    run_terms(page)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(new_reader: Callable[..., Reader], app_url: str, axe: str, scheme: str) -> None:
    reader = new_reader(color_scheme=scheme)
    page = open_page(reader, app_url)
    run_terms(page)
    found = axe_findings(page, axe, inside="#evaluate")
    assert [f for f in found if f["impact"] in ("serious", "critical")] == []


@pytest.mark.browser
def test_the_page_fits_a_phone(new_reader: Callable[..., Reader], app_url: str) -> None:
    reader = new_reader(NARROW)
    page = open_page(reader, app_url)
    run_terms(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    reader.picture("evaluate-narrow")
