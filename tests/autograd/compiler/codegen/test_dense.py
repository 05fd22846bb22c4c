"""Layers: whatever their size and however many samples, each sum is that of its terms, one after the other."""

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
import nn
from autograd import Value, compiler, dot
from autograd.compiler.codegen import jit
from oracles import few

pytestmark = pytest.mark.needs("llvmlite")

SIZES = st.integers(1, 40)
SAMPLES = st.integers(1, 200)


def a_layer(generator, inputs, rows, has_bias):
    """Weights and biases as the parameters of one program, unit by unit."""
    weights = [[Value(generator.uniform(-1, 1)) for _ in range(inputs)] for _ in range(rows)]
    biases = [Value(generator.uniform(-1, 1)) if has_bias else None for _ in range(rows)]
    units = list(zip(weights, biases))
    parameters = [p for row, bias in units for p in ([*row] if bias is None else [*row, bias])]

    def layer(x):
        return [dot(row, x) if bias is None else dot(row, x, bias) for row, bias in units]

    return layer, parameters, units


def data(generator, samples, inputs):
    return [[generator.uniform(-2, 2) for _ in range(inputs)] for _ in range(samples)]


def added(total, a, b):
    """total + a·b as this processor does it: rounded once where it has such an instruction."""
    if jit.has_feature("fma") or jit.has_feature("neon"):
        return float(Fraction(a) * Fraction(b) + Fraction(total))
    return total + a * b


@few
@given(inputs=SIZES, rows=SIZES, samples=SAMPLES, has_bias=st.booleans(), seed=st.integers(0, 99))
def test_a_layer_of_any_size_gives_the_sums_to_rounding(inputs, rows, samples, has_bias, seed):
    generator = random.Random(seed)
    layer, parameters, units = a_layer(generator, inputs, rows, has_bias)
    X = data(generator, samples, inputs)
    program = autograd.compile(layer, X[0], parameters=parameters)
    for x, results in zip(X, program(X).tolist(), strict=True):
        for (row, bias), result in zip(units, results):
            terms = [w.data * number for w, number in zip(row, x)] + ([] if bias is None else [bias.data])
            assert abs(result - math.fsum(terms)) <= len(terms) * math.ulp(math.fsum(map(abs, terms)))


@few
@given(
    inputs=st.integers(1, 40),
    hidden=st.integers(1, 9),
    outputs=st.integers(1, 4),
    samples=st.integers(1, 70),
    seed=st.integers(0, 99),
)
def test_a_net_of_any_size_has_the_gradients_of_the_eager_engine(inputs, hidden, outputs, samples, seed):
    generator = random.Random(seed)
    model = nn.MLP(inputs, [hidden, outputs], activation="tanh", seed=seed)
    X, y = data(generator, samples, inputs), [generator.randrange(outputs) for _ in range(samples)]
    loss = autograd.compile(
        lambda x: lambda t: nn.cross_entropy([*model(x)] if outputs > 1 else [model(x)], t),
        X[0],
        cases=y,
        parameters=model.parameters(),
    )
    result = loss.value_and_grad(X, y, inputs=True)
    xs = [[Value(number) for number in x] for x in X]
    for x, t in zip(xs, y):
        (nn.cross_entropy([*model(x)] if outputs > 1 else [model(x)], t) / samples).backward()
    assert list(result.parameters) == pytest.approx([p.grad for p in model.parameters()], rel=1e-11, abs=1e-13)
    slopes = [row[:inputs] for row in result.inputs.tolist()]
    assert [number for row in slopes for number in row] == pytest.approx(
        [value.grad for x in xs for value in x], rel=1e-11, abs=1e-13
    )


@pytest.mark.parametrize("samples", [1, 7, 8, 31, 64, 75])
def test_sums_are_fused_term_by_term_to_the_last_bit(samples):
    generator = random.Random(samples)
    layer, parameters, units = a_layer(generator, 101, 7, has_bias=True)
    X = data(generator, samples, 101)
    program = autograd.compile(layer, X[0], parameters=parameters)
    outputs = program(X).tolist()
    for k in {0, samples // 2, samples - 1}:
        x, results = X[k], outputs[k]
        for (row, bias), result in zip(units, results):
            total = bias.data
            for w, number in zip(row, x):
                total = added(total, w.data, number)
            assert result == total


@pytest.mark.parametrize("samples", [1, 8, 13, 64, 75])
def test_a_weights_gradient_is_added_up_sample_by_sample_to_the_last_bit(samples):
    generator = random.Random(samples)
    layer, parameters, units = a_layer(generator, 19, 5, has_bias=True)
    factors = [generator.uniform(-1, 1) for _ in units]
    X = data(generator, samples, 19)
    program = autograd.compile(
        lambda x: sum(factor * z for factor, z in zip(factors, layer(x))), X[0], parameters=parameters
    )
    gradient = iter(program.value_and_grad(X, reduction="sum").parameters)
    for factor in factors:
        for column in range(20):
            total = 0.0
            for x in X:
                total = added(total, factor, [*x, 1.0][column])
            assert next(gradient) == total


def test_a_sample_gives_the_same_bits_wherever_it_stands():
    generator = random.Random(0)
    model = nn.MLP(19, [23, 11], activation="sigmoid", seed=0)
    X = data(generator, 83, 19)
    program = autograd.compile(model, X[0], parameters=model.parameters())
    together = program(X).tolist()
    for first, last in ((0, 1), (5, 21), (82, 83), (10, 83)):
        assert program(X[first:last]).tolist() == together[first:last]


@pytest.mark.parametrize("samples", [3, 70])
def test_a_sample_beyond_a_floats_range_is_found_in_whichever_block_it_is(samples):
    layer, parameters, _ = a_layer(random.Random(1), 9, 6, has_bias=False)
    X = data(random.Random(2), samples, 9)
    X[samples - 2] = [1.7e308] * 9
    for parameter in parameters:
        parameter.data = 1.0
    with pytest.raises(OverflowError, match=f"sample {samples - 2}"):
        autograd.compile(layer, X[0], parameters=parameters)(X)


def test_a_layer_is_one_product_forward_and_two_backward_whatever_its_size():
    program = compiler.compile(nn.MLP(3, [4, 2], seed=0), [0.0] * 3)
    assert program.source().count("dense") == 2


@pytest.mark.parametrize("threads", [2, 3, 5])
def test_gradients_do_not_depend_on_the_number_of_threads(threads):
    model = nn.MLP(60, [50, 4], activation="tanh", seed=0)
    X = data(random.Random(3), 700, 60)
    y = [k % 4 for k in range(700)]
    loss = autograd.compile(
        lambda x: lambda t: nn.cross_entropy(model(x), t), X[0], cases=y, parameters=model.parameters()
    )
    assert len(loss._machine.chunks(-(-700 // 8), backward=True)) > 2
    assert loss.value_and_grad(X, y, threads=threads) == loss.value_and_grad(X, y, threads=1)
