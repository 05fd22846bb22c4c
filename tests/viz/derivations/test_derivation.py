"""Derivations of any graph: the value, the lines, the names, and what is refused."""

from __future__ import annotations

import inspect
import math
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import nn
import viz
from autograd import (
    PRIMITIVES,
    DomainError,
    Value,
    dot,
    exp,
    gradients,
    log,
    sigmoid,
    sqrt,
    tanh,
    topological_order,
)
from autograd.strategies import Expression, expressions
from oracles import few
from tests.viz.formulas.reading_formulas import value_of_text
from viz.derivations.lines import Section, Step
from viz.derivations.rules import FACTOR_RULES, is_verified, rewritten
from viz.formulas.printing import to_text
from viz.formulas.term import Name, Number, Term
from viz.formulas.typesetting import PLUS, identifier, joined, words
from viz.formulas.wrapping import continued, wrapped


def texts(derivation: viz.Derivation) -> list[str]:
    return [step.text for step in derivation.steps]


@few
@given(expressions(most_steps=6), st.integers(0, 4))
def test_the_value_is_that_of_backward_on_any_graph(expression: Expression, which: int) -> None:
    leaves = list(map(Value, expression.point))
    output = expression(*leaves)
    leaf = leaves[which % len(leaves)]
    output.backward()
    assert viz.derivation(output, wrt=leaf).value == leaf.grad


@few
@given(expressions(most_steps=6), st.integers(0, 4))
def test_every_line_of_formulas_has_the_value_that_it_ends_in(expression: Expression, which: int) -> None:
    leaves = [Value(number, f"x_{k}") for k, number in enumerate(expression.point)]
    output = expression(*leaves)
    derivation = viz.derivation(output, wrt=leaves[which % len(leaves)], precision=17)
    [where] = [section for section in derivation.sections if section.title == "where"]
    numbers = {leaf.label: leaf.data for leaf in leaves if leaf.label}
    for step in reversed(where.steps):
        left, *formulas, value = re.split(" = ", step.text)
        if not left.startswith("∂"):
            numbers[re.sub("([₀-₉]+)", lambda m: "_" + "".join(str("₀₁₂₃₄₅₆₇₈₉".index(d)) for d in m[1]), left)] = (
                number_in(value)
            )
    for step in where.steps:
        _, *formulas, value = step.text.split(" = ")
        for formula in formulas:
            assume("⋯" not in formula)
            assert value_of_text(formula, numbers) == pytest.approx(number_in(value), rel=1e-5, abs=1e-7)


def number_in(text: str) -> float:
    return float(text.replace("−", "-"))


def test_names_are_given_from_the_output_down_and_never_twice() -> None:
    a, f = Value(0.5, "a"), Value(0.25, "f")
    derivation = viz.derivation(exp(tanh(sigmoid(a * f))), wrt=a)
    assert texts(derivation)[0] == "∂b/∂a = ∂b/∂c · ∂c/∂g · ∂g/∂h · ∂h/∂a"


def test_values_of_the_same_label_are_told_apart() -> None:
    w, other = Value(0.5, "w"), Value(2.0, "w")
    assert texts(viz.derivation(w * other * other, wrt=other))[-3:] == ["= 2·w·w′", "= 2·2·0.5", "= 2"]


def test_leaves_without_a_label_get_a_letter_or_stand_as_numbers() -> None:
    w = Value(0.5)
    assert texts(viz.derivation(w * Value(3.0) * 2.0, wrt=w)) == ["f = 2·3·x = 3", "∂f/∂x = 6"]


def test_what_must_be_held_fixed_stands_below_a_bar() -> None:
    x, y = Value(2.0, "x"), Value(3.0, "y")
    s = x * y
    s.label = "s"
    first = viz.derivation(x * s, wrt=x).steps[0]
    assert first.text == "∂f/∂x = ∂f/∂x|ₛ + ∂f/∂s · ∂s/∂x"
    assert r"\left. \frac{\partial f}{\partial x} \right|_{s}" in first.latex
    assert viz.derivation(x * s, wrt=x).value == 12.0


