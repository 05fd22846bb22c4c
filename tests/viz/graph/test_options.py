"""What `draw` shows on request: the backward pass, a legend, a dark ground, a slide."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import fields
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

import viz
from autograd import Value
from tests.viz.reading import SVG, read
from viz.graph.options import shown_name
from viz.names import pretty_number


def test_l7_3_the_backward_pass_hands_each_operand_the_adjoint_times_the_local_derivative(unit_loss: Value) -> None:
    svg = viz.draw(unit_loss, unfold=True, backward=True, local_derivatives=False).svg()
    picture = read(svg)
    y_hat = 1.0 / (1.0 + 2.718281828459045**-0.75)
    z, w11 = picture.node_of("z = 0.75"), picture.node_of("w₁₁ = 0.5")
    [product] = {head for tail, head, _ in picture.edges if tail == w11}
    assert pretty_number(y_hat - 1.0, 4) in picture.words_between(product, z)
    assert pretty_number((y_hat - 1.0) * 2.0, 4) in picture.words_between(w11, product)
    assert svg.count("stroke-dasharray") > 10


def test_what_a_node_is_handed_adds_up_to_its_gradient(two_layer_loss: Value) -> None:
    picture = read(viz.draw(two_layer_loss, backward=True, local_derivatives=False, precision=17).svg())
    for node, lines in picture.nodes.items():
        handed = [words for tail, _, words in picture.edges if tail == node and words not in ("", "①", "②")]
        if handed and lines[-1].startswith("grad"):
            total = sum(float(words.replace("−", "-").replace("① ", "").replace("② ", "")) for words in handed)
            assert total == pytest.approx(float(lines[-1].removeprefix("grad ").replace("−", "-")))


def test_nothing_is_handed_to_a_constant() -> None:
    y = 2.0 * Value(3.0, "x")
    y.backward()
    picture = read(viz.draw(y, backward=True).svg())
    assert sorted(tail for tail, _, _ in picture.edges) == ["n0", "n1", "n1"]


def test_a_backward_pass_that_has_not_been_made_is_not_drawn() -> None:
    with pytest.raises(
        ValueError, match=r"gradients to draw the backward pass with, got none: call backward\(\) first"
    ):
        viz.draw(Value(2.0) * 3.0, backward=True)


def test_a_legend_explains_what_is_drawn_and_nothing_else() -> None:
    y = Value(2.0, "x") * 3.0
    y.backward()
    assert "leaf: a number" not in viz.draw(y).svg()
    plain, full = viz.draw(y, legend=True).svg(), viz.draw(y, legend=True, backward=True).svg()
    for text in ("leaf: a number", "operation: its sign", "output (double border)", "constant:", "local derivative:"):
        assert text in plain
    assert "backward pass:" in full
    assert "backward pass:" not in plain
    assert "local derivative:" not in viz.draw(y, legend=True, local_derivatives=False).svg()


def test_the_dark_theme_has_a_dark_ground_and_the_same_words(two_layer_loss: Value) -> None:
    light, dark = viz.draw(two_layer_loss), viz.draw(two_layer_loss, theme="dark")
    assert read(light.svg()).lines == read(dark.svg()).lines
    corner = Image.open(BytesIO(dark.png(dpi=50))).convert("L").getpixel((1, 1))
    assert isinstance(corner, int)
    assert corner < 40
    with pytest.raises(ValueError, match="unknown theme 'sepia': expected one of light, dark"):
        viz.draw(two_layer_loss, theme="sepia")


@pytest.mark.parametrize("direction", ["LR", "TB"])
@pytest.mark.parametrize("options", [{}, {"legend": True}, {"unfold": True}])
def test_a_slide_is_16_to_9_with_everything_on_it(
    two_layer_loss: Value, direction: str, options: dict[str, bool]
) -> None:
    picture = viz.draw(two_layer_loss, direction=direction, slide=True, **options)  # type: ignore[arg-type]
    width, height = Image.open(BytesIO(picture.png(dpi=72))).size
    assert width / height == pytest.approx(16 / 9, rel=0.01)
    assert re.search(r'width="960pt" height="540pt"', picture.svg())
    pixels = Image.open(BytesIO(picture.png(dpi=72))).convert("L")
    edges = [pixels.crop(box) for box in ((0, 0, width, 1), (0, height - 2, width, height - 1), (0, 0, 1, height))]
    assert all(set(edge.tobytes()) == {255} for edge in edges)


def test_letters_on_a_slide_do_not_grow_without_end() -> None:
    svg = viz.draw(Value(1.0, "x"), slide=True).svg()
    assert float(re.search(r"scale\(([0-9.]+)", svg)[1]) == pytest.approx(2.5)  # type: ignore[index]


def test_highlighting_takes_values_of_the_graph_alone() -> None:
    x = Value(2.0, "x")
    with pytest.raises(
        ValueError, match="highlight to name Values of the graph, got 1 that are not in it: was its number taken out"
    ):
        viz.draw(x.exp(), highlight=[x, Value(1.0)])
    with pytest.raises(TypeError, match="highlight to be Values, got 3 among them"):
        viz.draw(x.exp(), highlight=[3])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="highlight to be Values, got 'x'"):
        viz.draw(x.exp(), highlight="x")  # type: ignore[arg-type]
    y = x * 3.0
    with pytest.raises(ValueError, match="nothing is differentiated by a constant"):
        viz.draw(y, highlight=y.operands[1])


def ids(svg: str) -> list[str]:
    return [element.get("id", "") for element in ElementTree.fromstring(svg).iter() if element.get("id")]


def test_the_ids_of_ten_pictures_on_one_page_are_all_different(two_layer_loss: Value) -> None:
    pictures = [viz.draw(two_layer_loss, precision=precision) for precision in range(1, 8)]
    pictures += [
        viz.compare(two_layer_loss, two_layer_loss),
        viz.draw(two_layer_loss, fold="neuron", opened=True),
        viz.draw(two_layer_loss, legend=True),
    ]
    found = [name for picture in pictures for name in ids(picture.svg())]
    assert len(found) == len(set(found)) > 100
    assert ids(pictures[0].svg()) == ids(pictures[0].svg())


def test_an_svg_has_a_title_and_a_description_of_every_node(two_layer_loss: Value) -> None:
    root = ElementTree.fromstring(viz.draw(two_layer_loss).svg())
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root.findtext(f"{SVG}title") == viz.draw(two_layer_loss).description
    details = root.findtext(f"{SVG}desc") or ""
    assert "x₁ = 1, gradient −0.02569." in details
    assert "a₁₁ = 0.4750: σ of " in details


def test_the_description_of_a_large_picture_ends() -> None:
    y = Value(1.0, "x")
    for _ in range(50):
        y = y + 1.0
    details = viz.draw(y).details
    assert details.endswith("And 41 nodes more.")


@pytest.mark.parametrize("options", [{}, {"backward": True, "legend": True}, {"fold": "layer"}, {"direction": "TB"}])
def test_nothing_lies_outside_of_the_view_box(two_layer_loss: Value, options: dict[str, object]) -> None:
    root = ElementTree.fromstring(viz.draw(two_layer_loss, **options).svg())  # type: ignore[arg-type]
    _, _, width, height = map(float, root.get("viewBox", "").split())
    [group] = [child for child in root if child.tag == f"{SVG}g"]
    dx, dy = map(float, re.search(r"translate\(([-0-9.]+) ([-0-9.]+)\)", group.get("transform", "")).groups())  # type: ignore[union-attr]
    points = []
    for shape in group.iter():
        numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", f"{shape.get('points', '')} {shape.get('d', '')}")]
        points += list(zip(numbers[::2], numbers[1::2]))
        if shape.tag == f"{SVG}text":
            points.append((float(shape.get("x", "0")), float(shape.get("y", "0"))))
    assert len(points) > 100
    for x, y in points:
        assert -0.5 <= x + dx <= width + 0.5
        assert -0.5 <= y + dy <= height + 0.5


def test_the_options_of_a_drawing_are_told_by_help() -> None:
    names = [field.name for field in fields(viz.DrawingOptions)]
    assert list(inspect.signature(viz.draw).parameters) == ["value", *names]
    assert inspect.signature(viz.draw).parameters["max_nodes"].default == 300
    assert inspect.signature(viz.stepper).parameters["max_nodes"].default == 100


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda y: viz.draw(y, colour="red"), "draw takes no colour: it takes direction, precision"),
        (lambda y: viz.draw(y, unfolded=True), "draw takes no unfolded: did you mean unfold?"),
        (lambda y: viz.compare(y, y, highlight=y), "compare takes no highlight"),
        (lambda y: viz.compare(y, y, title=("a", "b")), "did you mean titles?"),
        (lambda y: viz.stepper(y, slide=True), "stepper takes no slide"),
    ],
)
def test_an_option_that_there_is_not_is_named_with_the_likely_one(
    draw: Callable[[Value], object], message: str
) -> None:
    with pytest.raises(TypeError, match=re.escape(message)):
        draw(Value(2.0, "x") * 3.0)


def test_a_long_name_that_is_written_from_the_right_is_cut_and_closed_again() -> None:
    name = shown_name("א" * 100)
    assert name.startswith("\u200e\u2068א")
    assert name.endswith("…\u2069")
    assert len(name) < 50
