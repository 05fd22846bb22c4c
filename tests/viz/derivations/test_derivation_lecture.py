"""Every formula of parts 5, 7 and 8 of the lecture, derived: as text in the slide's form, and as mathematics.

The mathematics is the lecture's own closed form, in plain numbers; our line is read by the reader of the tests.
"""

from __future__ import annotations

import math

import pytest
from matplotlib.mathtext import MathTextParser

import viz
from autograd import Value, binary_cross_entropy, dot, log, sigmoid
from tests.viz.formulas.reading_formulas import value_of_latex, value_of_text
from viz.derivations.lines import Derivation

X1, X2, W11, W21 = 2.0, 1.0, 0.5, -0.25


def right_sides(derivation: Derivation, title: str) -> list[str]:
    """What stands right of the equals signs in one section."""
    [section] = [section for section in derivation.sections if section.title == title]
    return [step.text.partition("= ")[2] for step in section.steps]


def assert_says(derivation: Derivation, formula: str, numbers: dict[str, float], expected: float) -> None:
    """The derivation has a line whose right side is this formula; it and the value are what is expected."""
    [step] = [step for step in derivation.steps if step.text.partition("= ")[2] == formula]
    assert value_of_text(formula, numbers) == pytest.approx(expected, rel=1e-12)
    assert value_of_latex(step.latex.partition("= ")[2], numbers) == pytest.approx(expected, rel=1e-12)
    assert derivation.value == pytest.approx(expected, rel=1e-12)


def test_l5_2_the_derivative_of_c_x_squared() -> None:
    c, x = Value(3.0, "c"), Value(2.0, "x")
    assert_says(viz.derivation(c * x**2, wrt=x), "2·c·x", {"c": 3.0, "x": 2.0}, 12.0)


def test_l5_2_the_derivative_of_c_x_to_the_p() -> None:
    c, x, p = Value(3.0, "c"), Value(2.0, "x"), Value(2.5, "p")
    expected = 3.0 * 2.5 * 2.0**1.5
    assert_says(viz.derivation(c * x**p, wrt=x), "c·p·x^(p − 1)", {"c": 3.0, "x": 2.0, "p": 2.5}, expected)


def test_l5_2_the_derivative_of_log_x() -> None:
    x = Value(2.0, "x")
    assert_says(viz.derivation(x.log(), wrt=x), "1/x", {"x": 2.0}, 0.5)


def test_l5_2_the_derivative_of_a_constant_is_zero() -> None:
    x = Value(2.0, "x")
    derivation = viz.derivation(0.0 * x + 5.0, wrt=x)
    assert right_sides(derivation, "therefore") == ["0"]
    assert derivation.value == 0.0


def _functions_of_x() -> tuple[Value, Value, Value]:
    x = Value(0.5, "x")
    u, v = x**2, x.exp()
    u.label, v.label = "u", "v"
    return x, u, v


def test_l5_3_the_sum_rule() -> None:
    x, u, v = _functions_of_x()
    derivation = viz.derivation(u + v, wrt=x)
    assert derivation.steps[0].text == "∂f/∂x = ∂f/∂u · ∂u/∂x + ∂f/∂v · ∂v/∂x"
    assert derivation.value == pytest.approx(2 * 0.5 + math.exp(0.5))


def test_l5_3_the_product_rule() -> None:
    x, u, v = _functions_of_x()
    derivation = viz.derivation(u * v, wrt=x)
    assert derivation.steps[0].text == "∂f/∂x = ∂f/∂u · ∂u/∂x + ∂f/∂v · ∂v/∂x"
    assert {"∂f/∂u = v = 1.649", "∂f/∂v = u = 0.25"} <= {step.text for step in derivation.steps}
    assert derivation.value == pytest.approx((2 * 0.5 + 0.5**2) * math.exp(0.5))


def test_l5_3_the_chain_rule_of_many_functions() -> None:
    x = Value(0.3, "x")
    f = x.exp().tanh().sigmoid().sqrt()
    derivation = viz.derivation(f, wrt=x)
    assert derivation.steps[0].text == "∂f/∂x = ∂f/∂a · ∂a/∂b · ∂b/∂c · ∂c/∂x"
    t = math.tanh(math.exp(0.3))
    s = 1 / (1 + math.exp(-t))
    assert derivation.value == pytest.approx(0.5 / math.sqrt(s) * s * (1 - s) * (1 - t * t) * math.exp(0.3))


