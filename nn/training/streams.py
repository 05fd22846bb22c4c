"""Data that come batch by batch, and are never in memory as a whole: a source that is gone through in each epoch."""

from __future__ import annotations

import inspect
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from typing import Any, TypeAlias

from autograd.data import NUMBERS, is_row
from autograd.shared.showing import came, counted
from autograd.shared.stored import Stored
from nn.training.blocks import block_for
from nn.training.targets import Loss

__all__ = ["Batches", "Stream", "check_source", "is_source"]

Batches: TypeAlias = Iterable[tuple[Any, Any]] | Callable[[], Iterable[tuple[Any, Any]]]
"""Pairs (X, y) of samples and as many targets, in any containers: an object whose `iter` begins anew each time, such as
a list of pairs; or a function without arguments that gives such pairs, such as a generator function."""

PARQUET = ("pyarrow", "write nn.parquet(…, inputs=[…], target=…), which says which columns are which")


class Stream:
    """A source of batches, gone through once to check it and to count its samples.

    Args:
        source: the batches.
        model: what the samples are for.
        loss: what the targets are for.
        name: what to call the source in an error.
        keeps_targets: whether to note which targets there are.

    Attributes:
        count: how many samples it has.
        width: how many numbers a sample has.
        first: the first sample.
        targets: the different targets, in the order in which they were met; the first alone if they were not asked for.

    Raises:
        TypeError: for what is no source, or runs once only, saying what to write.
        ValueError: for no samples; and as `data_for`, the row counted from the beginning of the source.

    >>> from nn import mse_loss
    >>> pairs = lambda: (([[k]], [2.0 * k]) for k in range(5))
    >>> stream = Stream(pairs, lambda x: x[0], mse_loss)
    >>> len(stream), [(list(X), y) for X, y in stream.windows(4)]
    (5, [([[0.0], [1.0], [2.0], [3.0]], [0.0, 2.0, 4.0, 6.0]), ([[4.0]], [8.0])])
    """

    def __init__(
        self, source: Batches, model: object, loss: Loss, name: str = "batches", *, keeps_targets: bool = True
    ) -> None:
        check_source(source, name)
        self._source, self._model, self._loss, self.name = source, model, loss, name
        self.count, self.width = 0, 0
        seen: dict[object, Any] = {}
        for X, y in self._blocks():
            if not self.count:
                self.width, self.first = X.width or 0, X[0]
            self.count += len(y)
            for key, target in _different(y if keeps_targets else y[: not seen]):
                seen.setdefault(key, target)
        if not self.count:
            raise ValueError(f"expected at least one sample in {name}, got none")
        self.targets = list(seen.values())

    def __len__(self) -> int:
        return self.count

    def windows(self, size: int) -> Iterator[tuple[Stored, list[Any]]]:
        """The samples in their order, so many at a time, checked again; fewer the last time.

        A window's samples are gone when the next is asked for: they are all in the same room.

        Raises:
            ValueError: where the source gives more or fewer than before.
        """
        size, width, given = min(size, self.count), self.width, 0
        room: memoryview[float] = memoryview(array("d", bytes(8 * size * width)))
        targets: list[Any] = []
        for X, y in self._blocks():
            given += len(y)
            if given > self.count:
                break
            numbers, done = X.doubles().cast("B").cast("d"), 0
            while done < len(y):
                first, rows = len(targets), min(len(y) - done, size - len(targets))
                room[first * width : (first + rows) * width] = numbers[done * width : (done + rows) * width]
                targets += y[done : done + rows]
                done += rows
                if len(targets) == size:
                    yield Stored.rows(room, width), targets
                    targets = []
        if given != self.count:
            more = "more" if given > self.count else str(given)
            raise ValueError(f"expected {self.name} to give {counted(self.count, 'sample')} again, got {more}")
        if targets:
            yield Stored.rows(room[: len(targets) * width], width), targets

    def _blocks(self) -> Iterator[tuple[Stored, Sequence[Any]]]:
        """The batches of the source, checked."""
        first = 0
        source: Any = self._source
        batches = source() if callable(source) and not hasattr(type(source), "__iter__") else source
        if not hasattr(type(batches), "__iter__") and not hasattr(type(batches), "__getitem__"):
            raise TypeError(f"expected {self.name} to give pairs (X, y), got {came(batches)}")
        for number, batch in enumerate(batches):
            X, y = _pair(batch, number, self.name)
            if hasattr(X, "__len__") and hasattr(y, "__len__") and len(X) == len(y) == 0:
                continue
            with _batch_told(number, first, self.name):
                X, y = block_for(self._model, X, y, self._loss, first=first)
                if self.width and X.width != self.width:
                    raise ValueError(f"expected {counted(self.width, 'number')} a row in X, as before, got {X.width}")
            yield X, y
            first += len(y)


def is_source(given: object) -> bool:
    """Whether what may be a pair (X, y), or a source of such pairs, is meant as a source."""
    kind = type(given)
    is_one = callable(given) or hasattr(kind, "__iter__") or hasattr(kind, "__next__")
    return is_one and not isinstance(given, (tuple, list, str, bytes, Mapping, Set, type))


def check_source(source: object, name: str = "batches") -> None:
    """Raises TypeError, saying what to write, unless batches can be had of it again and again."""
    kind = type(source)
    if (
        kind.__module__.partition(".")[0] == PARQUET[0]
        or isinstance(source, (str, bytes))
        or hasattr(source, "joinpath")
    ):
        raise TypeError(f"expected {name} to be pairs (X, y), got {came(source)}: {PARQUET[1]}")
    if isinstance(source, type) or not (callable(source) or hasattr(kind, "__iter__") or hasattr(kind, "__getitem__")):
        raise TypeError(f"expected {name} to be a source of pairs (X, y), got {came(source)}")
    if callable(source) and not hasattr(kind, "__iter__") and not _takes_nothing(source):
        raise TypeError(
            f"expected {name} to be a source of pairs (X, y), or a function without arguments that gives them, got "
            f"{came(source)}: samples and targets apart are nn.fit(model, X, y, …)"
        )
    if hasattr(kind, "__next__"):
        raise TypeError(
            f"expected {name} that can be gone through in each epoch, got {came(source)}, which runs once: hand over "
            "the function that makes it, uncalled, or a list of pairs (X, y)"
        )


def _takes_nothing(function: Callable[..., Any]) -> bool:
    try:
        inspect.signature(function).bind()
    except (TypeError, ValueError):  # some callables don't tell
        return False
    return True


def _pair(batch: Any, number: int, name: str) -> tuple[Any, Any]:
    is_pair = isinstance(batch, (tuple, list)) and len(batch) == 2
    if is_pair and all(hasattr(type(part), "__len__") or hasattr(type(part), "__iter__") for part in batch):
        return batch[0], batch[1]
    raise TypeError(
        f"expected each of {name} to be a pair (X, y) of samples and targets, got {came(batch)} as number {number}: "
        "samples and targets apart are nn.fit(model, X, y, …)"
    )


def _different(y: Sequence[Any]) -> Iterable[tuple[object, Any]]:
    """The different targets among some, with what tells them apart."""
    if NUMBERS.issuperset(map(type, y)):
        return [(pair, pair[1]) for pair in dict.fromkeys(zip(map(type, y), y))]
    return [(tuple(target) if is_row(target) else (type(target), target), target) for target in y]


@contextmanager
def _batch_told(number: int, first: int, name: str) -> Iterator[None]:
    try:
        yield
    except (TypeError, ValueError) as error:
        raise type(error)(f"{error} (number {number} of {name}, which begins with row {first})") from None
