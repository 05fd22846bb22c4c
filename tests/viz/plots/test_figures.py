"""What a notebook shows of a plot."""

from __future__ import annotations

import base64
import inspect
from io import BytesIO
from xml.etree import ElementTree

import pytest
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


@pytest.mark.parametrize(("suffix", "beginning"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_a_plot_is_saved_by_its_suffix_as_a_picture_of_a_graph_is(tmp_path, suffix, beginning):
    figure = viz.loss_curve([0.7, 0.5])
    path = figure.save(tmp_path / f"loss.{suffix}")
    assert path == tmp_path / f"loss.{suffix}"
    assert path.read_bytes().startswith(beginning)
    with pytest.raises(FileExistsError, match="exists already: overwrite=True replaces it"):
        figure.save(path)
    assert figure.save(path, overwrite=True) == path
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        figure.save(tmp_path / "nowhere" / f"loss.{suffix}")


def test_another_suffix_is_refused_and_leaves_nothing(tmp_path):
    with pytest.raises(ValueError, match=r"ends in \.png, \.svg or \.pdf, got"):
        viz.loss_curve([0.7]).save(tmp_path / "loss.jpg")
    assert not list(tmp_path.iterdir())


def test_plots_pictures_and_films_are_saved_by_the_same_arguments():
    from viz.plots.figures import Plot

    signatures = [inspect.signature(kind.save) for kind in (Plot, viz.Picture, viz.Animation)]
    assert len(set(map(str, signatures))) == 1
    assert len({str(inspect.signature(kind.show)) for kind in (Plot, viz.Picture, viz.Animation)}) == 1


def test_the_same_plot_has_the_same_files():
    one, other = (viz.loss_curve([0.7, 0.5]) for _ in range(2))
    assert one.svg() == other.svg()
    assert one.pdf() == other.pdf()


def test_a_png_has_as_many_dots_as_asked_for():
    with Image.open(BytesIO(viz.loss_curve([0.7]).png(dpi=50))) as picture:
        assert picture.size == (400, 225)
    with pytest.raises(ValueError, match="dpi"):
        viz.loss_curve([0.7]).png(dpi=5)


def test_a_transparent_plot_stands_on_the_page_itself():
    html = viz.loss_curve([0.7], transparent=True)._repr_mimebundle_()["text/html"]
    assert "background: none" in html
    assert "background: white" in viz.loss_curve([0.7])._repr_mimebundle_()["text/html"]


def test_a_long_description_is_cut_in_the_repr_alone():
    figure = viz.bars({f"the number of bar {k}": 1.0 + k for k in range(20)})
    assert len(repr(figure)) < 200
    assert str(figure) == repr(figure)
    assert "bar 19" in figure.description
