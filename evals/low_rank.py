"""MiniLM with low-rank updates in PyTorch (LoRA, Hu et al. 2021), for training: the graph of `index.bert` once more.

Only `evals.train_*` import this: PyTorch is not installed to answer.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from index.bert import HEADS, WIDTH
from index.low_rank import DOWN, UP

SCALE, DROPOUT = 2.0, 0.1


class LowRank(nn.Module):
    """A fixed linear layer with a trained low-rank update."""

    def __init__(self, weight: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)
        self.down = nn.Parameter(torch.randn(rank, weight.shape[1]) / math.sqrt(weight.shape[1]))
        self.up = nn.Parameter(torch.zeros(weight.shape[0], rank))

    def forward(self, x: Tensor) -> Tensor:
        """Apply the layer."""
        return F.linear(x, self.weight, self.bias) + SCALE * F.linear(F.linear(x, self.down), self.up)


class Layer(nn.Module):
    """One encoder layer of BERT."""

    PARTS = (
        *("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"),
        *("intermediate.dense", "output.dense"),
    )
    NORMS = ("attention.output.LayerNorm", "output.LayerNorm")

    def __init__(self, tensors: dict[str, Tensor], name: str, rank: int) -> None:
        super().__init__()
        linear = [LowRank(tensors[f"{name}.{p}.weight"], tensors[f"{name}.{p}.bias"], rank) for p in self.PARTS]
        self.linear = nn.ModuleList(linear)
        self.norms = nn.ModuleList([norm(tensors, f"{name}.{n}") for n in self.NORMS])
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Encode hidden states of shape (pairs, tokens, WIDTH)."""
        query, key, value, attended, wide, narrow = self.linear
        shape = (*x.shape[:2], HEADS, WIDTH // HEADS)
        q, k, v = (part(x).view(shape).transpose(1, 2) for part in (query, key, value))
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        x = self.norms[0](x + self.drop(attended(mixed.transpose(1, 2).reshape(x.shape))))
        out: Tensor = self.norms[1](x + self.drop(narrow(F.gelu(wide(x)))))
        return out


class LowRankEncoder(nn.Module):
    """The first layers of MiniLM; what is trained are the updates, the normalisations and the types of text."""

    def __init__(self, tensors: dict[str, Tensor], *, layers: int, rank: int) -> None:
        super().__init__()
        self.register_buffer("words", tensors["embeddings.word_embeddings.weight"])
        self.register_buffer("positions", tensors["embeddings.position_embeddings.weight"])
        self.types = nn.Parameter(tensors["embeddings.token_type_embeddings.weight"].clone())
        self.norm = norm(tensors, "embeddings.LayerNorm")
        self.layers = nn.ModuleList([Layer(tensors, f"encoder.layer.{at}", rank) for at in range(layers)])
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the hidden states (texts, tokens, WIDTH), and of each text the first state beside the mean of all."""
        x = self.words[ids] + self.positions[: ids.shape[1]] + self.types[types]
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        there = mask[:, :, None].to(x.dtype)
        mean = (x * there).sum(1) / there.sum(1)
        return x, torch.cat([x[:, 0], mean], 1)

    def updates(self) -> dict[str, Tensor]:
        """Return what training changed, by the names of the weights."""
        found: dict[str, Tensor] = {"embeddings.token_type_embeddings.weight": self.types}
        found |= {f"embeddings.LayerNorm.{name}": value for name, value in self.norm.named_parameters()}
        for at, layer in enumerate(self.layers):
            name = f"encoder.layer.{at}"
            for part, linear in zip(Layer.PARTS, layer.linear, strict=True):
                found |= {f"{name}.{part}.weight{DOWN}": linear.down, f"{name}.{part}.weight{UP}": SCALE * linear.up}
            for part, normal in zip(Layer.NORMS, layer.norms, strict=True):
                found |= {f"{name}.{part}.{key}": value for key, value in normal.named_parameters()}
        return found


def head(width: int, classes: int) -> nn.Linear:
    """Return a linear layer that starts near nothing."""
    layer = nn.Linear(width, classes)
    nn.init.normal_(layer.weight, std=0.02)
    nn.init.zeros_(layer.bias)
    return layer


def norm(tensors: dict[str, Tensor], name: str) -> nn.LayerNorm:
    """Return a layer normalisation with its weights."""
    layer = nn.LayerNorm(WIDTH, eps=1e-12)
    layer.load_state_dict({key: tensors[f"{name}.{key}"] for key in ("weight", "bias")})
    return layer


def in_half_precision(tensors: dict[str, Tensor]) -> dict[str, np.ndarray[Any, Any]]:
    """Return tensors as they are kept in a file."""
    return {name: np.ascontiguousarray(v.detach().numpy().astype(np.float16)) for name, v in sorted(tensors.items())}
