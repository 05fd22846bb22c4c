"""Copies and pickles: the same graph again, bit for bit, shared where it was shared."""

import copy
import math
import pickle
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import PRIMITIVES, Constant, Value, dot, topological_order, vector
from autograd.strategies import expressions


def pickled(thing):
    return pickle.loads(pickle.dumps(thing))


every_way = pytest.mark.parametrize("copied", [copy.deepcopy, pickled])
every_protocol = pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))


def bits(number):
    return None if number is None else struct.pack("<d", number)


def described(output):
    """All there is to a graph, with places in the order standing for its nodes."""
    order = topological_order(output)
    place = {node: k for k, node in enumerate(order)}
    return [
        (
            type(node),
            node.primitive,
            bits(node.data),
            bits(node.grad),
            node.label,
            [place[operand] for operand in node.operands],
        )
        for node in order
    ]


@every_way
@given(expression=expressions(), label=st.text(max_size=3))
def test_a_copy_is_the_same_graph_of_other_nodes(copied, expression, label):
    output, leaves = expression.graph()
    output.label = leaves[0].label = label
    output.backward()
    output.backward()
    again = copied(output)
    assert described(again) == described(output)
    assert not set(topological_order(again)) & set(topological_order(output))


@every_way
@given(expression=expressions())
def test_a_copy_is_differentiated_and_recomputed_as_the_original(copied, expression):
    output, leaves = expression.graph()
    again = copied(output)
    output.backward()
    again.backward()
    assert described(again) == described(output)
    place = topological_order(output).index(leaves[0])
    for graph in (output, again):
        topological_order(graph)[place].data = expression.point[0] + 1e-6
        graph.recompute()
    assert described(again) == described(output)


@every_way
def test_a_copy_remembers_the_numbers_it_was_computed_from(copied):
    x = Value(3.0)
    y = x * x
    x.data = 5.0
    again = copied(y)
    again.backward()
    assert (again.operands[0].data, again.operands[0].grad) == (5.0, 6.0)
    again.recompute()
    assert again.data == 25.0


@every_way
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, -0.0, 5e-324, 0.1])
def test_floats_survive_bit_for_bit(copied, number):
    x = Value(number, allow_nan=True, label="x")
    x.grad = number
    y = x * 1.0
    for again in (copied(x), copied(y).operands[0]):
        assert (bits(again.data), bits(again.grad), again.label) == (bits(number), bits(number), "x")
    assert bits(copied(y).data) == bits(y.data)


@every_way
def test_a_constant_that_is_nan_survives(copied):
    y = Value(1.0) + math.nan
    assert isinstance(copied(y).operands[1], Constant)
    assert math.isnan(copied(y).operands[1].data)


@every_protocol
def test_every_pickle_protocol_serves(protocol):
    y = dot([Value(1.0), 2.0], [Value(3.0), Value(4.0)], 5.0).exp()
    assert described(pickle.loads(pickle.dumps(y, protocol))) == described(y)


def test_a_deep_copy_of_a_container_keeps_what_its_graphs_share():
    x = Value(2.0)
    h = x.tanh()
    y = h * x
    for container in ([x, h, y], [y, h, x], [h, y, x]):
        names = {id(node): name for name, node in zip("xhy", (x, h, y))}
        again = dict(zip((names[id(node)] for node in container), copy.deepcopy(container)))
        h_again, x_again = again["y"].operands
        assert h_again is again["h"]
        assert h_again.operands[0] is x_again is again["x"]


def test_a_deep_copy_of_the_same_value_twice_is_one_value():
    y = Value(2.0) * 3.0
    first, second = copy.deepcopy([y, y])
    assert first is second
    assert first is not y


def test_leaves_stay_shared_within_one_pickle():
    parameters = [Value(1.0, label="w"), Value(2.0, label="b")]
    loss = (parameters[0] * 3.0 + parameters[1]).tanh()
    again, loss_again = pickled((parameters, loss))
    assert set(again) == {node for node in topological_order(loss_again) if node.primitive is None and node.label}
    loss_again.backward()
    assert again[0].grad == pytest.approx(3.0 * (1.0 - math.tanh(5.0) ** 2))


@every_way
def test_vectors_stay_shared(copied):
    inputs = vector([Value(1.0), Value(2.0)])
    y = dot([0.5, 0.5], inputs) + dot([0.25, 0.25], inputs)
    again = copied(y)
    first, second = again.operands
    assert first._second is second._second
    assert first._second is not inputs
    again.backward()
    assert [value.grad for value in first._second] == [0.75, 0.75]


@every_way
def test_a_vector_itself_can_be_copied(copied):
    x = Value(1.0)
    again = copied([x, vector([x, 2.0])])
    assert again[1][0] is again[0]
    assert isinstance(again[1][1], Constant)


@every_way
def test_an_operand_that_was_left_out_stays_left_out(copied):
    y = dot([Value(1.0)], [Value(2.0)])
    assert len(copied(y).operands) == 2
    assert copied(y + 1.0).operands[0].data == 2.0


@every_way
def test_an_empty_vector_survives(copied):
    y = dot(vector([]), vector([]), Value(3.0))
    assert (copied(y).data, len(copied(y).operands)) == (3.0, 1)


def test_a_shallow_copy_shares_nothing_that_can_be_written_to():
    x = Value(2.0, label="x")
    again = copy.copy(x)
    again.data = 3.0
    assert (x.data, again.label) == (2.0, "x")


class Named(Value):
    """One that asks its constructor for other arguments, and has attributes of its own."""

    def __init__(self, data, name):
        super().__init__(data, label=f"parameter {name}")
        self.name = name


class Slotted(Value):
    __slots__ = ("__secret", "note", "unset")

    def __init__(self, secret):
        super().__init__(1.0)
        self.note, self.__secret = [secret], secret

    def secret(self):
        return self.__secret


every_copy = pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])


@every_copy
def test_a_copy_of_a_subclass_keeps_its_attributes(copied):
    x = Named(2.0, "w")
    (x * x).backward()
    again = copied(x)
    assert (type(again), again.data, again.grad, again.label, again.name) == (Named, 2.0, 4.0, "parameter w", "w")
    slotted = copied(Slotted("s"))
    assert (slotted.note, slotted.secret(), hasattr(slotted, "unset")) == (["s"], "s", False)


@every_way
def test_a_copy_of_a_graph_keeps_what_was_added_to_its_leaves(copied):
    w, s = Named(2.0, "w"), Slotted("s")
    s.note.append(w)
    w.partner = s
    again = copied(w * s)
    w_again, s_again = again.operands
    assert (w_again.name, s_again.secret(), s_again.note[0]) == ("w", "s", "s")
    assert w_again is not w
    assert w_again.partner is s_again
    assert s_again.note[1] is w_again
    assert s.note is not s_again.note


def test_a_deep_copy_copies_attributes_and_a_shallow_one_shares_them():
    x = Slotted("s")
    assert copy.copy(x).note is x.note
    assert copy.deepcopy(x).note is not x.note


def test_a_copy_has_the_rows_of_the_table():
    y = autograd.exp(Value(1.0))
    assert copy.deepcopy(y).primitive is pickled(y).primitive is PRIMITIVES["exp"]
