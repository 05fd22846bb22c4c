"""What a Value takes, refuses, shows and compares."""

import math
import operator
import pydoc
import weakref
from decimal import Decimal
from fractions import Fraction
from functools import reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import PRIMITIVES, Constant, DomainError, Value, dot, primitive, strategies, vector
from oracles import few, rows

numbers = st.floats(-1e6, 1e6)
every_operator = pytest.mark.parametrize(
    ("symbol", "row"),
    [
        (operator.add, "add"),
        (operator.sub, "sub"),
        (operator.mul, "mul"),
        (operator.truediv, "div"),
        (operator.pow, "pow"),
    ],
)


def ids(values):
    """Which Values they are, whatever their numbers: equal numbers make equal Values."""
    return list(map(id, values))


# Construction.


class Tensor:
    """As one of PyTorch's: float() is there, and fails where there are several numbers."""

    def __float__(self):
        raise RuntimeError("a Tensor with 2 elements cannot be converted to Scalar")


@pytest.mark.parametrize(
    "wrong",
    [
        *["3", b"3", True, np.True_, None, 1j, [1.0], (1.0,), {}, object(), np.array([1.0, 2.0]), Tensor()],
        *[np.complex64(1.0), np.complex128(1.0), np.clongdouble(1.0), np.datetime64("2026"), np.timedelta64(3, "s")],
    ],
)
def test_what_is_not_a_real_number_is_refused_with_what_came(wrong):
    with pytest.raises(TypeError, match=rf"^expected data to be a real number, got .* of type {type(wrong).__name__}$"):
        Value(wrong)


@pytest.mark.parametrize("wrong", [math.nan, np.float64("nan"), Decimal("nan")])
def test_nan_is_refused_unless_asked_for(wrong):
    with pytest.raises(ValueError, match=r"^expected data to be a real number, got NaN"):
        Value(wrong)
    assert math.isnan(Value(wrong, allow_nan=True).data)


@pytest.mark.parametrize(
    "number",
    [3, -0.0, Fraction(1, 3), Decimal("0.1"), np.float32(0.1), np.float64(2.5), np.int64(7), math.inf, 10**300],
)
def test_whatever_is_a_real_number_is_taken_as_its_float(number):
    value = Value(number)
    assert type(value.data) is float
    assert (value.data, math.copysign(1.0, value.data)) == (float(number), math.copysign(1.0, float(number)))


@pytest.mark.parametrize("x", [Value(2.0), Value(2.0) * 3.0, Value(2.0).exp() + 1])
def test_a_value_made_of_a_value_would_be_cut_off_from_it_and_is_refused(x):
    with pytest.raises(TypeError, match=r"^expected data to be a number, got Value\(.*Value\(v\.data\)$"):
        Value(x)
    assert Value(x.data).data == x.data


@pytest.mark.parametrize("children", [(), (Value(1.0), Value(2.0)), {Value(1.0)}])
def test_a_micrograd_constructor_is_told_where_it_works(children):
    with pytest.raises(TypeError, match=r"^expected label to be a str or None, got .*autograd\.micrograd\.Value$"):
        Value(2.0, children)


@pytest.mark.parametrize(("name", "instead"), [("_prev", "operands"), ("_op", "primitive"), ("_backward", "local_de")])
@pytest.mark.parametrize("x", [Value(2.0), Value(2.0) * 3.0])
def test_a_private_name_of_micrograds_is_answered_with_ours(name, instead, x):
    with pytest.raises(AttributeError, match=rf"^a Value has no {name}, but .* v\.{instead}"):
        getattr(x, name)
    assert not hasattr(x, name)


def test_a_power_written_with_a_caret_is_told_how_it_is_written():
    for symbol in (lambda: Value(3.0) ^ 2, lambda: 2 ^ Value(3.0), lambda: Value(3.0) ^ Value(2.0)):
        with pytest.raises(TypeError, match=r"^a power is written v \*\* 2, not v \^ 2$"):
            symbol()


