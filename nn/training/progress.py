"""Progress bars, where tqdm is installed."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Bar", "progress_bar"]


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
    """A bar of tqdm's, or one that shows nothing: where tqdm isn't installed, or none is wanted.

    Args:
        total: how many steps there are.
        description: what stands before the bar.
        unit: what one step is called.
        wanted: whether to show it.
        done: how many steps were done before.

    >>> bar = progress_bar(3, "training", "epoch", wanted=False)
    >>> bar.update()
    """
    if wanted:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            return _NoBar()
        bar: Bar = tqdm(total=total, desc=description, unit=unit, initial=done)
        return bar
    return _NoBar()
