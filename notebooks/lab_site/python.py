"""A folder that a page, or Node, starts Python from.

What Python imports there is listed in one file, Pyodide's lock, which is written here: wheels that are not in the
folder are not in the list, and so are asked of nobody.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from notebooks.lab_site import registries

__all__ = ["python_in_the_page"]

_HERE = Path(__file__).parent
_PROJECT = _HERE.parents[1]
_STAND_INS = _HERE.parent / "stand_ins"

_DIGITS = importlib.resources.files("sklearn.datasets.data") / "digits.csv.gz"

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
        NpmNotFoundError: if there is no npm.
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
    registries.pip("wheel", "--no-deps", "--wheel-dir", folder, _PROJECT)
    _stand_in_wheel(folder)
    return _write_lock(engine, folder)


def _stand_in_wheel(folder: Path) -> None:
    """Those packages as a wheel that are written here since the registries have none for a page."""
    name = "chalkgrad_stand_ins"
    with zipfile.ZipFile(folder / f"{name}-0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        for source in sorted(_STAND_INS.rglob("*.py")):
            archive.write(source, source.relative_to(_STAND_INS))
        archive.write(_DIGITS, "sklearn/digits.csv.gz")
        archive.writestr(f"{name}-0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n")


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