def test_an_int_too_large_for_a_float_is_refused():
    with pytest.raises(OverflowError):
        Value(10**400)


def test_a_fresh_value_is_a_leaf_without_gradient_or_label():
    x = Value(2.0)
    assert (x.grad, x.label, x.primitive, x.operands, x.local_derivatives()) == (None, None, None, (), ())


@pytest.mark.parametrize("wrong", [3, 2.5, b"w", ["w"]])
def test_a_label_must_be_text(wrong):
    with pytest.raises(TypeError, match=r"^expected label to be a str or None, got "):
        Value(1.0, label=wrong)


@pytest.mark.parametrize("label", ["w11", "", "ŷ", None])
def test_a_label_is_kept_and_may_be_set_later(label):
    assert Value(1.0, label=label).label == Value(1.0, label).label == label
    y = Value(1.0) + 1.0
    y.label = label
    assert y.label == label


# The number.


@given(number=numbers)
def test_data_may_be_assigned(number):
    x = Value(1.0)
    x.data = number
    assert x.data == number


@pytest.mark.parametrize(
    ("wrong", "error"), [("3", TypeError), (True, TypeError), (None, TypeError), (math.nan, ValueError)]
)
def test_data_refuses_what_the_constructor_refuses_and_keeps_the_old_number(wrong, error):
    x = Value(1.5)
    with pytest.raises(error):
        x.data = wrong
    assert x.data == 1.5


@pytest.mark.parametrize("wrong", ["3", [1.0], np.ones(2), {"w": 1.0}])
def test_a_grad_that_is_no_number_is_told_by_the_next_backward_pass_which_changes_nothing(wrong):
    """Assigning to it asks nothing, as training does so all the time."""
    w, b = Value(1.5, label="w"), Value(2.0, label="b")
    hidden = w * b
    loss = (hidden + b) * 2.0
    for node, name in ((w, "w"), (hidden, r"Value\(3\.0\)"), (loss, r"Value\(10\.0\)")):
        node.grad = wrong
        with pytest.raises(TypeError, match=rf"^expected the grad of {name} to be a number or None, got "):
            loss.backward()
        assert node.grad is wrong
        assert b.grad is None
        node.grad = None


@pytest.mark.parametrize("number", [3, np.float64(3.0), np.int64(3), Fraction(3)])
def test_a_grad_may_be_any_number(number):
    w = Value(1.5)
    w.grad = number
    (2.0 * w).backward()
    assert w.grad == 5.0


def test_nothing_else_can_be_hung_on_a_value():
    with pytest.raises(AttributeError):
        Value(1.0).gradient = 3.0


# Arithmetic.


@every_operator
@given(a=st.floats(0.5, 8.0), b=st.floats(0.5, 8.0))
def test_an_operator_is_its_row_with_a_number_on_either_side(symbol, row, a, b):
    for left, right in [(Value(a), Value(b)), (Value(a), b), (a, Value(b))]:
        result = symbol(left, right)
        assert isinstance(result, Value)
        assert result.primitive is PRIMITIVES[row]
        assert result.data == symbol(a, b)
        assert [operand.data for operand in result.operands] == [a, b]
        assert [operand.is_constant for operand in result.operands] == [type(left) is float, type(right) is float]


@every_operator
@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int64, Fraction, Decimal, int])
def test_numbers_of_other_kinds_take_part_on_either_side(symbol, row, kind):
    x, two = Value(4.0), kind(2)
    assert (symbol(x, two).data, symbol(two, x).data) == (symbol(4.0, 2.0), symbol(2.0, 4.0))
    assert isinstance(symbol(two, x), Value)
    assert symbol(two, x).primitive is PRIMITIVES[row]


@given(a=numbers)
def test_the_signs_and_abs(a):
    x = Value(a)
    assert ((-x).data, (+x).data, abs(x).data) == (-a, a, abs(a))
    assert +x is x


