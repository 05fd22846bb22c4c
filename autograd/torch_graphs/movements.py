"""PyTorch's operations that compute nothing: they copy numbers to other places, and add some up there.

Where each number goes, the operation itself is asked: it runs on the numbers 1, 2, 3, … in place of the tensors' own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

from autograd.primitive import Scalar
from autograd.torch_graphs.entries import Entries, Row, has_values
from autograd.torch_graphs.reductions import summed

__all__ = ["ACCUMULATING", "MAKERS", "MOVED", "SELECTED", "accumulated", "moved", "selected"]

MAKERS: Final = frozenset(
    [
        "empty_like",
        "full_like",
        "new_empty",
        "new_empty_strided",
        "new_full",
        "new_ones",
        "new_zeros",
        "ones_like",
        "rand_like",
        "randint_like",
        "randn_like",
        "zeros_like",
        "bernoulli",
        "exponential",
        "normal",
        "random",
        "uniform",
    ]
)
"""What they give takes the shape of a tensor, and none of its numbers."""
MOVED: Final = frozenset(
    [
        "_unsafe_index",
        "block_diag",
        "cat",
        "channel_shuffle",
        "constant_pad_nd",
        "diag_embed",
        "diagonal_copy",
        "diagonal_scatter",
        "embedding",
        "expand_copy",
        "flip",
        "gather",
        "im2col",
        "index",
        "index_copy",
        "index_fill",
        "index_put",
        "index_select",
        "masked_scatter",
        "masked_select",
        "narrow_copy",
        "permute_copy",
        "pixel_shuffle",
        "pixel_unshuffle",
        "reflection_pad1d",
        "reflection_pad2d",
        "reflection_pad3d",
        "repeat",
        "repeat_interleave",
        "replication_pad1d",
        "replication_pad2d",
        "replication_pad3d",
        "roll",
        "rot90",
        "scatter",
        "select_copy",
        "select_scatter",
        "slice_copy",
        "slice_scatter",
        "squeeze_copy",
        "stack",
        "t_copy",
        "take",
        "transpose_copy",
        "tril",
        "triu",
        "unfold_copy",
        "unsqueeze_copy",
        "upsample_nearest1d",
        "upsample_nearest2d",
        "upsample_nearest3d",
        "view_copy",
    ]
)
SELECTED: Final = frozenset(["cummax", "cummin", "kthvalue", "median", "mode", "sort", "topk"])
"""They give some entries along an axis, and tell the places of these."""

_PLACES: Final = frozenset({"index", "indices", "mask"})
_FILLERS: Final = frozenset({"fill_value", "value", "values"})


def moved(
    operation: Any, arguments: Sequence[Any], options: dict[str, Any], read: Callable[[Any], Entries], torch: Any
) -> list[Row]:
    """What stands in each tensor that an operation of `MOVED` gives; what it fills in is no entry, but None.

    Args:
        operation: the ATen operation.
        arguments: its arguments.
        options: those by keyword.
        read: what a tensor shows.
        torch: the package.
    """
    if "reduce" in options:
        raise NotImplementedError
    entries: Row = [None]

    def numbered(argument: Any, name: str) -> Any:
        if isinstance(argument, (list, tuple)) and name not in _PLACES:
            return [numbered(part, name) for part in argument]
        if not isinstance(argument, torch.Tensor):
            return 0 if name in _FILLERS and isinstance(argument, (bool, float, int)) else argument
        if name in _PLACES:
            return argument
        first = len(entries)
        entries.extend(read(argument).flat)
        return torch.arange(first, len(entries), dtype=torch.float64).reshape(argument.shape)

    names = [argument.name for argument in operation._schema.arguments]
    replaced = [numbered(argument, name) for argument, name in zip(arguments, names)]
    result = operation(*replaced, **{name: numbered(option, name) for name, option in options.items()})
    tensors = [result] if isinstance(result, torch.Tensor) else result
    return [[entries[int(k)] for k in tensor.reshape(-1).tolist()] for tensor in tensors]


def selected(entries: Entries, indices: Any, dim: int, torch: Any) -> Row:
    """The entries at the places along an axis that an operation of `SELECTED` told."""
    numbers = torch.arange(len(entries.flat)).reshape(entries.shape)
    if indices.dim() < numbers.dim():
        indices = indices.unsqueeze(dim)
    chosen = numbers.gather(dim, indices) if numbers.dim() else numbers
    return [entries.flat[k] for k in chosen.reshape(-1).tolist()]


def _where_added(numbers: Any, dim: int, index: Any, source: Any) -> tuple[Any, Any]:
    return numbers.index_select(dim, index), source


def _where_scattered(numbers: Any, dim: int, index: Any, source: Any) -> tuple[Any, Any]:
    return numbers.gather(dim, index), source[tuple(slice(size) for size in index.shape)]


def _where_put(numbers: Any, indices: Any, values: Any, accumulate: bool = True, *unsafe: bool) -> tuple[Any, Any]:
    places = numbers[tuple(slice(None) if index is None else index for index in indices)]
    return places, values.expand(places.shape)


ACCUMULATING: Final[dict[str, Callable[..., tuple[Any, Any]]]] = {
    "_index_put_impl": _where_put,
    "index_add": _where_added,
    "index_put": _where_put,
    "scatter_add": _where_scattered,
}
"""They add entries of one tensor at places of another: from a tensor of places, those, and what goes there."""


def accumulated(
    name: str, arguments: Sequence[Any], options: dict[str, Any], read: Callable[[Any], Entries], torch: Any
) -> Row:
    """What stands in the tensor that an operation of `ACCUMULATING` gives: sums where something was added."""
    if options.get("alpha", 1) != 1:
        raise NotImplementedError
    own = read(arguments[0])
    places, source = ACCUMULATING[name](torch.arange(len(own.flat)).reshape(own.shape), *arguments[1:])
    added: defaultdict[int, Row] = defaultdict(list)
    for place, entry in zip(places.reshape(-1).tolist(), read(source).flat):
        added[place].append(entry)
    flat = list(own.flat)
    for place, entries in added.items():
        flat[place] = _sum(flat[place], entries)
    return flat


def _sum(first: Scalar, others: Row) -> Scalar:
    row = others if not has_values([first]) and first == 0 else [first, *others]
    return summed(row) if has_values(row) else None
