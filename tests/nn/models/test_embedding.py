from __future__ import annotations

import pytest

import autograd
import nn
from autograd import Value


def test_a_token_gives_its_row_itself():
    table = nn.Embedding(3, 2, seed=0)
    assert table(1) is table.rows[1]
    assert [entry.data for entry in table(Value(2.0))] == [entry.data for entry in table.rows[2]]


@pytest.mark.parametrize("token", [1, Value(1.0)])
def test_the_gradient_reaches_the_row_of_the_token_alone(token):
    table = nn.Embedding(3, 2, seed=0)
    autograd.dot(table(token), [3.0, -2.0]).backward()
    assert [[entry.grad or 0.0 for entry in row] for row in table.rows] == [[0.0, 0.0], [3.0, -2.0], [0.0, 0.0]]


def test_a_token_used_twice_collects_both_gradients():
    table = nn.Embedding(2, 1, seed=0)
    (3.0 * table(1)[0] + 4.0 * table(1)[0]).backward()
    assert table.rows[1][0].grad == 7.0


def test_an_embedding_passes_gradcheck():
    def chosen(*numbers):
        table = nn.Embedding(3, 2)
        table.rows = [autograd.vector(numbers[k : k + 2]) for k in (0, 2, 4)]
        return table(2)[0].exp() * table(1)[1] + table(2)[1]

    autograd.gradcheck(chosen, [0.1, -0.2, 0.3, 0.4, -0.5, 0.6])


def test_rows_count_from_0_as_tokens_do_and_their_numbers_from_1():
    table = nn.Embedding(2, 2)
    assert list(table.named_parameters()) == ["e_0,1", "e_0,2", "e_1,1", "e_1,2"]
    assert [entry.label for entry in table.parameters()] == list(table.named_parameters())
    assert table.parameters() == [*table(0), *table(1)]


def test_entries_are_drawn_from_the_standard_normal_distribution():
    numbers = [entry.data for entry in nn.Embedding(100, 20, seed=3).parameters()]
    assert abs(sum(numbers) / 2000) < 4 / 2000**0.5
    assert sum(x * x for x in numbers) / 2000 == pytest.approx(1.0, rel=4 * (2 / 2000) ** 0.5)


def test_a_function_that_draws_the_numbers_is_told_both_sizes():
    seen = []
    nn.Embedding(3, 2, init=lambda nin, nout, generator: seen.append((nin, nout)) or 0.0)
    assert seen == [(3, 2)] * 6


@pytest.mark.parametrize(
    ("token", "error", "words"),
    [
        (3, IndexError, r"expected token to be from 0 to 2 for Embedding\(3, 2\), got 3"),
        (-1, IndexError, "from 0 to 2 .* got -1"),
        (0.5, TypeError, "expected token to be a whole number, got 0.5"),
        ("a", TypeError, "expected token to be a whole number, got 'a'"),
        (Value(3.0, label="x_1"), IndexError, r"from 0 to 2 .* got Value\(3.0, label='x_1'\)"),
    ],
)
def test_a_token_outside_the_table_is_refused(token, error, words):
    with pytest.raises(error, match=words):
        nn.Embedding(3, 2)(token)


def test_sizes_below_1_are_refused():
    with pytest.raises(ValueError, match="expected count to be a whole number of at least 1, got 0"):
        nn.Embedding(0, 2)
    with pytest.raises(ValueError, match=r"expected width to be a whole number of at least 1, got 1\.5"):
        nn.Embedding(2, 1.5)
