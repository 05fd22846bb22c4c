from __future__ import annotations

import decimal
import fractions
import math
import re

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value, samples, vector
from tests.containers import EXACT, LABELS, ROWS, TARGETS, Tensor

rectangles = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(EXACT, min_size=width, max_size=width), min_size=1)
)


@pytest.mark.parametrize("kind", ROWS)
@given(rows=rectangles)
def test_samples_are_the_same_doubles_whatever_holds_them(kind, rows):
    found = samples.samples(ROWS[kind](rows))
    assert [list(row) for row in found] == rows
    assert {type(number) for row in found for number in row} == {float}


@pytest.mark.parametrize("kind", TARGETS)
@given(y=st.lists(EXACT, min_size=2))
def test_targets_are_the_same_numbers_whatever_holds_them(kind, y):
    _, found = samples.samples_and_labels([[0.0]] * len(y), TARGETS[kind](y))
    assert list(found) == y
    assert {type(number) for number in found} == {float}


@pytest.mark.parametrize("kind", LABELS)
@given(y=st.lists(st.sampled_from([0, 1]), min_size=2))
def test_bools_are_the_labels_0_and_1(kind, y):
    _, found = samples.samples_and_labels([[0.0]] * len(y), LABELS[kind](y))
    assert list(found) == y
    assert {type(number) for number in found} <= {int, float}


def test_exact_numbers_and_values_stay_what_they_are():
    row = [fractions.Fraction(1, 3), decimal.Decimal("0.1"), Value(2.0), 10**30]
    assert all(found is given for found, given in zip(samples.samples([row])[0], row, strict=True))
    inputs = vector([1.0, 2.0])
    assert samples.samples([inputs])[0] is inputs


def test_sparse_and_structured_arrays_are_rows_too():
    assert samples.samples(scipy.sparse.csr_matrix([[0.0, 2.0], [1.0, 0.0]])) == [[0.0, 2.0], [1.0, 0.0]]
    records = np.array([(1, 2.5), (3, 4.5)], dtype=[("a", "i4"), ("b", "f8")])
    assert samples.samples(records, width=2) == [(1, 2.5), (3, 4.5)]


def test_a_sequence_known_by_its_length_and_its_places_alone_will_do():
    class Dataset:
        def __len__(self):
            return 2

        def __getitem__(self, place):
            if place >= 2:
                raise IndexError
            return [float(place)]

    assert samples.samples(Dataset()) == [[0.0], [1.0]]


def test_a_column_named_like_a_method_is_no_method():
    import pandas

    assert samples.samples(pandas.DataFrame({"tolist": [1.0], "numpy": [2.0]})) == [[1.0, 2.0]]


@pytest.mark.parametrize(
    ("X", "error", "message"),
    [
        (5, TypeError, "expected X to be a sequence of samples, got 5"),
        (np.array(5.0), TypeError, "expected X to be a sequence of samples, got 5.0"),
        (Tensor(5.0), TypeError, "expected X to be a sequence of samples, got 5.0"),
        (None, TypeError, "expected X to be a sequence of samples, got None"),
        ("text", TypeError, "expected X to be a sequence of samples, got 'text'"),
        (b"12", TypeError, "expected X to be a sequence of samples, got b'12'"),
        ({1.0, 2.0}, TypeError, "got {1.0, 2.0}: a set has no order"),
        ({"a": [1.0]}, TypeError, "got {'a': [1.0]}: of columns by name, the rows are list(zip(*X.values()))"),
        ([], ValueError, "expected at least one sample in X, got none"),
        (np.zeros((0, 2)), ValueError, "expected at least one sample in X, got none"),
        ([[1.0, 2.0], [3.0]], ValueError, "expected 2 numbers a row in X, for a net, got 1 in row 1"),
        ([[1.0, 2.0], 3.0], TypeError, "expected a row of 2 numbers for each sample in X, for a net, got 3.0 in row 1"),
        ([0.5, 1.0], TypeError, "got 0.5 in row 0: a single sample is [X]"),
        ([0.5, 1.0, 2.0], TypeError, "got 0.5 in row 0: one number a sample is [[x] for x in X]"),
        (
            np.ones((2, 2, 2)),
            TypeError,
            "got [1.0, 1.0] in row 0, column 0: a sample is one row; of an array, X.reshape",
        ),
        ([[0.0, 0.0], [0.0, math.nan]], ValueError, "got nan in row 1, column 1: fill it in, or leave that row out"),
        (np.array([[0.0, -math.inf]]), ValueError, "got -inf in row 0, column 1"),
        ([[0.0, 10**400]], ValueError, "in row 0, column 1"),
        ([[0.0, decimal.Decimal("NaN")]], ValueError, "got Decimal('NaN') in row 0, column 1"),
        ([[0.0, None]], TypeError, "got None in row 0, column 1: fill it in, or leave that row out"),
        (np.ma.masked_invalid([[0.0, math.nan]]), TypeError, "got None in row 0, column 1"),
        ([["a", 0.0]], TypeError, "got 'a' in row 0, column 0: number it, or leave it out"),
        ([[0.0, 1j]], TypeError, "got 1j in row 0, column 1"),
    ],
)
def test_what_is_no_sample_is_named_with_its_row_and_column(X, error, message):
    with pytest.raises(error, match=re.escape(message)):
        samples.samples(X, width=2, owner="a net")


@pytest.mark.parametrize(
    ("X", "y", "error", "message"),
    [
        ([[1.0]] * 3, [1, 0], ValueError, "expected one target a sample, got 3 samples in X and 2 targets in y"),
        (np.ones((2, 3)), [1, 0, 1], ValueError, "if its columns are the samples, hand over list(zip(*X))"),
        ([[1.0]] * 2, 1, TypeError, "expected y to be a sequence of targets, got 1"),
        ([[1.0]] * 2, [0, math.nan], ValueError, "expected finite numbers in y, got nan in row 1"),
        ([[1.0]] * 2, [[0, 1], [0, None]], TypeError, "expected finite numbers in y, got None in row 1, column 1"),
        (
            *([[1.0]] * 3, ["yes", "no", "yes"], TypeError),
            "got the text labels 'no', 'yes': number them, classes = sorted(set(y)) and y = [classes.index(label)",
        ),
        ([[1.0]] * 2, np.array(["yes", "no"]), TypeError, "got the text labels 'no', 'yes'"),
        ([[1.0]] * 2, ["yes", 1], TypeError, "expected a number for each target in y, got 'yes' in row 0"),
        (
            *([[1.0]] * 2, [[0, 1], [1, 0]], ValueError),
            "expected one label a sample in y, got a row of 2 numbers in row 0: of one-hot rows, the labels are [row",
        ),
    ],
)
def test_targets_that_do_not_fit_are_told(X, y, error, message):
    with pytest.raises(error, match=re.escape(message)):
        samples.samples_and_labels(X, y)


def test_a_tables_column_is_told_by_its_name():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"age": [1.0, 2.0], "weight": [3.0, float("nan")]})
    with pytest.raises(ValueError, match=r"^expected finite numbers in X, got nan in row 1, column 'weight': "):
        samples.samples(table)
    table.columns = [10, 20]
    with pytest.raises(ValueError, match=r"got nan in row 1, column 1: "):
        samples.samples(table)
    with pytest.raises(TypeError, match=r"got 'light' in row 0, column 'age': "):
        samples.samples(pandas.DataFrame({"age": ["light"]}, index=[7]), width=1)
