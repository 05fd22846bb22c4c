"""Where in the user's code an operation of PyTorch's was asked for."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

__all__ = ["is_within", "place_in_code"]


def place_in_code(*packages: str) -> str:
    """The innermost line that runs outside of these packages, as "net.py, line 12: y = torch.fft.fft(x)".

    Args:
        packages: the folders of packages, as PyTorch's.

    Returns:
        The file's name, the line's number and what it says; nothing, where there is none.

    >>> place_in_code("nowhere").startswith("sources.py, line ")
    True
    """
    for frame in _frames():
        file = frame.f_code.co_filename
        if not file.startswith(packages) and not file.startswith("<frozen"):
            line = linecache.getline(file, frame.f_lineno, frame.f_globals).strip()
            return f"{Path(file).name}, line {frame.f_lineno}" + (f": {line}" if line else "")
    return ""


def is_within(codes: Collection[Any]) -> bool:
    """Whether a function of one of these codes is running.

    >>> is_within({is_within.__code__})
    True
    """
    return any(frame.f_code in codes for frame in _frames())


def _frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back
