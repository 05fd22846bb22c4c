from __future__ import annotations

import math
import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import nn

NIN, NOUT = 60, 40
# The variance that each paper asks for.
VARIANCES = {
    "lecun": 1 / NIN,
    "xavier": 2 / (NIN + NOUT),
    "glorot": 2 / (NIN + NOUT),
    "he": 2 / NIN,
    "normal": 1.0,
    "uniform": 1 / 3,
    "zeros": 0.0,
}


def test_each_initializer_has_its_variance_stated_here():
    assert set(VARIANCES) == set(nn.INITIALIZERS)


@pytest.mark.parametrize("init", VARIANCES)
def test_weights_have_mean_zero_and_the_variance_of_the_paper(init):
    layer = nn.Layer(NIN, NOUT, init=init, seed=1)
    weights = [number for row in layer.W for number in row]
    mean = sum(weights) / len(weights)
    variance = sum(w * w for w in weights) / len(weights)
    assert variance == pytest.approx(VARIANCES[init], rel=0.1)  # 2,400 samples: four standard deviations
    assert abs(mean) <= 4 * (VARIANCES[init] / len(weights)) ** 0.5
    assert layer.b == [0.0] * NOUT


@pytest.mark.parametrize(("init", "bound"), [("lecun", (3 / NIN) ** 0.5), ("xavier", (6 / 100) ** 0.5), ("uniform", 1)])
def test_uniform_weights_fill_their_interval_and_no_more(init, bound):
    weights = [number for row in nn.Layer(NIN, NOUT, init=init, seed=2).W for number in row]
    assert 0.99 * bound < max(weights) <= bound
    assert -bound <= min(weights) < -0.99 * bound


@pytest.mark.parametrize("init", nn.INITIALIZERS)
def test_a_seed_gives_the_same_weights(init):
    assert nn.MLP(2, [3, 1], init=init, seed=3).state_dict() == nn.MLP(2, [3, 1], init=init, seed=3).state_dict()


def test_a_function_may_draw_the_weights_and_is_told_the_sizes():
    seen = []

    def draw(nin, nout, generator):
        seen.append((nin, nout))
        assert isinstance(generator, random.Random)
        return 0.5

    model = nn.MLP(2, [3, 1], init=draw)
    assert seen == [(2, 3)] * 6 + [(3, 1)] * 3
    assert model.layers[0].W == [[0.5, 0.5]] * 3


def test_an_unknown_initializer_is_refused():
    with pytest.raises(
        ValueError, match=r"unknown init 'kaiming': did you mean 'he'\? It is a function or one of glorot"
    ):
        nn.MLP(2, [1], init="kaiming")
    with pytest.raises(ValueError, match=r"unknown init 'Xavier': did you mean 'xavier'\?"):
        nn.MLP(2, [1], init="Xavier")
    with pytest.raises(TypeError, match="expected init to be a function or a name, got 5: the names are glorot"):
        nn.MLP(2, [1], init=5)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, "number, got None"),
        ("0.5", "number, got '0.5'"),
        (1j, "number, got 1j"),
        (True, "number, got True"),
        ([0.5], r"number, got \[0\.5\]"),
        (math.nan, "finite number, got nan"),
        (-math.inf, "finite number, got -inf"),
        pytest.param(10**400, "finite number, got 1000", id="too large"),
    ],
)
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda init: nn.Neuron(2, init=init), "w_2"),
        (lambda init: nn.Layer(3, 4, init=init), "w_21"),
        (lambda init: nn.Layer(3, 4, layer=2, init=init), r"w_21\^\(2\)"),
        (lambda init: nn.MLP(1, [2, 2], init=init), r"w_12\^\(1\)"),
        (lambda init: nn.Embedding(3, 4, init=init), "e_0,2"),
    ],
)
def test_an_initializer_that_gives_no_finite_number_is_named_with_the_parameter(make, name, given, message):
    drawn = iter([0.5, given] + [0.5] * 20)
    with pytest.raises((TypeError, ValueError), match=f"^expected what init gives for {name} to be a {message}"):
        make(lambda nin, nout, generator: next(drawn))


@pytest.mark.parametrize("kind", [int, np.float32, np.int64, Fraction, Decimal])
def test_an_initializer_may_give_any_number(kind):
    assert nn.Neuron(2, init=lambda nin, nout, generator: kind(2)).w == [2.0, 2.0]
    assert {type(w.data) for w in nn.Embedding(2, 2, init=lambda *_: kind(2)).parameters()} == {float}
