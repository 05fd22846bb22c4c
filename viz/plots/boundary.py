"""Where a model draws its line in the plane, and where its hidden units draw theirs."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, SupportsFloat, TypeAlias

from autograd.arguments import check_flag, check_function, check_whole, finite_number
from autograd.data import Array, plain, without_brackets
from autograd.samples import samples_and_labels
from viz.names import pretty_name
from viz.palette import CLASS_MARKERS, PlotColors
from viz.plots.fields import field_names
from viz.plots.line_names import NamedLine, Spacing, places_of_names
from viz.plots.models import UnitNumbers, layers_of, net_of
from viz.plots.samples import Box, classes_of, clipped_line, draw_samples, marker_area, show_plane, span
from viz.plots.styling import PlotLook, axes_for, halo, taking_look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from typing_extensions import Unpack

__all__ = ["decision_boundary"]

Scores: TypeAlias = SupportsFloat | Iterable[SupportsFloat]
Grid: TypeAlias = list[list[float]]

_MOST_LINES = 12


@taking_look
def decision_boundary(
    model: Callable[[list[float]], Scores],
    X: Sequence[Sequence[float]] | Array,
    y: Sequence[Any] | Array,
    *,
    threshold: float = 0.5,
    hidden_lines: bool = False,
    resolution: int = 60,
    ax: Axes | None = None,
    **look: Unpack[PlotLook],
) -> Figure:
    """Draws what a model with two inputs decides over the plane, and the samples it learned from.

    Args:
        model: gives the score of a point, and then decides for the larger label if the score is above `threshold`; or
            a score for each class 0, 1, …, and then decides for the class with the largest. Its method `predict`, if
            it has one, is given all points at once. Or a fitted classifier of scikit-learn's, such as an
            `nn.Classifier` or a pipeline that ends in one: its probabilities are the scores.
        X: the samples, two coordinates each, in any container.
        y: their labels: with one score, at most two numbers; with a score a class, the numbers of the classes; for a
            classifier of scikit-learn's, its classes, text too.
        threshold: the score on the boundary, where there is one score: 0.5 for probabilities, 0 for logits.
        hidden_lines: whether the units of the first layer, at most 12, show the line on which their sum `w·x + b` is 0,
            with an arrow to the side on which it is positive.
        resolution: how many points the grid has in each direction, at least 2.
        ax: the Matplotlib axes to draw on; none for a figure of its own.
        look: the plot's theme and ground, as `viz.PlotLook` says.

    Returns:
        The Matplotlib figure.

    Raises:
        TypeError: for what is no model, or no number; for hidden lines of a model without units.
        ValueError: for no samples, samples without exactly two coordinates, more or fewer labels than samples, labels
            that are not as the scores ask, too many classes or lines, or a resolution below 2.

    >>> figure = decision_boundary(lambda x: x[0] * x[1], [[0, 0], [1, 1]], [0, 1], resolution=4)
    >>> figure.axes[0].get_xlabel()
    'x₁'
    """
    names = field_names(_input_names(model) or ("x₁", "x₂"))
    classes: list[Any] = list(getattr(model, "classes_", ())) if _is_classifier(model) else []
    model = model if classes else net_of(model)
    X, y = samples_and_labels(X, _places(y, classes) if classes else y, width=2, owner="a plane")
    if not classes:
        check_function(model, "model", " of a sample")
    check_flag(hidden_lines, "hidden_lines")
    resolution, threshold = check_whole(resolution, "resolution", 2), finite_number(threshold, "threshold")
    units = layers_of(net_of(model))[0] if hidden_lines else []
    if len(units) > _MOST_LINES:
        raise ValueError(
            f"expected at most {_MOST_LINES} units in the first layer to draw the lines of, got {len(units)}"
        )
    across, up = (span([row[i] for row in X], resolution) for i in (0, 1))
    box = (across[0], across[-1], up[0], up[-1])
    margins = _margins(_scores(model, across, up), y, threshold)
    with axes_for(ax, look) as (axes, colors):
        for grid, area in zip(margins, colors.areas):
            axes.contourf(across, up, grid, levels=[0.0, math.inf], colors=[area])
        # Two classes have one boundary; of three or more, each has its own.
        for grid in margins[1:] if len(margins) == 2 else margins:
            if any(number < 0.0 for row in grid for number in row) and any(n > 0.0 for row in grid for n in row):
                axes.contour(across, up, grid, levels=[0.0], colors=[colors.ink])
        _draw_lines(axes, units, X, box, colors)
        draw_samples(axes, X, y, colors, *[partial(_class_name, field_names(classes))] * bool(classes))
        show_plane(axes, box, (names[0], names[1]), "decision boundary")
    return axes.figure


def _scores(
    model: Callable[[list[float]], Scores], across: Sequence[float], up: Sequence[float]
) -> list[list[list[float]]]:
    """The scores at each point of the grid, row by row; by `model.predict`, all at once, where it is there."""
    points = [[x1, x2] for x2 in up for x1 in across]
    predict = partial(_probabilities, model) if _is_classifier(model) else getattr(model, "predict", None)
    scores = list(map(_floats, map(model, points) if predict is None else predict(points)))
    return [scores[k : k + len(across)] for k in range(0, len(points), len(across))]


def _is_classifier(model: object) -> bool:
    """Whether it is a fitted classifier as scikit-learn has them."""
    return hasattr(model, "classes_") and hasattr(model, "predict_proba")


def _input_names(model: Any) -> Sequence[str] | None:
    """What its two inputs are called, where it says so."""
    names = getattr(net_of(model), "input_names", getattr(model, "feature_names_in_", None))
    return None if names is None or len(names) != 2 else list(names)


def _places(y: Any, classes: Sequence[Any]) -> list[int]:
    """The places of the labels among the classes."""
    labels = without_brackets(plain(y))
    if strangers := [label for label in labels if label not in classes]:
        raise ValueError(f"expected labels among the classes of the model in y, got {strangers[0]!r}")
    return [classes.index(label) for label in labels]


def _class_name(classes: Sequence[str], place: float) -> str:
    return f"y = {classes[int(place)]}"


def _probabilities(classifier: Any, points: Sequence[Sequence[float]]) -> list[Any]:
    """That of the larger of two classes at each point, or those of all classes."""
    with warnings.catch_warnings():  # that these points have no columns, where the samples had
        warnings.filterwarnings("ignore", "X does not have valid feature names", UserWarning)
        rows = classifier.predict_proba(points).tolist()
    return [row[1] for row in rows] if len(classifier.classes_) == 2 else rows


def _floats(scores: Scores) -> list[float]:
    return list(map(float, scores)) if isinstance(scores, Iterable) else [float(scores)]


def _margins(scores: list[list[list[float]]], y: Sequence[float], threshold: float) -> list[Grid]:
    """For each class, by how much it wins over the other classes, at each point of the grid: above 0 where it does."""
    count = len(scores[0][0])
    if count == 1:
        classes_of(y, most=2)
        above = [[point[0] - threshold for point in row] for row in scores]
        return [[[-number for number in row] for row in above], above]
    classes_of(y)
    strangers = sorted({label for label in y if label not in range(min(count, len(CLASS_MARKERS)))})
    if strangers or count > len(CLASS_MARKERS):
        raise ValueError(
            f"expected at most {len(CLASS_MARKERS)} scores, and labels from 0 to one less than there are, got"
            f" {count} scores and labels such as {(strangers or sorted(set(y)))[-1]!r}"
        )
    return [[[point[k] - max(point[:k] + point[k + 1 :]) for point in row] for row in scores] for k in range(count)]


def _draw_lines(
    axes: Axes, units: Sequence[UnitNumbers], X: Sequence[Sequence[float]], box: Box, colors: PlotColors
) -> None:
    """The line of each unit that has one in the frame, its name, and an arrow to its positive side."""
    named = [
        (pretty_name(f"h_{number}"), unit, clipped_line(unit.weights, unit.bias, box))
        for number, unit in enumerate(units, 1)
    ]
    named = [line for line in named if line[2]]
    lengths = [math.hypot(*unit.weights) for _, unit, _ in named]
    lines = [
        NamedLine(start, end, (unit.weights[0] / length, unit.weights[1] / length))
        for (_, unit, (start, end)), length in zip(named, lengths)
    ]
    for line in lines:
        axes.plot(*zip(line.start, line.end), color=colors.guide, linestyle="--", linewidth=1.8, zorder=2)
    look = {"arrowstyle": "-|>", "color": colors.guide, "lw": 1.8, "shrinkA": 0, "shrinkB": 0}
    for (name, *_), place in zip(named, places_of_names(lines, X, box, _spacing(axes, box, len(X)))):
        axes.annotate("", xy=place.tip, xytext=place.foot, arrowprops=look, zorder=3)
        style = {"color": colors.ink, "path_effects": halo(colors), "ha": "center", "va": "center", "clip_on": True}
        axes.text(*place.middle, name, zorder=5, **style)


def _spacing(axes: Axes, box: Box, samples: int) -> Spacing:
    """How large a name, an arrow and a marker are in the units of the axes."""
    from matplotlib import rcParams

    place, (width, height) = axes.get_position(), axes.figure.get_size_inches()
    # Title and labels take some of the place that the axes have before they are laid out.
    scale = 0.85 * 72.0 * min(place.width * width / (box[1] - box[0]), place.height * height / (box[3] - box[2]))
    em = rcParams["font.size"] / scale
    return Spacing(
        width=1.5 * em, height=1.2 * em, arrow=1.6 * em, marker=0.6 * math.sqrt(marker_area(samples)) / scale
    )
