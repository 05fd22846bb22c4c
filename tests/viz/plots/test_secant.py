"""The difference quotient and its error (L5.1)."""

from __future__ import annotations

import itertools
import math

import pytest
from matplotlib.figure import Figure

import viz
from autograd import DomainError, exp
from tests.viz.plots.drawing import drawn, is_clipped


def errors(figure, name):
    [line] = [line for line in figure.axes[1].get_lines() if line.get_label() == name]
    return dict(zip(line.get_xdata(), line.get_ydata()))


def test_l5_1_a_secant_cuts_the_curve_at_both_points_and_says_its_slope():
    axes = drawn(viz.secant(lambda x: x * x, 1.0, steps=(2.0, 1.0)))
    for line, step in zip(axes.get_lines()[1:], (2.0, 1.0)):
        (x_a, x_b), (y_a, y_b) = line.get_data()
        for x in (1.0, 1.0 + step):
            assert y_a + (y_b - y_a) * (x - x_a) / (x_b - x_a) == pytest.approx(x * x)
        assert line.get_label() == f"Δx = {step:g}: slope {2 + step:g}"
    assert axes.get_lines()[-1].get_label() == "tangent: slope 2"


def test_l5_1_the_error_falls_as_taylors_theorem_says_while_rounding_plays_no_part():
    figure = viz.secant(exp, 1.0)
    for step, error in errors(figure, "forward quotient").items():
        if 1e-6 < step < 1e-2:
            assert error == pytest.approx(math.e * step / 2, rel=0.02)
    for step, error in errors(figure, "central quotient").items():
        if 1e-3 < step < 1e-1:
            assert error == pytest.approx(math.e * step**2 / 6, rel=0.02)


def test_l5_1_the_error_rises_again_as_rounding_takes_over():
    forward = errors(viz.secant(exp, 1.0), "forward quotient")
    best = min(forward, key=forward.__getitem__)
    assert 1e-10 < best < 1e-6
    assert forward[min(forward)] > 1e4 * forward[best]


def test_a_curve_ends_where_the_function_is_not_defined():
    curve = drawn(viz.secant(lambda x: x.log(), 1.0, steps=(-0.9, 1.0))).get_lines()[0]
    assert min(curve.get_xdata()) > 0.0
    assert not is_clipped(viz.secant(lambda x: x.sqrt(), 0.01, steps=(1.0,)))


def test_a_pair_of_axes_is_drawn_on():
    figure = Figure()
    assert viz.secant(exp, 0.0, ax=tuple(figure.subplots(1, 2))) is figure
    assert all(axes.get_lines() for axes in figure.axes)


def test_what_cannot_be_drawn_is_named():
    for steps in ((), (0.0,), (1.0,) * 7):
        with pytest.raises(ValueError, match="steps to be one to 6 numbers other than 0"):
            viz.secant(exp, 0.0, steps=steps)
    with pytest.raises(DomainError, match=r"log is not defined at -1\.0"):
        viz.secant(lambda x: x.log(), -1.0)


def test_with_a_reach_the_axes_stay_where_they_are_so_that_the_secant_is_seen_to_turn():
    steps = [2.0, 1.5, 1.0, 0.5, 0.25, 0.1]
    shown = [drawn(viz.secant(lambda x: x**3, 1.0, steps=[step], reach=2.0)) for step in steps]
    assert len({(*axes.get_xlim(), *axes.get_ylim()) for axes in shown}) == 1
    # In pixels, as the eye sees it: each secant is less steep than the one before.
    slopes = []
    for axes in shown:
        (x_a, y_a), (x_b, y_b) = axes.transData.transform(axes.get_lines()[1].get_xydata())
        slopes.append((y_b - y_a) / (x_b - x_a))
    assert all(later < 0.95 * earlier for earlier, later in itertools.pairwise(slopes))
    assert slopes[-1] < 0.4 * slopes[0]


def test_a_reach_to_the_left_leaves_room_there():
    axes = drawn(viz.secant(lambda x: x**2, 1.0, steps=[-0.5], reach=-3.0))
    assert axes.get_xlim()[0] < -2.0
    assert axes.get_xlim()[1] < 3.0


@pytest.mark.parametrize("reach", [0.0, math.inf, math.nan])
def test_a_reach_that_is_none_is_named(reach):
    with pytest.raises(ValueError, match="reach to be a finite number other than 0, got "):
        viz.secant(exp, 0.0, reach=reach)
