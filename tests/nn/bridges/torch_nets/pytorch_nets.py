"""What PyTorch computes with nets of its own modules, in 64-bit floats: outputs, slopes, and where a training leads.

`recorded()` asks PyTorch where it is installed, and otherwise reads `data/pytorch_nets.json`, which it once said:
PyTorch 2.13.0, by `python -m tests.nn.bridges.torch_nets.pytorch_nets`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
from itertools import pairwise
from pathlib import Path

from tests.nn.pytorch import OPTIMIZERS

FILE = Path(__file__).parents[2] / "data" / "pytorch_nets.json"

POINTS = [-45.0, -30.0, -7.5, -2.5, -1.0, -0.3, -1e-9, 0.0, 1e-9, 0.4, 1.0, 1.75, 6.0, 19.0, 25.0, 45.0]
ACTIVATIONS = {
    "sigmoid": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
    "relu": ("ReLU", {}),
    "leaky_relu": ("LeakyReLU", {}),
    "elu": ("ELU", {}),
    "gelu": ("GELU", {}),
    "silu": ("SiLU", {}),
    "mish": ("Mish", {}),
    "softplus": ("Softplus", {"threshold": 40.0}),
    "logsigmoid": ("LogSigmoid", {}),
    "hardtanh": ("Hardtanh", {}),
}
"""Our name of an activation, PyTorch's, and the options with which the two are the same; most have none."""

WIDTHS = (3, 4, 2)
STEPS, RATE = 3, 0.05
ONE = {"widths": (3, 4, 1), "targets": [1.0, 0.0, 1.0, 1.0, 0.0]}
TWO = {"widths": WIDTHS, "targets": [[0.5, -1.0], [2.0, 0.25], [-0.5, 0.0], [1.0, 1.0], [0.0, -2.0]]}
LOSSES = {
    "mse_loss": ("mse_loss", {**TWO, "hidden": "tanh", "output": "linear"}),
    "l1_loss": ("l1_loss", {**TWO, "hidden": "sigmoid", "output": "linear"}),
    "huber_loss": ("huber_loss", {**TWO, "hidden": "leaky_relu", "output": "linear"}),
    "binary_cross_entropy": ("binary_cross_entropy", {**ONE, "hidden": "relu", "output": "sigmoid"}),
    "binary_cross_entropy_with_logits": (
        "binary_cross_entropy_with_logits",
        {**ONE, "hidden": "silu", "output": "linear"},
    ),
    "cross_entropy": (
        "cross_entropy",
        {"widths": WIDTHS, "targets": [0, 1, 1, 0, 1], "hidden": "gelu", "output": "linear"},
    ),
}
"""Our name of a loss, PyTorch's, and the net and the targets with which it is tried."""
TRAININGS = [("mse_loss", optimizer) for optimizer in OPTIMIZERS] + [(loss, "momentum") for loss in LOSSES]
"""Every optimizer with a loss, and every loss with an optimizer."""


def numbers(count, seed):
    generator = random.Random(seed)
    return [generator.gauss(0.0, 0.7) for _ in range(count)]


def matrix(count, width, seed):
    given = numbers(count * width, seed)
    return [given[k : k + width] for k in range(0, count * width, width)]


def weights(widths):
    """For each layer a matrix with a row a unit, and the biases."""
    return [
        (matrix(after, before, 2 * k), numbers(after, 2 * k + 1)) for k, (before, after) in enumerate(pairwise(widths))
    ]


def samples(widths):
    return matrix(5, widths[0], 99)


def recorded():
    if importlib.util.find_spec("torch"):
        return computed()
    return json.loads(FILE.read_text(encoding="utf-8"))


def computed():
    import torch

    def activated(name, options):
        x = torch.tensor(POINTS, dtype=torch.float64, requires_grad=True)
        y = getattr(torch.nn, name)(**options)(x)
        y.sum().backward()
        return {"values": y.tolist(), "slopes": x.grad.tolist()}

    def layers(widths, hidden, output):
        for k, (W, b) in enumerate(weights(widths), start=2):
            layer = torch.nn.Linear(len(W[0]), len(W), dtype=torch.float64)
            layer.weight.data, layer.bias.data = (
                torch.tensor(W, dtype=torch.float64),
                torch.tensor(b, dtype=torch.float64),
            )
            yield layer
            name = hidden if k < len(widths) else output
            if name != "linear":
                kind, options = ACTIVATIONS[name]
                yield getattr(torch.nn, kind)(**options)

    def trained(loss, optimizer):
        name, case = LOSSES[loss]
        *_, kind, options = OPTIMIZERS[optimizer]
        net = torch.nn.Sequential(*layers(case["widths"], case["hidden"], case["output"]))
        X, targets = torch.tensor(samples(case["widths"]), dtype=torch.float64), torch.tensor(case["targets"])
        targets = targets if name == "cross_entropy" else targets.double()
        descent = getattr(torch.optim, kind)(net.parameters(), lr=RATE, **options)
        losses = []
        for _ in range(STEPS):
            descent.zero_grad()
            found = getattr(torch.nn.functional, name)(net(X).squeeze(-1), targets)
            found.backward()
            descent.step()
            losses.append(found.item())
        return {"losses": losses, "parameters": [p.tolist() for p in net.parameters()]}

    return {
        "version": torch.__version__,
        "activations": {ours: activated(*theirs) for ours, theirs in ACTIVATIONS.items()},
        "trainings": {f"{loss}, {optimizer}": trained(loss, optimizer) for loss, optimizer in TRAININGS},
    }


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m tests.nn.bridges.torch_nets.pytorch_nets", description=__doc__).parse_args()
    FILE.write_text(json.dumps(computed()) + "\n", encoding="utf-8")
