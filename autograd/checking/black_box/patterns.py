"""What is wrong with a gradient: patterns that can be seen from its numbers and the true ones alone.

Each function takes what is wrong and not yet explained, and yields explanations that fit within the error bounds.

| symbol | meaning                                             |
| ------ | --------------------------------------------------- |
| `g`    | the derivative as it was given                      |
| `t`    | the true one, by differences                        |
| `r`    | g as a multiple of t                                |
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from autograd.checking.black_box.comparison import Comparison
from autograd.checking.black_box.containers import Shape, indices
from autograd.checking.report import Explanation
from autograd.shared.showing import listed

__all__ = ["any_ratios", "multiple_of", "orders", "penalties", "ratios", "shapes", "sums", "swaps"]


def shapes(wrong: Sequence[Comparison]) -> Iterator[Explanation]:
    """Right numbers in another shape: transposed, not summed over the batch, one number for all."""
    for each in wrong:
        if each.has_its_shape:
            continue
        came, expected = each.given.shape, each.array.shape
        if each.is_entrywise:
            yield _about(each, "shape", f"it has shape {came}, not {expected}: reshape it, or leave out keepdims")
        elif came == expected[::-1] and each.explain(_transposed(each.given.numbers, came)):
            yield _about(each, "transposed", f"this is the true derivative, transposed: its shape is {came}")
        for axis, length in enumerate(came):
            rest = (*came[:axis], *came[axis + 1 :])
            summed = _summed_over(axis, each.given.numbers, came)
            if len(summed) == len(each.array.numbers) and _without_ones(rest) == _without_ones(expected):
                for word, divisor in (("summed", 1.0), ("averaged", float(length))):
                    if length > 1 and each.explain([number / divisor for number in summed]):
                        yield _about(
                            each,
                            "not summed",
                            f"it has shape {came}, a part for each sample, and is not {word} over the batch, "
                            f"which is axis {axis}",
                        )


def ratios(wrong: Sequence[Comparison], sizes: Mapping[int, str]) -> Iterator[Explanation]:
    """The true derivative times −1, 2, ½ or a number of samples, in every entry."""
    found = [(each, _ratio_of(each)) for each in wrong]
    yield from _grouped([(each, _named_ratio(r, _same_ratio(each), sizes)) for each, r in found if r is not None])


def any_ratios(wrong: Sequence[Comparison]) -> Iterator[Explanation]:
    """The true derivative times any one number."""
    found = [(each, r) for each in wrong if (r := _ratio_of(each)) is not None]
    told = [
        (each, ("factor", f"{r:.6g} times the true derivative"))
        for each, r in found
        if len(each.evident(each.true)) > 1
        or sum(math.isclose(r, other, rel_tol=_same_ratio(each)) for _, other in found) > 1
    ]
    yield from _grouped(told)


def orders(wrong: Sequence[Comparison]) -> Iterator[Explanation]:
    """The true numbers, transposed or in another order."""
    for each in wrong:
        shape = each.array.shape
        if each.given.shape != shape:
            continue
        if len(shape) == 2 and shape[0] == shape[1] and each.explain(_transposed(each.given.numbers, shape)):
            yield _about(each, "transposed", "this is the true derivative, transposed")
        elif each.is_complete and len(each.true) > 2:
            places = sorted(each.true, key=each.true.__getitem__)
            inverse = [0.0] * len(places)
            for k, number in zip(places, sorted(each.given.numbers)):
                inverse[k] = number
            if each.explain(inverse):
                yield _about(
                    each,
                    "order",
                    "these are the true numbers in another order: a reshape where a transpose is meant?",
                )


def swaps(wrong: Sequence[Comparison], all_of_them: Sequence[Comparison]) -> Iterator[Explanation]:
    """The derivative by another array."""
    for each in wrong:
        for other in all_of_them:
            is_other = other is not each and other.array.shape == each.given.shape
            if is_other and other.explain(each.given.numbers):
                yield _about(each, "swapped", f"this is the derivative by {other.array.name}")


def penalties(wrong: Sequence[Comparison]) -> Iterator[Explanation]:
    """A multiple of the array itself missing or too much, as of a regularization."""
    found = []
    for each in wrong:
        if not each.is_entrywise:
            continue
        missing = {k: true - each.given.numbers[k] for k, true in each.true.items()}
        for letter, base in (("", each.array.numbers), ("sign of ", [_sign(w) for w in each.array.numbers])):
            c = multiple_of(each, missing, base, 3 if letter else 2)
            if c is not None and not (letter and len(set(base) - {0.0}) < 2):
                times = f"{abs(c):.6g} times {letter}the array itself"
                penalty = (
                    f"{abs(c) / (1.0 if letter else 2.0):.6g} times the sum of its {'sizes' if letter else 'squares'}"
                )
                told = (
                    f"{times} is missing: f has a penalty, as {penalty}, that gradient leaves out or takes for smaller"
                    if c > 0.0
                    else f"{times} is too much: gradient has a penalty, as {penalty}, that f has not"
                )
                found.append((each, ("penalty", told)))
                break
    yield from _grouped(found)


def sums(wrong: Sequence[Comparison]) -> Iterator[Explanation]:
    """One number in place of several: their sum, or their mean."""
    for each in wrong:
        if not each.is_complete or len(each.true) < 2 or len(set(each.given.numbers)) != 1:
            continue
        total, bound = math.fsum(each.true.values()), math.fsum(each.bounds.values())
        for word, divisor in (("sum", 1.0), ("mean", float(len(each.true)))):
            if abs(each.given.numbers[0] * divisor - total) <= bound:
                yield _about(each, "axis", f"each entry is the {word} of all: an axis is missing in a sum or mean")
                break


def _ratio_of(comparison: Comparison) -> float | None:
    """What the given derivative is the true one times; None where that is not one number."""
    if not comparison.is_entrywise:
        return None
    given = {k: comparison.given.numbers[k] for k in comparison.true}
    return multiple_of(
        comparison, given, [comparison.true.get(k, 0.0) for k in range(len(comparison.array.numbers))], 1
    )


def multiple_of(
    comparison: Comparison, numbers: Mapping[int, float], base: Sequence[float], fewest: int = 2
) -> float | None:
    """What multiple of `base` some numbers are, within the error bounds; None if they are none.

    Args:
        comparison: has the bounds.
        numbers: by their places.
        base: row by row.
        fewest: so many of the numbers must be far from 0, or it is no evidence.
    """
    evident = [k for k in comparison.evident(numbers) if base[k]]
    if len(evident) < fewest:
        return None
    largest = max(evident, key=lambda k: abs(base[k]))
    c = numbers[largest] / base[largest]
    leeway = comparison.bounds[largest] / abs(base[largest])
    fits = all(
        abs(number - c * base[k]) <= comparison.bounds[k] * max(1.0, abs(c)) + leeway * abs(base[k])
        for k, number in numbers.items()
    )
    return c if fits else None


def _transposed(numbers: Sequence[float], shape: Shape) -> list[float]:
    """The numbers of an array with its axes in the reverse order, row by row.

    >>> _transposed([1.0, 2.0, 3.0, 4.0], (2, 2))
    [1.0, 3.0, 2.0, 4.0]
    """
    at = dict(zip(indices(shape), numbers))
    return [at[index[::-1]] for index in indices(shape[::-1])]


def _summed_over(axis: int, numbers: Sequence[float], shape: Shape) -> list[float]:
    """The sums along an axis of an array, row by row.

    >>> _summed_over(0, [1.0, 2.0, 3.0, 4.0], (2, 2))
    [4.0, 6.0]
    """
    sums: dict[tuple[int, ...], float] = {}
    for index, number in zip(indices(shape), numbers):
        rest = (*index[:axis], *index[axis + 1 :])
        sums[rest] = sums.get(rest, 0.0) + number
    return list(sums.values())


def _same_ratio(comparison: Comparison) -> float:
    """How far apart, relatively, two ratios are that may be one."""
    largest = max(comparison.true, key=lambda k: abs(comparison.true[k]))
    return 4.0 * comparison.bounds[largest] / abs(comparison.true[largest])


def _named_ratio(r: float, same: float, sizes: Mapping[int, str]) -> tuple[str, str] | None:
    sign = "the sign is wrong" if r < 0.0 else ""
    also = f"{sign}, and " if sign else ""
    size = abs(r)
    if math.isclose(size, 1.0, rel_tol=same):
        return ("sign", sign) if sign else None
    counts = [(n, what) for n, what in sizes.items() if n > 1]
    told = []
    for factor, word in ((1.0, ""), (2.0, "twice "), (0.5, "half of ")):
        for n, what in counts:
            if math.isclose(size, factor * n, rel_tol=same):
                told.append(f"{word}{n} times the true derivative, and {n} is {what}: f takes a mean, gradient a sum")
            if math.isclose(size, factor / n, rel_tol=same):
                told.append(
                    f"{word}1/{n} of the true derivative, and {n} is {what}: is it divided by that number twice?"
                )
        if told:
            break
    kind = "count"
    if math.isclose(size, 2.0, rel_tol=same):
        told.insert(0, "twice the true derivative: f has a factor ½ that gradient leaves out")
        kind = "half"
    if math.isclose(size, 0.5, rel_tol=same):
        told.insert(0, "half the true derivative: the 2 from the derivative of a square is missing")
        kind = "half"
    return (kind, also + "; or ".join(told[:2])) if told else None


def _grouped(found: Sequence[tuple[Comparison, tuple[str, str] | None]]) -> Iterator[Explanation]:
    """One explanation for all arrays of which the same is to be said."""
    told = sorted(((each, what) for each, what in found if what is not None), key=lambda pair: pair[1])
    for (kind, sentence), group in groupby(told, key=lambda pair: pair[1]):
        names = tuple(each.array.name for each, _ in group)
        yield Explanation(kind, names, f"{listed(names)}: {sentence}")


def _about(each: Comparison, kind: str, sentence: str) -> Explanation:
    return Explanation(kind, (each.array.name,), f"{each.array.name}: {sentence}")


def _without_ones(shape: Shape) -> list[int]:
    return [length for length in shape if length > 1]


def _sign(number: float) -> float:
    return float((number > 0.0) - (number < 0.0))
