r"""Formulas of Values and of the table's rows, as LaTeX, Unicode text and MathML.

How an operation is written is read from its row: its LaTeX is the pattern, its precedence says which operands need
parentheses. Nothing else is known of the operations, so that a new row is written like the others.

>>> from autograd import Value
>>> w, x = Value(0.5, label="w_11"), Value(2.0, label="x_1")
>>> formula((w * x + 1.0).sigmoid()).text
'σ(w₁₁·x₁ + 1)'
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograd import Interval, Primitive, Value, topological_order
from autograd.arguments import check_flag, check_one_of, check_value, check_whole
from autograd.graph import changes
from autograd.shared.printing import printable
from autograd.shared.showing import shortened
from viz.formulas.derivatives import number_inside
from viz.formulas.differences import with_differences
from viz.formulas.printing import to_latex, to_mathml, to_text
from viz.formulas.term import Application, Name, as_term, term_of
from viz.formulas.tidying import tidied
from viz.formulas.typesetting import Layout
from viz.formulas.wrapping import continued, wrapped
from viz.formulas.writing import written
from viz.names import shortest_names

__all__ = ["Formula", "aligned", "formula", "math_element", "partial_formulas", "row_formula"]

_MOST_OPERATIONS, _DEEPEST = 1000, 60
_MOST_IN_REPR = 100


@dataclass(frozen=True, repr=False)
class Formula:
    r"""A formula. Jupyter shows it typeset.

    Attributes:
        layout: what stands where.

    >>> import viz
    >>> from autograd import Value
    >>> found = viz.formula(Value(2.0, label="x").exp() * 3.0)
    >>> found.text
    'exp(x)·3'
    >>> found.latex
    '\\exp(x) \\cdot 3'
    """

    layout: Layout

    @property
    def latex(self) -> str:
        """The formula in LaTeX, for mathematics mode."""
        return to_latex(self.layout)

    @property
    def text(self) -> str:
        """The formula on one line of Unicode text."""
        return to_text(self.layout)

    @property
    def mathml(self) -> str:
        """The formula as a MathML element, which browsers show without any script."""
        return math_element(to_mathml(self.layout))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook may show: typeset, a long formula on several lines; or as text where it cannot."""
        first, *rest = wrapped(self.latex)
        shown = aligned([f"&{first}", *map(continued, rest)]) if rest else first
        return {"text/latex": rf"$\displaystyle {shown}$", "text/plain": self.text}

    def __str__(self) -> str:
        return printable(self.text)

    def __repr__(self) -> str:
        return f"<Formula: {shortened(self.text, _MOST_IN_REPR)}>"


def aligned(lines: Sequence[str]) -> str:
    """Lines of LaTeX below one another, set so that their ampersands are."""
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def math_element(inside: str) -> str:
    """A `<math>` element that a page may hold, around what is inside."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">{inside}</math>'


def formula(value: Value, *, named: bool = False, precision: int = 4) -> Formula:
    r"""The formula that `value` was computed by, down to its leaves.

    Leaves stand by their labels, those without one as numbers: the ones that `value` was computed from. Of the place
    that a label begins with, only what tells it from the others is written.

    Args:
        value: the Value.
        named: whether a labelled Value below it stands by its name, rather than as what it was computed from.
        precision: significant digits of the numbers, 1 to 17.

    Returns:
        The formula; `.latex`, `.text` and `.mathml` spell it.

    Raises:
        TypeError: if `value` is not a Value.
        ValueError: if the formula would be too long or too deep to read: of more than 1000 operations, where a
            Value used twice counts twice, or more than 60 within one another.

    >>> a, b = Value(1.0, label="a"), Value(2.0, label="b")
    >>> print(formula(a - (a - b) / -b), formula(a - (a - b) / -b).latex, sep="\n")
    a − (a − b)/(−b)
    a - \frac{a - b}{-b}
    """
    check_value(value, "value", " to write the formula of")
    check_whole(precision, "precision", 1, 17)
    check_flag(named, "named")

    def name_of(below: Value) -> str | None:
        return names.get(below.label) if below.label and (below.primitive is None or named) else None

    order = topological_order(value)
    names = shortest_names(below.label for below in order if below.label and (below.primitive is None or named))
    _check_size(value, name_of)
    return Formula(written(with_differences(term_of(value, name_of, changes(order))), precision))


def row_formula(primitive: Primitive) -> Formula:
    r"""The formula of an operation, such as `primitive` describes, in the letters of its row.

    Returns:
        The formula: `.latex`, `.text`; shown typeset in Jupyter.

    >>> from autograd import PRIMITIVES
    >>> row_formula(PRIMITIVES["div"]).latex
    '\\frac{a}{b}'
    """
    *operands, _ = _letters(primitive)
    return Formula(written(Application(primitive, tuple(operands))))


def partial_formulas(primitive: Primitive, elements: int = 2) -> tuple[Formula, ...]:
    r"""The formulas of an operation's partials, in the letters of its row, which may use the result.

    Args:
        primitive: the operation.
        elements: how many elements a vector operand has in the formula; the partial is that of its first element.

    Returns:
        A formula for each operand, in their order.

    >>> from autograd import PRIMITIVES
    >>> [partial.text for partial in partial_formulas(PRIMITIVES["div"])]
    ['1/b', '−y/b']
    >>> [partial.latex for partial in partial_formulas(PRIMITIVES["sigmoid"])]
    ['y \\cdot \\sigma(-z)']
    """
    elements, letters = check_whole(elements, "elements"), _letters(primitive)
    arguments = [
        [Name(f"{letter.label}_{k}", 0.0) for k in range(1, elements + 1)] if is_vector else letter
        for letter, is_vector in zip(letters, (*primitive.vectors, False))
    ]
    results = [partial(*arguments) for partial in primitive.partials]
    firsts = [result[0] if is_vector else result for result, is_vector in zip(results, primitive.vectors)]
    return tuple(Formula(written(tidied(as_term(first)))) for first in firsts)


def _letters(primitive: Primitive) -> list[Name]:
    """The row's own letters for its operands and its result; a vector's without the s of the plural."""
    check_one_of(primitive, "primitive", Primitive, "an operation, such as autograd.exp")
    parameters = list(inspect.signature(primitive.partials[0]).parameters)
    plurals = (*primitive.vectors, False)
    letters = [letter.removesuffix("s") if is_vector else letter for letter, is_vector in zip(parameters, plurals)]
    return [Name(letter, number_inside(interval)) for letter, interval in zip(letters, (*primitive.domain, Interval()))]


def _check_size(output: Value, name_of: Callable[[Value], str | None]) -> None:
    sizes: dict[Value, tuple[int, int]] = {}
    for value in topological_order(output):
        below = [sizes[operand] for operand in value.operands]
        is_written = value.primitive is not None and (value is output or name_of(value) is None)
        sizes[value] = (
            (1 + sum(s for s, _ in below), 1 + max((d for _, d in below), default=0)) if is_written else (0, 0)
        )
    operations, depth = sizes[output]
    if operations > _MOST_OPERATIONS or depth > _DEEPEST:
        raise ValueError(
            f"the formula of {output!r} has {operations} operations, {depth} within one another, and is too long to"
            f" read beyond {_MOST_OPERATIONS} and {_DEEPEST}: label Values on the way, and pass named=True"
        )
