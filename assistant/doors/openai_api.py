"""The OpenAI door: `POST /v1/chat/completions` and `GET /v1/models`, so that any OpenAI client can ask the report.

The text of an answer keeps its `[1]` marks and ends with its numbered sources. The whole answer, as every other door
gives it, stands beside it in the field `report_answer`, in a stream in the last chunk.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any, Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from assistant.answer import Answer, Mode
from assistant.doors.doorkeeper import CALLER
from assistant.errors import AssistantError
from assistant.generating.budget import Answering, TokenBudget, TokenBudgets

MODELS: dict[str, Mode | None] = {"report": None, "report-extractive": "extractive", "report-generated": "generated"}
"""Names under which the report can be asked, and the mode that each stands for; None for the set one."""
TOKEN_CAP = 200_000
"""Tokens that a caller may spend where nothing else is set."""
_MOST_MESSAGES = 200
_BROKEN_OFF = "\n\n— The text above is withdrawn. What follows takes its place. —\n\n"


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")
    type: str
    text: str = ""


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[_Part] | None = None

    @property
    def words(self) -> str:
        """The text of the message; pictures and sound are passed over."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class _StreamOptions(BaseModel):
    model_config = ConfigDict(extra="ignore")
    include_usage: bool = False


class _ChatRequest(BaseModel):
    """What is read of a request; a temperature, a seed and whatever else clients send change nothing here."""

    model_config = ConfigDict(extra="ignore")
    model: str
    messages: list[_Message]
    stream: bool = False
    stream_options: _StreamOptions | None = None


class _Refused(Exception):
    """A request that cannot be answered; `code` is the HTTP status."""

    def __init__(self, code: int, message: str, param: str | None = None, kind: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.code, self.param, self.kind = code, param, kind


def api_routes(assistant: Answering, budgets: TokenBudgets | None = None) -> list[Route]:
    """Return the routes of this door, for any Starlette or FastAPI application."""
    door = _Door(assistant, budgets or TokenBudgets(TOKEN_CAP))
    return [
        Route("/v1/chat/completions", door.complete, methods=["POST"]),
        Route("/v1/models", door.list_models, methods=["GET"]),
        Route("/v1/models/{model}", door.show_model, methods=["GET"]),
    ]


class _Door:
    def __init__(self, assistant: Answering, budgets: TokenBudgets) -> None:
        self._assistant = assistant
        self._budgets = budgets
        self._opened = int(time.time())

    async def list_models(self, request: Request) -> Response:
        return JSONResponse({"object": "list", "data": [self._model(name) for name in MODELS]})

    async def show_model(self, request: Request) -> Response:
        name = request.path_params["model"]
        return JSONResponse(self._model(name)) if name in MODELS else _error(_no_model(name))

    async def complete(self, request: Request) -> Response:
        try:
            asked = _read(await request.body())
            budget = self._budgets.of(str(request.scope.get(CALLER) or (request.client.host if request.client else "")))
            answers = self._answers(asked, budget)
            # The first answer is drawn here: what is wrong with a question is told with a status of its own.
            first = await run_in_threadpool(next, answers)
            if asked.stream:
                events = _events(first, answers, asked)
                return StreamingResponse(events, media_type="text/event-stream", headers={"cache-control": "no-cache"})
            answer = await run_in_threadpool(_last, first, answers)
            return JSONResponse(_completion(answer, asked.model))
        except _Refused as refusal:
            return _error(refusal)
        except AssistantError as error:
            return _error(_Refused(400, str(error), "messages"))

    def _answers(self, asked: _ChatRequest, budget: TokenBudget) -> Iterator[Answer]:
        questions = [message.words for message in asked.messages if message.role == "user" and message.words.strip()]
        if not questions:
            raise _Refused(400, "There is no message of the user. Send the question as the last one.", "messages")
        return budget.stream(self._assistant, questions[-1], questions[:-1], None, MODELS[asked.model])

    def _model(self, name: str) -> dict[str, Any]:
        return {"id": name, "object": "model", "created": self._opened, "owned_by": "cluster-report-assistant"}


def answer_text(answer: Answer) -> str:
    """Write an answer for a reader of plain text: its text, its note, its numbered sources."""
    return answer.answer + _ending(answer)


def _ending(answer: Answer) -> str:
    parts = [f"\n\n({answer.note})"] if answer.note else []
    if answer.citations:
        lines = [f"[{c.n}] {c.title} – “{c.quote}” {c.source_url}".rstrip() for c in answer.citations]
        parts.append("\n\nSources:\n" + "\n".join(lines))
    return "".join(parts)


def _read(body: bytes) -> _ChatRequest:
    try:
        asked = _ChatRequest.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or None
        raise _Refused(400, f"The request cannot be read: {first['msg']}.", place) from None
    if asked.model not in MODELS:
        raise _no_model(asked.model)
    if len(asked.messages) > _MOST_MESSAGES:
        raise _Refused(400, f"There are {len(asked.messages)} messages. Send at most {_MOST_MESSAGES}.", "messages")
    return asked


def _no_model(name: str) -> _Refused:
    return _Refused(404, f"There is no model {name[:80]!r}. Choose one of: {', '.join(MODELS)}.", "model")


def _error(refusal: _Refused) -> JSONResponse:
    code = "model_not_found" if refusal.code == 404 else None
    error = {"message": str(refusal), "type": refusal.kind, "param": refusal.param, "code": code}
    return JSONResponse({"error": error}, status_code=refusal.code)


def _last(first: Answer, answers: Iterator[Answer]) -> Answer:
    for answer in answers:
        first = answer
    return first


def _completion(answer: Answer, model: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": answer_text(answer), "refusal": None}
    return {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": _usage(answer),
        "report_answer": answer.to_dict(),
    }


def _events(first: Answer, answers: Iterator[Answer], asked: _ChatRequest) -> Iterator[str]:
    """Yield the answer as server-sent events, each with the text that is new."""
    head = {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": asked.model,
    }
    yield _event(head, [_choice({"role": "assistant", "content": ""})])
    answer, sent = first, ""
    for answer in _chain(first, answers):
        new = answer.answer[len(sent) :] if answer.answer.startswith(sent) else _BROKEN_OFF + answer.answer
        sent = answer.answer
        if new:
            yield _event(head, [_choice({"content": new})])
    if ending := _ending(answer):
        yield _event(head, [_choice({"content": ending})])
    yield _event(head, [_choice({}, "stop")], report_answer=answer.to_dict())
    if asked.stream_options and asked.stream_options.include_usage:
        yield _event(head, [], usage=_usage(answer))
    yield "data: [DONE]\n\n"


def _chain(first: Answer, answers: Iterator[Answer]) -> Iterator[Answer]:
    yield first
    yield from answers


def _choice(delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}


def _event(head: dict[str, Any], choices: Sequence[dict[str, Any]], **more: Any) -> str:
    return f"data: {json.dumps({**head, 'choices': choices, **more}, ensure_ascii=False)}\n\n"


def _usage(answer: Answer) -> dict[str, int]:
    return {
        "prompt_tokens": answer.input_tokens,
        "completion_tokens": answer.output_tokens,
        "total_tokens": answer.input_tokens + answer.output_tokens,
    }
