"""How the elementary functions are computed in a page: by function, whichever row it is the value of.

All else is a formula of the algebra. What Python refuses, the functions of `special.js` refuse, too.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

from autograd.algebra import formula_of
from autograd.primitive import Scalar
from autograd.primitives.arithmetic import div
from autograd.primitives.exponentials import cube_root, power_of_two, raised
from autograd.primitives.vectors import dot, mean, prod, total
from autograd.primitives.whole_numbers import remainder_of, whole_below
from viz.live.phrases import Phrase

__all__ = ["KERNELS", "formula_for_pages"]


def _called(function: str, *, may_refuse: bool = True) -> Callable[..., Phrase]:
    return lambda *operands: operands[0].body.call(function, *operands, may_refuse=may_refuse)


KERNELS: dict[Callable[..., float], Callable[..., Scalar]] = {
    operator.add: operator.add,
    operator.sub: operator.sub,
    operator.mul: operator.mul,
    operator.truediv: operator.truediv,
    operator.neg: operator.neg,
    operator.pow: operator.pow,
    abs: abs,
    div.value: _called("quotient"),
    raised: _called("pow"),
    cube_root: _called("Math.cbrt", may_refuse=False),
    power_of_two: _called("exp2"),
    whole_below: _called("Math.floor", may_refuse=False),
    remainder_of: _called("remainder"),
    total.value: _called("sum"),
    mean.value: _called("mean"),
    dot.value: _called("weightedSum"),
    **{
        getattr(math, name): _called(f"Math.{name}", may_refuse=False)
        for name in ("tanh", "atan", "asinh", "atan2", "hypot")
    },
    **{getattr(math, name): _called(name, may_refuse=False) for name in ("erf", "erfc")},
    **{
        getattr(math, name): _called(name)
        for name in (
            *("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt"),
            *("sin", "cos", "tan", "asin", "acos", "sinh", "cosh", "acosh", "atanh"),
        )
    },
}
"""By function, what makes a phrase of phrases."""


REFUSING_OVERFLOW = frozenset([prod.value])
"""Of the functions with a formula beside them, those that raise where the formula makes an infinity."""


def formula_for_pages(function: Callable[..., float]) -> tuple[Callable[..., Scalar], str]:
    """What computes a function on phrases, which may not run on them; and what must be put around it, "" for nothing.

    A formula beside a function gives NaN, or an infinity, where the function raises.
    """
    kernel = KERNELS.get(function)
    formula = formula_of(function) if kernel is None else kernel
    if kernel is not None or formula is function:
        return formula, ""
    return formula, "refusingInfinity" if function in REFUSING_OVERFLOW else "refusingNaN"
