from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

import nn
import viz
from autograd import Value
from tests.containers import LABELS, ROWS, Tensor

X, Y = [[0.0, 0.5], [0.0, 1.0], [1.0, -0.5], [1.0, 1.0]], [0, 1, 1, 0]
MODEL = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
RUN = nn.Perceptron(2).fit(X, Y, max_epochs=3)
PLOTS = {
    "decision_boundary": lambda X, y, ax: viz.decision_boundary(MODEL, X, y, resolution=3, ax=ax),
    "hidden_space": lambda X, y, ax: viz.hidden_space(MODEL, X, y, ax=ax),
    "perceptron_line": lambda X, y, ax: viz.perceptron_line(RUN, X, y, ax=ax),
}


def shown(plot, X, y):
    """What a plot shows of the samples: where each marker and each area lies, and what is written."""
    axes = Figure().add_subplot()
    plot(X, y, axes)
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    texts = [(text.get_text(), text.get_position()) for text in axes.texts]
    places = [
        (drawn.get_offsets().tolist(), [path.vertices.tolist() for path in drawn.get_paths()])
        for drawn in axes.collections
    ]
    return legend, texts, places, axes.get_xlim(), axes.get_ylim()


@pytest.mark.parametrize("name", PLOTS)
@given(rows=st.sampled_from(sorted(ROWS)), labels=st.sampled_from(sorted(LABELS)))
def test_a_plot_shows_the_same_whatever_holds_the_samples(name, rows, labels):
    assert shown(PLOTS[name], ROWS[rows](X), LABELS[labels](Y)) == shown(PLOTS[name], X, Y)


@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (X, [0, 1], "expected one target a sample, got 4 samples in X and 2 targets in y"),
        (X, ["no", "yes", "yes", "no"], "expected numbers as targets in y, got the text labels 'no', 'yes'"),
        (X, np.eye(2)[Y], "got a row of 2 numbers in row 0: of one-hot rows, the labels are [row.index(max(row))"),
        ([*X[:3], [0.0, None]], Y, "expected finite numbers in X, got None in row 3, column 1"),
        ([*X[:3], [0.0, float("nan")]], Y, "expected finite numbers in X, got nan in row 3, column 1"),
    ],
)
def test_data_that_cannot_be_drawn_are_told(name, X, y, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        shown(PLOTS[name], X, y)


@pytest.mark.parametrize("hold", [tuple, np.array, Tensor, iter])
def test_a_net_is_drawn_with_a_sample_from_any_container(hold):
    texts = [[text.get_text() for text in viz.network(MODEL, x).axes[0].texts] for x in (hold([1.0, 0.5]), [1.0, 0.5])]
    assert texts[0] == texts[1]


def test_a_net_is_drawn_with_one_sample():
    with pytest.raises(
        ValueError, match=re.escape("expected one sample x, 2 inputs for the model, got rows: take one")
    ):
        viz.network(MODEL, X)


@pytest.mark.parametrize("hold", [tuple, np.array, Tensor, iter])
def test_losses_are_drawn_from_any_container(hold):
    lines = [viz.loss_curve(losses).axes[0].lines[0].get_ydata() for losses in (hold([0.75, 0.5]), [0.75, 0.5])]
    assert list(lines[0]) == list(lines[1])


def test_a_whole_number_may_be_numpys(tmp_path):
    y = Value(2.0) * Value(1 / 3)
    three = np.int64(3)
    assert viz.draw(y, precision=three, max_nodes=np.int64(9)).source == viz.draw(y, precision=3, max_nodes=9).source
    assert viz.derivation(y, wrt=y, precision=three).text == viz.derivation(y, wrt=y, precision=3).text
    viz.save_html(y, tmp_path / "numpy.html", precision=three)
    viz.save_html(y, tmp_path / "python.html", precision=3)
    assert (tmp_path / "numpy.html").read_bytes() == (tmp_path / "python.html").read_bytes()
    assert viz.draw(y).png(dpi=np.int64(72)) == viz.draw(y).png(dpi=72)
    options = {"resolution": np.int64(3), "progress": False}
    losses = [
        viz.loss_surface(MODEL, lambda: MODEL([1.0, 1.0]), seed=seed, **options).axes[0].collections[0].get_array()
        for seed in (np.int64(4), 4)
    ]
    assert np.array_equal(*losses)
    with pytest.raises(ValueError, match="expected precision to be a whole number from 1 to 17, got"):
        viz.draw(y, precision=np.True_)
