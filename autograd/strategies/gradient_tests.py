"""A gradient checked at whatever inputs Hypothesis finds, in one line."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from autograd.arguments import check_function, check_whole
from autograd.checking import GradcheckError, GradcheckReport, gradcheck
from autograd.checking.black_box import check_given
from autograd.checking.black_box.containers import arrays_in, copied, resolution_of
from autograd.checking.evaluation import places_of
from autograd.errors import DomainError
from autograd.functional import ArgumentNumbers
from autograd.shared.showing import brief, came
from autograd.structures import parameter_names

__all__ = ["arrays", "gradient_test"]

LONGEST = 300
"""Letters of an argument in a message."""
MOST_TRIED = 4
LARGEST, PARTS = 4, 8
"""Numbers are drawn in eighths, up to 4: they can be read, and no function is very steep."""


def arrays(*shape: int, make: Callable[[Any], Any] | None = None) -> st.SearchStrategy[Any]:
    """Arrays of simple numbers, in eighths from −4 to 4; they shrink to zeros.

    Args:
        shape: how long the array is along each axis; none for a number.
        make: what makes the array of a list of lists, as `np.array` or `torch.tensor`; by default it stays a list.

    Returns:
        The strategy: numbers in nested lists of the shape, or what `make` makes of them.

    Raises:
        ValueError: for a length below 1.

    >>> from hypothesis import given
    >>> @given(W=arrays(3, 2))
    ... def test_a_matrix_has_rows(W):
    ...     assert len(W) == 3 and len(W[0]) == 2
    >>> test_a_matrix_has_rows()
    """
    strategy: st.SearchStrategy[Any] = st.integers(-LARGEST * PARTS, LARGEST * PARTS).map(lambda k: k / PARTS)
    for length in reversed(shape):
        size = check_whole(length, "shape")
        strategy = st.lists(strategy, min_size=size, max_size=size)
    return strategy if make is None else strategy.map(check_function(make, "make", " of a list"))


def gradient_test(
    inputs: st.SearchStrategy[Any] | Sequence[st.SearchStrategy[Any]],
    gradient: Callable[..., Any] | bool | None = None,
    *,
    argnums: ArgumentNumbers = None,
) -> Callable[[Callable[..., Any]], Callable[[], None]]:
    """Makes a test of a function: that its gradient is right at whatever inputs Hypothesis draws.

    When it is not, Hypothesis looks for the smallest inputs that show it, and the report of `gradcheck` is the test's
    message. Inputs at which the function is not defined are left out. How many are drawn, Hypothesis's settings say.

    Args:
        inputs: the strategy of each argument, in a sequence; or one for the sequence of all of them.
        gradient: the gradient, as for `gradcheck`; None for a function of Values, which `backward` differentiates.
        argnums: which arguments the gradient is by, as for `gradcheck`; all by default.

    Returns:
        A decorator: of the function `f` it makes a test without arguments, which pytest finds by its name.

    Raises:
        TypeError: for inputs that are no strategies, or a gradient that is no function.

    >>> @gradient_test([arrays(2), arrays()], gradient=lambda w, b: ([b * w[1], b * w[0]], w[0] * w[1]))
    ... def test_of_a_product(w, b):
    ...     return b * w[0] * w[1]
    >>> test_of_a_product()
    """
    if gradient is not None and not isinstance(gradient, bool):
        check_function(gradient, "gradient", " of the arguments of f, or True")
    drawn = _arguments(inputs)

    def decorated(f: Callable[..., Any]) -> Callable[[], None]:
        failing: list[Sequence[Any]] = []

        # Two bugs are two places in `gradcheck`, and would be one heap of tracebacks.
        @settings(report_multiple_bugs=False, deadline=None, phases=set(Phase) - {Phase.explain})
        @given(arguments=drawn)
        def search(arguments: Sequence[Any]) -> None:
            try:
                _checked(f, arguments, gradient, argnums)
            except (DomainError, OverflowError):
                assume(False)
            except GradcheckError:
                failing.append(arguments)
                raise

        def test() -> None:
            failing.clear()
            try:
                search()
            except GradcheckError:
                error = _explained(f, failing, gradient, argnums)
            else:
                return
            raise error

        for name in ("__name__", "__qualname__", "__module__", "__doc__"):
            setattr(test, name, getattr(f, name, getattr(test, name)))
        return test

    return decorated


def _checked(f: Callable[..., Any], arguments: Sequence[Any], gradient: Any, argnums: ArgumentNumbers) -> None:
    """The check as the search needs it, thousands of times: without a word of why."""
    if gradient is None or gradient is False:
        gradcheck(f, arguments, order=1, argnums=argnums)
        return
    wanted = places_of(argnums, len(arguments))
    report = check_given(f, arguments, None if gradient is True else gradient, wanted, None, explain=False)
    if not report.ok:
        raise GradcheckError(report)


def _explained(
    f: Callable[..., Any], failing: Sequence[Sequence[Any]], gradient: Any, argnums: ArgumentNumbers
) -> GradcheckError:
    """The error at the smallest inputs, the last; and why, if others near by tell it."""
    smallest = _report(f, failing[-1], gradient, argnums)
    names = parameter_names(f, len(failing[-1]))
    inputs = ", ".join(f"{name}={_written(argument)}" for name, argument in zip(names, failing[-1]))
    notes = [f"The smallest inputs that show it: {inputs}"]
    if not smallest.explanations and gradient is not None:  # zeros show that a gradient is wrong, but seldom why
        told = (_told(f, _fuller(failing[-1], seed), gradient, argnums) for seed in range(MOST_TRIED))
        notes += next(filter(None, told), [])
    return GradcheckError(replace(smallest, notes=(*smallest.notes, *notes)))


def _told(f: Callable[..., Any], arguments: Sequence[Any], gradient: Any, argnums: ArgumentNumbers) -> list[str]:
    """What is said of why the gradient is wrong at other inputs, if it is defined there."""
    try:
        report = _report(f, arguments, gradient, argnums)
    except (ArithmeticError, TypeError, ValueError):
        return []
    return [f"Other inputs tell why. {each.sentence}." for each in report.explanations]


def _fuller(arguments: Sequence[Any], seed: int) -> list[Any]:
    """The arguments with random numbers added to theirs; whole numbers in arrays, as labels are, stay."""
    generator = random.Random(seed)
    fuller = list(arguments)
    for k, argument in enumerate(arguments):
        for path, _, numbers in arrays_in(argument):
            if resolution_of(argument, path) is not None:
                moved = [x + generator.randint(-PARTS, PARTS) / PARTS for x in numbers]
                fuller[k] = copied(fuller[k], path, moved)
    return fuller


def _report(
    f: Callable[..., Any], arguments: Sequence[Any], gradient: Any, argnums: ArgumentNumbers
) -> GradcheckReport:
    try:
        return gradcheck(f, arguments, order=1, gradient=gradient, argnums=argnums)
    except GradcheckError as error:
        return error.report


def _written(argument: Any) -> str:
    """An argument on one line; an array as the list that it holds."""
    return brief(argument.tolist() if hasattr(argument, "tolist") else argument, LONGEST)


def _arguments(inputs: Any) -> st.SearchStrategy[Any]:
    """The strategy of all arguments."""
    if isinstance(inputs, st.SearchStrategy):
        return inputs.map(lambda drawn: [drawn] if isinstance(drawn, Mapping) else drawn)
    if isinstance(inputs, (list, tuple)) and inputs and all(isinstance(each, st.SearchStrategy) for each in inputs):
        return st.tuples(*inputs).map(list)
    raise TypeError(f"expected inputs to be a strategy for each argument, as [arrays(3, 2)], got {came(inputs)}")
