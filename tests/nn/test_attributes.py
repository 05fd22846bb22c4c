from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any

import pytest

import nn
from autograd import ControlFlowError, Value
from nn.gradient_step import Optimizer
from nn.models.module import Module

MODELS: list[tuple[Module, str, object]] = [
    (nn.Neuron(2), "activation", "relu"),
    (nn.Neuron(2), "nin", 3),
    (nn.Layer(2, 3), "activation", "relu"),
    (nn.Layer(2, 3), "nin", 3),
    (nn.Layer(2, 3), "nout", 2),
    (nn.Layer(2, 3), "has_bias", False),
    (nn.MLP(2, [3, 1]), "activation", "relu"),
    (nn.MLP(2, [3, 1]), "output", "softmax"),
    (nn.MLP(2, [3, 1]), "nin", 3),
    (nn.MLP(2, [3, 1]), "nouts", [2, 1]),
    (nn.Sequential(nn.Layer(2, 3)), "nin", 3),
    (nn.Sequential(nn.Layer(2, 3)), "nouts", [2]),
    (nn.Block(4, 2), "heads", 4),
    (nn.GPT(5, 4, 2, 1, 4), "heads", 4),
    (nn.SelfAttention(4, 2), "has_bias", True),
]
named = pytest.mark.parametrize(
    ("model", "name", "value"), MODELS, ids=[f"{type(model).__name__}.{name}" for model, name, _ in MODELS]
)


@named
def test_what_a_model_was_made_with_cannot_be_changed(model: Module, name: str, value: object) -> None:
    before = repr(model), copy.copy(vars(model))
    with pytest.raises(AttributeError, match=f"the {name} of this {type(model).__name__} stays as it was made, got"):
        setattr(model, name, value)
    assert (repr(model), vars(model)) == before


