"""ATen operations: what they are called, what they write to, and what simpler ones they are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

__all__ = ["base_name", "gives_the_same", "parts_of", "tensors_in", "writes"]

PARTS: Final[Mapping[str, Callable[..., Any]]] = {
    "_cdist_forward": lambda x, y, p, mode: (x.unsqueeze(-2) - y.unsqueeze(-3)).norm(p, -1),
    "_trilinear": lambda x, y, z, at_x, at_y, at_z, dim, unrolled=1: (
        _unsqueezed(x, at_x) * _unsqueezed(y, at_y) * _unsqueezed(z, at_z)
    ).sum(dim),
    "median": lambda x: x.reshape(-1).median(0)[0],
}
"""What PyTorch does not take apart."""
_WHERE_PARTS_ARE: Final = ("functools", "torch._decomp", "torch._ops", "torch._refs")
"""Other modules of PyTorch's register, in the same tables, what gives shapes alone."""


def base_name(operation: Any) -> str:
    """The name of an operation, without what says that it changes its operand: add for aten::add_."""
    name: str = operation._schema.name.partition("::")[2]
    return name if name.startswith("__") else name.removesuffix("_")


def writes(operation: Any) -> bool:
    """Whether an operation changes one of its operands in place."""
    return any(argument.alias_info and argument.alias_info.is_write for argument in operation._schema.arguments)


def tensors_in(things: Any) -> list[Any]:
    """The tensors in arguments or results, in lists, tuples and dictionaries too."""
    if isinstance(things, (list, tuple, dict)):
        parts = things.values() if isinstance(things, dict) else things
        return [tensor for part in parts for tensor in tensors_in(part)]
    return [things] if hasattr(things, "untyped_storage") else []


def parts_of(operation: Any) -> Callable[..., Any] | None:
    """What computes the same by simpler operations; it may give NotImplemented. None where PyTorch knows nothing."""
    if base_name(operation) in PARTS:
        return PARTS[base_name(operation)]
    for table in _tables():
        if operation in table and table[operation].__module__.startswith(_WHERE_PARTS_ARE):
            found: Callable[..., Any] = table[operation]
            return found
    composite: Callable[..., Any] | None = getattr(operation, "decompose", None)
    return composite


@cache
def _tables() -> tuple[Mapping[Any, Any], ...]:
    from torch._decomp import core_aten_decompositions, decomposition_table

    return dict(core_aten_decompositions()), decomposition_table


def gives_the_same(result: Any, operation: Any, arguments: Sequence[Any], options: dict[str, Any]) -> bool:
    """Whether an operation gives the numbers that came of its parts; True for what cannot be run twice.

    The two are written apart, and PyTorch does not promise that they agree.
    """
    import torch

    if torch.Tag.nondeterministic_seeded in operation.tags or "batch_norm" in operation.name():
        return True
    pairs = zip(tensors_in([result]), tensors_in([operation(*arguments, **options)]))
    floats = [(a, b.to(a.dtype)) for a, b in pairs if a.is_floating_point()][:1]
    return all(a.shape == b.shape and torch.allclose(a, b, 1e-3, 1e-6, equal_nan=True) for a, b in floats)


def _unsqueezed(tensor: Any, axes: Sequence[int]) -> Any:
    for axis in axes:
        tensor = tensor.unsqueeze(axis)
    return tensor
