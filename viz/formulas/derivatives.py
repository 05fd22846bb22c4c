"""Derivatives of terms: the table's partials, given symbols, and the chain rule within one definition."""

from __future__ import annotations

from autograd import Interval
from autograd.primitive import Scalar
from viz.formulas.term import Application, Name, Number, Term, as_term, names_in, replaced
from viz.formulas.walks import Walk, run

__all__ = ["derivative", "number_inside"]

_RESULT = Name("result")


def derivative(term: Term, variable: Name, result: Term | None = None, *, is_general: bool = True) -> Term:
    """The formula of the derivative of a term.

    Args:
        term: what is differentiated.
        variable: the name with respect to which; all other names are held fixed.
        result: what the term is called, if it has a name: partials may use it.
        is_general: whether a partial that treats some numbers apart is asked for the general case; otherwise for the
            case of the names' samples.

    >>> from viz.formulas.tidying import tidied
    >>> x = Name("x")
    >>> tidied(derivative(3.0 * x**2.0, x)) == 6.0 * x
    True
    """

    def walk(term: Term, result: Term) -> Walk[Term]:
        if term == variable:
            return Number(1.0)
        if not isinstance(term, Application) or variable not in names_in(term):
            return Number(0.0)
        summands: list[Term] = []
        for operand, partial in _partials(term, variable, result, is_general):
            summands.append(partial * (yield walk(operand, operand)))
        return sum(summands[1:], summands[0])

    return run(walk(term, term if result is None else result))


def number_inside(interval: Interval) -> float:
    """A number of the interval that no partial is likely to treat apart."""
    low, high = max(interval.low, -1.0), min(interval.high, 2.0)
    return low + 0.57 * (high - low)


def _partials(term: Application, variable: Name, result: Term, is_general: bool) -> list[tuple[Term, Term]]:
    """The operands that depend on the variable, each with the formula of the operation's partial for it.

    The partial is called on names that stand for the operands, and these are put in their place afterwards.
    """
    stands_for: dict[Term, Term] = {_RESULT: result}
    arguments: list[Scalar] = []

    def stand_in(operand: Term, sample: float) -> Scalar:
        if isinstance(operand, Number):
            return operand.value
        name = Name(f"operand {len(stands_for)}", sample if is_general else float(operand))
        stands_for[name] = operand
        return name

    for operand, interval in zip(term.operands, term.primitive.domain):
        if isinstance(operand, tuple):  # at 0, the largest of the logits needs no shift
            arguments.append([stand_in(element, 0.0) for element in operand])
        else:
            arguments.append(stand_in(operand, number_inside(interval)))
    missing = term.primitive.arity - len(arguments)
    arguments += term.primitive.defaults[len(term.primitive.defaults) - missing :]
    partials: list[tuple[Term, Term]] = []
    for operand, partial in zip(term.operands, term.primitive.partials):
        elements = operand if isinstance(operand, tuple) else (operand,)
        if any(variable in names_in(element) for element in elements):
            formulas = partial(*arguments, _RESULT)
            formulas = formulas if isinstance(operand, tuple) else [formulas]
            partials += [
                (element, replaced(as_term(formula), stands_for))
                for element, formula in zip(elements, formulas)
                if variable in names_in(element)
            ]
    return partials
