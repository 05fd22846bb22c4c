"""Makes the copy for students: the notebooks without outputs, and what they import; no solutions."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

import nbformat

FOLDER = Path(__file__).parent
NEEDED = ("course.py", "quizzes.md")


def handout(folder: Path) -> list[Path]:
    """Writes the notebooks of the course into a folder, as nobody has run them; returns what was written.

    Raises:
        FileExistsError: if the folder is there: a student's answers may be in it.
    """
    folder.mkdir(parents=True)
    written = [Path(shutil.copy(FOLDER / name, folder)) for name in NEEDED]
    for source in sorted(FOLDER.glob("[0-9][0-9]_*.ipynb")):
        notebook = without_ways_out(nbformat.read(source, as_version=4))
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        written.append(folder / source.name)
        nbformat.write(notebook, written[-1])
    return written


def without_ways_out(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy whose links to files of the project, which leave the folder of the notebooks, are plain text."""
    copy = nbformat.from_dict(notebook)
    for cell in copy.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"\[([^]]*)\]\(\.\./[^)]*\)", r"\1", cell.source)
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
