from __future__ import annotations

import itertools
import math
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

import nn
import viz
from tests.viz.plots.drawing import drawn
from viz.names import pretty_name

few = settings(max_examples=max(1, settings.default.max_examples // 4))


def boundaries(axes):
    """The points of the lines between the areas."""
    lines = [c for c in axes.collections if not len(c.get_facecolor()) and len(c.get_edgecolor())]
    return [vertex for line in lines for path in line.get_paths() for vertex in path.vertices]


def arrows_of(axes):
    return [text for text in axes.texts if not text.get_text()]


def names_of(axes):
    return [text for text in axes.texts if text.get_text()]


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


def test_a_negative_label_has_a_true_minus():
    axes = viz.decision_boundary(lambda x: x[0], [[0, 0], [1, 1]], [-1, 1], threshold=0.0).axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["y = −1", "y = 1"]


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
        ([[1, 2]], [0, 1], {}, "got 1 sample in X and 2 targets in y"),
        ([[1, 2]] * 3, [0, 1, 2], {}, r"at most 2 classes in y, got 3: \['0', '1', '2'\]"),
        ([[1, 2]], [0], {"resolution": 1}, "resolution to be a whole number of at least 2, got 1"),
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
    arrows = arrows_of(axes)
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


@st.composite
def layers(draw):
    """Hidden units, each with a line through some place in the frame."""
    place = st.floats(-0.2, 1.2)
    units = []
    for _ in range(draw(st.integers(1, 8))):
        angle, x1, x2 = draw(st.floats(0.0, 6.28)), draw(place), draw(place)
        w = (math.cos(angle), math.sin(angle))
        units.append(SimpleNamespace(weights=w, bias=-w[0] * x1 - w[1] * x2, activation="sigmoid"))
    return units


@few
@given(layers())
def test_the_names_of_lines_stand_in_the_frame_clear_of_the_samples_and_of_each_other(units):
    class Model:
        neurons = units

        def __call__(self, x):
            return 0.0

    X, y = nn.datasets.XOR
    axes = drawn(viz.decision_boundary(Model(), X, y, hidden_lines=True, resolution=2))
    boxes = [name.get_window_extent() for name in names_of(axes)]
    frame = axes.get_window_extent()
    markers = [axes.transData.transform(x) for x in X]
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1 for box in boxes)
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
    assert not any(box.contains(*marker) for box in boxes for marker in markers)
    for arrow in arrows_of(axes):
        assert frame.contains(*axes.transData.transform(arrow.xy))


@few
@given(layers())
def test_every_line_keeps_its_own_name_beside_it(units):
    class Model:
        neurons = units

        def __call__(self, x):
            return 0.0

    axes = drawn(viz.decision_boundary(Model(), *nn.datasets.XOR, hidden_lines=True, resolution=2))
    assert [name.get_text() for name in names_of(axes)] == [pretty_name(f"h_{k}") for k in range(1, len(units) + 1)]
    for unit, name, arrow in zip(units, names_of(axes), arrows_of(axes)):
        (w1, w2), (x1, x2) = unit.weights, name.get_position()
        assert abs(w1 * x1 + w2 * x2 + unit.bias) < 0.35
        assert w1 * arrow.xyann[0] + w2 * arrow.xyann[1] + unit.bias == pytest.approx(0.0, abs=1e-9)


def test_a_name_has_a_halo_in_the_colour_of_the_ground_and_ends_with_the_frame():
    for theme, ground in (("light", "#ffffff"), ("dark", "#14181d")):
        model = nn.MLP(2, [2, 1], output="sigmoid", seed=5)
        for neuron in model.layers[0].neurons:
            neuron.bias.data = 0.0
        axes = drawn(viz.decision_boundary(model, *nn.datasets.XOR, hidden_lines=True, resolution=2, theme=theme))
        for name in names_of(axes):
            [halo] = name.get_path_effects()
            assert halo._gc["foreground"].lower() == ground
            assert name.get_clip_on()


@pytest.mark.needs("sklearn")
@pytest.mark.parametrize("classes", [["no", "yes"], [5, 7], ["a", "b", "c"]])
def test_a_classifier_of_scikit_learns_is_drawn_with_its_classes(classes):
    from sklearn.linear_model import LogisticRegression

    X = [[float(i), float(j)] for i in range(4) for j in range(4)]
    y = [classes[int(a + b > 1.5) + (len(classes) == 3 and a + b > 4)] for a, b in X]
    classifier = LogisticRegression(C=100.0).fit(X, y)
    axes = drawn(viz.decision_boundary(classifier, X, y, resolution=12))
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [f"y = {name}" for name in classes]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x₁", "x₂")
    if len(classes) == 2:
        (w1, w2), b = classifier.coef_[0], classifier.intercept_[0]
        line = axes.collections[2].get_paths()[0].vertices
        assert all(abs(w1 * x1 + w2 * x2 + b) < 0.1 * math.hypot(w1, w2) for x1, x2 in line)
    with pytest.raises(ValueError, match=r"^expected labels among the classes of the model in y, got 'other'$"):
        viz.decision_boundary(classifier, X[:1], ["other"])


@pytest.mark.needs("sklearn", "pandas")
def test_a_classifier_of_ours_is_drawn_with_the_names_of_its_columns():
    import pandas

    table, y = pandas.DataFrame([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]], columns=["age", "weight"]), ["no", "yes", "yes"]
    classifier = nn.Classifier(3, epochs=1, random_state=0).fit(table, y)
    axes = drawn(viz.decision_boundary(classifier, table, y, hidden_lines=True, resolution=4))
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("age", "weight")
    assert {"h₁", "h₂", "h₃"} & {text.get_text() for text in axes.texts}
