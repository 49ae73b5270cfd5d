from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import prompts
from prompts import Prompt, PromptError


@pytest.mark.parametrize("name", prompts.names())
def test_every_prompt_renders_with_exactly_its_own_variables(name: str) -> None:
    prompt = prompts.load(name)
    text = prompt.render(**{variable: f"<{variable}>" for variable in prompt.variables})
    assert all(f"<{variable}>" in text for variable in prompt.variables)


@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("answer", {"report", "most", "language"}),
        ("language_english", set()),
        ("language_other", {"language", "example"}),
        ("question", {"fence", "evidence", "question"}),
    ],
)
def test_the_generator_knows_the_variables_of_its_prompts(name: str, variables: set[str]) -> None:
    assert set(prompts.load(name).variables) == variables


def test_all_missing_variables_are_named_at_once() -> None:
    with pytest.raises(PromptError, match=r"needs \$b, \$c"):
        Prompt("letter", "$a $b $c").render(a="x")


def test_an_unknown_variable_is_refused() -> None:
    with pytest.raises(PromptError, match=r"has no \$z"):
        Prompt("letter", "$a").render(a="x", z="y")


def test_an_unknown_prompt_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(PromptError, match="answer"):
        prompts.load("../secrets")


def test_a_bare_dollar_sign_in_a_value_is_harmless() -> None:
    assert Prompt("letter", "cost: $cost, $$5").render(cost="$3 billion ${x}") == "cost: $3 billion ${x}, $5"


@given(st.text())
def test_a_value_is_never_read_as_a_template(value: str) -> None:
    assert Prompt("letter", "<$a>").render(a=value) == f"<{value}>"


def test_prompts_are_found_from_any_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("elsewhere")
    code = "import prompts; print(prompts.load('answer').name)"
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert run.stdout.strip() == "answer", run.stderr
