"""What PyTorch does on the gradients of this file, in 64-bit floats.

`recorded()` asks PyTorch where it is installed, and otherwise reads `data/pytorch.json`, which it once said: PyTorch
2.13.0, by `python -m tests.nn.pytorch`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
from pathlib import Path

FILE = Path(__file__).parent / "data" / "pytorch.json"

START = [1.0, -2.0, 0.0, 0.5]
RATE = 0.05
STEPS = 30
EPOCHS = 24

# Each case: our class and its options, PyTorch's and its.
OPTIMIZERS = {
    "SGD": ("SGD", {}, "SGD", {}),
    "SGD with weight decay": ("SGD", {"weight_decay": 0.1}, "SGD", {"weight_decay": 0.1}),
    "momentum": ("SGD", {"momentum": 0.9}, "SGD", {"momentum": 0.9}),
    "momentum with weight decay": (
        *("SGD", {"momentum": 0.5, "weight_decay": 0.2}),
        *("SGD", {"momentum": 0.5, "weight_decay": 0.2}),
    ),
    "Nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}, "SGD", {"momentum": 0.9, "nesterov": True}),
    "Nesterov with weight decay": (
        *("SGD", {"momentum": 0.8, "nesterov": True, "weight_decay": 0.1}),
        *("SGD", {"momentum": 0.8, "nesterov": True, "weight_decay": 0.1}),
    ),
    "RMSprop": ("RMSprop", {}, "RMSprop", {}),
    "RMSprop with options": (
        *("RMSprop", {"decay": 0.9, "epsilon": 1e-3, "weight_decay": 0.1}),
        *("RMSprop", {"alpha": 0.9, "eps": 1e-3, "weight_decay": 0.1}),
    ),
    "Adam": ("Adam", {}, "Adam", {}),
    "Adam with options": (
        *("Adam", {"betas": (0.8, 0.9), "epsilon": 1e-3, "weight_decay": 0.1}),
        *("Adam", {"betas": (0.8, 0.9), "eps": 1e-3, "weight_decay": 0.1}),
    ),
    "AdamW": ("AdamW", {}, "AdamW", {}),
    "AdamW with options": (
        *("AdamW", {"betas": (0.8, 0.9), "epsilon": 1e-3, "weight_decay": 0.3}),
        *("AdamW", {"betas": (0.8, 0.9), "eps": 1e-3, "weight_decay": 0.3}),
    ),
}

# Each case: our schedule and its options, PyTorch's and its.
SCHEDULES = {
    "stepwise": ("stepwise", {"every": 5, "factor": 0.5}, "StepLR", {"step_size": 5, "gamma": 0.5}),
    "cosine": ("cosine", {"epochs": 24}, "CosineAnnealingLR", {"T_max": 24}),
    "cosine above 0": ("cosine", {"epochs": 24, "lowest": 0.01}, "CosineAnnealingLR", {"T_max": 24, "eta_min": 0.01}),
}


def gradients():
    """For each step one gradient a parameter: large ones, small ones, zeros, changes of sign."""
    generator = random.Random(0)
    return [[generator.choice([0.0, 1e-4, 1.0, 30.0]) * generator.gauss(0, 1) for _ in START] for _ in range(STEPS)]


def recorded():
    """By case: where each optimizer leads step by step, and the rates of each schedule, epoch by epoch."""
    if importlib.util.find_spec("torch"):
        return computed()
    return json.loads(FILE.read_text(encoding="utf-8"))


def computed():
    import torch

    def trajectory(name, options):
        w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        optimizer = getattr(torch.optim, name)([w], lr=RATE, **options)
        points = []
        for gradient in gradients():
            w.grad = torch.tensor(gradient, dtype=torch.float64)
            optimizer.step()
            points.append(w.tolist())
        return points

    def rates(name, options):
        optimizer = torch.optim.SGD([torch.zeros(1)], lr=RATE)
        scheduler = getattr(torch.optim.lr_scheduler, name)(optimizer, **options)
        found = []
        for _ in range(EPOCHS):
            found.append(scheduler.get_last_lr()[0])
            optimizer.step()
            scheduler.step()
        return found

    return {
        "version": torch.__version__,
        "optimizers": {case: trajectory(name, options) for case, (_, _, name, options) in OPTIMIZERS.items()},
        "schedules": {case: rates(name, options) for case, (_, _, name, options) in SCHEDULES.items()},
    }


if __name__ == "__main__":
    argparse.ArgumentParser(prog="python -m tests.nn.pytorch", description=__doc__).parse_args()
    FILE.write_text(json.dumps(computed()) + "\n", encoding="utf-8")
