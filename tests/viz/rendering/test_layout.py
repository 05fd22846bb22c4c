"""Where everything stands in a picture: as Graphviz tells it in another of its formats, made for programs."""

from __future__ import annotations

import json
import math
from typing import Any

import pygraphviz
import pytest

import viz
from autograd import Value
from viz.palette import THEMES
from viz.rendering.fonts import shipped_fonts
from viz.rendering.layout import Layout, Letters, Outline, layout_of

PAD = 0.15 * 72


def drawn(y: Value, **options: Any) -> tuple[Layout, list[dict[str, Any]]]:
    """The layout, and what Graphviz says of the parts."""
    picture = viz.draw(y, **options)
    with shipped_fonts():
        answer = pygraphviz.AGraph(string=picture.source).draw(path=None, format="json", prog="dot")
    told = json.loads(answer)
    return layout_of(picture.svg()), [told, *told["objects"], *told["edges"]]


def near(point: tuple[float, float], other: list[float]) -> bool:
    return math.dist(point, [coordinate + PAD for coordinate in other]) < 0.75  # SVG's size is a whole number


def operations(part: dict[str, Any], *letters: str) -> list[dict[str, Any]]:
    kinds = ("_draw_", "_hdraw_", "_tdraw_", "_ldraw_")
    return [operation for kind in kinds for operation in part.get(kind, ()) if operation["op"] in letters]


def written(part: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for operation in operations(part, "T") if operation["text"].strip()]


def test_every_part_has_its_words_where_graphviz_writes_them(two_layer_loss):
    layout, told = drawn(two_layer_loss, backward=True, legend=True)
    expected = {part.get("id", ""): written(part) for part in told if "id" in part or part is told[0]}
    assert {part.id for part in layout.parts} == expected.keys()
    for part in layout.parts:
        letters = [stroke for stroke in part.strokes if isinstance(stroke, Letters)]
        assert [stroke.text for stroke in letters] == [operation["text"] for operation in expected[part.id]]
        assert all(near(stroke.place, operation["pt"]) for stroke, operation in zip(letters, expected[part.id]))


def test_every_line_goes_where_graphviz_draws_it(two_layer_loss):
    layout, told = drawn(two_layer_loss, fold="layer", opened=["layer 1"])
    expected = {part["id"]: part for part in told if "id" in part}
    for part in layout.parts:
        lines = [stroke for stroke in part.strokes if isinstance(stroke, Outline) and stroke.kind != "ellipse"]
        for stroke in lines if part.id in expected else ():
            candidates = operations(expected[part.id], *"bBpPL")
            assert any(all(map(near, stroke.points, candidate["points"])) for candidate in candidates)
    assert {part.id for part in layout.parts} >= expected.keys()


def test_ellipses_have_the_middle_and_the_size_that_graphviz_gives_them(unit_loss):
    layout, told = drawn(unit_loss)
    expected = {part["id"]: operations(part, "E", "e") for part in told if "id" in part}
    found = 0
    for part in layout.parts:
        for stroke in part.strokes:
            if isinstance(stroke, Outline) and stroke.kind == "ellipse":
                (left, low), (right, high) = stroke.points
                sizes = [operation["rect"] for operation in expected[part.id]]
                assert any(
                    near(((left + right) / 2, (low + high) / 2), [x, y])
                    and (right - left, high - low) == pytest.approx((2 * a, 2 * b), abs=0.05)
                    for x, y, a, b in sizes
                )
                found += 1
    assert found == sum(map(len, expected.values())) > 0


def test_lines_have_their_colour_width_and_dashes():
    x = Value(2.0, "x")
    y = x.exp()
    y.backward()
    layout, _ = drawn(y, backward=True, theme="dark")
    lines = {part.id: part.strokes[0] for part in layout.parts if part.strokes}
    colors = THEMES["dark"]
    assert lines["n-edge0"] == Outline("curve", lines["n-edge0"].points, colors.edge.lower(), "none", 1.2, False)
    assert lines["n-message0"] == Outline(
        "curve", lines["n-message0"].points, colors.gradient.lower(), "none", 1.2, True
    )
    assert (lines["n0"].fill, lines["n0"].width) == (colors.leaf.fill.lower(), 1.4)
