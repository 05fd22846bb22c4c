"""The errors this engine raises beside Python's own."""

from __future__ import annotations

__all__ = ["ControlFlowError", "DomainError"]


class ControlFlowError(ValueError):
    """A compiled graph cannot follow what the function that was recorded would do with these numbers.

    Raised when a number is taken out of the graph while it is recorded, and when a comparison that decided the
    recording comes out otherwise for a sample.
    """


class DomainError(ValueError):
    """An operation was asked for a value, or a derivative, where it has none.

    >>> from autograd import Value
    >>> Value(-1.0, label="x").log()
    Traceback (most recent call last):
    ...
    autograd.errors.DomainError: log is not defined at x = -1.0
    """
