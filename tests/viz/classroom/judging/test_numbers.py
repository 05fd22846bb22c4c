"""Which numbers count as one, and how machines read it."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz.classroom.judging.numbers import bounds, decimal, is_near, is_whole

NUMBERS = st.one_of(st.floats(-1e9, 1e9), st.fractions(-(10**9), 10**9))


@given(st.integers(-(10**300), 10**300))
def test_a_whole_number_is_written_out_and_no_other_counts(number):
    whole = Fraction(number)
    assert is_whole(whole)
    assert decimal(whole) == str(number)
    assert bounds(whole) == (float(number), float(number))
    if abs(number) < 10**8:  # beyond, floats are taken for equal that differ by so little
        assert not is_near(number + 0.25, whole)


@given(NUMBERS)
def test_another_is_a_decimal_of_ten_digits_that_a_spreadsheet_takes_for_a_number(number):
    text = decimal(number)
    assert text.isascii()
    assert float(text) == pytest.approx(float(number), rel=1e-9, abs=0.0)
    if not is_whole(number):
        assert len(text.partition("e")[0].lstrip("-0.").replace(".", "")) <= 10


@pytest.mark.parametrize(
    ("number", "text"), [(Fraction(1, 2), "0.5"), (3.0, "3"), (Fraction(3), "3"), (2 / 3, "0.6666666667")]
)
def test_such_as(number, text):
    assert decimal(number) == text


@pytest.mark.parametrize("number", [3.0, Fraction(1, 2), Fraction(7, 3), math.nan])
def test_only_a_fraction_of_one_is_exactly_whole(number):
    assert not is_whole(number)


@given(NUMBERS.filter(lambda number: not is_whole(number)))
def test_what_is_one_and_a_half_per_cent_off_still_counts_and_no_more(number):
    low, high = bounds(number)
    assert low <= number <= high
    assert high - low == pytest.approx(0.03 * abs(float(number)), rel=1e-6, abs=1e-300)
    assert is_near(low, number)
    assert is_near(high, number)
    if number and abs(number) > 1e-290:
        assert not is_near(low - 0.001 * abs(number), number)
        assert not is_near(high + 0.001 * abs(number), number)


@given(NUMBERS)
def test_nothing_counts_where_there_is_no_answer(number):
    assert not is_near(number, math.nan)
