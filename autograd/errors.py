"""The errors this engine raises beside Python's own."""

from __future__ import annotations

__all__ = ["ControlFlowError", "DomainError", "LostGradientError", "LostGradientWarning"]


class ControlFlowError(ValueError):
    """A compiled graph cannot follow what the function that was recorded would do with these numbers.

    Raised when a number is taken out of the graph while it is recorded, and when a comparison that decided the
    recording comes out otherwise for a sample.

    >>> import autograd
    >>> absolute = autograd.compile(lambda x: x if x > 0 else -x, 1.0)
    >>> absolute([2.0, -3.0])
    Traceback (most recent call last):
    ...
    autograd.errors.ControlFlowError: ...
    """


class DomainError(ValueError):
    """An operation was asked for a value, or a derivative, where it has none.

    >>> from autograd import Value
    >>> Value(-1.0, label="x").log()
    Traceback (most recent call last):
    ...
    autograd.errors.DomainError: log is not defined at x = -1.0
    """


class LostGradientError(TypeError):
    """A number was taken out of a Value, by `float(v)` or a function of math, where a derivative should pass through.

    >>> import math
    >>> from autograd import grad
    >>> grad(lambda x: math.sin(x) * x)(2.0)
    Traceback (most recent call last):
    ...
    autograd.errors.LostGradientError: no derivative passes through float() or a function of math, here of ...
    """


class LostGradientWarning(UserWarning):
    """The data of a Value was read where a derivative should pass through.

    That is right where the number alone is meant, as in `if x.data > 0`, and wrong where the result depends on it.

    >>> import warnings
    >>> from autograd import grad
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("error")
    ...     grad(lambda x: x.data * x)(2.0)
    Traceback (most recent call last):
    ...
    autograd.errors.LostGradientWarning: ...
    """
