from __future__ import annotations

import math

import pytest

import viz
from autograd import Value
from tests.viz.plots.drawing import drawn


def test_a_curve_goes_through_the_functions_values():
    [line] = drawn(viz.curves({"sin": math.sin}, 0.0, 6.0, resolution=7)).get_lines()
    assert list(line.get_xdata()) == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert list(line.get_ydata()) == pytest.approx([math.sin(x) for x in range(7)])


def test_a_function_may_give_values():
    [line] = drawn(viz.curves({"x²": lambda x: Value(x) ** 2}, 0.0, 2.0, resolution=3)).get_lines()
    assert list(line.get_ydata()) == [0.0, 1.0, 4.0]


def test_several_curves_differ_by_dashes_and_are_named():
    axes = drawn(viz.curves({"f": lambda x: x, "g": lambda x: -x}, 0.0, 1.0))
    assert len({str(line._unscaled_dash_pattern) for line in axes.get_lines()}) == 2
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["f", "g"]


def test_the_steps_of_a_descent_lie_on_the_first_curve_and_those_beyond_the_axis_are_left_out():
    _, steps = drawn(viz.curves({"w²": lambda w: w * w}, -2.0, 2.0, points=[5.0, 2.0, -1.0])).get_lines()
    assert list(steps.get_xdata()) == [2.0, -1.0]
    assert list(steps.get_ydata()) == [4.0, 1.0]
    assert steps.get_label() == "2 steps from 5 to -1"


@pytest.mark.parametrize(
    ("functions", "low", "high", "options", "message"),
    [
        ({}, 0.0, 1.0, {}, "one to 6 functions, got 0"),
        ({str(i): float for i in range(7)}, 0.0, 1.0, {}, "one to 6 functions, got 7"),
        ({"f": float}, 1.0, 1.0, {}, "low to be below high, got low=1.0, high=1.0"),
        ({"f": float}, 0.0, 1.0, {"resolution": 1}, "resolution to be a whole number of at least 2, got 1"),
    ],
)
def test_what_cannot_be_drawn_is_named(functions, low, high, options, message):
    with pytest.raises(ValueError, match=message):
        viz.curves(functions, low, high, **options)


def test_the_steps_have_a_colour_that_no_curve_has():
    for count in (1, 2, 6):
        *curves, steps = drawn(
            viz.curves({str(k): lambda x: x for k in range(count)}, 0.0, 2.0, points=[1.0])
        ).get_lines()
        assert steps.get_color() not in {curve.get_color() for curve in curves}
