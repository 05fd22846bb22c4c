"""`derivation`: the chain rule for one gradient, as the lecturer writes it on the blackboard.

First in symbols, one factor an edge of the graph of named nodes; then what the names and the factors are; then the
formulas, the numbers, and the value that `backward` gives; then simplified.

| symbol   | meaning                                                       | slides |
| -------- | ------------------------------------------------------------- | ------ |
| `y`, `x` | the output, and what it is differentiated with respect to     | L5.3   |
| `v`, `u` | two nodes of the chain: u stands in the definition of v       | L7.2   |
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from functools import reduce

from autograd import Value
from autograd.arguments import check_whole
from autograd.shared.showing import came
from viz.derivations.lines import Derivation, Section, Step
from viz.derivations.named_graph import ChainLink, NamedGraph, Path
from viz.derivations.symbols import Chalk
from viz.formulas.term import Number, Term
from viz.formulas.typesetting import ELLIPSIS, PLUS, TIMES, Layout, Symbol, fenced, joined, starts_with_a_sign, words
from viz.formulas.writing import written

__all__ = ["derivation"]

_ARROW = Symbol(r"\to", "→", "infix")
_MOST_WRITTEN = 4  # summands of a sum that is grouped by nodes


def derivation(output: Value, *, wrt: Value, precision: int = 4, max_paths: int = 6) -> Derivation:
    """The derivative of `output` with respect to `wrt`, derived by the chain rule from the recorded graph.

    A node of the derivation is a Value that has a label, the result of a function, or an operand of one, or is used
    more than once; nodes without a label get letters. Where several paths lead from `wrt` to `output`, the derivative
    is the sum over them, and each is shown with its product; where there are too many, they are grouped by the
    nodes that they go through. Every formula shown has been compared with the numbers of the graph, and each
    simplification with what it simplifies, at random points.

    The numbers are those that `output` was computed from; where a leaf has another one by now, it is said.

    Args:
        output: what is differentiated.
        wrt: the Value below it, a leaf or not, with respect to which.
        precision: significant digits of the numbers, 1 to 17.
        max_paths: how many paths are shown each, 1 to 100.

    Returns:
        The derivation; `.text`, `.latex`, `.markdown` and `.mathml` spell it, `.value` is the number.

    Raises:
        TypeError: if `output` or `wrt` is not a Value, or another argument not an int.
        ValueError: if `output` does not depend on `wrt`, if that is a constant, if an argument is out of
            range, or if a part of `output` was computed before and a part after a change of data.
        DomainError: where an operation has no derivative; a ValueError.

    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> print(derivation((w * x).tanh(), wrt=w).text)
    ∂f/∂w = ∂f/∂a · ∂a/∂w    chain rule
    <BLANKLINE>
    where
        f = tanh(a) = 0.7616
        a = w·x = 1
    ∂f/∂a = 4·σ(2·a)·σ(−2·a) = 1 − f² = 0.4200    4·σ(2·x)·σ(−2·x) = 1 − tanh(x)², by definition
    ∂a/∂w = x = 2
    <BLANKLINE>
    therefore
    ∂f/∂w = (1 − f²)·x
          = (1 − 0.7616²)·2
          = 0.8399
    """
    for value, name in ((output, "output"), (wrt, "wrt")):
        if not isinstance(value, Value):
            raise TypeError(f"expected {name} to be a Value, got {name}={came(value)}")
    if wrt.is_constant:
        raise ValueError(f"expected wrt to be no constant, got wrt={wrt!r}")
    check_whole(precision, "precision", 1, 17)
    check_whole(max_paths, "max_paths", 1, 100)
    graph = NamedGraph(output, wrt)
    chalk = Chalk(graph, precision)
    sections = _by_paths(chalk) if graph.number_of_paths() <= max_paths else _by_nodes(chalk)
    return Derivation(chalk.whole, tuple(section for section in sections if section.steps), chalk.gradient)


def _by_paths(chalk: Chalk) -> list[Section]:
    """The derivation as the sum over all paths."""
    paths = list(chalk.graph.paths())
    chains = [_edges(path) for path in paths]
    chalk.take_up((node for path in paths for node in path), (edge for chain in chains for edge in chain))
    products = [chalk.product(chain) for chain in chains]
    if len(paths) > 1:
        therefore = _each_path(chalk, paths, chains, products)
    elif len(chains[0]) == 1:
        therefore = _in_one_step(chalk, chains[0][0])
    else:
        therefore = chalk.evaluated(chalk.whole, products[0], chalk.gradient)
    is_chain = len(paths) > 1 or len(chains[0]) > 1
    return [
        Section("", _chain_rule(chalk, paths, chains) if is_chain else ()),
        Section("where", (*chalk.definition_steps(), *(chalk.factor_steps() if is_chain else ()))),
        Section("therefore", therefore),
        Section("simplified", chalk.simplified(_added(products))),
    ]


def _by_nodes(chalk: Chalk) -> list[Section]:
    """The derivation as a sum over the nodes that the paths take when they first part."""
    graph = chalk.graph
    path, users = graph.first_parting()
    parting, chain = path[-1], _edges(path)
    edges = [(user, parting) for user in _first_and_last(users)]
    chalk.take_up((*path, *_first_and_last(users)), (*chain, *edges))
    inner = chalk.derivative(graph.output, parting)
    outer = {user: [] if user is graph.output else [(graph.output, user)] for user, _ in edges}
    summands = [chalk.chain([*outer[edge[0]], edge], held=edges) for edge in edges]
    reason = words(f"the {graph.number_of_paths()} paths, grouped by {len(users)} nodes")
    symbols = (Step(chalk.whole, joined([inner, chalk.chain(chain)], TIMES), words("chain rule")),) if chain else ()
    values = [graph.gradients[user] * graph.slope(user, parting) for user, _ in edges]
    therefore = [
        step
        for (user, _), summand, value in zip(edges, summands, values)
        for step in chalk.evaluated(summand, Number(graph.gradients[user]) * chalk.factors[user, parting], value)
    ]
    shown = [fenced(v) if starts_with_a_sign(v) else v for v in map(chalk.number, values)]
    therefore.append(Step(inner, joined(_with_ellipsis(shown, users), PLUS)))
    therefore.append(Step(None, chalk.number(graph.gradients[parting])))
    if chain:
        product = Number(graph.gradients[parting]) * chalk.product(chain)
        therefore += chalk.evaluated(chalk.whole, product, chalk.gradient)
    return [
        Section("", (*symbols, Step(inner, joined(_with_ellipsis(summands, users), PLUS), reason))),
        Section("where", (*chalk.definition_steps(), *chalk.factor_steps())),
        Section("therefore", tuple(therefore)),
    ]


def _chain_rule(chalk: Chalk, paths: Sequence[Path], chains: Sequence[Sequence[ChainLink]]) -> tuple[Step, ...]:
    """The chain rule in symbols; several paths as on the slide, by the nodes at which they join (L8.3)."""
    if len(paths) == 1:
        return (Step(chalk.whole, chalk.chain(chains[0]), words("chain rule")),)
    output, wrt = chalk.graph.output, chalk.graph.wrt
    arrivals = _arrivals(paths)
    summands = [chalk.chain([(output, u), (u, wrt)], held=()) for u in arrivals] or list(map(chalk.chain, chains))
    return (Step(chalk.whole, joined(summands, PLUS), words(f"chain rule, the sum over {len(paths)} paths")),)


def _in_one_step(chalk: Chalk, edge: ChainLink) -> tuple[Step, ...]:
    """The derivative where it is one factor: as the table has it, in the slide's form, and as a number."""
    first, *others = chalk.forms[edge]
    lines = [Step(None, written(form.term, chalk.precision), form.rule) for form in others]
    numbers = chalk.evaluated(chalk.whole, chalk.factors[edge], chalk.gradient)[1:]
    return (Step(chalk.whole, written(first.term, chalk.precision)), *lines, *numbers)


