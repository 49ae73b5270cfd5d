"""MiniLM: all-MiniLM-L6-v2 on onnxruntime, without PyTorch.

The ONNX graph is built here, once, from the official weights and kept in the state folder. This is the only file
that knows onnx, onnxruntime, tokenizers and safetensors.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from index.encoder import Vectors
from index.home import replace_file
from index.weights import SHA256, HashCache, find_weights

LAYERS, HEADS, WIDTH = 6, 12, 384
MAX_TOKENS = 256
"""Where sentence-transformers cuts a text for this model, [CLS] and [SEP] counted."""
_GRAPH_VERSION = 1
_BATCH_TOKENS = 1024
"""Tokens of one run, padding counted: larger runs were no faster on two cores and held hundreds of megabytes."""
_MAX_THREADS = 4
_SURROGATE = re.compile("[\ud800-\udfff]")


class MiniLM:
    """Embeds texts as sentence-transformers does with this model, to within 1e-5.

    The files are found and verified when the object is made (raises WeightsMissing, WeightsDamaged); the model is
    loaded with the first text.
    """

    name = f"sentence-transformers/all-MiniLM-L6-v2@{SHA256['model.safetensors'][:12]}"
    dimensions = WIDTH

    def __init__(self, home: Path, *, threads: int | None = None) -> None:
        self._folder = home / "models"
        self._hashes = HashCache(self._folder / "hashes.json")
        self._weights = find_weights(home, self._hashes)
        self._threads = threads or min(_MAX_THREADS, _processors())
        self._loading = Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text, in its order; texts longer than 256 tokens are cut."""
        vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
        tokens = self._tokens(texts)
        for batch in _batches(tokens):
            vectors[batch] = self._run([tokens[at] for at in batch])
        return vectors

    def embed_padded(self, text: str, length: int = MAX_TOKENS) -> Vectors:
        """Embed one text padded to a fixed length, as Chroma's default function does; for comparison only."""
        return self._run(self._tokens([text]), length)

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        # A lone surrogate is no character and cannot be encoded; the model's own normaliser drops U+FFFD.
        clean = [_SURROGATE.sub("\ufffd", text) for text in texts]
        with self._loading:
            tokenizer = self._tokenizer
        return [encoding.ids for encoding in tokenizer.encode_batch(clean)]

    def _run(self, tokens: list[list[int]], length: int = 0) -> Vectors:
        longest = max(length, max(map(len, tokens)))
        ids = np.zeros((len(tokens), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(tokens):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        with self._loading:
            session = self._session
        found: Vectors = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return found

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._weights.tokenizer))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        file = self._folder / f"all-MiniLM-L6-v2-{SHA256['model.safetensors'][:12]}-v{_GRAPH_VERSION}.onnx"
        seal = file.with_suffix(".sha256")
        try:
            if self._hashes.sha256(file) == seal.read_text(encoding="ascii"):
                return self._open(file)
        except (OSError, ValueError):
            pass  # Not there yet, or not whole: it is built again.
        model = build_graph(self._weights.model)
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