def test_l5_4_the_gradient_of_log_x1_plus_log_x2() -> None:
    x1, x2 = Value(4.0, "x1"), Value(2.0, "x2")
    f = log(x1) + log(x2)
    assert_says(viz.derivation(f, wrt=x1), "1/x₁", {"x_1": 4.0}, 0.25)
    assert_says(viz.derivation(f, wrt=x2), "1/x₂", {"x_2": 2.0}, 0.5)


def test_l5_4_one_value_used_twice() -> None:
    x1, x2 = Value(2.0, "x1"), Value(1.0, "x2")
    f = x1 * (x1 + x2)
    assert_says(viz.derivation(f, wrt=x1), "2·x₁ + x₂", {"x_1": 2.0, "x_2": 1.0}, 5.0)
    assert_says(viz.derivation(f, wrt=x2), "x₁", {"x_1": 2.0}, 2.0)


def _likelihood(y: Value | float) -> tuple[Value, Value]:
    w1, w2, x1, x2 = Value(W11, "w1"), Value(W21, "w2"), Value(X1, "x1"), Value(X2, "x2")
    a = sigmoid(w1 * x1 + w2 * x2)
    return y * log(a) + (1 - y) * log(1 - a), w1


def test_l5_5_the_quiz_with_a_target_of_1() -> None:
    f, w1 = _likelihood(1.0)
    derivation = viz.derivation(f, wrt=w1)
    assert derivation.steps[0].text == "∂f/∂w₁ = ∂f/∂a · ∂a/∂b · ∂b/∂w₁"
    assert {"a = σ(b) = 0.6792", "b = w₁·x₁ + w₂·x₂ = 0.75"} <= {step.text for step in derivation.steps}
    assert_says(derivation, "(1 − σ(b))·x₁", {"b": 0.75, "x_1": 2.0}, (1 - 1 / (1 + math.exp(-0.75))) * 2)
    assert derivation.value == pytest.approx(0.6416426016, abs=5e-11)


def test_l5_5_the_quiz_in_general() -> None:
    f, w1 = _likelihood(Value(0.3, "y"))
    derivation = viz.derivation(f, wrt=w1)
    expected = (0.3 - 1 / (1 + math.exp(-0.75))) * 2
    assert_says(derivation, "(y − σ(b))·x₁", {"y": 0.3, "b": 0.75, "x_1": 2.0}, expected)


def _unit(y: float = 1.0) -> dict[str, Value]:
    """The one unit of L7."""
    v = {"w11": Value(W11, "w11"), "w21": Value(W21, "w21"), "x1": Value(X1, "x1"), "x2": Value(X2, "x2")}
    v["y"] = Value(y, "y")
    v["z"] = dot([v["w11"], v["w21"]], [v["x1"], v["x2"]])
    v["y_hat"] = sigmoid(v["z"])
    v["ell"] = binary_cross_entropy(v["y_hat"], v["y"])
    for name in ("z", "y_hat", "ell"):
        v[name].label = name
    return v


Z = W11 * X1 + W21 * X2
Y_HAT = 1 / (1 + math.exp(-Z))
UNIT = {"ŷ": Y_HAT, "y": 1.0, "z": Z, "x_1": X1, "x_2": X2, "w_11": W11, "w_21": W21}


def test_l7_1_the_forward_values_are_those_of_the_definitions() -> None:
    v = _unit()
    assert right_sides(viz.derivation(v["ell"], wrt=v["w11"]), "where")[:3] == [
        "−y log ŷ − (1 − y) log(1 − ŷ) = 0.3869",
        "σ(z) = 0.6792",
        "w₁₁·x₁ + w₂₁·x₂ = 0.75",
    ]


def test_l7_2_the_local_derivatives_are_those_of_the_slide() -> None:
    v = _unit()
    texts = [step.text for step in viz.derivation(v["ell"], wrt=v["w11"]).steps]
    assert "∂z/∂w₁₁ = x₁ = 2" in texts
    assert "∂ŷ/∂z = ŷ·σ(−z) = ŷ(1 − ŷ) = 0.2179" in texts
    assert any(text.startswith("∂ℓ/∂ŷ = ") and text.endswith(" = (1 − y)/(1 − ŷ) − y/ŷ = −1.472") for text in texts)


