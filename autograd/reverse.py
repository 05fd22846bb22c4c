"""Reverse mode: the chain rule, written once.

The adjoint of a node v is the derivative of the output with respect to v. The output's own adjoint is 1; every node
hands each of its operands its own adjoint times the partial of its operation there; what reaches a node over several
edges is added up. Results are visited before their operands, so that an adjoint is complete before it is handed on.

The same sweep runs on numbers, for `backward`, and on Values, for derivatives that can be differentiated again. The
two differ only in what is put into the partials' formulas.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, TypeAlias

from autograd.graph import Vector, used_again
from autograd.handing_on import check_partials, handed_on_at
from autograd.primitive import Scalar

if TYPE_CHECKING:
    from autograd.value import Value

__all__ = ["AddedProducts", "added_products", "adjoints"]

AddedProducts: TypeAlias = Callable[[Sequence[Scalar], Sequence[Scalar]], Scalar]


def _added_products(factors: Sequence[Scalar], others: Sequence[Scalar]) -> Scalar:
    return sum(map(operator.mul, factors, others))


# From Python 3.12 on this is a function in C, several times faster, that carries its sum in extended precision.
added_products: AddedProducts = getattr(math, "sumprod", _added_products)


def adjoints(
    output: Value,
    seed: Scalar,
    added_products: AddedProducts,
    arguments_of: Callable[[Value], tuple[Scalar, ...]] | None = None,
) -> list[tuple[Collection[Value], Collection[Scalar]]]:
    """The adjoints of all Values that `output` depends on, constants left out.

    Args:
        output: where the sweep starts.
        seed: the adjoint of `output`: 1, as a number or as a Value.
        added_products: gives the sum of the products of two sequences.
        arguments_of: gives what a node's partials are evaluated at: its operands, then its result. None for the
            numbers that they had when it was computed.

    Returns:
        Pairs of some Values and as many adjoints. Each Value is in one pair, once.

    Raises:
        DomainError: where an operation has no derivative at its operands.
        TypeError: where a partial gives no number, or by a vector not one an element.
    """
    # For what several edges lead to: the sum of what has come over them, and how many have not brought anything yet.
    # The sum starts at the int 0, which a Value is added to without a node. A leaf's is complete at the end alone.
    edges = used_again(output)
    collecting: dict[Value, list[Scalar]] = {n: [0, count] for n, count in edges.items() if type(n) is not Vector}
    # For a vector: the adjoints of the nodes that use it, and their partials. Multiplied out when all have been met.
    users: dict[Vector, tuple[list[Scalar], list[Sequence[Scalar]]]] = {}
    values: list[Value] = []
    amounts: list[Scalar] = []
    waiting: list[tuple[Scalar, Scalar]] = [(output, seed)]
    while waiting:
        node, amount = waiting.pop()
        collected = collecting.get(node)
        if collected is not None:
            collected[0] += amount
            collected[1] -= 1
            if collected[1]:
                continue
            amount = collected[0]
        elif type(node) is Vector:
            if node.is_constant:
                continue
            upstreams, rows = users.get(node) or users.setdefault(node, ([], []))
            upstreams.append(amount[0])
            rows.append(amount[1])
            if node.primitive is not None and len(rows) == edges.get(node, 1):  # those of leaves wait until the end
                waiting += zip(node.values, _multiplied_out(*users.pop(node), added_products))
            continue
        elif node.primitive is None:
            if not node.is_constant:
                collecting[node] = [amount, 0]
            continue
        values.append(node)
        amounts.append(amount)
        row = node.primitive
        arguments = None if arguments_of is None else arguments_of(node)
        try:
            waiting += row.handed_on(node, amount) if arguments is None else handed_on_at(arguments, node, amount)
        except (ArithmeticError, ValueError) as error:
            raise node._explained(error, "has no derivative") from None
        except TypeError:
            check_partials(arguments or node._numbers(), node)
            raise
    leaves = {value: collected[0] for value, collected in collecting.items() if value.primitive is None}
    return [(values, amounts), *_of_leaves(leaves, users, added_products)]


def _of_leaves(
    leaves: dict[Value, Scalar],
    users: dict[Vector, tuple[list[Scalar], list[Sequence[Scalar]]]],
    added_products: AddedProducts,
) -> list[tuple[Collection[Value], Collection[Scalar]]]:
    """The adjoints of leaves that stand alone, and of those in vectors."""
    vectors: list[tuple[Value, ...]] = []
    products: list[list[Scalar]] = []
    for vector, (upstreams, rows) in users.items():
        elements = _multiplied_out(upstreams, rows, added_products)
        if vector.holds_leaves:
            vectors.append(vector.values)
            products.append(elements)
        else:  # constants among them
            _add(elements, vector.values, leaves)
    # Mostly no leaf is met twice; half a million parameters then need not be gone through one by one.
    if len(set(leaves).union(*vectors)) < len(leaves) + sum(map(len, vectors)):
        for values, elements in zip(vectors, products):
            _add(elements, values, leaves)
        vectors, products = [], []
    return [(leaves.keys(), leaves.values()), *zip(vectors, products)]


def _multiplied_out(
    upstreams: list[Scalar], rows: list[Sequence[Scalar]], added_products: AddedProducts
) -> list[Scalar]:
    """The adjoints of a vector's elements: each adds up, over the vector's users, upstream times partial."""
    if len(rows) == 1:
        upstream = upstreams[0]
        return [upstream * partial for partial in rows[0]]
    return [added_products(upstreams, column) for column in zip(*rows)]


def _add(products: list[Scalar], values: Sequence[Value], adjoint: dict[Value, Scalar]) -> None:
    for value, product in zip(values, products):
        if value in adjoint:
            adjoint[value] += product
        elif not value.is_constant:
            adjoint[value] = product
