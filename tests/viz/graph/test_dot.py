"""The DOT text, read by Graphviz's own parser and by an XML parser."""

from __future__ import annotations

import pygraphviz
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import viz
from autograd import Value
from tests.viz.reading import read
from viz.graph.dot import dot_source
from viz.graph.options import DrawingOptions
from viz.graph.view import Edge, GraphView, Node

HOSTILE = [
    '"quotes"',
    "<b>bold</b>",
    "<>",
    "<",
    "\\",
    "\\N \\G \\l \\n",
    'a\\"b',
    "{x|y}",
    "&amp; &lt; &#65;",
    "two\nlines\tand a tab",
    "\0\x07\x1b",
    "\ud800",
    "😀",
    "\u202eabc",
    "עברית",
    "<script>alert(1)</script>",
    "]]>",
    "-->",
    "%s {0}",
    "é\u0301\u0302",
    "\ufffe\uffff",
    " ",
]


def drawn(label: str) -> viz.Picture:
    return viz.draw(Value(1.0, label))


def _without_isolates(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "\u200e\u2068\u2069")))


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_makes_a_picture_in_every_format(label: str) -> None:
    picture = drawn(label)
    assert picture.svg()
    assert picture.png(dpi=50).startswith(b"\x89PNG")
    assert picture.pdf().startswith(b"%PDF")


@given(st.text(st.characters()))
@example("<b>")
@example("\\N")
def test_any_label_makes_well_formed_svg_with_nothing_in_it_that_could_run(label: str) -> None:
    svg = drawn(label).svg()
    assert list(read(svg).nodes) == ["n0"]
    assert "<script" not in svg
    assert "xlink:href" not in svg


# Without the characters that cannot be shown, and with a beginning that keeps it from being a mathematical name.
legible_labels = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=30).map("my {}".format)


@given(legible_labels)
@example("my \\N \\G \\E \\\\")
@example("my &amp; <b> \"quotes\" 'single'")
def test_the_text_of_a_label_comes_out_as_it_went_in(label: str) -> None:
    shown = read(drawn(label).svg())
    assert _without_isolates(shown.nodes["n0"][0]) == f"{label} = 1"
    assert _without_isolates(shown.tooltips["n0"]) == f"leaf: {label} = 1.0"


def test_a_long_label_is_abbreviated_in_the_node_and_whole_in_the_tooltip() -> None:
    shown = read(drawn("L" * 300).svg())
    assert shown.nodes["n0"][0] == f"{'L' * 39}… = 1"
    assert "L" * 300 in shown.tooltips["n0"]


@pytest.mark.parametrize("letter", ["x", "&", '"', "<", "\\", "ü", "𝔵"])
def test_a_label_longer_than_graphviz_reads_is_drawn_all_the_same(letter: str) -> None:
    """16,384 bytes are the most of a text in DOT."""
    y = Value(1.0, label=letter * 40_000).exp()
    assert viz.draw(y).svg().startswith("<svg")
    assert viz.draw(y, fold=lambda value: letter * 40_000).svg().startswith("<svg")


def test_a_symbol_is_escaped_as_a_label_is() -> None:
    node = Node("operation", "", "less", "<b>\\N&amp;", 1.0, None)
    source = dot_source(GraphView((node,), ()), DrawingOptions())
    assert "<b>\\N&amp;" in read(viz.Picture(source, "").svg()).lines


def test_the_same_graph_gives_the_same_text_byte_for_byte(two_layer_loss: Value) -> None:
    assert viz.draw(two_layer_loss, unfold=True).source == viz.draw(two_layer_loss, unfold=True).source


def test_nodes_are_named_by_their_place() -> None:
    x = Value(3.0)
    graph = pygraphviz.AGraph(string=viz.draw(x * x + x).source)
    assert graph.nodes() == ["n0", "n1", "n2"]
    assert sorted((edge[0], edge[1]) for edge in graph.edges()) == [
        ("n0", "n1"),
        ("n0", "n1"),
        ("n0", "n2"),
        ("n1", "n2"),
    ]


def test_arrows_run_from_operand_to_result_and_both_of_a_square_are_drawn() -> None:
    x = Value(3.0, "x")
    assert read(viz.draw(x * x).svg()).edges == [("n0", "n1", "3"), ("n0", "n1", "3")]


def test_shapes_tell_leaves_constants_and_operations_apart_and_a_double_border_the_output() -> None:
    graph = pygraphviz.AGraph(string=viz.draw((2.0 * Value(3.0)).exp()).source)
    shapes = [graph.get_node(node).attr["shape"] for node in graph.nodes()]
    borders = [graph.get_node(node).attr["peripheries"] for node in graph.nodes()]
    assert shapes == ["plaintext", "box", "ellipse", "ellipse"]
    assert borders == ["", "", "", "2"]


def _luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("text", ["#1A1A1A", "#9E3A00", "#00548A", "#A83C00"])
@pytest.mark.parametrize("ground", ["#DCEEF9", "#FDEBC8", "#D0EDE2", "#FFFFFF"])
def test_every_text_has_the_contrast_that_accessibility_asks_for(text: str, ground: str) -> None:
    x, y = Value(2.0), Value(0.0)
    source = viz.draw((2.0 * x).exp() + y.sqrt()).source
    assert text in source
    assert ground in source or ground == "#FFFFFF"
    assert (_luminance(ground) + 0.05) / (_luminance(text) + 0.05) >= 4.5


def test_an_edge_without_words_has_no_label() -> None:
    view = GraphView((Node("leaf", "x", "", "", 1.0, None),) * 2, (Edge(0, 1, 1, 1, False, None),))
    assert ' -> n1 [id="n-edge0" tooltip=' in dot_source(view, DrawingOptions())
