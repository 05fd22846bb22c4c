"""Small nets and data: of the sizes that were asked for, and small when they shrink."""

import subprocess
import sys

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

import nn
from autograd import gradcheck
from nn.strategies import datasets, networks
from oracles import few


@few
@given(data=st.data(), inputs=st.integers(1, 3), outputs=st.integers(1, 3))
def test_a_net_has_the_inputs_and_outputs_and_no_more_units_than_was_said(data, inputs, outputs):
    model = data.draw(networks(inputs, outputs, most_hidden=1, most_units=2, activations=["tanh"]))
    assert (model.nin, model.nouts[-1]) == (inputs, outputs)
    assert len(model.nouts) <= 2
    assert all(units <= 2 for units in model.nouts[:-1])


@few
@given(data=datasets(3, classes=3, most_samples=4))
def test_data_have_rows_of_that_width_and_a_class_for_each(data):
    X, y = data
    assert 1 <= len(X) == len(y) <= 4
    assert {len(row) for row in X} == {3}
    assert set(y) <= {0, 1, 2}


def test_they_shrink_to_one_layer_of_zeros_and_one_sample_of_zeros():
    model = find(networks(2, 1), lambda model: True)
    assert (model.nouts, {p.data for p in model.parameters()}) == ([1], {0.0})
    assert find(datasets(2), lambda data: True) == ([[0.0, 0.0]], [0.0])


def reached(strategy, condition):
    unshrunk = settings(max_examples=500, phases=[Phase.generate], database=None, derandomize=True)
    return find(strategy, condition, settings=unshrunk)


def test_they_reach_the_largest_that_was_asked_for_and_all_in_between():
    for nouts in ([1], [1, 1], [4, 1], [1, 4, 1], [4, 4, 1]):
        assert reached(networks(), lambda model, nouts=nouts: model.nouts == nouts).nin == 2
    for name in ("tanh", "sigmoid", "relu"):
        assert reached(networks(), lambda model, name=name: model.nouts == [1, 1] and name in repr(model))
    for samples in range(1, 6):
        assert reached(datasets(), lambda data, samples=samples: len(data[1]) == samples)
    for number in (-2.0, 0.125, 2.0):
        assert reached(datasets(), lambda data, number=number: number in data[0][0])
        assert reached(datasets(), lambda data, number=number: number in data[1])
        assert reached(networks(), lambda model, number=number: any(p.data == number for p in model.parameters()))
    for label in range(3):
        assert reached(datasets(classes=3), lambda data, label=label: label in data[1])


@pytest.mark.parametrize(
    ("make", "is_too_much"),
    [
        (lambda: datasets(1, most_samples=2), lambda data: len(data[1]) > 2),
        (lambda: datasets(1, classes=2), lambda data: not set(data[1]) <= {0, 1}),
        (lambda: datasets(1), lambda data: max(map(abs, data[0][0] + data[1])) > 2.0),
        (lambda: networks(1, most_units=2), lambda model: not all(1 <= units <= 2 for units in model.nouts)),
        (lambda: networks(1, most_hidden=1), lambda model: len(model.nouts) > 2),
    ],
    ids=["samples", "classes", "numbers", "units", "layers"],
)
def test_they_do_not_reach_beyond_it(make, is_too_much):
    with pytest.raises(NoSuchExample):
        reached(make(), is_too_much)


@few
@given(model=networks(), data=datasets(most_samples=3), labelled=datasets(1, classes=2))
def test_they_stay_within_what_was_asked_for(model, data, labelled):
    eighths = {k / 8 for k in range(-16, 17)}
    assert model.nin == 2
    assert len(model.nouts) <= 3
    assert model.nouts[-1] == 1
    assert all(1 <= units <= 4 for units in model.nouts)
    assert {parameter.data for parameter in model.parameters()} <= eighths
    X, y = data
    assert 1 <= len(X) <= 3
    assert {number for row in X for number in row} | set(y) <= eighths
    assert set(labelled[1]) <= {0, 1}


@few
@given(model=networks(2, 1), data=datasets(2))
def test_the_gradient_of_a_drawn_net_on_drawn_data_is_right(model, data):
    X, y = data
    parameters = model.parameters()
    assert gradcheck(lambda *_: sum(map(nn.mse_loss, map(model, X), y)), parameters, order=1).ok


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: networks(0), "expected inputs to be a whole number of at least 1, got 0"),
        (lambda: networks(outputs=0), "expected outputs to be a whole number of at least 1, got 0"),
        (lambda: networks(most_units=0), "expected most_units to be a whole number of at least 1, got 0"),
        (lambda: networks(most_hidden=-1), "expected most_hidden to be a whole number of at least 0, got -1"),
        (lambda: datasets(0), "expected inputs to be a whole number of at least 1, got 0"),
        (lambda: datasets(most_samples=0), "expected most_samples to be a whole number of at least 1, got 0"),
        (lambda: networks(activations=[]), r"expected activations to be a list of names, got \[\]"),
        (lambda: datasets(classes=0), "expected classes to be a whole number of at least 1, got 0"),
    ],
)
def test_what_no_net_and_no_data_can_be_is_refused(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()


def test_hypothesis_is_imported_when_a_strategy_is_asked_for():
    program = "import sys, nn.strategies; assert 'hypothesis' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)
