"""Every exercise of every notebook, tried with answers: unusual right ones and plausible wrong ones.

An answer takes the place of what stands before the arrow in the notebook's own cell, and that cell is run after those
of the solutions, which set up the same names.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest

from notebooks import build

ARROW = re.compile(r"(    return |check_answer\(\w+, \S+, )(.*?)((?:(?<=\])\))?  # ← .*)$", re.MULTILINE)
"""What stands before an answer, an answer, and what stands behind it; `check_answer` takes lists."""


@dataclass(frozen=True)
class Answers:
    """What may be written for one exercise: two right answers that are not the solution's, and five wrong ones."""

    right: tuple[str, str]
    wrong: tuple[str, str, str, str, str]


ANSWERS = {
    "01_derivatives": (
        Answers(
            right=("1 / math.cosh(x) ** 2", "grad(lambda t: t.tanh())(x)"),
            wrong=("1 - x**2", "1 - y", "y * (1 - y)", "1 - math.tanh(0.7) ** 2", "None"),
        ),
        Answers(
            right=("1 / x**2 + x", "(x + 1) ** 0.5"),
            wrong=("math.exp(x)", "x.data**3", "x * x * x", "x**0", "8.0"),
        ),
        Answers(
            right=("[-2 * a.data]", "[2.0, -a]"),
            wrong=(
                "[1 / u.data, a.data * (1 - a.data), 2.0]",
                "[1 / a.data, -1, a.data * (1 - a.data), 2.0]",
                "[1 - a.data, 2.0]",
                "[1 / u.data, -1, b.data * (1 - b.data), 2.0]",
                "[-a.data, 0.5]",
            ),
        ),
    ),
    "02_perceptron": (
        Answers(
            right=("(1 - abs(y)) ** 2", "1 / (1 + 2 * abs(x) + x * x)"),
            wrong=("1 / (1 + x) ** 2", "1 / (1 - x) ** 2", "1 / (1 + abs(x))", "1 - y * y", "1 / (1 + x * x)"),
        ),
        Answers(
            right=("dot([3.0], [1.0], b * w)", "w - dot([w, 1.0], [w, w], b).tanh()"),
            wrong=(
                "dot([w, b], [3.0, 1.0])",
                "dot([w], [3.0], b.data)",
                "dot([w], [3.0], 1.0) + b",
                "w * 3.0 + b",
                "float(dot([w], [3.0], b))",
            ),
        ),
        Answers(
            right=("[2.0, e.data, 2.0]", "[4 * (o.data - 1)]"),
            wrong=(
                "[e.data, 2.0]",
                "[2 * o.data, 2.0]",
                "[2 * e.data, -1.0]",
                "[2 * e.data, unit.weights[0]]",
                "[e.data**2, 2.0]",
            ),
        ),
    ),
    "03_multilayer_perceptron": (
        Answers(
            right=("y / x", "(11 + 9 * (x > 0) - 9 * (x <= 0)) / 20"),
            wrong=("0.1", "0.1 if x > 0 else 1.0", "float(x > 0)", "max(1.0, 0.1)", "1.0 if x < 0 else 0.1"),
        ),
        Answers(
            right=("x * (x - 5).relu()", "(1 - x.exp()).relu() + x"),
            wrong=("max(-x.data, 0.0)", "(x + 2).relu()", "abs(x)", "-x.relu()", "(x * x).relu()"),
        ),
        Answers(
            right=(
                "[1.0, h[0] * (1 - h[0]), w['w_11^(2)'] * y_hat * (1 - y_hat)]",
                "[(1 - y_hat) * y_hat * w['w_11^(2)'].data * h[0] * (1 - h[0])]",
            ),
            wrong=(
                "[w['w_11^(2)'], h[0] * (1 - h[0]), 1.0]",
                "[y_hat * (1 - y_hat), h[0] * (1 - h[0]), 1.0]",
                "[y_hat * (1 - y_hat), w['w_11^(2)'], h[0] * (1 - h[0]), -1.0]",
                "[y_hat * (1 - y_hat), w['w_11^(2)'], h[1] * (1 - h[1]), 1.0]",
                "[y_hat * (1 - y_hat), w['w_21^(2)'], h[0] * (1 - h[0]), 1.0]",
            ),
        ),
    ),
    "04_softmax_and_losses": (
        Answers(
            right=("1 - math.exp(-y)", "math.exp(x) / math.exp(y)"),
            wrong=("1 / (1 + math.exp(-0.5))", "y * (1 - y)", "1 / (1 + math.exp(x))", "math.exp(x)", "1 / y"),
        ),
        Answers(
            right=("nn.cross_entropy([x, 2 * x], 0)", "softmax_cross_entropy([0.0, x, 1.0], [0.0, 1.0, 0.0]).exp()"),
            wrong=(
                "softmax_cross_entropy([x, 0.0], [0.0, 1.0])",
                "softmax_cross_entropy([x.data, 0.0], [1.0, 0.0])",
                "-nn.softmax([x, 0.0])[0].log()",
                "nn.binary_cross_entropy(x.sigmoid(), 1)",
                "math.exp(x)",
            ),
        ),
        Answers(
            right=("[1 - p[0].data, 3.0]", "[3 * p[1]]"),
            wrong=("[p[0], 3.0]", "[p[0].data - 1, 3.0]", "[p[1]]", "[p[1], -0.25]", "[p[1] * (1 - p[1]), 3.0]"),
        ),
    ),
    "05_backprop": (
        Answers(
            right=("math.exp(-x) * y**2", "y - y**2"),
            wrong=("y * (1 - x)", "1 / (1 + math.exp(-x))", "0.2178949937", "1 - y**2", "-y * (1 - y)"),
        ),
        Answers(
            right=("sum([x, x, x])", "x.exp() / x"),
            wrong=("math.exp(x)", "x.data**3", "x * x.data", "x**2", "2 * x + 1"),
        ),
        Answers(
            right=(
                "[w['w_22'], b * (1 - b), v21, error], [w['w_21'], v11 * error, a - a * a]",
                "[error, v11 * a * (1 - a) * w['w_21'] + v21 * b * (1 - b) * w['w_22']]",
            ),
            wrong=(
                "[error, v11, a * (1 - a), w['w_21'], v21, b * (1 - b), w['w_22']]",
                "[error, v11, a * (1 - a), w['w_12']], [error, v21, b * (1 - b), w['w_22']]",
                "[v11, a * (1 - a), w['w_21']], [v21, b * (1 - b), w['w_22']]",
                "[error, v11, a * (1 - a), w['w_21']], [-error, v21, b * (1 - b), w['w_22']]",
                "[error, v11, a, w['w_21']], [error, v21, b, w['w_22']]",
            ),
        ),
    ),
    "06_gradient_descent": (
        Answers(
            right=("math.copysign(math.sqrt(1 - 1 / y**2), x)", "math.sin(math.atan(x))"),
            wrong=("3 / y", "y / x", "1 / (2 * y)", "x", "-x / y"),
        ),
        Answers(
            right=("(1 - x) ** 2", "x.exp() - x * x"),
            wrong=("x - 3.0", "-x + 3.0", "5.0 - x.data", "x + -1 * x", "3 - 2.0"),
        ),
        Answers(
            right=("[e1.data + 3 * e2.data]", "[3.0, e2], [1.0, e1]"),
            wrong=(
                "[0.5, 2 * e1.data, 1.0], [0.5, 2 * e2.data, 1.0]",
                "[2 * e1.data, 1.0], [2 * e2.data, 3.0]",
                "[0.5, e1.data**2, 1.0], [0.5, e2.data**2, 3.0]",
                "[0.5, e2.data, 1.0], [0.5, 2 * e2.data, 3.0]",
                "[0.5, 2 * e1.data, -1.0], [0.5, 2 * e2.data, -3.0]",
            ),
        ),
    ),
    "07_learning_xor": (
        Answers(
            right=("y + sigmoid(x) * (1 - y)", "sigmoid(x) * (1 + x * sigmoid(-x))"),
            wrong=(
                "sigmoid(x) * (1 - sigmoid(x))",
                "x * sigmoid(x) * (1 - sigmoid(x))",
                "sigmoid(x) + x",
                "sigmoid(x) - y * (1 - sigmoid(x))",
                "sigmoid(-0.8) + y * (1 - sigmoid(-0.8))",
            ),
        ),
        Answers(
            right=("(b := x.exp()) + b.exp()", "(b := x.tanh()) * (b.exp() + b)"),
            wrong=("float(x) * x", "x * x", "x.exp().exp()", "x.data * x.exp()", "x.exp() + x.tanh()"),
        ),
        Answers(
            right=(
                "[(y_hat - 1) * w['w_11^(2)'], h[0] - h[0] ** 2]",
                "[-1 / y_hat, y_hat * (1 - y_hat), w['w_11^(2)'], h[0] * (1 - h[0]), 1.0]",
            ),
            wrong=(
                "[y_hat, w['w_11^(2)'], h[0] * (1 - h[0])]",
                "[1 - y_hat, w['w_11^(2)'], h[0] * (1 - h[0])]",
                "[y_hat - 1, w['w_21^(2)'], h[1] * (1 - h[1])]",
                "[y_hat - 1, w['w_11^(2)'], h[0]]",
                "[y_hat - 1, w['w_11^(2)'], h[0] * (1 - h[0]), 0.0]",
            ),
        ),
    ),
    "08_from_graph_to_machine_code": (
        Answers(
            right=("-(x + x) * y", "-2 * x / math.exp(x * x)"),
            wrong=("2 * x * y", "-2 * y", "-y", "-2 * 0.5 * y", "-x * x * y"),
        ),
        Answers(
            right=("(b := x * 2.0) * b", "(b := x.exp()) / (b + 1)"),
            wrong=("x + x", "x.exp() + x.exp()", "math.exp(x) * x * x", "x.exp() * x", "x.data**2"),
        ),
        Answers(
            right=("0.55 * x + 0.45 * abs(x)", "autograd.maximum(x, x / 10)"),
            wrong=("0.1 * x", "relu(x) + 0.1 * relu(-x)", "max(x, 0.0)", "abs(x) - 0.1 * relu(-x)", "float(x)"),
        ),
    ),
    "09_a_gpt": (
        Answers(
            right=("relu(x) + relu(x)", "2 * math.sqrt(y)"),
            wrong=("2 * x", "relu(x)", "2 * y", "2 * x * relu(x)", "2.0"),
        ),
        Answers(
            right=("x.exp() / (x.exp() + 1)", "x / x.exp()"),
            wrong=("x / 3", "x * x", "x.exp() / 2", "x.sigmoid()", "float(1 / x)"),
        ),
        Answers(
            right=("[a1.data * (1 - a1.data), 2.0]", "[2 * a1.data, 1 - a1.data]"),
            wrong=(
                "[2.0]",
                "[a1.data * (1 - a1.data)]",
                "[2.0, a1.data, a1.data]",
                "[-2.0, a1.data * (1 - a1.data)]",
                "[3.0, a1.data * (1 - a1.data)]",
            ),
        ),
        Answers(
            right=("[0.0, 3.0]", "[-2, 2]"),
            wrong=("[4.0, 2.0]", "[0.0, 1.0]", "[5.0, 0.0]", "[2.0, 2.0]", "[1.0]"),
        ),
        Answers(
            right=(
                "nn.softmax([(1 / temperature) * z for z in logits])",
                "[math.exp(z / temperature) / sum(math.exp(y / temperature) for y in logits) for z in logits]",
            ),
            wrong=(
                "nn.softmax([temperature * z for z in logits])",
                "[p / temperature for p in nn.softmax(logits)]",
                "[p ** (1 / temperature) for p in nn.softmax(logits)]",
                "nn.softmax([z - temperature for z in logits])",
                "nn.softmax([z / 2 for z in logits])",
            ),
        ),
    ),
}
"""For every notebook the answers to its exercises."""

