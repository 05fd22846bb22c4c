"""How a training runs: stated, documented and checked once."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from autograd import Value
from autograd.primitive import Scalar
from nn.arguments import Seed, check_data, check_number, check_whole
from nn.gradient_step import Optimizer
from nn.history import History
from nn.models.layers import Inputs
from nn.schedules import Schedule
from nn.stopping import StoppingTest
from nn.training.objective import DECISIONS, Decision, Loss, Model, Objective, entry_of

__all__ = ["Samples", "TrainingOptions"]

Samples: TypeAlias = tuple[Sequence[Inputs], Sequence[Scalar]]
"""Samples and their targets."""


@dataclass(frozen=True, kw_only=True)
class TrainingOptions:
    """How a model is trained: the arguments that `nn.fit` takes by these names.

    Attributes:
        loss: the loss of one prediction and its target.
        optimizer: what changes the model's parameters.
        epochs: how often to go through the data, from 1 up; those of `resume` count.
        batch_size: how many samples a step averages over; None for all of them: full-batch descent.
        seed: a seed for the order of the samples, or the `random.Random` that shuffles them.
        validation: samples and targets to measure loss and accuracy on after each epoch.
        schedule: gives the learning rate of each epoch, from 1 up, such as those of `nn.schedules`; the optimizer's own
            rate holds again afterwards, and where no schedule is given.
        max_norm: the length that gradients are clipped to; None for no clipping.
        penalty: gives what is added to the loss of each batch, such as `lambda: nn.l2_penalty(weights, 0.01)`.
        stop: a function of the history that gives a reason to end after this epoch, or None, such as those of
            `nn.stopping`.
        decide: what turns a prediction into a class, for the accuracies; None for what fits the loss.
        resume: the history of a training to continue, by the same arguments; from `load_checkpoint`, or from `fit`.
        checkpoint: the file to save the state of the training in, after each epoch.
        compiled: whether to train in a program (extra `fast`), to the same numbers but for rounding: "auto" for models
            and losses of nn wherever there is work enough, True to insist, False to refuse. The history says which.
        progress: whether to show a progress bar, where tqdm is installed.
        callback: called after each epoch with its number, from 1 up, and its loss.

    Raises:
        TypeError: if a number is none.
        ValueError: for a number out of range, or validation data of different lengths.
    """

    loss: Loss
    optimizer: Optimizer
    epochs: int
    batch_size: int | None = None
    seed: Seed = None
    validation: Samples | None = None
    schedule: Schedule | None = None
    max_norm: float | None = None
    penalty: Callable[[], Value] | None = None
    stop: StoppingTest | None = None
    decide: Decision | None = None
    resume: History | None = None
    checkpoint: str | os.PathLike[str] | None = None
    compiled: bool | str = "auto"
    progress: bool = True
    callback: Callable[[int, float], object] | None = None

    def __post_init__(self) -> None:
        if self.validation is not None:
            check_data(*self.validation)
        check_whole(self.epochs, "epochs")
        check_whole(1 if self.batch_size is None else self.batch_size, "batch_size")
        check_number(1.0 if self.max_norm is None else self.max_norm, "max_norm", lambda x: x > 0.0, "positive")
        if self.compiled not in (True, False, "auto"):
            raise ValueError(f"expected compiled to be True, False or 'auto', got {self.compiled!r}")

    @property
    def looks_on(self) -> bool:
        """Whether something wants to see every single epoch."""
        return any(each is not None for each in (self.validation, self.stop, self.checkpoint, self.callback))

    def objective_for(self, model: Model) -> Objective:
        """What is lowered."""
        decide = entry_of(DECISIONS, self.loss) if self.decide is None else self.decide
        return Objective(model, self.loss, decide, self.penalty)
