"""The page's loss surface has the directions, the path and the losses of viz.loss_surface."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from oracles import few
from tests.viz.live.node import node
from tests.viz.live.playground import Session, Training, is_near, module, settings
from viz.plots.directions import plane_of_path, random_plane
from viz.plots.models import parameter_groups

CALLS = """
calls.random = seed => plain(randomPlane(session, seed));
calls.ofPath = path => plain(pathPlane(session, path));
calls.projected = (plane, path) => plain(projected(plane, path));
calls.gridOf = gridOf;
calls.surface = (plane, grid) => {
  const rows = [...surfaceOf(session, plane, grid)];
  return plain([rows.length, rows.at(-1)]);
};
calls.trailOfSession = () => plain(session.trail.points);
calls.trail = (most, count) => {
  const trail = new Trail(most);
  for (let k = 0; k < count; k++) trail.add([k]);
  return plain(trail.points);
};
export default calls;
"""
DATA = nn.datasets.moons(30, seed=2)


def page(function, *given):
    node().load(module(("surface.js",), CALLS))
    return node().call(function, *given)


def both(chosen=None):
    chosen = chosen or settings(layers=[{"units": 3, "activation": "tanh"}])
    return Session(chosen, DATA, page=module(("surface.js",), CALLS)), Training(chosen, DATA)


@few
@given(seed=st.integers(0, 10**6))
def test_random_directions_are_those_of_the_plot(seed):
    _, python = both(settings(seed=seed % 7))
    expected = random_plane(python.numbers, parameter_groups(python.model), seed)
    found = page("random", seed)
    assert found["center"] == pytest.approx(expected.center, rel=1e-13, abs=1e-13)
    assert np.array(found["directions"]) == pytest.approx(expected.directions, rel=1e-12, abs=1e-12)


@few
@given(seed=st.integers(0, 10**6), count=st.integers(3, 30), width=st.sampled_from([1e-6, 0.1, 1.0]))
def test_the_directions_of_a_path_are_its_principal_ones_and_the_plane_holds_as_much(seed, count, width):
    _, python = both()
    center, generator = np.array(python.numbers), np.random.default_rng(seed)
    ways = np.linalg.qr(generator.normal(size=(len(center), 3)))[0].T
    path = center + generator.normal(size=(count, 3)) * [4.0 * width, 1.0 * width, 0.1 * width] @ ways
    expected = plane_of_path(python.numbers, path)
    found = page("ofPath", path.tolist())
    for ours, theirs in zip(np.array(found["directions"]), expected.directions, strict=True):
        assert abs(ours @ theirs) == pytest.approx(1.0, abs=1e-6)
        assert ours @ ours == pytest.approx(1.0, rel=1e-12)
    assert abs(np.dot(*found["directions"])) <= 1e-9
    in_plane = page("projected", found, path.tolist())
    coordinates, share = expected.projected(path)
    assert in_plane["share"] == pytest.approx(share, abs=1e-9)
    assert np.hypot(*np.transpose(in_plane["path"])) == pytest.approx(
        np.hypot(*np.transpose(coordinates)), rel=1e-5, abs=1e-9 * width
    )


def test_projections_on_directions_that_are_not_at_right_angles_are_the_plots():
    _, python = both()
    plane = random_plane(python.numbers, parameter_groups(python.model), 3)
    path = [[x + 0.1 * k * math.sin(k + i) for i, x in enumerate(python.numbers)] for k in range(9)]
    found = page("projected", {"center": plane.center.tolist(), "directions": plane.directions.tolist()}, path)
    coordinates, share = plane.projected(path)
    assert np.array(found["path"]) == pytest.approx(np.array(coordinates), abs=1e-12)
    assert found["share"] == pytest.approx(share, abs=1e-12)


def test_a_straight_path_gets_a_second_direction_at_a_right_angle_and_no_path_no_plane():
    session, _ = both()
    center = np.array(session.numbers)
    assert page("ofPath", [center.tolist()]) is None
    found = page("ofPath", [(center + k * np.arange(len(center))).tolist() for k in range(4)])
    first, second = np.array(found["directions"])
    straight = np.arange(len(center)) / np.linalg.norm(np.arange(len(center)))
    assert abs(first @ straight) == pytest.approx(1.0)
    assert first @ second == pytest.approx(0.0, abs=1e-12)
    assert second @ second == pytest.approx(1.0)


@pytest.mark.parametrize("penalty", ["none", "l2"])
def test_losses_are_pythons_at_each_point(penalty):
    chosen = settings(layers=[{"units": 2, "activation": "relu"}], penalty={"kind": penalty, "strength": 0.1})
    session, python = both(chosen)
    plane, grid = page("random", 5), page("gridOf", [], 4, 1.5)
    assert (grid["alphas"][0], grid["betas"][-1]) == (-1.5, 1.5)
    rows, losses = page("surface", plane, grid)
    assert rows == 4
    before = session.numbers
    weights = [p for name, p in python.model.named_parameters().items() if name.startswith("w")]
    for row, beta in enumerate(grid["betas"]):
        for column, alpha in enumerate(grid["alphas"]):
            point = (
                np.array(plane["center"])
                + alpha * np.array(plane["directions"][0])
                + beta * np.array(plane["directions"][1])
            )
            for parameter, number in zip(python.model.parameters(), point):
                parameter.data = float(number)
            loss = nn.mean_loss(python.fitted, python.X, python.y, python.loss).data
            loss += nn.l2_penalty(weights, 0.1).data if penalty == "l2" else 0.0
            assert is_near(losses[4 * row + column], loss, 1e-12)
    assert session.numbers == before


def test_the_grid_around_a_path_holds_it_and_the_point_where_it_leads():
    path = [[-2.0, 0.1], [-1.0, 0.3], [0.0, 0.0]]
    grid = page("gridOf", path, 5, 1.0)
    for axis, numbers in enumerate((grid["alphas"], grid["betas"])):
        assert min(numbers) < min(p[axis] for p in path)
        assert max(numbers) > max(p[axis] for p in path)
        assert np.diff(numbers) == pytest.approx(np.diff(numbers)[0])


def test_a_trail_keeps_evenly_chosen_points():
    for count in (1, 5, 6, 11, 500):
        points = [point for [point] in page("trail", 5, count)]
        assert 1 <= len(points) <= 5
        assert points[0] == 0
        assert len(set(np.diff(points))) <= 1
        assert points[-1] >= (count - 1) / 2


def test_a_session_keeps_its_trail():
    session, _ = both(settings(layers=[]))
    start = session.numbers
    after = []
    for _ in range(3):
        session.call("epoch")
        after.append(session.numbers)
    assert node().call("trailOfSession") == [start, *after]
    session.call("reset")
    assert node().call("trailOfSession") == [start]
