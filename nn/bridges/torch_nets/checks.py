"""What is looked at before a module of PyTorch is carried over: hooks, parameters, and what no net of `nn` has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import torch

__all__ = ["at", "check_as_made", "check_parameters", "numbers_of", "why_not"]

HOOKS: Final = ("_forward_hooks", "_forward_pre_hooks")
"""Where a module keeps what is called before and after it: there is no public way to ask."""

NOT_AMONG_LAYERS: Final = {
    "AdaptiveAvgPool": "pooling is",
    "AvgPool": "pooling is",
    "BatchNorm": "a normalization over the samples of a batch is",
    "Conv": "a convolution is",
    "GRU": "recurrent layers are",
    "LSTM": "recurrent layers are",
    "MaxPool": "pooling is",
    "RNN": "recurrent layers are",
    "Transformer": "its form of attention and norms is",
}
"""By the beginning of a module's name, what is not among the layers of nn."""


@contextmanager
def at(path: str, module: torch.nn.Module, root: torch.nn.Module) -> Iterator[None]:
    """Within it, an error says of which module it is, and where that stands."""
    kind, whole = type(module).__name__, type(root).__name__
    try:
        yield
    except (TypeError, ValueError) as error:
        raise type(error)(f"{kind}, at {path} of the {whole}: {error}" if path else f"{kind}: {error}") from None


def why_not(module: torch.nn.Module) -> str:
    """Why a module of this kind cannot be carried over, and what to do."""
    kind = type(module)
    is_pytorchs = kind.__module__.split(".")[0] == "torch"
    if is_pytorchs and kind.__name__ == "LogSoftmax":
        return "nn has it as a function, nn.log_softmax: leave it out, and train with nn.cross_entropy"
    if is_pytorchs:
        found = [text for name, text in NOT_AMONG_LAYERS.items() if kind.__name__.startswith(name)]
        what = found[0] if found else "what it computes is"
        return (
            f"{what} not among the layers of nn; write an nn.Module of your own "
            "that computes it, or take autograd.from_torch for a function"
        )
    return (
        "what a module of your own computes stands in its Python code; carry its parts over one by one, or take "
        "autograd.from_torch for a function"
    )


def check_parameters(root: torch.nn.Module, may_freeze: bool) -> None:
    """Raises unless all parameters are finite real numbers, each in one place, and no hook is in the way.

    Args:
        root: the module, with all that is in it.
        may_freeze: whether some may be frozen.
    """
    places: dict[int, str] = {}
    for path, module in root.named_modules(remove_duplicate=False):
        with at(path, module, root):
            if any(vars(module).get(hooks) for hooks in HOOKS):
                raise ValueError("it has hooks, which may change what it computes: remove them first")
            for name, parameter in module.named_parameters(recurse=False):
                _check_parameter(parameter, name, may_freeze)
                place = f"{path}.{name}".lstrip(".")
                first = places.setdefault(parameter.data_ptr(), place)
                if first != place:
                    raise ValueError(f"its {name} is {first} too, and nn shares no parameters between layers")


def _check_parameter(parameter: torch.nn.Parameter, name: str, may_freeze: bool) -> None:
    if parameter.is_meta or not parameter.is_floating_point():
        raise ValueError(f"expected its {name} to be real numbers, got {parameter.dtype} on {parameter.device}")
    if not parameter.requires_grad and not may_freeze:
        raise ValueError(
            f"its {name} is frozen (requires_grad=False), which a net of nn does not note: give a list as frozen, to "
            "which such parameters are added, and then to nn.fit as its frozen"
        )
    if not parameter.isfinite().all():
        place = tuple(parameter.isfinite().logical_not().nonzero()[0].tolist())
        raise ValueError(f"expected its {name} to be finite, got {parameter[place].item()} at {list(place)}")


def check_as_made(module: torch.nn.Module, again: torch.nn.Module) -> None:
    """Raises ValueError unless a module has the parts and the shapes of one that is made again with its sizes."""
    for of in (_parts, _shapes):
        if of(module) != of(again):
            changed = dict(set(of(module).items()) ^ set(of(again).items()))
            raise ValueError(f"expected it to have the parts that it was made with, got others at {min(changed)}")


def _parts(module: torch.nn.Module) -> dict[str, type]:
    return {path: type(part) for path, part in module.named_modules(remove_duplicate=False)}


def _shapes(module: torch.nn.Module) -> dict[str, tuple[int, ...]]:
    return {name: tuple(p.shape) for name, p in module.named_parameters(remove_duplicate=False)}


def numbers_of(parameter: torch.nn.Parameter) -> list[float]:
    """Its numbers, row after row, as Python's floats, which hold 32-bit floats exactly."""
    numbers: list[float] = parameter.detach().to("cpu", torch.float64).flatten().tolist()
    return numbers
