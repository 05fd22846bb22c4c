"""Training: the loop of L6 around a model, a loss and an optimizer."""

from __future__ import annotations

import random
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, overload

from autograd import ControlFlowError
from autograd.data import Array
from autograd.samples import paired
from autograd.shared.flags import is_bool
from autograd.shared.options import taking
from autograd.shared.progress import progress_bar
from autograd.shared.showing import came, is_or_are
from nn.arguments import Seed, check_number, check_whole, random_generator
from nn.gradient_step import Optimizer
from nn.history import History
from nn.models.dropout import training
from nn.models.layers import Inputs
from nn.models.module import Module
from nn.training.checkpoints import save_checkpoint
from nn.training.epochs import EagerEpochs, Epochs
from nn.training.mistakes import check_model
from nn.training.objective import Model, check_logits
from nn.training.options import TrainingOptions
from nn.training.portions import shuffled
from nn.training.streams import Batches

__all__ = ["fit", "minibatches", "trained"]

FEW_EPOCHS = 20
"""Up to so many, the bar shows how far an epoch has come."""

Row = TypeVar("Row")
Target = TypeVar("Target")


@overload
def minibatches(
    X: Sequence[Row], y: Sequence[Target], batch_size: int, seed: Seed = None
) -> Iterator[tuple[list[Row], list[Target]]]: ...


@overload
def minibatches(
    X: Sequence[Any] | Array, y: Sequence[Any] | Array, batch_size: int, seed: Seed = None
) -> Iterator[tuple[list[Any], list[Any]]]: ...


def minibatches(X: Any, y: Any, batch_size: int, seed: Seed = None) -> Iterator[tuple[list[Any], list[Any]]]:
    """The data set once, in random order, `batch_size` samples at a time (L6.2); the last batch may be smaller.

    Args:
        X: the samples, in any container.
        y: their targets, as many.
        batch_size: from 1 up; one larger than the data set gives all of it.
        seed: a seed, or the `random.Random` that shuffles.

    Returns:
        An iterator over batches, each the samples and their targets.

    Raises:
        ValueError: for no data, data of different lengths, or a batch size below 1.

    >>> [sorted(batch) for batch, _ in minibatches([1, 2, 3], [0, 0, 1], batch_size=2, seed=1)]
    [[2, 3], [1]]
    """
    X, y = paired(X, y)
    batch_size = check_whole(batch_size, "batch_size")
    order = shuffled(len(X), random_generator(seed))
    batches = (order[start : start + batch_size] for start in range(0, len(order), batch_size))
    return (([X[i] for i in batch], [y[i] for i in batch]) for batch in batches)


@taking(TrainingOptions, y=None)
def fit(
    model: Model, X: Sequence[Inputs] | Array | Batches, y: Sequence[Any] | Array | None, options: TrainingOptions
) -> History:
    """Trains a model: each epoch meets every sample once, and lowers the mean loss batch by batch (L6.1, L6.2).

    The same seeds give the same numbers, to the last bit; those of the eager engine are others from Python 3.12 on,
    where `dot` is sharper. An epoch counts when it is done: Ctrl-C, or an error, leaves model and optimizer as they
    were after the epoch before. Ctrl-C then ends the training, and the history so far is returned; `resume` takes it
    up again, and ends with the bits of a training that was never interrupted. Where numbers grow beyond what a float
    holds, training ends too: `history.stopped` says in which epoch and at which learning rate, and a RuntimeWarning
    says it aloud.

    Args:
        model: what turns a sample into a prediction; `model.logits` for the losses on logits.
        X: the samples: lists, arrays, tensors, tables or whatever else holds them, read by position, never by label;
            from 100 000 numbers on, those of arrays and memory maps stay where they are. Or, without y, a source of
            batches: pairs (X, y) in an object that can be gone through in each epoch, or the function that gives them.
        y: their targets, as many, likewise; bools are 0 and 1, a column is as good as a list.
        options: by name, those of `nn.TrainingOptions`, where each is explained: `loss`, `optimizer` and `epochs`
            must be given.

    Returns:
        The history: losses, accuracies, learning rates, gradient norms and times of every epoch.

    Raises:
        TypeError: if an option is missing, there is none of that name, or it is of another type; for data that are no
            numbers.
        ValueError: for data that do not fit together, the model or the loss, saying in which row and what to do, a
            number outside its range, a loss that takes logits for a model that gives probabilities, or an optimizer
            that holds other parameters than the model's.
        ImportError: if `compiled` is true and llvmlite is missing.
        ControlFlowError: if `compiled` is true and a program could not do what model, loss or optimizer do.

    >>> from nn import MLP, SGD, datasets, mse_loss
    >>> model = MLP(2, [1], seed=0)
    >>> X, y = datasets.AND
    >>> history = fit(model, X, y, loss=mse_loss, optimizer=SGD(model.parameters(), 0.5), epochs=20, progress=False)
    >>> history.losses[-1] < history.losses[0]
    True
    """
    return trained(model, X, y, options, _way_through)


