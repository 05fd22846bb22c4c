"""A folder that a page, or Node, starts Python from.

What Python imports there is listed in one file, Pyodide's lock, which is written here: wheels that are not in the
folder are not in the list, and so are asked of nobody.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from notebooks.lab_site import registries

__all__ = ["python_in_the_page"]

_HERE = Path(__file__).parent
_PROJECT = _HERE.parents[1]
_STAND_INS = _HERE.parent / "stand_ins"

_DIGITS = Path(str(importlib.metadata.distribution("scikit-learn").locate_file("sklearn/datasets/data/digits.csv.gz")))

_ENGINE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")


def python_in_the_page(folder: Path, cache: Path = registries.CACHE, more: Sequence[Path] = ()) -> list[str]:
    """Writes the folder; Python is started by `loadPyodide` of its `python.mjs`.

    Args:
        folder: the folder, which must not be there yet.
        cache: the folder for what the registries give.
        more: wheels that nobody else brings.

    Returns:
        The names of the packages in it.

    Raises:
        FileExistsError: if the folder is there.
        NodeNotFoundError: if there is no Node.js with its npm.
        subprocess.CalledProcessError: if a client of a registry fails.
    """
    folder.mkdir(parents=True)
    engine = registries.npm_packages(cache)
    for name in _ENGINE:
        shutil.copyfile(engine / "pyodide" / name, folder / name)
    shutil.copyfile(engine / "@hpcc-js" / "wasm-graphviz" / "dist" / "index.js", folder / "graphviz.mjs")
    shutil.copyfile(_HERE / "python.mjs", folder / "python.mjs")
    for wheel in (*registries.wheels(engine, cache), *more):
        shutil.copyfile(wheel, folder / wheel.name)
    registries.pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, _PROJECT)
    with _wheel(folder, "chalkgrad_stand_ins") as archive:  # the registries have none of them for a page
        _add(archive, _STAND_INS, "*.py")
        archive.write(_DIGITS, "sklearn/digits.csv.gz")
    _write_lock(engine, folder)
    _add_bytecode(folder)
    return _write_lock(engine, folder)


def _add_bytecode(folder: Path) -> None:
    """Compiles what Python imports while it starts, so that no page need do so: it starts in half the time."""
    with tempfile.TemporaryDirectory() as scratch:
        registries.node(_HERE / "compile.mjs", folder.resolve(), scratch)
        with zipfile.ZipFile(folder / "python_stdlib.zip", "a", zipfile.ZIP_DEFLATED) as archive:
            _add(archive, Path(scratch, "standard"), "*.pyc")
        with _wheel(folder, "chalkgrad_bytecode") as archive:
            _add(archive, Path(scratch, "packages"), "*.pyc")


@contextmanager
def _wheel(folder: Path, name: str) -> Iterator[zipfile.ZipFile]:
    """A wheel of that name, to be filled."""
    with zipfile.ZipFile(folder / f"{name}-0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}-0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n")
        yield archive


def _add(archive: zipfile.ZipFile, folder: Path, pattern: str) -> None:
    """The files of a folder and of those in it, under their paths from there."""
    for file in sorted(folder.rglob(pattern)):
        archive.write(file, file.relative_to(folder))


def _write_lock(engine: Path, folder: Path) -> list[str]:
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
