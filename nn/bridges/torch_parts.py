"""Each kind of module of PyTorch as a part of `nn`, with its numbers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import torch

from autograd import Vector
from nn.bridges import torch_modules
from nn.bridges.torch_checks import check_as_made, numbers_of
from nn.models.attention import SelfAttention
from nn.models.block import Block
from nn.models.dropout import Dropout
from nn.models.embedding import Embedding
from nn.models.gpt import GPT
from nn.models.layers import Layer, Neuron
from nn.models.module import Module
from nn.models.normalization import LayerNorm, RMSNorm

__all__ = ["READERS"]


def _linear(module: Any, _: random.Random) -> Layer:
    nout, nin = module.weight.shape
    layer = Layer(nin, nout, "linear", init="zeros", bias=module.bias is not None)
    _set_units(layer.neurons, module)
    return layer


def _set_units(units: Iterable[Neuron], module: Any) -> None:
    """Each unit from a row of the matrix."""
    _set_rows(units, numbers_of(module.weight), None if module.bias is None else numbers_of(module.bias))


def _set_rows(units: Iterable[Neuron], rows: Sequence[Sequence[float]], biases: Sequence[float] | None) -> None:
    for k, (unit, row) in enumerate(zip(units, rows)):
        _set(unit.weights, row)
        if biases is not None:
            unit.bias.data = biases[k]


def _set(parameters: Vector | None, numbers: Sequence[float]) -> None:
    for parameter, number in zip(parameters or (), numbers):
        parameter.data = number


def _dropout(module: Any, generator: random.Random) -> Dropout:
    return Dropout(module.p, seed=generator).train(module.training)


def _embedding(module: Any, _: random.Random) -> Embedding:
    for name, usual in {"padding_idx": None, "max_norm": None, "scale_grad_by_freq": False}.items():
        if getattr(module, name) != usual:
            raise ValueError(
                f"expected {name} to be {usual}, as no Embedding of nn has it, got {getattr(module, name)}"
            )
    model = Embedding(*module.weight.shape, init="zeros")
    _set_table(model, module)
    return model


def _set_table(model: Embedding, module: Any) -> None:
    for row, numbers in zip(model.rows, numbers_of(module.weight)):
        _set(row, numbers)


def _rms_norm(module: Any, _: random.Random) -> RMSNorm:
    has_gain = module.weight is not None
    if module.eps is None and not has_gain:
        raise ValueError(
            "expected eps to be a number, got None, which stands for another one with each type of numbers"
        )
    epsilon = torch.finfo(module.weight.dtype).eps if module.eps is None else module.eps
    model = RMSNorm(_width(module), epsilon, gain=has_gain)
    if has_gain:
        _set(model.gains, numbers_of(module.weight))
    return model


def _layer_norm(module: Any, _: random.Random) -> LayerNorm:
    has_gain, has_bias = module.weight is not None, module.bias is not None
    model = LayerNorm(_width(module), module.eps, gain=has_gain, bias=has_bias)
    if has_gain:
        _set(model.gains, numbers_of(module.weight))
    if has_bias:
        _set(model.biases, numbers_of(module.bias))
    return model


def _width(module: Any) -> int:
    if len(module.normalized_shape) != 1:
        raise ValueError(f"expected normalized_shape to be one number, got {tuple(module.normalized_shape)}")
    return int(module.normalized_shape[0])


def _attention(module: Any, _: random.Random) -> SelfAttention:
    has_bias = module.query.bias is not None
    check_as_made(module, torch_modules.SelfAttention(module.width, module.heads, has_bias, device="meta"))
    model = SelfAttention(module.width, module.heads, bias=has_bias, init="zeros")
    _set_attention(model, module)
    return model


def _set_attention(model: SelfAttention, module: Any) -> None:
    _set_units((unit for head in model.heads for unit in head.query.neurons), module.query)
    _set_units((unit for head in model.heads for unit in head.key.neurons), module.key)
    _set_units((unit for head in model.heads for unit in head.value.neurons), module.value)
    _set_units(model.output.neurons, module.output)


def _multihead_attention(module: Any, _: random.Random) -> SelfAttention:
    """PyTorch's own, whose queries of all heads come first, then all keys, then all values."""
    width, has_bias = module.embed_dim, module.in_proj_bias is not None
    usual = {"kdim": width, "vdim": width, "bias_k": None, "add_zero_attn": False, "dropout": 0.0}
    for name, expected in usual.items():
        if getattr(module, name) != expected:
            raise ValueError(f"expected {name} to be {expected}, as in nn.SelfAttention, got {getattr(module, name)}")
    model = SelfAttention(width, module.num_heads, bias=has_bias, init="zeros")
    kinds = [[getattr(head, kind) for head in model.heads] for kind in ("query", "key", "value")]
    units = [unit for layers in kinds for layer in layers for unit in layer.neurons]
    _set_rows(units, numbers_of(module.in_proj_weight), numbers_of(module.in_proj_bias) if has_bias else None)
    _set_units(model.output.neurons, module.out_proj)
    return model


def _block(module: Any, _: random.Random) -> Block:
    attention = module.attention
    check_as_made(module, torch_modules.Block(attention.width, attention.heads, device="meta"))
    model = Block(attention.width, attention.heads, init="zeros")
    _set_block(model, module)
    return model


def _set_block(model: Block, module: Any) -> None:
    model.norm.epsilon = module.norm.eps
    _set_attention(model.attention, module.attention)
    for layer, linear in zip(model.mlp, (module.mlp[0], module.mlp[2])):
        _set_units(layer.neurons, linear)


def _gpt(module: Any, _: random.Random) -> GPT:
    sizes = (module.width, module.heads, len(module.blocks), module.length)
    check_as_made(module, torch_modules.GPT(module.vocabulary, *sizes, device="meta"))
    model = GPT(module.characters or module.vocabulary, *sizes, init="zeros")
    model.norm.epsilon = module.norm.eps
    _set_table(model.token, module.token)
    _set_table(model.position, module.position)
    for block, part in zip(model.blocks, module.blocks):
        _set_block(block, part)
    _set_units(model.output.neurons, module.output)
    return model


READERS: Final[dict[type, Callable[[Any, random.Random], Module]]] = {
    torch.nn.Linear: _linear,
    torch.nn.Dropout: _dropout,
    torch.nn.Embedding: _embedding,
    torch.nn.RMSNorm: _rms_norm,
    torch.nn.LayerNorm: _layer_norm,
    torch.nn.MultiheadAttention: _multihead_attention,
    torch_modules.SelfAttention: _attention,
    torch_modules.Block: _block,
    torch_modules.GPT: _gpt,
}
"""By the kind of module, what makes its model. Subclasses may compute something else."""
