"""What PyPI and npm give, by their own clients. It is kept in a folder, and so is asked for once."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

__all__ = ["CACHE", "NodeNotFoundError", "node", "npm_packages", "pip", "run", "wheels"]

CACHE = Path(__file__).parents[2] / "build" / "registries"
"""Where it is kept."""
GRAPHVIZ_VERSION = "1.29.2"

# What Pyodide has been tested with comes in the version that its own lock names, the rest in that of this machine; what
# the IPython of this machine does without, in the newest.
WHEELS = (
    *("asttokens", "decorator", "executing", "ipython", "jedi", "matplotlib-inline", "micropip", "packaging", "parso"),
    *("prompt-toolkit", "pure-eval", "pygments", "six", "stack-data", "tqdm", "traitlets", "wcwidth"),
    *("comm", "graphviz", "ipython-pygments-lexers", "ipywidgets", "micrograd"),
    *("anywidget", "psygnal", "typing-extensions"),
)


class NodeNotFoundError(RuntimeError):
    """There is no npm to fetch Pyodide with, or no Node.js to start it in."""


def npm_packages(cache: Path) -> Path:
    """Pyodide and Graphviz from npm, in the version that the kernel is made for; returns the folder of the packages.

    Raises:
        NodeNotFoundError: if they are not there yet, and no npm is.
    """
    packages = [f"pyodide@{PYODIDE_VERSION}", f"@hpcc-js/wasm-graphviz@{GRAPHVIZ_VERSION}"]
    quietly = ("--silent", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund")

    def fetch(folder: Path) -> None:
        run(_program("npm"), "install", *quietly, "--prefix", folder, *packages)

    return _kept(cache, packages, fetch) / "node_modules"


def wheels(engine: Path, cache: Path) -> list[Path]:
    """The wheels from PyPI, pure Python all of them.

    Args:
        engine: the folder of npm's packages.
        cache: where they are kept.
    """
    tested = json.loads((engine / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = [f"{name}=={tested[name]['version']}" if name in tested else _as_here(name) for name in WHEELS]
    only = ("--no-deps", "--only-binary=:all:", "--python-version=3.14", "--platform=any")
    folder = _kept(cache, wanted, lambda folder: pip("download", *only, "--dest", folder, *wanted))
    return sorted(folder.glob("*.whl"))


def _as_here(name: str) -> str:
    try:
        return f"{name}=={importlib.metadata.version(name)}"
    except importlib.metadata.PackageNotFoundError:
        return name


def _kept(cache: Path, what: Sequence[str], fetch: Callable[[Path], None]) -> Path:
    """The folder of the cache with these packages; fetched if they are not there, by as many at once as like."""
    folder = cache / hashlib.sha256(" ".join(what).encode()).hexdigest()[:12]
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=cache))
        try:
            fetch(unfinished)
            unfinished.rename(folder)
        except OSError:
            if not folder.exists():
                raise
        finally:  # it failed, or somebody else was faster
            shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def pip(*arguments: str | Path) -> None:
    """Runs pip."""
    run(sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)


def node(*arguments: str | Path) -> None:
    """Runs Node.js.

    Raises:
        NodeNotFoundError: if there is none.
    """
    run(_program("node"), *arguments)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NodeNotFoundError(f"building the site takes {name}, and there is none: install Node.js, 18 or newer")
    return found


def run(*command: str | Path, folder: Path | None = None) -> None:
    """Runs a program, in a folder of its own if one is named, and shows what it says only if it fails.

    Raises:
        subprocess.CalledProcessError: if it does.
    """
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        done.check_returncode()
