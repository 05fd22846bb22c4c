"""Training: the loop of L6 around a model, a loss and an optimizer."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from autograd import ControlFlowError
from autograd.options import taking
from nn.arguments import Seed, check_data, check_number, check_whole, random_generator
from nn.gradient_step import Optimizer
from nn.history import History
from nn.models.layers import Inputs
from nn.progress import progress_bar
from nn.training.checkpoints import save_checkpoint
from nn.training.epochs import EagerEpochs, Epochs
from nn.training.objective import Model, check_logits
from nn.training.options import TrainingOptions

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


@taking(TrainingOptions)
def fit(model: Model, X: Sequence[Inputs], y: Sequence[Any], options: TrainingOptions) -> History:
    """Trains a model: each epoch meets every sample once, and lowers the mean loss batch by batch (L6.1, L6.2).

    The same seeds give the same numbers, to the last bit. An epoch counts when it is done: Ctrl-C, or an error, leaves
    model and optimizer as they were after the epoch before. Ctrl-C then ends the training, and the history so far is
    returned; `resume` takes it up again, and ends with the bits of a training that was never interrupted.

    Args:
        model: what turns a sample into a prediction; `model.logits` for the losses on logits.
        X: the samples.
        y: their targets, as many.
        options: by name, those of `nn.TrainingOptions`, where each is explained: `loss`, `optimizer` and `epochs`
            must be given.

    Returns:
        The history: losses, accuracies, learning rates, gradient norms and times of every epoch.

    Raises:
        TypeError: if an option is missing, or there is none of that name.
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
    check_data(X, y)
    check_logits(model, options.loss)
    optimizer, epochs = options.optimizer, options.epochs
    history = History() if options.resume is None else options.resume.continued()
    generator = random_generator(options.seed)
    if history.shuffling is None:
        history.shuffling = generator.getstate()
    else:
        generator = random.Random()
        generator.setstate(history.shuffling)
    way = _way_through(EagerEpochs(options.objective_for(model), X, y, options), options)

    bar = progress_bar(epochs, "training", "epoch", wanted=options.progress, done=history.epochs)
    try:
        while history.epochs < epochs and not history.stopped:
            with _all_or_nothing(optimizer, history):
                shuffling = generator.getstate()
                count = 1 if options.looks_on else min(way.most, epochs - history.epochs)
                rates = _rates(options, range(history.epochs + 1, history.epochs + 1 + count))
                orders = None if options.batch_size is None else [_shuffled(len(X), generator) for _ in rates]
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
            reason = options.stop(history) if options.stop is not None else None
            if reason:
                history.stopped = reason if isinstance(reason, str) else "the stopping test said so"
            bar.set_postfix_str(_last_entries(history), refresh=False)
            bar.update(count)
            if options.checkpoint is not None:
                save_checkpoint(options.checkpoint, optimizer, history)
            if options.callback is not None:
                options.callback(history.epochs, history.losses[-1])
    except KeyboardInterrupt:
        history.stopped = "interrupted"
    finally:
        bar.close()
    return history


def _way_through(eager: EagerEpochs, options: TrainingOptions) -> Epochs:
    """How to go through the data: in a program where that is asked for, or pays."""
    if options.compiled is False:
        return eager
    from nn.training.compiled import CompiledEpochs, is_worthwhile

    if options.compiled is True:
        return CompiledEpochs(eager)
    if is_worthwhile(eager.objective, len(eager.X), options):
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


def _rates(options: TrainingOptions, epochs: range) -> list[float]:
    """The learning rates of some epochs."""
    if options.schedule is None:
        return [options.optimizer.learning_rate] * len(epochs)
    rates = map(options.schedule, epochs)
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
