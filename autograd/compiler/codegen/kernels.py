"""How the elementary functions are computed on lanes: by function, whichever row it is the value of.

All else is a formula of the algebra, which runs on Lanes as it stands. What the eager engine refuses must come out as
NaN or infinity: the sample is then handed to the eager engine, which says what is wrong with it.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import partial

from autograd.algebra import formula_of
from autograd.compiler.codegen import elementary
from autograd.compiler.codegen.lanes import Lane
from autograd.primitives.exponentials import cube_root, power_of_two, raised
from autograd.primitives.whole_numbers import remainder_of, whole_below

__all__ = ["on_lanes"]


def _library(function: str) -> Callable[..., Lane]:
    return partial(elementary.from_library, function)


KERNELS: dict[Callable[..., float], Callable[..., Lane]] = {
    operator.add: operator.add,
    operator.sub: operator.sub,
    operator.mul: operator.mul,
    operator.neg: operator.neg,
    abs: abs,
    math.sqrt: elementary.sqrt,
    math.exp: elementary.exp,
    math.expm1: elementary.expm1,
    math.log: elementary.log,
    math.log1p: elementary.log1p,
    math.tanh: elementary.tanh,
    cube_root: _library("cbrt"),
    power_of_two: _library("exp2"),
    whole_below: elementary.floor,
    remainder_of: elementary.remainder,
    raised: lambda x, p: _library("pow")(x, p) + 0.0 * x,  # NaN for an infinite base: C knows no domain there
    **{
        getattr(math, name): _library(name)
        for name in (
            *("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "asinh", "acosh", "atanh"),
            *("atan2", "hypot", "log2", "log10", "erf", "erfc"),
        )
    },
}
"""By function, what emits its instructions."""


def on_lanes(function: Callable[..., float]) -> Callable[..., Lane]:
    """What computes a function on Lanes: its kernel, or its formula, which may not run on them."""
    return KERNELS.get(function) or formula_of(function)
