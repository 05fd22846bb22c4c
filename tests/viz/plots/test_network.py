"""The diagram of circles and lines."""

from __future__ import annotations

import math
from itertools import combinations
from types import SimpleNamespace

import pytest

import nn
import viz
from tests.viz.plots.drawing import drawn, is_clipped
from viz.names import pretty_number


def reaches(box, disc):
    """Whether a box has a point within a disc, which is given by the square around it."""
    (x, y), radius = ((disc.x0 + disc.x1) / 2, (disc.y0 + disc.y1) / 2), disc.width / 2
    return math.hypot(x - min(max(x, box.x0), box.x1), y - min(max(y, box.y0), box.y1)) < radius


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_there_is_a_circle_a_unit_and_a_line_a_weight_and_bias():
    axes = drawn(viz.network(nn.MLP(3, [4, 2], seed=0)))
    assert len(axes.patches) == 3 + 4 + 2
    assert len(axes.get_lines()) == nn.count_parameters(3, [4, 2])


def test_circles_show_what_comes_out_of_each_unit():
    model = nn.MLP(2, [2, 3], output="softmax", seed=0)
    x = [1.0, -2.0]
    hidden, outputs = model.layers[0](x), model(x)
    lines = texts(drawn(viz.network(model, x)))
    assert lines[:2] == ["x₁\n1", "x₂\n−2"]
    assert lines[2:4] == [f"h{sub}\n{pretty_number(h.data, 3)}" for sub, h in zip("₁₂", hidden)]
    assert lines[4:7] == [f"p{sub}\n{pretty_number(p.data, 3)}" for sub, p in zip("₁₂₃", outputs)]


def test_a_deep_net_names_its_units_with_their_layer():
    lines = texts(viz.network(nn.MLP(1, [1, 1, 1], seed=0), numbers=False).axes[0])
    assert lines[:4] == ["x₁", "h₁⁽¹⁾", "h₁⁽²⁾", "ŷ"]


def test_size_is_thickness_and_sign_is_colour_and_dash():
    unit = SimpleNamespace(weights=[2.0, -1.0], bias=0.0, activation="tanh")
    positive, negative, bias = drawn(viz.network(unit)).get_lines()
    assert positive.get_linewidth() - bias.get_linewidth() == pytest.approx(
        2 * (negative.get_linewidth() - bias.get_linewidth())
    )
    assert positive.get_color() != negative.get_color()
    assert positive.get_linestyle() == "-" != negative.get_linestyle()


def test_numbers_are_written_on_few_lines_and_not_on_many_unless_asked_for():
    small, large = nn.MLP(2, [2, 1], seed=0), nn.MLP(4, [4, 1], seed=0)
    weight = pretty_number(small.layers[0].neurons[0].weights[0].data, 3)
    assert weight in texts(viz.network(small).axes[0])
    assert weight not in texts(viz.network(small, numbers=False).axes[0])
    assert len(texts(viz.network(large, numbers=True).axes[0])) > len(texts(viz.network(large).axes[0]))


def test_a_wide_layer_is_abbreviated_and_says_how_many_units_are_left_out():
    axes = drawn(viz.network(nn.MLP(2, [1024, 3], seed=0)))
    assert len(axes.patches) == 2 + 5 + 3
    assert {"⋮\n1019 more", "h₁₀₂₄", "1024 sigmoid units"} <= set(texts(axes))


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [(2, [2, 1]), (3, [4, 5, 3]), (2, [1024, 512, 3]), (1, [1]), (7, [6, 6, 6, 6])])
def test_no_text_is_clipped_and_every_name_fits_into_its_circle(sizes):
    nin, nouts = sizes
    figure = viz.network(nn.MLP(nin, nouts, output="sigmoid", seed=0), [0.123456] * nin)
    assert not is_clipped(figure)
    axes = figure.axes[0]
    for circle, text in zip(axes.patches, axes.texts):
        box, disc = text.get_window_extent(), circle.get_window_extent()
        assert disc.x0 <= box.x0 <= box.x1 <= disc.x1


