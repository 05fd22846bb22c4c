"""The functions that pages call, against 50-digit arithmetic and Python's math."""

import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograd.primitives.exponentials import raised
from oracles import few, mp
from tests.viz.live.node import node, number
from viz.live.embedding import bundled, source

CALLS = """
const functions = { erf, erfc, sum, weightedSum, pow, remainder };
const read = entry => (Array.isArray(entry) ? entry.map(read) : Number(entry));
const called = (name, given) => functions[name](...given.map(read));
export default { called };
"""


def called(name, *given):
    node().load(bundled(source("special.js"), CALLS))
    return number(node().call("called", name, given))


@pytest.mark.parametrize("name", ["erf", "erfc"])
@few
@given(x=st.floats(-30.0, 26.0) | st.floats(-2.0, 2.0) | st.floats(-1e-300, 1e-300))
@example(x=1.5)
@example(x=math.nextafter(1.5, 0.0))
@example(x=26.0)
@example(x=0.0)
def test_the_error_function_is_within_1e_minus_14_of_50_digits(name, x):
    with mp.workdps(50):
        true = getattr(mp, name)(mp.mpf(x))
        assert abs(called(name, x) - true) <= 1e-14 * abs(true) + 5e-324


@pytest.mark.parametrize(("name", "limits"), [("erf", (-1.0, 1.0)), ("erfc", (2.0, 0.0))])
def test_the_error_function_has_its_limits(name, limits):
    assert (called(name, -math.inf), called(name, math.inf)) == limits
    assert math.isnan(called(name, math.nan))
    assert math.copysign(1.0, called("erf", -0.0)) == -1.0


@few
@given(xs=st.lists(st.floats(-1e300, 1e300) | st.floats(-4.0, 4.0), max_size=12))
@example(xs=[1e16, 1.0, -1e16])
@example(xs=[1e300, 1.0, 1e-300, -1e300])
def test_a_sum_is_rounded_once_or_almost(xs):
    assert abs(called("sum", xs) - math.fsum(xs)) <= math.ulp(math.fsum(xs))


@pytest.mark.parametrize("x", [-math.inf, -1.0, -0.0, 0.0, 1.0, math.inf])
@pytest.mark.parametrize("p", [-math.inf, -1.0, 0.0, 0.5, 2.0, 3.0, math.inf])
def test_powers_at_the_edges_are_cs(x, p):
    try:
        expected = raised(x, p)
    except ValueError:
        with pytest.raises(AssertionError, match="undefined"):
            called("pow", x, p)
    else:
        assert called("pow", x, p) == expected


@few
@given(a=st.floats(-1e6, 1e6), b=st.floats(-1e3, 1e3).filter(bool))
def test_remainders_are_pythons(a, b):
    assert called("remainder", a, b) == a % b


@few
@given(
    pairs=st.lists(
        st.tuples(*[st.floats(-1e3, 1e3) | st.floats(-1e150, 1e150) | st.floats(-1e-150, 1e-150)] * 2), max_size=9
    ),
    bias=st.floats(-1e3, 1e3),
    is_cancelling=st.booleans(),
)
@example(pairs=[(1e8 + 1.0, 1e8 - 1.0), (-1e8, 1e8)], bias=1.0, is_cancelling=False)
@example(pairs=[], bias=-0.0, is_cancelling=False)
def test_a_weighted_sum_is_rounded_once_or_almost_however_its_terms_cancel(pairs, bias, is_cancelling):
    pairs = [*pairs, *[(-w, x * (1.0 + 2.0**-50)) for w, x in pairs]] if is_cancelling else pairs
    exact = sum((Fraction(w) * Fraction(x) for w, x in pairs), Fraction(bias))
    size = max((abs(w * x) for w, x in pairs), default=0.0)
    true = float(exact)
    found = called("weightedSum", [w for w, _ in pairs], [x for _, x in pairs], bias)
    assert abs(found - true) <= max(math.ulp(true), 1e-305 if size < 1e300 else 0.0)
