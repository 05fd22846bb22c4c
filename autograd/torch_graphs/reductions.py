"""Sums, means, largest entries, softmax: PyTorch's operations along axes, under their ATen names, in rows of ours."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from autograd import primitives as rows_of
from autograd.primitive import Scalar
from autograd.torch_graphs.entries import Dims, Entries, Row, along, dims_of, has_values, reduced
from autograd.torch_graphs.pointwise import weighted_sum
from autograd.value import Value, vector

__all__ = ["REDUCTIONS", "averaged", "log_softmax_of", "softmax_of", "summed"]


def summed(row: Sequence[Scalar]) -> Scalar:
    """The sum; a single entry is its own."""
    return row[0] if len(row) == 1 else rows_of.total(row)


def averaged(row: Sequence[Scalar]) -> Scalar:
    """The mean; a single entry is its own."""
    return row[0] if len(row) == 1 else rows_of.mean(row)


def softmax_of(row: Row) -> Row:
    """The softmax: exp(z)/Σ exp(z), z less the largest number.

    A number −∞, which masks write, has the probability 0, and is left out of the sum.

    >>> [round(p.data, 4) for p in softmax_of([Value(1000.0), Value(1001.0)])]
    [0.2689, 0.7311]
    """
    largest = max(_number(z) for z in row)
    exponentials = [0.0 if _is_ruled_out(z) else rows_of.exp(z - largest) for z in row]
    everything = summed([e for z, e in zip(row, exponentials) if not _is_ruled_out(z)])
    return [0.0 if _is_ruled_out(z) else e / everything for z, e in zip(row, exponentials)]


def log_softmax_of(row: Row) -> Row:
    """The logarithms of the softmax: z − log Σ exp(z), for each.

    >>> [round(log_p.data, 4) for log_p in log_softmax_of([Value(0.0), Value(1.0)])]
    [-1.3133, -0.3133]
    """
    zs = vector([z for z in row if not _is_ruled_out(z)])
    everything = rows_of.logsumexp(zs)
    kept = iter(zs)
    return [z if _is_ruled_out(z) else next(kept) - everything for z in row]


def _is_ruled_out(z: Scalar) -> bool:
    return not isinstance(z, Value) and z == -math.inf


def _number(z: Scalar) -> float:
    return z.data if isinstance(z, Value) else float(z)


def _sum(self: Entries, dim: Dims = None, keepdim: bool = False, **options: Any) -> Entries:
    return reduced(summed, self, dim, keepdim)


def _mean(self: Entries, dim: Dims = None, keepdim: bool = False, **options: Any) -> Entries:
    return reduced(averaged, self, dim, keepdim)


def _prod(self: Entries, dim: Dims = None, keepdim: bool = False, **options: Any) -> Entries:
    return reduced(rows_of.prod, self, dim, keepdim)


def _largest(self: Entries, dim: Dims = None, keepdim: bool = False) -> Entries:
    return reduced(rows_of.largest, self, dim, keepdim)


def _smallest(self: Entries, dim: Dims = None, keepdim: bool = False) -> Entries:
    return reduced(lambda row: -rows_of.largest([-x for x in row]), self, dim, keepdim)


def _with_places(extreme: Callable[..., Entries], self: Entries, *dim: Any) -> Entries | tuple[Entries, None]:
    """By an axis, PyTorch tells the places too, which no derivative is by."""
    return (extreme(self, *dim), None) if dim else extreme(self)


def _log_of_sum(row: Row) -> Scalar:
    return rows_of.logsumexp([z for z in row if not _is_ruled_out(z)]) if has_values(row) else None


def _log_sum_exp(self: Entries, dim: Dims, keepdim: bool = False) -> Entries:
    return reduced(_log_of_sum, self, dim, keepdim)


def _softmax(self: Entries, dim: int, *options: Any, **more: Any) -> Entries:
    return along(softmax_of, self, dim)


def _log_softmax(self: Entries, dim: int, *options: Any) -> Entries:
    return along(log_softmax_of, self, dim)


def _variance(row: Row, less: float) -> Scalar:
    middle = rows_of.mean(row)
    return rows_of.total([rows_of.square(x - middle) for x in row]) / (len(row) - less)


def _deviation(row: Row, less: float) -> Scalar:
    return rows_of.sqrt(_variance(row, less))


def _spread(
    function: Callable[[Row, float], Scalar],
    self: Entries,
    dim: Dims = None,
    unbiased: bool = True,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Entries:
    """A variance or a standard deviation: over n − 1 by default."""
    less = float(unbiased) if correction is None else correction
    return reduced(lambda row: function(row, less), self, dim, keepdim)


def _spread_and_mean(
    function: Callable[[Row, float], Scalar],
    self: Entries,
    dim: Dims = None,
    unbiased: bool = True,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> tuple[Entries, Entries]:
    spread = _spread(function, self, dim, unbiased, keepdim, correction=correction)
    return spread, reduced(rows_of.mean, self, dim, keepdim)


def _norm_of(row: Row, order: float) -> Scalar:
    if order == 2:
        return rows_of.sqrt(weighted_sum(row, row))
    sizes = [abs(x) for x in row]
    if order == math.inf:
        return rows_of.largest(sizes)
    if order <= 0:
        raise NotImplementedError
    return summed(sizes) if order == 1 else summed([size**order for size in sizes]) ** (1.0 / order)


def _norm(self: Entries, order: float = 2, dim: Dims = None, keepdim: bool = False, **options: Any) -> Entries:
    return reduced(partial(_norm_of, order=order), self, dim, keepdim)


def _running(step: Callable[[Scalar, Scalar], Scalar], row: Row) -> Row:
    results = row[:1]
    for entry in row[1:]:
        results.append(step(results[-1], entry))
    return results


def _log_cumulative(self: Entries, dim: int) -> Entries:
    """What log Σ exp(z) is for each beginning of a row."""
    return along(lambda row: [_log_of_sum(row[: k + 1]) for k in range(len(row))], self, dim)


def _cumulative(step: Callable[[Scalar, Scalar], Scalar], self: Entries, dim: int, **options: Any) -> Entries:
    return along(partial(_running, step), self, dim) if dims_of(dim, len(self.shape)) else self


REDUCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "_log_softmax": _log_softmax,
    "_safe_softmax": _softmax,
    "_softmax": _softmax,
    "amax": _largest,
    "amin": _smallest,
    "cumprod": partial(_cumulative, lambda a, b: a * b),
    "cumsum": partial(_cumulative, lambda a, b: a + b),
    "linalg_vector_norm": _norm,
    "logcumsumexp": _log_cumulative,
    "logsumexp": _log_sum_exp,
    "max": partial(_with_places, _largest),
    "mean": _mean,
    "min": partial(_with_places, _smallest),
    "prod": _prod,
    "std": partial(_spread, _deviation),
    "std_mean": partial(_spread_and_mean, _deviation),
    "sum": _sum,
    "var": partial(_spread, _variance),
    "var_mean": partial(_spread_and_mean, _variance),
}
