"""The GPT on names in training: a step of one name and of eight, in each engine, losses compared to 1e-9.

All start from the same parameters and take the same names in the same order. What computes on Python's own numbers
takes the first steps of the training alone.
"""

from __future__ import annotations

import gc
import time
from array import array
from collections.abc import Callable
from functools import partial
from typing import Final, TypeAlias

import nn
from benchmarks.frameworks import Losses
from benchmarks.gpt_eager import FORMS
from benchmarks.gpt_frameworks import jax_loop, jax_scan, torch_loop
from benchmarks.gpt_plain import CHARACTERS, GPT, HEAD, HEADS, PLACES, WIDTH, Adam, Arithmetic
from benchmarks.gpt_task import BETAS, EPSILON, GPTTask, gpt_task
from benchmarks.measuring import Cell, Table, check_agreement, ratio, threads_in_words
from benchmarks.native import address, library
from benchmarks.racing import Race, race

COLUMNS = (
    "engine",
    "fastest run, µs a step",
    "× plain C's",
    "median",
    "set-up each time, s",
    "compiled once, s",
    "in batches of eight, names a second",
    "steps",
)
PLAIN_C = "plain C"
NAMES, BATCH_SIZE = 1000, 8
Peer: TypeAlias = Callable[[GPTTask], Losses]
"""Trains from the task's parameters and returns the loss before each step."""


def in_python(arithmetic: Arithmetic) -> Peer:
    """The plain program on one class of numbers or another; one name a step."""

    def train(task: GPTTask) -> Losses:
        gc.freeze()  # or each collection would go through all that the other engines have loaded
        called = time.perf_counter()
        model = GPT(arithmetic)
        for parameter, number in zip(model.parameters, task.parameters):
            parameter.data = number
        optimizer = Adam(model.parameters, steps=task.rate_ends)
        curve = []
        started = time.perf_counter()
        for document in task.documents:
            loss = model.loss(document)
            loss.backward()
            optimizer.step()
            curve.append(loss.data)
        result = Losses(curve, time.perf_counter() - started, started - called)
        gc.unfreeze()
        return result

    return train


def native(source: str, *options: str) -> Peer:
    """The program in C or C++, compiled on the first call."""

    def train(task: GPTTask) -> Losses:
        called = time.perf_counter()
        program = library(source, *options)
        tokens = array("i", [token for document in task.documents for token in document])
        lengths = array("i", map(len, task.documents))
        rates, parameters = array("d", task.rates), array("d", task.parameters)
        losses = array("d", bytes(8 * len(rates)))
        places = map(address, (tokens, lengths, rates, parameters, losses))
        started = time.perf_counter()
        program.train(*places, task.batch_size, len(rates))
        return Losses(losses.tolist(), time.perf_counter() - started, started - called)

    return train


def through_fit(task: GPTTask) -> Losses:
    """Ours: `nn.fit`, which records a program for each length of name."""
    called = time.perf_counter()
    model = nn.GPT(CHARACTERS, WIDTH, HEADS, 1, PLACES)
    for parameter, number in zip(model.parameters(), _in_our_order(task)):
        parameter.data = number
    history = nn.fit(
        model,
        [document[:-1] for document in task.documents],
        [document[1:] for document in task.documents],
        loss=nn.cross_entropy,
        optimizer=nn.Adam(model.parameters(), betas=BETAS, epsilon=EPSILON),
        epochs=1,
        batch_size=task.batch_size,
        shuffle=False,
        schedule=nn.schedules.linear(task.rates[0], task.rate_ends),
        schedule_by="step",
        compiled=True,
        progress=False,
    )
    in_all = time.perf_counter() - called
    return Losses(history.batch_losses[0], history.seconds[0], in_all - history.seconds[0])


def _in_our_order(task: GPTTask) -> list[float]:
    """The task's parameters as `nn.GPT` has them: queries, keys and values head by head."""
    of = task.matrices()
    heads = [of[name][k : k + HEAD] for k in range(0, WIDTH, HEAD) for name in ("q", "k", "v")]
    matrices = [of["wte"], of["wpe"], *heads, of["o"], of["up"], of["down"], of["lm_head"]]
    return [number for matrix in matrices for row in matrix for number in row]


IN_PYTHON: Final[dict[str, Peer]] = {form: in_python(arithmetic) for form, arithmetic in FORMS.items()}
NATIVE: Final[dict[str, Peer]] = {
    "a tape in C++": native("gpt_tape.cpp"),
    PLAIN_C: native("gpt_plain.c"),
    "plain C, -ffast-math": native("gpt_plain.c", "-ffast-math"),
}
COMPILED: Final[dict[str, Peer]] = {
    **NATIVE,
    "chalkgrad, nn.fit": through_fit,
    "JAX, one scan": jax_scan,
    "JAX, a loop of jit": jax_loop,
    "PyTorch eager": torch_loop,
}


def run(*, quick: bool) -> Table:
    one, eight = gpt_task(NAMES), gpt_task(NAMES, BATCH_SIZE)
    turns, few = (2, 3) if quick else (10, 10)
    beginnings: dict[str, Callable[[], Losses]] = {
        name: partial(train, one.beginning(few)) for name, train in IN_PYTHON.items()
    }
    singly = race(beginnings | {name: partial(train, one) for name, train in COMPILED.items()}, turns)
    in_batches = race({name: partial(train, eight) for name, train in COMPILED.items()}, turns)
    for found, task in ((singly, one), (in_batches, eight)):
        _check(found, task)
    curve = singly.runs[PLAIN_C][0].curve if PLAIN_C in singly.runs else []
    return Table(
        "a GPT on names (4,192 parameters): one training step, Adam included",
        COLUMNS,
        tuple(_row(name, singly, in_batches) for name in (*IN_PYTHON, *COMPILED)),
        (
            f"Of {turns} runs, the engines taking turns: ratios and names a second are the fastest runs'. "
            f"{threads_in_words().capitalize()}, double precision. The loss curves agree to 1e-9, in batches too"
            + (f": from {curve[0]:.4f} to {curve[-1]:.4f} in {len(curve):,} steps." if curve else "."),
            "Compiled once: what the first run took longer than the others, imports included.",
            *singly.absences(),
        ),
    )


def _check(found: Race, task: GPTTask) -> None:
    """Every curve agrees with the longest as far as it goes."""
    curves = {name: runs[0].curve for name, runs in found.runs.items()}
    longest = max(curves.values(), key=len, default=[])
    for name, curve in curves.items():
        check_agreement(f"{name}, batches of {task.batch_size}: loss", curve, longest)


def _row(name: str, singly: Race, in_batches: Race) -> tuple[Cell, ...]:
    if name not in singly.runs:
        return (f"{name}: not installed", *[None] * (len(COLUMNS) - 1))
    steps = len(singly.runs[name][0].curve)
    fastest = 1e6 * singly.fastest(name) / steps
    plain_c = 1e6 * singly.fastest(PLAIN_C) / NAMES if PLAIN_C in singly.runs else None
    return (
        name,
        fastest,
        ratio(fastest, plain_c),
        1e6 * singly.median(name) / steps,
        singly.set_up(name),
        singly.once(name),
        NAMES / in_batches.fastest(name) if name in in_batches.runs else None,
        steps,
    )
