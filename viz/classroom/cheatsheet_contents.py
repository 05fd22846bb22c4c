"""What stands on the cheat sheet: formulas from the table's rows and derivations, conventions as the rows say them.

Lines are LaTeX between dollars, as Matplotlib sets it, and plain words around it.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from autograd import PRIMITIVES, Primitive, Value
from viz.derivations.named_graph import NamedGraph
from viz.derivations.symbols import Chalk
from viz.formulas.formula import formula
from viz.formulas.printing import to_latex
from viz.formulas.writing import written

__all__ = ["BACK", "FRONT", "Block", "Line", "blocks"]

Kind: TypeAlias = Literal["text", "formula", "fraction", "code", "picture"]


@dataclass(frozen=True)
class Line:
    """One line: up to three texts, in columns of its block.

    Attributes:
        texts: from left to right.
        kind: words; a formula, which is higher, and one with fractions or sums, higher still; code, in letters of one
            width; or the place of a picture.
    """

    texts: tuple[str, ...]
    kind: Kind = "text"


@dataclass(frozen=True)
class Block:
    """Lines under a title.

    Attributes:
        title: what they are about.
        lines: the lines.
        columns: where their texts begin, as shares of the width.
    """

    title: str
    lines: tuple[Line, ...]
    columns: tuple[float, ...] = (0.0,)


_FRACTION, _TALL_FRACTION = r"\frac", r"\dfrac"
_WIDEST: Final = 84  # letters of a convention on one line
_OPERANDS: Final = (0.6, 0.3)  # where the formulas are read off: within every domain
_ELEMENTARY: Final = ("pow", "div", "exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "softplus", "relu", "abs")
_AT_KINKS: Final = ("step", "relu", "abs", "maximum", "pow", "sqrt", "clamp", "select")

FRONT: Final = (("rules", "operations"), ("reading",), ("chain",))
"""The blocks of the front, from the top down; those of a row stand side by side."""
BACK: Final = (("unit",), ("classes", "descent"), ("kinks",), ("autograd",), ("nn",), ("viz",))
"""Those of the back."""


def blocks() -> dict[str, Block]:
    """All blocks, by the names in `FRONT` and `BACK`."""
    return {
        "rules": _rules(),
        "operations": _operations(),
        "reading": _reading(),
        "chain": _chain(),
        "unit": _unit(),
        "classes": _classes(),
        "descent": _descent(),
        "kinks": _kinks(),
        "autograd": _autograd(),
        "nn": _nn(),
        "viz": _viz(),
    }


def _formulas(*pairs: tuple[str, str]) -> tuple[Line, ...]:
    return tuple(_formula(name, latex) for name, latex in pairs)


def _formula(name: str, *latex: str) -> Line:
    """A line of formulas, their fractions as large as the rest."""
    is_tall = any(tall in each for each in latex for tall in (_FRACTION, r"\sum"))
    texts = (f"${each.replace(_FRACTION, _TALL_FRACTION)}$" for each in latex)
    return Line((name, *texts), "fraction" if is_tall else "formula")


def _texts(*texts: str) -> tuple[Line, ...]:
    return tuple(Line((text,)) for text in texts)


def _code(*pairs: tuple[str, str]) -> tuple[Line, ...]:
    return tuple(Line(pair, "code") for pair in pairs)


def _rules() -> Block:
    lines = _formulas(
        ("limit", r"\frac{df}{dx} = \lim_{\Delta x \to 0} \; \frac{f(x + \Delta x) - f(x)}{\Delta x}"),
        ("constant", r"c^{\prime} = 0, \quad (c \cdot f)^{\prime} = c \cdot f^{\prime}"),
        ("power", r"(c \cdot x^p)^{\prime} = c \cdot p \cdot x^{p-1}"),
        ("sum", r"(f + g)^{\prime} = f^{\prime} + g^{\prime}"),
        ("product", r"(f \cdot g)^{\prime} = f^{\prime} \cdot g + f \cdot g^{\prime}"),
        ("chain", r"\frac{d}{dx} f(g(x)) = \frac{df}{dg} \cdot \frac{dg}{dx}"),
        ("a long chain", r"\frac{df_1}{dx} = \frac{df_1}{df_2} \cdot \frac{df_2}{df_3} \cdots \frac{df_n}{dx}"),
        (
            "gradient",
            r"\nabla f = \left( \frac{\partial f}{\partial x_1}, \ldots, \frac{\partial f}{\partial x_n} \right)",
        ),
        (
            "several paths",
            r"\frac{\partial f}{\partial x} = \sum_u \frac{\partial f}{\partial u} \cdot \frac{\partial u}{\partial x}",
        ),
    )
    return Block("Rules of differentiation", lines, (0.0, 0.28))


def _operations() -> Block:
    """A line an operation: its formula, and its partials, where y is the result."""
    lines = [_operation(PRIMITIVES[name]) for name in _ELEMENTARY]
    head = Line(("", "result y", "by each operand"))
    return Block("Operations", (head, *lines), (0.0, 0.25, 0.55))


def _operation(row: Primitive) -> Line:
    operands = [Value(number, name) for number, name in zip(_OPERANDS, ("x", "p") if row.name == "pow" else ("a", "b"))]
    operands = operands[: row.arity]
    if row.arity == 1:
        operands[0].label = "z" if row.name in ("sigmoid", "softplus") else "x"
    result = row(*operands)
    result.label = "y"
    partials = r", \quad ".join(_partial_latex(result, operand) for operand in operands)
    return _formula(row.name, formula(result).latex, partials)


def _partial_latex(result: Value, operand: Value) -> str:
    """A partial as LaTeX, in the form of the slides."""
    chalk = Chalk(NamedGraph(result, operand), 4)
    chalk.take_up([result], [(result, operand)])
    return to_latex(written(chalk.factors[result, operand]))


def _reading() -> Block:
    lines = (
        Line((), "picture"),
        *_texts(
            "Box: a leaf, name = value. Ellipse: an operation, with its result. Bare number: a constant.",
            "Double border: the output. Arrows run from operand to result; ① and ② tell the operands.",
            "Blue, on an edge: the local derivative, of that operation by that operand.",
            "Orange, in a node: the gradient, of the output by that node. A dash: not computed yet.",
            r"Dashed arrow: the message, gradient of the result $\times$ local derivative.",
        ),
    )
    return Block("Reading a graph", lines)


def _chain() -> Block:
    return Block(
        "The two passes",
        _texts(
            "Forward: each node from its operands, operands first.",
            "Backward: the output's gradient is 1. Then, results first, each node hands its gradient times the local",
            "derivative to every operand; an operand adds up what it gets (+=, not =).",
            "Along a path multiply; over paths add.",
        ),
    )


def _unit() -> Block:
    lines = _formulas(
        ("forward", r"z = w \cdot x + b, \quad \hat{y} = \sigma(z)"),
        ("loss", r"\ell = -y \cdot \log \hat{y} - (1 - y) \cdot \log(1 - \hat{y})"),
        (
            "factors",
            r"\frac{\partial \ell}{\partial \hat{y}} = \frac{1 - y}{1 - \hat{y}} - \frac{y}{\hat{y}}, \quad"
            r" \frac{\partial \hat{y}}{\partial z} = \hat{y}(1 - \hat{y}), \quad \frac{\partial z}{\partial w} = x",
        ),
        (
            "gradients",
            r"\frac{\partial \ell}{\partial w} = (\hat{y} - y) \cdot x, \quad \frac{\partial \ell}{\partial x} ="
            r" (\hat{y} - y) \cdot w, \quad \frac{\partial \ell}{\partial b} = \hat{y} - y",
        ),
        (
            "behind it",
            r"\frac{\partial \ell}{\partial w_{ij}^{(1)}} = (\hat{y} - y) \cdot w_j^{(2)} \cdot a_j (1 - a_j)"
            r" \cdot x_i",
        ),
    )
    return Block("One sigmoid unit, and a layer behind it", lines, (0.0, 0.17))


def _classes() -> Block:
    lines = _formulas(
        ("softmax", r"p_y = \exp(f_y) \, / \, \sum_k \exp(f_k)"),
        ("loss", r"\ell = -\sum_k Y_k \cdot \log p_k = -\log p_y"),
        ("gradient", r"\frac{\partial \ell}{\partial f_k} = p_k - Y_k"),
    )
    return Block("K classes", lines, (0.0, 0.22))


def _descent() -> Block:
    lines = _formulas(
        ("step", r"w_t = w_{t-1} - \alpha \cdot \frac{\partial L}{\partial w_{t-1}}"),
        ("loss", r"L = \frac{1}{|B|} \sum_{B} \ell, \quad |B| = 1: \; \mathrm{SGD}"),
        ("perceptron", r"w \leftarrow w + (y - o) \cdot x, \quad b \leftarrow b + (y - o)"),
        ("parameters", r"m \cdot d + m, \; \mathrm{layer} \; \mathrm{by} \; \mathrm{layer}"),
    )
    return Block("Descent", lines, (0.0, 0.25))


def _kinks() -> Block:
    """What is taken where there is no derivative, as the rows themselves say it."""
    lines = [
        Line((name if k == 0 else "", text))
        for name in _AT_KINKS
        for k, text in enumerate(textwrap.wrap(PRIMITIVES[name].convention, _WIDEST))
    ]
    edges = _texts("Outside of its domain an operation raises DomainError, which names it, and its operand.")
    return Block("Kinks and edges", (*lines, *edges), (0.0, 0.17))


def _autograd() -> Block:
    lines = _code(
        ('v = Value(2.0, label="w")', "a leaf; v.data, v.grad, v.label"),
        ("y = (w * x + b).sigmoid()", "records the graph; + - * / **, exp(v), v.exp()"),
        ("y.backward()", "adds to the grad of every node below"),
        ("y.zero_grad()", "every grad below back to 0.0"),
        ("grad(f)(2.0, 1.0)", "derivatives of a function; jacobian, hessian"),
        ("gradcheck(f, [2.0, 1.0])", "compares with differences"),
    )
    return Block("autograd", lines, (0.0, 0.42))


def _nn() -> Block:
    lines = _code(
        ('nn.MLP(2, [4, 1], output="sigmoid")', "2 inputs, 4 hidden units, 1 output"),
        ("nn.Perceptron(2).fit(X, y)", "the perceptron learning rule"),
        ("nn.SGD(m.parameters(), 0.5)", "also Adam, RMSprop"),
        ("nn.fit(m, X, y, loss=l,", "trains; l: nn.binary_cross_entropy,"),
        ("    optimizer=o, epochs=100)", "nn.cross_entropy, nn.mse_loss"),
        ("nn.count_parameters(2, [4, 1])", "without building the net"),
    )
    return Block("nn", lines, (0.0, 0.5))


def _viz() -> Block:
    lines = _code(
        ("viz.draw(y, highlight=w)", "the graph, and the paths from w"),
        ("viz.derivation(y, wrt=w)", "the chain rule, in symbols and numbers"),
        ("viz.explore(y)", "the graph, alive"),
        ("viz.stepper(y)", "both passes, step by step"),
        ("viz.playground()", "a net that trains before your eyes"),
    )
    return Block("viz", lines, (0.0, 0.42))
