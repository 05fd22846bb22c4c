"""Numbers side by side: which things hold several, and what has their shape."""

import math
from collections import OrderedDict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograd import vector
from autograd.structures import entries_of, holds_several, mapped, parameter_names

structures = st.recursive(
    st.integers(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
)


@given(structure=structures)
def test_the_identity_gives_the_structure_back(structure):
    assert mapped(lambda entry, path: entry, structure) == structure


@given(structure=structures)
def test_a_path_leads_to_its_entry(structure):
    for entry, path in entries_of(structure):
        place = structure
        for key in path:
            place = place[key]
        assert place is entry


@given(array=arrays.arrays(np.float64, arrays.array_shapes(min_dims=1, min_side=0), elements=st.floats(-9, 9)))
def test_an_array_gives_an_array_of_its_shape_and_leaves_the_first_alone(array):
    before = array.copy()
    doubled = mapped(lambda entry, path: 2.0 * float(array[path]), array)
    assert (type(doubled), doubled.dtype, doubled.shape) == (np.ndarray, np.float64, array.shape)
    assert np.array_equal(doubled, 2.0 * before)
    assert np.array_equal(array, before)


def test_an_array_in_the_order_of_fortran_is_gone_through_by_its_indices():
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    assert all(array[path] == entry for entry, path in entries_of(array))


@pytest.mark.parametrize("single", [1.0, 2, "text", b"text", None, math.nan, np.float32(1.0), np.array(1.0), {1.0}])
def test_what_holds_no_numbers_side_by_side_is_one_entry(single):
    assert not holds_several(single)
    assert mapped(lambda entry, path: (entry, path), single) == (single, ())


def test_each_kind_gives_its_own():
    assert mapped(lambda entry, path: path, OrderedDict(a=[1], b=())) == {"a": [("a", 0)], "b": ()}
    assert mapped(lambda entry, path: entry.data, vector([1.0, 2.0])) == [1.0, 2.0]
    assert mapped(lambda entry, path: entry, range(3)) == [0, 1, 2]


class Tensor:
    """What other libraries have: it can be made a list, and is no array of NumPy's."""

    ndim = 1

    def tolist(self):
        return [1.0, 2.0]


def test_any_other_array_gives_a_list():
    assert mapped(lambda entry, path: entry, Tensor()) == [1.0, 2.0]


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (lambda w, x: w, ["w", "x"]),
        (lambda *xs: xs, ["x0", "x1"]),
        (lambda w, *, key=0: w, ["w", "x1"]),
        (max, ["x0", "x1"]),
    ],
)
def test_parameters_have_the_names_that_the_function_gives_them(f, expected):
    assert parameter_names(f, 2) == expected
