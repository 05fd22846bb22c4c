"""The perceptron (L1, L2): one unit with a step, and the rule by which it learns from its mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograd.data import Array
from autograd.samples import samples_and_labels
from autograd.shared.showing import brief, counted, html_table, one_line
from nn.arguments import Seed, check_number, check_whole, random_generator, zeros_and_ones
from nn.models.layers import Inputs, Neuron
from nn.models.module import Container

__all__ = ["Perceptron", "PerceptronRun", "PerceptronState"]

_ROWS = 10


@dataclass(frozen=True)
class PerceptronState:
    """The weights at one moment of learning.

    Attributes:
        epoch: the epoch, from 1 up, that brought them; 0 for those that learning started from.
        sample: the index of the sample whose mistake changed them; None at the start.
        w: the weights.
        b: the bias.

    >>> import nn
    >>> run = nn.Perceptron(2).fit(*nn.datasets.AND, max_epochs=20)
    >>> run.history[1]
    PerceptronState(epoch=1, sample=3, w=(1.0, 1.0), b=1.0)
    """

    epoch: int
    sample: int | None
    w: tuple[float, ...]
    b: float

    __repr__ = one_line


@dataclass(frozen=True)
class PerceptronRun:
    """How the learning rule went.

    Attributes:
        converged: whether the last epoch made no mistake.
        epochs: how many epochs were gone through, that last one included.
        history: the weights at the start, then after each update.

    >>> import nn
    >>> run = nn.Perceptron(2).fit(*nn.datasets.AND, max_epochs=20)
    >>> run.converged, run.epochs, run.updates, len(run.history)
    (True, 6, 10, 11)
    """

    converged: bool
    epochs: int
    history: tuple[PerceptronState, ...]

    @property
    def updates(self) -> int:
        """How many mistakes changed the weights."""
        return len(self.history) - 1

    def __str__(self) -> str:
        outcome = "converged in" if self.converged else "did not converge within"
        return f"{outcome} {counted(self.epochs, 'epoch')} and {counted(self.updates, 'update')}"

    def __repr__(self) -> str:
        return f"<PerceptronRun: {self}>"

    def _repr_html_(self) -> str:
        """The weights after the first updates, and after the last, as a table."""
        last = len(self.history) - 1
        places = [*range(min(_ROWS, last)), last]
        rows = [
            (k, state.epoch, "start" if state.sample is None else state.sample, brief(state.w, 80), state.b)
            for k, state in ((k, self.history[k]) for k in places)
        ]
        return html_table(["update", "epoch", "sample", "w", "b"], rows, caption=str(self))


class Perceptron(Container):
    """One unit that says yes or no: `o = step(⟨w, x⟩ + b)`, with `step(0) = 0` (L1.1).

    Args:
        nin: how many inputs, at least 1.
        seed: where given, weights and bias start uniformly distributed from −1 to 1; otherwise at 0.

    Attributes:
        neuron: the unit as a `Neuron`, whose graph can be drawn.

    Raises:
        ValueError: if `nin` is below 1.

    >>> from nn import datasets
    >>> perceptron = Perceptron(2)
    >>> run = perceptron.fit(*datasets.AND)
    >>> print(run)
    converged in 6 epochs and 10 updates
    >>> perceptron.w, perceptron.b, [perceptron(x) for x in datasets.AND[0]]
    ([2.0, 1.0], -2.0, [0, 0, 0, 1])
    """

    def __init__(self, nin: int, seed: Seed = None) -> None:
        self.neuron: Neuron = Neuron(nin, activation="step", init="zeros")
        self.nin: int = self.neuron.nin
        self.parts: list[Neuron] = [self.neuron]
        if seed is not None:
            generator = random_generator(seed)
            for parameter in self.parameters():
                parameter.data = generator.uniform(-1.0, 1.0)

    @property
    def w(self) -> list[float]:
        """The weights, one an input. New ones may be assigned, all together."""
        return self.neuron.w

    @w.setter
    def w(self, w: Sequence[float]) -> None:
        self.neuron.w = w

    @property
    def b(self) -> float:
        """The bias. A new one may be assigned."""
        return self.neuron.b

    @b.setter
    def b(self, b: float) -> None:
        self.neuron.b = b

    def __call__(self, inputs: Inputs) -> int:
        """1 if `⟨w, x⟩ + b` is above 0, otherwise 0.

        Raises:
            ValueError: for a wrong number of inputs.
        """
        return int(self.neuron(inputs).data)

    def set_weights(self, w: Sequence[float], b: float = 0.0) -> None:
        """Sets the weights and the bias, as for a gate worked out by hand.

        Raises:
            ValueError: unless there is one finite number an input; nothing has changed then.

        >>> OR = Perceptron(2)
        >>> OR.set_weights([1, 1], -0.5)
        >>> OR([0, 0]), OR([0, 1])
        (0, 1)
        """
        self.neuron.set_weights(w, b)

    def fit(
        self,
        X: Sequence[Sequence[float]] | Array,
        y: Sequence[float] | Array,
        max_epochs: int = 100,
        *,
        learning_rate: float = 1.0,
        seed: Seed = None,
    ) -> PerceptronRun:
        """Learns by the perceptron rule (L1.2), until an epoch makes no mistake.

        Each sample in turn: `w ← w + α·(y − o)·x`, `b ← b + α·(y − o)`, which changes something only where the output
        o is wrong. It converges if a line separates the classes (Rosenblatt, "The Perceptron", 1958; Novikoff, "On
        convergence proofs on perceptrons", 1962), and otherwise never does: `nn.separability` tells which.

        Args:
            X: the samples, in any container, each with as many finite numbers as there are inputs.
            y: their labels, 0 or 1.
            max_epochs: how often to go through the samples at most, at least 1.
            learning_rate: α, positive.
            seed: where given, each epoch takes the samples in a random order; otherwise in the order they came.

        Returns:
            Whether it converged, after how many epochs and updates, and the weights after each update.

        Raises:
            ValueError: for data or a number other than described; nothing has changed then.
        """
        X, y = samples_and_labels(X, y, width=self.nin, owner=self)
        y = zeros_and_ones(y)
        max_epochs = check_whole(max_epochs, "max_epochs")
        check_number(learning_rate, "learning_rate", lambda x: x > 0.0, "positive")
        generator = None if seed is None else random_generator(seed)
        history = [self._state(0, None)]
        order = list(range(len(X)))
        for epoch in range(1, max_epochs + 1):
            if generator is not None:
                generator.shuffle(order)
            before = len(history)
            for i in order:
                error = y[i] - self(X[i])
                if error:
                    self._move(learning_rate * error, X[i])
                    history.append(self._state(epoch, i))
            if len(history) == before:
                return PerceptronRun(True, epoch, tuple(history))
        return PerceptronRun(False, max_epochs, tuple(history))

    def _move(self, amount: float, x: Sequence[float]) -> None:
        for weight, number in zip(self.neuron.weights, x):
            weight.data += amount * number
        self.neuron.bias.data += amount

    def _state(self, epoch: int, sample: int | None) -> PerceptronState:
        return PerceptronState(epoch, sample, tuple(self.w), self.b)

    def __repr__(self) -> str:
        return f"Perceptron({self.nin})"
