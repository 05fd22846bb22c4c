from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
from autograd import Value
from tests.nn.models import pytorch_parts as parts
from tests.nn.models.comparing import check_against_pytorch

numbers = st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=8)


@pytest.mark.parametrize("kind", [nn.RMSNorm, nn.LayerNorm])
def test_outputs_and_gradients_are_pytorchs(kind):
    norm = kind(parts.WIDTH)
    given_numbers = [*parts.GAINS, *parts.BIASES][: len(norm.parameters())]
    xs = [[Value(x) for x in row] for row in parts.XS]
    for parameter, number in zip(norm.parameters(), given_numbers):
        parameter.data = number
    leaves = [xs, *(p for p in (norm.gains, getattr(norm, "biases", None)) if p)]
    check_against_pytorch(kind.__name__, [norm(row) for row in xs], leaves)


@given(numbers)
def test_rms_norm_is_its_formula(xs):
    found = [y.data for y in nn.RMSNorm(len(xs), epsilon=0.01, gain=False)(xs)]
    exact = np.array(xs) / np.sqrt(np.mean(np.square(xs)) + 0.01)
    assert found == pytest.approx(exact.tolist(), rel=1e-12, abs=1e-300)


@given(numbers)
def test_layer_norm_is_its_formula(xs):
    found = [y.data for y in nn.LayerNorm(len(xs), epsilon=0.01, gain=False, bias=False)(xs)]
    centred = np.array(xs) - math.fsum(xs) / len(xs)
    assert found == pytest.approx((centred / np.sqrt(np.mean(centred**2) + 0.01)).tolist(), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("kind", [nn.RMSNorm, nn.LayerNorm])
def test_a_norm_passes_gradcheck(kind):
    norm = kind(4)
    autograd.gradcheck(lambda *xs: autograd.dot(norm(xs), [0.5, -1.0, 2.0, 0.25]), [0.3, -0.7, 1.1, 0.2])


def test_zeros_stay_zeros():
    assert [y.data for y in nn.RMSNorm(3)([0.0] * 3)] == [0.0] * 3
    assert [y.data for y in nn.LayerNorm(3)([0.0] * 3)] == [0.0] * 3


def test_numbers_that_are_all_equal_have_no_variance():
    assert [y.data for y in nn.LayerNorm(3)([5.0] * 3)] == [0.0] * 3


@given(st.floats(0.5, 100.0))
def test_the_size_of_the_inputs_does_not_count(size):
    xs = [3.0, -4.0, 1.0]
    norm = nn.RMSNorm(3, epsilon=1e-12)
    assert [y.data for y in norm([size * x for x in xs])] == pytest.approx([y.data for y in norm(xs)], rel=1e-10)


def test_gains_and_biases_are_named_as_in_the_papers():
    assert list(nn.LayerNorm(2).named_parameters()) == ["gamma_1", "gamma_2", "beta_1", "beta_2"]
    assert [p.label for p in nn.RMSNorm(2).parameters()] == ["gamma_1", "gamma_2"]
    assert nn.RMSNorm(2, gain=False).parameters() == []
    assert list(nn.LayerNorm(1, gain=False).named_parameters()) == ["beta_1"]


def test_a_norm_shows_what_differs_from_the_usual():
    assert repr(nn.RMSNorm(4)) == "RMSNorm(4)"
    assert repr(nn.RMSNorm(4, 1e-6, gain=False)) == "RMSNorm(4, epsilon=1e-06, gain=False)"
    assert repr(nn.LayerNorm(4)) == "LayerNorm(4)"
    assert repr(nn.LayerNorm(4, bias=False)) == "LayerNorm(4, bias=False)"
    assert repr(nn.LayerNorm(4, gain=False)) == "LayerNorm(4, gain=False)"


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"expected 3 inputs for RMSNorm\(3\), got 2"):
        nn.RMSNorm(3)([1.0, 2.0])
    with pytest.raises(ValueError, match=r"expected 3 inputs for LayerNorm\(3\), got 2"):
        nn.LayerNorm(3)([1.0, 2.0])
    with pytest.raises(ValueError, match="expected width to be a whole number of at least 1, got 0"):
        nn.LayerNorm(0)
    with pytest.raises(ValueError, match=r"expected epsilon to be above 0, got 0.0"):
        nn.RMSNorm(3, 0.0)
