"""Whatever text comes in: pictures stay well-formed, nothing in them can run, and the text comes out again."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pygraphviz
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import viz
from autograd import Value
from tests.viz.plots.drawing import drawn
from tests.viz.reading import SVG, read
from viz.names import legible
from viz.rendering.images import image_html

ATTACKS = [
    '"]; system [label="x" URL="javascript:alert(1)',
    "<IMG SRC='/etc/passwd'/>",
    '<TABLE HREF="javascript:alert(1)"><TR><TD>x</TD></TR></TABLE>',
    "</TD></TR></TABLE>> ; evil [label=<",
    "</text><script>alert(1)</script>",
    '" onload="alert(1)',
    "'\"><svg onload=alert(1)>",
    "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "\\N\\G\\L\\E\\T\\H",
    "&#60;script&#62;",
    "$\\frac{1}{$",
    "a\x00b\x1b[31m",
    "\ud800\udfff",
    "\u202e\u2066drow",
]
texts = st.one_of(st.text(st.characters()), st.sampled_from(ATTACKS))
# Text that is shown as it is: printable, no mathematical name, nothing that is abbreviated or turned round.
plain_texts = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_categories=["C", "Z"]), min_size=1, max_size=20
).map("is {}".format)
ELEMENTS = {"svg", "title", "desc", "g", "polygon", "polyline", "path", "ellipse", "text", "a"}
few = settings(max_examples=max(1, settings.default.max_examples // 4))


def assert_harmless(svg: str) -> None:
    """Only shapes and text, and no attribute that a browser acts on."""
    for element in ElementTree.fromstring(svg).iter():
        assert element.tag.removeprefix(SVG) in ELEMENTS
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert not name.endswith("href")
            assert "url(" not in value or name.endswith("title")


def graph(label: str) -> Value:
    x = Value(3.0, label)
    y = x * x
    y.label = label
    y.backward()
    return y


@few
@given(texts, texts)
@example(ATTACKS[0], ATTACKS[3])
def test_any_text_in_labels_groups_and_paths_is_drawn_and_harmless(label: str, name: str) -> None:
    y = graph(label)
    opened = {name} if name else set()
    for picture in (
        viz.draw(y, highlight=y.operands[0], backward=True, legend=True),
        viz.draw(y, fold=lambda value: name),
        viz.draw(y, fold=lambda value: name, opened=opened),
        viz.compare(y, graph(name), titles=(label, name)),
    ):
        assert_harmless(picture.svg())
        assert all(node[0] in "mn" for node in pygraphviz.AGraph(string=picture.source).nodes())


@few
@given(plain_texts)
@example("is <b>&amp;\\N</b>")
def test_the_text_of_labels_groups_titles_and_descriptions_comes_out_again(text: str) -> None:
    y = graph(text)
    group = read(viz.draw(y, fold=lambda value: text).svg())
    assert group.nodes["n0"][0] == text
    compared = viz.compare(y, y, titles=(text, "other")).svg()
    shown = {
        (element.text or "").replace("\u00a0", " ") for element in ElementTree.fromstring(compared).iter(f"{SVG}text")
    }
    assert text in shown
    root = ElementTree.fromstring(viz.draw(y).svg())
    assert text in (root.findtext(f"{SVG}title") or "")
    assert text in (root.findtext(f"{SVG}desc") or "")


class _Reader(HTMLParser):
    """Collects the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@given(texts)
def test_a_picture_in_a_page_is_one_image_with_its_description_whatever_that_is(description: str) -> None:
    reader = _Reader()
    reader.feed(image_html(b"<svg/>", "image/svg+xml", description))
    reader.close()
    [(tag, attributes)] = reader.elements
    assert tag == "img"
    assert set(attributes) == {"alt", "style", "src"}
    assert reader.texts == []
    if "\r" not in description and "\x00" not in description:
        assert attributes["alt"] == description


def test_a_label_cannot_make_graphviz_read_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    viz.draw(Value(1.0, "x")).save(secret)
    label = f'<IMG SRC="{secret}"/>'
    svg = viz.draw(Value(1.0, label)).svg()
    assert "<image" not in svg
    assert "IMG SRC" in svg.replace("&#45;", "-")


@few
@given(st.text(st.characters(min_codepoint=33, max_codepoint=0x24F), min_size=1, max_size=20))
@example("_hidden")
@example("$x^{$")
def test_any_text_names_a_loss_curve_and_comes_out_of_the_legend(name: str) -> None:
    axes = drawn(viz.loss_curve({name: [2.0, 1.0]}))
    [shown] = axes.get_legend().get_texts()
    assert shown.get_text().strip().replace("\\$", "$") == legible(name).strip()


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_makes_a_png_and_a_pdf(attack: str) -> None:
    assert viz.draw(graph(attack)).png(dpi=30).startswith(b"\x89PNG")
    assert viz.draw(graph(attack)).pdf().startswith(b"%PDF")
