"""What a test needs and a machine may not have: a package, a program, something that draws.

A test that needs what is not there is left out by that name, and counted. Where CI is set it fails instead, so that
nothing goes untested by mistake, unless the run says what it does without: `WITHOUT="llvmlite tqdm"`, or
`WITHOUT=everything`. The environments of `tests/matrix.py` say so.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import traceback
from doctest import UnexpectedException
from pathlib import Path

import pytest

__all__ = ["EITHER_WAY", "ROOMS", "imported_in_vain", "is_there", "need", "verdict"]

EITHER = {"chromium": ("chromium", "chromium-browser"), "dot": ("dot", "pygraphviz")}
"""Names of which one is enough. A name is that of a program on the PATH, or the one that a package is imported by."""

ROOMS: dict[str, tuple[str, ...]] = {
    "llvmlite": (
        "README.md",
        "autograd/compiler/__init__.py",
        "autograd/compiler/program.py",
        "autograd/compiler/shapes.py",
        "tests/autograd/compiler/codegen",
        "tests/autograd/compiler/test_own_operations.py",
        "tests/autograd/compiler/test_program.py",
        "tests/autograd/compiler/test_shapes.py",
        "tests/nn/training/test_compiled.py",
        "tests/nn/training/test_sequences.py",
    ),
    "dot": (
        "README.md",
        "docs/live_pages.md",
        "tests/chalkgrad/test_command.py",
        "tests/chalkgrad/test_doctor.py",
        "tests/test_demo.py",
        "tests/viz/classroom",
        "tests/viz/command",
        "tests/viz/graph",
        "tests/viz/live",
        "tests/viz/rendering",
        "tests/viz/test_changes.py",
        "tests/viz/test_micrograd.py",
        "tests/viz/test_references.py",
        "viz/__init__.py",
        "viz/live",
        "viz/rendering",
    ),
    "sklearn": ("nn/datasets/images.py::nn.datasets.images.digits",),
}
"""Tests and doctests, by the beginnings of their names, that need something as a whole. Others say it themselves."""

EITHER_WAY = [False, pytest.param(True, marks=pytest.mark.needs("llvmlite"))]
"""For tests of what is the same when it is `compiled`."""

HERE = Path(__file__).parent


def is_there(name: str) -> bool:
    """Whether a program or a package can be used here."""
    return any(shutil.which(either) or importlib.util.find_spec(either) for either in EITHER.get(name, (name,)))


def verdict(name: str) -> str:
    """What becomes of a test that needs what is not there: it is "skipped", or has "failed"."""
    without = os.environ.get("WITHOUT", "").split()
    return "skipped" if name in without or "everything" in without or not os.environ.get("CI") else "failed"


def need(*names: str) -> None:
    """Leaves out the test that runs, or the module that is being imported, where one of these is not there."""
    for name in names:
        if not is_there(name):
            if verdict(name) == "failed":
                pytest.fail(f"needs {name}", pytrace=False)
            pytest.skip(f"needs {name}", allow_module_level=True)


def imported_in_vain(error: BaseException | None) -> str | None:
    """The package that the tests' own code imports and that is not there, where that is what went wrong.

    Where the packages under test import it, that is a failure like any other.
    """
    if isinstance(error, UnexpectedException):
        error = error.exc_info[1]
    if not isinstance(error, ModuleNotFoundError):
        error = error and error.__cause__  # pytest's own, of a module that cannot be imported
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    importer = next(file for file in reversed(files) if not file.startswith("<frozen"))
    ours = importer.startswith("<doctest") or Path(importer).is_relative_to(HERE.parent / "oracles")
    return error.name.split(".")[0] if ours or Path(importer).is_relative_to(HERE) else None
