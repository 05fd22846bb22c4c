"""School algebra on terms: whatever is done to a formula, its number stays."""

from __future__ import annotations

import pytest
from hypothesis import assume, given

from autograd.primitives.activations import sigmoid
from oracles import few
from tests.viz.formulas.test_term import NUMBERS, terms
from viz.derivations.polynomials import (
    cancelled,
    collected,
    common_factors,
    factors,
    in_order,
    length,
    product,
    sum_of,
    summands,
)
from viz.formulas.term import Name, Number, Term, evaluated

a, b, c = map(Name, "abc")


@few
@given(terms)
def test_what_is_collected_ordered_or_cancelled_is_worth_the_same(pair: tuple[Term, float]) -> None:
    term, number = pair
    assume(abs(number) < 1e6)
    same = pytest.approx(number, rel=1e-9, abs=1e-9)
    assert evaluated(product(factors(term)), NUMBERS) == same
    assert evaluated(sum_of(summands(term)), NUMBERS) == same
    assert evaluated(in_order(term), NUMBERS) == same
    try:
        assert evaluated(collected(term), NUMBERS) == same
        assert evaluated(product(cancelled(factors(term))), NUMBERS) == same
    except ZeroDivisionError:
        assume(False)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (a + b + a, 2.0 * a + b),
        (a - a, Number(0.0)),
        ((a + b) * (a - b), a**2.0 - b**2.0),
        ((a + 1.0) ** 2.0, a**2.0 + 2.0 * a + 1.0),
        ((a + 1.0) ** 0.0, Number(1.0)),
        (a**4.0, a**4.0),
        (a * a * a, a**3.0),
        (a**5.0, a**5.0),
        (a**0.5 * a, a**0.5 * a),
        (a ** (b + 1.0) + a ** (b + 1.0), 2.0 * a ** (b + 1.0)),
        (a / (2.0 * b), 0.5 * (a / b)),
        (a / (b * b), a / b**2.0),
        (a * b / (b * b * b), a / b**2.0),
        (a * b / (b * a), Number(1.0)),
        (a / (b + 1.0) - a / (b + 1.0), Number(0.0)),
        (-a * -b, a * b),
        (a * b + b * a, 2.0 * (a * b)),
        (a * b * c - c * (a * b), Number(0.0)),
        (sigmoid(a) * b + b * sigmoid(a), 2.0 * (sigmoid(a) * b)),
    ],
    ids=repr,
)
def test_like_terms_come_together(term: Term, expected: Term) -> None:
    assert in_order(collected(term)) == in_order(expected)


def test_a_quotient_by_what_comes_to_nothing_is_left_as_it_is() -> None:
    assert collected(a / (b - b)) == a / Number(0.0)


def test_what_gets_long_is_not_multiplied_out() -> None:
    long = a
    for k in range(6):
        long = long * (Name(f"x_{k}") + 1.0)
    assert collected(long) is long
    short = (b + 1.0) * (c + 1.0)
    assert length(collected(short)) > length(short)


def test_a_common_factor_is_shared_as_often_as_each_has_it() -> None:
    assert common_factors([[a, b, a], [c, a]]) == [a]
    assert common_factors([[a, b, a], [a, a, b]]) == [a, b, a]
    assert common_factors([[a], [b]]) == []


def test_a_factor_beside_its_complement_stays_there() -> None:
    assert product([a, 1.0 - a, b]) == (a * (1.0 - a)) * b
    assert product([]) == Number(1.0)
    assert sum_of([]) == Number(0.0)
    assert sum_of([-a, b]) == b - a
    assert factors(-a * Number(-2.0)) == [Number(-1.0), a, Number(-1.0), Number(2.0)]


def test_denominators_are_cancelled_by_the_factors_that_they_are() -> None:
    cross_entropy = (1.0 - a) / (1.0 - b) - a / b
    assert cancelled([c, cross_entropy, b, 1.0 - b]) == [c, b - a]
    assert cancelled([a / b, b]) == [a]
    assert cancelled([a, c, b / a]) == [c, b]
    assert cancelled([a, b]) == [a, b]
