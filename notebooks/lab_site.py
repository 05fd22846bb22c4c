"""Builds the course as a web site: JupyterLab with Python and Graphviz in the browser, no server and no other machine.

Python is Pyodide, JupyterLab is JupyterLite's, Graphviz is compiled to WebAssembly. All of it comes from PyPI and npm,
by their own clients, and only while the site is built. What Python imports there is listed in one file, Pyodide's lock,
which is written here: wheels that are not in the site are not in the list, and so are asked of nobody.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import http.server
import importlib.metadata
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import nbformat
from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

from notebooks.handout import handout, without_ways_out

FOLDER = Path(__file__).parent
PROJECT = FOLDER.parent
PROJECT_NAME = "chalkgrad"
CACHE = PROJECT / "build" / "registries"
"""What PyPI and npm gave is kept here."""
GRAPHVIZ_VERSION = "1.29.2"

# What Pyodide has been tested with comes in the version that its own lock names, the rest in that of this machine.
WHEELS = (
    *("asttokens", "decorator", "executing", "ipython", "jedi", "matplotlib-inline", "micropip", "packaging", "parso"),
    *("prompt-toolkit", "pure-eval", "pygments", "six", "stack-data", "tqdm", "traitlets", "wcwidth"),
    *("comm", "graphviz", "ipython-pygments-lexers", "ipywidgets", "micrograd"),
)

_COMPILING = "08_from_graph_to_machine_code.ipynb"
_NO_COMPILER = """**In this page** there is no compiler of machine code. What you see below was run where there is one.
A cell that needs it says so when you run it here, and *Run All* stops there; run the others one by one."""

_ENGINE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
_KERNEL_WHEELS = ("ipykernel-6", "piplite", "pyodide_kernel", "widgetsnbextension-4")
_STAND_INS = "chalkgrad_stand_ins"
_PLUGIN = "@jupyterlite/pyodide-kernel-extension"


def build(site: Path, cache: Path) -> None:
    """Writes the site into a folder.

    Args:
        site: the folder, which must not be there yet.
        cache: the folder for what the registries give.

    Raises:
        FileExistsError: if the folder of the site is there.
        subprocess.CalledProcessError: if a client of a registry fails.
    """
    if site.exists():
        raise FileExistsError(f"{site} is there already")
    with tempfile.TemporaryDirectory() as scratch:
        _jupyterlab(site, Path(scratch))
    _configure(site, python_in_the_page(site / "static" / "python", cache, _kernel_wheels(site)))


def python_in_the_page(folder: Path, cache: Path, more: Sequence[Path] = ()) -> list[str]:
    """Writes a folder that a page, or Node, starts Python from: `loadPyodide` of its `lab_site.mjs`.

    Args:
        folder: the folder, which must not be there yet.
        cache: the folder for what the registries give.
        more: wheels that nobody else brings.

    Returns:
        The names of the packages in it.
    """
    folder.mkdir(parents=True)
    engine = npm_packages(cache)
    for name in _ENGINE:
        shutil.copyfile(engine / "pyodide" / name, folder / name)
    shutil.copyfile(engine / "@hpcc-js" / "wasm-graphviz" / "dist" / "index.js", folder / "graphviz.mjs")
    shutil.copyfile(FOLDER / "lab_site.mjs", folder / "lab_site.mjs")
    for wheel in (*registry_wheels(engine, cache), *more):
        shutil.copyfile(wheel, folder / wheel.name)
    project_wheel(folder)
    stand_in_wheel(folder)
    return write_lock(engine, folder)


def npm_packages(cache: Path) -> Path:
    """Pyodide and Graphviz from npm, in the version that the kernel is made for; returns the folder of the packages."""
    packages = [f"pyodide@{PYODIDE_VERSION}", f"@hpcc-js/wasm-graphviz@{GRAPHVIZ_VERSION}"]
    quietly = ("--silent", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund")
    folder = _kept(cache, packages, lambda folder: _run("npm", "install", *quietly, "--prefix", folder, *packages))
    return folder / "node_modules"


def registry_wheels(engine: Path, cache: Path) -> list[Path]:
    """The wheels from PyPI, pure Python all of them."""
    tested = json.loads((engine / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = [
        f"{name}=={tested[name]['version'] if name in tested else importlib.metadata.version(name)}" for name in WHEELS
    ]
    only = ("--no-deps", "--only-binary=:all:", "--python-version=3.14")
    folder = _kept(cache, wanted, lambda folder: _pip("download", *only, "--dest", folder, *wanted))
    return sorted(folder.glob("*.whl"))


def project_wheel(folder: Path) -> Path:
    """This project as a wheel, written into a folder."""
    _pip("wheel", "--no-deps", "--wheel-dir", folder, PROJECT)
    [wheel] = folder.glob(f"{PROJECT_NAME}-*.whl")
    return wheel


def stand_in_wheel(folder: Path) -> Path:
    """Those packages as a wheel that are written here since the registries have none for a page."""
    wheel = folder / f"{_STAND_INS}-0-py3-none-any.whl"
    about = f"Metadata-Version: 2.1\nName: {_STAND_INS}\nVersion: 0\n"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for source in sorted((FOLDER / "stand_ins").rglob("*.py")):
            archive.write(source, source.relative_to(FOLDER / "stand_ins"))
        archive.writestr(f"{_STAND_INS}-0.dist-info/METADATA", about)
    return wheel


def write_lock(engine: Path, folder: Path) -> list[str]:
    """Writes the list of the wheels in a folder that Pyodide loads by; returns their names."""
    lock = json.loads((engine / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    lock["packages"] = {entry["name"]: entry for entry in map(_entry, sorted(folder.glob("*.whl")))}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock, indent=1), encoding="utf-8")
    return sorted(lock["packages"])


def _entry(wheel: Path) -> dict[str, Any]:
    name, version, *_ = wheel.name.split("-")
    with zipfile.ZipFile(wheel) as archive:
        first = {path.split("/")[0] for path in archive.namelist()}
    return {
        "name": name.lower().replace("_", "-"),
        "version": version,
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "imports": sorted(part.removesuffix(".py") for part in first if not part.endswith((".dist-info", ".data"))),
        "depends": [],
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def _kernel_wheels(site: Path) -> list[Path]:
    """The wheels that the kernel brings along, of which it needs one version each."""
    folder = site / "extensions" / _PLUGIN / "static" / "pypi"
    return [next(folder.glob(f"{name}*.whl")) for name in _KERNEL_WHEELS]


def _jupyterlab(site: Path, scratch: Path) -> None:
    """JupyterLab with the notebooks in it."""
    for written in handout(scratch / "notebooks"):
        if written.suffix == ".ipynb":
            source = FOLDER / written.name if written.name == _COMPILING else written  # the one with its outputs
            nbformat.write(_for_the_page(nbformat.read(source, as_version=4), written.name), written)
    (scratch / "empty").mkdir()
    command = ["lite", "build", "--lite-dir", scratch / "empty", "--output-dir", site.resolve()]
    command += ["--contents", scratch / "notebooks", "--apps", "lab", "--no-sourcemaps", "--no-libarchive"]
    _run(sys.executable, "-m", "jupyter", *command, folder=scratch)  # it leaves a file of notes where it runs


def _for_the_page(notebook: nbformat.NotebookNode, name: str) -> nbformat.NotebookNode:
    """The notebook for the kernel of the site, with a word in the one that needs more than there is."""
    copy = without_ways_out(notebook)
    copy.metadata.kernelspec = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
    if name == _COMPILING:
        copy.cells.insert(1, nbformat.v4.new_markdown_cell(_NO_COMPILER, id="in-the-page"))
    return copy


def _configure(site: Path, names: Sequence[str]) -> None:
    """Tells the kernel where Python is, and to load everything before the first cell."""
    path = site / "jupyter-lite.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    settings = config["jupyter-config-data"].setdefault("litePluginSettings", {}).setdefault(f"{_PLUGIN}:kernel", {})
    settings |= {
        "pyodideUrl": "./static/python/lab_site.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": list(names)},
    }
    path.write_text(json.dumps(config, indent=1), encoding="utf-8")


def _kept(cache: Path, what: Sequence[str], fetch: Callable[[Path], None]) -> Path:
    """The folder of the cache with these packages; fetched if they are not there, by as many at once as like."""
    folder = cache / hashlib.sha256(" ".join(what).encode()).hexdigest()[:12]
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=cache))
        fetch(unfinished)
        try:
            unfinished.rename(folder)
        except OSError:  # somebody else was faster
            shutil.rmtree(unfinished)
    return folder


def _pip(*arguments: str | Path) -> None:
    _run(sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)


def _run(*command: str | Path, folder: Path | None = None) -> None:
    """Runs a program, in a folder of its own if one is named, and shows what it says only if it fails.

    Raises:
        subprocess.CalledProcessError: if it does.
    """
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        done.check_returncode()


@contextmanager
def served(site: Path, port: int = 0) -> Iterator[str]:
    """Serves the site on 127.0.0.1, for this machine alone; gives its address.

    Args:
        site: the folder.
        port: the port; 0 for any that is free.
    """
    handler = functools.partial(_Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    # Some machines' tables of file types lack these, and browsers run no module of another type.
    extensions_map: ClassVar = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=PROJECT / "build" / "lab", help="the folder (default: build/lab)")
    parser.add_argument("--port", type=int, default=8000, help="where to serve it; 0 for not at all (default: 8000)")
    options = parser.parse_args()
    if options.into == parser.get_default("into"):
        shutil.rmtree(options.into, ignore_errors=True)
    try:
        build(options.into, CACHE)
    except FileExistsError:
        print(f"{options.into} is there already: name another folder with --into", file=sys.stderr)
        return 1
    print(f"wrote {options.into}")
    if options.port:
        with served(options.into, options.port) as address:
            print(f"{address}lab/index.html?path=01_derivatives.ipynb\nCtrl-C ends it.")
            try:
                threading.Event().wait()
            except KeyboardInterrupt:
                print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
