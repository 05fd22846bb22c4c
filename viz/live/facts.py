"""What there is to say of an operation, as data that a page fills with the names and numbers of any node.

A formula is written once, as a tree with slots where operands and result go; `formulas.js` fills them. It is the row's
formula: its LaTeX, its partials run on names, brought into the slides' form by the rules of the derivations.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any, Final

from autograd import Interval, Primitive, Value, Vector
from viz.formulas.printing import to_text
from viz.formulas.typesetting import COMMA, Layout, Row, Symbol, joined, number
from viz.formulas.writing import name_layout, written
from viz.live.forms import Form, PartialForms, Shape
from viz.live.trees import Tree, slot, tree_of, tree_with_slots, with_slots
from viz.names import abbreviated, free_names, shortest_names

__all__ = ["ASKING", "any_shapes", "facts", "names_of", "shape_key", "shapes_in"]

ASKING: Final = ("trees.js", "formulas.js", "paths.js", "answers.js", "nudging.js", "ask.js")
"""The modules of a page that can be asked, after "engine.js" and "elements.js"; their style is "ask.css"."""

_LARGEST_WRITTEN = 99  # a constant that is a whole number up to here is a part of the formula: x² rather than xᵖ
_MOST_WRITTEN_IN_VECTOR = 12


def facts(rows: Mapping[Primitive, str], shapes: Iterable[tuple[Primitive, Shape]]) -> dict[str, dict[str, Any]]:
    """What a page can say of some operations, by the keys of their rows.

    Args:
        rows: for each operation its key, as `RowsScript.keys` has them.
        shapes: what is applied to what; `shapes_in` and `any_shapes` give them.

    Returns:
        For each key, as far as there is something to say:

        - `symbol`: as pictures have it; `convention`: a sentence about kinks and edges,
        - `domain`: trees, one for each operand that may not be any number,
        - `unwritten`: why there are no formulas, as a sentence,
        - `forms`: for each shape, by `shape_key`: `formula`, a tree; `definition`, what a fused operation stands for;
          `partials`, for each operand, those within vectors one by one: None where only the number can be told, or
          `numbers` that it may be; and for all others `forms`, the formula as the table has it, and in the slides'
          form if that is another, but not in the `gaps`, lists of places and the numbers that the operands there have.

    >>> from autograd import PRIMITIVES
    >>> mul = PRIMITIVES["mul"]
    >>> fact = facts({mul: "mul"}, [(mul, (None, None))])["mul"]
    >>> fact["forms"]["x,x"]["formula"], fact["forms"]["x,x"]["partials"]
    (['mrow', [0], ['mo', '·'], [1, '-']], [{'forms': [[1]]}, {'forms': [[0]]}])
    """
    told: dict[str, dict[str, Any]] = {}
    for primitive, shape in dict.fromkeys(shapes):
        fact = told.setdefault(rows[primitive], {**_said_of(primitive), "forms": {}})
        try:
            fact["forms"][shape_key(shape)] = _forms(primitive, shape)
        except Exception as error:  # a row's LaTeX or formulas may do anything when they are not given numbers
            fact["unwritten"] = f"{primitive.name} cannot be written as a formula: {type(error).__name__}: {error}"
    return told


def shape_key(shape: Shape) -> str:
    """The shape as text: `shapeKey` of `ask.js` writes the same.

    >>> shape_key((None, 2.0, (None, 0.0)))
    'x,2,(x 0)'
    """

    def shown(operand: float | None) -> str:
        return "x" if operand is None else f"{int(operand)}"

    return ",".join(f"({' '.join(map(shown, o))})" if isinstance(o, tuple) else shown(o) for o in shape)


def shapes_in(values: Iterable[Value]) -> Iterator[tuple[Primitive, Shape]]:
    """The operations of a graph's nodes, with their shapes.

    >>> list(shapes_in([Value(3.0) ** 2]))
    [(<primitive pow>, (None, 2.0))]
    """
    for value in values:
        if value.primitive is not None:
            operands = (tuple(o) if isinstance(o, Vector) else o for o in value.inputs)
            yield value.primitive, tuple(_of_vector(o) if isinstance(o, tuple) else _of_scalar(o) for o in operands)


def _of_scalar(operand: Value) -> float | None:
    is_written = operand.is_constant and operand.data.is_integer() and abs(operand.data) <= _LARGEST_WRITTEN
    return operand.data if is_written else None


def _of_vector(operands: Sequence[Value]) -> tuple[float | None, ...]:
    numbers = tuple(map(_of_scalar, operands))
    is_written = len(numbers) <= _MOST_WRITTEN_IN_VECTOR and None not in numbers
    return numbers if is_written else (None,) * len(numbers)


def any_shapes(primitive: Primitive, lengths: Iterable[int] = range(1, 9)) -> Iterator[tuple[Primitive, Shape]]:
    """An operation on variables alone: with all its operands, or some left out, and vectors of some lengths.

    >>> from autograd import PRIMITIVES
    >>> [shape_key(shape) for _, shape in any_shapes(PRIMITIVES["dot"], [2])]
    ['(x x),(x x)', '(x x),(x x),x']
    """
    for length in lengths if any(primitive.vectors) else (0,):
        for count in range(primitive.arity - len(primitive.defaults), primitive.arity + 1):
            yield primitive, tuple((None,) * length if v else None for v in primitive.vectors[:count])


def names_of(values: Sequence[Value]) -> list[dict[str, Tree]]:
    """A name for every node of a graph, operands before results: `text`, and `mathml`, a tree.

    A node without a label gets a letter, from the output down, as in `viz.derivation`; a constant has none.

    >>> w = Value(0.5, label="w_11")
    >>> [name["text"] for name in names_of([w, w.exp()])]
    ['w₁₁', 'f']
    """
    labels = {value: value.label for value in values if value.label and value.label.strip()}
    shortest = shortest_names(dict.fromkeys(labels.values()))
    fresh = free_names({*shortest.values(), "f"})
    given: set[str] = set()
    names: dict[Value, str] = {}
    for value in reversed(values):
        if value.is_constant and value not in labels:
            continue
        name = abbreviated(shortest[labels[value]]) if value in labels else "f" if value is values[-1] else next(fresh)
        while name in given:
            name += "′"
        given.add(name)
        names[value] = name
    layouts = (name_layout(names[value]) if value in names else None for value in values)
    return [{"text": to_text(n), "mathml": tree_of(n)} if n else {"text": "", "mathml": None} for n in layouts]


@lru_cache(maxsize=512)
def _forms(primitive: Primitive, shape: Shape) -> dict[str, Any]:
    form = Form(primitive, shape)
    partials = [_told_partial(form, form.partial(place)) for place in range(form.count)]
    formulas = {"formula": tree_with_slots(form.applied, form.count), "partials": partials}
    definition = form.definition()
    return formulas if definition is None else {**formulas, "definition": tree_with_slots(definition, form.count)}


def _told_partial(form: Form, partial: PartialForms | None) -> dict[str, Any] | None:
    if partial is None:
        return None
    told = {
        "numbers": partial.numbers,
        "forms": [tree_with_slots(term, form.count) for term in partial.terms],
        "gaps": partial.gaps,
    }
    return {name: entry for name, entry in told.items() if entry}


def _said_of(primitive: Primitive) -> dict[str, Any]:
    """What is to be said of an operation, whatever it is applied to."""
    limits = {place: _limits(written(slot(0)), interval) for place, interval in enumerate(primitive.domain)}
    domain = {place: with_slots(tree_of(limit), repeat(""), 1) for place, limit in limits.items() if limit}
    said = {"symbol": primitive.symbol, "convention": primitive.convention, "domain": domain}
    return {name: entry for name, entry in said.items() if entry}


_LESS, _AT_MOST, _NOT = (Symbol(latex, text, "infix") for latex, text in (("<", "<"), (r"\le", "≤"), (r"\ne", "≠")))


def _limits(operand: Layout, interval: Interval) -> Layout | None:
    """Where an operand may be, in symbols; None for anywhere."""

    def limit(bound: float) -> list[Layout]:
        is_shown = math.isfinite(bound) or bound in interval.excluding
        return [_LESS if bound in interval.excluding else _AT_MOST, number(bound)] if is_shown else []

    inside = [number(n) for n in interval.excluding if interval.low < n < interval.high]
    parts = [*reversed(limit(interval.low)), operand, *limit(interval.high)]
    parts += [_NOT, joined(inside, COMMA)] if inside else []
    return Row(tuple(parts)) if len(parts) > 1 else None
