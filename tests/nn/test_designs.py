from __future__ import annotations

import itertools
import math
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from nn.designs import grid, latin_hypercube, logarithmic, uniform
from tests.nn.analysis.runs import InlineExecutor

finite = st.floats(allow_nan=False, allow_infinity=False)


@given(st.dictionaries(st.text(), st.lists(st.integers(), min_size=1, max_size=4), min_size=1, max_size=4))
def test_a_grid_is_the_product_of_its_choices(space):
    assert [tuple(row.values()) for row in grid(space)] == list(itertools.product(*space.values()))
    assert all(list(row) == list(space) for row in grid(space))


@given(st.tuples(finite, finite).filter(lambda ends: ends[0] < ends[1]), st.floats(0.0, 1.0))
def test_a_number_of_a_span_is_never_beyond_its_ends(ends, share):
    low, high = ends
    assert low <= uniform(low, high).at(share) <= high
    if low > 0.0:
        assert low <= logarithmic(low, high).at(share) <= high


def test_half_a_span_is_its_mean_or_its_geometric_mean():
    assert uniform(1, 5).at(0.5) == 3.0
    assert uniform(1, 5).at(0.25) == 2.0
    assert logarithmic(1, 100).at(0.5) == pytest.approx(10.0)
    assert (uniform(1, 5).low, uniform(1, 5).high, uniform(1, 5).is_logarithmic) == (1.0, 5.0, False)


@pytest.mark.parametrize("count", [1, 2, 7, 100])
def test_of_each_share_of_each_span_a_latin_hypercube_has_one(count):
    space = {"rate": uniform(-1.0, 3.0), "decay": logarithmic(1e-6, 1.0), "net": range(count)}
    rows = latin_hypercube(space, count, seed=count)
    assert sorted(math.floor((row["rate"] + 1.0) / 4.0 * count) for row in rows) == list(range(count))
    assert sorted(math.floor((math.log10(row["decay"]) / 6.0 + 1.0) * count) for row in rows) == list(range(count))
    assert sorted(row["net"] for row in rows) == list(range(count))


def test_its_columns_are_shuffled_each_on_its_own():
    rows = latin_hypercube({"a": range(50), "b": range(50)}, 50, seed=0)
    assert [row["a"] for row in rows] != sorted(row["a"] for row in rows)
    assert [row["a"] for row in rows] != [row["b"] for row in rows]


def test_random_settings_take_each_choice_about_as_often_and_each_magnitude_too():
    rows = nn.designs.random({"net": ["a", "b", "c", "d"], "rate": logarithmic(1e-4, 1.0)}, 4000, seed=3)
    for counted in (Counter(row["net"] for row in rows), Counter(math.floor(math.log10(row["rate"])) for row in rows)):
        assert len(counted) == 4
        assert all(abs(count - 1000) < 5 * math.sqrt(750) for count in counted.values())


@pytest.mark.parametrize("design", [nn.designs.random, latin_hypercube])
def test_a_seed_gives_the_same_settings_and_a_generator_others_each_time(design):
    space = {"rate": uniform(0.0, 1.0)}
    assert design(space, 3, seed=1) == design(space, 3, 1) != design(space, 3, seed=2)
    generator = random.Random(1)
    assert design(space, 3, generator) == design(space, 3, 1)
    assert design(space, 3, generator) != design(space, 3, 1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: grid([0.5]), r"^expected space to be a dictionary of choices, or spans, by name, got \[0.5\]$"),
        (lambda: grid({}), r"^expected at least one name in space, got none$"),
        (lambda: grid({"rate": []}), r"^expected at least one choice in space\['rate'\], got none$"),
        (lambda: grid({"rate": 0.5}), r"^expected space\['rate'\] to be a sequence of choices, got 0.5$"),
        (
            lambda: grid({"rate": uniform(0, 1)}),
            r"^expected choices for 'rate' in a list, got Span\(.*\): random and latin_hypercube draw from it$",
        ),
        (lambda: grid({3: [1]}), r"^expected each name in space to be a text, got 3$"),
        (lambda: uniform(1, 1), r"^expected low to be below high, got low=1, high=1$"),
        (lambda: uniform("a", 1), r"^expected low to be a number, got 'a'$"),
        (lambda: uniform(0, "b"), r"^expected high to be a number, got 'b'$"),
        (lambda: logarithmic("a", 1), r"^expected low to be a number, got 'a'$"),
        (lambda: logarithmic(1, math.inf), r"^expected high to be a finite number, got inf$"),
        (lambda: nn.designs.random({"rate": [1]}, 0), r"^expected count to be a whole number of at least 1, got 0$"),
        (lambda: logarithmic(0, 1), r"^expected low to be positive, got 0$"),
        (lambda: latin_hypercube({"rate": [1]}, 0), r"^expected count to be a whole number of at least 1, got 0$"),
    ],
)
def test_what_is_no_design_is_refused_by_name(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()


@pytest.mark.parametrize(("wrong", "right"), [("lhs", "latin_hypercube"), ("loguniform", "logarithmic")])
def test_a_wrong_name_leads_to_the_right_one(wrong, right):
    with pytest.raises(AttributeError, match=rf"'nn\.designs' has no attribute '{wrong}': did you mean .*{right}\?$"):
        getattr(nn.designs, wrong)


def test_settings_go_to_run_many_and_come_back_as_columns():
    settings = grid({"rate": [0.5, 2.0], "seed": [3]})
    outcomes = nn.run_many(lambda run: run["rate"] * run["seed"], settings, executor=InlineExecutor(), progress=False)
    table = outcomes.table()
    assert (table["rate"], table["seed"], table["result"]) == ([0.5, 2.0], [3, 3], [1.5, 6.0])
