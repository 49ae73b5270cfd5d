"""EndpointEmbedder: vectors from any endpoint that speaks the OpenAI protocol.

The only file here that knows langchain_openai. It is imported only where `ASSISTANT_EMBEDDINGS` names a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from urllib.parse import urlsplit

import numpy as np
import openai
from langchain_openai import OpenAIEmbeddings

from index.encoder import Vectors
from index.errors import EmbeddingsUnavailable

OPENAI_ADDRESS = "https://api.openai.com/v1"
_BATCH = 64
"""Texts of one request."""
_RETRIES = 2


class EndpointEmbedder:
    """Embeds texts with a model behind an endpoint; every fault is an EmbeddingsUnavailable with a sentence."""

    def __init__(
        self, model: str, *, base_url: str | None = None, api_key: str | None = None, timeout: float = 30
    ) -> None:
        self._model = model
        self._address = (base_url or OPENAI_ADDRESS).rstrip("/")
        self._client = OpenAIEmbeddings(
            model=model,
            base_url=self._address,
            # Local servers ask for no key, but the client refuses to start without one.
            api_key=api_key or "none",  # type: ignore[arg-type]
            timeout=timeout,
            max_retries=_RETRIES,
            chunk_size=_BATCH,
            # Counting tokens would download a tokenizer, and other servers than OpenAI's take no token numbers.
            check_embedding_ctx_length=False,
            model_kwargs={"encoding_format": "float"},
        )

    def __repr__(self) -> str:
        return f"EndpointEmbedder({self._model!r}, base_url={self._address!r})"

    @property
    def name(self) -> str:
        """The model and where it is; an index made by another is another index."""
        return f"{self._model}@{urlsplit(self._address).netloc or self._address}"

    @cached_property
    def dimensions(self) -> int:
        """Length of a vector, learnt from the endpoint by embedding one word."""
        return int(self._rows(["dimensions"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text, in its order; raises EmbeddingsUnavailable."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        rows = self._rows(texts)
        if rows.shape[1] != self.dimensions:
            raise EmbeddingsUnavailable(
                f"The model {self._model!r} gave vectors of {rows.shape[1]} numbers after {self.dimensions}. "
                "Check ASSISTANT_EMBEDDINGS."
            )
        return rows

    def _rows(self, texts: Sequence[str]) -> Vectors:
        # An empty text is refused by most endpoints; a space embeds as nothing much.
        wanted = [text.encode(errors="replace").decode() or " " for text in texts]
        try:
            found = self._client.embed_documents(wanted)
        except openai.OpenAIError as error:
            raise EmbeddingsUnavailable(self._explain(error)) from None
        except (ValueError, TypeError, KeyError, AttributeError):
            raise EmbeddingsUnavailable(self._unreadable()) from None
        return self._checked(found, len(texts))

    def _checked(self, found: list[list[float]], wanted: int) -> Vectors:
        if len(found) != wanted or len({len(row) for row in found}) != 1 or not found[0]:
            raise EmbeddingsUnavailable(self._unreadable())
        rows = np.asarray(found, dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        if not np.isfinite(rows).all() or (lengths == 0).any():
            raise EmbeddingsUnavailable(self._unreadable())
        scaled: Vectors = (rows / lengths).astype(np.float32)
        return scaled

    def _unreadable(self) -> str:
        host = urlsplit(self._address).netloc
        return f"The endpoint {host} sent vectors that cannot be used. Check ASSISTANT_EMBEDDINGS and OPENAI_BASE_URL."

    def _explain(self, error: openai.OpenAIError) -> str:
        """Say what happened without the endpoint's own words, which come from outside and may quote a key."""
        host = urlsplit(self._address).netloc or self._address
        status = getattr(error, "status_code", None)
        if status in (401, 403):
            return f"The endpoint {host} refused the key for embeddings. Check OPENAI_API_KEY."
        if status == 404:
            return f"The endpoint {host} has no embedding model {self._model!r}. Check ASSISTANT_EMBEDDINGS."
        if status == 429:
            return f"The endpoint {host} is busy, or its quota is used up. Try again later."
        if status is not None:
            return f"The endpoint {host} did not embed the texts (HTTP {status}). Check ASSISTANT_EMBEDDINGS."
        if isinstance(error, openai.APITimeoutError):
            return f"The endpoint {host} did not embed the texts in time. Try again, or unset ASSISTANT_EMBEDDINGS."
        return f"The endpoint {host} cannot be reached for embeddings. Check OPENAI_BASE_URL, or unset ASSISTANT_EMBEDDINGS."
