"""Low-rank updates of weights (LoRA, Hu et al. 2021, https://arxiv.org/abs/2106.09685): what a training changed, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

DOWN, UP = ".lora_down", ".lora_up"
"""Endings of the two factors of an update: W becomes W + up @ down."""


def updated(tensors: Mapping[str, NDArray[Any]], updates: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Return the weights with low-rank updates added and the other tensors of `updates` put in place."""
    changed = dict(tensors)
    for name, tensor in updates.items():
        value = tensor.astype(np.float32)
        if name.endswith(UP):
            weight = name.removesuffix(UP)
            down = updates[weight + DOWN].astype(np.float32)
            changed[weight] = (changed[weight] + value @ down).astype(np.float32)
        elif not name.endswith(DOWN):
            changed[name] = value
    return changed
