"""Programs against the eager engine: random graphs, batches of all sizes, errors, data of all kinds."""

import math
import random
import re
from array import array
from concurrent.futures import ThreadPoolExecutor

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import PRIMITIVES, DomainError, Value, gradients, vector
from autograd.compiler.codegen import jit
from autograd.strategies import expressions
from oracles import few
from tests.autograd.compiler.units import MOST_UNITS, spread


@few
@given(expression=expressions(), data=st.data())
def test_random_graphs_agree_with_the_eager_engine_within_8_units(expression, data):
    output, leaves = expression.graph()
    chosen = data.draw(st.sets(st.integers(0, len(leaves) - 1)))
    inputs = [leaves[k] for k in sorted(chosen)]
    parameters = [leaf for k, leaf in enumerate(leaves) if k not in chosen]
    expected = gradients(output, [*inputs, *parameters])
    compiled = autograd.compile(output, *inputs, parameters=parameters)
    result = compiled.value_and_grad(*[[leaf.data] for leaf in inputs], inputs=True)
    assert abs(result.value - output.data) <= MOST_UNITS * spread(output)
    found = [*result.inputs.tolist()[0], *result.parameters] if inputs else result.parameters
    for number, true in zip(found, expected, strict=True):
        assert abs(number - true.data) <= MOST_UNITS * spread(true)


def unit_and_loss():
    """A small net and its loss as a function of a sample, written without nn."""
    generator = random.Random(0)
    layers = [
        [[Value(generator.uniform(-1, 1)) for _ in range(before + 1)] for _ in range(after)]
        for before, after in ((3, 5), (5, 2))
    ]
    parameters = [w for layer in layers for unit in layer for w in unit]
    vectors = [[(vector(unit[:-1]), unit[-1]) for unit in layer] for layer in layers]

    def loss(x, t):
        hidden = vector([autograd.dot(w, x, b).tanh() for w, b in vectors[0]])
        logits = [autograd.dot(w, hidden, b) for w, b in vectors[1]]
        return autograd.softmax_cross_entropy(logits, [t, 1.0 - t])

    return parameters, loss


def samples(count, seed=0):
    generator = random.Random(seed)
    return [[generator.gauss(0, 1) for _ in range(3)] for _ in range(count)], [generator.random() for _ in range(count)]


def eager_mean(loss, X, y):
    return autograd.PRIMITIVES["sum"]([loss(vector(x), t) for x, t in zip(X, y)]) / len(X)


@pytest.mark.parametrize("count", [1, 2, 7, 8, 9, 15, 16, 17, 100, 1000])
def test_batches_of_any_size_agree_with_the_eager_engine(count):
    parameters, loss = unit_and_loss()
    X, y = samples(count)
    program = autograd.compile(loss, [0.0] * 3, 0.0, parameters=parameters)
    result = program.value_and_grad(X, y)
    mean = eager_mean(loss, X, y)
    mean.backward()
    assert math.isclose(result.value, mean.data, rel_tol=1e-14)
    assert len(result.outputs) == count
    for number, parameter in zip(result.parameters, parameters, strict=True):
        assert math.isclose(number, parameter.grad, rel_tol=1e-12, abs_tol=1e-15)


def test_the_gradients_of_the_inputs_are_those_of_each_sample():
    parameters, loss = unit_and_loss()
    X, y = samples(11)
    result = autograd.compile(loss, [0.0] * 3, 0.0, parameters=parameters).value_and_grad(X, y, inputs=True)
    for row, x, t in zip(result.inputs.tolist(), X, y, strict=True):
        leaves = [*map(Value, x), Value(t)]
        (loss(vector(leaves[:3]), leaves[3]) / len(X)).backward()
        assert row == pytest.approx([leaf.grad for leaf in leaves], rel=1e-13)


def test_a_sum_in_place_of_the_mean():
    program = autograd.compile(lambda x: x * x, 0.0)
    assert program.value_and_grad([1.0, 2.0], reduction="sum", inputs=True).inputs.tolist() == [[2.0], [4.0]]
    assert program.value_and_grad([1.0, 2.0], reduction="sum").value == 5.0


def test_numbers_do_not_depend_on_the_number_of_threads():
    parameters, loss = unit_and_loss()
    X, y = samples(30_000)
    program = autograd.compile(loss, [0.0] * 3, 0.0, parameters=parameters)
    assert program.value_and_grad(X, y, threads=1) == program.value_and_grad(X, y, threads=3)


