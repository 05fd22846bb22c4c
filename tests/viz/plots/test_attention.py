"""Who looks at whom, as a picture."""

from __future__ import annotations

import math

import pytest
from matplotlib.figure import Figure

import nn
import viz
from tests.viz.plots.drawing import drawn

CHARACTERS = nn.datasets.Characters(["anna", "ben"])


def gpt(*, heads=2, blocks=1, vocabulary=CHARACTERS):
    return nn.GPT(vocabulary, width=4 * heads, heads=heads, blocks=blocks, length=16, seed=0, init="normal")


def numbers(axes):
    """What is written in each field, by row and column."""
    return {tuple(map(int, reversed(text.get_position()))): float(text.get_text()) for text in axes.texts}


def names(axes):
    return [label.get_text() for label in axes.get_yticklabels()], [
        label.get_text() for label in axes.get_xticklabels()
    ]


class Looking:
    """A model whose positions look as they are told."""

    def __init__(self, weights):
        self.weights = weights

    def attention(self, tokens):
        return self.weights


ROWS = [[1.0], [0.25, 0.75], [0.125, 0.0, 0.875]]


def test_each_field_has_the_share_that_the_row_takes_of_the_column_and_later_ones_are_empty():
    axes = drawn(viz.attention(Looking([[ROWS]]), [7, 8, 9]))
    assert numbers(axes) == {(0, 0): 1.0, (1, 0): 0.25, (1, 1): 0.75, (2, 0): 0.12, (2, 1): 0.0, (2, 2): 0.88}
    assert names(axes) == (["7", "8", "9"], ["7", "8", "9"])
    assert (axes.get_ylabel(), axes.get_xlabel(), axes.get_title()) == ("looking", "looked at", "head 1")
    fields = axes.get_images()[0].get_array()
    strength = (1.0 - fields[..., :3]).sum(axis=2)
    assert strength[0, 0] > strength[2, 2] > strength[1, 1] > strength[1, 0] > strength[2, 0] > strength[2, 1] > 0.0
    assert strength[0, 1] == strength[0, 2] == strength[1, 2] == 0.0


def test_a_text_is_taken_apart_into_the_characters_that_the_model_knows_after_a_mark():
    model = gpt()
    figure = viz.attention(model, "ben")
    assert names(drawn(figure)) == (["•", "b", "e", "n"], ["•", "b", "e", "n"])
    for axes, head in zip(figure.axes, model.attention(CHARACTERS.encode("ben", end=False))[0]):
        for (t, i), share in numbers(axes).items():
            assert abs(share - head[t][i]) <= 0.005 + 1e-12
        for t in range(4):
            assert math.fsum(share for (row, _), share in numbers(axes).items() if row == t) == pytest.approx(
                1, abs=0.02
            )
    assert names(drawn(viz.attention(model, [4, 1])))[0] == ["•", "b"]


def test_what_is_invisible_has_a_sign():
    model = gpt(vocabulary=nn.datasets.Characters("a \n$"))
    assert names(drawn(viz.attention(model, "a $\n")))[0] == ["•", "a", "␣", r"\$", "↵"]


def test_there_is_a_panel_for_each_head_of_each_block_and_one_can_be_chosen():
    model = gpt(blocks=2)
    titles = [axes.get_title() for axes in viz.attention(model, "ben").axes]
    assert titles == [f"block {b}, head {h}" for b in (1, 2) for h in (1, 2)]
    assert [axes.get_title() for axes in viz.attention(model, "ben", block=2).axes] == titles[2:]
    assert [axes.get_title() for axes in viz.attention(model, "ben", block=1, head=2).axes] == titles[1:2]


@pytest.mark.parametrize("heads", [1, 3, 8])
def test_a_figure_is_never_too_wide_for_a_notebook(heads):
    weights = [[[[1.0 / (t + 1)] * (t + 1) for t in range(6)]] * heads]
    assert viz.attention(Looking(weights), range(6)).get_size_inches()[0] <= 15.0


def test_numbers_are_written_as_long_as_they_are_legible():
    rows = [[1.0 / (t + 1)] * (t + 1) for t in range(13)]
    assert numbers(drawn(viz.attention(Looking([[rows[:12]]]), range(12))))
    assert not numbers(drawn(viz.attention(Looking([[rows]]), range(13))))


def test_a_panel_may_stand_on_axes_of_ones_own():
    axes = Figure().add_subplot()
    assert viz.attention(gpt(), "be", head=1, ax=axes) is axes.figure
    assert numbers(axes)


@pytest.mark.parametrize(
    ("model", "tokens", "options", "error", "message"),
    [
        (
            nn.MLP(2, [2, 1], seed=0),
            [0],
            {},
            TypeError,
            r"model to have attention\(tokens\), as an nn\.GPT has, got MLP",
        ),
        (lambda x: x, "ben", {}, TypeError, "got the function <lambda>"),
        (gpt(vocabulary=5), "ben", {}, TypeError, "whole numbers, since GPT.* knows no characters, got 'ben'"),
        (gpt(), "bob", {}, ValueError, "got 'o' at place 1"),
        (gpt(), [0, 9], {}, ValueError, "tokens from 0 to 4, got 9 at position 1"),
        (gpt(), "ben", {"block": 2}, ValueError, "block to be a number from 1 to 1, got block=2"),
        (gpt(), "ben", {"head": 0}, ValueError, "head to be a number from 1 to 2, got head=0"),
        (gpt(), "ben", {"ax": Figure().add_subplot()}, ValueError, "expected 2 axes in ax, one a panel, got 1"),
    ],
)
def test_what_cannot_be_drawn_is_named(model, tokens, options, error, message):
    with pytest.raises(error, match=message):
        viz.attention(model, tokens, **options)
