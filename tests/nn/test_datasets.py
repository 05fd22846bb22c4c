from __future__ import annotations

import math
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn import datasets

GATES = {"AND": operator.and_, "OR": operator.or_, "XOR": operator.xor}


@pytest.mark.parametrize("name", GATES)
def test_a_gate_has_the_four_rows_of_its_truth_table(name):
    X, y = getattr(datasets, name)
    assert sorted(map(tuple, X)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert y == [GATES[name](int(x1), int(x2)) for x1, x2 in X]


def test_not_has_one_input():
    assert datasets.NOT == ([[0.0], [1.0]], [1.0, 0.0])


@given(st.integers(2, 60), st.integers())
def test_moons_without_noise_lie_on_two_half_circles(count, seed):
    X, y = datasets.moons(count, noise=0.0, seed=seed)
    assert len(X) == len(y) == count
    for (x1, x2), label in zip(X, y):
        centre = (1.0, 0.5) if label else (0.0, 0.0)
        assert math.hypot(x1 - centre[0], x2 - centre[1]) == pytest.approx(1.0)
        assert (x2 <= 0.5 + 1e-12) if label else (x2 >= -1e-12)


def test_moons_come_from_their_seed():
    assert datasets.moons(10, seed=1) == datasets.moons(10, seed=1) != datasets.moons(10, seed=2)


@pytest.mark.parametrize(("options", "message"), [({"count": 1}, "count"), ({"noise": -1.0}, "noise")])
def test_impossible_moons_are_refused(options, message):
    with pytest.raises(ValueError, match=f"expected {message} to be at least"):
        datasets.moons(**options)
