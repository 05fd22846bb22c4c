"""The folder of a class: written whole or not at all, and never over anything else."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from viz.classroom.sheets.formats import BANKS

__all__ = ["ALL", "BANK", "FOLDERS", "KEY", "check_replaceable", "write_folder"]

KEY: Final = "answers.csv"
ALL: Final = "all-sheets.pdf"
BANK: Final = "question-bank"
FOLDERS: Final = {"sheets": False, "solutions": True}
"""The folders in it, and whether what is in them is solved."""


def write_folder(place: Path, folders: Iterable[str], files: Iterable[tuple[str, bytes]]) -> Path:
    """Writes files into a folder beside the place, which gets its name when all are there.

    Args:
        place: the folder.
        folders: those that are to be in it.
        files: their names, and what is in them; made while they are written.
    """
    unfinished = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
    try:
        unfinished.mkdir()
        for name in folders:
            (unfinished / name).mkdir()
        for name, contents in files:
            (unfinished / name).write_bytes(contents)
        _put_in_place(unfinished, place)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return place


def check_replaceable(place: Path, *, overwrite: bool) -> Path:
    """The folder, if it can be made, or replaced.

    Raises:
        FileNotFoundError: if there is no folder to make it in.
        FileExistsError: if it is there and not to be replaced, or holds anything but a class.
    """
    whole = place.resolve()
    if not whole.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {str(whole.parent)!r} to make {whole.name!r} in: create it first")
    if whole.exists() and not whole.is_dir():
        raise FileExistsError(f"expected the path of a folder, got {str(place)!r}, which is a file")
    here = sorted(each.name for each in whole.iterdir()) if whole.exists() else []
    ours = {*FOLDERS, KEY, ALL, *(f"{BANK}{bank.suffix}" for bank in BANKS.values())}
    others = [name for name in here if name not in ours]
    if others:
        raise FileExistsError(f"{str(place)!r} holds something else, {others[0]!r}: give another folder")
    if here and not overwrite:
        raise FileExistsError(f"{str(place)!r} exists already: overwrite=True replaces it")
    return whole


def _put_in_place(unfinished: Path, place: Path) -> None:
    """Gives the finished folder its name; an earlier one goes when the new one is there."""
    earlier = place.with_name(f"{unfinished.name}.earlier")
    if place.exists():
        place.rename(earlier)
    unfinished.rename(place)
    shutil.rmtree(earlier, ignore_errors=True)
