"""Layers as large as people have: nets of the size of MNIST's, in minibatches, beside engines made for matrices.

The data are random, as many numbers as a picture has: what is measured does not depend on what they show.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Final, TypeAlias

import nn
from benchmarks.compiled_demo import chalkgrad
from benchmarks.frameworks import Losses, numpy_loop, torch_loop
from benchmarks.measuring import Cell, Table, check_agreement, ratio
from benchmarks.tasks import Task, random_start

COLUMNS = ("net", "engine", "µs a step", "fastest run, µs a step", "× PyTorch's on one thread")
BATCH, BATCHES = 64, 10
HIDDEN: Final = (128, 512)
Entrant: TypeAlias = Callable[[Task], Losses]

ENTRANTS: Final[dict[str, Entrant]] = {
    "chalkgrad, one thread": partial(chalkgrad, most_threads=1),
    "chalkgrad, two threads": partial(chalkgrad, most_threads=2),
    "PyTorch eager, one thread": partial(torch_loop, most_threads=1),
    "PyTorch eager, two threads": partial(torch_loop, most_threads=2),
    "NumPy, one thread": partial(numpy_loop, most_threads=1),
    "NumPy, two threads": partial(numpy_loop, most_threads=2),
}


def run(*, quick: bool) -> Table:
    rows: list[tuple[Cell, ...]] = []
    missing: dict[str, str] = {}
    turns = 3 if quick else 9
    for hidden in HIDDEN:
        task = _task(hidden, epochs=4 if quick else 10)
        runs = _race(task, turns, missing)
        steps = task.epochs * BATCHES
        times = {name: 1e6 * median(run.seconds for run in results) / steps for name, results in runs.items()}
        fastest = {name: 1e6 * min(run.seconds for run in results) / steps for name, results in runs.items()}
        peer = fastest.get("PyTorch eager, one thread")
        for name in ENTRANTS:
            net = f"784-{hidden}-10"
            if name in runs:
                rows.append((net, name, times[name], fastest[name], ratio(fastest[name], peer) if peer else None))
            else:
                rows.append((net, f"{name}: not installed", None, None, None))
    notes = (
        f"{turns} runs each, the engines taking turns; batches of {BATCH}, double precision, gradient descent, its "
        "step and the copying of the batch included. Loss curves agree to 1e-9. The ratio is that of the fastest runs.",
        *(f"{name} is not installed: {reason}." for name, reason in missing.items()),
    )
    return Table("nets of MNIST's size: 784-128-10 and 784-512-10", COLUMNS, tuple(rows), notes)


def _task(hidden: int, epochs: int) -> Task:
    generator = random.Random(hidden)
    X = [[generator.random() for _ in range(784)] for _ in range(BATCH * BATCHES)]
    y = [generator.randrange(10) for _ in X]
    start = random_start(784, [hidden, 10], 0)
    return Task(X, y, [hidden, 10], "relu", nn.cross_entropy, start, lambda k: 0.01, epochs, BATCH)


def _race(task: Task, turns: int, missing: dict[str, str]) -> dict[str, list[Losses]]:
    runs: dict[str, list[Losses]] = {}
    for _ in range(turns):
        for name, train in ENTRANTS.items():
            if name not in missing:
                try:
                    runs.setdefault(name, []).append(train(task))
                except ImportError as error:
                    missing[name] = str(error)
                    del runs[name]
    ours = runs["chalkgrad, one thread"][0]
    for name, results in runs.items():
        check_agreement(name, results[0].curve, ours.curve)
    return runs
