"""Every row in a real engine of JavaScript: the numbers, the kinks and the refusals of Python."""

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import autograd
from autograd import PRIMITIVES, DomainError, Value, algebra, primitive, strategies, vector
from oracles import few, is_too_large, places_of, rows, true_partial, true_value, ulps_between
from tests.viz.live.node import node, number, page_module
from viz.live.javascript import rows_script

RELATIVE = 1e-12
ALMOST_TOO_LARGE = 1.797e308
"""Beyond, rounding decides whether a result is infinite."""
every_row = pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)

AT = """
const read = entry => (Array.isArray(entry) ? entry.map(read) : Number(entry));

// Value, partials by the operands that are asked for, and what refused: "value", "partial".
function at(key, operands, asked) {
  const given = operands.map(read);
  const row = rows[key];
  const refusals = {};
  const tried = (what, compute) => {
    try {
      return compute();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals[what] = error.kind;
      return null;
    }
  };
  const value = tried("value", () => row.value(...given));
  const partials = value === null ? [] : row.partials.map(p => tried("partial", () => p(...given, value)));
  return { value, partials, refusals };
}
export default { at };
"""


def in_page(row, operands, script=None):
    """The value, the partials one after the other, and the refusals."""
    script = script or EVERY_ROW
    node().load(page_module(script.text, AT))
    answer = node().call("at", script.keys[row], operands)
    partials = [
        number(p)
        for partial, operand in zip(answer["partials"], operands)
        for p in (partial or [None] * len(operand) if isinstance(operand, list) else [partial])
    ]
    return number(answer["value"]), partials, answer["refusals"]


EVERY_ROW = rows_script(PRIMITIVES.values())


def eager(row, operands):
    leaves = [vector(map(Value, o)) if isinstance(o, list) else Value(o) for o in operands]
    result = row(*leaves)
    result.backward()
    values = [leaf for operand in leaves for leaf in (operand if isinstance(operand, autograd.Vector) else [operand])]
    return result.data, [leaf.grad for leaf in values]


@every_row
def test_every_row_of_the_table_is_written(row):
    assert row in EVERY_ROW.keys
    assert not EVERY_ROW.refused


@every_row
@few
@given(data=st.data())
def test_value_and_partials_are_pythons_within_1e_minus_12(row, data):
    operands = data.draw(strategies.operands(row))
    assert_as_in_python(row, operands)


@every_row
@few
@given(data=st.data())
def test_what_python_refuses_is_refused_and_nothing_else(row, data):
    anything = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-3, 3).map(float)
    length = data.draw(st.integers(1, 4))
    operands = [
        data.draw(st.lists(anything, min_size=length, max_size=length) if is_vector else anything)
        for is_vector in row.vectors
    ]
    assert_as_in_python(row, operands)


INFINITE_LOGITS = {"logsumexp", "softmax_cross_entropy", "class_cross_entropy"}
"""What a largest logit of ±∞ gives, Python computes apart from the formula."""


@every_row
@few
@given(data=st.data())
def test_infinite_operands_give_what_they_give_in_python(row, data):
    landmarks = st.sampled_from([-math.inf, -2.0, 0.0, 1.0, math.inf])
    operands = [data.draw(st.lists(landmarks, min_size=2, max_size=2) if v else landmarks) for v in row.vectors]
    assume(not (row.name in INFINITE_LOGITS and math.isinf(max(operands[0]))))
    assert_as_in_python(row, operands)


def assert_as_in_python(row, operands):
    value, partials, refusals = in_page(row, operands)
    try:
        expected, slopes = eager(row, operands)
    except OverflowError:
        assert "too large" in refusals.values() or abs(value) > ALMOST_TOO_LARGE
    except DomainError as error:
        what = "partial" if "has no derivative" in str(error) else "value"
        assert refusals[what] == "undefined"
    else:
        if ALMOST_TOO_LARGE < abs(expected) < math.inf:
            return
        assert not refusals
        assert_near(value, expected, lambda: true_value(row, operands))
        for p, slope, place in zip(partials, slopes, places_of(operands), strict=True):
            assert_near(p, slope, lambda place=place: true_partial(row, operands, place))


def assert_near(number, expected, measure):
    """Within 1e-12: of the number itself, or, where terms cancel, of their size, which takes long to find out."""
    if number == expected or (math.isnan(number) and math.isnan(expected)):
        return
    if abs(number - expected) <= max(RELATIVE * abs(expected), 4.0 * math.ulp(expected)):
        return
    true, size, peak = measure() or (expected, expected, expected)
    if not is_too_large(true) and not is_too_large(peak):
        assert ulps_between(number, expected, size) <= RELATIVE / 2.0**-52


