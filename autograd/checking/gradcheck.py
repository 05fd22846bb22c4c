"""Gradients checked, and the operation named that is wrong."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from autograd.arguments import check_function
from autograd.checking.black_box import check_given
from autograd.checking.checks import Backward, Direction, by_reverse_mode, checks_of
from autograd.checking.culprits import culprits_of
from autograd.checking.evaluation import (
    Evaluation,
    Function,
    arguments_of,
    entries_in,
    evaluated,
    places_of,
    slopes_of,
)
from autograd.checking.report import Check, GradcheckError, GradcheckReport
from autograd.data import as_whole
from autograd.functional import ArgumentNumbers
from autograd.graph import topological_order
from autograd.primitive import Scalar
from autograd.shared.showing import came, counted
from autograd.tracing import brief_name, depends_on, paused
from autograd.value import Value

__all__ = ["gradcheck"]

MOST_MOVED_ALONE = {1: 500, 2: 16}
"""Of so many inputs each is moved alone; more are moved together. By the order of the derivative."""
RANDOM_DIRECTIONS = {1: 20, 2: 3}
"""As many directions are enough: a wrong derivative shows in almost every one."""


def gradcheck(
    f: Callable[..., Scalar],
    inputs: Scalar,
    *,
    order: int = 2,
    backward: Backward = Value.backward,
    each: bool | None = None,
    gradient: Callable[..., Any] | bool | None = None,
    argnums: ArgumentNumbers = None,
) -> GradcheckReport:
    """Checks the derivatives of `f` at `inputs`, and says which operation is wrong if one is.

    Reverse mode is compared with central differences of `f`, extrapolated to step 0, and with forward mode; then, the
    same way, the second derivatives with differences of the first. How far each may be from the true one is estimated
    from rounding and from what the extrapolation still changed; no step or tolerance need be chosen. Where an input
    cannot be moved to both sides without meeting a kink, or without leaving the domain, the check says so, and does not
    fail; a comparison of Values in `f` that comes out otherwise on the other side is such a kink. Likewise where
    `detach` lets no derivative pass. When a derivative is wrong, every operation of the graph is checked by itself, at
    its own operands.

    With `gradient`, the derivatives are somebody's own, of a function that knows nothing of Values: of numbers, lists,
    dictionaries, arrays of NumPy's, tensors of PyTorch's. They are compared with differences, entry by entry, and where
    they are wrong, the report says what fits: a sign, a count, a transpose, a derivative of an activation left out, …

    Args:
        f: a function of Values that returns a Value, or a sequence or array of them; with `gradient`, a function of
            plain numbers that returns one number.
        inputs: the arguments of `f`, in a sequence or array: numbers, Values, or sequences, arrays and dictionaries of
            these, nested as `f` takes them; an array reaches `f` as an array of Values. A single number or Value is a
            single argument. A Value must be a leaf; `f` is given that Value itself, so that it may be one that `f`
            closes over, as a model holds its parameters. Its data, and every grad, is afterwards what it was.
        order: 2, or 1 to leave out the second derivatives.
        backward: the backward pass to check: it adds the derivative of its argument by v to `v.grad`, for each v below.
        each: whether to move each input alone, which gives every derivative, and for n inputs n² second ones. By
            default more than 16 inputs are moved together for the second derivatives, along three random directions,
            and more than 500 for the first, along twenty; the report says so. False does that for fewer, too. With
            `gradient`, some of more than 500 entries are checked, or, for False, ten of each array.
        gradient: a function of the same arguments as `f` that returns its derivative by each of them, in a tuple, or in
            a dictionary by their names, as "W" or "dW": an array of the shape of the argument, or None to leave it out.
            True if `f` itself returns the loss and that. Every call gets copies of `inputs`. Second derivatives and
            `backward` have no part in it.
        argnums: which arguments the derivatives are by, as for `grad`; the others reach `f` as they are.

    Returns:
        The report, when nothing is wrong.

    Raises:
        GradcheckError: if something is; it carries the report.
        TypeError: for inputs or outputs that are neither numbers nor Values; for what `gradient` returns, if that is no
            derivative, or an array of whole numbers among those it is by.
        ValueError: for inputs or outputs that are not finite, for an input that is not a leaf, and for a function that
            gives different values at the same point.
        DomainError, OverflowError: if `f` or its derivative is not defined at `inputs`.

    >>> print(gradcheck(lambda w, x: (w * x).sigmoid(), [0.5, 2.0], order=1))
    gradcheck: 2 derivatives, none wrong
           reverse mode   forward mode   differences    error bound
    ∂f/∂w  0.3932238665   0.3932238665   0.3932238665   ...          ok
    ∂f/∂x  0.09830596662  0.09830596662  0.09830596662  ...          ok

    >>> print(gradcheck(lambda w: w[0] * w[1] ** 2, [[2.0, 3.0]], gradient=lambda w: [w[1] ** 2, 2 * w[0] * w[1]]))
    gradcheck: 2 derivatives, none wrong
             gradient  differences  error bound
    ∂f/∂w[0]  9         9           ...          ok
    ∂f/∂w[1]  12        12          ...          ok
    """
    check_function(f, "f", " of the inputs")
    check_function(backward, "backward", " of the output")
    if as_whole(order) not in (1, 2):
        raise ValueError(f"expected order to be 1 or 2, got {came(order)}")
    if gradient is not None and gradient is not False:
        return _given(f, inputs, gradient, argnums, each, backward)
    names: dict[Value, str] = {}
    function = partial(evaluated, f, arguments_of(f, inputs, names, argnums))
    if not names:
        raise ValueError("expected at least one number in inputs, got none")
    center, leaves = function(), list(names)
    _refuse_what_cannot_be_checked(center, function())
    moves = {k: _moves(names, k, each) for k in (1, 2)}
    with paused(False), _everything_restored(center.outputs, leaves):
        first = checks_of(function, moves[1].directions, backward)
        second = checks_of(partial(slopes_of, function, leaves), moves[2].directions) if order == 2 else []
        faults = tuple(_faults(function, leaves, backward))
        wrong = [k for k, checks in enumerate((first, second), start=1) if any(check.is_wrong for check in checks)]
        culprits = tuple(culprits_of(center.outputs, wrong[0], backward)) if wrong and not faults else ()
        if not culprits and not faults:
            first, second = map(_without_overflows, (first, second))
    report = GradcheckReport(
        _named(len(center.outputs), list(names.values()), moves, first, second),
        culprits,
        faults,
        tuple(
            dict.fromkeys(names.get(value) or brief_name(value) for value in center.reads if depends_on(value, names))
        ),
        tuple(moves[k].note for k in range(1, order + 1) if moves[k].note),
    )
    return _unless_wrong(report)


def _given(
    f: Callable[..., Any],
    inputs: Scalar,
    gradient: Any,
    argnums: ArgumentNumbers,
    each: bool | None,
    backward: Backward,
) -> GradcheckReport:
    """The check of a gradient that was given."""
    if gradient is not True:
        check_function(gradient, "gradient", " of the arguments of f, or True")
    if backward is not Value.backward:
        raise ValueError(f"expected gradient or backward, got both, {came(gradient)} and {came(backward)}")
    arguments = list(inputs) if isinstance(inputs, Iterator) else entries_in(inputs)
    wanted = places_of(argnums, len(arguments))
    return _unless_wrong(check_given(f, arguments, None if gradient is True else gradient, wanted, each))


def _unless_wrong(report: GradcheckReport) -> GradcheckReport:
    if not report.ok:
        raise GradcheckError(report)
    return report


# What is checked.


@dataclass(frozen=True)
class _Moves:
    """How the inputs are moved: along which directions, what the report calls these, and what it says of them."""

    directions: Sequence[Direction]
    names: list[str]
    note: str = ""


def _moves(names: Mapping[Value, str], order: int, each: bool | None) -> _Moves:
    """Each input alone, or, where they are many, all of them together at random speeds: a share of each one's size."""
    if each or (each is None and len(names) <= MOST_MOVED_ALONE[order]):
        return _Moves([{leaf: 1.0} for leaf in names], list(names.values()))
    generator, count = random.Random(0), RANDOM_DIRECTIONS[order]
    directions = [{leaf: generator.gauss(0.0, 1.0) * max(abs(leaf.data), 1.0) for leaf in names} for _ in range(count)]
    what = "derivatives" if order == 1 else "derivatives of the derivatives"
    all_inputs = counted(len(names), "input")
    note = f"The {what} were checked along {count} random directions, not by each of {all_inputs} (each=True)."
    return _Moves(directions, [f"direction {k}" for k in range(1, count + 1)], note)


def _refuse_what_cannot_be_checked(center: Evaluation, again: Evaluation) -> None:
    for output in center.outputs:
        if not math.isfinite(output.data):
            raise ValueError(f"expected f to be finite at these inputs, got {output!r}")
    if center.numbers != again.numbers:
        raise ValueError(
            f"expected f to give the same at the same inputs, got {center.outputs!r}, then {again.outputs!r}"
        )


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
    count: int, inputs: Sequence[str], moves: Mapping[int, _Moves], first: Sequence[Check], second: Sequence[Check]
) -> tuple[Check, ...]:
    functions = ["f"] if count == 1 else [f"f[{k}]" for k in range(count)]
    names = [f"∂{f}/∂{x}" for f in functions for x in moves[1].names]
    names += [f"∂²{f}/∂{x}∂{y}" for f in functions for x in inputs for y in moves[2].names]
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


def _faults(function: Function, leaves: Sequence[Value], backward: Backward) -> Iterator[str]:
    """What else the backward pass does wrong, than a gradient the first time."""
    for output in function().outputs:
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
