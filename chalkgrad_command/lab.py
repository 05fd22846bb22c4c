"""The course for someone without a checkout: `chalkgrad lab` copies it into a folder, and opens JupyterLab there."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from chalkgrad_command.cures import installation

__all__ = ["FOLDER", "blank", "copy_course", "main", "without_ways_out"]

FOLDER = Path("chalkgrad-course")
"""Where the notebooks go if nobody says where."""

_BESIDE = ("course.py", "quizzes.md")
"""What the notebooks import and read."""


def main(arguments: Sequence[str] = ()) -> int:
    """Copies the course, and opens it in JupyterLab, which runs until it is told to stop.

    Args:
        arguments: the folder, if it is not `FOLDER`; the rest is for JupyterLab, such as --no-browser.

    Returns:
        The exit code: 1 if JupyterLab is not installed; otherwise that of JupyterLab.

    Raises:
        OSError: if the folder cannot be written.
    """
    named = [Path(arguments[0])] if arguments and not arguments[0].startswith("-") else []
    folder = (named or [FOLDER])[0]
    written = copy_course(folder)
    print(f"{len(written)} files of the course copied into {folder}; what was there stays as it was")
    if importlib.util.find_spec("jupyterlab") is None:
        print(f"chalkgrad lab: JupyterLab is missing: {installation('chalkgrad[notebooks]', 'lab')}", file=sys.stderr)
        return 1
    return _open(folder, arguments[len(named) :])


def copy_course(folder: Path) -> list[Path]:
    """Copies into a folder what it lacks of the course: the notebooks as nobody has run them, and what they import.

    Args:
        folder: the folder, made if need be. No file in it is written over: a student's answers may be in it.

    Returns:
        The files that were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [folder / source.name for source in _sources() if _copy(source, folder / source.name)]


def blank(notebook: str) -> str:
    """A notebook's text without outputs, and without links that lead out of the folder of the notebooks.

    >>> cell = {"cell_type": "code", "source": "1 + 1", "outputs": [{"text": "2"}], "execution_count": 7}
    >>> json.loads(blank(json.dumps({"cells": [cell]})))["cells"][0]["outputs"]
    []
    """
    content = json.loads(notebook)
    content["metadata"] = {name: value for name, value in content.get("metadata", {}).items() if name != "widgets"}
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        else:
            cell["source"] = without_ways_out("".join(cell["source"])).splitlines(keepends=True)
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def without_ways_out(text: str) -> str:
    """A text of Markdown whose links to files of the project, which leave the folder of the notebooks, are plain.

    >>> without_ways_out("[the table](../docs/operations.md), [next](02_perceptron.ipynb)")
    'the table, [next](02_perceptron.ipynb)'
    """
    return re.sub(r"\[([^]]*)\]\(\.\./[^)]*\)", r"\1", text)


def _sources() -> list[Path]:
    """The course as it was installed; in a checkout, as it stands there."""
    here = Path(__file__).resolve().parent
    home = here / "course" if (here / "course").is_dir() else here.parent / "notebooks"
    return [*sorted(home.glob("[0-9][0-9]_*.ipynb")), *(home / name for name in _BESIDE)]


def _copy(source: Path, target: Path) -> bool:
    """Writes a copy if nothing is there yet; says whether it did."""
    from autograd.shared.files import write_file  # when it is known whose autograd this is

    text = source.read_text(encoding="utf-8")
    try:
        write_file(target, (blank(text) if source.suffix == ".ipynb" else text).encode())
    except FileExistsError:
        return False
    return True


def _open(folder: Path, options: Sequence[str]) -> int:
    from jupyterlab.labapp import LabApp

    is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # as in a container, where Jupyter asks to be told
    first = min(folder.glob("[0-9][0-9]_*.ipynb"))
    os.chdir(folder)  # what JupyterLab shows on the left
    shown_first = f"--LabApp.default_url=/lab/tree/{first.name}"
    LabApp.launch_instance([shown_first, *(["--allow-root"] if is_root else []), *options])
    return 0
