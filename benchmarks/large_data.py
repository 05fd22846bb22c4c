"""A million rows of 20 numbers: `nn.fit` on a memory map and on Parquet files, beside the same training elsewhere.

`python -m benchmarks.large_data` writes the rows into a folder that is removed at the end, then trains 20-32-1 with
ReLU and Adam on batches of 64, for 2 epochs, each way in a process of its own, and prints what each took: seconds in
all and for the last epoch, processor seconds, and how much memory, the largest meanwhile less that before. The pages of
a mapped file are not in it: the system keeps them as long as nobody else needs the room. Linux alone says so much.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

COLUMNS, HIDDEN, BATCH, EPOCHS, RATE = 20, 32, 64, 2, 1e-3
PIECE = 10_000


def write(rows: int) -> None:
    """The rows, in a memory map of doubles, one of floats of 32 bits, and a Parquet file."""
    table = np.lib.format.open_memmap("rows.npy", mode="w+", dtype=float, shape=(rows, COLUMNS + 1))
    generator = np.random.default_rng(0)
    weights = generator.normal(size=COLUMNS)
    for first in range(0, rows, PIECE):
        piece = table[first : first + PIECE]
        piece[:, :COLUMNS] = generator.normal(size=(len(piece), COLUMNS))
        piece[:, COLUMNS] = np.tanh(piece[:, :COLUMNS]) @ weights > 0.0
    np.save("floats.npy", table.astype(np.float32))
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        return
    with parquet.ParquetWriter("rows.parquet", pa.schema({name: pa.float64() for name in names()})) as file:
        for first in range(0, rows, PIECE):
            file.write_batch(pa.record_batch(dict(zip(names(), np.array(table[first : first + PIECE].T)))))


def names() -> list[str]:
    return [f"x{k}" for k in range(COLUMNS)] + ["y"]


def mapped(file: str) -> tuple[np.ndarray, np.ndarray]:
    table = np.load(file, mmap_mode="r")
    return table[:, :COLUMNS], table[:, COLUMNS]


def by_nn(*data: object) -> list[tuple[float, float]]:
    import nn

    model = nn.MLP(COLUMNS, [HIDDEN, 1], activation="relu", seed=0)
    options = {"epochs": EPOCHS, "batch_size": BATCH, "seed": 0, "progress": False}
    optimizer = nn.Adam(model.parameters(), RATE)
    history = nn.fit(model, *data, loss=nn.binary_cross_entropy_with_logits, optimizer=optimizer, **options)
    assert history.engine == "compiled", history.engine
    return list(zip(history.losses, history.seconds))


def by_lists() -> list[tuple[float, float]]:
    X, y = mapped("rows.npy")
    return by_nn(X.tolist(), y.tolist())


def by_parquet() -> list[tuple[float, float]]:
    import nn

    return by_nn(nn.parquet("rows.parquet", target="y"))


def shuffled(X: np.ndarray, y: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    order = np.random.default_rng(0).permutation(len(X))
    for first in range(0, len(X), BATCH):
        chosen = order[first : first + BATCH]
        yield X[chosen], y[chosen]


def by_numpy() -> list[tuple[float, float]]:
    """Forward and backward pass and Adam by hand, a batch a matrix."""
    generator = np.random.default_rng(0)
    theta = [generator.normal(size=(COLUMNS, HIDDEN)) * (2 / COLUMNS) ** 0.5, np.zeros(HIDDEN)]
    theta += [generator.normal(size=HIDDEN) * (1 / HIDDEN) ** 0.5, np.zeros(())]
    memory = [(np.zeros_like(p), np.zeros_like(p)) for p in theta]
    report, steps = [], 0
    for _ in range(EPOCHS):
        started, total = time.perf_counter(), 0.0
        for X, y in shuffled(*mapped("rows.npy")):
            W, b, v, c = theta
            h = np.maximum(X @ W + b, 0.0)
            z = h @ v + c
            total += np.sum(np.logaddexp(0.0, z) - y * z)
            dz = (1.0 / (1.0 + np.exp(-z)) - y) / len(y)
            da = np.outer(dz, v) * (h > 0.0)
            steps += 1
            for p, g, (m, s) in zip(theta, (X.T @ da, da.sum(axis=0), h.T @ dz, dz.sum()), memory):
                np.add(m, 0.1 * (g - m), out=m)
                np.add(s, 0.001 * (g * g - s), out=s)
                np.subtract(p, RATE * (m / (1 - 0.9**steps)) / (np.sqrt(s / (1 - 0.999**steps)) + 1e-8), out=p)
        report.append((total / len(mapped("rows.npy")[1]), time.perf_counter() - started))
    return report


def by_sklearn() -> list[tuple[float, float]]:
    """`partial_fit` a batch: the loss of an epoch is not kept, so the last batch's stands for it."""
    from sklearn.neural_network import MLPClassifier

    net = MLPClassifier((HIDDEN,), solver="adam", alpha=0.0, batch_size=BATCH, learning_rate_init=RATE, random_state=0)
    report = []
    for _ in range(EPOCHS):
        started = time.perf_counter()
        for X, y in shuffled(*mapped("rows.npy")):
            net.partial_fit(X, y, classes=[0.0, 1.0])
        report.append((net.loss_, time.perf_counter() - started))
    return report


