"""The leaves of a graph that was computed by PyTorch, and their names.

An input has the name that the function gives it, a parameter that which PyTorch gives it. Entries are counted from 0,
as PyTorch counts: `x[1]` is `x_1`, and `layers.0.weight[2, 1]` is `layers 0.W_2,1`. A picture shows W₂,₁ in a frame of
the layer, and a formula W₂,₁ as long as no other layer has one.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import product
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any, Final

from autograd.torch_graphs.entries import Shape

__all__ = ["labels_of", "named_tensors"]

_DEEPEST: Final = 5
"""From a function to what it uses, from there to its attributes, and so on."""
_LETTER: Final = re.compile(r"[^\W\d_]|alpha|beta|gamma|delta|epsilon|theta|lambda|mu|phi|psi|rho|sigma|omega")
_SHORT: Final = {"weight": "W", "bias": "b", "input": "x"}
"""What stands in pictures in place of PyTorch's names; a weight that is no matrix is w."""


def labels_of(name: str, shape: Shape) -> list[str]:
    """A label for each entry of a tensor, row by row.

    Args:
        name: as PyTorch has it, such as "layers.0.weight".
        shape: of the tensor.

    >>> labels_of("layers.0.weight", (1, 2)), labels_of("norm.bias", (1,)), labels_of("0.weight", (1,))
    (['layers 0.W_0,0', 'layers 0.W_0,1'], ['norm.b_0'], ['layer 0.w_0'])
    >>> labels_of("x", ()), labels_of("in_proj_weight", (1, 1))
    (['x'], ['in_proj_weight[0,0]'])
    """
    *place, own = _parts(name)
    letter = "w" if own == "weight" and len(shape) < 2 else _SHORT.get(own, own)
    before = ".".join([*place, letter])
    is_letter = _LETTER.fullmatch(letter) is not None
    return [_with_index(before, index, is_letter) for index in product(*map(range, shape))]


def _with_index(name: str, index: tuple[int, ...], is_letter: bool) -> str:
    if not index:
        return name
    numbers = ",".join(map(str, index))
    return f"{name}_{numbers}" if is_letter else f"{name}[{numbers}]"


def _parts(name: str) -> list[str]:
    """The names on the way to a tensor; a number goes with the name before it, and the first one is that of a layer."""
    parts: list[str] = []
    for part in name.split("."):
        if not part[:1].isdigit():
            parts.append(part)
        elif parts:
            parts[-1] += f" {part}"
        else:
            parts.append(f"layer {part}")
    return parts


def named_tensors(function: Callable[..., Any], taken: Mapping[str, int], torch: Any) -> dict[str, Any]:
    """The tensors that a function uses besides its arguments, by names that differ.

    Those of a module go by PyTorch's names for its parameters, and, where there are several modules, after that of the
    module.

    Args:
        function: a module, a function, a method, or something else that can be called.
        taken: names that others have, with their numbers of axes.
        torch: the package.
    """
    found = list(_found(function, "", 0, set(), torch))
    modules = dict.fromkeys(root for root, _, _ in found if root)
    short = [own if len(modules) == 1 or not root else f"{root}.{own}" for root, own, _ in found]
    counts = Counter(_first_label(name, tensor.dim()) for name, (_, _, tensor) in zip(short, found))
    counts.update(_first_label(name, rank) for name, rank in taken.items())
    names: dict[str, Any] = {}
    for name, (root, own, tensor) in zip(short, found):
        is_told = counts[_first_label(name, tensor.dim())] == 1
        names.setdefault(name if is_told or not root else f"{root}.{own}", tensor)
    return names


def _first_label(name: str, rank: int) -> str:
    return labels_of(name, (1,) * rank)[0]


def _found(thing: Any, name: str, depth: int, seen: set[int], torch: Any) -> Iterator[tuple[str, str, Any]]:
    """Each tensor under something: the module it belongs to, its name there, and the tensor."""
    if id(thing) in seen or depth > _DEEPEST or isinstance(thing, (type, ModuleType)):
        return
    seen.add(id(thing))
    if isinstance(thing, torch.nn.Module):
        for own, parameter in thing.named_parameters():
            yield name or type(thing).__name__, own, parameter
    elif isinstance(thing, torch.Tensor):
        yield "", name, thing
    else:
        for key, part in _parts_of(thing).items():
            own = key if not isinstance(thing, (list, tuple)) else f"{name}{key}"
            yield from _found(part, own, depth + 1, seen, torch)


def _parts_of(thing: Any) -> dict[str, Any]:
    if isinstance(thing, functools.partial):
        return {"": thing.func, **_parts_of(thing.args), **thing.keywords}
    if isinstance(thing, MethodType):
        return {"self": thing.__self__, "": thing.__func__}
    if isinstance(thing, FunctionType):
        return _surroundings(thing)
    if isinstance(thing, Mapping):
        return {str(key): part for key, part in thing.items()}
    if isinstance(thing, (list, tuple)):
        return {str(k): part for k, part in enumerate(thing)}
    return dict(getattr(thing, "__dict__", {}))


def _surroundings(function: FunctionType) -> dict[str, Any]:
    """The variables that a function, and the functions within it, use of those around them; and its defaults."""
    known = {name: function.__globals__[name] for name in _names_in(function.__code__) if name in function.__globals__}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        with suppress(ValueError):  # of one that is not yet assigned
            known[name] = cell.cell_contents
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    defaults = function.__defaults__ or ()
    return {**known, **dict(zip(names[len(names) - len(defaults) :], defaults)), **(function.__kwdefaults__ or {})}


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant)
