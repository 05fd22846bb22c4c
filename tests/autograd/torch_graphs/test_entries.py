"""Shapes, strides and rows, beside NumPy's."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value
from autograd.torch_graphs.entries import Entries, along, each, offsets, reduced, rows, strides_of

SHAPES = st.lists(st.integers(1, 3), max_size=4).map(tuple)


def entries(array):
    return Entries(array.shape, [Value(float(x)) for x in array.reshape(-1)])


def numbers(found):
    return np.array([value.data for value in found.flat]).reshape(found.shape)


def counting(shape):
    return np.arange(1.0, 1.0 + np.prod(shape, dtype=int)).reshape(shape)


@given(shape=SHAPES)
def test_strides_are_those_of_an_array_that_lies_row_by_row(shape):
    assert strides_of(shape) == tuple(k // 8 for k in np.empty(shape).strides)


@given(shape=SHAPES, data=st.data())
def test_a_permuted_view_is_read_in_its_own_order(shape, data):
    array = counting(shape)
    view = array.transpose(data.draw(st.permutations(range(len(shape)))))
    read = [array.reshape(-1)[k] for k in offsets(view.shape, [k // 8 for k in view.strides])]
    assert read == view.reshape(-1).tolist()


@given(shape=SHAPES, data=st.data())
def test_two_tensors_are_spread_to_one_shape(shape, data):
    first = data.draw(st.integers(0, len(shape)))
    other = tuple(data.draw(st.sampled_from([1, size])) for size in shape[first:])
    a, b = counting(shape), counting(other)
    found = each(lambda x, y: x - y, entries(a), entries(b))
    assert (numbers(found) == a - b).all()


@given(shape=SHAPES.filter(len), data=st.data())
def test_rows_and_reductions_along_any_axes(shape, data):
    array = counting(shape)
    axes = data.draw(st.lists(st.integers(0, len(shape) - 1), min_size=1, unique=True))
    keepdim = data.draw(st.booleans())
    found = reduced(sum, entries(array), axes, keepdim)
    assert (numbers(found) == array.sum(tuple(axes), keepdims=keepdim)).all()
    assert sum(len(row) for row in rows(entries(array), sorted(axes))) == array.size
    running = along(lambda row: list(np.cumsum(row)), entries(array), axes[0])
    assert (numbers(running) == array.cumsum(axes[0])).all()


def test_matrices_are_transposed_by_their_last_two_axes():
    array = counting((2, 3, 4))
    assert (numbers(entries(array).swapped()) == array.swapaxes(1, 2)).all()


def test_a_function_is_not_called_for_numbers_alone():
    found = each(lambda x, y: x * y, Entries((2,), [Value(2.0), 3.0]), 4.0)
    assert found.flat[0].data == 8.0
    assert found.flat[1] is None
