"""A live page as a widget, as Python sees it: no browser is there."""

import contextlib
import copy
import gc
import json
import math
import pickle
import re
import subprocess
import sys
import weakref
from html.parser import HTMLParser
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert import HTMLExporter, LatexExporter
from nbformat import v4
from traitlets import TraitError

import viz
from autograd import DomainError, Value, grad, topological_order

VIEW = "application/vnd.jupyter.widget-view+json"
NUMBERS = st.floats(-30.0, 30.0)


def product(w, x):
    return (w * x).sigmoid()


@contextlib.contextmanager
def shown(function=product, w=0.5, x=2.0):
    """A widget, and the leaves and output of its graph."""
    leaves = Value(w, label="w"), Value(x, label="x")
    y = function(*leaves)
    y.backward()
    widget = viz.explore(y)
    try:
        yield widget, leaves, y
    finally:
        widget.close()


def sent(numbers):
    """What comes from a page: JSON."""
    return {"values": json.loads(json.dumps(numbers))}


def gradients(function, w, x):
    return dict(zip("wx", grad(function)(w, x)))


def state(y):
    return [(v.data, v.grad) for v in topological_order(y)]


@pytest.fixture(scope="module")
def live():
    with shown() as (widget, _, y):
        before = state(y)
        yield widget
        assert state(y) == before


@given(NUMBERS, NUMBERS)
def test_gradients_follow_the_numbers_that_python_assigns_and_the_graph_keeps_its_own(live, w, x):
    live.values = {"w": w}
    live.values = {"x": x}
    assert live.values == {"w": w, "x": x}
    assert live.gradients == gradients(product, w, x)


@given(NUMBERS, NUMBERS)
def test_and_those_that_the_page_sends(live, w, x):
    live.set_state(sent({"w": w}))
    live.set_state(sent({"x": x}))
    assert live.values == {"w": w, "x": x}
    assert live.gradients == gradients(product, w, x)


def test_who_observes_values_finds_all_of_them_and_the_gradients_there():
    seen = []
    with shown() as (widget, *_):
        widget.observe(lambda change: seen.append((change["new"], widget.gradients)), "values")
        widget.values = {"w": 3.0}
        widget.set_state(sent({"x": -1.0}))
    assert seen == [
        ({"w": 3.0, "x": 2.0}, gradients(product, 3.0, 2.0)),
        ({"w": 3.0, "x": -1.0}, gradients(product, 3.0, -1.0)),
    ]


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"W": 1.0}, ValueError, "unknown leaf 'W': did you mean 'w'"),
        ({"w": "2"}, TypeError, "expected a number for the leaf 'w', got '2'"),
        ({"w": math.nan}, ValueError, "expected a number for the leaf 'w', got nan"),
        ([1.0], TraitError, "expected a dict, not the list"),
    ],
)
def test_what_is_no_number_of_a_leaf_changes_nothing(values, error, message):
    with shown() as (widget, *_):
        before = widget.values, widget.gradients
        with pytest.raises(error, match=message):
            widget.values = values
        assert (widget.values, widget.gradients) == before


def test_what_is_read_cannot_be_changed_in_place_and_gradients_not_at_all():
    with shown() as (widget, *_):
        with pytest.raises(TypeError, match=re.escape("values = {'w': 3.0}")):
            widget.values["w"] = 3.0
        with pytest.raises(TraitError, match="read-only"):
            widget.gradients = {"w": 0.0, "x": 0.0}
        with pytest.raises(TraitError, match="should not be less than 0"):
            widget.step = -1
        assert (widget.values["w"], widget.step) == (0.5, 0)


def test_what_is_selected_is_a_node_or_an_edge_by_name():
    with shown() as (widget, (w, _), y):
        assert widget.selected is None
        widget.selected = w
        assert widget.selected == "w"
        widget.selected = y
        assert widget.selected not in (None, "w", "x")
        widget.set_state({"selected": f"x → {widget.selected}"})
        before = widget.selected
        for elsewhere in ("W", "w → v", copy.deepcopy(w), 3):
            with pytest.raises(ValueError, match="expected a node or an edge, got selected="):
                widget.selected = elsewhere
        assert widget.selected == before


def test_what_is_folded_are_the_closed_groups_of_a_picture():
    def layers(w, x):
        h = (w * x).tanh()
        w.label, h.label = "w_11^(1)", "h_1^(1)"
        y = (h * 2.0).sigmoid()
        y.label = "h_1^(2)"
        return y

    with shown(layers) as (widget, *_):
        assert widget.folded == []
        [by_layer] = [picture for picture in widget.explorer.data["pictures"] if picture["key"] == "layer"]
        groups = sorted(group["name"] for group in by_layer["groups"])
        widget.folded = groups[::-1]
        assert widget.folded == groups
        with pytest.raises(ValueError, match="unknown group in folded 'layer 7'"):
            widget.folded = ["layer 7"]
        widget.folded = []
        assert widget.folded == []


