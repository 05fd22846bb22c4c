"""The calls of Matplotlib that our plots make, as SVG in plain Python.

For a page: Matplotlib's own wheel for Pyodide is in no registry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__version__ = "0+stand.in"

rcParams: dict[str, Any] = {  # noqa: N816 - Matplotlib's name
    "axes.edgecolor": "#000000",
    "axes.facecolor": "#FFFFFF",
    "axes.labelcolor": "#000000",
    "axes.labelsize": 12.0,
    "axes.titlesize": 14.0,
    "figure.facecolor": "#FFFFFF",
    "figure.figsize": (8.0, 4.5),
    "font.size": 12.0,
    "grid.color": "#B0B0B0",
    "legend.frameon": True,
    "lines.linewidth": 2.0,
    "text.color": "#000000",
    "xtick.color": "#000000",
    "ytick.color": "#000000",
}


@contextmanager
def rc_context(rc: Mapping[str, Any] | None = None, fname: str | Path | None = None) -> Iterator[None]:
    """Other settings, for as long as the `with` block lasts."""
    before = dict(rcParams)
    rcParams.update(_read(Path(fname)) if fname is not None else {}, **(rc or {}))
    try:
        yield
    finally:
        rcParams.clear()
        rcParams.update(before)


def cycler(**kinds: Any) -> Mapping[str, Any]:
    return kinds


def _read(path: Path) -> dict[str, Any]:
    lines = (line.split("#")[0] for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return {name.strip(): _setting(text.strip()) for name, text in pairs}


def _setting(text: str) -> Any:
    if "," in text:
        return tuple(map(float, text.split(",")))
    if text in ("True", "False"):
        return text == "True"
    try:
        return float(text)
    except ValueError:
        return text


def __getattr__(name: str) -> Any:
    raise AttributeError(f"this page has the calls of Matplotlib that viz makes, and matplotlib.{name} is not one")
