"""Seeds and labels, and what is said of those that are none."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest

from nn.arguments import finite_number, random_generator, zeros_and_ones


def test_the_same_seed_gives_the_same_numbers_whatever_holds_it():
    first = random.Random(5).random()
    assert random_generator(5).random() == random_generator(np.int64(5)).random() == first
    assert random_generator(6).random() != first
    assert random_generator(None).random() != random_generator(None).random()


def test_a_generator_is_drawn_from_itself_and_the_module_is_the_one_that_random_seed_sets():
    generator = random.Random(5)
    assert random_generator(generator) is generator
    before = random.getstate()
    try:
        random.seed(7)
        numbers = [random_generator(random).random(), random.random()]
    finally:
        random.setstate(before)
    expected = random.Random(7)
    assert numbers == [expected.random(), expected.random()]


@pytest.mark.parametrize(
    ("seed", "end"),
    [
        ("five", "got 'five'"),
        (0.5, "got 0.5"),
        (np, "got <module 'numpy'"),
        (np.random.default_rng(0), "got Generator(PCG64): of a generator of NumPy's, int(rng.integers(2**32)) is one"),
    ],
)
def test_what_is_no_seed_is_refused_with_what_could_be_one(seed, end):
    expected = "expected seed to be a whole number, a random.Random, the module random or None, "
    with pytest.raises(TypeError, match=f"^{re.escape(expected + end)}") as raised:
        random_generator(seed)
    assert ("rng.integers" in str(raised.value)) == ("rng.integers" in end)


@pytest.mark.parametrize("y", [[0, 1, 1], [0.0, 1.0], [True, False], [1, 1], [0]])
def test_zeros_and_ones_are_labels(y):
    assert zeros_and_ones(y) is y


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([1, -1, 1], "got -1 in row 1: of -1 and 1, write [int(label > 0) for label in targets]"),
        ([-1, -1], "got -1 in row 0: of -1 and 1, write [int(label > 0) for label in targets]"),
        ([0, 1, -1], "got -1 in row 2"),
        ([1, 2, 3], "got 2 in row 1"),
        ([0, 0.5], "got 0.5 in row 1"),
        ([1, -2], "got -2 in row 1"),
    ],
)
def test_other_labels_are_refused_with_their_row_and_a_cure_where_there_is_one(y, message):
    with pytest.raises(ValueError, match=f"^{re.escape(f'expected labels 0 and 1 in targets, {message}')}$"):
        zeros_and_ones(y, "targets")
    with pytest.raises(ValueError, match=r"^expected labels 0 and 1 in y, "):
        zeros_and_ones(y)


@pytest.mark.parametrize(
    "wrong", [True, np.True_, "1", b"1", None, 1j, np.complex64(1.0), np.datetime64("2026"), [1.0]]
)
def test_what_is_no_real_number_is_refused_by_the_name_of_its_argument(wrong):
    with pytest.raises(TypeError, match=r"^expected rate to be a number, got "):
        finite_number(wrong, "rate")


@pytest.mark.parametrize("number", [1, 1.0, np.float32(1.0), np.int64(1), np.longdouble(1.0), np.array(1.0)])
def test_a_real_number_of_any_kind_is_taken_as_its_float(number):
    assert type(finite_number(number, "rate")) is float
