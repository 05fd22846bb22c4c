"""Walks over formulas as deep as their graph, without Python's own stack.

A walk is written as the recursion that it is, but as a generator: where it would call itself it yields the walk that it
waits for, and is sent what that returns.

>>> def depth(nested):
...     inner = yield from each(depth, nested)
...     return 1 + max(inner, default=0)
>>> nested = []
>>> for _ in range(100_000):
...     nested = [nested]
>>> run(depth(nested))
100001
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Any, TypeAlias, TypeVar

__all__ = ["Walk", "each", "run"]

Result = TypeVar("Result")
Item = TypeVar("Item")
Walk: TypeAlias = Generator[Any, Any, Result]
"""What is yielded is a walk, what is sent is its result: no static type can say that each fits the other."""


def run(walk: Walk[Result]) -> Result:
    """The result of a walk."""
    waiting: list[Walk[Any]] = [walk]
    result: Any = None
    while waiting:
        try:
            inner = waiting[-1].send(result)
        except StopIteration as end:  # noqa: PERF203 - how a generator says that it is done
            waiting.pop()
            result = end.value
        else:
            waiting.append(inner)
            result = None
    return result  # type: ignore[no-any-return]


def each(walk: Callable[[Item], Walk[Result]], items: Iterable[Item]) -> Walk[list[Result]]:
    """The results of a walk over each of some items, in order; a walk takes them by `yield from`."""
    results: list[Result] = []
    for item in items:
        results.append((yield walk(item)))  # noqa: PERF401 - a comprehension cannot yield
    return results
