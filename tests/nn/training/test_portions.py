"""How an epoch goes through its samples: the windows, the orders, and what is gathered at once."""

import random

import numpy as np
import pytest

import nn
from nn.training import blocks, portions
from nn.training.portions import Streamed, held_for, shuffled, window_of
from nn.training.streams import Stream

NAMES = ("X", "y")


@pytest.mark.parametrize(
    ("shuffle", "batch_size", "window"),
    [
        (100, 32, 128),
        (96, 32, 96),
        (1, 32, 32),
        (True, 32, None),
        (False, 32, None),
        (True, None, None),
        (9, None, None),
    ],
)
def test_a_window_holds_whole_batches(shuffle, batch_size, window):
    assert window_of(shuffle, batch_size) == window


class Turning(random.Random):
    """A generator of somebody's own, whose shuffling is not that of `random`."""

    def shuffle(self, x):
        x.reverse()


@pytest.mark.parametrize("many", [4, 1000])
def test_the_order_is_that_of_the_generator_by_machine_code_or_without(many, monkeypatch):
    monkeypatch.setattr(portions, "MANY", many)
    expected = list(range(20))
    random.Random(3).shuffle(expected)
    assert list(shuffled(20, random.Random(3))) == expected
    assert list(shuffled(20, Turning())) == [*range(19, -1, -1)]
    assert list(shuffled(5, Turning(), window=2)) == [1, 0, 3, 2, 4]


def test_an_order_drawn_again_is_the_same_in_every_window():
    pairs = [([[float(k)] for k in range(first, first + 5)], [0.0] * 5) for first in range(0, 30, 5)]
    samples = Streamed(Stream(pairs, nn.MLP(1, [1], seed=0), nn.mse_loss), 10)
    order = samples.order(random.Random(0), None)
    first, second = ([list(portion.order) for portion in samples.portions(order)] for _ in range(2))
    assert first == second
    assert [sorted(places) for places in first] == [[*range(10)]] * 3
    assert len({*map(tuple, first)}) == 3


@pytest.mark.parametrize(("kind", "size"), [(np.float64, None), (np.float32, 8), (np.int16, 8)])
def test_doubles_are_read_where_they_lie_and_other_numbers_in_portions(kind, size, monkeypatch):
    monkeypatch.setattr(blocks, "LARGE", 1)
    monkeypatch.setattr(portions, "AT_HAND", 20)  # numbers: ten rows, of which two batches are whole
    X, y = np.arange(26).reshape(13, 2).astype(kind), np.arange(13) % 2
    held = held_for(nn.MLP(2, [1], seed=0), X, y, nn.binary_cross_entropy, NAMES, 4)
    assert held.size == size
    assert len([*held.targets(one_will_do=True)]) == 1
    assert {*held.targets(one_will_do=False)} == {0, 1}


def test_what_does_not_fit_is_told_by_the_name_that_it_was_given():
    names = ("validation[0]", "validation[1]")
    with pytest.raises(ValueError, match=r"2 samples in validation\[0\] and 1 target in validation\[1\]"):
        held_for(nn.MLP(1, [1], seed=0), [[1.0], [2.0]], [0.5], nn.mse_loss, names, None)
