"""Executes the notebooks' sources, two at a time, and writes the .ipynb files beside them.

A source is a `.py` file in the percent format. What is built from it is the same on every machine, as far as the
outputs are: no times, no paths, no random cell names.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

FOLDER = Path(__file__).parent
SECONDS_A_CELL = 20
BYTES_AN_OUTPUT = 500_000
AT_ONCE = 2

_FILLS_A_SLIDE = re.compile(r"^(quiz|slider|viz\.\w+)\(", re.MULTILINE)


def sources() -> list[Path]:
    """The source of every notebook in the order of the course, then those of the solutions."""
    name = "[0-9][0-9]_*.py"
    return [*sorted(FOLDER.glob(name)), *sorted((FOLDER / "solutions").glob(name))]


def from_source(source: Path) -> nbformat.NotebookNode:
    """The notebook that a source describes, not executed, cut into slides."""
    notebook = jupytext.read(source)
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata = {key: cell.metadata[key] for key in ("slideshow", "tags") if key in cell.metadata}
    _cut_into_slides(notebook.cells)
    return notebook


def _cut_into_slides(cells: list[nbformat.NotebookNode]) -> None:
    """Marks the cells that begin a slide: headings, quizzes, what follows a quiz, pictures, the code after a picture.

    What a source says of a cell itself counts more.
    """
    full = ""
    for cell in cells:
        shows = _FILLS_A_SLIDE.search(cell.source) if cell.cell_type == "code" else None
        begins = cell.source.startswith("#") or shows or full == "quiz" or (full and cell.cell_type == "code")
        if begins:
            type_ = "slide" if re.match("##? ", cell.source) else "subslide"
            cell.metadata.setdefault("slideshow", {"slide_type": type_})
        if shows or begins:
            full = shows[1] if shows else ""


def execute(source: Path) -> nbformat.NotebookNode:
    """The notebook of a source, with its outputs.

    Raises:
        nbclient.exceptions.CellExecutionError: if a cell raises an error.
        nbclient.exceptions.CellTimeoutError: if a cell takes longer than 20 seconds.
        RuntimeError: if a cell writes to stderr, or puts out more than 500 KB at once.
    """
    notebook = from_source(source)
    where = {"metadata": {"path": str(source.parent)}}
    NotebookClient(
        notebook,
        timeout=SECONDS_A_CELL,
        record_timing=False,
        coalesce_streams=True,
        resources=where,
        extra_arguments=["--log-level=ERROR"],  # else every kernel warns that it listens on this machine
    ).execute(env={**os.environ, "CHALKGRAD_STATIC": "1"})
    notebook.metadata.pop("language_info", None)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            _keep_one_copy(output)
            _check(output, cell.source)
    return notebook


def _keep_one_copy(output: nbformat.NotebookNode) -> None:
    """Leaves out the copies of a picture for programs that show no HTML: GitHub does, and the files stay small."""
    data = output.get("data", {})
    if "text/html" in data:
        for kind in [kind for kind in data if kind.startswith("image/")]:
            del data[kind]


def _check(output: nbformat.NotebookNode, code: str) -> None:
    if output.get("name") == "stderr":
        raise RuntimeError(f"a cell wrote to stderr:\n{code}\n\n{output.text}")
    size = len(json.dumps(output).encode())
    if size > BYTES_AN_OUTPUT:
        raise RuntimeError(f"a cell put out {size} bytes at once, more than {BYTES_AN_OUTPUT}:\n{code}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="build only these, such as 05_backprop")
    parser.add_argument("--into", type=Path, default=FOLDER, help="the folder to write to, instead of the sources' own")
    options = parser.parse_args()
    chosen = [source for source in sources() if not options.names or source.stem in options.names]
    failures = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for source, building in zip(chosen, [pool.submit(execute, source) for source in chosen]):
            target = options.into / source.relative_to(FOLDER).with_suffix(".ipynb")
            try:
                notebook = building.result()
            except (CellExecutionError, CellTimeoutError, RuntimeError) as error:
                print(f"{source.relative_to(FOLDER)} failed:\n{error}", file=sys.stderr, flush=True)
                failures += 1
            else:
                target.parent.mkdir(exist_ok=True)
                nbformat.write(notebook, target)
                print(f"wrote {target}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
