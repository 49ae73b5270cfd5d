"""Encoding: a tokenizer and an ONNX model that is built once, kept in the state folder and checked by its hash.

This is the only file that knows onnxruntime and tokenizers.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.home import replace_file
from index.weights import HashCache, Weights, find_weights

_MAX_THREADS = 4
_BATCH_TOKENS = 1024
"""Tokens of one run, padding counted: larger runs were no faster on two cores and held hundreds of megabytes."""
_CLS, _SEP = 101, 102
_SURROGATE = re.compile("[\ud800-\udfff]")
Array = NDArray[Any]


class EncodingModel:
    """One ONNX model with the tokenizer of all-MiniLM-L6-v2.

    The weights are found and verified when the object is made (raises WeightsMissing, WeightsDamaged); the model is
    loaded with the first text.
    """

    def __init__(self, home: Path, name: str, build: Callable[[Weights], bytes], *, threads: int | None = None) -> None:
        self._folder = home / "models"
        self._hashes = HashCache(self._folder / "hashes.json")
        self._weights = find_weights(home, self._hashes)
        self._name = name
        self._build = build
        self._threads = threads or min(_MAX_THREADS, _processors())
        self._loading = Lock()

    def tokens(self, texts: Sequence[str], most: int, *, special: bool = True) -> list[list[int]]:
        """Return the token ids of each text, at most `most`, with [CLS] and [SEP] where `special`."""
        # A lone surrogate is no character and cannot be encoded; the model's own normaliser drops U+FFFD.
        clean = [_SURROGATE.sub("\ufffd", text) for text in texts]
        with self._loading:
            tokenizer = self._tokenizer
        ids = [encoding.ids for encoding in tokenizer.encode_batch(clean, add_special_tokens=special)]
        return [row if len(row) <= most else row[: most - special] + row[-1:] * special for row in ids]

    def spanned_tokens(self, text: str, most: int) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the token ids of a text, at most `most`, with [CLS] and [SEP], and where each stands; (0, 0) for those two."""
        with self._loading:
            tokenizer = self._tokenizer
        found = tokenizer.encode(_SURROGATE.sub("\ufffd", text))
        if len(found.ids) <= most:
            return list(found.ids), list(found.offsets)
        return [*found.ids[: most - 1], found.ids[-1]], [*found.offsets[: most - 1], found.offsets[-1]]

    def run(
        self, tokens: Sequence[Sequence[int]], types: Sequence[Sequence[int]] | None = None, length: int = 0
    ) -> Array:
        """Run the model on texts padded to the longest of them, or to `length`; one row for each text."""
        return self.run_all(tokens, types, length)[0]

    def run_all(
        self, tokens: Sequence[Sequence[int]], types: Sequence[Sequence[int]] | None = None, length: int = 0
    ) -> list[Array]:
        """Run the model as `run` does and return all its outputs."""
        feed = {"input_ids": _padded(tokens, length), "attention_mask": _padded([[1] * len(t) for t in tokens], length)}
        if types is not None:
            feed["token_type_ids"] = _padded(types, length)
        with self._loading:
            session = self._session
        found: list[Array] = session.run(None, feed)
        return found

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._weights.tokenizer))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        file = self._folder / f"{self._name}.onnx"
        seal = file.with_suffix(".sha256")
        try:
            if self._hashes.sha256(file) == seal.read_text(encoding="ascii"):
                return self._open(file)
        except (OSError, ValueError):
            pass  # Not there yet, or not whole: it is built again.
        model = self._build(self._weights)
        try:
            replace_file(file, model)
            replace_file(seal, hashlib.sha256(model).hexdigest().encode())
        except OSError:
            return self._open(model)
        del model  # 90 MB that the loaded model does not need.
        return self._open(file)

    def _open(self, model: Path | bytes) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        # Waiting threads sleep. Spinning saves 0.4 ms a question on an idle machine and doubles the time on a busy one.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        source = str(model) if isinstance(model, Path) else model
        return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


class TokenPair(NamedTuple):
    """Two texts as the encoder reads them together; both lists have one item for each token."""

    ids: list[int]
    types: list[int]
    """0 for the first text, 1 for the second."""


def pair_of(first: Sequence[int], second: Sequence[int], most: int) -> TokenPair:
    """Join the tokens of two texts with [CLS] and [SEP], the second cut so that there are `most` at most."""
    one = [_CLS, *first, _SEP]
    other = [*second[: most - 1 - len(one)], _SEP]
    return TokenPair([*one, *other], [0] * len(one) + [1] * len(other))


def batches(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield positions of texts to run together: alike in length, so that little is padding, longest first."""
    order = sorted(range(len(tokens)), key=lambda at: (-len(tokens[at]), at))
    while order:
        size = max(1, _BATCH_TOKENS // len(tokens[order[0]]))
        yield order[:size]
        order = order[size:]


def _padded(rows: Sequence[Sequence[int]], length: int) -> Array:
    table = np.zeros((len(rows), max(length, *map(len, rows))), dtype=np.int64)
    for row, values in enumerate(rows):
        table[row, : len(values)] = values
    return table


def _processors() -> int:
    # A container may be given fewer processors than the machine has; only Linux says which.
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1