CASES = [
    pytest.param(name, number, answer, is_right, id=f"{name[:2]}-{number + 1}-{answer}")
    for name, exercises in ANSWERS.items()
    for number, answers in enumerate(exercises)
    for is_right, tried in ((True, answers.right), (False, answers.wrong))
    for answer in tried
]
NOTEBOOKS = [source for source in build.sources() if source.parent == build.FOLDER]


@cache
def cells(source: Path) -> list[nbformat.NotebookNode]:
    found: list[nbformat.NotebookNode] = build.from_source(source).cells
    return found


@cache
def exercises(name: str) -> list[str]:
    """The cells of a notebook that wait for an answer."""
    return [cell.source for cell in cells(build.FOLDER / f"{name}.py") if "  # ←" in cell.source]


@cache
def after_the_solutions(name: str) -> dict[str, Any]:
    """A notebook's imports, and the names that its solutions make; what they print is left out."""
    imports = next(cell.source for cell in cells(build.FOLDER / f"{name}.py") if cell.cell_type == "code")
    names: dict[str, Any] = {}
    path = list(sys.path)
    sys.path.insert(0, str(build.FOLDER))
    try:
        exec(imports, names)
        with contextlib.redirect_stdout(io.StringIO()):
            exec((build.FOLDER / "solutions" / f"{name}.py").read_text(encoding="utf-8"), names)
    finally:
        sys.path[:] = path
    return names