@pytest.mark.parametrize(
    ("name", "formula", "expected"),
    [
        ("y_hat", "(1 − y)/(1 − ŷ) − y/ŷ", -1 / Y_HAT),
        ("z", "ŷ − y", Y_HAT - 1),
        ("w11", "(ŷ − y)·x₁", (Y_HAT - 1) * X1),
        ("w21", "(ŷ − y)·x₂", (Y_HAT - 1) * X2),
        ("x1", "(ŷ − y)·w₁₁", (Y_HAT - 1) * W11),
        ("x2", "(ŷ − y)·w₂₁", (Y_HAT - 1) * W21),
    ],
)
def test_l7_3_the_backward_pass_node_by_node(name: str, formula: str, expected: float) -> None:
    v = _unit()
    assert_says(viz.derivation(v["ell"], wrt=v[name]), formula, UNIT, expected)


def test_l7_4_the_gradient_of_a_weight_in_symbols_in_numbers_and_simplified() -> None:
    v = _unit()
    derivation = viz.derivation(v["ell"], wrt=v["w11"])
    assert derivation.steps[0].text == "∂ℓ/∂w₁₁ = ∂ℓ/∂ŷ · ∂ŷ/∂z · ∂z/∂w₁₁"
    assert right_sides(derivation, "therefore") == [
        "((1 − y)/(1 − ŷ) − y/ŷ)·ŷ(1 − ŷ)·x₁",
        "((1 − 1)/(1 − 0.6792) − 1/0.6792)·0.6792·(1 − 0.6792)·2",
        "−0.6416",
    ]
    assert right_sides(derivation, "simplified") == ["(ŷ − y)·x₁", "(0.6792 − 1)·2", "−0.6416"]
    assert_says(derivation, "((1 − y)/(1 − ŷ) − y/ŷ)·ŷ(1 − ŷ)·x₁", UNIT, (Y_HAT - 1) * X1)


def test_l7_4_the_same_from_the_loss_written_out() -> None:
    v = _unit()
    loss = -v["y"] * log(v["y_hat"]) - (1 - v["y"]) * log(1 - v["y_hat"])
    loss.label = "ell"
    derivation = viz.derivation(loss, wrt=v["w11"])
    assert derivation.steps[0].text == "∂ℓ/∂w₁₁ = ∂ℓ/∂ŷ · ∂ŷ/∂z · ∂z/∂w₁₁"
    assert derivation.steps[1].text.startswith("ℓ = −y·log ŷ − (1 − y)·log(1 − ŷ)")
    assert_says(derivation, "((1 − y)/(1 − ŷ) − y/ŷ)·ŷ(1 − ŷ)·x₁", UNIT, (Y_HAT - 1) * X1)
    assert_says(derivation, "(ŷ − y)·x₁", UNIT, (Y_HAT - 1) * X1)


def test_l7_4_the_gradient_of_a_bias_is_the_error() -> None:
    v = _unit()
    b = Value(0.1, "b")
    z = dot([v["w11"], v["w21"]], [v["x1"], v["x2"]], b)
    y_hat = sigmoid(z)
    z.label, y_hat.label = "z", "y_hat"
    derivation = viz.derivation(binary_cross_entropy(y_hat, v["y"]), wrt=b)
    expected = 1 / (1 + math.exp(-0.85)) - 1
    assert_says(derivation, "ŷ − y", {"ŷ": expected + 1, "y": 1.0}, expected)


def test_l7_5_the_gradient_of_an_input() -> None:
    v = _unit()
    assert_says(viz.derivation(v["ell"], wrt=v["x1"]), "(ŷ − y)·w₁₁", UNIT, (Y_HAT - 1) * W11)


W1 = {"w_11^[1]": 0.1, "w_21^[1]": 0.2, "w_12^[1]": -0.3, "w_22^[1]": 0.4}
W2 = {"w_11^[2]": 0.5, "w_21^[2]": -0.6}


def _two_layers() -> dict[str, Value]:
    """The two layers of L8, at the numbers of L8.4."""
    v = {name: Value(number, name.replace("[", "(").replace("]", ")")) for name, number in {**W1, **W2}.items()}
    v |= {"x1": Value(1.0, "x1"), "x2": Value(-1.0, "x2"), "y": Value(1.0, "y")}
    for j in (1, 2):
        v[f"a1{j}"] = sigmoid(dot([v[f"w_1{j}^[1]"], v[f"w_2{j}^[1]"]], [v["x1"], v["x2"]]))
        v[f"a1{j}"].label = f"a1{j}"
    v["y_hat"] = sigmoid(dot([v["w_11^[2]"], v["w_21^[2]"]], [v["a11"], v["a12"]]))
    v["ell"] = binary_cross_entropy(v["y_hat"], v["y"])
    v["y_hat"].label, v["ell"].label = "y_hat", "ell"
    return v


