from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace

import openai
import pytest

from assistant.assistant import Assistant
from assistant.errors import ModelUnavailable
from assistant.generating import Generator, Message
from assistant.generating.openai_model import OpenAIModel
from tests.endpoint import MODEL, Endpoint, Raw, Status, Text, chunk, quoting

ASKED = [Message("system", "You answer."), Message("user", "What is a hub?")]
KEY = "sk-test-4f9a8b7c6d"
CONTEXT = {"code": "context_length_exceeded"}
FAULTS = {
    "wrong key": ([Status(401, f"Incorrect API key provided: {KEY}")], "refused the key"),
    "not allowed": ([Status(403)], "refused the key"),
    "no such model": ([Status(404)], "has no model 'test-model'"),
    "busy for long": ([Status(429, headers=(("retry-after", "40"),))], "is busy"),
    "busy for good": ([Status(429)] * 9, "is busy"),
    "failing": ([Status(500)] * 9, "HTTP 500"),
    "stalled": ([Raw((chunk({"content": "A hub"}),), then="stall")], "within 1 seconds"),
    "stalled before a word": ([Raw(then="stall")], "within 1 seconds"),
    "only signs of life": ([Raw((chunk({"content": "A hub"}),), then="ping")], "within 1 seconds"),
    "endless": ([Raw((chunk({"content": "hub "}),), then="endless")], "within 1 seconds"),
    "cut": ([Raw((chunk({"content": "A hub"}),), then="cut")], "broke off"),
    "ended without an end": ([Raw((chunk({"content": "A hub"}),))], "broke off"),
    "invalid JSON": ([Raw(("{not json",))], "is no answer"),
    "an error in the stream": ([Raw(('{"error": {"message": "overloaded"}}',))], "fault in the middle"),
    "a web page": ([Raw(content_type="text/html", body=b"<html>Welcome</html>")], "cannot be read"),
    "empty": ([Text("")], "empty answer"),
    "filtered": ([Text("A hub", finish="content_filter")], "filter"),
    "too long": ([Status(400, "maximum context length is 4096 tokens", error=CONTEXT)], "longer than the model"),
    "refusing": ([Status(400, "I do not like you")], "HTTP 400"),
}


@pytest.fixture
def endpoint():
    with Endpoint(quoting) as running:
        yield running


PATIENT = 15.0
"""Seconds to wait for an endpoint that answers: a machine that runs other tests beside may take its time."""


def model(endpoint: Endpoint, **changes: object) -> OpenAIModel:
    settings = {"base_url": endpoint.url, "api_key": KEY, "timeout": 1.0, "max_tokens": 50} | changes
    return OpenAIModel(MODEL, **settings)


def test_text_comes_as_it_is_written_with_what_it_cost(endpoint):
    endpoint.script.append(Text("A hub is a place.", pause=0.05))
    reply = model(endpoint, timeout=PATIENT).stream(ASKED)
    assert len(pieces := list(reply)) > 1
    assert "".join(pieces) == "A hub is a place."
    assert (reply.usage.input_tokens, reply.usage.output_tokens, reply.usage.estimated) == (100, 5, False)
    request = endpoint.requests[0]
    assert [m["role"] for m in request["messages"]] == ["system", "user"]
    assert (request["model"], request["temperature"], request["seed"], request["max_completion_tokens"]) == (
        MODEL,
        0,
        0,
        50,
    )
    assert endpoint.keys == [f"Bearer {KEY}"]


def test_nothing_is_sent_before_the_reply_is_read(endpoint):
    model(endpoint).stream(ASKED)
    assert endpoint.requests == []


def test_tokens_are_estimated_where_the_endpoint_does_not_count(endpoint):
    endpoint.script.append(Text("12345678", usage=False))
    reply = model(endpoint, timeout=PATIENT).stream(ASKED)
    list(reply)
    assert (reply.usage.input_tokens, reply.usage.output_tokens, reply.usage.estimated) == (7, 2, True)


def test_an_answer_at_the_limit_of_its_length_says_so(endpoint):
    endpoint.script.append(Text("A hub is", finish="length"))
    reply = model(endpoint, timeout=PATIENT).stream(ASKED)
    assert "".join(reply) == "A hub is"
    assert reply.cut


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_becomes_one_clear_line_in_time(endpoint, fault):
    script, said = FAULTS[fault]
    endpoint.script.extend(script)
    began = time.monotonic()
    with pytest.raises(ModelUnavailable, match=said) as raised:
        list(model(endpoint).stream(ASKED))
    assert time.monotonic() - began < 1 + 2
    line = str(raised.value)
    assert KEY not in line
    assert line.count(". ") <= 1
    assert "\n" not in line


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/v1", "http://nowhere.invalid/v1", "nonsense"])
def test_no_endpoint_is_said_in_one_line(address):
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        list(OpenAIModel(MODEL, base_url=address, timeout=2).stream(ASKED))


