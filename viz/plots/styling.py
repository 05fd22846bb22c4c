"""What all plots share: how they look, and axes to draw on."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, cast

from autograd.arguments import check_flag
from autograd.shared.near_names import check_name
from autograd.shared.options import unknown_argument
from autograd.shared.showing import came
from viz.palette import PLOT_COLORS, PlotColors, ThemeName

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["PlotLook", "axes_for", "halo", "style", "taking_look"]

Function = TypeVar("Function", bound=Callable[..., Any])


class PlotLook(TypedDict, total=False):
    """How a plot looks: what every plot, and `animate`, takes by these names beside its own arguments.

    Attributes:
        theme: "light", or "dark" for a dark ground, the colours then those of `viz.draw(..., theme="dark")`; None, the
            default, for what suits the `ax` given, or for the theme of `viz.style` around it.
        transparent: whether the page behind shows through where nothing is drawn, for slides with a ground of their
            own; None likewise.

    >>> import nn, viz
    >>> look: PlotLook = {"theme": "dark", "transparent": True}
    >>> figure = viz.loss_curve([0.9, 0.5, 0.3], **look)
    >>> figure.get_facecolor()[3]
    0.0
    """

    theme: ThemeName | None
    transparent: bool | None


def taking_look(function: Function) -> Function:
    """Checks what a plot is given of its `PlotLook` before anything is drawn, and shows it in the signature.

    >>> @taking_look
    ... def plot(numbers, **look):
    ...     return look
    >>> str(inspect.signature(plot))
    '(numbers, *, theme=None, transparent=None)'
    >>> plot([1.0], thema="dark")
    Traceback (most recent call last):
        ...
    TypeError: plot takes no thema: did you mean theme?
    """
    *own, _ = inspect.signature(function).parameters.values()
    look = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None) for name in PlotLook.__annotations__]
    known = [parameter.name for parameter in (*own, *look)]

    @wraps(function)
    def checked(*arguments: Any, **named: Any) -> Any:
        for name in named:
            if name not in known:
                raise unknown_argument(function, name, known)
        _check_look(named.get("theme"), named.get("transparent"))
        _check_axes(named.get("ax"))
        return function(*arguments, **named)

    checked.__signature__ = inspect.Signature([*own, *look])  # type: ignore[attr-defined]  # for help()
    return cast("Function", checked)


@contextmanager
def style(theme: ThemeName | None = None, *, transparent: bool | None = None) -> Iterator[None]:
    """Our style, for as long as the `with` block lasts: large letters, few lines. Plots without an `ax` have it anyway.

    What is drawn on figures that were made within has their theme.

    Args:
        theme: "light" or "dark"; None for that of a `style` around this one, or "light".
        transparent: whether the page behind shows through; None for what a `style` around this one says, or not.

    Raises:
        ValueError: for a theme that there is not.

    >>> import viz
    >>> with style("dark"):
    ...     figure = viz.loss_curve([0.7, 0.5])
    >>> figure.get_facecolor() == viz.loss_curve([0.7, 0.5], theme="dark").get_facecolor()
    True
    """
    from matplotlib import rc_context

    _check_look(theme, transparent)
    name = theme or _theme_with(_setting("text.color"))
    see_through = _is_transparent(_setting("figure.facecolor")) if transparent is None else transparent
    with (
        as_file(files("viz.plots").joinpath("chalkgrad.mplstyle")) as style_sheet,
        rc_context(_settings(PLOT_COLORS[name], see_through), fname=style_sheet),
    ):
        yield


@contextmanager
def axes_for(
    ax: Axes | tuple[Axes, ...] | None, look: PlotLook, *, projection: str | None = None, **figure: Any
) -> Iterator[tuple[Any, PlotColors]]:
    """The axes to draw on, and the colours for it.

    Args:
        ax: axes given by the caller: they stay as they are, but for a look that is asked for. None for a new figure.
        look: what the caller said of the look.
        projection: "3d" for axes in space.
        figure: what else is said of the new figure: `figsize`; `rows` and `columns`, for a tuple of axes, row by row.
    """
    from matplotlib import rc_context

    theme, transparent = look.get("theme"), look.get("transparent")
    if ax is not None:
        several = ax if isinstance(ax, tuple) else (ax,)
        colors = PLOT_COLORS[theme or _theme_with(several[0].title.get_color())]
        settings = _settings(colors, bool(transparent))
        if theme is not None or transparent is not None:
            for axes in several:
                _dress(axes, settings)
        with rc_context({name: settings[name] for name in _INK} | _legend_on(several[0].get_facecolor())):
            yield ax, colors
        return
    from viz.plots.figures import Plot

    rows, columns = figure.pop("rows", 1), figure.pop("columns", None)
    with style(theme, transparent=transparent):
        colors = PLOT_COLORS[_theme_with(_setting("text.color"))]
        plot = Plot(**figure)
        if columns is None:
            yield plot.add_subplot(projection=projection), colors
        else:
            yield tuple(plot.subplots(rows, columns, squeeze=False).flat), colors


def halo(colors: PlotColors) -> list[Any]:
    """Path effects that keep a text legible whatever lies below it."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=3.5, foreground=colors.ground)]


