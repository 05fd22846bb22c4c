"""The samples in the plane of two hidden units (L9)."""

from __future__ import annotations

import numpy as np
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


@pytest.fixture
def wide():
    """Four units and one output, with numbers of no pattern."""
    return nn.MLP(2, [4, 1], output="sigmoid", init="uniform", seed=8)


def test_of_four_units_all_count_and_the_title_and_the_axes_say_what_is_seen(wide):
    axes = drawn(viz.hidden_space(wide, *nn.datasets.XOR))
    assert axes.get_title().startswith("hidden space of 4 units\nthe plane holds ")
    assert axes.get_xlabel() == "along the output unit's weights"
    assert axes.get_ylabel() == "principal axis across"


def test_of_four_units_the_line_is_exact_for_every_sample(wide):
    """The plane holds the direction of the output unit's weights, so its sum depends on the place in it alone."""
    X, y = nn.datasets.XOR
    output = wide.layers[1].neurons[0]
    axes = drawn(viz.hidden_space(wide, X, y))
    [line] = axes.get_lines() or [None]
    w = np.array([weight.data for weight in output.weights])
    outputs = np.array([[h.data for h in wide.layers[0](x)] for x in X])
    expected = (outputs - outputs.mean(axis=0)) @ w / np.linalg.norm(w)
    shown = {round(h1, 9) for h1, _ in markers(axes)}
    assert shown == {round(x, 9) for x in expected}
    if line is not None:
        [x_a, x_b] = line.get_xdata()
        assert x_a == pytest.approx(x_b)
        assert w @ outputs.mean(axis=0) + output.bias.data + np.linalg.norm(w) * x_a == pytest.approx(0.0, abs=1e-9)


def test_of_four_units_before_two_outputs_the_axes_are_the_principal_ones():
    """Compared with the eigenvectors of the covariance."""
    X, y = nn.datasets.moons(30, seed=1)
    net = nn.MLP(2, [4, 2], output="softmax", init="uniform", seed=8)
    axes = drawn(viz.hidden_space(net, X, y))
    outputs = np.array([[h.data for h in net.layers[0](x)] for x in X])
    values, vectors = np.linalg.eigh(np.cov(outputs.T))
    centred = outputs - outputs.mean(axis=0)
    first, second = (np.abs(centred @ vectors[:, k]) for k in (-1, -2))
    points = np.abs(np.array(markers(axes)))
    assert sorted(points[:, 0]) == pytest.approx(sorted(first), abs=1e-9)
    assert sorted(points[:, 1]) == pytest.approx(sorted(second), abs=1e-9)
    share = 100 * (values[-1] + values[-2]) / values.sum()
    assert float(axes.get_title().split("holds ")[1].split(" %")[0]) == pytest.approx(share, rel=0.01)
    assert not axes.get_lines()


def test_two_units_may_be_chosen_and_the_title_says_of_how_many(wide):
    axes = drawn(viz.hidden_space(wide, *nn.datasets.XOR, units=(2, 4)))
    assert axes.get_title() == "hidden space: units 2 and 4 of 4"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("h₂", "h₄")
    expected = {(h[1].data, h[3].data) for h in map(wide.layers[0], nn.datasets.XOR[0])}
    assert set(markers(axes)) == expected


def test_the_way_of_every_sample_is_seen_in_the_same_plane(wide):
    trajectory = viz.Trajectory(wide)
    wide.parameters()[0].data += 0.5
    trajectory.record(1)
    axes = drawn(viz.hidden_space(wide, *nn.datasets.XOR, trajectory=trajectory))
    ways = [line for line in axes.get_lines() if line.get_alpha()]
    assert len(ways) == 4
    assert {(way.get_xdata()[-1], way.get_ydata()[-1]) for way in ways} == set(markers(axes)[-4:])


def test_what_cannot_be_drawn_is_named(model):
    with pytest.raises(ValueError, match=r"two numbers from 1 to 2, got units=\(1, 3\)"):
        viz.hidden_space(model, *nn.datasets.XOR, units=(1, 3))
    with pytest.raises(ValueError, match="a first layer of at least 2 units to look at, got 1"):
        viz.hidden_space(nn.MLP(2, [1, 1], seed=0), *nn.datasets.XOR)
    with pytest.raises(ValueError, match="at least one sample in X, got none"):
        viz.hidden_space(model, [], [])
    with pytest.raises(ValueError, match="got 4 samples in X and 3 targets in y"):
        viz.hidden_space(model, nn.datasets.XOR[0], [0, 1, 1])
    with pytest.raises(TypeError, match="expected a model with layers"):
        viz.hidden_space(len, *nn.datasets.XOR)
