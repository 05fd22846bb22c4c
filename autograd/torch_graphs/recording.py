"""Each operation of PyTorch's, as it runs, in Values: beside its tensors grows a graph.

PyTorch hands over what it runs one ATen operation at a time, after `nn.Module`, `einsum` and `cross_entropy` have come
apart into these, and whatever Python decided has been decided. It runs as ever, so that shapes, indices, random numbers
and branches are its own; and where a number of the graph goes in, a Value comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from autograd.torch_graphs.entries import Row
from autograd.torch_graphs.inputs import Input
from autograd.torch_graphs.leaves import labels_of
from autograd.torch_graphs.losses import LOSSES
from autograd.torch_graphs.memory import Memory
from autograd.torch_graphs.movements import ACCUMULATING, MAKERS, MOVED, SELECTED, accumulated, moved, selected
from autograd.torch_graphs.parts import base_name, gives_the_same, parts_of, tensors_in, writes
from autograd.torch_graphs.pointwise import COPIES, POINTWISE
from autograd.torch_graphs.products import PRODUCTS
from autograd.torch_graphs.reductions import REDUCTIONS
from autograd.torch_graphs.sources import is_within, place_in_code
from autograd.value import Value

__all__ = ["MOST_SCALARS", "Recording"]

MOST_SCALARS: Final = 20_000
"""So many numbers a graph may have, leaves included. Pictures end long before."""

OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = {**POINTWISE, **REDUCTIONS, **PRODUCTS, **LOSSES}
KNOWN: Final = frozenset({*OPERATIONS, *ACCUMULATING, *MOVED, *SELECTED})
"""What comes apart into others is run by these alone, as it may change more than it tells."""
_VIEWS: Final = frozenset({"_reshape_alias", "_unsafe_view", "alias", "lift_fresh"})
"""Views, too, that PyTorch does not call so."""
_FOLDER: Final = str(Path(__file__).parent)


class Recording:
    """What was computed so far.

    Attributes:
        memory: the Values, beside PyTorch's numbers.
        count: how many numbers the graph has, leaves included.
    """

    def __init__(self, torch: Any, parameters: Mapping[str, Any]) -> None:
        self.memory = Memory()
        self.count = 0
        self.again: Any = None  # the mode that hands operations over, for what one operation is made of
        self._torch = torch
        self._names = {tensor.untyped_storage()._cdata: (name, tensor) for name, tensor in parameters.items()}
        self._unnamed = 0
        self._is_detaching = False
        self._within: list[str] = []

    def run(self, operation: Any, arguments: Sequence[Any], options: dict[str, Any]) -> Any:
        """Runs an operation, and keeps the Values of what it gives.

        Raises:
            ValueError: for an operation on numbers of the graph that there is no row for.
        """
        tensors = tensors_in([arguments, options])
        self._adopt(tensors)
        self.memory.holds_gradient = self._torch.is_grad_enabled() and not self._is_detaching
        if not any(tensor in self.memory for tensor in tensors):
            return operation(*arguments, **options)
        if is_within(_forwards(self._torch.autograd.Function)):
            raise self.refusal("a torch.autograd.Function, whose backward is its own")
        if self.count > MOST_SCALARS:
            return self._only_counted(operation(*arguments, **options))
        if self._is_view(operation):
            return operation(*arguments, **options)
        if base_name(operation) in MAKERS:
            return self._without_values(operation(*arguments, **options), operation)
        with suppress(NotImplementedError):
            if base_name(operation) in KNOWN:
                return self._interpreted(operation, arguments, options)
        return self._otherwise(operation, arguments, options)

    def add_leaves(self, given: Input) -> None:
        """Notes the Values of an input."""
        self.count += len(given.values)
        if self.count > MOST_SCALARS:
            self.memory.mark(given.tensor)
        else:
            self.memory.write(given.tensor, given.values)

    def holds(self, tensor: Any) -> bool:
        """Whether a tensor shows numbers of the graph."""
        try:
            return tensor in self.memory
        except (NotImplementedError, RuntimeError):  # one of torch.func's, that only stands for another
            return True

    def detached(self, tensor: Any) -> Any:
        """A tensor that was detached; of its own numbers, if they are in the graph."""
        if not self.holds(tensor):
            return tensor
        with self._detaching():
            return tensor.clone()

    def refusal(self, what: str) -> ValueError:
        """What to raise for something that cannot become part of a graph."""
        packages = str(Path(self._torch.__file__).parent)
        place = place_in_code(packages, _FOLDER)
        return ValueError(
            f"expected operations that autograd has rows for, got {what}" + (f" ({place})" if place else "")
        )

    @contextmanager
    def _detaching(self) -> Iterator[None]:
        """Within it, what is computed passes no derivative on."""
        before, self._is_detaching = self._is_detaching, True
        try:
            yield
        finally:
            self._is_detaching = before

    def _interpreted(self, operation: Any, arguments: Sequence[Any], options: dict[str, Any]) -> Any:
        """The operation run, and its Values computed.

        Raises:
            NotImplementedError: if there are none of it; nothing has changed then.
        """
        is_in_place = writes(operation)
        result = None if is_in_place else operation(*arguments, **options)
        if any(tensor.is_complex() for tensor in tensors_in([result])):
            raise NotImplementedError
        self._count_up(tensors_in(arguments[:1] if is_in_place else [result]))
        if self.count > MOST_SCALARS:
            return self._marked(operation(*arguments, **options) if is_in_place else result)
        rows = self._rows(operation, arguments, options, result)
        before = self.memory.shown(options.get("out", arguments[0])) if is_in_place else ()
        if is_in_place:
            result = operation(*arguments, **options)
        for tensor, row in zip(tensors_in([result]), rows):
            if row is not None and self._holds_numbers(tensor, operation, arguments):
                self.memory.write(tensor, self.memory.changed(before, row) if is_in_place else row)
        if self._is_detaching:
            self.memory.are_copies(arguments[0], result)
        return result

    def _rows(
        self, operation: Any, arguments: Sequence[Any], options: dict[str, Any], result: Any
    ) -> Sequence[Row | None]:
        """What stands in each tensor that the operation gives; None for one that no derivative is by."""
        name, read = base_name(operation), self.memory.read
        if name in ACCUMULATING and (name != "index_put" or True in arguments[3:]):
            return [accumulated(name, arguments, options, read, self._torch)]
        if name in SELECTED:
            if not isinstance(result, (list, tuple)):
                raise NotImplementedError
            return [selected(read(arguments[0]), result[1], _axis(name, arguments), self._torch), None]
        if name in MOVED:
            return moved(operation, arguments, options, read, self._torch)
        given = {key: self._as_entries(option) for key, option in options.items() if key != "out"}
        found = OPERATIONS[name](*map(self._as_entries, arguments), **given)
        return [part and part.flat for part in (found if isinstance(found, tuple) else (found,))]

    def _otherwise(self, operation: Any, arguments: Sequence[Any], options: dict[str, Any]) -> Any:
        """An operation that is no row: taken apart into others, or one that gives no number of the graph."""
        name = operation.name().replace("::", ".")
        if name in self._within:
            raise self.refusal(self._within[0])
        self._within.append(name)
        try:
            result = self._taken_apart(operation, arguments, options)
            if result is NotImplemented:
                result = operation(*arguments, **options)
            if not self._is_without_numbers(result, operation):
                raise self.refusal(self._within[0])
            return result
        finally:
            self._within.pop()

    def _is_without_numbers(self, result: Any, operation: Any) -> bool:
        """Whether what an operation gave holds no number that is in the graph in PyTorch alone."""
        is_read_anew = operation.name() == "aten::view.dtype"
        lost = [
            t for t in tensors_in([result])[:1] if t.is_complex() or (t.is_floating_point() and t not in self.memory)
        ]
        return not lost and not is_read_anew

    def _taken_apart(self, operation: Any, arguments: Sequence[Any], options: dict[str, Any]) -> Any:
        """What an operation gives, by simpler ones; NotImplemented if PyTorch does not know these."""
        if writes(operation):
            inner = getattr(getattr(self._torch.ops.aten, base_name(operation), None), operation._overloadname, None)
            if inner is None or writes(inner):
                raise self.refusal(self._within[0])
            result = self.run(inner, arguments, options)
            return self.run(self._torch.ops.aten.copy_.default, [arguments[0], result], {})
        parts = parts_of(operation)
        if parts is None:
            return NotImplemented
        with self.again:
            result = parts(*arguments, **options)
        is_right = result is not NotImplemented and gives_the_same(result, operation, arguments, options)
        return result if is_right else NotImplemented

    def _is_view(self, operation: Any) -> bool:
        """Whether what it gives shows the storage of what it takes."""
        if operation.name() == "aten::view.dtype" or base_name(operation) in ("resize", "set"):
            return False
        tags = operation.tags
        return operation.is_view or self._torch.Tag.inplace_view in tags or base_name(operation) in _VIEWS

    def _holds_numbers(self, tensor: Any, operation: Any, arguments: Sequence[Any]) -> bool:
        """Whether a result's numbers are in the graph: floats are, and truth values that were compared or copied."""
        if tensor.is_floating_point() or tensor.dtype != self._torch.bool:
            return bool(tensor.is_floating_point())
        is_copied = base_name(operation) in COPIES or base_name(operation) in MOVED
        return not is_copied or all(t.dtype == self._torch.bool for t in tensors_in(arguments[-1:]))

    def _as_entries(self, argument: Any) -> Any:
        return self.memory.read(argument) if isinstance(argument, self._torch.Tensor) else argument

    def _without_values(self, result: Any, operation: Any) -> Any:
        if writes(operation):
            self.memory.write(result, [None] * result.numel())
        return result

    def _adopt(self, tensors: Sequence[Any]) -> None:
        """Makes leaves of the parameters among some tensors, the first time that they are met."""
        for tensor in tensors:
            if tensor.layout != self._torch.strided or tensor in self.memory or not tensor.is_floating_point():
                continue
            name, whole = self._names.get(tensor.untyped_storage()._cdata, ("", None))
            if whole is None and tensor.requires_grad and tensor.is_leaf:
                self._unnamed += 1
                name, whole = f"parameter {self._unnamed}", tensor
            if whole is not None and (whole.requires_grad or isinstance(whole, self._torch.nn.Parameter)):
                self.count += whole.numel()
                if self.count > MOST_SCALARS:
                    self.memory.mark(whole)
                    continue
                numbers = whole.detach().reshape(-1).tolist()
                labels = labels_of(name, tuple(whole.shape))
                self.memory.write(whole, [Value(x, label, allow_nan=True) for x, label in zip(numbers, labels)])

    def _count_up(self, tensors: Sequence[Any]) -> None:
        self.count += sum(tensor.numel() for tensor in tensors if tensor.is_floating_point())

    def _only_counted(self, result: Any) -> Any:
        """The result, when there are too many numbers already."""
        self._count_up([tensor for tensor in tensors_in([result]) if tensor not in self.memory])
        return self._marked(result)

    def _marked(self, result: Any) -> Any:
        """The result, noted as one of the numbers that are too many to be Values."""
        for tensor in tensors_in([result]):
            if tensor.is_floating_point() and tensor not in self.memory:
                self.memory.mark(tensor)
        return result


def _forwards(function: Any) -> set[Any]:
    """The codes of what PyTorch's functions compute that have a backward of their own: of the class and all made of it.

    Where they are applied, newer versions of PyTorch leave no frame.
    """
    found, waiting = set(), [function]
    while waiting:
        kind = waiting.pop()
        found.add(getattr(kind.forward, "__code__", None))
        waiting += kind.__subclasses__()
    return found


def _axis(name: str, arguments: Sequence[Any]) -> int:
    """The axis along which an operation selects: after what it selects, if that is told."""
    place = 2 if name in ("kthvalue", "topk") else 1
    axis: int = arguments[place] if len(arguments) > place else -1
    return axis
