"""What there is to say of an operation, as data that a page fills with the names and numbers of any node.

A formula is written once, with slots where operands and result go; `ask.js` fills them. It is the formula of the row:
its LaTeX, its partials run on names, brought into the slides' form by the rules of the derivations.

| word  | meaning                                                                                                    |
| ----- | ---------------------------------------------------------------------------------------------------------- |
| tree  | MathML as JSON: text, a slot, or a list of a tag, perhaps attributes, and the trees inside                   |
| slot  | [place] of an operand, those in vectors one by one; [-1] for the result. A second entry says what needs     |
|       | parentheses there: "-" a negative number, "^" whatever is not a single sign, since it is a base              |
| shape | what a node has for operands: for each None, or the whole number that it is; for a vector a tuple of these   |
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product, repeat
from typing import Any, Final, TypeAlias
from xml.etree import ElementTree

from autograd import Interval, Primitive, Value, Vector
from viz.derivations.rules import FACTOR_RULES, rewritten
from viz.formulas.derivatives import number_inside
from viz.formulas.printing import to_mathml, to_text
from viz.formulas.term import Application, Name, Number, Operand, Term, as_term, evaluated, names_in, replaced
from viz.formulas.tidying import tidied
from viz.formulas.typesetting import (
    COMMA,
    Composite,
    Fence,
    Layout,
    Row,
    Symbol,
    identifier,
    joined,
    number,
)
from viz.formulas.writing import name_layout, written
from viz.names import free_names, shortest_names

__all__ = ["Shape", "Tree", "any_shapes", "facts", "names_of", "shape_key", "shapes_in", "tree_of"]

Tree: TypeAlias = Any
"""What JSON can hold."""

Shape: TypeAlias = "tuple[float | None | tuple[float | None, ...], ...]"

Gap: TypeAlias = tuple[tuple[int, float], ...]
"""Numbers that slots have at once, by their places: there a formula does not hold."""

RESULT: Final = -1
_FIRST_SLOT = 0xF0000  # private-use characters stand for the slots while a formula is written
_LARGEST_WRITTEN = 99  # a constant that is a whole number up to here is a part of the formula: x² rather than xᵖ
_MOST_WRITTEN_IN_VECTOR = 12
_LONGEST = 140  # letters; of a longer formula only the number is shown
_MOST_TRIED = 6  # formulas for one partial
_PAIRS_OF_SAMPLES, _MOST_ON_A_GRID = 15, 2
_ORDINARY = (0.37, 0.61, -0.83, 1.61, -1.74, 2.9, -3.3)
_LANDMARKS = (0.0, 1.0, -1.0, 2.0)
"""Where a partial is looked at: at numbers that no row treats apart, then at some that a row may."""


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
    shortest = shortest_names(dict.fromkeys(value.label for value in values if value.label))
    fresh = free_names({*shortest.values(), "f"})
    given: set[str] = set()
    names: dict[Value, str] = {}
    for value in reversed(values):
        if value.is_constant and not value.label:
            continue
        name = shortest[value.label] if value.label else "f" if value is values[-1] else next(fresh)
        while name in given:
            name += "′"
        given.add(name)
        names[value] = name
    layouts = (name_layout(names[value]) if value in names else None for value in values)
    return [{"text": to_text(n), "mathml": tree_of(n)} if n else {"text": "", "mathml": None} for n in layouts]


@lru_cache(maxsize=512)
def _forms(primitive: Primitive, shape: Shape) -> dict[str, Any]:
    return _Form(primitive, shape).data()


def _said_of(primitive: Primitive) -> dict[str, Any]:
    """What is to be said of an operation, whatever it is applied to."""
    limits = {place: _limits(written(_slot(0)), interval) for place, interval in enumerate(primitive.domain)}
    domain = {place: _with_slots(tree_of(limit), repeat(""), 1) for place, limit in limits.items() if limit}
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


class _Form:
    """The formulas of an operation on operands of one shape."""

    def __init__(self, primitive: Primitive, shape: Shape) -> None:
        self.primitive = primitive
        self.slots: list[tuple[Name, Interval]] = []
        self.count = 0
        self.operands = tuple(self._operands(shape))
        self.result = _slot(self.count)
        self.applied = Application(primitive, self.operands)
        self.samples = list(self._samples())

    def _operands(self, shape: Shape) -> Iterator[Operand]:
        for operand, interval in zip(shape, self.primitive.domain):
            elements = operand if isinstance(operand, tuple) else (operand,)
            terms = tuple(self._operand(element, interval) for element in elements)
            yield terms if isinstance(operand, tuple) else terms[0]

    def _operand(self, number: float | None, interval: Interval) -> Term:
        self.count += 1
        if number is not None:
            return Number(number)
        self.slots.append((_slot(self.count - 1), interval))
        return self.slots[-1][0]

    def data(self) -> dict[str, Any]:
        """The formulas as trees."""
        shown = {"formula": self.tree(self.applied), "partials": [self.partial(place) for place in range(self.count)]}
        if self.primitive.definition is not None:
            definition = tidied(as_term(self.primitive.definition(*self.operands)))
            if _is_legible(definition) and _spelled(definition) != _spelled(self.applied):
                shown["definition"] = self.tree(definition)
        return shown

    def tree(self, term: Term) -> Tree:
        return _tree_with_slots(term, self.count)

    def partial(self, place: int) -> dict[str, Any] | None:
        """What the partial for an operand may be; None for a constant, or where that cannot be told."""
        name = _slot(place)
        wanted = [(sample, true) for sample in self.samples if (true := self.number(place, sample)) is not None]
        if name not in dict(self.slots) or not wanted:
            return None
        numbers: dict[float, None] = {}
        formulas: list[Term] = []
        for sample, true in wanted:
            if true in numbers or any(_is_value(term, sample, true) for term in formulas):
                continue
            terms = [term for term in self.formulas(place, sample) if _is_value(term, sample, true)]
            if terms and not names_in(terms[-1]):
                numbers.setdefault(true)
            elif len(formulas) < _MOST_TRIED:
                formulas += [term for term in terms if names_in(term)][:1]
            else:
                return None
        formulas = list(filter(_is_legible, formulas))
        left = [(sample, true) for sample, true in wanted if true not in numbers]
        fitting = [(term, gaps) for term in formulas if (gaps := _gaps(term, left)) is not None]
        if left and not fitting:
            return None
        told: dict[str, Any] = {"numbers": list(numbers)} if numbers else {}
        if left:
            general, gaps = min(fitting, key=lambda found: len(found[1]))
            told["forms"] = [self.tree(form) for form in self.forms(general)]
            told.update({"gaps": [[[place, n] for place, n in gap] for gap in gaps]} if gaps else {})
        return told

    def forms(self, term: Term) -> list[Term]:
        """The formula as the table has it, and in the slides' form."""
        definitions = {self.result: self.applied} if isinstance(self.result, Name) else {}
        steps = rewritten(term, FACTOR_RULES, definitions)
        return [term, steps[-1].term] if steps else [term]

    def formulas(self, place: int, sample: Mapping[str, float]) -> Iterator[Term]:
        """The partial for an operand: with vectors at 0, where the largest needs no shift; and as it is at a sample."""
        names = [o for operand in self.operands if isinstance(operand, tuple) for o in operand if isinstance(o, Name)]
        for numbers in ({**sample, **{name.label: 0.0 for name in names}}, sample):
            operands = [tuple(_at(e, numbers) for e in o) if isinstance(o, tuple) else _at(o, numbers) for o in self.operands]
            try:
                yield tidied(as_term(self._partial(place, operands, _at(self.result, numbers))))
            except (ArithmeticError, ValueError):
                continue

    def number(self, place: int, sample: Mapping[str, float]) -> float | None:
        """The partial at these numbers; None where there is none."""
        try:
            operands = [[evaluated(e, sample) for e in o] if isinstance(o, tuple) else evaluated(o, sample) for o in self.operands]
            number = float(self._partial(place, operands, sample[self.result.label]))
        except (ArithmeticError, ValueError):
            return None
        return number if math.isfinite(number) else None

    def _partial(self, place: int, operands: Sequence[Any], result: Any) -> Any:
        """The row's partial for an operand, on what an interpreter has in their place."""
        left_out = self.primitive.defaults[len(operands) - self.primitive.arity + len(self.primitive.defaults) :]
        arguments = [(list(map(_bare, o)) if isinstance(o, (list, tuple)) else _bare(o)) for o in (*operands, *left_out)]
        start = 0
        for operand, partial in zip(operands, self.primitive.partials):
            length = len(operand) if isinstance(operand, (list, tuple)) else 1
            if place < start + length:
                given = partial(*arguments, result)
                return given[place - start] if isinstance(operand, (list, tuple)) else given
            start += length
        raise IndexError(place)

    def _samples(self) -> Iterator[dict[str, float]]:
        """Numbers for the slots, at which the operation is defined: ordinary ones first."""
        names, intervals = [name.label for name, _ in self.slots], [interval for _, interval in self.slots]
        chance = random.Random(0)
        ordinary = [_numbers_in(interval, _ORDINARY) for interval in intervals]
        all_kinds = [_numbers_in(interval, _LANDMARKS) + some for interval, some in zip(intervals, ordinary)]
        points = [tuple(some[0] for some in ordinary)]
        points += [tuple(map(chance.choice, kinds)) for kinds in [ordinary, all_kinds] * _PAIRS_OF_SAMPLES]
        if len(names) <= _MOST_ON_A_GRID:
            points += product(*(_numbers_in(interval, _LANDMARKS) for interval in intervals))
        for point in points:
            sample = dict(zip(names, point))
            try:
                sample[self.result.label] = evaluated(self.applied, sample)
            except (ArithmeticError, ValueError):
                continue
            yield sample


