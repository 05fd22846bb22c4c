"""What a playground begins with: its data, its net, how it learns. Checked once, here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, TypedDict, get_args

import nn
from autograd.data import as_whole
from autograd.shared.near_names import check_name
from autograd.shared.showing import counted, one_line
from nn.arguments import check_number, check_sequence, check_whole
from viz.classroom.playground_parts import ACTIVATIONS, FEATURES, OPTIMIZERS, PROBLEMS
from viz.live.texts import LANGUAGES

__all__ = ["DATASETS", "MOST_LAYERS", "MOST_SAMPLES", "MOST_UNITS", "PlaygroundChoices", "PlaygroundOptions"]

MOST_LAYERS: Final = 6
MOST_UNITS: Final = 8
MOST_SAMPLES: Final = 2000

DATASETS: Final = {
    "two classes": ("circles", "moons", "quadrants", "spirals", "blobs"),
    "three classes": ("three spirals", "three blobs"),
    "regression": ("tilt", "hills"),
}
"""The data sets to choose from, by what is to be learned; the first is the one to begin with."""

_LOSSES: Final = tuple(dict.fromkeys(loss for losses in PROBLEMS.values() for loss in losses))
Penalty: TypeAlias = Literal["none", "l1", "l2"]


class PlaygroundChoices(TypedDict, total=False):
    """`PlaygroundOptions` for type checkers, as `viz.playground` takes them by name. A test holds the two together."""

    problem: str | None
    dataset: str | None
    noise: float
    test_share: float | None
    batch_size: int | None
    seed: int
    features: Sequence[str]
    layers: Sequence[int]
    activation: str | Sequence[str]
    loss: str | None
    init: str
    optimizer: str
    learning_rate: float
    momentum: float
    penalty: Penalty
    strength: float
    language: str


@dataclass(frozen=True, kw_only=True)
class PlaygroundOptions:
    """What a playground begins with; all of it can be changed in the page.

    Attributes:
        problem: "two classes", "three classes" or "regression"; None for what the data set or the targets are.
        dataset: the name of a data set, one of those for the problem, such as "moons" or "hills"; None for the first.
        noise: the standard deviation of what is added to the data set, 0 to 1.
        test_share: which share of the samples is held out to test on, 0 to 0.9; None for half of a data set, and none
            of samples that are given.
        batch_size: how many samples a step averages over, 1 or more; None for all.
        seed: what data set, first weights and order of the samples are drawn from: a whole number of at least 0.
        features: what the net is fed with, some of "x1", "x2", "x1 ** 2", "x2 ** 2", "x1 * x2", "sin(x1)", "sin(x2)".
        layers: how many units each hidden layer has: up to six layers of one to eight.
        activation: that of the hidden layers, or one for each of them.
        loss: the name of the loss; None for the usual one.
        init: where the weights start, a name in `nn.INITIALIZERS`.
        optimizer: "SGD", "RMSprop", "Adam" or "AdamW".
        learning_rate: α, positive.
        momentum: μ of SGD, from 0 to below 1.
        penalty: "none", "l1" or "l2": on the weights, biases left out.
        strength: that of the penalty, at least 0.
        language: what language the page speaks, one of `viz.live.texts.LANGUAGES`.

    Raises:
        TypeError: for an argument of another type.
        ValueError: for a name that there is not, with the one that was meant, or a number out of range.
    """

    problem: str | None = None
    dataset: str | None = None
    noise: float = 0.1
    test_share: float | None = None
    batch_size: int | None = 10
    seed: int = 0
    features: Sequence[str] = ("x1", "x2")
    layers: Sequence[int] = (4, 2)
    activation: str | Sequence[str] = "tanh"
    loss: str | None = None
    init: str = "lecun"
    optimizer: str = "SGD"
    learning_rate: float = 0.1
    momentum: float = 0.0
    penalty: Penalty = "none"
    strength: float = 0.0
    language: str = "en"

    __repr__ = one_line

    def __post_init__(self) -> None:
        self._check_data()
        self._check_net()
        self._check_learning()
        check_name(self.language, "language", LANGUAGES)

    def _check_data(self) -> None:
        if self.problem is not None:
            check_name(self.problem, "problem", PROBLEMS)
        if self.dataset is not None:
            known = DATASETS[self.problem] if self.problem else [name for names in DATASETS.values() for name in names]
            check_name(self.dataset, "dataset", known)
        check_number(self.noise, "noise", lambda x: 0.0 <= x <= 1.0, "0 to 1")
        if self.test_share is not None:
            check_number(self.test_share, "test_share", lambda x: 0.0 <= x <= 0.9, "0 to 0.9")
        if self.batch_size is not None:
            check_whole(self.batch_size, "batch_size")
        check_whole(self.seed, "seed", 0)

    def _check_net(self) -> None:
        check_sequence(self.features, "features", "names")
        for name in self.features:
            check_name(name, "features", FEATURES)
        if not self.features:
            raise ValueError(f"expected at least one of the features {', '.join(FEATURES)}, got none")
        check_sequence(self.layers, "layers", "whole numbers")
        if len(self.layers) > MOST_LAYERS:
            raise ValueError(f"expected at most {MOST_LAYERS} hidden layers, got {len(self.layers)}: {self.layers!r}")
        for k, units in enumerate(self.layers):
            if not 1 <= (as_whole(units) or 0) <= MOST_UNITS:
                raise ValueError(f"expected layers[{k}] to be 1 to {MOST_UNITS} units, got {units!r}")
        for name in self.activations:
            check_name(name, "activation", ACTIVATIONS)
        if len(self.activations) != len(self.layers):
            raise ValueError(
                f"expected {counted(len(self.layers), 'activation')}, one a layer, got {len(self.activations)}"
            )
        check_name(self.init, "init", nn.INITIALIZERS)

    def _check_learning(self) -> None:
        if self.loss is not None:
            check_name(self.loss, "loss", PROBLEMS[self.problem] if self.problem else _LOSSES)
        check_name(self.optimizer, "optimizer", [kind.__name__ for kind in OPTIMIZERS])
        check_number(self.learning_rate, "learning_rate", lambda x: x > 0.0, "positive")
        check_number(self.momentum, "momentum", lambda x: 0.0 <= x < 1.0, "at least 0 and below 1")
        check_name(self.penalty, "penalty", get_args(Penalty))
        check_number(self.strength, "strength", lambda x: x >= 0.0, "at least 0")

    @property
    def activations(self) -> Sequence[str]:
        """One for each hidden layer."""
        return [self.activation] * len(self.layers) if isinstance(self.activation, str) else self.activation

    def settings(self, problem: str, *, is_own: bool) -> dict[str, Any]:
        """The settings of the page, under the names that they have there.

        Args:
            problem: what is to be learned.
            is_own: whether the samples are given, and no data set.
        """
        share = self.test_share if self.test_share is not None else 0.0 if is_own else 0.5
        return {
            "problem": problem,
            "shape": "own" if is_own else self.dataset or DATASETS[problem][0],
            "noise": float(self.noise),
            "testShare": float(share),
            "batchSize": None if self.batch_size is None else int(self.batch_size),
            "seed": int(self.seed),
            "features": [name for name in FEATURES if name in self.features],
            "layers": list(map(int, self.layers)),
            "activations": list(self.activations),
            "loss": self.loss or next(iter(PROBLEMS[problem])),
            "initializer": self.init,
            "optimizer": self.optimizer,
            "rate": float(self.learning_rate),
            "momentum": float(self.momentum),
            "penalty": self.penalty,
            "strength": float(self.strength),
            "showTest": False,
            "discretize": False,
        }
