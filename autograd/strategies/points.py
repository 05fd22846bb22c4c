"""Points at which a function is defined."""

from __future__ import annotations

import inspect
import math
import random
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from autograd.errors import DomainError
from autograd.primitive import Scalar
from autograd.value import Value

__all__ = ["points_in_domain"]

TRIES = 10_000


def points_in_domain(
    f: Callable[..., Scalar], *, count: int | None = None, largest: float = 10.0
) -> st.SearchStrategy[tuple[float, ...]]:
    """Points at which `f` is defined and finite.

    Nothing need be known of the domain: a point outside it is moved, by halves, toward one that was found inside.

    Args:
        f: a function of Values that returns a Value, or a sequence of them.
        count: how many arguments it takes; by default as many as it has parameters without a default.
        largest: no coordinate is larger in absolute value.

    Returns:
        A strategy for tuples of `count` numbers.

    Raises:
        ValueError: if the number of arguments cannot be told, or if no point was found at which `f` is defined.

    >>> from hypothesis import given
    >>> def f(x, y):
    ...     return x.log() + (1.0 - x - y).sqrt()
    >>> @given(point=points_in_domain(f))
    ... def test_points_are_inside(point):
    ...     x, y = point
    ...     assert x > 0.0 and x + y <= 1.0
    >>> test_points_are_inside()
    """
    size = _argument_count(f) if count is None else count
    inside = _point_inside(f, size, largest)

    def moved_inside(point: tuple[float, ...]) -> tuple[float, ...]:
        for _ in range(60):
            if _is_finite_at(f, point):
                return point
            point = tuple((x + y) / 2.0 for x, y in zip(point, inside))
        return inside

    return st.tuples(*[st.floats(-largest, largest)] * size).map(moved_inside)


def _argument_count(f: Callable[..., Scalar]) -> int:
    parameters = inspect.signature(f).parameters.values()
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        raise ValueError(f"expected count, the number of arguments of {f!r}, got none, and its signature doesn't tell")
    return sum(p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)


def _point_inside(f: Callable[..., Scalar], size: int, largest: float) -> tuple[float, ...]:
    numbers = random.Random(size)
    for attempt in range(TRIES):
        scale = largest / 2.0 ** (attempt % 12)
        low, high = ((-1.0, 1.0), (0.0, 1.0), (-1.0, 0.0))[attempt % 3]
        point = tuple(scale * numbers.uniform(low, high) for _ in range(size))
        if _is_finite_at(f, point):
            return point
    raise ValueError(f"found no point at which {f!r} is defined, among {TRIES} with coordinates up to {largest}")


def _is_finite_at(f: Callable[..., Scalar], point: tuple[float, ...]) -> bool:
    try:
        result = f(*map(Value, point))
    except (DomainError, ArithmeticError):
        return False
    return all(math.isfinite(float(y)) for y in (result if isinstance(result, Sequence) else (result,)))