def _numbers_in(interval: Interval, numbers: Sequence[float]) -> list[float]:
    return [n for n in numbers if n in interval] or [number_inside(interval)]


def _at(term: Term, numbers: Mapping[str, float]) -> Term:
    return Name(term.label, numbers[term.label]) if isinstance(term, Name) else term


def _slot(place: int, sample: float = 0.5) -> Name:
    return Name(chr(_FIRST_SLOT + place), sample)


def _bare(operand: Any) -> Any:
    """A constant as a bare number, as a derivative is asked for by names alone."""
    return operand.value if isinstance(operand, Number) else operand


def _is_value(term: Term, sample: Mapping[str, float], number: float) -> bool:
    try:
        return math.isclose(evaluated(term, sample), number, rel_tol=1e-9, abs_tol=1e-12)
    except (ArithmeticError, ValueError):
        return False


def _gaps(term: Term, wanted: Sequence[tuple[Mapping[str, float], float]]) -> list[Gap] | None:
    """Where a formula does not give the numbers that it should, as far as landmarks say where; None if they do not."""
    right = [sample for sample, true in wanted if _is_value(term, sample, true)]
    gaps: dict[Gap, None] = {}
    for sample, true in wanted:
        if not _is_value(term, sample, true):
            landmarks = [(ord(label) - _FIRST_SLOT, n) for label, n in sample.items() if n in _LANDMARKS]
            possible = [((place, n),) for place, n in landmarks] + [tuple(landmarks)]
            real = [gap for gap in possible if gap and not any(_is_in(gap, other) for other in right)]
            if not real:
                return None
            gaps.setdefault(real[0])
    return list(gaps)


