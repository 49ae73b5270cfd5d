"""Endpoint: a small real HTTP server that speaks the OpenAI protocol, scripted per test, well-behaved or not."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "test-model"
DIMENSIONS = 64


@dataclass(frozen=True)
class Text:
    """Writes a text, piece by piece, and ends as it should."""

    text: str | Sequence[str]
    pause: float = 0.0
    """Seconds before each piece."""
    finish: str | None = "stop"
    usage: bool = True

    def events(self) -> Iterator[str]:
        pieces = re.findall(r"\S+\s*|\s+", self.text) if isinstance(self.text, str) else list(self.text)
        for piece in pieces:
            time.sleep(self.pause)
            yield chunk({"content": piece})
        if self.finish:
            yield chunk({}, finish=self.finish)
        if self.usage:
            yield chunk(
                None, usage={"prompt_tokens": 100, "completion_tokens": len(pieces), "total_tokens": 100 + len(pieces)}
            )
        yield "[DONE]"


@dataclass(frozen=True)
class Status:
    """Answers with an HTTP status and the error object of the protocol."""

    code: int
    message: str = "no"
    headers: tuple[tuple[str, str], ...] = ()
    error: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Raw:
    """Sends events or bytes as they are, then ends, cuts the connection, stalls, or goes on for ever."""

    events: Sequence[str] = ()
    then: str = "end"
    """end, cut, stall, ping (signs of life for ever), endless (the last event for ever) or silent (no answer at all)."""
    content_type: str = "text/event-stream"
    body: bytes = b""


Behaviour = Text | Status | Raw


def chunk(delta: dict[str, Any] | None, finish: str | None = None, usage: dict[str, int] | None = None) -> str:
    """One event of a chat completion stream."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    data = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": choices}
    return json.dumps(data | ({"usage": usage} if usage else {}))


class Endpoint:
    """The server: gives the scripted behaviours in turn, then what `usually` returns for a request."""

    def __init__(self, usually: Callable[[dict[str, Any]], Behaviour] | None = None) -> None:
        self.script: deque[Behaviour] = deque()
        self.usually = usually or (lambda request: Text("I do not know."))
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.embeds: Callable[[list[str]], list[list[float]]] = lambda texts: [word_vector(text) for text in texts]
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.endpoint = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Endpoint:
        self._thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def prompt(self, at: int = -1) -> str:
        """Everything that a request said to the model."""
        return "\n".join(message["content"] for message in self.requests[at]["messages"])


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    endpoint: Endpoint

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self._json(200, {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 1, "owned_by": "t"}]})

    def do_POST(self) -> None:
        endpoint = self.server.endpoint
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        endpoint.requests.append(request)
        endpoint.keys.append(self.headers.get("authorization"))
        behaviour = endpoint.script.popleft() if endpoint.script else None
        if isinstance(behaviour, Status):
            self._status(behaviour)
        elif self.path.endswith("/embeddings"):
            self._embeddings(request, endpoint.embeds)
        else:
            self._complete(behaviour or endpoint.usually(request))

    def _complete(self, behaviour: Behaviour) -> None:
        try:
            if isinstance(behaviour, Status):
                self._status(behaviour)
            elif isinstance(behaviour, Raw):
                self._raw(behaviour)
            else:
                self._stream(behaviour.events())
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _json(self, code: int, data: object, headers: Iterable[tuple[str, str]] = ()) -> None:
        body = json.dumps(data).encode()
        self.send_response(code)
        for name, value in (("content-type", "application/json"), ("content-length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _status(self, status: Status) -> None:
        error = {"message": status.message, "type": "error", "param": None, "code": None} | status.error
        self._json(status.code, {"error": error}, status.headers)

    def _begin(self, content_type: str) -> None:
        self.send_response(200)
        self.send_header("content-type", content_type)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def _send(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _stream(self, events: Iterable[str]) -> None:
        self._begin("text/event-stream")
        for event in events:
            self._send(f"data: {event}\n\n".encode())
        self.wfile.write(b"0\r\n\r\n")

    def _raw(self, raw: Raw) -> None:
        if raw.then == "silent":
            self.server.endpoint.stopping.wait()
            self.close_connection = True
            return
        self._begin(raw.content_type)
        for event in raw.events:
            self._send(f"data: {event}\n\n".encode())
        if raw.body:
            self._send(raw.body)
        while raw.then in ("stall", "ping", "endless") and not self.server.endpoint.stopping.wait(0.02):
            if raw.then == "ping":
                self._send(b": still here\n\n")
            elif raw.then == "endless":
                self._send(f"data: {raw.events[-1]}\n\n".encode() * 20 if raw.events else raw.body)
        if raw.then == "end":
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    def _embeddings(self, request: dict[str, Any], embeds: Callable[[list[str]], list[list[float]]]) -> None:
        texts = [request["input"]] if isinstance(request["input"], str) else request["input"]
        vectors: list[Any] = embeds(texts)
        if request.get("encoding_format") == "base64":
            vectors = [base64.b64encode(struct.pack(f"<{len(v)}f", *v)).decode() for v in vectors]
        data = [{"object": "embedding", "index": at, "embedding": v} for at, v in enumerate(vectors)]
        self._json(
            200, {"object": "list", "model": MODEL, "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}
        )


def word_vector(text: str) -> list[float]:
    """A vector in which each word has its place: texts with the same words lie near each other."""
    vector = [0.01] + [0.0] * (DIMENSIONS - 1)
    for word in re.findall(r"\w+", text.lower()):
        vector[hashlib.sha256(word.encode()).digest()[0] % DIMENSIONS] += 1.0
    return vector


def passages(request: dict[str, Any]) -> dict[str, str]:
    """What a model sees in a request: the key of each passage with its text, bars taken off."""
    prompt = "\n".join(message["content"] for message in request["messages"])
    found: dict[str, str] = {}
    for key, block in re.findall(r"^\[(\w{6})\] kind: \w+\n((?:\|.*\n?)+)", prompt, re.MULTILINE):
        lines = [line.removeprefix("|").strip() for line in block.splitlines()]
        found[key] = "\n".join(lines).split("\n\n", 1)[-1]
    return found


def quoting(request: dict[str, Any]) -> Text:
    """An honest model: the first sentence of each passage, cited."""
    first = {key: re.split(r"(?<=[.!?])\s", text)[0] for key, text in passages(request).items()}
    return Text(" ".join(f"{sentence.rstrip('.')} [{key}]." for key, sentence in list(first.items())[:4]))
