"""What of that which chalkgrad can use is on this machine, and how to get what is not: `chalkgrad doctor`."""

from __future__ import annotations

import importlib.util
import platform
import shutil
import sys
import webbrowser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from chalkgrad_command.companions import check_companions, mixture
from chalkgrad_command.cures import installation

__all__ = ["Finding", "examine", "report", "version_of"]

_OLDEST = (3, 10)


@dataclass(frozen=True)
class Finding:
    """What was found of one thing.

    Attributes:
        name: the thing.
        purpose: what it is for.
        found: what is there, in words; "" for nothing.
        cure: what to do where nothing is there, or where what is there will not do; "" where all is well.
        is_needed: whether chalkgrad's main line, a graph computed, differentiated and drawn, stands on it.
    """

    name: str
    purpose: str
    found: str
    cure: str = ""
    is_needed: bool = False

    def __str__(self) -> str:
        mark = "ok  " if self.found and not self.cure else "MISS" if self.is_needed else "none"
        said = self.found or f"not found; for {self.purpose}"
        return f"{mark} {self.name}: {said}" + (f"\n     {self.cure}" if self.cure else "")


def examine() -> list[Finding]:
    """Everything that chalkgrad needs or can use, looked for on this machine. Nothing is changed.

    >>> [finding.name for finding in examine()][:3]
    ['Python', 'the packages', 'Graphviz']
    """
    return [_python(), _packages(), _graphviz(), _fonts(), *_extras(), _browser()]


def report(findings: Sequence[Finding]) -> str:
    """What was found, line by line, the cure below what is missing.

    >>> print(report([Finding("Python", "everything", "3.12.1"), Finding("X", "more speed", "", "pip install x")]))
    ok   Python: 3.12.1
    none X: not found; for more speed
         pip install x
    <BLANKLINE>
    All that is needed is there.
    """
    missing = [finding.name for finding in findings if finding.is_needed and finding.cure]
    verdict = f"Missing: {', '.join(missing)}." if missing else "All that is needed is there."
    return "\n".join([*map(str, findings), "", verdict])


def _python() -> Finding:
    version = platform.python_version()
    found = f"{version} ({platform.python_implementation()}), {sys.executable}"
    oldest = ".".join(map(str, _OLDEST))
    cure = "" if sys.version_info >= _OLDEST else f"chalkgrad needs Python {oldest} or newer"
    return Finding("Python", "everything", found, cure, is_needed=True)


def _packages() -> Finding:
    """Ours, and nobody else's, not even beside them in the same folders."""
    found = f"autograd, nn and viz of chalkgrad {version_of('chalkgrad')}, in {Path(__file__).resolve().parents[1]}"
    try:
        check_companions()
    except ImportError as error:
        return Finding("the packages", "everything", "", str(error), is_needed=True)
    return Finding("the packages", "everything", found, mixture(), is_needed=True)


def _graphviz() -> Finding:
    """Something that draws; tried, since what is installed may still not run."""
    tool = version_of("pygraphviz")
    found = f"pygraphviz {tool}, which brings it along" if tool else shutil.which("dot") or ""
    failure = _failure_to_draw()
    if not tool and (failure or not found):
        failure = "; here: ".join(filter(None, [failure, installation("pygraphviz")]))
    return Finding("Graphviz", "drawing graphs", found, failure, is_needed=True)


def _failure_to_draw() -> str:
    """What stops a graph from being drawn, and what to do; "" if nothing does, or what is said of other things."""
    try:
        check_companions()
    except ImportError:
        return ""
    if importlib.util.find_spec("matplotlib") is None:  # whose letters Graphviz is given
        return ""
    try:
        from viz.rendering.render import render

        render("digraph { a -> b }", "svg")
    except Exception as error:  # whatever it is
        return f"{type(error).__name__}: {error}"
    return ""


def _fonts() -> Finding:
    purpose = "the letters in pictures"
    try:
        import matplotlib

        font = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    except ImportError:
        return Finding("fonts", purpose, "", installation("matplotlib"), is_needed=True)
    if font.is_file():
        return Finding("fonts", purpose, f"DejaVu Sans, of matplotlib {matplotlib.__version__}", is_needed=True)
    version = f"matplotlib=={matplotlib.__version__}"
    return Finding("fonts", purpose, "", f"{installation(version)} --force-reinstall", is_needed=True)


_EXTRAS = (
    ("llvmlite", "training in machine code", "chalkgrad[fast]"),
    ("tqdm", "progress bars", "tqdm"),
    ("jupyterlab", "the course, which chalkgrad lab opens", "chalkgrad[notebooks]"),
    ("anywidget", "pictures in notebooks that answer when touched", "chalkgrad[notebooks]"),
    ("hypothesis", "property-based tests of one's own", "hypothesis"),
    ("torch", "nets to and from PyTorch", "torch"),
    ("onnx", "nets to and from ONNX files", "onnx"),
    ("scikit-learn", "nn.Classifier and nn.Regressor", "scikit-learn"),
    ("pyarrow", "Parquet files to train on, nn.parquet", "pyarrow"),
    ("distributed", "sweeps and trainings on a cluster of Dask", "distributed"),
)
"""What can be used: its distribution, what for, and what to install for it."""


def _extras() -> Iterator[Finding]:
    for name, purpose, source in _EXTRAS:
        version = version_of(name)
        yield Finding(name, purpose, version, "" if version else installation(source))


def version_of(distribution: str) -> str:
    """The version of a distribution that is installed; "" for none."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def _browser() -> Finding:
    purpose = "pages that open by themselves"
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return Finding(
            "browser", purpose, "", "name one in the environment variable BROWSER, or open the files yourself"
        )
    return Finding("browser", purpose, getattr(browser, "name", "") or type(browser).__name__)
