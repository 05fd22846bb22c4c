"""Numbers as the pages write them, and how a leaf moves."""

import math
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from tests.viz.live.node import node
from viz.live.embedding import bundled, source
from viz.names import pretty_number

MODULE = bundled(
    source("numbers.js"), "export default { pretty: (x, digits) => prettyNumber(Number(x), digits), stepFor, movedBy };"
)

halves = st.builds(lambda numerator, power: numerator / 2.0**power, st.integers(-(10**7), 10**7), st.integers(0, 20))
decimals = st.builds(
    lambda digits, exponent: float(f"{digits}e{exponent}"), st.integers(-99999, 99999), st.integers(-9, 9)
)
numbers = st.floats() | st.floats(-100.0, 100.0) | halves | decimals


@given(number=numbers, precision=st.integers(1, 17))
@example(number=1.0625, precision=4)  # a half: to the even digit
@example(number=99999.5, precision=1)
@example(number=0.0996, precision=1)
@example(number=0.00099999, precision=2)
@example(number=5e-324, precision=17)
def test_every_number_is_written_as_in_pictures(number, precision):
    node().load(MODULE)
    assert node().call("pretty", number, precision) == pretty_number(number, precision)


def test_what_there_is_no_number_of_is_a_dash():
    node().load(bundled(source("numbers.js"), "export default { none: () => prettyNumber(null) };"))
    assert node().call("none") == "—"


@given(
    start=st.builds(
        lambda digits, places: float(Decimal(digits).scaleb(-places)), st.integers(-9999, 9999), st.integers(0, 4)
    ),
    steps=st.integers(-300, 300),
    size=st.sampled_from(["0.001", "0.01", "0.1", "0.25", "1", "10"]),
)
def test_a_leaf_moves_as_in_decimals_without_the_digits_that_binary_adds(start, steps, size):
    node().load(MODULE)
    moved = node().call("movedBy", start, steps, float(size))
    assert moved == float(Decimal(repr(start)) + steps * Decimal(size))


@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_a_step_is_a_hundredth_to_a_tenth_of_what_is_one_or_larger(number):
    node().load(MODULE)
    step = float(node().call("stepFor", number))
    assert step == 0.01 if abs(number) < 1.0 else abs(number) / 101.0 < step <= abs(number) / 9.99
    assert math.isclose(math.log10(step), round(math.log10(step)), abs_tol=1e-9)
