"""Parameters in a store: true at any time, assignable, and their own again afterwards."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, compiler
from oracles import few

finite = st.floats(-1e6, 1e6)


class Named(Value):
    """A user's own kind of Value."""


@few
@given(numbers=st.lists(finite, min_size=1, max_size=20), data=st.data())
def test_inside_data_are_the_store_s_and_afterwards_they_stay(numbers, data):
    values = [data.draw(st.sampled_from([Value, Named]))(x, label=f"w{k}") for k, x in enumerate(numbers)]
    kinds = list(map(type, values))
    with compiler.Store(values) as store:
        assert store.numbers[: len(values)].tolist() == numbers
        for k, value in enumerate(values):
            store.numbers[k] = k + 0.5
            assert value.data == value.item() == float(value) == k + 0.5
            assert (2.0 * value).data == 2.0 * k + 1.0
            value.data = -k
            assert store.numbers[k] == -k
    assert [value.data for value in values] == [-k for k in range(len(values))]
    assert list(map(type, values)) == kinds


def test_gradients_are_the_store_s_and_none_where_there_is_none():
    w, b = Value(2.0), Value(3.0)
    b.grad = -0.5
    with compiler.Store([w, b]) as store:
        assert (w.grad, b.grad, list(store.reached)) == (None, -0.5, [0, 1])
        (w * b).backward()
        assert (w.grad, b.grad, store.gradient[:2].tolist()) == (3.0, 1.5, [3.0, 1.5])
        b.grad = None
        assert list(store.reached) == [1, 0]
    assert (w.grad, b.grad) == (3.0, None)


def test_a_vector_reads_the_number_that_is_there_now():
    w = autograd.vector([Value(2.0), Value(3.0)])
    assert autograd.dot(w, [1.0, 1.0]).data == 5.0
    with compiler.Store(list(w)) as store:
        w[0].data = 4.0
        assert autograd.dot(w, [1.0, 1.0]).data == 7.0
        store.numbers[1] = 10.0
    assert autograd.dot(w, [1.0, 1.0]).data == 14.0


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
def test_a_copy_is_a_value_of_its_own(again):
    w = Value(2.0, label="w")
    with compiler.Store([w]) as store:
        w.grad = 1.0
        copied = again(w)
        store.numbers[0] = 7.0
        assert type(copied) is Value
        assert (copied.data, copied.grad, copied.label, w.data) == (2.0, 1.0, "w", 7.0)
        y = again(w * w)
        assert y.data == 49.0


def test_it_shows_itself_as_what_it_is():
    w = Named(2.0, label="w")
    before = repr(w)
    with compiler.Store([w]):
        assert repr(w) == before
        assert isinstance(w, Named)


def test_a_store_within_a_store_hands_back_what_it_has():
    w = Value(1.0)
    with compiler.Store([w]) as outer:
        with compiler.Store([w]) as inner:
            inner.numbers[0] = 5.0
            assert (w.data, outer.numbers[0]) == (5.0, 1.0)
        assert (w.data, outer.numbers[0]) == (5.0, 5.0)
    assert w.data == 5.0


def test_an_error_inside_leaves_the_values_on_their_own():
    w = Value(1.0)
    store = compiler.Store([w])
    with pytest.raises(KeyError), store:
        {}[store.numbers.__setitem__(0, 2.0)]
    store.numbers[0] = 3.0
    assert (w.data, type(w)) == (2.0, Value)


def test_a_program_reads_the_parameters_where_they_are():
    w = [Value(float(k)) for k in range(11)]
    program = autograd.compile(lambda x: x * autograd.sum(w), 0.0, parameters=w)
    with compiler.Store(w) as store:
        store.numbers[0] = 100.0
        assert list(program([1.0])) == [155.0]
        assert list(program.value_and_grad([2.0]).parameters) == [2.0] * 11


def test_what_is_remembered_has_a_row_a_name():
    store = compiler.Store([Value(0.0)] * 1, remembered=2)
    store.remembered(1)[0] = 5.0
    assert (list(store.remembered(0)), list(store.remembered(1))) == ([0.0], [5.0])
