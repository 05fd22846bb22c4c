"""Numbers as students write them."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz.classroom.judging.reading import entered, number_of

NUMBERS = {
    "0.25": Fraction(1, 4),
    " -0,5 ": Fraction(-1, 2),
    "−.5": Fraction(-1, 2),
    "1/3": Fraction(1, 3),
    "2/3*0.5": Fraction(1, 3),
    "2/3·0,5": Fraction(1, 3),
    "-(1 - 0.25)": Fraction(-3, 4),
    "3": Fraction(3),
    "1.5e-2": Fraction(3, 200),
    "+2": Fraction(2),
    "007": Fraction(7),
}
NO_NUMBERS = [
    "about 3", "1/0", "x", "2**3", "9**9**9", "1e999", "nan", "inf", "True", "1j", "1,2,3", "[1]", "f(1)", "()",
    "1 2", "__import__('os')", "(" * 150, "1" * 300, "-" * 199, "\x00", "''",
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_a_number_is_read_exactly(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["", "  ", "...", "…", "None"])
def test_no_answer_is_none(text):
    assert number_of(text) is None


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_said(text):
    with pytest.raises(ValueError, match="expected a number such as"):
        number_of(text)


@given(st.fractions(max_denominator=10**6))
def test_every_fraction_is_read_as_itself(number):
    assert number_of(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_is_read_as_its_decimal_and_taken_as_it(number):
    assert number_of(repr(number)) == Fraction(repr(number)) == entered(number)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_none_or_said_to_be_no_number(text):
    try:
        number = number_of(text)
    except ValueError:
        return
    assert number is None or math.isfinite(number)


def test_names_stand_for_numbers_only_where_they_are_known():
    assert number_of("a / 2", {"a": Fraction(1)}) == Fraction(1, 2)
    with pytest.raises(ValueError, match="got 'a / 2'"):
        number_of("a / 2")

    assert number_of("2 * a - b", {"a": Fraction(1, 3), "b": 2}) == Fraction(-4, 3)


@given(st.fractions())
def test_an_entry_is_taken_exactly(number):
    assert entered(number) == number
    assert entered(str(number)) == number
    assert entered(number.numerator) == number.numerator


@pytest.mark.parametrize(
    ("entry", "came"),
    [(True, "True"), ([1], r"\[1\]"), (b"1", "b'1'"), (1j, "1j"), (None.__class__, "the class NoneType")],
)
def test_an_entry_that_is_no_number_is_refused(entry, came):
    with pytest.raises(TypeError, match=f"^expected a number, got {came}"):
        entered(entry)


@pytest.mark.parametrize("entry", [float("inf"), float("nan"), 10**400])
def test_an_entry_that_is_not_finite_is_refused(entry):
    with pytest.raises(ValueError, match="expected a finite number, got"):
        entered(entry)
