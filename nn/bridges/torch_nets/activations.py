"""Which activation of ours is which module of PyTorch, and with which settings the two are the same function.

Rows of the table are known here by themselves, not by their names, which a user's row may have too.
"""

from __future__ import annotations

from typing import Any, Final

import torch

from autograd import Primitive
from autograd.primitives import exponentials, piecewise, trigonometry
from autograd.primitives.activations import erf, erfc, gelu, logsigmoid, mish, sigmoid, silu, softplus, tanh
from autograd.primitives.arithmetic import neg
from autograd.primitives.whole_numbers import ceil, floor
from nn.bridges.torch_nets.modules import Elementwise
from nn.models.activations import activation_row

__all__ = ["activation_module", "activation_of"]

LINEAR_FROM: Final = 40.0
"""From here on PyTorch's Softplus is the identity, as ours is to rounding: log(1 + e⁻⁴⁰) is 4e-18."""
LINEAR_BY_DEFAULT: Final = 20.0
"""Its own threshold, from which on it is 2e-9 below the function, or less."""

MODULES: Final[tuple[tuple[Primitive, type, dict[str, Any]], ...]] = (
    (sigmoid, torch.nn.Sigmoid, {}),
    (tanh, torch.nn.Tanh, {}),
    (piecewise.relu, torch.nn.ReLU, {}),
    (piecewise.leaky_relu, torch.nn.LeakyReLU, {"negative_slope": piecewise.leaky_relu.defaults[0]}),
    (piecewise.elu, torch.nn.ELU, {"alpha": piecewise.elu.defaults[0]}),
    (gelu, torch.nn.GELU, {"approximate": "none"}),
    (silu, torch.nn.SiLU, {}),
    (mish, torch.nn.Mish, {}),
    (softplus, torch.nn.Softplus, {"beta": 1.0, "threshold": LINEAR_FROM}),
    (logsigmoid, torch.nn.LogSigmoid, {}),
    (piecewise.hardtanh, torch.nn.Hardtanh, {"min_val": -1.0, "max_val": 1.0}),
)
"""A row, its module, and the settings with which that is the row."""

FUNCTIONS: Final[tuple[Primitive, ...]] = (
    *(exponentials.square, exponentials.sqrt, exponentials.exp, exponentials.exp2, exponentials.expm1),
    *(exponentials.log, exponentials.log2, exponentials.log10, exponentials.log1p, erf, erfc, neg, floor, ceil),
    *(piecewise.step, piecewise.sign, piecewise.absolute),
    *(trigonometry.sin, trigonometry.cos, trigonometry.tan, trigonometry.asin, trigonometry.acos, trigonometry.atan),
    *(trigonometry.sinh, trigonometry.cosh, trigonometry.asinh, trigonometry.acosh, trigonometry.atanh),
    trigonometry.sinc,
)
"""Rows for which PyTorch has a function, and no module."""


def activation_module(name: str) -> torch.nn.Module | None:
    """The module that computes an activation, to rounding; None for "linear".

    Raises:
        ValueError: if there is none.

    >>> activation_module("relu"), activation_module("sin"), activation_module("linear")
    (ReLU(), Elementwise('sin'), None)
    """
    row = activation_row(name)
    if row is None:
        return None
    for each, kind, settings in MODULES:
        if each is row:
            return kind(**settings)
    if any(each is row for each in FUNCTIONS):
        return Elementwise(name)
    raise ValueError(f"the activation {name!r} has no counterpart in PyTorch that computes the same to rounding")


def activation_of(module: torch.nn.Module) -> str | None:
    """The name of the activation that a module computes; None if it is no activation of ours.

    Raises:
        ValueError: if it is one, but for its settings.

    >>> activation_of(torch.nn.ReLU()), activation_of(torch.nn.PReLU())
    ('relu', None)
    """
    if type(module) is Elementwise:
        return _known(next((row for row in FUNCTIONS if row.name == module.name), None))
    for row, kind, settings in MODULES:
        if type(module) is kind:
            _check_settings(module, settings)
            return _known(row)
    return None


def _known(row: Primitive | None) -> str | None:
    """The row's name, if it still stands for the row."""
    return row.name if row is not None and activation_row(row.name) is row else None


def _check_settings(module: torch.nn.Module, settings: dict[str, Any]) -> None:
    for name, expected in settings.items():
        given = getattr(module, name)
        if name == "threshold" and given >= LINEAR_BY_DEFAULT:
            continue
        if given != expected:
            least = f"at least {LINEAR_BY_DEFAULT}" if name == "threshold" else repr(expected)
            raise ValueError(f"expected {name} to be {least}, as of the activation of nn, got {given!r}")
