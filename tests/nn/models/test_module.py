"""Models of one's own: what they get from the parameters among their attributes."""

import copy
import re

import numpy as np
import pytest

import autograd.compiler
import nn
from autograd import Value, vector
from nn.models import module
from nn.models.module import sizes_of


class Net(nn.Module):
    """Parameters in every place where one may keep them, and much that is none."""

    def __init__(self):
        self.scale = Value(2.0)
        self.hidden = nn.Layer(2, 3, activation="tanh", seed=0)
        self.units = [nn.Neuron(3, "linear", seed=1), nn.Neuron(3, "linear", seed=2)]
        self.tables = {"a": Value(0.5), "b": (Value(0.25), vector([Value(1.0), Value(1.0)]))}
        self.again = self.hidden
        self.last = self.scale * 2.0
        self.name, self.size, self.rates, self.fixed = "net", 3, [0.1, 0.2], self.last.operands[1]

    def forward(self, x, shift=0.0):
        h = self.hidden(x)
        return self.scale * sum(unit(h) for unit in self.units) + shift


NAMES = ["scale", "hidden.w_11", "units.0.w_1", "units.0.b", "units.1.w_1", "tables.a", "tables.b.0", "tables.b.1.1"]


def test_the_parameters_of_a_model_are_the_leaves_and_the_models_among_its_attributes_each_once():
    net = Net()
    named = net.named_parameters()
    assert set(NAMES) <= set(named)
    expected = [net.scale, *net.hidden.parameters(), *net.units[0].parameters(), *net.units[1].parameters()]
    expected += [net.tables["a"], net.tables["b"][0], *net.tables["b"][1]]
    assert list(map(id, net.parameters())) == list(map(id, named.values())) == list(map(id, expected))


def test_a_model_computes_what_forward_says():
    net = Net()
    x = [1.0, -1.0]
    expected = 2.0 * sum(unit(net.hidden(x)).data for unit in net.units)
    assert net(x).data == pytest.approx(expected)
    assert net(x, shift=1.0).data == pytest.approx(expected + 1.0)
    assert net.predict([x, x]) == pytest.approx([expected, expected])


def test_a_model_that_says_nothing_is_told_what_to_write():
    class Nothing(nn.Module):
        pass

    with pytest.raises(
        NotImplementedError, match=r"^Nothing does not say what it computes: write __call__ or forward$"
    ):
        Nothing()([1.0])
    assert (Nothing().parameters(), Nothing().named_parameters(), Nothing().state_dict()) == ([], {}, {})


class Chosen(nn.Module):
    """As in micrograd: it says what its parameters are, and not what they are called."""

    def __init__(self):
        self.neuron = nn.Neuron(1, "linear", seed=0)
        self.frozen = Value(1.0)
        hidden = Value(3.0)
        self.hidden_away = lambda: hidden

    def __call__(self, x):
        return self.neuron(x) * self.frozen * self.hidden_away()

    def parameters(self):
        return [*self.neuron.parameters(), self.hidden_away()]


def test_a_model_that_says_what_its_parameters_are_has_those():
    chosen = Chosen()
    assert list(chosen.named_parameters()) == ["neuron.w_1", "neuron.b", "parameter 3"]
    assert list(map(id, chosen.named_parameters().values())) == list(map(id, chosen.parameters()))
    chosen([2.0]).backward()
    chosen.zero_grad()
    assert ([p.grad for p in chosen.parameters()], chosen.frozen.grad) == ([0.0] * 3, 2.0 * 3.0 * chosen.neuron.w[0])


@pytest.mark.parametrize("kind", [Net, Chosen])
def test_a_model_of_ones_own_trains_and_keeps_its_state(kind):
    net = kind()
    X = [[0.5, 1.0], [1.0, -1.0]] if kind is Net else [[0.5], [1.0]]
    state = net.state_dict()
    options = {"loss": nn.mse_loss, "epochs": 20, "progress": False}
    history = nn.fit(net, X, [1.0, 2.0], optimizer=nn.SGD(net.parameters(), 0.01), **options)
    assert history.losses[-1] < history.losses[0]
    assert net.state_dict() != state
    net.load_state_dict(state)
    assert net.state_dict() == state
    assert copy.deepcopy(net).state_dict() == state
    with pytest.raises(ValueError, match="lacks"):
        net.load_state_dict({})


class SubclassedMLP(nn.MLP):
    """Nothing changes for the parameters of a model that says what they are."""

    def __init__(self):
        super().__init__(2, [2, 1], seed=0)
        self.extra = Value(1.0)


