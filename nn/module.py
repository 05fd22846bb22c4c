"""What every model has: parameters, each under the name that the slides give it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from autograd import Value

__all__ = ["Container", "Module"]


class Module(ABC):
    """The base of all models. A model says what its parameters are; the rest follows from that."""

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

    def zero_grad(self) -> None:
        """Sets the gradient of every parameter to 0."""
        for parameter in self.parameters():
            parameter.grad = 0.0


class Container(Module):
    """A model made of models, whose parameters are theirs."""

    parts: Sequence[Module]

    def parameters(self) -> list[Value]:
        return [parameter for part in self.parts for parameter in part.parameters()]

    def named_parameters(self) -> dict[str, Value]:
        return {name: parameter for part in self.parts for name, parameter in part.named_parameters().items()}
