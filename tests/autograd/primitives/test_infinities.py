"""What an infinite operand gives: the limit as it grows, the other operands as they are; else DomainError.

Where a row gives a number without a limit, or NaN, its convention says so. Engine, graph of derivatives, program and
`is_defined_at` say the same.
"""

import itertools
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import PRIMITIVES, DomainError, Value, strategies
from oracles import exact, few, mp, number_at, places_of, rows, true_partial, true_value, with_number_at
from tests.autograd.compiler.codegen.test_operations import compiled, eager
from tests.autograd.primitives.laws import every_row, leaves, partial_at

BITS = 2500
with mp.workprec(BITS):
    DISTANCES = [mp.e * mp.mpf(10) ** exponent for exponent in (20, 40, 80)]
"""How far out a limit is looked for: not at whole numbers, nor at zeros of the sine."""
INF = math.inf
UNKNOWN = object()
"""Stands for a limit that is not looked for, as at a kink."""


def infinite_places(operands):
    return [place for place in places_of(operands) if math.isinf(number_at(operands, place))]


def ways_out(operands):
    """Sequences of finite operands that go to the infinite ones: together, or one of them faster or slower."""
    places = infinite_places(operands)
    paces = (lambda x: 3 * x, lambda x: x**2, mp.log) if len(places) > 1 else (lambda x: x,)
    return [
        [finite_instead(operands, {place: pace(x) if place == other else x for place in places}) for x in DISTANCES]
        for pace in paces
        for other in places
    ]


def finite_instead(operands, sizes):
    finite = exact(operands)
    for place, size in sizes.items():
        finite = with_number_at(finite, place, size * mp.sign(number_at(operands, place)))
    return finite


def limit(quantity, operands):
    """Where `quantity` goes on all ways out; None if it goes nowhere, or not to the same."""
    with mp.workprec(BITS):
        ways = [[quantity(finite) for finite in sequence] for sequence in ways_out(operands)]
    if any(UNKNOWN in numbers for numbers in ways):
        return UNKNOWN
    first, *others = map(end_of, ways)
    return first if first is not None and all(end is not None and agree(end, first) for end in others) else None


def end_of(numbers):
    before, last = numbers[1:]
    if isinstance(last, mp.mpc) or mp.isnan(last):
        return None
    if abs(last) < 1e-15:
        return 0.0
    if all(abs(b) > 1.9 * abs(a) and a * b > 0 for a, b in itertools.pairwise(numbers)) and abs(last) > 50:
        return math.copysign(math.inf, last)
    return float(last) if abs(last - before) <= 1e-12 * abs(last) else None


def agree(a, b):
    return a == b or math.isclose(a, b, rel_tol=1e-12)


@st.composite
def operands_with_infinities(draw, row):
    """Everyday numbers, some of them replaced by an infinity, in the row's domain or not."""
    operands = draw(strategies.operands(row, calm=True))
    places = places_of(operands)
    for place in draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique=True)):
        operands = with_number_at(operands, place, draw(st.sampled_from([-math.inf, math.inf])))
    return operands


def outcome(function):
    """A number, or DomainError, which ZeroDivisionError and ValueError in a partial become."""
    try:
        return function()
    except (ZeroDivisionError, ValueError):
        return DomainError


def same(a, b):
    return a is b or (DomainError not in (a, b) and (agree(a, b) or (math.isnan(a) and math.isnan(b))))


@every_row
@few
@given(data=st.data())
def test_an_infinite_operand_gives_the_limit_or_is_refused(row, data):
    operands = data.draw(operands_with_infinities(row))
    value = outcome(lambda: row(*operands))
    assert (value is DomainError) == (not row.is_defined_at(*operands))
    assert same(value, outcome(lambda: row(*leaves(operands)).data))
    if value is DomainError:
        assert lies_outside(row, operands) or limit(lambda finite: true_value(row, finite)[0], operands) is None
        return
    check(row, value, limit(lambda finite: true_value(row, finite)[0], operands))
    for place in places_of(operands):
        slope = outcome(lambda place=place: partial_at(row, operands, place))
        check(row, slope, limit(lambda finite, place=place: partial_or_unknown(row, finite, place), operands))