def test_a_derivative_with_respect_to_an_inner_node_stops_there() -> None:
    x = Value(2.0, "x")
    z = x * x
    z.label = "z"
    assert texts(viz.derivation(z.exp(), wrt=z)) == ["f = exp(z) = 54.60", "∂f/∂z = f", "= 54.60"]


def test_the_derivative_of_a_value_with_respect_to_itself_is_one() -> None:
    x = Value(2.0, "x")
    assert texts(viz.derivation(x, wrt=x)) == ["∂x/∂x = 1"]


def test_too_many_paths_are_grouped_by_nodes_with_their_count() -> None:
    model = nn.MLP(2, [5, 5, 1], activation="tanh", output="sigmoid", seed=0)
    loss = nn.binary_cross_entropy(model([1.0, -1.0]), 1.0)
    weight = model.parameters()[0]
    derivation = viz.derivation(loss, wrt=weight, max_paths=4)
    loss.backward()
    assert derivation.value == weight.grad
    assert "the 5 paths, grouped by 5 nodes" in derivation.text
    assert texts(derivation)[0] == "∂ℓ/∂w₁₁⁽¹⁾ = ∂ℓ/∂h₁⁽¹⁾ · ∂h₁⁽¹⁾/∂z₁⁽¹⁾ · ∂z₁⁽¹⁾/∂w₁₁⁽¹⁾"
    assert texts(derivation)[-1] == f"= {viz.names.pretty_number(weight.grad)}"


def test_many_paths_that_part_at_once_are_grouped_too() -> None:
    x = Value(0.5, "x")
    f = x
    for _ in range(40):
        f = f.tanh() + f.sin() if hasattr(f, "sin") else f.tanh() + f.sigmoid()
    derivation = viz.derivation(f, wrt=x)
    f.backward()
    assert derivation.value == x.grad
    assert f"the {2**40} paths, grouped by 2 nodes" in derivation.text


@pytest.mark.parametrize("options", [{}, {"max_paths": 1}, {"max_paths": 3}])
def test_nodes_of_the_same_number_are_told_apart(options: dict[str, int]) -> None:
    """The symbols are those of a net of other numbers, though here every node is 1."""

    def symbols(weights: list[list[float]]) -> list[str]:
        model = nn.MLP(1, [2, 2, 1], activation="linear", output="linear")
        model.set_weights([[[weights[0][0]], [weights[0][1]]], [weights[1], weights[1]], [weights[2]]])
        derivation = viz.derivation(model([Value(1.0, "x")]), wrt=model.parameters()[0], **options)
        return [section.steps[0].text for section in derivation.sections if section.steps][:1]

    assert symbols([[1.0, 1.0], [0.5, 0.5], [0.5, 0.5]]) == symbols([[2.0, 3.0], [5.0, 7.0], [11.0, 13.0]])


def test_all_paths_are_shown_where_asked() -> None:
    x = Value(0.5, "x")
    f = x
    for _ in range(4):
        f = f.tanh() + f.sigmoid()
    assert (
        "16 paths" in texts(viz.derivation(f, wrt=x, max_paths=16))[0]
        or "16 paths" in viz.derivation(f, wrt=x, max_paths=16).text
    )
    assert "grouped" in viz.derivation(f, wrt=x, max_paths=15).text


def test_the_tail_of_the_sigmoid_keeps_the_form_that_keeps_its_digits() -> None:
    z = Value(40.0, "z")
    assert texts(viz.derivation(sigmoid(z), wrt=z))[1:] == ["∂f/∂z = f·σ(−z)", "= 1·σ(−40)", "= 4.248e−18"]


def test_a_certain_prediction_is_derived_in_the_case_at_hand() -> None:
    p = Value(1.0, "p")
    loss = PRIMITIVES["binary_cross_entropy"](p, 1.0)
    assert texts(viz.derivation(loss, wrt=p)) == ["f = −log p = 0", "∂f/∂p = −1/p", "= −1/1", "= −1"]


