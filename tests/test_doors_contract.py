"""One contract for all doors of the app as it is really served: the same question, the same citations.

The server is `app.py` in a process of its own, closed by a key, with an endpoint to write for it. The Python and the
LangChain door are opened here, from the same settings.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import anyio
import httpx
import openai
import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.doors.access import hash_key, new_key
from assistant.doors.langchain import CitedPassages
from assistant.doors.tools import report_tools
from assistant.errors import QuestionRejected
from tests.browser import ROOT, serving
from tests.endpoint import MODEL, Endpoint, quoting

KEY = new_key()
SENDING = {"Authorization": f"Bearer {KEY}"}
QUESTIONS = (
    "What does the report recommend about Digital Innovation Hubs?",
    "Which practices come from Norway?",
    "What is industrial symbiosis?",
    "How many moons has Jupiter?",
)
MODES = ("extractive", "generated")
TOOLS = {"ask_report", "search_report", "get_entry", "list_entries"}
Door = Callable[[str, str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    """An honest model behind a real endpoint."""
    with Endpoint(quoting) as running:
        yield running


@pytest.fixture(scope="module")
def assistant(real_assistant, state_folder, endpoint) -> Assistant:
    """The Python door: the assistant as a program opens it."""
    from assistant.build import open_assistant
    from assistant.settings import Settings

    # The index of the folder is built by now, so that two processes may open it at the same time.
    settings = Settings(home=state_folder, model=MODEL, openai_base_url=endpoint.url)
    return open_assistant(settings, progress=False)


@pytest.fixture(scope="module")
def address(real_assistant, state_folder, endpoint) -> Iterator[str]:
    """The app, served as a user starts it."""
    settings = {
        "ASSISTANT_HOME": str(state_folder),
        "ASSISTANT_MODEL": MODEL,
        "OPENAI_BASE_URL": endpoint.url,
        "ASSISTANT_API_KEYS": f"test:{hash_key(KEY)}",
    }
    with serving([str(ROOT / "app.py"), "--no-browser"], headers=SENDING, **settings) as url:
        yield url


@pytest.fixture(scope="module")
def doors(assistant, address) -> dict[str, Door]:
    from gradio_client import Client

    client = openai.OpenAI(base_url=f"{address}v1", api_key=KEY)
    gradio = Client(address, headers=SENDING, verbose=False)

    def by_openai(question: str, mode: str) -> list[dict[str, Any]]:
        asked = [{"role": "user", "content": question}]
        return client.chat.completions.create(model=f"report-{mode}", messages=asked).report_answer["citations"]

    def by_stream(question: str, mode: str) -> list[dict[str, Any]]:
        asked = [{"role": "user", "content": question}]
        chunks = list(client.chat.completions.create(model=f"report-{mode}", messages=asked, stream=True))
        return chunks[-1].report_answer["citations"]

    def by_gradio(question: str, mode: str) -> list[dict[str, Any]]:
        return json.loads(gradio.predict(question=question, mode=mode, api_name="/ask_report"))["citations"]

    def by_mcp(question: str, mode: str) -> list[dict[str, Any]]:
        return json.loads(anyio.run(call_tool, address, "ask_report", {"question": question, "mode": mode}))[
            "citations"
        ]

    def by_langchain(question: str, mode: str) -> list[dict[str, Any]]:
        documents = CitedPassages(assistant=assistant, mode=mode).invoke(question)
        return [{**document.metadata, "quote": document.page_content} for document in documents]

    return {"openai": by_openai, "stream": by_stream, "gradio": by_gradio, "mcp": by_mcp, "langchain": by_langchain}


async def call_tool(address: str, name: str, values: dict[str, Any]) -> str:
    result = await with_tools(address, lambda session: session.call_tool(name, values))
    return ("ERROR: " if result.isError else "") + result.content[0].text


async def list_tools(address: str) -> dict[str, str]:
    found = await with_tools(address, lambda session: session.list_tools())
    return {tool.name: tool.description for tool in found.tools}


async def with_tools(address: str, use: Callable[[Any], Awaitable[Any]]) -> Any:
    """Open a session with the tool server, as any MCP client does."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async with (
        httpx.AsyncClient(headers=SENDING, follow_redirects=True, timeout=60) as http,
        streamable_http_client(f"{address}gradio_api/mcp/", http_client=http) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        return await use(session)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_all_doors_give_the_same_citations(assistant, doors, question, mode):
    answer = assistant.ask(question, mode=mode)
    assert isinstance(answer, Answer)
    expected = list(answer.to_dict()["citations"])
    assert bool(expected) == (answer.decision != "not_in_report")
    for name, door in doors.items():
        given = door(question, mode)
        assert sorted(given, key=lambda c: c["n"]) == expected, name
    for citation in expected:
        assert assistant.corpus[citation["entry_id"]].body[citation["start"] : citation["end"]] == citation["quote"]


