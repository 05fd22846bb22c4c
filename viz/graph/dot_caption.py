"""What stands under a picture: the sums over paths, notes on what is drawn otherwise than usual, and the legend."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from autograd.shared.showing import counted
from viz.graph.dot_edges import path_letter
from viz.graph.markup import colored, marked_up
from viz.graph.options import DrawingOptions, shown_name
from viz.graph.view import GraphView, Group, PathProduct, PathSum
from viz.palette import Look

__all__ = ["caption"]

_MOST_NAMES = 12


def caption(views: Sequence[GraphView], style: DrawingOptions) -> str:
    """A table in Graphviz's markup; "" if there is nothing to say."""
    sums = [shown for view in views for shown in view.sums]
    legend = list(_legend_rows(style)) if style.legend else []
    parts = [list(_sum_rows(sums, style)), [_note_row(note, style) for note in _notes(views)], legend]
    # Each part is a table of its own, so that a long sum does not widen the legend.
    rows = [_row(_cell(_table(part))) for part in parts if part]
    return f"<{_table(rows)}>" if rows else ""


def _table(rows: Sequence[str]) -> str:
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="3">{"".join(rows)}</TABLE>'


def _sum_rows(sums: Sequence[PathSum], style: DrawingOptions) -> Iterator[str]:
    letters = map(path_letter, itertools.count(1))
    colors = iter(style.colors.paths)
    for shown in sums:
        for path in shown.paths:
            yield _path_row(path, next(letters), next(colors), style)
        yield _row(_cell(marked_up(_sum_text(shown, style), colored(style.colors.gradient)), columns=3))


def _notes(views: Sequence[GraphView]) -> Iterator[str]:
    if any(edge.copy for view in views for edge in view.edges):
        yield "dashed border: a node drawn again where it is used; its gradient stands in the node itself"
    if any(node.changed if isinstance(node, Group) else node.later for view in views for node in view.nodes):
        yield "later: what a number was changed to when it had been used;"
        yield "recompute() computes all of this with the new one"


def _note_row(note: str, style: DrawingOptions) -> str:
    return _row(_cell(marked_up(note, colored(style.colors.text))))


def _sum_text(shown: PathSum, style: DrawingOptions) -> str:
    derivative = f"∂{shown_name(shown.output)}/∂{shown_name(shown.name)}"
    value = style.number(shown.derivative)
    if not shown.paths:
        return (
            f"{derivative} = {value}, the sum over {counted(shown.count, 'path')}"
            if shown.count
            else f"{derivative} = 0: no path"
        )
    if len(shown.paths) == 1:
        return f"{derivative} = {value}"
    terms = " + ".join(_in_parentheses(style.number(path.product)) for path in shown.paths)
    return f"{derivative} = {terms} = {value}"


def _path_row(path: PathProduct, letter: str, color: str, style: DrawingOptions) -> str:
    names = [shown_name(name) for name in path.names]
    if len(names) > _MOST_NAMES:
        names = [*names[: _MOST_NAMES - 2], "…", names[-1]]
    factors = " · ".join(_in_parentheses(style.number(factor)) for factor in path.factors)
    product = f"{factors} = {style.number(path.product)}" if len(path.factors) != 1 else factors
    look = colored(color)
    return _row(
        _cell(f"<B>{marked_up(letter, look)}</B>"),
        _cell(marked_up("\u00a0" + " → ".join(names) + "\u00a0\u00a0", look)),
        _cell(marked_up(product or "1", look)),
    )


def _in_parentheses(number: str) -> str:
    return f"({number})" if number.startswith("−") else number


def _legend_rows(style: DrawingOptions) -> Iterator[str]:
    colors = style.colors
    text = colored(colors.text)
    kinds = [
        (colors.leaf, ' STYLE="ROUNDED"', "leaf: a number that was put in"),
        (colors.operation, ' STYLE="ROUNDED"', "operation: its sign, name and value (round)"),
        (colors.output, ' STYLE="ROUNDED"', "output (double border)"),
    ]
    for look, shape, meaning in kinds:
        yield _row(_swatch(look, shape), _cell(marked_up(meaning, text), columns=2))
    yield _row(_cell(marked_up("3", text)), _cell(marked_up("constant: gets no gradient", text), columns=2))
    if style.gradients:
        grad = marked_up("grad", colored(colors.gradient))
        yield _row(_cell(grad), _cell(marked_up("derivative of the output by this node", text), columns=2))
    if style.local_derivatives:
        local = marked_up("→ 0.5", colored(colors.derivative))
        yield _row(_cell(local), _cell(marked_up("local derivative: of the result by this operand", text), columns=2))
    yield _row(
        _cell(marked_up("① ②", text)), _cell(marked_up("first and second operand, where it matters", text), columns=2)
    )
    if style.backward:
        back = marked_up("⇠ 0.5", colored(colors.gradient))
        meaning = "backward pass: adjoint of the result times local derivative"
        yield _row(_cell(back), _cell(marked_up(meaning, text), columns=2))


def _row(*cells: str) -> str:
    return f"<TR>{''.join(cells)}</TR>"


def _cell(content: str, columns: int = 1) -> str:
    return f'<TD ALIGN="LEFT" COLSPAN="{columns}">{content}</TD>'


def _swatch(look: Look, shape: str) -> str:
    colors = f'BGCOLOR="{look.fill}" COLOR="{look.border}"'
    size = 'FIXEDSIZE="TRUE" WIDTH="34" HEIGHT="18"'
    return _cell(f'<TABLE BORDER="1" CELLBORDER="0" {size} {colors}{shape}><TR><TD></TD></TR></TABLE>')
