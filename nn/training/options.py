"""How a training runs: stated, documented and checked once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from autograd import Value
from autograd.primitive import Scalar
from autograd.samples import samples_and_targets
from autograd.shared.files import FilePath, file_path
from autograd.shared.near_names import check_name
from autograd.shared.showing import one_line
from nn.arguments import Seed, check_number, check_one_of, check_values, check_whole
from nn.gradient_step import Optimizer
from nn.history import History
from nn.models.layers import Inputs
from nn.schedules import Schedule
from nn.stopping import StoppingTest
from nn.training.checkpoints import check_checkpoint
from nn.training.mistakes import check_functions, check_optimizer, check_validation
from nn.training.objective import DECISIONS, Decision, Model, Objective
from nn.training.targets import Loss, data_for, entry_of

__all__ = ["Samples", "TrainingOptions"]

VALIDATION: Final = ("validation[0]", "validation[1]")

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
        shuffle: whether batches are drawn in a new order each epoch; otherwise as the samples stand.
        validation: samples and targets to measure loss and accuracy on after each epoch.
        schedule: gives the learning rate of each epoch, from 1 up, such as those of `nn.schedules`; the optimizer's own
            rate holds again afterwards, and where no schedule is given.
        schedule_by: what the schedule counts, from 1 up: "epoch", or "step", of which each batch is one.
        max_norm: the length that gradients are clipped to; None for no clipping.
        penalty: gives what is added to the loss of each batch, such as `lambda: nn.l2_penalty(weights, 0.01)`.
        stop: a function of the history that gives a reason to end after this epoch, or None, such as those of
            `nn.stopping`.
        frozen: those parameters of the model that stay as they are; the optimizer must hold all others.
        decide: what turns a prediction into a class, for the accuracies; None for what fits the loss.
        resume: the history of a training to continue, by the same arguments; from `load_checkpoint`, or from `fit`.
        checkpoint: the file to save the state of the training in, after each epoch; it replaces an earlier checkpoint,
            and no other file.
        compiled: whether to train in a program (extra `fast`), to the same numbers but for rounding: "auto" for models
            and losses of nn wherever there is work enough, True to insist, False to refuse. The history says which.
        threads: how many threads a program may use at most; None for one a processor. The numbers do not depend on it.
        progress: whether to show a progress bar, where tqdm is installed.
        callback: called after each epoch with its number, from 1 up, and its loss.

    Raises:
        TypeError: if a number is none, or what should be a function or an optimizer is none, saying what to write.
        ValueError: for a number out of range, or validation data that are no samples with their targets.
        OSError: if no checkpoint can be saved where it is to be.

    >>> import nn
    >>> model = nn.MLP(2, [1], seed=0)
    >>> options = TrainingOptions(loss=nn.mse_loss, optimizer=nn.SGD(model.parameters(), 0.1), epochs=3)
    >>> options.batch_size, options.shuffle
    (None, True)
    """

    loss: Loss
    optimizer: Optimizer
    epochs: int
    batch_size: int | None = None
    seed: Seed = None
    shuffle: bool = True
    validation: Samples | None = None
    schedule: Schedule | None = None
    schedule_by: str = "epoch"
    max_norm: float | None = None
    penalty: Callable[[], Value] | None = None
    stop: StoppingTest | None = None
    frozen: Iterable[Value] = ()
    decide: Decision | None = None
    resume: History | None = None
    checkpoint: FilePath | None = None
    compiled: bool | str = "auto"
    threads: int | None = None
    progress: bool = True
    callback: Callable[[int, float], object] | None = None

    __repr__ = one_line

    def __post_init__(self) -> None:
        if self.validation is not None:
            check_validation(self.validation)
            self._set("validation", samples_and_targets(*self.validation, names=VALIDATION))
        check_optimizer(self.optimizer)
        names = ("loss", "schedule", "penalty", "stop", "decide", "callback")
        check_functions(**{name: getattr(self, name) for name in names})
        self._set("epochs", check_whole(self.epochs, "epochs"))
        if self.batch_size is not None:
            self._set("batch_size", check_whole(self.batch_size, "batch_size"))
        if self.threads is not None:
            self._set("threads", check_whole(self.threads, "threads"))
        check_number(1.0 if self.max_norm is None else self.max_norm, "max_norm", lambda x: x > 0.0, "positive")
        check_name(self.schedule_by, "schedule_by", ("epoch", "step"), {"batch": "step"})
        self._set("frozen", tuple(check_values(self.frozen, "frozen")))
        if self.resume is not None:
            check_one_of(self.resume, "resume", History, "the nn.History of a training")
        if self.checkpoint is not None:
            check_checkpoint(file_path(self.checkpoint, "checkpoint"))
        if not isinstance(self.compiled, bool):
            check_name(self.compiled, "compiled", ("auto",), hint="True, False or ")

    def _set(self, name: str, value: object) -> None:
        """Writes an option as it is meant, once; nobody else does."""
        object.__setattr__(self, name, value)

    @property
    def looks_on(self) -> bool:
        """Whether something wants to see every single epoch."""
        return any(each is not None for each in (self.validation, self.stop, self.checkpoint, self.callback))

    def fitted_to(self, model: Model) -> TrainingOptions:
        """The options, once the validation data are what model and loss ask for."""
        if self.validation is None:
            return self
        return replace(self, validation=data_for(model, *self.validation, self.loss, names=VALIDATION))

    def objective_for(self, model: Model) -> Objective:
        """What is lowered."""
        decide = entry_of(DECISIONS, self.loss) if self.decide is None else self.decide
        return Objective(model, self.loss, decide, self.penalty)