@pytest.mark.parametrize("count", [1, 3, 8, 9, 64, 100])
def test_a_layer_adds_each_product_unrounded_where_the_processor_can(count):
    small = 2.0**-30
    weight, bias = Value(1.0 + small), Value(-1.0)  # times 1 − small, that is 1 − small², which rounds to 1
    program = autograd.compile(lambda x: autograd.dot([weight], [x], bias), 0.0, parameters=[weight, bias])
    can = jit.has_feature("fma") or jit.has_feature("neon")
    assert list(program([1.0 - small] * count)) == [-(small**2) if can else 0.0] * count


def test_several_threads_may_call_one_program():
    parameters, loss = unit_and_loss()
    program = autograd.compile(loss, [0.0] * 3, 0.0, parameters=parameters)
    batches = [samples(50, seed) for seed in range(16)]
    expected = [program.value_and_grad(*batch) for batch in batches]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda batch: program.value_and_grad(*batch), batches * 4)) == expected * 4


def test_present_data_of_the_parameters_are_used_and_nothing_is_written_into_them():
    w = Value(2.0)
    program = autograd.compile(lambda x: w * x, 0.0)
    w.data = 3.0
    result = program.value_and_grad([5.0])
    assert (result.value, list(result.parameters), w.grad) == (15.0, [5.0], None)
    assert list(program([5.0], parameters=[7.0])) == [35.0]


def test_leaves_that_are_neither_inputs_nor_parameters_keep_their_numbers():
    a, b, x = Value(2.0), Value(3.0), Value(1.0)
    program = autograd.compile(a * x + b, x, parameters=[a])
    b.data = 100.0
    result = program.value_and_grad([4.0])
    assert (result.value, list(result.parameters)) == (11.0, [4.0])


def test_several_outputs_give_a_row_a_sample():
    program = autograd.compile(lambda x, y: [x + y, x * y], 0.0, 0.0)
    assert program([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]).tolist() == [[5.0, 4.0], [7.0, 10.0], [9.0, 18.0]]
    with pytest.raises(TypeError, match="one output to differentiate, this one has 2"):
        program.value_and_grad([1.0], [1.0])


def test_an_output_may_be_an_input_a_parameter_or_a_constant():
    w = Value(2.0)
    program = autograd.compile(lambda x: [x, w, 5.0], 0.0, parameters=[w])
    assert program([1.0]).tolist() == [[1.0, 2.0, 5.0]]


def test_a_parameter_used_twice_gets_both_contributions():
    w = Value(3.0)
    weights = vector([w])
    program = autograd.compile(lambda x: autograd.dot(weights, [autograd.dot(weights, [x]) * w]), 0.0)
    assert list(program.value_and_grad([2.0]).parameters) == [3 * 3.0**2 * 2.0]


@given(chosen=st.lists(st.integers(0, 4), min_size=2, max_size=4), with_bias=st.booleans())
def test_parameters_of_the_same_number_are_told_apart(chosen, with_bias):
    """Weights that stand side by side among the parameters are read as a block; others of equal numbers are not."""
    parameters = [Value(1.0) for _ in range(5)]
    weights = [parameters[k] for k in chosen]
    program = autograd.compile(
        lambda x: autograd.dot(weights, [x] * len(weights), *parameters[4:] * with_bias), 0.0, parameters=parameters
    )
    expected = [3.0 * chosen.count(k) + (k == 4 and with_bias) for k in range(5)]
    assert list(program.value_and_grad([3.0]).parameters) == expected


# Data


@pytest.mark.parametrize(
    "rows",
    [
        [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]],
        [(1, 2), (3, 4), (5, 6)],
        [array("d", [1, 2]), array("d", [3, 4]), array("d", [5, 6])],
        memoryview(array("d", [1, 2, 3, 4, 5, 6])).cast("B").cast("d", shape=[3, 2]),
        memoryview(array("f", [1, 2, 3, 4, 5, 6])).cast("B").cast("f", shape=[3, 2]),
    ],
    ids=["lists", "tuples of ints", "arrays", "a matrix", "a matrix of floats in single precision"],
)
def test_a_batch_may_be_of_any_kind(rows):
    program = autograd.compile(lambda x: x[0] - 10.0 * x[1], [0.0, 0.0])
    assert list(program(rows)) == [-19.0, -37.0, -55.0]


