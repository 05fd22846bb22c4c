"""The picture of compiled-growth's table: the time per sample and node, over the nodes and over the samples."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measuring import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def save_picture(table: Table, path: Path) -> None:
    """Draws the table that `run_growth` gives; the file's ending says in which format."""
    from matplotlib.figure import Figure

    import viz

    rows = [(_count(nodes), _count(samples), ns) for nodes, samples, _, ns, _ in table.rows]
    fewest = min(nodes for nodes, _, _ in rows)
    common = next(samples for nodes, samples, _ in rows if nodes > fewest)
    with viz.style():
        figure = Figure(figsize=(12, 4.5))
        left, right = figure.subplots(1, 2, sharey=True)
        _draw(left, [(nodes, ns) for nodes, samples, ns in rows if samples == common])
        left.set(xlabel="nodes", ylabel="ns a sample and node", title=f"{common:,} samples", ylim=(1.0, 100.0))
        _draw(right, [(samples, ns) for nodes, samples, ns in rows if nodes == fewest])
        right.set(xlabel="samples", title=f"{fewest:,} nodes")
        right.text(2.0, 50.0, "one sample fills one of eight lanes", va="center", fontsize="small")
        figure.savefig(path, dpi=100)


def _count(cell: object) -> int:
    return int(str(cell).replace(",", ""))


def _draw(axes: Axes, points: Sequence[tuple[int, object]]) -> None:
    from viz.palette import PLOT_COLORS

    axes.loglog(*zip(*points), color=PLOT_COLORS["light"].ink, marker="o")
    axes.grid(axis="y", which="both", linewidth=0.5)
    axes.yaxis.set_major_formatter("{x:g}")