def test_softmax_minus_target_comes_out() -> None:
    z = [Value(k, f"z_{k}") for k in (1, 2)]
    derivation = viz.derivation(PRIMITIVES["softmax_cross_entropy"](z, [0.0, 1.0]), wrt=z[1])
    assert "= exp(z₂)/(exp(z₁) + exp(z₂)) − 1" in texts(derivation)
    assert derivation.value == pytest.approx(1 / (1 + math.exp(-1)) - 1)


def test_a_weighted_sum_of_hundreds_of_inputs_is_derived_directly() -> None:
    ws, xs = ([Value(0.01 * k, f"{letter}_{k}") for k in range(784)] for letter in "wx")
    derivation = viz.derivation(dot(ws, xs).sigmoid(), wrt=ws[5])
    assert "∂a/∂w₅ = x₅ = 0.05" in texts(derivation)
    assert "a = w₀·x₀ + w₁·x₁ + w₂·x₂ + ⋯ + w₇₈₃·x₇₈₃" in derivation.text


def test_nothing_of_the_graph_is_changed() -> None:
    w, x = Value(0.5, "w"), Value(2.0, "x")
    y = (w * x).exp()
    viz.derivation(y, wrt=w)
    assert (y.grad, w.grad, y.label, y.operands[0].label) == (None, None, None, None)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_label_leaves_every_spelling_well_formed(label: str) -> None:
    w, x = Value(0.5, label), Value(2.0, "x")
    derivation = viz.derivation((w * x).exp() * w, wrt=w)
    element = ElementTree.fromstring(derivation.mathml)
    assert {child.tag.rpartition("}")[2] for child in element.iter()}.isdisjoint({"script", "a", "img", "style"})
    assert derivation.latex.count(r"\begin") == derivation.latex.count(r"\end") == 1
    assert derivation.markdown.count("$$") == 2 * len(derivation.sections)
    assert "<" not in derivation.markdown


def test_a_line_break_in_a_label_breaks_no_line() -> None:
    w = Value(0.5, "two\nlines")
    assert len(viz.derivation(w.exp(), wrt=w).text.splitlines()) == 6


def test_markdown_and_jupyter_have_the_lines_of_the_latex() -> None:
    x = Value(0.5, "x")
    derivation = viz.derivation(tanh(exp(x)), wrt=x)
    lines = [line.removesuffix(r" \\") for line in derivation.latex.splitlines() if "&=" in line]
    assert lines == [line.removesuffix(r" \\") for line in derivation.markdown.splitlines() if "&=" in line]
    bundle = derivation._repr_mimebundle_()
    assert bundle == {"text/latex": f"$$\n{derivation.latex}\n$$", "text/plain": derivation.text}
    assert repr(derivation) == f"<Derivation: ∂f/∂x = {derivation.value!r}>"
    assert str(derivation) == derivation.text


X = Value(2.0, "x")


