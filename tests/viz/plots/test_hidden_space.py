"""The samples in the plane of two hidden units (L9)."""

from __future__ import annotations

import pytest
from matplotlib.collections import PathCollection

import nn
import viz
from tests.viz.plots.drawing import drawn, is_clipped


@pytest.fixture
def model():
    """h₁ is x₁ or x₂, h₂ is x₁ and x₂, and the output h₁ and not h₂: XOR by hand."""
    net = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    for parameter, number in zip(net.parameters(), (10, 10, -5, 10, 10, -15, 10, -10, -5)):
        parameter.data = number
    return net


def markers(axes):
    return [
        tuple(point) for c in axes.collections if isinstance(c, PathCollection) for point in c.get_offsets().tolist()
    ]


def test_l9_1_each_sample_stands_at_the_outputs_of_the_hidden_units(model):
    X, y = nn.datasets.XOR
    expected = {tuple(h.data for h in model.layers[0](x)) for x in X}
    assert set(markers(drawn(viz.hidden_space(model, X, y)))) == expected


def test_l9_1_the_line_is_the_output_units_and_separates_the_classes(model):
    X, y = nn.datasets.XOR
    [line] = drawn(viz.hidden_space(model, X, y)).get_lines()
    assert all(10 * h1 - 10 * h2 - 5 == pytest.approx(0.0, abs=1e-9) for h1, h2 in zip(*line.get_data()))
    for x, target in zip(X, y):
        h1, h2 = (h.data for h in model.layers[0](x))
        assert (10 * h1 - 10 * h2 - 5 > 0) == bool(target)


def test_samples_are_named_by_their_inputs_and_share_a_name_where_they_meet(model):
    texts = {text.get_text() for text in drawn(viz.hidden_space(model, *nn.datasets.XOR)).texts}
    assert texts == {"(0, 0)", "(0, 1)\n(1, 0)", "(1, 1)"}


def test_a_trajectory_shows_the_way_of_every_sample_and_leaves_the_model_as_it_was(model):
    trajectory = viz.Trajectory(model)
    for parameter in model.parameters():
        parameter.data *= 0.5
        trajectory.record(len(trajectory.epochs))
    before = [parameter.data for parameter in model.parameters()]
    X, y = nn.datasets.XOR
    _, *ways = drawn(viz.hidden_space(model, X, y, trajectory=trajectory)).get_lines()
    assert [len(way.get_xdata()) for way in ways] == [10] * 4
    assert [parameter.data for parameter in model.parameters()] == before


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "linear"])
def test_nothing_is_clipped(activation):
    net = nn.MLP(2, [3, 1], activation=activation, seed=0)
    assert not is_clipped(viz.hidden_space(net, *nn.datasets.XOR, units=(1, 3)))


def test_what_cannot_be_drawn_is_named(model):
    with pytest.raises(ValueError, match=r"two numbers from 1 to 2, got units=\(1, 3\)"):
        viz.hidden_space(model, *nn.datasets.XOR, units=(1, 3))
    with pytest.raises(TypeError, match="expected a model with layers"):
        viz.hidden_space(len, *nn.datasets.XOR)
