"""What is done with a Graphviz that a page hands to its Python; tests/notebooks/test_lab_site.py has a real one."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

import viz
from autograd import Value

FONTS = "DejaVu Sans,Verdana,sans-serif"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """What the page's Graphviz, a stand-in that draws nothing but a name, has been asked for."""
    calls: list[tuple[str, str, str]] = []

    def layout(dot: str, output_format: str, engine: str) -> str:
        calls.append((dot, output_format, engine))
        if "cannot" in dot:
            raise ValueError("syntax error in line 1")
        return '<?xml version="1.0"?>\n<svg width="8pt" height="8pt">\n<text font-family="DejaVu Sans">ŷ</text></svg>'

    monkeypatch.setitem(sys.modules, "graphviz_wasm", SimpleNamespace(layout=layout))
    return calls


def picture(label: str = "x") -> viz.Picture:
    return viz.draw(Value(2.0, label=label) * 3.0)


def test_the_pages_graphviz_draws_before_any_other(asked: list[tuple[str, str, str]]) -> None:
    assert ">ŷ</text>" in picture().svg()
    [(dot, file_format, engine)] = asked
    assert (file_format, engine) == ("svg", "dot")
    assert dot.startswith("digraph")


def test_it_measures_letters_by_one_font_and_the_svg_names_them_all(asked: list[tuple[str, str, str]]) -> None:
    drawn = picture()
    assert f'fontname="{FONTS}"' in drawn.source
    assert f'font-family="{FONTS}"' in drawn.svg()
    assert 'fontname="DejaVu Sans"' in asked[0][0]
    assert FONTS not in asked[0][0]


@pytest.mark.usefixtures("asked")
def test_a_notebook_in_a_page_shows_svg_alone() -> None:
    shown = picture()._repr_mimebundle_()
    assert shown.keys() == {"text/html", "text/plain"}
    assert 'src="data:image/svg+xml' in shown["text/html"]
    assert 'alt="computation graph' in shown["text/html"]


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("name", ["png", "pdf"])
def test_what_the_pages_graphviz_cannot_draw_is_said_in_a_sentence(name: str) -> None:
    with pytest.raises(viz.GraphvizNotFoundError, match=f"in a page Graphviz draws SVG alone, no {name.upper()}"):
        getattr(picture(), name)()


@pytest.mark.usefixtures("asked")
def test_an_error_of_the_pages_graphviz_is_one_of_ours() -> None:
    with pytest.raises(RuntimeError, match="could not draw the picture: syntax error in line 1"):
        picture("cannot").svg()