def test_numpy_arrays_are_read_in_place_however_they_lie_in_memory():
    import numpy

    program = autograd.compile(lambda x, t: x[0] - 10.0 * x[1] + t, [0.0, 0.0], 0.0)
    rows, targets = numpy.arange(1.0, 7.0).reshape(3, 2), numpy.array([100.0, 200.0, 300.0])
    expected = [81.0, 163.0, 245.0]
    read_only = rows.copy()
    read_only.flags.writeable = False
    wide = numpy.zeros((3, 4))
    wide[:, ::2] = rows
    for matrix in (rows, numpy.asfortranarray(rows), rows[::-1][::-1], read_only, wide[:, ::2], rows.astype("float32")):
        assert list(program(matrix, targets)) == expected
    assert list(program(rows[::-1], targets[::-1])) == expected[::-1]
    assert numpy.asarray(program(rows, targets)).tolist() == expected


def test_wrong_data_are_refused_by_name():
    program = autograd.compile(lambda x, t: x[0] * x[1] + t, [0.0, 0.0], 0.0)
    for batch, error, message in (
        (([[1.0, 2.0]],), TypeError, "expected 2 arguments, got 1"),
        (([[1.0, 2.0]], [1.0, 2.0]), ValueError, "as many samples in each argument, got 1 in x, 2 in t"),
        (([[1.0, 2.0], [1.0]], [1.0, 2.0]), ValueError, "expected 2 numbers in row 1 of x, got 1"),
        (([1.0, 2.0], [1.0, 2.0]), TypeError, "a row of 2 numbers in row 0 of x, got 1.0"),
        (([[1.0, "a"]], [1.0]), TypeError, "expected a number in entry 1 of row 0 of x, got 'a'"),
        (([[1.0, 2.0]], 1.0), TypeError, "expected t to be a sequence of samples, got 1.0"),
        (
            (array("d", [1.0, 2.0]), [1.0, 2.0]),
            ValueError,
            re.escape("a row of 2 numbers a sample, got an array of shape (2,)"),
        ),
    ):
        with pytest.raises(error, match=message):
            program(*batch)
    with pytest.raises(ValueError, match="expected 0 parameters, got 1"):
        program([[1.0, 2.0]], [1.0], parameters=[1.0])
    with pytest.raises(ValueError, match="unknown reduction 'max': expected one of mean, sum"):
        program.value_and_grad([[1.0, 2.0]], [1.0], reduction="max")
    with pytest.raises(ValueError, match="expected at least one sample, got none"):
        program.value_and_grad([], [])


def test_nan_in_the_data_is_refused_with_its_row_and_column():
    program = autograd.compile(lambda x, t: x[0].relu() * x[1] + t, [0.0, 0.0], 0.0)
    with pytest.raises(ValueError, match="expected numbers in x, got NaN in row 9, column 1"):
        program([*[[1.0, 2.0]] * 9, [1.0, math.nan]], [0.0] * 10)
    with pytest.raises(ValueError, match="expected numbers in t, got NaN in row 2"):
        program.value_and_grad([[1.0, 2.0]] * 3, [0.0, 0.0, math.nan])


# Errors


def test_a_domain_error_names_operation_operand_and_sample_as_the_eager_engine_would():
    program = autograd.compile(lambda x: x.log() + 1.0, 1.0)
    with pytest.raises(DomainError, match=re.escape("log is not defined at x = -2.0, in sample 37")):
        program([*[1.0] * 37, -2.0, -3.0])


def test_a_derivative_that_is_missing_is_reported_only_where_it_is_asked_for():
    program = autograd.compile(lambda x: x.sqrt(), 1.0)
    assert list(program([0.0, 4.0])) == [0.0, 2.0]
    assert program.value_and_grad([0.0, 4.0]).value == 1.0
    with pytest.raises(DomainError, match=re.escape("sqrt has no derivative at x = 0.0, in sample 1")):
        program.value_and_grad([4.0, 0.0], inputs=True)


def test_an_overflow_that_a_later_operation_hides_is_reported():
    program = autograd.compile(lambda x: 1.0 / (1.0 + x.exp()), 1.0)
    with pytest.raises(OverflowError, match=re.escape("exp is too large for a float at x = 800.0, in sample 1")):
        program([1.0, 800.0])


def test_samples_that_are_not_finite_are_computed_eagerly_among_the_others():
    w = Value(2.0)
    program = autograd.compile(lambda x: (w * x).relu(), 1.0)
    result = program.value_and_grad([1.0, math.inf, 3.0], reduction="sum", inputs=True)
    assert list(result.outputs) == [2.0, math.inf, 6.0]
    assert list(result.parameters) == [math.inf]
    assert result.inputs.tolist() == [[2.0], [2.0], [2.0]]


