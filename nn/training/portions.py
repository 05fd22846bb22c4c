"""How an epoch goes through its samples: all at once where that can be, otherwise in portions that memory holds."""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

from autograd.shared.stored import Stored
from nn.training.blocks import stored_for
from nn.training.streams import Stream
from nn.training.targets import Loss, data_for

__all__ = [
    "AT_HAND",
    "Drawn",
    "Held",
    "Order",
    "Portion",
    "Samples",
    "Streamed",
    "at_hand",
    "held_for",
    "shuffled",
    "window_of",
]

AT_HAND: Final = 4_000_000
"""How many numbers of samples that come in portions are in memory at once: 32 megabytes."""

MANY: Final = 100_000
"""From so many samples on, they are shuffled by machine code: Python takes some hundredths of a second."""


class Portion(NamedTuple):
    """Samples of an epoch that follow one another in its order.

    Attributes:
        first: the place of the first in the epoch.
        X: samples.
        y: their targets.
        order: the numbers of the portion's samples in X and y.
    """

    first: int
    X: Sequence[Any]
    y: Sequence[Any]
    order: Sequence[int]


class Drawn:
    """The order of an epoch whose samples come window by window: drawn as they come, and alike when drawn again.

    Args:
        generator: what shuffles; it stands at the end of the epoch once all windows were drawn.

    >>> drawn = Drawn(random.Random(0))
    >>> list(drawn.of_window(0, 3)), list(drawn.of_window(3, 3)), list(drawn.of_window(0, 3))
    ([0, 2, 1], [2, 1, 0], [0, 2, 1])
    """

    def __init__(self, generator: random.Random) -> None:
        self._generator, self._before = generator, generator.getstate()

    def of_window(self, first: int, count: int) -> Sequence[int]:
        """The next window's order; that of the first begins anew."""
        if first == 0:
            self._generator.setstate(self._before)
        return shuffled(count, self._generator)


Order: TypeAlias = Any
"""That of an epoch's samples, for those that gave it: the samples' numbers, or what draws them."""


@dataclass(frozen=True)
class Held:
    """Samples that can be had in any order.

    Attributes:
        X: the samples.
        y: their targets.
        size: how many are gathered at once, and made doubles; None where they are read where they are.
    """

    X: Sequence[Any]
    y: Sequence[Any]
    size: int | None = None

    def __len__(self) -> int:
        return len(self.y)

    @property
    def first(self) -> Any:
        """The first sample."""
        return self.X[0]

    def targets(self, *, one_will_do: bool) -> Iterable[Any]:
        """All different targets, or more than these; where one will do, perhaps that alone."""
        if not isinstance(self.y, Stored):
            return self.y
        return self.y[:1] if one_will_do else self.y if self.y.width else dict.fromkeys(self.y)

    @property
    def are_rows(self) -> bool:
        """Whether all are known to be rows of as many numbers."""
        return isinstance(self.X, Stored)

    def order(self, generator: random.Random, window: int | None) -> Order:
        """A random order for an epoch; within windows of so many samples, where there is one."""
        return shuffled(len(self), generator, window)

    def as_they_are(self, order: Order | None) -> Iterable[Portion]:
        """The samples of an epoch in an order, or as they stand; whole numbers among them stay whole."""
        return [Portion(0, self.X, self.y, range(len(self)) if order is None else order)]

    def portions(self, order: Order | None) -> Iterator[Portion]:
        """The same in portions, as a program reads them."""
        (whole,) = self.as_they_are(order)
        places = whole.order
        if self.size is None or not isinstance(self.X, Stored):
            yield whole
            return
        for first in range(0, len(self), self.size):
            chosen = places[first : first + self.size]
            X = Stored.rows(self.X.taken(chosen), self.X.width or 1)
            y = self.y.chosen(chosen) if isinstance(self.y, Stored) else [self.y[k] for k in chosen]
            yield Portion(first, X, y, range(len(chosen)))


@dataclass(frozen=True)
class Streamed:
    """Samples that come in the order of their source, window by window.

    Attributes:
        stream: where from.
        size: how many samples a window has, the last one fewer.
    """

    stream: Stream
    size: int

    def __len__(self) -> int:
        return len(self.stream)

    @property
    def first(self) -> Any:
        """The first sample."""
        return self.stream.first

    def targets(self, *, one_will_do: bool) -> Iterable[Any]:
        """All different targets, as far as they were noted."""
        return self.stream.targets

    @property
    def are_rows(self) -> bool:
        """That all are rows of as many numbers."""
        return True

    def order(self, generator: random.Random, window: int | None) -> Order:
        """A random order for an epoch, within the windows."""
        return Drawn(generator)

    def as_they_are(self, order: Order | None) -> Iterable[Portion]:
        """The samples of an epoch in an order, or as they stand."""
        return self.portions(order)

    def portions(self, order: Order | None) -> Iterator[Portion]:
        """The same: they come in portions anyway."""
        first = 0
        for X, y in self.stream.windows(self.size):
            yield Portion(first, X, y, range(len(y)) if order is None else order.of_window(first, len(y)))
            first += len(y)


Samples: TypeAlias = Held | Streamed


def shuffled(count: int, generator: random.Random, window: int | None = None) -> array[int]:
    """The samples' numbers in random order; in windows of so many, one window after the other, where there is one."""
    order = array("q", range(count))
    if window is None or window >= count:
        _shuffle(order, generator)
        return order
    for first in range(0, count, window):
        part = order[first : first + window]
        _shuffle(part, generator)
        order[first : first + window] = part
    return order


def _shuffle(order: array[int], generator: random.Random) -> None:
    """As the generator does it; many numbers in the machine, where that can be: the order is the same."""
    if len(order) >= MANY and type(generator) is random.Random:
        from autograd import compiler  # which takes time to import, and a browser's Python has no use for

        if compiler.is_available():
            compiler.shuffle(order, generator)
            return
    generator.shuffle(order)


def held_for(model: object, X: Any, y: Any, loss: Loss, names: tuple[str, str], batch_size: int | None) -> Held:
    """Samples with their targets, as model and loss ask for them: where they lie if they are many, otherwise in lists.

    Raises:
        TypeError, ValueError: for data that do not fit, saying in which row, and what to do.
    """
    stored = stored_for(model, X, y, loss, names)
    if stored is None:
        return Held(*data_for(model, X, y, loss, names=names))
    rows, targets = stored
    return Held(rows, targets, None if rows.are_doubles else at_hand(rows.width or 1, batch_size, len(rows)))


def window_of(shuffle: bool | int, batch_size: int | None) -> int | None:
    """Within how many samples to shuffle, whole batches of them; None for all.

    >>> window_of(100, 32), window_of(True, 32), window_of(100, None)
    (128, None, None)
    """
    return None if isinstance(shuffle, bool) or batch_size is None else -(-shuffle // batch_size) * batch_size


def at_hand(width: int, batch_size: int | None, count: int) -> int:
    """How many samples are in memory at once, whole batches of them, where they come in portions."""
    size = batch_size or count
    return max(1, AT_HAND // (width * size)) * size
