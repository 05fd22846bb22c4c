"""Why a gradient is wrong: the explanations that fit its numbers, the simplest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from autograd.checking.black_box.batches import batches_of, single_samples
from autograd.checking.black_box.comparison import Comparison
from autograd.checking.black_box.functions import Functions
from autograd.checking.black_box.mistakes import wrong_layers
from autograd.checking.black_box.patterns import any_ratios, orders, penalties, ratios, shapes, sums, swaps
from autograd.checking.report import Explanation
from autograd.shared.showing import listed

__all__ = ["reasons"]

WITHOUT_DATA = (
    "More could be told of layers and samples if f took its data as arguments, too: "
    "gradcheck(f, [W, b, X, y], gradient=g, argnums=(0, 1))."
)


def reasons(functions: Functions, comparisons: Sequence[Comparison]) -> tuple[tuple[Explanation, ...], tuple[str, ...]]:
    """What is wrong with the arrays that are, as far as their numbers tell, and hints for the rest.

    An array that one explanation fits is not tried with those that are less simple.

    Raises:
        ValueError: if an array has a shape that nothing explains.
    """
    wrong = [each for each in comparisons if each.is_wrong]
    tries: list[Callable[[list[Comparison]], Iterator[Explanation]]] = [
        shapes,
        lambda rest: ratios(rest, functions.sizes),
        orders,
        lambda rest: swaps(rest, comparisons),
        penalties,
        sums,
        lambda rest: single_samples(rest, functions),
        lambda rest: wrong_layers(rest, comparisons, functions),
        any_ratios,
    ]
    found: list[Explanation] = []
    rest = wrong
    for explained_by in tries:
        found += explained_by(rest)
        named = {name for explanation in found for name in explanation.arrays if explanation.kind != "shape"}
        rest = [each for each in rest if each.array.name not in named and not _is_right_in_its_shape(each)]
    for each in rest:
        if not each.is_entrywise:
            raise ValueError(
                f"expected gradient to give for {each.array.name} an array of its shape, {each.array.shape}, "
                f"got one of shape {each.given.shape}"
            )
    return tuple(found), tuple(_hints(functions, comparisons, rest))


def _is_right_in_its_shape(each: Comparison) -> bool:
    return each.is_entrywise and each.are_true(each.given.numbers)


def _hints(functions: Functions, comparisons: Sequence[Comparison], rest: Sequence[Comparison]) -> Iterator[str]:
    right = [each.array.name for each in comparisons if not each.is_wrong]
    if not rest:
        return
    if right:
        yield f"Right: {listed(right)}. Not explained: {listed(each.array.name for each in rest)}."
    if not list(batches_of(functions)):
        yield WITHOUT_DATA
