"""Terms: what they are worth, and what tidying them may change."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import viz
from autograd import PRIMITIVES, Value
from oracles import few
from viz.formulas.term import Application, Name, Number, evaluated
from viz.formulas.tidying import tidied
from viz.formulas.writing import written

NUMBERS = {"a": 0.75, "b": -1.5}
a, b = map(Name, NUMBERS)

plain = st.sampled_from([-2.0, -1.0, 0.0, 0.5, 1.0, 3.0])
leaves = plain.map(lambda number: (Number(number), number)) | st.sampled_from([(Name(n), NUMBERS[n]) for n in NUMBERS])


OPERATIONS = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "neg": lambda x, y: -x + y,
    "abs": lambda x, y: abs(x * y),
}


def joined(pair):
    """A term and its number, by Python's own operators: a plain number may stand on the left of a term."""
    (term, number), (other, another), sign, is_plain = pair
    left = number if is_plain and isinstance(term, Number) and not isinstance(other, Number) else term
    if sign == "/":
        return (left / other, number / another) if another else (term, number)
    return OPERATIONS[sign](left, other), OPERATIONS[sign](number, another)


terms = st.recursive(
    leaves,
    lambda inner: st.tuples(inner, inner, st.sampled_from(["/", *OPERATIONS]), st.booleans()).map(joined),
    max_leaves=12,
)


@few
@given(terms)
def test_a_term_is_worth_what_python_reckons_and_so_is_its_tidied_form(pair):
    term, number = pair
    assert evaluated(term, NUMBERS) == pytest.approx(number, rel=1e-12, abs=1e-12)
    assert evaluated(tidied(term), NUMBERS) == pytest.approx(number, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("term", "tidy"),
    [
        (a + 0.0, a),
        (0.0 + a, a),
        (a - 0.0, a),
        (0.0 - a, -a),
        (a - a, Number(0.0)),
        (a * 1.0, a),
        (1.0 * a, a),
        (a * 0.0, Number(0.0)),
        (a / 1.0, a),
        (0.0 / a, Number(0.0)),
        (Application(PRIMITIVES["neg"], (-a,)), a),
        (a - (-b), a + b),
        (a + (-b), a - b),
        (Number(5.0) - Number(3.0), Number(2.0)),
        (Number(5.0) + Number(3.0), Number(8.0)),
        (Number(5.0) * Number(3.0), Number(15.0)),
        ((-a) + b, b - a),
        (a * (-b), -(a * b)),
        ((-a) * (-b), a * b),
        ((-a) / b, -(a / b)),
        (a / (-b), -(a / b)),
        (-(a - b), b - a),
        (a - (b - b), a),
        (a * 2.0, 2.0 * a),
        (a * (2.0 * b), 2.0 * a * b),
        ((2.0 * a) * (3.0 * b), 6.0 * a * b),
        (a * (1.0 / b), a / b),
        ((1.0 / a) * b, b / a),
        (a**1.0, a),
        (a**0.0, Number(1.0)),
    ],
    ids=repr,
)
def test_ones_zeros_double_signs_and_sums_of_numbers_go(term, tidy):
    assert tidied(term) == tidy


def applied(name, *operands):
    return Application.apply_primitive(PRIMITIVES[name], operands)


@pytest.mark.parametrize(("count", "is_short"), [(1, True), (6, True), (7, False)])
def test_a_sum_of_up_to_six_terms_becomes_additions(count, is_short):
    names = [Name(f"x_{k}") for k in range(count)]
    total = names[0]
    for name in names[1:]:
        total = total + name
    whole = applied("sum", names)
    assert tidied(whole) == (total if is_short else whole)


def weighted(pairs, bias=()):
    """A weighted sum, and its products with the bias."""
    ws, xs = ([Name(f"{letter}_{k}") for k in range(pairs)] for letter in "wx")
    return applied("dot", ws, xs, *bias), [*(w * x for w, x in zip(ws, xs)), *bias]


@pytest.mark.parametrize(("pairs", "bias"), [(1, ()), (6, ()), (5, (b,)), (6, (b,))])
def test_a_weighted_sum_of_up_to_six_products_becomes_these(pairs, bias):
    whole, summands = weighted(pairs, bias)
    assert tidied(whole) == tidied(applied("sum", summands)) != whole


def test_a_longer_weighted_sum_stays_one():
    whole, _ = weighted(7)
    assert tidied(whole) == whole


def test_a_number_may_be_the_base_of_a_power():
    assert evaluated(2.0**a, {"a": 3.0}) == 8.0
    assert evaluated(a**2.0, {"a": 3.0}) == 9.0


def test_a_term_shows_the_numbers_of_a_vector_in_parentheses_as_a_tuple():
    shown = Application(PRIMITIVES["sum"], ((a,),)), Application(PRIMITIVES["sum"], ((a, Number(2.0)),))
    assert "(Name('a'),)" in repr(shown[0])
    assert "(Name('a'), Number(2.0))" in repr(shown[1])
    assert repr(-a) == "Application(neg, (Name('a'),))"
    assert repr(a + 2.0) == "Application(add, (Name('a'), Number(2.0)))"


@pytest.mark.parametrize("read", [lambda what: evaluated(what, {}), written])
def test_what_is_no_term_is_refused(read):
    with pytest.raises(TypeError, match=r"^expected a Term, got 'a \+ b'$"):
        read("a + b")


@pytest.mark.parametrize(("fits", "depth"), [(True, 60), (False, 61)])
def test_a_formula_may_have_sixty_operations_within_one_another(fits, depth):
    value = Value(0.5, "x")
    for _ in range(depth):
        value = value.sin()
    if fits:
        assert viz.formula(value).text.count("sin") == depth
    else:
        with pytest.raises(
            ValueError, match=r"has 61 operations, 61 within one another, and is too long to read beyond"
        ):
            viz.formula(value)


def test_a_formula_may_have_a_thousand_operations_and_names_on_the_way_count_as_none():
    """Each square writes its operand twice: n squares within one another are 2ⁿ − 1 operations."""
    value = Value(1.0, "x")
    for _ in range(9):
        value = value * value
    assert viz.formula(value).text.count("x") == 2**9
    above = value * value
    with pytest.raises(
        ValueError, match=r"1023 operations, 10 within one another, .* beyond 1000 and 60: label Values"
    ):
        viz.formula(above)
    value.label = "y"
    assert viz.formula(above, named=True).text.count("y") == 2
    assert math.isclose(above.data, 1.0)