def _each_path(
    chalk: Chalk, paths: Sequence[Path], chains: Sequence[Sequence[ChainLink]], products: Sequence[Term]
) -> tuple[Step, ...]:
    """The product along each path, and the sum of them."""
    values = [math.prod(chalk.graph.slope(*edge) for edge in chain) for chain in chains]
    steps: list[Step] = []
    for path, chain, product, value in zip(paths, chains, products, values):
        trail = joined(list(map(chalk.name, path)), _ARROW)
        steps += chalk.evaluated(chalk.chain(chain), product, value, trail)
    return (*steps, *chalk.evaluated(chalk.whole, _added(list(map(Number, values))), chalk.gradient))


def _edges(path: Path) -> list[ChainLink]:
    """The edges of a path, from the output down."""
    return list(zip(path[:0:-1], path[-2::-1]))


def _arrivals(paths: Sequence[Path]) -> list[Value]:
    """The nodes from which the paths arrive where all have joined; none unless each path goes through one of them."""
    shared = 1
    while len({path[-shared - 1] for path in paths}) == 1:
        shared += 1
    arrivals = dict.fromkeys(path[-shared - 1] for path in paths)
    is_partition = all(sum(node in arrivals for node in path) == 1 for path in paths) and paths[0][0] not in arrivals
    return list(arrivals) if is_partition else []


def _added(terms: Sequence[Term]) -> Term:
    return reduce(operator.add, terms[1:], terms[0])


def _first_and_last(nodes: Sequence[Value]) -> Sequence[Value]:
    return nodes if len(nodes) <= _MOST_WRITTEN else [*nodes[: _MOST_WRITTEN - 1], nodes[-1]]


def _with_ellipsis(shown: Sequence[Layout], everything: Sequence[object]) -> list[Layout]:
    return list(shown) if len(shown) == len(everything) else [*shown[:-1], ELLIPSIS, shown[-1]]
