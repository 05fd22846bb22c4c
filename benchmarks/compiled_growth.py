"""How the time of a compiled graph grows: with its nodes, and with the samples; and the quiz net, one sample.

`python -m benchmarks.compiled_growth` prints the peak memory, in MB, of a process that takes the quiz net's sample
forward and backward once and does nothing else.
"""

from __future__ import annotations

import random
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median

import autograd
import nn
from autograd import Value
from benchmarks.measuring import Cell, Table, check_agreement, peak_megabytes, printed_apart, threads, threads_in_words

NODES = (1_000, 10_000, 100_000, 1_000_000)
SAMPLES = (1, 10, 100, 1_000, 10_000, 100_000)


def random_graph(nodes: int, seed: int = 0) -> tuple[Value, list[Value], list[Value]]:
    """A graph of so many nodes: sums, products and tanh of what was computed shortly before; inputs, parameters.

    The output is the sum of all that nothing else uses: it depends on every node.
    """
    generator = random.Random(seed)
    inputs, parameters = [Value(0.5) for _ in range(4)], [Value(generator.uniform(-1, 1)) for _ in range(50)]
    values = [*inputs, *parameters]
    unused = dict.fromkeys(values)
    while len(values) < nodes - 1:
        recent = values[-1000:]
        a, b, w = generator.choice(recent), generator.choice(recent), generator.choice(parameters)
        values += [product := a * w, both := product + b, result := both.tanh()]
        for value in (a, b, w):
            unused.pop(value, None)
        unused[result] = None
    return autograd.PRIMITIVES["sum"](list(unused)), inputs, parameters


def _seconds(run: Callable[[], object], most: float) -> float:
    """The least processor time of a run on one thread: it leaves out when other processes had the processor."""
    times = []
    began = time.perf_counter()
    while len(times) < 3 or (time.perf_counter() - began < most and len(times) < 200):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return min(times)


def run_growth(*, quick: bool) -> Table:
    rows: list[tuple[Cell, ...]] = []
    generator = random.Random(1)
    for nodes in NODES[:-1] if quick else NODES:
        output, inputs, parameters = random_graph(nodes)
        started = time.process_time()
        program = autograd.compile(output, inputs, parameters=parameters)
        set_up = time.process_time() - started
        theta = array("d", [p.data for p in parameters])
        for samples in SAMPLES if nodes == NODES[0] else SAMPLES[2:3]:
            data = array("d", [generator.gauss(0, 1) for _ in range(4 * samples)])
            batch = memoryview(data).cast("B").cast("d", shape=[samples, 4])
            seconds = _seconds(partial(program.value_and_grad, batch, parameters=theta, threads=1), 1.0)
            rows.append((f"{nodes:,}", samples, 1e3 * seconds, 1e9 * seconds / samples / nodes, set_up))
    return Table(
        "growth compiled: value and gradient of random graphs of +, × and tanh",
        ("nodes", "samples", "ms", "ns a sample and node", "set-up, s"),
        tuple(rows),
        ("One thread, processor time, the least of three runs or more. A third of the nodes are tanh.",),
    )


@dataclass(frozen=True)
class Quiz:
    """The quiz net, compiled.

    Attributes:
        set_up: the processor time it took after recording, in seconds.
        theta: its parameters.
        run: takes one sample forward and backward, and returns the loss.
    """

    set_up: float
    theta: array[float]
    run: Callable[[], float]


def _quiz() -> Quiz:
    model = nn.MLP(2, [1024, 512, 3], activation="relu", seed=0)
    parameters = model.parameters()
    inputs = [Value(0.5), Value(-0.25)]
    loss = nn.cross_entropy(model(autograd.vector(inputs)), 1)
    started = time.process_time()
    program = autograd.compile(loss, inputs, parameters=parameters)
    set_up = time.process_time() - started
    theta = array("d", [p.data for p in parameters])
    sample = memoryview(array("d", (0.5, -0.25))).cast("B").cast("d", shape=[1, 2])
    return Quiz(set_up, theta, lambda: program.value_and_grad(sample, parameters=theta, threads=threads()).value)


def run_quiz(*, quick: bool) -> Table:
    quiz = _quiz()
    peak = float(printed_apart("benchmarks.compiled_growth"))
    notes = [
        f"Set-up after recording {quiz.set_up:.2f} s of processor time; the peak memory of a process of its own"
        f" {peak:.0f} MB, the eager net and its graph included."
    ]
    entrants: dict[str, Callable[[], object]] = {"chalkgrad": quiz.run}
    try:
        entrants["PyTorch eager"] = _torch_quiz(quiz.theta, quiz.run())
    except ImportError as error:
        notes.append(f"PyTorch is not installed: {error}.")
    times: dict[str, list[float]] = {name: [] for name in entrants}
    for _ in range(20 if quick else 200):
        for name, run in entrants.items():
            started = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - started)
    ours = median(times["chalkgrad"])
    rows = tuple((name, 1e3 * median(t), ours / median(t)) for name, t in times.items())
    return Table(
        "the quiz net 2-1024-512-3 compiled: one sample forward and backward",
        ("engine", "ms", "chalkgrad's time ÷ this"),
        rows,
        (f"Medians, the engines taking turns, {threads_in_words()}, double precision.", *notes),
    )


def _torch_quiz(theta: array[float], expected: float) -> Callable[[], object]:
    import torch

    if threads() == 1:
        torch.set_num_threads(1)
    layers, place = [], 0
    for before, after in ((2, 1024), (1024, 512), (512, 3)):
        layer = torch.nn.Linear(before, after, dtype=torch.float64)
        block = torch.tensor(theta[place : place + after * (before + 1)], dtype=torch.float64).view(after, before + 1)
        with torch.no_grad():
            layer.weight.copy_(block[:, :-1])
            layer.bias.copy_(block[:, -1])
        layers += [layer, torch.nn.ReLU()]
        place += after * (before + 1)
    model = torch.nn.Sequential(*layers[:-1])
    x, t = torch.tensor([[0.5, -0.25]], dtype=torch.float64), torch.tensor([1])

    def run() -> float:
        model.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(model(x), t)
        loss.backward()
        return float(loss.item())

    check_agreement("PyTorch's loss", [run()], [expected])
    return run


if __name__ == "__main__":
    _quiz().run()
    print(peak_megabytes())
