"""Where each parameter of a net stands in PyTorch: which of its tensors holds the numbers of which Values.

Both directions read this: numbers go the one way or the other, and what is frozen here is frozen there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

import torch

from autograd import Value
from nn.models.attention import Head, SelfAttention
from nn.models.block import Block
from nn.models.embedding import Embedding
from nn.models.gpt import GPT
from nn.models.layers import Layer, Neuron
from nn.models.mlp import MLP
from nn.models.module import Module
from nn.models.normalization import LayerNorm, RMSNorm
from nn.models.perceptron import Perceptron
from nn.models.sequential import Sequential

__all__ = ["Place", "places"]

Place: TypeAlias = tuple[list[Value], torch.nn.Parameter]
"""Parameters of a net, row after row, and the tensor that has as many numbers in the same order."""


def places(model: Module, module: Any) -> Iterator[Place]:
    """Every tensor of a module, each with the parameters that stand there in the model.

    Args:
        model: a net, or a part of one.
        module: its counterpart in PyTorch.
    """
    return PLACES[type(model)](model, module)


def _units(units: Sequence[Neuron], linear: Any) -> Iterator[Place]:
    """A row of the matrix a unit."""
    yield [weight for unit in units for weight in unit.weights], linear.weight
    if linear.bias is not None:
        yield [unit.bias for unit in units], linear.bias


def _neuron(model: Neuron, module: Any) -> Iterator[Place]:
    return _units([model], _linears(module)[0])


def _layer(model: Layer, module: Any) -> Iterator[Place]:
    return _units(model.neurons, _linears(module)[0])


def _perceptron(model: Perceptron, module: Any) -> Iterator[Place]:
    return _neuron(model.neuron, module)


def _net(model: MLP | Sequential, module: Any) -> Iterator[Place]:
    for layer, linear in zip(model.layers, _linears(module)):
        yield from _units(layer.neurons, linear)


def _linears(module: torch.nn.Module) -> list[torch.nn.Module]:
    return [part for part in module.modules() if type(part) is torch.nn.Linear]


def _table(model: Embedding, module: Any) -> Iterator[Place]:
    yield [entry for row in model.rows for entry in row], module.weight


def _norm(model: RMSNorm | LayerNorm, module: Any) -> Iterator[Place]:
    if model.gains is not None:
        yield list(model.gains), module.weight
    if isinstance(model, LayerNorm) and model.biases is not None:
        yield list(model.biases), module.bias


def _attention(model: SelfAttention, module: Any) -> Iterator[Place]:
    if isinstance(module, torch.nn.MultiheadAttention):
        yield from _multihead_attention(model, module)
        return
    for kind in ("query", "key", "value"):
        yield from _units(_units_of(model.heads, kind), getattr(module, kind))
    yield from _units(model.output.neurons, module.output)


def _multihead_attention(model: SelfAttention, module: Any) -> Iterator[Place]:
    """PyTorch's own has the queries of all heads first, then all keys, then all values."""
    units = [unit for kind in ("query", "key", "value") for unit in _units_of(model.heads, kind)]
    yield [weight for unit in units for weight in unit.weights], module.in_proj_weight
    if module.in_proj_bias is not None:
        yield [unit.bias for unit in units], module.in_proj_bias
    yield from _units(model.output.neurons, module.out_proj)


def _units_of(heads: Iterable[Head], kind: str) -> list[Neuron]:
    """Those of the queries, keys or values: of one head after the other."""
    return [unit for head in heads for unit in getattr(head, kind).neurons]


def _block(model: Block, module: Any) -> Iterator[Place]:
    yield from _attention(model.attention, module.attention)
    for layer, linear in zip(model.mlp, _linears(module.mlp)):
        yield from _units(layer.neurons, linear)


def _gpt(model: GPT, module: Any) -> Iterator[Place]:
    yield from _table(model.token, module.token)
    yield from _table(model.position, module.position)
    for block, part in zip(model.blocks, module.blocks):
        yield from _block(block, part)
    yield from _units(model.output.neurons, module.output)


PLACES: Final[dict[type, Callable[[Any, Any], Iterator[Place]]]] = {
    Neuron: _neuron,
    Layer: _layer,
    MLP: _net,
    Sequential: _net,
    Perceptron: _perceptron,
    Embedding: _table,
    RMSNorm: _norm,
    LayerNorm: _norm,
    SelfAttention: _attention,
    Block: _block,
    GPT: _gpt,
}
"""By the kind of model. `Dropout` has no parameters."""
