"""Training: the loop of L6 around a model, a loss and an optimizer."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, TypeVar

from autograd import Value, primitives, vector
from nn.layers import Inputs

__all__ = ["History", "Optimizer", "fit", "minibatches"]

Row = TypeVar("Row")
Target = TypeVar("Target")

Prediction: TypeAlias = Value | list[Value]


class Optimizer(Protocol):
    """What `fit` asks of an optimizer."""

    def zero_grad(self) -> None: ...

    def step(self) -> None: ...


@dataclass
class History:
    """How a training went.

    Attributes:
        losses: the mean loss of each epoch, measured as its batches were met: before each batch's own update.
        seconds: how long each epoch took.
    """

    losses: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def minibatches(
    X: Sequence[Row], y: Sequence[Target], batch_size: int, seed: int | random.Random | None = None
) -> Iterator[tuple[list[Row], list[Target]]]:
    """The data set once, in random order, `batch_size` samples at a time (L6.2); the last batch may be smaller.

    Args:
        X: the samples.
        y: their targets, as many.
        batch_size: from 1 up; one larger than the data set gives all of it.
        seed: a seed, or the `random.Random` that shuffles.

    Raises:
        ValueError: for no data, data of different lengths, or a batch size below 1.

    >>> [sorted(batch) for batch, _ in minibatches([1, 2, 3], [0, 0, 1], batch_size=2, seed=1)]
    [[2, 3], [1]]
    """
    _check_data(X, y)
    if batch_size < 1:
        raise ValueError(f"expected batch_size to be at least 1, got {batch_size!r}")
    generator = seed if isinstance(seed, random.Random) else random.Random(seed)
    order = list(range(len(X)))
    generator.shuffle(order)
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        yield [X[i] for i in chosen], [y[i] for i in chosen]


def fit(
    model: Callable[[Inputs], Prediction],
    X: Sequence[Inputs],
    y: Sequence[Target],
    *,
    loss: Callable[[Prediction, Target], Value],
    optimizer: Optimizer,
    epochs: int,
    batch_size: int | None = None,
    seed: int | random.Random | None = None,
    progress: bool = True,
    callback: Callable[[int, float], object] | None = None,
) -> History:
    """Trains a model: each epoch meets every sample once, and lowers the mean loss batch by batch (L6.1, L6.2).

    Args:
        model: what turns a sample into a prediction.
        X: the samples.
        y: their targets, as many.
        loss: the loss of one prediction and its target.
        optimizer: what changes the model's parameters.
        epochs: how often to go through the data, from 1 up.
        batch_size: how many samples a step averages over; None for all of them: full-batch descent.
        seed: a seed for the order of the samples, or the `random.Random` that shuffles them.
        progress: whether to show a progress bar, where tqdm is installed.
        callback: called after each epoch with its number, from 1 up, and its loss.

    Returns:
        The history: the loss of every epoch.

    Raises:
        ValueError: for no data, data of different lengths, or a number below 1.

    >>> from nn import MLP, SGD, datasets, mse_loss
    >>> model = MLP(2, [1], seed=0)
    >>> X, y = datasets.AND
    >>> history = fit(model, X, y, loss=mse_loss, optimizer=SGD(model.parameters(), 0.5), epochs=20, progress=False)
    >>> history.losses[-1] < history.losses[0]
    True
    """
    _check_data(X, y)
    if epochs < 1:
        raise ValueError(f"expected epochs to be at least 1, got {epochs!r}")
    generator = seed if isinstance(seed, random.Random) else random.Random(seed)
    history = History()
    # Made Values once, not once an epoch: constants, since nobody asks for the gradients of the data.
    samples = [vector(x) if isinstance(x, Iterable) else x for x in X]
    bar = _progress_bar(range(1, epochs + 1), progress)
    for epoch in bar:
        started = time.perf_counter()
        loss_sum = 0.0
        batches = [(samples, y)] if batch_size is None else minibatches(samples, y, batch_size, generator)
        for batch_X, batch_y in batches:
            mean = primitives.total([loss(model(x), target) for x, target in zip(batch_X, batch_y)]) / len(batch_X)
            optimizer.zero_grad()
            mean.backward()
            optimizer.step()
            loss_sum += mean.data * len(batch_X)
        history.losses.append(loss_sum / len(X))
        history.seconds.append(time.perf_counter() - started)
        if hasattr(bar, "set_postfix_str"):
            bar.set_postfix_str(f"loss {history.losses[-1]:.4f}", refresh=False)
        if callback is not None:
            callback(epoch, history.losses[-1])
    return history


def _progress_bar(epochs: range, wanted: bool) -> Iterable[int]:
    if not wanted:
        return epochs
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return epochs
    bar: Iterable[int] = tqdm(epochs, desc="training", unit="epoch")
    return bar


def _check_data(X: Sequence[object], y: Sequence[object]) -> None:
    if not len(X):
        raise ValueError("expected at least one sample in X, got none")
    if len(X) != len(y):
        raise ValueError(f"expected one target a sample, got {len(X)} samples in X and {len(y)} targets in y")
