"""The sources of examples: that they reach what they promise to reach."""

import math
import sys
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from autograd import PRIMITIVES, DomainError, Interval, Value, primitive, topological_order
from autograd.strategies import Expression, expressions, operands, points_in_domain
from oracles import few, rows

many = settings(
    max_examples=3000, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
every_row = pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)


def reaches(strategy, wanted):
    """Whether some example satisfies `wanted`."""
    try:
        find(strategy, wanted, settings=many)
    except NoSuchExample:
        return False
    return True


def flat(operands):
    return [x for operand in operands for x in (operand if isinstance(operand, list) else [operand])]


# Operands.


@every_row
@few
@given(data=st.data(), calm=st.booleans())
def test_operands_are_finite_and_in_the_domain(row, data, calm):
    drawn = data.draw(operands(row, calm=calm))
    assert row.is_defined_at(*drawn)
    assert all(type(x) is float and math.isfinite(x) for x in flat(drawn))
    assert [isinstance(operand, list) for operand in drawn] == list(row.vectors)


@pytest.mark.parametrize(
    "wanted",
    [
        lambda x: 0.0 < abs(x) < sys.float_info.min,
        lambda x: abs(x) > 1e300,
        lambda x: 1e-200 < abs(x) < 1e-100,
        lambda x: 0.1 < abs(x) < 10.0 and x != round(x),
        lambda x: abs(x) > 2.0 and x == round(x) < 40.0,
        lambda x: x == math.nextafter(1.0, 2.0),
        lambda x: x == 0.0,
        lambda x: x < 0.0,
    ],
    ids=["subnormal", "huge", "tiny", "everyday", "whole", "beside 1", "zero", "negative"],
)
def test_operands_reach_numbers_of_each_kind(wanted):
    assert reaches(operands(PRIMITIVES["exp"]), lambda drawn: wanted(drawn[0]))


@pytest.mark.slow
def test_numbers_of_every_size_are_drawn_alike():
    numbers = set()  # each counts once: an older Hypothesis draws some again and again

    @settings(many, max_examples=2000)
    @given(drawn=operands(PRIMITIVES["exp"]))
    def collect(drawn):
        if abs(drawn[0]) > 100.0:
            numbers.add(drawn[0])

    collect()
    exponents = [math.frexp(number)[1] for number in numbers]
    counts = [sum(low < e <= low + 256 for e in exponents) for low in range(0, 1024, 256)]
    assert min(counts) > len(exponents) / 10


@pytest.fixture
def bent():
    """A row with a kink at π, and a domain that ends at 10 and leaves out 5."""
    yield primitive(
        "bent",
        lambda x: max(x, math.pi),
        (lambda x, y: float(x > math.pi),),
        latex="{0}",
        domain=Interval(high=10.0, excluding=(5.0,)),
        branch=lambda x: x - math.pi,
        convention="0 at the kink",
    )
    del PRIMITIVES["bent"]


@pytest.mark.slow
@pytest.mark.parametrize(("landmark", "side"), [(math.pi, -1.0), (math.pi, 1.0), (5.0, -1.0), (5.0, 1.0), (10.0, -1.0)])
def test_operands_come_within_an_ulp_of_kinks_and_of_the_edges_of_the_domain(bent, landmark, side):
    beside = math.nextafter(landmark, side * math.inf)
    assert reaches(operands(bent), lambda drawn: drawn[0] == beside)


@pytest.mark.parametrize("name", ["sub", "sum"])
def test_operands_come_near_one_another(name):
    def near_tie(drawn):
        return any(0.0 < abs(a - b) <= 4.0 * math.ulp(a) and abs(a) > 3.0 for a, b in pairwise(flat(drawn)))

    assert reaches(operands(PRIMITIVES[name]), near_tie)


@pytest.mark.parametrize(
    "interval", [Interval(low=5.0), Interval(high=-5.0), Interval(0.001, 0.002), Interval(-1e9, 1e9)]
)
@few
@given(data=st.data())
def test_calm_operands_lie_in_the_domain_wherever_it_is(interval, data):
    row = primitive("somewhere", lambda x: x, (lambda x, y: 1.0,), latex="{0}", domain=interval)
    del PRIMITIVES["somewhere"]
    [x] = data.draw(operands(row, calm=True))
    assert x in interval
    assert abs(x) <= 11.0


# Expressions.


@given(expression=expressions())
def test_an_expression_is_defined_at_its_point_and_makes_the_graph_of_its_number(expression):
    output, leaves = expression.graph()
    assert math.isfinite(output.data)
    assert output.data == expression(*expression.point)
    assert [leaf.data for leaf in leaves] == list(expression.point)


