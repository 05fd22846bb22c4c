"""Formulas of Values and of the table's rows."""

from __future__ import annotations

import copy
import math
import pickle
import re
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import viz
from autograd import PRIMITIVES, Interval, Primitive, Value, dot, exp, log, neg, primitive, sigmoid, sqrt
from autograd.algebra import where
from autograd.strategies import Expression, expressions
from oracles import few
from tests.viz.formulas.reading_formulas import value_of_latex, value_of_mathml, value_of_text
from viz.formulas.formula import partial_formulas, row_formula
from viz.formulas.latex import read_template
from viz.formulas.printing import to_latex, to_mathml, to_text
from viz.formulas.typesetting import Row, number

NUMBERS = {"a": 0.7, "b": -1.3, "c": 2.5, "x_1": 0.4, "w_11^[1]": -0.6}
A, B, C = (Value(NUMBERS[name], name) for name in "abc")


@few
@given(expressions(most_steps=5))
def test_every_spelling_of_a_formula_has_the_value_of_its_graph(expression: Expression) -> None:
    leaves = [Value(number, f"x_{k}") for k, number in enumerate(expression.point)]
    output = expression(*leaves)
    formula = viz.formula(output, precision=17)
    assume("⋯" not in formula.text)  # a long sum is abbreviated
    numbers = {f"x_{k}": number for k, number in enumerate(expression.point)}
    expected = pytest.approx(output.data, rel=1e-6, abs=1e-8)
    assert value_of_text(formula.text, numbers) == expected
    assert value_of_latex(formula.latex, numbers) == expected
    assert value_of_mathml(formula.mathml, numbers) == expected


def test_the_reader_of_the_tests_reads_what_it_should() -> None:
    assert value_of_text("−a·(b − c)² + 2/√c", NUMBERS) == pytest.approx(-0.7 * 3.8**2 + 2 / math.sqrt(2.5))
    assert value_of_text("a log c − x₁·w₁₁⁽¹⁾", NUMBERS) == pytest.approx(0.7 * math.log(2.5) + 0.24)
    assert value_of_latex(r"-\frac{a}{b - c} \cdot w_{11}^{(1)}", NUMBERS) == pytest.approx(0.7 / -3.8 * 0.6)


