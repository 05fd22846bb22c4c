"""Formulas as MathML in JSON, for a page to fill and to show: it makes elements of them, and never markup.

| word  | meaning                                                                                                 |
| ----- | ------------------------------------------------------------------------------------------------------- |
| tree  | text, a slot, or a list of a tag, perhaps attributes, and the trees inside                                |
| slot  | [place] of an operand, those in vectors one by one; [-1] for the result. A second entry says what needs  |
|       | parentheses there: "-" a negative number, "^" whatever is not a single sign, since it is a base           |

Two tags are our own: ["fence", "(", ")", …] for delimiters, and ["stretchy", …] for some that grow with what is inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias
from xml.etree import ElementTree

from viz.formulas.printing import to_mathml
from viz.formulas.term import Name, Number, Term, names_in, replaced
from viz.formulas.typesetting import Composite, Fence, Fraction, Layout, Marked, Row, Script, Symbol
from viz.formulas.writing import written

__all__ = ["RESULT", "Tree", "place_of", "slot", "tree_of", "tree_with_slots", "with_slots"]

Tree: TypeAlias = Any
"""What JSON can hold."""

RESULT: Final = -1
_FIRST_SLOT = 0xF0000  # private-use characters stand for the slots while a formula is written


def slot(place: int, sample: float = 0.5) -> Name:
    """The name that stands for a slot, and a number that might be there."""
    return Name(chr(_FIRST_SLOT + place), sample)


def place_of(label: str) -> int | None:
    """The place of the slot that has this label; None for another label.

    >>> place_of(slot(3).label), place_of("x")
    (3, None)
    """
    return ord(label) - _FIRST_SLOT if len(label) == 1 and ord(label) >= _FIRST_SLOT else None


def tree_of(layout: Layout) -> Tree:
    """A formula as MathML in JSON.

    >>> from viz.formulas.writing import name_layout
    >>> tree_of(name_layout("w_11"))
    ['msub', ['mi', 'w'], ['mi', '11']]
    """
    return _tree(ElementTree.fromstring(f"<mrow>{to_mathml(layout)}</mrow>"))


def tree_with_slots(term: Term, count: int) -> Tree:
    """The tree of a term of slots; the slot after `count` operands is the result's.

    >>> tree_with_slots(slot(0) ** 2.0 - slot(1), 2)
    ['mrow', ['msup', [0, '^'], ['mn', '2']], ['mo', '−'], [1, '-']]
    """
    names = names_in(term)
    layouts = [written(replaced(term, {name: Number(number) for name in names})) for number in (-1.5, 1.5e-9)]
    return with_slots(tree_of(written(term)), _marks(written(term), *layouts), count)


def with_slots(tree: Tree, marks: Iterator[str], count: int) -> Tree:
    """A tree with slots in place of their names.

    Args:
        tree: the tree of a layout in which slots stand by their names.
        marks: for each slot, in the order in which they are read, what needs parentheses there; "" for nothing.
        count: how many operands there are; the slot after them is the result's.
    """
    if isinstance(tree, str):
        return tree
    place = place_of(tree[1]) if tree[0] == "mtext" and isinstance(tree[1], str) else None
    if place is not None:
        mark = next(marks)
        return [place if place < count else RESULT, *([mark] if mark else [])]
    return [with_slots(part, marks, count) if isinstance(part, list) else part for part in tree]


def _marks(layout: Layout, negative: Layout | None, tiny: Layout | None) -> Iterator[str]:
    """For each slot of a layout, what needs parentheses there: found out by writing numbers in its place."""
    if isinstance(layout, Symbol):
        if place_of(layout.text) is not None:
            is_fenced = negative is None or isinstance(negative, Fence)  # None: numbers are written otherwise
            yield "^" if isinstance(tiny, Fence) else "-" if is_fenced else ""
        return
    if isinstance(negative, Fence) and not isinstance(layout, Fence):  # a product that begins with a sign, in a sum
        for k, mark in enumerate(_marks(layout, negative.body, tiny)):
            yield mark if mark or k else "-"
        return
    parts = _parts(layout)
    counterparts = [
        _parts(other) if type(other) is type(layout) and len(_parts(other)) == len(parts) else [None] * len(parts)
        for other in (negative, tiny)
    ]
    for part, one, other in zip(parts, *counterparts):
        yield from _marks(part, one, other)


def _parts(layout: Composite) -> list[Layout]:
    """What a layout is made of, in the order in which it is read."""
    entries = [entry for field in vars(layout).values() for entry in (field if isinstance(field, tuple) else (field,))]
    return [entry for entry in entries if isinstance(entry, (Row, Fraction, Marked, Script, Fence, Symbol))]


def _tree(element: ElementTree.Element) -> Tree:
    inside: list[Tree] = [*([element.text] if element.text else []), *map(_tree, element)]
    if element.tag == "mrow" and len(inside) == 1:
        return inside[0]
    if element.tag == "mrow" and len(inside) > 1 and element[0].get("fence"):
        tag = "stretchy" if element[0].get("stretchy") == "true" else "fence"
        return [tag, element[0].text or "", element[-1].text or "", *inside[1:-1]]
    attributes = {} if element.get("fence") else dict(element.attrib)
    return [element.tag, *([attributes] if attributes else []), *inside]
