"""A model of nn in the page gives what it gives in Python; one that has no room there is refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from oracles import few
from tests.viz.live.playground import Session, settings
from viz.classroom.playground_models import settings_of
from viz.classroom.playground_parts import ACTIVATIONS


@few
@given(
    layers=st.lists(st.tuples(st.integers(1, 8), st.sampled_from(ACTIVATIONS)), max_size=6),
    last=st.sampled_from([(1, "sigmoid"), (3, "softmax"), (3, "linear"), (1, "linear")]),
    seed=st.integers(0, 1000),
)
def test_a_model_predicts_in_the_page_what_it_predicts_here(layers, last, seed):
    activations = [activation for _, activation in layers]
    model = nn.MLP(2, [*(units for units, _ in layers), last[0]], activation=activations, output=last[1], seed=seed)
    for parameter in model.parameters():
        parameter.data += 0.125
    page = Session(settings(**settings_of(model)), ([[0.0, 1.0]], [0]))
    found = page.call("predict", [0.5, -0.75])["prediction"]
    expected = nn.softmax(model.logits([0.5, -0.75])) if last[0] == 3 else model([0.5, -0.75])
    for ours, theirs in zip(found if last[0] == 3 else [found], expected if last[0] == 3 else [expected], strict=True):
        assert float(ours) == pytest.approx(theirs.data, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("model", "error", "message"),
    [
        ("net", TypeError, "expected model to be an nn.MLP, got 'net'"),
        (nn.Neuron(2), TypeError, "expected model to be an nn.MLP"),
        (nn.MLP(3, [1]), ValueError, "to have the 2 inputs of a plane, got 3"),
        (nn.MLP(2, [2]), ValueError, "not 2 of linear"),
        (nn.MLP(2, [1], output="tanh"), ValueError, "not 1 of tanh"),
        (nn.MLP(2, [9, 1]), ValueError, "at most 6 hidden layers of at most 8 units"),
        (nn.MLP(2, [*[1] * 7, 1]), ValueError, "at most 6 hidden layers of at most 8 units"),
        (nn.MLP(2, [2, 1], activation="cos"), ValueError, "got 'cos' in MLP"),
    ],
)
def test_what_has_no_room_is_refused(model, error, message):
    with pytest.raises(error, match=message):
        settings_of(model)
