"""The colours of every picture, in one place.

They start from the palette of Okabe and Ito ("Color Universal Design", 2008), which colour-blind people can tell
apart, and are darkened, or on a dark ground lightened, where a line or a letter would be too faint. No picture says
anything by colour alone: shapes, markers, dashes, letters and words say it too, so that a picture also survives a
printer without colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

__all__ = ["CLASS_MARKERS", "DASHES", "PLOT_COLORS", "THEMES", "Look", "PlotColors", "Theme", "ThemeName"]

CLASS_MARKERS = ("o", "^", "s", "D", "v", "P")
"""Classes in their order."""

DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)))
"""Lines in their order, where there are several."""

ThemeName: TypeAlias = Literal["light", "dark"]
"""What the ground is."""


@dataclass(frozen=True)
class Look:
    """The colours of one kind of node: its inside and its border."""

    fill: str
    border: str


@dataclass(frozen=True)
class Theme:
    """The colours of a graph.

    Attributes:
        ground: what everything stands on.
        text: names and values.
        edge: arrows, and the frames of open groups.
        gradient: gradients, and what the backward pass hands on.
        derivative: local derivatives.
        undefined: a derivative that does not exist.
        difference: what differs from another graph.
        leaf: the colours of leaves; those of the other kinds of nodes likewise.
        paths: one for each path that is shown; in this order they differ in lightness too.
    """

    ground: str
    text: str
    edge: str
    gradient: str
    derivative: str
    undefined: str
    difference: str
    leaf: Look
    operation: Look
    output: Look
    group: Look
    paths: tuple[str, ...]


THEMES: Final[dict[ThemeName, Theme]] = {
    "light": Theme(
        ground="#FFFFFF",
        text="#1A1A1A",
        edge="#555555",
        gradient="#9E3A00",
        derivative="#00548A",
        undefined="#A83C00",
        difference="#6F3F98",
        leaf=Look("#DCEEF9", "#0072B2"),
        operation=Look("#FDEBC8", "#A66F00"),
        output=Look("#D0EDE2", "#00694D"),
        group=Look("#EDE4F5", "#5B2A86"),
        paths=("#1F3A93", "#C04F00", "#007A59", "#A0347F", "#333333", "#8A2A00"),
    ),
    "dark": Theme(
        ground="#14181D",
        text="#F2F2F2",
        edge="#A9B1BA",
        gradient="#FFAB73",
        derivative="#8CCBF5",
        undefined="#FF9D7A",
        difference="#D9BCEE",
        leaf=Look("#143A55", "#62B9EA"),
        operation=Look("#4A3709", "#E6B93D"),
        output=Look("#0E4535", "#45C7A0"),
        group=Look("#3A3F46", "#E0E0E0"),
        paths=("#6FC3F2", "#FF9A4D", "#E8E8E8", "#35C795", "#B0F2A0", "#4FA3FF"),
    ),
}


@dataclass(frozen=True)
class PlotColors:
    """The colours of a plot.

    Attributes:
        ground: what everything stands on.
        ink: text, axes, and the line that a plot is about.
        guide: lines that help to read a plot.
        faint: what was there before, and grids.
        positive: a sign; what is negative is dashed as well.
        negative: the other one.
        classes: classes in their order; the first two differ in lightness too.
        areas: the same, close to the ground, where they fill an area.
        inputs: the inside of an input; that of a unit and of an output likewise.
    """

    ground: str
    ink: str
    guide: str
    faint: str
    positive: str
    negative: str
    classes: tuple[str, ...]
    areas: tuple[str, ...]
    inputs: str
    units: str
    outputs: str


PLOT_COLORS: Final[dict[ThemeName, PlotColors]] = {
    "light": PlotColors(
        ground="#FFFFFF",
        ink="#222222",
        guide="#5C5C5C",
        faint="#BDBDBD",
        positive="#0072B2",
        negative="#D55E00",
        classes=("#00508C", "#D55E00", "#009E73", "#CC79A7", "#333333", "#0096C8"),
        areas=("#CFE0EE", "#FBE3D0", "#D3EDE4", "#F5E4EE", "#DEDEDE", "#D5EDF7"),
        inputs=THEMES["light"].leaf.fill,
        units=THEMES["light"].operation.fill,
        outputs=THEMES["light"].output.fill,
    ),
    "dark": PlotColors(
        ground=THEMES["dark"].ground,
        ink="#F2F2F2",
        guide="#A9B1BA",
        faint="#5B646E",
        positive="#5CB3F0",
        negative="#FF9A4D",
        classes=("#2B88D2", "#FFB36B", "#2BC48F", "#F2A9D0", "#E4E4E4", "#7FD8FF"),
        areas=("#12324C", "#4F3013", "#0F3F30", "#4A2A3E", "#3B4046", "#0F4A5C"),
        inputs=THEMES["dark"].leaf.fill,
        units=THEMES["dark"].operation.fill,
        outputs=THEMES["dark"].output.fill,
    ),
}
"""The themes of plots: those of graphs."""
