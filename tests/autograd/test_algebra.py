"""The algebra of the rows, on numbers, on Values, and on lanes; and what one row of the table gives."""

import functools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

import autograd
import nn
import viz
from autograd import PRIMITIVES, Value, gradcheck, primitive
from autograd.algebra import (
    beside_formula,
    copysign,
    defined_where,
    each,
    equal,
    first_largest,
    fold,
    formula_of,
    length,
    limit_of_product,
    number_behind,
    others,
    where,
    written_as,
)
from autograd.primitives import exp, sigmoid, softplus, tanh
from docs import build_operations
from oracles import few

numbers = st.floats(-20.0, 20.0)


def never():
    raise AssertionError("the branch that is not chosen was called")


@given(x=numbers)
def test_only_the_chosen_branch_is_called(x):
    assert where(x <= 20.0, x, never) == x
    assert where(x > 20.0, never, lambda: -x) == -x


@given(x=numbers)
def test_a_choice_between_values_is_differentiated_on_the_side_that_is_chosen(x):
    leaf = Value(x)
    where(leaf > 1.0, lambda: leaf * leaf, lambda: 3.0 * leaf).backward()
    assert leaf.grad == (2.0 * x if x > 1.0 else 3.0)


@pytest.mark.parametrize(("a", "b", "outcome"), [(1.0, 1.0, True), (1.0, 2.0, False), (0.0, -0.0, True)])
def test_numbers_and_values_are_equal_where_their_numbers_are(a, b, outcome):
    assert equal(a, b) is outcome
    assert equal(Value(a), Value(b)) is outcome


def test_nan_is_equal_to_nothing():
    assert not equal(math.nan, math.nan)


def test_the_sign_of_zero_is_a_sign():
    assert copysign(2.0, Value(-0.0)) == -2.0
    assert copysign(2.0, -0.0) == -2.0
    assert copysign(2.0, Value(3.0)) == copysign(2.0, 3) == 2.0


@pytest.mark.parametrize("a", [0.0, -0.0, 2.0, -3.0, 1e300, math.inf, -math.inf, math.nan])
@pytest.mark.parametrize("b", [0.0, -0.0, 5.0, -1e300, math.inf, -math.inf, math.nan])
def test_the_limit_of_a_product_is_the_product_but_for_0_times_an_infinity(a, b):
    product = 0.0 if {abs(a), abs(b)} == {0.0, math.inf} else a * b
    assert limit_of_product(a, b) == pytest.approx(product, rel=0.0, abs=0.0, nan_ok=True)


def test_where_it_is_not_defined_there_is_no_number():
    x = Value(-4.0)
    with pytest.raises(ValueError, match=r"^not defined$"):
        defined_where(x >= 0.0, never)
    assert defined_where(x <= 0.0, lambda: 3.0) == 3.0
    assert defined_where(x <= 0.0, 2.0) == 2.0


def test_no_derivative_goes_through_the_number_behind_a_value():
    x = Value(3.0)
    (x * number_behind(x)).backward()
    assert x.grad == 3.0
    assert (number_behind(x), type(number_behind(x))) == (3.0, float)
    assert (number_behind(2.5), type(number_behind(2))) == (2.5, float)


def test_the_function_beside_a_formula_is_taken_where_all_are_numbers():
    def function(x, y):
        """Of something."""
        return "function", x, y

    slope = beside_formula(lambda x, y: ("formula", x, y))(function)
    x = Value(1.0)
    assert slope(1.0, 2.0) == ("function", 1.0, 2.0)
    assert slope(1.0, x) == ("formula", 1.0, x)
    assert (slope.__name__, slope.__doc__) == ("function", function.__doc__)


class Spoken:
    """What another interpreter brings, a lane of machine code for instance: here it says what it was asked."""

    def where(self, a, b):
        return "where", a, b

    def copysign(self, size):
        return "copysign", size

    def each(self, function, *vectors):
        return "each", [function(k, *(f"{k}" for _ in range(len(vectors) + 1))) for k in range(3)]

    def fold(self, start, step, *vectors):
        return step(*start, 0, Spoken(), *vectors)

    def length(self):
        return "length"


def test_an_interpreter_that_cannot_answer_with_a_number_is_asked_itself():
    lane, other = Spoken(), Spoken()
    assert where(lane, 1.0, 2.0) == ("where", 1.0, 2.0)
    assert defined_where(lane, 1.0) == ("where", 1.0, pytest.approx(math.nan, nan_ok=True))
    assert copysign(2.0, lane) == ("copysign", 2.0)
    assert number_behind(lane) is lane
    assert each(lambda k, x, y: f"{k}{x}{y}", lane, other) == ("each", ["000", "111", "222"])
    assert others(lane, 1, -5.0) == ("each", ["0", -5.0, "2"])
    assert fold([4.0], lambda carried, k, x, y: (carried, k, type(x), y), lane, other) == (4.0, 0, Spoken, other)
    assert length(lane) == "length"


class Steps(list):
    """A vector that is gone through by itself alone."""

    def fold(self, start, step):
        carried = start
        for place, element in enumerate(self):
            carried = step(*carried, float(place), element)
        return carried


@pytest.mark.parametrize("xs", [[3.0, 1.0, 3.0], [-2.0, -1.0], [-math.inf], [-3.0, -5.0, -4.0]])
def test_the_first_of_the_largest_is_found_by_going_through_too(xs):
    place = xs.index(max(xs))
    assert first_largest(Steps(xs)) == (xs[place], xs[place], place)
    values = list(map(Value, xs))
    assert first_largest(values) == (values[place], xs[place], place)


