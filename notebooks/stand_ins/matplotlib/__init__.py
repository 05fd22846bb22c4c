"""The calls of Matplotlib that our plots make, as SVG in plain Python.

For a page: Matplotlib's own wheel for Pyodide is in no registry.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .missing import missing

__version__ = "0+stand.in"

rcParams: dict[str, Any] = {  # noqa: N816 - Matplotlib's name
    "axes.edgecolor": "#000000",
    "axes.facecolor": "#FFFFFF",
    "axes.labelcolor": "#000000",
    "axes.labelsize": 12.0,
    "axes.prop_cycle": {"color": ["#1F77B4", "#FF7F0E", "#2CA02C", "#D62728"]},
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


def cycler(color: Sequence[Any]) -> Mapping[str, Sequence[Any]]:
    """Colours for lines in their order, which go by the names C0, C1 and so on."""
    return {"color": color}


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


__getattr__ = functools.partial(missing, "matplotlib")
