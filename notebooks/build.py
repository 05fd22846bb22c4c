"""Executes the notebooks' sources, and writes the .ipynb files beside them.

A source is a `.py` file in the percent format. What is built from it is the same on every machine, as far as the
outputs are: no times, no paths, no random cell names.
"""

from __future__ import annotations

import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent


def sources() -> list[Path]:
    """Every notebook's source, in the order of the course."""
    return sorted(FOLDER.glob("[0-9][0-9]_*.py"))


def from_source(source: Path) -> nbformat.NotebookNode:
    """The notebook that a source describes, not executed."""
    notebook = jupytext.read(source)
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata = {}
    return notebook


def execute(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with its outputs. A cell that raises an error, or writes to stderr, stops it.

    Raises:
        nbclient.exceptions.CellExecutionError: if a cell raises an error.
        RuntimeError: if a cell writes to stderr.
    """
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                raise RuntimeError(f"a cell wrote to stderr:\n{cell.source}\n\n{output.text}")
    notebook.metadata.pop("language_info", None)
    return notebook


def main() -> None:
    for source in sources():
        target = source.with_suffix(".ipynb")
        nbformat.write(execute(from_source(source)), target)
        print(f"wrote {target.relative_to(Path.cwd()) if target.is_relative_to(Path.cwd()) else target}")


if __name__ == "__main__":
    sys.exit(main())
