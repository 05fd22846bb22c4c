"""Expressions that a person types: read into graphs, and never run."""

from __future__ import annotations

import keyword
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import PRIMITIVES, topological_order
from viz.command.expression import EvaluationError, ExpressionError, parse, variables
from viz.formulas.derivatives import number_inside

NAMES = {"x": 1.5, "y": -0.5, "w1": 2.0}


@st.composite
def expressions(draw: st.DrawFn, depth: int = 4) -> str:
    """Expressions in Python's own notation, which Python's own arithmetic can evaluate."""
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from([*NAMES, "2", "0.5", "3.25", "1e-3"]))
    left, right = (draw(expressions(depth=depth - 1)) for _ in range(2))
    form = draw(
        st.sampled_from(["{} + {}", "{} - {}", "({}) * ({})", "({} - {})", "-({})", "exp(-({})**2)", "tanh({})"])
    )
    return form.format(left, right)


@given(expressions())
def test_an_expression_has_the_value_that_python_gives_it(source: str) -> None:
    expected = eval(source, {"exp": math.exp, "tanh": math.tanh}, dict(NAMES))  # of our own making
    assert parse(source, NAMES).data == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_a_name_used_twice_is_one_leaf() -> None:
    y = parse("x*x + x", NAMES)
    assert [value.label for value in topological_order(y) if value.primitive is None] == ["x"]
    y.backward()
    [x] = [value for value in topological_order(y) if value.label == "x"]
    assert x.grad == 4.0


def test_every_function_of_the_table_can_be_called() -> None:
    for name, primitive in PRIMITIVES.items():
        numbers = list(map(number_inside, primitive.domain))
        written = [f"[{x}, {x}]" if v else str(x) for x, v in zip(numbers, primitive.vectors)]
        expected = primitive(*([x, x] if v else x for x, v in zip(numbers, primitive.vectors)))
        assert parse(f"{name}({', '.join(written)})", {}).data == expected


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("x − 2·x", -1.5),
        ("x × w1 ÷ 2", 1.5),
        (" x ", 1.5),
        ("(x\n+\tx)", 3.0),
        ("2**-1", 0.5),
        ("+x", 1.5),
        ("--x", 1.5),
    ],
)
def test_the_signs_of_the_blackboard_are_understood(source: str, value: float) -> None:
    assert parse(source, NAMES).data == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("ln(w1)", math.log(2.0)),
        ("σ(x)", 1 / (1 + math.exp(-1.5))),
        ("2^3^2", 512.0),
        ("-x^2", -2.25),
        ("max(0, x)", 1.5),
        ("max(y, x, w1)", 2.0),
        ("min(0, y)", -0.5),
        ("min(x, y, w1)", -0.5),
        ("sum(x, y, max(0, w1))", 3.0),
        ("max(x + y, (w1))", 2.0),
        ("max([x, w1])", 2.0),
        ("pi", math.pi),
        ("cos(π)", -1.0),
        ("e^2", math.e**2),
    ],
)
def test_what_is_written_elsewhere_is_understood(source: str, value: float) -> None:
    assert parse(source, NAMES).data == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("name", ["e", "pi", "π", "ln", "σ", "min"])
def test_a_name_with_a_number_of_its_own_stands_for_that_number(name: str) -> None:
    assert parse(f"2*{name}", {name: 3.0}).data == 6.0
    assert variables(f"2*{name}") == ([] if name in ("e", "pi", "π") else [name])


def test_a_minimum_has_the_gradient_of_a_minimum() -> None:
    y = parse("min(x, y, w1)", NAMES)
    y.backward()
    assert {v.label: v.grad for v in topological_order(y) if v.label} == {"x": 0.0, "y": 1.0, "w1": 0.0}


@pytest.mark.parametrize(
    ("source", "numbers", "message"),
    [
        ("W1*x", {"w1": 1.0, "x": 2.0}, r"W1 has no value: add W1=NUMBER; or did you mean w1\?"),
        ("weigth*x", {"weight": 1.0, "x": 2.0}, r"did you mean weight\?"),
        ("x1*x2", {"x1": 1.0}, r"x2 has no value: add x2=NUMBER$"),
        ("a*x", {"x": 1.0}, r"a has no value: add a=NUMBER$"),
    ],
)
def test_a_name_without_a_number_is_told_from_one_that_waits_for_use(source, numbers, message) -> None:
    with pytest.raises(ExpressionError) as error:
        parse(source, numbers)
    assert re.search(message, error.value.message)


