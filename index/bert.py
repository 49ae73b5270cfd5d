"""BERT as an ONNX graph, built from weights: to embed a text, to score a pair of texts, or to tag a text and its words.

The only file that knows the `onnx` package. The encoder is that of Devlin et al. 2019
(https://arxiv.org/abs/1810.04805), post-norm, with exact GELU.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

LAYERS, HEADS, WIDTH = 6, 12, 384
Tensors = Mapping[str, NDArray[Any]]


def embedding_graph(tensors: Tensors) -> bytes:
    """Return the model `input_ids, attention_mask -> vectors`: mean over the tokens of a text, Euclidean length 1.

    Pooling and normalisation are modules 1 and 2 of all-MiniLM-L6-v2 in sentence-transformers.
    """
    graph = _Graph(tensors, ("input_ids", "attention_mask"))
    x, mask = _encoded(graph)
    mean = _mean(graph, x, mask)
    length = graph.add("ReduceL2", mean, graph.value([1]), keepdims=1)
    return graph.model({graph.add("Div", mean, graph.add("Max", length, graph.value(np.float32(1e-12)))): [WIDTH]})


def scoring_graph(tensors: Tensors) -> bytes:
    """Return the model `input_ids, token_type_ids, attention_mask -> scores` of a cross-encoder.

    A linear head (`head.weight`, `head.bias`) reads the first token and the mean of all tokens.
    """
    graph = _Graph(tensors, ("input_ids", "token_type_ids", "attention_mask"))
    x, mask = _encoded(graph)
    return graph.model({graph.linear(_pooled(graph, x, mask), "head"): [1]})


def tagging_graph(tensors: Tensors, layers: int) -> bytes:
    """Return the model `input_ids, token_type_ids, attention_mask -> scores of the text, of each token`, of the first layers.

    One linear head (`text`) reads the first token and the mean of all tokens, the other (`token`) each token.
    """
    of_text, of_token = len(tensors["text.bias"]), len(tensors["token.bias"])
    graph = _Graph(tensors, ("input_ids", "token_type_ids", "attention_mask"))
    x, mask = _encoded(graph, layers)
    text, token = graph.linear(_pooled(graph, x, mask), "text"), graph.linear(x, "token")
    return graph.model({text: [of_text], token: ["tokens", of_token]})


def _pooled(graph: _Graph, x: str, mask: str) -> str:
    first = graph.add("Gather", x, graph.value(0), axis=1)
    return graph.add("Concat", first, _mean(graph, x, mask), axis=1)


def _encoded(graph: _Graph, layers: int = LAYERS) -> tuple[str, str]:
    """Add the encoder; return its last hidden state and the mask as numbers."""
    shape = graph.add("Shape", "input_ids")
    heads = graph.add("Concat", shape, graph.value([HEADS, WIDTH // HEADS]), axis=0)
    hidden = graph.add("Concat", shape, graph.value([WIDTH]), axis=0)
    mask = graph.add("Cast", "attention_mask", to=1)
    # Zero where a token stands, the lowest number where padding does: softmax then gives padding exactly 0.
    absent = graph.add("Sub", graph.value(np.float32(1)), graph.add("Unsqueeze", mask, graph.value([1, 2])))
    bias = graph.add("Mul", absent, graph.value(np.finfo(np.float32).min))
    x = _embeddings(graph, shape)
    for layer in range(layers):
        name = f"encoder.layer.{layer}"
        attended = _attention(graph, x, f"{name}.attention.self", bias, heads, hidden)
        attended = graph.linear(attended, f"{name}.attention.output.dense")
        x = graph.norm(graph.add("Add", attended, x), f"{name}.attention.output.LayerNorm")
        wide = graph.add("Gelu", graph.linear(x, f"{name}.intermediate.dense"))
        x = graph.norm(graph.add("Add", graph.linear(wide, f"{name}.output.dense"), x), f"{name}.output.LayerNorm")
    return x, mask


def _embeddings(graph: _Graph, shape: str) -> str:
    length = graph.add("Gather", shape, graph.value(1), axis=0)
    places = graph.add("Range", graph.value(0), length, graph.value(1))
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids")
    positions = graph.add("Gather", graph.weight("embeddings.position_embeddings.weight"), places)
    # A single text is all of the first type.
    kinds = "token_type_ids" if "token_type_ids" in graph.inputs else graph.value(0)
    of_type = graph.add("Gather", graph.weight("embeddings.token_type_embeddings.weight"), kinds)
    total = graph.add("Add", graph.add("Add", words, positions), of_type)
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


def _mean(graph: _Graph, x: str, mask: str) -> str:
    tokens, present = graph.value([1]), graph.add("Unsqueeze", mask, graph.value([2]))
    total = graph.add("ReduceSum", graph.add("Mul", x, present), tokens, keepdims=0)
    return graph.add("Div", total, graph.add("ReduceSum", present, tokens, keepdims=0))


class _Graph:
    """Collects nodes and constants of an ONNX graph; every method returns the name of what it made."""

    def __init__(self, tensors: Tensors, inputs: tuple[str, ...]) -> None:
        from onnx import ModelProto

        self.inputs = inputs
        self._tensors = dict(tensors)
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
        """Add a tensor of the weights and let go of it, so that the weights are not held twice."""
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

    def model(self, outputs: Mapping[str, Sequence[int | str]]) -> bytes:
        """Return the finished model, serialised; `outputs` with their shapes for one text."""
        from onnx import TensorProto, helper

        graph = self._model.graph
        for name in self.inputs:
            graph.input.append(helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"]))
        for output, shape in outputs.items():
            graph.output.append(helper.make_tensor_value_info(output, TensorProto.FLOAT, ["texts", *shape]))
        content: bytes = self._model.SerializeToString(deterministic=True)
        return content

    def _constant(self, name: str, value: Any) -> str:
        from onnx import numpy_helper

        self._model.graph.initializer.append(numpy_helper.from_array(value, name))
        return name
