"""Descent (L6): how gradients change parameters."""

from __future__ import annotations

from collections.abc import Iterable

from autograd import Value

__all__ = ["SGD"]


class SGD:
    """Gradient descent, `w ← w − α·∂L/∂w` (L6.1), on whatever gradient the parameters carry: of all data or of a batch.

    With momentum μ and weight decay λ, as Sutskever et al. ("On the importance of initialization and momentum in deep
    learning", 2013) with the rate taken out of the velocity: `v ← μ·v + ∂L/∂w + λ·w`, `w ← w − α·v`.

    Args:
        parameters: what to change.
        learning_rate: α, positive. May be assigned anew between steps.
        momentum: μ, from 0 to below 1.
        weight_decay: λ, not negative.

    Raises:
        ValueError: for a number outside its range, or if there are no parameters.

    >>> w = Value(3.0)
    >>> optimizer = SGD([w], learning_rate=0.1)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 12)
    2.4
    """

    def __init__(
        self, parameters: Iterable[Value], learning_rate: float, momentum: float = 0.0, weight_decay: float = 0.0
    ) -> None:
        self.parameters = list(parameters)
        if not self.parameters:
            raise ValueError("expected at least one parameter, got none")
        for name, number, fits, expected in (
            ("learning_rate", learning_rate, learning_rate > 0.0, "positive"),
            ("momentum", momentum, 0.0 <= momentum < 1.0, "at least 0 and below 1"),
            ("weight_decay", weight_decay, weight_decay >= 0.0, "at least 0"),
        ):
            if not fits:
                raise ValueError(f"expected {name} to be {expected}, got {number!r}")
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self._velocities = [0.0] * len(self.parameters)

    def step(self) -> None:
        """Moves every parameter once. One that no backward pass has reached has gradient 0.

        Raises:
            RuntimeError: if no parameter has a gradient.
        """
        if all(parameter.grad is None for parameter in self.parameters):
            raise RuntimeError("no parameter has a gradient: call backward() on the loss before step()")
        for i, parameter in enumerate(self.parameters):
            slope = (parameter.grad or 0.0) + self.weight_decay * parameter.data
            self._velocities[i] = self.momentum * self._velocities[i] + slope
            parameter.data -= self.learning_rate * self._velocities[i]

    def zero_grad(self) -> None:
        """Sets the gradient of every parameter to 0."""
        for parameter in self.parameters:
            parameter.grad = 0.0
