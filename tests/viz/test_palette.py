"""What the palette promises: legible, and told apart by colour-blind eyes and on grey paper."""

from __future__ import annotations

import itertools
from typing import get_args

import pytest

from viz import palette
from viz.palette import PLOT_COLORS, THEMES, PlotColors, Theme, ThemeName

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009,
# severity 1.0, on linear RGB.
DEFICIENCIES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "none": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
}


def linear(color: str) -> list[float]:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def contrast(color: str, other: str) -> float:
    """The contrast ratio of the Web Content Accessibility Guidelines 2.1."""
    low, high = sorted(sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x))) for x in (color, other))
    return (high + 0.05) / (low + 0.05)


def seen(color: str, deficiency: str) -> tuple[float, float, float]:
    """CIELAB coordinates of a colour as an eye with the deficiency sees it."""
    rgb = linear(color)
    r, g, b = (min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb)))) for row in DEFICIENCIES[deficiency])
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return (116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz))


def distance(color: str, other: str, deficiency: str) -> float:
    """ΔE of 1976: 2.3 is just noticeable."""
    return sum((a - b) ** 2 for a, b in zip(seen(color, deficiency), seen(other, deficiency))) ** 0.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_text_is_legible_on_every_ground(theme: Theme) -> None:
    grounds = (theme.ground, theme.leaf.fill, theme.operation.fill, theme.output.fill, theme.group.fill)
    for ground in grounds:
        assert contrast(theme.text, ground) >= 7.0
        assert contrast(theme.gradient, ground) >= 4.5
        assert contrast(theme.difference, ground) >= 4.5
    for color in (theme.derivative, theme.undefined, *theme.paths):
        assert contrast(color, theme.ground) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_border_and_arrow_stands_out_from_the_ground(theme: Theme) -> None:
    for look in (theme.leaf, theme.operation, theme.output, theme.group):
        assert contrast(look.border, theme.ground) >= 3.0
        assert contrast(look.border, look.fill) >= 3.0
    assert contrast(theme.edge, theme.ground) >= 4.5


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_kinds_of_nodes_and_paths_are_told_apart_by_every_eye(theme: Theme, deficiency: str) -> None:
    borders = [look.border for look in (theme.leaf, theme.operation, theme.output, theme.group)]
    for one, other in itertools.combinations(borders, 2):
        assert distance(one, other, deficiency) > 10
    for one, other in itertools.combinations(theme.paths, 2):
        assert distance(one, other, deficiency) > 10


each_kind_of_plot = pytest.mark.parametrize("colors", PLOT_COLORS.values(), ids=PLOT_COLORS)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@each_kind_of_plot
def test_classes_and_signs_are_told_apart_by_every_eye(colors: PlotColors, deficiency: str) -> None:
    for one, other in itertools.combinations(colors.classes, 2):
        assert distance(one, other, deficiency) > 10
    assert distance(colors.positive, colors.negative, deficiency) > 50


@each_kind_of_plot
def test_markers_stand_out_from_every_area_and_the_first_two_classes_from_each_other_on_grey_paper(
    colors: PlotColors,
) -> None:
    for color in colors.classes:
        assert contrast(color, colors.ground) >= 3.0
        assert all(contrast(color, area) >= 2.0 for area in colors.areas)
    assert contrast(*colors.classes[:2]) >= 2.0
    assert len(set(palette.CLASS_MARKERS)) == len(colors.classes) == len(colors.areas)


@each_kind_of_plot
def test_what_is_written_or_drawn_in_a_plot_stands_out_from_all_that_it_may_stand_on(colors: PlotColors) -> None:
    for ground in (colors.ground, *colors.areas, colors.inputs, colors.units, colors.outputs):
        assert contrast(colors.ink, ground) >= 7.0
        assert contrast(colors.guide, ground) >= 4.0
    for color in (colors.positive, colors.negative):
        assert contrast(color, colors.ground) >= 3.0


def test_plots_have_the_themes_of_graphs() -> None:
    assert tuple(THEMES) == get_args(ThemeName)
    assert {name: theme.ground for name, theme in THEMES.items()} == {n: c.ground for n, c in PLOT_COLORS.items()}
