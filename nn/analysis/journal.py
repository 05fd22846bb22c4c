"""A file that notes each run of a sweep as it ends, so that the sweep goes on where its program was killed.

It holds lines of JSON: first the function and the settings that it is of, then a line a run, with setting and result as
one reads them, and the outcome pickled. A line is written whole, or it is the last, and is written again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

from autograd.shared.files import FilePath, check_writable, file_path
from autograd.shared.showing import brief, shortened
from nn.analysis.outcomes import Outcome
from nn.training.workers.parcels import packed, pickled, raised, same, unpacked

__all__ = ["Journal", "name_of"]

Setting = TypeVar("Setting")
Result = TypeVar("Result")

_FORMAT = "chalkgrad journal 1"
_HEAD = f'{{"format": "{_FORMAT}"'.encode()
"""How such a file begins."""
_NO_JOURNAL = (
    "expected journal to be the path of a new file, or of one that nn.run_many has written, got {}, which is none"
)
_OTHER = "the journal {} is of another sweep: of {}. Give another path, or remove the file"
_EVERY = 1.0
"""Seconds after which what was written is made to reach the disk too, so that it outlives the machine."""


class Journal(Generic[Setting, Result]):
    """The journal of a sweep; open within a `with` block.

    Args:
        path: the file; None for no journal.
        run: the function of the sweep.
        settings: the settings of the sweep.

    Attributes:
        done: the outcomes that stood in it, by the place of their settings.

    Raises:
        TypeError: if it is no path.
        ValueError: if it is of another sweep, or no journal, saying what is different.
        OSError: if it cannot be written, or another program is writing it.
    """

    def __init__(self, path: FilePath | None, run: Callable[[Setting], Result], settings: Sequence[Setting]) -> None:
        self.done: dict[int, Outcome[Setting, Result]] = {}
        self._path = None if path is None else check_writable(file_path(path, "journal"), overwrite=True)
        self._run, self._settings = run, settings
        self._file: BinaryIO | None = None
        self._flushed = 0.0

    def __enter__(self) -> Journal[Setting, Result]:
        if self._path is not None:
            self._file = self._path.open("a+b")
            try:
                _claim(self._file, self._path)
                self._read(self._file, str(self._path))
            except BaseException:
                self._file.close()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            with self._file as file:
                file.flush()
                os.fsync(file.fileno())

    def add(self, place: int, outcome: Outcome[Setting, Result]) -> None:
        """Notes the outcome of a run."""
        if self._file is None:
            return
        entry = {
            "place": place,
            "setting": _text(outcome.setting),
            "result": brief(outcome.result),
            "error": outcome.error and brief(outcome.error),
            "seconds": outcome.seconds,
            "worker": outcome.worker,
            "pickle": _pickle_of(outcome),
        }
        _write(self._file, entry)
        if time.monotonic() - self._flushed > _EVERY:
            os.fsync(self._file.fileno())
            self._flushed = time.monotonic()

    def _read(self, file: BinaryIO, name: str) -> None:
        """Takes what stands in the file, or begins it; the half line of a program that was killed goes."""
        file.seek(0)
        contents = file.read()
        whole = contents.rfind(b"\n") + 1
        lines = contents[:whole].splitlines()
        if not lines and not _HEAD.startswith(contents[: len(_HEAD)]):
            raise ValueError(_NO_JOURNAL.format(repr(name)))
        file.truncate(whole)
        texts = [_text(setting) for setting in self._settings]
        digest = hashlib.sha256("\n".join(texts).encode(errors="replace")).hexdigest()
        header = {"format": _FORMAT, "function": name_of(self._run), "settings": len(texts), "sha256": digest}
        if not lines:
            _write(file, header)
            return
        found, *entries = (_entry(line, f"{name!r}, line {number}") for number, line in enumerate(lines, 1))
        if found.get("format") != _FORMAT:
            raise ValueError(_NO_JOURNAL.format(repr(name)))
        if found.get("function") != header["function"]:
            difference = f"function {found.get('function')}, and this one is {header['function']}"
            raise ValueError(_OTHER.format(repr(name), difference))
        if found != header:
            raise ValueError(_OTHER.format(repr(name), _difference(found, entries, texts)))
        for number, entry in enumerate(entries, 2):
            if entry["pickle"] is not None:
                self.done[entry["place"]] = _outcome(self._settings, entry, f"{name!r}, line {number}")


def name_of(function: Any) -> str:
    """The name of a function, with its module; of a program, that of its file.

    >>> name_of(max), name_of(partial(round, ndigits=2))
    ('builtins.max', 'builtins.round(ndigits=2)')
    """
    if isinstance(function, partial):
        given = [*map(_text, function.args), *(f"{name}={_text(value)}" for name, value in function.keywords.items())]
        return f"{name_of(function.func)}({', '.join(given)})"
    named = function if hasattr(function, "__qualname__") else type(function)
    module = named.__module__
    file = getattr(sys.modules.get("__main__"), "__file__", None)
    return f"{Path(file).stem if module == '__main__' and file else module}.{named.__qualname__}"


def _claim(file: BinaryIO, path: Path) -> None:
    """Makes sure that one program at a time writes the file, where the system can; a program's end frees it."""
    if sys.platform != "win32":
        try:
            from fcntl import LOCK_EX, LOCK_NB, flock

            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:
            raise BlockingIOError(error.errno, "another program is writing this journal", str(path)) from None
        except (ImportError, OSError):  # a file system may know no locks
            pass


def _write(file: BinaryIO, entry: dict[str, Any]) -> None:
    file.write(json.dumps(entry).encode() + b"\n")
    file.flush()


def _entry(line: bytes, where: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        raise ValueError(_NO_JOURNAL.format(where))
    return entry


def _difference(found: dict[str, Any], entries: Sequence[dict[str, Any]], texts: Sequence[str]) -> str:
    """What is different in the settings, in words."""
    for entry in entries:
        place, setting = entry["place"], entry["setting"]
        if place >= len(texts) or texts[place] != setting:
            now = f"is {shortened(texts[place])}" if place < len(texts) else "there is none"
            return f"other settings: number {place} was {shortened(setting)}, and now {now}"
    return f"{found.get('settings')} other settings, and now there are {len(texts)}"


def _outcome(settings: Sequence[Setting], entry: dict[str, Any], where: str) -> Outcome[Setting, Any]:
    setting, error, result = settings[entry["place"]], None, None
    try:
        result = unpacked(base64.b64decode(entry["pickle"]))
    except Exception as raised_by_run:
        if entry["error"] is None:
            raise ValueError(f"{where}: the result cannot be read again: {raised_by_run}") from raised_by_run
        error = raised_by_run.with_traceback(None)
    return Outcome(setting, result, error, entry["seconds"], entry["worker"])


def _pickle_of(outcome: Outcome[Any, Any]) -> str | None:
    """What is to come back, as text; None for a result that cannot be pickled: it is computed again."""
    if outcome.error is not None:
        return base64.b64encode(packed(partial(raised, outcome.error))).decode()
    try:
        pickled(outcome.result)
    except Exception:
        return None
    return base64.b64encode(packed(partial(same, outcome.result))).decode()


def _text(thing: object) -> str:
    """A thing as one would write it, without where in memory it is."""
    return re.sub(" at 0x[0-9A-Fa-f]+", "", repr(thing))
