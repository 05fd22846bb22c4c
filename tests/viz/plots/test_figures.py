"""What a notebook shows of a plot."""

from __future__ import annotations

import base64
from io import BytesIO
from xml.etree import ElementTree

from PIL import Image

import viz


def test_a_notebook_gets_the_plot_with_alternative_text():
    figure = viz.decision_boundary(lambda x: x[0], [[0, 0], [1, 1]], [0, 1])
    bundle = figure._repr_mimebundle_()
    [image] = ElementTree.fromstring(f"<p>{bundle['text/html'][:-1]}/></p>")
    assert image.get("alt") == "decision boundary (x₂ against x₁; y = 0, y = 1)"
    kind, data = image.get("src").split(",")
    assert kind == "data:image/png;base64"
    with Image.open(BytesIO(base64.b64decode(data))) as picture:
        assert min(picture.size) > 300
    assert "decision boundary" in bundle["text/plain"]


def test_the_description_of_several_plots_names_each():
    from viz.plots.figures import Plot

    figure = Plot()
    left, right = figure.subplots(1, 2)
    viz.loss_curve([0.7, 0.5], ax=left)
    viz.decision_boundary(lambda x: x[0], [[0, 0], [1, 1]], [0, 1], ax=right, resolution=3)
    assert figure.description.startswith("loss: 0.7 → 0.5 (mean loss against epoch); decision boundary (")


def test_a_plot_without_titles_is_described_by_its_labels():
    from viz.plots.figures import Plot

    figure = Plot()
    assert figure.description == ""
    figure.add_subplot().set(xlabel="x₁")
    assert figure.description == "x₁"


def test_a_plot_without_axes_is_described_by_what_is_written_in_it():
    class Neuron:
        weights, bias, activation = [1.0, -2.0], 0.5, "sigmoid"

    description = viz.network(Neuron()).description
    assert description.startswith("x₁, x₂, ŷ, ")
    assert description.endswith("2 inputs, 1 sigmoid unit")


def test_a_title_of_several_lines_is_described_on_one():
    from viz.plots.figures import Plot

    figure = Plot()
    figure.add_subplot().set_title("start\nw = (0, 0)")
    assert figure.description == "start, w = (0, 0)"
