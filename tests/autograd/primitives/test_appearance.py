"""What people see of a row."""

import re
import string
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import PRIMITIVES, Primitive, Value, strategies
from oracles import (
    few,
    rows,
)
from tests.autograd.primitives.laws import every_row, every_scalar_row


@pytest.mark.parametrize("row", [row for row in rows(scalar=True) if row.arity > 1], ids=lambda row: row.name)
def test_a_row_is_called_commutative_if_its_operands_can_change_places_and_only_then(row):
    pairs = [(a, b) for a in (0.125, 0.5, 0.75) for b in (0.25, 0.5, 1.0)]
    can = row.arity == 2 and all(row(a, b) == row(b, a) for a, b in pairs)
    assert row.commutative is can


@every_row
def test_a_row_binds_as_loosely_as_the_loosest_sign_of_its_formula(row):
    """Signs in braces or parentheses do not count; from loose to tight: sums, products, a minus in front, powers."""
    formula = row.latex.format(*"abc"[: row.arity])
    while (shorter := re.sub(r"\{[^{}]*\}|\([^()]*\)", "", formula)) != formula:
        formula = shorter
    loosest_first = [r".+ [+-] |^-?\\sum", r"\\cdot|^\\prod", "^-", r"\^"]
    expected = next((k for k, sign in enumerate(loosest_first, start=1) if re.search(sign, formula)), 5)
    assert row.precedence == expected


@every_row
def test_a_row_is_found_by_its_name_and_its_name_is_an_identifier(row):
    assert PRIMITIVES[row.name] is row
    assert row.name.isidentifier()
    assert getattr(autograd, row.name) is row


@every_row
def test_the_formula_names_each_operand_and_no_other(row):
    named = {int(field) for _, field, _, _ in string.Formatter().parse(row.latex) if field is not None}
    assert named == set(range(row.arity))
    formula = row.latex.format(*(f"<{k}>" for k in range(row.arity)))
    assert formula.count("{") == formula.count("}")


@every_row
def test_a_row_is_drawn_with_a_symbol_and_a_known_precedence(row):
    assert row.symbol.strip()
    assert row.precedence in range(1, 6)


@every_row
def test_a_row_has_one_partial_one_interval_and_one_shape_an_operand(row):
    assert len(row.partials) == len(row.domain) == len(row.vectors) == row.arity
    assert 0 <= len(row.defaults) < row.arity


@every_row
def test_a_row_is_frozen_and_shows_its_name(row):
    assert repr(row) == f"<primitive {row.name}>"
    with pytest.raises(AttributeError):
        row.name = "another"


@every_scalar_row
@few
@given(data=st.data())
def test_every_row_of_scalars_is_a_method_as_well(row, data):
    first, *others = data.draw(strategies.operands(row, calm=True))
    assert getattr(Value(first), row.name)(*others).data == row(first, *others)


def test_operations_compare_by_identity():
    for one, other in product(PRIMITIVES.values(), repeat=2):
        assert (one == other) is (one is other)
        assert isinstance(one, Primitive)
