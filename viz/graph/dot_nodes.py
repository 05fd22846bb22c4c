"""The nodes of a picture, as attributes of DOT."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from autograd.shared.showing import counted
from viz.graph.markup import colored, escaped_twice, marked_up
from viz.graph.options import BLANK, DrawingOptions, label_within, shown_equation, shown_name
from viz.graph.view import Difference, Group, Node
from viz.names import abbreviated, legible
from viz.palette import Look

__all__ = ["Line", "node_attributes", "node_lines"]

_LEAF = {"shape": "box", "style": "rounded,filled", "margin": "0.09,0.05", "width": "0", "height": "0"}
_OPERATION = {"shape": "ellipse", "margin": "0.03,0.05", "style": "filled"}
_CONSTANT = {"shape": "plaintext", "margin": "0.05,0.03", "width": "0", "height": "0"}
_GROUP = {"shape": "box3d", "style": "filled", "margin": "0.16,0.09", "width": "0", "height": "0"}
_SYMBOL_SIZE = 20
_MOST_OUTPUTS = 4  # of a group are listed
# Graphviz sets lines of different sizes too close: a thin line between them keeps the tail of a g out of the next one.
_LINE_BREAK = '<BR/><FONT POINT-SIZE="3"> </FONT><BR/>'


class Line(NamedTuple):
    """A line of a node's text, the attribute that it is written in, and what of the graph it tells, if it is a number.

    The number ends the line.
    """

    text: str
    attribute: str
    tells: Literal["", "value", "gradient"] = ""


def node_attributes(
    node: Node | Group, style: DrawingOptions, *, is_output: bool, is_copy: bool = False
) -> dict[str, str]:
    """How Graphviz is told to draw a node: its shape, its colours, its text, and the text on pointing at it.

    A copy has a dashed border, and says what the node is and its value; the gradient stands in the node itself.
    """
    lines = _lines_of_copy(node, style) if is_copy else node_lines(node, style)
    look = _look(node, lines, style, is_output)
    if is_copy and "style" in look:
        look["style"] += ",dashed"
    label = _LINE_BREAK.join(marked_up(line.text, line.attribute) for line in lines)
    return {"label": f"<{label}>", "tooltip": escaped_twice(_tooltip(node)), **look}


def _look(node: Node | Group, lines: Sequence[Line], style: DrawingOptions, is_output: bool) -> dict[str, str]:
    colors = style.colors
    if isinstance(node, Group):
        return {**_GROUP, **_colors(colors.group), **({"penwidth": "3"} if is_output else {})}
    if node.kind == "constant":
        look = _CONSTANT
    elif node.kind == "leaf":
        look = {**_LEAF, **_colors(colors.leaf)}
    else:
        look = {**_OPERATION, "height": f"{_height(lines):.2f}", **_colors(colors.operation)}
    if is_output:
        look = {**look, "peripheries": "2", **_colors(colors.output)}
    if node.difference is not None and _is_different(node.difference):
        look = {**look, "color": colors.difference, "penwidth": "2.4" if is_output else "4"}
    return look


def _colors(look: Look) -> dict[str, str]:
    return {"fillcolor": look.fill, "color": look.border}


def _is_different(difference: Difference) -> bool:
    return difference.is_alone or bool(difference.data) or bool(difference.grad)


def _height(lines: Sequence[Line]) -> float:
    """An ellipse that is given some height to spare is narrower, and width is what a slide runs out of."""
    return 0.3 * len(lines) + 0.042 * min(max(len(line.text) for line in lines), 16)


def node_lines(node: Node | Group, style: DrawingOptions) -> list[Line]:
    """What is written in a node, line by line."""
    return _group_lines(node, style) if isinstance(node, Group) else _node_lines(node, style)


def _node_lines(node: Node, style: DrawingOptions) -> list[Line]:
    colors = style.colors
    symbol = legible(node.symbol).strip()
    # A sign is drawn large; a word or a formula, which is legible anyway, is not, or it would widen the picture.
    size = f'POINT-SIZE="{_SYMBOL_SIZE}"' if len(symbol) <= 4 else colored(colors.text)
    lines = [Line(symbol, size)] if symbol else []
    difference = node.difference or Difference()
    lines.append(Line(_equation(node, style), colored(colors.text), tells="value"))
    if node.later:
        lines.append(Line(f"later {', '.join(map(style.number, node.later))}", colored(colors.difference)))
    if difference.data:
        lines.append(Line(f"Δ {_signed(difference.data, style)}", colored(colors.difference)))
    if style.gradients and node.kind != "constant":
        gradient = style.number(node.grad, is_blank="gradient" in node.blanks)
        lines.append(Line(f"grad {gradient}", colored(colors.gradient), tells="gradient"))
        if difference.grad:
            lines.append(Line(f"Δ grad {_signed(difference.grad, style)}", colored(colors.difference)))
    if difference.is_alone:
        lines.append(Line("only here", colored(colors.difference)))
    return lines


def _equation(node: Node, style: DrawingOptions) -> str:
    number = style.number(node.data, is_blank="value" in node.blanks)
    label = label_within(node.label, node.cluster)
    if not node.number:
        return shown_equation(label, number)
    name = f"#{node.number}"
    return f"{shown_name(label)} {name} = {number}" if label else f"{name} = {number}"


def _lines_of_copy(node: Node | Group, style: DrawingOptions) -> list[Line]:
    """Down to the value; of a group, its name."""
    lines = node_lines(node, style)
    return lines[: 2 if isinstance(node, Node) and lines[0].text != _equation(node, style) else 1]


def _signed(number: float, style: DrawingOptions) -> str:
    return f"+{style.number(number)}" if number > 0.0 else style.number(number)


def _group_lines(group: Group, style: DrawingOptions) -> list[Line]:
    """Its name; what is in it; the numbers that leave it; how long the gradient in its leaves is."""
    text = colored(style.colors.text)
    lines = [Line(shown_name(group.title), f'POINT-SIZE="{_SYMBOL_SIZE}"')]
    lines += [Line(count, text) for count in _counts(group)]
    lines.append(Line(_outputs(group, style), text, tells="value"))
    if group.changed:
        lines.append(Line(f"{group.changed} changed later", colored(style.colors.difference)))
    if style.gradients and group.leaves:
        lines.append(Line(f"‖grad‖ {style.number(group.gradient)}", colored(style.colors.gradient), tells="gradient"))
    return lines


def _outputs(group: Group, style: DrawingOptions) -> str:
    """The numbers that leave it, or how far they reach."""
    if len(group.outputs) <= _MOST_OUTPUTS:
        return ", ".join(map(style.number, group.outputs))
    low, high = style.number(min(group.outputs)), style.number(max(group.outputs))
    return low if low == high else f"{low} … {high}"


def _counts(group: Group) -> list[str]:
    counts = (("operation", group.operations), ("leaf", group.leaves), ("constant", group.constants))
    return [counted(count, noun) for noun, count in counts if count]


def _tooltip(node: Node | Group) -> str:
    if isinstance(node, Group):
        return f"{_in_a_tooltip(node.name)}: {', '.join(_counts(node))}"
    name = f"{_in_a_tooltip(node.label)} = " if node.label else ""
    data = BLANK if "value" in node.blanks else repr(node.data)
    grad = "" if node.grad is None else f", grad {BLANK if 'gradient' in node.blanks else repr(node.grad)}"
    return f"{node.operation or node.kind}: {name}{data}{grad}"


def _in_a_tooltip(name: str) -> str:
    """Whole, but for what nobody reads: in DOT a text has 16,384 bytes at most, and an ampersand takes nine of them."""
    return legible(abbreviated(name, 1000))
