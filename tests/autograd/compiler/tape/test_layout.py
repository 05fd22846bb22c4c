"""How a graph becomes steps: one for all nodes of a level and kind, wherever their operands stand."""

import math
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import DomainError, Value, gradients
from autograd.compiler.codegen.rows import Access
from oracles import few
from tests.autograd.compiler.units import MOST_UNITS, spread

ON_NUMBERS = {
    "add": lambda a, b, c: a + b,
    "sub": lambda a, b, c: a - b,
    "mul": lambda a, b, c: a * b,
    "div": lambda a, b, c: a / (b * b + 1.0),
    "square": lambda a, b, c: a**2.0,
    "tanh": lambda a, b, c: a.tanh(),
    "exp": lambda a, b, c: a.tanh().exp(),
    "power": lambda a, b, c: (a * a + 0.5) ** -0.5,
    "clamp": lambda a, b, c: autograd.PRIMITIVES["clamp"](a, -0.75, 0.75),
    "select": autograd.PRIMITIVES["select"],
}
ON_VECTORS = {
    "dot": lambda us, vs, c: autograd.dot(us, vs),
    "dot with a bias": autograd.dot,
    "sum": lambda us, vs, c: autograd.sum(us),
    "mean": lambda us, vs, c: autograd.mean(us),
    "prod": lambda us, vs, c: autograd.prod(us),
    "max": lambda us, vs, c: largest(us),
    "logsumexp": lambda us, vs, c: autograd.logsumexp(us),
}


def largest(us):
    """The largest, away from ties, which rounding decides."""
    runner_up, top = sorted([-math.inf, *(u.data for u in us)])[-2:]
    return autograd.PRIMITIVES["max"](us) if top - runner_up > 1e-6 else autograd.mean(us)


def spaced(generator, pool, length):
    """Elements of the pool: neighbours, some a stride apart, or any."""
    stride = generator.choice([1, 1, 2, 3, 0])
    if stride == 0 or stride * length > len(pool):
        return [generator.choice(pool) for _ in range(length)]
    start = generator.randrange(len(pool) - stride * (length - 1))
    return pool[start : start + stride * (length - 1) + 1 : stride]


def grown(generator, leaves, kinds):
    """A graph of groups of alike nodes, each on what was there before it."""
    pool = list(leaves)
    for kind in kinds:
        count = generator.randint(1, 7)
        if kind in ON_NUMBERS:
            columns = [spaced(generator, pool, count) for _ in range(3)]
            made = [ON_NUMBERS[kind](*operands) for operands in zip(*columns)]
        else:
            length = generator.randint(1, 6)
            made = [
                ON_VECTORS[kind](
                    spaced(generator, pool, length), spaced(generator, pool, length), generator.choice(pool)
                )
                for _ in range(count)
            ]
        pool += [value.tanh() if abs(value.data) > 4.0 else value for value in made]
    return autograd.mean(pool)


@few
@given(
    seed=st.integers(0, 10**6),
    kinds=st.lists(st.sampled_from([*ON_NUMBERS, *ON_VECTORS]), min_size=1, max_size=9),
    inputs=st.integers(0, 4),
    frozen=st.integers(0, 2),
)
def test_groups_of_nodes_agree_with_the_eager_engine(seed, kinds, inputs, frozen):
    generator = random.Random(seed)
    leaves = [Value((generator.randint(-40, 40) + 0.37) / 32.0) for _ in range(8)]
    output = grown(generator, leaves, kinds)
    given_, parameters = leaves[:inputs], leaves[inputs + frozen :]
    program = autograd.compile(output, *given_, parameters=parameters)
    result = program.value_and_grad(*[[leaf.data] * 11 for leaf in given_], inputs=True)
    expected = gradients(output, [*given_, *parameters])
    count = len(result.outputs)
    found = [*([count * x for x in result.inputs.tolist()[-1]] if given_ else []), *result.parameters]
    assert abs(result.value - output.data) <= MOST_UNITS * spread(output)
    for number, true in zip(found, expected, strict=True):
        assert abs(number - true.data) <= MOST_UNITS * max(spread(true), count * math.ulp(true.data))


def steps_of(program):
    """How many steps there are of each kind."""
    cases = [case for case, _ in program._machine.tape.steps()]
    return Counter(case.operation.name if case.operation else case.kind for case in cases)


@pytest.mark.parametrize("count", [1, 10, 1000])
def test_nodes_side_by_side_are_one_step_however_many(count):
    weights = [Value(0.1) for _ in range(count)]
    program = autograd.compile(lambda x: autograd.sum([(w * x).tanh() for w in weights]), 0.5, parameters=weights)
    assert steps_of(program) == {"spread": 1, "mul": 1, "tanh": 1, "sum": 1}


@pytest.mark.parametrize("count", [10, 300])
def test_nodes_one_upon_another_are_a_step_each(count):
    def chain(x):
        for _ in range(count):
            x = (x * 0.5).tanh()
        return x

    assert steps_of(autograd.compile(chain, 0.5)) == {"mul": count, "tanh": count}