def test_a_vector_is_gone_through_element_by_element():
    xs = [3.0, 1.0, 3.0]
    assert each(lambda k, x: k * x, xs) == [0.0, 1.0, 6.0]
    assert fold([1.0], lambda product, k, x: [product * x], xs) == [9.0]
    assert first_largest(xs) == (3.0, 3.0, 0)
    assert others(xs, 1, 0.0) == [3.0, 3.0]
    assert others([5.0, 6.0, 7.0, 8.0], 2, 0.0) == [5.0, 6.0, 8.0]
    assert each(lambda k, x, y: k + x * y, xs, [2.0, 4.0, 6.0]) == [6.0, 5.0, 20.0]
    assert fold([0.0, 1.0], lambda a, b, k, x, y: [a + k * x * y, b + x], xs, xs) == [19.0, 8.0]
    assert length(xs) == 3


def test_a_formula_belongs_to_the_function_it_is_written_beside():
    def formula(x):
        return x * x

    square = written_as(formula)(lambda x: math.pow(x, 2.0))
    assert formula_of(square) is formula
    assert formula_of(math.sin) is math.sin


# One row is all that an operation takes.


class Counted:
    """A function that counts how often it is called with numbers."""

    def __init__(self, function):
        self.function, self.calls = function, 0
        functools.update_wrapper(self, function)

    def __call__(self, *operands):
        self.calls += isinstance(operands[0], float)
        return self.function(*operands)


@pytest.fixture
def own_mish(table):
    return primitive(
        "own_mish",
        Counted(lambda x: x * tanh(softplus(x))),
        (
            Counted(
                lambda x, y: (
                    tanh(softplus(x)) + 4.0 * x * sigmoid(x) * sigmoid(2.0 * softplus(x)) * sigmoid(-2.0 * softplus(x))
                )
            ),
        ),
        latex=r"\operatorname{{mish}}({0})",
    )


def true_mish(x):
    return x * mp.tanh(mp.log(1 + mp.exp(x)))


@few
@given(x=numbers)
def test_its_value_and_both_derivatives_are_right(x):
    row = PRIMITIVES["mish"]
    leaf = Value(x)
    y = row(leaf)
    [slope] = autograd.gradients(y, [leaf])
    [curvature] = autograd.gradients(slope, [leaf])
    with mp.workdps(50):
        assert y.data == pytest.approx(float(true_mish(mp.mpf(x))), rel=1e-14, abs=0.0)
        assert slope.data == pytest.approx(float(mp.diff(true_mish, x)), rel=1e-12, abs=1e-15)
        assert curvature.data == pytest.approx(float(mp.diff(true_mish, x, 2)), rel=1e-10, abs=1e-13)


@pytest.mark.needs("graphviz")
def test_one_call_registers_all_that_an_operation_is(own_mish):
    x = Value(0.75, label="x")
    y = x.own_mish()
    assert y.data == pytest.approx(float(true_mish(0.75)))
    assert gradcheck(own_mish, [0.75]).ok
    assert "own_mish" in viz.draw(y).source
    assert "mish" in viz.formula(y).text
    assert "mish" in viz.derivation(y, wrt=x).text
    assert nn.MLP(2, [3, 1], activation="own_mish", seed=0)([1.0, -1.0]).data != 0.0
    [line] = [line for line in build_operations.page().splitlines() if line.startswith("| `own_mish` |")]
    assert "not measured" in line


@pytest.mark.needs("llvmlite")
def test_a_program_of_it_does_not_call_back_into_python(own_mish):
    program = autograd.compile(lambda x: own_mish(x) * 2.0, 0.5)
    own_mish.value.calls = own_mish.partials[0].calls = 0
    batch = [k / 16.0 for k in range(-80, 80)]
    result = program.value_and_grad(batch, inputs=True, reduction="sum")
    assert own_mish.value.calls == own_mish.partials[0].calls == 0
    with mp.workdps(50):
        values = [2.0 * float(true_mish(mp.mpf(x))) for x in batch]
        slopes = [2.0 * float(mp.diff(true_mish, x)) for x in batch]
    assert list(result.outputs) == pytest.approx(values, rel=1e-14, abs=0.0)
    assert [slope for [slope] in result.inputs.tolist()] == pytest.approx(slopes, rel=1e-12, abs=1e-14)


@pytest.mark.needs("llvmlite")
def test_a_row_of_vectors_whose_formulas_are_of_the_algebra_runs_in_programs(table):
    row = primitive(
        "own_sum_of_exponentials",
        Counted(lambda xs: fold([0.0], lambda result, k, x: [result + exp(x)], xs)[0]),
        (lambda xs, y: each(lambda k, x: exp(x), xs),),
        latex=r"\sum \exp {0}",
        vectors=(True,),
    )
    program = autograd.compile(row, [0.0, 0.0])
    row.value.calls = 0
    result = program.value_and_grad([[1.0, 2.0], [3.0, 4.0]], inputs=True, reduction="sum")
    assert list(result.outputs) == pytest.approx([math.exp(1) + math.exp(2), math.exp(3) + math.exp(4)], rel=1e-14)
    assert result.inputs.tolist()[1] == pytest.approx([math.exp(3), math.exp(4)], rel=1e-14)
    assert row.value.calls == 0
