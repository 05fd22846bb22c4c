"""Each kind of module of PyTorch as a part of `nn`, without its numbers yet."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Final

import torch

from nn.bridges.torch_nets import modules as torch_modules
from nn.bridges.torch_nets.checks import check_as_made
from nn.models.attention import SelfAttention
from nn.models.block import Block
from nn.models.dropout import Dropout
from nn.models.embedding import Embedding
from nn.models.gpt import GPT
from nn.models.layers import Layer
from nn.models.module import Module
from nn.models.normalization import LayerNorm, RMSNorm

__all__ = ["PARTS"]


def _linear(module: Any, _: random.Random) -> Layer:
    nout, nin = module.weight.shape
    return Layer(nin, nout, "linear", init="zeros", bias=module.bias is not None)


def _dropout(module: Any, generator: random.Random) -> Dropout:
    return Dropout(module.p, seed=generator).train(module.training)


def _embedding(module: Any, _: random.Random) -> Embedding:
    for name, usual in {"padding_idx": None, "max_norm": None, "scale_grad_by_freq": False}.items():
        if getattr(module, name) != usual:
            raise ValueError(
                f"expected {name} to be {usual}, as no Embedding of nn has it, got {getattr(module, name)}"
            )
    return Embedding(*module.weight.shape, init="zeros")


def _rms_norm(module: Any, _: random.Random) -> RMSNorm:
    has_gain = module.weight is not None
    if module.eps is None and not has_gain:
        raise ValueError(
            "expected eps to be a number, got None, which stands for another one with each type of numbers"
        )
    epsilon = torch.finfo(module.weight.dtype).eps if module.eps is None else module.eps
    return RMSNorm(_width(module), epsilon, gain=has_gain)


def _layer_norm(module: Any, _: random.Random) -> LayerNorm:
    return LayerNorm(_width(module), module.eps, gain=module.weight is not None, bias=module.bias is not None)


def _width(module: Any) -> int:
    if len(module.normalized_shape) != 1:
        raise ValueError(f"expected normalized_shape to be one number, got {tuple(module.normalized_shape)}")
    return int(module.normalized_shape[0])


def _attention(module: Any, _: random.Random) -> SelfAttention:
    has_bias = module.query.bias is not None
    check_as_made(module, torch_modules.SelfAttention(module.width, module.heads, has_bias, device="meta"))
    return SelfAttention(module.width, module.heads, bias=has_bias, init="zeros")


def _multihead_attention(module: Any, _: random.Random) -> SelfAttention:
    width = module.embed_dim
    usual = {"kdim": width, "vdim": width, "bias_k": None, "add_zero_attn": False, "dropout": 0.0}
    for name, expected in usual.items():
        if getattr(module, name) != expected:
            raise ValueError(f"expected {name} to be {expected}, as in nn.SelfAttention, got {getattr(module, name)}")
    return SelfAttention(width, module.num_heads, bias=module.in_proj_bias is not None, init="zeros")


def _block(module: Any, _: random.Random) -> Block:
    check_as_made(module, torch_modules.Block(module.width, module.heads, device="meta"))
    model = Block(module.width, module.heads, init="zeros")
    model.norm.epsilon = module.norm.eps
    return model


def _gpt(module: Any, _: random.Random) -> GPT:
    sizes = (module.width, module.heads, len(module.blocks), module.length)
    check_as_made(module, torch_modules.GPT(module.vocabulary, *sizes, device="meta"))
    model = GPT(module.characters or module.vocabulary, *sizes, init="zeros")
    model.norm.epsilon = module.norm.eps
    for block, part in zip(model.blocks, module.blocks):
        block.norm.epsilon = part.norm.eps
    return model


PARTS: Final[dict[type, Callable[[Any, random.Random], Module]]] = {
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
"""By the kind of module, what makes its model; `Dropout` draws its seed. Subclasses may compute something else."""
