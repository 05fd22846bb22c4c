"""A graph in formulas: what it computes, and each of its numbers worked out, a line a blank."""

from __future__ import annotations

from collections.abc import Iterable

from autograd import Value, Vector, topological_order
from viz.classroom.exercises.blank import Blank, Entries, Place, answers_of
from viz.classroom.exercises.graph_rules import GraphRules, Use
from viz.classroom.exercises.spelling import DIGITS, in_product, typeset
from viz.derivations.rules import FACTOR_RULES, rewritten
from viz.formulas.derivatives import derivative
from viz.formulas.printing import to_latex
from viz.formulas.term import Application, Name, Operand, Term, replaced
from viz.formulas.term import Number as NumberTerm
from viz.formulas.tidying import tidied
from viz.formulas.typesetting import PARTIAL, Row, fenced, starts_with_a_sign
from viz.formulas.typesetting import Fraction as Quotient
from viz.formulas.writing import name_layout, written

__all__ = ["ROUNDING", "chained", "derivative_latex", "formulas", "given", "name_latex", "worked"]

_LOOSE = 1  # the precedence of sums

ROUNDING = "Give numbers that do not come out even to three significant digits."


def name_latex(label: str) -> str:
    """The name of a node in LaTeX."""
    return to_latex(name_layout(label))


def derivative_latex(above: str, below: str) -> str:
    r"""The derivative of one node by another, by their labels, in LaTeX.

    >>> derivative_latex("ell", "w_11")
    '\\frac{\\partial\\ell}{\\partial w_{11}}'
    """
    return to_latex(Quotient(Row((PARTIAL, name_layout(above))), Row((PARTIAL, name_layout(below)))))


def given(output: Value) -> str:
    """The leaves with their numbers, and constants that have a name: "$w = 0.5$, $x = 2$"."""
    leaves = [node for node in topological_order(output) if node.primitive is None and node.label]
    rules = GraphRules(output)
    return ", ".join(f"${name_latex(leaf.label or '')} = {typeset(rules.value(leaf, {}))}$" for leaf in leaves)


def formulas(output: Value) -> str:
    r"""What each labelled operation computes, in the order of the forward pass: "$u = w \cdot x$, $o = \sigma(u)$"."""
    nodes = [node for node in topological_order(output) if node.primitive and node.label]
    return ", ".join(f"${name_latex(node.label or '')} = {to_latex(written(_term(node), DIGITS))}$" for node in nodes)


def worked(output: Value, blanks: Iterable[Blank]) -> tuple[str, ...]:
    """How each blank of a graph is filled in: the formula, the numbers in it, what comes out.

    Args:
        output: the output of the graph.
        blanks: all blanks of the exercise; those without a place are passed over.
    """
    blanks = list(blanks)
    rules = GraphRules(output, frozenset(blank.place for blank in blanks if blank.place))
    answers = answers_of(blanks)
    return tuple(_line(rules, blank, blank.place, answers) for blank in blanks if blank.place)


def _line(rules: GraphRules, blank: Blank, place: Place, answers: Entries) -> str:
    node = rules.nodes[place.node]
    if place.kind == "value":
        steps = _value_steps(rules, node, answers)
    elif place.kind == "local":
        steps = _local_steps(rules, Use(node, place.operand), answers)
    else:
        steps = _gradient_steps(rules, node, answers)
    return chained(blank.latex, *steps, typeset(answers[blank.name]))


def chained(*sides: str) -> str:
    """Equal things, each once: "$a = b = c$"."""
    return f"${' = '.join(dict.fromkeys(sides))}$"


def _term(node: Value) -> Application:
    """The operation of a node, on the names of its operands."""

    def operand(value: Value) -> Term:
        return Name(value.label, value.data) if value.label else NumberTerm(value.data)

    if node.primitive is None:
        raise ValueError(f"expected the result of an operation, got {node!r}")
    operands: list[Operand] = [tuple(map(operand, o)) if isinstance(o, Vector) else operand(o) for o in node.inputs]
    return Application(node.primitive, tuple(operands))


def _with_numbers(rules: GraphRules, term: Term, node: Value, answers: Entries) -> str:
    """A formula of the names of a node and of its operands, with their numbers in it."""
    numbers = {value.label: float(rules.value(value, answers)) for value in (*node.operands, node) if value.label}
    known: dict[Term, Term] = {Name(label): NumberTerm(number) for label, number in numbers.items()}
    filled = replaced(term, known)
    return to_latex(written(filled, DIGITS))


def _value_steps(rules: GraphRules, node: Value, answers: Entries) -> list[str]:
    term = _term(node)
    is_fused = term.primitive.definition is not None and not any(term.primitive.vectors)
    known: dict[Term, Term] = {Name(o.label): NumberTerm(o.data) for o in node.operands if o.is_constant and o.label}
    shorter = tidied(replaced(term, known)) if is_fused and known else term
    formula = to_latex(written(term, DIGITS))
    return [formula, to_latex(written(shorter, DIGITS)), _with_numbers(rules, shorter, node, answers)]


def _local_steps(rules: GraphRules, use: Use, answers: Entries) -> list[str]:
    term = _local_term(use)
    return [to_latex(written(term, DIGITS)), _with_numbers(rules, term, use.node, answers)]


def _local_term(use: Use) -> Term:
    """The partial of a node's operation by one of its operands, as the slides write it."""
    node, term = use.node, _term(use.node)
    result, variable = Name(node.label or "result", node.data), Name("variable", node.operands[use.operand].data)
    scalars = list(term.scalars)
    own = scalars[use.operand]
    scalars[use.operand] = variable  # told apart from where the same name stands a second time
    places = iter(scalars)
    operands = [tuple(next(places) for _ in o) if isinstance(o, tuple) else next(places) for o in term.operands]
    slope = tidied(derivative(Application(term.primitive, tuple(operands)), variable, result))
    steps = rewritten(replaced(slope, {variable: own}), FACTOR_RULES, {result: term})
    return steps[-1].term if steps else replaced(slope, {variable: own})


def _gradient_steps(rules: GraphRules, node: Value, answers: Entries) -> list[str]:
    """The sum over a node's uses, in symbols and in numbers; of a use by the output, the local derivative alone."""
    symbols: list[str] = []
    factored: list[str] = []
    numbers: list[str] = []
    top = rules.output.label or ""
    for use in rules.uses[node][::-1]:
        above, local = use.node.label or "", _local_term(use)
        if use.node is rules.output:
            symbols.append(to_latex(written(local, DIGITS)))
            numbers.append(_with_numbers(rules, local, use.node, answers))
            continue
        upstream = derivative_latex(top, above)
        symbols.append(rf"{upstream} \cdot {derivative_latex(above, node.label or '')}")
        factored.append(rf"{upstream} \cdot {_as_factor(local)}")
        factors = rules.gradient(use.node, answers), rules.local(use, answers)
        numbers.append(rf"{in_product(factors[0], first=not numbers)} \cdot {in_product(factors[1])}")
    return [" + ".join(lines) for lines in (symbols, factored or symbols, numbers)]


def _as_factor(term: Term) -> str:
    """A formula in a product: a sum or a sign in parentheses."""
    layout = written(term, DIGITS)
    is_loose = isinstance(term, Application) and term.primitive.precedence <= _LOOSE
    return to_latex(fenced(layout) if is_loose or starts_with_a_sign(layout) else layout)