def test_infinities_that_plain_sums_and_products_let_through_are_let_through():
    program = autograd.compile(lambda x: x * 2.0 + 1.0, 1.0)
    assert list(program([1.0, math.inf])) == [3.0, math.inf]
    assert list(program([1.0, 1.5e308])) == [3.0, math.inf]


def test_without_llvmlite_compile_says_what_to_install(monkeypatch):
    monkeypatch.setattr(jit, "is_available", lambda: False)
    with pytest.raises(ImportError, match=re.escape('compiled graphs need llvmlite: pip install "chalkgrad[fast]"')):
        autograd.compile(lambda x: x, 0.0)


@pytest.mark.parametrize(
    ("example", "told"),
    [
        ("a", "x to be a real number, got 'a'"),
        ([1.0, "b"], "x_2 to be a real number, got 'b'"),
        (None, "x to be a real"),
    ],
)
def test_an_example_that_is_no_number_is_named(example, told):
    with pytest.raises(TypeError, match=f"^expected the example of {told}"):
        autograd.compile(lambda x: x, example)


def test_what_is_no_leaf_or_named_twice_is_refused():
    x, y = Value(1.0), Value(2.0)
    with pytest.raises(ValueError, match=re.escape("expected leaves as inputs and parameters, got Value(3.0")):
        autograd.compile((x + y) * x, x + y)
    with pytest.raises(ValueError, match=re.escape("each input and parameter once, got Value(1.0) twice")):
        autograd.compile(x + y, x, parameters=[y, x])
    one, other = Value(1.0, "one"), Value(1.0, "other")
    with pytest.raises(ValueError, match=r"once, got Value\(1\.0, label='other'\) twice"):
        autograd.compile(one + other, one, parameters=[other, other])
    with pytest.raises(TypeError, match=r"expected Values as inputs and parameters, got 3.0"):
        autograd.compile(x + y, [x, 3.0])
    with pytest.raises(TypeError, match="expected what is compiled to give a Value, or several, got 'x'"):
        autograd.compile("x", x)


LOGITS = [[1.0, 2.0, 0.5], [3.0, -1.0, 2.5], [0.0, 0.25, 7.0], [1.0, 1.0, 0.0], [-1000.0, 1000.0, 999.5]]
"""Another is the largest in each; two at once; beyond what exp holds."""


def softmax_of(logits):
    with mpmath.workdps(50):
        exponentials = [mpmath.exp(z) for z in logits]
        return [e / mpmath.fsum(exponentials) for e in exponentials]


def test_the_derivatives_of_logsumexp_are_a_graph_that_chooses_anew_for_each_sample():
    program = autograd.compile(lambda zs: autograd.gradients(autograd.logsumexp(zs), list(zs)), LOGITS[0])
    for logits, row in zip(LOGITS, program(LOGITS).tolist()):
        assert row == pytest.approx([float(p) for p in softmax_of(logits)], rel=1e-14, abs=0.0)


def test_and_so_are_its_second_derivatives():
    """p_k·(δ_jk − p_j), by the first logit."""

    def slopes_of_a_slope(zs):
        first, *_ = autograd.gradients(autograd.logsumexp(zs), list(zs))
        return autograd.gradients(first, list(zs))

    program = autograd.compile(slopes_of_a_slope, LOGITS[0])
    for logits, row in zip(LOGITS[:4], program(LOGITS[:4]).tolist()):
        p = softmax_of(logits)
        expected = [float(p[k] * ((k == 0) - p[0])) for k in range(3)]
        assert row == pytest.approx(expected, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("target", [0.0, 1.0, 2.0])
def test_the_derivatives_of_cross_entropy_are_such_a_graph_too(target):
    def slopes(zs):
        return autograd.gradients(PRIMITIVES["class_cross_entropy"](zs, target), list(zs))

    program = autograd.compile(slopes, LOGITS[0])
    for logits, row in zip(LOGITS, program(LOGITS).tolist()):
        expected = [float(p - (k == target)) for k, p in enumerate(softmax_of(logits))]
        assert row == pytest.approx(expected, rel=1e-13, abs=1e-300)


def test_and_those_of_the_largest_where_ties_have_equal_shares():
    program = autograd.compile(lambda zs: autograd.gradients(autograd.max(zs), list(zs)), LOGITS[0])
    expected = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0]]
    assert program(LOGITS).tolist() == expected
