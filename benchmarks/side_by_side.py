"""A thousand XOR nets at once: `nn.fit_many`, and the same by hand in NumPy, a matrix of nets.

`python -m benchmarks.side_by_side` prints what each took, in wall-clock and in processor seconds, and how far apart the
losses end. The nets have 2-4-1 sigmoid units, begin from the seeds 0 to 999 and take 2,000 steps on all four samples.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

import nn

NETS, STEPS, RATE = 1000, 2000, 2.0


def nets() -> list[nn.MLP]:
    return [nn.MLP(2, [4, 1], output="sigmoid", seed=seed) for seed in range(NETS)]


def by_fit_many(models: list[nn.MLP]) -> list[float]:
    optimizers = [nn.SGD(model.parameters(), RATE) for model in models]
    options = {"loss": nn.binary_cross_entropy, "optimizers": optimizers, "epochs": STEPS}
    return [history.losses[-1] for history in nn.fit_many(models, *nn.datasets.XOR, **options)]


def by_numpy(models: list[nn.MLP]) -> list[float]:
    """Batched by hand: net, sample, unit; gradients as on the blackboard."""
    X, y = (np.array(each, dtype=float) for each in nn.datasets.XOR)
    W, b, v, c = (np.stack(each) for each in zip(*map(layers, models)))
    losses = np.zeros(len(models))
    for _ in range(STEPS):
        h = sigmoid(np.einsum("nui,si->nsu", W, X) + b[:, None, :])
        z = np.einsum("nsu,nu->ns", h, v) + c
        losses = np.mean(np.logaddexp(0.0, z) - y * z, axis=1)
        dz = (sigmoid(z) - y) / len(y)
        da = dz[:, :, None] * v[:, None, :] * h * (1.0 - h)
        v = v - RATE * np.einsum("ns,nsu->nu", dz, h)
        c = c - RATE * dz.sum(axis=1, keepdims=True)
        W = W - RATE * np.einsum("nsu,si->nui", da, X)
        b = b - RATE * da.sum(axis=1)
    return [float(loss) for loss in losses]


def layers(model: nn.MLP) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The weights and biases of the hidden units, and of the output: unit after unit, each with its bias last."""
    numbers = np.array([parameter.data for parameter in model.parameters()])
    hidden, output = numbers[:12].reshape(4, 3), numbers[12:]
    return hidden[:, :2], hidden[:, 2], output[:4], output[4:]


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-z))


def timed(train: Callable[[list[nn.MLP]], list[float]]) -> tuple[list[float], str]:
    models = nets()
    started, worked = time.perf_counter(), time.process_time()
    losses = train(models)
    wall, processors = time.perf_counter() - started, time.process_time() - worked
    return losses, f"{wall:.2f} s, {processors:.2f} s of processors"


def main() -> None:
    ours, our_time = timed(by_fit_many)
    theirs, their_time = timed(by_numpy)
    print(f"{NETS} nets, {STEPS} steps")
    print(f"nn.fit_many, compiling included: {our_time}")
    print(f"NumPy {np.__version__}, batched by hand: {their_time}")
    print(f"losses differ by {max(abs(a - b) for a, b in zip(ours, theirs)):.1e} at most")


if __name__ == "__main__":
    main()
