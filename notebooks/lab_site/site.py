"""The site: JupyterLab, the notebooks in it, and a page in front of it; and a server for this machine alone."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from notebooks.lab_site import contents, registries
from notebooks.lab_site.python import python_in_the_page

__all__ = ["build", "served"]

_HERE = Path(__file__).parent
_KERNEL_WHEELS = ("ipykernel-6", "piplite", "pyodide_kernel", "widgetsnbextension-4")
_PLUGIN = "@jupyterlite/pyodide-kernel-extension"


def build(site: Path, cache: Path = registries.CACHE) -> None:
    """Writes the site into a folder.

    Args:
        site: the folder, which must not be there yet.
        cache: the folder for what the registries give.

    Raises:
        FileExistsError: if the folder of the site is there.
        NodeNotFoundError: if there is no Node.js with its npm.
        subprocess.CalledProcessError: if a client of a registry fails.
    """
    if site.exists():
        raise FileExistsError(f"{site} is there already")
    with tempfile.TemporaryDirectory() as scratch:
        notebooks = contents.notebooks_of_the_site(Path(scratch) / "notebooks")
        _jupyterlab(site, Path(scratch))
        (site / "index.html").write_text(contents.front_page(notebooks), encoding="utf-8")
    _tell_that_python_starts(site)
    _configure(site, python_in_the_page(site / "static" / "python", cache, _kernel_wheels(site)))


def _jupyterlab(site: Path, scratch: Path) -> None:
    """JupyterLab with the notebooks in it."""
    (scratch / "empty").mkdir()
    command: list[str | Path] = ["lite", "build", "--lite-dir", scratch / "empty", "--output-dir", site.resolve()]
    command += ["--contents", scratch / "notebooks", "--apps", "lab", "--no-sourcemaps", "--no-libarchive"]
    registries.run(sys.executable, "-m", "jupyter", *command, folder=scratch)  # it leaves a file of notes where it runs


def _kernel_wheels(site: Path) -> list[Path]:
    """The wheels that the kernel brings along, of which it needs one version each."""
    folder = site / "extensions" / _PLUGIN / "static" / "pypi"
    return [next(folder.glob(f"{name}*.whl")) for name in _KERNEL_WHEELS]


def _tell_that_python_starts(site: Path) -> None:
    """Adds to JupyterLab's page what says why nothing happens in the first seconds."""
    shutil.copyfile(_HERE / "starting.mjs", site / "static" / "starting.mjs")
    page = site / "lab" / "index.html"
    script = '<script type="module" src="../static/starting.mjs"></script>'
    page.write_text(page.read_text(encoding="utf-8").replace("</head>", f"{script}</head>"), encoding="utf-8")


def _configure(site: Path, names: Sequence[str]) -> None:
    """Tells the kernel where Python is, and to load everything before the first cell."""
    path = site / "jupyter-lite.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    settings = config["jupyter-config-data"].setdefault("litePluginSettings", {}).setdefault(f"{_PLUGIN}:kernel", {})
    settings |= {
        "pyodideUrl": "./static/python/python.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": list(names)},
    }
    path.write_text(json.dumps(config, indent=1), encoding="utf-8")


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
