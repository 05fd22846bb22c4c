"""NumPy's operators and functions on Values: the numbers are NumPy's, and derivatives pass through."""

import math
import operator
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import autograd
from autograd import LostGradientError, Value, grad
from tests.autograd.numpys import UFUNCS as ALL_UFUNCS
from tests.autograd.numpys import kind_of, on_arrays, on_values, values_of

numbers = st.floats(0.1, 0.9)  # where every function of NumPy's is defined, and away from kinks
matrices = arrays.arrays(np.float64, (2, 3), elements=numbers)
operators = pytest.mark.parametrize(
    "operation", [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow], ids=lambda o: o.__name__
)
UFUNCS = {name: f for name, f in ALL_UFUNCS.items() if f.nout == 1}
PAGE = (Path(__file__).parents[2] / "docs" / "how_to" / "numpy.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`.*`) \| ([a-zA-Z ]+) \|(?: ([a-zA-Z ]+) \|)?$", PAGE, re.MULTILINE)
TOLD = {name: (alone, together) for names, alone, together in ROWS if together for name in re.findall("`(.+?)`", names)}
CODE = {code: gives for codes, gives, more in ROWS if not more for code in re.findall("`(.+?)`", codes)}


def data_of(array):
    return np.array([float(value) for value in array.flat]).reshape(array.shape)


@operators
@given(array=matrices, x=numbers)
def test_an_array_and_a_value_give_the_array_of_the_results(operation, array, x):
    v = Value(x)
    assert np.array_equal(data_of(operation(array, v)), data_of(operation(array.astype(object), Value(x))))
    assert data_of(operation(array, v)) == pytest.approx(operation(array, x), rel=1e-14)
    assert data_of(operation(v, array)) == pytest.approx(operation(x, array), rel=1e-14)
    operation(v, array).sum().backward()
    h = 1e-6
    quotient = (operation(x + h, array).sum() - operation(x - h, array).sum()) / (2 * h)
    assert v.grad == pytest.approx(quotient, rel=1e-6, abs=1e-6)


@operators
@pytest.mark.parametrize("kind", [np.float64, np.float32, np.float16, np.int64, np.uint8, np.array], ids=str)
def test_a_number_of_numpys_is_a_number(operation, kind):
    assert operation(kind(2), Value(3.0)).data == operation(2.0, 3.0)
    assert operation(Value(3.0), kind(2)).data == operation(3.0, 2.0)
    assert type(operation(kind(2), Value(3.0))) is type(operation(Value(3.0), kind(2))) is Value


@given(array=matrices, x=numbers)
def test_comparisons_with_an_array_give_an_array(array, x):
    v = Value(x)
    for compare in (operator.lt, operator.le, operator.gt, operator.ge):
        assert np.array_equal(compare(array, v), compare(array, x))
        assert np.array_equal(compare(v, array), compare(x, array))
        assert compare(np.float64(x), v) == compare(x, x)


@pytest.mark.parametrize("name", UFUNCS)
def test_a_function_of_numpys_gives_its_number_as_a_value_or_is_named_in_the_refusal(name):
    f, given_numbers = UFUNCS[name], [1.3 if name == "arccosh" else 0.3, 0.6][: UFUNCS[name].nin]
    values = list(map(Value, given_numbers))
    try:
        result = f(*values)
    except TypeError as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        assert refusal == f"expected a function that Values have an operation for, but np.{name} has no row"
        assert name not in autograd.PRIMITIVES
        return
    expected = f(*given_numbers)
    if isinstance(result, Value):
        assert result.data == pytest.approx(float(expected), rel=1e-13)
        derivative = autograd.gradients(result, values[0]).data
        h = 1e-6
        quotient = (f(given_numbers[0] + h, *given_numbers[1:]) - f(given_numbers[0] - h, *given_numbers[1:])) / (2 * h)
        assert derivative == pytest.approx(quotient, rel=1e-6, abs=1e-9)
    elif name not in ("equal", "not_equal"):
        assert result == expected


