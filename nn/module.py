"""What every model has: parameters, each under the name that the slides give it."""

from __future__ import annotations

from abc import ABC, abstractmethod

from autograd import Value

__all__ = ["Module"]


class Module(ABC):
    """The base of all models. A model says what its parameters are; the rest follows from that."""

    @abstractmethod
    def parameters(self) -> list[Value]:
        """Every number that training changes, layer by layer, unit by unit, weights before the bias."""

    def named_parameters(self) -> dict[str, Value]:
        """The parameters by name, as the scalar slides write them: `w_21^(1)` leads from input 2 to unit 1 of layer 1.

        >>> from nn import MLP
        >>> list(MLP(2, [1, 1], seed=0).named_parameters())
        ['w_11^(1)', 'w_21^(1)', 'b_1^(1)', 'w_11^(2)', 'b_1^(2)']
        """
        return {parameter.label or "": parameter for parameter in self.parameters()}

    def zero_grad(self) -> None:
        """Sets the gradient of every parameter to 0."""
        for parameter in self.parameters():
            parameter.grad = 0.0
