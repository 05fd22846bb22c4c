"""nn.Classifier and nn.Regressor beside scikit-learn's own nets: the seconds of `fit`, and the score on held-out data.

Sizes, activation, optimizer, rate, penalty, batches and epochs are the same; the first weights and the order of the
samples are each engine's own. scikit-learn computes on matrices, in as many threads of BLAS as that takes.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from statistics import mean, median
from typing import Any

import nn
from benchmarks.measuring import Table, ratio

TITLE = "scikit-learn's estimators"
COLUMNS = ("data", "samples", "ours, s", "scikit-learn, s", "times scikit-learn", "our score", "scikit-learn's score")
UNITS, RATE, EPOCHS, BATCH, L2 = (32,), 0.01, 100, 32, 0.001


def run(*, quick: bool) -> Table:
    from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, make_moons

    tasks = {
        "moons": (make_moons(500, noise=0.2, random_state=0), False),
        "breast cancer": (load_breast_cancer(return_X_y=True), False),
        "digits": (load_digits(return_X_y=True), False),
        "diabetes": (load_diabetes(return_X_y=True), True),
    }
    rows = []
    for name, ((X, y), is_regression) in tasks.items():
        ours, theirs = _kinds(is_regression)
        found = [
            [_scored(kind, X, y, is_regression, seed) for kind in (ours, theirs)] for seed in range(1 if quick else 5)
        ]
        (our_seconds, our_scores), (their_seconds, their_scores) = (zip(*column) for column in zip(*found))
        seconds = (median(our_seconds), median(their_seconds))
        rows.append((name, len(X), *seconds, ratio(*seconds), mean(our_scores), mean(their_scores)))
    notes = (
        f"{UNITS[0]} hidden units, tanh, Adam at {RATE}, batches of {BATCH}, {EPOCHS} epochs; a quarter is held out.",
        "Medians of the seconds, means of the accuracies, or of R², over splits drawn from as many seeds.",
    )
    return Table(TITLE, COLUMNS, tuple(rows), notes)


def _kinds(is_regression: bool) -> tuple[Callable[[int], Any], Callable[[int], Any]]:
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    ours, theirs = (nn.Regressor, MLPRegressor) if is_regression else (nn.Classifier, MLPClassifier)
    shared: dict[str, Any] = {"hidden_layer_sizes": UNITS, "activation": "tanh", "batch_size": BATCH}
    return (
        lambda seed: ours(**shared, learning_rate=RATE, epochs=EPOCHS, l2=L2, random_state=seed),
        lambda seed: theirs(
            **shared,
            learning_rate_init=RATE,
            max_iter=EPOCHS,
            n_iter_no_change=EPOCHS,
            alpha=(1.0 if is_regression else 2.0) * BATCH * L2,  # halved there, over the batch; as is the squared error
            random_state=seed,
        ),
    )


def _scored(kind: Callable[[int], Any], X: Any, y: Any, is_regression: bool, seed: int) -> tuple[float, float]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed, stratify=None if is_regression else y)
    scale = StandardScaler().fit(X_train)
    if is_regression:
        of_targets = StandardScaler().fit(y_train[:, None])
        y_train, y_test = (of_targets.transform(part[:, None])[:, 0] for part in (y_train, y_test))
    estimator = kind(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        started = time.perf_counter()
        estimator.fit(scale.transform(X_train), y_train)
        seconds = time.perf_counter() - started
    return seconds, estimator.score(scale.transform(X_test), y_test)
