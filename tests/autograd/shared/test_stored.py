"""Rows where they lie: what a list of them says, in every layout and kind of number."""

from __future__ import annotations

import pickle
from array import array
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.shared import stored
from autograd.shared.stored import Stored

KINDS = [*"bBhHiIlLqQfd", "?"]
LAYOUTS = {
    "as it is": lambda rows: rows,
    "by columns": np.asfortranarray,
    "reversed": lambda rows: rows[::-1, ::-1],
    "every other": lambda rows: rows.repeat(2, axis=0)[::2],
    "some columns": lambda rows: np.hstack([rows, rows])[:, : rows.shape[1]],
    "read only": lambda rows: np.frombuffer(rows.tobytes(), rows.dtype).reshape(rows.shape),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@given(kind=st.sampled_from(KINDS), count=st.integers(1, 9), width=st.integers(1, 4), data=st.data())
def test_they_are_read_as_a_list_has_them(layout, kind, count, width, data):
    rows = LAYOUTS[layout](np.arange(count * width).reshape(count, width).astype(kind))
    lists = [list(map(int, row)) for row in rows.tolist()] if kind == "?" else rows.tolist()
    found = Stored.of(rows)
    assert (len(found), found.width, found.size) == (count, width, count * width)
    assert repr(list(found)) == repr([found[k] for k in range(count)]) == repr(lists)
    first, last = sorted((data.draw(st.integers(0, count)), data.draw(st.integers(0, count))))
    order = data.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=12))
    every = data.draw(st.integers(1, 4))
    for part in (slice(first, last), slice(first, last, every), slice(first, None, every), slice(None)):
        taken = found[part]
        assert (len(taken), taken.width, repr(list(taken))) == (len(lists[part]), width, repr(lists[part]))
        assert list(taken.numbers()) == list(chain(*lists[part]))
    again = pickle.loads(pickle.dumps(found[::every]))
    assert (again.width, repr(list(again))) == (width, repr(lists[::every]))
    assert found.chosen(order) == [lists[k] for k in order]
    assert list(found.taken(order)) == [float(number) for k in order for number in lists[k]]
    assert found.numbers().tolist() == np.ravel(lists).tolist()
    assert np.asarray(found.doubles()).tolist() == lists


@given(kind=st.sampled_from(KINDS), count=st.integers(1, 9), data=st.data())
def test_a_column_is_as_good_as_its_numbers(kind, count, data):
    numbers = np.arange(count).astype(kind)
    column, flat = Stored.of(numbers[:, None]).without_brackets(), Stored.of(numbers)
    lists = list(map(int, numbers)) if kind == "?" else numbers.tolist()
    order = data.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=12))
    for found in (column, flat, flat.without_brackets()):
        assert (found.width, found.size, repr(list(found)), repr(list(found[:]))) == (None, count, *[repr(lists)] * 2)
        again = pickle.loads(pickle.dumps(found[::2]))
        assert (again.width, repr(list(again))) == (None, repr(lists[::2]))
        assert repr(found.chosen(order)) == repr([lists[k] for k in order])
        assert list(found[0:count]) == np.ravel(found.doubles()).tolist() == lists


def test_truths_are_read_as_ones_and_zeros():
    for truths in (np.array([True, False, True]), np.array([[True], [False], [True]])[:, 0]):
        found = Stored.of(truths)
        assert repr(list(found)) == "[1, 0, 1]"
        assert repr(found[1]) == "0"
    assert repr(list(Stored.of(np.array([[True, False]])))) == "[[1, 0]]"


def test_doubles_stay_where_they_lie_and_other_numbers_are_copied():
    rows = np.arange(6.0).reshape(3, 2)
    for there in (rows, rows[::-1], rows.T, rows[:, 1]):
        assert Stored.of(there).are_doubles
        assert np.shares_memory(np.asarray(Stored.of(there).doubles()), rows)
    for kind in (np.float32, np.int64):
        assert not Stored.of(rows.astype(kind)).are_doubles


def test_doubles_that_follow_one_another_are_read_as_rows():
    numbers = array("d", range(6))
    for given_numbers in (numbers, memoryview(numbers)):
        rows = Stored.rows(given_numbers, 2)
        assert (rows.width, list(rows[:])) == (2, [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])


def test_they_say_how_many_they_are_and_count_from_the_end_as_a_list_does():
    rows = Stored.of(np.arange(6.0).reshape(3, 2))
    assert (repr(rows), repr(Stored.of(np.arange(6.0)))) == ("<Stored: 3 rows of 2>", "<Stored: 6 numbers>")
    assert (rows[-1], rows[-3]) == ([4.0, 5.0], [0.0, 1.0])
    for index in (3, -4):
        with pytest.raises(IndexError):
            rows[index]


def test_all_rows_are_read_in_blocks(monkeypatch):
    monkeypatch.setattr(stored, "BLOCK", 3)
    assert list(Stored.of(np.arange(10.0))) == list(range(10))


@pytest.mark.parametrize(
    "what",
    [
        [1.0, 2.0],
        "words",
        b"bytes",
        bytearray(b"bytes"),
        5,
        None,
        np.zeros(()),
        np.zeros((0, 2)),
        np.zeros((2, 0)),
        np.zeros((2, 2, 2)),
        np.zeros(3, complex),
        np.zeros(3, ">f8"),
        np.zeros(3, np.float16),
        np.zeros(3, "M8[s]"),
        np.array([1.0, None]),
        np.array(["a", "b"]),
    ],
    ids=repr,
)
def test_what_is_no_buffer_of_such_numbers_is_left_to_lists(what):
    assert Stored.of(what) is None


def test_what_gives_an_array_of_itself_is_read_from_that():
    class Table:
        def __init__(self, numbers):
            self.numbers = numbers

        def to_numpy(self):
            if self.numbers is None:
                raise RuntimeError("a tensor with a gradient")
            return self.numbers

    assert list(Stored.of(Table(np.eye(2)))) == [[1.0, 0.0], [0.0, 1.0]]
    assert Stored.of(Table(None)) is None
    assert Stored.of(Stored.of(array("d", [1.0]))).width is None
