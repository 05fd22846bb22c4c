from __future__ import annotations

import pytest
from matplotlib.figure import Figure

import viz


def drawn(figure):
    """Renders the figure, so that whatever would be wrong with it comes out."""
    figure.canvas.draw()
    return figure.axes[0]


def test_a_loss_curve_has_a_point_an_epoch():
    [line] = drawn(viz.loss_curve([0.7, 0.5, 0.4])).get_lines()
    assert list(line.get_xdata()) == [1, 2, 3]
    assert list(line.get_ydata()) == [0.7, 0.5, 0.4]


def test_a_loss_curve_takes_what_training_returns():
    class Trained:
        losses = [2.0, 1.0]  # noqa: RUF012 — a stand-in for a history

    [line] = viz.loss_curve(Trained()).axes[0].get_lines()
    assert list(line.get_ydata()) == [2.0, 1.0]


def test_the_boundary_lies_where_the_score_crosses_the_threshold():
    axes = drawn(viz.decision_boundary(lambda x: x[0], [[0, 0], [1, 1]], [0, 1], threshold=0.25))
    contour = axes.collections[1]
    points = [vertex for path in contour.get_paths() for vertex in path.vertices]
    assert len(points) > 10
    assert [x for x, _ in points] == pytest.approx([0.25] * len(points))


def test_a_model_that_never_crosses_has_no_boundary_but_is_drawn():
    figure = viz.decision_boundary(lambda x: 0.1, [[0, 0], [1, 1]], [0, 1])
    assert len(drawn(figure).collections) == 3  # the area, and the points of two classes


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
        ([[1, 2, 3]], [0], {}, "two coordinates each"),
        ([[1, 2]], [0, 1], {}, "got 1 samples and 2 labels"),
        ([[1, 2]] * 3, [0, 1, 2], {}, r"at most two classes in y, got 3: \[0, 1, 2\]"),
        ([[1, 2]], [0], {"resolution": 1}, "resolution to be at least 2, got 1"),
    ],
)
def test_what_cannot_be_drawn_is_named(X, y, options, message):
    with pytest.raises(ValueError, match=message):
        viz.decision_boundary(lambda x: 0.0, X, y, **options)


def test_a_loss_curve_needs_a_loss():
    with pytest.raises(ValueError, match="at least one loss"):
        viz.loss_curve([])
