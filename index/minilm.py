"""MiniLM: all-MiniLM-L6-v2 on onnxruntime, without PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.bert import WIDTH, embedding_graph
from index.encoder import Vectors
from index.encoding import EncodingModel, batches
from index.weights import SHA256, Weights, read_tensors

MAX_TOKENS = 256
"""Where sentence-transformers cuts a text for this model, [CLS] and [SEP] counted."""
_GRAPH_VERSION = 1


class MiniLM:
    """Embeds texts as sentence-transformers does with this model, to within 1e-5.

    The files are found and verified when the object is made (raises WeightsMissing, WeightsDamaged); the model is
    loaded with the first text.
    """

    name = f"sentence-transformers/all-MiniLM-L6-v2@{SHA256['model.safetensors'][:12]}"
    dimensions = WIDTH

    def __init__(self, home: Path, *, threads: int | None = None) -> None:
        name = f"all-MiniLM-L6-v2-{SHA256['model.safetensors'][:12]}-v{_GRAPH_VERSION}"
        self._model = EncodingModel(home, name, _graph, threads=threads)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text, in its order; texts longer than 256 tokens are cut."""
        vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
        tokens = self._model.tokens(texts, MAX_TOKENS)
        for batch in batches(tokens):
            vectors[batch] = self._model.run([tokens[at] for at in batch])
        return vectors

    def embed_padded(self, text: str, length: int = MAX_TOKENS) -> Vectors:
        """Embed one text padded to a fixed length, as Chroma's default function does; for comparison only."""
        found: Vectors = self._model.run(self._model.tokens([text], MAX_TOKENS), length=length)
        return found


def _graph(weights: Weights) -> bytes:
    return embedding_graph(read_tensors(weights.model))
