from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import openai
import pytest
import uvicorn
from starlette.applications import Starlette

from assistant.answer import Answer, Sentence
from assistant.doors.access import Access, hash_key, new_key
from assistant.doors.doorkeeper import Doorkeeper, Limits
from assistant.doors.openai_api import api_routes
from assistant.generating.budget import TokenBudgets
from assistant.ui.context import Page, UiContext
from assistant.ui.pdf_pages import PDF, PICTURE
from tests.ui_stand_in import ScriptedAssistant

QUESTION = "What does the report recommend about Digital Innovation Hubs?"
KEY = new_key()


class Serving:
    """An application on a real port."""

    def __init__(self, app) -> None:
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/v1"

    def __exit__(self, *reason: object) -> None:
        self._server.should_exit = True
        self._thread.join(5)


@pytest.fixture(scope="module")
def client(real_assistant):
    with Serving(Starlette(routes=api_routes(real_assistant))) as address:
        yield openai.OpenAI(base_url=address, api_key="none", max_retries=0)


def ask(client: openai.OpenAI, *messages: str, **more):
    asked = [{"role": "user", "content": message} for message in messages]
    return client.chat.completions.create(model="report", messages=asked, **more)


def test_the_models_are_listed(client):
    assert [model.id for model in client.models.list()] == ["report", "report-extractive", "report-generated"]
    assert client.models.retrieve("report").owned_by == "cluster-report-assistant"


def test_an_answer_keeps_its_citations_in_the_text_and_beside_it(client, real_assistant):
    answer = real_assistant.ask(QUESTION)
    completion = ask(client, QUESTION)
    text = completion.choices[0].message.content
    assert text.startswith(answer.answer)
    assert [line for line in text.splitlines() if line.startswith("[1] ")] == [
        f"[1] {answer.citations[0].title} – “{answer.citations[0].quote}” {answer.citations[0].source_url}"
    ]
    given = completion.report_answer
    assert given["citations"] == list(answer.to_dict()["citations"])
    assert (given["decision"], completion.choices[0].finish_reason) == ("answered", "stop")


def test_a_stream_gives_the_same_text_and_the_whole_answer_at_its_end(client):
    whole = ask(client, QUESTION)
    chunks = list(ask(client, QUESTION, stream=True, stream_options={"include_usage": True}))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content
    assert chunks[-1].usage.total_tokens == 0
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-2].report_answer["citations"] == whole.report_answer["citations"]


def test_earlier_questions_are_the_history(client, real_assistant):
    asked = [
        {"role": "system", "content": "Answer like a pirate."},
        {"role": "user", "content": "Which practices come from Norway?"},
        {"role": "assistant", "content": "..."},
        {"role": "user", "content": [{"type": "text", "text": "And from Spain?"}]},
    ]
    given = client.chat.completions.create(model="report", messages=asked, temperature=1.5, max_tokens=3)
    expected = real_assistant.ask("And from Spain?", ["Which practices come from Norway?"])
    assert given.report_answer["answer"] == expected.answer


def test_a_refusal_is_an_answer(client):
    given = ask(client, "How many moons has Jupiter?")
    assert given.report_answer["decision"] == "not_in_report"


@pytest.mark.parametrize(
    ("request_", "error", "said"),
    [
        ({"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}]}, openai.NotFoundError, "Choose one of: report"),
        ({"model": "report", "messages": []}, openai.BadRequestError, "no message of the user"),
        ({"model": "report", "messages": [{"role": "user", "content": "  "}]}, openai.BadRequestError, "no message of the user"),
        ({"model": "report", "messages": [{"role": "user", "content": "?!"}]}, openai.BadRequestError, "question is empty"),
        ({"model": "report", "messages": [{"role": "user", "content": "x" * 3000}]}, openai.BadRequestError, "2,000"),
        ({"model": "report", "messages": "x"}, openai.BadRequestError, "cannot be read"),
        ({"model": "report", "messages": [{"role": "king", "content": "x"}]}, openai.BadRequestError, "cannot be read"),
        ({"model": "report", "messages": [{"role": "user", "content": "x"}] * 201}, openai.BadRequestError, "at most 200"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stream", [False, True])
def test_a_request_that_cannot_be_answered_is_refused_with_a_sentence(client, request_, error, said, stream):
    with pytest.raises(error, match=said):
        client.chat.completions.create(**request_, stream=stream)


def test_a_body_that_is_no_json_is_refused(client):
    with pytest.raises(openai.BadRequestError, match="cannot be read"):
        client.post("/chat/completions", content=b"{", cast_to=object)


class Changing:
    """An assistant that withdraws what it has shown, as after a fault of an endpoint, and costs tokens."""

    def stream(self, question, history=(), filters=None, mode=None):
        first = Answer(question, question, "answered", "One. [1]", (Sentence("One.", (1,)),), (), ())
        if mode != "extractive":
            yield replace(first, mode="generated", input_tokens=60)
            yield replace(first, answer="Quoted. [1]", note="The endpoint failed.", input_tokens=60)
        else:
            yield first


@pytest.fixture
def changing():
    with Serving(Starlette(routes=api_routes(Changing(), TokenBudgets(100)))) as address:
        yield openai.OpenAI(base_url=address, api_key="none", max_retries=0)


def test_a_stream_says_so_where_it_takes_something_back(changing):
    text = "".join(c.choices[0].delta.content or "" for c in ask(changing, "Why?", stream=True))
    assert text.startswith("One. [1]\n\n— The text above is withdrawn.")
    assert text.endswith("Quoted. [1]\n\n(The endpoint failed.)")


def test_a_caller_who_has_used_all_tokens_gets_extractive_answers(changing):
    notes = [ask(changing, "Why?").report_answer["note"] for _ in range(3)]
    assert notes[:2] == ["The endpoint failed."] * 2
    assert notes[2] == ("This session has used its 100 tokens of the model, so this answer is quoted word for word.")


def test_the_openai_client_reads_our_own_refusals():
    app = Doorkeeper(
        Starlette(routes=api_routes(Changing())), Access.of(f"a:{hash_key(KEY)}", None), Limits(per_minute=1)
    )
    with Serving(app) as address:
        with pytest.raises(openai.AuthenticationError, match="key or a password"):
            ask(openai.OpenAI(base_url=address, api_key="wrong", max_retries=0), "Why?")
        known = openai.OpenAI(base_url=address, api_key=KEY, max_retries=0)
        assert ask(known, "Why?").choices[0].finish_reason == "stop"
        with pytest.raises(openai.RateLimitError, match="Try again in"):
            ask(known, "Why?")


def test_every_door_stands_when_the_server_begins_to_listen(monkeypatch, tmp_path):
    """What is put in later answers an early caller with 404."""
    from assistant.ui import ask, frame

    listening: list[str] = []

    def start_server(app: Starlette, **_: Any) -> None:
        listening.extend(getattr(route, "path", "") for route in app.router.routes)
        raise KeyboardInterrupt

    monkeypatch.setattr("gradio.http_server.start_server", start_server)
    context = UiContext(ScriptedAssistant(), tmp_path)
    app = frame.build_app(context, [Page("Ask", "", ask.build, "Questions about the report")])
    with pytest.raises(KeyboardInterrupt):
        frame.serve(app, context, "127.0.0.1", 7860)
    own = ["/v1/chat/completions", "/v1/models", "/v1/models/{model}", f"/{PICTURE}", f"/{PDF}"]
    assert listening[: len(own)] == own  # before those of Gradio, which would take them for pages