def lies_outside(row, operands):
    """Whether an interval ends before infinity, or finite operands are refused all the way out, or a convention is."""
    return any(
        not row.is_defined_at(*finite) or "∞" in row.convention
        for sequence in ways_out(operands)
        for finite in sequence
    )


def partial_or_unknown(row, finite, place):
    measured = true_partial(row, finite, place)
    return UNKNOWN if measured is None else measured[0]


def check(row, found, true):
    """A limit is given, or NaN that the row's convention speaks of; without a limit, what the convention says of ∞."""
    if true is UNKNOWN:
        return
    if true is None:
        assert found is DomainError or "∞" in row.convention
    elif found is DomainError or math.isnan(found):
        assert "NaN" in row.convention
    else:
        assert agree(found, true)


@every_row
@few
@given(data=st.data())
def test_derivatives_as_graphs_give_the_same_at_infinity(row, data):
    operands = data.draw(operands_with_infinities(row))
    for place in places_of(operands) if row.is_defined_at(*operands) else []:
        eager_slope = outcome(lambda place=place: partial_at(row, operands, place))
        assert same(eager_slope, outcome(lambda place=place: slope_as_graph(row, operands, place)))


def slope_as_graph(row, operands, place):
    value = Value(number_at(operands, place))
    [slope] = autograd.gradients(row(*with_number_at(operands, place, value)), [value])
    return slope.data


@pytest.mark.needs("llvmlite")
@every_row
@few
@given(data=st.data())
def test_a_program_gives_the_same_at_infinity(row, data):
    operands = data.draw(operands_with_infinities(row))
    if is_no_place(row, operands):
        return
    try:
        expected = eager(row, operands)
    except DomainError as error:
        with pytest.raises(DomainError, match=re.escape(f"{error}, in sample 0")):
            compiled(row, operands)
    else:
        value, gradient = compiled(row, operands)
        assert all(map(same, [value, *gradient], [expected[0], *expected[1]]))


@pytest.mark.parametrize(
    "row",
    [row for row in rows() if (row.arity > 1 or row.vectors[0]) and any(INF in interval for interval in row.domain)],
    ids=lambda row: row.name,
)
@few
@given(data=st.data())
def test_a_program_with_an_infinite_constant_gives_the_same(row, data):
    operands = data.draw(operands_with_infinities(row))
    if len(infinite_places(operands)) == len(places_of(operands)) or not row.is_defined_at(*operands):
        return
    if is_no_place(row, operands):
        return
    recorded, expected_inputs = with_infinities_as_constants(operands)
    expected = outcome(lambda: differentiated(row, recorded, expected_inputs))
    if expected is DomainError:
        return
    recorded, inputs = with_infinities_as_constants(operands)
    result = autograd.compile(row(*recorded), *inputs).value_and_grad(*[[v.data] for v in inputs], inputs=True)
    assert all(map(same, [result.outputs[0], *result.inputs.tolist()[0]], expected))


def is_no_place(row, operands):
    """Whether a program would be asked for an element where none can stand: it refuses that before it computes."""
    return row.name == "element" and not (0 <= operands[1] < len(operands[0]) and operands[1].is_integer())


def with_infinities_as_constants(operands):
    """The operands, the finite ones as leaves; and these leaves."""
    inputs = []
    for place in places_of(operands):
        if math.isfinite(number_at(operands, place)):
            inputs.append(Value(number_at(operands, place)))
            operands = with_number_at(operands, place, inputs[-1])
    return operands, inputs


def differentiated(row, operands, inputs):
    result = row(*operands)
    result.backward()
    return [result.data, *(leaf.grad for leaf in inputs)]


def test_a_program_with_an_infinite_constant_refuses_what_the_engine_refuses():
    exponent = Value(2.0)
    program = autograd.compile(PRIMITIVES["pow"](-INF, exponent), exponent)
    assert list(program([2.0, -1.0])) == [INF, 0.0]
    with pytest.raises(DomainError, match=r"pow is not defined at -inf, -0\.5, in sample 0"):
        program([-0.5])