@given(data=st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8))
def test_the_built_in_sum_adds_values_up_without_a_node_for_its_0(data):
    values = list(map(Value, data))
    total = sum(values)
    assert total.data == reduce(operator.add, data)  # Python 3.12's own sum of floats is more precise than that
    assert not any(node.is_constant for node in autograd.topological_order(total))


def test_operands_keep_their_order_and_repetitions():
    a, b = Value(1.0), Value(2.0)
    assert ids((a - b).operands) == ids([a, b])
    assert ids((a * a).operands) == ids([a, a])
    assert ids(autograd.dot([a, a], [b, a], b).operands) == ids([a, a, b, a, b])


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
@few
@given(data=st.data())
def test_inputs_and_their_numbers_are_what_the_operation_was_called_on(row, data):
    drawn = data.draw(strategies.operands(row, calm=True))
    operands = [vector(number) if isinstance(number, list) else Value(number) for number in drawn]
    result = row(*operands)
    assert ids(result.inputs) == ids(operands)
    assert list(result.input_numbers) == list(drawn)
    assert row.value(*result.input_numbers) == result.data


def test_an_operand_left_out_is_no_input():
    y = autograd.dot([Value(2.0)], [3.0])
    assert len(y.inputs) == len(y.input_numbers) == 2
    y.check_current()


def test_a_leaf_has_no_inputs_and_is_current():
    x = Value(2.0)
    assert (x.inputs, x.input_numbers) == ((), ())
    x.data = 3.0
    x.check_current()


@pytest.mark.parametrize("operation", [autograd.exp, lambda x: 2.0 * x, lambda x: autograd.dot([1.0, x], [x, 1.0], x)])
def test_a_value_says_whether_its_operands_have_changed(operation):
    x = Value(2.0)
    y = operation(x)
    y.check_current()
    x.data = 3.0
    with pytest.raises(
        ValueError, match=r"^the operands of Value\(.*\) have changed since .*: call recompute\(\) first$"
    ):
        y.check_current()
    y.recompute()
    y.check_current()


@pytest.mark.parametrize("operation", [lambda x: x + 1.0, lambda x: autograd.sum([x, 1.0])])
def test_a_nan_that_stays_has_not_changed(operation):
    x = Value(math.nan, allow_nan=True)
    y = operation(x)
    Value(1.0).data = 2.0  # whatever changes elsewhere, so that a vector reads its numbers again
    y.check_current()


@every_operator
@pytest.mark.parametrize("wrong", ["abc", None, [1.0], True, 1j])
def test_an_operator_refuses_what_is_not_a_number_on_either_side(symbol, row, wrong):
    for left, right in [(wrong, Value(1.0)), (Value(1.0), wrong)]:
        with pytest.raises(TypeError, match=r"^expected a Value or a real number, got "):
            symbol(left, right)


@given(a=numbers, b=numbers.filter(bool))
def test_the_percent_sign_is_pythons_remainder_on_either_side(a, b):
    for left, right in [(Value(a), Value(b)), (Value(a), b), (a, Value(b))]:
        remainder = left % right
        assert (remainder.data, remainder.primitive) == (a % b, autograd.mod)


@pytest.mark.parametrize("symbol", [operator.floordiv, operator.matmul, operator.and_])
def test_an_operation_there_is_not_is_a_type_error(symbol):
    with pytest.raises(TypeError, match=r"unsupported operand"):
        symbol(Value(3.0), Value(2.0))


def test_an_operation_that_is_not_in_the_table_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"module 'autograd' has no attribute 'arcsinhh'"):
        autograd.arcsinhh  # noqa: B018 - the look-up is the test
    assert not hasattr(Value(1.0), "arcsinhh")


def test_what_is_sought_here_and_stands_in_nn_is_told():
    with pytest.raises(
        AttributeError, match=r"^module 'autograd' has no attribute 'softmax': did you mean nn\.softmax\?$"
    ):
        autograd.softmax  # noqa: B018 - the look-up is the test


