"""The array frameworks, each used as its own documentation says, on the tasks of `tasks`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from typing import Any

from benchmarks.measuring import threads
from benchmarks.tasks import Task

__all__ = ["Losses", "casadi_map", "jax_loop", "jax_scan", "numpy_loop", "sklearn_classifier", "torch_loop"]


@dataclass(frozen=True)
class Losses:
    """What a training gave.

    Attributes:
        curve: the loss of each epoch.
        seconds: how long the steps took.
        set_up: how long it took before, each time anew.
        accuracy: that on the held-out data.
    """

    curve: list[float]
    seconds: float
    set_up: float = 0.0
    accuracy: float | None = None


def torch_loop(task: Task, most_threads: int | None = None) -> Losses:
    """PyTorch, eager: a module, `backward`, an optimizer."""
    import torch
    from torch.nn import functional

    if count := most_threads or threads():
        torch.set_num_threads(count)
    double = torch.float64
    activation = {"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid}[task.activation]
    parts: list[Any] = []
    with torch.no_grad():
        for W, b in task.layers():
            layer = torch.nn.Linear(len(W[0]), len(W), dtype=double)
            layer.weight.copy_(torch.tensor(W, dtype=double))
            layer.bias.copy_(torch.tensor(b, dtype=double))
            parts += [layer, activation()]
    model = torch.nn.Sequential(*parts[:-1])
    is_classes = task.loss.__name__ == "cross_entropy"
    X, y = torch.tensor(task.X, dtype=double), torch.tensor(task.y, dtype=torch.int64 if is_classes else double)
    losses = {
        "hinge_loss": lambda z, t: torch.relu(1.0 - t * z[:, 0]).mean(),
        "binary_cross_entropy_with_logits": lambda z, t: functional.binary_cross_entropy_with_logits(z[:, 0], t),
        "cross_entropy": functional.cross_entropy,
    }
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0, weight_decay=task.weight_decay)
    size = task.batch_size or len(task.X)
    curve: list[float] = []
    orders = task.orders()
    started = time.perf_counter()
    for epoch, order in enumerate(orders, start=1):
        optimizer.param_groups[0]["lr"] = task.rate(epoch)
        indices = torch.tensor(order)
        total = 0.0
        for first in range(0, len(order), size):
            chosen = indices[first : first + size]
            batch = (X, y) if task.batch_size is None else (X[chosen], y[chosen])
            optimizer.zero_grad()
            loss = losses[task.loss.__name__](model(batch[0]), batch[1])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch[0])
        curve.append(total / len(order))
    seconds = time.perf_counter() - started
    if task.held_out is None:
        return Losses(curve, seconds)
    with torch.no_grad():
        decided = model(torch.tensor(task.held_out[0], dtype=double)).argmax(1)
    return Losses(curve, seconds, accuracy=float((decided == torch.tensor(task.held_out[1])).double().mean()))


def numpy_loop(task: Task, most_threads: int | None = None) -> Losses:
    """NumPy: two layers, the derivatives written by hand; `threadpoolctl` limits the threads of its BLAS."""
    import numpy as np
    from threadpoolctl import threadpool_limits

    X, y = np.array(task.X), np.array(task.y)
    layers = [(np.array(W), np.array(b)) for W, b in task.layers()]
    curve: list[float] = []
    orders = task.orders()
    with threadpool_limits(most_threads or threads()):
        started = time.perf_counter()
        for epoch, order in enumerate(orders, start=1):
            total = 0.0
            for first in range(0, len(order), task.batch_size or len(order)):
                chosen = order[first : first + (task.batch_size or len(order))]
                x, t = X[chosen], y[chosen]
                (W1, b1), (W2, b2) = layers
                h = np.maximum(x @ W1.T + b1, 0.0)
                z = h @ W2.T + b2
                z -= z.max(axis=1, keepdims=True)
                p = np.exp(z)
                sums = p.sum(axis=1, keepdims=True)
                rows = np.arange(len(t))
                total += float((np.log(sums[:, 0]) - z[rows, t]).sum())
                p /= sums
                p[rows, t] -= 1.0
                p /= len(t)
                g = (p @ W2) * (h > 0.0)
                slopes = ((g.T @ x, g.sum(axis=0)), (p.T @ h, p.sum(axis=0)))
                for parameters, gradients in zip(layers, slopes):
                    for parameter, gradient in zip(parameters, gradients):
                        np.subtract(parameter, task.rate(epoch) * gradient, out=parameter)
            curve.append(total / len(order))
        return Losses(curve, time.perf_counter() - started)


def _jax_step(task: Task) -> Any:
    import jax

    jax.config.update("jax_enable_x64", True)
    from jax import numpy as jnp

    activation = {"relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}[task.activation]
    X, y = jnp.array(task.X), jnp.array(task.y)

    def loss(layers: Any) -> Any:
        h = X
        for k, (W, b) in enumerate(layers):
            h = h @ W.T + b
            h = activation(h) if k + 1 < len(layers) else h
        if task.loss.__name__ == "hinge_loss":
            return jnp.mean(jax.nn.relu(1.0 - y * h[:, 0]))
        return jnp.mean(jax.nn.softplus(h[:, 0]) - y * h[:, 0])

    def step(layers: Any, rate: Any) -> Any:
        value, slopes = jax.value_and_grad(loss)(layers)
        moved = jax.tree.map(lambda w, g: w - rate * (g + task.weight_decay * w), layers, slopes)
        return moved, value

    return step


def _jax_start(task: Task) -> Any:
    from jax import numpy as jnp

    return [(jnp.array(W), jnp.array(b)) for W, b in task.layers()]


@cache
def _scanned(key: int) -> Any:
    import jax

    task = _tasks[key]
    step = _jax_step(task)
    return jax.jit(lambda layers, rates: jax.lax.scan(step, layers, rates)[1])


@cache
def _jitted(key: int) -> Any:
    import jax

    return jax.jit(_jax_step(_tasks[key]))


_tasks: dict[int, Task] = {}


def jax_scan(task: Task) -> Losses:
    """JAX: all steps in one `lax.scan` under `jit`."""
    _tasks[id(task)] = task
    run = _scanned(id(task))
    from jax import numpy as jnp

    rates = jnp.array([task.rate(k) for k in range(1, task.epochs + 1)])
    start = _jax_start(task)
    started = time.perf_counter()
    curve = run(start, rates).tolist()
    return Losses(curve, time.perf_counter() - started)


def jax_loop(task: Task) -> Losses:
    """JAX: one step under `jit`, called in a loop."""
    _tasks[id(task)] = task
    step, losses = _jitted(id(task)), []
    layers = _jax_start(task)
    started = time.perf_counter()
    for k in range(1, task.epochs + 1):
        layers, loss = step(layers, task.rate(k))
        losses.append(loss)
    curve = [float(loss) for loss in losses]
    return Losses(curve, time.perf_counter() - started)


@cache
def _casadi_function(key: int) -> Any:
    import casadi

    task = _tasks[key]
    w = casadi.MX.sym("w", len(task.parameters))
    x, t = casadi.MX.sym("x", task.inputs), casadi.MX.sym("t")
    h, place, before = x, 0, task.inputs
    for k, units in enumerate(task.units):
        size = units * (before + 1)
        rows = casadi.reshape(w[place : place + size], before + 1, units).T
        h = casadi.mtimes(rows[:, :before], h) + rows[:, before]
        h = casadi.fmax(h, 0) if k + 1 < len(task.units) else h
        place, before = place + size, units
    loss = casadi.fmax(0, 1 - t * h)
    one = casadi.Function("one", [w, x, t], [loss, casadi.gradient(loss, w)]).expand()
    return one.map(len(task.X))


def casadi_map(task: Task) -> Losses:
    """CasADi: the scalar graph of one sample, mapped over all in its virtual machine; the update in NumPy."""
    _tasks[id(task)] = task
    run = _casadi_function(id(task))
    import numpy

    w = numpy.array(task.parameters)
    X, y = numpy.array(task.X).T, numpy.array(task.y)[None, :]
    curve = []
    started = time.perf_counter()
    for k in range(1, task.epochs + 1):
        losses, slopes = run(numpy.tile(w[:, None], (1, X.shape[1])), X, y)
        gradient = numpy.asarray(slopes).mean(axis=1)
        curve.append(float(numpy.asarray(losses).mean()))
        w = w - task.rate(k) * (gradient + task.weight_decay * w)
    return Losses(curve, time.perf_counter() - started)


def sklearn_classifier(task: Task) -> Losses:
    """scikit-learn's MLPClassifier; it starts from parameters of its own."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    classifier = MLPClassifier(
        hidden_layer_sizes=task.units[:-1],
        activation=task.activation,
        solver="sgd",
        alpha=0.0,
        batch_size=task.batch_size,
        learning_rate_init=task.rate(1),
        momentum=0.0,
        max_iter=task.epochs,
        n_iter_no_change=task.epochs,
        random_state=task.seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        started = time.perf_counter()
        classifier.fit(task.X, task.y)
        seconds = time.perf_counter() - started
    accuracy = None if task.held_out is None else float(classifier.score(*task.held_out))
    return Losses(list(classifier.loss_curve_), seconds, accuracy=accuracy)
