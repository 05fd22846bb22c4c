"""Exercises on derivatives (L5): by the limit, by the product and the chain rule, partial ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from autograd import PRIMITIVES, Value
from viz.classroom.exercises.blank import Blank, Mistake, Number, Place, answers_of
from viz.classroom.exercises.graph_blanks import gradient_places, value_places
from viz.classroom.exercises.graph_exercise import graph_exercise, labelled
from viz.classroom.exercises.graph_rules import GraphRules
from viz.classroom.exercises.graph_text import chained
from viz.classroom.exercises.spelling import in_product, spelled, typeset
from viz.classroom.exercises.topic import Draft, Draws
from viz.formulas.derivatives import derivative
from viz.formulas.formula import formula
from viz.formulas.printing import to_latex
from viz.formulas.term import Name, replaced, term_of
from viz.formulas.term import Number as NumberTerm
from viz.formulas.tidying import tidied
from viz.formulas.writing import written

__all__ = ["limit", "partial_derivative", "two_rules"]

square = PRIMITIVES["square"]


def limit(draws: Draws, level: int) -> Draft:
    """A difference quotient, and the derivative that it goes to (L5.1, L5.2)."""
    c, d = draws.numbers("2 3 4 5", 2)
    x = draws.numbers("0.5 1 1.5 2 3 4", 1)[0]
    step = draws.one_of(Fraction(1, 10), Fraction(1, 2))
    functions: tuple[Callable[[Value], Value], ...] = (
        lambda v: float(c) * square(v),
        lambda v: float(c) * square(v) + float(d) * v,
        lambda v: float(c) * square(v) * (v + float(d)),
    )
    f = functions[level - 1]
    return _limit_of(f, x, step)


def _limit_of(f: Callable[[Value], Value], x: Fraction, step: Fraction) -> Draft:
    def number(at: Fraction) -> Number:
        output = f(Value(float(at), "x"))
        return GraphRules(output).value(output, {})

    here = labelled(f(Value(float(x), "x")), "f")
    rules = GraphRules(here)
    slope = rules.gradient(rules.nodes["x"], {})
    blanks = (
        Blank("f_x", f"f({spelled(x)})", f"f({typeset(x)})", lambda entries: number(x)),
        Blank("f_next", f"f({spelled(x + step)})", f"f({typeset(x + step)})", lambda entries: number(x + step)),
        Blank(
            "quotient",
            "Δf/Δx",
            r"\frac{\Delta f}{\Delta x}",
            lambda entries: (entries["f_next"] - entries["f_x"]) / step,
            (
                Mistake("not_divided_by_step", lambda entries: entries["f_next"] - entries["f_x"]),
                Mistake("sign", lambda entries: (entries["f_x"] - entries["f_next"]) / step),
            ),
        ),
        Blank(
            "slope",
            f"f′({spelled(x)})",
            f"f'({typeset(x)})",
            lambda entries: slope,
            (
                Mistake("limit_not_taken", lambda entries: entries["quotient"]),
                Mistake("value_for_derivative", lambda entries: entries["f_x"]),
                Mistake("sign", lambda entries: -slope),
            ),
        ),
    )
    text = (
        f"Let $f(x) = {formula(here).latex}$, $x = {typeset(x)}$ and $\\Delta x = {typeset(step)}$.",
        r"What are $f(x)$, $f(x + \Delta x)$ and the difference quotient "
        r"$\frac{\Delta f}{\Delta x} = \frac{f(x + \Delta x) - f(x)}{\Delta x}$? "
        r"What does it go to when $\Delta x$ goes to 0?",
    )
    answers = answers_of(blanks)
    lines = (
        f"$f({typeset(x)}) = {typeset(answers['f_x'])}$ and $f({typeset(x + step)}) = {typeset(answers['f_next'])}$.",
        chained(
            r"\frac{\Delta f}{\Delta x}",
            rf"\frac{{{typeset(answers['f_next'])} - {in_product(answers['f_x'])}}}{{{typeset(step)}}}",
            typeset(answers["quotient"]),
        ),
    )
    return Draft(text, blanks, None, lambda: (*lines, f"The limit is the derivative: {_derived(here, x, slope)}"))


def _derived(f: Value, x: Fraction, slope: Number) -> str:
    """The derivative by x as a formula, with the number in it, and what comes out."""
    name = Name("x", float(x))
    found = tidied(derivative(term_of(f, lambda value: value.label if value.label == "x" else None), name))
    there = replaced(found, {name: NumberTerm(float(x))})
    return chained("f'(x)", *(to_latex(written(term)) for term in (found, there)), typeset(slope))


def two_rules(draws: Draws, level: int) -> Draft:
    """The derivative of a power of a sum, of a product, and of a product with a power in it (L5.3)."""
    a, b, c = draws.numbers("2 3 4 5", 3)
    x = Value(float(draws.numbers("0.5 1 2 3", 1)[0]), "x")
    u = labelled(_linear(x, a, b), "u")
    if level == 1:
        f = labelled(float(c) * labelled(square(u), "v"), "f")
    elif level == 2:
        f = labelled(u * labelled(square(x), "v"), "f")
    else:
        f = labelled(labelled(square(u), "v") * labelled(float(c) / x, "w"), "f")
    places = [*value_places(f), *gradient_places(f)]
    task = "Fill in all values, and then the derivatives of $f$, from $f$ back to $x$."
    return graph_exercise(f, places, task, extra=_product_of_derivatives)


def _product_of_derivatives(rules: GraphRules, place: Place) -> Iterator[Mistake]:
    """For the derivative by x of a product: u′·v′."""
    factors = [operand for operand in rules.output.operands if not operand.is_constant]
    if place == Place("gradient", "x") and len(factors) > 1:
        left, right = (GraphRules(factor) for factor in factors)
        x = rules.nodes["x"]
        yield Mistake("product_of_derivatives", lambda entries: left.gradient(x, entries) * right.gradient(x, entries))


def _linear(x: Value, a: Fraction, b: Fraction) -> Value:
    return labelled(float(a) * x, "t") + float(b)


def partial_derivative(draws: Draws, level: int) -> Draft:
    """The partial derivatives of a function of two variables, one of which is used twice (L5.4)."""
    x1, x2 = (Value(float(n), f"x_{k}") for k, n in enumerate(draws.numbers("0.5 1 1.5 2 3 4 5", 2), start=1))
    s = labelled(x1 + x2, "s")
    if level == 1:
        f = labelled(x1 * s, "f")
    elif level == 2:
        f = labelled(labelled(square(x1), "q") * s, "f")
    else:
        f = labelled(labelled(x1 * x2, "p") / s, "f")
    places = [*value_places(f), *gradient_places(f)]
    task = "Fill in all values, and then the partial derivatives of $f$, from $f$ back to $x_1$ and $x_2$."
    return graph_exercise(f, places, task, extra=_other_variable)


def _other_variable(rules: GraphRules, place: Place) -> Iterator[Mistake]:
    """For a derivative by one of two variables: that by the other."""
    if place.kind == "gradient" and place.node in ("x_1", "x_2"):
        other = rules.nodes["x_2" if place.node == "x_1" else "x_1"]
        yield Mistake("other_variable", lambda entries: rules.gradient_worked_out(other, entries))
