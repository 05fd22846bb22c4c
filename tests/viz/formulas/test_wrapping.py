"""Long formulas on several lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import viz
from autograd import Value
from autograd.strategies import Expression, expressions
from oracles import few
from viz.formulas.wrapping import width, wrapped


def unwrapped(lines: list[str]) -> str:
    return " ".join(lines)


def is_balanced(latex: str) -> bool:
    left, right = latex.count(r"\left"), latex.count(r"\right")
    bare = latex.replace(r"\{", "").replace(r"\}", "")
    return left == right and bare.count("{") == bare.count("}")


@few
@given(expressions(), st.integers(1, 80))
def test_wrapping_takes_nothing_away_and_leaves_every_line_whole(expression: Expression, widest: int) -> None:
    y, _ = expression.graph()
    latex = viz.formula(y).latex
    lines = wrapped(latex, widest)
    assert unwrapped(lines).split() == latex.split()
    assert all(is_balanced(line) for line in lines)
    for line in lines:  # wider ones have no sign to be broken before
        inside = re.sub(r"\\left.*\\right", "", line[1:])
        assert width(line) <= widest or not re.search(r" [-+=] ", re.sub(r"\{.*\}", "", inside))


@pytest.mark.parametrize(
    ("latex", "lines"),
    [
        (r"a + b", ["a + b"]),
        (r"aaaa + bbbb - cccc", ["aaaa + bbbb", "- cccc"]),
        (r"\sigma(aaa + bbb) + cccc", [r"\sigma(aaa + bbb)", "+ cccc"]),  # outside of parentheses first
        (r"\sigma(aaaaaa + bbbbbb)", [r"\sigma(aaaaaa", "+ bbbbbb)"]),
        (r"aaaaa \cdot bbbbb \cdot cccc", [r"aaaaa \cdot bbbbb", r"\cdot cccc"]),
        (r"\frac{aaaaaaaa + bbbbbbbb}{c}", [r"\frac{aaaaaaaa + bbbbbbbb}{c}"]),
        (r"\left( aaaaaaaa + bbbbbbbb \right)", [r"\left( aaaaaaaa + bbbbbbbb \right)"]),
        (r"-1 - (-aaaaaaaaaa)", ["-1", "- (-aaaaaaaaaa)"]),
        (r"\text{a long name + another}", [r"\text{a long name + another}"]),
    ],
)
def test_where_a_formula_is_broken(latex: str, lines: list[str]) -> None:
    assert wrapped(latex, 12) == lines


@pytest.mark.parametrize(
    ("latex", "letters"),
    [
        ("a + b", 4),  # a sign and the space around it are two
        (r"a \cdot b", 4),
        (r"x \to y", 4),
        (r"\frac{a}{bc}", 3),
        (r"\log x", 4),
        (r"\max(a, b)", 8),
        (r"\operatorname{ReLU}(x)", 7),
        (r"w_{11}^{(1)}", 6),
        (r"\sigma \left( x \right)", 4),
        (r"x \qquad y", 6),
        (r"\%", 1),
    ],
)
def test_the_width_of_a_formula_is_counted_in_letters(latex: str, letters: int) -> None:
    assert width(latex) == letters


def test_what_fits_on_a_line_of_its_own_is_not_broken_within_parentheses() -> None:
    widest = width(" + (bbbb + cccc)")
    assert wrapped("aaa + (bbbb + cccc)", widest) == ["aaa", "+ (bbbb + cccc)"]
    assert wrapped("aaa + (bbbb + cccc)", widest - 1) == ["aaa + (bbbb", "+ cccc)"]


def test_a_long_formula_is_shown_on_several_lines_and_a_short_one_on_one() -> None:
    ws = [Value(0.5, f"w_{k}") for k in range(1, 30)]
    total = ws[0]
    for w in ws[1:]:
        total = total + w.tanh()
    shown = viz.formula(total)._repr_mimebundle_()["text/latex"]
    lines = shown.split("\\\\\n")
    assert len(lines) > 3
    assert max(map(width, lines)) < 80
    assert shown.startswith("$\\displaystyle \\begin{aligned}\n&w_{1} + ")
    assert "\\\\\n&\\quad {} + " in shown
    assert viz.formula(ws[0] + ws[1])._repr_mimebundle_()["text/latex"] == r"$\displaystyle w_{1} + w_{2}$"


def test_a_long_line_of_a_derivation_is_broken_too() -> None:
    ws, xs = ([Value(0.1 * k, f"{letter}_{k}") for k in range(1, 9)] for letter in "wx")
    total = sum((w * x).tanh() * w for w, x in zip(ws, xs))
    derivation = viz.derivation(total.sigmoid().log(), wrt=ws[0])  # type: ignore[union-attr]
    widths = [width(line) for line in derivation.latex.split("\\\\\n")]
    assert max(widths) < 90
    # The equals signs of all lines are below one another: none of them begins far to the right.
    lefts = [line.partition("&")[0] for line in derivation.latex.split("\\\\\n")[1:-1]]
    assert max(map(width, lefts)) <= 16


def test_what_a_formula_and_the_parts_of_a_derivation_are_fits_on_one_line() -> None:
    w, x = Value(0.5, "w"), Value(2.0, "x")
    y = (w * x).tanh()
    derivation = viz.derivation(y, wrt=w)
    assert repr(viz.formula(y)) == "<Formula: tanh(w·x)>"
    assert repr(derivation) == f"<Derivation: ∂f/∂w = {derivation.value!r}>"
    assert repr(derivation.steps[0]) == "<Step: ∂f/∂w = ∂f/∂a · ∂a/∂w>"
    assert repr(derivation.sections[1]) == "<Section 'where': 4 steps>"
    for _ in range(6):
        y = y * y + w
    assert len(repr(viz.formula(y))) < 120
    assert "\n" not in repr(viz.formula(y))


def test_where_nothing_is_typeset_a_formula_is_its_text() -> None:
    y = Value(1.0, "a") / Value(2.0, "b")
    assert viz.formula(y)._repr_mimebundle_()["text/plain"] == "a/b"
