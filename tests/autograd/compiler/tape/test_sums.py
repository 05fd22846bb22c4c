"""Sums written with + and ×: the steps of `dot` and `sum`, and the numbers of the sum as it was written."""

import random
from functools import reduce
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Value, gradients
from oracles import few
from tests.autograd.compiler.tape.test_layout import steps_of
from tests.autograd.compiler.units import MOST_UNITS, spread

XS, YS = [0.1, -1.7, 2.3, 1e-9, 7.7], [3.3, 1e5, -0.4, 2.2, -1e-3]


def test_a_sum_of_products_is_one_step_and_rounds_as_it_was_written():
    program = autograd.compile(lambda xs, ys: sum(x * y for x, y in zip(xs, ys)), XS, YS)
    assert steps_of(program) == {"dot": 1}
    assert program([XS], [YS]).tolist() == [reduce(add, (x * y for x, y in zip(XS, YS)))]


def test_what_a_sum_of_products_begins_with_is_its_bias():
    program = autograd.compile(lambda xs, ys, b: sum((x * y for x, y in zip(xs, ys)), b), XS, YS, 0.3)
    assert steps_of(program) == {"dot": 1}
    assert program([XS], [YS], [0.3]).tolist() == [reduce(add, (x * y for x, y in zip(XS, YS)), 0.3)]


def test_what_follows_the_products_is_added_last():
    program = autograd.compile(lambda xs, ys, b: sum(x * y for x, y in zip(xs, ys)) + b, XS, YS, 0.3)
    assert steps_of(program) == {"dot": 1, "add": 1}
    assert program([XS], [YS], [0.3]).tolist() == [reduce(add, (x * y for x, y in zip(XS, YS))) + 0.3]


def test_a_plain_sum_is_one_step():
    program = autograd.compile(lambda xs: sum(x.exp() for x in xs), XS)
    assert steps_of(program) == {"exp": 1, "sum": 1}


def test_a_layer_in_plain_code_is_a_layer():
    weights = [[Value(0.1 * k + j) for j in range(4)] for k in range(3)]

    def layer(xs):
        return autograd.prod([sum((w * x for w, x in zip(row, xs)), row[-1]) for row in weights])

    program = autograd.compile(layer, [0.5] * 3, parameters=[w for row in weights for w in row])
    assert steps_of(program) == {"dense": 1, "prod": 1}
    assert "w·(xs_1, xs_2, xs_3) + b" in program.source()


@pytest.mark.parametrize(
    "also",
    [lambda products, sums: products[1], lambda products, sums: sums[1], lambda products, sums: sums[1] * sums[2]],
    ids=["a product", "a sum on the way", "two sums on the way"],
)
def test_what_is_asked_for_besides_keeps_its_own_slot(also):
    xs, ys = list(map(Value, XS)), list(map(Value, YS))
    products = [x * y for x, y in zip(xs, ys)]
    sums = [products[0]]
    for product in products[1:]:
        sums.append(sums[-1] + product)
    output = sums[-1] * also(products, sums)
    result = autograd.compile([output, also(products, sums)], xs, ys)([XS], [YS])
    assert result.tolist() == [[output.data, also(products, sums).data]]
    result = autograd.compile(output, parameters=[*xs, *ys]).value_and_grad()
    assert result.parameters.tolist() == pytest.approx([g.data for g in gradients(output, [*xs, *ys])], rel=1e-13)


def test_a_sum_on_the_way_may_be_compared():
    def clipped(xs):
        total = xs[0] * xs[0]
        for x in xs[1:]:
            total = total + x * x
            if total > 100.0:
                break
        return total

    program = autograd.compile(clipped, XS)
    assert program([XS]).tolist() == [clipped(XS)]
    with pytest.raises(autograd.ControlFlowError, match="add"):
        program([[20.0, *XS[1:]]])


def test_an_overflow_on_the_way_is_reported_as_the_eager_engine_reports_it():
    program = autograd.compile(lambda xs: sum(x * x for x in xs).log(), XS)
    with pytest.raises(autograd.DomainError, match="in sample 1"):
        program([XS, [0.0] * 5])


@few
@given(seed=st.integers(0, 10**6), sums=st.integers(1, 6), parameters=st.integers(0, 6))
def test_sums_of_anything_agree_with_the_eager_engine(seed, sums, parameters):
    generator = random.Random(seed)
    leaves = [Value((generator.randint(-40, 40) + 0.37) / 32.0) for _ in range(6)]
    pool = list(leaves)
    for _ in range(sums):
        terms = [
            a * b if generator.random() < 0.7 else generator.choice([a, a.tanh()])
            for a, b in zip(generator.choices(pool, k=7), generator.choices(pool, k=7))
        ][: generator.randint(2, 7)]
        total = terms[0]
        for term in terms[1:]:
            total = total + term if generator.random() < 0.9 else term + total
            if generator.random() < 0.1:
                pool.append(total)
        pool.append(total if abs(total.data) < 4.0 else total.tanh())
    output = autograd.mean(pool)
    result = (
        autograd.compile(output, leaves[parameters:], parameters=leaves[:parameters]).value_and_grad(
            [[leaf.data for leaf in leaves[parameters:]]], inputs=True
        )
        if parameters < 6
        else autograd.compile(output, parameters=leaves).value_and_grad()
    )
    found = [*result.parameters, *(result.inputs.tolist()[0] if result.inputs else [])]
    assert abs(result.value - output.data) <= MOST_UNITS * spread(output)
    for number, true in zip(found, gradients(output, leaves), strict=True):
        assert abs(number - true.data) <= MOST_UNITS * spread(true)
