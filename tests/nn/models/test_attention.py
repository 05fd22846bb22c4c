from __future__ import annotations

import math

import numpy as np
import pytest

import autograd
import nn
from autograd import Value
from tests.nn.models import pytorch_parts as parts
from tests.nn.models.comparing import PYTORCH, check_against_pytorch, flat


def attention_of(numbers, bias=False):
    attention = nn.SelfAttention(parts.WIDTH, parts.HEADS, bias=bias)
    attention.load_state_dict(dict(zip(attention.named_parameters(), numbers, strict=True)))
    return attention


@pytest.mark.parametrize(("case", "bias"), [("SelfAttention", False), ("SelfAttention with biases", True)])
def test_outputs_and_gradients_are_pytorchs(case, bias):
    attention = attention_of(parts.ATTENTION[bias], bias)
    xs = [[Value(x) for x in row] for row in parts.XS]
    check_against_pytorch(case, attention(xs), [xs, attention.parameters()])


def test_who_looks_at_whom_is_pytorchs_too():
    weights = attention_of(parts.ATTENTION[False]).weights(parts.XS)
    padded = [[[w.data for w in row] + [0.0] * (3 - t) for t, row in enumerate(head)] for head in weights]
    assert flat(padded) == pytest.approx(flat(PYTORCH["SelfAttention"]["weights"]), rel=1e-12)


def test_one_head_is_the_formula_of_the_paper():
    attention = nn.SelfAttention(3, 1, seed=1)
    xs = np.array([[1.0, -0.5, 2.0], [0.0, 1.5, -1.0], [0.3, 0.2, 0.1]])
    [head] = attention.heads
    queries, keys, values = (xs @ np.array(layer.W).T for layer in (head.query, head.key, head.value))
    scores = queries @ keys.T / math.sqrt(3)
    scores[np.triu_indices(3, 1)] = -np.inf
    weights = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    expected = weights @ values @ np.array(attention.output.W).T
    found = [[y.data for y in row] for row in attention(xs.tolist())]
    assert np.allclose(found, expected, rtol=1e-12, atol=0)


def test_attention_passes_gradcheck():
    attention = nn.SelfAttention(2, 2, seed=0)

    def of_inputs(*xs):
        outputs = attention([xs[:2], xs[2:]])
        return autograd.dot([y for row in outputs for y in row], [0.5, -1.0, 2.0, 0.25])

    autograd.gradcheck(of_inputs, [0.3, -0.7, 1.1, 0.2])


def test_no_position_sees_a_later_one():
    attention = nn.SelfAttention(4, 2, seed=0)
    xs = [[Value(x) for x in row] for row in ([1.0, 2.0, 3.0, 4.0], [0.5, 0.0, -1.0, 2.0], [1.0, 1.0, 0.0, -2.0])]
    autograd.dot(attention(xs)[1], [1.0, 2.0, 3.0, 4.0]).backward()
    assert [[x.grad for x in row] for row in xs[2:]] == [[None] * 4]
    assert all(x.grad for row in xs[:2] for x in row)


def test_what_a_position_takes_sums_to_1():
    for head in nn.SelfAttention(4, 2, seed=0).weights([[50.0, 0.0, -20.0, 1.0]] * 3):
        for t, row in enumerate(head):
            assert len(row) == t + 1
            assert math.fsum(weight.data for weight in row) == pytest.approx(1.0, abs=1e-15)


def test_positions_may_come_one_after_the_other():
    attention = nn.SelfAttention(4, 2, seed=0)
    xs = [[1.0, 2.0, 3.0, 4.0], [0.5, 0.0, -1.0, 2.0], [1.0, 1.0, 0.0, -2.0]]
    past = attention.no_past()
    one_by_one = [attention([x], past)[0] for x in xs]
    together = attention(xs)
    assert [[y.data for y in row] for row in one_by_one] == [[y.data for y in row] for row in together]
    assert [[y.label for y in row] for row in one_by_one] == [[y.label for y in row] for row in together]


def test_the_weights_of_a_unit_lie_side_by_side_named_by_where_they_lead():
    attention = nn.SelfAttention(2, 2)
    assert list(attention.named_parameters()) == [
        *(f"head {h}.{part}.w_{i}1" for h in (1, 2) for part in ("query", "key", "value") for i in (1, 2)),
        *(f"output.w_{i}{j}" for j in (1, 2) for i in (1, 2)),
    ]
    assert [p.label for p in attention.parameters()] == list(attention.named_parameters())
    assert attention.parameters() == list(attention.named_parameters().values())


def test_each_number_on_the_way_is_labelled_with_its_head_and_position():
    weights = nn.SelfAttention(4, 2, seed=0).weights([[1.0, 2.0, 3.0, 4.0]] * 2)
    a = weights[1][1][0]
    labels = {value.label for value in autograd.topological_order(a) if value.label}
    assert a.label == "head 2.a_1,0"
    assert {"head 2.q_1,1", "head 2.k_0,2", "head 2.s_1,0", "head 2.s_1,1", "head 2.query.w_11"} <= labels


def test_so_are_what_a_head_takes_and_what_is_made_of_all_heads():
    outputs = nn.SelfAttention(4, 2, seed=0)([[1.0, 2.0, 3.0, 4.0]] * 2)
    assert [[y.label for y in row] for row in outputs] == [[f"o_{t},{i}" for i in range(1, 5)] for t in range(2)]
    labels = {value.label for value in autograd.topological_order(outputs[1][0]) if value.label}
    assert {"head 1.h_1,1", "head 2.h_1,2", "head 2.v_0,1", "head 2.v_1,2"} <= labels


@pytest.mark.parametrize("kind", [nn.SelfAttention, nn.Block])
def test_a_place_that_is_no_text_is_refused_by_its_name(kind):
    with pytest.raises(TypeError, match=r"^expected place to be the beginning of its parameters' names, got 3$"):
        kind(4, 2, place=3)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="expected heads to divide the width, 4, got 3"):
        nn.SelfAttention(4, 3)
    with pytest.raises(ValueError, match="expected heads to be a whole number of at least 1, got 0"):
        nn.SelfAttention(4, 0)
    with pytest.raises(ValueError, match=r"expected 4 inputs for SelfAttention\(4, 2\), got 3"):
        nn.SelfAttention(4, 2)([[1.0, 2.0, 3.0]])


def test_attention_shows_its_sizes_and_whether_it_has_biases():
    assert repr(nn.SelfAttention(4, 2)) == "SelfAttention(4, 2)"
    assert repr(nn.SelfAttention(4, 2, bias=True)) == "SelfAttention(4, 2, bias=True)"
    assert repr(nn.SelfAttention(4, 2).heads[0]) == "Head(4, 2)"
