"""chalkgrad and another package called autograd in one environment, as pip makes it: both orders, and the way out."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.test_distribution import ROOT, build, is_built_here

pytestmark = [pytest.mark.slow, pytest.mark.needs("pip"), is_built_here]

USERS = ("nn", "viz", "chalkgrad")
"""What cannot do without autograd."""
STARTING = "another = 1"
NOT_STARTING = "import a_package_that_is_not_there"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("ours"))[0]


def theirs(folder: Path, program: str) -> Path:
    """A wheel with a package of the same name."""
    wheel = folder / "autograd-1.8.0-py3-none-any.whl"
    about = "autograd-1.8.0.dist-info"
    files = {
        "autograd/__init__.py": f"{program}\n",
        "autograd/numpy.py": "",
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: autograd\nVersion: 1.8.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{about}/RECORD"] = "".join(f"{name},,\n" for name in (*files, f"{about}/RECORD"))
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return wheel


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """That of an environment with nothing in it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    return tmp_path / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.fixture
def pip(python: Path) -> Callable[..., None]:
    """The pip of this environment, working in that one, without an index."""

    def run(*command: object) -> None:
        start = [sys.executable, "-m", "pip", "--python", python, "--isolated", "--disable-pip-version-check"]
        subprocess.run([*start, *map(str, command)], check=True, capture_output=True)

    return run


def install(pip: Callable[..., None], *wheels: object) -> None:
    for wheel in wheels:
        pip("install", "--no-deps", "--no-index", "--no-compile", wheel)


def said(python: Path, program: str) -> str:
    """The last line that a program says."""
    ran = subprocess.run(
        [python, "-c", program], capture_output=True, text=True, encoding="utf-8", check=False, cwd=python.parent
    )
    return (ran.stdout + ran.stderr).strip().splitlines()[-1]


@pytest.mark.parametrize("program", [STARTING, NOT_STARTING])
def test_theirs_last_is_named_by_whoever_needs_ours(program, python, pip, ours, tmp_path):
    install(pip, ours, theirs(tmp_path, program))
    for name in USERS:
        message = said(python, f"import {name}")
        assert message.startswith("ImportError: expected chalkgrad's autograd in ")
        assert "but the file was written over, which belongs to autograd 1.8.0" in message
        assert re.search(r"-m pip uninstall autograd, then \S+ -m pip install --force-reinstall --no-deps \S", message)
        assert str(python) in message


def test_ours_last_works_and_where_theirs_goes_what_is_told_brings_ours_back(python, pip, ours, tmp_path):
    install(pip, theirs(tmp_path, STARTING), ours)
    works = "import nn, viz, chalkgrad; print(chalkgrad.Value(2.0))"
    assert said(python, works) == "Value(2.0)"
    doctor = "from chalkgrad_command.doctor import examine; print(examine()[1].cure)"
    assert said(python, doctor).startswith("autograd is shared with autograd 1.8.0: one of the two does not work. ")
    pip("uninstall", "--yes", "autograd")
    for name in USERS:  # what both had written is gone with it
        message = said(python, f"import {name}")
        assert message.startswith("ImportError: expected the package autograd beside chalkgrad in ")
        assert re.search(r"found none: \S+ -m pip install --force-reinstall --no-deps \S", message)
    pip("install", "--force-reinstall", "--no-deps", "--no-index", "--no-compile", ours)
    assert said(python, works) == "Value(2.0)"
