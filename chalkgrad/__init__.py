"""chalkgrad by its own name: the packages `autograd`, `nn` and `viz`, and a check that they are the ones meant.

Their import names are short, and others have them too: PyPI's `autograd`, the one of HIPS, above all. Here it is made
sure, before any of them is imported, that each lies beside this package, where the installation put it.

>>> from chalkgrad import Value, nn, viz
>>> x = Value(3.0, label="x")
>>> y = x * x
>>> y.backward()
>>> x.grad
6.0
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalkgrad_command.companions import check_companions

check_companions()

import autograd
import nn
import viz
from autograd import (
    DomainError,
    Value,
    grad,
    gradcheck,
    gradients,
    hessian,
    jacobian,
    no_grad,
    topological_order,
    value_and_grad,
)
from autograd.shared.near_names import missing_attribute
from autograd.shared.version import installed_version

__all__ = [
    "DomainError",
    "Value",
    "autograd",
    "grad",
    "gradcheck",
    "gradients",
    "hessian",
    "jacobian",
    "nn",
    "no_grad",
    "topological_order",
    "value_and_grad",
    "viz",
]


def __dir__() -> list[str]:
    """Names to use, those of autograd among them."""
    return sorted({*__all__, *autograd.__all__})


if TYPE_CHECKING:
    __version__: str
else:  # where it would hide a wrong name

    def __getattr__(name: str) -> Any:
        """The version; each other name of autograd's, such as an operation, as `autograd` itself gives it."""
        if name == "__version__":
            return installed_version()
        if name in autograd.__all__:
            return getattr(autograd, name)
        raise missing_attribute(__name__, name, [*__all__, *autograd.__all__])
