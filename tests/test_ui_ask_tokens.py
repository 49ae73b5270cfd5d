"""With a model: the tokens of each answer are shown, and from the session's cap on answers are quoted word for word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser import ROOT, Reader, serving
from tests.endpoint import MODEL, Endpoint, quoting

pytestmark = pytest.mark.browser
CAP = 150
"""More than one answer of the endpoint costs, less than two do."""


@pytest.fixture(scope="module")
def written_url(new_home: Callable[[], Path]) -> Iterator[str]:
    with Endpoint(quoting) as endpoint:
        settings = {
            "ASSISTANT_HOME": str(new_home()),
            "ASSISTANT_MODEL": MODEL,
            "ASSISTANT_SESSION_TOKEN_CAP": str(CAP),
            "OPENAI_BASE_URL": endpoint.url,
            "OPENAI_API_KEY": "none",
        }
        with serving([str(ROOT / "app.py"), "--no-browser"], **settings) as url:
            yield url


def test_tokens_are_shown_and_their_cap_is_kept_also_after_a_reload(reader: Reader, written_url: str) -> None:
    reader.open(written_url)
    made = reader.ask("What does the report say about the circular economy?").locator(".made").inner_text()
    assert f"Written by {MODEL}" in made
    assert " tokens · " in made
    reader.page.locator(".spent", has_text=f"of {CAP} tokens of the model used in this session").wait_for()
    questions = iter(["What does D4 say?", "What does B2 say?", "What is industrial symbiosis?"])
    while not reader.page.locator(".spent.used-up").count():
        reader.ask(next(questions))
    reader.picture("ask-tokens-wide")
    for _ in range(2):
        last = reader.ask("What does G5 say?")
        assert "quoted word for word" in last.locator(".note").inner_text()
        assert "tokens" not in last.locator(".made").inner_text()
        reader.page.reload()
        reader.page.locator(".spent.used-up").wait_for()
