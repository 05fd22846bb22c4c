"""Compiled training: micrograd's demo, XOR and the digits, the same work in each engine, losses compared to 1e-9.

The engines take turns in one process, so that all meet the same moods of the machine. An entrant is a function that
trains from the same parameters and returns its losses; its own compilation is timed apart, the first time it runs.
"""

from __future__ import annotations

import ctypes
import math
import time
from array import array
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, TypeAlias

import nn
from benchmarks.frameworks import Losses, casadi_map, jax_loop, jax_scan, sklearn_classifier, torch_loop
from benchmarks.measuring import Cell, Table, check_agreement, ratio, threads, threads_in_words
from benchmarks.native import address, library
from benchmarks.racing import race
from benchmarks.tasks import Task, digits, moons, xor

COLUMNS = (
    "engine",
    "µs a step",
    "× chalkgrad's",
    "fastest run, µs a step",
    "set-up each time, ms",
    "compiled once, s",
    "test accuracy",
)
Entrant: TypeAlias = Callable[[Task], Losses]


def chalkgrad(task: Task, most_threads: int | None = None) -> Losses:
    model = nn.MLP(task.inputs, task.units, activation=task.activation)
    for parameter, number in zip(model.parameters(), task.parameters):
        parameter.data = number
    optimizer = nn.SGD(model.parameters(), 1.0, weight_decay=task.weight_decay)
    started = time.perf_counter()
    history = nn.fit(
        model,
        task.X,
        task.y,
        loss=task.loss,
        optimizer=optimizer,
        epochs=task.epochs,
        batch_size=task.batch_size,
        seed=task.seed,
        schedule=task.rate,
        compiled=True,
        threads=most_threads or threads(),
        progress=False,
    )
    seconds = time.perf_counter() - started
    accuracy = nn.accuracy(model, *task.held_out) if task.held_out else None
    return Losses(history.losses, sum(history.seconds), seconds - sum(history.seconds), accuracy)


def in_c(source: str, *options: str) -> Entrant:
    """The demo as a C program, compiled on the first call."""

    def train(task: Task) -> Losses:
        program = library(source, *options)
        doubles = [
            array("d", [number for x in task.X for number in x]),
            array("d", task.y),
            array("d", task.parameters),
            array("d", map(task.rate, range(1, task.epochs + 1))),
        ]
        losses = array("d", bytes(8 * task.epochs))
        X, y, w, rates, out = map(address, (*doubles, losses))
        started = time.perf_counter()
        program.train(X, y, w, rates, ctypes.c_double(task.weight_decay), out, task.epochs)
        return Losses(losses.tolist(), time.perf_counter() - started)

    return train


DEMO: Final[dict[str, Entrant]] = {
    "chalkgrad, nn.fit": chalkgrad,
    "tuned C": in_c("demo_tuned.c", "-ffast-math"),
    "plain C": in_c("demo_plain.c"),
    "JAX, one scan": jax_scan,
    "JAX, a loop of jit": jax_loop,
    "CasADi, map": casadi_map,
    "PyTorch eager": torch_loop,
}


def run_demo(*, quick: bool) -> Table:
    title = "micrograd's demo compiled: 100 moons, MLP 2-16-16-1, 100 full-batch steps, optimizer included"
    return _race(title, moons(), DEMO, turns=5 if quick else 25)


def run_xor(*, quick: bool) -> Table:
    engines = {name: DEMO[name] for name in ("chalkgrad, nn.fit", "JAX, one scan")}
    return _race("XOR compiled: 2-4-1, 5,000 full-batch steps", xor(), engines, turns=3 if quick else 15)


def run_digits(*, quick: bool) -> Table:
    title = "handwritten digits compiled: 64-32-10, minibatches of 32, 30 epochs"
    engines = {"chalkgrad, nn.fit": chalkgrad, "PyTorch eager": torch_loop, "scikit-learn": sklearn_classifier}
    return _race(title, digits(), engines, turns=1 if quick else 3, agree=("PyTorch eager",))


def _race(
    title: str, task: Task, entrants: dict[str, Entrant], turns: int, agree: Sequence[str] | None = None
) -> Table:
    found = race({name: partial(train, task) for name, train in entrants.items()}, turns)
    runs = found.runs
    ours = runs["chalkgrad, nn.fit"]
    for name in runs if agree is None else [name for name in agree if name in runs]:
        check_agreement(name, runs[name][0].curve, ours[0].curve)
    steps = task.epochs * math.ceil(len(task.X) / (task.batch_size or len(task.X)))
    times = {name: 1e6 * found.median(name) / steps for name in runs}
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            times[name],
            ratio(times[name], times["chalkgrad, nn.fit"]),
            1e6 * found.fastest(name) / steps,
            1e3 * found.set_up(name),
            found.once(name),
            runs[name][0].accuracy,
        )
        if name in runs
        else (f"{name}: not installed", *[None] * (len(COLUMNS) - 1))
        for name in entrants
    ]
    notes = (
        f"Medians of {turns} runs of {steps:,} steps, the engines taking turns; {threads_in_words()}, double "
        "precision. Loss curves agree to 1e-9" + ("." if agree is None else f" with {', '.join(agree)}."),
        "Set-up each time: recording the graph, laying out the tape, copying the data. Compiled once: what the first "
        "run took longer; chalkgrad's machine code comes from its cache where it was there.",
        *found.absences(),
    )
    return Table(title, COLUMNS, tuple(rows), notes)
