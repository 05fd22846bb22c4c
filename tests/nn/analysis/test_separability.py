from __future__ import annotations

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from nn.analysis import nearest_points
from nn.analysis.linear_systems import solved

labels = st.lists(st.integers(0, 1), min_size=2, max_size=9).filter(lambda y: len(set(y)) == 2)


@st.composite
def samples(draw, coordinates, most_coordinates):
    """Few small coordinates: many samples coincide, lie on one line, or on the boundary of the other class."""
    y, d = draw(labels), draw(st.integers(1, most_coordinates))
    return [draw(st.lists(coordinates, min_size=d, max_size=d)) for _ in y], y


def holds_exactly(certificate, X, y):
    """The certificate checked by its definition, apart from the code under test."""
    X = [[Fraction(number) for number in row] for row in X]
    if certificate.separable:
        scores = [sum(w * x for w, x in zip(certificate.w, row)) + certificate.b for row in X]
        return all(score >= 1 if label else score <= -1 for score, label in zip(scores, y))
    hulls = []
    for label in (0, 1):
        weights = [w if target == label else 0 for w, target in zip(certificate.weights, y)]
        hulls.append([sum(w * row[j] for w, row in zip(weights, X)) for j in range(len(X[0]))])
        assert sum(weights) == 1
    return min(certificate.weights) >= 0 and hulls[0] == hulls[1] == list(certificate.point)


@given(samples(st.integers(-3, 3), 4))
def test_the_certificate_is_exactly_right_for_small_whole_numbers(data):
    X, y = data
    certificate = nn.separability(X, y)
    assert holds_exactly(certificate, X, y)
    assert certificate.holds(X, y)


@given(samples(st.floats(-1e6, 1e6), 3))
def test_the_certificate_is_exactly_right_for_floats(data):
    assert holds_exactly(nn.separability(*data), *data)


@given(samples(st.integers(-3, 3), 3))
def test_it_agrees_with_a_linear_program_on_whether_there_is_a_line(data):
    """SciPy minimises nothing subject to y·(⟨w, x⟩ + b) ≥ 1: feasible, or not."""
    from scipy import optimize

    X, y = data
    signs = 2 * np.array(y) - 1
    rows = -signs[:, None] * np.hstack([np.array(X), np.ones((len(X), 1))])
    result = optimize.linprog(np.zeros(rows.shape[1]), rows, -np.ones(len(X)), bounds=(None, None))
    assert nn.separability(X, y).separable == (result.status == 0)


@pytest.mark.parametrize("seed", range(5))
def test_the_margin_is_that_of_a_support_vector_machine(seed):
    from sklearn import svm

    generator = np.random.default_rng(seed)
    X = np.vstack([generator.normal(size=(20, 2)), generator.normal(loc=(6, 5), size=(20, 2))])
    y = [0] * 20 + [1] * 20
    line = nn.separability(X.tolist(), y)
    oracle = svm.SVC(kernel="linear", C=1e9, tol=1e-9).fit(X, y)
    assert line.margin == pytest.approx(1 / np.linalg.norm(oracle.coef_), rel=1e-5)
    assert [*map(float, line.w), float(line.b)] == pytest.approx([*oracle.coef_[0], *oracle.intercept_], rel=1e-4)


def test_a_false_certificate_does_not_hold():
    line = nn.separability(*nn.datasets.AND)
    assert line.holds(*nn.datasets.AND)
    assert not line.holds(*nn.datasets.OR)
    assert not dataclasses.replace(line, b=line.b + Fraction(1, 10**30)).holds(*nn.datasets.AND)
    point = nn.separability(*nn.datasets.XOR)
    assert point.holds(*nn.datasets.XOR)
    assert not point.holds(*nn.datasets.OR)
    for weights in ([1, 0, 1, 0], [2, Fraction(1, 2), Fraction(1, 2), -1], [Fraction(1, 2)] * 3):
        assert not dataclasses.replace(point, weights=tuple(map(Fraction, weights))).holds(*nn.datasets.XOR)


def test_classes_that_only_touch_are_not_separable():
    """The shared sample is the proof."""
    certificate = nn.separability([[0.0], [1.0], [1.0]], [0, 0, 1])
    assert not certificate.separable
    assert certificate.point == (1,)
    assert certificate.weights == (0, 1, 1)


def test_classes_one_float_apart_are_separable():
    X = [[1.0], [math.nextafter(1.0, 2.0)]] if hasattr(math, "nextafter") else [[1.0], [1.0 + 2**-52]]
    line = nn.separability(X, [0, 1])
    assert line.separable
    assert line.margin == 2**-53


def test_certificates_are_sentences():
    assert str(nn.separability(*nn.datasets.OR)) == (
        "separable: 2·x1 + 2·x2 − 1 is at least 1 on class 1, at most −1 on class 0; margin 0.3536"
    )
    assert "have (1/2, 1/2) among their convex combinations" in str(nn.separability(*nn.datasets.XOR))


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        ([], [], "at least one sample"),
        ([[0], [1]], [0], "got 2 samples in X and 1 target in y"),
        ([[0], [1, 2]], [0, 1], "expected 1 number a row in X, as in row 0, got 2 in row 1"),
        ([[0], [math.nan]], [0, 1], "expected finite numbers in X, got nan in row 1, column 0"),
        ([[0], [1]], [1, 1], r"labels 0 and 1 in y, both present, got \[1\]"),
        ([[0], [1]], [-1, 1], r"labels 0 and 1 in y, got -1 in row 0: .* write \[int\(label > 0\)"),
    ],
)
def test_data_without_two_classes_of_points_are_refused(X, y, message):
    with pytest.raises(ValueError, match=message):
        nn.separability(X, y)


