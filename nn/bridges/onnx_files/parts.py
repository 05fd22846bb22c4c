"""Each kind of model as nodes of a graph: what it does to one sample, done to many at once.

A layer's weights stand in a tensor `w^(1)`, of as many rows as inputs and as many columns as units: the entry in row i
and column j, both from 1, is the parameter `w_ij^(1)`. Other tensors are likewise called as the parameters in them,
without their indices: `b^(1)`, `gamma`, `token.e`, `block 1.attention.head 2.query.w`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from nn.bridges.onnx_files.graph import GraphInProgress
from nn.models.attention import Head, SelfAttention
from nn.models.block import Block
from nn.models.dropout import Dropout
from nn.models.embedding import Embedding
from nn.models.gpt import GPT
from nn.models.layers import Layer, Neuron
from nn.models.mlp import MLP
from nn.models.module import Module
from nn.models.normalization import LayerNorm, RMSNorm
from nn.models.perceptron import Perceptron
from nn.models.sequential import Sequential
from nn.models.slide_names import slide_name

__all__ = ["Port", "part_in", "ports_of"]

Dims: TypeAlias = tuple[int | str, ...]
BATCH: Final = "batch"
POSITIONS: Final = "positions"


@dataclass(frozen=True)
class Port:
    """An input or the output of a graph: its name, and its dimensions, of which some are names too.

    Attributes:
        is_of_tokens: whether it takes whole numbers.
    """

    name: str
    dims: Dims
    is_of_tokens: bool = False


def ports_of(model: Module) -> tuple[Port, Port]:
    """The input and the output of a model's graph."""
    if isinstance(model, GPT):
        return Port("tokens", (BATCH, POSITIONS), True), Port("logits", (BATCH, POSITIONS, model.vocabulary))
    if isinstance(model, Embedding):
        return Port("tokens", (BATCH,), True), Port("y", (BATCH, model.width))
    if isinstance(model, (Block, SelfAttention)):
        dims: Dims = (BATCH, POSITIONS, model.width)
        return Port("x", dims), Port("y", dims)
    nin, nout = _sizes(model)
    return Port("x", (BATCH, nin)), Port("y", (BATCH, nout))


def _sizes(model: Any) -> tuple[int | str, int | str]:
    if isinstance(model, (LayerNorm, RMSNorm)):
        return model.width, model.width
    if isinstance(model, Dropout):
        return "inputs", "inputs"
    return model.nin, model.nouts[-1] if hasattr(model, "nouts") else getattr(model, "nout", 1)


def part_in(graph: GraphInProgress, model: Any, x: str, place: str = "") -> str:
    """Adds what a model does.

    Args:
        graph: to which it is added.
        model: one of the kinds that `nn.save` knows, exactly.
        x: the name of what goes in.
        place: what the names of its tensors begin with.

    Returns:
        The name of what comes out.

    Raises:
        ValueError: for an activation that ONNX does not have, naming the part.
    """
    return PARTS[type(model)](graph, model, x, place)


def _layer(graph: GraphInProgress, layer: Layer, x: str, place: str) -> str:
    return _units(graph, layer.neurons, layer, x, place, "")


def _neuron(graph: GraphInProgress, neuron: Neuron, x: str, place: str) -> str:
    return _units(graph, [neuron], neuron, x, place, neuron.unit)


def _units(
    graph: GraphInProgress, units: Sequence[Neuron], model: Layer | Neuron, x: str, place: str, unit: Any
) -> str:
    """Several units on the same inputs."""
    nin = model.nin

    def named(letter: str) -> str:
        return place + slide_name(letter, unit or None, layer=model.layer)

    weights = [unit.weights[i] for i in range(nin) for unit in units]
    w = graph.of_parameters(named("w"), [nin, len(units)], weights)
    z = graph.node("MatMul", x, w, name=f"{named('w')}·x" if model.has_bias else named("z"))
    if model.has_bias:
        b = graph.of_parameters(named("b"), [len(units)], [unit.bias for unit in units])
        z = graph.node("Add", z, b, name=named("z"))
    try:
        return graph.activation(model.activation, z, named("h"))
    except ValueError as error:
        raise ValueError(f"{place}{model!r}: {error}") from None


def _sequence(graph: GraphInProgress, model: MLP | Sequential, x: str, place: str) -> str:
    for part in model.parts:
        x = part_in(graph, part, x, place)
    return graph.node("Softmax", x, name=f"{place}p", axis=-1) if model.output == "softmax" else x


def _dropout(graph: GraphInProgress, model: Dropout, x: str, place: str) -> str:
    """It lets all through here; the node says that it was there."""
    return graph.node("Dropout", x, graph.number(model.p), name=f"{place}dropout")


def _embedding(graph: GraphInProgress, model: Embedding, tokens: str, place: str) -> str:
    table = graph.of_parameters(f"{place}e", [model.count, model.width], model.parameters())
    return graph.node("Gather", table, tokens, name=f"{place}row")