def test_dir_lists_every_operation():
    assert set(PRIMITIVES) <= set(dir(autograd))
    assert dir(autograd) == sorted(dir(autograd))


@pytest.mark.parametrize("row", rows(scalar=True), ids=lambda row: row.name)
@few
@given(data=st.data())
def test_a_method_is_the_function_of_the_same_name(row, data):
    first, *others = map(Value, data.draw(strategies.operands(row, calm=True)))
    by_method, by_function = getattr(first, row.name)(*others), getattr(autograd, row.name)(first, *others)
    assert by_method.data == by_function.data
    assert ids(by_method.operands) == ids(by_function.operands) == ids([first, *others])


@pytest.mark.parametrize("row", rows(scalar=False), ids=lambda row: row.name)
def test_an_operation_on_vectors_is_no_method(row):
    assert not hasattr(Value(1.0), row.name)


@pytest.mark.parametrize("row", rows(scalar=True), ids=lambda row: row.name)
def test_a_method_with_a_wrong_number_of_operands_is_a_type_error(row):
    with pytest.raises(TypeError):
        getattr(Value(1.0), row.name)(*[Value(1.0)] * row.arity)


def test_a_vector_where_a_value_should_be_is_refused():
    with pytest.raises(TypeError, match=r"^expected a Value or a real number, got vector"):
        autograd.exp(vector([1.0, 2.0]))
    with pytest.raises(TypeError, match=r"^sum takes a sequence of Values and numbers here, got Value\(1.0\)$"):
        autograd.sum(Value(1.0))


# Equality, order, conversion.


small = st.integers(-2, 2) | st.sampled_from([math.nan, math.inf, -0.0])


@pytest.mark.parametrize("compare", [operator.eq, operator.ne])
@given(a=small, b=small)
def test_equality_compares_numbers(compare, a, b):
    x, y = Value(a, allow_nan=True), Value(b, allow_nan=True)
    assert compare(x, y) is compare(x, b) is compare(a, y) is compare(float(a), float(b))
    assert compare(x, x) is compare(float(a), float(a))


@pytest.mark.parametrize(
    "one", [1, 1.0, True, np.float64(1), np.float32(1), np.int64(1), np.True_, np.array(1.0), Fraction(1), Decimal(1)]
)
def test_a_value_equals_a_number_of_any_kind_on_either_side(one):
    for compare, outcome in ((operator.eq, True), (operator.ne, False)):
        assert bool(compare(Value(1.0), one)) is bool(compare(one, Value(1.0))) is outcome
        assert bool(compare(Value(2.0), one)) is bool(compare(one, Value(2.0))) is not outcome


@pytest.mark.parametrize("other", ["1.0", np.str_("1.0"), b"1", None, [1.0], (1.0,), {}, object(), 1 + 2j, 10**400])
def test_a_value_equals_nothing_that_is_not_a_number(other):
    x = Value(1.0)
    assert x.__eq__(other) is x.__ne__(other) is NotImplemented
    assert (x == other, x != other, other == x, other != x) == (False, True, False, True)


def test_membership_of_a_sequence_compares_numbers():
    assert 1.0 in [Value(1.0)]
    assert Value(1.0) in (0, 1)
    assert [Value(2.0), Value(1.0), Value(1.0)].index(1) == 1


@given(data=st.lists(st.integers(-1, 1), min_size=1, max_size=6))
def test_keys_and_members_of_sets_are_told_apart_by_identity(data):
    values = list(map(Value, data))
    places = {value: k for k, value in enumerate(values)}
    assert [places[value] for value in values] == list(range(len(values)))
    assert len({*values, *values}) == len(values)
    assert data[0] not in places


@given(a=st.floats(-1e3, 1e3), off=st.sampled_from([0.0, 1e-9, 1e-3, -1e-3]))
def test_pytest_approx_compares_values_as_their_numbers_on_either_side(a, off):
    expected = a == pytest.approx(a + off)
    assert (Value(a) == pytest.approx(a + off)) is expected
    assert (pytest.approx(a + off) == Value(a)) is expected
    assert (a == pytest.approx(Value(a + off))) is expected
    assert (Value(a) == pytest.approx(Value(a + off))) is expected


