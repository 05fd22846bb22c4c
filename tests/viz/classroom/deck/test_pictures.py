"""Pictures of the deck: one for both grounds, ids of their own, and a gradient that grows step by step."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import viz
from autograd import Value
from viz.classroom.deck.pictures import colors_of, picture, stepping


def used_twice() -> Value:
    x1, x2 = Value(2.0, "x1"), Value(1.0, "x2")
    f = x1 * (x1 + x2)
    f.backward()
    return f


def svg_of(figure: str) -> ElementTree.Element:
    return ElementTree.fromstring(figure[figure.index("<svg") : figure.index("</figure>")])


def test_with_the_colours_of_a_ground_in_place_it_is_the_picture_on_that_ground() -> None:
    f = used_twice()
    shown = picture(lambda theme: viz.draw(f, theme=theme), "a graph")
    colors = {name: (light, dark) for name, light, dark in colors_of(shown)}
    assert colors
    for ground, theme in enumerate(("light", "dark")):
        filled = re.sub(r"var\((--c[0-9a-f-]+)\)", lambda match, k=ground: colors[match[1]][k], shown)
        drawn = viz.draw(f, theme=theme).svg()
        assert re.findall(r"#[0-9a-f]{6}\b", filled) == re.findall(r"#[0-9a-f]{6}\b", drawn.lower())


def test_two_pictures_of_a_page_share_no_id_and_refer_to_their_own() -> None:
    def plot(theme: str) -> object:
        return viz.curves({"sin": lambda x: x}, 0.0, 1.0, theme=theme)

    first, second = (picture(plot, caption) for caption in ("first", "second"))  # type: ignore[arg-type]
    for figure in (first, second):
        ids = re.findall(r'\sid="([^"]+)"', figure)
        assert len(ids) == len(set(ids))
        assert {*re.findall(r'href="#([^"]+)"', figure), *re.findall(r"url\(#([^)]+)\)", figure)} <= set(ids)
    assert not {*re.findall(r'\sid="([^"]+)"', first)} & {*re.findall(r'\sid="([^"]+)"', second)}


def test_what_is_seen_is_said() -> None:
    svg = svg_of(picture(lambda theme: viz.draw(used_twice(), theme=theme), 'a "graph" & more'))
    assert (svg.get("role"), svg.get("aria-label")) == ("img", 'a "graph" & more')


def test_a_gradient_that_comes_in_two_messages_grows_and_ends_at_the_sum() -> None:
    figure = stepping(used_twice(), "both passes", unfold=True)
    grown = [e for e in svg_of(figure).iter("{http://www.w3.org/2000/svg}text") if "data-from" in e.attrib]
    of_x1 = [e for e in grown if e.text in ("grad 3 + …", "grad 5")]
    assert [e.text for e in of_x1] == ["grad 3 + …", "grad 5"]
    assert of_x1[0].get("data-to") == of_x1[1].get("data-from")
    assert "data-to" not in of_x1[1].attrib
    captions = re.findall(r'<p data-from="(\d+)"( data-to="\d+")?', figure)
    assert [int(first) for first, _ in captions] == list(range(len(captions)))
    assert [bool(until) for _, until in captions] == [True] * (len(captions) - 1) + [False]
