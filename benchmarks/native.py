"""The peers in C and C++, compiled on the spot."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from array import array
from functools import cache
from pathlib import Path

__all__ = ["address", "library"]

COMPILERS = {".c": "gcc", ".cpp": "g++"}


@cache
def library(source: str, *options: str) -> ctypes.CDLL:
    """The library of a source beside this file, compiled for this machine at the first call.

    Raises:
        ImportError: if the compiler is not there.
    """
    path = Path(__file__).parent / source
    result = Path(tempfile.mkdtemp()) / f"{path.stem}.so"
    compiler, part = COMPILERS[path.suffix], str(result.with_suffix(".o"))
    try:
        subprocess.run([compiler, "-O3", "-march=native", *options, "-fPIC", "-c", "-o", part, str(path)], check=True)
        # Linked with -ffast-math, it would take subnormal numbers away from the whole process that loads it.
        subprocess.run([compiler, "-shared", "-o", str(result), part, "-lm"], check=True)
    except OSError as error:
        raise ImportError(str(error)) from None
    return ctypes.CDLL(str(result))


def address(numbers: array[float] | array[int]) -> ctypes.c_void_p:
    """Where the numbers lie, to be read and written as long as the array lives."""
    return ctypes.c_void_p(numbers.buffer_info()[0])
