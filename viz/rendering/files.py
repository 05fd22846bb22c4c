"""Writing a file where a person said, and never over another by accident."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

__all__ = ["save_as"]


def save_as(path: str | os.PathLike[str], contents: Mapping[str, Callable[[], bytes]], *, overwrite: bool) -> Path:
    """Writes the contents that belong to the path's suffix.

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
    """
    file = Path(path)
    make = contents.get(file.suffix.lower())
    if make is None:
        *most, last = contents
        suffixes = f"{', '.join(most)} or {last}" if most else last
        raise ValueError(f"expected a path that ends in {suffixes}, got {str(file)!r}")
    if not file.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {str(file.parent)!r} to save {file.name!r} in")
    if file.exists() and not overwrite:
        raise FileExistsError(f"{str(file)!r} exists already: overwrite=True replaces it")
    made = make()  # first, so that an error leaves the older file as it was
    with file.open("wb" if overwrite else "xb") as stream:
        stream.write(made)
    return file
