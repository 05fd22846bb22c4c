"""The notebooks run from top to bottom, what is committed is what they give, and everyone can read it.

Errors, stderr, cells of more than 20 seconds and outputs of more than 500 KB are refused while a notebook is built, and
so by the fixture that builds them all.
"""

from __future__ import annotations

import ast
import builtins
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from notebooks import build

LECTURE = {
    "01_derivatives": "L5.1 L5.2 L5.3 L5.4 L5.5",
    "02_perceptron": "L1.1 L1.2 L1.3 L2.1 L2.2 L2.3",
    "03_multilayer_perceptron": "L3.1 L3.2 L3.4 L3.5",
    "04_softmax_and_losses": "L3.3 L3.6 L4.1 L4.2 L4.3 L4.4",
    "05_backprop": "L7.1 L7.2 L7.3 L7.4 L7.5 L8.1 L8.2 L8.3 L8.4",
    "06_gradient_descent": "L6.1 L6.2 L6.3 L6.4",
    "07_learning_xor": "L9.1 L9.2 L9.3",
    "08_from_graph_to_machine_code": "",
    "09_a_gpt": "",
}
"""Where each item of the lecture is taught; the last two notebooks go beyond it."""

EXERCISES = {name: 5 if name == "09_a_gpt" else 3 for name in LECTURE}

FROM_MACHINE_TO_MACHINE = {
    r'src="data:[^"]*"': "",  # pixels and outlines, which depend on fonts and libraries; the alternative texts don't
    r"\b\d(\.\d+)?e-\d\d\b": "tiny",  # bounds of rounding errors
    r": \d+(\.\d+)? [nµm]?s\b": ": some time",  # what was measured, beside a bar
}
"""What an output may differ in, and what stands for it in a comparison."""

NOTEBOOKS = [source for source in build.sources() if source.parent == build.FOLDER]
every_notebook = pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)
every_source = pytest.mark.parametrize(
    "source", build.sources(), ids=lambda path: str(path.relative_to(build.FOLDER).with_suffix(""))
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder of all notebooks, built afresh as `make notebooks` does, and what went wrong."""
    folder = tmp_path_factory.mktemp("notebooks")
    command = [sys.executable, "-W", "ignore", build.__file__, "--into", folder]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return folder, run.stderr


from_source = cache(build.from_source)


@cache
def committed(source: Path) -> nbformat.NotebookNode:
    return nbformat.read(source.with_suffix(".ipynb"), as_version=4)


def outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def words(output: nbformat.NotebookNode) -> str:
    """What an output says: what is printed, or what stands for a picture."""
    data = output.get("data", {})
    text = output.get("text") or data.get("text/html", "") or data.get("text/plain", "")
    for what, stands_for in FROM_MACHINE_TO_MACHINE.items():
        text = re.sub(what, stands_for, text)
    return text


@cache
def headings(source: Path) -> list[tuple[int, str]]:
    """The headings of a notebook, each with its level."""
    cells = [cell.source for cell in from_source(source).cells if cell.cell_type == "markdown"]
    lines = [line for cell in cells for line in re.sub(r"```.*?```", "", cell, flags=re.DOTALL).splitlines()]
    return [(len(m[1]), m[2]) for line in lines if (m := re.match(r"(#+) (.*)", line))]


class TestEveryNotebook:
    @every_source
    def test_the_committed_notebook_has_the_cells_of_its_source(self, source):
        expected = from_source(source)
        assert [(c.cell_type, c.source) for c in committed(source).cells] == [
            (c.cell_type, c.source) for c in expected.cells
        ]

    @every_source
    def test_it_runs_and_says_what_is_committed(self, source, built):
        folder, complaints = built
        target = folder / source.relative_to(build.FOLDER).with_suffix(".ipynb")
        assert target.exists(), complaints
        executed = nbformat.read(target, as_version=4)
        assert list(map(words, outputs(executed))) == list(map(words, outputs(committed(source))))

    @every_source
    def test_headings_nest(self, source):
        levels = [level for level, _ in headings(source)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    @every_source
    def test_a_cell_has_six_lines_or_fewer(self, source):
        for cell in from_source(source).cells:
            if cell.cell_type == "code":
                assert len([line for line in cell.source.splitlines() if line.strip()]) <= 6, cell.source


class Images(HTMLParser):
    """Collects the attributes of every `<img>` element."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.found.append(dict(attrs))


class TestPictures:
    @every_source
    def test_every_picture_is_in_the_file_and_has_alternative_text(self, source):
        for output in outputs(committed(source)):
            data = output.get("data", {})
            images = Images(data.get("text/html", "")).found
            assert all(len((image["alt"] or "").split()) >= 3 for image in images)
            assert all((image["src"] or "").startswith("data:image/") for image in images)
            if any(kind.startswith("image/") for kind in data):
                assert images, "JupyterLab gives a bare image no alternative text"

    @every_notebook
    def test_every_notebook_has_pictures(self, source):
        assert any(Images(output.get("data", {}).get("text/html", "")).found for output in outputs(committed(source)))


class TestExercises:
    @every_notebook
    def test_there_are_as_many_as_are_meant_and_each_starts_unsolved(self, source):
        count = EXERCISES[source.stem]
        titles = [text for _, text in headings(source)]
        assert [text[:11] for text in titles if text.startswith("Exercise")] == [
            "Exercises",
            *(f"Exercise {k}:" for k in range(1, count + 1)),
        ]
        assert [text for output in outputs(committed(source)) if (text := words(output)).startswith("✓")] == []
        assert len([text for output in outputs(committed(source)) if (text := words(output)).startswith("✗")]) == count

    @every_notebook
    def test_the_solutions_are_right(self, source):
        said = [words(output) for output in outputs(committed(source.parent / "solutions" / source.name))]
        assert len([text for text in said if text.startswith("✓ Right")]) == EXERCISES[source.stem]
        assert not any("✗" in text for text in said)

    @every_notebook
    def test_the_solutions_need_nothing_that_the_notebook_has_not_imported(self, source):
        solutions = source.parent / "solutions" / source.name
        needed = {node.id for node in names(solutions) if isinstance(node, ast.Name)} - set(dir(builtins)) - {"sys"}
        own = {node.id for node in names(solutions) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        own |= {node.arg for node in names(solutions) if isinstance(node, ast.arg)}
        own |= {node.name for node in names(solutions) if isinstance(node, ast.FunctionDef)}
        imported = {node.name for node in names(source) if isinstance(node, ast.alias)}
        assert needed - own <= imported


def names(source: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(source.read_text(encoding="utf-8")))


class TestLecture:
    def test_each_item_stands_in_the_headings_of_its_notebook_once(self):
        taught = {
            source.stem: re.findall(r"\bL\d\.\d\b", " ".join(text for _, text in headings(source)))
            for source in NOTEBOOKS
        }
        assert {name: sorted(items) for name, items in taught.items()} == {
            name: items.split() for name, items in LECTURE.items()
        }
