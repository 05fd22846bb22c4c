"""How a training runs: stated, documented and checked once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from autograd import Value
from autograd.data import as_whole
from autograd.samples import samples_and_targets
from autograd.shared.files import FilePath, file_path
from autograd.shared.near_names import EpochOrStep, check_epoch_or_step, check_name
from autograd.shared.showing import one_line
from nn.arguments import Seed, check_flag, check_number, check_one_of, check_values, check_whole
from nn.gradient_step import Optimizer
from nn.history import History
from nn.schedules import Schedule
from nn.stopping import StoppingTest
from nn.training.blocks import is_large
from nn.training.checkpoints import check_checkpoint
from nn.training.mistakes import check_functions, check_optimizer, check_validation
from nn.training.objective import DECISIONS, Decision, Model, Objective
from nn.training.portions import Samples, Streamed, at_hand, held_for, window_of
from nn.training.streams import Batches, Stream, check_source, is_source
from nn.training.targets import Loss, entry_of, is_of_numbers

__all__ = ["TrainingOptions"]

VALIDATION: Final = ("validation[0]", "validation[1]")


@dataclass(frozen=True, kw_only=True)
class TrainingOptions:
    """How a model is trained: the arguments that `nn.fit` takes by these names.

    Attributes:
        loss: the loss of one prediction and its target.
        optimizer: what changes the model's parameters.
        epochs: how often to go through the data, from 1 up; those of `resume` count.
        batch_size: how many samples a step averages over; None for all of them: full-batch descent.
        seed: a seed for the order of the samples, or the `random.Random` that shuffles them.
        shuffle: whether batches are drawn in a new order each epoch; otherwise as the samples stand. A whole number
            shuffles within windows of so many samples, rounded up to whole batches, one window after the other; samples
            that come batch by batch are always shuffled so, in windows of 4 million numbers where no size is given.
        validation: samples and targets to measure loss and accuracy on after each epoch, a pair; or a source of pairs.
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
    shuffle: bool | int = True
    validation: tuple[Any, Any] | Batches | None = None
    schedule: Schedule | None = None
    schedule_by: EpochOrStep = "epoch"
    max_norm: float | None = None
    penalty: Callable[[], Value] | None = None
    stop: StoppingTest | None = None
    frozen: Iterable[Value] = ()
    decide: Decision | None = None
    resume: History | None = None
    checkpoint: FilePath | None = None
    compiled: bool | Literal["auto"] = "auto"
    threads: int | None = None
    progress: bool = True
    callback: Callable[[int, float], object] | None = None

    __repr__ = one_line

    def __post_init__(self) -> None:
        if self.validation is not None:
            self._set("validation", _validation(self.validation))
        check_optimizer(self.optimizer)
        names = ("loss", "schedule", "penalty", "stop", "decide", "callback")
        check_functions(**{name: getattr(self, name) for name in names})
        self._set("epochs", check_whole(self.epochs, "epochs"))
        if self.batch_size is not None:
            self._set("batch_size", check_whole(self.batch_size, "batch_size"))
        if as_whole(self.shuffle) is not None:
            self._set("shuffle", check_whole(self.shuffle, "shuffle"))
        else:
            check_flag(self.shuffle, "shuffle", "a whole number")
        check_flag(self.progress, "progress")
        if self.threads is not None:
            self._set("threads", check_whole(self.threads, "threads"))
        check_number(1.0 if self.max_norm is None else self.max_norm, "max_norm", lambda x: x > 0.0, "positive")
        check_epoch_or_step(self.schedule_by, "schedule_by")
        self._set("frozen", tuple(check_values(self.frozen, "frozen", in_order=False)))
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

    @property
    def window(self) -> int | None:
        """Within how many samples to shuffle; None for all there are."""
        return window_of(self.shuffle, self.batch_size)

    def samples_for(self, model: Model, X: Any, y: Any) -> Samples:
        """Samples with their targets, or where y is None those of the source X, as model and loss ask for them."""
        if y is not None:
            return held_for(model, X, y, self.loss, ("X", "y"), self.batch_size)
        stream = self._stream(model, X, "batches")
        if self.batch_size is None:
            raise ValueError(
                "expected batch_size for a source of batches, got None: a step over all samples would need them at once"
            )
        return Streamed(stream, self.window or at_hand(stream.width, self.batch_size, len(stream)))

    def validation_for(self, model: Model) -> Samples | None:
        """Those to measure loss and accuracy on, likewise."""
        if self.validation is None:
            return None
        if isinstance(self.validation, tuple):
            return held_for(model, self.validation[0], self.validation[1], self.loss, VALIDATION, 1)
        stream = self._stream(model, self.validation, "validation")
        return Streamed(stream, at_hand(stream.width, 1, len(stream)))

    def _stream(self, model: Model, source: Any, name: str) -> Stream:
        keeps_targets = not is_of_numbers(self.loss)
        return Stream(source, model, self.loss, name, keeps_targets=keeps_targets)

    def objective_for(self, model: Model) -> Objective:
        """What is lowered."""
        decide = entry_of(DECISIONS, self.loss) if self.decide is None else self.decide
        return Objective(model, self.loss, decide, self.penalty)


def _validation(given: Any) -> Any:
    """A pair of samples and targets, plain unless they are large; or a source."""
    if not is_source(given):
        check_validation(given)
        X, y = given
        return (X, y) if is_large(X) else samples_and_targets(X, y, names=VALIDATION)
    check_source(given, "validation")
    return given
