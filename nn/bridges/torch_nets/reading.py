"""From a module of PyTorch to a net of `nn`: the same layers, the same numbers; what has no counterpart is refused."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import cast

import torch

from autograd import Value
from nn.bridges.torch_nets.activations import activation_of
from nn.bridges.torch_nets.checks import at, check_parameters, numbers_of, why_not
from nn.bridges.torch_nets.parts import PARTS
from nn.bridges.torch_nets.places import places
from nn.models.dropout import Dropout
from nn.models.layers import Layer
from nn.models.module import Module
from nn.models.sequential import Sequential

__all__ = ["read"]


def read(module: torch.nn.Module, generator: random.Random, frozen: list[Value] | None, causal: bool) -> Module:
    """The net that computes what the module computes, with the same numbers.

    Args:
        module: the module.
        generator: what the seeds of `Dropout` are drawn from.
        frozen: where parameters that do not train are added, once all went well; None if there must be none.
        causal: whether a MultiheadAttention is called as causal self-attention.

    Raises:
        TypeError, ValueError: for what has no counterpart, naming its kind and its place.
    """
    is_chain = _is_sequential(module)
    named = module.named_modules(remove_duplicate=False)
    leaves = [(path, part) for path, part in named if not _is_sequential(part)] if is_chain else [("", module)]
    for path, leaf in leaves:
        with at(path, leaf, module):
            _check_stands_in_sequential(leaf) if is_chain else _check_stands_alone(leaf, causal)
    check_parameters(module, may_freeze=frozen is not None)
    stay: list[Value] = []
    parts: list[Module | str] = []
    for path, leaf in leaves:
        with at(path, leaf, module):
            if not _is_nothing(leaf):
                parts.append(_follower(_part(leaf, generator, stay), parts))
    model = _chained(parts) if is_chain else cast(Module, parts[0])
    if frozen is not None:
        frozen += stay
    return model


def _chained(parts: Sequence[Module | str]) -> Sequential:
    if not any(isinstance(part, Layer) for part in parts):
        raise ValueError(f"expected module to have a Linear in its Sequential, got {list(parts)}")
    return Sequential(*parts)


def _numbered(module: torch.nn.Module, generator: random.Random, stay: list[Value]) -> Module:
    """A part of nn with the numbers of the module; those that do not train are added to the last argument."""
    model = PARTS[type(module)](module, generator)
    for values, parameter in () if isinstance(model, Dropout) else places(model, module):
        for value, number in zip(values, numbers_of(parameter)):
            value.data = number
        stay += [] if parameter.requires_grad else values
    return model


def _check_stands_alone(module: torch.nn.Module, causal: bool) -> None:
    if type(module) is torch.nn.MultiheadAttention and not causal:
        raise ValueError(
            "expected causal=True, which says that it is called as attention(x, x, x) with a mask that hides later "
            f"positions, as nn.SelfAttention hides them, got causal={causal}"
        )
    if _is_between_layers(module):
        raise TypeError("by itself it is no net of nn: put it into a Sequential, after a Linear")
    if type(module) not in PARTS:
        raise TypeError(why_not(module))


def _is_sequential(module: torch.nn.Module) -> bool:
    return type(module) is torch.nn.Sequential


def _check_stands_in_sequential(leaf: torch.nn.Module) -> None:
    if type(leaf) in PARTS and type(leaf) not in (torch.nn.Linear, torch.nn.Dropout):
        raise TypeError(
            "it is carried over by itself alone: nn.Sequential takes linear layers, activations and Dropout; carry its "
            "parts over one by one, and put them together in an nn.Module of your own"
        )
    if type(leaf) not in PARTS and not _is_between_layers(leaf):
        raise TypeError(why_not(leaf))


def _is_between_layers(module: torch.nn.Module) -> bool:
    return _is_nothing(module) or type(module) is torch.nn.Softmax or activation_of(module) is not None


def _is_nothing(module: torch.nn.Module) -> bool:
    """Whether it hands on a row of numbers as it is; of several rows, each."""
    is_flat = type(module) is torch.nn.Flatten and (module.start_dim, module.end_dim) == (1, -1)
    return type(module) is torch.nn.Identity or is_flat


def _part(leaf: torch.nn.Module, generator: random.Random, stay: list[Value]) -> Module | str:
    """What stands for it in an `nn.Sequential`."""
    if type(leaf) in PARTS:
        return _numbered(leaf, generator, stay)
    if type(leaf) is not torch.nn.Softmax:
        return str(activation_of(leaf))
    if leaf.dim not in (None, -1, 1):
        raise ValueError(f"expected its dim to be -1 or 1, that of the outputs, got {leaf.dim}")
    return "softmax"


def _follower(part: Module | str, parts: Sequence[Module | str]) -> Module | str:
    """The part, if it can follow on these."""
    widths = [before.nout for before in parts if isinstance(before, Layer)]
    if "softmax" in parts:
        raise ValueError("it follows on a softmax, which is the last part of an nn.Sequential")
    if isinstance(part, str) and not (parts and isinstance(parts[-1], Layer)):
        raise ValueError("it does not follow on a Linear, as an activation of an nn.Sequential does")
    if isinstance(part, Layer) and widths and part.nin != widths[-1]:
        raise ValueError(f"expected it to take {widths[-1]} numbers, as many as come to it, got {part.nin}")
    return part
