"""The suite in every environment that is promised: `make matrix`; `make matrix ONLY=3.12` for one, `QUICK=1` for less.

A row of ROWS is an environment. uv looks for its Python, among pyenv's too, brings it where it can, and installs what
the row says; then pytest runs in it, as many rows side by side as there are processors. In the end there is a table:
what passed, what failed, what was left out for want of what, and whether one seed gave the same bits in all of them. A
Python that cannot be had is named in it.
"""

from __future__ import annotations

import argparse
import collections
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from tests import bits

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "build" / "matrix"
THIS = f"{sys.version_info.major}.{sys.version_info.minor}"
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
FREE_THREADED = ("3.13t", "3.14t")
ALL = (("--editable", ".[test]"),)
LOWEST = (("--resolution", "lowest-direct", "--editable", ".[test]"),)
ALONE = (("--no-deps", "--editable", "."), ("--only-binary", ":all:", "hypothesis", "mpmath", "pytest"))
ENGINE = ("tests/autograd", "tests/nn", "autograd", "nn")
BARE = ("-W", "ignore:assertions not in test modules", "tests/autograd", "tests/nn", "tests/viz")
"""Where there are no docstrings, JupyterLab does not start, and no page can be tested."""
JUPYTER = ("IPython", "anywidget", "ipykernel", "ipywidgets", "jupyterlab", "nbclient", "nbconvert", "nbformat")
QUICK = ("-m", "not slow", "--ignore=tests/notebooks")


class Row(NamedTuple):
    """An environment: its Python, what is installed, what is then taken away, and how the tests are run in it."""

    name: str
    python: str = THIS
    installed: tuple[tuple[str, ...], ...] = ALL
    without: tuple[str, ...] = ()  # packages
    hidden: tuple[str, ...] = ()  # programs that must not be found on the PATH
    programs: tuple[str, ...] = ()  # programs that must be on it
    variables: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


ROWS = [
    *(Row(python, python) for python in PYTHONS),
    *(Row(f"{python}-lowest", python, LOWEST) for python in PYTHONS[:2]),
    *(Row(f"{python}-alone", python, ALONE, ("everything",), tests=ENGINE) for python in PYTHONS + FREE_THREADED),
    Row("no-pygraphviz", without=("pygraphviz",), programs=("dot",)),
    Row("no-graphviz", without=("pygraphviz",), hidden=("dot",)),
    Row("no-llvmlite", without=("llvmlite",)),
    Row("no-tqdm", without=("tqdm",)),
    Row("no-jupyter", without=JUPYTER),
    Row("warnings", variables=(("PYTHONWARNINGS", "error"),), options=("-bb", "-X", "dev")),
    Row("optimized", variables=(("PYTHONOPTIMIZE", "2"),), tests=BARE),
]


class Result(NamedTuple):
    """What came of a row, or why nothing did."""

    row: Row
    passed: int = 0
    failed: int = 0
    left_out: tuple[tuple[str, int], ...] = ()
    trouble: str = ""

    def __str__(self) -> str:
        left_out = ", ".join(f"{count} for {name}" for name, count in self.left_out)
        figures = f"{'':16}" if self.trouble else f"{self.passed:8,}{self.failed:8,}"
        return f"{self.row.name:16}{figures}  {self.trouble or left_out}".rstrip()


def result_of(row: Row, quick: bool) -> Result:
    """Makes the environment and runs the tests in it. What was said stands in build/matrix/NAME/log.txt."""
    if missing := [program for program in row.programs if shutil.which(program) is None]:
        return Result(row, trouble=f"not tried: needs {' and '.join(missing)} on the PATH")
    folder = PLACE / row.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if not ran(
        folder, ["uv", "venv", "--seed", "--no-project", "--python", row.python, folder / "venv"], path_with_pythons()
    ):
        return Result(row, trouble=f"not tried: there is no Python {row.python} here, and uv cannot bring it")
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    steps = [["install", "--python", python, *what] for what in row.installed]
    if row.installed is ALL and row.without:
        steps.append(["uninstall", "--python", python, *row.without])
    if not all(ran(folder, ["uv", "pip", *step], path_with_pythons()) for step in steps):
        return Result(row, trouble=f"cannot be installed: see {folder / 'log.txt'}")
    report = folder / "report.xml"
    tests = [*row.options, "-m", "pytest", f"--junit-xml={report}", *(QUICK if quick else ()), *row.tests]
    ran(folder, [python, *tests], variables(row, quick))
    ran(folder, [python, "-m", "tests.bits", folder / "bits.json"], variables(row, quick))
    return read(row, report)


