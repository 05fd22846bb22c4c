"""How long it takes to decide, with an exact certificate, whether a line separates two classes of random points.

SciPy's linear program, where it is installed, decides the same in floating point and proves nothing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

import nn
from benchmarks.measuring import Table, ratio

TITLE = "separability"
COLUMNS = ("inputs", "samples", "a line?", "s of the processor", "SciPy's linprog, s", "times SciPy")
SIZES = ((10, 100), (30, 200), (64, 400), (100, 1000))


def run(*, quick: bool) -> Table:
    repetitions = 1 if quick else 3
    rows = []
    for inputs, samples in SIZES:
        for has_a_line in (False, True):
            X, y = _points(inputs, samples, has_a_line=has_a_line)
            assert nn.separability(X, y).separable == has_a_line
            ours = min(_seconds(lambda X=X, y=y: nn.separability(X, y)) for _ in range(repetitions))
            program = _linear_program(X, y)
            theirs = None if program is None else min(_seconds(program) for _ in range(repetitions))
            rows.append((inputs, samples, "yes" if has_a_line else "no", ours, theirs, ratio(ours, theirs)))
    return Table(TITLE, COLUMNS, tuple(rows), (f"The best of {repetitions}; coordinates uniform in 0 to 1.",))


def _points(inputs: int, samples: int, *, has_a_line: bool) -> tuple[list[list[float]], list[int]]:
    """Labels on the two sides of a plane; or at random, which hardly any plane separates."""
    generator = random.Random(0)
    X = [[generator.random() for _ in range(inputs)] for _ in range(samples)]
    w = [generator.gauss(0.0, 1.0) for _ in range(inputs)]
    sides = [int(sum(a * (x - 0.5) for a, x in zip(w, row)) > 0.0) for row in X]
    return X, sides if has_a_line else [generator.randrange(2) for _ in X]


def _linear_program(X: Sequence[Sequence[float]], y: Sequence[int]) -> Callable[[], object] | None:
    """Whether there are w and b with ±(⟨w, x⟩ + b) ≥ 1; None without SciPy."""
    try:
        import numpy as np
        from scipy.optimize import linprog
    except ImportError:
        return None
    signs = 2.0 * np.array(y) - 1.0
    rows = -signs[:, None] * np.hstack([np.array(X), np.ones((len(X), 1))])
    return lambda: linprog(np.zeros(rows.shape[1]), rows, -np.ones(len(X)), bounds=(None, None))


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