STOOD_FOR = {"exp", "tanh", "log", "sqrt", "maximum", "absolute", "arctan", "arctan2", "hypot", "power", "logaddexp"}


@pytest.mark.parametrize("name", sorted(STOOD_FOR - {"logaddexp"}))
@given(array=matrices)
def test_a_function_of_numpys_on_an_array_of_values_is_that_on_each(name, array):
    f = UFUNCS[name]
    arguments = [array, array.T.reshape(2, 3)][: f.nin]
    values = [np.array([Value(x) for x in a.flat]).reshape(a.shape) for a in arguments]
    assert data_of(f(*values)) == pytest.approx(f(*arguments), rel=1e-13)
    if f.nin == 2:
        assert data_of(f(values[0], Value(0.5))) == pytest.approx(f(array, 0.5), rel=1e-13)
        assert data_of(f(Value(0.5), arguments[0])) == pytest.approx(f(0.5, array), rel=1e-13)


def test_functions_that_people_use_are_among_them():
    for name in STOOD_FOR:
        assert isinstance(UFUNCS[name](*[Value(0.5)] * UFUNCS[name].nin), Value)


@given(w=arrays.arrays(np.float64, 3, elements=numbers), x=arrays.arrays(np.float64, 3, elements=numbers), b=numbers)
def test_a_unit_written_with_numpy_has_the_gradient_of_the_calculus_book(w, x, b):
    by_w, by_b = grad(lambda w, b: np.tanh(np.dot(w, x) + b))(w, b)
    slope = 1.0 - np.tanh(w @ x + b) ** 2
    assert by_w == pytest.approx(slope * x)
    assert by_b == pytest.approx(slope)


@pytest.mark.parametrize(
    "f",
    [np.sum, np.mean, np.std, np.var, np.prod, np.max, np.linalg.norm, lambda w: np.log(np.sum(np.exp(w)))],
    ids=["sum", "mean", "std", "var", "prod", "max", "norm", "logsumexp"],
)
@given(w=arrays.arrays(np.float64, 3, elements=numbers, unique=True))
def test_sums_and_the_like_of_an_array_are_values(f, w):
    assume(np.diff(np.sort(w)).min() > 1e-5)  # the largest stays the largest where it is nudged
    values = np.array(list(map(Value, w)))
    assert f(values).data == pytest.approx(f(w), rel=1e-12)
    for k, derivative in enumerate(grad(f)(w)):
        h = 1e-6 * np.eye(3)[k]
        assert derivative == pytest.approx((f(w + h) - f(w - h)) / 2e-6, rel=1e-4, abs=1e-4)


def test_a_sum_over_one_value_is_the_value():
    v = Value(2.0)
    assert np.sum(v) is v
    assert np.mean(v).data == 2.0


def test_an_array_of_values_is_changed_in_place_and_one_of_floats_is_not():
    v, array = Value(2.0), np.array([Value(1.0), Value(3.0)])
    same = array
    array *= v
    assert same is array
    assert list(data_of(array)) == [2.0, 6.0]
    floats = np.zeros(2)
    with pytest.raises(TypeError, match="Cannot cast"):
        floats += v
    assert list(floats) == [0.0, 0.0]


def test_tests_of_numpys_look_at_the_number():
    assert np.isfinite(Value(1.0))
    assert np.isnan(Value(math.nan, allow_nan=True))
    assert np.isinf(Value(math.inf))
    if np.lib.NumpyVersion(np.__version__) >= "2.0.0":  # before, it asks of the arrays what only floats answer
        assert np.allclose(np.array([Value(1.0), Value(2.0)]), [1.0, 2.0])


@pytest.mark.needs("llvmlite")
def test_a_program_cannot_follow_a_test_of_the_number():
    with pytest.raises(autograd.ControlFlowError):
        autograd.compile(lambda x: x if np.isfinite(x) else -x, 1.0)


def test_an_array_of_floats_takes_no_value_while_a_derivative_is_taken():
    with pytest.raises(LostGradientError):
        grad(lambda x: np.array([x], dtype=float)[0] * x)(1.0)


