"""The chain rule over whole graphs: against mpmath, against finite differences, and its own laws."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import autograd
from autograd import DomainError, Value, dot, gradients, topological_order, vector
from autograd.strategies import Expression, expressions
from oracles import few, in_mpmath, mp, slope

BITS = 300
"""The precision in which a random graph is differentiated: some 90 digits."""


def true_gradient(expression):
    with mp.workprec(BITS):
        point = list(map(mp.mpf, expression.point))
        return [
            float(
                slope(lambda x, k=k: in_mpmath(expression, [*point[:k], x, *point[k + 1 :]]), point[k], bits=BITS // 3)
            )
            for k in range(len(point))
        ]


def true_second_derivatives(expression, k):
    """The derivatives of the derivative by the k-th input."""

    def nudged(point, j, x):
        return [*point[:j], x, *point[j + 1 :]]

    def first(point):
        return slope(lambda x: in_mpmath(expression, nudged(point, k, x)), point[k], bits=BITS // 5)

    with mp.workprec(BITS):
        point = list(map(mp.mpf, expression.point))
        return [
            float(slope(lambda x, j=j: first(nudged(point, j, x)), point[j], bits=BITS // 5)) for j in range(len(point))
        ]


def gradient_of(output, leaves):
    output.backward()
    return [0.0 if leaf.grad is None else leaf.grad for leaf in leaves]


def close_to(numbers, rel):
    return pytest.approx(numbers, rel=rel, abs=rel * (1.0 + max(map(abs, numbers), default=0.0)))


# Against oracles.


@given(expression=expressions())
def test_the_gradient_of_a_random_graph_agrees_with_mpmath(expression):
    output, leaves = expression.graph()
    assert gradient_of(output, leaves) == close_to(true_gradient(expression), 1e-9)


@given(expression=expressions())
def test_the_value_of_a_random_graph_agrees_with_mpmath(expression):
    with mp.workprec(BITS):
        true = float(in_mpmath(expression, list(map(mp.mpf, expression.point))))
    assert expression.graph()[0].data == pytest.approx(true, rel=1e-9, abs=1e-9)


@given(expression=expressions(most_steps=5))
def test_the_gradient_of_a_random_graph_agrees_with_central_differences_of_floats(expression):
    output, leaves = expression.graph()
    gradient = gradient_of(output, leaves)

    def quotient(k, step):
        below, above = (
            expression(*[*expression.point[:k], expression.point[k] + side, *expression.point[k + 1 :]])
            for side in (-step, step)
        )
        return (above - below) / (2 * step)

    for k, derivative in enumerate(gradient):
        coarse, fine = quotient(k, 2e-5), quotient(k, 1e-5)
        # What halving the step still changes bounds the error of the quotient.
        assert fine == pytest.approx(derivative, rel=1e-5, abs=1e-6 + 2 * abs(fine - coarse))


@few
@given(expression=expressions(most_steps=6), data=st.data())
def test_second_derivatives_of_a_random_graph_agree_with_mpmath(expression, data):
    output, leaves = expression.graph()
    k = data.draw(st.integers(0, len(leaves) - 1))
    [first] = gradients(output, [leaves[k]])
    second = [derivative.data for derivative in gradients(first, leaves)]
    assert second == close_to(true_second_derivatives(expression, k), 1e-7)


@given(expression=expressions())
def test_gradients_as_graphs_have_the_numbers_of_the_backward_pass(expression):
    output, leaves = expression.graph()
    as_graphs = [derivative.data for derivative in gradients(output, leaves)]
    assert as_graphs == close_to(gradient_of(output, leaves), 1e-11)


@few
@given(expression=expressions(), data=st.data())
def test_an_interior_node_gets_the_gradient_it_would_get_as_a_leaf(expression, data):
    output, _ = expression.graph()
    output.backward()
    interior = [node for node in topological_order(output) if node.primitive is not None]
    node = data.draw(st.sampled_from(interior))
    [as_graph] = gradients(output, [node])
    assert node.grad == pytest.approx(as_graph.data, rel=1e-9, abs=1e-9)


# Linearity.


@given(expression=expressions())
def test_a_second_backward_pass_adds_exactly_the_same_again(expression):
    output, _ = expression.graph()
    output.backward()
    nodes = topological_order(output)
    once = [node.grad for node in nodes]
    output.backward()
    assert [node.grad for node in nodes] == [None if grad is None else 2.0 * grad for grad in once]


@given(expression=expressions())
def test_after_zero_grad_a_backward_pass_gives_the_same_bits(expression):
    output, leaves = expression.graph()
    once = gradient_of(output, leaves)
    output.zero_grad()
    assert all(node.grad == 0.0 for node in topological_order(output) if not node.is_constant)
    assert gradient_of(output, leaves) == once


@few
@given(expression=expressions(), factor=st.floats(-4.0, 4.0))
def test_the_gradient_of_a_multiple_is_the_multiple_of_the_gradient(expression, factor):
    output, leaves = expression.graph()
    multiple, others = expression.graph()
    assert gradient_of(multiple * factor, others) == close_to([factor * g for g in gradient_of(output, leaves)], 1e-9)


@few
@given(one=expressions(most_steps=4), other=expressions(most_steps=4))
def test_two_outputs_add_their_gradients(one, other):
    x = Value(0.7)
    outputs = []
    for expression in (one, other):
        inputs = [x, *map(Value, expression.point[1:])]
        try:
            outputs.append(expression(*inputs))
            outputs[-1].backward()
        except (ValueError, OverflowError):  # the expression was drawn for another point
            assume(False)
    apart, x.grad = x.grad, None
    (outputs[0] + outputs[1]).backward()
    assert x.grad == pytest.approx(apart, rel=1e-9, abs=1e-9)


def test_zero_grad_on_a_leaf_alone_sets_its_grad_to_0():
    x = Value(3.0)
    for before in (None, 2.5):
        x.grad = before
        x.zero_grad()
        assert x.grad == 0.0


# Shared operands.


def test_a_diamond_counts_every_path():
    a = Value(3.0)
    b = a + a
    c = b + b
    c.backward()
    assert (a.grad, b.grad, c.grad) == (4.0, 2.0, 1.0)


@given(x=st.floats(-1e100, 1e100))
def test_a_square_as_a_product_counts_both_factors(x):
    leaf = Value(x)
    (leaf * leaf).backward()
    assert leaf.grad == 2.0 * x


@given(x=st.floats(-10, 10), w=st.floats(-10, 10))
def test_a_value_used_in_a_vector_and_alone_counts_both(x, w):
    leaf = Value(x)
    (dot([leaf, 1.0], [w, 2.0]) * leaf).backward()
    assert leaf.grad == pytest.approx(2.0 * w * x + 2.0, abs=1e-12)


def test_a_value_twice_in_one_vector_counts_twice():
    x = Value(5.0)
    dot([x, x], [2.0, 3.0]).backward()
    assert x.grad == 5.0


def test_a_vector_may_be_both_operands_of_one_dot():
    x = [Value(2.0), Value(-3.0)]
    shared = vector(x)
    dot(shared, shared).backward()
    assert [value.grad for value in x] == [4.0, -6.0]


@given(
    weights=st.lists(st.lists(st.floats(-5, 5), min_size=3, max_size=3), min_size=1, max_size=6),
    inputs=st.lists(st.floats(-5, 5), min_size=3, max_size=3),
)
def test_a_vector_shared_by_many_dots_collects_from_all_of_them(weights, inputs):
    xs = list(map(Value, inputs))
    shared = vector(xs)
    autograd.sum([dot(row, shared) for row in weights]).backward()
    true = [math.fsum(column) for column in zip(*weights)]
    assert [x.grad for x in xs] == pytest.approx(true, rel=1e-12, abs=1e-12)


@given(inputs=st.lists(st.floats(-2, 2), min_size=2, max_size=4))
def test_a_shared_vector_gives_what_separate_vectors_give(inputs):
    together, apart = list(map(Value, inputs)), list(map(Value, inputs))
    shared = vector([x.tanh() for x in together])
    (dot(shared, shared).exp() * autograd.logsumexp(shared) + shared[0]).backward()

    def fresh():
        return [x.tanh() for x in apart]

    (dot(fresh(), fresh()).exp() * autograd.logsumexp(fresh()) + fresh()[0]).backward()
    assert [x.grad for x in together] == close_to([x.grad for x in apart], 1e-12)


# Who gets a gradient.


def test_a_leaf_that_is_the_output_has_gradient_1():
    x = Value(3.0)
    x.backward()
    assert x.grad == 1.0
    x.backward()
    assert x.grad == 2.0


def test_gradients_of_a_leaf_by_itself_is_1_and_by_another_0():
    x, y = Value(3.0), Value(4.0)
    assert [g.data for g in gradients(x, [x, y])] == [1.0, 0.0]


def test_interior_nodes_and_the_output_get_gradients():
    x = Value(2.0)
    square = x * x
    output = 3.0 * square
    output.backward()
    assert (output.grad, square.grad, x.grad) == (1.0, 3.0, 12.0)


@given(expression=expressions())
def test_every_node_but_a_constant_gets_a_gradient(expression):
    output, _ = expression.graph()
    total = output * 2.0 + dot([output, 1.0], [3.0, 4.0])
    total.backward()
    for node in topological_order(total):
        assert (node.grad is None) == node.is_constant


def test_grad_is_none_until_a_backward_pass_reaches_it():
    x, y = Value(2.0), Value(3.0)
    x.exp().backward()
    assert y.grad is None
    assert x.grad == math.exp(2.0)


def test_gradients_leave_every_grad_alone():
    x = Value(2.0)
    y = x * x
    gradients(y, [x, y])
    assert x.grad is y.grad is None


# Failures half-way.


def test_a_backward_pass_that_fails_changes_no_gradient():
    x, root = Value(2.0, label="x"), Value(0.0, label="r")
    y = x * 3.0 + root.sqrt() + x.exp()
    x.grad, y.grad = 0.25, 0.5
    with pytest.raises(DomainError, match=r"^sqrt has no derivative at r = 0.0$"):
        y.backward()
    assert [node.grad for node in topological_order(y)].count(None) == len(topological_order(y)) - 2
    assert (x.grad, y.grad) == (0.25, 0.5)


def test_gradients_that_do_not_exist_raise_domain_error():
    root = Value(0.0, label="r")
    with pytest.raises(DomainError, match=r"^sqrt has no derivative at r = 0.0$"):
        gradients(root.sqrt(), [root])


def test_an_adjoint_of_0_does_not_hide_an_infinite_derivative():
    x = Value(2.0)
    (x * math.inf * 0.0).backward()
    assert math.isnan(x.grad)


@pytest.mark.parametrize("wrong", [3.0, None, "x"])
def test_gradients_refuse_what_is_not_a_value(wrong):
    x = Value(1.0)
    with pytest.raises(TypeError, match=r"^expected (output|inputs) to be (a Value|Values), got "):
        gradients(x, [wrong])
    with pytest.raises(TypeError, match=r"^expected (output|inputs) to be (a Value|Values), got "):
        gradients(wrong, [x])


def test_the_partial_of_a_vector_of_constants_is_not_asked_for():
    """As the power of a negative number has a derivative by its base, and none by its exponent."""

    def refused(xs, ps, y):
        raise ValueError("no derivative")

    row = autograd.Primitive(
        "powers",
        lambda xs, ps: sum(x**p for x, p in zip(xs, ps)),
        (lambda xs, ps, y: [p * x ** (p - 1.0) for x, p in zip(xs, ps)], refused),
        latex="{0}{1}",
        vectors=(True, True),
    )
    x = Value(-2.0)
    row([x, 1.0], [3.0, 2.0]).backward()
    assert x.grad == 12.0
    with pytest.raises(DomainError, match=r"^powers has no derivative at "):
        row([x, 1.0], [3.0, Value(2.0)]).backward()
    with pytest.raises(DomainError, match=r"^powers has no derivative at "):
        gradients(row([x, 1.0], [3.0, Value(2.0)]), [x])
    [slope] = gradients(row([x, 1.0], [3.0, 2.0]), [x])
    assert slope.data == 12.0


def test_a_constant_has_no_gradient_to_ask_for():
    y = Value(1.0) * 2.0
    constant = y.operands[1]
    with pytest.raises(
        ValueError, match=r"^expected inputs to be Values with gradients, got the constant Constant\(2.0\)$"
    ):
        gradients(y, [constant])


# Data changed after use.


@given(expression=expressions(), shift=st.floats(-1.0, 1.0))
def test_backward_differentiates_at_the_point_where_the_graph_was_computed(expression, shift):
    output, leaves = expression.graph()
    expected = gradient_of(*expression.graph())
    for leaf in leaves:
        leaf.data = leaf.data + shift
    assert gradient_of(output, leaves) == expected


@given(expression=expressions(), shift=st.floats(-1.0, 1.0))
def test_a_recomputed_graph_is_the_graph_at_the_new_point(expression, shift):
    output, leaves = expression.graph()
    moved = Expression(tuple(x + shift for x in expression.point), expression.steps)
    for leaf, number in zip(leaves, moved.point):
        leaf.data = number
    try:
        fresh, fresh_leaves = moved.graph()
    except (DomainError, OverflowError) as error:
        with pytest.raises(type(error)):
            output.recompute()
        return
    output.recompute()
    assert [n.data for n in topological_order(output)] == [n.data for n in topological_order(fresh)]
    try:
        expected = gradient_of(fresh, fresh_leaves)
    except DomainError:  # as of a hypotenuse of length 0
        with pytest.raises(DomainError):
            gradient_of(output, leaves)
    else:
        assert gradient_of(output, leaves) == expected


def test_a_graph_recomputed_where_it_is_not_defined_is_left_unchanged():
    x, y = Value(4.0, label="x"), Value(2.0, label="y")
    shared = vector([x, y])
    output = dot(shared, [1.0, 2.0]) * (x * 2.0 - y).log()
    nodes = topological_order(output)
    before = [node.data for node in nodes if node.primitive is not None]
    expected = [g.data for g in gradients(output, [x, y])]
    x.data = -1.0
    with pytest.raises(DomainError, match=r"^log is not defined at -4.0$"):
        output.recompute()
    assert [node.data for node in nodes if node.primitive is not None] == before
    assert gradient_of(output, [x, y]) == pytest.approx(expected)
    x.data = 4.0
    output.recompute()
    assert [node.data for node in nodes if node.primitive is not None] == before


def test_an_error_in_backward_names_the_numbers_the_graph_was_computed_from():
    x = Value(0.0, label="x")
    y = x.sqrt()
    x.data = 4.0
    with pytest.raises(DomainError, match=r"^sqrt has no derivative at x = 0.0$"):
        y.backward()


def test_gradients_as_graphs_never_mix_old_and_new_numbers():
    x = Value(1.0)
    y = x.exp() * x
    x.data = 2.0
    with pytest.raises(ValueError, match=r"recompute"):
        gradients(y, [x])
    y.recompute()
    [slope_of_y] = gradients(y, [x])
    assert slope_of_y.data == pytest.approx(3.0 * math.exp(2.0))
