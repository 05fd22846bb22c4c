"""The errors this engine raises beside Python's own."""

from __future__ import annotations

__all__ = ["DomainError"]


class DomainError(ValueError):
    """An operation was asked for a value, or a derivative, where it has none.

    >>> from autograd import Value
    >>> Value(-1.0, label="x").log()
    Traceback (most recent call last):
    ...
    autograd.errors.DomainError: log is not defined at x = -1.0
    """
