"""What is written into a file follows from the suffix of its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from autograd.shared.files import FilePath, check_writable, file_path, write_file

__all__ = ["save_as"]


def save_as(path: FilePath, contents: Mapping[str, Callable[[], bytes]], *, overwrite: bool) -> Path:
    """Writes the contents that belong to the path's suffix, by the rules of `autograd.shared.files`.

    Args:
        path: the file; its folder must exist.
        contents: what makes the bytes, by suffix.
        overwrite: whether a file that is there already is replaced.

    Returns:
        The path.

    Raises:
        ValueError: for another suffix.
        FileNotFoundError: if there is no such folder.
        FileExistsError: if the file exists and is not to be overwritten.
        OSError: if the file cannot be written, or if the path names a folder, a device or a pipe.
    """
    file = file_path(path)
    make = contents.get(file.suffix.lower())
    if make is None:
        *most, last = contents
        suffixes = f"{', '.join(most)} or {last}" if most else last
        raise ValueError(f"expected a path that ends in {suffixes}, got {str(file)!r}")
    check_writable(file, overwrite=overwrite)  # before a picture is drawn for nothing
    return write_file(file, make(), overwrite=overwrite)
