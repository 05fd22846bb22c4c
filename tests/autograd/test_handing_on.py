"""What a node hands on by the function made from its row is what the row's partials say, wherever they are asked."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import DomainError, Value, strategies
from autograd.handing_on import found_out, handed_on_at
from tests.autograd.primitives.laws import every_row, leaves


def outcome(action):
    try:
        return action()
    except (ArithmeticError, ValueError) as error:
        return type(error)


def kept(pairs):
    """What of it a sweep keeps: nothing for constants."""
    return repr([(id(operand), amount) for operand, amount in pairs if not operand.is_constant])


@every_row
@given(data=st.data(), upstream=st.floats())
def test_a_node_hands_on_its_adjoint_times_its_partials(row, data, upstream):
    numbers = data.draw(strategies.operands(row))
    try:
        node = row(*leaves(numbers))
    except (DomainError, OverflowError, ValueError):
        return
    expected = outcome(lambda: kept(handed_on_at(node._numbers(), node, upstream)))
    assert outcome(lambda: kept(row.handed_on(node, upstream))) == expected


@pytest.mark.parametrize("operator", [lambda a, b: a**b, lambda a, b: a / b])
def test_the_partial_by_a_constant_is_not_asked_for(operator):
    for a, b in [(Value(-2.0), 3.0), (2.0, Value(3.0))]:
        node = operator(a, b)
        [(operand, _)] = node.primitive.handed_on(node, 1.0)
        assert operand is (a if isinstance(a, Value) else b)


STRENGTH = [1.0]


@pytest.mark.parametrize(
    ("partial", "expected"),
    [
        (lambda a, b, y: 1.0, 1.0),
        (lambda a, y: a, 0),
        (lambda a, b, y: b, 1),
        (lambda a, y: y, 1),
        (lambda a, y: 1, None),  # no float, though it counts as one
        (lambda a, y: None, None),
        (lambda a, y: -a, None),
        (lambda a, y: math.inf, None),  # a name may come to mean something else
        (lambda a, y: STRENGTH[0], None),
        (lambda a, y: 1.0 if a else 0.0, None),
        (lambda a, b, y: 1.0 if a == b else 0.0, None),
        (lambda a, b, y: 1.0 if a != b else 0.0, None),
        (lambda a, b, y: 1.0 if a in (0.0, 1.0) else 0.0, None),
        (lambda a, b, y: {a: 1.0}[a], None),
        (lambda a, y: [1.0], None),
        (math.exp, None),
    ],
)
def test_only_a_partial_that_computes_nothing_is_found_out(partial, expected):
    found = found_out(partial)
    assert (found, type(found)) == (expected, type(expected))


def test_a_partial_may_depend_on_what_changes_later():
    """As where a gradient is turned back, by a strength that grows in training."""
    strength = [1.0]
    reverse = autograd.Primitive("reverse", lambda x: x, (lambda x, y: -strength[0],), latex="{0}")
    x = Value(2.0)
    reverse(x).backward()
    strength[0] = 3.0
    reverse(x).backward()
    assert x.grad == -4.0