@given(samples(st.one_of(st.floats(-1e300, 1e300), st.sampled_from([5e-324, 1e-300, 1e300, 0.1])), 3))
def test_the_certificate_is_exactly_right_where_floats_are_at_their_limits(data):
    assert holds_exactly(nn.separability(*data), *data)


@pytest.mark.parametrize(("inputs", "count", "has_a_line"), [(40, 300, False), (40, 120, True), (40, 30, True)])
def test_many_inputs_have_a_certificate_too(inputs, count, has_a_line):
    """Random labels of more than twice as many samples as inputs have hardly ever a line (Cover, 1965)."""
    generator = np.random.default_rng(0)
    X = generator.random((count, inputs))
    y = (X - 0.5) @ generator.normal(size=inputs) > 0 if has_a_line else generator.integers(0, 2, count)
    certificate = nn.separability(X.tolist(), y.astype(int).tolist())
    assert certificate.separable == has_a_line
    assert holds_exactly(certificate, X.tolist(), y.astype(int).tolist())


def test_the_margin_is_that_of_a_support_vector_machine_for_many_inputs():
    from sklearn import svm

    generator = np.random.default_rng(1)
    X = generator.normal(size=(150, 20))
    y = (X @ generator.normal(size=20) > 0).astype(int)
    line = nn.separability(X.tolist(), y.tolist())
    oracle = svm.SVC(kernel="linear", C=1e9, tol=1e-9).fit(X, y)
    assert line.margin == pytest.approx(1 / np.linalg.norm(oracle.coef_), rel=1e-4)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("inputs", "count"), [(2, 12), (4, 30), (8, 40)])
@pytest.mark.parametrize("has_a_line", [True, False])
def test_floats_find_the_subset_so_that_fractions_solve_one_system_alone(seed, inputs, count, has_a_line, monkeypatch):
    """Wrong floats would be mended too, but slowly: each round in fractions solves another system."""
    systems = []
    monkeypatch.setattr(nearest_points, "solved", lambda *system: systems.append(system) or solved(*system))
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(count, inputs))
    y = X[:, 0] > 0 if has_a_line else generator.permutation(count) % 2
    certificate = nn.separability(X.tolist(), y.astype(int).tolist())
    assert holds_exactly(certificate, X.tolist(), y.astype(int).tolist())
    assert len(systems) == 1


def test_a_long_certificate_is_printed_in_decimals():
    generator = np.random.default_rng(0)
    X = generator.random((30, 5)).tolist()
    line = nn.separability(X, [int(row[0] > 0.5) for row in X])
    assert len(str(line)) < 300
    assert "·x1" in str(line)


def between(inputs):
    """The line halfway between 0, of class 0, and the point whose coordinates are all 1: d²/2 of w is d."""
    return str(nn.separability([[0.0] * inputs, [1.0] * inputs], [0, 1]))


@pytest.mark.parametrize(
    ("shown", "line"),
    [
        (between(1), "2·x1 − 1 is at least 1 on class 1, at most −1 on class 0; margin 0.5"),
        (
            between(8),
            " + ".join(f"1/4·x{i}" for i in range(1, 9))
            + " − 1 is at least 1 on class 1, at most −1 on class 0; margin 1.414",
        ),
        (
            between(9),
            " + ".join(f"2/9·x{i}" for i in range(1, 8))
            + " + … (9 terms) − 1 is at least 1 on class 1, at most −1 on class 0; margin 1.5",
        ),
        (
            str(nn.separability([[1.0, 1.0], [0.0, 0.0]], [0, 1])),
            "−1·x1 − 1·x2 + 1 is at least 1 on class 1, at most −1 on class 0; margin 0.7071",
        ),
    ],
)
def test_a_line_is_written_with_up_to_eight_terms(shown, line):
    assert shown == f"separable: {line}"


@pytest.mark.parametrize(
    ("count", "weights"), [(2, "1, 1"), (8, "1, 1, 0, 0, 0, 0, 0, 0"), (9, "1, 1, 0, 0, 0, 0, 0, … (9 numbers)")]
)
def test_a_common_point_is_written_with_up_to_eight_weights(count, weights):
    point = nn.separability([[0.5]] * count, [1] + [0] * (count - 1))
    assert str(point) == (
        f"not separable: both classes have (1/2) among their convex combinations, with weights {weights}"
    )


def test_a_long_common_point_is_printed_in_decimals():
    generator = np.random.default_rng(0)
    point = nn.separability(generator.random((30, 5)).tolist(), [k % 2 for k in range(30)])
    assert not point.separable
    assert len(str(point)) < 300
    first = str(point).partition("have (")[2].partition(",")[0]
    assert float(first) == pytest.approx(float(point.point[0]), rel=1e-3)


def test_a_certificate_is_held_against_samples_that_fit():
    line, point = nn.separability(*nn.datasets.AND), nn.separability(*nn.datasets.XOR)
    for certificate in (line, point):
        with pytest.raises(ValueError, match=r"^expected labels 0 and 1 in y, got 2 in row 0"):
            certificate.holds([[0, 0]], [2])
        with pytest.raises(ValueError, match=r"^expected 2 numbers a row in X, as in row 0, got 1 in row 1"):
            certificate.holds([[0, 0], [1]], [0, 1])
    elsewhere = dataclasses.replace(point, point=(Fraction(1, 2), Fraction(1, 3)))
    assert not elsewhere.holds(*nn.datasets.XOR)