def trained(
    model: Model,
    X: Sequence[Inputs] | Array | Batches,
    y: Sequence[Any] | Array | None,
    options: TrainingOptions,
    way_through: Callable[[EagerEpochs, TrainingOptions], Epochs],
) -> History:
    """What `fit` does, the way through the data given.

    Args:
        model: the model.
        X: the samples, or a source of batches.
        y: their targets; None for a source.
        options: how the training runs.
        way_through: from the epochs in the eager engine, and the options, to the way that is gone.
    """
    check_model(model)
    samples, validation = options.samples_for(model, X, y), options.validation_for(model)
    check_logits(model, options.loss)
    _check_parameters(model, options)
    history = History() if options.resume is None else options.resume.continued()
    generator = _generator(options, history)
    with training(model):  # so that what only training does is met when a program is recorded
        way = way_through(EagerEpochs(options.objective_for(model), samples, validation, options), options)

    is_by_step = way.batches > 1 and options.epochs <= FEW_EPOCHS
    each, unit = (way.batches, "step") if is_by_step else (1, "epoch")
    total, done = each * options.epochs, each * history.epochs
    bar = progress_bar(total, "training", unit, wanted=options.progress, done=done)
    try:
        with way:
            while history.epochs < options.epochs and not history.stopped:
                count = 1 if options.looks_on else min(way.most, options.epochs - history.epochs)
                with _all_or_nothing(way, history):
                    if not _ran(way, model, count, options, history, generator, bar.update if is_by_step else _unseen):
                        continue
                if options.stop is not None:
                    history.stopped = _reason(options.stop(history))
                bar.set_postfix_str(_last_entries(history), refresh=False)
                bar.update(0 if is_by_step else count)
                if options.checkpoint is not None:
                    save_checkpoint(options.checkpoint, options.optimizer, history)
                if options.callback is not None:
                    options.callback(history.epochs, history.losses[-1])
    except KeyboardInterrupt:
        history.stopped = "interrupted"
    except _DivergedError as error:
        history.stopped = str(error)
        warnings.warn(f"training stopped: it {error}; try a smaller learning rate", RuntimeWarning, stacklevel=4)
    finally:
        bar.close()
    return history


def _ran(
    way: Epochs,
    model: Model,
    count: int,
    options: TrainingOptions,
    history: History,
    generator: random.Random,
    moved: Callable[[int], object],
) -> bool:
    """Runs some epochs, and adds them to the history; False if none was run, because fewer at once are wanted.

    Args:
        moved: is told how many batches have been run, as they are.
    """
    optimizer, shuffling = options.optimizer, generator.getstate()
    rates = _rates(options, history.epochs, count, way.batches)
    is_in_order = options.batch_size is None or not options.shuffle
    orders = None if is_in_order else [way.samples.order(generator, options.window) for _ in range(count)]
    started = time.perf_counter()
    with _divergence_told(history, count, rates[-1]), _own_rate_restored(optimizer):
        with training(model, history.epochs + 1):
            entries = way.run(rates, orders, moved)
        if entries is None:
            generator.setstate(shuffling)
            return False
        entries |= way.evaluate()
    if orders is not None:
        history.shuffling = generator.getstate()
    history.engine = way.engine
    seconds = (time.perf_counter() - started) / count
    history.add(**entries, learning_rates=rates[way.batches - 1 :: way.batches], seconds=[seconds] * count)
    return True


