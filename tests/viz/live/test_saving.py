"""Live pages as files: what may be saved, how large it gets, and that it reaches nothing outside of itself."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

import nn
import viz
from autograd import Value
from tests.needs import need
from tests.viz.live.offline import Page, assert_is_offline
from viz.live import explorer
from viz.live.explorer import ExploringChoices, ExploringOptions, page_to_explore

KB = 1000


def product() -> Value:
    return (Value(0.5, "w") * Value(2.0, "x")).sigmoid()


def of_fifty_nodes() -> Value:
    """The loss of a net, of which every neuron can be folded, and every fused operation unfolded."""
    net = nn.MLP(3, [4, 2, 1], activation="tanh", output="sigmoid", seed=1)
    y = net([Value(0.5, "x1"), Value(-1.0, "x2"), Value(2.0, "x3")])
    return nn.binary_cross_entropy(y, 1)


need("dot")

PAGES = {
    "a graph": lambda path: viz.save_html(product(), path),
    "its steps": lambda path: viz.save_html(product(), path, mode="step"),
    "a page of explore": lambda path: viz.save_html(viz.explore(product()), path),
    "a page of stepper": lambda path: viz.save_html(viz.stepper(product()), path),
    "in German": lambda path: viz.save_html(product(), path, language="de"),
    "steps by their own method": lambda path: viz.stepper(product()).save(path),
    "a playground": lambda path: viz.save_html(viz.playground(), path),
    "hostile labels": lambda path: viz.save_html(Value(2.0, '</script><img src="https://x">').exp(), path),
}


@pytest.mark.parametrize("save", PAGES.values(), ids=PAGES)
def test_a_page_asks_nobody_for_anything(save, tmp_path):
    path = save(tmp_path / "page.html")
    assert path == tmp_path / "page.html"
    text = path.read_text(encoding="utf-8")
    assert_is_offline(text)


def test_the_page_of_a_graph_of_fifty_nodes_stays_below_300_kb(tmp_path):
    y = of_fifty_nodes()
    nodes = len(page_to_explore(y).data["programs"][0]["nodes"])
    assert 45 <= nodes <= 60
    assert viz.save_html(y, tmp_path / "page.html").stat().st_size <= 300 * KB


def test_the_playground_stays_below_400_kb(tmp_path):
    page = viz.playground(*nn.datasets.moons(200, seed=0), layers=[8] * 6)
    assert viz.save_html(page, tmp_path / "page.html").stat().st_size <= 400 * KB


@pytest.mark.parametrize("make", [lambda: page_to_explore(product()), viz.playground], ids=["explorer", "playground"])
def test_every_module_stands_after_those_that_it_imports_from(make):
    page = make()
    known = {"rows"}  # the table, which no file holds
    for module in page.modules:
        for names in re.findall(r"^import \{([^}]*)\} from", module, re.MULTILINE):
            assert {name.strip() for name in names.split(",") if name.strip()} <= known
        declared = re.findall(r"^export (?:async )?(?:function\*?|const|let|class) (\w+)", module, re.MULTILINE)
        assert known.isdisjoint(declared)
        known.update(
            declared, *(re.findall(r"\w+", names) for names in re.findall(r"^export \{([^}]*)\}", module, re.MULTILINE))
        )


def test_a_graph_begins_as_the_mode_says_and_in_the_language_asked_for(tmp_path):
    for mode, words in (("explore", '"mode":"explore"'), ("step", '"mode":"step"')):
        path = viz.save_html(product(), tmp_path / f"{mode}.html", mode=mode, language="de")
        text = path.read_text(encoding="utf-8")
        assert words in text
        assert ("html", {"lang": "de"}) in Page(text).elements


def test_options_go_to_the_page(tmp_path):
    path = viz.save_html(product(), tmp_path / "page.html", precision=2)
    assert '"precision":2' in path.read_text(encoding="utf-8")


def test_what_is_no_page_is_refused_in_words(tmp_path):
    path = tmp_path / "page.html"
    with pytest.raises(
        TypeError, match=r"expected a Value, or what viz\.explore, .* to save as a page, got 2\.0 of type"
    ):
        viz.save_html(2.0, path)
    with pytest.raises(TypeError, match=r"expected no mode, precision with a page that is made already, got <Explorer"):
        viz.save_html(viz.explore(product()), path, mode="step", precision=3)
    with pytest.raises(ValueError, match=r"unknown mode 'film': expected one of explore, step"):
        viz.save_html(product(), path, mode="film")
    with pytest.raises(TypeError, match=r"takes no colour"):
        viz.save_html(product(), path, colour="red")
    with pytest.raises(ValueError, match=r"unknown language 'fr'"):
        viz.save_html(product(), path, language="fr")
    with pytest.raises(ValueError, match=r"expected a path that ends in \.html, got .*page\.pdf"):
        viz.save_html(product(), tmp_path / "page.pdf")
    assert list(Path(tmp_path).iterdir()) == []


def test_a_path_that_will_not_do_is_refused_before_anything_is_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(explorer, "pictures_of", lambda *_: pytest.fail("drawn for nothing"))
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        viz.save_html(product(), tmp_path / "missing" / "page.html")


def test_type_checkers_know_the_options_as_they_are():
    """But for those of a drawing that a page does not have."""
    told = {name: its_type.__forward_arg__ for name, its_type in ExploringChoices.__annotations__.items()}
    assert told == {o.name: o.type for o in fields(ExploringOptions) if o.name not in ("highlight", "slide")}
