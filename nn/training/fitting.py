"""Training: the loop of L6 around a model, a loss and an optimizer."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from autograd import ControlFlowError, Value
from autograd.progress import progress_bar
from nn.arguments import Seed, check_data, check_number, check_whole, random_generator
from nn.gradient_step import Optimizer
from nn.history import History
from nn.models.layers import Inputs
from nn.schedules import Schedule
from nn.stopping import StoppingTest
from nn.training.checkpoints import save_checkpoint
from nn.training.epochs import EagerEpochs, Epochs
from nn.training.objective import DECISIONS, Decision, Loss, Model, Objective, check_logits, entry_of

__all__ = ["fit", "minibatches"]

Row = TypeVar("Row")
Target = TypeVar("Target")


def minibatches(
    X: Sequence[Row], y: Sequence[Target], batch_size: int, seed: Seed = None
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
    check_data(X, y)
    check_whole(batch_size, "batch_size")
    order = _shuffled(len(X), random_generator(seed))
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        yield [X[i] for i in chosen], [y[i] for i in chosen]


def fit(
    model: Model,
    X: Sequence[Inputs],
    y: Sequence[Target],
    *,
    loss: Loss,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int | None = None,
    seed: Seed = None,
    validation: tuple[Sequence[Inputs], Sequence[Target]] | None = None,
    schedule: Schedule | None = None,
    max_norm: float | None = None,
    penalty: Callable[[], Value] | None = None,
    stop: StoppingTest | None = None,
    decide: Decision | None = None,
    resume: History | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    compiled: bool | str = "auto",
    progress: bool = True,
    callback: Callable[[int, float], object] | None = None,
) -> History:
    """Trains a model: each epoch meets every sample once, and lowers the mean loss batch by batch (L6.1, L6.2).

    The same seeds give the same numbers, to the last bit. An epoch counts when it is done: Ctrl-C, or an error, leaves
    model and optimizer as they were after the epoch before. Ctrl-C then ends the training, and the history so far is
    returned; `resume` takes it up again, and ends with the bits of a training that was never interrupted.

    Args:
        model: what turns a sample into a prediction; `model.logits` for the losses on logits.
        X: the samples.
        y: their targets, as many.
        loss: the loss of one prediction and its target.
        optimizer: what changes the model's parameters.
        epochs: how often to go through the data, from 1 up; those of `resume` count.
        batch_size: how many samples a step averages over; None for all of them: full-batch descent.
        seed: a seed for the order of the samples, or the `random.Random` that shuffles them.
        validation: samples and targets to measure loss and accuracy on after each epoch.
        schedule: gives the learning rate of each epoch, from 1 up, such as those of `nn.schedules`; the optimizer's own
            rate holds again afterwards, and where no schedule is given.
        max_norm: the length that gradients are clipped to; None for no clipping.
        penalty: gives what is added to the loss of each batch, such as `lambda: nn.l2_penalty(weights, 0.01)`.
        stop: a function of the history that gives a reason to end after this epoch, or None, such as those of
            `nn.stopping`.
        decide: what turns a prediction into a class, for the accuracies; None for what fits the loss.
        resume: the history of a training to continue, by the same arguments; from `load_checkpoint`, or from `fit`.
        checkpoint: the file to save the state of the training in, after each epoch.
        compiled: whether to train in a program (extra `fast`), to the same numbers but for rounding: "auto" for models
            and losses of nn wherever there is work enough, True to insist, False to refuse. The history says which.
        progress: whether to show a progress bar, where tqdm is installed.
        callback: called after each epoch with its number, from 1 up, and its loss.

    Returns:
        The history: losses, accuracies, learning rates, gradient norms and times of every epoch.

    Raises:
        ValueError: for no data, data of different lengths, a number outside its range, or a loss that takes logits for
            a model that gives probabilities.
        FloatingPointError: if training diverges to infinity.
        ImportError: if `compiled` is true and llvmlite is missing.
        ControlFlowError: if `compiled` is true and a program could not do what model, loss or optimizer do.

    >>> from nn import MLP, SGD, datasets, mse_loss
    >>> model = MLP(2, [1], seed=0)
    >>> X, y = datasets.AND
    >>> history = fit(model, X, y, loss=mse_loss, optimizer=SGD(model.parameters(), 0.5), epochs=20, progress=False)
    >>> history.losses[-1] < history.losses[0]
    True
    """
    for data in [(X, y)] if validation is None else [(X, y), validation]:
        check_data(*data)
    check_whole(epochs, "epochs")
    check_whole(1 if batch_size is None else batch_size, "batch_size")
    check_number(1.0 if max_norm is None else max_norm, "max_norm", lambda x: x > 0.0, "positive")
    check_logits(model, loss)
    history = History() if resume is None else resume.continued()
    generator = random_generator(seed)
    if history.shuffling is None:
        history.shuffling = generator.getstate()
    else:
        generator = random.Random()
        generator.setstate(history.shuffling)
    objective = Objective(model, loss, entry_of(DECISIONS, loss) if decide is None else decide, penalty)
    way = _way_through(EagerEpochs(objective, X, y, optimizer, batch_size, max_norm, validation), compiled, epochs)
    looks_on = validation is not None or stop is not None or checkpoint is not None or callback is not None

    bar = progress_bar(epochs, "training", "epoch", wanted=progress, done=history.epochs)
    try:
        while history.epochs < epochs and not history.stopped:
            with _all_or_nothing(optimizer, history):
                shuffling = generator.getstate()
                count = 1 if looks_on else min(way.most, epochs - history.epochs)
                rates = _rates(schedule, optimizer, range(history.epochs + 1, history.epochs + 1 + count))
                orders = None if batch_size is None else [_shuffled(len(X), generator) for _ in rates]
                started = time.perf_counter()
                with _own_rate_restored(optimizer):
                    entries = way.run(rates, orders)
                if entries is None:
                    generator.setstate(shuffling)
                    continue
                entries |= way.evaluate()
                if orders is not None:
                    history.shuffling = generator.getstate()
                history.engine = way.engine
                seconds = (time.perf_counter() - started) / count
                history.add(**entries, learning_rates=rates, seconds=[seconds] * count)
            reason = stop(history) if stop is not None else None
            if reason:
                history.stopped = reason if isinstance(reason, str) else "the stopping test said so"
            bar.set_postfix_str(_last_entries(history), refresh=False)
            bar.update(count)
            if checkpoint is not None:
                save_checkpoint(checkpoint, optimizer, history)
            if callback is not None:
                callback(history.epochs, history.losses[-1])
    except KeyboardInterrupt:
        history.stopped = "interrupted"
    finally:
        bar.close()
    return history


def _way_through(eager: EagerEpochs, compiled: bool | str, epochs: int) -> Epochs:
    """How to go through the data: in a program where that is asked for, or pays."""
    if compiled not in (True, False, "auto"):
        raise ValueError(f"expected compiled to be True, False or 'auto', got {compiled!r}")
    if compiled is False:
        return eager
    from nn.training.compiled import CompiledEpochs, is_worthwhile

    if compiled is True:
        return CompiledEpochs(eager)
    if is_worthwhile(eager.objective, len(eager.X), epochs, eager.optimizer):
        try:
            return CompiledEpochs(eager)
        except (ControlFlowError, ImportError) as error:
            eager.reason = str(error)
    return eager


@contextmanager
def _all_or_nothing(optimizer: Optimizer, history: History) -> Iterator[None]:
    """Whatever ends the block early, even Ctrl-C in the middle of a step, leaves everything as it was before it."""
    before, epochs, shuffling = optimizer.state_dict(), history.epochs, history.shuffling
    gradients = [parameter.grad for parameter in optimizer.parameters]
    try:
        yield
    except BaseException:
        optimizer.load_state_dict(before)
        for parameter, gradient in zip(optimizer.parameters, gradients):
            parameter.grad = gradient
        history.truncate(epochs)
        history.shuffling = shuffling
        raise


@contextmanager
def _own_rate_restored(optimizer: Optimizer) -> Iterator[None]:
    """A schedule's rates hold within the block: after a cosine's last, 0, the next training would stand still."""
    rate = optimizer.learning_rate
    try:
        yield
    finally:
        optimizer.learning_rate = rate


def _rates(schedule: Schedule | None, optimizer: Optimizer, epochs: range) -> list[float]:
    """The learning rates of some epochs."""
    if schedule is None:
        return [optimizer.learning_rate] * len(epochs)
    rates = map(schedule, epochs)
    return [check_number(rate, "the rate of schedule", lambda x: x >= 0.0, "at least 0") for rate in rates]


def _shuffled(count: int, generator: random.Random) -> list[int]:
    """The samples' numbers in random order."""
    order = list(range(count))
    generator.shuffle(order)
    return order


def _last_entries(history: History) -> str:
    """Loss and accuracy as the progress bar shows them."""
    shown = [f"loss {history.losses[-1]:.4f}"]
    for name, column in (("accuracy", history.accuracies), ("validation accuracy", history.validation_accuracies)):
        if column:
            shown.append(f"{name} {column[-1]:.1%}")
    return ", ".join(shown)
