"""TopicAdapter: a low-rank linear map under which a topic lies nearer to the headings of what belongs to it.

An adapter behind frozen embeddings, trained by `evals/train_adapter.py` on lists on topics. Sentence embeddings tell
paraphrases apart from the rest; that "things with salt water in it" are shipping and fisheries is learnt here.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from index.encoder import Vectors
from index.minilm import MiniLM
from index.weights import read_tensors

ADAPTER = Path(__file__).with_name("topic_adapter.safetensors")


class TopicAdapter:
    """Maps vectors of MiniLM: v becomes v + (v @ down) @ up, brought to length 1 again."""

    def __init__(self, down: Vectors, up: Vectors) -> None:
        """Take the two factors, of shapes (dimensions, rank) and (rank, dimensions)."""
        self._down, self._up = down, up

    def __call__(self, vectors: Vectors) -> Vectors:
        """Return the mapped vectors, shape (texts, dimensions)."""
        mapped = vectors + (vectors @ self._down) @ self._up
        lengths = np.linalg.norm(mapped, axis=1, keepdims=True)
        found: Vectors = (mapped / np.maximum(lengths, 1e-12)).astype(np.float32)
        return found


@lru_cache(maxsize=1)
def load_adapter(file: Path = ADAPTER) -> TopicAdapter:
    """Read the adapter that ships with the project."""
    tensors = read_tensors(file)
    return TopicAdapter(tensors["down"].astype(np.float32), tensors["up"].astype(np.float32))


def adapter_for(model: str) -> TopicAdapter | None:
    """Return the adapter for the vectors of an embedding model; None for another than the one that it was trained on."""
    return load_adapter() if model == MiniLM.name else None
