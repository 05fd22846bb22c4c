"""`from_torch`: a function of PyTorch's tensors, called once, and the graph of what it computed."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from autograd.arguments import check_function
from autograd.shared.showing import came
from autograd.structures import parameter_names
from autograd.torch_graphs.inputs import inputs_of
from autograd.torch_graphs.leaves import named_tensors
from autograd.torch_graphs.parts import tensors_in
from autograd.torch_graphs.recording import MOST_SCALARS, Recording
from autograd.value import Value, as_value

__all__ = ["from_torch"]


def from_torch(function: Callable[..., Any], inputs: Any) -> Any:
    """The graph of what a function written in PyTorch computes: numbers as Values, to draw, to step through, to derive.

    The function is called once, with gradients on. Its branches, indices and random numbers are those of that call, and
    stay so when a leaf is moved; comparisons in `torch.where`, and masks made by them, follow. Each
    number of `inputs`, and of the parameters that the function uses, is a leaf, in double precision, whatever PyTorch
    computes in: a 32-bit number is read exactly, and the graph has more digits from there on.

    Args:
        function: of tensors, or a `torch.nn.Module`. It gives a tensor, or tensors in tuples, lists and dictionaries.
        inputs: its arguments, in a list or tuple; or the only one. Each is a tensor, an array, a number, a Value, or
            lists of numbers and Values; tensors and arrays of whole numbers or truth values, as classes, are handed on
            as they are. Lists and numbers become tensors of the precision of the function's parameters, or of 64 bits.

    Returns:
        Of a tensor of one entry a Value, of any other lists of Values, nested in its shape; of several tensors these in
        a list, or a dictionary.

    Raises:
        ImportError: without PyTorch.
        TypeError: for inputs or a result of another kind.
        ValueError: for an operation that autograd has no row for, with the line that asks for it; for one that stops
            derivatives in a way of its own; for a graph of more than 20 000 numbers.
        DomainError, OverflowError: where a number is not defined, or too large, for our row: log(0), which is −∞ in
            PyTorch.

    >>> import torch
    >>> layer = torch.nn.Linear(2, 1).double()
    >>> with torch.no_grad():
    ...     _ = layer.weight.copy_(torch.tensor([[0.5, -0.25]])), layer.bias.fill_(0.0)
    >>> y = from_torch(lambda x: torch.sigmoid(layer(x)), [[2.0, 1.0]])
    >>> y.backward()
    >>> [(leaf.label, round(leaf.grad, 4)) for leaf in y.operands[0].operands]
    [('W_0,0', 0.4358), ('W_0,1', 0.2179), ('x_0', 0.1089), ('x_1', -0.0545), ('b_0', 0.2179)]
    """
    check_function(function, "function", " of tensors")
    torch = _imported()
    arguments = inputs if isinstance(inputs, (list, tuple)) else [inputs]
    called = function.forward if isinstance(function, torch.nn.Module) else function
    names = parameter_names(called, len(arguments))
    parameters = named_tensors(function, {}, torch)
    given = inputs_of(arguments, names, parameters.values(), torch)
    taken = {name: entry.tensor.dim() for name, entry in zip(names, given)}
    recording = Recording(torch, named_tensors(function, taken, torch))
    with _recorded(recording, torch):
        for entry in given:
            recording.add_leaves(entry)
        result = function(*[entry.tensor for entry in given])
    _refuse_too_many(recording.count)
    values = _as_values(result, recording, torch)
    _warn_of_differences(values, result, torch)
    return values


def _imported() -> Any:
    try:
        import torch
    except ImportError:
        raise ImportError("from_torch shows what PyTorch computes, which is not installed: pip install torch") from None
    return torch


def _refuse_too_many(count: int) -> None:
    if count > MOST_SCALARS:
        raise ValueError(
            f"expected a graph of at most {MOST_SCALARS} numbers, parameters included, got {count}: "
            "draw a smaller batch, or a smaller net"
        )


@contextmanager
def _recorded(recording: Recording, torch: Any) -> Iterator[None]:
    """Hands what PyTorch runs to a recording; without its shortcuts past single operations."""
    from torch.nn.attention import SDPBackend, sdpa_kernel

    fast_path = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with ExitStack() as stack:
            for context in (
                torch.enable_grad(),
                sdpa_kernel(SDPBackend.MATH),
                _calls(recording, torch),
            ):
                stack.enter_context(context)
            recording.again = stack.enter_context(_operations(recording))
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast_path)


def _operations(recording: Recording) -> Any:
    """A mode in which PyTorch hands over each operation before it runs it."""
    from torch.utils._python_dispatch import TorchDispatchMode

    class Operations(TorchDispatchMode):  # type: ignore[misc]  # which nothing is known of
        def __torch_dispatch__(self, operation: Any, types: Any, arguments: Any = (), options: Any = None) -> Any:
            return recording.run(operation, arguments, options or {})

    return Operations()


def _calls(recording: Recording, torch: Any) -> Any:
    """A mode in which PyTorch hands over the calls of its functions: for those that stop derivatives."""
    from torch.overrides import TorchFunctionMode

    detaching = (torch.Tensor.detach, torch.detach, torch.Tensor.data.__get__)
    leaving = {
        torch.Tensor.numpy: "Tensor.numpy, which takes numbers out of the graph",
        torch.Tensor.__array__: "Tensor.numpy, which takes numbers out of the graph",
        torch.Tensor.register_hook: "Tensor.register_hook, which changes derivatives",
        torch.Tensor.data.__set__: "an assignment to .data: write copy_",
        torch.nn.functional.gumbel_softmax: "gumbel_softmax, which may detach a part: write it out",
    }

    class Calls(TorchFunctionMode):  # type: ignore[misc]  # likewise
        def __torch_function__(self, function: Any, types: Any, arguments: Any = (), options: Any = None) -> Any:
            if function in leaving and any(map(recording.holds, tensors_in([arguments, options]))):
                raise recording.refusal(leaving[function])
            result = function(*arguments, **(options or {}))
            return recording.detached(result) if function in detaching else result

    return Calls()


def _as_values(result: Any, recording: Recording, torch: Any) -> Any:
    if isinstance(result, torch.Tensor):
        if result.is_complex():
            raise TypeError(f"expected function to give real numbers, got a tensor of {result.dtype}")
        entries = recording.memory.read(result)
        return _nested([e if isinstance(e, Value) else as_value(float(e)) for e in entries.flat], entries.shape)
    if isinstance(result, Mapping):
        return {key: _as_values(part, recording, torch) for key, part in result.items()}
    if isinstance(result, (list, tuple)):
        return [_as_values(part, recording, torch) for part in result]
    hint = ": is a return missing?" if result is None else ""
    if isinstance(result, (int, float)):
        hint = ": .item() and float() take a number out of the graph"
    raise TypeError(f"expected function to give a tensor, got {came(result)}{hint}")


def _warn_of_differences(values: Any, result: Any, torch: Any) -> None:
    """Says where a number is not PyTorch's, as where numbers of 32 bits cancel."""
    if isinstance(result, torch.Tensor):
        precision = math.sqrt(torch.finfo(result.dtype).eps) if result.is_floating_point() else 0.0
        for value, number in zip(_flat(values), result.detach().reshape(-1).tolist()):
            if abs(value.data - number) > precision * max(1.0, abs(number)):
                warnings.warn(
                    f"the graph gives {value.data:.6g} where PyTorch gave {number:.6g}: if its numbers have few bits, "
                    "try tensors and modules in .double()",
                    UserWarning,
                    stacklevel=3,
                )
                return
    elif isinstance(result, (Mapping, list, tuple)):
        keys = result if isinstance(result, Mapping) else range(len(result))
        for key in keys:
            _warn_of_differences(values[key], result[key], torch)


def _flat(values: Any) -> list[Any]:
    return [value for part in values for value in _flat(part)] if isinstance(values, list) else [values]


def _nested(flat: list[Any], shape: tuple[int, ...]) -> Any:
    """A single entry by itself, several in lists, row by row."""
    if len(flat) == 1:
        return flat[0]
    for size in reversed(shape[1:]):
        flat = [flat[k : k + size] for k in range(0, len(flat), size)] if size else []
    return flat