def test_operations_on_vectors_of_one_length_are_one_step():
    def attention(xs):
        queries, keys, values = ([[x.tanh() * k for x in xs[4 * t : 4 * t + 4]] for t in range(3)] for k in (1, 2, 3))
        mixed = []
        for query in queries:
            scores = [autograd.dot(query, key) for key in keys]
            top = autograd.logsumexp(scores)
            weights = [(score - top).exp() for score in scores]
            mixed += [autograd.dot(weights, [value[j] for value in values]) for j in range(4)]
        return autograd.sum(mixed)

    steps = steps_of(autograd.compile(attention, [0.1 * k for k in range(12)]))
    assert (steps["dot"], steps["logsumexp"], steps["exp"], steps["sub"]) == (2, 1, 1, 1)


def test_elements_a_stride_apart_need_no_list():
    tape = autograd.compile(lambda xs: autograd.sum([autograd.prod(xs[k::3]) for k in range(3)]), [0.1] * 12)
    cases = tape._machine.tape.cases
    assert {case.operation.name: case.access for case in cases} == {"prod": (Access.SPACED,), "sum": (Access.SPACED,)}
    assert not tape._machine.tape.pointers


def test_a_layer_on_a_list_is_the_step_that_it_is_on_a_vector():
    weights = [[Value(0.1 * k + j) for j in range(3)] for k in range(4)]
    parameters = [w for row in weights for w in row]

    def layer(x):
        return autograd.sum([autograd.dot(row, list(x)) for row in weights])

    program = autograd.compile(layer, [0.0] * 3, parameters=parameters)
    assert steps_of(program) == {"dense": 1, "sum": 1}
    expected = sum(w.data * x for row in weights for w, x in zip(row, [1.0, 2.0, -1.0]))
    assert list(program([[1.0, 2.0, -1.0]])) == pytest.approx([expected], rel=1e-15)


def test_vectors_of_equal_numbers_are_told_apart():
    xs, ys = ([Value(1.0) for _ in range(3)] for _ in range(2))
    w, v = ([Value(2.0) for _ in range(3)] for _ in range(2))
    program = autograd.compile(autograd.dot(w, xs) * autograd.dot(v, ys), xs, ys, parameters=[*w, *v])
    assert program.value_and_grad([[1.0, 2.0, 3.0]], [[4.0, 5.0, 6.0]]).parameters.tolist() == [
        *(x * 30.0 for x in [1.0, 2.0, 3.0]),
        *(y * 12.0 for y in [4.0, 5.0, 6.0]),
    ]


@pytest.mark.parametrize("stride", [0, 1, 2, 3])
def test_units_that_share_weights_each_add_to_their_gradients(stride):
    kernel = [Value(0.1 * k) for k in range(30)]

    def convolved(x):
        return autograd.sum([autograd.dot(kernel[stride * k : stride * k + 3], x) for k in range(9)])

    program = autograd.compile(convolved, [0.0] * 3, parameters=kernel)
    expected = [0.0] * 30
    for k in range(9):
        for j, x in enumerate([1.0, 2.0, 4.0]):
            expected[stride * k + j] += x
    assert program.value_and_grad([[1.0, 2.0, 4.0]]).parameters.tolist() == expected


def test_a_number_that_stands_in_the_graph_many_times_takes_one_slot():
    program = autograd.compile(lambda x: autograd.sum([x * 2.0, x + 2.0, x / 2.0, x * 3.0]), 1.0)
    assert sorted(program._machine.tape.constants.values()) == [2.0, 3.0]


def test_zero_and_minus_zero_are_two_numbers():
    program = autograd.compile(lambda x: [x * 0.0, x * -0.0], 1.0)
    assert [math.copysign(1.0, y) for y in program([1.0]).tolist()[0]] == [1.0, -1.0]


def test_what_the_first_output_does_not_depend_on_gets_no_adjoint():
    w = Value(2.0)
    program = autograd.compile(lambda x: w * x if (w * x).exp() > 0.0 else x, 1.0, parameters=[w])
    wanted = {case.operation.name: case.wanted for case, _ in program._machine.tape.steps() if case.operation}
    assert not any(wanted["exp"])
    assert program.value_and_grad([3.0]).parameters.tolist() == [3.0]


TABLE = [[Value(10.0 * row + column, label=f"t{row}{column}") for column in range(3)] for row in range(5)]
ENTRIES = [entry for row in TABLE for entry in row]


def squares_of_row(place, weight):
    return weight * autograd.sum([entry * entry for entry in autograd.pick(TABLE, place)])


def test_the_row_of_a_table_is_picked_by_one_step():
    program = autograd.compile(squares_of_row, 0.0, 1.0, parameters=ENTRIES)
    assert steps_of(program)["pick"] == 1
    assert "row place of 5" in program.source()