@pytest.mark.parametrize("name", ["maximum", "minimum", "select"])
@pytest.mark.parametrize("x", [-1.0, 0.0, 1.0])
def test_ties_and_kinks_are_shared_as_in_python(name, x):
    assert_as_in_python(PRIMITIVES[name], [x, 0.0, 2.0][: PRIMITIVES[name].arity])


@pytest.fixture
def own(table):
    """Registers a row, which the table forgets after the test."""
    return lambda value, *partials, **fields: primitive("own", value, partials, latex="{0}", **fields)


def test_an_own_row_on_the_algebra_runs_in_the_page(own):
    row = own(
        lambda x: algebra.where(x > 1.0, lambda: autograd.log(x), lambda: x - 1.0),
        lambda x, y: algebra.where(x > 1.0, lambda: 1.0 / x, 1.0),
    )
    script = rows_script([row])
    assert not script.refused
    for x in (-2.0, 0.5, 1.0, 3.0):
        value, [partial], refusals = in_page(row, [x], script)
        assert not refusals
        assert (value, partial) == pytest.approx((row(x), eager(row, [x])[1][0]), rel=1e-14)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (lambda x: 2.0 * math.sin(x), "asks for the number behind an operand"),
        (lambda x: x if x > 0.0 else -x, "chooses with Python's own if"),
        (lambda x: max(x, 0.0), "chooses with Python's own if"),
        (lambda x: [1.0][x], "TypeError"),
        (lambda x: None, "forgot return"),
    ],
)
def test_an_own_row_that_python_alone_can_compute_says_why(own, value, words):
    row = own(value, lambda x, y: 1.0)
    script = rows_script([row])
    assert script.refused[row].startswith("own cannot be computed in a page: ")
    assert words in script.refused[row]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (lambda xs: 2.0 * sum(xs), "goes through a vector with Python's for or sum"),
        (lambda xs: xs[0], "asks for one element"),
        (lambda xs: autograd.sum(xs) / len(xs), "asks how long a vector is"),
    ],
)
def test_an_own_row_that_takes_a_vector_apart_says_why(own, value, words):
    row = own(value, lambda xs, y: xs, vectors=(True,))
    assert words in rows_script([row]).refused[row]


def test_what_calls_a_row_that_cannot_be_written_cannot_be_written_either(own, table):
    inner = own(lambda x: 2.0 * math.floor(x), lambda x, y: 0.0)
    outer = primitive("outer", lambda x: inner(x) * x, (lambda x, y: 1.0,), latex="{0}")
    assert "it calls own cannot be computed" in rows_script([outer]).refused[outer]


def test_rows_are_told_apart_whatever_they_are_called():
    relu, other = PRIMITIVES["relu"], replace(PRIMITIVES["relu"], value=lambda x: 3.0 * x)
    script = rows_script([relu, other])
    assert [in_page(row, [2.0], script)[0] for row in (relu, other)] == [2.0, 6.0]


@pytest.mark.parametrize("name", ["</script>", "a b", "__proto__", "class", 'x"];alert(1);//', "\u2028", "é"])
def test_the_name_of_a_row_is_never_code(table, name):
    row = primitive(name, lambda x: 2.0 * x, (lambda x, y: 2.0,), latex="{0}")
    script = rows_script([row])
    assert in_page(row, [3.0], script)[:2] == (6.0, [2.0])
    assert "</" not in script.text
    assert script.text.isascii()


def test_names_within_a_function_never_hide_one_another(own):
    row = own(lambda exp: autograd.exp(exp) + abs(exp) * 0.0, lambda rows, y: autograd.silu(rows) * 0.0 + y)
    value, [partial], _ = in_page(row, [0.5], rows_script([row]))
    assert (value, partial) == (math.exp(0.5), math.exp(0.5))


def test_what_a_branch_would_refuse_is_refused_only_if_python_computes_it(own):
    def slope(x, y):
        quotient = 1.0 / x
        return algebra.where(x > 0.0, quotient, 0.0)

    row = own(lambda x: algebra.where(x > 0.0, lambda: autograd.log(x), 0.0), slope)
    script = rows_script([row])
    assert in_page(row, [-1.0], script) == (0.0, [0.0], {})
    value, _, refusals = in_page(row, [0.0], script)
    assert (value, refusals) == (0.0, {"partial": "undefined"})
