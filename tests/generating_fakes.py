"""A model that says what a test tells it to, at our own seam, and remembers what it was asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.errors import ModelUnavailable
from assistant.generating.model import Message, Usage

KEY = re.compile(r"^\[(\w{6})\] kind:", re.MULTILINE)


class ScriptedModel:
    """Gives the next of its replies, in pieces; `#1` stands for the key of the first passage it was shown.

    A reply that is an exception is raised once the text before it has been given.
    """

    name = "scripted"

    def __init__(self, *replies: str | tuple[str, Exception], cut: bool = False) -> None:
        self.replies = list(replies)
        self.asked: list[str] = []
        self.cut = cut
        self.closed = 0

    def stream(self, messages: Sequence[Message]) -> ScriptedReply:
        self.asked.append("\n".join(message.content for message in messages))
        return ScriptedReply(self, self.replies.pop(0), KEY.findall(self.asked[-1]))


class ScriptedReply:
    def __init__(self, model: ScriptedModel, reply: str | tuple[str, Exception], keys: list[str]) -> None:
        text, self._fault = reply if isinstance(reply, tuple) else (reply, None)
        self._text = re.sub(r"#(\d)", lambda match: keys[int(match[1]) - 1], text)
        self._model = model
        self.cut = model.cut
        self.usage = Usage(10, 0)

    def __iter__(self) -> Iterator[str]:
        for piece in re.findall(r".{1,7}", self._text, re.DOTALL):
            self.usage = Usage(10, self.usage.output_tokens + 1)
            yield piece
        if self._fault:
            raise self._fault

    def close(self) -> None:
        self._model.closed += 1


LATE = ModelUnavailable("The model endpoint did not finish within 2 seconds.")
