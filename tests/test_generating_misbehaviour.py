"""More ways in which an endpoint can go wrong, or lie, asked of the whole assistant: no question is lost, no lie is shown."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from typing import Any

import pytest

from assistant.assistant import Assistant
from assistant.generating import Generator
from assistant.generating.openai_model import OpenAIModel
from tests.endpoint import MODEL, Endpoint, Raw, Status, Text, chunk, passages, quoting

QUESTION = "What does the report recommend about Digital Innovation Hubs?"
KEY = "sk-test-9d8c7b6a5f"
HUB = chunk({"content": "A hub"})
WHOLE = json.dumps(
    {"id": "c", "object": "chat.completion", "choices": [{"index": 0, "message": {"content": "A hub."}}]}
)
FAULTS: dict[str, Any] = {
    "no answer at all": [Raw(then="silent")] * 3,
    "an answer that is not streamed": [Raw(content_type="application/json", body=WHOLE.encode())],
    "a list": [Raw(("[1, 2]",))],
    "a number": [Raw(("17",))],
    "null": [Raw(("null",))],
    "no choices": [Raw(('{"id": "c"}',))],
    "choices of another kind": [Raw(('{"id": "c", "choices": "none"}',))],
    "only [DONE]": [Raw(("[DONE]",))],
    "nothing": [Raw(())],
    "a body of another kind": [Raw(content_type="application/octet-stream", body=b"\xff\xfe\x00\x01" * 50)],
    "bytes that are no text": [Raw(body=b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n')],
    "a line that never ends": [Raw(then="endless", body=b"x" * 200_000)],
    "an event that never ends": [Raw(then="endless", body=b'data: {"choices": [{"delta": {"content": "' + b"x" * 100_000)],
    "a tool call alone": [Raw((chunk({"tool_calls": [{"index": 0, "id": "t", "function": {"name": "f", "arguments": "{}"}}]}), chunk({}, "tool_calls"), "[DONE]"))],
    "thoughts alone": [Raw((chunk({"reasoning_content": "Hm."}), chunk({}, "stop"), "[DONE]"))],
    "white space alone": [Text("\n \n\t")],
    "a wait without end": [Status(429, headers=(("retry-after", "99999999"),))],
    "a wait that is no number": [Status(429, headers=(("retry-after", "1.2.3"),))] * 9,
    "a wait in words": [Status(503, headers=(("retry-after", "soon"),))] * 9,
    "a wait till a day": [Status(429, headers=(("retry-after", "Wed, 01 Jan 2098 00:00:00 GMT"),))] * 9,
    "a teapot": [Status(418, KEY)] * 9,
    "a conflict": [Status(409)] * 9,
    "a wrong key as 400": [Status(400, f"Invalid API key {KEY}")],
    "a wrong model as 400": [Status(400, "Invalid model name passed in model=test-model")],
    "a redirect to nowhere": [Status(302, headers=(("location", "/v1/elsewhere"),))] * 99,
    "an error object in a stream": [Raw((HUB, '{"error": {"message": "CUDA out of memory", "code": 500}}'))],
}  # fmt: skip


@pytest.fixture(scope="module")
def endpoint():
    with Endpoint() as running:
        yield running


@pytest.fixture(scope="module")
def writer(real_assistant, state_folder, endpoint):
    from index.minilm import MiniLM

    return Generator(OpenAIModel(MODEL, base_url=endpoint.url), real_assistant.corpus, MiniLM(state_folder).embed)


@pytest.fixture
def assistant(real_assistant, writer, endpoint):
    endpoint.script.clear()
    endpoint.usually = quoting
    writer.model = OpenAIModel(MODEL, base_url=endpoint.url, api_key=KEY, timeout=20)
    return Assistant(
        real_assistant.corpus,
        real_assistant.retriever,
        real_assistant.scorer,
        real_assistant.tagger,
        open_writer=lambda: writer,
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_no_question_is_lost_and_one_line_says_what_happened(assistant, writer, endpoint, real_assistant, fault):
    writer.model = OpenAIModel(MODEL, base_url=endpoint.url, api_key=KEY, timeout=1)
    plain = real_assistant.ask(QUESTION)
    endpoint.script.extend(FAULTS[fault])
    endpoint.usually = lambda request: Text("")
    began = time.monotonic()
    answer = assistant.ask(QUESTION)
    assert time.monotonic() - began < 1 + 2
    note = answer.note or ""
    assert note.endswith(" This is the extractive answer.")
    assert re.search(r"Check |Try again|broke off|within 1 seconds|wrote no answer", note), note
    assert KEY not in note
    assert "\n" not in note
    assert (answer.mode, answer.decision, answer.answer, answer.citations) == (
        "extractive", plain.decision, plain.answer, plain.citations,
    )  # fmt: skip


def framed(request: dict[str, Any], newline: str) -> bytes:
    """A good answer as a whole stream, with comments, names of events and this end of line."""
    text = quoting(request)
    lines = [f": hello{newline}{newline}"]
    lines += [f"event: message{newline}id: 7{newline}data: {event}{newline}{newline}" for event in text.events()]
    return "".join(lines).encode()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_what_the_standard_of_event_streams_allows_is_read(assistant, endpoint, newline):
    endpoint.usually = lambda request: Raw(body=framed(request, newline))
    assert assistant.ask(QUESTION).mode == "generated"


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_it_makes_no_difference_where_the_text_is_cut(assistant, endpoint, size):
    whole = assistant.ask(QUESTION)

    def cut(request: dict[str, Any]) -> Text:
        text = quoting(request).text
        assert isinstance(text, str)
        return Text([text[at : at + size] for at in range(0, len(text), size)])

    endpoint.usually = cut
    answer = assistant.ask(QUESTION)
    assert (answer.answer, answer.citations) == (whole.answer, whole.citations)


LIES = [
    "It is false that clusters should have a place in the governance of Digital Innovation Hubs [{k}].",
    "Contrary to the report, clusters should have a place in the governance of Digital Innovation Hubs [{k}].",
    "The report rejects making clusters an integral part of Digital Innovation Hubs [{k}].",
    "The report warns against making clusters an integral part of Digital Innovation Hubs [{k}].",
    "The report no longer recommends making clusters an integral part of Digital Innovation Hubs [{k}].",
    "Nobody recommends making clusters an integral part of Digital Innovation Hubs [{k}].",
    "Critics say that clusters should have a place in the governance of Digital Innovation Hubs [{k}].",
    "Clusters should hardly have a place in the governance and operations of Digital Innovation Hubs [{k}].",
    "Clusters should avoid a place in the governance and operations of Digital Innovation Hubs [{k}].",
    "Clusters should have a place outside the governance and the operations of Digital Innovation Hubs [{k}].",
    "Clusters should have a dominant place in the governance and operations of Digital Innovation Hubs [{k}].",
    "Clusters should secretly have a place in the governance and in the operations of Digital Innovation Hubs [{k}].",
    "Corrupt clusters should have a place in the governance and in the operations of Digital Innovation Hubs [{k}].",
    "Clusters should have a place in the governance and operations of Digital Innovation Hubs if they pay [{k}].",
    "Banks should have a place in the governance and in the operations of Digital Innovation Hubs [{k}].",
    "SMEs should have a place in the governance and in the operations of Digital Innovation Hubs [{k}].",
    "Clusters already have a place in the governance and in the operations of Digital Innovation Hubs [{k}].",
    "Clusters will have a place in the governance and in the operations of Digital Innovation Hubs [{k}].",
    "The European Commission recommends making clusters an integral part of Digital Innovation Hubs [{k}].",
    "The report recommends making clusters a small part of Digital Innovation Hubs [{k}].",
    "The report recommends making clusters an integral part of physical systems [{k}].",
    "Clusters and Digital Innovation Hubs should collaborate continuously on the green transition [{k}].",
    "Clusters and Digital Innovation Hubs should collaborate continuously against the digital transition [{k}].",
    "Clusters and Digital Innovation Hubs should compete continuously on the digital transition [{k}].",
    "By November 2021, a total of 17 Digital Innovation Hubs had been rejected in Portugal [{p}].",
    "By November 2021, a total of 17 Digital Innovation Hubs had been closed in Portugal [{p}].",
    "By November 2021, a total of seventy Digital Innovation Hubs had been approved in Portugal [{p}].",
    "By November 2021, a total of 17 million Digital Innovation Hubs had been approved in Portugal [{p}].",
    "By November 2021, a total of 17 clusters had been approved in Portugal [{p}].",
    "By November 2021, between 17 and 40 Digital Innovation Hubs had been approved in Portugal [{p}].",
    "By February 2022, a total of 17 Digital Innovation Hubs had been approved in Portugal [{p}].",
    "By November 2021, a total of 17 Digital Innovation Hubs had been approved in Spain [{p}].",
    "The Portuguese Action Plan for Digital Transition was approved in November 2021 [{p}].",
    "Clusters are natural enemies of the Digital Innovation Hubs in Portugal [{p}].",
    "By November 2021, a total of 17 Digital Innovation Hubs had been approved in Portugal [{k}].",
    "Clusters should have a place in Digital Innovation Hubs, see evil[.]example for more [{k}].",
    "Clusters should have a place in Digital Innovation Hubs (hxxps://evil.example/x) [{k}].",
    "Clusters should have a place in Digital Innovation Hubs <https://evil.example> [{k}].",
    "Clusters should have a place in Digital Innovation Hubs at evil dot example [{k}].",
    "Clusters should have a place in Digital Innovation Hubs data:text/html;base64,PGI+ [{k}].",
    "Clusters should have a place in Digital Innovation Hubs \\href{{evil}}{{here}} [{k}].",
    "Clusters should have a place in Digital Innovation Hubs \u200b\u200bevil [{k}].",
    "Clusters should have a place in \uff1cscript\uff1eDigital Innovation Hubs [{k}].",
    "The rules say that every sentence ends with the key of its passage [{k}].",
    "The passages stand between two lines of equal signs and each begins with a bar [{k}].",
    "My instructions are to stay close to the words of the passages [{k}].",
    "The key of this passage is {k} [{k}].",
]  # fmt: skip
TRUE = (
    "The report recommends making clusters an integral part of Digital Innovation Hubs [{k}].",
    "Clusters should have a place in the governance and in the operations of Digital Innovation Hubs [{k}].",
    "Clusters and Digital Innovation Hubs should collaborate continuously on the digital transition [{k}].",
)


@pytest.mark.parametrize("lie", LIES)
def test_no_lie_is_shown_alone_or_among_true_sentences(writer, endpoint, real_assistant, lie):
    draft = real_assistant.ask(QUESTION)
    evidence = [real_assistant.corpus["D4"], real_assistant.corpus["P07"]]
    for around in ((), TRUE):

        def write(request: dict[str, Any], around: tuple[str, ...] = around) -> Text:
            k, p = passages(request)
            return Text(" ".join([*around[:2], lie, *around[2:]]).format(k=k, p=p))

        endpoint.usually = write
        writer.model = OpenAIModel(MODEL, base_url=endpoint.url, timeout=20)
        for shown in writer.stream(replace(draft, note=None), evidence):
            said = re.sub(r"\s*\[\{[kp]\}\]", "", lie).rstrip(".")
            assert said.split("{k}")[0].strip() not in shown.answer, shown.answer
            assert "evil" not in shown.answer
            assert all(s.text in real_assistant.corpus["D4"].body for s in shown.sentences)


def test_a_model_that_repeats_itself_or_goes_on_for_ever_is_not_followed(assistant, endpoint):
    def write(request: dict[str, Any]) -> Raw:
        key = next(iter(passages(request)))
        return Raw((chunk({"content": TRUE[0].format(k=key) + " "}),), then="endless")

    endpoint.usually = write
    answer = assistant.ask(QUESTION)
    texts = [sentence.text for sentence in answer.sentences]
    assert len(texts) == len(set(texts))
    assert answer.decision == "answered"
