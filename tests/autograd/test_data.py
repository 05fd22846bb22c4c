from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import data
from tests.containers import EXACT, ROWS

rectangles = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(EXACT, min_size=width, max_size=width), min_size=1)
)


@given(st.lists(st.lists(st.floats(width=32) | st.integers() | st.booleans())))
def test_what_is_plain_is_not_copied_and_nothing_is_lost(rows):
    found = data.plain(rows)
    assert data.plain(found) is found
    assert [[repr(float(number)) for number in row] for row in found] == [
        [repr(float(number)) for number in row] for row in rows
    ]
    if not any(isinstance(number, bool) for row in rows for number in row):
        assert found is rows


@given(st.lists(st.floats(width=32)))
def test_single_precision_is_widened_exactly(numbers):
    narrow = np.array(numbers, np.float32)
    assert np.array_equal(data.plain(narrow), narrow.astype(np.float64), equal_nan=True)


@pytest.mark.parametrize("kind", ROWS)
@given(rows=rectangles)
def test_an_array_is_read_where_it_lies_only_if_it_holds_rows_of_doubles(kind, rows):
    in_place = kind in {"NumPy", "NumPy, read only", "a memoryview"} or (
        kind in {"NumPy, by columns", "NumPy, strided"} and np.asarray(ROWS[kind](rows)).flags.c_contiguous
    )
    assert data.holds_finite_rows(ROWS[kind](rows), len(rows[0])) == in_place
    assert not data.holds_finite_rows(ROWS[kind](rows), len(rows[0]) + 1)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_an_array_that_is_not_finite_is_not_read_where_it_lies(number):
    assert not data.holds_finite_rows(np.array([[1.0, 2.0], [number, 0.0]]), 2)


@pytest.mark.parametrize(
    ("sample", "shape"),
    [(1.0, None), ([], 0), ([1, 2], 2), ([[1, 2], [3]], (2, 1)), ([[[1]], [[2], [3, 4]]], ((1,), (1, 2)))],
)
def test_a_shape_says_how_many_there_are_on_every_level(sample, shape):
    assert data.shape_of(sample) == shape
