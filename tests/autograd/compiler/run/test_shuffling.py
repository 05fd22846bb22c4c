"""The machine shuffles as Python does: the same order, and the generator at the same place after it."""

from __future__ import annotations

import random
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import compiler
from autograd.compiler.run import shuffling


def assert_same(count, seed):
    order, expected = array("q", range(100, 100 + count)), list(range(100, 100 + count))
    generator, its_twin = random.Random(seed), random.Random(seed)
    compiler.shuffle(order, generator)
    its_twin.shuffle(expected)
    assert list(order) == expected
    assert generator.getstate() == its_twin.getstate()


@given(count=st.integers(0, 300), seed=st.integers(0, 2**32))
def test_few_are_shuffled_as_python_shuffles_them(count, seed):
    assert_same(count, seed)


@pytest.mark.parametrize("count", [2**16 - 1, 2**16, 2**16 + 1, 2**16 + 2, 200_000])
def test_many_are_too_though_their_bits_are_drawn_in_portions(count):
    assert_same(count, seed=count)


@given(count=st.integers(0, 40), seed=st.integers(0, 2**32), at_once=st.integers(1, 5))
def test_however_many_words_are_drawn_at_once_the_order_is_the_same(count, seed, at_once):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shuffling, "AT_ONCE", at_once)
        assert_same(count, seed)
