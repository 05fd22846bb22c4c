"""The lecture's graphs."""

from __future__ import annotations

import pytest

from autograd import Value, dot


@pytest.fixture
def unit_loss() -> Value:
    """The one unit of L7, at the numbers of L5.5, with target 1; after the backward pass."""
    weights, inputs = [Value(0.5, "w11"), Value(-0.25, "w21")], [Value(2.0, "x1"), Value(1.0, "x2")]
    z = dot(weights, inputs)
    z.label = "z"
    loss = _loss(z, 1.0)
    loss.backward()
    return loss


@pytest.fixture
def two_layer_loss() -> Value:
    """The two layers of L8, at the numbers of L8.4; after the backward pass."""
    inputs = [Value(1.0, "x1"), Value(-1.0, "x2")]
    hidden = []
    for j, weights in enumerate([(0.1, 0.2), (-0.3, 0.4)], start=1):
        unit = dot([Value(w, f"w_{i}{j}^(1)") for i, w in enumerate(weights, start=1)], inputs).sigmoid()
        unit.label = f"a1{j}"
        hidden.append(unit)
    z = dot([Value(0.5, "w_11^(2)"), Value(-0.6, "w_21^(2)")], hidden)
    loss = _loss(z, 1.0)
    loss.backward()
    return loss


def _loss(z: Value, y: float) -> Value:
    prediction = z.sigmoid()
    prediction.label = "yhat"
    loss = -y * prediction.log() - (1.0 - y) * (1.0 - prediction).log()
    loss.label = "ell"
    return loss
