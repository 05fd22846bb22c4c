"""The confusion matrix as a picture."""

from __future__ import annotations

import pytest

import nn
import viz
from tests.viz.plots.drawing import drawn

COUNTS = [[8, 2, 0], [1, 5, 3], [0, 0, 7]]


def numbers(axes):
    """What is written in each field, row by row."""
    written = {tuple(reversed(text.get_position())): int(text.get_text()) for text in axes.texts}
    return [[written[i, j] for j in range(len(axes.get_xticks()))] for i in range(len(axes.get_yticks()))]


def test_each_field_has_its_count_rows_being_true_classes_from_the_top():
    axes = drawn(viz.confusion_matrix(COUNTS, classes=["a", "b", "c"]))
    assert numbers(axes) == COUNTS
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b", "c"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["a", "b", "c"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("true class", "taken for")
    assert axes.get_title() == "right: 20 of 26, 76.9 %"


def test_it_takes_what_nn_counts():
    table = nn.confusion_matrix(lambda x: "cat", [[0.0], [1.0]], ["cat", "dog"])
    axes = drawn(viz.confusion_matrix(table))
    assert numbers(axes) == [list(row) for row in table.counts]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["cat", "dog"]


def test_a_field_is_the_stronger_the_larger_its_share_of_the_row_and_right_and_wrong_differ():
    [image] = drawn(viz.confusion_matrix([[10, 2, 1], [1, 1, 1], [0, 0, 5]])).get_images()
    fields = image.get_array()
    strength = (1.0 - fields[..., :3]).sum(axis=2)
    assert strength[0, 0] > strength[0, 1] > strength[0, 2] > strength[2, 0]
    assert fields[1, 1, 2] > fields[1, 1, 0]  # blue
    assert fields[1, 0, 0] > fields[1, 0, 2]  # orange


def test_any_text_may_name_a_class():
    axes = drawn(viz.confusion_matrix([[1, 0], [0, 1]], classes=["$x^{$", "a\nb"]))
    assert axes.get_yticklabels()[0].get_text().replace("\\$", "$") == "$x^{$"


@pytest.mark.parametrize(
    ("table", "classes", "message"),
    [
        ([], None, "table to be a square"),
        ([[1, 2]], None, r"table to be a square of 1 to 20 classes, got rows of \[2\]"),
        ([[0] * 21] * 21, None, "table to be a square"),
        ([[0, 0], [0, 0]], None, "at least one count above 0 in table"),
        ([[1, -1], [0, 0]], None, "table to be a whole number of at least 0, got -1"),
        ([[1, 0], [0, 1]], ["a"], "expected 2 names in classes, one a row, got 1"),
    ],
)
def test_what_cannot_be_drawn_is_named(table, classes, message):
    with pytest.raises(ValueError, match=message):
        viz.confusion_matrix(table, classes=classes)
