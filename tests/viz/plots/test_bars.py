from __future__ import annotations

import math

import pytest

import viz
from tests.viz.plots.drawing import drawn, is_clipped

TIMES = {"an engine of long name": 0.0123, "another": 3.1e-5, "the fastest": 1.4e-7}


def test_each_number_has_a_bar_of_its_length_from_the_top_down():
    axes = drawn(viz.bars(TIMES))
    assert [bar.get_width() for bar in axes.patches] == list(TIMES.values())
    heights = [axes.transData.transform((1.0, bar.get_y()))[1] for bar in axes.patches]
    assert heights == sorted(heights, reverse=True)
    assert [label.get_text() for label in axes.get_yticklabels()] == list(TIMES)
    assert axes.get_xscale() == "log"


def test_each_bar_says_its_number_with_two_digits_and_a_prefix():
    axes = drawn(viz.bars(TIMES, unit="s"))
    assert [text.get_text() for text in axes.texts] == ["12 ms", "31 µs", "140 ns"]


def test_bars_are_described_by_their_names_and_numbers():
    figure = viz.bars(TIMES, xlabel="time a step", unit="s")
    assert figure.description == "time a step; an engine of long name: 12 ms, another: 31 µs, the fastest: 140 ns"


@pytest.mark.parametrize("numbers", [TIMES, {"one": 5.0}, {"a": 1.0, "b": 1.0}, {"a": 9.9e20, "b": 1e-20}])
def test_nothing_is_clipped_and_every_number_stands_beside_its_bar(numbers):
    figure = viz.bars(numbers, xlabel="time", unit="s")
    assert not is_clipped(figure)
    axes = drawn(figure)
    assert all(text.get_window_extent().x1 <= axes.bbox.x1 for text in axes.texts)
    assert all(text.get_window_extent().x0 >= bar.get_window_extent().x1 for text, bar in zip(axes.texts, axes.patches))


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({}, "at least one number in numbers, got none"),
        ({"a": 1.0, "b": 0.0}, r"numbers\['b'\] to be finite and above 0, got 0\.0"),
        ({"a": -1.0}, r"numbers\['a'\] to be finite and above 0, got -1\.0"),
        ({"a": math.inf}, r"numbers\['a'\] .* got inf"),
        ({"a": math.nan}, r"numbers\['a'\] .* got nan"),
    ],
)
def test_what_cannot_be_drawn_is_named(numbers, message):
    with pytest.raises(ValueError, match=message):
        viz.bars(numbers)