def test_where_the_graph_has_no_value_python_may_not_go_and_a_page_has_no_gradients():
    with shown(lambda w, x: (w * x).log()) as (widget, *_):
        with pytest.raises(DomainError, match="log is not defined"):
            widget.values = {"w": -1.0}
        assert (widget.values["w"], widget.gradients["w"]) == (0.5, 2.0)
        widget.set_state(sent({"w": -1.0}))
        assert widget.values == {"w": -1.0, "x": 2.0}
        assert widget.gradients == {"w": None, "x": None}
        with pytest.raises(DomainError, match="log is not defined"):
            widget.sync()


def test_numbers_that_json_lacks_are_sent_and_received_as_text():
    with shown(lambda w, x: w + x) as (widget, *_):
        widget.set_state(sent({"w": "-Infinity"}))
        assert widget.values["w"] == -math.inf
        assert widget.get_state("values") == sent({"w": "-Infinity", "x": 2.0})


def test_only_sync_writes_to_the_graph_and_its_gradients_are_then_those_of_one_backward_pass():
    with shown() as (widget, (w, x), y):
        before = state(y)
        widget.values = {"w": -1.5, "x": 3.0}
        assert state(y) == before
        for _ in range(2):
            widget.sync()
            assert (w.data, x.data, y.data) == (-1.5, 3.0, product(Value(-1.5), Value(3.0)).data)
            assert {"w": w.grad, "x": x.grad} == gradients(product, -1.5, 3.0) == widget.gradients
        widget.reset()
        assert widget.values == {"w": 0.5, "x": 2.0}
        assert (w.data, x.data) == (-1.5, 3.0)


def notebook(outputs):
    return v4.new_notebook(cells=[v4.new_code_cell("viz.explore(y)", outputs=outputs)])


def outputs_of(widget):
    """What a notebook keeps of it."""
    found = []
    with patch("viz.live.widget._display", lambda data, metadata=None, raw=False: found.append((data, metadata or {}))):
        widget._ipython_display_()
    return [v4.new_output("display_data", data=data, metadata=metadata) for data, metadata in found]


class Images(HTMLParser):
    """The alternative texts of the images in a page."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.found.append(dict(attrs)["alt"])


def test_a_notebook_has_the_page_and_behind_it_the_picture_with_the_numbers_of_the_time():
    with shown(lambda w, x: w * x) as (widget, *_):
        widget.values = {"w": 4.0}
        page, picture = outputs_of(widget)
        assert page.data[VIEW]["model_id"] == widget.model_id
        assert Images(picture.data["text/html"]).found == ["computation graph of 8: 3 nodes, 2 edges"]
        assert picture.data["image/png"]
        both, _ = widget._repr_mimebundle_()
        assert both[VIEW] == page.data[VIEW]
        assert both["text/html"] == picture.data["text/html"]
        widget.set_state(sent({"w": "Infinity", "x": 0.0}))  # ∞·0: a picture is there all the same
        assert "image/png" in outputs_of(widget)[1].data


def test_what_nbconvert_makes_of_the_notebook_shows_the_picture():
    with shown() as (widget, *_):
        saved = notebook(outputs_of(widget))
    html, _ = HTMLExporter().from_notebook_node(saved)
    assert Images(html).found == ["computation graph of 0.7311: 4 nodes, 3 edges"]
    latex, resources = LatexExporter().from_notebook_node(saved)
    [(name, contents)] = resources["outputs"].items()
    assert name in latex
    assert contents.startswith(b"\x89PNG")


def test_without_anywidget_it_is_a_page_in_a_frame_with_the_picture_behind_it():
    with patch("viz.live.exploring.find_spec", lambda name: None):
        page = viz.explore(product(Value(0.5, label="w"), Value(2.0, label="x")))
    assert isinstance(page, viz.Explorer)
    shown = page._repr_mimebundle_()
    assert 'srcdoc="' in shown["text/html"]
    assert Images(shown["text/html"]).found == ["computation graph of 0.7311: 4 nodes, 3 edges"]
    assert shown["image/png"]
    with pytest.raises(AttributeError, match="pip install anywidget"):
        _ = page.values


def test_when_it_has_been_closed_the_picture_remains():
    with shown() as (widget, *_):
        pass
    [picture] = outputs_of(widget)
    assert Images(picture.data["text/html"]).found == ["computation graph of 0.7311: 4 nodes, 3 edges"]


def test_closing_it_frees_the_graph():
    with shown() as (widget, *_):
        held = weakref.ref(widget.leaves)
        widget.values = {"w": 1.0}
    del widget
    gc.collect()
    assert held() is None


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda widget: pickle.loads(pickle.dumps(widget))])
def test_a_copy_has_the_same_state_and_a_graph_of_its_own(copied):
    with shown() as (widget, (w, _), _):
        widget.values, widget.step = {"w": 7.0}, 3
        again = copied(widget)
        assert (again.values, again.gradients, again.step) == (widget.values, widget.gradients, 3)
        assert again.model_id != widget.model_id
        again.sync()
        assert w.data == 0.5
        again.close()


def test_it_is_loaded_by_nobody_who_has_not_asked_for_it():
    program = "import sys, viz; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"anywidget", "ipywidgets", "traitlets", "viz.live.widget"} & set(loaded.stdout.split())