def _is_in(gap: Gap, sample: Mapping[str, float]) -> bool:
    return all(sample[chr(_FIRST_SLOT + place)] == n for place, n in gap)


def _is_legible(term: Term) -> bool:
    return len(_spelled(term)) <= _LONGEST


def _spelled(term: Term) -> str:
    return to_text(written(term))


# Trees.


def tree_of(layout: Layout) -> Tree:
    """A formula as MathML in JSON.

    >>> from viz.formulas.writing import name_layout
    >>> tree_of(name_layout("w_11"))
    ['msub', ['mi', 'w'], ['mi', '11']]
    """
    return _tree(ElementTree.fromstring(f"<mrow>{to_mathml(layout)}</mrow>"))


def _tree_with_slots(term: Term, count: int) -> Tree:
    """The tree of a term, with slots in place of its names; the one after `count` operands is the result's."""
    names = names_in(term)
    layouts = [written(replaced(term, {name: Number(number) for name in names})) for number in (-1.5, 1.5e-9)]
    return _with_slots(tree_of(written(term)), _marks(written(term), *layouts), count)


def _with_slots(tree: Tree, marks: Iterator[str], count: int) -> Tree:
    if isinstance(tree, str):
        return tree
    text = tree[1] if tree[0] == "mtext" and isinstance(tree[1], str) else ""
    if len(text) == 1 and ord(text) >= _FIRST_SLOT:
        place, mark = ord(text) - _FIRST_SLOT, next(marks)
        return [place if place < count else RESULT, *([mark] if mark else [])]
    return [_with_slots(part, marks, count) if isinstance(part, list) else part for part in tree]


def _marks(layout: Layout, negative: Layout | None, tiny: Layout | None) -> Iterator[str]:
    """For each slot of a layout, what needs parentheses there: found out by writing numbers in its place."""
    if isinstance(layout, Symbol):
        if len(layout.text) == 1 and ord(layout.text) >= _FIRST_SLOT:
            yield "^" if isinstance(tiny, Fence) else "-" if isinstance(negative, Fence) else ""
        return
    if isinstance(negative, Fence) and not isinstance(layout, Fence):  # a product that begins with a sign, in a sum
        first, *others = _marks(layout, negative.body, tiny)
        yield from (first or "-", *others)
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
    return [entry for entry in entries if isinstance(entry, (Composite, Symbol))]


def _tree(element: ElementTree.Element) -> Tree:
    inside: list[Tree] = [*([element.text] if element.text else []), *map(_tree, element)]
    if element.tag == "mrow" and len(inside) == 1:
        return inside[0]
    if element.tag == "mrow" and len(inside) > 1 and element[0].get("fence"):
        tag = "stretchy" if element[0].get("stretchy") == "true" else "fence"
        return [tag, element[0].text or "", element[-1].text or "", *inside[1:-1]]
    attributes = {} if element.get("fence") else dict(element.attrib)
    return [element.tag, *([attributes] if attributes else []), *inside]
