"""What training leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from autograd.shared.showing import WIDTH, counted, html_table, picked, shortened, text_table

__all__ = ["COLUMNS", "GeneratorState", "History"]

GeneratorState: TypeAlias = tuple[int, tuple[int, ...], float | None]
"""What `random.Random.getstate` gives."""


@dataclass
class History:
    """How a training went: one entry an epoch in each list.

    Attributes:
        losses: the mean loss, penalty included, as the batches were met: before each batch's own update.
        accuracies: the fraction of samples whose class was right, likewise; empty where the loss is not about classes.
        validation_losses: the mean loss on the validation data after the epoch, without penalty; empty without any.
        validation_accuracies: the accuracy there; empty likewise.
        learning_rates: the learning rate; by a schedule for steps, that of the epoch's last.
        batch_losses: the loss of each batch, a list an epoch; empty where an epoch is one batch.
        gradient_norms: the length of the gradient before clipping, averaged over the batches.
        seconds: how long the epoch took, in seconds.
        stopped: why it ended before its last epoch; "" if it didn't.
        engine: how it ran: "eager", or "compiled", and in how many shards; with the reason, where compiling was tried
            and could not be.
        shuffling: the state of the generator that orders the samples, after the last epoch.

    >>> import nn
    >>> model = nn.MLP(2, [1], output="sigmoid", seed=0)
    >>> descent = {"loss": nn.binary_cross_entropy, "optimizer": nn.SGD(model.parameters(), 1.0)}
    >>> history = nn.fit(model, *nn.datasets.AND, **descent, epochs=3, compiled=False, progress=False)
    >>> history.epochs, history.losses[2] < history.losses[0], history.accuracies
    (3, True, [0.5, 0.5, 1.0])
    >>> history
    <History: 3 epochs, loss 0.7897 → 0.5373, accuracy 0.5 → 1>
    """

    losses: list[float] = field(default_factory=list)
    accuracies: list[float] = field(default_factory=list)
    validation_losses: list[float] = field(default_factory=list)
    validation_accuracies: list[float] = field(default_factory=list)
    learning_rates: list[float] = field(default_factory=list)
    gradient_norms: list[float] = field(default_factory=list)
    batch_losses: list[list[float]] = field(default_factory=list, repr=False)
    seconds: list[float] = field(default_factory=list)
    stopped: str = ""
    engine: str = "eager"
    shuffling: GeneratorState | None = field(default=None, repr=False)

    @property
    def epochs(self) -> int:
        """How many epochs there have been."""
        return len(self.losses)

    def __repr__(self) -> str:
        columns = [(name, getattr(self, name)) for name in _SAID if getattr(self, name)]
        said = [f"{_words(name)} {column[0]:.4g} → {column[-1]:.4g}" for name, column in columns]
        epochs = f"{counted(self.epochs, 'epoch')}"
        stopped = [f"stopped: {self.stopped}"] if self.stopped else []
        return f"<History: {shortened(', '.join([epochs, *said, *stopped]))}>"

    def __str__(self) -> str:
        """The first epoch, the last, and some between, as a table."""
        return text_table(*self._table())

    def _repr_html_(self) -> str:
        return html_table(*self._table())

    def _table(self) -> tuple[list[str], list[tuple[float, ...]], str]:
        """Head, rows and caption."""
        names = [name for name in _SHOWN if len(getattr(self, name)) == self.epochs]
        rows = [(place + 1, *(getattr(self, name)[place] for name in names)) for place in picked(self.epochs, _ROWS)]
        length = f"{counted(self.epochs, 'epoch')}, {self.engine}"
        caption = shortened(length + (f"; stopped: {self.stopped}" if self.stopped else ""), WIDTH)
        return ["epoch", *map(_words, names)], rows if names else [], caption

    def add(self, **entries: Sequence[Any]) -> None:
        """Appends to each list named its entries, one an epoch."""
        for name, numbers in entries.items():
            getattr(self, name).extend(numbers)

    def truncate(self, epochs: int) -> None:
        """Keeps the first epochs alone."""
        for name in (*COLUMNS, "batch_losses"):
            del getattr(self, name)[epochs:]

    def continued(self) -> History:
        """A copy to go on with, which shares no list with this one."""
        copy = History(shuffling=self.shuffling)
        for name in (*COLUMNS, "batch_losses"):
            getattr(copy, name).extend(getattr(self, name))
        return copy


COLUMNS: Final = (
    "losses",
    "accuracies",
    "validation_losses",
    "validation_accuracies",
    "learning_rates",
    "gradient_norms",
    "seconds",
)
"""The lists of a history, with one entry an epoch."""

_SAID: Final = ("losses", "accuracies", "validation_losses", "validation_accuracies")
_SHOWN: Final = (*COLUMNS[:2], *COLUMNS[4:], *COLUMNS[2:4])
"""The columns of the table. Where a terminal is too narrow for all, those in the middle are left out."""

_ROWS: Final = 8
_SINGULAR: Final = {"losses": "loss", "accuracies": "accuracy", "rates": "rate", "norms": "norm"}


def _words(column: str) -> str:
    """What one entry of a column is."""
    *before, last = column.split("_")
    return " ".join([*before, _SINGULAR.get(last, last)])
