"""Products of matrices, convolutions and pooling, under their ATen names: each entry one `dot`, with its bias."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, Final

from autograd import primitives as rows_of
from autograd.graph import Vector
from autograd.primitive import Scalar
from autograd.torch_graphs.entries import Entries, Row, has_values, reduced, rows, strides_of
from autograd.torch_graphs.pointwise import weighted_sum
from autograd.value import Value, vector

__all__ = ["PRODUCTS"]


def _mm(self: Entries, other: Entries, bias: Sequence[Scalar] | None = None) -> Entries:
    """Rows by columns; each row, and each column, is one vector of the graph.

    Weights stand first, as in w·x + b: they are the columns, since a layer computes x·Wᵀ + b.
    """
    inputs, weights = _vectors(rows(self, [1])), _vectors(rows(other.swapped(), [1]))
    shape = (len(inputs), len(weights))
    flat: Row = []
    for k, (i, j) in enumerate(product(*map(range, shape))):
        xs, ws, b = inputs[i], weights[j], None if bias is None else bias[k]
        is_known = not isinstance(xs, Vector) and not isinstance(ws, Vector) and not isinstance(b, Value)
        flat.append(None if is_known else weighted_sum(ws, xs, b))
    return Entries(shape, flat)


def _vectors(lines: Sequence[Row]) -> list[Row | Vector]:
    """Those among them that hold Values, as vectors."""
    return [vector(line) if has_values(line) else line for line in lines]


def _addmm(self: Entries, a: Entries, b: Entries, *, beta: float = 1, alpha: float = 1) -> Entries:
    shape = (a.shape[0], b.shape[1])
    bias = self.spread(shape)
    if (beta, alpha) == (1, 1):
        return _mm(a, b, bias)
    raise NotImplementedError


def _bmm(self: Entries, other: Entries) -> Entries:
    """A product of matrices for each index along the first axis."""
    pairs = zip(_matrices(self), _matrices(other))
    flat = [entry for a, b in pairs for entry in _mm(a, b).flat]
    return Entries((self.shape[0], self.shape[1], other.shape[2]), flat)


def _baddbmm(self: Entries, a: Entries, b: Entries, *, beta: float = 1, alpha: float = 1) -> Entries:
    if (beta, alpha) != (1, 1):
        raise NotImplementedError
    shape = (a.shape[0], a.shape[1], b.shape[2])
    biases = _matrices(Entries(shape, self.spread(shape)))
    flat = [e for bias, x, y in zip(biases, _matrices(a), _matrices(b)) for e in _mm(x, y, bias.flat).flat]
    return Entries(shape, flat)


def _matrices(self: Entries) -> list[Entries]:
    size = self.shape[1] * self.shape[2]
    return [Entries(self.shape[1:], self.flat[k * size : (k + 1) * size]) for k in range(self.shape[0])]


def _mv(self: Entries, x: Entries) -> Entries:
    """A matrix by a vector: the matrix holds the weights."""
    (size,) = x.shape
    return _mm(x.reshaped((1, size)), self.swapped()).reshaped((self.shape[0],))


def _dot(self: Entries, other: Entries) -> Entries:
    return Entries((), [weighted_sum(list(self.flat), list(other.flat))])


# Windows: what a convolution and a pooling see at each place.


def _windows(
    self: Entries, kernel: Sequence[int], stride: Sequence[int], padding: Sequence[int], dilation: Sequence[int]
) -> tuple[list[int], list[list[Scalar]]]:
    """The numbers of places along each axis of space, and what each window sees; None in the padding.

    Args:
        self: of one sample and one channel: the axes of space alone.
    """
    counts = [
        (size + 2 * pad - gap * (width - 1) - 1) // step + 1
        for size, width, step, pad, gap in zip(self.shape, kernel, stride, padding, dilation)
    ]
    strides = strides_of(self.shape)
    seen = []
    for place in product(*map(range, counts)):
        corner = [at * step - pad for at, step, pad in zip(place, stride, padding)]
        window: list[Scalar] = []
        for within in product(*map(range, kernel)):
            at = [c + k * gap for c, k, gap in zip(corner, within, dilation)]
            is_inside = all(0 <= k < size for k, size in zip(at, self.shape))
            window.append(self.flat[sum(k * s for k, s in zip(at, strides))] if is_inside else None)
        seen.append(window)
    return counts, seen


def _channels(self: Entries, rank: int) -> list[Entries]:
    """The parts of a tensor that have its last `rank` axes alone."""
    shape = self.shape[len(self.shape) - rank :]
    return [Entries(shape, row) for row in rows(self, range(len(self.shape) - rank, len(self.shape)))]


def _convolution(
    self: Entries,
    weight: Entries,
    bias: Entries | None,
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
    transposed: bool,
    output_padding: Sequence[int],
    groups: int,
) -> Entries:
    """Of each window, w·x + b; what the padding would add to the sum is left out."""
    if transposed:
        raise NotImplementedError
    samples, channels, *space = self.shape
    out, per_group, *kernel = weight.shape
    filters = rows(weight, range(1, len(weight.shape)))
    counts: list[int] = []
    flat: Row = []
    parts = _channels(self, len(space))
    for n, f in product(range(samples), range(out)):
        first = n * channels + f // (out // groups) * per_group
        seen = []
        for part in parts[first : first + per_group]:
            counts, windows = _windows(part, kernel, stride, padding, dilation)
            seen.append(windows)
        for place in range(len(seen[0])):
            xs = [x for windows in seen for x in windows[place]]
            inside = [(w, x) for w, x in zip(filters[f], xs) if x is not None]
            b = None if bias is None else bias.flat[f]
            ws, xs = [w for w, _ in inside], [x for _, x in inside]
            flat.append(weighted_sum(ws, xs, b) if has_values([*ws, *xs, b]) else None)
    return Entries((samples, out, *counts), flat)


def _pooled(
    function: Callable[[Row], Scalar],
    self: Entries,
    kernel: Sequence[int],
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
) -> Entries:
    rank = len(kernel)
    counts: list[int] = []
    flat: Row = []
    for part in _channels(self, rank):
        counts, seen = _windows(part, kernel, stride or kernel, padding, dilation)
        flat += [function(window) if has_values(window) else None for window in seen]
    return Entries((*self.shape[:-rank], *counts), flat)


def _max_pool(
    self: Entries,
    kernel: Sequence[int],
    stride: Sequence[int] = (),
    padding: Sequence[int] = (0,),
    dilation: Sequence[int] = (1,),
    ceil_mode: bool = False,
) -> tuple[Entries, None]:
    if ceil_mode:
        raise NotImplementedError
    given = [_for_each_axis(option, len(kernel)) for option in (kernel, stride, padding, dilation)]
    return _pooled(lambda window: rows_of.largest([x for x in window if x is not None]), self, *given), None


def _average_pool(
    self: Entries,
    kernel: Sequence[int],
    stride: Sequence[int] = (),
    padding: Sequence[int] = (0,),
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Entries:
    if ceil_mode or divisor_override is not None:
        raise NotImplementedError

    def average(window: Row) -> Scalar:
        inside = [x for x in window if x is not None]
        if len(inside) == len(window) or not count_include_pad:
            return rows_of.mean(inside)
        return rows_of.total(inside) / len(window)

    return _pooled(average, self, *[_for_each_axis(option, len(kernel)) for option in (kernel, stride, padding, (1,))])


def _for_each_axis(option: Sequence[int], rank: int) -> list[int]:
    """An option of each axis, where one is given for all."""
    return list(option) * (rank if len(option) == 1 else 1)


def _trace(self: Entries) -> Entries:
    height, width = self.shape
    diagonal = [self.flat[k * width + k] for k in range(min(height, width))]
    return reduced(rows_of.total, Entries((len(diagonal),), diagonal), None)


PRODUCTS: Final[dict[str, Callable[..., Any]]] = {
    "addmm": _addmm,
    "avg_pool2d": _average_pool,
    "avg_pool3d": _average_pool,
    "baddbmm": _baddbmm,
    "bmm": _bmm,
    "convolution": _convolution,
    "dot": _dot,
    "max_pool2d_with_indices": _max_pool,
    "max_pool3d_with_indices": _max_pool,
    "mm": _mm,
    "mv": _mv,
    "trace": _trace,
    "vdot": _dot,
}
