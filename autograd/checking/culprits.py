"""The operations that are wrong by themselves, in a graph of which a derivative is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from autograd.checking.checks import Backward, checks_of
from autograd.checking.evaluation import Evaluation, evaluated, slopes_of
from autograd.checking.report import Culprit
from autograd.graph import topological_order
from autograd.primitive import Primitive, Scalar
from autograd.unfolding import stand_ins
from autograd.value import Value

__all__ = ["culprits_of"]


def culprits_of(outputs: Sequence[Value], order: int, backward: Backward) -> Iterator[Culprit]:
    """The operations of which derivatives of this order are wrong, at the operands the graph gives them."""
    met = set()
    for node in dict.fromkeys(node for output in outputs for node in topological_order(output)):
        if node.primitive is not None and (node.primitive, repr(node._numbers())) not in met:
            met.add((node.primitive, repr(node._numbers())))
            yield from _wrong_derivatives(node, node.primitive, order, backward)


def _wrong_derivatives(node: Value, primitive: Primitive, order: int, backward: Backward) -> Iterator[Culprit]:
    arguments, names = _apart(node)
    leaves = list(names)
    alone = partial(evaluated, primitive, arguments)
    if order == 2:
        seconds = checks_of(partial(slopes_of, alone, leaves), [{leaf: 1.0} for leaf in leaves])
        for k, check in enumerate(seconds):
            if check.is_wrong:
                pair = names[leaves[k // len(leaves)]], names[leaves[k % len(leaves)]]
                yield Culprit(primitive, node, f"second derivative by {pair[0]} and {pair[1]}", check)
        return
    checks = checks_of(alone, [{leaf: 1.0} for leaf in leaves], backward)
    for leaf, check in zip(leaves, checks):
        if check.is_wrong:
            yield Culprit(primitive, node, f"derivative by {names[leaf]}", check)
    if any(check.verdict == "kink crossed" for check in checks):
        # At a tie no operand can be moved alone without crossing the kink, but all can be moved together.
        shift = Value(0.0)
        [check] = checks_of(lambda: Evaluation([primitive(*_moved(arguments, shift))]), [{shift: 1.0}])
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
