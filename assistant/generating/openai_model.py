"""OpenAIModel: any endpoint that speaks the OpenAI protocol; the only file here that knows langchain_openai.

The endpoint writes in a thread of its own, so that an answer that is late can be left behind at once, whatever the
connection is doing. Retries are those of the openai client and end with the time-out. Nothing that the endpoint says
about a fault reaches the reader: such texts come from outside and may quote a key.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from langsmith.run_helpers import tracing_context

from assistant.errors import ModelUnavailable
from assistant.generating.model import Message, Usage

OPENAI_ADDRESS = "https://api.openai.com/v1"
_RETRIES = 2
_LONGEST_CONNECT = 10.0
"""Seconds; an endpoint that does not even accept a connection is not waited for longer."""
_OPTIONAL = {
    "temperature": ("temperature",),
    "seed": ("seed",),
    "stream_options": ("stream_options", "include_usage", "stream_usage"),
    "max_completion_tokens": ("max_completion_tokens", "max_tokens"),
}
"""Parameters that some endpoints refuse, with the words by which their refusals name them."""
_TOO_LONG = re.compile(
    r"context|maximum.{0,20}length|too long|too many tokens|exceeds?.{0,30}(?:tokens|limit)", re.IGNORECASE
)
_WRONG_MODEL = re.compile(
    r"\bmodel\b.{0,60}(?:not (?:found|exist|available|supported)|does not exist|unknown)|(?:invalid|unknown|no such) model",
    re.IGNORECASE,
)
_WRONG_KEY = re.compile(r"api[ _-]?key|authenticat|unauthori[sz]ed|credentials", re.IGNORECASE)
_SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?")
_MOST_BYTES = 8_000_000
"""Of one response; a longer one is not read further. Each token comes in some hundred bytes of JSON."""
_log = logging.getLogger(__name__)
_request = threading.local()
"""The reply that a thread is writing, for the hooks of the HTTP client."""


class OpenAIModel:
    """A chat model behind an endpoint; safe to share between threads."""

    def __init__(
        self,
        name: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout: float = 30,
        max_tokens: int = 700,
    ) -> None:
        self.name = name
        self.address = (base_url or OPENAI_ADDRESS).rstrip("/")
        self.timeout = timeout
        self._max_tokens = max_tokens
        self._api_key = api_key
        self._refused: set[str] = set()
        hooks: dict[str, list[Callable[..., Any]]] = {"request": [_limit_time], "response": [_guard]}
        self._http = openai.DefaultHttpxClient(event_hooks=hooks, timeout=timeout)

    def __repr__(self) -> str:
        return f"OpenAIModel({self.name!r}, base_url={self.address!r})"

    def stream(self, messages: Sequence[Message]) -> OpenAIReply:
        """Start writing; nothing is sent before the reply is iterated."""
        return OpenAIReply(self, messages)

    def chunks(self, messages: Sequence[Message]) -> Iterator[Any]:
        """Yield what LangChain makes of the stream; a parameter that the endpoint refuses is left out from then on."""
        parts = [(SystemMessage if m.role == "system" else HumanMessage)(m.content) for m in messages]
        for _ in range(len(_OPTIONAL) + 1):
            try:
                yield from self._chat().stream(parts)
                return
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                refused = _refused_parameters(error) - self._refused
                if not refused:
                    raise
                self._refused |= refused

    def _chat(self) -> ChatOpenAI:
        wanted: dict[str, Any] = {"temperature": 0, "seed": 0, "max_completion_tokens": self._max_tokens}
        return ChatOpenAI(
            model=self.name,
            base_url=self.address,
            # Local servers ask for no key, but the client refuses to start without one.
            api_key=self._api_key or "none",  # type: ignore[arg-type]
            timeout=self.timeout,
            max_retries=_RETRIES,
            http_client=self._http,
            stream_usage="stream_options" not in self._refused,
            use_responses_api=False,
            **{name: value for name, value in wanted.items() if name not in self._refused},
        )

    def explain(self, error: BaseException) -> ModelUnavailable:
        """Return what the reader is told of a fault: what happened and what to do, in one sentence."""
        if isinstance(error, ModelUnavailable):
            return error
        host = urlsplit(self.address).netloc or self.address
        status = getattr(error, "status_code", None)
        if status is None:
            return ModelUnavailable(_explain_connection(error, host, self.timeout))
        return ModelUnavailable(_explain_status(int(status), error, host, self.name))


class OpenAIReply:
    """The text of one answer as it comes."""

    def __init__(self, model: OpenAIModel, messages: Sequence[Message]) -> None:
        self._model = model
        self._messages = messages
        self._pieces: SimpleQueue[str | ModelUnavailable | None] = SimpleQueue()
        self._stopped = threading.Event()
        self._usage: Usage | None = None
        self._written: list[str] = []
        self._finish = ""
        self.refusal: openai.APIStatusError | None = None
        """What the endpoint answered last, where that was a fault: it is tried again until the time is over."""
        self.deadline = float("inf")
        """Time (monotonic, seconds) at which nothing more is waited for."""

    @property
    def usage(self) -> Usage:
        """Tokens as counted by the endpoint, or estimated where it does not count."""
        return self._usage or Usage.estimate(self._messages, "".join(self._written))

    @property
    def cut(self) -> bool:
        """True where the limit of the length ended the text."""
        return self._finish == "length"

    @property
    def stopped(self) -> bool:
        """True once nobody waits for the text any more."""
        return self._stopped.is_set() or time.monotonic() > self.deadline

    def __iter__(self) -> Iterator[str]:
        self.deadline = time.monotonic() + self._model.timeout
        threading.Thread(target=self._write, name="model-reply", daemon=True).start()
        try:
            while (piece := self._next()) is not None:
                yield piece
        finally:
            self.close()

    def close(self) -> None:
        """Let the thread end and the connection close with the next thing that arrives."""
        self._stopped.set()

    def _next(self) -> str | None:
        """Return the next piece, None at the end; raises ModelUnavailable where the endpoint failed or is late."""
        try:
            # What has arrived in time counts, however long the reader took over it.
            piece = self._pieces.get(timeout=max(0.001, self.deadline - time.monotonic()))
        except Empty:
            raise self._model.explain(self.refusal or TimeoutError()) from None
        if isinstance(piece, ModelUnavailable):
            raise piece
        return piece

    def _write(self) -> None:
        """Read the endpoint until it ends; the one place where any fault becomes a sentence."""
        _request.reply = self
        try:
            with tracing_context(enabled=False):
                for chunk in self._model.chunks(self._messages):
                    if self.stopped:
                        return
                    self._take(chunk)
            self._pieces.put(self._fault_at_end())
        except Exception as error:
            _log.info("The model endpoint failed: %s", type(error).__name__)
            self._pieces.put(self._model.explain(error))

    def _take(self, chunk: Any) -> None:
        if counted := chunk.usage_metadata:
            self._usage = Usage(counted["input_tokens"], counted["output_tokens"])
        self._finish = chunk.response_metadata.get("finish_reason") or self._finish
        if chunk.text:
            self._written.append(chunk.text)
            self._pieces.put(chunk.text)

    def _fault_at_end(self) -> ModelUnavailable | None:
        host = urlsplit(self._model.address).netloc
        if not "".join(self._written).strip():
            return ModelUnavailable(
                f"The model at {host} sent an empty answer. Check ASSISTANT_MODEL and OPENAI_BASE_URL."
            )
        if self._finish == "content_filter":
            return ModelUnavailable(f"The endpoint {host} withheld the model's answer by a filter of its own.")
        if not self._finish:
            return ModelUnavailable(f"The answer of the model at {host} broke off.")
        return None


def _limit_time(request: httpx2.Request) -> None:
    """Give each request, a repeated one too, no more time than its answer has left."""
    left = max(0.01, _request.reply.deadline - time.monotonic())
    limits = {"connect": min(_LONGEST_CONNECT, left), "read": left, "write": left, "pool": left}
    request.extensions = {**request.extensions, "timeout": limits}


def _guard(response: httpx2.Response) -> None:
    """Stop reading when nobody waits any more, and do not wait for a second try that would come too late."""
    reply: OpenAIReply = _request.reply
    wait = response.headers.get("retry-after", "")
    if reply.stopped or (_SECONDS.fullmatch(wait) and time.monotonic() + float(wait) > reply.deadline):
        response.headers["x-should-retry"] = "false"
    reply.refusal = openai.APIStatusError("", response=response, body=None) if response.is_error else None
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Guarded(response.stream, reply)


class _Guarded(httpx2.SyncByteStream):
    """The bytes of a response, until its reader has gone: a stream of empty signs of life would otherwise never end."""

    def __init__(self, stream: httpx2.SyncByteStream, reply: OpenAIReply) -> None:
        self._stream = stream
        self._reply = reply

    def __iter__(self) -> Iterator[bytes]:
        length = 0
        for piece in self._stream:
            length += len(piece)
            if length > _MOST_BYTES:
                raise httpx2.RemoteProtocolError("The answer does not end.")
            if self._reply.stopped:
                raise httpx2.ReadTimeout("Nobody waits for this answer any more.")
            yield piece

    def close(self) -> None:
        self._stream.close()


def _refused_parameters(error: openai.APIStatusError) -> set[str]:
    said = str(error.body or error.message)
    if _TOO_LONG.search(said) and "max_" not in said:
        return set()
    return {name for name, words in _OPTIONAL.items() if any(word in said for word in words)}


def _explain_status(status: int, error: BaseException, host: str, model: str) -> str:
    if status in (401, 403):
        return f"The endpoint {host} refused the key. Check OPENAI_API_KEY."
    if status == 404:
        return f"The endpoint {host} has no model {model!r}, or is no OpenAI endpoint. Check ASSISTANT_MODEL and OPENAI_BASE_URL."
    if status == 429:
        return f"The endpoint {host} is busy, or its quota is used up. Try again later."
    said = str(getattr(error, "body", ""))
    if status in (400, 422) and _WRONG_MODEL.search(said):
        return _explain_status(404, error, host, model)
    if status in (400, 422) and _WRONG_KEY.search(said):
        return _explain_status(401, error, host, model)
    if status in (400, 413, 422) and _TOO_LONG.search(said):
        return f"The question with its passages is longer than the model {model!r} can read. Choose a model with a larger context."
    if status >= 500:
        return f"The endpoint {host} failed (HTTP {status}). Try again later."
    return f"The endpoint {host} did not accept the request (HTTP {status}). Check ASSISTANT_MODEL and OPENAI_API_KEY."


def _explain_connection(error: BaseException, host: str, timeout: float) -> str:
    if isinstance(error, TimeoutError | openai.APITimeoutError | httpx2.TimeoutException):
        return f"The model endpoint {host} did not finish within {timeout:g} seconds (ASSISTANT_MODEL_TIMEOUT)."
    if isinstance(error, openai.APIConnectionError | httpx2.RequestError):
        causes = {type(cause).__name__ for cause in _causes(error)}
        if causes & {"RemoteProtocolError", "ReadError"}:
            return f"The answer of the model at {host} broke off."
        return f"The model endpoint {host} cannot be reached. Check OPENAI_BASE_URL and the network."
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return f"The endpoint {host} sent something that is no answer. Check OPENAI_BASE_URL."
    if isinstance(error, ValueError):  # LangChain's word for a stream without a single chunk
        return (
            f"The endpoint {host} sent nothing, or something that cannot be read. Check OPENAI_BASE_URL and ASSISTANT_MODEL,"
            " whose context may be too small."
        )
    if isinstance(error, openai.APIError):
        return f"The endpoint {host} reported a fault in the middle of its answer. Try again later."
    return f"The endpoint {host} sent an answer that cannot be read ({type(error).__name__}). Check OPENAI_BASE_URL."


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
