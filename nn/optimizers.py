"""Descent (L6): how one parameter moves, by its gradient and what is remembered of earlier ones.

| symbol | meaning                                                            | slides |
| ------ | ------------------------------------------------------------------ | ------ |
| w, g   | a parameter, and the derivative of the loss by it                  | L6.1   |
| α      | the learning rate                                                  | L6.1   |
| t      | the number of the step, from 1 up: `step`; α is its `rate`         | L6.1   |
| μ, v   | momentum, and the velocity that it keeps up                        |        |
| λ      | weight decay                                                       |        |
| m, s   | running averages of g and of g²                                    |        |
| ρ, β   | how much of a running average is kept at each step                 |        |
| ε      | keeps the steps of a parameter with tiny gradients from being huge |        |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from autograd import Value
from autograd.primitive import Scalar
from autograd.primitives.exponentials import sqrt
from autograd.shared.showing import came
from nn.arguments import absent, check_flag, check_number, checked
from nn.gradient_step import Optimizer, names_elsewhere

__all__ = ["SGD", "Adam", "AdamW", "RMSprop"]


def _fraction(number: float, name: str) -> float:
    return check_number(number, name, lambda x: 0.0 <= x < 1.0, "at least 0 and below 1")


def _not_negative(number: float, name: str) -> float:
    return check_number(number, name, lambda x: x >= 0.0, "at least 0")


def _positive(number: float, name: str) -> float:
    return check_number(number, name, lambda x: x > 0.0, "positive")


def _two_fractions(numbers: Sequence[float], name: str) -> tuple[float, float]:
    if not isinstance(numbers, (tuple, list)) or len(numbers) != 2:
        raise TypeError(f"expected {name} to be two numbers, got {came(numbers)}")
    return _fraction(numbers[0], f"{name}[0]"), _fraction(numbers[1], f"{name}[1]")


class SGD(Optimizer):
    """Gradient descent, `w ← w − α·g` (L6.1), on whatever gradient the parameters carry: of all data or of a batch.

    With momentum and weight decay: `g ← g + λ·w`, `v ← μ·v + g`, `w ← w − α·v` (Polyak, "Some methods of speeding up
    the convergence of iteration methods", 1964); Nesterov's: `w ← w − α·(g + μ·v)` (Sutskever et al., "On the
    importance of initialization and momentum in deep learning", 2013), both with the rate taken out of the velocity.

    Args:
        parameters: what to change.
        learning_rate: α, positive. May be assigned anew between steps.
        momentum: μ, from 0 to below 1.
        weight_decay: λ, not negative.
        nesterov: whether to look ahead along the velocity; needs a momentum.

    Raises:
        ValueError: for a number outside its range, or if there are no parameters.

    >>> w = Value(3.0)
    >>> optimizer = SGD([w], learning_rate=0.1)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 12)
    2.4
    """

    remembers: ClassVar[tuple[str, ...]] = ("velocity",)

    momentum: float = checked(_fraction)
    weight_decay: float = checked(_not_negative)
    nesterov: bool = checked(check_flag)

    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: float,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        *,
        nesterov: bool = False,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.momentum, self.weight_decay, self.nesterov = momentum, weight_decay, nesterov
        if self.nesterov and not momentum:
            raise ValueError("expected a momentum above 0 where nesterov is asked for, got 0.0")

    def moved(self, w: Scalar, g: Scalar, memory: Sequence[Scalar], rate: Scalar, step: Scalar) -> tuple[Scalar, ...]:
        g = g + self.weight_decay * w
        v = self.momentum * memory[0] + g
        return w - rate * (g + self.momentum * v if self.nesterov else v), v


class RMSprop(Optimizer):
    """`s ← ρ·s + (1 − ρ)·g²`, `w ← w − α·g / (√s + ε)`: each parameter's steps in units of its own gradients' size.

    Tieleman and Hinton, "Lecture 6.5: rmsprop", 2012. With weight decay, `g ← g + λ·w` first.

    Args:
        parameters: what to change.
        learning_rate: α, positive. May be assigned anew between steps.
        decay: ρ, from 0 to below 1.
        epsilon: ε, positive.
        weight_decay: λ, not negative.

    Raises:
        ValueError: for a number outside its range, or if there are no parameters.

    >>> w = Value(3.0)
    >>> optimizer = RMSprop([w], learning_rate=0.01)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    2.9
    """

    remembers: ClassVar[tuple[str, ...]] = ("mean_square",)

    decay: float = checked(_fraction)
    epsilon: float = checked(_positive)
    weight_decay: float = checked(_not_negative)

    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: float = 0.01,
        decay: float = 0.99,
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.decay, self.epsilon, self.weight_decay = decay, epsilon, weight_decay

    def moved(self, w: Scalar, g: Scalar, memory: Sequence[Scalar], rate: Scalar, step: Scalar) -> tuple[Scalar, ...]:
        g = g + self.weight_decay * w
        s = self.decay * memory[0] + (1.0 - self.decay) * g * g
        return w - rate * g / (sqrt(s) + self.epsilon), s


class Adam(Optimizer):
    """`m ← β₁·m + (1 − β₁)·g`, `s ← β₂·s + (1 − β₂)·g²`, `w ← w − α·m̂ / (√ŝ + ε)`.

    `m̂ = m / (1 − β₁ᵗ)` and `ŝ = s / (1 − β₂ᵗ)` make up for averages that start at 0 (Kingma and Ba, "Adam: a method for
    stochastic optimization", 2015). With weight decay, `g ← g + λ·w` first; `AdamW` decays apart from the averages.

    Args:
        parameters: what to change.
        learning_rate: α, positive. May be assigned anew between steps.
        betas: β₁ and β₂, from 0 to below 1.
        epsilon: ε, positive.
        weight_decay: λ, not negative.

    Raises:
        ValueError: for a number outside its range, or if there are no parameters.

    >>> w = Value(3.0)
    >>> optimizer = Adam([w], learning_rate=0.1)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    2.9
    """

    remembers: ClassVar[tuple[str, ...]] = ("mean", "mean_square")

    betas: tuple[float, float] = checked(_two_fractions)
    epsilon: float = checked(_positive)
    weight_decay: float = checked(_not_negative)

    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.betas, self.epsilon, self.weight_decay = betas, epsilon, weight_decay

    def moved(self, w: Scalar, g: Scalar, memory: Sequence[Scalar], rate: Scalar, step: Scalar) -> tuple[Scalar, ...]:
        return self._averaged(w, g + self.weight_decay * w, memory, rate, step)

    def _averaged(
        self, w: Scalar, g: Scalar, memory: Sequence[Scalar], rate: Scalar, step: Scalar
    ) -> tuple[Scalar, ...]:
        (m, s), (beta1, beta2) = memory, self.betas
        m = beta1 * m + (1.0 - beta1) * g
        s = beta2 * s + (1.0 - beta2) * g * g
        size = sqrt(s / (1.0 - beta2**step)) + self.epsilon
        return w - rate * (m / (1.0 - beta1**step)) / size, m, s


class AdamW(Adam):
    """Adam with weight decay of its own: `w ← w − α·λ·w`, then Adam's step on g alone.

    Loshchilov and Hutter, "Decoupled weight decay regularization", 2019.

    Args:
        parameters: what to change.
        learning_rate: α, positive. May be assigned anew between steps.
        betas: β₁ and β₂, from 0 to below 1.
        epsilon: ε, positive.
        weight_decay: λ, not negative.

    Raises:
        ValueError: for a number outside its range, or if there are no parameters.

    >>> w = Value(3.0)
    >>> optimizer = AdamW([w], learning_rate=0.1, weight_decay=0.5)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    2.75
    """

    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(parameters, learning_rate, betas, epsilon, weight_decay)

    def moved(self, w: Scalar, g: Scalar, memory: Sequence[Scalar], rate: Scalar, step: Scalar) -> tuple[Scalar, ...]:
        return self._averaged(w - rate * self.weight_decay * w, g, memory, rate, step)


for _kind in (SGD, RMSprop, Adam):
    for _name, _ours in names_elsewhere(_kind).items():
        setattr(_kind, _name, absent(_name, f"optimizer.{_ours}"))