@pytest.mark.parametrize("sizes", [(2, [2, 1]), (2, [3, 1]), (3, [2, 2]), (3, [3, 1]), (1, [4, 1]), (2, [2, 2, 1])])
@pytest.mark.parametrize("seed", range(3))
def test_no_number_lies_on_another_or_on_a_circle(sizes, seed):
    nin, nouts = sizes
    axes = drawn(viz.network(nn.MLP(nin, nouts, seed=seed), numbers=True))
    circles = nin + sum(nouts)
    boxes = [text.get_window_extent() for text in axes.texts[circles : circles + nn.count_parameters(nin, nouts)]]
    names = [text.get_window_extent() for text in axes.texts[:circles]]
    discs = [disc.get_window_extent() for disc in axes.patches]
    assert not any(reaches(box, disc) for box in boxes for disc in discs)
    words = [text.get_window_extent() for text in axes.texts if text.get_text() == "bias"]
    assert len(words) == len(nouts)
    for one, other in combinations([*boxes, *names, *words], 2):
        assert not one.overlaps(other)


def test_the_line_from_above_is_called_the_bias_beside_the_first_unit_of_each_layer():
    axes = drawn(viz.network(nn.MLP(3, [4, 2, 1], seed=0)))
    words = [text for text in axes.texts if text.get_text() == "bias"]
    upright = [line for line in axes.get_lines() if line.get_xdata()[0] == line.get_xdata()[1]]
    assert len(words) == 3
    for word in words:
        ends = [(line.get_xdata()[0], max(line.get_ydata())) for line in upright]
        x, y = word.get_position()
        (nearest_x, top) = min(ends, key=lambda end: math.dist(end, (x, y)))
        assert math.dist((nearest_x, top), (x, y)) < 0.5
        assert top == max(height for place, height in ends if place == nearest_x)


@pytest.mark.parametrize("model", [nn.Layer(2, 3, seed=0), nn.Neuron(2, seed=0), SimpleNamespace(w=[1, 2], b=-1)])
def test_a_layer_a_unit_and_a_perceptron_are_nets_too(model):
    assert drawn(viz.network(model)).patches


def test_what_cannot_be_drawn_is_named():
    with pytest.raises(TypeError, match="expected a model with layers, neurons or weights to look at, got 3"):
        viz.network(3)
    with pytest.raises(ValueError, match="expected x to be 2 inputs for the model, got 3"):
        viz.network(nn.Neuron(2, seed=0), [1, 2, 3])
    with pytest.raises(ValueError, match="most_units to be a whole number of at least 3, got 2"):
        viz.network(nn.Neuron(2, seed=0), most_units=2)


@pytest.mark.parametrize("name", ["age", "the price of a dozen eggs in cents", "a $ b", "x_1"])
def test_names_of_inputs_stand_to_the_left_of_them_and_within_the_picture(name):
    axes = drawn(viz.network(nn.MLP(2, [3, 1], seed=0, input_names=[name, "weight"]), [1.0, 2.0]))
    plain = drawn(viz.network(nn.MLP(2, [3, 1], seed=0), [1.0, 2.0]))
    shown = name if len(name) <= 24 else "the price of a dozen eg…"
    assert sorted(texts(axes)) == sorted([*texts(plain), shown.replace("$", r"\$"), "weight"])
    words = [text for text in axes.texts if text.get_ha() == "right"]
    assert len(words) == 2
    for word in words:
        box, frame = word.get_window_extent(), axes.get_window_extent()
        assert frame.x0 <= box.x0
        level = [disc.get_window_extent() for disc in axes.patches if disc.center[1] == word.get_position()[1]]
        assert box.x1 < min(disc.x0 for disc in level)


def test_a_fitted_estimator_is_drawn_as_its_net():
    net = nn.MLP(2, [3, 1], seed=0)
    estimator = SimpleNamespace(model_=net)
    assert texts(drawn(viz.network(estimator))) == texts(drawn(viz.network(net)))