def test_the_generated_mode_is_really_generated(assistant):
    assert assistant.ask(QUESTIONS[0], mode="generated").mode == "generated"


def test_only_the_four_tools_are_public(address):
    from gradio_client import Client

    client = Client(address, headers=SENDING, verbose=False)
    named = client.view_api(print_info=False, return_format="dict")
    assert {name.strip("/") for name in named["named_endpoints"]} == TOOLS
    assert named["unnamed_endpoints"] == {}
    tools = anyio.run(list_tools, address)
    assert set(tools) == TOOLS
    assert all(len(description) > 40 for description in tools.values())


def test_no_handler_of_a_page_is_told_of(address):
    """The pages have many handlers; whoever reads what can be called sees none of them."""

    def read(path: str) -> Any:
        return httpx.get(f"{address}{path}", headers=SENDING).raise_for_status().json()

    handlers = read("config")["dependencies"]
    assert len(handlers) > 20
    assert {h["api_name"] for h in handlers if h["api_visibility"] != "private"} == TOOLS
    info = read("gradio_api/info")
    assert ({name.strip("/") for name in info["named_endpoints"]}, info["unnamed_endpoints"]) == (TOOLS, {})
    everything = read("gradio_api/info?all_endpoints=true")
    assert ({name.strip("/") for name in everything["named_endpoints"]}, everything["unnamed_endpoints"]) == (TOOLS, {})
    assert {tool["name"] for tool in read("gradio_api/mcp/schema")} == TOOLS
    described = {path.rsplit("/", 1)[-1] for path in read("gradio_api/openapi.json")["paths"]}
    assert {name for name in described if name in {h["api_name"] for h in handlers}} == TOOLS


def test_without_a_key_no_door_opens(address):
    for path in (
        "",
        "browse",
        "v1/models",
        "gradio_api/mcp/schema",
        "gradio_api/info",
        "config",
        f"v1/models?key={KEY}",
    ):
        assert httpx.get(f"{address}{path}").status_code == 401, path


def test_tools_find_and_list(assistant, address):
    found = json.loads(
        anyio.run(call_tool, address, "search_report", {"query": "hydrogen", "kind": "practice", "limit": 3})
    )
    assert [hit["kind"] for hit in found] == ["practice"] * 3
    assert all(assistant.corpus[h["entry_id"]].body[h["start"] : h["end"]] == h["text"] for h in found)
    entry = json.loads(anyio.run(call_tool, address, "get_entry", {"entry_id": "g3"}))
    assert (entry["id"], entry["body"]) == ("G3", assistant.corpus["G3"].body)
    listed = json.loads(anyio.run(call_tool, address, "list_entries", {"kind": "practice", "country": "no"}))
    assert {e["id"] for e in listed} == {e.id for e in assistant.corpus.of_kind("practice") if "NO" in e.countries}


@pytest.mark.parametrize(
    ("tool", "values", "said"),
    [
        ("get_entry", {"entry_id": "G99"}, "There is no entry 'G99'"),
        ("ask_report", {"question": " "}, "question is empty"),
        ("ask_report", {"question": "What is a cluster?", "mode": "poem"}, "Choose one of: extractive, generated"),
        ("search_report", {"query": "hydrogen", "limit": 1000}, "Choose 1 to 50"),
        ("search_report", {"query": "hydrogen", "kind": "song"}, "Choose one of: recommendation"),
        ("list_entries", {"part": "red"}, "Choose one of: green, digital, resilience"),
        ("list_entries", {"level": "moon"}, "Choose one of: european"),
    ],
)
def test_a_fault_reaches_the_caller_as_its_sentence(address, tool, values, said):
    given = anyio.run(call_tool, address, tool, values)
    assert given.startswith("ERROR: ")
    assert said in given


def test_the_python_door_is_the_assistant_itself(assistant):
    from assistant import Citation
    from assistant.build import open_assistant

    assert callable(open_assistant)
    ask_report, *_ = report_tools(assistant)
    assert (
        ask_report(QUESTIONS[0], mode="extractive")["citations"]
        == (assistant.ask(QUESTIONS[0], mode="extractive").to_dict()["citations"])
    )
    assert all(isinstance(c, Citation) for c in assistant.ask(QUESTIONS[0], mode="extractive").citations)
    with pytest.raises(QuestionRejected):
        ask_report("")