@pytest.mark.parametrize("count", [1, 8, 19])
def test_rows_of_a_table_and_their_gradients_are_each_samples_own(count):
    program = autograd.compile(squares_of_row, 0.0, 1.0, parameters=ENTRIES)
    generator = random.Random(count)
    places, weights = [generator.randrange(5) for _ in range(count)], [generator.random() for _ in range(count)]
    result = program.value_and_grad(places, weights, reduction="sum", inputs=True)
    rows = [[entry.data for entry in row] for row in TABLE]
    assert result.outputs.tolist() == pytest.approx(
        [weight * sum(x * x for x in rows[place]) for place, weight in zip(places, weights)], rel=1e-15
    )
    totals = [sum(weight for place, weight in zip(places, weights) if place == row) for row in range(5)]
    expected = [2.0 * x * total for row, total in zip(rows, totals) for x in row]
    assert result.parameters.tolist() == pytest.approx(expected, rel=1e-14)
    assert [row[0] for row in result.inputs.tolist()] == [0.0] * count


def test_a_single_parameter_is_picked_from_a_vector_of_them():
    table = [Value(0.5), Value(1.5), Value(-2.0)]
    program = autograd.compile(lambda i: autograd.pick(table, i) ** 2.0, 0.0, parameters=table)
    result = program.value_and_grad([2, 0, 2], reduction="sum")
    assert result.outputs.tolist() == [4.0, 0.25, 4.0]
    assert result.parameters.tolist() == [1.0, 0.0, -8.0]


@pytest.mark.parametrize("place", [-1.0, 5.0, 1e300, -1e300])
@pytest.mark.parametrize("table", [TABLE, [[entry * 1.0 for entry in row] for row in TABLE]], ids=["read", "computed"])
def test_a_computed_place_outside_the_table_is_refused_and_nothing_of_it_is_read(place, table):
    program = autograd.compile(
        lambda i: autograd.sum(autograd.pick(table, i * 1.0)), 0.0, parameters=[*ENTRIES, Value(0.0)]
    )
    with pytest.raises(DomainError, match=r"element is not defined at .* in sample 1"):
        program.value_and_grad([0.0, place])


def test_of_a_computed_place_between_whole_numbers_the_whole_part_counts():
    program = autograd.compile(lambda i: autograd.sum(autograd.pick(TABLE, i * 1.0)), 0.0, parameters=ENTRIES)
    assert program([0.0, 1.75, 4.999]).tolist() == [3.0, 33.0, 123.0]


@given(seed=st.integers(0, 2**32 - 1), is_all=st.booleans())
@few
def test_an_inner_product_of_parameters_is_one_step_that_needs_no_slots_for_them(seed, is_all):
    """Of any of them in any order, with themselves, with others, the same one twice; mixed with the samples, or not."""
    generator = random.Random(seed)
    parameters = [Value(generator.gauss(0.0, 1.0), label=f"w{k}") for k in range(9)]
    length = generator.randint(1, 6)
    first = spaced(generator, parameters, length)
    second = first if generator.random() < 0.4 else spaced(generator, parameters, length)

    def function(x, u):
        inner = autograd.dot(first, second)
        return inner if is_all else (x * inner).tanh() + u * inner

    program = autograd.compile(function, 0.0, 0.0, parameters=parameters)
    assert steps_of(program)["inner"] == 1
    assert program.slots <= 7
    samples = [[generator.gauss(0.0, 1.0) for _ in range(11)] for _ in range(2)]
    result = program.value_and_grad(*samples, inputs=True)
    leaves = [[Value(number) for number in column] for column in samples]
    outputs = [function(*pair) for pair in zip(*leaves)]
    mean = autograd.mean(outputs)
    assert abs(result.value - mean.data) <= MOST_UNITS * spread(mean)
    for number, true in zip(result.parameters, gradients(mean, parameters)):
        assert abs(number - true.data) <= MOST_UNITS * max(spread(true), 11 * math.ulp(true.data))
    slopes = gradients(mean, [leaf for column in leaves for leaf in column])
    found = [row[k] for k in range(2) for row in result.inputs.tolist()]
    assert found == pytest.approx([slope.data for slope in slopes], rel=1e-13, abs=1e-15)


def test_an_inner_product_that_is_only_an_output_beside_is_not_differentiated():
    w = [Value(2.0, label="w1"), Value(3.0, label="w2")]
    program = autograd.compile(lambda x: [w[0] * x, autograd.dot(w, w)], 1.0, parameters=w)
    assert [list(row) for row in program([1.0, 2.0]).tolist()] == [[2.0, 13.0], [4.0, 13.0]]
    sources, count = program.read([1.0, 2.0])
    _, slopes = program.differentiated(sources, range(count), 1.0)
    assert list(slopes) == [3.0, 0.0]


def test_an_inner_product_that_overflows_is_the_eager_engines_to_tell():
    w = Value(1e200, label="w")
    program = autograd.compile(lambda x: x * autograd.dot([w], [w]), 1.0, parameters=[w])
    assert list(program([1.0, -1.0])) == [math.inf, -math.inf]
