"""The page's samples are those of nn.datasets, and what is pasted is read as a person would."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from oracles import few
from tests.viz.live.node import node
from viz.live.embedding import bundled, source
from viz.live.texts import TEXTS

CALLS = """
const calls = {
  samplesOf, split,
  shapes() { return Object.keys(SHAPES); },
  parsed(text, problem) {
    try {
      return parsed(text, problem);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      return { key: error.text, parts: error.parts };
    }
  },
};
export default calls;
"""
OURS = {
    "moons": nn.datasets.moons,
    "circles": nn.datasets.circles,
    "quadrants": nn.datasets.quadrants,
    "spirals": nn.datasets.spirals,
    "blobs": lambda *given, seed: nn.datasets.blobs(given[0], [[-0.5, -0.5], [0.5, 0.5]], given[1], seed),
    "three spirals": lambda *given, seed: nn.datasets.spirals(*given, seed, classes=3),
    "three blobs": lambda *given, seed: nn.datasets.blobs(
        given[0], [[-0.6, -0.4], [0.6, -0.4], [0, 0.6]], given[1], seed
    ),
    "tilt": nn.datasets.tilt,
    "hills": nn.datasets.hills,
}


def page(function, *given):
    node().load(bundled(source("random.js"), source("shapes.js"), source("pasted.js"), CALLS))
    return node().call(function, *given)


def test_every_shape_is_compared():
    assert set(page("shapes")) == set(OURS)


@pytest.mark.parametrize("shape", OURS)
@few
@given(count=st.integers(3, 120), noise=st.sampled_from([0.0, 0.1, 2.0]), seed=st.integers(0, 10**6))
def test_points_are_those_of_nn(shape, count, noise, seed):
    found = page("samplesOf", {"shape": shape, "count": count, "noise": noise, "seed": seed})
    X, y = OURS[shape](count, noise, seed=seed)
    assert [[float(x) for x in row] for row in found["X"]] == [pytest.approx(row, rel=1e-12, abs=1e-12) for row in X]
    assert [float(label) for label in found["y"]] == pytest.approx(y, rel=1e-12, abs=1e-12)


@given(count=st.integers(2, 60), fraction=st.sampled_from([0.05, 0.1, 0.25, 0.5, 0.9]), seed=st.integers(0, 10**6))
def test_the_split_is_that_of_nn(count, fraction, seed):
    X, y = [[float(k), 0.5] for k in range(count)], list(range(count))
    found = page("split", {"X": X, "y": y}, fraction, seed)
    X_train, X_test, y_train, y_test = nn.train_test_split(X, y, fraction, seed)
    assert found == {"train": {"X": X_train, "y": y_train}, "test": {"X": X_test, "y": y_test}}


def test_without_a_fraction_nothing_is_set_aside():
    assert page("split", {"X": [[1.0, 2.0]], "y": [0]}, 0.5, 1)["test"] is None
    assert page("split", {"X": [[1.0, 2.0]] * 4, "y": [0] * 4}, 0, 1) == {
        "train": {"X": [[1, 2]] * 4, "y": [0] * 4},
        "test": None,
    }


numbers = st.floats(-1e6, 1e6)


@given(
    rows=st.lists(st.tuples(numbers, numbers, st.sampled_from(["no", "yes"])), min_size=1, max_size=20),
    separator=st.sampled_from([",", "\t", ";", " ", ", "]),
    end=st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
    heading=st.booleans(),
)
def test_a_table_is_read_back(rows, separator, end, heading):
    lines = [separator.join([repr(x1), repr(x2), label]) for x1, x2, label in rows]
    text = end.join([*([separator.join(["first", "second", "class"])] if heading else []), *lines])
    found = page("parsed", text, "two classes")
    assert [[float(x) for x in row] for row in found["X"]] == [[x1, x2] for x1, x2, _ in rows]
    assert [found["classes"][label] for label in found["y"]] == [label for *_, label in rows]
    assert found["classes"] == sorted(found["classes"])


@pytest.mark.parametrize(
    ("text", "problem", "expected"),
    [
        ('1,2,"a b"\n3,4,c', "two classes", {"X": [[1, 2], [3, 4]], "y": [0, 1], "classes": ["a b", "c"]}),
        ("1,5;2;0\n3;4,25;1", "two classes", {"X": [[1.5, 2], [3, 4.25]], "y": [0, 1], "classes": ["0", "1"]}),
        ("1 2 10\n1 2 9\n1 2 10", "three classes", {"X": [[1, 2]] * 3, "y": [1, 0, 1], "classes": ["9", "10"]}),
        ("x;y;z\n1;2;-0,5", "regression", {"X": [[1, 2]], "y": [-0.5], "classes": None}),
    ],
)
def test_what_tables_look_like(text, problem, expected):
    assert page("parsed", text, problem) == expected


@pytest.mark.parametrize(
    ("text", "problem", "key", "parts"),
    [
        ("", "two classes", "data: empty", {}),
        ("\n \n", "two classes", "data: empty", {}),
        ("a,b,c", "two classes", "data: empty", {}),
        ("1,2,0\n\n1,x,0", "two classes", "data: no number", {"line": 3, "column": 2, "found": "x"}),
        ("1,2,0\n1,2", "two classes", "data: columns", {"line": 2, "found": 2}),
        ("1,2,0\n1,2,3,4", "regression", "data: columns", {"line": 2, "found": 4}),
        ("1,2,0\n1,2,", "two classes", "data: no class", {"line": 2, "column": 3}),
        ("1,2,up", "regression", "data: no number", {"line": 1, "column": 3, "found": "up"}),
        (
            "1,2,a\n1,2,b\n1,2,c",
            "two classes",
            "data: too many classes",
            {"line": 3, "column": 3, "found": "c", "most": 2},
        ),
        ("1,1e999,0", "two classes", "data: no number", {"line": 1, "column": 2, "found": "1e999"}),
        ("1,2,0\n" * 2001, "two classes", "data: too many", {"count": 2001, "most": 2000}),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(text, problem, key, parts):
    assert page("parsed", text, problem) == {"key": key, "parts": parts}
    for sentence in TEXTS[key]:
        assert set(re.findall(r"\{(\w+)\}", sentence)) <= set(parts)
