"""The page's random numbers are Python's."""

import math
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oracles import few
from tests.viz.live.node import node
from viz.live.embedding import bundled, source

CALLS = """
let generator = null;
const calls = {
  seed(seed) { generator = new Random(BigInt(seed)); return null; },
  draws(method, count, ...given) { return Array.from({ length: count }, () => generator[method](...given)); },
  shuffled(list) { return generator.shuffle(list); },
  passOn() {
    const state = JSON.parse(JSON.stringify(generator.getState()));
    generator = new Random(0);
    generator.setState(state);
    return null;
  },
};
export default calls;
"""
seeds = st.integers(-(2**80), 2**80) | st.integers(0, 1000)


def seeded(seed):
    node().load(bundled(source("random.js"), CALLS))
    node().call("seed", str(seed))
    return random.Random(seed)


@few
@given(seed=seeds)
@example(seed=0)
@example(seed=2**32)
@example(seed=-1)
def test_each_bit_is_pythons(seed):
    theirs = seeded(seed)
    assert node().call("draws", "random", 700) == [theirs.random() for _ in range(700)]
    assert node().call("draws", "uniform", 9, -2.5, 7.0) == [theirs.uniform(-2.5, 7.0) for _ in range(9)]


@few
@given(seed=seeds, counts=st.lists(st.integers(1, 2**31), min_size=1, max_size=30))
@example(seed=1, counts=[1, 2, 3, 4, 2**30, 2**31])
def test_whole_numbers_and_orders_are_pythons(seed, counts):
    theirs = seeded(seed)
    for count in counts:
        assert node().call("draws", "randrange", 3, 5, 5 + count) == [theirs.randrange(5, 5 + count) for _ in range(3)]
    order = list(range(min(counts[0], 500)))
    theirs.shuffle(order)
    assert node().call("shuffled", list(range(len(order)))) == order


@few
@given(seed=seeds, count=st.integers(1, 9))
def test_normal_numbers_are_pythons_but_for_the_last_digits_and_come_in_pairs(seed, count):
    theirs = seeded(seed)
    drawn = node().call("draws", "gauss", count, 1.5, 3.0)
    assert drawn == pytest.approx([theirs.gauss(1.5, 3.0) for _ in range(count)], rel=1e-13, abs=1e-13)
    node().call("passOn")  # the number that is left over goes with the state
    assert math.isclose(node().call("draws", "gauss", 1)[0], theirs.gauss(0.0, 1.0), rel_tol=1e-13, abs_tol=1e-13)
    assert node().call("draws", "random", 1) == [theirs.random()]
