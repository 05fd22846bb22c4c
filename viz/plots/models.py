"""What a picture reads of a model: its units, as plain numbers. Any model with the attributes named here will do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, SupportsFloat

from autograd.shared.showing import came

__all__ = [
    "HasParameters",
    "Parameter",
    "UnitNumbers",
    "check_has_parameters",
    "layers_of",
    "net_of",
    "parameter_groups",
]


class Parameter(Protocol):
    """A number that training changes, such as a `Value`."""

    @property
    def data(self) -> float: ...

    @data.setter
    def data(self, number: float, /) -> None: ...


class HasParameters(Protocol):
    """A model, as far as its parameters go."""

    def parameters(self) -> Sequence[Parameter]: ...


@dataclass(frozen=True)
class UnitNumbers:
    """One unit: `activation(⟨weights, x⟩ + bias)`."""

    weights: tuple[float, ...]
    bias: float
    activation: str


def net_of(model: Any) -> Any:
    """The net within a fitted estimator, such as an `nn.Classifier`; any other model itself."""
    return getattr(model, "model_", model)


def layers_of(model: object) -> list[list[UnitNumbers]]:
    """The units of a model, layer by layer.

    Args:
        model: it has `layers`, each with `neurons`; or `neurons`, as one layer has; or it is a single unit. A unit has
            `weights`, `bias` and `activation`, or, as a perceptron, `w` and `b`.

    Raises:
        TypeError: if it has none of these.

    >>> import nn
    >>> [[len(unit.weights) for unit in layer] for layer in layers_of(nn.MLP(2, [3, 1], seed=0))]
    [[2, 2, 2], [3]]
    """
    return [[_unit(neuron) for neuron in layer] for layer in _neurons(model)]


def parameter_groups(model: HasParameters) -> list[list[int]]:
    """Places in `model.parameters()`, those of one unit together; all together if the model has no units.

    >>> import nn
    >>> parameter_groups(nn.MLP(2, [2, 1], seed=0))
    [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    """
    parameters = model.parameters()
    places = {id(parameter): place for place, parameter in enumerate(parameters)}
    try:
        neurons = [neuron for layer in _neurons(model) for neuron in layer]
        groups = [[places[id(p)] for p in (*neuron.weights, neuron.bias)] for neuron in neurons]
    except (AttributeError, KeyError, TypeError):
        return [list(range(len(parameters)))]
    rest = sorted(set(places.values()).difference(*groups))
    return [*groups, rest] if rest else groups


def check_has_parameters(model: HasParameters) -> None:
    """Raises TypeError unless it is a model with parameters, and no class of models."""
    if not hasattr(model, "parameters") or isinstance(model, type):
        raise TypeError(f"expected model to have parameters(), as an nn.MLP has, got {came(model)}{_of_type(model)}")


def _of_type(model: object) -> str:
    return "" if isinstance(model, type) else f" of type {type(model).__name__}"


def _neurons(model: Any) -> Iterator[list[Any]]:
    if isinstance(model, type):
        raise TypeError(f"expected a model to look at, got {came(model)}: make one first, model = {model.__name__}(…)")
    if hasattr(model, "layers"):
        yield from (list(layer.neurons) for layer in model.layers)
    elif hasattr(model, "neurons"):
        yield list(model.neurons)
    elif hasattr(model, "weights") or hasattr(model, "w"):
        yield [model]
    else:
        raise TypeError(
            f"expected a model with layers, neurons or weights to look at, got {came(model)}{_of_type(model)}"
        )


def _unit(neuron: Any) -> UnitNumbers:
    weights: Sequence[SupportsFloat] = neuron.weights if hasattr(neuron, "weights") else neuron.w
    bias: SupportsFloat = neuron.bias if hasattr(neuron, "bias") else neuron.b
    return UnitNumbers(tuple(map(float, weights)), float(bias), getattr(neuron, "activation", "step"))