def test_a_comparison_with_pytest_approx_that_fails_can_be_shown():
    assert repr(pytest.approx(Value(2.0))) == "Value(2.0) ± 2.0e-06"
    assert [Value(1.0), Value(2.0)] == pytest.approx([1.0, 2.0])


@given(a=st.integers(-3, 3))
def test_a_guard_on_a_number_fires_where_it_does_for_a_float(a):
    def sinc(x):
        return 1.0 + 0.0 * x if x == 0 else autograd.sin(x) / x

    slope = autograd.grad(sinc)(float(a))
    assert slope == pytest.approx((math.cos(a) - math.sin(a) / a) / a if a else 0.0)


def test_a_changed_number_leaves_the_hash():
    x = Value(1.0)
    before = hash(x)
    x.data = 2.0
    assert hash(x) == before


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
@given(a=st.integers(-2, 2), b=st.integers(-2, 2))
def test_comparisons_compare_numbers(compare, a, b):
    assert compare(Value(a), Value(b)) is compare(Value(a), b) is compare(a, Value(b)) is compare(a, b)


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
@pytest.mark.parametrize("wrong", ["a", None, True])
def test_comparisons_refuse_what_is_not_a_number(compare, wrong):
    with pytest.raises(TypeError, match=r"^expected a Value or a real number, got "):
        compare(Value(1.0), wrong)


@given(a=st.floats(-1e6, 1e6), digits=st.integers(-3, 12))
def test_a_value_rounds_as_its_number_does(a, digits):
    x = Value(a)
    assert repr(round(x, digits)) == repr(round(a, digits))
    for function in (round, int, math.floor, math.ceil, math.trunc, "{:.0f}".format, "%d".__mod__, complex):
        assert repr(function(x)) == repr(function(a))


@pytest.mark.parametrize("function", [round, int, math.floor, math.ceil, math.trunc])
@pytest.mark.parametrize("a", [math.nan, math.inf])
def test_what_has_no_whole_number_raises_as_its_number_does(function, a):
    with pytest.raises((ValueError, OverflowError), match="cannot convert float"):
        function(Value(a, allow_nan=True))


@given(a=st.floats())
def test_a_value_converts_as_its_number_does(a):
    x = Value(a, allow_nan=True)
    assert repr(x.item()) == repr(a)
    assert x.real is x
    assert x.imag == 0.0
    assert bool(x) is bool(a)
    assert repr(float(x)) == repr(a)
    assert f"{x:.3g}" == f"{a:.3g}"


def test_a_value_without_a_format_is_shown_as_its_repr():
    x = Value(0.5, label="x")
    assert f"{x}" == str(x) == repr(x) == "Value(0.5, label='x')"


def test_repr_shows_what_is_there():
    x = Value(2.0, label="w")
    y = x * x
    y.backward()
    assert repr(x) == "Value(2.0, label='w', grad=4.0)"
    assert repr(y) == "Value(4.0, grad=1.0, primitive='mul')"
    assert repr((y * 3.0).operands[1]) == "Constant(3.0)"


def test_a_number_in_an_operation_becomes_a_constant():
    [left, right] = (2.0 * Value(3.0)).operands
    assert isinstance(left, Constant)
    assert (left.is_constant, right.is_constant, left.data) == (True, False, 2.0)


# Vectors.


def test_a_vector_knows_whether_it_holds_nothing_but_leaves():
    x = Value(1.0)
    assert vector([x, Value(2.0)]).holds_leaves is True
    assert vector([x, 2.0]).holds_leaves is False
    assert vector([x, x * x]).holds_leaves is False


def test_a_vector_is_a_sequence_of_values():
    x = Value(1.0)
    v = vector([x, 2.0])
    assert (len(v), v[0], list(v)[1].data, repr(v)) == (2, x, 2.0, "vector([Value(1.0), Constant(2.0)])")
    assert vector(v) is v