def _processors() -> int:
    # A container may be given fewer processors than the machine has; only Linux says which.
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def _batches(tokens: list[list[int]]) -> Iterator[list[int]]:
    """Yield positions of texts to run together: alike in length, so that little is padding, longest first."""
    order = sorted(range(len(tokens)), key=lambda at: (-len(tokens[at]), at))
    while order:
        size = max(1, _BATCH_TOKENS // len(tokens[order[0]]))
        yield order[:size]
        order = order[size:]


def build_graph(weights: Path) -> bytes:
    """Build the ONNX model from `model.safetensors`: BERT, mean over the tokens of a text, Euclidean length 1.

    The encoder is that of Devlin et al. 2019 (https://arxiv.org/abs/1810.04805), post-norm, with exact GELU;
    pooling and normalisation are the model's modules 1 and 2 in sentence-transformers.
    """
    from safetensors import safe_open

    with safe_open(weights, framework="numpy") as file:
        graph = _Graph({name: file.get_tensor(name) for name in file.keys()})  # noqa: SIM118
    shape = graph.add("Shape", "input_ids")
    heads = graph.add("Concat", shape, graph.value([HEADS, WIDTH // HEADS]), axis=0)
    hidden = graph.add("Concat", shape, graph.value([WIDTH]), axis=0)
    mask = graph.add("Cast", "attention_mask", to=1)
    # Zero where a token stands, the lowest number where padding does: softmax then gives padding exactly 0.
    absent = graph.add("Sub", graph.value(np.float32(1)), graph.add("Unsqueeze", mask, graph.value([1, 2])))
    bias = graph.add("Mul", absent, graph.value(np.finfo(np.float32).min))
    x = _embeddings(graph, shape)
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        attended = _attention(graph, x, f"{name}.attention.self", bias, heads, hidden)
        attended = graph.linear(attended, f"{name}.attention.output.dense")
        x = graph.norm(graph.add("Add", attended, x), f"{name}.attention.output.LayerNorm")
        wide = graph.add("Gelu", graph.linear(x, f"{name}.intermediate.dense"))
        x = graph.norm(graph.add("Add", graph.linear(wide, f"{name}.output.dense"), x), f"{name}.output.LayerNorm")
    return graph.model(_mean_of_length_one(graph, x, mask))


def _embeddings(graph: _Graph, shape: str) -> str:
    length = graph.add("Gather", shape, graph.value(1), axis=0)
    places = graph.add("Range", graph.value(0), length, graph.value(1))
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids")
    positions = graph.add("Gather", graph.weight("embeddings.position_embeddings.weight"), places)
    first = graph.add("Gather", graph.weight("embeddings.token_type_embeddings.weight"), graph.value(0))
    total = graph.add("Add", graph.add("Add", words, positions), first)
    return graph.norm(total, "embeddings.LayerNorm")


def _attention(graph: _Graph, x: str, name: str, bias: str, heads: str, hidden: str) -> str:
    query, key, value = (
        graph.add("Transpose", graph.add("Reshape", graph.linear(x, f"{name}.{part}"), heads), perm=order)
        for part, order in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3]))
    )
    scale = graph.value(np.float32(1 / np.sqrt(WIDTH // HEADS)))
    scores = graph.add("Add", graph.add("Mul", graph.add("MatMul", query, key), scale), bias)
    mixed = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), value)
    return graph.add("Reshape", graph.add("Transpose", mixed, perm=[0, 2, 1, 3]), hidden)


def _mean_of_length_one(graph: _Graph, x: str, mask: str) -> str:
    tokens, present = graph.value([1]), graph.add("Unsqueeze", mask, graph.value([2]))
    total = graph.add("ReduceSum", graph.add("Mul", x, present), tokens, keepdims=0)
    mean = graph.add("Div", total, graph.add("ReduceSum", present, tokens, keepdims=0))
    length = graph.add("ReduceL2", mean, tokens, keepdims=1)
    return graph.add("Div", mean, graph.add("Max", length, graph.value(np.float32(1e-12))))


class _Graph:
    """Collects nodes and constants of an ONNX graph; every method returns the name of what it made."""

    def __init__(self, tensors: dict[str, np.ndarray[Any, Any]]) -> None:
        from onnx import ModelProto

        self._tensors = tensors
        # Filled in place: onnx.helper.make_graph and make_model would each copy all the weights once more.
        self._model = ModelProto(ir_version=10)  # Belongs to opset 20 and is read by every onnxruntime since 1.18.
        self._model.opset_import.add(domain="", version=20)  # The first opset with Gelu.
        self._model.graph.name = "all-MiniLM-L6-v2"

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add an operator."""
        from onnx import helper

        nodes = self._model.graph.node
        output = f"{kind}_{len(nodes)}"
        nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def value(self, value: Any) -> str:
        """Add a constant; whole numbers are 64 bits wide."""
        return self._constant(f"value_{len(self._model.graph.initializer)}", np.asarray(value))

    def weight(self, name: str, *, transposed: bool = False) -> str:
        """Add a tensor of the weights file and let go of it, so that the weights are not held twice."""
        tensor = self._tensors.pop(name)
        return self._constant(name, np.ascontiguousarray(tensor.T) if transposed else tensor)

    def linear(self, x: str, name: str) -> str:
        """Add x W^T + b."""
        product = self.add("MatMul", x, self.weight(f"{name}.weight", transposed=True))
        return self.add("Add", product, self.weight(f"{name}.bias"))

    def norm(self, x: str, name: str) -> str:
        """Add a layer normalisation."""
        scale, shift = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.add("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-12)

    def model(self, output: str) -> bytes:
        """Return the finished model, serialised."""
        from onnx import TensorProto, helper

        graph = self._model.graph
        for name in ("input_ids", "attention_mask"):
            graph.input.append(helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"]))
        graph.output.append(helper.make_tensor_value_info(output, TensorProto.FLOAT, ["texts", WIDTH]))
        content: bytes = self._model.SerializeToString(deterministic=True)
        return content

    def _constant(self, name: str, value: np.ndarray[Any, Any]) -> str:
        from onnx import numpy_helper

        self._model.graph.initializer.append(numpy_helper.from_array(value, name))
        return name
