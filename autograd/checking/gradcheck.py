"""Gradients checked, and the operation named that is wrong."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from autograd.checking.checks import Backward, Outputs, by_reverse_mode, checks_of
from autograd.checking.report import Check, Culprit, GradcheckError, GradcheckReport
from autograd.functional import gradients
from autograd.graph import Vector, topological_order
from autograd.primitive import Primitive, Scalar
from autograd.unfolding import stand_ins
from autograd.value import Value, as_value, vector

__all__ = ["gradcheck"]


def gradcheck(
    f: Callable[..., Scalar], inputs: Scalar, *, order: int = 2, backward: Backward = Value.backward
) -> GradcheckReport:
    """Checks the derivatives of `f` at `inputs`, and says which operation is wrong if one is.

    Reverse mode is compared with central differences of `f`, extrapolated to step 0, and with forward mode; then, the
    same way, the second derivatives with differences of the first. How far each may be from the true one is estimated
    from rounding and from what the extrapolation still changed; no step or tolerance need be chosen. Where an input
    cannot be moved to both sides without meeting a kink, or without leaving the domain, the check says so, and does not
    fail. When a derivative is wrong, every operation of the graph is checked by itself, at its own operands.

    Args:
        f: a function of Values that returns a Value, or a sequence of them.
        inputs: the arguments of `f`, in a sequence: numbers, Values, or for a vector a sequence of these, nested as `f`
            takes them. A single number or Value is a single argument. A Value must be a leaf; `f` is given that Value
            itself, so that it may be one that `f` closes over, as a model holds its parameters. Its data, and every
            grad, is afterwards what it was.
        order: 2, or 1 to leave out the second derivatives.
        backward: the backward pass to check: it adds the derivative of its argument by v to `v.grad`, for each v below.

    Returns:
        The report, when nothing is wrong.

    Raises:
        GradcheckError: if something is; it carries the report.
        TypeError: for inputs or outputs that are neither numbers nor Values.
        ValueError: for inputs or outputs that are not finite, for an input that is not a leaf, and for a function that
            gives different values at the same point.
        DomainError, OverflowError: if `f` or its derivative is not defined at `inputs`.

    >>> print(gradcheck(lambda w, x: (w * x).sigmoid(), [0.5, 2.0], order=1))
    gradcheck: 2 derivatives, none wrong
           reverse mode   forward mode   differences    error bound
    ∂f/∂w  0.3932238665   0.3932238665   0.3932238665   ...          ok
    ∂f/∂x  0.09830596662  0.09830596662  0.09830596662  ...          ok
    """
    if not callable(f):
        raise TypeError(f"expected a function, got {f!r}")
    if order not in (1, 2):
        raise ValueError(f"expected order to be 1 or 2, got {order!r}")
    names: dict[Value, str] = {}
    function = partial(_outputs, f, _arguments(f, inputs, names))
    if not names:
        raise ValueError("expected at least one input")
    outputs, leaves = function(), list(names)
    _refuse_what_cannot_be_checked(outputs, function())
    with _everything_restored(outputs, leaves):
        first = checks_of(function, leaves, backward)
        second = checks_of(partial(_slopes, function, leaves), leaves) if order == 2 else []
        faults = tuple(_faults(function, leaves, backward))
        wrong = [k for k, checks in enumerate((first, second), start=1) if any(check.is_wrong for check in checks)]
        culprits = tuple(_culprits(outputs, wrong[0], backward)) if wrong and not faults else ()
        if not culprits and not faults:
            first, second = map(_without_overflows, (first, second))
    report = GradcheckReport(_named(outputs, list(names.values()), first, second), culprits, faults)
    if not report.ok:
        raise GradcheckError(report)
    return report


# What is checked.


def _arguments(f: Callable[..., Scalar], inputs: Scalar, names: dict[Value, str]) -> list[Scalar]:
    """`inputs` as `f` takes them; the leaves among them are put into `names`."""
    entries = inputs if _is_sequence(inputs) else [inputs]
    parameters = _parameter_names(f, len(entries))
    return [_argument(entry, f"inputs[{k}]", parameters[k], names) for k, entry in enumerate(entries)]


def _argument(entry: Scalar, place: str, name: str, names: dict[Value, str]) -> Scalar:
    if _is_sequence(entry):
        parts = [_argument(part, f"{place}[{k}]", f"{name}[{k}]", names) for k, part in enumerate(entry)]
        return vector(parts) if isinstance(entry, Vector) else parts
    try:
        leaf = entry if isinstance(entry, Value) else Value(entry, allow_nan=True)
    except TypeError:
        raise TypeError(f"expected {place} to be a number, a Value or a sequence of these, got {entry!r}") from None
    if leaf.primitive is not None or leaf.is_constant:
        raise ValueError(f"expected {place} to be a leaf, got {entry!r}")
    if not math.isfinite(leaf.data):
        raise ValueError(f"expected {place} to be finite, got {entry!r}")
    names.setdefault(leaf, leaf.label or name)
    return leaf


def _is_sequence(entry: Scalar) -> bool:
    return isinstance(entry, (Sequence, Vector)) and not isinstance(entry, (str, bytes))


def _parameter_names(f: Callable[..., Scalar], count: int) -> list[str]:
    try:
        parameters = list(inspect.signature(f).parameters.values())
    except (TypeError, ValueError):  # some callables written in C don't tell
        parameters = []
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)][:count]
    return names + [f"x{k}" for k in range(len(names), count)]


def _outputs(f: Callable[..., Scalar], arguments: Sequence[Scalar]) -> list[Value]:
    result = f(*arguments)
    try:
        outputs = [as_value(output) for output in (result if _is_sequence(result) else [result])]
    except TypeError:
        raise TypeError(f"expected the function to return a Value or a sequence of Values, got {result!r}") from None
    # A leaf shows the number it has now, a node the one it was computed from: what moves must be a node.
    return [output * 1.0 if output.primitive is None else output for output in outputs]


def _slopes(function: Outputs, leaves: Sequence[Value]) -> list[Value]:
    return [slope for output in function() for slope in gradients(output, leaves)]


def _refuse_what_cannot_be_checked(outputs: Sequence[Value], again: Sequence[Value]) -> None:
    for output in outputs:
        if not math.isfinite(output.data):
            raise ValueError(f"expected the function to be finite at these inputs, got {output!r}")
    if [output.data for output in outputs] != [output.data for output in again]:
        raise ValueError(f"expected the function to give the same at the same inputs, got {outputs!r}, then {again!r}")


@contextmanager
def _everything_restored(outputs: Sequence[Value], leaves: Sequence[Value]) -> Iterator[None]:
    nodes = dict.fromkeys(node for output in outputs for node in topological_order(output))
    grads = [(node, node.grad) for node in (*nodes, *leaves)]
    numbers = [(leaf, leaf.data) for leaf in leaves]
    try:
        yield
    finally:
        for leaf, number in numbers:
            leaf.data = number
        for node, grad in grads:
            node.grad = grad


def _named(
    outputs: Sequence[Value], inputs: Sequence[str], first: Sequence[Check], second: Sequence[Check]
) -> tuple[Check, ...]:
    functions = ["f"] if len(outputs) == 1 else [f"f[{k}]" for k in range(len(outputs))]
    names = [f"∂{f}/∂{x}" for f in functions for x in inputs]
    names += [f"∂²{f}/∂{x}∂{y}" for f in functions for x in inputs for y in inputs]
    return tuple(check.named(name) for check, name in zip((*first, *second), names))


# What is wrong.


def _without_overflows(checks: Sequence[Check]) -> list[Check]:
    """Where all operations are right, a derivative that both modes find infinite is too large on the way, not wrong."""
    return [
        replace(check, verdict="inconclusive")
        if check.is_wrong and not math.isfinite(check.analytic) and repr(check.analytic) == repr(check.forward)
        else check
        for check in checks
    ]


def _faults(function: Outputs, leaves: Sequence[Value], backward: Backward) -> Iterator[str]:
    """What else the backward pass does wrong, than a gradient the first time."""
    for output in function():
        once = by_reverse_mode(output, leaves, backward)
        if any(map(math.isnan, once)):
            continue
        if output.grad != 1.0:
            yield f"it gives the output itself the gradient {output.grad}, not 1"
            return
        before = _grads(leaves)
        backward(output)
        if _grads(leaves) != [old + grad for old, grad in zip(before, once)]:
            yield "a second one does not add the same gradients again"
            return
        before, numbers = _grads(leaves), [leaf.data for leaf in leaves]
        for leaf in leaves:
            leaf.data = leaf.data + 1.0
        try:
            backward(output)
        except (ArithmeticError, ValueError):
            before = []
        for leaf, number in zip(leaves, numbers):
            leaf.data = number
        if _grads(leaves) != [old + grad for old, grad in zip(before, once)]:
            yield "once a leaf's data has changed, it differentiates at another point than the graph was computed at"
            return


def _grads(leaves: Sequence[Value]) -> list[float]:
    return [0.0 if leaf.grad is None else leaf.grad for leaf in leaves]


def _culprits(outputs: Sequence[Value], order: int, backward: Backward) -> Iterator[Culprit]:
    """The operations of which derivatives of this order are wrong, at the operands the graph gives them."""
    met = set()
    for node in dict.fromkeys(node for output in outputs for node in topological_order(output)):
        if node.primitive is not None and (node.primitive, repr(node._numbers())) not in met:
            met.add((node.primitive, repr(node._numbers())))
            yield from _wrong_derivatives(node, node.primitive, order, backward)


def _wrong_derivatives(node: Value, primitive: Primitive, order: int, backward: Backward) -> Iterator[Culprit]:
    arguments, names = _apart(node)
    leaves = list(names)
    alone = partial(_outputs, primitive, arguments)
    if order == 2:
        seconds = checks_of(partial(_slopes, alone, leaves), leaves)
        for k, check in enumerate(seconds):
            if check.is_wrong:
                pair = names[leaves[k // len(leaves)]], names[leaves[k % len(leaves)]]
                yield Culprit(primitive, node, f"second derivative by {pair[0]} and {pair[1]}", check)
        return
    checks = checks_of(alone, leaves, backward)
    for leaf, check in zip(leaves, checks):
        if check.is_wrong:
            yield Culprit(primitive, node, f"derivative by {names[leaf]}", check)
    if any(check.verdict == "kink crossed" for check in checks):
        # At a tie no operand can be moved alone without crossing the kink, but all can be moved together.
        shift = Value(0.0)
        [check] = checks_of(lambda: [primitive(*_moved(arguments, shift))], [shift])
        if check.is_wrong:
            yield Culprit(primitive, node, "derivative by all operands together", check)


def _moved(arguments: Sequence[Scalar], shift: Value) -> list[Scalar]:
    return [[x + shift for x in a] if isinstance(a, list) else a + shift for a in arguments]


def _apart(node: Value) -> tuple[list[Scalar], dict[Value, str]]:
    """Stand-ins for the operands of `node`, each a leaf of its own, and the names of those that are no constants."""
    arguments = stand_ins(node)
    names: dict[Value, str] = {}
    for k, argument in enumerate(arguments, start=1):
        for j, leaf in enumerate(argument if isinstance(argument, list) else [argument]):
            place = f"operand {k}[{j}]" if isinstance(argument, list) else f"operand {k}"
            if not leaf.is_constant:
                names[leaf] = f"{place} ({leaf.label})" if leaf.label else place
    return arguments, names
