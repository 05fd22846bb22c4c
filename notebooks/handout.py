"""Makes the copy for students: the notebooks without outputs, and what they import; no solutions."""

from __future__ import annotations

import argparse
import sys
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

from chalkgrad_command import lab

if TYPE_CHECKING:
    import nbformat


def handout(folder: Path) -> list[Path]:
    """Writes the notebooks of the course into a folder, as nobody has run them; returns what was written.

    Raises:
        FileExistsError: if the folder is there: a student's answers may be in it.
    """
    folder.mkdir(parents=True)
    return lab.copy_course(folder)


def without_ways_out(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy whose links to files of the project, which leave the folder of the notebooks, are plain text."""
    copy = deepcopy(notebook)
    for cell in copy.cells:
        if cell.cell_type == "markdown":
            cell.source = lab.without_ways_out(cell.source)
    return copy


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path("handout"), help="the folder to make (default: handout)")
    options = parser.parse_args()
    try:
        written = handout(options.into)
    except FileExistsError:
        print(f"{options.into} is there already: name another one with --into, or move it away", file=sys.stderr)
        return 1
    print(f"wrote {len(written)} files into {options.into}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