@pytest.mark.parametrize(
    ("output", "wrt", "options", "error", "message"),
    [
        (2.0, X, {}, TypeError, r"expected output to be a Value, got output=2\.0"),
        (X, 2.0, {}, TypeError, r"expected wrt to be a Value, got wrt=2\.0"),
        (X * X, Value(1.0, "w"), {}, ValueError, r"expected output to depend on wrt.*was its number taken out"),
        (X * X, Value(2.0, "w"), {}, ValueError, r"expected output to depend on wrt.*was its number taken out"),
        (X * X, X, {"precision": 0}, ValueError, "precision"),
        (X * X, X, {"precision": 4.0}, ValueError, "precision"),
        (X * X, X, {"max_paths": 0}, ValueError, "max_paths"),
    ],
)
def test_what_cannot_be_derived_is_refused(
    output: Value, wrt: Value, options: dict[str, int], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        viz.derivation(output, wrt=wrt, **options)


def test_a_constant_is_nothing_to_differentiate_by() -> None:
    y = X * 3.0
    with pytest.raises(ValueError, match="expected wrt to be no constant"):
        viz.derivation(y, wrt=y.operands[1])


def test_where_there_is_no_derivative_the_error_is_that_of_backward() -> None:
    x = Value(0.0, "x")
    with pytest.raises(DomainError, match="sqrt has no derivative at x = 0"):
        viz.derivation(sqrt(x), wrt=x)


def test_the_numbers_are_those_of_the_computation_and_what_has_changed_since_is_told() -> None:
    x, c = Value(2.0, "x"), Value(7.0)
    y = log(x) * x + c
    before = viz.derivation(y, wrt=x)
    x.data = 3.0
    after = viz.derivation(y, wrt=x)
    assert after.value == before.value == pytest.approx(math.log(2.0) + 1.0)
    told = [line for line in after.text.splitlines() if "later" in line]
    assert [" ".join(line.split()) for line in told] == ["x = 2 later 3"]
    assert [line.split() for line in after.text.splitlines() if line not in told] == [
        line.split() for line in before.text.splitlines()
    ]
    y.recompute()
    assert viz.derivation(y, wrt=x).value == pytest.approx(math.log(3.0) + 1.0)


def test_a_leaf_without_a_name_that_has_changed_gets_one() -> None:
    w, c = Value(2.0, "w"), Value(7.0)
    y = (w * c).tanh()
    c.data = 8.0
    assert [step.text for step in viz.derivation(y, wrt=w).steps if step.reason][-1] == "b = 7"


def test_numbers_that_do_not_belong_together_are_refused() -> None:
    x = Value(2.0, "x")
    square = x * x
    x.data = 3.0
    for y in (square + x, square + square * 0.0 + x * 0.0):
        with pytest.raises(ValueError, match=r"no longer belong together: call recompute\(\) first"):
            viz.derivation(y, wrt=x)
    y = square.exp() + 0.0
    square.recompute()
    with pytest.raises(ValueError, match="no longer belong together"):
        viz.derivation(y, wrt=x)


def test_a_wrong_rule_is_not_verified() -> None:
    x, z, a = Name("x", 2.0), Name("z", 0.3), Name("a", 1 / (1 + math.exp(-0.3)))
    assert not is_verified(x * x, x * 2.0, {})  # right at x = 2 alone
    assert not is_verified(x / x, x - 1.0, {})
    assert is_verified(a * sigmoid(-z), a * (1.0 - a), {a: sigmoid(z)})
    assert not is_verified(a * sigmoid(-z), a * (1.0 - a), {a: sigmoid(2.0 * z)})
    assert not is_verified(log(-x * x), log(-x * x), {})  # defined nowhere


@contextmanager
def recursion_of_at_most(calls: int) -> Iterator[None]:
    """Where calls within calls break off much sooner than by default."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + calls)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "step"),
    [
        pytest.param(300, lambda y, w: y.tanh(), id="tanh"),
        pytest.param(300, lambda y, w: y * w, id="product"),
        pytest.param(1000, lambda y, w: y - w, id="difference"),
        pytest.param(300, lambda y, w: (-y).exp() / w, id="mixed"),
    ],
)
def test_a_long_chain_is_derived_without_recursion(count: int, step: Callable[[Value, Value], Value]) -> None:
    w = Value(1.0, "w")
    x = y = Value(0.25, "x")
    for _ in range(count):
        y = step(y, w)
    with recursion_of_at_most(150):
        derived, again = viz.derivation(y, wrt=x), viz.derivation(y, wrt=x)
        y.backward()
        assert derived.value == x.grad
        assert derived.text
        assert derived.latex
        assert derived.mathml
        assert derived == again
        assert hash(derived) == hash(again)
        assert repr(derived.sections)


def test_a_formula_of_a_thousand_factors_is_equal_to_itself_and_to_no_other() -> None:
    def product(last: float) -> Term:
        term: Term = Name("x")
        for k in range(1000):
            term = term * float(k) if k < 999 else term * last
        return term

    assert product(1.0) == product(1.0)
    assert hash(product(1.0)) == hash(product(1.0))
    assert product(1.0) != product(2.0)
    assert product(1.0) != Name("x")
    assert Name("x") != product(1.0)
    assert repr(product(1.0)).count("Application") == 1000


@pytest.fixture(scope="module")
def gpt_loss() -> Value:
    """The loss of two letters, after a mark, of a GPT of two heads, and its gradients."""
    model = nn.GPT(nn.datasets.Characters("ab"), width=2, heads=2, blocks=1, length=4, seed=0, init="normal")
    tokens = model.characters.encode("ab")
    loss = nn.cross_entropy(model(tokens[:-1]), tokens[1:])
    loss.backward()
    return loss


@pytest.mark.parametrize(
    ("label", "name", "latex"),
    [
        ("block 1.attention.head 1.a_2,1", "head 1.a₂,₁", r"\text{head 1.}a_{2,1}"),
        ("block 1.attention.head 2.query.w_11", "head 2.query.w₁₁", r"\text{head 2.query.}w_{11}"),
        ("block 1.mlp.w_11^(1)", "mlp.w₁₁⁽¹⁾", r"\text{mlp.}w_{11}^{(1)}"),
    ],
)
def test_names_in_a_model_say_as_much_of_their_place_as_is_needed(
    gpt_loss: Value, label: str, name: str, latex: str
) -> None:
    wrt = next(value for value in topological_order(gpt_loss) if value.label == label)
    derived = viz.derivation(gpt_loss, wrt=wrt)
    assert derived.value == pytest.approx(wrt.grad, rel=1e-12)
    assert f"∂ℓ/∂{name} = " in derived.text
    assert latex in derived.latex
    assert "block 1.attention" not in derived.text
    ElementTree.fromstring(f"<math>{derived.mathml}</math>")


def test_nameless_nodes_find_names_even_where_the_user_has_taken_the_letter_for_them() -> None:
    x = Value(0.1, "v_1")
    y = x
    for _ in range(20):
        y = y.sin()
    derived = viz.derivation(y, wrt=x)
    assert derived.value == pytest.approx(gradients(y, [x])[0].data)
    assert "∂f/∂v₁" in derived.text


def test_paths_grouped_by_nodes_line_by_line() -> None:
    x = Value(0.5, "x")
    inner = x.tanh() - x
    output = inner.exp() - inner
    derivation = viz.derivation(output, wrt=x, max_paths=3)
    inside = math.tanh(0.5) - 0.5
    above, slope = math.exp(inside) - 1, 1 - math.tanh(0.5) ** 2
    assert derivation.value == pytest.approx(above * (slope - 1))
    first, second, whole = (viz.names.pretty_number(value) for value in (above * slope, -above, above * slope - above))
    assert [section.title for section in derivation.sections] == ["", "where", "therefore"]
    assert texts(derivation) == [
        "∂f/∂x = ∂f/∂c · ∂c/∂x + ∂f/∂b · ∂b/∂x|_c",
        "b = c − x = −0.03788",
        "c = tanh(x) = 0.4621",
        "∂c/∂x = 4·σ(2·x)·σ(−2·x) = 1 − c² = 0.7864",
        "∂b/∂x|_c = −1",
        "∂f/∂c · ∂c/∂x = −0.03717·(1 − c²)",
        "= −0.03717·(1 − 0.4621²)",
        f"= {first}",
        "∂f/∂b · ∂b/∂x|_c = −0.03717·(−1)",
        f"= {second}",
        f"∂f/∂x = ({first}) + {second}",
        f"= {whole}",
    ]
    reasons = [line.split("    ")[-1].strip() for line in derivation.text.splitlines() if "    " in line.strip()]
    assert reasons == [
        "the 4 paths, grouped by 2 nodes",
        "4·σ(2·x)·σ(−2·x) = 1 − tanh(x)², by definition",
    ]


def test_of_more_than_four_nodes_the_first_three_and_the_last_are_written() -> None:
    x = Value(0.5, "x")
    below = x * 3.0
    below.label = "y"
    parting = below.exp()
    four = parting.tanh() * parting.sigmoid() * parting.sin() * parting.sqrt()
    assert "⋯" not in viz.derivation(four, wrt=x, max_paths=1).text
    five = four * parting.cos()
    derivation = viz.derivation(five, wrt=x, max_paths=4)
    p = math.exp(1.5)
    functions = [math.tanh(p), 1 / (1 + math.exp(-p)), math.sin(p), math.sqrt(p), math.cos(p)]
    slopes = [1 - math.tanh(p) ** 2, functions[1] * (1 - functions[1]), math.cos(p), 0.5 / math.sqrt(p), -math.sin(p)]
    parts = [math.prod(functions) / y * slope for y, slope in zip(functions, slopes)]
    assert derivation.value == pytest.approx(math.fsum(parts) * p * 3.0)
    lines = texts(derivation)
    assert lines[0] == "∂f/∂x = ∂f/∂p · ∂p/∂y · ∂y/∂x"
    [grouped] = [line for line in lines if line.startswith("∂f/∂p = ∂f")]
    assert grouped.count(" + ") == 4
    assert grouped.split(" + ")[3] == "⋯"
    [added] = [line for line in lines if line.startswith("∂f/∂p = 0")]
    shown = [viz.names.pretty_number(part) for part in parts]
    summands = added.removeprefix("∂f/∂p = ").split(" + ")
    assert summands[:4] == [*shown[:3], "⋯"]
    assert summands[4] in (shown[3], f"({shown[3]})", shown[4], f"({shown[4]})")
    assert lines[lines.index(added) + 1] == f"= {viz.names.pretty_number(math.fsum(parts))}"
    assert lines[-1] == f"= {viz.names.pretty_number(derivation.value)}"
    assert lines[-3].endswith("·p·3")


def test_several_paths_line_by_line() -> None:
    x = Value(0.5, "x")
    y = x.exp() - x
    derivation = viz.derivation(y, wrt=x)
    e = math.exp(0.5)
    assert derivation.value == pytest.approx(e - 1)
    assert texts(derivation) == [
        "∂f/∂x = ∂f/∂a · ∂a/∂x + ∂f/∂x|ₐ",
        f"f = a − x = {e - 0.5:.4g}",
        f"a = exp(x) = {e:.4g}",
        "∂f/∂a = 1",
        f"∂a/∂x = a = {e:.4g}",
        "∂f/∂x|ₐ = −1",
        "∂f/∂a · ∂a/∂x = 1·a",
        f"= 1·{e:.4g}",
        f"= {e:.4g}",
        "∂f/∂x|ₐ = −1",
        f"∂f/∂x = {e:.4g} + (−1)",
        f"= {e - 1:.4f}",
    ]
    assert "x → a → f" in derivation.text
    assert "x → f" in derivation.text
    assert "chain rule, the sum over 2 paths" in derivation.text


def test_the_largest_precision_and_the_most_paths_are_taken_and_no_larger_ones() -> None:
    x = Value(0.1, "x")
    y = x.tanh() - x
    assert repr(math.tanh(0.1) - 0.1 + 0.0).lstrip("-")[:8] in viz.derivation(y, wrt=x, precision=17).text
    assert viz.derivation(y, wrt=x, precision=1, max_paths=100).value == viz.derivation(y, wrt=x).value
    with pytest.raises(ValueError, match=r"expected precision .*17.*got 18"):
        viz.derivation(y, wrt=x, precision=18)
    with pytest.raises(ValueError, match=r"expected max_paths .*100.*got 101"):
        viz.derivation(y, wrt=x, max_paths=101)
    assert "grouped" in viz.derivation(y, wrt=x, max_paths=1).text
    with pytest.raises(ValueError, match=r"expected wrt to be no constant, got wrt=Constant\(0\.1\)$"):
        viz.derivation(y * 0.1, wrt=(y * 0.1).operands[1])


def test_a_section_and_a_step_show_what_they_hold() -> None:
    x = Value(2.0, "x")
    first, *_, last = viz.derivation(x.exp(), wrt=x).sections
    assert repr(first) == "<Section 'where': 1 step>"
    assert list(map(repr, last.steps)) == ["<Step: ∂f/∂x = f>", "<Step: = 7.389>"]
    assert last.text == "therefore\n∂f/∂x = f\n      = 7.389"
    assert [step.latex for step in last.steps] == [r"\frac{\partial f}{\partial x} = f", "= 7.389"]


def board(*sections: Section) -> viz.Derivation:
    return viz.Derivation(identifier("f", "f"), sections, 2.0)


def test_the_lines_of_every_spelling() -> None:
    f, x, y = (identifier(letter, letter) for letter in "fxy")
    long = joined([x] * 9, PLUS)  # 17 letters and signs
    derivation = board(
        Section("", (Step(f, x, words("because")), Step(None, y))),
        Section("where", (Step(long, y), Step(x, y, words("so")), Step(None, joined([x] * 40, PLUS), words("long")))),
    )
    nine, forty = " + ".join("x" * 9), " + ".join("x" * 40)
    assert derivation.text == "\n".join(
        [
            "f = x    because",
            "  = y",
            "",
            "where",
            f"{nine} = y",
            f"{'x':>33} = y    so",
            f"{'':>33} = {forty}    long",
        ]
    )
    first, *others = wrapped(forty)
    assert others
    assert derivation.latex == "\n".join(
        [
            r"\begin{aligned}",
            r"f &= x \qquad \text{because} \\",
            r"&= y \\",
            r"&\text{where} \\",
            rf"&{nine} \\",
            r"&= y \\",
            r"x &= y \qquad \text{so} \\",
            rf"&= {first} \\",
            *(rf"{continued(line)} \\" for line in others[:-1]),
            rf"{continued(others[-1])} \qquad \text{{long}}",
            r"\end{aligned}",
        ]
    )
    before, after = derivation.markdown.split("\n\nwhere\n\n")
    assert before == "$$\n\\begin{aligned}\nf &= x \\qquad \\text{because} \\\\\n&= y\n\\end{aligned}\n$$"
    assert after.startswith("$$\n\\begin{aligned}\n&" + nine)
    assert derivation.steps == (*derivation.sections[0].steps, *derivation.sections[1].steps)


def test_each_line_is_a_row_of_mathml() -> None:
    f, x = identifier("f", "f"), identifier("x", "x")
    derivation = board(Section("where", (Step(f, x, words("because")), Step(None, x))))
    math_space = "{http://www.w3.org/1998/Math/MathML}"
    rows = list(ElementTree.fromstring(derivation.mathml).iter(f"{math_space}mtr"))
    assert [["".join(cell.itertext()) for cell in row] for row in rows] == [["where"], ["f", "=xbecause"], ["", "=x"]]
    assert "".join(ElementTree.fromstring(derivation.mathml).itertext()) == "wheref=xbecause=x"
    [title], *lines = ([cell.attrib for cell in row] for row in rows)
    assert "padding: 0.8em 0.2em 0.2em" in title["style"]
    assert title["columnalign"] == "right"
    for left, right in lines:
        assert (left["columnalign"], right["columnalign"]) == ("right", "left")
        assert left["style"] == "text-align: right; text-align: -webkit-right; padding: 0.2em 0.2em 0.2em"
        assert right["style"] == "text-align: left; text-align: -webkit-left; padding: 0.2em 0.2em 0.2em"
    assert next(space.attrib for space in ElementTree.fromstring(derivation.mathml).iter(f"{math_space}mspace")) == {
        "width": "2em"
    }


def test_reasons_stand_below_one_another_up_to_a_hundred_letters() -> None:
    f, x = identifier("f", "f"), identifier("x", "x")
    for letters, is_aligned in ((96, True), (97, False)):
        section = Section("", (Step(f, identifier("y" * letters, "y" * letters), words("a")), Step(f, x, words("b"))))
        first, second = section.text.splitlines()
        assert first == f"f = {'y' * letters}    a"
        assert second == (f"{'f = x':<100}    b" if is_aligned else "f = x    b")


def test_a_formula_is_simplified_a_rule_a_line() -> None:
    x = Value(0.5, "x")
    a = x.tanh() - x
    derivation = viz.derivation(a.exp() - a, wrt=x)
    [simplified] = [section for section in derivation.sections if section.title == "simplified"]
    assert [(step.text, step.reason and to_text(step.reason)) for step in simplified.steps] == [
        ("∂f/∂x = c² − a·c²", "like terms"),
        ("= c²·(1 − a)", "common factor"),
        ("= c²·(1 − exp(b))", "a = exp(b)"),
        ("= c²·(1 − exp(c − x))", "b = c − x"),
        ("= 0.4621²·(1 − exp(0.4621 − 0.5))", None),
        ("= 0.007939", None),
    ]
    c = math.tanh(0.5)
    assert derivation.value == pytest.approx(c**2 * (1 - math.exp(c - 0.5)))


def test_one_factor_is_brought_into_the_slides_form_with_its_reasons() -> None:
    x = Value(0.5, "x")
    [_, therefore] = viz.derivation(x.tanh(), wrt=x).sections
    assert [(step.text, step.reason and to_text(step.reason)) for step in therefore.steps] == [
        ("∂f/∂x = 4·σ(2·x)·σ(−2·x)", None),
        ("= 1 − tanh(x)²", "4·σ(2·x)·σ(−2·x) = 1 − tanh(x)²"),
        ("= 1 − f²", "by definition"),
        ("= 1 − 0.4621²", None),
        ("= 0.7864", None),
    ]


def test_what_only_a_factor_mentions_is_defined_too() -> None:
    x, w = Value(0.5, "x"), Value(1.0, "w")
    v = w.exp()
    v.label = "v"
    derivation = viz.derivation(x.tanh() * v, wrt=x)
    assert f"v = exp(w) = {math.e:.4g}" in texts(derivation)
    assert derivation.value == pytest.approx((1 - math.tanh(0.5) ** 2) * math.e)


def test_a_rule_is_verified_on_either_side_of_zero_and_up_to_rounding() -> None:
    x = Name("x", 0.5)
    assert not is_verified(sqrt(x * x), x, {})
    assert is_verified(sqrt(x * x), abs(x), {})
    x = Name("x", 0.0)
    assert is_verified(PRIMITIVES["sin"](x) ** 2.0 + PRIMITIVES["cos"](x) ** 2.0 - 1.0, Number(0.0), {})


def test_only_four_logistic_factors_of_the_same_number_are_a_slope_of_tanh() -> None:
    x, y = Name("x", 0.3), Name("y", 0.3)
    slope = 4.0 * sigmoid(2.0 * x) * sigmoid(-(2.0 * x))
    first, *_ = rewritten(slope, FACTOR_RULES, {})
    assert first.term == 1.0 - tanh(x) ** 2.0
    for other in (
        3.0 * sigmoid(2.0 * x) * sigmoid(-(2.0 * x)),
        4.0 * sigmoid(2.0 * x),
        4.0 * sigmoid(3.0 * x) * sigmoid(-(3.0 * x)),
        4.0 * sigmoid(2.0 * x) * sigmoid(-(2.0 * y)),
        4.0 * x * y,
    ):
        assert all("tanh" not in repr(step.term) for step in rewritten(other, FACTOR_RULES, {}))