@pytest.mark.parametrize(
    ("output", "text", "latex"),
    [
        (A - (B - C), "a − (b − c)", "a - (b - c)"),
        (A - B - C, "a − b − c", "a - b - c"),
        (A + (B + C), "a + b + c", "a + b + c"),
        (neg(-A), "−(−a)", "-(-a)"),
        (-(A + B), "−(a + b)", "-(a + b)"),
        (-(A * B), "−a·b", r"-a \cdot b"),
        (A * -B, "a·(−b)", r"a \cdot (-b)"),
        (A * (B + C), "a·(b + c)", r"a \cdot (b + c)"),
        (A / (B * C), "a/(b·c)", r"\frac{a}{b \cdot c}"),
        (A / B / C, "a/b/c", r"\frac{\frac{a}{b}}{c}"),
        (A / (B / C), "a/(b/c)", r"\frac{a}{\frac{b}{c}}"),
        (-A / B - C, "(−a)/b − c", r"\frac{-a}{b} - c"),
        ((A + B) / C, "(a + b)/c", r"\frac{a + b}{c}"),
        (A ** (B + 1.0), "a^(b + 1)", "a^{b + 1}"),
        ((-A) ** 2, "(−a)²", "(-a)^{2}"),
        (-(A**2), "−a²", "-a^{2}"),
        ((A / C) ** 2, "(a/c)²", r"\left( \frac{a}{c} \right)^{2}"),
        ((A**2) ** 3, "(a²)³", "(a^{2})^{3}"),
        (A**-0.5, "a^(−0.5)", "a^{-0.5}"),
        (C**-2, "c⁻²", "c^{-2}"),
        (A * -0.25, "a·(−0.25)", r"a \cdot (-0.25)"),
        (A * 1.5e-7, "a·1.5e−7", r"a \cdot 1.5 \cdot 10^{-7}"),
        (abs(A - B), "|a − b|", r"\left| a - b \right|"),
        (sqrt(A) + sqrt(A + C), "√a + √(a + c)", r"\sqrt{a} + \sqrt{a + c}"),
        (exp(A) * log(C), "exp(a)·log c", r"\exp(a) \cdot \log c"),
        (A * log(C) * B, "(a·log c)·b", r"(a \cdot \log c) \cdot b"),
        (log(A + C) + log(C) ** 2, "log(a + c) + (log c)²", r"\log(a + c) + (\log c)^{2}"),
        (sigmoid(A) * (1 - sigmoid(A)), "σ(a)(1 − σ(a))", r"\sigma(a)(1 - \sigma(a))"),
        (A * (1 - A), "a(1 − a)", "a(1 - a)"),
        (dot([A, B], [C, A], B), "a·c + b·a + b", r"a \cdot c + b \cdot a + b"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_parentheses_stand_where_they_are_needed_and_nowhere_else(output: Value, text: str, latex: str) -> None:
    assert viz.formula(output).text == text
    assert viz.formula(output).latex == latex


@pytest.mark.parametrize(
    ("label", "text", "latex"),
    [
        ("w_11^(1)", "w₁₁⁽¹⁾", "w_{11}^{(1)}"),
        ("y_hat", "ŷ", r"\hat{y}"),
        ("ŷ", "ŷ", r"\hat{y}"),
        ("sigma", "σ", r"\sigma"),
        ("ell", "ℓ", r"\ell"),
        ("x", "x", "x"),
        ("my layer 2", "my layer 2", r"\text{my layer 2}"),
        ("a_b$", "a_b$", r"\text{a} \_ \text{b} \$"),
        ("100%", "100%", r"\text{100} \%"),
    ],
)
def test_a_name_is_written_as_mathematics_writes_it(label: str, text: str, latex: str) -> None:
    assert viz.formula(Value(1.0, label)).text == text
    assert viz.formula(Value(1.0, label)).latex == latex


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_label_stays_text_in_latex_and_in_mathml(label: str) -> None:
    formula = viz.formula(Value(1.0, label) + 1.0)
    commands = {r"\text", r"\hat", *(rf"\{name}" for name in ("backslash", "wedge", "sim", "lt", "gt", *"{}$&#%_"))}
    letters = {rf"\{letter}" for letter in viz.names.LETTERS}
    outside = "".join(part for part in _outside_text(formula.latex))
    assert set(_commands(formula.latex)) <= commands | letters
    assert not set("<>&~$#%") & set(
        formula.latex.replace(r"\$", "").replace(r"\&", "").replace(r"\#", "").replace(r"\%", "")
    )
    assert outside.count("{") == outside.count("}")
    element = ElementTree.fromstring(formula.mathml)
    assert {child.tag.rpartition("}")[2] for child in element.iter()} <= {
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "msub",
        "msup",
        "msubsup",
    }


def _commands(latex: str) -> list[str]:
    return re.findall(r"\\[A-Za-z]+|\\.", latex)


def _outside_text(latex: str) -> list[str]:
    return re.split(r"\\text\{[^{}]*\}|\\[{}]", latex)


def test_a_label_shows_in_mathml_as_it_is() -> None:
    label = "<script>alert('&')</script>"
    [text] = ElementTree.fromstring(viz.formula(Value(1.0, label)).mathml).iter(
        "{http://www.w3.org/1998/Math/MathML}mtext"
    )
    assert text.text == label


@pytest.mark.parametrize("row", PRIMITIVES.values(), ids=lambda row: row.name)
def test_every_row_and_each_of_its_partials_can_be_written_down(row: Primitive) -> None:
    for formula in (row_formula(row), *partial_formulas(row)):
        assert formula.text
        ElementTree.fromstring(formula.mathml)


@pytest.mark.parametrize(
    "row", [row for row in PRIMITIVES.values() if row.defaults and not any(row.vectors)], ids=lambda row: row.name
)
def test_an_operand_left_out_is_written_as_the_number_it_counts_as(row: Primitive) -> None:
    operands = [Value(0.5 + k, f"x_{k}") for k in range(row.arity - len(row.defaults))]
    short, full = row(*operands), row(*operands, *row.defaults)
    assert viz.formula(short).text == viz.formula(full).text
    derivatives = [viz.derivation(result, wrt=operands[0]).text.split("therefore")[1] for result in (short, full)]
    assert derivatives[0] == derivatives[1]


@pytest.mark.parametrize(
    "latex", ["{0", "{{{0}", r"\frac{{{0}}}", r"\left( {0}", "({0}", "{0}}}", "{1}", "{x}", r"{0} \right)", "_"]
)
def test_a_template_that_is_no_formula_is_refused(latex: str) -> None:
    with pytest.raises(ValueError, match="latex="):
        read_template(latex, 1)


def test_a_command_that_is_not_known_stands_for_itself() -> None:
    assert to_text(read_template(r"\operatorname{{swish}}({0}) \oplus \Gamma", 1)) == "swish(0) oplus Γ"


def test_names_stop_the_formula_where_asked() -> None:
    s = A + B
    s.label = "s"
    assert viz.formula(s * C).text == "(a + b)·c"
    assert viz.formula(s * C, named=True).text == "s·c"
    assert viz.formula(s, named=True).text == "a + b"


def test_long_sums_and_vectors_are_abbreviated() -> None:
    ws, xs = ([Value(1.0, f"{letter}_{k}") for k in range(1, 785)] for letter in "wx")
    assert viz.formula(dot(ws, xs)).text == "w₁·x₁ + w₂·x₂ + w₃·x₃ + ⋯ + w₇₈₄·x₇₈₄"


@pytest.mark.slow
def test_a_formula_too_long_to_read_is_refused_with_a_way_out() -> None:
    deep, doubled = A, A
    for _ in range(100_000):
        deep = deep + 1.0
    for _ in range(30):
        doubled = doubled * doubled
    for output in (deep, doubled):
        with pytest.raises(ValueError, match="named=True"):
            viz.formula(output)


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(TypeError, match=r"expected value to be a Value .* got 2\.0"):
        viz.formula(2.0)  # type: ignore[arg-type]


def test_jupyter_shows_a_formula_typeset() -> None:
    assert viz.formula(A / B)._repr_mimebundle_()["text/latex"] == r"$\displaystyle \frac{a}{b}$"


@pytest.mark.parametrize(
    ("template", "text", "latex"),
    [
        (
            r"\frac{{1 + a}}{{b + c}} + \frac{{a}}{{b}} d",
            "(1 + a)/(b + c) + (a/b) d",
            r"\frac{1 + a}{b + c} + \frac{a}{b} d",
        ),
        (r"2 \frac{{a}}{{b}} + \frac{{c}}{{d}}", "2 (a/b) + c/d", r"2 \frac{a}{b} + \frac{c}{d}"),
        (r"\frac{{-a}}{{-b}} \frac{{a}}{{b c}}", "((−a)/(−b)) (a/(b c))", r"\frac{-a}{-b} \frac{a}{b c}"),
        (
            r"\frac{{\log a}}{{\exp(a)}}, \frac{{a}}{{\frac{{b}}{{c}}}}",
            "log a/exp(a), a/(b/c)",
            r"\frac{\log a}{\exp(a)}, \frac{a}{\frac{b}{c}}",
        ),
        (r"\sqrt{{a + b}} \sqrt{{a}} \hat{{y}}", "√(a + b) √a ŷ", r"\sqrt{a + b} \sqrt{a} \hat{y}"),
        (r"x_1^{{n - 1}} + x_{{i, j}}^k", "x₁^(n − 1) + x_(i, j)^k", r"x_{1}^{n - 1} + x_{i, j}^{k}"),
        (r"(a + b)^2 [c] \| x \| \{{ x \}}", "(a + b)²[c]‖x‖{x}", r"(a + b)^{2}[c]\| x \|\{ x \}"),
        (
            r"\left| \frac{{a}}{{b}} \right|_c + |x|",
            "|a/b|_c + |x|",
            r"\left| \frac{a}{b} \right|_{c} + \left| x \right|",
        ),
        (r"\left. a \right|_b + \left( a \right.", "a|_b + (a", r"\left. a \right|_{b} + \left( a \right."),
        (r"\langle a, b \rangle", "⟨a, b⟩", r"\langle a, b \rangle"),
        (r"\lfloor a \rfloor + \lceil b \rceil", "⌊a⌋ + ⌈b⌉", r"\lfloor a \rfloor + \lceil b \rceil"),
        (r"\sigma(x) + \sigma x + \sigma\left(y\right)", "σ(x) + σ x + σ(y)", r"\sigma(x) + \sigma x + \sigma(y)"),
        (r"\max(a, b) \cdot \log a - \exp b", "max(a, b)·log a − exp b", r"\max(a, b) \cdot \log a - \exp b"),
        (
            r"\operatorname{{ReLU}}(a) \mathrm{{id}} \text{{if}}",
            "ReLU(a) id if",
            r"\operatorname{ReLU}(a) \operatorname{id} \operatorname{if}",
        ),
        (r"-a = -b, -c \cdot d", "−a = −b, −c·d", r"-a = -b, -c \cdot d"),
        (r"\partial w \sum a \prod b", "∂w Σ a Π b", r"\partial w \sum a \prod b"),
        (
            r"\infty \pi \le \ge < > \odot \top \times \cdots",
            "∞ π ≤ ≥ < > ⊙ ⊤ × ⋯",
            r"\infty \pi \le \ge < > \odot \top \times \cdots",
        ),
        (r"a\,b\;c\:d\!e\ f\quad g \displaystyle h \limits", "a b c d e f g h", "a b c d e f g h"),
        (r"_a + a^{{bc}} + \sigma^2(x)", "ₐ + a^(b c) + σ²(x)", r"{}_{a} + a^{b c} + \sigma^{2}(x)"),
        (r"\oplus 1.5 .5 \theta \cos\theta x", "oplus 1.5 .5 θ cos θ x", r"\oplus 1.5 .5 \theta \cos \theta x"),
    ],
    ids=range(20),
)
def test_each_part_of_a_template_is_read_and_written(template: str, text: str, latex: str) -> None:
    layout = read_template(template, 0)
    assert (to_text(layout), to_latex(layout)) == (text, latex)
    assert read_template(latex.replace("{", "{{").replace("}", "}}"), 0) == layout


@pytest.mark.parametrize(
    ("template", "rest"),
    [
        (r"\frac{{a}}", "the end"),
        (r"\left( a", "the end"),
        ("(a", "the end"),
        (r"\sqrt", "the end"),
        (r"\operatorname{{a b", "the end"),
        (r"\operatorname a b", "a b"),
        ("a}} + b", "} + b"),
        (r"a \right)", r"\right )"),
    ],
    ids=range(8),
)
def test_where_a_template_breaks_off_is_said(template: str, rest: str) -> None:
    expected = f"unbalanced braces or delimiters in latex={template!r}, before {rest!r}"
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        read_template(template, 0)


def test_a_template_of_other_operands_is_refused_with_their_count() -> None:
    with pytest.raises(
        ValueError, match=r"^expected a template of 2 operands, got latex='\{0\} \+ \{2\}': Replacement"
    ):
        read_template("{0} + {2}", 2)


FENCE = '<mo fence="true" form="{}" stretchy="{}">{}</mo>'
GAP = '<mspace width="0.2em"></mspace>'


@pytest.mark.parametrize(
    ("template", "inside"),
    [
        (
            r"\frac{{1 + a}}{{b}} \cdot \sqrt{{x}}",
            "<mfrac><mrow><mn>1</mn><mo>+</mo><mi>a</mi></mrow><mi>b</mi></mfrac><mo>·</mo><msqrt><mi>x</mi></msqrt>",
        ),
        (
            "x_1^2 - y_k z^2",
            "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup><mo>−</mo>"
            f"<msub><mi>y</mi><mi>k</mi></msub>{GAP}<msup><mi>z</mi><mn>2</mn></msup>",
        ),
        (r"\hat{{y}}, z", '<mover accent="true"><mi>y</mi><mo>^</mo></mover><mo>,</mo><mi>z</mi>'),
        (
            r"\left( \frac{{a}}{{b}} \right) < 2",
            f"<mrow>{FENCE.format('prefix', 'true', '(')}<mfrac><mi>a</mi><mi>b</mi></mfrac>"
            f"{FENCE.format('postfix', 'true', ')')}</mrow><mo>&lt;</mo><mn>2</mn>",
        ),
        (
            r"c^2[x]",
            f"<msup><mi>c</mi><mn>2</mn></msup><mrow>{FENCE.format('prefix', 'false', '[')}<mi>x</mi>"
            f"{FENCE.format('postfix', 'false', ']')}</mrow>",
        ),
        (r"\log^2 x", f"<msup><mi>log</mi><mn>2</mn></msup><mo>\u2061</mo>{GAP}<mi>x</mi>"),
        (r"a \log b", f"<mi>a</mi>{GAP}<mi>log</mi><mo>\u2061</mo>{GAP}<mi>b</mi>"),
    ],
    ids=range(7),
)
def test_each_part_of_a_template_is_written_in_mathml(template: str, inside: str) -> None:
    assert to_mathml(read_template(template, 0)) == f"<mrow>{inside}</mrow>"


@pytest.mark.parametrize(
    ("name", "formula", "partials"),
    [
        ("dot", "⟨w, x⟩ + b", ["x₁", "w₁", "1"]),
        ("sum", "Σ x", ["1"]),
        ("prod", "Π x", ["Π(x₂, x₃)"]),
        ("logsumexp", "log Σ exp z", ["exp(z₁)/(exp(z₁) + exp(z₂) + exp(z₃))"]),
        ("mul", "a·b", ["b", "a"]),
        ("div", "a/b", ["1/b", "−y/b"]),
        ("log", "log x", ["1/x"]),
    ],
)
def test_a_row_is_written_in_the_letters_of_its_partials(name: str, formula: str, partials: list[str]) -> None:
    assert row_formula(PRIMITIVES[name]).text == formula
    assert [partial.text for partial in partial_formulas(PRIMITIVES[name], 3)] == partials


def test_a_partial_that_treats_some_numbers_apart_is_written_for_those_of_its_domain(
    table: dict[str, Primitive],
) -> None:
    row = primitive(
        "own_root",
        lambda x: (x - 1.0) ** 0.5,
        (lambda x, y: where(x > 1.0, 0.5 / y, 0.0),),
        latex=r"\operatorname{{root}}({0})",
        domain=(Interval(low=1.0),),
    )
    assert [partial.text for partial in partial_formulas(row)] == ["0.5/y"]


def test_a_fused_operation_on_vectors_is_written_as_its_definition_where_that_is_short() -> None:
    zs, ts = ([Value(0.5, f"{letter}_{k}") for k in (1, 2)] for letter in "zt")
    fused = PRIMITIVES["softmax_cross_entropy"]
    assert viz.formula(fused(zs[:1], ts[:1])).text == "−(t₁·log(exp(z₁)/exp(z₁)))"
    assert viz.formula(fused(zs, ts)).text == "−Σ(t₁, t₂) log softmax(z₁, z₂)"


def test_a_partial_with_two_elements_is_the_one_that_is_written_unless_told_otherwise() -> None:
    assert [partial.text for partial in partial_formulas(PRIMITIVES["prod"])] == ["Π(x₂)"]


def test_what_is_no_operation_has_no_formula() -> None:
    for write in (row_formula, partial_formulas):
        with pytest.raises(
            TypeError, match=r"^expected primitive to be an operation, such as autograd.exp, got .*'exp'"
        ):
            write("exp")
    with pytest.raises(ValueError, match=r"^expected elements to be a whole number of at least 1, got 'three'$"):
        partial_formulas(PRIMITIVES["dot"], "three")  # type: ignore[arg-type]


def test_a_weighted_sum_is_written_as_differences_as_far_as_it_is_written_whole() -> None:
    xs = [Value(1.0, f"x_{k}") for k in range(1, 8)]
    weights = [Value(-2.0)] * 7
    assert viz.formula(dot(weights[:5], xs[:5], A)).text == "−2·x₁ − 2·x₂ − 2·x₃ − 2·x₄ − 2·x₅ + a"
    assert viz.formula(dot(weights[:6], xs[:6])).text == "−2·x₁ − 2·x₂ − 2·x₃ − 2·x₄ − 2·x₅ − 2·x₆"
    assert viz.formula(dot(weights, xs)).text == "−2·x₁ + (−2·x₂) + (−2·x₃) + ⋯ + (−2·x₇)"


def test_a_word_is_no_answer_to_whether_names_are_written() -> None:
    with pytest.raises(TypeError, match=r"^expected named to be True or False, got 'no'$"):
        viz.formula(A, named="no")  # type: ignore[arg-type]


def test_numbers_have_as_many_digits_as_asked_for() -> None:
    third = Value(1.0 / 3.0) * A
    assert viz.formula(third).text == "0.3333·a"
    assert viz.formula(third, precision=1).text == "0.3·a"
    assert viz.formula(third, precision=17).text == "0.3333333333333333·a"
    assert viz.formula(dot([A, A], [1.0 / 3.0, B]), precision=2).text == "a·0.33 + a·b"
    for precision in (0, 18):
        with pytest.raises(ValueError, match=rf"^expected precision .*1.*17.*got {precision}$"):
            viz.formula(third, precision=precision)


@pytest.mark.parametrize(
    ("value", "text", "latex"),
    [
        (-1.5, "−1.5", "-1.5"),
        (math.inf, "∞", r"\infty"),
        (-math.inf, "−∞", r"-\infty"),
        (math.nan, "NaN", r"\mathrm{NaN}"),
        (1e-9, "1e−9", r"1 \cdot 10^{-9}"),
        (-3e20, "−3e20", r"-3 \cdot 10^{20}"),
    ],
)
def test_a_number_is_written_as_on_the_blackboard(value: float, text: str, latex: str) -> None:
    assert (to_text(number(value)), to_latex(number(value))) == (text, latex)


def test_a_layout_is_equal_to_those_written_the_same_and_stays_so_when_it_travels() -> None:
    layout = read_template(r"\frac{{a_1^2}}{{\sqrt{{b}}}} + (c)", 0)
    again = read_template(r"\frac{{a_1^2}}{{\sqrt{{b}}}}+(c)", 0)
    assert layout == again
    assert hash(layout) == hash(again)
    assert layout != read_template(r"\frac{{a_1^2}}{{\sqrt{{b}}}} + [c]", 0)
    assert layout != "a"
    assert pickle.loads(pickle.dumps(layout)) == copy.deepcopy(layout) == copy.copy(layout) == layout
    assert type(pickle.loads(pickle.dumps(layout))) is type(layout)
    assert repr(read_template("a + b", 0)) == "<layout 2 Row 3 a + b>"
    assert pickle.loads(pickle.dumps(Row(()))) == Row(()) != Row((Row(()),))


def test_a_formula_shows_at_most_a_hundred_letters_of_itself() -> None:
    long = A
    for _ in range(40):
        long = long + B
    assert repr(viz.formula(A + B)) == "<Formula: a + b>"
    shown = repr(viz.formula(long)).removeprefix("<Formula: ").removesuffix(">")
    assert len(shown) == 100
    assert str(viz.formula(long)) == viz.formula(long).text
    assert viz.formula(A).mathml == '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mi>a</mi></math>'


@pytest.mark.parametrize(
    ("make", "text", "latex"),
    [
        (lambda x, y: 2.0 * x**2 + -4.0 * x, "2·x² − 4·x", r"2 \cdot x^{2} - 4 \cdot x"),
        (lambda x, y: x + -3.0, "x − 3", "x - 3"),
        (lambda x, y: x - -3.0, "x + 3", "x + 3"),
        (lambda x, y: x + -(x * y), "x − x·y", r"x - x \cdot y"),
        (lambda x, y: x + -(x + y), "x − (x + y)", "x - (x + y)"),
        (lambda x, y: x - -2.0 * y / x, "x + 2·y/x", r"x + \frac{2 \cdot y}{x}"),
        (lambda x, y: (x + -2.0 * y) * y, "(x − 2·y)·y", r"(x - 2 \cdot y) \cdot y"),
        (lambda x, y: PRIMITIVES["sum"]([x, -2.0 * y, -x]), "x − 2·y − x", r"x - 2 \cdot y - x"),
        (lambda x, y: dot([x, y], [2.0, 3.0], -1.0), "x·2 + y·3 − 1", r"x \cdot 2 + y \cdot 3 - 1"),
        (lambda x, y: x * -3.0 + y, "x·(−3) + y", r"x \cdot (-3) + y"),
        (lambda x, y: x + (-y + x), "x + (−y + x)", "x + (-y + x)"),  # as it was added up
    ],
)
def test_a_sum_with_what_is_negative_is_written_as_the_difference(make, text: str, latex: str) -> None:
    found = viz.formula(make(Value(1.5, "x"), Value(-0.7, "y")))
    assert (found.text, found.latex) == (text, latex)
    assert found.mathml.count("<mo>−</mo>") == text.count("−")
