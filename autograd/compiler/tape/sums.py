"""Sums written out with + and ×, as plain code has them, are found in a graph and computed as `dot` and `sum` are.

In ((b + w₁·x₁) + w₂·x₂) + … nobody asks for the products and the sums on the way but the next sum. As one node these
are the same numbers, added in the same order, in a small part of the slots and steps; but a sum of nothing but −0.0 is
0.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from autograd.graph import NOTHING, Node, Vector
from autograd.primitive import Primitive, Scalar
from autograd.primitives.arithmetic import add, mul
from autograd.primitives.vectors import dot, total
from autograd.value import Value

__all__ = ["with_sums"]

FEWEST_PRODUCTS = 2
FEWEST_TERMS = 4


def with_sums(order: Sequence[Node], uses: Mapping[Node, int]) -> tuple[Sequence[Node], dict[Value, Value]]:
    """The nodes of a graph with one in place of each long sum.

    Args:
        order: the nodes, each after its operands.
        uses: how often each is an operand, or an element of a vector.

    Returns:
        The nodes that remain and those that are new, each after its operands; and what stands in the place of each sum.
    """
    instead: dict[Value, Value] = {}
    absorbed: set[Node] = set()
    for result, count, are_products in _chains(order, uses):
        if count < FEWEST_TERMS and not are_products:
            continue
        (first, *others), on_the_way = _terms(result, count)
        starts_with_product = _is_lone_product(first, uses)
        if are_products and len(others) + starts_with_product >= FEWEST_PRODUCTS:
            products = [first, *others] if starts_with_product else others
            factors = zip(*((product._first, product._second) for product in products))
            weights, inputs = map(Vector, factors)
            bias = NOTHING if starts_with_product else first
            instead[result] = _standing_for(result, dot, weights, inputs, bias)
            absorbed.update(products, on_the_way)
        elif count >= FEWEST_TERMS:
            instead[result] = _standing_for(result, total, Vector((first, *others)))
            absorbed.update(on_the_way)
    return (_replaced(order, instead, absorbed) if instead else order), instead


def _chains(order: Sequence[Node], uses: Mapping[Node, int]) -> Iterator[tuple[Value, int, bool]]:
    """For every sum its result, how many terms it has, and whether all but the first are products; or none of them."""
    lengths: tuple[dict[Scalar, int], dict[Scalar, int]] = {}, {}
    for node in order:
        if type(node) is Vector or node.primitive is not add:
            continue
        kind = lengths[_is_lone_product(node._second, uses)]
        before = kind.pop(node._first, 1) if uses[node._first] == 1 else 1
        kind[node] = before + 1
    for are_products, kind in enumerate(lengths):
        for result, count in kind.items():
            yield result, count, bool(are_products)


def _terms(result: Scalar, count: int) -> tuple[list[Scalar], list[Scalar]]:
    """The terms of a sum, in order, and the sums on the way."""
    terms, on_the_way, node = [], [], result
    for _ in range(count - 1):
        terms.append(node._second)
        node = node._first
        on_the_way.append(node)
    terms.append(on_the_way.pop())
    return terms[::-1], on_the_way


def _is_lone_product(node: Scalar, uses: Mapping[Node, int]) -> bool:
    return bool(node.primitive is mul and uses[node] == 1)


def _standing_for(
    result: Value, primitive: Primitive, first: Node, second: Node = NOTHING, third: Node = NOTHING
) -> Value:
    """A node that computes the same; its number is not computed here, as it is known."""
    node = object.__new__(Value)
    node.primitive, node._data, node.label, node.grad = primitive, result._data, result.label, None
    node._first, node._second, node._third = first, second, third
    return node


def _replaced(order: Sequence[Node], instead: Mapping[Value, Value], absorbed: Set[Node]) -> list[Node]:
    remaining: list[Node] = []
    for node in order:
        if type(node) is not Vector and node in instead:
            fresh = instead[node]
            remaining += [operand for operand in (fresh._first, fresh._second) if operand is not NOTHING]
            remaining.append(fresh)
        elif node not in absorbed:
            remaining.append(node)
    return remaining
