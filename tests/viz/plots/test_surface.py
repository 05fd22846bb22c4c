"""The loss over a plane of the parameters' space (L6.4)."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
import viz
from autograd import Value
from tests.viz.plots.drawing import drawn, is_clipped
from viz.plots.directions import plane_of_path, random_plane
from viz.plots.models import parameter_groups


class Bowl:
    """A model of three parameters, whose loss is their squared length."""

    def __init__(self) -> None:
        self.numbers = [Value(3.0), Value(-2.0), Value(1.0)]

    def parameters(self):
        return self.numbers

    def loss(self):
        return sum(number * number for number in self.numbers)


@given(st.integers(0, 1000))
def test_random_directions_are_as_long_as_each_units_parameters(seed):
    model = nn.MLP(2, [3, 2], seed=seed)
    theta = np.array([parameter.data for parameter in model.parameters()])
    plane = random_plane(theta, parameter_groups(model), seed)
    for group in ([0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]):
        for direction in plane.directions:
            assert np.linalg.norm(direction[group]) == pytest.approx(np.linalg.norm(theta[group]))
    assert np.array_equal(plane.directions, random_plane(theta, parameter_groups(model), seed).directions)


def test_a_unit_whose_parameters_are_all_0_is_not_moved():
    assert not random_plane([0.0, 0.0, 1.0], [[0, 1], [2]], seed=0).directions[:, :2].any()


paths = st.lists(st.lists(st.floats(-10, 10), min_size=4, max_size=4), min_size=3, max_size=8)


@given(paths)
def test_no_other_plane_holds_more_of_a_path_than_its_own(path):
    theta, *rest = path
    if np.abs(np.asarray(rest) - theta).max() < 1e-3:
        return
    plane = plane_of_path(theta, rest)
    assert plane.directions @ plane.directions.T == pytest.approx(np.eye(2), abs=1e-9)
    _, share = plane.projected(rest)
    # The eigenvalues of the second moments say how much the best plane can hold.
    offsets = np.asarray(rest) - theta
    moments = np.sort(np.linalg.eigvalsh(offsets.T @ offsets))
    assert share == pytest.approx(moments[-2:].sum() / moments.sum(), abs=1e-9)


coordinates = st.floats(-5, 5).map(lambda number: round(number, 3))


@given(coordinates, coordinates, st.integers(0, 100))
def test_a_point_of_the_plane_is_its_own_projection(alpha, beta, seed):
    plane = random_plane([1.0, -2.0, 0.5, 3.0], [[0, 1], [2, 3]], seed)
    [place], share = plane.projected([plane.point(alpha, beta)])
    assert place == pytest.approx((alpha, beta), abs=1e-6)
    assert share == pytest.approx(1.0)


def test_the_surface_of_a_known_loss_has_its_known_heights():
    model = Bowl()
    surface = viz.loss_surface(model, model.loss, resolution=5, progress=False).axes[0].collections[0]
    plane = random_plane([3.0, -2.0, 1.0], [[0, 1, 2]], 0)
    steps = (-1.0, -0.5, 0.0, 0.5, 1.0)
    heights = [sum(number**2 for number in plane.point(alpha, beta)) for alpha in steps for beta in steps]
    assert (surface.zmin, surface.zmax) == pytest.approx((min(heights), max(heights)))


def test_drawing_leaves_the_parameters_as_they_were_even_if_the_loss_fails():
    model = Bowl()
    viz.loss_surface(model, model.loss, resolution=3, progress=False)
    with pytest.raises(KeyError):
        viz.loss_surface(model, lambda: {}[0], resolution=3, progress=False)
    assert [number.data for number in model.numbers] == [3.0, -2.0, 1.0]


def test_where_the_loss_has_no_value_there_is_a_hole():
    model = Bowl()
    for kind in ("contour", "3d"):
        drawn(viz.loss_surface(model, lambda: math.log(model.numbers[0].data), kind=kind, resolution=9, progress=False))


def trained():
    model = Bowl()
    trajectory = viz.Trajectory(model)
    for epoch in range(1, 9):
        for number in model.numbers:
            number.data *= 0.6
        trajectory.record(epoch)
    return model, trajectory


@pytest.mark.parametrize("kind", ["contour", "3d"])
def test_l6_4_the_trajectory_is_labelled_as_a_projection_with_what_the_plane_holds_of_it(kind):
    model, trajectory = trained()
    figure = viz.loss_surface(model, model.loss, trajectory=trajectory, kind=kind, resolution=7, progress=False)
    labels = figure.axes[0].get_legend_handles_labels()[1]
    assert "trajectory, projected:\nthe plane holds 100 % of it" in labels  # it is straight
    assert not is_clipped(figure)
    lost = viz.loss_surface(
        model, model.loss, trajectory=trajectory, directions="random", kind=kind, resolution=5, progress=False
    )
    [label] = [text for text in lost.axes[0].get_legend_handles_labels()[1] if "projected" in text]
    assert 0.0 <= float(label.split()[-4]) < 100.0
    assert not is_clipped(lost)


def test_the_ends_of_the_trajectory_are_its_start_and_the_model():
    model, trajectory = trained()
    axes = drawn(viz.loss_surface(model, model.loss, trajectory=trajectory, resolution=5, progress=False))
    line = axes.get_lines()[-1]
    start = math.dist(trajectory.points[0], trajectory.points[-1])
    assert math.hypot(line.get_xdata()[0], line.get_ydata()[0]) == pytest.approx(start)
    assert (line.get_xdata()[-1], line.get_ydata()[-1]) == pytest.approx((0.0, 0.0), abs=1e-9)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "globe"}, "unknown kind 'globe': expected one of contour, 3d"),
        ({"directions": "up"}, "unknown directions 'up': expected None or one of random, path"),
        ({"directions": "Paths"}, r"unknown directions 'Paths': did you mean 'path'\?"),
        ({"directions": "path"}, "expected a trajectory whose principal directions to take"),
        ({"extent": 0.0}, "extent to be above 0"),
        ({"resolution": 2}, "resolution to be a whole number of at least 3"),
    ],
)
def test_what_cannot_be_drawn_is_named(options, message):
    model = Bowl()
    with pytest.raises(ValueError, match=message):
        viz.loss_surface(model, model.loss, progress=False, **options)


def test_a_trajectory_that_does_not_move_has_no_plane():
    model = Bowl()
    with pytest.raises(ValueError, match="a trajectory that moves"):
        viz.loss_surface(model, model.loss, trajectory=viz.Trajectory(model), progress=False)


def test_parameters_outside_of_units_are_one_group_of_their_own():
    neuron = nn.Neuron(1, seed=0)
    extra = Value(1.0)
    model = SimpleNamespace(neurons=[neuron], parameters=lambda: [*neuron.parameters(), extra])
    assert parameter_groups(model) == [[0, 1], [2]]
    assert parameter_groups(Bowl()) == [[0, 1, 2]]
