"""What has the same bits on every Python: `python -m tests.bits FILE` writes digests, which `matrix.py` compares.

The oracle of each Python is the others. What has other bits from Python 3.12 on, where `math.sumprod` leaves products
unrounded, has a name of its own there.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import math
import random
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import nn
from autograd import dot

PRODUCTS = "products unrounded" if hasattr(math, "sumprod") else "products rounded"
DRAWN = ("blobs", "circles", "hills", "moons", "quadrants", "spirals", "tilt")
ACTIVATIONS = {"tanh": nn.binary_cross_entropy_with_logits, "relu": nn.mse_loss, "sigmoid": nn.huber_loss}


def data() -> list[object]:
    """All that is drawn: data sets, parameters to begin with, orders of samples."""
    sets = [getattr(nn.datasets, name)(seed=1) for name in DRAWN]
    nets = [numbers(nn.MLP(5, [7, 3], init=init, seed=3)) for init in nn.INITIALIZERS]
    samples = [[k] for k in range(50)]
    return [*map(repr, sets), *nets, list(nn.minibatches(samples, samples, 8, seed=2))]


def numbers(model: nn.Module) -> list[float]:
    return [parameter.data for parameter in model.parameters()]


def trained(compiled: bool) -> list[object]:
    """What comes of a few short trainings: losses, gradient norms, parameters."""
    told: list[object] = []
    X, y = nn.datasets.moons(30, seed=1)
    for activation, loss in ACTIVATIONS.items():
        model = nn.MLP(2, [8, 8, 1], activation=activation, seed=1)
        options = {"epochs": 3, "batch_size": 8, "seed": 2, "compiled": compiled, "progress": False}
        history = nn.fit(model, X, y, loss=loss, optimizer=nn.Adam(model.parameters(), 0.05), **options)
        told += [history.losses, history.gradient_norms, numbers(model)]
    return told


def dots() -> list[float]:
    draw = random.Random(1).uniform
    vectors = [([draw(-1, 1) for _ in range(n)], [draw(-1, 1) for _ in range(n)]) for n in range(1, 100)]
    return [dot(ws, xs) for ws, xs in vectors]


def digests() -> dict[str, str]:
    """A digest of each, by its name."""
    told = {"what is drawn": data(), f"dot, {PRODUCTS}": dots(), f"eager trainings, {PRODUCTS}": trained(False)}
    if importlib.util.find_spec("llvmlite"):
        told["compiled trainings"] = trained(True)
    return {name: hashlib.sha256(repr(what).encode()).hexdigest()[:12] for name, what in told.items()}


def differences(of_rows: Mapping[str, Mapping[str, str]]) -> list[str]:
    """For each name whose digests are not all the same: which environments have which."""
    rows_by_digest: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row, told in of_rows.items():
        for name, digest in told.items():
            rows_by_digest[name][digest].append(row)
    return [
        f"{name}: {' differ from '.join(' and '.join(rows) for rows in by_digest.values())}"
        for name, by_digest in rows_by_digest.items()
        if len(by_digest) > 1
    ]


def read(file: Path) -> dict[str, str]:
    """What an environment has written; nothing where it has not come that far."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bits", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.parse_args().file.write_text(json.dumps(digests(), indent=1), encoding="utf-8")