@named
def test_copies_and_pickles_keep_what_a_model_was_made_with(model: Module, name: str, value: object) -> None:
    for other in (copy.copy(model), copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert getattr(other, name) == getattr(model, name)
        with pytest.raises(AttributeError, match="stays as it was made"):
            setattr(other, name, value)


@pytest.mark.parametrize("name", ["w", "weight", "weights", "bias"])
def test_a_layer_takes_nothing_under_the_names_of_a_unit(name: str) -> None:
    layer = nn.Layer(2, 3, seed=0)
    before = layer.state_dict()
    with pytest.raises(AttributeError, match=rf"there is no {name} in Layer: write layer\.[Wb]"):
        setattr(layer, name, [[1.0, 2.0]] * 3)
    assert not hasattr(layer, name)
    assert layer.state_dict() == before


@pytest.mark.parametrize("name", ["W", "weight"])
def test_a_unit_takes_nothing_under_the_names_of_a_layer(name: str) -> None:
    with pytest.raises(AttributeError, match=rf"there is no {name} in Neuron: write neuron\.w"):
        setattr(nn.Neuron(2), name, [1.0, 2.0])


@pytest.mark.parametrize("weights", [[1.0, 2.0], 1.0, "ab", [], [Value(1.0), 2.0]])
def test_a_unit_takes_no_numbers_for_the_values_of_its_weights(weights: Any) -> None:
    neuron = nn.Neuron(2, seed=0)
    with pytest.raises(TypeError, match=r"expected weights to be Values, got .*: their numbers are assigned to w$"):
        neuron.weights = weights
    with pytest.raises(TypeError, match=r"expected bias to be a Value, got 1\.0: its number is assigned to b"):
        neuron.bias = 1.0  # type: ignore[assignment]  # that is refused
    assert len(neuron.parameters()) == 3


WITH_NUMBERS = [(nn.Dropout(0.5), "p"), (nn.LayerNorm(2), "epsilon"), (nn.SGD([Value(1.0)], 0.1), "momentum")]


@pytest.mark.parametrize(
    ("owner", "name"),
    [*((model, name) for model, name, _ in MODELS), *WITH_NUMBERS, (nn.Adam([Value(1.0)], 0.1), "learning_rate")],
    ids=lambda each: each if isinstance(each, str) else type(each).__name__,
)
def test_what_is_asked_when_it_is_assigned_is_read_like_any_other(owner: object, name: str) -> None:
    """Something in the class that is assigned to would make every reading slower: a unit's, at each call."""
    assert name in vars(owner)
    assert inspect.getattr_static(type(owner), name, None) is None


def test_units_may_share_their_weights() -> None:
    one, other, w = nn.Neuron(2, seed=0), nn.Neuron(2, seed=1), [Value(1.0), Value(2.0)]
    other.weights, other.bias = one.weights, one.bias
    assert other([1.0, 2.0]) == one([1.0, 2.0])
    other.weights = w  # type: ignore[assignment]  # becomes a vector
    assert other.parameters()[:2] == w


def optimizers() -> list[Optimizer]:
    return [kind([Value(1.0)], learning_rate=0.1) for kind in (nn.SGD, nn.RMSprop, nn.Adam, nn.AdamW)]


WRONG: dict[str, list[tuple[object, type[Exception]]]] = {
    "learning_rate": [(-1.0, ValueError), (float("nan"), ValueError), ("0.1", TypeError), (None, TypeError)],
    "momentum": [(1.0, ValueError), ("0.9", TypeError)],
    "nesterov": [("no", TypeError)],
    "weight_decay": [(-0.1, ValueError)],
    "decay": [(2, ValueError)],
    "epsilon": [(0.0, ValueError), (-1e-8, ValueError)],
    "betas": [(0.9, TypeError), ((0.9, 1.0), ValueError)],
}


@pytest.mark.parametrize("name", WRONG)
def test_the_numbers_of_an_optimizer_are_checked_where_they_are_assigned_too(name: str) -> None:
    having = [optimizer for optimizer in optimizers() if hasattr(optimizer, name)]
    assert having
    for optimizer in having:
        before = getattr(optimizer, name)
        for wrong, error in WRONG[name]:
            with pytest.raises(error, match=f"expected {name}"):
                setattr(optimizer, name, wrong)
        assert getattr(optimizer, name) == before


@pytest.mark.parametrize(("name", "ours"), [("lr", "learning_rate"), ("params", "parameters")])
def test_an_optimizer_takes_nothing_under_the_names_of_another_library(name: str, ours: str) -> None:
    for optimizer in optimizers():
        with pytest.raises(AttributeError, match=f"there is no {name} in {type(optimizer).__name__}: .*{ours}"):
            setattr(optimizer, name, 0.01)
        assert optimizer.learning_rate == 0.1


def test_an_optimizer_of_ones_own_has_arguments_and_attributes_of_any_name() -> None:
    class Own(nn.Optimizer):
        def __init__(self, params: list[Value], lr: float = 0.1, *, alpha: float = 0.5, eps: float = 0.25) -> None:
            super().__init__(params, lr)
            self.lr, self.alpha, self.eps = lr, alpha, eps

        def moved(self, w: Any, g: Any, memory: Any, rate: Any, step: Any) -> tuple[Any, ...]:
            return (w - self.lr * self.alpha * g,)

    w = Value(3.0)
    own = Own(params=[w], lr=0.5, alpha=0.5, eps=0.125)
    (w * w).backward()
    own.step()
    assert (w.data, own.eps) == (1.5, 0.125)


@pytest.mark.parametrize("compiled", [False, pytest.param(True, marks=pytest.mark.needs("llvmlite"))])
@pytest.mark.parametrize(
    ("remembered", "given", "message"),
    [
        ((), lambda w, g: w - g, r"a tuple \(w,\), got "),
        ((), lambda w, g: None, r"a tuple \(w,\), got None"),
        ((), lambda w, g: (w - g, g), r"a tuple \(w,\), got "),
        (("m", "s"), lambda w, g: (w - g, g), r"a tuple \(w, m, s\), got "),
        ((), lambda w, g: (None,), "a number for w, got None"),
        (("m",), lambda w, g: (w - g, "0"), "a number for m, got '0'"),
        (("m",), lambda w, g: (w - g, [g]), r"a number for m, got \["),
    ],
)
def test_an_optimizer_of_ones_own_that_gives_something_else_is_named(
    remembered: tuple[str, ...], given: Any, message: str, compiled: bool
) -> None:
    class Own(nn.Optimizer):
        remembers = remembered

        def moved(self, w: Any, g: Any, memory: Any, rate: Any, step: Any) -> Any:
            return given(w, g)

    model = nn.MLP(2, [1], output="sigmoid", seed=0)
    own, before = Own(model.parameters(), 0.5), model.state_dict()
    options: Any = {"loss": nn.mse_loss, "optimizer": own, "epochs": 2, "progress": False, "compiled": compiled}
    with pytest.raises((TypeError, ControlFlowError), match=rf"^expected Own\.moved to give {message}"):
        nn.fit(model, *nn.datasets.XOR, **options)
    assert model.state_dict() == before


@pytest.mark.parametrize("name", ["alpha", "eps"])
def test_no_name_is_proposed_that_an_optimizer_does_not_have(name: str) -> None:
    with pytest.raises(TypeError, match=rf"^SGD takes no {name}: it takes parameters, learning_rate, "):
        nn.SGD([Value(1.0)], 0.1, **{name: 0.5})  # type: ignore[arg-type]


def test_the_share_that_dropout_leaves_out_is_checked_where_it_is_assigned_too() -> None:
    dropout = nn.Dropout(0.5)
    with pytest.raises(ValueError, match="expected p to be from 0 to below 1, got 7"):
        dropout.p = 7
    dropout.p = 0.25
    assert dropout.p == 0.25
