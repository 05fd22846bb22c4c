"""The numbers that w, b and W give: to be read, compared and assigned as a whole, and never lost on the way."""

import copy
import json
import operator
import pickle
import re

import pytest

import nn

CHANGES = {
    "an entry": lambda numbers: operator.setitem(numbers, 0, numbers[0]),
    "a slice": lambda numbers: operator.setitem(numbers, slice(None), list(numbers)),
    "del": lambda numbers: operator.delitem(numbers, 0),
    "+=": lambda numbers: operator.iadd(numbers, [1.0]),
    "*=": lambda numbers: operator.imul(numbers, 2),
    "append": lambda numbers: numbers.append(1.0),
    "clear": lambda numbers: numbers.clear(),
    "extend": lambda numbers: numbers.extend([1.0]),
    "insert": lambda numbers: numbers.insert(0, 1.0),
    "pop": lambda numbers: numbers.pop(),
    "remove": lambda numbers: numbers.remove(numbers[0]),
    "reverse": lambda numbers: numbers.reverse(),
    "sort": lambda numbers: numbers.sort(key=str),
}
SOURCES = {
    "neuron.w": lambda: nn.Neuron(2, seed=0).w,
    "layer.W": lambda: nn.Layer(2, 3, seed=0).W,
    "layer.W[0]": lambda: nn.Layer(2, 3, seed=0).W[0],
    "layer.b": lambda: nn.Layer(2, 3, seed=0).b,
    "perceptron.w": lambda: nn.Perceptron(2, seed=0).w,
}
every_source = pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)


def test_every_method_that_changes_a_list_is_tried():
    changing = {name for name in dir(list) if not hasattr(tuple, name)} - {"copy", "__reversed__"}
    tried = {"__setitem__", "__delitem__", "__iadd__", "__imul__"} | {name for name in CHANGES if name.isalpha()}
    assert changing <= tried


@every_source
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_that_would_be_lost_is_refused_with_what_to_write(source, change):
    numbers = source()
    before = list(numbers)
    message = (
        "these are copies of the parameters' numbers: assign all of them, as in neuron.w = [0.5, 1.0] or "
        "layer.W = [[0.5, 1.0]], call set_weights, or copy them into a list of your own, list(neuron.w)"
    )
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        change(numbers)
    assert numbers == before


@every_source
def test_they_are_a_list_in_all_else(source):
    numbers = source()
    assert isinstance(numbers, list)
    for plain in (copy.copy(numbers), copy.deepcopy(numbers), pickle.loads(pickle.dumps(numbers)), numbers[:]):
        assert type(plain) is list
        assert plain == numbers
    assert json.loads(json.dumps(numbers)) == numbers
    assert repr(numbers) == repr(list(numbers))


def test_all_of_them_may_be_assigned():
    neuron, layer, perceptron = nn.Neuron(2, seed=0), nn.Layer(2, 2, seed=0), nn.Perceptron(2)
    neuron.w, neuron.b = [1.0, 2.0], 3.0
    assert [p.data for p in neuron.parameters()] == [1.0, 2.0, 3.0]
    layer.W, layer.b = [[1.0, 2.0], [3.0, 4.0]], [5.0, 6.0]
    assert [p.data for p in layer.parameters()] == [1.0, 2.0, 5.0, 3.0, 4.0, 6.0]
    perceptron.w, perceptron.b = (1, 1), -1.5
    assert [perceptron(x) for x in nn.datasets.AND[0]] == nn.datasets.AND[1]


@pytest.mark.parametrize(
    ("model", "name", "wrong"),
    [
        (nn.Neuron(2), "w", [1.0]),
        (nn.Neuron(2), "b", float("nan")),
        (nn.Layer(2, 2), "W", [[1.0, 2.0]]),
        (nn.Layer(2, 2), "b", [1.0]),
        (nn.Perceptron(2), "w", [1.0, 2.0, 3.0]),
        (nn.Perceptron(2), "b", float("inf")),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(model, name, wrong):
    before = model.state_dict()
    with pytest.raises(ValueError, match="expected"):
        setattr(model, name, wrong)
    assert model.state_dict() == before
