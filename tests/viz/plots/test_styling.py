"""Themes, grounds, and the size of letters: of every plot, and of films."""

from __future__ import annotations

import inspect
from functools import cache

import numpy as np
import pytest
from matplotlib import style as matplotlib_style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text

import viz
from tests.viz.plots.every_plot import PLOTS
from tests.viz.test_palette import contrast
from viz import plots
from viz.palette import PLOT_COLORS, THEMES

pytestmark = pytest.mark.slow

NOTEBOOK_DPI, NOTEBOOK_WIDTH = 96, 640
"""Pixels of a cell's output in a JupyterLab window 1024 pixels wide, with the list of files beside it."""
every_plot = pytest.mark.parametrize("name", PLOTS)
every_theme = pytest.mark.parametrize("theme", THEMES)


@cache
def plot_in(theme: str | None, name: str) -> tuple[Figure, np.ndarray]:
    """A plot, drawn once for all that is to be said of it: its layout changes with every drawing, if by little."""
    figure = PLOTS[name](theme=theme)
    return figure, pixels(figure)


def pixels(figure: Figure) -> np.ndarray:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


def edges(picture: np.ndarray) -> set[tuple[int, ...]]:
    """The colours of the pixels along the edge of the page."""
    return {
        tuple(map(int, pixel)) for edge in (picture[0], picture[-1], picture[:, 0], picture[:, -1]) for pixel in edge
    }


def texts(figure: Figure) -> list[Text]:
    """All texts that are seen, once it is drawn."""
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def assert_legible(figure: Figure, picture: np.ndarray) -> None:
    """Most of the pixels around a letter are those of the ground that it stands on."""
    checked = 0
    for text in texts(figure):
        box, height = text.get_window_extent(), len(picture)
        rows = slice(max(0, int(height - box.y1)), max(0, int(height - box.y0) + 1))
        around = picture[rows, max(0, int(box.x0)) : max(0, int(box.x1) + 1)].reshape(-1, 4)
        if len(around):  # not the label of a tick beyond the axis
            found, counts = np.unique(around, axis=0, return_counts=True)
            ground = to_hex(found[counts.argmax()] / 255)
            assert contrast(to_hex(text.get_color()), ground) >= 3.5, text.get_text()
            checked += 1
    assert checked >= 5


def test_every_public_plot_is_tried() -> None:
    public = {name for name in plots.__all__ if name[0].islower()} - {"animate", "style"}
    assert {name.split()[0] for name in PLOTS} == public


@every_theme
@every_plot
def test_nothing_reaches_the_edge_of_the_page_which_has_the_ground_of_the_theme(name, theme) -> None:
    assert edges(plot_in(theme, name)[1]) == {tuple(round(255 * part) for part in to_rgba(THEMES[theme].ground))}


@every_plot
def test_the_page_behind_shows_through_a_transparent_plot(name) -> None:
    figure = PLOTS[name](transparent=True)
    assert {pixel[3] for pixel in edges(pixels(figure))} == {0}
    assert all(to_rgba(axes.get_facecolor())[3] == 0.0 for axes in figure.axes)


@every_theme
@every_plot
def test_every_letter_stands_out_from_what_it_stands_on(name, theme) -> None:
    assert_legible(*plot_in(theme, name))


@every_plot
def test_every_letter_is_9_pixels_high_or_more_in_a_narrow_notebook(name) -> None:
    figure, _ = plot_in("light", name)
    width = figure.get_size_inches()[0] * NOTEBOOK_DPI
    scale = NOTEBOOK_DPI / 72 * min(1.0, NOTEBOOK_WIDTH / width)
    for text in texts(figure):
        assert text.get_fontsize() * scale >= 9.0, text.get_text()


@every_plot
def test_a_plot_within_a_style_has_its_theme_as_if_it_had_been_asked_for(name) -> None:
    with viz.style("dark"):
        figure = PLOTS[name]()
    assert (pixels(figure) == plot_in("dark", name)[1]).all()


@every_plot
def test_axes_of_ones_own_have_the_look_that_is_asked_for(name) -> None:
    def drawn_on(figure: Figure, **look: object) -> np.ndarray:
        if name in ("attention", "secant"):
            PLOTS[name](ax=tuple(figure.subplots(1, 2)), **look)
        else:
            PLOTS[name](ax=figure.add_subplot(projection="3d" if "relief" in name else None), **look)
        return pixels(figure)

    figure = Figure()
    picture = drawn_on(figure, theme="dark")
    assert tuple(map(int, picture[0, 0])) == tuple(round(255 * part) for part in to_rgba(THEMES["dark"].ground))
    assert_legible(figure, picture)


def test_a_legend_has_no_frame_where_the_ground_is_transparent_wherever_that_comes_from() -> None:
    with viz.style("dark", transparent=True):
        ours = Figure().add_subplot()
    theirs = Figure().add_subplot(facecolor="none")
    for look in (
        {"ax": ours},
        {"ax": theirs},
        {"transparent": True},
        {"ax": Figure().add_subplot(), "transparent": True},
    ):
        figure = viz.loss_curve({"a": [2.0, 1.0]}, **look)
        assert not figure.axes[0].get_legend().get_frame_on()
    assert viz.loss_curve({"a": [2.0, 1.0]}).axes[0].get_legend().get_frame_on()


def test_dark_axes_get_light_ink_wherever_their_darkness_comes_from() -> None:
    with viz.style("dark"):
        ours = Figure().add_subplot()
    with matplotlib_style.context("dark_background"):
        theirs = Figure().add_subplot()
    for axes in (ours, theirs):
        viz.loss_curve({"a": [2.0, 1.0], "b": [3.0, 1.0]}, ax=axes)
        assert to_hex(axes.get_lines()[0].get_color()).upper() == PLOT_COLORS["dark"].classes[0]
        assert to_hex(axes.get_legend().get_texts()[0].get_color()).upper() == PLOT_COLORS["dark"].ink
    light = Figure().add_subplot()
    viz.loss_curve([2.0, 1.0], ax=light)
    assert to_hex(light.get_lines()[0].get_color()).upper() == PLOT_COLORS["light"].ink


@every_plot
def test_a_theme_that_there_is_not_is_named_as_for_graphs(name) -> None:
    message = "unknown theme 'night': did you mean 'light'"
    with pytest.raises(ValueError, match=message):
        PLOTS[name](theme="night")
    with pytest.raises(ValueError, match=message), viz.style("night"):
        pass


@every_plot
def test_a_misspelt_option_is_named_before_anything_is_computed(name) -> None:
    with pytest.raises(TypeError, match=r"takes no thema: did you mean theme\?"):
        PLOTS[name](thema="dark")


@pytest.mark.parametrize("name", [name for name in plots.__all__ if name[0].islower() and name != "style"])
def test_the_options_of_a_look_are_in_every_signature(name) -> None:
    parameters = inspect.signature(getattr(viz, name)).parameters
    assert [parameters[option].default for option in viz.PlotLook.__annotations__] == [None, None]
    assert "look" not in parameters


def test_a_look_is_over_when_its_block_is_left() -> None:
    from matplotlib import rcParams

    before = dict(rcParams)
    with viz.style("dark"):
        pass
    viz.loss_curve([1.0], theme="dark", transparent=True)
    assert dict(rcParams) == before