@given(expression=expressions())
def test_an_expression_hangs_together(expression):
    output, _ = expression.graph()
    assert len([node for node in topological_order(output) if not node.is_constant]) == len(expression.point) + len(
        expression.steps
    )


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_every_row_takes_part_in_random_expressions(row):
    assert reaches(expressions([row]), lambda e: any(name == row.name for name, _ in e.steps))


@pytest.mark.parametrize(
    "wanted",
    [
        lambda uses, e: max(map(len, uses.values()), default=0) >= 3,
        lambda uses, e: any(len(set(steps)) < len(steps) for steps in uses.values()),
        lambda uses, e: any(isinstance(p, tuple) and len(set(p)) < len(p) for _, places in e.steps for p in places),
    ],
    ids=["a number used three times", "a number twice in one operation", "a number twice in one vector"],
)
def test_expressions_share_subexpressions(wanted):
    def shares(expression):
        uses = {}
        for step, (_, places) in enumerate(expression.steps):
            for place in places:
                for k in place if isinstance(place, tuple) else [place]:
                    uses.setdefault(k, []).append(step)
        return wanted(uses, expression)

    assert reaches(expressions(), shares)


@given(expression=expressions([PRIMITIVES["mul"], PRIMITIVES["exp"]], most_inputs=2, most_steps=3))
def test_expressions_keep_to_the_rows_and_the_size_they_are_given(expression):
    assert {name for name, _ in expression.steps} <= {"mul", "exp", "tanh", "sum"}
    assert len(expression.point) <= 2
    assert len(expression.steps) <= 7


@pytest.mark.parametrize(
    "interval",
    [Interval(low=1.0), Interval(high=-1.0), Interval(-1.0, 1.0), Interval(2.0, 9.0, excluding=(3.0,))],
    ids=repr,
)
def test_a_row_of_ones_own_takes_part_whatever_its_domain_is(interval):
    row = primitive("own", lambda x: x, (lambda x, y: 1.0,), latex="{0}", domain=interval)

    @few
    @given(expression=expressions([row]))
    def in_its_domain(expression):
        numbers = expression.run(expression.point)
        for name, places in expression.steps:
            assert name != "own" or numbers[places[0]] in interval

    try:
        in_its_domain()
        assert reaches(expressions([row]), lambda e: any(name == "own" for name, _ in e.steps))
    finally:
        del PRIMITIVES["own"]


def test_a_step_that_turns_out_to_be_undefined_is_left_out():
    def refuse(x):
        raise ValueError

    row = primitive("refusing", refuse, (lambda x, y: 1.0,), latex="{0}")

    @few
    @given(expression=expressions([row]))
    def never_there(expression):
        assert all(name != "refusing" for name, _ in expression.steps)

    try:
        never_there()
    finally:
        del PRIMITIVES["refusing"]


def test_an_expression_takes_constants():
    x = Value(3.0)
    y = Expression((3.0,), (("pow", (0, 2.0)),))(x)
    assert (y.data, y.operands[1].is_constant) == (9.0, True)


# Points.


def gap(x, y):
    return (x - y).log() + (y - 2.0).sqrt()


@given(point=points_in_domain(gap))
def test_points_are_inside_a_domain_of_which_nothing_is_said(point):
    x, y = point
    assert x > y >= 2.0
    assert abs(x) <= 10.0


@given(point=points_in_domain(lambda x: [x.sqrt(), (3.0 - x).log()]))
def test_every_output_is_defined_at_a_point(point):
    assert 0.0 <= point[0] < 3.0


@given(point=points_in_domain(lambda *xs: sum(x.log() for x in xs), count=4, largest=1e-3))
def test_points_have_the_count_and_the_size_asked_for(point):
    assert len(point) == 4
    assert all(0.0 < x <= 1e-3 for x in point)


@given(point=points_in_domain(lambda x: x.exp(), largest=1e4))
def test_a_point_where_the_result_is_too_large_is_outside(point):
    assert point[0] < 710.0


@given(point=points_in_domain(lambda x, scale=2.0: x * scale))
def test_a_parameter_with_a_default_is_no_argument(point):
    assert len(point) == 1


def test_a_function_without_a_number_of_arguments_is_refused():
    with pytest.raises(ValueError, match=r"^expected count, the number of arguments of "):
        points_in_domain(lambda *xs: xs[0])


def test_a_function_that_is_defined_nowhere_is_refused():
    def nowhere(x):
        raise DomainError("nowhere")

    with pytest.raises(ValueError, match=r"^found no point at which .*nowhere.* is defined"):
        points_in_domain(nowhere)


def test_an_error_of_the_functions_own_is_not_swallowed():
    def broken(x):
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        points_in_domain(broken)