@pytest.mark.parametrize("wrong", [np.array([1.0, 2.0]), np.array([1.0]), np.array([[1.0]])])
def test_an_array_is_no_single_number(wrong):
    with pytest.raises(TypeError, match=r"^expected data to be a real number, got array\(.* of type ndarray$"):
        Value(wrong)
    with pytest.raises(TypeError, match=r"^expected a Value or a real number, got array\("):
        autograd.exp(wrong)


@operators
@pytest.mark.parametrize("wrong", ["text", None, [1.0], {"x": 1.0}])
def test_what_is_neither_a_number_nor_an_array_is_refused_by_both_sides(operation, wrong):
    with pytest.raises(TypeError, match=r"^expected a Value or a real number, got "):
        operation(Value(1.0), wrong)
    if wrong != "text":
        with pytest.raises(TypeError, match=r"^expected a Value or a real number, got "):
            operation(wrong, Value(1.0))


class Refusing:
    """What other libraries' tensors are to us: no number, and no array that takes over."""

    ndim = 1

    def __float__(self):
        raise ValueError("more than one number")


def test_another_librarys_array_is_refused_by_name():
    with pytest.raises(TypeError, match=r"of type Refusing$"):
        Value(1.0) * Refusing()
    with pytest.raises(TypeError, match=r"of type Refusing$"):
        assert Value(1.0) < Refusing()


@pytest.mark.parametrize("name", ALL_UFUNCS)
def test_the_page_says_what_each_function_gives(name):
    assert TOLD[name] == (on_values(name), on_arrays(name))


@pytest.mark.parametrize("code", CODE)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of np.cross in the plane, and the like
def test_the_page_says_what_each_call_gives_and_it_is_numpys_number_and_derivative(code):
    numbers_in_a = np.array([[0.3, 0.6, 0.2], [0.7, 0.1, 0.5]])
    run = compile(code, "numpy.md", "eval")

    def computed(a):
        return eval(run, {"np": np, "a": a, "F": np.array([[0.35, 0.65, 0.25], [0.75, 0.15, 0.55]])})

    assert kind_of(lambda: computed(values_of(numbers_in_a))) == CODE[code]
    if "refuse" in CODE[code]:
        return
    a = values_of(numbers_in_a)
    found = np.array(computed(a), dtype=object)
    assert np.array(found, dtype=float) == pytest.approx(np.array(computed(numbers_in_a), dtype=float), rel=1e-12)
    if CODE[code] == "numbers":
        return
    factors = np.arange(1.0, 1.0 + found.size)
    by_a = autograd.gradients(sum(factors * found.ravel()), list(a.ravel()))
    for k, derivative in enumerate(by_a):
        nudge = 1e-6 * np.eye(6)[k].reshape(2, 3)
        ends = [np.sum(factors * np.ravel(computed(numbers_in_a + sign * nudge))) for sign in (1.0, -1.0)]
        assert derivative.data == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", ["maximum", "minimum"])
def test_a_tie_beside_a_single_value_gives_each_side_half(name):
    v = Value(0.5)
    UFUNCS[name](np.array([0.5, 0.5]), v).sum().backward()
    assert v.grad == 1.0


@pytest.mark.parametrize("name", ["arctan2", "hypot", "logaddexp", "float_power", "copysign", "isfinite"])
def test_beside_a_single_value_plain_numbers_may_come_first(name):
    f, array = ALL_UFUNCS[name], np.array([[0.2, 0.4]])
    arguments = [array, Value(0.5)][: f.nin] if f.nin == 2 else [Value(0.5)]
    if name == "copysign":
        with pytest.raises(TypeError, match=r"but np\.copysign has no row$"):
            f(*arguments)
        return
    given = f(*arguments)
    if name == "isfinite":
        assert given is True
        return
    assert data_of(given) == pytest.approx(f(array, 0.5), rel=1e-13)
    out = np.empty((1, 2), dtype=object)
    assert f(*arguments, out=out) is out
    assert data_of(out) == pytest.approx(f(array, 0.5), rel=1e-13)