@pytest.mark.parametrize(
    ("source", "message", "column"),
    [
        ("", "the expression is empty", 0),
        ("x +", "invalid syntax", 3),
        ("2 * log(x + )", "invalid syntax", 12),
        ("(x", r"'\(' was never closed", 0),
        ("x)", r"unmatched '\)'", 1),
        ("x²", r"'²' has no meaning here: a power is written \*\*", 1),
        ("|x|", r"'\|' has no meaning here: write abs\(x\)", 0),
        ("math.exp(x)", r"'\.' has no meaning here: a function is written without its module", 4),
        ("f = x*x", r"'=' has no meaning here: the expression alone comes first, then a NAME=VALUE for each name", 2),
        ("x # y", "'#' has no meaning here", 2),
        ("'x'", "has no meaning here", 0),
        ("x; y", "has no meaning here", 1),
        ("x // y", "invalid syntax", 3),
        ("x.real", r"'\.' has no meaning here: a function is written without its module", 1),
        ("x if y else 2", "expected an operator before 'if'", 2),
        ("exp(True)", "True has no value", 4),
        ("exp([x])", "expected one value here, no brackets", 4),
        ("2j", r"write 2\*j", 1),
        ("exp(*x)", "invalid syntax", 4),
        ("x + z", "z has no value: add z=NUMBER", 4),
        ("2x", r"a product is written \*: write 2\*x", 1),
        ("2.5 x", r"write 2\.5\*x", 4),
        ("x y", "expected an operator before 'y'", 2),
        ("x, y", "expected an operator before ','", 1),
        ("[x]", "brackets are for the functions of a vector", 0),
        ("dot([x, [y]], [x])", "brackets are for the functions of a vector", 8),
        ("(x]", r"'\]' does not close '\('", 2),
        ("dot([x), [y])", r"'\)' does not close '\['", 6),
        ("()", "invalid syntax", 1),
        ("exp(x", r"'\(' was never closed", 3),
        ("sum([x", r"'\[' was never closed", 4),
        ("x + log", "log is a function, and needs parentheses", 4),
        ("2 + sqr(x)", r"there is no function sqr: did you mean sqrt\?", 4),
        ("ReLU(x)", r"there is no function ReLU: did you mean relu\?", 0),
        ("round(x)", r"there is no function round; the functions are abs, ", 0),
        ("x(2)", r"x is a number, not a function; a product is written \*", 0),
        ("(x)(2)", "a product is written", 0),
        ("(x + y)(2)", "a product is written", 0),
        ("1 + tanh(x, y)", "tanh takes 1 operand at most, got 2", 4),
        ("1 + div(x)", "div takes 2 operands, got 1", 4),
        ("min([x, y])", "brackets are for the functions of a vector", 4),
        ("max(x, [y])", "brackets are for the functions of a vector", 7),
        ("max()", "max takes 1 operand, got 0", 0),
        ("x + min()", "expected at least one value", 4),
        ("dot(x, [y])", r"expected values in brackets, such as \[x1, x2\]", 4),
        ("dot([x], [y, y])", "dot takes vectors of one length, got 1 and 2", 0),
        ("ŷ·ŷ + z", "ŷ has no value", 0),
        ("x·x·ü", "ü has no value", 4),
        ("1e999", "too large for a float", 0),
        ("x + " + "9" * 400, "too large for a float", 4),
        ("x + " * 3000 + "x", "more than 10000 characters", 10000),
    ],
)
def test_what_is_no_expression_is_an_error_that_points_at_its_column(source: str, message: str, column: int) -> None:
    with pytest.raises(ExpressionError, match=message) as error:
        parse(source, NAMES)
    assert error.value.column == column
    *_, shown, caret = str(error.value).split("\n")
    assert caret.strip() == "^"
    if 0 < column < 60:
        assert shown[caret.index("^") :].startswith(source[column:].rstrip()[:5])


@pytest.mark.parametrize(
    ("source", "message", "column"),
    [
        ("1 + log(y)", "log is not defined at y = -0.5", 4),
        ("x / (y + 0.5)", "div is not defined", 0),
        ("exp(1000 * x)", "exp is too large for a float at 1500.0", 0),
    ],
)
def test_an_expression_without_a_value_says_where_and_why(source: str, message: str, column: int) -> None:
    with pytest.raises(EvaluationError, match=message) as error:
        parse(source, NAMES)
    assert error.value.column == column


@pytest.mark.parametrize("word", keyword.kwlist)
def test_a_keyword_of_pythons_is_a_name(word: str) -> None:
    assert parse(f"{word}*x + {word}", {word: 2.0, "x": 1.5}).data == 5.0


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("+".join(["x"] * 5000), 7500.0),
        ("-" * 5001 + "x", -1.5),
        ("(" * 4000 + "x" + ")" * 4000, 1.5),
        ("tanh(" * 1500 + "0" + ")" * 1500, 0.0),
        (f"sum([{','.join(['x'] * 4000)}])", 6000.0),
        ("**".join(["1"] * 3000), 1.0),
    ],
    ids=["a sum", "signs", "parentheses", "functions", "a list", "powers"],
)
def test_no_expression_is_too_deep_or_too_long_for_its_characters(source: str, value: float) -> None:
    assert parse(source, NAMES).data == pytest.approx(value)


def test_powers_are_read_from_the_right_and_bind_more_tightly_than_a_sign() -> None:
    assert parse("2**3**2", {}).data == 512.0
    assert parse("-2**2", {}).data == -4.0
    assert parse("2**-1**2", {}).data == 0.5
    assert parse("8/2/2-1-1", {}).data == 0.0


def test_names_are_listed_in_reading_order() -> None:
    assert variables("exp(b) * (a + b) - dot([c], [a])") == ["b", "a", "c"]


@given(st.text(max_size=30))
def test_any_text_is_an_expression_or_an_error_and_nothing_of_it_is_run(source: str) -> None:
    error = error_of(source)
    assert error is None or 0 <= error.column <= len(source)
    assert "\x1b" not in str(error)


@given(st.text("xy01.+-*/()[], e_", max_size=20))
def test_text_of_an_expressions_letters_is_an_expression_or_an_error(source: str) -> None:
    error = error_of(source)
    assert error is None or 0 <= error.column <= len(source)


def error_of(source: str) -> ExpressionError | None:
    try:
        assert isinstance(parse(source, NAMES).data, float)
    except ExpressionError as error:
        return error
    return None
