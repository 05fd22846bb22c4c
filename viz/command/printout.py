"""The command's answer as text: the forward and the backward pass node by node, and derivations."""

from __future__ import annotations

from collections.abc import Sequence

from autograd import Value
from viz.derivations.derivation import derivation
from viz.derivations.lines import Section, Step
from viz.derivations.named_graph import NamedGraph
from viz.derivations.symbols import Chalk
from viz.formulas.typesetting import EQUALS, identifier, joined, number
from viz.formulas.writing import written

__all__ = ["report"]


def report(output: Value, leaves: Sequence[Value], derived: Sequence[Value], precision: int) -> str:
    """The value of every named node, the gradient of every named node, and the derivation of some gradients.

    Args:
        output: the result.
        leaves: its leaves, in the order in which they are shown.
        derived: those of them whose gradients are derived.
        precision: significant digits of the numbers.

    >>> x = Value(2.0, label="x")
    >>> print(report(x * x, [x], [], precision=4))
    forward
    x = 2
    f = x·x = 4
    <BLANKLINE>
    backward
    ∂f/∂f = 1
    ∂f/∂x = 4
    """
    if not leaves:
        return Section("forward", (Step(identifier("f", "f"), number(output.data, precision)),)).text
    graph = NamedGraph(output, leaves[0])
    chalk = Chalk(graph, precision)
    inner = [node for node in graph.from_output if graph.is_named(node) and node.primitive is not None]
    forward = [Step(chalk.name(leaf), chalk.number(leaf.data)) for leaf in leaves]
    for node in reversed(inner):
        formula = written(graph.definition(node), precision)
        forward.append(Step(chalk.name(node), joined([formula, chalk.number(node.data)], EQUALS)))
    backward = [
        Step(chalk.derivative(output, node), chalk.number(graph.gradients[node]))
        for node in dict.fromkeys([*inner, *leaves])
    ]
    sections = [Section("forward", tuple(forward)), Section("backward", tuple(backward))]
    texts = [section.text for section in sections]
    return "\n\n".join([*texts, *(derivation(output, wrt=leaf, precision=precision).text for leaf in derived)])