def test_our_parts_fit_into_a_chain_of_a_few_lines(assistant, state_folder):
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.prompts import ChatPromptTemplate
    from langchain_core.runnables import RunnablePassthrough
    from langchain_core.vectorstores import InMemoryVectorStore
    from langchain_openai import ChatOpenAI

    from index.langchain import ReportEmbeddings, ReportRetriever
    from index.minilm import MiniLM
    from tests.endpoint import Text

    with Endpoint(lambda request: Text("Hubs, said " + request["messages"][-1]["content"][:200])) as endpoint:
        prompt = ChatPromptTemplate.from_template("{passages} {question}")
        model = ChatOpenAI(model=MODEL, base_url=endpoint.url, api_key="none", streaming=True)
        for retriever in (
            CitedPassages(assistant=assistant),
            ReportRetriever(corpus=assistant.corpus, retriever=assistant.retriever, k=3),
        ):
            passages = retriever | (lambda documents: "\n".join(d.page_content for d in documents))
            chain = {"passages": passages, "question": RunnablePassthrough()} | prompt | model | StrOutputParser()
            assert "Digital Innovation Hubs" in chain.invoke(QUESTIONS[0])
    store = InMemoryVectorStore(ReportEmbeddings(MiniLM(state_folder)))
    store.add_texts(["Clusters share a laboratory.", "Hydrogen is a gas."])
    assert store.similarity_search("fuel", k=1)[0].page_content == "Hydrogen is a gas."


@pytest.mark.parametrize(
    "path",
    [
        "gradio_api/file=/etc/passwd",
        "gradio_api/file=../../../../etc/passwd",
        "gradio_api/file=app.py",
        "gradio_api/file=pyproject.toml",
        "gradio_api/file%3D/etc/passwd",
        "gradio_api/file=http://127.0.0.1:9/x",
        "gradio_api/proxy=http://127.0.0.1:9/x",
        "gradio_api/proxy=https://evil.example/x",
        "file=/etc/passwd",
        "static/../../../../../../etc/passwd",
        "assets/..%2f..%2f..%2fetc/passwd",
        "monitoring",
        "gradio_api/vibe-code",
        "gradio_api/runs",
    ],
)
def test_no_file_and_no_other_address_is_served(address, path):
    given = httpx.get(f"{address}{path}", headers=SENDING)
    assert "root:" not in given.text
    assert "[project]" not in given.text
    assert given.status_code in (400, 403, 404, 405) or "text/html" in given.headers["content-type"], given.status_code


def test_the_state_folder_is_not_served(address, state_folder):
    for file in [path for path in state_folder.rglob("*") if path.is_file()][:20]:
        assert httpx.get(f"{address}gradio_api/file={file}", headers=SENDING).status_code in (403, 404)


@pytest.mark.parametrize("size", [3_000_000])
def test_no_door_takes_a_huge_body(address, size):
    for path in ("v1/chat/completions", "gradio_api/queue/join", "gradio_api/run/ask_report", "gradio_api/mcp/"):
        assert httpx.post(f"{address}{path}", content=b"x" * size, headers=SENDING).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"data": ' + b"[" * 100_000,
        b'{"model": "report", "messages": ' + b'[{"a":' * 50_000,
        b"\xff",
        b"nul",
    ],
)
def test_a_body_that_cannot_be_read_breaks_no_door(address, body):
    for path in ("v1/chat/completions", "gradio_api/run/ask_report", "gradio_api/queue/join"):
        httpx.post(
            f"{address}{path}", content=body, headers={**SENDING, "content-type": "application/json"}, timeout=30
        )
    assert httpx.get(f"{address}v1/models", headers=SENDING).status_code == 200


def test_a_history_of_any_length_is_played_as_far_as_it_counts(address):
    given = json.loads(
        anyio.run(call_tool, address, "ask_report", {"question": QUESTIONS[0], "history": ["And?"] * 5000})
    )
    assert given["decision"] == "answered"


def test_a_caller_spends_the_same_tokens_at_every_door(real_assistant, state_folder, endpoint):
    """The cap is so small that the first answer uses it up; the next is extractive, whichever door it is asked at."""
    settings = {
        "ASSISTANT_HOME": str(state_folder),
        "ASSISTANT_MODEL": MODEL,
        "OPENAI_BASE_URL": endpoint.url,
        "ASSISTANT_API_KEYS": f"test:{hash_key(KEY)}",
        "ASSISTANT_SESSION_TOKEN_CAP": "10",
    }
    with serving([str(ROOT / "app.py"), "--no-browser"], headers=SENDING, **settings) as url:
        client = openai.OpenAI(base_url=f"{url}v1", api_key=KEY)
        asked = [{"role": "user", "content": QUESTIONS[0]}]
        first = client.chat.completions.create(model="report", messages=asked).report_answer
        second = json.loads(anyio.run(call_tool, url, "ask_report", {"question": QUESTIONS[0]}))
        assert (first["mode"], second["mode"]) == ("generated", "extractive")
        assert "has used its 10 tokens" in second["note"]


def test_the_app_without_keys_answers_at_the_names_of_this_machine_alone(app_url):
    assert httpx.get(app_url).status_code == 200
    assert httpx.get(app_url, headers={"host": "evil.example"}).status_code == 403
    asked = {"model": "report", "messages": [{"role": "user", "content": QUESTIONS[0]}]}
    assert httpx.post(f"{app_url}v1/chat/completions", json=asked).status_code == 200
    foreign = {"origin": "https://evil.example"}
    assert httpx.post(f"{app_url}v1/chat/completions", json=asked, headers=foreign).status_code == 403
