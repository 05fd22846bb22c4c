"""A scalar autograd engine that shows its work.

`Value` is a number that remembers how it was computed; `backward` runs the chain rule over what it remembers. Every
operation is a row of `PRIMITIVES`, and a function of this module: `autograd.exp`, `autograd.dot`, …

>>> from autograd import Value
>>> w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-0.25, label="b")
>>> y = (w * x + b).sigmoid()
>>> y.backward()
>>> print(f"{y:.4f} {w.grad:.4f} {b.grad:.4f}")
0.6792 0.4358 0.2179
"""

from __future__ import annotations

import builtins
import importlib
from typing import TYPE_CHECKING, Any

from autograd.checking import Answer, GradcheckError, GradcheckReport, check_answer, gradcheck
from autograd.choosing import pick, where
from autograd.errors import ControlFlowError, DomainError, LostGradientError, LostGradientWarning
from autograd.forward import directional_derivative
from autograd.functional import grad, gradients, hessian, jacobian, value_and_grad
from autograd.graph import Vector, first_nonfinite, topological_order
from autograd.pausing import no_grad
from autograd.primitive import PRIMITIVES, Interval, Primitive, primitive
from autograd.shared import near_names
from autograd.shared.version import installed_version
from autograd.unfolding import unfolded
from autograd.value import Constant, Value, vector

if TYPE_CHECKING:
    from autograd import compiler as compiler
    from autograd.compiler import Program
    from autograd.compiler import compile as compile  # noqa: A004 - the field's word; `import *` leaves it out
    from autograd.operations import *  # noqa: F403 - an operation a row of the table: their names stand there alone
    from autograd.torch_graphs import from_torch

    __version__: str

__all__ = [
    "PRIMITIVES",
    "Answer",
    "Constant",
    "ControlFlowError",
    "DomainError",
    "GradcheckError",
    "GradcheckReport",
    "Interval",
    "LostGradientError",
    "LostGradientWarning",
    "Primitive",
    "Program",
    "Value",
    "Vector",
    "check_answer",
    "directional_derivative",
    "first_nonfinite",
    "from_torch",
    "grad",
    "gradcheck",
    "gradients",
    "hessian",
    "jacobian",
    "no_grad",
    "pick",
    "primitive",
    "topological_order",
    "unfolded",
    "value_and_grad",
    "vector",
    "where",
]
_BRIDGES = {"from_torch": "autograd.torch_graphs"}
"""Where they are: each asks for a library of others."""
_ELSEWHERE = {"detectanomaly": "first_nonfinite", "tensor": "Value", "variable": "Value"}
# The table alone names the operations. `import *` leaves those out that would hide a function of Python's own.
__all__.extend(sorted(name for name in PRIMITIVES if not hasattr(builtins, name)))


if not TYPE_CHECKING:  # where it would hide a wrong name

    def __getattr__(name: str) -> Any:
        """Each operation of the table is a function of this module; what compiles is imported when it is asked for."""
        if name in PRIMITIVES:
            return PRIMITIVES[name]
        if name in {"Program", "compile", "compiler"}:
            compiler = importlib.import_module("autograd.compiler")
            return compiler if name == "compiler" else getattr(compiler, name)
        if name in _BRIDGES:
            return getattr(importlib.import_module(_BRIDGES[name]), name)
        if name == "__version__":
            return installed_version()
        if name in {"cross_entropy", "log_softmax", "mse_loss", "softmax"}:
            raise AttributeError(f"module 'autograd' has no attribute {name!r}: did you mean nn.{name}?")
        raise near_names.missing_attribute("autograd", name, __all__, {**near_names.OPERATIONS_ELSEWHERE, **_ELSEWHERE})


def __dir__() -> list[str]:
    """Names to use, and not those that came here on the way to them."""
    return sorted({*__all__, *PRIMITIVES, "compile"})
