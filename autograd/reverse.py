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

from autograd.graph import NOTHING, Vector, evaluation_order
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
    arguments_of: Callable[[Value], tuple[Scalar, ...]],
    added_products: AddedProducts,
) -> list[tuple[Collection[Value], Collection[Scalar]]]:
    """The adjoints of all Values that `output` depends on, constants left out.

    Args:
        output: where the sweep starts.
        seed: the adjoint of `output`: 1, as a number or as a Value.
        arguments_of: gives what a node's partials are evaluated at: its operands, then its result.
        added_products: gives the sum of the products of two sequences.

    Returns:
        Pairs of some Values and as many adjoints. Each Value is in one pair, once.

    Raises:
        DomainError: where an operation has no derivative at its operands.
        TypeError: where a partial gives nothing.
    """
    adjoint: dict[Value, Scalar] = {output: seed}
    # For a vector: the adjoints of the nodes that use it, and their partials. Multiplied out when all have been met.
    handed_on: dict[Vector, tuple[list[Scalar], list[Sequence[Scalar]]]] = {}
    for node in reversed(evaluation_order(output)):
        if type(node) is Vector:
            if node in handed_on and not node.holds_leaves:  # those that do can wait until the end
                _add(_multiplied_out(*handed_on.pop(node), added_products), node.values, adjoint)
        elif node.primitive is not None:
            upstream = adjoint[node]
            arguments = arguments_of(node)
            try:
                for operand, partial in zip((node._first, node._second, node._third), node.primitive.partials):
                    if type(operand) is Vector:
                        if operand.is_constant:
                            if operand is NOTHING:
                                break
                            continue
                        users = handed_on.get(operand)
                        if users is None:
                            users = handed_on[operand] = ([], [])
                        users[0].append(upstream)
                        users[1].append(partial(*arguments))
                    elif operand in adjoint:
                        adjoint[operand] += upstream * partial(*arguments)
                    elif not operand.is_constant:
                        adjoint[operand] = upstream * partial(*arguments)
            except (ArithmeticError, ValueError) as error:
                raise node._explained(error, "has no derivative") from None
            except TypeError as error:
                raise node.primitive.explained_none(arguments, error) from None
    products = [_multiplied_out(upstreams, rows, added_products) for upstreams, rows in handed_on.values()]
    vectors = [vector.values for vector in handed_on]
    # Mostly no leaf is met twice; half a million parameters then need not be gone through one by one.
    if len(set(adjoint).union(*vectors)) < len(adjoint) + sum(map(len, vectors)):
        for values, elements in zip(vectors, products):
            _add(elements, values, adjoint)
        vectors, products = [], []
    return [(adjoint.keys(), adjoint.values()), *zip(vectors, products)]


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
