"""Many trainings of one net at once: each in a lane of the machine, with parameters, rate and step of its own.

A step of descent is one graph: the loss, its derivatives, and what the optimizer makes of them, each written once and
elsewhere. Compiled, its outputs are its next inputs.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

import autograd
from autograd import ControlFlowError, Value
from autograd.arguments import check_sequence
from autograd.data import Array, entries
from autograd.shared.showing import brief, counted
from nn.arguments import check_one_of, check_whole
from nn.gradient_step import Optimizer, check_moved
from nn.history import History
from nn.models.dropout import Dropout
from nn.models.layers import Inputs
from nn.models.module import Module
from nn.models.serialization import described
from nn.training.fitting import fit
from nn.training.mistakes import check_functions
from nn.training.objective import DECISIONS, Objective, check_logits
from nn.training.targets import Loss, data_for, entry_of

if TYPE_CHECKING:
    from autograd import compiler

__all__ = ["fit_many"]

_NO_GRAPH = (
    "expected a model and a loss whose derivatives are graphs, without a choice by numbers, got {}: train such models"
    " one by one, with nn.fit"
)


def fit_many(
    models: Sequence[Module],
    X: Sequence[Inputs] | Array,
    y: Sequence[Any] | Array,
    *,
    loss: Loss,
    optimizers: Sequence[Optimizer],
    epochs: int,
    threads: int | None = None,
) -> list[History]:
    """Trains many nets of one kind side by side, on all samples at each step: over seeds, or learning rates.

    Each comes out as `nn.fit` with its optimizer would leave it, but for rounding. They share one program, so that
    hundreds take little longer than one. A net in which a number is not finite on the way is trained again by `nn.fit`,
    which tells what happened. Ctrl-C leaves models and optimizers as they were.

    Args:
        models: nets of this package that differ in their parameters' numbers alone; none with dropout.
        X: the samples, in any container.
        y: their targets, as many.
        loss: the loss of one prediction and its target, one of this package's.
        optimizers: one a model, in their order, each with all its parameters; they differ in learning rates alone.
        epochs: how many steps, from 1 up.
        threads: how many threads to use at most; None for one a processor. The numbers do not depend on it.

    Returns:
        A history a model: losses, accuracies, learning rates and times; without gradient norms.

    Raises:
        ImportError: if llvmlite is missing, saying how to install it.
        ControlFlowError: for a loss of one's own that takes numbers out of Values, or chooses by them.
        TypeError: for what is no model or optimizer of this package.
        ValueError: for models or optimizers that differ in more than they may, naming the first that does, or data that
            do not fit.

    >>> import nn
    >>> models = [nn.MLP(2, [4, 1], output="sigmoid", seed=seed) for seed in range(10)]
    >>> optimizers = [nn.SGD(model.parameters(), learning_rate=4.0) for model in models]
    >>> options = {"loss": nn.binary_cross_entropy, "optimizers": optimizers, "epochs": 1000}
    >>> histories = fit_many(models, *nn.datasets.XOR, **options)
    >>> sum(history.accuracies[-1] == 1.0 for history in histories)
    10
    """
    from autograd import compiler  # which takes time to import, and a browser's Python has no use for

    if not compiler.is_available():
        raise ImportError(compiler.INSTALL)
    check_sequence(models, "models", "models")
    models, optimizers = list(models), list(entries(optimizers, "optimizers", "optimizers"))
    check_functions(loss=loss)
    check_whole(epochs, "epochs")
    if threads is not None:
        check_whole(threads, "threads")
    _check_alike(models, optimizers)
    model, optimizer = models[0], optimizers[0]
    X, y = data_for(model, X, y, loss)
    check_logits(model, loss)
    objective = Objective(model, loss, entry_of(DECISIONS, loss), None)
    started = time.perf_counter()
    program, watch = _step_of(objective, X, y, optimizer)
    rows = array("d")
    for each in optimizers:
        rows.extend(_row(each))
        rows.extend([0.0] * len(watch))
    came = compiler.iterated(program, rows, epochs, watch, threads=threads)
    seconds = (time.perf_counter() - started) / (epochs * len(models))
    histories = []
    for place, (net, own) in enumerate(zip(models, optimizers)):
        if place in came.unusual or any(own.missed):
            histories.append(fit(net, X, y, loss=loss, optimizer=own, epochs=epochs, progress=False))
            continue
        _move(own, came.rows[place * program.width : (place + 1) * program.width], epochs)
        history = History(engine=f"compiled, {len(models)} side by side")
        history.add(**dict(zip(("losses", "accuracies"), (column[place] for column in came.watched))))
        history.add(learning_rates=[own.learning_rate] * epochs, seconds=[seconds] * epochs)
        histories.append(history)
    return histories


def _step_of(
    objective: Objective, X: Sequence[Inputs], y: Sequence[Any], optimizer: Optimizer
) -> tuple[compiler.Program[array[float]], list[int]]:
    """A step as a program from a row to the next, and the columns with the loss and the accuracy before it.

    A row has the parameters, what is remembered of them, the learning rate, the step's number, and what is watched.
    """
    from nn.training.recorded import outputs_of_batch

    parameters = optimizer.parameters
    memory = [[Value(0.0) for _ in parameters] for _ in optimizer.remembers]
    rate, number = Value(optimizer.learning_rate, label="rate"), Value(1.0, label="step")
    watched = [Value(0.0) for _ in range(1 if objective.decide is None else 2)]
    leaves = [*parameters, *(entry for column in memory for entry in column), rate, number, *watched]

    def step() -> list[Value]:
        means = outputs_of_batch(objective, X, y)[: len(watched)]
        _check_reached(means[0], objective.model, parameters)
        of_each = zip(*memory) if memory else repeat(())
        gradients = autograd.gradients(means[0], parameters)
        moved = [optimizer.moved(w, g, m, rate, number) for w, g, m in zip(parameters, gradients, of_each)]
        check_moved(optimizer, moved[0])
        return [*(entry for column in zip(*moved) for entry in column), rate * 1.0, number + 1.0, *means]

    try:
        program = autograd.compile(step, leaves=[leaves], parameters=[])
    except ControlFlowError as error:
        raise ControlFlowError(_NO_GRAPH.format(brief(objective.model))) from error
    return program, [*range(len(leaves))][-len(watched) :]


def _check_reached(loss: Value, model: Any, parameters: Sequence[Value]) -> None:
    below = set(autograd.topological_order(loss))
    for parameter in parameters:
        if parameter not in below:
            raise ValueError(
                f"expected a loss that depends on each parameter of {brief(model)}, got one that leaves out"
                f" {parameter.label or 'one'}: train such models one by one, with nn.fit"
            )


def _row(optimizer: Optimizer) -> list[float]:
    numbers = [parameter.data for parameter in optimizer.parameters]
    remembered = [entry for name in optimizer.remembers for entry in optimizer.memory[name]]
    return [*numbers, *remembered, optimizer.learning_rate, optimizer.steps + 1.0]


def _move(optimizer: Optimizer, row: Sequence[float], steps: int) -> None:
    """Leaves an optimizer, and its parameters, where the row is."""
    count = len(optimizer.parameters)
    numbers, *memory = (list(row[k * count : (k + 1) * count]) for k in range(1 + len(optimizer.remembers)))
    for parameter, number in zip(optimizer.parameters, numbers):
        parameter.data = number
    optimizer.memory = dict(zip(optimizer.remembers, memory))
    optimizer.steps += steps


def _check_alike(models: Sequence[Any], optimizers: Sequence[Any]) -> None:
    if not models:
        raise ValueError("expected at least one model in models, got none")
    if len(models) != len(optimizers):
        raise ValueError(
            f"expected an optimizer a model, got {counted(len(optimizers), 'optimizer')} for "
            f"{counted(len(models), 'model')}"
        )
    kinds = []
    for k, (model, optimizer) in enumerate(zip(models, optimizers)):
        check_one_of(model, f"models[{k}]", Module, "a model of nn")
        check_one_of(optimizer, f"optimizers[{k}]", Optimizer, "an optimizer of nn")
        kinds.append((described(model), _settings(optimizer)))
        if kinds[k][0] != kinds[0][0]:
            raise ValueError(f"expected models that differ in their numbers alone, got {brief(model)} at {k}")
        if kinds[k][1] != kinds[0][1]:
            raise ValueError(f"expected optimizers that differ in learning rates alone, got {brief(optimizer)} at {k}")
        if list(map(id, model.parameters())) != list(map(id, optimizer.parameters)):
            raise ValueError(
                f"expected optimizers[{k}] to hold all parameters of models[{k}], in their order, got others"
            )
    if any(isinstance(part, Dropout) for part in models[0].modules()):
        raise ValueError("expected models without dropout, which draws anew at each step, got some with it")


def _settings(optimizer: Optimizer) -> tuple[object, ...]:
    """What an optimizer is, but for its parameters, its rate, and how far it is."""
    own = {"parameters", "learning_rate", "steps", "missed", "memory"}
    return type(optimizer), {name: value for name, value in vars(optimizer).items() if name not in own}