@pytest.mark.parametrize("wrong", ["a", None, True])
def test_a_vector_refuses_what_is_not_a_number(wrong):
    with pytest.raises(TypeError, match=r"^expected operands to be Values and numbers, got "):
        vector([1.0, wrong])


@given(old=numbers, new=numbers)
def test_a_vector_reads_the_present_numbers_and_a_node_keeps_those_it_read(old, new):
    x = Value(old)
    v = vector([x, 0.0])
    before = autograd.sum(v)
    x.data = new
    assert (before.data, autograd.sum(v).data) == (old, new)


@pytest.mark.parametrize("row", rows(scalar=True), ids=lambda row: row.name)
@few
@given(data=st.data())
def test_local_derivatives_are_what_backward_hands_on(row, data):
    operands = list(map(Value, data.draw(strategies.operands(row, calm=True))))
    result = row(*operands)
    local = result.local_derivatives()
    if None in local:
        with pytest.raises(DomainError, match=rf"^{row.name} has no derivative at "):
            result.backward()
    else:
        result.backward()
        assert tuple(operand.grad for operand in operands) == local


def test_a_constant_has_no_local_derivative():
    assert (Value(-3.0) ** 2).local_derivatives() == (-6.0, None)
    assert autograd.dot([Value(2.0), 3.0], [4.0, 5.0]).local_derivatives() == (4.0, None, None, None)


def test_a_method_is_that_of_the_row_that_has_the_name_now(table):
    silu = table.pop("silu")
    with pytest.raises(AttributeError, match="has no attribute 'silu'"):
        Value(2.0).silu()
    primitive("silu", lambda x: 3.0 * x, (lambda x, y: 3.0,), latex="{0}")
    assert Value(2.0).silu().data == 6.0
    table["silu"] = silu
    assert Value(2.0).silu().data == silu(2.0)


def test_a_vector_records_as_the_values_in_it_do():
    assert autograd.PRIMITIVES["sum"](autograd.vector([])).data == 0.0
    assert autograd.PRIMITIVES["dot"](autograd.vector([]), autograd.vector([]), Value(3.0)).data == 3.0
    assert isinstance(autograd.PRIMITIVES["sum"](autograd.vector([1.0, 2.0])), Value)


def test_an_overflow_on_the_way_is_told_as_one_though_python_calls_it_a_value_error():
    large = vector([1e200, 1e200])
    with pytest.raises(OverflowError, match="dot is too large for a float at"):
        autograd.dot(large, vector([1e200, -1e200]))
    with pytest.raises(DomainError, match="dot is not defined at"):
        autograd.dot(vector([math.inf, 1.0]), vector([1.0, -math.inf]))


def test_the_same_values_in_a_list_are_one_vector_for_as_long_as_it_is_used():
    xs = [Value(2.0), Value(3.0)]
    y = dot(xs, [1.0, 2.0])
    shared = vector(xs)
    assert y.inputs[0] is shared is vector(tuple(xs)) is vector(iter(xs))
    assert vector(xs[::-1]) is not shared
    assert vector([xs[0], Value(3.0)]) is not shared
    xs[1].data = 5.0
    assert dot(xs, [1.0, 2.0]).data == 12.0
    gone = weakref.ref(shared)
    del y, shared
    assert gone() is None


def test_vectors_with_numbers_are_each_its_own():
    x = Value(2.0)
    assert vector([x, 1.0]) is not vector([x, 1.0])


@pytest.mark.parametrize("row", [row for row in PRIMITIVES.values() if not any(row.vectors)], ids=lambda row: row.name)
def test_help_tells_of_each_method_that_is_an_operation_with_its_convention(row):
    told = pydoc.render_doc(getattr(Value, row.name), renderer=pydoc.plaintext)
    assert f"{row.name}(self" in told
    assert f"autograd.{row.name}(a" in told
    assert row.convention in told