@pytest.mark.parametrize(
    ("name", "operands", "value", "slopes"),
    [
        ("logsumexp", [[-INF, -INF]], -INF, [[0.5, 0.5]]),
        ("logsumexp", [[INF, INF, 0.0]], INF, [[0.5, 0.5, 0.0]]),
        ("logsumexp", [[-INF]], -INF, [[1.0]]),
        ("max", [[-INF, -INF]], -INF, [[0.5, 0.5]]),
        ("maximum", [INF, INF], INF, [0.5, 0.5]),
        ("clamp", [INF, 0.0, INF], INF, [0.5, 0.0, 0.5]),
        ("atan2", [INF, -INF], 0.75 * math.pi, [0.0, 0.0]),
        ("pow", [-2.0, INF], INF, [-INF, DomainError]),
        ("pow", [-0.5, INF], 0.0, [0.0, DomainError]),
        ("pow", [-1.0, -INF], 1.0, [INF, DomainError]),
        ("pow", [1.0, INF], 1.0, [INF, 0.0]),
        ("leaky_relu", [0.0, INF], 0.0, [INF, 0.0]),
        ("hypot", [INF, -INF], INF, [DomainError, DomainError]),
        ("elu", [-INF, 2.0], -2.0, [0.0, -1.0]),
        ("elu", [-INF, INF], -INF, [DomainError, -1.0]),
        ("sigmoid_binary_cross_entropy", [INF, 1.0], 0.0, [0.0, -INF]),
        ("sigmoid_binary_cross_entropy", [-INF, 0.0], 0.0, [0.0, INF]),
        ("sigmoid_binary_cross_entropy", [INF, 0.5], INF, [0.5, -INF]),
        ("softmax_cross_entropy", [[INF, 0.0], [1.0, 0.0]], 0.0, [[0.0, 0.0], [0.0, INF]]),
        ("softmax_cross_entropy", [[INF, 0.0], [0.0, 1.0]], INF, [[1.0, -1.0], [0.0, INF]]),
    ],
)
def test_what_is_chosen_at_infinity(name, operands, value, slopes):
    row = PRIMITIVES[name]
    assert row(*operands) == value
    for place in places_of(operands):
        assert same(outcome(lambda place=place: partial_at(row, operands, place)), number_at(slopes, place))


@pytest.mark.parametrize(
    ("name", "operands"),
    [
        ("div", [INF, INF]),
        ("pow", [0.0, -INF]),
        ("pow", [-INF, 0.5]),
        ("pow", [-INF, -0.5]),
        ("sin", [INF]),
        ("sum", [[INF, 1.0, -INF]]),
        ("dot", [[INF, 1.0], [1.0, -INF], 0.0]),
        ("softmax_cross_entropy", [[-INF, -INF], [1.0, 0.0]]),
        ("softmax_cross_entropy", [[INF, 0.0, INF], [1.0, 0.0, 0.0]]),
    ],
)
def test_what_has_no_value_at_infinity_is_refused(name, operands):
    row = PRIMITIVES[name]
    assert row.is_defined_at(*operands) is False
    for given_operands in (operands, leaves(operands)):
        with pytest.raises(DomainError, match=f"^{name} is not defined at "):
            row(*given_operands)


@pytest.mark.parametrize(
    ("name", "operands"),
    [
        ("add", [INF, -INF]),
        ("sub", [INF, INF]),
        ("mul", [0.0, INF]),
        ("prod", [[0.0, INF]]),
        ("dot", [[0.0], [INF], 1.0]),
    ],
)
def test_plain_sums_and_products_make_nan_as_floats_do(name, operands):
    assert math.isnan(PRIMITIVES[name](*operands))
    assert "NaN" in PRIMITIVES[name].convention


def test_a_sum_with_an_infinity_is_infinite_though_the_rest_overflows_on_the_way():
    assert PRIMITIVES["sum"]([1.7e308, 1.7e308, -INF]) == PRIMITIVES["mean"]([1.7e308, 1.7e308, -INF]) == -INF
