"""Derivatives of terms, compared with closed forms and central differences."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import PRIMITIVES, Interval
from oracles import few
from viz.formulas.derivatives import derivative, number_inside
from viz.formulas.term import Application, Name, Number, Term, evaluated, names_in

X, Y = Name("x", 0.7), Name("y", -1.3)
NUMBERS = {"x": 0.7, "y": -1.3}


def applied(name: str, *operands: object) -> Term:
    return Application.apply_primitive(PRIMITIVES[name], operands)


TERMS = {
    "a name": (X, 1.0),
    "another name": (Y, 0.0),
    "a number": (Number(3.0), 0.0),
    "a function of another": (applied("exp", Y), 0.0),
    "a product used twice": (X * Y * X, 2 * 0.7 * -1.3),
    "a sum of three": (X * X + X * Y + X, 2 * 0.7 - 1.3 + 1.0),
    "functions within functions": (
        applied("exp", applied("sin", X * X)),
        math.exp(math.sin(0.49)) * math.cos(0.49) * 1.4,
    ),
    "a weighted sum": (applied("dot", [X, Y], [X * X, X], 3.0), 3 * 0.49 - 1.3),
    "a weighted sum without bias": (applied("dot", [X, Y], [2.0, X]), 2.0 - 1.3),
    "a long sum": (applied("sum", [X, Y, X * Y, X * X]), 1.0 - 1.3 + 1.4),
    "the logarithm of a sum of exponentials": (
        applied("logsumexp", [X, Y, 0.0]),
        math.exp(0.7) / (math.exp(0.7) + math.exp(-1.3) + 1.0),
    ),
    "a power with the variable above": (Number(2.0) ** X, 2**0.7 * math.log(2.0)),
    "a quotient": (Y / (X * X), 2 * 1.3 / 0.7**3),
}


@pytest.mark.parametrize(("term", "slope"), TERMS.values(), ids=TERMS)
def test_a_term_is_differentiated_by_the_rules_of_calculus(term: Term, slope: float) -> None:
    assert evaluated(derivative(term, X), NUMBERS) == pytest.approx(slope, rel=1e-12, abs=1e-15)


@few
@given(st.sampled_from(sorted(TERMS)), st.floats(0.1, 2.0), st.floats(-2.0, 2.0))
def test_the_formula_holds_for_other_numbers_too(term: str, x: float, y: float) -> None:
    step = 2.0**-17
    formula, numbers = TERMS[term][0], {"x": x, "y": y}
    above, below = (evaluated(formula, {**numbers, "x": x + h}) for h in (step, -step))
    slope = evaluated(derivative(formula, X), numbers)
    assert slope == pytest.approx((above - below) / (2 * step), rel=1e-6, abs=1e-6)


def test_a_partial_may_use_the_result_by_the_name_that_it_has() -> None:
    f = Name("f", math.exp(0.7))
    assert names_in(derivative(applied("exp", X), X, f)) == [f]
    assert names_in(derivative(applied("exp", X), X)) == [X]
    inside = applied("exp", applied("exp", X))  # the result inside has no name
    assert names_in(derivative(inside, X, f)) == [f, X]


def test_the_general_case_is_asked_for_unless_that_of_the_names_is() -> None:
    """The slope is (1 − t)/(1 − p) − t/p; where p is 1 and so is t, what is left of it is −1/p."""
    p, t = Name("p", 1.0), Name("t", 1.0)
    loss = applied("binary_cross_entropy", p, t)
    half = {"p": 0.25, "t": 0.5}
    assert evaluated(derivative(loss, p), half) == pytest.approx(0.5 / 0.75 - 0.5 / 0.25)
    certain = derivative(loss, p, is_general=False)
    assert evaluated(certain, {"p": 1.0, "t": 1.0}) == -1.0
    size = abs(Name("x", -2.0))
    assert evaluated(derivative(size, Name("x", -2.0), is_general=False), {"x": -2.0}) == -1.0


@pytest.mark.parametrize(
    ("interval", "number"),
    [
        (Interval(), 0.71),
        (Interval(low=0.0), 1.14),
        (Interval(high=0.0), -0.43),
        (Interval(low=0.0, high=1.0), 0.57),
        (Interval(low=-5.0, high=5.0), 0.71),
    ],
)
def test_a_number_inside_an_interval_is_neither_its_end_nor_its_middle(interval: Interval, number: float) -> None:
    """From the larger of its low end and −1, 0.57 of the way to the smaller of its high end and 2."""
    assert number_inside(interval) == pytest.approx(number)
