"""Softmax and its logarithm, beside many digits."""

import math

import mpmath
import pytest

from autograd import Value, topological_order
from autograd.torch_graphs.reductions import log_softmax_of, softmax_of

LOGITS = ([0.5, -1.25, 3.0], [1000.0, 999.0], [-40.0, 40.0, 0.0], [2.0])


def shares(logits):
    with mpmath.workdps(50):
        powers = [mpmath.exp(mpmath.mpf(z)) for z in logits]
        return [power / mpmath.fsum(powers) for power in powers]


@pytest.mark.parametrize("logits", LOGITS)
def test_softmax(logits):
    found = softmax_of([Value(z) for z in logits])
    assert [p.data for p in found] == pytest.approx([float(p) for p in shares(logits)], rel=1e-14)


@pytest.mark.parametrize("logits", LOGITS)
def test_log_softmax(logits):
    found = log_softmax_of([Value(z) for z in logits])
    with mpmath.workdps(50):
        expected = [float(mpmath.log(p)) for p in shares(logits)]
    assert [p.data for p in found] == pytest.approx(expected, rel=1e-13, abs=1e-13)


def test_what_a_mask_rules_out_has_no_share_and_is_in_no_sum():
    row = [Value(1.0), -math.inf, Value(2.0)]
    found = softmax_of(row)
    assert found[1] == 0.0
    assert [found[0].data, found[2].data] == pytest.approx([float(p) for p in shares([1.0, 2.0])])
    assert math.inf not in [abs(value.data) for p in (found[0], found[2]) for value in topological_order(p)]
    assert log_softmax_of(row)[1] == -math.inf
