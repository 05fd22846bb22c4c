"""The playground as a widget: what Python hears, without a browser and from one."""

import base64
import copy
import json
import pickle

import pytest

import nn
import viz
from tests.viz.live.browser import opened

# A model as anywidget has it, in which the test can look and speak for Python.
MODEL = """
window.heard = { losses: [], test_losses: [], net: "", playing: false, still_key: "k" };
const listeners = {};
window.say = (name, value) => { heard[name] = value; (listeners[`change:${name}`] || []).forEach(call => call()); };
window.model = {
  get: name => heard[name],
  set: (name, value) => { heard[name] = value; },
  save_changes() {},
  on: (name, call) => { (listeners[name] = listeners[name] || []).push(call); },
};
"""


@pytest.fixture
def widget():
    shown = viz.playground(dataset="moons", layers=[3], seed=4, test_share=0.5).widget
    yield shown
    shown.close()


def test_before_a_page_is_open_the_model_is_the_net_that_it_begins_with(widget):
    expected = nn.MLP(2, [3, 1], activation="tanh", output="linear", init="lecun", seed=4)
    assert widget.model.state_dict() == expected.state_dict()
    assert (widget.losses, widget.test_losses, widget.playing) == ([], [], False)


def test_a_model_that_was_given_is_the_one_that_is_seen():
    given = nn.MLP(2, [2, 1], output="sigmoid", seed=9)
    assert viz.playground(given).model is given


def test_what_the_page_sends_becomes_a_model_of_nn(widget, tmp_path):
    sent = nn.MLP(2, [3, 1], activation="relu", output="sigmoid", seed=7)
    nn.save(sent, tmp_path / "net.json")
    widget.set_state({"net": (tmp_path / "net.json").read_text(encoding="utf-8"), "losses": [0.5, 0.25]})
    assert widget.model([0.3, -0.2]).data == sent([0.3, -0.2]).data
    assert widget.losses == [0.5, 0.25]


def test_a_notebook_keeps_a_picture_of_the_net_beside_the_page(widget):
    bundle, _ = widget._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["image/png"]
    assert f"chalk-still-{widget.still_key}" in bundle["text/html"]
    frame = widget.playground._repr_mimebundle_()["text/html"]
    assert frame.index("<iframe") < frame.index("<img")


def test_a_playground_whose_widget_was_made_is_copied_and_pickled_without_it(widget):
    playground = widget.playground
    for twin in (pickle.loads(pickle.dumps(playground)), copy.deepcopy(playground)):
        assert twin.data == playground.data
        assert "widget" not in vars(twin)


@pytest.mark.slow
def test_python_hears_the_losses_and_the_net_of_nn_fit_and_starts_the_training(widget):
    module = base64.b64encode(widget._esm.encode()).decode()
    with opened("<!DOCTYPE html><html lang='en'><title>widget</title><main></main></html>") as page:
        page.evaluate(MODEL)
        page.evaluate("page => { heard.page = page; }", widget.page)
        page.evaluate(
            """async module => {
                const { default: widget } = await import(`data:text/javascript;base64,${module}`);
                window.end = widget.render({ model, el: document.querySelector("main") });
            }""",
            module,
        )
        page.get_by_role("button", name="one epoch on").click()
        page.wait_for_function("heard.losses.length === 1")
        widget.set_state(json.loads(page.evaluate("JSON.stringify({ losses: heard.losses, net: heard.net })")))
        page.evaluate("say('playing', true)")
        page.wait_for_function("heard.losses.length >= 30")
        page.evaluate("say('playing', false); end()")
    data = nn.datasets.moons(200, noise=0.1, seed=4)
    assert widget.losses == pytest.approx(losses_of_nn(data), rel=1e-9)
    assert len(widget.model.parameters()) == 13


def losses_of_nn(data):
    """Those of the same training in nn."""
    X, _, y, _ = nn.train_test_split(*data, test_fraction=0.5, seed=4)
    model = nn.MLP(2, [3, 1], activation="tanh", output="linear", init="lecun", seed=4)
    options = {"loss": nn.binary_cross_entropy_with_logits, "optimizer": nn.SGD(model.parameters(), 0.1)}
    return nn.fit(model, X, y, **options, epochs=1, batch_size=10, seed=4, compiled=False, progress=False).losses
