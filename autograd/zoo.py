"""A zoo of broken backward passes: what goes wrong when backpropagation is written for the first time.

Each bug is a backward pass that runs on any graph, with one line on what is wrong with it and the smallest graph that
shows it. To see one, draw the graph after the right pass beside the graph after the broken one.

>>> bug = BUGS["overwritten"]
>>> print(bug.what)
An operand's gradient is set with = where += would add, so that of several uses the last one counts.
>>> right, broken = bug.graph(), bug.graph()
>>> right.backward(); bug.backward(broken)
>>> [x] = set(right.operands); [x_broken] = set(broken.operands)
>>> x.label, x.grad, x_broken.grad
('x', 6.0, 3.0)

`gradcheck` finds each of them, and names the operation where one operation is at fault:

>>> from autograd import GradcheckError, gradcheck
>>> try:
...     gradcheck(BUGS["swapped"].function, [3.0, 5.0], backward=BUGS["swapped"].backward)
... except GradcheckError as error:
...     print({culprit.primitive for culprit in error.report.culprits})
{<primitive mul>}
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from autograd.graph import Vector, topological_order
from autograd.primitive import PRIMITIVES, Primitive, Scalar
from autograd.value import Value

__all__ = ["BUGS", "Bug"]

Edges: TypeAlias = Iterable[tuple[Value, float]]
Partials: TypeAlias = tuple[Callable[..., Scalar], ...]


@dataclass(frozen=True)
class Bug:
    """One way to get backpropagation wrong.

    Attributes:
        name: what it is called in `BUGS`.
        what: what goes wrong, in one line.
        backward: the broken pass: it runs on any Value, and adds to the `grad` of what is below.
        function: makes the smallest graph that shows the bug.
        point: the inputs of that graph, by label.
        culprit: the operation at fault; None if it is the pass itself.

    >>> print(BUGS["operands_as_a_set"].what)
    A node keeps its operands in a set, so that x * x has one edge where it has two.
    """

    name: str
    what: str
    backward: Callable[[Value], None]
    function: Callable[..., Value]
    point: dict[str, float]
    culprit: Primitive | None = None

    def graph(self) -> Value:
        """The smallest graph that shows the bug, fresh, its leaves labelled."""
        return self.function(*self.inputs())

    def inputs(self) -> list[Value]:
        """Fresh leaves, labelled, at the point."""
        return [Value(number, label) for label, number in self.point.items()]


# The passes. The first is right, and the others are this one with something changed.


def _edges(node: Value) -> Edges:
    """The operands of a node that are no constants, each with the partial by it; an operand twice is there twice."""
    return [
        (operand, local)
        for operand, local in zip(node.operands, node.local_derivatives())
        if local is not None and not operand.is_constant
    ]


def _adjoints(
    output: Value, order: Iterable[Value], edges: Callable[[Value], Edges] = _edges, seed: float = 1.0
) -> dict[Value, float]:
    adjoint = {output: seed}
    for node in order:
        for operand, local in edges(node):
            adjoint[operand] = adjoint.get(operand, 0.0) + adjoint.get(node, 0.0) * local
    return adjoint


def _add(adjoint: dict[Value, float]) -> None:
    for value, amount in adjoint.items():
        value.grad = (value.grad or 0.0) + amount


def _results_first(output: Value) -> list[Value]:
    return topological_order(output)[::-1]


def _overwritten(output: Value) -> None:
    adjoint = {output: 1.0}
    for node in _results_first(output):
        for operand, local in _edges(node):
            adjoint[operand] = adjoint[node] * local
    _add(adjoint)


def _depth_first(output: Value) -> None:
    _add(_adjoints(output, _depth_first_order(output)))


def _depth_first_order(output: Value) -> list[Value]:
    order: dict[Value, None] = {}
    stack = [output]
    while stack:
        node = stack.pop()
        if node not in order:
            order[node] = None
            stack += reversed(node.operands)
    return list(order)


def _once_a_path(output: Value) -> None:
    adjoint = {output: 1.0}
    stack = [output]
    while stack:
        node = stack.pop()
        for operand, local in _edges(node):
            adjoint[operand] = adjoint.get(operand, 0.0) + adjoint[node] * local
            stack.append(operand)
    _add(adjoint)


def _operands_first(output: Value) -> None:
    _add(_adjoints(output, topological_order(output)))


def _no_seed(output: Value) -> None:
    _add(_adjoints(output, _results_first(output), seed=0.0))


def _operands_as_a_set(output: Value) -> None:
    _add(_adjoints(output, _results_first(output), lambda node: dict(_edges(node)).items()))


def _straight_into_grad(output: Value) -> None:
    output.grad = 1.0
    for node in _results_first(output):
        for operand, local in _edges(node):
            operand.grad = (operand.grad or 0.0) + (node.grad or 0.0) * local


def _reset(output: Value) -> None:
    output.zero_grad()
    output.backward()


def _at_present_data(output: Value) -> None:
    def edges(node: Value) -> Edges:
        return _edges(node if node.primitive is None else node.primitive(*node._inputs()))

    _add(_adjoints(output, _results_first(output), edges))


def _with_wrong_partials(name: str, partials: Partials) -> Callable[[Value], None]:
    """The pass that takes these for the partials of the operation of that name."""

    def edges(node: Value) -> Edges:
        if node.primitive is not PRIMITIVES[name]:
            return _edges(node)
        found: list[tuple[Value, float]] = []
        for operand, formula in zip(node._inputs(), partials):
            if isinstance(operand, Vector):
                found += zip(operand, formula(*node._numbers()))
            elif not operand.is_constant:
                found.append((operand, formula(*node._numbers())))
        return [(operand, local) for operand, local in found if not operand.is_constant]

    return lambda output: _add(_adjoints(output, _results_first(output), edges))


def _constants_too(output: Value) -> None:
    def edges(node: Value) -> Edges:
        if node.primitive is PRIMITIVES["pow"]:
            PRIMITIVES["log"](node.operands[0].data)  # for the partial by the exponent, which nobody asks for
        return _edges(node)

    _add(_adjoints(output, _results_first(output), edges))


def _probabilities(zs: list[float]) -> list[float]:
    exponentials = [math.exp(z - max(zs)) for z in zs]
    return [e / sum(exponentials) for e in exponentials]


def _of_an_operation(
    name: str, what: str, row: str, partials: Partials, function: Callable[..., Value], **point: float
) -> Bug:
    return Bug(name, what, _with_wrong_partials(row, partials), function, point, PRIMITIVES[row])


_right = {name: row.partials for name, row in PRIMITIVES.items()}

_bugs = (
    # The pass is at fault.
    Bug(
        "overwritten",
        "An operand's gradient is set with = where += would add, so that of several uses the last one counts.",
        _overwritten,
        lambda x: x * x,
        {"x": 3.0},
    ),
    Bug(
        "depth_first",
        "Nodes are visited depth first, not in topological order: one hands its gradient on before it is complete.",
        _depth_first,
        lambda x: (b := x.exp()) + b.exp(),
        {"x": 0.0},
    ),
    Bug(
        "once_a_path",
        "A node is visited once a path, and hands on all it has each time: recursion without a set of visited nodes.",
        _once_a_path,
        lambda x: (b := x.exp()) * b,
        {"x": 0.0},
    ),
    Bug(
        "operands_first",
        "The topological order is not reversed: a node hands on its gradient before it gets one.",
        _operands_first,
        lambda x: x.exp().exp(),
        {"x": 0.0},
    ),
    Bug(
        "no_seed",
        "The gradient of the output by itself is left at 0; it is 1.",
        _no_seed,
        lambda x: x.exp(),
        {"x": 0.0},
    ),
    Bug(
        "operands_as_a_set",
        "A node keeps its operands in a set, so that x * x has one edge where it has two.",
        _operands_as_a_set,
        lambda x: x * x,
        {"x": 3.0},
    ),
    Bug(
        "interior_kept",
        "The gradients of interior nodes stay from the last pass, and a second pass hands them on once more.",
        _straight_into_grad,
        lambda x: x.exp().exp(),
        {"x": 0.0},
    ),
    Bug(
        "leaves_reset",
        "Every gradient is set to 0 first, so that passes from several outputs don't add up.",
        _reset,
        lambda x: x.exp(),
        {"x": 0.0},
    ),
    Bug(
        "stale",
        "Partials are evaluated at the data that leaves have now, after an update, not at those of the forward pass.",
        _at_present_data,
        lambda x: x * x,
        {"x": 3.0},
    ),
    # An operation is at fault.
    Bug(
        "constant_exponent",
        "An exponent that is a constant is treated as a variable, which asks for the logarithm of a negative base.",
        _constants_too,
        lambda x: x**2,
        {"x": -3.0},
        PRIMITIVES["pow"],
    ),
    _of_an_operation(
        "forgotten_factor",
        "The derivative of x1·x2 by x1 is taken to be 1: the factor x2 is forgotten.",
        "mul",
        (lambda a, b, y: 1.0, lambda a, b, y: a),
        lambda a, b: a * b,
        x1=3.0,
        x2=5.0,
    ),
    _of_an_operation(
        "swapped",
        "The derivative of x1·x2 by x1 is taken to be x1: each operand gets the partial of the other.",
        "mul",
        (lambda a, b, y: a, lambda a, b, y: b),
        lambda a, b: a * b,
        x1=3.0,
        x2=5.0,
    ),
    _of_an_operation(
        "sign_of_subtraction",
        "The derivative of a − b by b is taken to be 1: the sign is forgotten.",
        "sub",
        (lambda a, b, y: 1.0, lambda a, b, y: 1.0),
        lambda a, b: a - b,
        a=3.0,
        b=5.0,
    ),
    _of_an_operation(
        "denominator_not_squared",
        "The derivative of a / b by b is taken to be −a / b: the denominator is not squared.",
        "div",
        (lambda a, b, y: 1.0 / b, lambda a, b, y: -a / b),
        lambda a, b: a / b,
        a=3.0,
        b=5.0,
    ),
    _of_an_operation(
        "exponent_kept",
        "The derivative of xᵖ is taken to be p·xᵖ: the exponent is not lowered.",
        "pow",
        (lambda x, p, y: p * y, _right["pow"][1]),
        lambda x: x**3,
        x=2.0,
    ),
    _of_an_operation(
        "exponential_as_power",
        "The derivative of eˣ is taken to be x·eˣ⁻¹, by the rule for powers.",
        "exp",
        (lambda x, y: x * math.exp(x - 1.0),),
        lambda x: x.exp(),
        x=2.0,
    ),
    _of_an_operation(
        "logarithm_of_the_result",
        "The derivative of log x is taken to be 1 / log x: the result stands where the operand should.",
        "log",
        (lambda x, y: 1.0 / y,),
        lambda x: x.log(),
        x=2.0,
    ),
    _of_an_operation(
        "sigmoid_of_the_pre_activation",
        "The derivative of σ(z) is taken to be z(1 − z): it is y(1 − y), of the output.",
        "sigmoid",
        (lambda z, y: z * (1.0 - z),),
        lambda z: z.sigmoid(),
        z=2.0,
    ),
    _of_an_operation(
        "tanh_not_squared",
        "The derivative of tanh z is taken to be 1 − y; it is 1 − y².",
        "tanh",
        (lambda z, y: 1.0 - y,),
        lambda z: z.tanh(),
        z=2.0,
    ),
    _of_an_operation(
        "relu_always_on",
        "The gradient passes a ReLU where its input is negative, too.",
        "relu",
        (lambda x, y: 1.0,),
        lambda x: x.relu(),
        x=-2.0,
    ),
    _of_an_operation(
        "tie",
        "At a tie both operands of a maximum get the whole gradient, so that together they get it twice.",
        "maximum",
        (lambda a, b, y: float(a >= b), lambda a, b, y: float(b >= a)),
        lambda x: PRIMITIVES["maximum"](x, x),
        x=3.0,
    ),
    _of_an_operation(
        "mean_not_divided",
        "Every operand of a mean gets the whole gradient, which is not divided by their number.",
        "mean",
        (lambda xs, y: [1.0] * len(xs),),
        lambda a, b: PRIMITIVES["mean"]([a, b]),
        a=3.0,
        b=5.0,
    ),
    _of_an_operation(
        "bias_forgotten",
        "The derivative of w·x + b by b is taken to be 0: the bias gets no gradient and never learns.",
        "dot",
        (*_right["dot"][:2], lambda ws, xs, b, y: 0.0),
        lambda b: PRIMITIVES["dot"]([2.0], [3.0], b),
        b=5.0,
    ),
    _of_an_operation(
        "target_forgotten",
        "The gradient of cross-entropy by the logits is taken to be the probabilities, without the target subtracted.",
        "softmax_cross_entropy",
        (lambda zs, ts, y: _probabilities(zs), _right["softmax_cross_entropy"][1]),
        lambda z1, z2: PRIMITIVES["softmax_cross_entropy"]([z1, z2], [1.0, 0.0]),
        z1=1.0,
        z2=2.0,
    ),
)

BUGS: dict[str, Bug] = {bug.name: bug for bug in _bugs}
"""Every bug, by name."""
