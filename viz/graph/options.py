"""The options of a drawing: stated, documented and checked once, for all that draw a graph."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias, get_args

from autograd import Value
from autograd.arguments import check_flag, check_values, check_whole
from autograd.shared.near_names import check_name
from autograd.shared.showing import came, one_line
from viz.graph.view import GroupPath
from viz.names import abbreviated, legible, place_and_name, pretty_name, pretty_number
from viz.palette import THEMES, Theme, ThemeName

__all__ = [
    "BLANK",
    "Direction",
    "DrawingOptions",
    "Fold",
    "NeuronOrLayer",
    "label_within",
    "refuse",
    "shown_equation",
    "shown_name",
]

Direction: TypeAlias = Literal["LR", "RL", "TB", "BT"]
_DIRECTIONS_ELSEWHERE = {"right": "LR", "horizontal": "LR", "left": "RL", "down": "TB", "vertical": "TB", "up": "BT"}
_PRECISION = (1, 17)

BLANK = "?"
"""What stands where something is to be filled in."""

NeuronOrLayer: TypeAlias = Literal["neuron", "layer"]
Fold: TypeAlias = NeuronOrLayer | Callable[[Value], str | None] | None


@dataclass(frozen=True, kw_only=True)
class DrawingOptions:
    """How a graph is drawn, and what of it: the arguments that `viz.draw` and its relatives take by these names.

    Attributes:
        direction: where the arrows lead: "LR" to the right, "RL" to the left, "TB" down, "BT" up.
        precision: significant digits of the numbers, 1 to 17.
        unfold: whether a fused operation, such as `dot`, is shown as the simpler operations that it stands for; or the
            names of those operations for which it is.
        fold: what is drawn as one node, with a summary: "neuron", each unit of a net; "layer", each layer, as the
            labels w_ij^(l), b_j^(l), z_j^(l), h_j^(l) tell them, or each part of a model, as labels such as
            "block 1.head 2.q_0,1" do: a block, in it a head, in it a row q_0; or a function from a Value to the name
            of its group, None for a Value that stands for itself.
        opened: the names of groups that are opened again: what is in them stands in a frame; True for all.
            "block 1.head 2" opens the block, and the head in it.
        highlight: the Values, or the one, from which every path to the output is shown, with the product of the local
            derivatives along it, and the sum of the products.
        gradients: whether nodes show their gradients.
        local_derivatives: whether edges show the derivative of the result by the operand.
        backward: whether dashed arrows show the backward pass, and what it hands on: adjoint times local derivative.
        legend: whether it is explained below what is what.
        theme: "light", or "dark" for a dark ground.
        transparent: whether the ground is left out, for a page or a slide that has one.
        slide: whether the picture has the size of a slide, 16:9, and is as large on it as fits.
        max_nodes: how many nodes the picture may have, 1 or more; None for any number.

    Raises:
        TypeError: if the precision or `max_nodes` is not an int, or a direction or a theme no name.
        ValueError: for a direction or a theme that there is not, and for a number out of range.

    >>> DrawingOptions(precision=2).number(0.12345)
    '0.12'
    >>> DrawingOptions(direction="up")
    Traceback (most recent call last):
    ...
    ValueError: ...
    """

    direction: Direction = "LR"
    precision: int = 4
    unfold: bool | Collection[str] = False
    fold: Fold = None
    opened: bool | Collection[str] = ()
    highlight: Value | Collection[Value] = ()
    gradients: bool = True
    local_derivatives: bool = True
    backward: bool = False
    legend: bool = False
    theme: ThemeName = "light"
    transparent: bool = False
    slide: bool = False
    max_nodes: int | None = 300

    __repr__ = one_line

    @property
    def colors(self) -> Theme:
        return THEMES[self.theme]

    def __post_init__(self) -> None:
        check_name(self.direction, "direction", get_args(Direction), _DIRECTIONS_ELSEWHERE)
        check_whole(self.precision, "precision", *_PRECISION)
        check_name(self.theme, "theme", THEMES)
        for name in ("gradients", "local_derivatives", "backward", "legend", "transparent", "slide"):
            check_flag(getattr(self, name), name)
        _check_names(self.unfold, "unfold", "fused operations")
        _check_names(self.opened, "opened", "groups")
        if not isinstance(self.highlight, Value):
            check_values(self.highlight, "highlight", in_order=False)
        if self.max_nodes is not None:
            check_whole(self.max_nodes, "max_nodes", 1, 10**9)

    def number(self, number: float | str | None, *, is_blank: bool = False) -> str:
        """A number, to as many digits as the style says; or the word that stands for it; a dash for None.

        Args:
            number: the number, or the word.
            is_blank: whether it is not told.
        """
        if is_blank:
            return BLANK
        if number is None:
            return "—"
        return number if isinstance(number, str) else pretty_number(number, self.precision)


def _check_names(given: bool | Collection[str], name: str, of: str) -> None:
    if isinstance(given, bool):
        return
    is_several = isinstance(given, Collection) and not isinstance(given, (str, bytes))
    if not is_several or not all(isinstance(each, str) for each in given):
        raise TypeError(f"expected {name} to be True, False or the names of {of}, got {name}={came(given)}")


def shown_name(label: str) -> str:
    """A label as a picture has room for it."""
    return legible(abbreviated(pretty_name(label)))


def label_within(label: str, cluster: GroupPath) -> str:
    """A label without the place that its frame tells.

    >>> label_within("block 1.head 2.q_0,1", ("block 1",)), label_within("w_11", ("block 1",))
    ('head 2.q_0,1', 'w_11')
    """
    place, name = place_and_name(label)
    told = place and cluster[: len(place)]
    return ".".join([*place[len(told) :], name]) if place[: len(told)] == told else label


def shown_equation(label: str, number: str) -> str:
    """The number, after the name if there is one."""
    name = shown_name(label)
    return f"{name} = {number}" if name else number


def refuse(options: DrawingOptions, function: str, *names: str) -> None:
    """Raises TypeError if an option is given that a function has no use for."""
    for field in fields(DrawingOptions):
        if field.name in names and getattr(options, field.name) != field.default:
            raise TypeError(f"{function} takes no {field.name}")
