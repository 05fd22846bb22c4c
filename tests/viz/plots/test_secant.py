"""The difference quotient and its error (L5.1)."""

from __future__ import annotations

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
