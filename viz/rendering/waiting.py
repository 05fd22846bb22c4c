"""Another program's work: waited for, with a word where it takes long, and stopped where the wait is broken off."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

__all__ = ["output_of"]

_PATIENCE = 2.0  # seconds without a word
_NOTICE = "drawing … (Ctrl-C stops it)"


def output_of(command: Sequence[str], given: bytes, environment: Mapping[str, str]) -> bytes:
    """What a program writes when it is given this to read.

    Args:
        command: the program and its arguments.
        given: its standard input.
        environment: its environment.

    Raises:
        RuntimeError: if it fails.

    >>> import os
    >>> output_of([sys.executable, "-c", "print(input() * 2)"], b"ab", os.environ).strip()
    b'abab'
    """
    pipe = subprocess.PIPE
    window = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # only Windows has it
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, creationflags=window
    ) as process:
        try:
            output, errors = _patiently(process, given)
        except BaseException:  # Ctrl-C: nobody waits for the result any more
            process.kill()
            process.wait()
            raise
    if process.returncode:
        said = errors.decode(errors="replace").strip() or f"exit code {process.returncode}"
        raise RuntimeError(f"Graphviz could not draw the picture: {said.splitlines()[-1]}")
    return output


def _patiently(process: subprocess.Popen[bytes], given: bytes) -> tuple[bytes, bytes]:
    try:
        return process.communicate(given, timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        with _notice():
            return process.communicate()


@contextmanager
def _notice() -> Iterator[None]:
    """Says on the standard error stream, where somebody sees it, that something takes time, and takes it back."""
    stream = sys.stderr
    is_notebook = type(stream).__module__.startswith("ipykernel.")
    if stream is None or not (stream.isatty() or is_notebook):
        yield
        return
    print(f"\r{_NOTICE}", end="", file=stream, flush=True)
    try:
        yield
    finally:
        print(f"\r{' ' * len(_NOTICE)}\r", end="", file=stream, flush=True)
