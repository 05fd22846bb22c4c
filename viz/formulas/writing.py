r"""Writes a term down: from the LaTeX of the table's rows to a layout, with parentheses where they are needed.

| symbol  | meaning                                                                                     |
| ------- | ------------------------------------------------------------------------------------------- |
| hole    | where a row's LaTeX has {0}, {1}, …                                                         |
| sign    | the minus that a formula may start with: it must not stand next to another operator: a·(−b) |

>>> from viz.formulas.printing import to_text
>>> a, b, c = Name("a"), Name("b"), Name("c")
>>> [to_text(written(term)) for term in (a - (b - c), a - b - c, -(-a), (a / b) ** 2, a * (b + c), (-a) ** 2)]
['a − (b − c)', 'a − b − c', '−(−a)', '(a/b)²', 'a·(b + c)', '(−a)²']
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograd import PRIMITIVES
from autograd.shared.showing import came
from viz.formulas.latex import hole_of, read_template
from viz.formulas.term import MOST_TERMS, Application, Name, Number, Operand, Term, as_term
from viz.formulas.typesetting import (
    COMMA,
    ELLIPSIS,
    MINUS,
    PLUS,
    Fence,
    Fraction,
    Layout,
    Marked,
    Row,
    Script,
    Symbol,
    fenced,
    identifier,
    joined,
    number,
    starts_with_a_sign,
)
from viz.formulas.walks import Walk, each, run
from viz.names import LETTERS, legible, name_parts

__all__ = ["name_layout", "written"]

_SUM = 1  # the precedence of a sum: in a product it needs parentheses
_MOST_OPENED = 8  # operations in the definition of a fused operation that is written instead of the row's LaTeX

_LATEX_LETTERS = {sign: rf"\{word}" for word, sign in LETTERS.items()}


def written(term: Term, precision: int = 4) -> Layout:
    """The layout of a term.

    Args:
        term: the formula.
        precision: significant digits of its numbers.
    """
    return run(_written(term, precision))


def _written(term: Term, precision: int) -> Walk[Layout]:
    if isinstance(term, Number):
        return number(term.value, precision)
    if isinstance(term, Name):
        return name_layout(term.label)
    if not isinstance(term, Application):
        raise TypeError(f"expected a Term, got {came(term)}")
    opened = _opened(term)
    if opened is not None:
        layout: Layout = yield _written(opened, precision)
        return layout
    operands = (*term.operands, *_left_out(term))
    layouts = yield from each(lambda operand: _written_operand(operand, precision), operands)
    if term.primitive is PRIMITIVES["sum"] and isinstance(term.operands[0], tuple):
        summands = yield from each(lambda summand: _written(summand, precision), _shortened(term.operands[0]))
        return _added(summands, len(term.scalars))
    if _is_logistic_slope(term):  # u(1 − u): the slides write no dot there
        return Row((layouts[0], fenced(layouts[1])))
    return _filled(read_template(term.primitive.latex, term.primitive.arity), operands, layouts)


def _left_out(term: Application) -> list[Number]:
    """The numbers that the operands count as which are missing."""
    missing = term.primitive.arity - len(term.operands)
    return list(map(Number, term.primitive.defaults[len(term.primitive.defaults) - missing :]))


def name_layout(label: str) -> Layout:
    r"""A name as mathematics writes it; one that is no mathematical name as upright text.

    >>> from viz.formulas.printing import to_latex
    >>> [to_latex(name_layout(label)) for label in ("w_11^(1)", "y_hat", "my layer", "head 2.q_0,1")]
    ['w_{11}^{(1)}', '\\hat{y}', '\\text{my layer}', '\\text{head 2.}q_{0,1}']
    """
    name = name_parts(label)
    if name is None:
        text = legible(label)
        return Symbol(_latex_of_text(text), text, "text")
    place = legible(f"{name.place}.") if name.place else ""
    latex = _LATEX_LETTERS.get(name.letter, name.letter)
    letter = identifier(f"{_latex_of_text(place)}{latex}", f"{place}{name.letter}")
    base: Layout = Marked("hat", letter) if name.has_hat else letter
    scripts = (name.subscript, name.superscript)
    below, above = (identifier(s.replace("′", r"\prime"), s) if s else None for s in scripts)
    return Script(base, below, above) if below or above else base


# In text that is typeset these would be commands; as commands of mathematics they show themselves, everywhere.
_SPECIAL = {
    "\\": r"\backslash",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\wedge",
    "~": r"\sim",
    "<": r"\lt",
    ">": r"\gt",
}
_RUNS = re.compile(rf"[{re.escape(''.join(_SPECIAL))}]|[^{re.escape(''.join(_SPECIAL))}]+")


def _latex_of_text(text: str) -> str:
    return " ".join(_SPECIAL.get(run, rf"\text{{{run}}}") for run in _RUNS.findall(text))


def _opened(term: Application) -> Term | None:
    """What a fused operation on vectors stands for, where that is short: a weighted sum, however long, is."""
    definition = term.primitive.definition
    if definition is None or not any(isinstance(operand, tuple) for operand in term.operands):
        return None
    if term.primitive is not PRIMITIVES["dot"] and len(term.scalars) > MOST_TERMS:
        return None
    opened = as_term(definition(*term.operands))
    is_short = term.primitive is PRIMITIVES["dot"] or _operation_count(opened) <= _MOST_OPENED
    return opened if is_short else None


def _operation_count(term: Term) -> int:
    found, waiting = 0, [term]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Application):
            found += 1
            waiting += part.scalars
    return found


def _is_logistic_slope(term: Application) -> bool:
    if term.primitive is not PRIMITIVES["mul"] or not isinstance(term.scalars[0], (Name, Application)):
        return False
    u, complement = term.scalars
    is_closed = isinstance(u, Name) or (isinstance(u, Application) and u.primitive is PRIMITIVES["sigmoid"])
    return is_closed and complement == 1.0 - u


def _written_operand(operand: Operand, precision: int) -> Walk[Layout]:
    if isinstance(operand, Term):
        layout: Layout = yield _written(operand, precision)
        return layout
    elements = yield from each(lambda element: _written(element, precision), _shortened(operand))
    if len(operand) > MOST_TERMS:
        elements.insert(-1, ELLIPSIS)
    return fenced(joined(elements, COMMA)) if elements else fenced(Row(()))


def _shortened(terms: Sequence[Term]) -> Sequence[Term]:
    return terms if len(terms) <= MOST_TERMS else (*terms[:3], terms[-1])


def _added(summands: Sequence[Layout], count: int) -> Layout:
    if not summands:
        return number(0.0)
    signed = [fenced(s) if k > 0 and starts_with_a_sign(s) else s for k, s in enumerate(summands)]
    if len(signed) < count:
        signed.insert(-1, ELLIPSIS)
    return joined(signed, PLUS)


def _filled(pattern: Layout, operands: Sequence[Operand], layouts: Sequence[Layout]) -> Layout:
    """The pattern of a row with its operands in the holes."""

    def filled(part: Layout) -> Layout:
        return _filled(part, operands, layouts)

    def filled_between(part: Layout, left: Layout | None, right: Layout | None) -> Layout:
        hole = hole_of(part)
        body = filled(part)
        return fenced(body) if hole is not None and _needs_fence(operands[hole], body, left, right) else body

    if isinstance(pattern, Symbol):
        hole = hole_of(pattern)
        return pattern if hole is None else layouts[hole]
    if isinstance(pattern, Row):
        around = (None, *pattern.parts, None)
        return Row(tuple(map(filled_between, pattern.parts, around, around[2:])))
    if isinstance(pattern, Fraction):
        return Fraction(filled(pattern.over), filled(pattern.under))
    if isinstance(pattern, Marked):
        return Marked(pattern.mark, filled(pattern.body))
    if isinstance(pattern, Fence):
        body = filled(pattern.body)
        is_vector = isinstance(body, Fence) and hole_of(pattern.body) is not None  # it has its parentheses already
        return body if is_vector and pattern.left == "(" else Fence(pattern.left, body, pattern.right)
    base = filled(pattern.base)
    is_base = hole_of(pattern.base) is None or _is_base(base)
    scripts = (filled(script) if script else None for script in (pattern.below, pattern.above))
    return Script(base if is_base else fenced(base), *scripts)


def _needs_fence(operand: Operand, layout: Layout, left: Layout | None, right: Layout | None) -> bool:
    """Whether an operand in a row of other parts needs parentheses, from what stands left and right of it."""
    if isinstance(operand, tuple):
        return False
    is_sum = isinstance(operand, Application) and operand.primitive.precedence <= _SUM
    is_signed = starts_with_a_sign(layout)
    if left == PLUS:
        return is_signed
    if left == MINUS:
        return is_signed or is_sum
    if _kind(left) == "function":
        return not _is_base(layout)
    is_close_on_the_left = left is not None and _kind(left) != "comma"
    is_close_on_the_right = right is not None and right not in (PLUS, MINUS) and _kind(right) != "comma"
    if is_close_on_the_right and (is_sum or _is_open(layout)):
        return True
    return is_close_on_the_left and (is_sum or is_signed)


def _kind(layout: Layout | None) -> str:
    return layout.kind if isinstance(layout, Symbol) else ""


def _is_base(layout: Layout) -> bool:
    """Whether it may have an exponent as it stands."""
    if isinstance(layout, Row):
        return len(layout.parts) == 2 and _kind(layout.parts[0]) == "function" and isinstance(layout.parts[1], Fence)
    if isinstance(layout, Symbol):
        return "10^" not in layout.latex
    if isinstance(layout, Marked):
        return layout.mark == "hat"
    return isinstance(layout, Fence) or (isinstance(layout, Script) and layout.above is None)


def _is_open(layout: Layout) -> bool:
    """Whether it ends in a function without parentheses, which would take in what follows."""
    while isinstance(layout, Row) and layout.parts:
        if any(_kind(part) == "function" for part in layout.parts) and not _is_base(layout):
            return True
        layout = layout.parts[-1]
    return False
