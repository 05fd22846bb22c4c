"""`draw` and `compare`: from Values to pictures of their graphs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import get_args

from autograd import PRIMITIVES, Primitive, Value, topological_order
from autograd.arguments import check_value
from autograd.shared.near_names import check_name
from autograd.shared.options import taking
from autograd.shared.showing import came
from autograd.tracing import CUT_PATH
from viz.graph.building import Grouping, graph_view
from viz.graph.comparison import with_differences
from viz.graph.copies import with_copies
from viz.graph.description import described, detailed
from viz.graph.dot import dot_source, dot_source_of_several
from viz.graph.grouping import groups_by_labels, groups_by_predicate
from viz.graph.options import DrawingOptions, Fold, NeuronOrLayer, refuse
from viz.graph.paths import with_paths
from viz.graph.view import GraphView, with_ancestors
from viz.names import legible
from viz.rendering.picture import Picture

__all__ = ["ComparisonOptions", "compare", "draw", "grouping_of", "picture_of", "unfolded_ones", "view_of"]


@taking(DrawingOptions)
def draw(value: Value, options: DrawingOptions) -> Picture:
    """A picture of the graph that computed `value`, with every value, gradient and local derivative.

    Leaves are boxes, constants bare numbers, operations ellipses; the output has a double border. Arrows run from
    operand to result. Where the order of the operands matters, ① and ② tell it. A gradient that has not been computed
    is a dash.

    Args:
        value: the output of the graph.
        options: by name, those of `viz.DrawingOptions`, where each is explained.

    Returns:
        The picture.

    Raises:
        TypeError: if `value` is not a Value, or another argument is of a wrong type.
        ValueError: if an argument is out of range; if the labels tell of no unit to fold, or there is no group of a
            name in `opened`; if a Value in `highlight` is not in the graph, or paths lead through a closed group; if
            `backward` is asked for and there are no gradients.
        GraphTooLargeError: if there are more nodes than `max_nodes`; a ValueError.
        DomainError: if an operation to be unfolded has no value in simpler ones at these numbers; a ValueError.
        GraphvizNotFoundError: for a slide, if there is nothing to draw with.

    >>> x, w = Value(2.0, label="x"), Value(0.5, label="w")
    >>> y = (w * x).sigmoid()
    >>> y.backward()
    >>> draw(y)
    <Picture: computation graph of 0.7311: 4 nodes, 3 edges>
    >>> draw(y, fold=lambda value: "unit" if value is not x else None)
    <Picture: computation graph of unit: 2 nodes, 1 edge>
    """
    check_value(value, "value", " to draw")
    if options.backward and value.grad is None:
        raise ValueError("expected gradients to draw the backward pass with, got none: call backward() first")
    picture = picture_of(view_of(value, options), options)
    return picture.on_a_slide() if options.slide else picture


def picture_of(view: GraphView, style: DrawingOptions) -> Picture:
    """The picture of what there is to show, in this style."""
    description, details = described(view, style.precision), detailed(view, style.precision)
    return Picture(dot_source(view, style), description, details, style.transparent)


@dataclass(frozen=True, kw_only=True)
class ComparisonOptions(DrawingOptions):
    """Those of a drawing, but for `highlight`, `backward` and `legend`.

    Attributes:
        titles: what stands above each graph.
    """

    titles: tuple[str, str] = ("before", "after")

    def __post_init__(self) -> None:
        super().__post_init__()
        titles = self.titles
        if not isinstance(titles, (tuple, list)) or len(titles) != 2 or not all(isinstance(t, str) for t in titles):
            raise TypeError(f"expected titles to be two texts, got {came(titles)}")


@taking(ComparisonOptions)
def compare(before: Value, after: Value, options: ComparisonOptions) -> Picture:
    """A picture of two graphs with what differs in the second: values, gradients, nodes that only one of them has.

    Args:
        before: the output of the first graph. To keep a graph as it was before a step, take `copy.deepcopy` of it.
        after: the output of the second.
        options: by name, those of `viz.DrawingOptions`, but for `highlight`, `backward` and `legend`; and `titles`,
            what stands above each. Graphs that run to the right or left stand one above the other, graphs that run up
            or down side by side.

    Returns:
        The picture.

    Raises:
        TypeError: if one of them is not a Value, or another argument is of a wrong type.
        ValueError: as `draw` does.

    >>> import copy
    >>> w = Value(0.5, label="w")
    >>> y = w * 2.0
    >>> earlier = copy.deepcopy(y)
    >>> w.data = 0.75
    >>> y.recompute()
    >>> picture = compare(earlier, y)
    >>> "Δ +0.25" in picture.source, "Δ +0.5" in picture.source
    (True, True)
    """
    for value, name in ((before, "before"), (after, "after")):
        check_value(value, name, " to compare")
    refuse(options, "compare", "highlight", "backward", "legend")
    views = with_differences(*(view_of(value, options) for value in (before, after)))
    shown = list(zip(map(legible, options.titles), views))
    description = "; ".join(f"{title}: {described(view, options.precision)}" for title, view in shown)
    details = " ".join(f"{title}: {detailed(view, options.precision)}" for title, view in shown)
    picture = Picture(dot_source_of_several(shown, options), description, details, options.transparent)
    return picture.on_a_slide() if options.slide else picture


def view_of(value: Value, options: DrawingOptions) -> GraphView:
    """What of a graph is to be shown."""
    highlight = _highlighted(options.highlight)
    grouping = grouping_of(value, options.fold, options.opened)
    view = graph_view(value, unfolded_ones(options.unfold), options.max_nodes, grouping, highlight)
    hidden = [v for v in highlight if grouping.is_hidden(v)]
    missing = len(set(highlight)) - len(hidden) - sum(node.is_marked for node in view.nodes)
    if missing:
        raise ValueError(
            f"expected highlight to name Values of the graph, got {missing} that are not in it: {CUT_PATH}"
        )
    return with_copies(with_paths(view) if highlight else view, backward=options.backward)


def _highlighted(highlight: Value | Collection[Value]) -> Collection[Value]:
    values = (highlight,) if isinstance(highlight, Value) else highlight
    for value in values:
        if value.is_constant:
            raise ValueError(f"expected Values in highlight, got {value!r}: nothing is differentiated by a constant")
    return values


def grouping_of(value: Value, fold: Fold, opened: bool | Collection[str]) -> Grouping:
    """Which Values are shown together, as the options `fold` and `opened` say."""
    if fold is None:
        return Grouping()
    order = topological_order(value)
    if callable(fold):
        paths = groups_by_predicate(order, fold)
    else:
        check_name(fold, "fold", get_args(NeuronOrLayer), hint="a function, None or ")
        paths = groups_by_labels(order, by_layer=fold == "layer")
    groups = {".".join(group): group for path in dict.fromkeys(paths.values()) for group in with_ancestors(path)}
    if isinstance(opened, bool):
        return Grouping(paths, {*groups.values()} if opened else ())
    outermost_first = sorted(groups, key=lambda name: len(groups[name]))
    names = [check_name(name, "group in opened", outermost_first) for name in opened]
    return Grouping(paths, {group for name in names for group in with_ancestors(groups[name])})


def unfolded_ones(unfold: bool | Collection[str]) -> Callable[[Primitive], bool]:
    """Which fused operations are shown as the simpler ones that they stand for, as the option `unfold` says."""
    if isinstance(unfold, bool):
        return lambda primitive: unfold
    fused = sorted(name for name, primitive in PRIMITIVES.items() if primitive.definition)
    names = {check_name(name, "fused operation in unfold", fused) for name in unfold}
    return lambda primitive: primitive.name in names
