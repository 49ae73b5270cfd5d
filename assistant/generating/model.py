"""Model: the one seam to whatever writes text; a test puts a scripted one here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

CHARACTERS_PER_TOKEN = 4
"""A common rule of thumb for English; used only where an endpoint does not count."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a request."""

    role: Literal["system", "user"]
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a request cost."""

    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False
    """True where the endpoint did not count and we did, from the number of characters."""

    @property
    def total(self) -> int:
        """Tokens read and written."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.estimated or other.estimated,
        )

    @classmethod
    def estimate(cls, messages: Sequence[Message], reply: str) -> Usage:
        """Estimate from lengths what an endpoint did not count."""
        asked = sum(len(message.content) for message in messages)
        return cls(-(-asked // CHARACTERS_PER_TOKEN), -(-len(reply) // CHARACTERS_PER_TOKEN), estimated=True)


class Reply(Protocol):
    """The text of a model as it comes. Iterating raises ModelUnavailable where the endpoint fails."""

    @property
    def usage(self) -> Usage:
        """Tokens so far; final once the iteration has ended."""
        ...

    @property
    def cut(self) -> bool:
        """True where the text ends at the limit of its length, so that its last sentence is not whole."""
        ...

    def __iter__(self) -> Iterator[str]: ...

    def close(self) -> None:
        """Stop the endpoint from writing on; harmless when repeated."""
        ...


class Model(Protocol):
    """Writes text from messages."""

    @property
    def name(self) -> str:
        """Name under which the reader is told of the model."""
        ...

    def stream(self, messages: Sequence[Message]) -> Reply:
        """Start writing; nothing is sent before the reply is iterated."""
        ...