_INK = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")


def _settings(colors: PlotColors, transparent: bool) -> dict[str, Any]:
    from matplotlib import cycler

    ground = (0.0, 0.0, 0.0, 0.0) if transparent else colors.ground
    pane = (*(int(colors.faint[i : i + 2], 16) / 255 for i in (1, 3, 5)), 0.25)
    return {
        **dict.fromkeys(_INK, colors.ink),
        **_legend_on(ground),
        "figure.facecolor": ground,
        **{f"axes3d.{axis}axis.panecolor": pane for axis in "xyz"},
        "grid.color": colors.faint,
        "savefig.facecolor": "auto",
        "axes.prop_cycle": cycler(color=colors.classes),
    }


def _legend_on(ground: Any) -> dict[str, Any]:
    """A legend's frame has the colour of the axes' ground, and there is none where that is transparent."""
    no_frame = {"legend.frameon": False} if _is_transparent(ground) else {}
    return {"axes.facecolor": ground, **no_frame}


def _is_transparent(color: Any) -> bool:
    from matplotlib.colors import to_rgba

    return bool(to_rgba(color)[3] == 0.0)


def _dress(axes: Axes, settings: dict[str, Any]) -> None:
    """Gives axes that are there already, and their figure, the ground and the ink of a theme."""
    ink = settings["text.color"]
    axes.figure.set_facecolor(settings["figure.facecolor"])
    axes.set_facecolor(settings["axes.facecolor"])
    axes.tick_params(which="both", colors=ink)
    axes.title.set_color(ink)
    for name in ("xaxis", "yaxis", "zaxis"):
        if (axis := getattr(axes, name, None)) is not None:
            axis.label.set_color(ink)
            if hasattr(axis, "set_pane_color"):  # in space
                axis.set_pane_color(settings[f"axes3d.{name}.panecolor"])
    for spine in axes.spines.values():
        spine.set_edgecolor(ink)


def _setting(name: str) -> Any:
    from matplotlib import rcParams

    return rcParams[name]


def _theme_with(ink: Any) -> ThemeName:
    """The theme that letters of this colour belong to."""
    from matplotlib.colors import to_rgb

    return "dark" if sum(to_rgb(ink)) > 1.5 else "light"


def _check_look(theme: ThemeName | None, transparent: bool | None) -> None:
    if theme is not None:
        check_name(theme, "theme", PLOT_COLORS)
    if transparent is not None:
        check_flag(transparent, "transparent")


def _check_axes(ax: Axes | tuple[Axes, ...] | None) -> None:
    for axes in ax if isinstance(ax, tuple) else (ax,):
        if axes is not None and (not hasattr(axes, "set_title") or isinstance(axes, type)):
            hint = ": of an array of axes, give one, ax[0], or several as tuple(ax)" if hasattr(ax, "flat") else ""
            raise TypeError(
                f"expected ax to be axes of Matplotlib, such as figure.add_subplot(), got {came(axes)}{hint}"
            )
