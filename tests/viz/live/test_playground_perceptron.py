"""The page's perceptron is nn's, update by update; and its proof that no line separates is checked exactly by nn's."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import nn
from autograd import PRIMITIVES
from oracles import few
from tests.viz.live.node import node
from viz.live.embedding import bundled, source
from viz.live.javascript import rows_script

CALLS = """
const calls = {
  separabilityOf, lineWithin,
  learned(samples, options, epochs) {
    const rule = createPerceptron(rows, samples, options);
    for (let k = 0; k < epochs && !rule.converged; k++) rule.finishEpoch();
    const { history, converged, epoch, updates } = rule;
    return { history, converged, epoch, updates, more: rule.converged ? rule.step() : null };
  },
  seen(samples, count) {
    const rule = createPerceptron(rows, samples);
    return Array.from({ length: count }, () => rule.step());
  },
};
export default calls;
"""
ROWS = rows_script([PRIMITIVES["dot"], PRIMITIVES["step"]])


def page(function, *given):
    texts = [source("special.js"), ROWS.text, source("random.js"), source("perceptron.js"), source("separability.js")]
    node().load(bundled(*texts, CALLS))
    return node().call(function, *given)


coordinate = st.integers(-4, 4).map(float) | st.floats(-10.0, 10.0) | st.floats(-1e-30, 1e-30)
points = st.lists(st.tuples(coordinate, coordinate).map(list), min_size=2, max_size=14)
seeds = st.none() | st.integers(0, 10**6)


# Eighths, so that products are exact: before Python 3.12 they are rounded, and on the line the last digit decides.
eighths = st.lists(st.tuples(*[st.integers(-80, 80).map(lambda k: k / 8.0)] * 2).map(list), min_size=2, max_size=14)


@few
@given(X=eighths, data=st.data(), rate=st.sampled_from([1.0, 0.5]), seed=seeds, shuffle=seeds)
def test_every_update_is_that_of_nn(X, data, rate, seed, shuffle):
    y = data.draw(st.lists(st.integers(0, 1), min_size=len(X), max_size=len(X)))
    perceptron = nn.Perceptron(2, seed)
    run = perceptron.fit(X, y, max_epochs=12, learning_rate=rate, seed=shuffle)
    found = page("learned", {"X": X, "y": y}, {"learningRate": rate, "seed": seed, "shuffle": shuffle}, 12)
    assert (found["converged"], found["epoch"], found["updates"]) == (run.converged, run.epochs, run.updates)
    assert found["more"] is None
    for ours, theirs in zip(found["history"], run.history, strict=True):
        assert (ours["epoch"], ours["sample"]) == (theirs.epoch, theirs.sample)
        assert [float(w) for w in [*ours["w"], ours["b"]]] == [*theirs.w, theirs.b]


def test_a_step_tells_what_it_saw():
    X, y = nn.datasets.AND
    first, *_, fourth = page("seen", {"X": X, "y": y}, 4)
    assert (first["sample"], first["output"], first["error"], first["w"]) == (0, 0, 0, [0, 0])
    assert (fourth["sample"], fourth["error"], fourth["w"], fourth["b"]) == (3, 1, [1, 1], 1)


@given(X=points, data=st.data())
@example(X=[[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], data=[0, 1, 1, 0])
@example(X=[[0.0, 0.0], [1.0, 1.0], [0.5, 0.5]], data=[0, 0, 1])
@example(X=[[0.1, 0.1], [0.3, 0.3], [0.2, 0.2]], data=[0, 0, 1])  # not on the line, by the last digit
@example(X=[[2.0, 2.0], [2.0, 2.0]], data=[0, 1])
@example(X=[[0.0, 0.0], [2.0, 0.0], [1.0, 0.0], [3.0, 0.0]], data=[0, 0, 1, 1])
def test_the_proof_holds_in_exact_arithmetic_and_the_line_is_that_of_largest_margin(X, data):
    y = data if isinstance(data, list) else data.draw(st.lists(st.integers(0, 1), min_size=len(X), max_size=len(X)))
    found = page("separabilityOf", X, y)
    if len(set(y)) < 2:
        assert found is None
        return
    theirs = nn.separability(X, y)
    assert found["separable"] == theirs.separable
    if theirs.separable:
        line = nn.SeparatingLine(tuple(map(Fraction, found["exact"]["w"])), Fraction(found["exact"]["b"]))
        assert line == theirs
        if max(map(abs, [*line.w, line.b])) > 1e150:
            return  # Python's own square of it is too large
        numbers = [*map(float, line.w), float(line.b)]
        assert [*map(float, found["w"]), float(found["b"])] == pytest.approx(numbers, rel=1e-14)
        assert float(found["margin"]) == pytest.approx(theirs.margin, rel=1e-14)
        return
    weights = [Fraction(0)] * len(X)
    for k, share in zip(found["samples"], found["shares"], strict=True):
        weights[k] += Fraction(share)
    assert len(found["samples"]) <= 4
    assert nn.CommonPoint(tuple(map(Fraction, found["point"])), tuple(weights)).holds(X, y)
    assert found["place"] == pytest.approx([float(Fraction(x)) for x in found["point"]], rel=1e-14)
    assert found["numbers"] == pytest.approx([float(Fraction(x)) for x in found["shares"]], rel=1e-14)


def test_xor_has_the_middle_in_both_hulls():
    found = page("separabilityOf", *nn.datasets.XOR)
    assert (found["point"], found["shares"]) == (["1/2", "1/2"], ["1/2"] * 4)


@given(
    w=st.tuples(st.floats(-5, 5), st.floats(-5, 5)).map(list),
    b=st.floats(-5, 5),
)
def test_a_line_ends_where_it_leaves_the_area(w, b):
    area = {"x1": [-1.0, 2.0], "x2": [-3.0, 1.0]}
    ends = page("lineWithin", w, b, area)
    corners = [w[0] * x1 + w[1] * x2 + b for x1 in area["x1"] for x2 in area["x2"]]
    if ends is None:
        assert min(corners) >= -1e-9 or max(corners) <= 1e-9
        return
    assert min(corners) <= 1e-9
    assert max(corners) >= -1e-9
    for x1, x2 in [map(float, end) for end in ends]:
        size = abs(w[0] * x1) + abs(w[1] * x2) + abs(b)
        assert abs(w[0] * x1 + w[1] * x2 + b) <= 1e-9 * size
        assert min(abs(x1 + 1.0), abs(x1 - 2.0), abs(x2 + 3.0), abs(x2 - 1.0)) <= 1e-9
