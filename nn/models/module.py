"""What every model has: parameters, each under the name that the slides give it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

import autograd
from autograd import Value
from autograd.data import holds_finite_rows
from autograd.samples import samples
from nn.arguments import finite_number

__all__ = ["MANY", "Container", "Module", "Sizes", "sizes_of"]


MANY = 100
"""As many samples are worth a program."""


class Module(ABC):
    """The base of all models. A model says what its parameters are; the rest follows from that."""

    @abstractmethod
    def __call__(self, inputs: Any) -> Any:
        """The output for one sample, or the outputs: Values, or numbers that do not depend on the sample smoothly."""

    @abstractmethod
    def parameters(self) -> list[Value]:
        """Every number that training changes: layer by layer, unit by unit, weights before the bias."""

    @abstractmethod
    def named_parameters(self) -> dict[str, Value]:
        """The parameters by name, as the scalar slides write them: `w_21^(1)` leads from input 2 to unit 1 of layer 1.

        >>> from nn import MLP
        >>> list(MLP(2, [1, 1], seed=0).named_parameters())
        ['w_11^(1)', 'w_21^(1)', 'b_1^(1)', 'w_11^(2)', 'b_1^(2)']
        """

    def predict(self, X: Sequence[Sequence[float]]) -> list[Any]:
        """The outputs for many samples, as numbers: in a program where llvmlite is there and the samples are many.

        Args:
            X: the samples, a row of numbers each, in any container.

        Returns:
            For each sample the output, or a list of the outputs where there are several.

        Raises:
            TypeError, ValueError: for a wrong number of inputs, or what is no finite number, saying where.

        >>> from nn import Layer
        >>> Layer(2, 2, activation="linear", init="zeros").predict([[1.0, 2.0], [3.0, 4.0]])
        [[0.0, 0.0], [0.0, 0.0]]
        """
        nin = sizes_of(self).nin
        if isinstance(X, memoryview) or not holds_finite_rows(X, nin):  # a view of rows gives no row
            X = samples(X, width=nin, owner=self)
        if len(X) >= MANY and autograd.compiler.is_available():
            try:
                program = autograd.compile(self, X[0], parameters=self.parameters())
                return cast("list[Any]", program(X).tolist())
            except autograd.ControlFlowError:  # what goes another way for each sample is computed sample by sample
                pass
        return [_numbers(self(x)) for x in X]

    def zero_grad(self) -> None:
        """Sets the gradient of every parameter to 0."""
        for parameter in self.parameters():
            parameter.grad = 0.0

    def state_dict(self) -> dict[str, float]:
        """The numbers of the parameters, under their names.

        >>> from nn import Neuron
        >>> Neuron(2, init="zeros").state_dict()
        {'w_1': 0.0, 'w_2': 0.0, 'b': 0.0}
        """
        return {name: parameter.data for name, parameter in self.named_parameters().items()}

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        """Sets the parameters to the numbers of a `state_dict`.

        Args:
            state: a finite number for the name of each parameter, and no others.

        Raises:
            ValueError: for other names, or a number that is not finite; nothing has changed then.
            TypeError: for what is not a number; likewise.

        >>> from nn import Neuron
        >>> neuron = Neuron(2)
        >>> neuron.load_state_dict({"w_1": 1.0, "w_2": -1.0, "b": 0.5})
        >>> neuron([3.0, 1.0]).operands[0].data
        2.5
        """
        named = self.named_parameters()
        for what, names in (("lacks", named.keys() - state.keys()), ("has no place for", state.keys() - named.keys())):
            if names:
                shown = ", ".join(sorted(names)[:5])
                raise ValueError(f"the state {what} {shown}{', …' if len(names) > 5 else ''} of {self}")
        numbers = {name: finite_number(number, name) for name, number in state.items()}
        for name, parameter in named.items():
            parameter.data = numbers[name]


class Container(Module):
    """A model made of models, whose parameters are theirs."""

    parts: Sequence[Module]

    def parameters(self) -> list[Value]:
        return [parameter for part in self.parts for parameter in part.parameters()]

    def named_parameters(self) -> dict[str, Value]:
        return {name: parameter for part in self.parts for name, parameter in part.named_parameters().items()}


class Sizes(NamedTuple):
    """How many numbers a model takes, and how many it gives; None where that is not known."""

    nin: int | None
    nout: int | None


def sizes_of(model: object) -> Sizes:
    """The sizes of a model of this package, or of a method of it; a user's own class may ask for anything.

    >>> from nn import MLP
    >>> model = MLP(2, [4, 1])
    >>> sizes_of(model.logits), sizes_of(lambda x: model(x))
    (Sizes(nin=2, nout=1), Sizes(nin=None, nout=None))
    """
    owner: Any = getattr(model, "__self__", model)
    nin = getattr(owner, "nin", None)
    if nin is None or type(owner).__module__.partition(".")[0] != __name__.partition(".")[0]:
        return Sizes(None, None)
    return Sizes(nin, owner.nouts[-1] if hasattr(owner, "nouts") else getattr(owner, "nout", 1))


def _numbers(output: Any) -> Any:
    """The numbers of a Value or of several; a number as it is."""
    if isinstance(output, (list, tuple)):
        return [value.data for value in output]
    return output.data if isinstance(output, Value) else output