def test_a_passing_fault_is_tried_again(endpoint):
    endpoint.script.extend([Status(500), Status(429, headers=(("retry-after", "0.1"),)), Text("A hub.")])
    assert "".join(model(endpoint, timeout=10).stream(ASKED)) == "A hub."
    assert len(endpoint.requests) == 3


def test_a_wait_that_ends_too_late_is_not_begun(endpoint):
    endpoint.script.extend([Status(429, headers=(("retry-after", "3"),)), Text("A hub.")])
    began = time.monotonic()
    with pytest.raises(ModelUnavailable, match="busy"):
        list(model(endpoint, timeout=2).stream(ASKED))
    assert time.monotonic() - began < 1
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("parameter", ["temperature", "seed", "stream_options", "max_completion_tokens"])
def test_a_parameter_that_the_endpoint_refuses_is_left_out_from_then_on(endpoint, parameter):
    endpoint.script.extend([Status(400, f"Unsupported parameter: '{parameter}'"), Text("One."), Text("Two.")])
    asking = model(endpoint)
    assert ["".join(asking.stream(ASKED)) for _ in range(2)] == ["One.", "Two."]
    assert [parameter in request for request in endpoint.requests] == [True, False, False]


def test_a_reply_that_nobody_waits_for_ends_its_thread(endpoint):
    endpoint.script.append(Raw((chunk({"content": "A hub "}),), then="ping"))
    reply = model(endpoint, timeout=30).stream(ASKED)
    next(iter(reply))
    reply.close()
    waited_until = time.monotonic() + 3
    while any(thread.name == "model-reply" for thread in threading.enumerate()):
        assert time.monotonic() < waited_until, "the thread goes on"
        time.sleep(0.02)


def test_a_reader_who_takes_time_still_gets_what_came_in_time(endpoint):
    endpoint.script.append(Text("One two three."))
    words = []
    for word in model(endpoint, timeout=1).stream(ASKED):
        words.append(word)
        time.sleep(0.6)
    assert "".join(words) == "One two three."


def test_no_key_is_written_anywhere(endpoint, caplog):
    caplog.set_level(logging.DEBUG)
    endpoint.script.extend([Text("A hub."), Status(401, f"Incorrect API key provided: {KEY}")])
    asking = model(endpoint)
    list(asking.stream(ASKED))
    with pytest.raises(ModelUnavailable):
        list(asking.stream(ASKED))
    assert caplog.records
    assert KEY not in caplog.text + repr(asking)


def test_every_error_of_the_client_has_a_line_of_its_own(endpoint):
    """A new kind of error in the client would fall through to "cannot be read"."""
    explained = model(endpoint)
    kinds = [
        k for name in dir(openai) if name.endswith("Error") and issubclass(k := getattr(openai, name), openai.APIError)
    ]
    assert len(kinds) > 10
    for kind in kinds:
        error = kind.__new__(kind)
        error.body = None
        if issubclass(kind, openai.APIStatusError):
            error.status_code = getattr(kind, "status_code", 503)
        assert "cannot be read" not in str(explained.explain(error)), kind


@pytest.fixture(scope="module")
def generated(real_assistant, state_folder):
    """The whole assistant, writing with a model at an address."""
    from index.minilm import MiniLM

    prepared = Generator(OpenAIModel(MODEL), real_assistant.corpus, MiniLM(state_folder).embed)

    def at(endpoint: Endpoint, **changes: object) -> Assistant:
        prepared.model = model(endpoint, **changes)
        parts = (real_assistant.corpus, real_assistant.retriever, real_assistant.scorer, real_assistant.tagger)
        return Assistant(*parts, open_writer=lambda: prepared)

    return at


QUESTION = "What does the report recommend about Digital Innovation Hubs?"


def test_the_whole_assistant_shows_what_an_honest_model_writes(generated, endpoint):
    answer = generated(endpoint, timeout=20).ask(QUESTION)
    assert (answer.mode, answer.model, answer.decision) == ("generated", MODEL, "answered")
    assert "D4" in {citation.entry_id for citation in answer.citations}
    assert (answer.input_tokens, answer.output_tokens > 0) == (100, True)


@pytest.mark.parametrize("fault", ["wrong key", "failing", "stalled", "endless", "cut", "invalid JSON", "empty"])
def test_the_whole_assistant_loses_no_question_to_a_fault(generated, endpoint, real_assistant, fault):
    began = time.monotonic()
    plain = real_assistant.ask(QUESTION)
    own_time = time.monotonic() - began
    endpoint.script.extend(FAULTS[fault][0])
    answer = generated(endpoint).ask(QUESTION)
    assert time.monotonic() - began < 2 * own_time + 1 + 2
    assert FAULTS[fault][1] in answer.note
    changed = {"note": None, "elapsed_ms": 0, "input_tokens": 0, "output_tokens": 0}
    assert replace(answer, **changed) == replace(plain, **changed)
