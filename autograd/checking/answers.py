"""Gradients derived on paper, checked factor by factor.

| letter | meaning                                                                   | slides |
| ------ | ------------------------------------------------------------------------- | ------ |
| path   | a way from the output down to the variable: one local derivative an edge  | L8.3   |
| factor | what the student wrote: one edge's derivative, or several of them in one  | L7.4   |
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import TypeAlias

from autograd.arguments import check_number, check_value
from autograd.graph import paths_between, topological_order
from autograd.primitive import Scalar, real_number
from autograd.shared.printing import printable
from autograd.shared.showing import came
from autograd.structures import holds_several
from autograd.tracing import CUT_PATH
from autograd.value import Operand, Value

__all__ = ["Answer", "check_answer"]

_MOST_PATHS = 6
_MOST_FACTORS = 10


@dataclass(frozen=True)
class Answer:
    """What `check_answer` found.

    Attributes:
        right: whether the derivative is the right one.
        remarks: what there is to say, a sentence each; for a right answer, one that says so.

    >>> from autograd import check_answer
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> check_answer(w * x, w, [2.0])
    ✓ Right: ∂mul/∂w = 2.
    >>> check_answer(w * x, w, [0.5]).right
    False
    """

    right: bool
    remarks: tuple[str, ...]

    def __repr__(self) -> str:
        return printable("\n".join(("✓ " if self.right else "✗ ") + remark for remark in self.remarks))


@dataclass(frozen=True)
class _Edge:
    """One edge of a path: what it is called, its derivative, and what else of its node may be mistaken for that."""

    name: str
    number: float
    mistakes: tuple[tuple[str, float], ...]


_Path: TypeAlias = tuple[_Edge, ...]


def check_answer(
    output: Value, variable: Value, *products: Iterable[Operand] | Operand, tolerance: float = 1e-3
) -> Answer:
    """Checks ∂output/∂variable as worked out by hand: a product of factors for each path between the two.

    A factor is the derivative on one edge, or the product of those on several edges in a row. The order does not
    matter, and a derivative that is 1 may be left out.

    Args:
        output: what is differentiated.
        variable: by what.
        products: the factors of one path each: numbers, or Values. A number alone is a product of one factor; where
            there is one path, several of them are its factors.
        tolerance: how far a factor may be off, in proportion to itself: 0.001 by default, which is three digits.

    Returns:
        The answer: whether it is right, and if not, which factor or path is missing, wrong or superfluous.

    Raises:
        TypeError: if `output` or `variable` is not a Value, or a factor not a number: it may be a function that was
            not called, or what a function without `return` gave.
        ValueError: if `output` does not depend on `variable`; if there are more than 6 paths, or 10 factors in one
            product; or if `tolerance` is not between 0 and 1.

    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> y = (w * x).tanh()
    >>> y.label, y.operands[0].label = "y", "z"
    >>> check_answer(y, w, [1 - y.data**2, 2.0])
    ✓ Right: ∂y/∂w = 0.8399.
    >>> check_answer(y, w, [1 - y.data**2])
    ✗ The factor ∂z/∂w is missing.
    """
    check_value(output, "output")
    check_value(variable, "variable")
    check_number(tolerance, "tolerance", lambda x: 0.0 < x < 1.0, "between 0 and 1")
    paths = _paths(output, variable)
    given = _given(products, len(paths))
    longest = max(map(len, given), default=0)
    if longest > _MOST_FACTORS or len(given) > _MOST_PATHS:
        raise ValueError(
            f"expected at most {_MOST_PATHS} products of {_MOST_FACTORS} factors, got {len(given)} of up to {longest}"
        )
    derivative = sum(math.prod(edge.number for edge in path) for path in paths)
    what = _derivative_name(output, variable)
    remarks = _remarks(paths, given, tolerance)
    if not remarks:
        return Answer(True, (f"Right: {what} = {derivative:.4g}.",))
    if given and math.isclose(sum(map(math.prod, given)), derivative, rel_tol=tolerance):
        return Answer(True, (f"Right: {what} = {derivative:.4g}, though not factor by factor as the graph has it.",))
    return Answer(False, tuple(remarks))


def _given(products: Sequence[Iterable[Operand] | Operand], path_count: int) -> list[list[float]]:
    """The factors as numbers, product by product."""
    are_alone = [not holds_several(product) and not isinstance(product, Iterator) for product in products]
    if path_count == 1 and len(products) > 1 and all(are_alone):
        return [[_number(factor) for factor in products]]
    return [  # what is not alone has several factors, which no checker can tell from `is_alone`
        [_number(product)] if is_alone else [_number(factor) for factor in product]  # type: ignore[union-attr]
        for product, is_alone in zip(products, are_alone)
    ]


def _number(factor: Scalar) -> float:
    if isinstance(factor, Value):
        return factor.data
    try:
        return real_number(factor)
    except TypeError:
        hint = ": forgot return in the function that gave it?" if factor is None else ""
        hint = ": forgot to call it?" if callable(factor) else hint
        raise TypeError(f"expected every factor to be a number or a Value, got {came(factor)}{hint}") from None


def _remarks(paths: Sequence[_Path], products: Sequence[list[float]], tolerance: float) -> list[str]:
    """What is wrong, when each product is held against the path that it fits best."""
    count = max(len(paths), len(products))
    paths = [*paths, *[()] * (count - len(paths))]
    products = [*products, *[[]] * (count - len(products))]
    fits = [[_remarks_on(path, product, tolerance) for path in paths] for product in products]
    best = min(permutations(range(count)), key=lambda order: sum(len(fits[i][j]) for i, j in enumerate(order)))
    return [remark for i, j in sorted(enumerate(best), key=lambda pair: pair[1]) for remark in fits[i][j]]


def _remarks_on(path: _Path, product: Sequence[float], tolerance: float) -> list[str]:
    if not product:
        return [f"The product {' · '.join(edge.name for edge in path)} is missing."]
    if not path:
        return [f"The product {' · '.join(f'{factor:.4g}' for factor in product)} belongs to no path."]
    missing, extra = _unmatched(path, product, tolerance)
    remarks = []
    for factor in list(extra):
        for edge in missing:
            if mistake := _mistake(edge, factor, tolerance):
                remarks.append(f"The factor {factor:.4g} is wrong: {mistake}.")
                missing.remove(edge)
                extra.remove(factor)
                break
    remarks += _wrong_signs(path, missing, extra, tolerance)
    wrong = [f"The factor {factor:.4g} is not {edge.name}." for edge, factor in zip(missing, extra)]
    absent = [f"The factor {edge.name} is missing." for edge in missing[len(extra) :]]
    superfluous = [f"The factor {factor:.4g} is superfluous." for factor in extra[len(missing) :]]
    return remarks + wrong + absent + superfluous


def _wrong_signs(path: _Path, missing: list[_Edge], extra: list[float], tolerance: float) -> list[str]:
    """What is wrong by a sign alone; it is taken out of `missing` and `extra`."""
    remarks = []
    for factor in list(extra):
        for run in _runs(frozenset(i for i, edge in enumerate(path) if edge in missing)):
            if math.isclose(_product(path, run), -factor, rel_tol=tolerance):
                names = " · ".join(path[i].name for i in run)
                remarks.append(f"The factor {factor:.4g} is wrong: {names} has the other sign.")
                extra.remove(factor)
                for i in run:
                    missing.remove(path[i])
                break
    while missing and not extra and (left_out := next((edge for edge in missing if edge.number == -1.0), None)):
        remarks.append(f"The sign is wrong: the factor {left_out.name}, which is −1, is missing.")
        missing.remove(left_out)
    while extra and not missing and (too_many := next((f for f in extra if f == -1.0), None)):
        remarks.append("The sign is wrong: the factor −1 is superfluous.")
        extra.remove(too_many)
    return remarks


def _unmatched(path: _Path, product: Sequence[float], tolerance: float) -> tuple[list[_Edge], list[float]]:
    """The edges that no factor accounts for, and the factors that account for none: as few as can be, ones left out."""

    @cache
    def search(position: int, free: frozenset[int]) -> tuple[int, frozenset[int], tuple[float, ...]]:
        if position == len(product):
            left = frozenset(i for i in free if path[i].number != 1.0)
            return len(left), left, ()
        factor = product[position]
        cost, left, extra = search(position + 1, free)
        if not math.isclose(factor, 1.0, rel_tol=tolerance):
            cost, extra = cost + 1, (factor, *extra)
        matching = (run for run in _runs(free) if math.isclose(_product(path, run), factor, rel_tol=tolerance))
        return min([(cost, left, extra), *(search(position + 1, free.difference(run)) for run in matching)], key=_cost)

    _, left, extra = search(0, frozenset(range(len(path))))
    return [path[i] for i in sorted(left)], list(extra)


def _cost(outcome: tuple[int, frozenset[int], tuple[float, ...]]) -> int:
    return outcome[0]


def _runs(free: frozenset[int]) -> Iterator[range]:
    """Every run of free edges, the shorter ones first."""
    for length in range(1, len(free) + 1):
        yield from (range(i, i + length) for i in sorted(free) if free.issuperset(range(i, i + length)))


def _product(path: _Path, run: Iterable[int]) -> float:
    return math.prod(path[i].number for i in run)


def _mistake(edge: _Edge, factor: float, tolerance: float) -> str | None:
    """What `factor` was probably meant to be, where it is not what stands on `edge`."""
    reciprocal = [(f"it is 1 divided by {edge.name}", 1.0 / edge.number)] if edge.number else []
    for text, number in [(f"{edge.name} has the other sign", -edge.number), *reciprocal, *edge.mistakes]:
        if math.isclose(number, factor, rel_tol=tolerance):
            return text
    return None


def _paths(output: Value, variable: Value) -> list[_Path]:
    """Every path from `output` down to `variable`, its edges in that order.

    Raises:
        ValueError: if there is none, or there are too many.
    """
    counts: dict[Value, int] = {}
    for node in topological_order(output):
        counts[node] = 1 if node is variable else sum(counts[operand] for operand in node.operands)
    if not counts.get(variable) or output is variable:
        raise ValueError(
            f"expected output to depend on variable, got output={output!r}, variable={variable!r}: {CUT_PATH}"
        )
    if counts[output] > _MOST_PATHS:
        raise ValueError(
            f"there are {counts[output]} paths from {output!r} to {variable!r}, more than {_MOST_PATHS}: "
            "ask for the derivative of, or by, a value between the two"
        )
    return list(
        paths_between(
            output,
            variable,
            lambda node: [(edge, o) for o, edge in zip(node.operands, _edges(node)) if counts[o] and edge],
        )
    )


def _edges(node: Value) -> list[_Edge | None]:
    """The edges from `node` to its operands; None to a constant."""
    locals_ = node.local_derivatives()
    named = [(_derivative_name(node, operand), number) for operand, number in zip(node.operands, locals_)]
    edges: list[_Edge | None] = []
    for position, (operand, (name, number)) in enumerate(zip(node.operands, named)):
        if number is None:
            edges.append(None)
            continue
        siblings = [(f"it is {n}, not {name}", d) for i, (n, d) in enumerate(named) if i != position and d is not None]
        values = [(f"it is {_name(value)} itself, not {name}", value.data) for value in (node, operand)]
        edges.append(_Edge(name, number, (*siblings, *values)))
    return edges


def _derivative_name(above: Value, below: Value) -> str:
    return f"∂{_name(above)}/∂{_name(below)}"


def _name(value: Value) -> str:
    return value.label or (value.primitive.name if value.primitive else f"{value.data:.4g}")
