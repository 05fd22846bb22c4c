from __future__ import annotations

import math
import operator
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from nn import datasets

GATES = {"AND": operator.and_, "OR": operator.or_, "XOR": operator.xor}
SHAPES = {
    "moons": datasets.moons,
    "circles": datasets.circles,
    "spirals": datasets.spirals,
    "spirals of three": lambda count, noise, seed: datasets.spirals(count, noise, classes=3, seed=seed),
    "quadrants": datasets.quadrants,
    "blobs": lambda count, noise, seed: datasets.blobs(count, spread=noise, seed=seed),
}


@pytest.mark.parametrize("name", GATES)
def test_a_gate_has_the_four_rows_of_its_truth_table(name):
    X, y = getattr(datasets, name)
    assert sorted(map(tuple, X)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert y == [GATES[name](int(x1), int(x2)) for x1, x2 in X]


def test_not_has_one_input():
    assert datasets.NOT == ([[0.0], [1.0]], [1, 0])


@given(st.integers(2, 60), st.integers())
def test_moons_without_noise_lie_on_two_half_circles(count, seed):
    X, y = datasets.moons(count, noise=0.0, seed=seed)
    for (x1, x2), label in zip(X, y):
        centre = (1.0, 0.5) if label else (0.0, 0.0)
        assert math.hypot(x1 - centre[0], x2 - centre[1]) == pytest.approx(1.0)
        assert (x2 <= 0.5 + 1e-12) if label else (x2 >= -1e-12)


def test_the_moons_are_halves_at_even_angles_from_end_to_end():
    upper = np.array([complex(*x) for x in datasets.moons(20, noise=0.0)[0][:10]])
    lower = np.array([complex(*x) for x in datasets.moons(20, noise=0.0)[0][10:]])
    assert np.allclose(upper, np.exp(1j * np.linspace(0.0, np.pi, 10)))
    assert np.allclose(lower, 1.0 + 0.5j - upper)


def test_the_circles_are_gone_around_once_at_even_angles():
    points = np.array([complex(*x) for x in datasets.circles(16, noise=0.0)[0]])
    once = np.exp(1j * np.linspace(0.0, 2.0 * np.pi, 8))
    assert np.allclose(points, [*once, *(0.5 * once)])


@given(st.integers(2, 60), st.floats(0.01, 0.99))
def test_circles_without_noise_have_their_two_radii(count, factor):
    X, y = datasets.circles(count, noise=0.0, factor=factor)
    assert [math.hypot(*x) for x in X] == pytest.approx([factor if label else 1.0 for label in y])


@given(st.integers(2, 6), st.floats(0.1, 3.0))
def test_spiral_arms_are_the_same_curve_turned_around_the_origin(classes, turns):
    X, _ = datasets.spirals(classes * 20, noise=0.0, classes=classes, turns=turns)
    points = np.array([complex(*x) for x in X]).reshape(classes, 20)
    for k in range(classes):
        assert np.allclose(points[k], points[0] * np.exp(2j * np.pi * k / classes))
    assert np.all(np.diff(np.abs(points[0])) > 0)
    assert np.abs(points[0]) == pytest.approx(np.linspace(0.05, 1.0, 20))
    assert np.angle(points[0][0]) == pytest.approx(0.0)
    total = np.sum(np.angle(points[0][1:] / points[0][:-1]))
    assert total == pytest.approx(2 * np.pi * turns)


def test_blobs_lie_around_their_centers():
    centers = [[0.0, 0.0], [20.0, 0.0], [0.0, 20.0]]
    X, y = datasets.blobs(3000, centers, spread=2.0, seed=0)
    for k, center in enumerate(centers):
        points = np.array([x for x, label in zip(X, y) if label == k])
        assert points.mean(axis=0) == pytest.approx(center, abs=0.25)
        assert points.std(axis=0) == pytest.approx([2.0, 2.0], rel=0.1)


def test_centers_that_are_not_given_are_drawn_from_a_square():
    """Of 600 numbers drawn evenly from −10 to 10, the mean is within four of its deviations of 0, the ends are near."""
    X, y = datasets.blobs(300, 300, spread=0.0, seed=4)
    assert y == list(range(300))
    drawn = np.array(X)
    assert drawn.shape == (300, 2)
    assert -10.0 <= drawn.min() < -9.8 < 9.8 < drawn.max() <= 10.0
    assert abs(drawn.mean()) < 4 * 20 / (12 * 600) ** 0.5


def test_the_points_of_quadrants_are_spread_evenly():
    """The mean square of a number drawn evenly from −1 to 1 is a third, that of its fourth power a fifth."""
    points = np.array(datasets.quadrants(8000, noise=0.0, seed=6)[0])
    assert np.mean(points**2, axis=0) == pytest.approx([1 / 3, 1 / 3], rel=0.05)
    assert np.mean(points**4, axis=0) == pytest.approx([1 / 5, 1 / 5], rel=0.05)
    assert np.mean(points, axis=0) == pytest.approx([0.0, 0.0], abs=4 / (3 * 8000) ** 0.5)


def test_quadrants_are_xor_of_the_signs_and_noise_leaves_the_class():
    X, y = datasets.quadrants(400, noise=0.0, seed=3)
    assert y == [int((x1 > 0) != (x2 > 0)) for x1, x2 in X]
    assert {(x1 > 0, x2 > 0) for x1, x2 in X} == {(a, b) for a in (True, False) for b in (True, False)}
    assert all(abs(x) <= 1.0 for point in X for x in point)
    assert datasets.quadrants(400, noise=2.0, seed=3)[1] == y


@pytest.mark.parametrize("make", [datasets.tilt, datasets.hills])
def test_heights_come_from_their_seed_and_have_noise_of_its_standard_deviation(make):
    X, clean = make(4000, 0.0, 5)
    same, noisy = make(4000, 0.3, random.Random(5))
    assert same == X
    assert np.std(np.array(noisy) - np.array(clean)) == pytest.approx(0.3, rel=0.05)
    assert all(abs(x) <= 1.0 for point in X for x in point)


def test_the_tilt_is_the_mean_of_the_coordinates():
    X, y = datasets.tilt(50, 0.0, 3)
    assert y == [sum(x) / 2 for x in X]
    assert -1.0 <= np.min(X) < -0.9 < 0.9 < np.max(X) <= 1.0


def test_a_linear_fit_explains_the_tilt_and_a_tenth_of_the_hills_at_most():
    for make, least, most in ((datasets.tilt, 0.999, 1.001), (datasets.hills, 0.0, 0.1)):
        X, y = make(4000, 0.0, 1)
        rows, heights = np.column_stack([X, np.ones(len(X))]), np.array(y)
        _, [missed], *_ = np.linalg.lstsq(rows, heights, rcond=None)
        share = 1.0 - missed / np.sum((heights - heights.mean()) ** 2)
        assert least <= share <= most


def test_the_hills_stand_where_they_should():
    bumps = [
        ((a, b), 1.0 if (i + j) % 2 == 0 else -1.0)
        for i, a in enumerate((-2 / 3, 0, 2 / 3))
        for j, b in enumerate((0.5, -0.5))
    ]
    X, y = datasets.hills(200, 0.0, 2)
    points = np.array(X)
    expected = sum(sign * np.exp(-8.0 * np.sum((points - center) ** 2, axis=1)) for center, sign in bumps)
    assert y == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_classes_are_of_almost_one_size_and_every_point_has_two_coordinates(shape):
    for count in (6, 31, 100):
        X, y = SHAPES[shape](count, 0.1, 1)
        sizes = [y.count(label) for label in sorted(set(y))]
        assert len(X) == len(y) == sum(sizes) == count
        assert sizes == sorted(sizes)  # the last have one more
        assert max(sizes) - min(sizes) <= 1
        assert {len(x) for x in X} == {2}
        assert sorted(set(y)) == list(range(len(sizes)))
        assert all(type(label) is int for label in y)


@pytest.mark.parametrize("shape", SHAPES)
def test_points_come_from_their_seed(shape):
    make = SHAPES[shape]
    assert make(10, 0.1, 1) == make(10, 0.1, 1) == make(10, 0.1, random.Random(1)) != make(10, 0.1, 2)


@pytest.mark.parametrize(
    "make", [datasets.moons, datasets.circles, datasets.spirals, datasets.quadrants, datasets.tilt, datasets.hills]
)
def test_there_are_a_hundred_points_in_two_classes_unless_asked_for_more(make):
    X, y = make()
    assert (len(X), len(y)) == (100, 100)
    if make not in (datasets.tilt, datasets.hills):
        assert (y.count(0), y.count(1)) == (50, 50)


def test_there_are_three_blobs_of_a_hundred_points_a_deviation_of_1_unless_asked_for_more():
    X, y = datasets.blobs(seed=0)
    assert [y.count(label) for label in range(4)] == [33, 33, 34, 0]
    alike, _ = datasets.blobs(spread=0.0, seed=0)
    assert np.std(np.array(X) - np.array(alike)) == pytest.approx(1.0, rel=0.15)


@pytest.mark.parametrize("shape", SHAPES)
def test_noise_has_its_standard_deviation(shape):
    if shape == "blobs":
        return
    noisy, _ = SHAPES[shape](4000, 0.3, 5)
    clean, _ = SHAPES[shape](4000, 0.0, 5)
    assert np.std(np.array(noisy) - np.array(clean)) == pytest.approx(0.3, rel=0.05)


@pytest.mark.parametrize(("shape", "noise"), [("moons", 0.1), ("circles", 0.05), ("spirals", 0.02), ("quadrants", 0.1)])
def test_there_is_a_little_noise_unless_told_otherwise(shape, noise):
    noisy, _ = SHAPES[shape](4000, seed=5)
    clean, _ = SHAPES[shape](4000, noise=0.0, seed=5)
    assert np.std(np.array(noisy) - np.array(clean)) == pytest.approx(noise, rel=0.05)


@pytest.mark.parametrize("make", [datasets.tilt, datasets.hills])
def test_heights_have_a_little_noise_unless_told_otherwise(make):
    noisy, clean = make(4000, seed=5)[1], make(4000, noise=0.0, seed=5)[1]
    assert np.std(np.array(noisy) - np.array(clean)) == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: datasets.moons(1), "^expected count to be a whole number of at least 2, got 1$"),
        (lambda: datasets.moons(noise=-1.0), "^expected noise to be at least 0, got -1.0$"),
        (lambda: datasets.circles(factor=1.0), "^expected factor to be above 0 and below 1, got 1.0$"),
        (lambda: datasets.spirals(classes=1), "^expected classes to be a whole number of at least 2, got 1$"),
        (lambda: datasets.spirals(2, classes=3), "^expected count to be a whole number of at least 3, got 2$"),
        (lambda: datasets.spirals(turns=0.0), "^expected turns to be positive, got 0.0$"),
        (lambda: datasets.quadrants(1), "^expected count to be a whole number of at least 2, got 1$"),
        (lambda: datasets.tilt(0), "^expected count to be a whole number of at least 1, got 0$"),
        (lambda: datasets.hills(noise=-1.0), "^expected noise to be at least 0, got -1.0$"),
        (lambda: datasets.blobs(centers=1), "^expected centers to be a whole number of at least 2, got 1$"),
        (
            lambda: datasets.blobs(centers=[[1.0]]),
            "^expected the number of centers to be a whole number of at least 2, got 1$",
        ),
        (
            lambda: datasets.blobs(centers=[[1.0, 2.0], [1.0]]),
            "^expected 2 numbers a row in centers, as in row 0, got 1 in row 1$",
        ),
        (lambda: datasets.blobs(spread=-1.0), "^expected spread to be at least 0, got -1.0$"),
    ],
)
def test_impossible_data_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_moons_are_learned_by_what_is_here():
    """The shapes, the split and the standardizer fit together."""
    X_train, X_test, y_train, y_test = nn.train_test_split(*datasets.moons(120, seed=0), seed=0)
    scaled = nn.standardizer(X_train)
    model = nn.MLP(2, [8, 1], activation="tanh", output="sigmoid", seed=0)
    optimizer = nn.Adam(model.parameters(), 0.05)
    options = {"loss": nn.binary_cross_entropy, "optimizer": optimizer, "epochs": 30, "batch_size": 16, "seed": 0}
    nn.fit(model, scaled(X_train), y_train, progress=False, **options)
    assert nn.accuracy(model, scaled(X_test), y_test) > 0.9