def _reason(given: object) -> str:
    """Why training is to end, as a stopping test says it; "" where it is to go on."""
    if isinstance(given, str):
        return given
    if given is not None and not is_bool(given):
        raise TypeError(f"expected stop to give a reason to end, a text, or True, False or None, got {came(given)}")
    return "the stopping test said so" if given else ""


def _unseen(batches: int) -> None:
    """Where no bar counts batches."""


def _generator(options: TrainingOptions, history: History) -> random.Random:
    """What orders the samples: as the seed says, or going on where the history ends."""
    generator = random_generator(options.seed)
    if history.shuffling is None:
        history.shuffling = generator.getstate()
        return generator
    resumed = random.Random()
    resumed.setstate(history.shuffling)
    return resumed


def _way_through(eager: EagerEpochs, options: TrainingOptions) -> Epochs:
    """How to go through the data: in a program where that is asked for, or pays."""
    if options.compiled is False:
        return eager
    from nn.training.compiled import CompiledEpochs, tries_programs

    if not tries_programs(eager, options):
        return eager
    try:
        return CompiledEpochs(eager)
    except (ControlFlowError, ImportError) as error:
        if options.compiled is True:
            raise
        eager.reason = str(error)
    return eager


class _DivergedError(Exception):
    """Numbers have grown beyond what a float holds."""


@contextmanager
def _divergence_told(history: History, count: int, rate: float) -> Iterator[None]:
    try:
        yield
    except (FloatingPointError, OverflowError) as error:
        epoch, why = history.epochs + count, str(error).partition(" at [")[0]  # not a vector of huge numbers
        raise _DivergedError(f"diverged in epoch {epoch}, at learning rate {rate:g}: {why}") from error


def _check_parameters(model: Model, options: TrainingOptions) -> None:
    """Raises ValueError if the optimizer holds other parameters than the model's, or leaves some out unsaid."""
    owner = getattr(model, "__self__", model)
    names = (
        {parameter: name for name, parameter in owner.named_parameters().items()} if isinstance(owner, Module) else {}
    )
    moved = set(options.optimizer.parameters)
    if held := [names.get(parameter, repr(parameter)) for parameter in options.frozen if parameter in moved]:
        raise ValueError(
            f"expected optimizer to hold no parameter of frozen, but it would move {_listed(held)}: make it with the "
            "parameters that are to learn"
        )
    if not isinstance(owner, Module):
        return
    if moved.isdisjoint(names):
        raise ValueError(
            f"expected optimizer to hold the parameters of {owner!r}, got one that holds none of them: make a new "
            "optimizer, with model.parameters(), for a new model"
        )
    known = moved.union(options.frozen)
    left_out = [name for parameter, name in names.items() if parameter not in known]
    if left_out:
        raise ValueError(
            f"expected optimizer to hold all {len(names)} parameters of {owner!r}, but {_listed(left_out)} "
            f"{is_or_are(len(left_out))} missing: those that are to stay as they are, name in frozen"
        )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


@contextmanager
def _all_or_nothing(way: Epochs, history: History) -> Iterator[None]:
    """Whatever ends the block early, even Ctrl-C in the middle of a step, leaves everything as it was before it."""
    restore, epochs, shuffling = way.snapshot(), history.epochs, history.shuffling
    try:
        yield
    except BaseException:
        restore()
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


def _rates(options: TrainingOptions, epochs: int, count: int, batches: int) -> list[float]:
    """The learning rates of all batches of so many epochs, after those that there have been."""
    if options.schedule is None:
        return [options.optimizer.learning_rate] * (count * batches)
    if options.schedule_by == "step":
        return [_rate(options.schedule(step)) for step in range(epochs * batches + 1, (epochs + count) * batches + 1)]
    rates = [_rate(options.schedule(epoch)) for epoch in range(epochs + 1, epochs + count + 1)]
    return [rate for rate in rates for _ in range(batches)]


def _rate(rate: float) -> float:
    return check_number(rate, "the rate of schedule", lambda x: x >= 0.0, "at least 0")


def _last_entries(history: History) -> str:
    """Loss and accuracy as the progress bar shows them."""
    shown = [f"loss {history.losses[-1]:.4f}"]
    for name, column in (("accuracy", history.accuracies), ("validation accuracy", history.validation_accuracies)):
        if column:
            shown.append(f"{name} {column[-1]:.1%}")
    return ", ".join(shown)
