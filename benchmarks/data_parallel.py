"""When workers pay: a training in one process, and its batches spread over two, for nets and batches of several sizes.

`python -m benchmarks.data_parallel` prints a row a net and batch. In processor time, which other work on the machine
leaves as it is: a step of `nn.fit` in one process with one thread; of `nn.fit_parallel` with two processes, what the
driver spends, and what a worker does; and how many times as fast the two can be at best, where each has a processor of
its own and a message takes no time. In wall-clock time, what the two took, and how many times as fast they were here.
The best of several epochs counts, column by column; the first, in which programs are made and samples sent, does not.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import nn

WORKERS = 2
STEPS = {"compiled": 10, "eager": 2}
EPOCHS = {"compiled": 8, "eager": 2}
SIZES = [
    ("compiled", 20, [32, 10], (32, 512)),
    ("compiled", 100, [100, 10], (64, 512, 4096)),
    ("compiled", 784, [100, 10], (64, 512, 2048)),
    ("compiled", 784, [300, 100, 10], (64, 512, 2048)),
    ("eager", 20, [32, 10], (32, 256)),
    ("eager", 100, [100, 10], (32, 128)),
]
"""How, how many inputs, layers, and batches."""


@dataclass(frozen=True)
class Spent:
    """Seconds a step: of the wall clock, of this process's processor, and of the workers' together."""

    wall: float
    driver: float
    workers: float


def spent_here(_: object) -> tuple[int, float]:
    time.sleep(0.05)  # so that each worker gets one
    return os.getpid(), time.process_time()


def spent_by(pool: Executor | None) -> float:
    return 0.0 if pool is None else sum(dict(pool.map(spent_here, range(4 * WORKERS))).values())


def spent(engine: str, nin: int, nouts: list[int], batch: int, pool: Executor | None) -> Spent:
    generator, steps, clocks = random.Random(0), STEPS[engine], []
    X = [[generator.gauss(0.0, 1.0) for _ in range(nin)] for _ in range(batch * steps)]
    y = [generator.randrange(nouts[-1]) for _ in X]
    model = nn.MLP(nin, nouts, activation="tanh", seed=0)

    def look(epoch: int, loss: float) -> None:
        ended = (time.perf_counter(), time.process_time(), spent_by(pool))
        clocks.append((ended, (time.perf_counter(), time.process_time(), ended[2])))

    fit = nn.fit if pool is None else partial(nn.fit_parallel, executor=pool, shards=WORKERS)
    options = {"loss": nn.cross_entropy, "optimizer": nn.Adam(model.parameters(), 1e-4), "batch_size": batch, "seed": 0}
    options |= {"compiled": engine == "compiled", "threads": 1, "progress": False, "callback": look}
    fit(model, X, y, epochs=1 + EPOCHS[engine], **options)
    epochs = [zip(begun, ended) for (_, begun), (ended, _) in itertools.pairwise(clocks)]
    return Spent(*(min(column) / steps for column in zip(*([b - a for a, b in epoch] for epoch in epochs))))


def main() -> None:
    print(f"{os.cpu_count()} processors, {os.getloadavg()[0]:.0f} programs at work beside this one; {WORKERS} workers")
    print("processor time of a step, ms; wall-clock time of a step, ms")
    columns = ["net", "parameters", "batch", "alone", "driver", "a worker", "at best", "alone", "two", "here"]
    print(f"{'':9}" + "".join(f"{column:>{16 if column == 'net' else 11}}" for column in columns))
    with ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool:
        for engine, nin, nouts, batches in SIZES:
            for batch in batches:
                alone, two = (spent(engine, nin, nouts, batch, each) for each in (None, pool))
                each = two.workers / WORKERS
                times = [alone.driver, two.driver, each, alone.driver / (two.driver + each), alone.wall, two.wall]
                shown = [f"{1e3 * x:11.2f}" if k != 3 else f"{x:10.2f}x" for k, x in enumerate(times)]
                net = "-".join(map(str, [nin, *nouts]))
                row = f"{engine:9}{net:>16}{nn.count_parameters(nin, nouts):>11}{batch:>11}{''.join(shown)}"
                print(f"{row}{alone.wall / two.wall:10.2f}x")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
