"""What a test needs and a machine may not have: a package, a program, something that draws.

A test that needs what is not there is left out by that name, and counted. Where CI is set it fails instead, so that
nothing goes untested by mistake, unless the run says what it does without: `WITHOUT="llvmlite tqdm"`, or
`WITHOUT=everything`. The environments of `tests/matrix.py` say so.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

__all__ = [
    "BRIDGES",
    "EITHER",
    "EITHER_WAY",
    "ENGINES",
    "GRADERS",
    "ROOMS",
    "TEX",
    "drawn_in_vain",
    "imported_in_vain",
    "is_there",
    "need",
    "verdict",
]

EITHER = {
    "chromium": ("chromium-headless-shell", "chromium", "chromium-browser"),  # without windows it is half the work
    "dot": ("dot", "pygraphviz"),
}
"""Names of which one is enough. A name is that of a program on the PATH, or the one that a package is imported by."""

ROOMS: dict[str, tuple[str, ...]] = {
    "IPython": ("tests/docs/test_site.py",),
    "anywidget": (
        "docs/live_pages.md",
        "tests/notebooks/test_marimo.py::test_a_dragged_leaf",
        "tests/viz/classroom/test_playground_widget.py",
        "viz/classroom/playground_widget.py",
        "viz/live/widget.py",
    ),
    "llvmlite": (
        "README.md",
        "autograd/compiler/__init__.py",
        "autograd/compiler/iteration.py",
        "autograd/compiler/program.py",
        "autograd/compiler/run/adding.py",
        "autograd/compiler/run/shuffling.py",
        "autograd/compiler/shapes.py",
        "autograd/errors.py::autograd.errors.ControlFlowError",
        "docs/explanation/machine_code.md",
        "docs/how_to/compile_your_program.md",
        "docs/how_to/layers_losses_optimizers.md",
        "docs/how_to/sweep.md",
        "nn/training/side_by_side.py",
        "tests/autograd/compiler/codegen",
        "tests/autograd/compiler/run/test_shuffling.py",
        "tests/autograd/compiler/test_own_operations.py",
        "tests/autograd/compiler/test_program.py",
        "tests/autograd/compiler/test_shapes.py",
        "tests/nn/training/test_compiled.py",
        "tests/nn/training/test_sequences.py",
    ),
    "dot": (
        "README.md",
        "docs/explanation/fused_rows.md",
        "docs/explanation/why_topological_order.md",
        "docs/how_to/deck.md",
        "docs/how_to/from_and_to_onnx.md",
        "docs/how_to/pictures.md",
        "docs/how_to/worksheet.md",
        "docs/live_pages.md",
        "docs/tutorial.md",
        "tests/autograd/shared/test_printing.py::test_the_programs_run_on_such_a_terminal",
        "tests/benchmarks/test_fuzz.py::test_every_target_takes_what_is_drawn_for_it",
        "tests/chalkgrad_command/test_command.py",
        "tests/chalkgrad_command/test_doctor.py",
        "tests/docs/test_site.py",
        "tests/notebooks/test_export.py::test_what_is_shown_afresh_has_a_picture_for_latex_that_asks_for_no_inkscape[graph]",
        "tests/notebooks/test_jupyterlab.py::test_a_dragged_leaf",
        "tests/notebooks/test_lab_site.py::test_python_in_node",
        "tests/notebooks/test_marimo.py::test_a_dragged_leaf",
        "tests/notebooks/test_notebooks.py::TestEveryNotebook::test_it_runs",
        "tests/test_demo.py",
        "tests/test_portability.py::test_a_decimal_comma",
        "tests/test_portability.py::test_a_terminal_of_windows",
        "tests/test_portability.py::test_what_only_posix_has",
        "tests/test_reprs.py::test_a_notebook_shows_more_than_words",
        "tests/viz/classroom",
        "tests/viz/command",
        "tests/viz/graph",
        "tests/viz/live",
        "tests/viz/rendering",
        "tests/viz/test_changes.py",
        "tests/viz/test_micrograd.py",
        "viz/__init__.py",
        "viz/classroom/sheets",
        "viz/live",
        "viz/rendering",
    ),
    "onnx": ("docs/how_to/from_and_to_onnx.md", "nn/bridges/onnx_files/reading.py", "nn/bridges/onnx_files/writing.py"),
    "onnxruntime": ("docs/how_to/from_and_to_onnx.md",),
    "pyarrow": ("nn/bridges/arrow.py", "tests/nn/bridges/test_arrow.py"),
    "pygraphviz": ("tests/viz/test_references.py",),  # another Graphviz gives the same picture other widths
    "pandas": ("docs/how_to/scikit_learn.md", "tests/nn/bridges/test_estimators.py"),
    "sklearn": (
        "docs/how_to/scikit_learn.md",
        "nn/bridges/estimators.py",
        "nn/datasets/images.py::nn.datasets.images.digits",
        "tests/nn/bridges/test_estimators.py",
    ),
    "torch": (
        "autograd/torch_graphs/calling.py",
        "docs/how_to/draw_pytorch.md",
        "docs/how_to/from_and_to_pytorch.md",
        "nn/bridges/pytorch.py",
        "nn/bridges/torch_nets",
    ),
}
"""Tests and doctests, by the beginnings of their names, that need something as a whole. Others say it themselves."""

EITHER_WAY = [False, pytest.param(True, marks=pytest.mark.needs("llvmlite"))]
"""For tests of what is the same when it is `compiled`."""

ENGINES = ("distributed", "loky", "mpi4py", "pyarrow", "ray")
"""What `make engines` installs, and nobody else: where it is not there, a test that needs it is left out, in CI too."""

GRADERS = ("moodle_xml_parser", "nbgrader", "otter", "qti2latex")
"""What `make graders` installs, likewise."""

BRIDGES = ("torch",)
"""What `make bridges` installs, likewise: PyTorch's wheel brings gigabytes."""