def ran(folder: Path, command: list[object], variables: dict[str, str]) -> bool:
    """Whether a command ended well."""
    with (folder / "log.txt").open("a", encoding="utf-8") as log:
        words, environment = [str(word) for word in command], os.environ | variables
        return subprocess.run(words, cwd=ROOT, env=environment, stdout=log, stderr=log, check=False).returncode == 0


def path_with_pythons() -> dict[str, str]:
    """The PATH with uv, which is installed beside this Python, and with the Pythons that pyenv keeps."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    places = [Path(sys.executable).parent, *sorted(pyenv.glob("versions/*/bin")), os.environ["PATH"]]
    return {"PATH": os.pathsep.join(map(str, places))}


def variables(row: Row, quick: bool) -> dict[str, str]:
    """What the tests are told: that all they need is there, but for what the row does without, and where to build."""
    told = {"CI": "true", "WITHOUT": " ".join(row.without + row.hidden), "BUILD": str(PLACE / row.name)}
    told |= dict(row.variables)
    if quick:
        told["HYPOTHESIS_PROFILE"] = "quick"
    if row.hidden:
        told["PATH"] = path_without(row.hidden, PLACE / row.name / "path")
    return told


def path_without(hidden: tuple[str, ...], folder: Path) -> str:
    """A folder with links to all the programs on the PATH but some."""
    folder.mkdir(exist_ok=True)
    for place in os.environ["PATH"].split(os.pathsep):
        for program in Path(place).glob("*"):
            if program.name not in hidden and not (folder / program.name).exists():
                (folder / program.name).symlink_to(program)
    return str(folder)


def read(row: Row, report: Path) -> Result:
    """The figures of pytest's report."""
    if not report.exists():
        return Result(row, trouble=f"pytest broke off: see {report.with_name('log.txt')}")
    cases = list(ElementTree.parse(report).iter("testcase"))
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skips = [skipped for case in cases if (skipped := case.find("skipped")) is not None]
    needed = [re.search(r"needs (\w+)", f"{skip.get('message')} {skip.text}") for skip in skips]
    names = collections.Counter(what[1] if what else str(skip.get("message")) for what, skip in zip(needed, skips))
    return Result(row, len(cases) - failed - len(skips), failed, tuple(sorted(names.items())))


def main() -> int:
    """Runs the rows asked for; 0 if something was tried and nothing failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.matrix", description=__doc__.splitlines()[0])
    parser.add_argument("only", nargs="*", default=["*"], help="names of rows, or patterns such as '*-alone'; all")
    parser.add_argument("--quick", action="store_true", help="what `make check` runs, rather than everything")
    asked = parser.parse_args()
    rows = [row for row in ROWS if any(fnmatch(row.name, pattern) for pattern in asked.only)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda row: result_of(row, asked.quick), rows))
    print(f"{'environment':16}{'passed':>8}{'failed':>8}  left out", *results, sep="\n")
    tried = [result for result in results if not result.trouble.startswith("not tried")]
    different = bits.differences({r.row.name: bits.read(PLACE / r.row.name / "bits.json") for r in tried})
    print("", *different or ["one seed, the same bits in all of them"], sep="\n")
    return int(not tried or bool(different) or any(result.failed or result.trouble for result in tried))


if __name__ == "__main__":
    sys.exit(main())
