"""Systems in whole numbers, solved exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn.analysis.linear_systems import PRIMES, solved


@st.composite
def systems(draw):
    size = draw(st.integers(1, 7))
    number = draw(st.sampled_from([st.integers(-3, 3), st.integers(-(10**6), 10**6), st.integers(-(2**80), 2**80)]))
    rows = st.lists(number, min_size=size, max_size=size)
    return draw(st.lists(rows, min_size=size, max_size=size)), draw(rows)


def determinant(rows):
    """By expansion along the first row."""
    if not rows:
        return 1
    minors = ([row[:k] + row[k + 1 :] for row in rows[1:]] for k in range(len(rows)))
    return sum((-1) ** k * x * determinant(minor) for k, (x, minor) in enumerate(zip(rows[0], minors)) if x)


@given(systems())
def test_the_solution_solves_and_none_means_singular(system):
    rows, right = system
    solution = solved(rows, right)
    if solution is None:
        assert determinant(rows) == 0
    else:
        assert [sum(x * y for x, y in zip(row, solution)) for row in rows] == right


def test_a_determinant_that_a_prime_divides_is_no_obstacle():
    assert solved([[PRIMES[0]]], [1]) == [pytest.approx(1 / PRIMES[0])]
    rows = [[PRIMES[0] * PRIMES[1], 3], [0, 1]]
    x, y = solved(rows, [1, 2])
    assert (rows[0][0] * x + 3 * y, y) == (1, 2)


def test_a_hilbert_matrix_is_inverted_exactly():
    """Its inverse has whole entries; that in the corner is n² (Choi, 1983)."""
    size = 12
    scale = 1
    for k in range(1, 2 * size):
        scale *= k
    rows = [[scale // (i + j + 1) for j in range(size)] for i in range(size)]
    column = solved(rows, [scale] + [0] * (size - 1))
    assert column[0] == size**2
    assert all(entry.denominator == 1 for entry in column)
