"""Fused rows and their definitions; operands left out, and of every kind."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import autograd
from autograd import DomainError, Value, strategies, unfolded
from oracles import (
    few,
    number_at,
    places_of,
    rows,
    with_number_at,
)
from tests.autograd.primitives.laws import (
    every_fused_row,
    every_row,
    every_row_with_optional_operands,
    gradient_of,
    leaves,
)

# Fused rows.


@every_fused_row
@given(data=st.data())
def test_a_fused_row_agrees_with_its_definition_in_value_and_gradient(row, data):
    operands = data.draw(strategies.operands(row, calm=True))
    try:
        fused_leaves, plain_leaves = leaves(operands), leaves(operands)
        fused, plain = row(*fused_leaves), row.definition(*map(list_of, plain_leaves))
        gradients = gradient_of(fused, fused_leaves), gradient_of(plain, plain_leaves)
    except DomainError:  # at the edge of the definition's domain, where the fused row may know better
        assume(False)
    assert fused.data == pytest.approx(plain.data, rel=1e-9, abs=1e-9)
    scale = max(map(abs, gradients[0]), default=0.0)
    assert gradients[0] == pytest.approx(gradients[1], rel=1e-9, abs=1e-9 * (1.0 + scale))


@every_fused_row
@few
@given(data=st.data())
def test_unfolding_gives_the_same_value(row, data):
    operands = leaves(data.draw(strategies.operands(row, calm=True)))
    try:
        result, stand_ins = unfolded(row(*operands))
    except DomainError:
        assume(False)
    assert result.data == pytest.approx(row(*operands).data, rel=1e-9, abs=1e-9)
    assert len(stand_ins) == len(row(*operands).operands)


def list_of(operand):
    return list(operand) if isinstance(operand, autograd.Vector) else operand


# Operands.


@every_row_with_optional_operands
@few
@given(data=st.data())
def test_operands_left_out_count_as_their_defaults(row, data):
    operands = data.draw(strategies.operands(row, calm=True))[: row.arity - len(row.defaults)]
    for k in range(len(row.defaults)):
        some, others = [*operands, *row.defaults[:k]], row.defaults[k:]
        short, full = leaves(some), leaves(some)
        assert row(*some) == row(*some, *others) == row(*short).data
        if row.definition is not None:
            assert row.definition(*map(list_of, leaves(some))).data == pytest.approx(row(*some), rel=1e-12, abs=1e-12)
        assert gradient_of(row(*short), short) == gradient_of(row(*full, *others), full)


@every_row_with_optional_operands
@few
@given(data=st.data())
def test_an_optional_operand_given_gets_its_gradient(row, data):
    operands = leaves(data.draw(strategies.operands(row, calm=True)))
    result = row(*operands)
    result.backward()
    assert all(value.grad is not None for value in result.operands)


@every_row
@few
@given(data=st.data())
def test_a_row_gives_numbers_for_numbers_and_the_same_number_in_a_value(row, data):
    operands = data.draw(strategies.operands(row, calm=True))
    assert type(row(*operands)) is float
    assert row(*leaves(operands)).data == row(*operands)


@every_row
@few
@given(data=st.data())
def test_one_value_among_numbers_makes_the_result_a_value(row, data):
    operands = data.draw(strategies.operands(row, calm=True))
    place = data.draw(st.sampled_from(places_of(operands)))
    result = row(*with_number_at(operands, place, Value(number_at(operands, place))))
    assert isinstance(result, Value)
    assert result.primitive is row
    assert [operand.is_constant for operand in result.operands].count(False) == 1


@every_row
@few
@given(data=st.data())
def test_a_wrong_number_of_operands_is_refused_by_name(row, data):
    operands = leaves(data.draw(strategies.operands(row, calm=True)))
    for wrong in (operands[: row.arity - len(row.defaults) - 1], [*operands, Value(1.0)]):
        with pytest.raises(TypeError, match=rf"^{row.name} takes .* operands?, got {len(wrong)}$"):
            row(*wrong)


@pytest.mark.parametrize("row", [row for row in rows() if sum(row.vectors) > 1], ids=lambda row: row.name)
@pytest.mark.parametrize("kind", [float, Value])
def test_vectors_of_different_lengths_are_refused(row, kind):
    operands = [[kind(0.5)] * (k + 2) if is_vector else kind(0.5) for k, is_vector in enumerate(row.vectors)]
    with pytest.raises(ValueError, match=f"{row.name} takes vectors of one length, got 2 and 3"):
        row(*operands)