TEX = ("lualatex", "pdflatex", "xelatex")
"""What `make tex` wants and no package index has: TeX Live, from the system's packages."""

HERE = Path(__file__).parent
OWN = (HERE, HERE.parent / "oracles", HERE.parent / "notebooks")
"""The code of the tests and of what they run, beside the packages under test."""


def is_there(name: str) -> bool:
    """Whether a program or a package can be used here."""
    return any(shutil.which(either) or importlib.util.find_spec(either) for either in EITHER.get(name, (name,)))


def verdict(name: str) -> str:
    """What becomes of a test that needs what is not there: it is "skipped", or has "failed"."""
    without = os.environ.get("WITHOUT", "").split()
    return (
        "skipped"
        if name in (*without, *BRIDGES, *ENGINES, *GRADERS, *TEX) or "everything" in without or not os.environ.get("CI")
        else "failed"
    )


def need(*names: str) -> None:
    """Leaves out the test that runs, or the module that is being imported, where one of these is not there."""
    for name in names:
        if not is_there(name):
            if verdict(name) == "failed":
                pytest.fail(f"needs {name}", pytrace=False)
            pytest.skip(f"needs {name}", allow_module_level=True)


def imported_in_vain(error: BaseException | None) -> str | None:
    """The package that the tests' own code, or the notebooks', imports and that is not there, where that went wrong.

    Where the packages under test import it, that is a failure like any other.
    """
    if not isinstance(error, ModuleNotFoundError):
        error = error and error.__cause__  # pytest's own, of a module that cannot be imported
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    importer = next(file for file in reversed(files) if not file.startswith("<frozen"))
    is_ours = any(Path(importer).is_relative_to(folder) for folder in OWN)
    return error.name.split(".")[0] if is_ours else None


def drawn_in_vain(error: BaseException | None) -> str | None:
    """The name of what draws, where there is none and that is what went wrong."""
    return "dot" if type(error).__name__ == "GraphvizNotFoundError" and not is_there("dot") else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name, rooms in ROOMS.items():
            if item.nodeid.startswith(rooms):
                item.add_marker(pytest.mark.needs(name))


def pytest_runtest_setup(item: pytest.Item) -> None:
    need(*(name for mark in item.iter_markers("needs") for name in mark.args))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo) -> Iterator[None]:
    return _judged((yield), call)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    report = yield
    if report.call.excinfo:  # pytest leaves a module that cannot be imported half imported
        sys.modules.pop(report.nodeid.removesuffix(".py").replace("/", "."), None)
    return _judged(report, report.call)


def _judged(report, call):
    """The report; where a test imports what is not there, or draws without Graphviz, it says that the test needs it."""
    error = call.excinfo and call.excinfo.value
    missing: Iterable[str] = ()
    if isinstance(error, (ImportError, pytest.Collector.CollectError)):
        missing = (name for name, rooms in ROOMS.items() if report.nodeid.startswith(rooms) and not is_there(name))
    if name := imported_in_vain(error) or drawn_in_vain(error) or next(iter(missing), None):
        report.outcome = verdict(name)
        report.longrepr = (report.nodeid, None, f"Skipped: needs {name}") if report.skipped else f"needs {name}"
    return report
