"""A gradient that was given, checked entry by entry; and when it is wrong, what its numbers say of why."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from autograd.checking.black_box.answers import Given
from autograd.checking.black_box.behaviour import faults_of, leeways
from autograd.checking.black_box.comparison import Comparison
from autograd.checking.black_box.containers import Array
from autograd.checking.black_box.functions import Functions, checked, read_functions
from autograd.checking.black_box.moving import MovedLoss
from autograd.checking.black_box.reasons import reasons
from autograd.checking.black_box.slopes import Slope
from autograd.checking.report import Check, Explanation, GradcheckReport
from autograd.shared.showing import listed

__all__ = ["check_given"]

MOST_ENTRIES = 500
"""So many entries are checked, evenly from all arrays, unless each of them is asked for."""
FEWEST_ENTRIES = 10
"""So many of each array are, in any case."""
NEGLIGIBLE = 1.0  # times the square root of the resolution: no formula is wrong by so little
CALLS = 4
"""So often f is called anew: two draws of a few numbers, as of dropout on few units, are often the same."""
AT_A_KINK = "f has a kink at these inputs, as relu at 0 has: what is not ok there is told at other inputs alone."


def check_given(
    f: Callable[..., Any],
    arguments: Sequence[Any],
    gradient: Callable[..., Any] | None,
    wanted: Sequence[int],
    each: bool | None,
    *,
    explain: bool = True,
) -> GradcheckReport:
    """Compares a gradient with differences of the function, and explains what is wrong with it.

    Args:
        f: a function of plain numbers that gives one; with its gradient, where `gradient` is None.
        arguments: what it is called with.
        gradient: its gradient.
        wanted: the places of the arguments that the gradient is by.
        each: whether to check each entry, however many there are.
        explain: whether to look for what is wrong with it, which takes a while.

    Raises:
        TypeError, ValueError: if `f` or `gradient` gives something else than that, or an argument cannot be moved.
    """
    functions = read_functions(f, gradient, arguments, wanted)
    center = functions.loss()
    _refuse_what_cannot_be_checked(functions, center)
    answers = functions.gradients()
    without = [array.name for array, answer in zip(functions.arrays, answers) if answer is None]
    notes = [f"No gradient was given for {listed(without)}."] if without else []
    functions, given = _with_gradient(functions, answers)
    faults = tuple(faults_of(functions, given))
    moved = MovedLoss(functions)
    leeway = leeways(functions, given)
    comparisons: list[Comparison] = []
    checks: list[Check] = []
    for place, (array, answer) in enumerate(zip(functions.arrays, given)):
        places = _places(functions.arrays, place, each)
        if len(places) < len(array.numbers):
            notes.append(f"{len(places)} of {len(array.numbers)} entries of {array.name} were checked (each=True).")
        found = {
            k: moved.by_number(place, k, answer.numbers[k] if k < len(answer.numbers) else math.nan, leeway[place])
            for k in places
        }
        comparison = _compared(array, answer, found, leeway[place])
        comparisons.append(comparison)
        checks += _checks(comparison, found)
    return _report(functions, comparisons, checks, faults, notes, moved, explain)


def _report(
    functions: Functions,
    comparisons: Sequence[Comparison],
    checks: Sequence[Check],
    faults: Sequence[Explanation],
    notes: Sequence[str],
    moved: MovedLoss,
    explain: bool,
) -> GradcheckReport:
    is_wrong = any(check.is_wrong for check in checks)
    if is_wrong and moved.by_time(moved.rates(0)).obstacle == "kink crossed":
        checks = [replace(c, verdict="kink crossed") if c.verdict == "wrong" else c for c in checks]
        notes = [*notes, AT_A_KINK]
        is_wrong = any(check.is_wrong for check in checks)
    is_repeatable = not {fault.kind for fault in faults} & {"adds up", "random"}
    explanations, hints = reasons(functions, comparisons) if explain and is_wrong and is_repeatable else ((), ())
    return GradcheckReport(
        tuple(checks),
        faults=tuple(fault.sentence for fault in faults),
        notes=(*notes, *hints),
        explanations=(*faults, *explanations),
        is_given=True,
    )


def _compared(array: Array, answer: Given, found: dict[int, Slope], leeway: float) -> Comparison:
    true = {k: slope.derivative for k, slope in found.items() if not slope.obstacle}
    relative = NEGLIGIBLE * math.sqrt(max(array.resolution, answer.resolution))
    return Comparison(array, answer, true, {k: found[k].bound + leeway + relative * abs(true[k]) for k in true})


def _checks(comparison: Comparison, found: dict[int, Slope]) -> Iterator[Check]:
    array = comparison.array
    if not comparison.has_its_shape:
        yield Check(f"∂f/∂{array.name}", math.nan, math.nan, math.nan, math.nan, "wrong shape")
    if not comparison.is_entrywise:
        return
    for k, slope in found.items():
        given = comparison.given.numbers[k]
        bound = comparison.bounds.get(k, math.nan)
        is_ok = abs(given - slope.derivative) <= bound
        verdict = slope.obstacle or ("ok" if is_ok else "wrong")
        verdict = "wrong" if not math.isfinite(given) else verdict
        yield Check(f"∂f/∂{array.entry(k)}", given, math.nan, slope.derivative, bound, verdict)


def _places(arrays: Sequence[Array], place: int, each: bool | None) -> list[int]:
    """Which numbers of an array are moved: all, or, where there are many, some that are chosen at random."""
    sizes = [len(array.numbers) for array in arrays]
    most = MOST_ENTRIES // len(sizes) if each is None and sum(sizes) > MOST_ENTRIES else sizes[place]
    most = FEWEST_ENTRIES if each is False else max(most, FEWEST_ENTRIES)
    own = range(sizes[place])
    return list(own) if len(own) <= most else sorted(random.Random(len(own)).sample(own, most))


def _with_gradient(functions: Functions, answers: Sequence[Given | None]) -> tuple[Functions, list[Given]]:
    """Only the arrays by which a derivative was given, and that."""
    pairs = [
        (checked(array, functions.arguments[array.argument]), answer)
        for array, answer in zip(functions.arrays, answers)
        if answer is not None
    ]
    if not pairs:
        names = listed(array.name for array in functions.arrays)
        raise ValueError(f"expected gradient to give a derivative by {names}, got None for each")
    return replace(functions, arrays=[array for array, _ in pairs]), [answer for _, answer in pairs]


def _refuse_what_cannot_be_checked(functions: Functions, center: float) -> None:
    if not math.isfinite(center):
        raise ValueError(f"expected f to be finite at these inputs, got {center}")
    for again in (functions.loss() for _ in range(CALLS)):
        if abs(again - center) > 1e-9 * abs(center):
            raise ValueError(
                f"expected f to give the same at the same inputs, got {center!r}, then {again!r}: "
                "does it draw random numbers, as dropout does? Let it draw the same ones each time"
            )