def said(code: str, names: dict[str, Any]) -> str:
    """What a cell prints, and shows of its last expression."""
    *statements, last = ast.parse(code).body
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(statements, []), "<cell>", "exec"), names)
        if isinstance(last, ast.Expr):
            print(repr(eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)))
        else:
            exec(compile(ast.Module([last], []), "<cell>", "exec"), names)
    return printed.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "number", "answer", "is_right"), CASES)
def test_right_answers_are_marked_right_and_wrong_ones_wrong(name, number, answer, is_right, table):
    names = dict(after_the_solutions(name))
    cell, changes = ARROW.subn(lambda match: match[1] + answer + match[3], exercises(name)[number])
    assert changes == 1
    marked = said(cell, names)
    assert marked.startswith("✓ Right" if is_right else "✗"), marked


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_cells_of_an_exercise_and_of_its_solution_are_the_same_but_for_the_answer(source):
    solutions = [
        cell.source
        for cell in cells(source.parent / "solutions" / source.name)
        if "with exercise()" in cell.source or cell.source.startswith("check_answer(")
    ]
    assert len(exercises(source.stem)) == len(solutions) == len(ANSWERS[source.stem])
    for exercise, solution in zip(exercises(source.stem), solutions):
        before, head, _, _, after = ARROW.split(exercise)
        assert solution.startswith(before + head.removeprefix("    return "))
        assert solution.endswith(after)


def test_every_notebook_is_tried():
    assert sorted(ANSWERS) == [source.stem for source in NOTEBOOKS]
