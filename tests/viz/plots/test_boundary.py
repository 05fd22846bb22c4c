from __future__ import annotations

import pytest
from matplotlib.figure import Figure

import nn
import viz
from tests.viz.plots.drawing import drawn


def boundaries(axes):
    """The points of the lines between the areas."""
    lines = [c for c in axes.collections if not len(c.get_facecolor()) and len(c.get_edgecolor())]
    return [vertex for line in lines for path in line.get_paths() for vertex in path.vertices]


def test_the_boundary_lies_where_the_score_crosses_the_threshold():
    axes = drawn(viz.decision_boundary(lambda x: x[0], [[0, 0], [1, 1]], [0, 1], threshold=0.25))
    points = boundaries(axes)
    assert len(points) > 10
    assert [x for x, _ in points] == pytest.approx([0.25] * len(points))


def test_a_model_that_never_crosses_has_no_boundary_but_is_drawn():
    figure = viz.decision_boundary(lambda x: 0.1, [[0, 0], [1, 1]], [0, 1])
    assert not boundaries(drawn(figure))


def test_classes_differ_by_marker_and_are_named():
    axes = viz.decision_boundary(lambda x: x[0], [[0, 0], [1, 1]], [0, 1]).axes[0]
    shapes = {tuple(map(tuple, scatter.get_paths()[0].vertices)) for scatter in axes.collections[-2:]}
    assert len(shapes) == 2
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["y = 0", "y = 1"]


def test_plots_draw_on_given_axes():
    figure = Figure()
    left, right = figure.subplots(1, 2)
    assert viz.loss_curve([1.0], ax=left) is figure
    assert viz.decision_boundary(lambda x: x[0], [[0, 0]], [0], ax=right, resolution=3) is figure
    assert left.get_lines()
    assert right.collections


@pytest.mark.parametrize(
    ("X", "y", "options", "message"),
    [
        ([], [], {}, "at least one sample"),
        ([[1, 2, 3]], [0], {}, "expected 2 numbers a row in X, for a plane, got 3 in row 0"),
        ([[1, 2]], [0, 1], {}, "got 1 samples in X and 2 targets in y"),
        ([[1, 2]] * 3, [0, 1, 2], {}, r"at most 2 classes in y, got 3: \['0', '1', '2'\]"),
        ([[1, 2]], [0], {"resolution": 1}, "resolution to be at least 2, got 1"),
    ],
)
def test_what_cannot_be_drawn_is_named(X, y, options, message):
    with pytest.raises(ValueError, match=message):
        viz.decision_boundary(lambda x: 0.0, X, y, **options)


def test_of_three_classes_each_boundary_lies_where_two_scores_are_equal():
    axes = drawn(viz.decision_boundary(lambda x: [0.0, x[0], x[1]], [[-1, -1], [1, 0], [0, 1]], [0, 1, 2]))
    for x1, x2 in boundaries(axes):
        _, second, largest = sorted([0.0, x1, x2])
        assert second == pytest.approx(largest, abs=0.05)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["y = 0", "y = 1", "y = 2"]


def test_labels_that_no_score_stands_for_are_refused():
    with pytest.raises(ValueError, match=r"labels from 0 .* got 2 scores and labels such as 2"):
        viz.decision_boundary(lambda x: [0.0, x[0]], [[1, 2]] * 3, [0, 1, 2])


def test_the_line_of_a_hidden_unit_lies_where_its_sum_is_0_and_its_arrow_points_to_where_it_is_positive():
    model = nn.MLP(2, [3, 1], output="sigmoid", seed=1)
    for neuron, bias in zip(model.layers[0].neurons, (-0.1, 0.2, 0.0)):
        neuron.bias.data = bias
    axes = drawn(viz.decision_boundary(model, *nn.datasets.XOR, hidden_lines=True))
    arrows = [text for text in axes.texts if not text.get_text()]
    assert len(axes.get_lines()) == len(arrows) == 3
    for neuron, line, arrow in zip(model.layers[0].neurons, axes.get_lines(), arrows):
        w1, w2 = (weight.data for weight in neuron.weights)
        for x1, x2 in zip(*line.get_data()):
            assert w1 * x1 + w2 * x2 + neuron.bias.data == pytest.approx(0.0, abs=1e-9)
        assert w1 * arrow.xy[0] + w2 * arrow.xy[1] + neuron.bias.data > 0.0


def test_hidden_lines_need_units_and_not_too_many():
    X, y = nn.datasets.XOR
    with pytest.raises(TypeError, match="expected a model with layers, neurons or weights"):
        viz.decision_boundary(lambda x: 0.0, X, y, hidden_lines=True)
    with pytest.raises(ValueError, match="at most 12 units in the first layer to draw the lines of, got 13"):
        viz.decision_boundary(nn.MLP(2, [13, 1], seed=0), X, y, hidden_lines=True)


def test_a_model_that_predicts_many_points_at_once_is_asked_once():
    class Model:
        batches = ()

        def __call__(self, x):
            return x[0] - x[1]

        def predict(self, points):
            self.batches += (len(points),)
            return [self(x) for x in points]

    model = Model()
    X, y = [[0.0, 1.0], [1.0, 0.0]], [0, 1]
    viz.decision_boundary(model, X, y, threshold=0.0, resolution=7)
    assert model.batches == (49,)
