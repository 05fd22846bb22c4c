"""Files written where a person said: whole or not at all, and never over anything else by accident."""

from __future__ import annotations

import contextlib
import os
import platform
import secrets
import shutil
import time
import zlib
from pathlib import Path
from typing import TypeAlias

from autograd.shared.flags import check_flag
from autograd.shared.showing import brief

__all__ = ["FilePath", "check_writable", "file_path", "write_file"]

FilePath: TypeAlias = str | os.PathLike[str]

LONGEST_SAVE = 3600.0
"""Seconds after which a file that is still being written must have been left by a save that was killed."""


def file_path(given: object, name: str = "path") -> Path:
    """The path of a file, if it is one.

    Args:
        given: a text, or a path.
        name: what it is called.

    Raises:
        TypeError: if it is neither.
        ValueError: if no file can have that name.

    >>> file_path(3)
    Traceback (most recent call last):
        ...
    TypeError: expected path to be the path of a file, a text or a pathlib.Path, got 3
    """
    if not isinstance(given, (str, os.PathLike)) or not isinstance(os.fspath(given), str):
        raise TypeError(f"expected {name} to be the path of a file, a text or a pathlib.Path, got {brief(given)}")
    if "\0" in os.fspath(given):
        raise ValueError(f"expected {name} to be the path of a file, got {brief(given)}, with a zero character in it")
    return Path(given)


def check_writable(path: FilePath, *, overwrite: bool = False) -> Path:
    """The path, if a file can be saved there: ask before the work that goes into the file.

    Args:
        path: the file; its folder must exist.
        overwrite: whether a file that is there already is replaced.

    Raises:
        TypeError: if it is no path, or `overwrite` neither true nor false.
        FileNotFoundError: if there is no such folder.
        FileExistsError: if the file exists and is not to be overwritten.
        OSError: if a folder has that name, or a device or a pipe, which a file would replace.
    """
    file, overwrite = file_path(path), check_flag(overwrite, "overwrite")
    if not file.parent.is_dir():
        folder = str(file.parent)
        raise FileNotFoundError(
            f"there is no folder {folder!r} to save {file.name!r} in: create it first, or give another path"
        )
    if file.is_dir():
        raise IsADirectoryError(f"expected the path of a file, got {str(file)!r}, which is a folder")
    if file.exists() and not file.is_file():
        raise OSError(f"expected the path of a file, got {str(file)!r}, which is a device or a pipe")
    if file.exists() and not overwrite:
        raise FileExistsError(f"{str(file)!r} exists already: overwrite=True replaces it")
    return file


def write_file(path: FilePath, contents: bytes, *, overwrite: bool = False) -> Path:
    """Writes a file. Whatever goes wrong on the way, the file that was there stays whole.

    Args:
        path: the file; its folder must exist. Where it is a symbolic link, it stays one.
        contents: all that the file is to hold.
        overwrite: whether a file that is there already is replaced.

    Returns:
        The path.

    Raises:
        OSError: as `check_writable` does, and if the file cannot be written; the error names it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_file(f"{folder}/note.txt", b"kept")
    ...     write_file(f"{folder}/note.txt", b"lost")
    Traceback (most recent call last):
        ...
    FileExistsError: '.../note.txt' exists already: overwrite=True replaces it
    """
    file = check_writable(path, overwrite=overwrite)
    target = file.resolve()
    temporary = target.with_name(f"{_prefix()}{os.getpid()}.{secrets.token_hex(8)}")
    try:
        _remove_what_killed_saves_left(target.parent)
        try:
            _write_to_disk(temporary, contents)
            if target.exists():
                with contextlib.suppress(OSError):  # some file systems know no permissions
                    shutil.copymode(target, temporary)
            temporary.replace(target)
            _flush_folder(target.parent)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(file)) from None  # not the name that nobody gave
    return file


def _write_to_disk(file: Path, contents: bytes) -> None:
    with file.open("xb") as stream:
        stream.write(contents)
        stream.flush()
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    """Makes sure that a crash of the machine leaves the new name too, where the system can be asked for that."""
    if os.name == "posix":
        with contextlib.suppress(OSError):  # some file systems refuse, and the file is there
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _prefix() -> str:
    """How the names of files begin that this computer is about to write: others may share the folder."""
    return f".saving.{zlib.crc32(platform.node().encode()):08x}."


def _remove_what_killed_saves_left(folder: Path) -> None:
    for file in folder.glob(f"{_prefix()}*"):
        process = file.name.removeprefix(_prefix()).partition(".")[0]
        try:
            if not _is_running(int(process)) or time.time() - file.stat().st_mtime > LONGEST_SAVE:
                file.unlink()
        except (OSError, ValueError):  # another save has removed it, or it is none of ours
            pass


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return False  # there, a file that is being written cannot be removed
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
