"""Normalizations: what passes through a deep net, brought back to numbers of size 1."""

from __future__ import annotations

from autograd import Value, Vector, vector
from autograd.primitives.vectors import dot, mean
from nn.arguments import check_flag, check_number, check_whole, checked
from nn.models.layers import Inputs, input_vector
from nn.models.module import Module, label_parameters

__all__ = ["LayerNorm", "RMSNorm"]


def _positive(number: float, name: str) -> float:
    return check_number(number, name, lambda x: x > 0.0, "above 0")


class RMSNorm(Module):
    """Divides numbers by their root mean square: `γ_i·x_i / √(mean x² + ε)`.

    Zhang and Sennrich, "Root mean square layer normalization", 2019.

    Args:
        width: how many numbers, at least 1.
        epsilon: ε, above 0, so that zeros stay zeros.
        gain: whether there are gains γ, which start at 1; otherwise they are 1, and no parameters.

    Raises:
        TypeError, ValueError: for a number out of range.

    >>> norm = RMSNorm(2, gain=False)
    >>> [round(x.data, 4) for x in norm([3.0, 4.0])]
    [0.8485, 1.1314]
    """

    width: int
    epsilon: float = checked(_positive)

    def __init__(self, width: int, epsilon: float = 1e-5, *, gain: bool = True) -> None:
        self.width, self.epsilon = check_whole(width, "width"), epsilon
        self.gains: Vector | None = _parameters(self.width, 1.0) if check_flag(gain, "gain") else None
        label_parameters(self)

    def __call__(self, inputs: Inputs) -> list[Value]:
        """The numbers, normalized.

        Raises:
            ValueError: for another count of them.
        """
        xs = input_vector(inputs, self.width, self)
        return _scaled(_normalized(xs, self.epsilon), self.gains)

    @property
    def has_gain(self) -> bool:
        """Whether the gains are parameters."""
        return self.gains is not None

    def parameters(self) -> list[Value]:
        return [*self.gains] if self.gains else []

    def named_parameters(self) -> dict[str, Value]:
        return _named("gamma", self.gains)

    def __repr__(self) -> str:
        return f"RMSNorm({self.width}{_options(self.epsilon, gain=self.has_gain)})"


class LayerNorm(Module):
    """Brings numbers to mean 0 and variance 1: `γ_i·(x_i − m) / √(v + ε) + β_i`, with their mean m and variance v.

    Ba, Kiros and Hinton, "Layer normalization", 2016. The variance is the mean of the squares `(x_i − m)²`.

    Args:
        width: how many numbers, at least 1.
        epsilon: ε, above 0.
        gain: whether there are gains γ, which start at 1.
        bias: whether there are biases β, which start at 0.

    Raises:
        TypeError, ValueError: for a number out of range.

    >>> [round(x.data, 4) for x in LayerNorm(3)([1.0, 2.0, 3.0])]
    [-1.2247, 0.0, 1.2247]
    """

    width: int
    epsilon: float = checked(_positive)

    def __init__(self, width: int, epsilon: float = 1e-5, *, gain: bool = True, bias: bool = True) -> None:
        self.width, self.epsilon = check_whole(width, "width"), epsilon
        self.gains: Vector | None = _parameters(self.width, 1.0) if check_flag(gain, "gain") else None
        self.biases: Vector | None = _parameters(self.width, 0.0) if check_flag(bias, "bias") else None
        label_parameters(self)

    def __call__(self, inputs: Inputs) -> list[Value]:
        """The numbers, normalized.

        Raises:
            ValueError: for another count of them.
        """
        xs = input_vector(inputs, self.width, self)
        center = mean(xs)
        scaled = _scaled(_normalized(vector([x - center for x in xs]), self.epsilon), self.gains)
        return [x + bias for x, bias in zip(scaled, self.biases)] if self.biases else scaled

    @property
    def has_gain(self) -> bool:
        """Whether the gains are parameters."""
        return self.gains is not None

    @property
    def has_bias(self) -> bool:
        """Whether the biases are parameters."""
        return self.biases is not None

    def parameters(self) -> list[Value]:
        return [*(self.gains or ()), *(self.biases or ())]

    def named_parameters(self) -> dict[str, Value]:
        return _named("gamma", self.gains) | _named("beta", self.biases)

    def __repr__(self) -> str:
        return f"LayerNorm({self.width}{_options(self.epsilon, gain=self.has_gain, bias=self.has_bias)})"


def _normalized(xs: Vector, epsilon: float) -> list[Value]:
    """Each divided by the root of the mean square."""
    scale = (dot(xs, xs) / len(xs) + epsilon) ** -0.5
    return [x * scale for x in xs]


def _scaled(xs: list[Value], gains: Vector | None) -> list[Value]:
    return [gain * x for gain, x in zip(gains, xs)] if gains else xs


def _parameters(count: int, start: float) -> Vector:
    return vector([Value(start) for _ in range(count)])


def _named(letter: str, parameters: Vector | None) -> dict[str, Value]:
    return {f"{letter}_{i}": parameter for i, parameter in enumerate(parameters or (), start=1)}


def _options(epsilon: float, **parts: bool) -> str:
    """What differs from the defaults."""
    given = [f"epsilon={epsilon:g}"] if epsilon != 1e-5 else []
    return "".join(
        f", {option}" for option in [*given, *(f"{part}=False" for part, is_there in parts.items() if not is_there)]
    )
