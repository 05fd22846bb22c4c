"""Progress bars, where tqdm is installed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Protocol, TypeVar

__all__ = ["Bar", "progress_bar", "with_progress_bar"]

Item = TypeVar("Item")

SELDOM = 30.0
"""Seconds between two lines of a bar that nobody watches, as in the log of a cluster."""


class Bar(Protocol):
    """What we use of tqdm's bars."""

    def update(self, n: int = 1) -> object: ...

    def set_postfix_str(self, s: str = "", refresh: bool = True) -> object: ...

    def close(self) -> object: ...


class _NoBar:
    def update(self, n: int = 1) -> None: ...

    def set_postfix_str(self, s: str = "", refresh: bool = True) -> None: ...

    def close(self) -> None: ...


def progress_bar(total: int, description: str, unit: str, *, wanted: bool = True, done: int = 0) -> Bar:
    """A bar of tqdm's, or one that shows nothing: where tqdm isn't installed, none is wanted, or nowhere is to write.

    Args:
        total: how many steps there are.
        description: what stands before the bar.
        unit: what one step is called.
        wanted: whether to show it.
        done: how many steps were done before.

    >>> bar = progress_bar(3, "training", "epoch", wanted=False)
    >>> bar.update()
    """
    make = _maker() if wanted else None
    if make is None:
        return _NoBar()
    bar: Bar = make(total=total, desc=description, unit=unit, initial=done)
    return bar


def with_progress_bar(items: Iterable[Item], description: str, unit: str, *, wanted: bool = True) -> Iterable[Item]:
    """The items; while they are gone through a bar shows how far, if that is wanted and tqdm is installed.

    Args:
        items: what is gone through.
        description: what stands before the bar.
        unit: what one item is called.
        wanted: whether to show it.

    >>> list(with_progress_bar("abc", "spelling", "letter", wanted=False))
    ['a', 'b', 'c']
    """
    make = _maker() if wanted else None
    if make is None:
        return items
    bar: Iterable[Item] = make(items, desc=description, unit=unit)
    return bar


def _maker() -> Callable[..., Any] | None:
    """The kind of bar that suits where we are; None where tqdm isn't installed, or there is nowhere to write."""
    if sys.stderr is None:
        return None
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    if not any(base.__module__ == "tqdm.notebook" for base in tqdm.__mro__):
        is_watched = getattr(sys.stderr, "isatty", bool)()
        return tqdm if is_watched else partial(tqdm, mininterval=SELDOM)
    kind: Any = tqdm

    class BarOfANotebook(kind):  # type: ignore[misc]
        """What a notebook saves of a bar is its text at the time it is shown: 0 %. So it is shown again in the end."""

        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, display=False, **options)
            show = sys.modules["IPython"].display.display  # where there is a bar of a notebook's, there is IPython
            self.shown, self.displayed = show(self.container, display_id=True), True

        def close(self) -> None:
            is_first = not self.disable
            super().close()
            if is_first:
                self.shown.update(self.container)

    return BarOfANotebook
