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
from ipywidgets import Widget
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


@given(NUMBERS, NUMBERS)
def test_gradients_follow_the_numbers_that_python_assigns_and_the_graph_keeps_its_own(w, x):
    with shown() as (widget, _, y):
        before = state(y)
        widget.values = {"w": w}
        widget.values = {"x": x}
        assert widget.values == {"w": w, "x": x}
        assert widget.gradients == gradients(product, w, x)
        assert state(y) == before


@given(NUMBERS, NUMBERS)
def test_and_those_that_the_page_sends(w, x):
    with shown() as (widget, *_):
        widget.set_state(sent({"w": w}))
        widget.set_state(sent({"x": x}))
        assert widget.values == {"w": w, "x": x}
        assert widget.gradients == gradients(product, w, x)


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


def test_what_is_selected_and_folded_is_there_in_the_graph():
    with shown() as (widget, (w, _), _):
        assert (widget.selected, widget.folded) == (None, "")
        widget.selected = w
        assert widget.selected == {"node": 0}
        widget.set_state({"selected": {"edge": [2, 1]}})  # the arrow from x to the product
        assert widget.selected == {"edge": [2, 1]}
        for elsewhere in ({"node": 4}, {"edge": [2, 2]}, {"edge": [0, 0]}, copy.deepcopy(w), "w"):
            with pytest.raises(ValueError, match="expected a node or an arrow of the graph, got selected="):
                widget.selected = elsewhere
        with pytest.raises(ValueError, match="unknown folding 'layer 7'"):
            widget.folded = "layer 7"
        assert (widget.selected, widget.folded) == ({"edge": [2, 1]}, "")


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


def test_every_widget_here_was_closed():
    assert not [each for each in Widget.get_manager_state()["state"].values() if "page" in each["state"]]