def _normalized(graph: GraphInProgress, x: str, epsilon: float, place: str) -> str:
    """Divided by the root of the mean square."""
    square = graph.node("Mul", x, x, name=f"{place}squares")
    mean = graph.node("ReduceMean", square, name=f"{place}mean square", axes=[-1], keepdims=1)
    sum_ = graph.node("Add", mean, graph.number(epsilon), name=f"{place}mean square + ε")
    return graph.node("Div", x, graph.node("Sqrt", sum_, name=f"{place}root"), name=f"{place}n")


def _scaled(graph: GraphInProgress, model: RMSNorm | LayerNorm, x: str, place: str) -> str:
    if model.gains is None:
        return x
    return graph.node(
        "Mul", x, graph.of_parameters(f"{place}gamma", [model.width], [*model.gains]), name=f"{place}scaled"
    )


def _rms_norm(graph: GraphInProgress, model: RMSNorm, x: str, place: str) -> str:
    return _scaled(graph, model, _normalized(graph, x, model.epsilon, place), place)


def _layer_norm(graph: GraphInProgress, model: LayerNorm, x: str, place: str) -> str:
    mean = graph.node("ReduceMean", x, name=f"{place}mean", axes=[-1], keepdims=1)
    centred = graph.node("Sub", x, mean, name=f"{place}x - mean")
    scaled = _scaled(graph, model, _normalized(graph, centred, model.epsilon, place), place)
    if model.biases is None:
        return scaled
    beta = graph.of_parameters(f"{place}beta", [model.width], [*model.biases])
    return graph.node("Add", scaled, beta, name=f"{place}shifted")


def _places(graph: GraphInProgress, x: str) -> str:
    """The numbers of the positions, from 0 up; they are computed once."""
    if not graph.has("positions"):
        axis = graph.whole_numbers("axis 0", [0])
        count = graph.node("Shape", x, name="how many positions", start=1, end=2)
        start, step = graph.whole_numbers("0", [0], []), graph.whole_numbers("1", [1], [])
        count = graph.node("Squeeze", count, axis, name="how many")
        graph.node("Range", start, count, step, name="positions")
    return "positions"


def _earlier(graph: GraphInProgress, x: str) -> str:
    """For each position, which others it may look at: those up to its own."""
    if not graph.has("may look"):
        places = _places(graph, x)
        own = graph.node("Unsqueeze", places, graph.whole_numbers("axis 1", [1]), name="own position")
        graph.node("GreaterOrEqual", own, places, name="may look")
    return "may look"


def _attention(graph: GraphInProgress, model: SelfAttention, x: str, place: str) -> str:
    mask = _earlier(graph, x)
    named = {f"{place}head {number}.": head for number, head in enumerate(model.heads, start=1)}
    given = [_head(graph, head, x, mask, place) for place, head in named.items()]
    joined = graph.node("Concat", *given, name=f"{place}h", axis=-1)
    return part_in(graph, model.output, joined, f"{place}output.")


def _head(graph: GraphInProgress, head: Head, x: str, mask: str, place: str) -> str:
    query, key, value = (
        part_in(graph, layer, x, f"{place}{name}.")
        for name, layer in (("query", head.query), ("key", head.key), ("value", head.value))
    )
    # Not a product with the transposed keys: onnxruntime 1.17 makes one operator of the two, and has none in 64 bits.
    products = graph.node("Einsum", query, key, name=f"{place}q·k", equation="btd,bsd->bts")
    scores = graph.node("Div", products, graph.number(math.sqrt(head.width)), name=f"{place}s")
    seen = graph.node("Where", mask, scores, graph.number(-math.inf), name=f"{place}seen")
    weights = graph.node("Softmax", seen, name=f"{place}a", axis=-1)
    return graph.node("MatMul", weights, value, name=f"{place}h")


def _block(graph: GraphInProgress, model: Block, x: str, place: str) -> str:
    normalized = part_in(graph, model.norm, x, f"{place}attention.")
    found = part_in(graph, model.attention, normalized, f"{place}attention.")
    x = graph.node("Add", x, found, name=f"{place}x")
    inner = part_in(graph, model.norm, x, f"{place}mlp.")
    for layer in model.mlp:
        inner = part_in(graph, layer, inner, f"{place}mlp.")
    return graph.node("Add", x, inner, name=f"{place}y")


def _gpt(graph: GraphInProgress, model: GPT, tokens: str, place: str) -> str:
    rows = part_in(graph, model.token, tokens, f"{place}token.")
    places = part_in(graph, model.position, _places(graph, tokens), f"{place}position.")
    x = part_in(graph, model.norm, graph.node("Add", rows, places, name="embedding.x"), f"{place}embedding.")
    for number, block in enumerate(model.blocks, start=1):
        x = part_in(graph, block, x, f"{place}block {number}.")
    return part_in(graph, model.output, x, f"{place}output.")


PARTS: Final[Mapping[type[Module], Callable[..., str]]] = {
    MLP: _sequence,
    Sequential: _sequence,
    Layer: _layer,
    Neuron: _neuron,
    Perceptron: lambda graph, model, x, place: _neuron(graph, model.neuron, x, place),
    Dropout: _dropout,
    Embedding: _embedding,
    RMSNorm: _rms_norm,
    LayerNorm: _layer_norm,
    SelfAttention: _attention,
    Block: _block,
    GPT: _gpt,
}
"""What writes each kind of model."""