def by_torch() -> list[tuple[float, float]]:
    import torch

    torch.manual_seed(0)
    torch.set_num_threads(1)  # which is the fastest for matrices as small as these
    net = torch.nn.Sequential(torch.nn.Linear(COLUMNS, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 1)).double()
    optimizer, loss = torch.optim.Adam(net.parameters(), RATE), torch.nn.BCEWithLogitsLoss()
    report = []
    for _ in range(EPOCHS):
        started, total = time.perf_counter(), 0.0
        for X, y in shuffled(*mapped("rows.npy")):
            optimizer.zero_grad()
            found = loss(net(torch.from_numpy(X))[:, 0], torch.from_numpy(y))
            found.backward()
            optimizer.step()
            total += float(found) * len(y)
        report.append((total / len(mapped("rows.npy")[1]), time.perf_counter() - started))
    return report


WAYS: dict[str, Callable[[], list[tuple[float, float]]]] = {
    "nn.fit, memory map": lambda: by_nn(*mapped("rows.npy")),
    "nn.fit, memory map of 32 bits": lambda: by_nn(*mapped("floats.npy")),
    "nn.fit, Parquet": by_parquet,
    "nn.fit, lists": by_lists,
    "NumPy by hand": by_numpy,
    "PyTorch": by_torch,
    "scikit-learn, partial_fit": by_sklearn,
}
IMPORTS = {"Parquet": "pyarrow.dataset", "scikit-learn": "sklearn.neural_network", "PyTorch": "torch"}


def own_memory() -> float:
    """What the process holds beside mapped files, in megabytes."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("RssAnon")).split()[1]) * 1024 / 1e6


def one(way: str) -> None:
    """Trains one way, and prints a row of the table."""
    for name, module in IMPORTS.items():
        if name in way:
            __import__(module)
    if "nn" in way:
        __import__("llvmlite.binding")
    before, peak, done = own_memory(), [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            peak[0] = max(peak[0], own_memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    started, worked = time.perf_counter(), time.process_time()
    try:
        report = WAYS[way]()
    finally:
        done.set()
        watcher.join()
    seconds, processor = time.perf_counter() - started, time.process_time() - worked
    loss, last = report[-1]
    print(f"| {way} | {seconds:.1f} | {last:.1f} | {processor:.1f} | {peak[0] - before:.0f} | {loss:.4f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--way", choices=WAYS, help="this one alone, in the folder that has the rows")
    chosen = parser.parse_args()
    if chosen.way:
        one(chosen.way)
        return
    with tempfile.TemporaryDirectory() as folder:
        here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        home = Path.cwd()
        os.chdir(folder)
        write(chosen.rows)
        print("| way | seconds | last epoch | processor seconds | MB | loss |\n| --- | --: | --: | --: | --: | --: |")
        for way in WAYS:
            command = [sys.executable, "-m", "benchmarks.large_data", "--way", way]
            done = subprocess.run(command, env=here, capture_output=True, text=True, check=False)
            print(done.stdout.strip() or f"| {way} | {done.stderr.strip().splitlines()[-1]} |", flush=True)
        os.chdir(home)


if __name__ == "__main__":
    main()
