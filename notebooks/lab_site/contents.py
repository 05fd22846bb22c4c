"""The notebooks as the site has them, and the page that lists them."""

from __future__ import annotations

import html
from pathlib import Path

import nbformat
from nbconvert.filters import markdown2html

from notebooks.handout import handout, without_ways_out

__all__ = ["front_page", "notebooks_of_the_site"]

_NOTEBOOKS = Path(__file__).parents[1]
_HERE = Path(__file__).parent

_NO_COMPILER = """\
> This needs the compiler of machine code, and a page has none. On a machine of your own, it gives what stands below it.
"""


def notebooks_of_the_site(folder: Path) -> list[Path]:
    """Writes what a student needs into a folder; returns the notebooks, in the order of the course.

    Raises:
        FileExistsError: if the folder is there.
    """
    written = [path for path in handout(folder) if path.suffix == ".ipynb"]
    for path in written:
        notebook = without_ways_out(nbformat.read(path, as_version=4))
        notebook.metadata.kernelspec = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
        executed = nbformat.read(_NOTEBOOKS / path.name, as_version=4).cells
        notebook.cells = [
            _to_be_read(cell) if "machine-code" in cell.metadata.get("tags", ()) else new
            for cell, new in zip(executed, notebook.cells)
        ]
        nbformat.write(notebook, path)
    return written


def _to_be_read(cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A cell that a page can't run, as text: what it says, and what it gives where it can be run."""
    parts = [_NO_COMPILER, f"```python\n{cell.source}\n```", *map(_given, cell.outputs)]
    return nbformat.v4.new_markdown_cell("\n\n".join(parts), id=cell.id, metadata=cell.metadata)


def _given(output: nbformat.NotebookNode) -> str:
    """An output as Markdown."""
    return output.data["text/html"] if "data" in output else f"```text\n{output.text.rstrip()}\n```"


def front_page(notebooks: list[Path]) -> str:
    """What the site opens with: each notebook with its title and its first paragraph."""
    page = (_HERE / "front.html").read_text(encoding="utf-8")
    return page.replace("{notebooks}", "\n".join(map(_line, notebooks)))


def _line(path: Path) -> str:
    title, about, *_ = nbformat.read(path, as_version=4).cells[0].source.split("\n\n")
    number, name = title.removeprefix("# ").split(" ", 1)
    link = f"lab/index.html?path={path.name}"
    return f'<li><h2><a href="{link}"><span>{number}</span> {html.escape(name)}</a></h2>{markdown2html(about)}</li>'
