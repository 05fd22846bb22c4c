"""When workers pay: a training in one process, and its batches spread over two, for nets and batches of several sizes.

`python -m benchmarks.data_parallel` prints a row a net and batch: what a step of `nn.fit` takes in one process with one
thread, what one takes with two processes (`nn.fit_parallel`), how many times as fast that is, and what of it is not the
workers' own work. The best of several trainings counts, each after one that is not counted, so that all programs are
made and all samples sent. Other work on the machine makes the second column worse than the first.
"""

from __future__ import annotations

import os
import random
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import nn

WORKERS = 2
STEPS = {"compiled": 12, "eager": 2}
REPEATS = 3
SIZES = [
    ("compiled", 20, [32, 10], (32, 512)),
    ("compiled", 100, [100, 10], (64, 512, 4096)),
    ("compiled", 784, [100, 10], (64, 512, 4096)),
    ("compiled", 784, [500, 200, 10], (64, 512, 2048)),
    ("eager", 20, [32, 10], (32, 512)),
    ("eager", 100, [100, 10], (32, 256)),
]
"""How, how many inputs, layers, and batches."""


def step_seconds(fit, engine: str, nin: int, nouts: list[int], batch: int, **options: object) -> float:
    """The time of a step in the best of several epochs."""
    generator = random.Random(0)
    steps = STEPS[engine]
    X = [[generator.gauss(0.0, 1.0) for _ in range(nin)] for _ in range(batch * steps)]
    y = [generator.randrange(nouts[-1]) for _ in X]
    model = nn.MLP(nin, nouts, activation="tanh", seed=0)
    optimizer = nn.Adam(model.parameters(), 1e-4)
    options |= {"loss": nn.cross_entropy, "optimizer": optimizer, "batch_size": batch, "seed": 0, "progress": False}
    options |= {"compiled": engine == "compiled", "callback": lambda epoch, loss: None, "threads": 1}
    history = fit(model, X, y, epochs=1 + REPEATS, **options)
    return min(history.seconds[1:]) / steps


def main() -> None:
    print(f"{os.cpu_count()} processors, load before: {os.getloadavg()[0]:.1f}; {WORKERS} processes")
    print(f"{'':10}{'net':>18}{'parameters':>12}{'batch':>7}{'alone':>11}{'two':>11}{'as fast':>9}")
    with ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool:
        in_two = partial(nn.fit_parallel, executor=pool, shards=WORKERS)
        for engine, nin, nouts, batches in SIZES:
            parameters = nn.count_parameters(nin, nouts)
            for batch in batches:
                alone = step_seconds(nn.fit, engine, nin, nouts, batch)
                two = step_seconds(in_two, engine, nin, nouts, batch)
                net = "-".join(map(str, [nin, *nouts]))
                times = f"{1e3 * alone:8.2f} ms{1e3 * two:8.2f} ms{alone / two:8.2f}x"
                print(f"{engine:10}{net:>18}{parameters:>12}{batch:>7}{times}", flush=True)


if __name__ == "__main__":
    main()