A11, A12 = 1 / (1 + math.exp(-(0.1 - 0.2))), 1 / (1 + math.exp(-(-0.3 - 0.4)))
PREDICTION = 1 / (1 + math.exp(-(0.5 * A11 - 0.6 * A12)))
LAYERS = {**W1, **W2, "ŷ": PREDICTION, "y": 1.0, "a_11": A11, "a_12": A12, "x_1": 1.0, "x_2": -1.0}


@pytest.mark.parametrize(
    ("name", "formula", "expected"),
    [("a11", "(ŷ − y)·w₁₁⁽²⁾", -0.2451977071), ("a12", "(ŷ − y)·w₂₁⁽²⁾", 0.2942372485)],
)
def test_l8_1_the_gradients_of_the_hidden_units(name: str, formula: str, expected: float) -> None:
    v = _two_layers()
    derivation = viz.derivation(v["ell"], wrt=v[name])
    assert_says(derivation, formula, LAYERS, (PREDICTION - 1) * W2["w_11^[2]" if name == "a11" else "w_21^[2]"])
    assert derivation.value == pytest.approx(expected, abs=5e-11)


def test_l8_2_the_gradient_of_a_weight_of_the_first_layer() -> None:
    v = _two_layers()
    derivation = viz.derivation(v["ell"], wrt=v["w_11^[1]"])
    expected = (PREDICTION - 1) * 0.5 * A11 * (1 - A11) * 1.0
    assert_says(derivation, "(ŷ − y)·w₁₁⁽²⁾·a₁₁(1 − a₁₁)·x₁", LAYERS, expected)
    assert derivation.value == pytest.approx(-0.0611464333, abs=5e-11)


def test_l8_3_the_gradient_of_an_input_is_the_sum_over_both_paths() -> None:
    v = _two_layers()
    derivation = viz.derivation(v["ell"], wrt=v["x1"])
    assert derivation.steps[0].text == "∂ℓ/∂x₁ = ∂ℓ/∂a₁₁ · ∂a₁₁/∂x₁ + ∂ℓ/∂a₁₂ · ∂a₁₂/∂x₁"
    formula = "(ŷ − y)·(w₁₁⁽²⁾·a₁₁(1 − a₁₁)·w₁₁⁽¹⁾ + w₂₁⁽²⁾·a₁₂(1 − a₁₂)·w₁₂⁽¹⁾)"
    expected = (PREDICTION - 1) * (0.5 * A11 * (1 - A11) * 0.1 + -0.6 * A12 * (1 - A12) * -0.3)
    assert_says(derivation, formula, LAYERS, expected)


def test_l8_3_each_path_is_shown_with_its_product() -> None:
    v = _two_layers()
    steps = viz.derivation(v["ell"], wrt=v["x1"], precision=10).steps
    products = [
        (PREDICTION - 1) * 0.5 * A11 * (1 - A11) * 0.1,
        (PREDICTION - 1) * -0.6 * A12 * (1 - A12) * -0.3,
    ]
    texts = [step.text for step in steps]
    for unit, other, product in (("a₁₁", "a₁₂", products[0]), ("a₁₂", "a₁₁", products[1])):
        [first] = [k for k, text in enumerate(texts) if "∂ℓ/∂ŷ · " in text and unit in text and other not in text]
        assert texts[first].startswith("∂ℓ/∂ŷ · ∂ŷ/∂b · ")
        assert float(texts[first + 2].removeprefix("= ").replace("−", "-")) == pytest.approx(product, rel=1e-9)
    assert any(text.startswith("∂ℓ/∂x₁ = −0.006") for text in texts)


def test_l8_4_the_numbers_of_the_two_layers() -> None:
    v = _two_layers()
    numbers = {"a11": -0.2451977071, "a12": 0.2942372485, "y_hat": -1.9623057325}
    for name, expected in {**numbers, "w_11^[1]": -0.0611464333, "x1": -0.0256854991}.items():
        assert viz.derivation(v["ell"], wrt=v[name]).value == pytest.approx(expected, abs=5e-11)
    text = viz.derivation(v["ell"], wrt=v["x1"], precision=10).text
    shown = ("0.4750208125", "0.3318122278", "0.5096045858", "0.6741201760", "−0.02568549907")
    assert all(number in text for number in shown)


def test_matplotlib_reads_every_line_of_latex() -> None:
    reader = MathTextParser("path")
    v, w = _unit(), _two_layers()
    for loss, wrt in ((v["ell"], v["w11"]), (w["ell"], w["x1"]), _likelihood(Value(1.0, "y"))):
        for step in viz.derivation(loss, wrt=wrt).steps:
            reader.parse(f"${step.latex}$")