def test_a_subclass_of_a_model_of_ours_keeps_its_names():
    assert list(SubclassedMLP().named_parameters()) == list(nn.MLP(2, [2, 1]).named_parameters())


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("fit", "nn.fit(model, X, y, …)"),
        ("save", "nn.save(model, path)"),
        ("summary", "nn.summary(model)"),
        ("forward", "model(x)"),
        ("score", "nn.accuracy(model, X, y)"),
    ],
)
def test_a_model_asked_for_what_is_a_function_of_nn_names_the_function(name, instead):
    model = nn.MLP(2, [1], seed=0)
    with pytest.raises(AttributeError, match=re.escape(f"'MLP' object has no attribute '{name}': write {instead}")):
        getattr(model, name)


def test_what_else_a_model_does_not_have_it_says_as_python_does():
    with pytest.raises(AttributeError, match=r"^'MLP' object has no attribute 'paramters'$") as caught:
        _ = nn.MLP(2, [1], seed=0).paramters
    assert (caught.value.name, type(caught.value.obj)) == ("paramters", nn.MLP)  # so that Python guesses what was meant


def test_a_property_of_ones_own_that_fails_says_why():
    class Broken(nn.Module):
        @property
        def depth(self):
            return self.layres

    with pytest.raises(AttributeError, match="has no attribute 'layres'"):
        _ = Broken().depth


def test_a_model_of_ones_own_shows_how_many_parameters_it_has():
    class Own(nn.Module):
        def __init__(self, count):
            self.numbers = [Value(float(k)) for k in range(count)]

    assert [repr(Own(count)) for count in (0, 1, 2)] == [
        "<Own of 0 parameters>",
        "<Own of 1 parameter>",
        "<Own of 2 parameters>",
    ]


@pytest.mark.parametrize(
    ("model", "sizes"),
    [
        (nn.MLP(2, [4, 3]), (2, 3)),
        (nn.MLP(2, [4, 3]).logits, (2, 3)),
        (nn.Layer(2, 5), (2, 5)),
        (nn.Neuron(4), (4, 1)),
        (nn.Perceptron(4), (4, 1)),
        (nn.Sequential(nn.Linear(2, 4), nn.Linear(4, 6)), (2, 6)),
        (nn.Dropout(0.5), (None, None)),
        (abs, (None, None)),
    ],
)
def test_a_model_of_ours_says_how_many_numbers_it_takes_and_gives(model, sizes):
    assert sizes_of(model) == sizes


def test_a_class_of_ones_own_may_take_what_it_likes():
    class Own(nn.MLP):
        pass

    assert sizes_of(Own(2, [1])) == sizes_of(Own(2, [1]).logits) == (None, None)


def test_samples_of_another_width_are_refused_by_their_row():
    with pytest.raises(ValueError, match=r"^expected 2 numbers a row in X, for MLP\(2, .*\), got 1 in row 1"):
        nn.MLP(2, [1]).predict([[1.0, 2.0], [1.0]])


def test_the_models_within_a_model_are_found_once_in_attributes_and_in_lists():
    net = Net()
    assert next(net.modules()) is net
    found = {id(part) for part in net.modules()}
    assert {id(net.hidden), *map(id, net.units)} <= found
    assert len(list(net.modules())) == len(found) == 1 + 1 + 3 + 2


@pytest.mark.parametrize("compiles", [True, False])
def test_many_samples_go_to_a_program_or_one_by_one_where_there_can_be_none(monkeypatch, compiles):
    """As a program does, the stand-in says what it was compiled for, and gives an array of outputs."""
    net, asked = Net(), []

    def compile_stand_in(model, *example, parameters):
        asked.append((model, *example, parameters))
        if not compiles:
            raise autograd.ControlFlowError("it goes another way for each sample")
        return lambda X: np.array([model(x).data for x in X])

    monkeypatch.setattr(autograd, "compile", compile_stand_in)
    monkeypatch.setattr(autograd.compiler, "is_available", lambda: True)
    monkeypatch.setattr(module, "MANY", 3)
    X = [[0.5, 1.0], [1.0, -1.0], [0.0, 2.0]]
    expected = [net(x).data for x in X]
    assert net.predict(X) == expected
    assert asked == [(net, X[0], net.parameters())]
    assert net.predict(X[:2]) == expected[:2]
    assert len(asked) == 1


def test_only_so_many_parameters_are_labelled(monkeypatch):
    net = Net()
    named = net.named_parameters()
    before = [parameter.label for parameter in named.values()]
    for most, labels in ((len(named) - 1, before), (len(named), list(named))):
        monkeypatch.setattr(module, "MOST_LABELS", most)
        module.label_parameters(net)
        assert [parameter.label for parameter in named.values()] == labels
    assert before != labels


def test_train_and_eval_set_a_truth_value():
    dropout = nn.Dropout(0.5)
    assert dropout.training is False
    assert dropout.train().training is True
    assert dropout.eval().training is False
    assert dropout.train(False).training is False
