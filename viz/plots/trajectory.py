"""The path that a model's parameters take through training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograd.arguments import check_whole
from autograd.shared.showing import counted
from viz.plots.models import HasParameters, check_has_parameters, net_of

__all__ = ["Replay", "Trajectory"]

_FIGURE_SPACE = "\u2007"
"""A space as wide as a digit."""


class Trajectory:
    """The parameters of a model, written down as it learns: for pictures of the way, and for films.

    Args:
        model: its parameters are written down at once, as epoch 0.
        every: how many epochs lie between two records, at least 1.

    Attributes:
        epochs: the epochs recorded.
        points: the parameters at each of them, in the order of `model.parameters()`.
        losses: the loss that came with each; None where none did, as at the start.

    Raises:
        TypeError: if the model has no parameters.
        ValueError: if `every` is below 1.

    >>> import nn
    >>> model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
    >>> trajectory = Trajectory(model, every=10)
    >>> history = nn.fit(model, *nn.datasets.XOR, loss=nn.binary_cross_entropy, epochs=30, progress=False,
    ...                  optimizer=nn.SGD(model.parameters(), 1.0), callback=trajectory.record)
    >>> trajectory.epochs, len(trajectory.points[0])
    ([0, 10, 20, 30], 9)
    """

    def __init__(self, model: HasParameters, every: int = 1) -> None:
        model = net_of(model)
        check_has_parameters(model)
        self.model = model
        self.every = check_whole(every, "every")
        self.epochs: list[int] = []
        self.points: list[list[float]] = []
        self.losses: list[float | None] = []
        self.record(0)

    def record(self, epoch: int, loss: float | None = None) -> None:
        """Writes the parameters down if the epoch's turn has come; the callback for `nn.fit`."""
        epoch = check_whole(epoch, "epoch", 0)
        if epoch % self.every == 0:
            self.epochs.append(epoch)
            self.points.append([parameter.data for parameter in self.model.parameters()])
            self.losses.append(loss)

    def __repr__(self) -> str:
        last = f", the last {self.epochs[-1]}" if len(self.epochs) > 1 else ""
        return f"<Trajectory: {counted(len(self.epochs), 'epoch')}{last}; {counted(len(self.points[0]), 'parameter')}>"

    def replay(self, most: int | None = None) -> Replay:
        """The epochs recorded, to loop over; meanwhile the model has the parameters that it had then.

        After the loop, the model has the parameters again that it had before.

        Args:
            most: how many epochs at most, evenly chosen, the first and the last among them; None for all.

        Raises:
            ValueError: if `most` is below 2.

        >>> import nn
        >>> model = nn.Neuron(1, seed=0)
        >>> trajectory = Trajectory(model)
        >>> model.bias.data = 5.0
        >>> [model.bias.data for epoch in trajectory.replay()], model.bias.data
        ([0.0], 5.0)
        """
        if most is not None:
            most = check_whole(most, "most", 2)
        count = len(self.epochs)
        chosen = range(count) if most is None or most >= count else [i * (count - 1) // (most - 1) for i in range(most)]
        return Replay(self.model, tuple((self.epochs[i], self.points[i], self.losses[i]) for i in chosen))


@dataclass(frozen=True)
class Replay:
    """Some records of a trajectory, to loop over."""

    model: HasParameters
    records: tuple[tuple[int, list[float], float | None], ...]

    def __len__(self) -> int:
        return len(self.records)

    def caption(self, epoch: int) -> str:
        """An epoch and its loss in words, as long for every epoch, so that nothing jumps in a film."""
        width = len(str(max(number for number, *_ in self.records)))
        loss = next((loss for number, _, loss in self.records if number == epoch), None)
        when = f"epoch {epoch:{_FIGURE_SPACE}>{width}}"
        return when if loss is None else f"{when}   loss {loss:.4f}"

    def __iter__(self) -> Iterator[int]:
        before = [parameter.data for parameter in self.model.parameters()]
        try:
            for epoch, point, _ in self.records:
                self._assign(point)
                yield epoch
        finally:
            self._assign(before)

    def _assign(self, point: list[float]) -> None:
        for parameter, number in zip(self.model.parameters(), point):
            parameter.data = number
