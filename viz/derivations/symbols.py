"""What a derivation is written with: the symbols of its derivatives, and the formulas and numbers of its factors."""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce

from autograd import Value
from viz.derivations.lines import Step
from viz.derivations.named_graph import ChainLink, NamedGraph
from viz.derivations.polynomials import in_order
from viz.derivations.rules import FACTOR_RULES, SUM_RULES, Rule, RuleStep, rewritten
from viz.formulas.printing import to_latex
from viz.formulas.term import Application, Name, Number, Term, names_in, replaced
from viz.formulas.typesetting import (
    COMMA,
    EQUALS,
    PARTIAL,
    TIMES,
    Fence,
    Fraction,
    Layout,
    Row,
    Script,
    joined,
    number,
    words,
)
from viz.formulas.writing import written
from viz.names import pretty_number

__all__ = ["Chalk"]

_MOST_DEFINITIONS = 30


class Chalk:
    """Writes the parts of one derivation, from its graph.

    Attributes:
        whole: the derivative that is derived, in symbols.
        gradient: its value.
        definitions: what the names stand for that the derivation mentions, from the output down.
        forms: each factor, as the table has it and then in the slide's form, a rule a step.
        factors: the last form of each.
    """

    def __init__(self, graph: NamedGraph, precision: int) -> None:
        self.graph = graph
        self.precision = precision
        self.whole = self.derivative(graph.output, graph.wrt)
        self.gradient = graph.gradients[graph.wrt]
        self.definitions: dict[Name, Term] = {}
        self.forms: dict[ChainLink, list[RuleStep]] = {}
        self.factors: dict[ChainLink, Term] = {}

    def name(self, node: Value) -> Layout:
        return written(self.graph.name(node))

    def number(self, value: float) -> Layout:
        return number(value, self.precision)

    def derivative(self, result: Value, operand: Value, held: Sequence[Value] = ()) -> Layout:
        """∂result/∂operand; what is held fixed stands below a bar."""
        fraction = Fraction(Row((PARTIAL, self.name(result))), Row((PARTIAL, self.name(operand))))
        return Script(Fence(".", fraction, "|"), joined(list(map(self.name, held)), COMMA)) if held else fraction

    def chain(self, chain: Sequence[ChainLink], held: Collection[ChainLink] | None = None) -> Layout:
        """The factors of the chain rule, in symbols; only edges in `held`, if given, are single edges of the graph."""
        single = set(chain if held is None else held)
        factors = [self.derivative(*edge, self.graph.held(*edge) if edge in single else ()) for edge in chain]
        return joined(factors, TIMES)

    def take_up(self, nodes: Iterable[Value], edges: Iterable[ChainLink]) -> None:
        """Finds out what the names and the factors are."""
        path_nodes = set(nodes)
        self.define([node for node in self.graph.from_output if node in path_nodes])
        for edge in edges:
            if edge not in self.factors:
                formula = self.graph.factor(*edge)
                self.forms[edge] = [RuleStep(None, formula), *rewritten(formula, FACTOR_RULES, self.definitions)]
                self.factors[edge] = self.forms[edge][-1].term
        mentioned = [name for factor in self.factors.values() for name in names_in(factor)]
        self.define([self.graph.node(name) for name in mentioned])
        self.define_new_names()

    def define(self, nodes: Iterable[Value]) -> None:
        for node in nodes:
            if node.primitive is not None and node is not self.graph.wrt:
                self.definitions.setdefault(self.graph.name(node), self.graph.definition(node))

    def define_new_names(self) -> None:
        """Adds what our own names stand for that the definitions mention: nobody could know."""
        mentioned = [name for meaning in self.definitions.values() for name in names_in(meaning)]
        while mentioned and len(self.definitions) < _MOST_DEFINITIONS:
            name = mentioned.pop(0)
            if name not in self.definitions and self.graph.is_automatic(name):
                self.define([self.graph.node(name)])
                mentioned += names_in(self.definitions[name]) if name in self.definitions else []
        place = {node: k for k, node in enumerate(self.graph.from_output)}
        in_order = sorted(self.definitions.items(), key=lambda item: place[self.graph.node(item[0])])
        self.definitions = dict(in_order)

    def definition_steps(self) -> list[Step]:
        """What the names stand for, from the output down."""
        steps = []
        for name, meaning in self.definitions.items():
            rights = _distinct((written(meaning, self.precision), self.number(name.sample)))
            steps.append(Step(written(name), joined(rights, EQUALS)))
        return [*steps, *self._changed_steps()]

    def _changed_steps(self) -> Iterator[Step]:
        """The numbers of the leaves mentioned that have another one by now."""
        terms = (*self.definitions.values(), *self.factors.values(), self.graph.name(self.graph.wrt))
        for name in dict.fromkeys(name for term in terms for name in names_in(term)):
            if self.graph.node(name) in self.graph.changed:
                change = self.graph.changed[self.graph.node(name)]
                later = pretty_number(change.later[-1], self.precision)
                yield Step(written(name), self.number(change.was), words(f"later {later}"))

    def factor_steps(self) -> list[Step]:
        """What each factor is: as the table has it, in the slide's form, and as a number."""
        steps = []
        for edge, forms in self.forms.items():
            first_and_last = dict.fromkeys((forms[0].term, forms[-1].term))
            rights = _distinct(
                [*(written(t, self.precision) for t in first_and_last), self.number(self.graph.slope(*edge))]
            )
            reasons = [form.rule for form in forms if form.rule]
            steps.append(Step(self.chain([edge]), joined(rights, EQUALS), joined(reasons, COMMA) if reasons else None))
        return steps

    def product(self, chain: Sequence[ChainLink]) -> Term:
        factors = [self.factors[edge] for edge in chain]
        return reduce(operator.mul, factors[1:], factors[0]) if factors else Number(1.0)

    def evaluated(self, left: Layout, term: Term, value: float, reason: Layout | None = None) -> tuple[Step, ...]:
        """A formula; the same with numbers in; and its value."""
        with_numbers = replaced(term, {name: Number(name.sample) for name in names_in(term)})
        rights = _distinct((written(term, self.precision), written(with_numbers, self.precision), self.number(value)))
        first, *others = rights
        return (Step(left, first, reason), *(Step(None, other) for other in others))

    def simplified(self, term: Term) -> tuple[Step, ...]:
        """The formula in the slide's form, a rule a line."""
        steps = rewritten(in_order(term), SUM_RULES, self.definitions)
        if not steps:
            return ()
        steps += rewritten(steps[-1].term, self.names_put_back(), self.definitions)
        lines = [Step(None, written(step.term, self.precision), step.rule) for step in steps[:-1]]
        lines += self.evaluated(self.whole, steps[-1].term, self.gradient, steps[-1].rule)
        return tuple(replace(line, left=self.whole if k == 0 else None) for k, line in enumerate(lines))

    def names_put_back(self) -> list[Rule]:
        """For each name of ours for something short: that it may stand for itself, where it stands once."""

        def put_back(name: Name, meaning: Term) -> Rule:
            def rewrite(term: Term, _: object) -> Term:
                return replaced(term, {name: meaning}) if _occurrences(term, name) == 1 else term

            return Rule(joined([written(name), written(meaning, self.precision)], EQUALS), rewrite)

        return [
            put_back(name, meaning)
            for name, meaning in self.definitions.items()
            if self.graph.is_automatic(name)
            and isinstance(meaning, Application)
            and all(isinstance(part, Name) for part in meaning.scalars)
        ]


def _occurrences(term: Term, name: Name) -> int:
    found, waiting = 0, [term]
    while waiting:
        part = waiting.pop()
        found += part == name
        waiting += part.scalars if isinstance(part, Application) else ()
    return found


def _distinct(layouts: Iterable[Layout]) -> list[Layout]:
    """Those that are spelled differently, each once."""
    return list({to_latex(layout): layout for layout in reversed(list(layouts))}.values())[::-1]
