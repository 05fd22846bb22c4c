"""The notebooks run from top to bottom, and what is committed is what they give."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("notebooks_build", ROOT / "notebooks" / "build.py")
build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(build)


def texts(notebook: nbformat.NotebookNode) -> list[str]:
    """What the cells print, and what stands for their pictures."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", ()))
    return [output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs]


def test_there_are_notebooks():
    assert build.sources()


@pytest.mark.parametrize("source", build.sources(), ids=lambda path: path.stem)
class TestNotebook:
    def test_the_committed_notebook_has_the_cells_of_its_source(self, source):
        committed = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
        expected = build.from_source(source)
        assert [(c.cell_type, c.source) for c in committed.cells] == [(c.cell_type, c.source) for c in expected.cells]

    @pytest.mark.filterwarnings("default")  # Jupyter's own, which are not ours to mend
    def test_it_runs_without_errors_or_stderr_and_prints_what_is_committed(self, source):
        executed = build.execute(build.from_source(source))
        assert texts(executed) == texts(nbformat.read(source.with_suffix(".ipynb"), as_version=4))

    def test_every_picture_is_there_for_readers_without_jupyter(self, source):
        committed = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
        for cell in committed.cells:
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                assert ("image/svg+xml" in data) == ("image/png" in data)

    def test_no_output_is_larger_than_500_kb(self, source):
        committed = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
        for cell in committed.cells:
            for output in cell.get("outputs", ()):
                assert len(str(output)) < 500_000
