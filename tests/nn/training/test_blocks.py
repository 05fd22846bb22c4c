"""Data in buffers: which stay where they lie, and how each block of them is held against model and loss."""

import re

import numpy as np
import pytest

import nn
from autograd.shared.stored import BLOCK, Stored
from nn.training import blocks
from nn.training.blocks import block_for, is_large, stored_for

NET = nn.MLP(2, [1], seed=0)


def rows(count, width=2):
    return np.arange(count * width, dtype=float).reshape(count, width)


@pytest.mark.parametrize(("count", "is_so"), [(49_999, False), (50_000, True), (50_001, True)])
def test_from_a_hundred_thousand_numbers_on_rows_stay_where_they_lie(count, is_so):
    assert is_large(rows(count)) is is_so
    stored = stored_for(NET, rows(count), np.zeros(count), nn.mse_loss)
    assert (stored is not None) is is_so
    if stored:
        assert repr(stored[0]) == f"<Stored: {count} rows of 2>"


@pytest.mark.parametrize(
    "X", [[[0.0, 1.0]] * 9, np.zeros(9), np.zeros((9, 2, 2)), None, 5], ids=lambda x: type(x).__name__
)
def test_what_is_no_rows_in_a_buffer_stays_nowhere(X, monkeypatch):
    monkeypatch.setattr(blocks, "LARGE", 1)
    assert not is_large(X)
    assert stored_for(NET, X, [0.0] * 9, nn.mse_loss) is None


def test_one_target_is_asked_for_whatever_has_it(monkeypatch):
    """As lists are told of it: with rows and targets of other numbers the error is theirs."""
    monkeypatch.setattr(blocks, "LARGE", 1)
    assert stored_for(NET, rows(9), np.zeros(1), nn.mse_loss) is None


@pytest.mark.parametrize("targets", [np.ones(9), np.ones((9, 1))], ids=["numbers", "rows of one"])
def test_rows_of_one_target_are_numbers_where_the_model_gives_a_number(targets, monkeypatch):
    monkeypatch.setattr(blocks, "LARGE", 1)
    _, y = stored_for(NET, rows(9), targets, nn.mse_loss)
    assert list(y) == [1.0] * 9
    _, y = stored_for(nn.MLP(2, [2], seed=0), rows(9), np.ones((9, 2)), nn.mse_loss)
    assert [list(target) for target in y] == [[1.0, 1.0]] * 9


def test_targets_in_a_list_become_the_list_that_the_loss_asks_for(monkeypatch):
    monkeypatch.setattr(blocks, "LARGE", 1)
    _, y = stored_for(NET, rows(9), [[0.5]] * 9, nn.mse_loss)
    assert y == [0.5] * 9


@pytest.mark.parametrize(
    ("X", "y", "loss", "message"),
    [
        (
            rows(BLOCK + 9),
            np.r_[np.ones(BLOCK + 8), 2.0],
            nn.binary_cross_entropy,
            f"in validation[1] for binary_cross_entropy, got 2.0 in row {BLOCK + 8}",
        ),
        (np.r_[rows(BLOCK + 8), [[np.nan, 0.0]]], np.ones(BLOCK + 9), nn.mse_loss, "validation[0]"),
        (rows(9, 3), np.ones(9), nn.mse_loss, "validation[0]"),
        (rows(9), ["no"] * 9, nn.mse_loss, "validation[1]"),
        (rows(9), 7, nn.mse_loss, "validation[1]"),
        (rows(9), np.ones(8), nn.mse_loss, "9 samples in validation[0] and 8 targets in validation[1]"),
    ],
)
def test_what_does_not_fit_is_told_with_the_names_and_the_row(X, y, loss, message, monkeypatch):
    monkeypatch.setattr(blocks, "LARGE", 1)
    net = nn.MLP(2, [1], output="sigmoid", seed=0)
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        stored_for(net, X, y, loss, ("validation[0]", "validation[1]"))


def test_a_block_is_read_as_doubles_and_its_targets_are_held_against_the_model_that_gives_positions():
    numbers = np.arange(6, dtype=np.int16).reshape(3, 2)
    X, y = block_for(NET, numbers, np.ones((3, 1)), nn.mse_loss)
    assert isinstance(X, Stored)
    assert X.doubles().tolist() == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
    assert (list(y), X.are_doubles) == ([1.0] * 3, True)
    a_position_each = lambda x: [[t * 0.5] for t in x]  # noqa: E731
    _, y = block_for(a_position_each, np.ones((3, 1)), np.ones((3, 1)), nn.mse_loss)
    assert [list(target) for target in y] == [[1.0]] * 3


@pytest.mark.parametrize(
    ("net", "loss", "target"),
    [(nn.MLP(2, [2], seed=0), nn.cross_entropy, 2), (NET, nn.binary_cross_entropy, 1.5), (NET, nn.hinge_loss, 0)],
)
def test_a_block_in_lists_is_held_against_the_loss(net, loss, target):
    with pytest.raises((TypeError, ValueError), match=rf"in y.* for {loss.__name__}, got {target}.* in row 3"):
        block_for(net, [[0.0, 1.0]], [target], loss, first=3)
